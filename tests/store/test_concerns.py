"""Concerns: every field comes back, races are seen, and the queue shows each colleague theirs."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from bot.domain.codes import CaseCode
from bot.domain.concerns import Author, Concern, EntryKind, Outcome, Status, Urgency
from bot.domain.errors import ChangedMeanwhile, NotFound
from bot.domain.filters import Age, Filters, Place, State
from bot.domain.ids import AreaId, CategoryId, ConcernId, ModeratorId, OrganisationId
from bot.domain.people import Lang, Moderator
from bot.domain.roles import Role
from bot.store import concerns
from bot.store.concerns import SealedEntry, Seals
from bot.store.db import Statement, Store, Tx
from bot.store.schema import concern as table
from tests.kit.plans import explained, reads_everything

ME, OTHER = ModeratorId(b"m" * 16), ModeratorId(b"o" * 16)
SEALS = Seals(b"\x00key\xff", b"\x00details\xff")
NOW = 1_800_000_000
AT = datetime.fromtimestamp(NOW, UTC)
ANY = Filters()


def concern(number: int = 1, **fields: object) -> Concern:
    plain = Concern(
        id=ConcernId(number.to_bytes(16, "big")),
        code=CaseCode(f"BCD-{number:03}"),
        area=AreaId("hoeje-gladsaxe"),
        organisation=OrganisationId("gladsaxe"),
        category=CategoryId("unsafe"),
        language=Lang.AR,
        opened_hour=500_000 + number,
        touched_hour=500_000 + number,
        due=NOW + 100,
    )
    return replace(plain, **fields)  # type: ignore[arg-type] # fields by name, as the tests say them


def colleague(
    *areas: str, organisation: str = "gladsaxe", id_: ModeratorId = ME
) -> Moderator:  # fmt: skip
    return Moderator(
        id=id_,
        organisation=OrganisationId(organisation),
        pseudonym="GLA-1",
        roles=frozenset({Role.MODERATOR}),
        areas=frozenset(AreaId(a) for a in areas),
    )


FULL = concern(
    urgency=Urgency.CHILD,
    status=Status.CLOSED,
    claimed_by=ME,
    due=None,
    entries=7,
    news=True,
    unread=False,
    outcome=Outcome.PASSED_ON,
    warned=True,
    version=3,
)


@pytest.mark.parametrize("value", [concern(), FULL], ids=["new", "closed"])
async def test_a_concern_comes_back_as_it_was_by_id_and_by_code(tx: Tx, value: Concern) -> None:
    await concerns.add(tx, value, SEALS)
    assert await concerns.get(tx, value.id) == value
    assert await concerns.find(tx, value.code) == value
    assert await concerns.seals(tx, value.id) == SEALS


async def test_what_does_not_exist_is_not_found(tx: Tx) -> None:
    missing = ConcernId(b"x" * 16)
    for ask in (concerns.get, concerns.seals):
        with pytest.raises(NotFound):
            await ask(tx, missing)
    assert await concerns.find(tx, CaseCode("BBB-BBB")) is None
    assert await concerns.entries(tx, missing) == []


async def test_saving_changes_what_may_change_and_nothing_else(tx: Tx) -> None:
    await concerns.add(tx, concern(), SEALS)
    await concerns.add(tx, concern(2), SEALS)
    strange = replace(FULL, language=Lang.EN, code=CaseCode("XXX-XXX"), opened_hour=0)
    await concerns.save(tx, strange, expected=0)
    assert await concerns.get(tx, FULL.id) == replace(FULL, touched_hour=strange.touched_hour)
    assert await concerns.get(tx, concern(2).id) == concern(2)


async def test_a_row_that_changed_meanwhile_is_not_overwritten(tx: Tx) -> None:
    await concerns.add(tx, concern(), SEALS)
    await concerns.save(tx, concern(version=1, claimed_by=ME), expected=0)
    with pytest.raises(ChangedMeanwhile):
        await concerns.save(tx, concern(version=1, claimed_by=OTHER), expected=0)
    assert (await concerns.get(tx, concern().id)).claimed_by == ME


async def test_a_row_that_is_gone_counts_as_changed(tx: Tx) -> None:
    with pytest.raises(ChangedMeanwhile):
        await concerns.save(tx, concern(version=1), expected=0)


async def test_of_two_processes_that_claim_at_once_one_wins(store: Store, other: Store) -> None:
    await store.write(lambda tx: concerns.add(tx, concern(), SEALS))

    async def claim(where: Store, by: ModeratorId) -> None:
        changed = concern(version=1, status=Status.CLAIMED, claimed_by=by)
        await where.write(lambda tx: concerns.save(tx, changed, expected=0))

    results = await asyncio.gather(claim(store, ME), claim(other, OTHER), return_exceptions=True)
    assert sorted(type(r).__name__ for r in results) == ["ChangedMeanwhile", "NoneType"]


async def test_entries_come_in_order_with_all_they_hold(tx: Tx) -> None:
    rows = [
        _entry(2, author=Author.STAFF, kind=EntryKind.REPLY, by=ME),
        _entry(1),
        _entry(3, kind=EntryKind.ADDITION),
    ]
    for row in rows:
        await concerns.add_entry(tx, row)
    await concerns.add_entry(tx, _entry(1, concern_=ConcernId(b"z" * 16)))
    found = await concerns.entries(tx, concern().id)
    assert found == sorted(rows, key=lambda row: row.position)


def _entry(
    position: int,
    *,
    author: Author = Author.RESIDENT,
    kind: EntryKind = EntryKind.WORDS,
    by: ModeratorId | None = None,
    concern_: ConcernId | None = None,
) -> SealedEntry:
    return SealedEntry(
        concern=concern_ or concern().id,
        position=position,
        author=author,
        kind=kind,
        hour=500_000,
        by=by,
        words=b"\x00\xff" * position,
    )


async def test_a_position_is_taken_once(store: Store) -> None:
    await store.write(lambda tx: concerns.add_entry(tx, _entry(1)))
    with pytest.raises(Exception, match=r"(?i)unique"):
        await store.write(lambda tx: concerns.add_entry(tx, _entry(1)))


async def test_a_code_belongs_to_one_case(store: Store) -> None:
    await store.write(lambda tx: concerns.add(tx, concern(), SEALS))
    twin = concern(2, code=concern().code)
    with pytest.raises(Exception, match=r"(?i)unique"):
        await store.write(lambda tx: concerns.add(tx, twin, SEALS))


async def test_cases_that_rest_come_longest_first_and_page_by_page(tx: Tx) -> None:
    hours = {1: 30, 2: 10, 3: 20, 4: 20, 5: 40, 6: 20}
    for number, hour in hours.items():
        await concerns.add(tx, concern(number, touched_hour=hour), SEALS)
    seen, after = [], concerns.FIRST
    while page := await concerns.rested(tx, before_hour=40, after=after, limit=2):
        seen += [int.from_bytes(c.id, "big") for c in page]
        after = (page[-1].touched_hour, page[-1].id)
    assert seen == [2, 3, 4, 6, 1]


async def test_a_forgotten_case_leaves_neither_words_nor_key(tx: Tx) -> None:
    for number in (1, 2):
        await concerns.add(tx, concern(number), SEALS)
        for position in (1, 2):
            await concerns.add_entry(tx, _entry(position, concern_=concern(number).id))
    await concerns.forget(tx, concern(1).id)
    assert await concerns.find(tx, concern(1).code) is None
    assert await concerns.entries(tx, concern(1).id) == []
    with pytest.raises(NotFound):
        await concerns.seals(tx, concern(1).id)
    assert len(await concerns.entries(tx, concern(2).id)) == 2


# --- the queue -----------------------------------------------------------------------------

WAITING = Status.WAITING_STAFF
HOUR = NOW // 3600
ROWS = [
    concern(1),
    concern(2, urgency=Urgency.CHILD, opened_hour=HOUR - 3 * 24),
    concern(3, urgency=Urgency.DANGER, opened_hour=HOUR - 30 * 24),
    concern(4, area=AreaId("moerkhoej"), due=NOW - 1),
    concern(5, status=Status.CLAIMED, claimed_by=ME, category=CategoryId("drugs")),
    concern(6, status=WAITING, claimed_by=ME, due=NOW - 1),
    concern(7, status=WAITING, claimed_by=OTHER, due=NOW - 1, language=Lang.DA),
    concern(8, status=Status.CLOSED, claimed_by=ME, due=None),
    concern(9, organisation=OrganisationId("politi"), area=AreaId("hoeje-gladsaxe")),
    concern(10, status=Status.WAITING_RESIDENT, claimed_by=ME, due=None),
    concern(11, status=Status.CLOSED, touched_hour=HOUR - 15 * 24),
    concern(12, status=Status.CLOSED, touched_hour=HOUR - 2),
    concern(13, status=Status.CLOSED, touched_hour=HOUR - 1),
]


@pytest.fixture
async def queue(tx: Tx) -> Tx:
    for row in ROWS:
        await concerns.add(tx, row, SEALS)
    return tx


async def numbers(
    tx: Tx,
    who: Moderator,
    which: str,
    filters: Filters = ANY,
    *,
    place: Place | None = None,
    limit: int = 50,
) -> list[int]:
    page = await concerns.page(tx, who, which, filters, now=AT, place=place, limit=limit)
    return [int.from_bytes(c.id, "big") for c in page]


async def test_every_list_shows_its_own_urgent_first_then_oldest(queue: Tx) -> None:
    me = colleague()
    assert await numbers(queue, me, "new") == [3, 2, 1, 4]
    assert await numbers(queue, me, "mine") == [5, 6, 10]
    assert await numbers(queue, me, "late") == [4, 6, 7]
    assert await numbers(queue, me, "all") == [3, 2, 1, 4, 5, 6, 7, 10]


async def test_counts_say_how_long_each_list_is(queue: Tx) -> None:
    for who in (colleague(), colleague("moerkhoej"), colleague(id_=OTHER)):
        counted = await concerns.counts(queue, who, ANY, now=AT)
        lists = {name: len(await numbers(queue, who, name)) for name in concerns.LISTS}
        assert counted == lists
    assert (await concerns.counts(queue, colleague(), ANY, now=AT))["new"] == 4


async def test_an_empty_queue_counts_nothing(tx: Tx) -> None:
    assert set((await concerns.counts(tx, colleague(), ANY, now=AT)).values()) == {0}
    assert await numbers(tx, colleague(), "all") == []


async def _walked(tx: Tx, which: str, *, size: int, back: bool = False) -> list[int]:
    """The whole list, a page after the other, from its beginning or its end."""
    me, place, seen = colleague(), None, list[int]()
    if back:
        last = (await concerns.page(tx, me, which, ANY, now=AT, limit=50))[-1]
        place = replace(concerns.place_of(last, which, back=True), id=b"\xff" * 16)
    while page := await concerns.page(tx, me, which, ANY, now=AT, place=place, limit=size):
        found = [int.from_bytes(c.id, "big") for c in page]
        seen = found + seen if back else seen + found
        place = concerns.place_of(page[0 if back else -1], which, back=back)
    return seen


@pytest.mark.parametrize("which", ["new", "mine", "late", "all", "closed"])
async def test_pages_follow_each_other_without_gap_or_repetition(queue: Tx, which: str) -> None:
    whole = await numbers(queue, colleague(), which)
    assert len(whole) >= 3
    for size in (1, 2, 3):
        assert await _walked(queue, which, size=size) == whole


@pytest.mark.parametrize("which", ["new", "all"])
async def test_pages_lead_back_to_where_one_came_from(queue: Tx, which: str) -> None:
    assert await _walked(queue, which, size=2, back=True) == await numbers(
        queue, colleague(), which
    )


async def test_a_place_holds_when_cases_come_and_go(queue: Tx) -> None:
    """The page behind it is the same, whatever happened before it."""
    first = await concerns.page(queue, colleague(), "new", ANY, now=AT, limit=2)
    place = concerns.place_of(first[-1], "new")
    behind = await numbers(queue, colleague(), "new", place=place)
    await concerns.forget(queue, first[0].id)
    await concerns.forget(queue, first[-1].id)
    await concerns.add(queue, concern(90, urgency=Urgency.DANGER), SEALS)
    assert await numbers(queue, colleague(), "new", place=place) == behind == [1, 4]


async def test_a_place_on_a_button_is_the_place(queue: Tx) -> None:
    """Of the id only the beginning stands there."""
    whole = await concerns.page(queue, colleague(), "all", ANY, now=AT, limit=50)
    for number, value in enumerate(whole):
        unlike = replace(value, id=ConcernId(bytes([number]) * 16))
        for back in (False, True):
            place = concerns.place_of(unlike, "all", back=back)
            read = Place.read(place.sign)
            assert read is not None
            assert (read.rank, read.hour, read.back) == (place.rank, place.hour, back)
            assert read.id < unlike.id < read.behind


async def test_closed_lately_shows_the_newest_first_and_none_of_long_ago(queue: Tx) -> None:
    assert await numbers(queue, colleague(), "closed") == [8, 13, 12]


@pytest.mark.parametrize(
    ("filters", "seen"),
    [
        (Filters(area=AreaId("moerkhoej")), [4]),
        (Filters(category=CategoryId("drugs")), [5]),
        (Filters(urgency=Urgency.CHILD), [2]),
        (Filters(language=Lang.DA), [7]),
        (Filters(age=Age.TODAY), [1, 4, 5, 6, 7, 10]),
        (Filters(age=Age.WEEK), [2, 1, 4, 5, 6, 7, 10]),
        (Filters(age=Age.OLDER), [3]),
        (Filters(urgency=Urgency.CHILD, age=Age.WEEK), [2]),
        (Filters(urgency=Urgency.CHILD, age=Age.OLDER), []),
        (Filters(area=AreaId("hedeparken")), []),
        (Filters(state=State.CLOSED), []),
    ],
)
async def test_filters_leave_what_fits_them_all(
    queue: Tx, filters: Filters, seen: list[int]
) -> None:
    assert await numbers(queue, colleague(), "all", filters) == seen
    assert (await concerns.counts(queue, colleague(), filters, now=AT))["all"] == len(seen)


@pytest.mark.parametrize("which", [*concerns.LISTS, "closed"])
@pytest.mark.parametrize("place", [None, Place(1, 500, b"x"), Place(1, 500, b"x", back=True)])
async def test_no_list_reads_all_the_closed_cases(tx: Tx, which: str, place: Place | None) -> None:
    """The plan of the statement on both databases, with many closed cases and few open ones."""
    await _fill(tx)
    plan = await explained(tx, lambda spied: numbers(spied, colleague(), which, place=place))
    assert reads_everything(plan) == [], plan


async def test_counts_read_the_open_cases_alone(tx: Tx) -> None:
    await _fill(tx)
    plan = await explained(tx, lambda spied: concerns.counts(spied, colleague(), ANY, now=AT))
    assert reads_everything(plan) == [], plan


async def test_a_plan_that_reads_everything_is_noticed(tx: Tx) -> None:
    await _fill(tx)

    async def scans(spied: Tx) -> None:
        await spied.rows(Statement(select(table).where(table.c.warned == 7)))

    assert reads_everything(await explained(tx, scans)) != []


async def _fill(tx: Tx) -> None:
    for number in range(1, 1501):
        closed = number % 50 != 0
        status = Status.CLOSED if closed else Status.NEW
        touched = NOW // 3600 - number * 2
        row = concern(number, status=status, touched_hour=touched, due=None)
        await concerns.add(tx, row, SEALS)
    await tx.rows(Statement(text("ANALYZE")))


@pytest.mark.parametrize(
    ("areas", "seen"),
    [
        ((), [3, 2, 1, 4]),
        (("moerkhoej",), [4]),
        (("hoeje-gladsaxe",), [3, 2, 1]),
        (("hoeje-gladsaxe", "moerkhoej"), [3, 2, 1, 4]),
        (("hoeje",), []),
        (("gladsaxe", "hoeje-gladsaxe-nord"), []),
        (("%",), []),
    ],
)
async def test_a_colleague_sees_the_areas_served_and_no_area_whose_name_is_alike(
    queue: Tx, areas: Sequence[str], seen: list[int]
) -> None:
    assert await numbers(queue, colleague(*areas), "new") == seen


async def test_nobody_sees_another_organisations_cases(queue: Tx) -> None:
    assert await numbers(queue, colleague(organisation="politi"), "all") == [9]
    assert await numbers(queue, colleague(organisation="herlev"), "all") == []
