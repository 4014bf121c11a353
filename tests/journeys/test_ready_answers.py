"""Ready answers: chosen by a colleague, read by the resident in the resident's own language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.actions import ChangeReadyMade, ReadyAnswers, UseReadyAnswer
from bot.domain.concerns import Concern
from bot.domain.errors import ButtonTooOld, NotFound, NotInTheirLanguage
from bot.domain.people import Lang
from bot.domain.replies import Moment, fitting
from bot.screens.staff import READY_ANSWERS
from bot.store import concerns
from bot.texts import common, refusals, resident, staff
from tests.journeys.ways import WORDS, case_id, forges, newest_buttons, plain, shown
from tests.kit.world import Player, World

ONE_MORE = "114"
IN_DANISH = "Tak, vi kommer forbi i aften og ser på det sammen med jer."


async def case_of(world: World, lang: Lang) -> tuple[Player, str]:
    someone = await world.resident(lang, name="Someone")
    return someone, await world.shares_concern(someone, WORDS[lang])


async def begins_reply(mette: Player, code: str) -> None:
    await mette.says(f"/case {code}")
    await mette.taps(staff.button_claim(mette.t))
    await mette.taps(staff.button_reply(mette.t))


@pytest.mark.parametrize("reads", list(Lang))
async def test_a_ready_answer_is_sent_in_the_residents_language_with_three_taps(
    world: World, lang: Lang, reads: Lang
) -> None:
    mette = await world.moderator(lang)
    someone, code = await case_of(world, reads)
    await begins_reply(mette, code)
    answer = world.bot.house.partnership.ready_answer("thanks")
    await mette.taps(staff.button_ready_answer(mette.t, answer.names[lang]))
    assert answer.texts[reads] in mette.sees
    meaning = plain(staff.reply_meaning(mette.t, answer.texts[lang]))
    assert (meaning in mette.sees) == (lang is not reads)
    await mette.taps(staff.button_send_reply(mette.t))
    await someone.taps(resident.button_see_news(someone.t))
    assert answer.texts[reads] in someone.sees


async def test_a_ready_answer_is_copied_changed_and_sent_in_its_place(
    world: World, lang: Lang
) -> None:
    mette = await world.moderator(lang)
    someone, code = await case_of(world, lang)
    await begins_reply(mette, code)
    answer = world.bot.house.partnership.ready_answer("thanks")
    await mette.taps(staff.button_ready_answer(mette.t, answer.names[lang]))
    await mette.taps(staff.button_change_ready_made(mette.t))
    assert plain(staff.change_ready_made(mette.t, answer.texts[lang])) == mette.sees
    assert not mette.screen.protect_content, "what is protected cannot be copied"
    changed = f"{answer.texts[lang]} {WORDS[lang]}"
    await mette.says(changed)
    assert mette.sees.count(answer.texts[lang]) == 1
    assert staff.button_change_ready_made(mette.t) not in newest_buttons(mette)
    await mette.says(ONE_MORE)
    await mette.taps(staff.button_send_reply(mette.t))
    await someone.taps(resident.button_see_news(someone.t))
    assert f"{changed}\n\n{ONE_MORE}" in someone.sees


async def test_a_ready_answer_can_be_dropped_for_own_words(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    _, code = await case_of(world, lang)
    await begins_reply(mette, code)
    answer = world.bot.house.partnership.ready_answer("thanks")
    await mette.taps(staff.button_ready_answer(mette.t, answer.names[lang]))
    old = mette.screen
    await mette.taps(staff.button_rewrite(mette.t))
    assert staff.ask_reply(mette.t, code, lang, ready=True) == mette.sees
    await mette.says(WORDS[lang])
    assert answer.texts[lang] not in mette.sees
    await forges(mette, ChangeReadyMade(await case_id(world, code)), under=old)
    assert refusals.sentence(mette.t, ButtonTooOld()) in shown(mette)


async def test_from_the_inbox_it_takes_four_taps_to_a_ready_answer_sent(
    world: World, lang: Lang
) -> None:
    """A tap each: the case, Take and answer, the ready answer, Send."""
    mette = await world.moderator(lang)
    someone, code = await case_of(world, Lang.AR)
    await mette.says("/queue")
    await mette.taps(code)
    await mette.taps(staff.button_claim_and_reply(mette.t))
    answer = world.bot.house.partnership.ready_answer("unsafe-place")
    await mette.taps(staff.button_ready_answer(mette.t, answer.names[lang]))
    await mette.taps(staff.button_send_reply(mette.t))
    assert staff.reply_sent(mette.t, code) == mette.sees
    await someone.taps(resident.button_see_news(someone.t))
    assert answer.texts[Lang.AR] in someone.sees


async def test_all_ready_answers_are_found_by_turning_pages(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    _, code = await case_of(world, lang)
    await begins_reply(mette, code)
    names = [a.names[lang] for a in world.bot.house.partnership.phrasebook.values()]
    first = seen = newest_buttons(mette)
    pages = -(-len(names) // READY_ANSWERS)
    for _ in range(pages - 1):
        await mette.taps(common.button_older(mette.t))
        seen = seen + newest_buttons(mette)
    assert all(staff.button_ready_answer(mette.t, name) in seen for name in names)
    assert common.button_older(mette.t) not in newest_buttons(mette)
    for _ in range(pages - 1):
        await mette.taps(common.button_newer(mette.t))
    assert newest_buttons(mette) == first


async def test_an_answer_that_is_missing_in_a_language_says_so_before_and_after(
    world: World, lang: Lang
) -> None:
    mette = await world.moderator(lang)
    house = world.bot.house
    answer = house.partnership.ready_answer("thanks")
    texts = {other: text for other, text in answer.texts.items() if other is not lang}
    assert isinstance(house.partnership.phrasebook, dict)
    house.partnership.phrasebook["thanks"] = replace(answer, texts=texts)
    _, code = await case_of(world, lang)
    await begins_reply(mette, code)
    await mette.taps(staff.button_ready_answer_missing(mette.t, answer.names[lang], lang))
    assert refusals.sentence(mette.t, NotInTheirLanguage(lang.value)) in mette.sees


async def test_words_in_another_language_than_the_residents_are_warned_of(
    world: World, lang: Lang
) -> None:
    mette = await world.moderator(lang)
    _, code = await case_of(world, Lang.AR)
    await begins_reply(mette, code)
    await mette.says(IN_DANISH)
    warning = plain(staff.reply_in_other_language(mette.t, Lang.DA, Lang.AR))
    assert warning in mette.sees
    await mette.taps(staff.button_rewrite(mette.t))
    await mette.says(WORDS[Lang.AR])
    assert warning not in mette.sees


async def test_a_forged_answer_or_page_changes_nothing(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    _, code = await case_of(world, lang)
    await begins_reply(mette, code)
    concern = await case_id(world, code)
    await forges(mette, UseReadyAnswer(concern, "no-such"))
    assert refusals.sentence(mette.t, NotFound()) in mette.sees
    await forges(mette, ReadyAnswers(concern, 900))
    assert staff.ask_reply(mette.t, code, lang, ready=True) in mette.sees


async def test_what_fits_the_moment_comes_first(world: World) -> None:
    someone, code = await case_of(world, Lang.DA)
    mette = await world.moderator()

    async def order() -> list[Moment]:
        concern = await concern_of(world, code)
        return [a.moment for a in fitting(world.bot.house.partnership.phrasebook, concern)]

    assert (await order())[0] is Moment.FIRST
    await world.answers(mette, code, "Tak.")
    assert (await order())[0] is Moment.FOLLOW_UP
    assert someone.person.chat.messages


async def concern_of(world: World, code: str) -> Concern:
    wanted = await case_id(world, code)
    return await world.bot.store.read(lambda tx: concerns.get(tx, wanted))
