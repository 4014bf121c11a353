"""The bot comes back after 40 hours: what Telegram still has is done once, and people are told."""

from __future__ import annotations

import pytest

from bot.texts import resident as texts
from tests.kit.world import Player, World


def _told(player: Player) -> int:
    line = texts.outage_notice(player.t)
    return [m.text for m in player.person.chat.messages if m.outgoing].count(line)


def _shown(player: Player) -> int:
    """How much the bot ever wrote to them."""
    return sum(m.outgoing for m in player.person.chat.history)


@pytest.mark.parametrize("lang", ["ar", "da", "en"])
async def test_after_40_hours_what_telegram_keeps_is_done_once_and_the_rest_is_owned_up_to(
    world: World, lang: str
) -> None:
    mette = await world.moderator()
    follower = await world.resident(lang, follows=["hoeje-gladsaxe"])
    author = await world.resident(lang)
    passer_by = await world.resident(lang)
    await world.shares_concern(author, "Der er mørkt.")
    await world.tick("hearing")
    await world.stop()
    before = {p: _shown(p) for p in (author, passer_by)}
    await author.person.send("/mine")  # lost: Telegram keeps it for a day
    world.clock.advance(hours=20)
    await passer_by.person.send("/mine")
    world.clock.advance(hours=20)
    await world.begin()
    await world.settled()
    await world.tick("hearing")
    for _ in range(3):
        await world.tick("outages")
    assert [_told(p) for p in (follower, author, passer_by, mette)] == [1, 1, 0, 0]
    assert _shown(author) - before[author] == 1  # the line alone
    assert _shown(passer_by) - before[passer_by] == 1
    await world.restart()
    await world.tick("hearing")
    await world.tick("outages")
    assert [_told(p) for p in (follower, author, passer_by)] == [1, 1, 0]
