"""Asking before telling: pages to read, a question to a named role, and telling there later."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.domain.actions import ChooseDesk, ConcernCategory, ShowAdvice, TellHere
from bot.domain.errors import ButtonTooOld, ImpossibleChange, NotFound
from bot.domain.ids import AreaId, CategoryId, DeskId, OrganisationId
from bot.domain.people import Lang
from bot.texts import asking, common, masking, refusals, resident, staff
from tests.journeys.ways import (
    AREA,
    DANGER,
    WORDS,
    case_id,
    chooses_area,
    forges,
    newest_buttons,
    plain,
    shown,
)
from tests.kit.world import Player, World, code_in, receipt_in

QUESTION: Mapping[Lang, str] = {
    Lang.DA: "Min søn på 14 har fået nye venner. Hvad skal jeg holde øje med?",
    Lang.AR: "ابني عمره أربع عشرة سنة وله أصدقاء جدد. ماذا ألاحظ؟",
    Lang.EN: "My son is fourteen and has new friends. What should I look out for?",
}


def desk_name(player: Player, desk: str) -> str:
    return player.t.name(player.world.bot.house.partnership.desk(DeskId(desk)).names)


def desk_button(player: Player, desk: str) -> str:
    places = player.world.bot.house.partnership
    found = places.desk(DeskId(desk))
    organisation = places.asked_at(found.id, next(iter(places.areas)))
    name = player.t.name(organisation.names)
    return asking.button_desk(player.t, player.t.name(found.names), name, police=found.police)


async def writes_question(player: Player, desk: str = "ssp", words: str = "") -> None:
    """From anywhere to the preview of a question about the first area."""
    await player.says("/ask")
    await player.taps(asking.button_question(player.t))
    await chooses_area(player)
    await player.taps(desk_button(player, desk))
    await player.says(words or QUESTION[player.lang])


async def asks(player: Player, desk: str = "ssp") -> str:
    """Through to the receipt; returns the case code."""
    await writes_question(player, desk)
    await player.taps(resident.button_send(player.t))
    return code_in(player.sees)


async def test_every_page_is_read_before_anything_was_chosen_and_makes_no_case(
    world: World, lang: Lang
) -> None:
    mette, someone = await world.moderator(lang), world.person("Amal", lang)
    t, places = someone.t, world.bot.house.partnership
    await someone.says("/ask")
    assert plain(asking.asking(t)) in someone.sees
    for page in places.advice.values():
        await someone.taps(asking.button_page(t, t.name(page.names)))
        assert plain(asking.page(t, places, page)) == someone.sees
        assert [asking.button_question(t), resident.button_concern(t), asking.button_call(t),
                common.button_back(t)] == newest_buttons(someone)[:4]  # fmt: skip
        await someone.taps(common.button_back(t))
    await mette.says("/queue")
    assert staff.queue_empty(mette.t) in mette.sees
    await someone.says("/mine")
    assert resident.mine(t, None, [], [], draft=False) == someone.sees


async def test_a_page_leads_to_a_question_a_concern_and_the_numbers(
    world: World, lang: Lang
) -> None:
    someone = await world.resident(lang)
    t, places = someone.t, world.bot.house.partnership
    first = next(iter(places.advice.values()))
    for button, expected in (
        (asking.button_question(t), resident.ask_area(t)),
        (resident.button_concern(t), resident.ask_area(t)),
        (asking.button_call(t), resident.emergency(t, places)),
    ):
        await someone.taps(asking.button_ask(t))
        await someone.taps(asking.button_page(t, t.name(first.names)))
        await someone.taps(button)
        assert plain(expected) in someone.sees
        await someone.says("/cancel")
        await someone.says("/help")
        await someone.taps(common.button_menu(t))


async def test_a_question_needs_the_notice_as_a_concern_does(world: World, lang: Lang) -> None:
    someone = world.person("Amal", lang)
    t = someone.t
    await someone.says("/ask")
    await someone.taps(asking.button_question(t))
    await someone.taps(common.LANGUAGE_NAMES[lang])
    assert plain(resident.notice(t, world.bot.house.partnership)) in someone.sees
    await someone.taps(resident.button_accept_notice(t))
    assert asking.button_ask(t) in newest_buttons(someone)


async def test_a_question_reaches_the_desk_that_was_chosen_and_goes_on_with_who_answers(
    world: World, lang: Lang
) -> None:
    mette, lise = await world.moderator(lang), await world.moderator(lang, name="Lise")
    someone = await world.resident(lang)
    t = someone.t
    await writes_question(someone)
    assert asking.desk_line(t, desk_name(someone, "ssp")) in someone.sees
    assert plain(asking.preview(t, "", police=False)).strip() in someone.sees
    await someone.taps(resident.button_send(t))
    code = code_in(someone.sees)
    organisation = t.name(world.bot.house.partnership.organisation_of(AreaId(AREA)).names)
    assert plain(asking.is_question(t, desk_name(someone, "ssp"), organisation)) in someone.sees
    assert asking.kind(mette.t, desk_name(mette, "ssp")) in mette.sees
    await mette.says("/queue")
    assert any(asking.kind(mette.t, desk_name(mette, "ssp")) in b for b in newest_buttons(mette))
    await world.answers(mette, code, WORDS[lang])
    before = len(lise.person.chat.messages)
    await someone.taps(resident.button_see_news(t))
    await someone.taps(resident.button_write_to_case(t))
    await someone.says(QUESTION[lang])
    await someone.taps(resident.button_send(t))
    place = world.bot.house.partnership.area(AreaId(AREA)).name
    assert staff.news_added(mette.t, code, place) in mette.sees
    assert len(lise.person.chat.messages) == before
    await mette.says(f"/case {code}")
    assert asking.desk_line(mette.t, desk_name(mette, "ssp")) in mette.sees
    assert QUESTION[lang] in mette.sees


async def test_the_police_read_a_question_only_when_they_are_asked_and_it_is_said_before(
    world: World, lang: Lang
) -> None:
    mette = await world.moderator(lang)
    officer = await world.moderator(lang, organisation="politi", name="Vibeke")
    someone = await world.resident(lang)
    t = someone.t
    await writes_question(someone, "prevention")
    assert plain(asking.preview(t, "", police=True)).split("\n")[0] in someone.sees
    await someone.taps(resident.button_send(t))
    code = code_in(someone.sees)
    assert code in officer.sees
    assert code not in shown(mette)
    await mette.says(f"/case {code}")
    assert QUESTION[lang] not in shown(mette)
    other = await asks(await world.resident(lang, name="Other"))
    await officer.says(f"/case {other}")
    assert refusals.sentence(officer.t, NotFound()) in officer.sees
    await forges(someone, TellHere(await case_id(world, code)))
    police = t.name(world.bot.house.partnership.organisation(OrganisationId("politi")).names)
    assert plain(asking.tell_here(t, code, police, police=True)) in someone.sees


async def test_whom_one_asks_can_be_changed_and_the_words_stay(world: World, lang: Lang) -> None:
    officer = await world.moderator(lang, organisation="politi", name="Vibeke")
    someone = await world.resident(lang)
    t = someone.t
    await writes_question(someone, "prevention")
    await someone.taps(resident.button_change(t))
    assert resident.button_change_when(t) not in newest_buttons(someone)
    await someone.taps(asking.button_change_desk(t))
    assert plain(asking.ask_desk(t)) in someone.sees
    await someone.taps(desk_button(someone, "housing"))
    assert QUESTION[lang] in someone.sees
    await someone.taps(resident.button_send(t))
    assert code_in(someone.sees) not in shown(officer)


async def test_a_question_at_night_says_who_is_back_when(world: World, lang: Lang) -> None:
    mette, someone = await world.moderator(lang), await world.resident(lang)
    t = someone.t
    world.clock.advance(hours=14)
    code = await asks(someone)
    hours = world.bot.house.partnership.organisation_of(AreaId(AREA)).hours
    assert not hours.is_open(world.clock())
    assert plain(asking.away(t, hours.next_open(world.clock()))) in someone.sees
    await world.answers(mette, code, WORDS[lang])
    await someone.taps(resident.button_see_news(t))
    await someone.taps(resident.button_write_to_case(t))
    await someone.says(QUESTION[lang])
    await someone.taps(resident.button_send(t))
    assert plain(asking.away_same(t, hours.next_open(world.clock()))) in someone.sees


async def test_what_worries_one_is_told_in_the_same_conversation_to_the_same_colleague(
    world: World, lang: Lang
) -> None:
    mette, lise = await world.moderator(lang), await world.moderator(lang, name="Lise")
    someone = await world.resident(lang)
    t = someone.t
    code = await asks(someone)
    await world.answers(mette, code, WORDS[lang])
    before = len(lise.person.chat.messages)
    await someone.taps(resident.button_see_news(t))
    await someone.taps(asking.button_tell_here(t))
    organisation = t.name(world.bot.house.partnership.organisation_of(AreaId(AREA)).names)
    assert plain(asking.tell_here(t, code, organisation, police=False)) in someone.sees
    await someone.taps(asking.button_write_it(t))
    await someone.says(WORDS[lang])
    await someone.taps(resident.button_send(t))
    await mette.says(f"/case {code}")
    assert WORDS[lang] in mette.sees
    assert len(lise.person.chat.messages) == before
    other = await world.shares_concern(someone, WORDS[lang])
    assert asking.button_tell_here(t) not in shown(someone)
    await forges(someone, TellHere(await case_id(world, other)))
    assert refusals.sentence(t, ImpossibleChange()) in someone.sees


async def test_a_question_can_be_sent_with_a_code_only(world: World, lang: Lang) -> None:
    mette, someone = await world.moderator(lang), await world.resident(lang)
    t = someone.t
    await writes_question(someone)
    await someone.taps(resident.button_code_only(t))
    await someone.taps(resident.button_code_only_for_sure(t))
    code, digits = code_in(someone.sees), receipt_in(someone.sees)
    assert desk_name(someone, "ssp") in someone.sees
    await world.answers(mette, code, WORDS[lang])
    await someone.says(f"/code {digits}")
    assert WORDS[lang] in someone.sees
    assert asking.button_tell_here(t) in newest_buttons(someone)


async def test_danger_in_a_question_brings_the_numbers_first(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    await writes_question(someone, words=DANGER[lang])
    assert plain(resident.danger_card(someone.t)) in shown(someone)


async def test_a_question_becomes_a_concern_while_it_is_written_and_keeps_its_words(
    world: World, lang: Lang
) -> None:
    mette, someone = await world.moderator(lang), await world.resident(lang)
    await writes_question(someone)
    await someone.says("/concern")
    code = await world.sends_begun_concern(someone, mask=False)
    await mette.says(f"/case {code}")
    assert QUESTION[lang] in mette.sees
    assert desk_name(mette, "ssp") not in mette.sees
    await mette.taps(masking.button_more(mette.t))


@pytest.mark.parametrize("asked", [True, False])
async def test_a_forged_answer_to_another_kind_of_draft_changes_nothing(
    world: World, lang: Lang, asked: bool
) -> None:
    someone = await world.resident(lang)
    t = someone.t
    if asked:
        await writes_question(someone)
        await forges(someone, ConcernCategory(CategoryId("unsafe")))
    else:
        await someone.says("/concern")
        await forges(someone, ChooseDesk(DeskId("ssp")))
    assert refusals.sentence(t, ButtonTooOld()) in someone.sees
    await forges(someone, ShowAdvice("nowhere"))
    assert refusals.sentence(t, NotFound()) in someone.sees


async def test_the_kind_of_questions_is_no_kind_of_concern(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    await someone.says("/concern")
    await chooses_area(someone)
    kind = world.bot.house.partnership.question
    assert kind is not None
    assert someone.t.name(kind.names) not in newest_buttons(someone)
    await forges(someone, ConcernCategory(kind.id))
    assert refusals.sentence(someone.t, NotFound()) in someone.sees
