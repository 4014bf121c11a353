"""Publishers hear of a silent area once, on a weekday, in opening hours."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.domain.bulletins import Bulletin, Content, Tie
from bot.domain.ids import AreaId, BulletinId, ModeratorId, OrganisationId
from bot.domain.people import Lang
from bot.domain.roles import Role
from bot.services import drafts, silence
from bot.store.outbox import Target
from tests.kit.news import send
from tests.kit.turns import Scene

PIA, METTE = 2001, 2002
A, B, C = AreaId("hoeje-gladsaxe"), AreaId("vaerebro"), AreaId("moerkhoej")
_AUTHOR = ModeratorId(b"a" * 16)


@pytest.fixture
async def pia(play: Scene) -> Scene:
    """A publisher, on a Monday at ten."""
    await play.colleague(PIA, Role.PUBLISHER)
    await play.colleague(METTE, Role.MODERATOR)
    play.now = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    return play


async def _sends(play: Scene, *areas: AreaId, correcting: BulletinId | None = None) -> BulletinId:
    value = Bulletin(
        id=BulletinId(play.house.new_id()),
        organisation=OrganisationId("gladsaxe"),
        author=_AUTHOR,
        content=Content(
            texts=dict.fromkeys(Lang, "nyt"),
            areas=frozenset(areas),
            earlier=correcting,
            tie=Tie.CORRECTION if correcting else None,
        ),
        hour=int(play.now.timestamp()) // 3600,
    )
    await play.store.write(lambda tx: send(tx, value))
    return value.id


async def _told(play: Scene) -> int:
    """How many messages colleagues have been sent."""
    await play.does(0, silence.look)
    return len(await play.sent_to(Target.MODERATOR))


async def test_a_silence_is_told_once_and_another_one_again(pia: Scene) -> None:
    await _sends(pia, A, B, C)
    assert await _told(pia) == 0
    pia.later(days=13, hours=23)
    assert await _told(pia) == 0
    pia.later(hours=1)
    assert await _told(pia) == 1
    pia.later(days=1)
    assert await _told(pia) == 1
    await _sends(pia, A, B, C)
    pia.later(days=13)
    assert await _told(pia) == 1
    pia.later(days=1)
    assert await _told(pia) == 2


async def test_a_correction_is_no_news_that_breaks_a_silence(pia: Scene) -> None:
    first = await _sends(pia, A, B, C)
    pia.later(days=13)
    await _sends(pia, A, B, C, correcting=first)
    pia.later(days=1)
    assert await _told(pia) == 1


async def test_it_waits_for_the_next_opening_hours(pia: Scene) -> None:
    await _sends(pia, A, B, C)
    pia.later(days=12)
    await _sends(pia, B, C)
    pia.later(days=1, hours=23)  # a Monday morning before nine
    assert await _told(pia) == 0
    pia.later(days=4, hours=22)  # a Saturday
    assert await _told(pia) == 0
    pia.later(days=2, hours=3)
    assert await _told(pia) == 1


async def test_an_area_that_never_had_news_counts_from_the_first_look(pia: Scene) -> None:
    assert await _told(pia) == 0
    pia.later(days=14)
    assert await _told(pia) == 1


async def test_the_button_ticks_the_areas_that_are_silent_still(pia: Scene) -> None:
    await _sends(pia, A, B, C)
    pia.later(days=14)
    assert await _told(pia) == 1
    await _sends(pia, C)
    turn = await pia.does(PIA, silence.write)
    assert drafts.draft_of(turn).content.areas == {A, B}
