"""What must come before a resident goes on: a language, and the notice in that language."""

from __future__ import annotations

from bot.context import Ctx
from bot.screens import resident as screens
from bot.services import residents
from bot.services.residents import Gate


async def stopped(ctx: Ctx) -> bool:
    """Shows what is still to come. Colleagues need it only to share a concern of their own."""
    return ctx.turn.speaker.moderator is None and await stopped_before_sharing(ctx)


async def stopped_before_sharing(ctx: Ctx) -> bool:
    """Nothing can be shared before the notice was shown in the chosen language."""
    turn = ctx.turn
    kept = bool(turn.dialogue.words)
    match residents.gate(turn):
        case Gate.LANGUAGE:
            await ctx.reply(screens.choose_language(turn.t, words_kept=kept))
        case Gate.NOTICE:
            await ctx.reply(screens.notice(turn.t, turn.house.partnership, words_kept=kept))
        case Gate.OPEN:
            return False
    return True
