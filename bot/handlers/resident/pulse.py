"""Answering the pulse question of an area."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import AnswerPulse, TakeBackAnswer
from bot.domain.bulletins import Bulletin
from bot.domain.ids import BulletinId, PulseId
from bot.domain.screens import Screen
from bot.screens import pulse as screens
from bot.screens import resident as resident_screens
from bot.services import news, pulses


async def under(ctx: Ctx, bulletin: Bulletin, shown: Screen) -> Screen:
    """News as it is shown, with the answers to the question that it puts."""
    card = await pulses.card(ctx.turn, bulletin)
    if card is None:
        return shown
    return screens.under(
        ctx.turn.t, ctx.turn.house.partnership, shown, card.round, card.question,
        area=card.area, given=card.given, is_open=card.open,
    )  # fmt: skip


async def on_answer(ctx: Ctx, action: AnswerPulse) -> None:
    await pulses.answer(ctx.turn, action.pulse, action.answer)
    await _show(ctx, action.pulse)


async def on_take_back(ctx: Ctx, action: TakeBackAnswer) -> None:
    await pulses.take_back(ctx.turn, action.pulse)
    await _show(ctx, action.pulse)


async def _show(ctx: Ctx, pulse: PulseId) -> None:
    """Raises NotFound."""
    turn = ctx.turn
    bulletin = await news.read(turn, BulletinId(pulse))
    shown = resident_screens.bulletin(turn.t, turn.house.partnership, bulletin)
    await ctx.reply(await under(ctx, bulletin, shown))
