"""What could tell who writes, what is held of somebody, and being forgotten."""

from __future__ import annotations

import json

from bot.domain.actions import MaskWords, WriteToCase
from bot.domain.clues import MASK, Clue
from bot.domain.concerns import Outcome
from bot.domain.dialogues import Step
from bot.domain.people import Lang
from bot.texts import common, resident, staff
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
    speaks,
)
from tests.kit.world import World

CLUES = {
    Clue.NAME: "Testnavnelang",
    Clue.CPR: "010190-1234",
    Clue.PHONE: "22 33 44 55",
    Clue.MAIL: "amal@example.dk",
    Clue.LINK: "@amalamal",
    Clue.PLATE: "AB 12 345",
    Clue.DOOR: "12, 3. tv",
}


async def test_each_clue_to_the_writer_is_named_and_can_be_masked(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    someone = await world.resident(lang, name=CLUES[Clue.NAME])
    for clue, words in CLUES.items():
        await reaches(someone, Step.CONCERN_PREVIEW)
        await someone.says(f"{WORDS[lang]} {words}")
        assert plain(resident.clues_found(someone.t, [clue])) in someone.sees
        await someone.taps(resident.button_mask(someone.t))
        assert words not in someone.sees
        assert f"{WORDS[lang]} {MASK}" in someone.sees
        assert resident.button_mask(someone.t) not in newest_buttons(someone)
        await someone.says("/cancel")
    await world.shares_concern(someone, f"{WORDS[lang]} {CLUES[Clue.PHONE]}")
    await mette.taps(staff.button_open(mette.t))
    assert CLUES[Clue.PHONE] in mette.sees  # it was sent as it was, by choice


async def test_a_clue_in_an_addition_can_be_masked_too(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    code = await world.shares_concern(someone, WORDS[lang])
    await forges(someone, WriteToCase(await case_id(world, code)))
    await someone.says(f"{WORDS[lang]} {CLUES[Clue.MAIL]}")
    await someone.taps(resident.button_mask(someone.t))
    assert f"{WORDS[lang]} {MASK}" in someone.sees
    await someone.taps(resident.button_send(someone.t))
    assert resident.addition_sent(someone.t, code) == someone.sees
    await forges(someone, MaskWords())
    assert resident.menu(someone.t) in someone.sees


async def test_what_is_held_is_shown_and_goes_when_asked(world: World, lang: Lang) -> None:
    someone = await world.resident(lang, follows=[AREA])
    code = await world.shares_concern(someone, WORDS[lang])
    await someone.says(WORDS[lang])
    await someone.taps(resident.button_use_words(someone.t))
    await someone.says("/privatliv")
    await someone.taps(resident.button_mine(someone.t))
    for fact in (code, area_name(someone), common.language(someone.t, lang)):
        assert fact in someone.sees
    await someone.taps(resident.button_erase(someone.t))
    assert plain(resident.ask_erase(someone.t)) == someone.sees
    await someone.taps(resident.button_erase_for_sure(someone.t))
    [left] = someone.person.chat.messages
    assert left.text == resident.erased(someone.t, 1, 1)
    await someone.says("/mydata")
    t = someone.t
    assert resident.mine(t, None, [], [], draft=False) == someone.sees
    await someone.says("/cases")
    assert resident.no_cases(t) == someone.sees


async def test_the_last_screen_is_whole_in_the_language_that_was_chosen(
    world: World, lang: Lang
) -> None:
    other = Lang.EN if lang is Lang.DA else Lang.DA
    someone = await world.resident(other)  # and so is the phone
    await speaks(someone, lang)
    await someone.says("/slet")
    await someone.taps(resident.button_erase_for_sure(someone.t))
    assert resident.erased(someone.t, 0, 0) == someone.sees
    assert newest_buttons(someone)[-1] == common.button_hide(someone.t)


async def test_what_is_held_comes_as_a_file_with_all_words(world: World, lang: Lang) -> None:
    someone = await world.resident(lang, follows=[AREA])
    code = await world.shares_concern(someone, WORDS[lang])
    await someone.says("/mine")
    await someone.taps(resident.button_mine_file(someone.t))
    assert plain(resident.mine_file(someone.t)) == someone.sees
    assert someone.screen.document is not None
    assert someone.screen.document.name == "data.json"
    held = json.loads(someone.screen.document.data)
    assert held["choices"]["language"] == lang.value
    assert [area["id"] for area in held["areas"]] == [AREA]
    [case] = held["cases"]
    assert (case["code"], case["conversation"][0]["text"]) == (code, WORDS[lang])
    [call] = [c for c in world.sim.calls if c.method == "sendDocument"]
    assert call.params["chat_id"] == someone.person.id
    assert not call.params.get("protect_content")
    await someone.taps(common.button_menu(someone.t))
    assert resident.menu(someone.t) in someone.sees
    await world.pass_time(hours=7)
    await world.tick("windows")
    assert all(m.document is None for m in someone.person.chat.messages)


async def test_no_answer_reaches_somebody_who_was_forgotten(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    someone = await world.resident(lang, follows=[AREA])
    code = await world.shares_concern(someone, WORDS[lang])
    await someone.says("/slet")
    await someone.taps(resident.button_erase_for_sure(someone.t))
    await world.answers(mette, code, "Tak.")
    assert staff.reply_sent(mette.t, code) == mette.sees
    assert resident.neutral_notice(someone.t) not in shown(someone)


async def test_a_case_that_rests_is_warned_of_and_closed(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    someone = await world.resident(lang)
    code = await world.shares_concern(someone, WORDS[lang])
    await world.answers(mette, code, "Tak.")
    await someone.taps(resident.button_see_news(someone.t))
    await world.pass_time(days=54)
    await world.tick("retention")
    assert resident.neutral_notice(someone.t) == someone.sees
    await someone.taps(resident.button_see_news(someone.t))
    await world.pass_time(days=7)
    await world.tick("retention")
    await someone.taps(resident.button_see_news(someone.t))
    assert common.outcome(someone.t, Outcome.IDLE) in someone.sees


async def test_a_case_nobody_answered_is_closed_with_regret(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    await world.shares_concern(someone, WORDS[lang])
    await world.pass_time(days=181)
    await world.tick("retention")
    await someone.taps(resident.button_see_news(someone.t))
    assert common.outcome(someone.t, Outcome.UNANSWERED) in someone.sees
