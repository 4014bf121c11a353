"""Where a chat stands: the open question, shown again after what did not answer it."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.dialogues import Step
from bot.handlers.publisher import bulletins
from bot.handlers.resident import start
from bot.handlers.staff import handovers, masking, moderation, themes


async def show(ctx: Ctx) -> None:
    """Nothing is lost by it. Raises NotFound when the case that was written to is gone."""
    match ctx.turn.dialogue.step:
        case Step.REPLY:
            await moderation.show_reply(ctx)
        case Step.NOTE:
            await moderation.show_note(ctx)
        case Step.BULLETIN_TEXT:
            await bulletins.show_question(ctx)
        case Step.BULLETIN:
            await bulletins.show_draft(ctx)
        case Step.MASK:
            await masking.show(ctx)
        case Step.HANDOVER:
            await handovers.show(ctx)
        case Step.HANDOVER_RETURN:
            await handovers.show_return(ctx)
        case Step.SHARED_NOTE:
            await handovers.show_note(ctx)
        case Step.THEME:
            await themes.show_title(ctx)
        case _:
            await start.go_on(ctx)
