"""What time makes of cases, and the counts that outlive them."""

from __future__ import annotations

import pytest

from bot.domain.concerns import Outcome, Status
from bot.domain.errors import NotFound
from bot.services import concerns, moderation, residents, retention
from bot.services.counting import month_of
from bot.store import concerns as rows
from bot.store import counters
from bot.store.outbox import Target
from tests.kit.turns import Scene

AMAL, METTE = 1001, 2001


async def _waiting_for_resident(play: Scene) -> object:
    await play.resident(AMAL)
    await play.colleague(METTE)
    concern = await play.shares(AMAL)
    await play.does(METTE, moderation.claim, concern.id)
    await play.does(METTE, moderation.write_reply, concern.id)
    turn = await play.does(METTE, moderation.type_words, 1, "Tak.")
    _, answered = await play.does(
        METTE, moderation.send_reply, concern.id, turn.dialogue.version, urgent=False
    )
    return answered.id


async def test_an_answered_case_is_warned_of_once_then_closed_as_idle_then_forgotten(
    play: Scene,
) -> None:
    case = await _waiting_for_resident(play)
    told = len(await play.sent_to(Target.CONCERN))
    play.later(days=53)
    for _ in range(2):
        await play.does(0, retention.look)
    (concern,) = await play.does(AMAL, residents.own_cases)
    assert (concern.warned, concern.is_open) == (True, True)
    assert len(await play.sent_to(Target.CONCERN)) == told + 1
    play.later(days=7)
    await play.does(0, retention.look)
    (concern,) = await play.does(AMAL, residents.own_cases)
    assert (concern.status, concern.outcome) == (Status.CLOSED, Outcome.IDLE)
    play.later(days=90)
    await play.does(0, retention.look)
    with pytest.raises(NotFound):
        await play.store.read(lambda tx: rows.get(tx, case))  # type: ignore[arg-type] # a ConcernId


async def test_words_nobody_answered_are_never_closed_as_idle(play: Scene) -> None:
    await play.resident(AMAL)
    await play.shares(AMAL)
    play.later(days=179)
    await play.does(0, retention.look)
    assert (await play.does(AMAL, residents.own_cases))[0].is_open
    play.later(days=1)
    await play.does(0, retention.look)
    assert (await play.does(AMAL, residents.own_cases))[0].outcome is Outcome.UNANSWERED


async def test_any_new_words_begin_the_time_anew(play: Scene) -> None:
    case = await _waiting_for_resident(play)
    play.later(days=52)
    await play.does(AMAL, concerns.write_to, case)  # type: ignore[arg-type] # a ConcernId
    turn = await play.types(AMAL, "mere")
    await play.does(AMAL, concerns.add, case, turn.dialogue.version)  # type: ignore[arg-type] # a ConcernId
    play.later(days=60)
    await play.does(0, retention.look)
    (concern,) = await play.does(AMAL, residents.own_cases)
    assert (concern.is_open, concern.warned) == (True, False)


async def test_every_case_is_looked_at_also_when_there_are_more_than_one_page(
    play: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "_BATCH", 2)
    for chat in range(1001, 1006):
        await play.resident(chat)
        await play.shares(chat)
    play.later(days=180)
    await play.does(0, retention.look)
    for chat in range(1001, 1006):
        assert not (await play.does(chat, residents.own_cases))[0].is_open


async def test_counts_stay_when_the_cases_are_gone(play: Scene) -> None:
    case = await _waiting_for_resident(play)
    await play.does(METTE, moderation.close, case, Outcome.HELPED)  # type: ignore[arg-type] # a ConcernId
    await play.does(AMAL, concerns.not_solved, case)  # type: ignore[arg-type] # a ConcernId
    month = month_of(play.now)
    found = await play.store.read(lambda tx: counters.of_month(tx, month))
    assert {(c.area, c.category, c.what): c.n for c in found} == {
        ("hoeje-gladsaxe", "unsafe", what): 1
        for what in (
            "shared",
            "answered",
            "answered_in_time",
            "first_hours",
            "closed",
            "closed_helped",
            "reopened",
        )
    }


def test_a_month_is_the_local_one() -> None:
    from datetime import UTC, datetime

    assert month_of(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == 2027 * 12
    assert month_of(datetime(2026, 12, 31, 22, 30, tzinfo=UTC)) == 2026 * 12 + 11
