"""What may happen to a concern in each state, and what it becomes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.codes import CaseCode
from bot.domain.concerns import (
    CHOSEN_BY_STAFF,
    REJECTIONS,
    Concern,
    Outcome,
    Status,
    hour_of,
    serves,
)
from bot.domain.errors import AlreadyClaimed, ImpossibleChange, NeedsAnother, NotYours, Refused
from bot.domain.ids import AreaId, CategoryId, ConcernId, ModeratorId, OrganisationId
from bot.domain.people import Lang, Moderator
from bot.domain.roles import Role

ME, OTHER = ModeratorId(b"m" * 16), ModeratorId(b"o" * 16)
AT = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
DUE = int(AT.timestamp()) + 3600
FRESH = Concern(
    id=ConcernId(b"c" * 16),
    code=CaseCode("BCD-FGH"),
    area=AreaId("hoeje-gladsaxe"),
    organisation=OrganisationId("gladsaxe"),
    category=CategoryId("unsafe"),
    language=Lang.AR,
    opened_hour=1,
    touched_hour=1,
    due=DUE,
)
NEW, CLAIMED = Status.NEW, Status.CLAIMED
RESIDENT, STAFF, CLOSED = Status.WAITING_RESIDENT, Status.WAITING_STAFF, Status.CLOSED

Act = Callable[[Concern], Concern]
ACTS: dict[str, Act] = {
    "claim": lambda c: c.claim(by=ME, pseudonym_of_owner="GLA-2", at=AT),
    "release": lambda c: c.release(by=ME, at=AT),
    "answer": lambda c: c.answer(by=ME, at=AT),
    "close": lambda c: c.close(by=ME, outcome=Outcome.HELPED, at=AT),
    "add": lambda c: c.add(at=AT, due=DUE),
    "withdraw": lambda c: c.withdraw(at=AT),
    "reopen": lambda c: c.reopen(at=AT, due=DUE),
}
no, mine, taken = ImpossibleChange, NotYours, AlreadyClaimed
_COLUMNS = ("claim", "release", "answer", "close", "add", "withdraw", "reopen")
_TABLE: dict[tuple[Status, ModeratorId | None], tuple[Status | type[Refused], ...]] = {
    # state, who has it    claim     release   answer    close   add       withdraw reopen
    (NEW, None):          (CLAIMED,  mine,     mine,     mine,   NEW,      CLOSED,  no),
    (CLAIMED, ME):        (taken,    NEW,      RESIDENT, CLOSED, CLAIMED,  CLOSED,  no),
    (CLAIMED, OTHER):     (taken,    mine,     mine,     mine,   CLAIMED,  CLOSED,  no),
    (RESIDENT, ME):       (taken,    RESIDENT, RESIDENT, CLOSED, STAFF,    CLOSED,  no),
    (RESIDENT, OTHER):    (taken,    mine,     mine,     mine,   STAFF,    CLOSED,  no),
    (RESIDENT, None):     (RESIDENT, mine,     mine,     mine,   STAFF,    CLOSED,  no),
    (STAFF, ME):          (taken,    STAFF,    RESIDENT, CLOSED, STAFF,    CLOSED,  no),
    (STAFF, OTHER):       (taken,    mine,     mine,     mine,   STAFF,    CLOSED,  no),
    (STAFF, None):        (STAFF,    mine,     mine,     mine,   STAFF,    CLOSED,  no),
    (CLOSED, ME):         (taken,    no,       no,       no,     no,       no,      STAFF),
    (CLOSED, OTHER):      (taken,    no,       no,       no,     no,       no,      STAFF),
    (CLOSED, None):       (no,       no,       no,       no,     no,       no,      NEW),
}  # fmt: skip
CASES = [
    pytest.param(state, holder, act, row[n], id=f"{state}-{(holder or b'nobody')[:6]!r}-{act}")
    for (state, holder), row in _TABLE.items()
    for n, act in enumerate(_COLUMNS)
]


@pytest.mark.parametrize(("state", "holder", "act", "expected"), CASES)
def test_each_act_is_allowed_or_refused_in_each_state(
    state: Status, holder: ModeratorId | None, act: str, expected: Status | type[Refused]
) -> None:
    concern = replace(FRESH, status=state, claimed_by=holder)
    if isinstance(expected, Status):
        changed = ACTS[act](concern)
        assert changed.status is expected
        assert changed.version == concern.version + 1
        assert changed.touched_hour == hour_of(AT)
    else:
        with pytest.raises(expected) as refusal:
            ACTS[act](concern)
        assert type(refusal.value) is expected


def test_the_table_knows_every_state() -> None:
    assert {state for state, _ in _TABLE} == set(Status)


def test_a_colleague_learns_who_has_the_case() -> None:
    with pytest.raises(AlreadyClaimed) as refusal:
        ACTS["claim"](replace(FRESH, status=CLAIMED, claimed_by=OTHER))
    assert refusal.value.by == "GLA-2"


def test_an_answer_ends_the_promise_and_waits_for_the_resident() -> None:
    held = replace(FRESH, status=CLAIMED, claimed_by=ME)
    answered = ACTS["answer"](held)
    assert (answered.due, answered.news, answered.unread, answered.entries) == (
        None, True, False, 2,
    )  # fmt: skip


def test_more_words_keep_a_running_promise_and_begin_one_where_none_runs() -> None:
    running = FRESH.add(at=AT, due=DUE + 999)
    assert (running.due, running.unread, running.entries) == (DUE, True, 2)
    answered = replace(FRESH, status=RESIDENT, claimed_by=ME, due=None, unread=False)
    begun = answered.add(at=AT, due=DUE + 999)
    assert (begun.due, begun.unread) == (DUE + 999, True)


def test_closing_leaves_an_outcome_that_waits_to_be_read() -> None:
    closed = ACTS["close"](replace(FRESH, status=CLAIMED, claimed_by=ME))
    assert (closed.outcome, closed.news, closed.due, closed.is_open) == (
        Outcome.HELPED, True, None, False,
    )  # fmt: skip


def test_a_withdrawn_case_tells_the_resident_nothing_new() -> None:
    ended = FRESH.withdraw(at=AT)
    assert (ended.outcome, ended.news, ended.due) == (Outcome.RESIDENT_LEFT, False, None)


def test_a_reopened_case_stays_with_its_colleague_and_has_a_new_promise() -> None:
    closed = replace(FRESH, status=CLOSED, claimed_by=ME, outcome=Outcome.HELPED, due=None)
    again = closed.reopen(at=AT, due=DUE)
    assert (again.claimed_by, again.outcome, again.due, again.unread) == (ME, None, DUE, True)


def test_reading_changes_nothing_but_what_is_new() -> None:
    held = replace(FRESH, news=True, unread=True)
    assert held.opened_by_resident() == replace(held, news=False, version=1)
    assert held.read_by_staff() == replace(held, unread=False, version=1)


def test_a_case_is_late_from_the_second_after_its_promise_while_it_is_open() -> None:
    due_at = datetime.fromtimestamp(DUE, UTC)
    assert not FRESH.is_late(due_at)
    assert FRESH.is_late(due_at + timedelta(seconds=1))
    assert not replace(FRESH, due=None).is_late(due_at + timedelta(days=9))
    assert not replace(FRESH, status=CLOSED).is_late(due_at + timedelta(days=9))


def test_times_of_residents_have_the_grain_of_an_hour() -> None:
    assert hour_of(AT) * 3600 == int(AT.timestamp()) - 30 * 60
    assert hour_of(AT + timedelta(minutes=29)) == hour_of(AT)
    assert hour_of(AT + timedelta(minutes=30)) == hour_of(AT) + 1


def _moderator(
    *, role: Role = Role.MODERATOR, organisation: str = "gladsaxe", areas: str = ""
) -> Moderator:
    return Moderator(
        id=ME,
        organisation=OrganisationId(organisation),
        pseudonym="GLA-1",
        roles=frozenset({role}),
        areas=frozenset(AreaId(a) for a in areas.split()),
    )


@pytest.mark.parametrize(
    ("colleague", "expected"),
    [
        (_moderator(), True),
        (_moderator(role=Role.LEAD), True),
        (_moderator(areas="moerkhoej hoeje-gladsaxe"), True),
        (_moderator(areas="moerkhoej"), False),
        (_moderator(organisation="politi"), False),
        (_moderator(role=Role.PUBLISHER), False),
        (_moderator(role=Role.ADMINISTRATOR), False),
    ],
)
def test_a_colleague_serves_the_areas_of_the_own_organisation(
    colleague: Moderator, expected: bool
) -> None:
    assert serves(colleague, FRESH) is expected


# --- working together --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "holder", "expected"),
    [(NEW, None, CLAIMED), (CLAIMED, OTHER, CLAIMED), (RESIDENT, OTHER, RESIDENT),
     (STAFF, None, STAFF), (STAFF, ME, STAFF)],
)  # fmt: skip
def test_an_open_case_is_given_to_a_colleague_whoever_has_it(
    status: Status, holder: ModeratorId | None, expected: Status
) -> None:
    given = replace(FRESH, status=status, claimed_by=holder).assign(to=ME, at=AT)
    assert (given.status, given.claimed_by) == (expected, ME)
    assert given.held_since == int(AT.timestamp())


def test_a_closed_case_is_given_to_nobody() -> None:
    with pytest.raises(ImpossibleChange):
        replace(FRESH, status=CLOSED).assign(to=ME, at=AT)


@pytest.mark.parametrize(
    ("status", "holder", "expected"),
    [(CLAIMED, ME, (NEW, None)), (CLAIMED, OTHER, (CLAIMED, OTHER)), (STAFF, ME, (STAFF, None)),
     (NEW, None, (NEW, None)), (CLOSED, ME, (CLOSED, None))],
)  # fmt: skip
def test_who_steps_back_has_the_case_no_more_and_nothing_lives_longer_by_it(
    status: Status, holder: ModeratorId | None, expected: tuple[Status, ModeratorId | None]
) -> None:
    before = replace(FRESH, status=status, claimed_by=holder)
    left = before.step_back(by=ME)
    assert (left.status, left.claimed_by) == expected
    assert (left.touched_hour, left.version) == (before.touched_hour, before.version + 1)


def test_what_was_proposed_is_sent_by_a_second_colleague_for_its_owner() -> None:
    sent = FRESH.answer_proposed(by=OTHER, of=ME, owner=ME, at=AT, unread=True)
    assert (sent.status, sent.claimed_by, sent.due) == (RESIDENT, ME, None)
    assert (sent.entries, sent.news, sent.unread) == (FRESH.entries + 1, True, True)
    with pytest.raises(NeedsAnother):
        FRESH.answer_proposed(by=ME, of=ME, owner=ME, at=AT, unread=False)
    with pytest.raises(ImpossibleChange):
        replace(FRESH, status=CLOSED).answer_proposed(
            by=OTHER, of=ME, owner=ME, at=AT, unread=False
        )


@pytest.mark.parametrize("outcome", [None, *Outcome])
def test_only_what_staff_closed_is_rated_and_only_once(outcome: Outcome | None) -> None:
    status = CLOSED if outcome else RESIDENT
    case = replace(FRESH, status=status, outcome=outcome)
    if outcome not in (*CHOSEN_BY_STAFF, *REJECTIONS):
        with pytest.raises(ImpossibleChange):
            case.rate()
        return
    rated = case.rate()
    assert (rated.rated, rated.touched_hour) == (True, case.touched_hour)
    with pytest.raises(ImpossibleChange):
        rated.rate()


def test_who_stepped_back_serves_the_case_no_more_not_even_as_lead() -> None:
    lead = Moderator(
        id=ME, organisation=FRESH.organisation, pseudonym="GLA-1", roles=frozenset({Role.LEAD})
    )
    assert serves(lead, FRESH)
    assert not serves(replace(lead, recused=frozenset({FRESH.id})), FRESH)
    assert serves(replace(lead, recused=frozenset({ConcernId(b"x" * 16)})), FRESH)
