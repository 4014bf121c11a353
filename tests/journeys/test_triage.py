"""Assessing a case, the duty to notify about a child, and looking at a case again."""

from __future__ import annotations

import pytest

from bot.domain.actions import AskWeighing, SetArea
from bot.domain.clocks import LookAgain
from bot.domain.concerns import Concern, Outcome, Urgency
from bot.domain.errors import ButtonTooOld, NotWeighed
from bot.domain.ids import AreaId
from bot.domain.people import Lang
from bot.store import concerns
from bot.store.db import Tx
from bot.texts import clocks, common, masking, refusals, staff, triage
from tests.journeys.pausing import takes
from tests.journeys.ways import (
    AREA,
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
)
from tests.kit.world import Player, World


async def concern_of(world: World, code: str) -> Concern:
    found = await case_id(world, code)

    async def get(tx: Tx) -> Concern:
        return await concerns.get(tx, found)

    return await world.bot.store.read(get)


async def shared(world: World, lang: Lang, kind: str = "unsafe") -> str:
    return await world.shares_concern(await world.resident(lang), WORDS[lang], category=kind)


async def begins(colleague: Player, code: str, label: str) -> None:
    """From the case over its rarer acts."""
    await colleague.says(f"/case {code}")
    await colleague.taps(masking.button_more(colleague.t))
    await colleague.taps(label)


async def test_a_case_is_assessed_and_moves_in_the_lists(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    old, code = [await shared(world, lang) for _ in range(2)]
    await begins(mette, code, triage.button_triage(mette.t))
    place, kind = area_name(mette), category(mette)
    asked = triage.ask_triage(mette.t, code, Urgency.NORMAL, place, kind)
    assert mette.sees == plain(asked)
    await mette.taps(common.urgency(mette.t, Urgency.DANGER))
    assert mette.sees.startswith(plain(triage.assessed(mette.t, code)))
    await mette.taps(triage.button_category(mette.t))
    assert mette.sees == plain(triage.ask_category(mette.t, code))
    await mette.taps(category(mette, "gang"))
    changed = await concern_of(world, code)
    assert (changed.urgency, changed.category) == (Urgency.DANGER, "gang")
    await mette.says("/queue")
    assert code in newest_buttons(mette)[0]
    assert old in newest_buttons(mette)[1]


async def test_a_case_moves_to_another_area_of_the_own_organisation_only(
    world: World, lang: Lang
) -> None:
    mette = await world.moderator(lang, areas=[AREA])
    omar = await world.moderator(lang, areas=[SECOND_AREA], name="Omar")
    code = await shared(world, lang)
    await takes(mette, code)
    await begins(mette, code, triage.button_triage(mette.t))
    await mette.taps(triage.button_area(mette.t))
    assert mette.sees == plain(triage.ask_area(mette.t, code))
    assert not {area_name(mette, FAR_AREA), area_name(mette)} & set(newest_buttons(mette))
    await forges(mette, SetArea(await case_id(world, code), AreaId(FAR_AREA)))
    assert (await concern_of(world, code)).area == AREA
    await begins(mette, code, triage.button_triage(mette.t))
    await mette.taps(triage.button_area(mette.t))
    await mette.taps(area_name(mette, SECOND_AREA))
    assert mette.sees == plain(triage.moved(mette.t, code, area_name(mette, SECOND_AREA)))
    moved = await concern_of(world, code)
    assert (moved.area, moved.claimed_by) == (SECOND_AREA, None)
    await omar.taps(staff.button_open(omar.t))
    assert WORDS[lang] in omar.sees


async def test_a_case_that_turns_out_to_be_about_a_child_is_told_to_the_others_at_once(
    world: World, lang: Lang
) -> None:
    mette, omar = await world.moderator(lang), await world.moderator(lang, name="Omar")
    code = await shared(world, lang)
    await begins(mette, code, triage.button_triage(mette.t))
    await mette.taps(common.urgency(mette.t, Urgency.CHILD))
    assert omar.sees == plain(triage.raised(omar.t, code, area_name(omar), Urgency.CHILD))
    due = (await concern_of(world, code)).report_due
    assert due
    assert abs(due - world.clock.seconds() - 86_400) < 600
    await omar.taps(staff.button_open(omar.t))
    assert plain(triage.card_report(omar.t, due, world.clock())) in omar.sees


@pytest.mark.parametrize("sent", [True, False])
async def test_only_weighing_the_duty_to_notify_stops_its_clock(
    world: World, lang: Lang, sent: bool
) -> None:
    mette = await world.moderator(lang)
    code = await shared(world, lang, "child")
    t = mette.t
    await takes(mette, code)
    await mette.taps(staff.button_close(t))
    await mette.taps(common.outcome(t, Outcome.HELPED))
    assert refusals.sentence(t, NotWeighed()) in mette.sees
    assert (await concern_of(world, code)).is_open
    await mette.says(f"/case {code}")
    await mette.taps(triage.button_report(t))
    assert mette.sees == plain(triage.ask_report(t, code))
    await mette.taps(triage.button_report_sent(t) if sent else triage.button_report_weighed(t))
    assert mette.sees == plain(triage.ask_report_sure(t, code, sent=sent))
    assert (await concern_of(world, code)).report_due
    await mette.taps(triage.button_report_sure(t))
    assert mette.sees == plain(triage.report_noted(t, code, sent=sent))
    assert (await concern_of(world, code)).report_due is None
    await forges(mette, AskWeighing(await case_id(world, code)))
    assert refusals.sentence(t, ButtonTooOld()) in mette.sees
    await mette.says(f"/case {code}")
    assert triage.button_report(t) not in newest_buttons(mette)
    await mette.taps(staff.button_close(t))
    await mette.taps(common.outcome(t, Outcome.HELPED))
    assert not (await concern_of(world, code)).is_open


async def test_holder_and_leads_hear_of_a_childs_clock_before_and_when_it_runs_out(
    world: World, lang: Lang
) -> None:
    mette = await world.moderator(lang)
    lise = await world.colleague("lead", lang, name="Lise")
    omar = await world.moderator(lang, name="Omar")
    code = await shared(world, lang, "child")
    await takes(mette, code)
    await world.tick("clocks")
    due = (await concern_of(world, code)).report_due or 0
    silent = shown(omar)
    await world.pass_time(hours=20)
    for _ in range(2):
        await world.tick("clocks")
    for who in (mette, lise):
        soon = plain(triage.report_soon(who.t, code, area_name(who), due))
        assert shown(who).count(soon) == 1
    await world.pass_time(hours=4)
    for _ in range(2):
        await world.tick("clocks")
    for who in (mette, lise):
        over = plain(triage.report_over(who.t, code, area_name(who)))
        assert shown(who).count(over) == 1
    assert shown(omar) == silent
    await mette.taps(staff.button_open(mette.t))
    assert plain(triage.card_report(mette.t, due, world.clock())) in mette.sees


async def test_a_colleague_is_reminded_of_a_case_to_look_at_again(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    t = mette.t
    codes = [await shared(world, lang) for _ in range(2)]
    await world.tick("clocks")
    for code in codes:
        await takes(mette, code)
        await world.answers(mette, code, WORDS[lang])
        for when in LookAgain:
            await begins(mette, code, clocks.button_look_again(t))
            assert mette.sees == plain(clocks.ask_look_again(t, code))
            await mette.taps(clocks.button_when(t, when))
            at = (await concern_of(world, code)).follow_up
            said = clocks.looks_again(t, code, at) if at else clocks.looks_no_longer(t, code)
            assert mette.sees == plain(said)
        await begins(mette, code, clocks.button_look_again(t))
        await mette.taps(clocks.button_when(t, LookAgain.TOMORROW))
    at = (await concern_of(world, codes[0])).follow_up or 0
    await mette.says(f"/case {codes[0]}")
    assert plain(clocks.card_look_again(t, at)) in mette.sees
    await world.pass_time(days=1)
    for _ in range(2):
        await world.tick("clocks")
    ordered = sorted(codes, key=lambda code: code not in mette.sees)
    assert all(code in mette.sees for code in ordered)
    assert shown(mette).count("📅") >= 1
    await mette.taps(staff.button_to_queue(t))
    await mette.taps(staff.button_list(t, "follow", 2))
    assert staff.queue_list(t, "follow") in mette.sees


async def test_a_single_case_to_look_at_again_opens_from_its_reminder(
    world: World, lang: Lang
) -> None:
    mette = await world.moderator(lang)
    code = await shared(world, lang)
    await world.tick("clocks")
    await takes(mette, code)
    await begins(mette, code, clocks.button_look_again(mette.t))
    await mette.taps(clocks.button_when(mette.t, LookAgain.TOMORROW))
    await mette.taps(common.button_back(mette.t))
    await world.pass_time(days=1)
    await world.tick("clocks")
    assert mette.sees == plain(clocks.look_again_now(mette.t, [code]))
    await mette.taps(staff.button_open(mette.t))
    assert WORDS[lang] in mette.sees
