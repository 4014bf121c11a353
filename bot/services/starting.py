"""What news sets going when it leaves. Signed with it, so nobody sets it going alone."""

from __future__ import annotations

from bot.domain.bulletins import Bulletin
from bot.services import gatherings, initiatives, pulses, telling
from bot.turn import Turn


async def take_effect(turn: Turn, bulletin: Bulletin) -> None:
    """In the transaction in which its sending begins."""
    await gatherings.begin(turn, bulletin)
    await pulses.open_round(turn, bulletin)
    await telling.mark(turn, bulletin)
    await initiatives.take_effect(turn, bulletin)


async def put_right(turn: Turn, wrong: Bulletin, right: Bulletin) -> None:
    """In the transaction in which the news is corrected."""
    await gatherings.put_right(turn, wrong, right)
    await initiatives.put_right(turn, wrong, right)


async def take_back(turn: Turn, bulletin: Bulletin) -> None:
    """In the transaction in which the news is withdrawn."""
    await gatherings.take_back(turn, bulletin)
    await pulses.take_back_round(turn, bulletin)
    await telling.take_back(turn, bulletin)
    await initiatives.step_back(turn, bulletin)
