"""What news sets going when it leaves. Signed with it, so nobody sets it going alone."""

from __future__ import annotations

from bot.domain.bulletins import Bulletin
from bot.services import initiatives, pulses, telling
from bot.turn import Turn


async def take_effect(turn: Turn, bulletin: Bulletin) -> None:
    """In the transaction in which its sending begins."""
    await pulses.open_round(turn, bulletin)
    await telling.mark(turn, bulletin)
    await initiatives.take_effect(turn, bulletin)
