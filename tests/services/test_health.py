"""Administrators hear of the machine; nobody else does, and no restart makes them hear it twice."""

from __future__ import annotations

import pytest

from bot.domain.health import Mishap, News, Part
from bot.domain.roles import Role
from bot.services import duty, health
from bot.store.dump import _LOCAL
from bot.store.outbox import Target
from tests.kit.turns import Scene

KAREN, PER, METTE = 2001, 2002, 2003
EVERYTHING = frozenset(Part)


@pytest.fixture
async def staffed(play: Scene) -> Scene:
    """An administrator in each of two organisations, and a colleague who leads."""
    await play.colleague(KAREN, Role.ADMINISTRATOR)
    await play.colleague(PER, Role.ADMINISTRATOR, organisation="ballerup")
    await play.colleague(METTE, Role.LEAD, Role.MODERATOR)
    return play


async def _tell(
    play: Scene, *standing: Part, mishaps: frozenset[Mishap] = frozenset()
) -> tuple[News, int]:
    """(what was told, how many heard it past the queue)"""
    said, past = await play.does(0, health.tell, frozenset(standing), EVERYTHING, mishaps)
    return said, len(past)


async def test_the_administrators_of_every_organisation_hear_it(staffed: Scene) -> None:
    assert (await _tell(staffed, Part.SCHEDULER))[1] == 0
    told = await staffed.sent_to(Target.MODERATOR)
    ids = {(await staffed.stands(chat)).speaker.colleague().id for chat in (KAREN, PER)}
    assert {t.stream for t in told} == ids
    assert len(told) == 2


async def test_who_is_off_duty_hears_it_only_when_nobody_is_on_duty(staffed: Scene) -> None:
    await staffed.does(KAREN, duty.set_duty, on=False)
    await _tell(staffed, Part.SCHEDULER)
    assert len(await staffed.sent_to(Target.MODERATOR)) == 1
    await staffed.does(PER, duty.set_duty, on=False)
    await _tell(staffed, Part.INTAKE)
    assert len(await staffed.sent_to(Target.MODERATOR)) == 3


async def test_a_sender_that_stands_is_told_past_the_queue_and_its_end_through_it(
    staffed: Scene,
) -> None:
    assert await _tell(staffed, Part.SENDER) == (News(begun=(Part.SENDER,)), 2)
    assert await staffed.sent_to(Target.MODERATOR) == []
    assert await _tell(staffed) == (News(over=(Part.SENDER,)), 0)
    assert len(await staffed.sent_to(Target.MODERATOR)) == 2


async def test_what_was_told_stands_in_the_database_and_in_no_backup(staffed: Scene) -> None:
    await _tell(staffed, Part.INTAKE)
    assert not (await _tell(staffed, Part.INTAKE))[0]
    assert health.TOLD in _LOCAL


async def test_a_mishap_is_told_at_a_random_moment_since_somebody_wrote_just_then(
    staffed: Scene,
) -> None:
    object.__setattr__(staffed.house, "reply_delay", (0, 300))
    await _tell(staffed, mishaps=frozenset({Mishap.TURN}))
    now = int(staffed.now.timestamp() * 1000)
    dues = [t.due - now for t in await staffed.sent_to(Target.MODERATOR)]
    assert len(set(dues)) == 2
    assert all(0 <= due <= 300_000 for due in dues)
