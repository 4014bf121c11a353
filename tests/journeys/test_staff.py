"""Neighbourhood staff: coming in, inbox, card, claim, answer, close, and their scope."""

from __future__ import annotations

import itertools

import pytest

from bot.domain.actions import Claim, QueueList, ShowConcern, ShowQueue
from bot.domain.concerns import CHOSEN_BY_STAFF, HowOften, Outcome, Urgency, When
from bot.domain.errors import AlreadyClaimed, NotAllowed, NotFound
from bot.domain.people import Lang
from bot.domain.roles import Role
from bot.simulator import Message
from bot.texts import (
    common,
    masking,
    readers,
    refusals,
    resident,
    staff,
)
from tests.journeys.ways import (
    AREA,
    DANGER,
    FAR_AREA,
    SECOND_AREA,
    WORDS,
    area_name,
    case_id,
    category,
    forges,
    newest_buttons,
    plain,
    shown,
    speaks,
    tells,
)
from tests.kit.world import Player, World, code_in

ANSWER = "Tak. Vi har bestilt nye lamper & <lygter>."


async def test_an_invitation_makes_a_colleague_and_shows_the_role_card(
    world: World, lang: Lang
) -> None:
    mette = await world.moderator(lang, areas=[AREA, SECOND_AREA])
    for fact in ("GLA-1", area_name(mette, AREA), area_name(mette, SECOND_AREA)):
        assert fact in mette.sees
    assert staff.role(mette.t, Role.MODERATOR) in mette.sees
    omar = await world.moderator(lang, name="Omar")
    assert "GLA-2" in omar.sees
    await omar.taps(common.button_menu(omar.t))
    assert "GLA-2" in omar.sees
    assert staff.button_queue(omar.t) in newest_buttons(omar)
    await omar.taps(staff.button_reads_page(omar.t))
    assert "GLA-2" in omar.sees


async def test_one_person_may_gain_every_role(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    for role in Role:
        await world.joins(mette, await world.invitation(role.value))
    assert all(staff.role(mette.t, role) in mette.sees for role in Role)
    assert "GLA-1" in mette.sees


async def test_a_colleague_of_one_organisation_cannot_join_another(
    world: World, lang: Lang
) -> None:
    mette = await world.moderator(lang)
    payload = await world.invitation("moderator", "ballerup")
    await world.joins(mette, payload)
    assert mette.sees == refusals.sentence(mette.t, NotFound())
    omar = await world.joins(world.person("Omar", lang), payload)  # it was not used up
    assert "BAL-1" in omar.sees


async def test_languages_read_are_switched_and_one_always_remains(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    t = mette.t
    for each in Lang:
        reads = each in {lang, Lang.DA}
        assert staff.button_reads(t, each, reads=reads) in newest_buttons(mette)
        if not reads:
            await mette.taps(staff.button_reads(t, each, reads=False))
    for each in Lang:
        await mette.taps(staff.button_reads(t, each, reads=True))
    assert staff.button_reads(t, Lang.EN, reads=True) in newest_buttons(mette)
    assert staff.button_reads(t, Lang.DA, reads=False) in newest_buttons(mette)


async def test_guided_answers_stand_in_the_language_of_the_colleague(
    world: World, lang: Lang
) -> None:
    mette = await world.moderator(lang)
    for each in Lang:
        someone = await world.resident(each)
        await tells(someone, When.EARLIER, HowOften.DAILY, WORDS[each])
        await someone.taps(resident.button_send(someone.t))
        code = code_in(someone.sees)
        assert code in mette.sees
        await mette.taps(staff.button_open(mette.t))
        for fact in (
            common.when(mette.t, When.EARLIER),
            common.how_often(mette.t, HowOften.DAILY),
            common.language(mette.t, each),
            category(mette),
            WORDS[each],
        ):
            assert fact in mette.sees
        strange = each not in {lang, Lang.DA}
        assert (staff.needs_reader(mette.t, each) in mette.sees) is strange


async def test_the_inbox_has_lists_pages_and_counts(world: World, lang: Lang) -> None:
    mette, omar = await world.moderator(lang), await world.moderator(lang, name="Omar")
    t = mette.t
    await mette.says("/queue")
    assert plain(f"{staff.queue(t, _counts())}\n\n{staff.queue_empty(t)}") == mette.sees
    codes = []
    for number in range(13):
        someone = await world.resident(lang, name=f"Resident{number}")
        codes.append(await world.shares_concern(someone, WORDS[lang]))
    await mette.says("/koe")
    assert plain(staff.queue(t, _counts(new=13))) in mette.sees
    assert staff.queue_list(t, "new") in mette.sees
    pages = [_codes(mette)]
    for _ in (1, 2):
        await mette.taps(common.button_older(t))
        assert staff.queue_list(t, "new") in mette.sees
        pages.append(_codes(mette))
    assert [len(p) for p in pages] == [6, 6, 1]
    assert sorted(itertools.chain(*pages)) == sorted(codes)
    assert common.button_older(t) not in newest_buttons(mette)
    await mette.taps(common.button_newer(t))
    assert _codes(mette) == pages[1]
    await forges(mette, ShowQueue(QueueList.NEW, 50))  # a button of an earlier version
    assert _codes(mette) == pages[0]
    for colleague, code in ((mette, codes[0]), (omar, codes[1])):
        await colleague.says(f"/sag {code}")
        await colleague.taps(staff.button_claim(t))
    await mette.says("/queue")
    await mette.taps(staff.button_list(t, "mine", 1))
    assert staff.queue_list(t, "mine") in mette.sees
    assert _codes(mette) == [codes[0]]
    await mette.taps(staff.button_list(t, "all", 13))
    assert staff.queue_list(t, "all") in mette.sees
    await world.pass_time(days=4)
    await mette.says("/queue")
    assert plain(staff.queue(t, _counts(new=11, mine=1, late=13))) in mette.sees
    await mette.taps(staff.button_list(t, "late", 13))
    assert staff.queue_list(t, "late") in mette.sees
    assert "⏰" in newest_buttons(mette)[0]
    await mette.taps(newest_buttons(mette)[0])
    assert "⏰" in mette.sees


def _counts(**known: int) -> dict[str, int]:
    return {"new": 0, "mine": 0, "late": 0, **known}


def _codes(colleague: Player) -> list[str]:
    """Codes of the cases on the screen, in order."""
    labels = [b for b in newest_buttons(colleague) if b.count("·") == 2]
    return [code_in(label) for label in labels]


async def test_the_inbox_counts_in_the_words_of_the_language(world: World) -> None:
    mette = await world.moderator("ar")
    for number in range(3):
        await world.shares_concern(await world.resident("ar", name=f"R{number}"), WORDS[Lang.AR])
        await mette.says("/queue")
        assert staff.queue(mette.t, _counts(new=number + 1)).split("\n")[1] in mette.sees
    assert "3" in mette.sees


async def test_one_colleague_claims_and_the_other_is_told_who_has_it(
    world: World, lang: Lang
) -> None:
    mette, omar = await world.moderator(lang), await world.moderator(lang, name="Omar")
    code = await world.shares_concern(await world.resident(lang), WORDS[lang])
    for colleague in (mette, omar):
        await colleague.says(f"/case {code}")
        assert staff.button_claim(colleague.t) in newest_buttons(colleague)
    await mette.taps(staff.button_claim(mette.t))
    assert staff.claimed(mette.t, code) in mette.sees
    await omar.taps(staff.button_claim(omar.t))
    assert omar.sees == refusals.sentence(omar.t, AlreadyClaimed("GLA-1"))
    await omar.says(f"/case {code}")
    assert "GLA-1" in omar.sees
    assert staff.button_reply(omar.t) not in newest_buttons(omar)
    await mette.says(f"/case {code}")
    await mette.taps(staff.button_release(mette.t))
    assert staff.released(mette.t, code) in mette.sees
    await omar.says(f"/case {code}")
    await omar.taps(staff.button_claim(omar.t))
    assert staff.claimed(omar.t, code) in omar.sees


async def test_taking_a_case_twice_is_taking_it_once(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    code = await world.shares_concern(await world.resident(lang), WORDS[lang])
    await mette.says(f"/case {code}")
    card = mette.screen
    for _ in range(2):
        await forges(mette, Claim(await case_id(world, code)), under=card)
        assert staff.claimed(mette.t, code) in card.text
        assert mette.screen is card


async def test_the_preview_of_an_answer_is_what_the_resident_sees(world: World, lang: Lang) -> None:
    for reader in Lang:
        mette = await world.moderator(lang)
        someone = await world.resident(reader)
        code = await world.shares_concern(someone, WORDS[reader])
        await mette.says(f"/case {code}")
        await mette.taps(staff.button_claim(mette.t))
        await mette.taps(staff.button_reply(mette.t))
        assert staff.ask_reply(mette.t, code, reader, ready=True) == mette.sees
        await mette.says(ANSWER)
        exact = mette.screen.html.split("\n\n")[-2]
        assert ANSWER in mette.sees
        await mette.taps(staff.button_send_reply(mette.t))
        assert staff.reply_sent(mette.t, code) == mette.sees
        await someone.taps(resident.button_see_news(someone.t))
        assert someone.screen.html.split("\n\n")[-1] == exact


async def test_an_answer_grows_may_be_changed_and_written_again(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    someone = await world.resident(lang)
    code = await world.shares_concern(someone, WORDS[lang])
    await mette.says(f"/case {code}")
    await mette.taps(staff.button_claim(mette.t))
    await mette.taps(staff.button_reply(mette.t))
    await mette.says("1. svar")
    first = _typed(mette)[-1]
    old = mette.screen
    await mette.says("2. svar")
    await mette.edits(first, "3. svar")
    assert "3. svar\n\n2. svar" in mette.sees
    sends = next(b for row in old.buttons for b in row)
    await forges(mette, sends.data or "", under=old)
    assert "3. svar\n\n2. svar" in old.text  # the earlier preview cannot send; it shows the newest
    await mette.taps(staff.button_rewrite(mette.t))
    assert staff.ask_reply(mette.t, code, lang, ready=True) == mette.sees
    await mette.person.send_document()
    await world.settled()
    assert resident.refused_file(mette.t) in mette.sees
    assert staff.ask_reply(mette.t, code, lang, ready=True) in mette.sees
    await mette.says("4. svar")
    assert "3. svar" not in mette.sees
    await mette.taps(staff.button_send_reply(mette.t))
    await someone.taps(resident.button_see_news(someone.t))
    assert "4. svar" in someone.sees
    assert "2. svar" not in someone.sees


def _typed(player: Player) -> list[Message]:
    return [m for m in player.person.chat.messages if not m.outgoing]


async def test_an_answer_waits_at_random_unless_it_is_sent_at_once(
    world: World, lang: Lang
) -> None:
    world.extra["reply_delay_seconds"] = "60-60"
    await world.restart()
    mette = await world.moderator(lang)
    someone = await world.resident(lang)
    code = await world.shares_concern(someone, WORDS[lang])
    await world.answers(mette, code, ANSWER)
    assert resident.neutral_notice(someone.t) not in shown(someone)
    await world.pass_time(seconds=61)
    assert resident.neutral_notice(someone.t) == someone.sees
    await someone.says("/hide")
    before = shown(someone).count(resident.neutral_notice(someone.t))
    await mette.says(f"/case {code}")
    await mette.taps(staff.button_reply(mette.t))
    await mette.says(ANSWER)
    await mette.taps(staff.button_send_at_once(mette.t))
    assert shown(someone).count(resident.neutral_notice(someone.t)) == before + 1


async def test_a_case_is_closed_with_each_outcome(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    for outcome in CHOSEN_BY_STAFF:
        code = await world.shares_concern(await world.resident(lang), WORDS[lang])
        await mette.says(f"/case {code}")
        await mette.taps(staff.button_claim(mette.t))
        await mette.taps(staff.button_close(mette.t))
        offered = newest_buttons(mette)
        assert common.outcome(mette.t, Outcome.RESIDENT_LEFT) not in offered
        await mette.taps(common.button_back(mette.t))
        await mette.taps(staff.button_close(mette.t))
        await mette.taps(common.outcome(mette.t, outcome))
        await mette.taps(staff.button_to_queue(mette.t))
        assert code not in " ".join(newest_buttons(mette))
        await mette.says(f"/case {code}")
        assert common.outcome(mette.t, outcome) in mette.sees
        assert newest_buttons(mette)[:3] == [
            staff.button_note(mette.t), masking.button_more(mette.t),
            staff.button_to_queue(mette.t),
        ]  # fmt: skip


@pytest.mark.parametrize(
    ("organisation", "areas"), [("ballerup", []), ("politi", []), ("gladsaxe", [SECOND_AREA])]
)
async def test_what_is_outside_ones_scope_cannot_be_found(
    world: World, lang: Lang, organisation: str, areas: list[str]
) -> None:
    mette = await world.moderator(lang)
    stranger = await world.moderator(lang, organisation=organisation, areas=areas, name="Stranger")
    code = await world.shares_concern(await world.resident(lang), WORDS[lang])
    concern = await case_id(world, code)
    before = shown(stranger)
    assert code not in before
    await stranger.says(f"/case {code}")
    assert stranger.sees == refusals.sentence(stranger.t, NotFound())
    await stranger.says("/help")
    await forges(stranger, ShowConcern(concern))
    assert stranger.sees == refusals.sentence(stranger.t, NotFound())
    for which in QueueList:
        await stranger.says("/queue")
        await forges(stranger, ShowQueue(which, 0))
        assert staff.queue_empty(stranger.t) in stranger.sees
    await mette.says(f"/case {code}")
    assert WORDS[lang] in mette.sees
    assert WORDS[lang] not in shown(stranger)


async def test_a_colleague_of_an_area_is_told_of_that_area_only(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang, areas=[SECOND_AREA])
    ours = await world.shares_concern(await world.resident(lang), WORDS[lang], area=SECOND_AREA)
    assert ours in mette.sees
    theirs = await world.shares_concern(await world.resident(lang), WORDS[lang], area=FAR_AREA)
    assert theirs not in shown(mette)


async def test_a_publisher_opens_no_cases_and_a_moderator_writes_no_news(
    world: World, lang: Lang
) -> None:
    karim, mette = await world.publisher(lang), await world.moderator(lang)
    for player, command in ((karim, "/queue"), (karim, "/case"), (mette, "/bulletin"),
                            (mette, "/bulletins")):  # fmt: skip
        await player.says(command)
        assert player.sees == refusals.sentence(player.t, NotAllowed())
    await karim.taps(common.button_menu(karim.t))
    assert staff.button_queue(karim.t) not in newest_buttons(karim)
    await mette.taps(common.button_menu(mette.t))
    assert staff.button_new_bulletin(mette.t) not in newest_buttons(mette)


async def test_words_without_a_case_are_sent_to_nobody(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    await mette.says(DANGER[lang])
    assert staff.text_without_place(mette.t) == mette.sees
    await mette.person.send_photo(caption="Se her")
    await world.settled()
    assert staff.text_without_place(mette.t) in mette.sees
    assert resident.caption_kept(mette.t) not in mette.sees
    await mette.says("/case")
    assert staff.which_case(mette.t) == mette.sees
    await mette.says("/help")
    assert plain(staff.help_page(mette.t)) in mette.sees


async def test_the_screens_of_a_colleague_follow_the_language_they_choose(
    world: World, lang: Lang
) -> None:
    mette = await world.moderator("da")
    await speaks(mette, lang)
    assert staff.button_queue(mette.t) in newest_buttons(mette)
    code = await world.shares_concern(await world.resident(lang), WORDS[lang])
    told = staff.news_submitted(mette.t, code, area_name(mette), category(mette), Urgency.NORMAL)
    if lang is not Lang.DA:  # she came in reading Danish alone
        told = f"{told}\n{readers.news_foreign(mette.t, lang)}"
    assert told == mette.sees


async def test_a_colleague_may_follow_areas_and_share_a_concern_like_anybody(
    world: World, lang: Lang
) -> None:
    mette = await world.moderator(lang)
    await world.follows(mette, AREA)
    assert area_name(mette) in mette.sees
    await mette.says("/concern")
    assert resident.notice_first(mette.t) in mette.sees
    await mette.taps(resident.button_accept_notice(mette.t))
    code = await world.shares_concern(mette, WORDS[lang])
    assert code in shown(mette)


async def test_staff_messages_leave_the_chat_within_two_days(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    code = await world.shares_concern(await world.resident(lang), WORDS[lang])
    await mette.says(f"/case {code}")
    await world.pass_time(hours=39)
    await world.tick("windows")
    assert code in shown(mette)
    await world.pass_time(hours=3)
    await world.tick("windows")
    assert mette.person.chat.messages == []


async def test_cards_and_previews_cannot_be_passed_on(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    code = await world.shares_concern(await world.resident(lang), WORDS[lang])
    assert mette.screen.protect_content
    await mette.says(f"/case {code}")
    assert mette.screen.protect_content
    await mette.taps(staff.button_claim(mette.t))
    await mette.taps(staff.button_reply(mette.t))
    await mette.says(ANSWER)
    assert mette.screen.protect_content
