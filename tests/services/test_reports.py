"""A team's month: counted when it happens, kept longer than its cases, shown in one's scope."""

from __future__ import annotations

import pytest

from bot.domain.concerns import Concern, Outcome
from bot.domain.errors import NotAllowed, NotFound
from bot.domain.ids import AreaId
from bot.domain.reports import Cell, Figure
from bot.domain.roles import Role
from bot.services import concerns, moderation, reports, retention
from bot.store import counters
from tests.kit.turns import Scene

AMAL, METTE, LISE, ANNA, KAREN = 1001, 2001, 2002, 2003, 2004
MANY = 12


async def _answers(play: Scene, concern: Concern) -> None:
    await play.does(METTE, moderation.claim, concern.id)
    await _says(play, concern)


async def _says(play: Scene, concern: Concern) -> None:
    await play.does(METTE, moderation.write_reply, concern.id)
    turn = await play.does(METTE, moderation.type_words, 1, "Tak.")
    await play.does(METTE, moderation.send_reply, concern.id, turn.dialogue.version, urgent=False)


async def _shared(play: Scene, *, area: str = "hoeje-gladsaxe") -> Concern:
    play_chat = 10_000 + play._message * 10
    await play.resident(play_chat)
    return await play.shares(play_chat, area=area)


async def _team(play: Scene) -> None:
    await play.colleague(METTE)
    await play.colleague(LISE, Role.LEAD)
    await play.colleague(ANNA, Role.ANALYST)


def _exact(n: int) -> Cell:
    return Cell(n, n)


async def test_a_lead_sees_the_teams_own_work_exactly_and_residents_acts_in_ranges(
    play: Scene,
) -> None:
    await _team(play)
    soon, later, never = [await _shared(play) for _ in range(3)]
    await _answers(play, soon)
    play.later(hours=25)
    await _answers(play, later)
    await play.does(METTE, moderation.close, soon.id, Outcome.HELPED)
    found = await play.does(LISE, reports.report)
    assert found.exact
    assert (found.cells[Figure.OPEN_NOW], found.cells[Figure.LATE_NOW]) == (_exact(2), _exact(0))
    assert found.cells[Figure.FIRST_HOURS] == _exact(1)
    assert found.cells[Figure.IN_TIME] == _exact(2)
    assert found.cells[Outcome.HELPED.value] == _exact(1)
    assert not found.cells[Figure.SHARED].exact
    play.later(days=3)
    assert (await play.does(LISE, reports.report)).cells[Figure.LATE_NOW] == _exact(1)
    await _answers(play, never)
    found = await play.does(LISE, reports.report)
    assert (found.cells[Figure.LATE], found.cells[Figure.FIRST_LATER]) == (_exact(1), _exact(1))


async def test_a_second_answer_is_no_first_answer(play: Scene) -> None:
    await _team(play)
    concern = await _shared(play)
    await _answers(play, concern)
    await _says(play, concern)
    found = await play.does(LISE, reports.report)
    assert sum(found.cells[f].low for f in Figure if f.value.startswith("first_")) == 1
    assert found.cells[Figure.IN_TIME] == _exact(1), "only one answer was promised"


async def test_an_analyst_sees_ranges_only(play: Scene) -> None:
    await _team(play)
    for _ in range(2):
        await _answers(play, await _shared(play))
    found = await play.does(ANNA, reports.report)
    assert not found.exact
    assert not [name for name, cell in found.cells.items() if cell.exact]
    assert found.median() is None


async def test_a_total_tells_no_more_than_the_areas_beside_it(play: Scene) -> None:
    await _team(play)
    for _ in range(MANY):
        await _shared(play)
    await _shared(play, area="vaerebro")
    everywhere = await play.does(LISE, reports.report)
    here = await play.does(LISE, reports.report, None, AreaId("hoeje-gladsaxe"))
    there = await play.does(LISE, reports.report, None, AreaId("vaerebro"))
    assert here.cells[Figure.SHARED] == Cell(10, 24)
    assert there.cells[Figure.SHARED] == Cell(0, 9)
    assert everywhere.cells[Figure.SHARED] == Cell(10, None)


async def test_figures_end_at_ones_own_organisation_areas_and_roles(play: Scene) -> None:
    await _team(play)
    await play.colleague(KAREN, Role.LEAD, areas=["vaerebro"])
    for chat in (METTE, AMAL):
        with pytest.raises(NotAllowed):
            await play.does(chat, reports.report)
    assert (await play.does(KAREN, reports.report)).areas == [AreaId("vaerebro")]
    for area in ("hoeje-gladsaxe", "hedeparken", "nowhere"):
        with pytest.raises(NotFound):
            await play.does(KAREN, reports.report, None, AreaId(area))
    await play.colleague(3001, Role.LEAD, organisation="ballerup")
    await _answers(play, await _shared(play))
    others = await play.does(3001, reports.report)
    assert others.cells[Figure.OPEN_NOW] == _exact(0)
    assert others.cells[Figure.IN_TIME] == _exact(0)
    await play.colleague(3002, Role.LEAD, organisation="politi")
    assert list((await play.does(3002, reports.report)).areas) == []


async def test_the_month_stays_when_its_cases_are_gone(play: Scene) -> None:
    await _team(play)
    concern = await _shared(play)
    await _answers(play, concern)
    await play.does(METTE, moderation.close, concern.id, Outcome.PASSED_ON)
    before = await play.does(LISE, reports.report)
    play.later(days=100)
    await play.does(LISE, retention.look)
    after = await play.does(LISE, reports.report, before.month)
    assert not after.now
    kept = {n: c for n, c in before.cells.items() if n not in {Figure.OPEN_NOW, Figure.LATE_NOW}}
    assert {name: after.cells[name] for name in kept} == kept
    assert after.cells[Outcome.PASSED_ON.value] == _exact(1)


async def test_one_looks_a_year_back_and_never_ahead(play: Scene) -> None:
    await _team(play)
    latest = (await play.does(LISE, reports.report)).latest
    assert (await play.does(LISE, reports.report, 0)).month == latest - 12
    assert (await play.does(LISE, reports.report, latest + 5)).month == latest


async def test_a_resident_who_ends_a_case_is_counted_as_such(play: Scene) -> None:
    await _team(play)
    concern = await _shared(play)
    chat = 10_000 + (play._message - 1) * 10
    await play.does(chat, concerns.end, concern.id)
    month = (await play.does(LISE, reports.report)).month
    found = await play.store.read(lambda tx: counters.of_month(tx, month))
    assert {c.what: c.n for c in found} == {"shared": 1, "closed": 1, "closed_resident_left": 1}
