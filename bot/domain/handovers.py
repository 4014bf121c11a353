"""Handing a case to another organisation: chosen contributions alone, and accepted first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.domain.concerns import Concern, Entry, EntryKind
from bot.domain.errors import ImpossibleChange
from bot.domain.ids import ConcernId, HandoverId, LegalBasisId, ModeratorId, OrganisationId
from bot.domain.people import Moderator
from bot.domain.roles import Deed


class Kind(StrEnum):
    """SHARE: others look along and the sender keeps the case. MOVE: they take it over."""

    SHARE = "share"
    MOVE = "move"


class Purpose(StrEnum):
    """What it is for, in words the resident is told."""

    PREVENTION = "prevention"
    DANGER = "danger"
    CHILD = "child"
    OTHER_AREA = "other_area"
    WRONG_AUTHORITY = "wrong_authority"


class State(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    """A share that was taken back after it had been accepted."""


class WhyReturned(StrEnum):
    NOT_OURS = "not_ours"
    TOO_LITTLE = "too_little"
    NO_BASIS = "no_basis"
    KNOWN = "known"


class Part(StrEnum):
    """What an offer is made of, in the order in which it is asked for."""

    RECEIVER = "receiver"
    KIND = "kind"
    PICKED = "picked"
    PURPOSE = "purpose"
    BASIS = "basis"
    PREVIEW = "preview"


_PARTS = tuple(Part)
_MAY_LEAVE = frozenset({EntryKind.WORDS, EntryKind.ADDITION, EntryKind.REPLY})
"""What was said between resident and staff. Words for colleagues alone stay with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An offer that is being put together. at: the part that is asked for."""

    at: Part = Part.RECEIVER
    receiver: OrganisationId | None = None
    kind: Kind | None = None
    picked: tuple[int, ...] = ()
    purpose: Purpose | None = None
    basis: LegalBasisId | None = None

    def with_(self, part: Part, value: object) -> Offer:
        """With an answer; the next part is asked for."""
        changes: dict[str, object] = {part.value: value}
        return replace(self, at=following(part), **changes)  # type: ignore[arg-type] # named by Part

    def toggled(self, position: int) -> Offer:
        return replace(self, picked=tuple(sorted({*self.picked} ^ {position})))

    def of(self, concern: Concern) -> Handover:
        """What it becomes, without a name yet. Raises ImpossibleChange while it is not whole."""
        if not (self.receiver and self.kind and self.purpose and self.basis and self.picked):
            raise ImpossibleChange
        return Handover(
            id=HandoverId(b""),
            concern=concern.id,
            sender=concern.organisation,
            receiver=self.receiver,
            kind=self.kind,
            picked=self.picked,
            purpose=self.purpose,
            basis=self.basis,
            by=ModeratorId(b""),
            at=0,
        )

    @property
    def missing(self) -> Part | None:
        """The first part without an answer."""
        asked = _PARTS[:-1]
        return next((part for part in asked if not getattr(self, part.value)), None)


def following(part: Part) -> Part:
    return _PARTS[min(_PARTS.index(part) + 1, len(_PARTS) - 1)]


def before(part: Part) -> Part | None:
    number = _PARTS.index(part)
    return _PARTS[number - 1] if number else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """picked: positions of the contributions the receiver may read. at, answered: epoch seconds.

    behind: how many contributions there were when it was accepted; what came later is not among
    them.
    """

    id: HandoverId
    concern: ConcernId
    sender: OrganisationId
    receiver: OrganisationId
    kind: Kind
    picked: tuple[int, ...]
    purpose: Purpose
    basis: LegalBasisId
    by: ModeratorId
    at: int
    state: State = State.OFFERED
    answered_by: ModeratorId | None = None
    answered: int | None = None
    behind: int = 0
    why: WhyReturned | None = None

    def accept(self, *, by: ModeratorId, at: int, entries: int) -> Handover:
        return self._answered(State.ACCEPTED, by, at, behind=entries)

    def give_back(self, *, by: ModeratorId, at: int, why: WhyReturned) -> Handover:
        return self._answered(State.RETURNED, by, at, why=why)

    def withdraw(self, *, by: ModeratorId, at: int) -> Handover:
        return self._answered(State.WITHDRAWN, by, at)

    def end(self) -> Handover:
        """Nobody there can read it any more. When it was accepted stays known."""
        if not self.is_shared:
            raise ImpossibleChange
        return replace(self, state=State.ENDED)

    def _answered(self, state: State, by: ModeratorId, at: int, **changes: object) -> Handover:
        if self.state is not State.OFFERED:
            raise ImpossibleChange
        return replace(self, state=state, answered_by=by, answered=at, **changes)  # type: ignore[arg-type] # named above

    @property
    def is_shared(self) -> bool:
        return self.kind is Kind.SHARE and self.state is State.ACCEPTED

    @property
    def has_moved(self) -> bool:
        return self.kind is Kind.MOVE and self.state is State.ACCEPTED

    @property
    def was_accepted(self) -> bool:
        """Whether anything was ever shown to the receiver."""
        return self.state in (State.ACCEPTED, State.ENDED)

    def chosen(self, entries: Iterable[Entry]) -> Sequence[Entry]:
        return [e for e in entries if e.position in self.picked]


def pickable(entries: Iterable[Entry]) -> Sequence[Entry]:
    """What may be shown to others at all."""
    return [e for e in entries if e.kind in _MAY_LEAVE]


def may_answer(colleague: Moderator, handover: Handover, concern: Concern) -> bool:
    """Whether an offer is the colleague's to accept or to return."""
    theirs = _is_theirs(colleague, handover, concern)
    return theirs and colleague.may(Deed.ACCEPT_HANDOVER) and handover.state is State.OFFERED


def may_read(colleague: Moderator, handover: Handover, concern: Concern) -> bool:
    """Whether what was shared is the colleague's to read: after acceptance, for who serves it."""
    theirs = _is_theirs(colleague, handover, concern)
    return theirs and colleague.may(Deed.READ) and handover.is_shared


def _is_theirs(colleague: Moderator, handover: Handover, concern: Concern) -> bool:
    """Whether they serve it for the receiver; who stepped back from the case does not."""
    served = colleague.serves(handover.receiver, concern.area)
    return served and concern.id not in colleague.recused


# --- what of a conversation belongs to whom ----------------------------------------------------


def _moves(handovers: Iterable[Handover]) -> Sequence[Handover]:
    moved = (h for h in handovers if h.has_moved)
    return sorted(moved, key=lambda h: (h.answered or 0, h.behind))


def owner_at(
    position: int, handovers: Iterable[Handover], now: OrganisationId | None = None
) -> OrganisationId | None:
    """Whose case it was when the contribution was written. now: whose it is, if it never moved."""
    for move in _moves(handovers):
        if position <= move.behind:
            return move.sender
        now = move.receiver
    return now


def is_own(position: int, reader: OrganisationId, handovers: Iterable[Handover]) -> bool:
    """Whether it was written while the case was the reader's. The case must be theirs now."""
    return owner_at(position, handovers, reader) == reader


def is_open_to(position: int, reader: OrganisationId, handovers: Sequence[Handover]) -> bool:
    """Whether a colleague of the organisation that has the case may read a contribution."""
    picked = any(
        position in h.picked
        for h in handovers
        if h.receiver == reader and h.state is State.ACCEPTED
    )
    return picked or is_own(position, reader, handovers)


def withheld(
    positions: Iterable[int], reader: OrganisationId, handovers: Sequence[Handover]
) -> Mapping[OrganisationId, int]:
    """How many of the contributions stay with which former owner."""
    closed = (n for n in positions if not is_open_to(n, reader, handovers))
    return Counter(owner for n in closed if (owner := owner_at(n, handovers)))
