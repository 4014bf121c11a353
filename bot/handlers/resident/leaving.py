"""/mine and /slet: what is held, and making it go."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import Erase
from bot.screens import preferences as preference_screens
from bot.screens import resident as screens
from bot.services import (
    leaving,
    pulses,
)
from bot.texts import (
    happenings as happening_texts,
)
from bot.texts import (
    initiatives as initiative_texts,
)
from bot.texts import mutes as mute_texts
from bot.texts import pulse as pulse_texts
from bot.texts import resident as texts
from bot.texts import stepping as stepping_texts


async def on_mine(ctx: Ctx) -> None:
    held = await leaving.holdings(ctx.turn)
    t, partnership = ctx.turn.t, ctx.turn.house.partnership
    names = [partnership.area(area).name for area in held.areas if area in partnership.areas]
    text = texts.mine(
        t, held.language, names, held.cases,
        draft=held.draft, opened=held.opened, pictures=held.pictures,
    )  # fmt: skip
    for line in preference_screens.held(t, partnership, held.preferences):
        text = f"{text}\n{line}"
    for case in held.forwards:
        text = f"{text}\n\n{stepping_texts.held(t, case.code)}"
    events = [b.content.event for b in held.events if b.content.event]
    more = [happening_texts.mine(t, event) for event in events]
    if held.initiatives:
        text = f"{text}\n\n{initiative_texts.mine(t, held.initiatives)}"
    for given in held.answers:
        question, answer = pulses.words_of(ctx.turn, given, t.lang)
        text = f"{text}\n\n{pulse_texts.mine(t, question, answer)}"
    if held.paused:
        more.append(mute_texts.mine(t, held.paused))
    if more:
        only = held.language is None and not (
            held.cases or held.draft or held.opened or held.pictures
        )
        text = "\n\n".join(more if only else [text, *more])
    await ctx.reply(screens.mine(t, text))


async def on_mine_file(ctx: Ctx) -> None:
    """The same in full, words included, for programs: in this chat only, gone with its window."""
    ctx.keep_screen()
    held = await leaving.exported(ctx.turn)
    await ctx.reply_file(screens.mine_file(ctx.turn.t), leaving.FILE_NAME, held)


async def on_slet(ctx: Ctx) -> None:
    await ctx.reply(screens.ask_erase(ctx.turn.t))


async def on_erase(ctx: Ctx, _: Erase) -> None:
    """Says what went, once more in the language that was chosen: the turn stays as it was."""
    _forgotten, held = await leaving.erase(ctx.turn)
    t = ctx.turn.t
    await ctx.reply(screens.page(t, texts.erased(t, len(held.areas), len(held.cases))), fresh=True)
