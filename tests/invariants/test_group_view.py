"""What a team's group is shown tells neither who writes nor when."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.domain.concerns import Concern
from bot.domain.ids import ChatId, GroupId
from bot.domain.people import Lang
from bot.domain.roles import Role
from bot.screens import groups as screens
from bot.services import groups, notices
from bot.store import groups as rows
from bot.texts import common, resident
from bot.turn import Turn
from tests.invariants.conftest import Shown
from tests.kit.needles import Hidden, invented
from tests.kit.postgres import database
from tests.kit.turns import Scene, scene
from tests.kit.world import Player, World, open_world

ONE, OTHER = invented(2, seed=47)
WORDS = "Der står nogen og ryger i opgangen hver aften."
_CODE = re.compile(r"(?<![0-9A-Za-z])[2-9B-Y]{3}-[2-9B-Y]{3}(?![0-9A-Za-z])")


async def _comes(world: World, who: Hidden, client: str) -> Player:
    person = world.sim.person(
        who.first_name, who.id, last_name=who.last_name, username=who.username,
        language_code=client,
    )  # fmt: skip
    player = Player(world, person, Lang.DA)
    await player.starts()
    await player.taps(common.LANGUAGE_NAMES[Lang.DA])
    return await player.taps(resident.button_accept_notice(player.t))


async def _seen(folder: Path, who: Hidden, client: str) -> list[str]:
    """All that the bot put into the group while this person shared, added and ended cases."""
    async with open_world(folder) as world:
        lise = await world.colleague("lead", name="Lise")
        group = world.group(lise)
        await world.links_group(lise, group)
        await world.tick("groups")
        player = await _comes(world, who, client)
        for category in ("child", "unsafe"):
            await world.shares_concern(player, WORDS, category=category)
            await world.pass_time(seconds=30)
            await world.tick("groups")
        calls = [c for c in world.sim.calls if c.params.get("chat_id") == group.id]
        return [f"{c.method} {_mapped(c.params)}" for c in calls]


def _mapped(params: Any) -> str:
    """Codes are random; everything else must be the same."""
    return _CODE.sub("CODE", json.dumps(params, ensure_ascii=False, sort_keys=True))


@pytest.mark.invariant(2)
async def test_a_group_is_shown_the_same_whoever_writes(tmp_path: Path, shown: Shown) -> None:
    one = await _seen(tmp_path / "one", ONE, "da")
    other = await _seen(tmp_path / "other", OTHER, "ar")
    assert one == other
    assert len(one) >= 6
    assert not any("ryger" in said for said in one)
    shown.tried(f"the group of a team: {len(one)} calls the same for two people")


@pytest.mark.invariant(2)
async def test_a_group_that_is_shown_a_name_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: Shown
) -> None:
    tell = notices.tell_group
    card = screens._card

    async def leaks(turn: Turn, concern: Concern) -> None:
        def named(*args: Any, **kwargs: Any) -> str:
            return f"{card(*args, **kwargs)} {' '.join(turn.speaker.own_names)}"

        monkeypatch.setattr(screens, "_card", named)
        await tell(turn, concern)
        monkeypatch.setattr(screens, "_card", card)

    monkeypatch.setattr(notices, "tell_group", leaks)
    one = await _seen(tmp_path / "one", ONE, "da")
    assert one != await _seen(tmp_path / "other", OTHER, "da")
    shown.caught("a card that names its writer")


# --- when ----------------------------------------------------------------------------------------

LISE = 2001


async def _linked(play: Scene) -> GroupId:
    await play.colleague(LISE, Role.LEAD)
    code = await play.does(LISE, groups.offer)
    found = await play.does(LISE, groups.link, ChatId(-1001), code)
    await play.does(0, groups.look)
    return found.id


async def _arrivals_move_it(play: Scene) -> int:
    """How many of twenty arrivals change when the digest is looked at next."""
    group, moved = await _linked(play), 0
    for n in range(20):
        before = await play.store.read(partial(rows.get, group=group))
        await play.resident(3000 + n)
        await play.shares(3000 + n, category="child" if n % 2 else "unsafe")
        after = await play.store.read(partial(rows.get, group=group))
        assert before
        assert after
        moved += before.due != after.due
    return moved


@pytest.mark.invariant(8)
async def test_no_arrival_moves_the_moment_a_digest_changes(tmp_path: Path, shown: Shown) -> None:
    async with database("sqlite", tmp_path) as url, scene(url, reply_delay=(0, 300)) as play:
        assert await _arrivals_move_it(play) == 0
        posts = [s.due for s in await play.sent() if s.target.value == "group" and s.due]
        now = int(play.now.timestamp() * 1000)
        later = {(due - now) // 1000 for due in posts if due > now}
        assert len(later) > 5, "cards about a child leave at random moments"
    shown.tried("20 arrivals and the digest of a group")


@pytest.mark.invariant(8)
async def test_a_digest_that_follows_arrivals_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: Shown
) -> None:
    async def at_once(turn: Turn, concern: Concern) -> None:
        row = await rows.of(turn.tx, concern.organisation)
        assert row
        await rows.take(turn.tx, row, due=turn.seconds)

    monkeypatch.setattr(notices, "tell_group", at_once)
    async with database("sqlite", tmp_path) as url, scene(url, reply_delay=(0, 300)) as play:
        assert await _arrivals_move_it(play) > 0
    shown.caught("a digest that changes when a case comes in")
