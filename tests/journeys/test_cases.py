"""A resident's own cases: reading, adding, saying that it is not solved, ending."""

from __future__ import annotations

from bot.domain.actions import EndCase, Go, NotSolved, OpenCase, Page, WriteToCase
from bot.domain.concerns import CHOSEN_BY_STAFF, Outcome
from bot.domain.dialogues import Step
from bot.domain.errors import ImpossibleChange, NotFound
from bot.domain.ids import ConcernId
from bot.domain.people import Lang
from bot.texts import common, pictures, refusals, resident, staff
from tests.journeys.ways import (
    AREA,
    WORDS,
    area_name,
    case_id,
    forges,
    newest_buttons,
    plain,
    reaches,
    shown,
)
from tests.kit.world import World

ANSWER = "Tak. Vi har bestilt nye lamper."


async def test_an_answer_is_announced_by_a_neutral_line_and_read_on_tap(
    world: World, lang: Lang
) -> None:
    mette = await world.moderator()
    someone = await world.resident(lang)
    code = await world.shares_concern(someone, WORDS[lang])
    await world.answers(mette, code, ANSWER)
    assert resident.neutral_notice(someone.t) == someone.sees
    assert ANSWER not in shown(someone)
    notice = someone.screen
    await someone.taps(resident.button_see_news(someone.t))
    assert ANSWER in someone.sees
    assert notice.text == resident.neutral_notice(someone.t)
    assert "GLA-1" in someone.sees
    assert "Mette" not in shown(someone)


async def test_every_state_and_outcome_is_told_in_the_language_of_the_resident(
    world: World, lang: Lang
) -> None:
    mette = await world.moderator(lang)
    for outcome in CHOSEN_BY_STAFF:
        someone = await world.resident(lang)
        code = await world.shares_concern(someone, WORDS[lang])
        await mette.says(f"/case {code}")
        await mette.taps(staff.button_claim(mette.t))
        await mette.taps(staff.button_close(mette.t))
        assert plain(staff.ask_outcome(mette.t, code)) == mette.sees
        await mette.taps(common.outcome(mette.t, outcome))
        assert staff.closed(mette.t, code, common.outcome(mette.t, outcome)) == mette.sees
        await someone.taps(resident.button_see_news(someone.t))
        assert common.outcome(someone.t, outcome) in someone.sees
        await someone.says("/cases")
        await someone.taps(code)
        assert resident.button_not_solved(someone.t) in newest_buttons(someone)


async def test_what_is_not_solved_is_open_again_for_the_same_colleague(
    world: World, lang: Lang
) -> None:
    mette = await world.moderator(lang)
    someone = await world.resident(lang)
    code = await world.shares_concern(someone, WORDS[lang])
    await world.answers(mette, code, ANSWER)
    await mette.says(f"/case {code}")
    await mette.taps(staff.button_close(mette.t))
    await mette.taps(common.outcome(mette.t, Outcome.WATCHED))
    await someone.taps(resident.button_see_news(someone.t))
    old = someone.screen
    await someone.taps(resident.button_not_solved(someone.t))
    assert code in someone.sees
    assert staff.news_reopened(mette.t, code, area_name(mette)) == mette.sees
    await mette.taps(staff.button_open(mette.t))
    assert staff.button_reply(mette.t) in newest_buttons(mette)
    await forges(someone, NotSolved(await case_id(world, code)), under=old)
    assert refusals.sentence(someone.t, ImpossibleChange()) in someone.sees


async def test_words_added_to_a_closed_case_open_it_again(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    someone = await world.resident(lang)
    code = await world.shares_concern(someone, WORDS[lang])
    await someone.taps(resident.button_cases(someone.t))
    await someone.taps(code)
    await someone.taps(resident.button_end_this_case(someone.t))
    await someone.taps(resident.button_end_for_sure(someone.t))
    await mette.says(f"/case {code}")
    assert common.outcome(mette.t, Outcome.RESIDENT_LEFT) in mette.sees
    await someone.says("8. " + WORDS[lang])
    await someone.taps(resident.button_add_to_case(someone.t, code))
    await someone.taps(resident.button_send(someone.t))
    assert staff.news_added(mette.t, code, area_name(mette)) == mette.sees
    await mette.taps(staff.button_open(mette.t))
    assert "8. " + WORDS[lang] in mette.sees
    assert staff.button_claim(mette.t) in newest_buttons(mette)


async def test_an_addition_is_previewed_grows_and_may_be_changed(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    code = await world.shares_concern(someone, WORDS[lang])
    await someone.says("/cases")
    await someone.taps(code)
    await someone.taps(resident.button_write_to_case(someone.t))
    assert resident.write_to_case(someone.t, code) == someone.sees
    await someone.says("1. " + WORDS[lang])
    first = [m for m in someone.person.chat.messages if not m.outgoing][-1]
    await someone.says("2. " + WORDS[lang])
    await someone.edits(first, "3. " + WORDS[lang])
    text = f"3. {WORDS[lang]}\n\n2. {WORDS[lang]}"
    assert plain(resident.addition_preview(someone.t, code, text)) == someone.sees
    await someone.person.send_voice()
    await world.settled()
    assert resident.refused_voice(someone.t) in someone.sees
    assert text in someone.sees
    await someone.taps(resident.button_send(someone.t))
    [left] = someone.person.chat.messages
    assert resident.addition_sent(someone.t, code) == left.text


async def test_a_photo_before_any_words_of_an_addition_leaves_the_question_standing(
    world: World, lang: Lang
) -> None:
    someone = await world.resident(lang)
    code = await world.shares_concern(someone, WORDS[lang])
    await forges(someone, WriteToCase(await case_id(world, code)))
    await someone.person.send_photo()
    await world.settled()
    assert pictures.words_too(someone.t) in someone.sees
    await someone.taps(pictures.button_go_on(someone.t))
    assert resident.write_to_case(someone.t, code) == someone.sees
    await someone.taps(common.button_cancel(someone.t))
    assert resident.cancelled(someone.t) == someone.sees


async def test_a_message_changed_after_sending_is_offered_as_an_addition(
    world: World, lang: Lang
) -> None:
    mette = await world.moderator(lang)
    someone = await world.resident(lang)
    await reaches(someone, Step.CONCERN_PREVIEW)
    typed = [m for m in someone.person.chat.messages if not m.outgoing][-1]
    await someone.person.press(resident.button_send(someone.t))
    await someone.person.edit(typed, "9. " + WORDS[lang])  # before the bot empties the chat
    await world.settled()
    t = someone.t
    assert plain(resident.edited_after_sending(t, "9. " + WORDS[lang])) == someone.sees
    label = next(b for b in newest_buttons(someone) if b.startswith("➕"))
    await someone.taps(label)
    assert "9. " + WORDS[lang] in someone.sees
    await someone.taps(resident.button_send(t))
    await mette.taps(staff.button_open(mette.t))
    assert WORDS[lang] in mette.sees
    assert "9. " + WORDS[lang] in mette.sees


async def test_ending_a_case_is_asked_once_and_may_be_left(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    code = await world.shares_concern(someone, WORDS[lang])
    await someone.says("/mine_sager")
    await someone.taps(code)
    await someone.taps(resident.button_end_this_case(someone.t))
    assert resident.ask_end(someone.t, code) == someone.sees
    await someone.taps(common.button_back(someone.t))
    await someone.taps(code)
    assert resident.button_end_this_case(someone.t) in newest_buttons(someone)
    old = someone.screen
    await forges(someone, EndCase(await case_id(world, code), 1))
    assert resident.ended(someone.t, code) in shown(someone)
    await forges(someone, EndCase(await case_id(world, code), 1), under=old)
    assert refusals.sentence(someone.t, ImpossibleChange()) in someone.sees


async def test_somebody_elses_case_cannot_be_found_by_any_button(world: World, lang: Lang) -> None:
    someone, other = await world.resident(lang), await world.resident(lang, name="Other")
    code = await world.shares_concern(someone, WORDS[lang])
    theirs = await case_id(world, code)
    for concern in (theirs, ConcernId(bytes(16))):
        for action in (
            OpenCase(concern),
            WriteToCase(concern),
            NotSolved(concern),
            EndCase(concern, 0),
            EndCase(concern, 1),
        ):
            await other.says("/help")
            await forges(other, action)
            assert other.sees == refusals.sentence(other.t, NotFound())
    assert code not in shown(other)


async def test_the_neutral_line_leads_to_all_it_may_have_meant(world: World, lang: Lang) -> None:
    mette = await world.moderator()
    someone = await world.resident(lang)
    await forges(someone, Go(Page.UNREAD))
    assert resident.nothing_new(someone.t) == someone.sees
    codes = [await world.shares_concern(someone, WORDS[lang]) for _ in range(2)]
    for code in codes:
        await world.answers(mette, code, ANSWER)
    await someone.taps(resident.button_see_news(someone.t))
    assert resident.whats_new(someone.t) == someone.sees
    await someone.taps(resident.button_answer_in(someone.t, codes[0]))
    assert codes[0] in someone.sees
    await someone.taps(resident.button_see_news(someone.t))  # one is left: straight to it
    assert codes[1] in someone.sees
    assert ANSWER in someone.sees


async def test_a_case_with_an_unread_answer_says_so_in_the_list(world: World, lang: Lang) -> None:
    mette = await world.moderator()
    someone = await world.resident(lang)
    code = await world.shares_concern(someone, WORDS[lang])
    await world.answers(mette, code, ANSWER)
    await someone.says("/cases")
    assert newest_buttons(someone)[0].startswith("💬")
    await someone.taps(code)
    await someone.says("/cases")
    assert not newest_buttons(someone)[0].startswith("💬")


async def test_the_return_address_is_gone_two_weeks_after_closing(world: World, lang: Lang) -> None:
    mette = await world.moderator()
    someone = await world.resident(lang)
    code = await world.shares_concern(someone, WORDS[lang])
    await mette.says(f"/case {code}")
    await mette.taps(staff.button_claim(mette.t))
    await mette.taps(staff.button_close(mette.t))
    await mette.taps(common.outcome(mette.t, Outcome.HELPED))
    await world.pass_time(days=13)
    await world.tick("addresses")
    await someone.says("/cases")
    assert code in newest_buttons(someone)[0]
    await world.pass_time(days=2)
    await world.tick("addresses")
    await someone.says("/cases")
    assert resident.no_cases(someone.t) == someone.sees


async def test_a_long_conversation_is_shown_whole_in_several_messages(
    world: World, lang: Lang
) -> None:
    someone = await world.resident(lang, follows=[AREA])
    long = WORDS[lang] * 40
    code = await world.shares_concern(someone, f"first {long}")
    for _ in range(2):
        await forges(someone, WriteToCase(await case_id(world, code)))
        await someone.says(f"more {long}")
        await someone.taps(resident.button_send(someone.t))
    await someone.taps(resident.button_cases(someone.t))
    await someone.taps(code)
    assert f"first {long}" in shown(someone)
    assert shown(someone).count(f"more {long}") == 2
