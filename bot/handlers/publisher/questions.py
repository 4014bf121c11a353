"""What residents ask about news."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import AnswerQuestions, ShowQuestions
from bot.handlers.publisher import drafts
from bot.screens import questions as screens
from bot.services import questions


async def on_show(ctx: Ctx, action: ShowQuestions) -> None:
    asked = await questions.look(ctx.turn, action.bulletin)
    may = questions.may_answer(ctx.turn, asked)
    await ctx.reply(screens.asked(ctx.turn.t, asked.bulletin, asked.cases, asked.others, may=may))


async def on_answer_all(ctx: Ctx, action: AnswerQuestions) -> None:
    ctx.turn = await questions.answer_all(ctx.turn, action.bulletin)
    await drafts.show_draft(ctx)
