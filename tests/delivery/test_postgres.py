"""The whole dialogue on PostgreSQL, also over a restart of its server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.people import Lang
from bot.store.db import DatabaseFault
from bot.texts import publisher, resident
from tests.journeys.test_dialogue import test_a_concern_is_shared_answered_and_closed as dialogue
from tests.kit.postgres import database, server
from tests.kit.turns import until
from tests.kit.world import World, open_world

NEWS = {Lang.DA: "Åbent hus", Lang.AR: "يوم مفتوح", Lang.EN: "Open house"}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with database("postgres", tmp_path) as url, open_world(tmp_path, url=url) as opened:
        yield opened


@pytest.mark.parametrize("lang", ["ar", "da", "en"])
async def test_the_dialogue_is_the_same_on_postgresql(world: World, lang: str) -> None:
    await dialogue(world, lang)


async def test_area_news_reaches_its_followers_on_postgresql(world: World) -> None:
    followers = [await world.resident(lang, follows=["hoeje-gladsaxe"]) for lang in ("ar", "en")]
    pia = await world.publisher()
    await pia.says("/bulletin")
    for lang, words in NEWS.items():
        await pia.taps(publisher.button_write(pia.t, lang, written=False))
        await pia.says(words)
    await pia.taps(publisher.button_areas(pia.t))
    await pia.taps("Høje Gladsaxe")
    await pia.taps(publisher.button_done(pia.t))
    await pia.taps(publisher.button_preview(pia.t))
    await pia.taps(publisher.button_propose(pia.t))
    await world.signs()
    for follower in followers:
        await follower.taps(resident.button_see_news(follower.t))
        assert NEWS[follower.lang] in follower.sees


async def test_a_restart_of_the_server_loses_nothing_and_needs_nobody(world: World) -> None:
    mette = await world.moderator()
    amal = await world.resident("ar")
    server().stop()
    try:
        await amal.person.send("/concern")
        assert world.sim.updates.pending()
    finally:
        server().start()
    await until(lambda: _is_back(world))
    code = await world.shares_concern(amal, "الدرج مظلم")
    assert code in mette.sees


async def _is_back(world: World) -> bool:
    try:
        return await world._is_settled()
    except DatabaseFault:
        return False
