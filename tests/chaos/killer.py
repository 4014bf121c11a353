"""Who kills the bot, when, and what the simulator saw in flight at that moment."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.simulator import Call, Simulator
from bot.simulator.refusal import CutOff
from bot.simulator.simulator import Phase

PHASES: tuple[Phase, ...] = ("received", "processed", "answered")
ANSWER_SECONDS = (0.02, 0.05)


@dataclass(frozen=True, slots=True)
class Blow:
    """A kill to come: at the gap-th call from now on that is in this phase."""

    gap: int
    phase: Phase


@dataclass(slots=True)
class Kill:
    """A kill that was. method: of the call it fell on.

    Chats are those of area news: flying, asked for and not answered yet; answered, when the answer
    to each was given; unsure, what stood as being sent in the database that was left behind.
    first: how many calls there were when the killed process started.
    """

    method: str
    phase: Phase
    at: float
    flying: frozenset[int]
    first: int
    answered: dict[int, float]
    unsure: frozenset[int] = frozenset()


class Killer:
    """Strikes at calls of any kind, and of its own at sends of area news.

    is_news: whether a call is a send of area news. holding: what the calls it strikes at ask for,
    "" anything.
    """

    def __init__(
        self,
        sim: Simulator,
        kill: Callable[[], None],
        is_news: Callable[[Call], bool],
        seed: int,
        holding: str = "",
    ) -> None:
        self._sim, self._kill, self._is_news, self._holding = sim, kill, is_news, holding
        self._rng = random.Random(seed)
        self._any, self._news = _Blows([]), _Blows([])
        self._started = 0
        self.kills: list[Kill] = []
        self.struck = asyncio.Event()
        sim.on_call = self._on_call

    def plans(self, blows: Sequence[Blow], of_news: Sequence[Blow] = ()) -> None:
        """What comes from now on."""
        self._any, self._news = _Blows(list(blows)), _Blows(list(of_news))

    async def is_over(self) -> None:
        """Until what the killed process had put on the wire has come in and been carried out."""
        await self._sim.until(lambda: not self._sim.in_flight())
        kill = self.kills[-1]
        came = [c for c in self._sim.calls[kill.first :] if self._is_news(c)]
        late = {_chat(c) for c in came if c.at >= kill.at}
        kill.flying |= late
        kill.answered = {
            _chat(c): c.answered_at
            for c in came
            if c.answered_at is not None and c.answered_at <= kill.at and _chat(c) not in late
        }
        self._started = len(self._sim.calls)
        self.struck.clear()

    async def _on_call(self, call: Call, phase: Phase) -> None:
        if phase == "processed":
            self._sim.answer_delay = self._rng.uniform(*ANSWER_SECONDS)
        if self.struck.is_set():
            return
        fell = self._holding in str(call.params) and self._any.falls(phase)
        if self._is_news(call):
            fell = self._news.falls(phase) or fell
        if fell:
            self._strike(call, phase)

    def strikes_now(self) -> None:
        """Whatever is in flight."""
        self._fell("nothing", "answered", self._sim.in_flight())

    def _strike(self, call: Call, phase: Phase) -> None:
        """Raises CutOff for a call that was only received: it is never carried out."""
        method = "area news" if self._is_news(call) else call.method
        self._fell(method, phase, [*self._sim.in_flight(), call])
        if phase == "received":
            raise CutOff

    def _fell(self, method: str, phase: Phase, calls: Sequence[Call]) -> None:
        self._kill()
        flying = frozenset(_chat(c) for c in calls if self._is_news(c))
        self.kills.append(Kill(method, phase, self._sim.clock(), flying, self._started, {}))
        self.struck.set()


class _Blows:
    """Kills to come, one after the other."""

    def __init__(self, blows: list[Blow]) -> None:
        self._blows, self._counted = blows, 0

    def falls(self, phase: Phase) -> bool:
        """Whether this call is the one."""
        if not self._blows or phase != self._blows[0].phase:
            return False
        self._counted += 1
        if self._counted < self._blows[0].gap:
            return False
        self._blows.pop(0)
        self._counted = 0
        return True


def blows(
    rng: random.Random, count: int, *, among: int, phases: Sequence[Phase] = PHASES
) -> Sequence[Blow]:
    """A seeded plan of so many kills, spread over the first four fifths of `among` calls.

    Every fifth follows hard on the one before it, while the bot has hardly started.
    """
    share = 0.8 * among / max(1, count)
    plan, at = [], 0
    for number in range(count):
        there = at + rng.randint(1, 4) if number % 5 == 4 else int((number + rng.random()) * share)
        plan.append(Blow(max(1, there - at), rng.choice(phases)))
        at = max(at + 1, there)
    return plan


def _chat(call: Call) -> int:
    return int(call.params["chat_id"])
