"""The inbox narrowed and turned, and cases found by words or by code."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sqlalchemy import delete

from bot.domain.actions import FilterFound, FilterQueue, QueueList
from bot.domain.concerns import Outcome, Urgency
from bot.domain.errors import ButtonTooOld, NotAllowed, NotFound, NothingToFind
from bot.domain.filters import Age, Facet, State
from bot.domain.people import Lang
from bot.services import digests
from bot.store.db import Statement
from bot.store.schema import digest
from bot.texts import common, finding, refusals, staff
from tests.journeys.ways import (
    AREA,
    DANGER,
    SECOND_AREA,
    WORDS,
    area_name,
    category,
    forges,
    newest_buttons,
    plain,
    shown,
)
from tests.kit.world import Player, World, code_in

PART: Mapping[Lang, str] = {Lang.DA: "TUNNEL", Lang.AR: "النفـق", Lang.EN: "Tunnel"}
"""Part of the usual words, not written as they are."""


def _codes(colleague: Player) -> list[str]:
    """Codes of the cases on the screen, in order."""
    return [code_in(label) for label in newest_buttons(colleague) if label.count("·") >= 2]


def _inbox(colleague: Player) -> list[str]:
    """The same of the inbox, whatever came after it."""
    title = staff.queue_list(colleague.t, "new")
    shown = reversed(colleague.person.chat.messages)
    inbox = next(m for m in shown if m.outgoing and title in m.text)
    return [code_in(b.text) for row in inbox.buttons for b in row if b.text.count("·") >= 2]


async def _chooses(colleague: Player, facet: Facet, value: str) -> None:
    await colleague.taps(finding.button_filter(colleague.t))
    assert colleague.sees == finding.ask_filter(colleague.t)
    await colleague.taps(finding.facet(colleague.t, facet))
    assert colleague.sees == finding.facet(colleague.t, facet)
    await colleague.taps(value)


async def _empties(colleague: Player) -> None:
    await colleague.taps(finding.button_unfilter(colleague.t))
    assert plain(finding.filtered(colleague.t, [""]))[:7] not in colleague.sees


async def test_the_inbox_is_narrowed_by_every_facet_and_widened_by_one_tap(
    world: World, lang: Lang
) -> None:
    mette, someone = await world.moderator(lang), await world.resident(lang)
    usual = await world.shares_concern(someone, WORDS[lang])
    far = await world.shares_concern(someone, WORDS[lang], area=SECOND_AREA)
    child = await world.shares_concern(someone, WORDS[lang], category="child")
    t = mette.t
    narrowed = {
        Facet.AREA: (area_name(mette, SECOND_AREA), [far]),
        Facet.CATEGORY: (category(mette, "child"), [child]),
        Facet.URGENCY: (common.urgency(t, Urgency.CHILD), [child]),
        Facet.LANGUAGE: (common.language(t, lang), [child, usual, far]),
        Facet.AGE: (finding.age(t, Age.WEEK), [child, usual, far]),
    }
    await mette.says("/queue")
    for facet, (value, codes) in narrowed.items():
        await _chooses(mette, facet, value)
        assert sorted(_codes(mette)) == sorted(codes), facet
        assert plain(finding.filtered(t, [value])) in mette.sees
        await _empties(mette)
        assert sorted(_codes(mette)) == sorted([child, usual, far])
    for age, count in ((Age.TODAY, 3), (Age.OLDER, 0)):
        await _chooses(mette, Facet.AGE, finding.age(t, age))
        assert len(_codes(mette)) == count
        await _empties(mette)


async def test_filters_go_together_and_along_with_the_lists(world: World, lang: Lang) -> None:
    mette, someone = await world.moderator(lang), await world.resident(lang)
    codes = [await world.shares_concern(someone, WORDS[lang], area=SECOND_AREA) for _ in range(2)]
    await world.shares_concern(someone, WORDS[lang])
    t = mette.t
    await mette.says("/queue")
    await _chooses(mette, Facet.AREA, area_name(mette, SECOND_AREA))
    await _chooses(mette, Facet.AGE, finding.age(t, Age.TODAY))
    values = [area_name(mette, SECOND_AREA), finding.age(t, Age.TODAY)]
    assert plain(finding.filtered(t, values)) in mette.sees
    assert sorted(_codes(mette)) == sorted(codes)
    await mette.taps(staff.button_list(t, "all", 2))
    assert plain(finding.filtered(t, values)) in mette.sees
    assert sorted(_codes(mette)) == sorted(codes)
    await mette.taps(finding.button_filter(t))
    await mette.taps(finding.facet(t, Facet.AREA))
    await mette.taps(common.button_back(t))
    await mette.taps(finding.facet(t, Facet.AREA))
    await mette.taps(finding.every(t))
    assert len(_codes(mette)) == 3


async def test_a_page_stays_right_when_cases_come_and_go(world: World, lang: Lang) -> None:
    mette, omar = await world.moderator(lang), await world.moderator(lang, name="Omar")
    codes = []
    for number in range(8):
        someone = await world.resident(lang, name=f"Resident{number}")
        codes.append(await world.shares_concern(someone, WORDS[lang]))
    t = mette.t
    await mette.says("/queue")
    first = _codes(mette)
    for code in first[:3]:
        await omar.says(f"/case {code}")
        await omar.taps(staff.button_claim(t))
    late = await world.shares_concern(await world.resident(lang), DANGER[lang])
    await mette.taps(common.button_older(t))
    second = _inbox(mette)
    assert sorted(first + second) == sorted(codes)
    await mette.taps(common.button_newer(t))
    assert _inbox(mette) == [late, *first[3:], *second]


async def test_the_oldest_danger_is_one_tap_from_the_inbox(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    await world.shares_concern(await world.resident(lang, name="A"), WORDS[lang])
    danger = await world.shares_concern(await world.resident(lang, name="B"), DANGER[lang])
    await world.pass_time(hours=2)
    await world.shares_concern(await world.resident(lang, name="C"), DANGER[lang])
    await mette.says("/queue")
    await mette.taps(newest_buttons(mette)[0])
    assert danger in mette.sees


async def test_what_was_closed_lately_is_a_list_of_its_own(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    code = await world.shares_concern(await world.resident(lang), WORDS[lang])
    await mette.says(f"/case {code}")
    await mette.taps(staff.button_claim(mette.t))
    await mette.taps(staff.button_close(mette.t))
    await mette.taps(common.outcome(mette.t, Outcome.HELPED))
    await mette.says("/queue")
    await mette.taps(staff.button_list(mette.t, "closed"))
    assert staff.queue_list(mette.t, "closed") in mette.sees
    assert _codes(mette) == [code]
    await world.pass_time(days=15)
    await mette.says("/queue")
    await mette.taps(staff.button_list(mette.t, "closed"))
    assert staff.queue_empty(mette.t) in mette.sees


# --- words ---------------------------------------------------------------------------------


async def test_cases_are_found_by_part_of_a_word(world: World, lang: Lang) -> None:
    mette, ole = await world.moderator(lang), await world.moderator(lang, areas=[SECOND_AREA])
    code = await world.shares_concern(await world.resident(lang), WORDS[lang])
    t = mette.t
    for command in ("/find", "/soeg"):
        await mette.says(f"{command} {PART[lang]}")
        assert plain(finding.found(t, PART[lang])) in mette.sees
        assert _codes(mette) == [code]
        assert plain(finding.state(t, State.OPEN)) in newest_buttons(mette)[0]
        assert WORDS[lang] not in mette.sees
    await mette.taps(code)
    assert WORDS[lang] in mette.sees
    await ole.says(f"/find {PART[lang]}")
    assert plain(finding.found_none(t, PART[lang])) in ole.sees


async def test_the_button_asks_for_words_and_takes_others_after_them(
    world: World, lang: Lang
) -> None:
    mette = await world.moderator(lang)
    code = await world.shares_concern(await world.resident(lang), WORDS[lang])
    t = mette.t
    await mette.says("/queue")
    await mette.taps(finding.button_find(t))
    assert mette.sees == finding.ask_words(t)
    await mette.says("er")
    assert refusals.sentence(t, NothingToFind()) in mette.sees
    await mette.says(PART[lang])
    assert _codes(mette) == [code]
    await mette.taps(finding.button_find_again(t))
    await mette.says("2222222")
    assert plain(finding.found_none(t, "2222222")) in mette.sees
    await forges(mette, "1:go:nowhere")
    assert refusals.sentence(t, ButtonTooOld()) in mette.sees
    assert plain(finding.found_none(t, "2222222")) in mette.sees


async def test_what_was_found_is_narrowed_and_turned(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    t, codes = mette.t, []
    for number in range(8):
        someone = await world.resident(lang, name=f"Resident{number}")
        area = AREA if number else SECOND_AREA
        codes.append(await world.shares_concern(someone, WORDS[lang], area=area))
    await mette.says(f"/case {codes[1]}")
    await mette.taps(staff.button_claim(t))
    await mette.taps(staff.button_close(t))
    await mette.taps(common.outcome(t, Outcome.WATCHED))
    await mette.says(f"/find {PART[lang]}")
    first = _codes(mette)
    await mette.taps(common.button_older(t))
    second = _codes(mette)
    assert (len(first), len(second), second[-1]) == (6, 2, codes[1])
    assert sorted(first + second) == sorted(codes)
    await mette.taps(common.button_newer(t))
    assert _codes(mette) == first
    for facet, value, found in (
        (Facet.STATE, finding.state(t, State.CLOSED), codes[1]),
        (Facet.AREA, area_name(mette, SECOND_AREA), codes[0]),
    ):
        await _chooses(mette, facet, value)
        assert _codes(mette) == [found]
        assert plain(finding.filtered(t, [value])) in mette.sees
        await mette.taps(finding.button_unfilter(t))
        assert _codes(mette) == first


async def test_a_search_beside_an_answer_leaves_the_answer(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    code = await world.shares_concern(await world.resident(lang), WORDS[lang])
    t = mette.t
    await mette.says(f"/case {code}")
    await mette.taps(staff.button_claim(t))
    await mette.taps(staff.button_reply(t))
    await mette.says(WORDS[lang])
    preview = mette.screen
    await mette.says("/find")
    assert plain(finding.ask_by_command(t)) == mette.sees
    await mette.says(f"/find {PART[lang]}")
    assert _codes(mette) == [code]
    send = next(b for row in preview.buttons for b in row if b.text == staff.button_send_reply(t))
    await mette.person.press(send)
    await world.settled()
    assert staff.reply_sent(t, code) in shown(mette)


async def test_cases_from_before_are_said_to_be_missing_until_they_are_ready(
    world: World, lang: Lang
) -> None:
    mette = await world.moderator(lang)
    code = await world.shares_concern(await world.resident(lang), WORDS[lang])
    await world.bot.store.write(lambda tx: tx.run(Statement(delete(digest))))
    await world.bot.store.write(digests.tell_broken)
    await mette.says(f"/find {PART[lang]}")
    assert finding.not_whole(mette.t) in mette.sees
    await world.tick("digests")
    await mette.says(f"/find {PART[lang]}")
    assert finding.not_whole(mette.t) not in mette.sees
    assert _codes(mette) == [code]


async def test_help_names_the_command(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    await mette.says("/help")
    assert finding.help_line(mette.t) in mette.sees


async def test_a_resident_finds_nothing(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    await world.shares_concern(someone, WORDS[lang])
    for said in ("/find", f"/find {PART[lang]}", "/queue"):
        await someone.says(said)
        assert refusals.sentence(someone.t, NotAllowed()) in someone.sees


async def test_a_button_for_what_is_no_more_is_an_old_button(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    gone = "AAAAAAAA"
    for action in (
        FilterQueue(QueueList.NEW, gone, "", None, None, None, ""),
        FilterQueue(QueueList.NEW, "", gone, None, None, None, ""),
        FilterQueue(QueueList.NEW, "", "", None, None, None, "f1"),
        FilterFound("", "", None, None, None, None, ""),
    ):
        await mette.says("/queue")
        await forges(mette, action)
        assert refusals.sentence(mette.t, ButtonTooOld()) in mette.sees


# --- codes ---------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["/case", "/sag"])
async def test_a_code_opens_its_case_however_it_is_typed(world: World, command: str) -> None:
    mette = await world.moderator()
    code = await world.shares_concern(await world.resident("da"), WORDS[Lang.DA])
    digits = str.maketrans("23456789", "٢٣٤٥٦٧٨٩")
    for typed in (
        code,
        code.lower(),
        code.replace("-", ""),
        code.replace("-", " "),
        code.replace("-", "\u2013"),
        f"  {' '.join(code.lower())} ",
        f"\u2068{code}\u2069.",
        code.translate(digits),
    ):
        await mette.says(f"{command} {typed}")
        assert WORDS[Lang.DA] in mette.sees, typed
    await mette.says(f"{command} {code}9")
    assert refusals.sentence(mette.t, NotFound()) in mette.sees
