"""A street and its staff who act at random, and what must be true after each act."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime

from bot.domain.clocks import Calendar, LookAgain, moments
from bot.domain.concerns import (
    APART,
    CHOSEN_BY_STAFF,
    FOR_COLLEAGUES,
    Concern,
    Entry,
    EntryKind,
    Helped,
    Outcome,
    Status,
    Urgency,
)
from bot.domain.errors import Refused
from bot.domain.filters import Filters
from bot.domain.handovers import Kind, Part, Purpose
from bot.domain.hours import OpeningHours
from bot.domain.ids import AreaId, CategoryId, ConcernId, HandoverId
from bot.domain.people import Moderator
from bot.domain.roles import Role
from bot.jobs import TICKS
from bot.services import (
    assignment,
    concerns,
    duty,
    handovers,
    moderation,
    proposals,
    rating,
    readers,
    recusal,
    residents,
    stepping,
    themes,
    threads,
    triage,
)
from bot.store import concerns as rows
from bot.store.db import Tx
from tests.kit.turns import Scene, Seeded, house

RESIDENTS = range(1001, 1007)
METTE, OMAR, LISE, HANNE, KIM = range(2001, 2006)
STAFF = {
    METTE: (Role.MODERATOR, "gladsaxe", ()),
    OMAR: (Role.MODERATOR, "gladsaxe", ("hoeje-gladsaxe",)),
    LISE: (Role.LEAD, "gladsaxe", ()),
    HANNE: (Role.LEAD, "herlev", ()),
    KIM: (Role.LEAD, "politi", ()),
}
AREAS = ("hoeje-gladsaxe", "vaerebro", "hjortespring")
STARTS = {
    "a week in autumn": datetime(2026, 11, 24, 9, 0, tzinfo=UTC),
    "the end of summer time": datetime(2026, 10, 23, 13, 0, tzinfo=UTC),
    "the beginning of summer time": datetime(2027, 3, 26, 7, 0, tzinfo=UTC),
    "Christmas": datetime(2026, 12, 22, 15, 0, tzinfo=UTC),
    "Easter": datetime(2027, 3, 24, 12, 0, tzinfo=UTC),
}
JUMPS = (0.05, 0.5, 1, 3, 9, 24, 24 * 3, 24 * 20, 24 * 54, 24 * 61)
"""Hours between two acts."""
QUIET_TICKS = frozenset({"rows", "rate-key"})
"""They mend the database itself and replace keys; a test of their own."""

Act = Callable[[], Awaitable[object]]


class Street:
    """said: every text that somebody has sent in a case, which must never be lost."""

    def __init__(self, play: Scene, seed: int, start: datetime) -> None:
        self.play, self.rng = play, random.Random(seed)
        self.play.house, self.play.now = house(Seeded(seed)), start
        self.said: dict[ConcernId, list[str]] = {}
        self.offered: list[HandoverId] = []
        self.colleagues: dict[int, Moderator] = {}
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._numbers = 0

    async def begin(self) -> None:
        for chat in RESIDENTS:
            await self.play.resident(chat)
        for chat, (role, organisation, areas) in STAFF.items():
            self.colleagues[chat] = await self.play.colleague(
                chat, role, organisation=organisation, areas=areas
            )

    async def step(self) -> None:
        self.play.later(hours=self.rng.choice(JUMPS))
        if self.rng.random() < 0.3:
            await self.ticks()
        act = self.rng.choice(self._acts())
        name = act.__name__.strip("_")
        try:
            await act()
        except Refused as refusal:
            self.refused[f"{name}: {type(refusal).__name__}"] += 1
        else:
            self.done[name] += 1
        await self.check()

    async def ticks(self) -> None:
        """Everything time makes due, in any order, as after an outage."""
        names = sorted(set(TICKS) - QUIET_TICKS)
        self.rng.shuffle(names)
        for name in names:
            await self.play.does(0, TICKS[name][0])

    # --- what must be true ---------------------------------------------------------------------

    async def check(self) -> None:
        for concern in (await self.cases()).values():
            calendar = Calendar(self._hours(concern), self.play.house.defaults)
            due = moments(concern, calendar)
            assert due or not concern.is_open, f"{concern.code} waits for nothing"
            assert illegal(concern) == [], (concern, illegal(concern))
            await self._check_words(concern)
        await self._check_lists()

    def _hours(self, concern: Concern) -> OpeningHours:
        return self.play.house.partnership.organisation(concern.organisation).hours

    async def _check_words(self, concern: Concern) -> None:
        entries = await self._entries(concern.id)
        positions = [entry.position for entry in entries]
        assert positions == sorted(set(positions)), f"contributions of {concern.code} overlap"
        kept = [entry.text for entry in entries]
        lost = [text for text in self.said.get(concern.id, ()) if kept.count(text) != 1]
        assert lost == [], f"{concern.code} in {concern.status}: {lost} not there once in {kept}"

    async def _entries(self, concern: ConcernId) -> Sequence[Entry]:
        async def read(tx: Tx) -> Sequence[Entry]:
            turn = await self.play.turn(tx, METTE)
            return (await threads.whole(turn, concern))[1]

        return await self.play.store.read(read)

    async def _check_lists(self) -> None:
        """Each open case stands in one list: nobody's, or the one of who has it."""
        listed: Counter[ConcernId] = Counter()
        nobodys: set[ConcernId] = set()
        for chat in STAFF:
            listed.update(await self._list(chat, "mine"))
            nobodys |= set(await self._list(chat, "new"))
        listed.update(nobodys)
        waiting = {key for key, concern in (await self.cases()).items() if _waits(concern)}
        assert set(listed) == waiting, "an open case stands in no list, or a closed one in one"
        assert set(listed.values()) <= {1}, "a case stands in two lists"

    async def _list(self, chat: int, which: str) -> Sequence[ConcernId]:
        me = self.colleagues[chat]
        found = await self.play.store.read(
            lambda tx: rows.page(tx, me, which, Filters(), now=self.play.now, limit=9999)
        )
        return [concern.id for concern in found]

    async def cases(self) -> Mapping[ConcernId, Concern]:
        async def every(tx: Tx) -> Mapping[ConcernId, Concern]:
            found = await rows.rested(tx, before_hour=1 << 40, after=rows.FIRST, limit=9999)
            return {c.id: c for c in found}

        return await self.play.store.read(every)

    async def everybody_leaves(self) -> None:
        """Nobody acts any more; the ticks go on for the longest that anything may stay."""
        for _ in range(12):
            self.play.later(days=25)
            await self.ticks()
            await self.check()

    # --- acts ----------------------------------------------------------------------------------

    def _acts(self) -> list[Act]:
        return [
            self._shares, self._shares, self._adds, self._ends, self._not_solved, self._opens,
            self._claims, self._claims, self._releases, self._reads, self._answers, self._answers,
            self._notes, self._closes, self._rejects, self._triages, self._weighs,
            self._looks_again,
            self._assigns, self._gives_all, self._steps_back, self._lifts, self._proposes,
            self._decides, self._returns, self._wants_reader, self._themes, self._hands_over,
            self._accepts, self._reveals, self._opens_reveal, self._rates, self._duty,
        ]  # fmt: skip

    def _text(self) -> str:
        self._numbers += 1
        return f"Ord nummer {self._numbers}."

    def _somebody(self) -> int:
        return self.rng.choice(RESIDENTS)

    def _colleague(self) -> int:
        return self.rng.choice(list(STAFF))

    async def _any(self) -> Concern:
        return self.rng.choice([*(await self.cases()).values()] or [await self._shares()])

    async def _own(self) -> tuple[int, Concern]:
        chat = self._somebody()
        own = await self.play.does(chat, residents.own_cases)
        if not own:
            raise Refused
        return chat, self.rng.choice(own)

    async def _with_holder(self) -> tuple[int, Concern]:
        """A case that somebody has, mostly, and who has it, mostly."""
        concern = await self._any()
        holders = [c for c, m in self.colleagues.items() if m.id == concern.claimed_by]
        return (holders or [self._colleague()])[0], concern

    async def _shares(self) -> Concern:
        text, category = self._text(), self.rng.choice(("unsafe", "child", "gang"))
        shared = await self.play.shares(
            self._somebody(), text, area=self.rng.choice(AREAS), category=category
        )
        self.said[shared.id] = [text]
        return shared

    async def _adds(self) -> None:
        chat, case = await self._own()
        await self.play.does(chat, concerns.write_to, case.id)
        text = self._text()
        turn = await self.play.types(chat, text)
        await self.play.does(chat, concerns.add, case.id, turn.dialogue.version)
        self.said[case.id].append(text)

    async def _ends(self) -> None:
        chat, case = await self._own()
        await self.play.does(chat, concerns.end, case.id)

    async def _not_solved(self) -> None:
        chat, case = await self._own()
        await self.play.does(chat, concerns.not_solved, case.id)

    async def _opens(self) -> None:
        chat, case = await self._own()
        _, _, entries = await self.play.does(chat, concerns.open_case, case.id)
        assert not {entry.kind for entry in entries} & (FOR_COLLEAGUES | APART)

    async def _claims(self) -> None:
        await self.play.does(self._colleague(), moderation.claim, (await self._any()).id)

    async def _releases(self) -> None:
        chat, case = await self._with_holder()
        await self.play.does(chat, moderation.release, case.id)

    async def _reads(self) -> None:
        chat, case = await self._with_holder()
        await self.play.does(chat, moderation.card, case.id)

    async def _answers(self) -> None:
        chat, case = await self._with_holder()
        await self.play.does(chat, moderation.write_reply, case.id)
        text = self._text()
        turn = await self.play.does(chat, moderation.type_words, self._numbers, text)
        await self.play.does(
            chat, moderation.send_reply, case.id, turn.dialogue.version, urgent=False
        )
        self.said[case.id].append(text)

    async def _notes(self) -> None:
        chat, case = await self._with_holder()
        await self.play.does(chat, moderation.write_note, case.id)
        text = self._text()
        turn = await self.play.does(chat, moderation.type_words, self._numbers, text)
        await self.play.does(chat, moderation.keep_note, case.id, turn.dialogue.version)
        self.said[case.id].append(text)

    # --- what colleagues do together -----------------------------------------------------------

    async def _triages(self) -> None:
        chat, case = await self._with_holder()
        act = self.rng.randrange(3)
        if act == 0:
            await self.play.does(chat, triage.set_urgency, case.id, self.rng.choice(list(Urgency)))
        elif act == 1:
            wanted = CategoryId(self.rng.choice(("child", "drugs", "other")))
            await self.play.does(chat, triage.set_category, case.id, wanted)
        else:
            await self.play.does(chat, triage.set_area, case.id, AreaId(self.rng.choice(AREAS)))

    async def _weighs(self) -> None:
        chat, case = await self._with_holder()
        await self.play.does(chat, triage.weigh, case.id, sent=self.rng.random() < 0.5)

    async def _looks_again(self) -> None:
        chat, case = await self._with_holder()
        await self.play.does(chat, triage.look_again, case.id, self.rng.choice(list(LookAgain)))

    async def _assigns(self) -> None:
        chat, case = await self._with_holder()
        to = self.colleagues[self._colleague()].id
        await self.play.does(self.rng.choice((chat, LISE)), assignment.assign, case.id, to)

    async def _gives_all(self) -> None:
        to = self.rng.choice([None, *(c.id for c in self.colleagues.values())])
        await self.play.does(self._colleague(), assignment.assign_all, to)

    async def _steps_back(self) -> None:
        chat, case = await self._with_holder()
        if chat in {OMAR, LISE}:  # somebody of each organisation goes on to see every case
            await self.play.does(chat, recusal.step_back, case.id)

    async def _lifts(self) -> None:
        await self.play.does(LISE, recusal.lift, (await self._any()).id)

    async def _proposes(self) -> None:
        chat, case = self._colleague(), await self._any()
        await self.play.does(chat, proposals.write, case.id)
        text = self._text()
        turn = await self.play.does(chat, moderation.type_words, self._numbers, text)
        await self.play.does(chat, proposals.propose, case.id, turn.dialogue.version)
        self.said[case.id].append(text)

    async def _decides(self) -> None:
        chat, case = self._colleague(), await self._any()
        await self.play.does(chat, proposals.look, case.id)
        version = (await self.cases())[case.id].version
        await self.play.does(chat, proposals.send, case.id, version, urgent=False)

    async def _returns(self) -> None:
        chat, case = self._colleague(), await self._any()
        await self.play.does(chat, proposals.begin_return, case.id)
        text = self._text()
        turn = await self.play.does(chat, moderation.type_words, self._numbers, text)
        await self.play.does(chat, proposals.give_back, case.id, turn.dialogue.version)
        self.said[case.id].append(text)

    async def _wants_reader(self) -> None:
        chat, case = await self._with_holder()
        act = self.rng.choice((readers.want, readers.found))
        await self.play.does(chat, act, case.id)

    async def _themes(self) -> None:
        chat, case = await self._with_holder()
        if case.theme is not None and self.rng.random() < 0.5:
            await self.play.does(chat, themes.take_out, case.id)
            return
        await self.play.does(chat, themes.name, case.id)
        turn = await self.play.does(chat, themes.type_title, 1, self._text())
        await self.play.does(chat, themes.open_new, turn.dialogue.version)

    async def _hands_over(self) -> None:
        chat, case = self.rng.choice((LISE, HANNE, KIM)), await self._any()
        turn = await self.play.does(chat, handovers.begin, case.id)
        found = await self.play.does(chat, handovers.draft)
        receiver = self.rng.choice(found.receivers).id
        basis = self.rng.choice(list(turn.house.partnership.legal_bases))
        await self.play.does(chat, handovers.fill, Part.RECEIVER, receiver)
        await self.play.does(chat, handovers.fill, Part.KIND, self.rng.choice(list(Kind)))
        for entry in found.entries:
            if self.rng.random() < 0.6:
                await self.play.does(chat, handovers.pick, entry.position)
        await self.play.does(chat, handovers.fill, Part.PURPOSE, self.rng.choice(list(Purpose)))
        turn = await self.play.does(chat, handovers.fill, Part.BASIS, basis)
        _, handover, _ = await self.play.does(chat, handovers.send, turn.dialogue.version)
        self.offered.append(handover.id)

    async def _accepts(self) -> None:
        if not self.offered:
            raise Refused
        offer = self.rng.choice(self.offered)
        act = self.rng.choice(
            (handovers.accept, handovers.accept, handovers.withdraw, handovers.end)
        )
        await self.play.does(self.rng.choice((LISE, HANNE, KIM)), act, offer)

    async def _reveals(self) -> None:
        chat, case = await self._own()
        await self.play.does(chat, stepping.write, case.id, EntryKind.REVEAL)
        turn = await self.play.does(chat, stepping.type_words, 1, self._text())
        _, told = await self.play.does(chat, stepping.send, case.id, turn.dialogue.version)
        if self.rng.random() < 0.4:
            await self.play.does(chat, stepping.take_back, case.id, told.entries)

    async def _opens_reveal(self) -> None:
        chat, case = await self._with_holder()
        await self.play.does(chat, stepping.read, case.id, self.rng.randrange(1, case.entries + 1))

    async def _rates(self) -> None:
        chat, case = await self._own()
        await self.play.does(chat, rating.rate, case.id, self.rng.choice(list(Helped)))

    async def _duty(self) -> None:
        await self.play.does(self._colleague(), duty.set_duty, on=self.rng.random() < 0.5)

    async def _closes(self) -> None:
        chat, case = await self._with_holder()
        await self.play.does(chat, moderation.close, case.id, self.rng.choice(CHOSEN_BY_STAFF))

    async def _rejects(self) -> None:
        chat, case = await self._with_holder()
        await self.play.does(chat, moderation.close, case.id, Outcome.UNCLEAR)


def _waits(concern: Concern) -> bool:
    """Closed, it still stands in a list while the duty to notify about a child is not weighed."""
    return concern.is_open or concern.report_due is not None


def illegal(concern: Concern) -> list[str]:
    """What no case may ever be, in words."""
    rules = {
        "closed without an outcome": not concern.is_open and concern.outcome is None,
        "open with an outcome": concern.is_open and concern.outcome is not None,
        "closed, and a clock runs": not concern.is_open and _clock_runs(concern),
        "new, and somebody has it": concern.status is Status.NEW and concern.claimed_by is not None,
        "taken by nobody": concern.status is Status.CLAIMED and concern.claimed_by is None,
        "staff are waited for without a promise": (
            concern.status in {Status.NEW, Status.CLAIMED, Status.WAITING_STAFF}
            and concern.due is None
        ),
        "a child's clock at a case of no child": (
            concern.report_due is not None and concern.urgency is Urgency.NORMAL
        ),
    }
    return [fault for fault, there in rules.items() if there]


def _clock_runs(concern: Concern) -> bool:
    clocks = (concern.due, concern.held_since, concern.follow_up, concern.reader_since)
    return any(clock is not None for clock in clocks)
