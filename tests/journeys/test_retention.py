"""What time makes of a case: warned, closed, forgotten; its counts stay."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.domain.concerns import Outcome, Status
from bot.services.counting import month_of
from bot.store import counters
from bot.texts import common, resident, staff
from tests.journeys.ways import plain
from tests.kit.clock import TUESDAY_MORNING
from tests.kit.world import Player, World

LANGUAGES = pytest.mark.parametrize("lang", ["ar", "da", "en"])
WORDS = "Der er mørkt i tunnelen."


async def _answered(world: World, amal: Player, mette: Player) -> str:
    code = await world.shares_concern(amal, WORDS)
    await world.answers(mette, code, "Tak, vi ser på det.")
    return code


@LANGUAGES
async def test_an_idle_case_is_warned_of_then_closed(world: World, lang: str) -> None:
    mette, amal = await world.moderator(), await world.resident(lang)
    code = await _answered(world, amal, mette)
    await world.pass_time(days=53, hours=1)
    await world.tick("retention")
    assert amal.sees == resident.neutral_notice(amal.t)
    await amal.taps(resident.button_see_news(amal.t))
    assert code in amal.sees
    closes = TUESDAY_MORNING.date() + timedelta(days=60)
    assert amal.t.day(closes) in amal.sees
    await world.pass_time(days=7)
    await world.tick("retention")
    await amal.taps(resident.button_see_news(amal.t))
    assert common.outcome(amal.t, Outcome.IDLE) in amal.sees


async def test_a_warned_case_is_not_warned_of_twice(world: World) -> None:
    mette, amal = await world.moderator(), await world.resident("da")
    await _answered(world, amal, mette)
    await world.pass_time(days=54)
    await world.tick("retention")
    shown = len(amal.person.chat.history)
    await world.tick("retention")
    assert len(amal.person.chat.history) == shown


async def test_a_new_message_begins_the_time_anew(world: World) -> None:
    mette, amal = await world.moderator(), await world.resident("da")
    await _answered(world, amal, mette)
    await world.pass_time(days=54)
    await world.tick("retention")
    await amal.taps(resident.button_see_news(amal.t))
    await amal.taps(resident.button_write_to_case(amal.t))
    await amal.says("Det er stadig mørkt.")
    await amal.taps(resident.button_send(amal.t))
    await world.pass_time(days=10)
    await world.tick("retention")
    await amal.says("/cases")
    assert common.status(amal.t, Status.WAITING_STAFF) in "".join(amal.buttons)


@LANGUAGES
async def test_what_nobody_answered_waits_half_a_year_and_is_regretted(
    world: World, lang: str
) -> None:
    amal = await world.resident(lang)
    await world.shares_concern(amal, WORDS)
    await world.pass_time(days=179)
    await world.tick("retention")
    assert resident.neutral_notice(amal.t) != amal.sees
    await world.pass_time(days=2)
    await world.tick("retention")
    await amal.taps(resident.button_see_news(amal.t))
    assert common.outcome(amal.t, Outcome.UNANSWERED) in amal.sees


async def test_a_closed_case_is_forgotten_and_its_counts_stay(world: World) -> None:
    mette, amal = await world.moderator(), await world.resident("da")
    code = await _answered(world, amal, mette)
    month = month_of(world.clock())
    await mette.says(f"/case {code}")
    await mette.taps("🏁")
    await mette.taps("Vi har gjort noget")
    before = await world.bot.store.read(lambda tx: counters.of_month(tx, month))
    await world.pass_time(days=91)
    await world.tick("retention")
    await world.tick("addresses")
    await mette.says(f"/case {code}")
    assert WORDS not in mette.sees
    after = await world.bot.store.read(lambda tx: counters.of_month(tx, month))
    assert after == before
    assert {(c.what, c.n) for c in after} == {
        ("shared", 1), ("answered", 1), ("answered_in_time", 1), ("first_hours", 1),
        ("closed", 1), ("closed_helped", 1),
    }  # fmt: skip


@LANGUAGES
@pytest.mark.parametrize("cases", [1, 2])
async def test_colleagues_are_reminded_daily_of_what_nobody_has_read(
    world: World, lang: str, cases: int
) -> None:
    mette, amal = await world.moderator(lang), await world.resident(lang)
    codes = [await world.shares_concern(amal, WORDS) for _ in range(cases)]
    for _ in range(2):
        await world.pass_time(days=1, hours=1)
        await world.tick("unread")
        reminder = staff.unread_waits(mette.t, codes)
        assert mette.sees == plain(reminder) or set(codes) <= set(_codes(mette.sees))
        assert len(_codes(mette.sees)) == cases
    await mette.taps(staff.button_to_queue(mette.t))
    for code in codes:
        await mette.says(f"/case {code}")
        await mette.taps(staff.button_claim(mette.t))
        await mette.says(f"/case {code}")
    seen = len(mette.person.chat.history)
    await world.pass_time(days=1, hours=1)
    await world.tick("unread")
    assert len(mette.person.chat.history) == seen


def _codes(text: str) -> list[str]:
    return re.findall(r"[2-9B-Y]{3}-[2-9B-Y]{3}", text)
