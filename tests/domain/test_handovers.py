"""Hand-overs: which states follow which, and what of a conversation is whose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.concerns import Author, Entry, EntryKind
from bot.domain.errors import ImpossibleChange
from bot.domain.handovers import (
    Handover,
    Kind,
    Offer,
    Part,
    Purpose,
    State,
    WhyReturned,
    before,
    is_open_to,
    is_own,
    may_answer,
    may_read,
    owner_at,
    pickable,
    withheld,
)
from bot.domain.ids import AreaId, ConcernId, HandoverId, LegalBasisId, ModeratorId, OrganisationId
from bot.domain.people import Moderator
from bot.domain.roles import Role
from tests.domain.test_concerns import FRESH

TOWN, POLICE, OTHER = (OrganisationId(o) for o in ("gladsaxe", "politi", "herlev"))
ME = ModeratorId(b"m" * 16)
OFFERED = Handover(
    id=HandoverId(b"h" * 16),
    concern=ConcernId(b"c" * 16),
    sender=TOWN,
    receiver=POLICE,
    kind=Kind.SHARE,
    picked=(1,),
    purpose=Purpose.PREVENTION,
    basis=LegalBasisId("retspl-115"),
    by=ME,
    at=100,
)
LEAD = Moderator(id=ME, organisation=POLICE, pseudonym="VEST-1", roles=frozenset({Role.LEAD}))

ACTS: dict[str, Callable[[Handover], Handover]] = {
    "accept": lambda h: h.accept(by=ME, at=200, entries=3),
    "return": lambda h: h.give_back(by=ME, at=200, why=WhyReturned.KNOWN),
    "withdraw": lambda h: h.withdraw(by=ME, at=200),
    "end": lambda h: h.end(),
}
FOLLOWS = {
    (State.OFFERED, "accept"): State.ACCEPTED,
    (State.OFFERED, "return"): State.RETURNED,
    (State.OFFERED, "withdraw"): State.WITHDRAWN,
    (State.ACCEPTED, "end"): State.ENDED,
}


@given(st.sampled_from(Kind), st.lists(st.sampled_from(sorted(ACTS)), max_size=8))
def test_a_random_walk_stays_within_the_table_and_opens_only_what_was_accepted(
    kind: Kind, walk: list[str]
) -> None:
    now = replace(OFFERED, kind=kind)
    for act in walk:
        follows = FOLLOWS.get((now.state, act))
        if act == "end" and kind is Kind.MOVE:
            follows = None
        if follows is None:
            with pytest.raises(ImpossibleChange):
                ACTS[act](now)
        else:
            now = ACTS[act](now)
            assert now.state is follows
        readable = now.state is State.ACCEPTED and kind is Kind.SHARE
        assert may_read(LEAD, now, FRESH) is readable
        assert may_answer(LEAD, now, FRESH) is (now.state is State.OFFERED)
        assert is_open_to(1, POLICE, [now]) or now.state is not State.ACCEPTED


@pytest.mark.parametrize(
    "colleague",
    [
        replace(LEAD, organisation=TOWN),
        replace(LEAD, organisation=OTHER),
        replace(LEAD, areas=frozenset({AreaId("hedeparken")})),
        replace(LEAD, roles=frozenset({Role.PUBLISHER, Role.ANALYST, Role.ADMINISTRATOR})),
    ],
)
def test_nobody_else_reads_or_answers(colleague: Moderator) -> None:
    assert not may_answer(colleague, OFFERED, FRESH)
    assert not may_read(colleague, ACTS["accept"](OFFERED), FRESH)


def test_a_colleague_who_leads_nobody_reads_and_does_not_answer() -> None:
    olga = replace(LEAD, roles=frozenset({Role.MODERATOR}))
    assert not may_answer(olga, OFFERED, FRESH)
    assert may_read(olga, ACTS["accept"](OFFERED), FRESH)


def test_only_what_was_said_with_the_resident_can_be_picked() -> None:
    entries = [
        Entry(position=n, author=Author.STAFF, kind=kind, text="", hour=1)
        for n, kind in enumerate(EntryKind, start=1)
    ]
    kinds = {e.kind for e in pickable(entries)}
    assert kinds == {EntryKind.WORDS, EntryKind.ADDITION, EntryKind.REPLY}


@given(
    st.lists(
        st.one_of(
            st.just("writes"),
            st.tuples(
                st.sampled_from(Kind),
                st.sampled_from([TOWN, POLICE, OTHER]),
                st.sets(st.integers(1, 12)),
                st.booleans(),
            ),
        ),
        max_size=14,
    )
)
def test_each_reads_what_was_theirs_and_what_was_picked_for_them(steps: list[object]) -> None:
    """Held against a plain tale of who saw what."""
    owner, entries, found = TOWN, 1, list[Handover]()
    writers = {1: TOWN}
    seen: dict[OrganisationId, set[int]] = {TOWN: {1}, POLICE: set(), OTHER: set()}
    for at, step in enumerate(steps):
        if not isinstance(step, tuple):
            entries += 1
            writers[entries] = owner
            seen[owner].add(entries)
            continue
        kind, receiver, picks, accepted = step
        picked = tuple(sorted(picks & seen[owner]))
        if receiver == owner or not picked:
            continue
        offer = replace(OFFERED, kind=kind, sender=owner, receiver=receiver, picked=picked, at=at)
        found.append(offer.accept(by=ME, at=at, entries=entries) if accepted else offer)
        if accepted:
            seen[receiver] |= {*picked}
            owner = receiver if kind is Kind.MOVE else owner
    positions = range(1, entries + 1)
    assert {n for n in positions if is_open_to(n, owner, found)} == seen[owner]
    assert [owner_at(n, found, owner) for n in positions] == [writers[n] for n in positions]
    assert {n for n in positions if is_own(n, owner, found)} == {
        n for n in positions if writers[n] == owner
    }
    stays = withheld(positions, owner, found)
    assert sum(stays.values()) == entries - len(seen[owner])
    assert owner not in stays


def test_an_offer_asks_for_its_parts_in_order_and_is_whole_at_the_end() -> None:
    offer = Offer()
    answers = {
        Part.RECEIVER: POLICE,
        Part.KIND: Kind.MOVE,
        Part.PICKED: (2,),
        Part.PURPOSE: Purpose.DANGER,
        Part.BASIS: LegalBasisId("retspl-115"),
    }
    for part, value in answers.items():
        assert (offer.at, offer.missing) == (part, part)
        with pytest.raises(ImpossibleChange):
            offer.of(FRESH)
        offer = offer.with_(part, value)
    assert (offer.at, offer.missing) == (Part.PREVIEW, None)
    assert offer.of(FRESH).receiver == POLICE
    assert before(Part.RECEIVER) is None
    assert before(Part.PREVIEW) is Part.BASIS
    assert offer.toggled(1).toggled(2).picked == (1,)
