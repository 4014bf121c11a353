"""Every way a case can go ends in deletion, and never before its time."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.domain.concerns import CHOSEN_BY_STAFF, Concern, Outcome
from bot.domain.errors import Refused
from bot.domain.ids import ConcernId
from bot.domain.retention import Due
from bot.services import concerns, housekeeping, leaving, moderation, residents, retention
from bot.store import concerns as rows
from bot.store.db import Statement, Tx
from bot.store.schema import address, concern, entry
from bot.turn import Turn
from tests.invariants.conftest import Shown
from tests.kit.postgres import KINDS, database
from tests.kit.turns import Scene, Seeded, house, scene

pytestmark = pytest.mark.invariant(36)

METTE = 2001
PEOPLE, STEPS = 8, 60
JUMPS = (0, 1, 5, 30, 24 * 3, 24 * 20, 24 * 53, 24 * 61, 24 * 200)
"""Hours between two acts; the longest is an outage of months."""
LEFT = {t.name: Statement(select(func.count().label("n")).select_from(t))
        for t in (concern, entry, address)}  # fmt: skip


@pytest.fixture(params=KINDS)
async def play(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Scene]:
    async with database(request.param, tmp_path) as url, scene(url) as opened:
        yield opened


class Walk:
    """Random acts of residents, a colleague and the clock; keeps what must never have happened."""

    def __init__(self, play: Scene, seed: int) -> None:
        self.play, self.rng = play, random.Random(seed)
        self.play.house = house(Seeded(seed))
        self.acts = self.done = 0
        self.wrong: list[str] = []

    async def begin(self) -> None:
        await self.play.colleague(METTE)
        for chat in range(1001, 1001 + PEOPLE):
            await self.play.resident(chat)

    async def step(self) -> None:
        self.acts += 1
        self.play.later(hours=self.rng.choice(JUMPS))
        act = self.rng.choice(
            [self._shares, self._adds, self._ends, self._not_solved, self._opens, self._erases,
             self._claims, self._releases, self._reads, self._answers, self._closes, self.look]
        )  # fmt: skip
        try:
            await act()
        except Refused:
            return  # an act that is not possible now changes nothing
        self.done += 1

    async def look(self) -> None:
        """The ticks, in any order, as after an outage."""
        ticks: list[Callable[..., Awaitable[object]]] = [
            retention.look, housekeeping.destroy_addresses, housekeeping.expire_drafts,
            retention.remind, housekeeping.forget_old,
        ]  # fmt: skip
        self.rng.shuffle(ticks)
        before = await self._cases()
        for tick in ticks:
            await self.play.does(0, tick)
        self._judge(before, await self._cases())

    def _judge(self, before: dict[ConcernId, Concern], after: dict[ConcernId, Concern]) -> None:
        hour = int(self.play.now.timestamp()) // 3600
        for key, was in before.items():
            now = after.get(key)
            if now is None and (was.is_open or hour - was.touched_hour < 90 * 24):
                self.wrong.append("forgotten before its time")
            if now and was.unread and was.is_open and now.outcome is Outcome.IDLE:
                self.wrong.append("unread words closed in silence")
            closed = now is not None and was.is_open and not now.is_open
            if closed and hour - was.touched_hour < (180 if was.unread else 60) * 24:
                self.wrong.append("closed before its time")

    async def _cases(self) -> dict[ConcernId, Concern]:
        async def every(tx: Tx) -> dict[ConcernId, Concern]:
            found = await rows.rested(tx, before_hour=1 << 40, after=rows.FIRST, limit=9999)
            return {c.id: c for c in found}

        return await self.play.store.read(every)

    # --- acts ----------------------------------------------------------------------------------

    def _somebody(self) -> int:
        return 1001 + self.rng.randrange(PEOPLE)

    async def _own(self) -> tuple[int, Concern]:
        chat = self._somebody()
        own = await self.play.does(chat, residents.own_cases)
        return chat, self.rng.choice(own) if own else await self.play.shares(chat)

    async def _any(self) -> Concern:
        cases = await self._cases()
        return self.rng.choice([*cases.values()] or [await self.play.shares(self._somebody())])

    async def _shares(self) -> None:
        await self.play.shares(self._somebody())

    async def _adds(self) -> None:
        chat, case = await self._own()
        await self.play.does(chat, concerns.write_to, case.id)
        turn = await self.play.types(chat, "mere")
        await self.play.does(chat, concerns.add, case.id, turn.dialogue.version)

    async def _ends(self) -> None:
        chat, case = await self._own()
        await self.play.does(chat, concerns.end, case.id)

    async def _not_solved(self) -> None:
        chat, case = await self._own()
        await self.play.does(chat, concerns.not_solved, case.id)

    async def _opens(self) -> None:
        chat, case = await self._own()
        await self.play.does(chat, concerns.open_case, case.id)

    async def _erases(self) -> None:
        chat = self._somebody()
        await self.play.does(chat, leaving.erase)
        await self.play.resident(chat)

    async def _claims(self) -> None:
        await self.play.does(METTE, moderation.claim, (await self._any()).id)

    async def _releases(self) -> None:
        await self.play.does(METTE, moderation.release, (await self._any()).id)

    async def _reads(self) -> None:
        await self.play.does(METTE, moderation.card, (await self._any()).id)

    async def _answers(self) -> None:
        case = await self._any()
        if case.claimed_by is None:
            await self.play.does(METTE, moderation.claim, case.id)
        await self.play.does(METTE, moderation.write_reply, case.id)
        turn = await self.play.does(METTE, moderation.type_words, self.acts, "Tak.")
        await self.play.does(
            METTE, moderation.send_reply, case.id, turn.dialogue.version, urgent=False
        )

    async def _closes(self) -> None:
        case = await self._any()
        if case.claimed_by is None:
            await self.play.does(METTE, moderation.claim, case.id)
        await self.play.does(METTE, moderation.close, case.id, self.rng.choice(CHOSEN_BY_STAFF))

    # --- the end -------------------------------------------------------------------------------

    async def everybody_leaves(self) -> None:
        """Nobody acts any more; the ticks go on for the longest that anything may stay."""
        for _ in range(10):
            self.play.later(days=30)
            await self.look()

    async def left(self) -> dict[str, int]:
        async def counted(tx: Tx) -> dict[str, int]:
            found: dict[str, Any] = {name: await tx.row(s) for name, s in LEFT.items()}
            return {name: int(row["n"]) for name, row in found.items() if row["n"]}

        return await self.play.store.read(counted)


async def _walked(play: Scene, seed: int) -> Walk:
    walk = Walk(play, seed)
    await walk.begin()
    for _ in range(STEPS):
        await walk.step()
    await walk.everybody_leaves()
    return walk


async def _check(walk: Walk) -> None:
    assert walk.wrong == []
    left = await walk.left()
    assert left == {}, f"still held: {left}"


@pytest.mark.parametrize("seed", range(6))
async def test_every_way_ends_in_deletion(play: Scene, shown: Shown, seed: int) -> None:
    walk = await _walked(play, seed)
    await _check(walk)
    shown.tried(f"walk {seed}: {walk.done} acts, jumps up to 200 days")


_apply = retention._apply


async def _never_regretted(turn: Turn, case: Concern, what: Due) -> None:
    if what is not Due.CLOSE_UNANSWERED:
        await _apply(turn, case, what)


async def _words_stay(_: Tx, __: ConcernId) -> None:
    return


@pytest.mark.parametrize(
    ("plant", "of", "name", "instead"),
    [
        ("unanswered cases never close", retention, "_apply", _never_regretted),
        ("closed cases keep their words", rows, "forget", _words_stay),
    ],
)
async def test_what_never_ends_is_found(
    play: Scene,
    shown: Shown,
    monkeypatch: pytest.MonkeyPatch,
    plant: str,
    of: object,
    name: str,
    instead: Callable[..., Awaitable[None]],
) -> None:
    monkeypatch.setattr(of, name, instead)
    walk = await _walked(play, 1)
    with pytest.raises(AssertionError, match="still held"):
        await _check(walk)
    shown.caught(plant)
