"""The cases of neighbourhood staff."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import (
    ChangeReadyMade,
    ChooseOutcome,
    ChooseRejection,
    Claim,
    ClaimAndReply,
    ClaimAndUse,
    Close,
    KeepNote,
    MoreOfCase,
    ReadsLanguage,
    ReadyAnswers,
    Release,
    SendReply,
    ShowConcern,
    UseReadyAnswer,
    WriteNote,
    WriteReply,
)
from bot.domain.errors import AlreadyClaimed, ButtonTooOld, Overtaken
from bot.domain.ids import ConcernId
from bot.domain.roles import Deed
from bot.screens import more
from bot.screens import staff as screens
from bot.services import (
    masking,
    moderation,
    recusal,
    themes,
)
from bot.texts import common as common_texts
from bot.texts import refusals
from bot.texts import staff as texts


async def on_case(ctx: Ctx, typed: str) -> None:
    """/case with a code; without one, how to write it."""
    if not typed:
        ctx.turn.speaker.colleague().check(Deed.READ)
        await ctx.reply(screens.said(ctx.turn.t, texts.which_case(ctx.turn.t)))
        return
    await show(ctx, await moderation.find(ctx.turn, typed))


async def on_show_concern(ctx: Ctx, action: ShowConcern) -> None:
    await show(ctx, action.concern)


async def show(ctx: Ctx, concern_id: ConcernId, *, said: str = "") -> None:
    turn = ctx.turn
    card = await moderation.card(turn, concern_id)
    shown = screens.card(
        turn.t,
        turn.house.partnership,
        turn.speaker.colleague(),
        card.concern,
        card.details,
        card.entries,
        card.pseudonyms,
        forwards=card.forwards,
        withheld=card.withheld,
        said=said,
        writing=card.writing,
        stepped_back=card.stepped_back,
        now=turn.now,
        translates=turn.house.translates,
    )
    await ctx.reply(*shown, fresh=not said)


async def on_claim(ctx: Ctx, action: Claim) -> None:
    await moderation.claim(ctx.turn, action.concern)
    code = await moderation.code_of(ctx.turn, action.concern)
    await show(ctx, action.concern, said=texts.claimed(ctx.turn.t, code))


async def on_release(ctx: Ctx, action: Release) -> None:
    await moderation.release(ctx.turn, action.concern)
    code = await moderation.code_of(ctx.turn, action.concern)
    await show(ctx, action.concern, said=texts.released(ctx.turn.t, code))


async def on_write_reply(ctx: Ctx, action: WriteReply) -> None:
    ctx.turn = await moderation.write_reply(ctx.turn, action.concern)
    ctx.keep_screen()
    await show_reply(ctx)


async def on_claim_and_reply(ctx: Ctx, action: ClaimAndReply) -> None:
    await moderation.claim(ctx.turn, action.concern)
    await on_write_reply(ctx, WriteReply(action.concern))


async def on_claim_and_use(ctx: Ctx, action: ClaimAndUse) -> None:
    await moderation.claim(ctx.turn, action.concern)
    ctx.turn = await moderation.use_ready_answer(ctx.turn, action.concern, action.answer)
    ctx.keep_screen()
    await show_reply(ctx)


async def on_change_ready_made(ctx: Ctx, action: ChangeReadyMade) -> None:
    """The words to be copied; what is typed then takes their place."""
    dialogue = ctx.turn.dialogue
    if dialogue.about != action.concern or not dialogue.is_ready_made:
        raise ButtonTooOld
    await ctx.reply(screens.change_ready_made(ctx.turn.t, dialogue), fresh=True)


async def on_ready_answers(ctx: Ctx, action: ReadyAnswers) -> None:
    turn = ctx.turn
    concern = await moderation.answerable(turn, action.concern)
    await ctx.reply(screens.ask_reply(turn.t, turn.house.partnership, concern, action.page))


async def on_use_ready_answer(ctx: Ctx, action: UseReadyAnswer) -> None:
    ctx.turn = await moderation.use_ready_answer(ctx.turn, action.concern, action.answer)
    await show_reply(ctx)


async def on_reply_words(ctx: Ctx, text: str) -> None:
    ctx.turn = await moderation.type_words(ctx.turn, ctx.message, text)
    await show_reply(ctx)


async def show_reply(ctx: Ctx, *, look: bool = False) -> None:
    """The reply exactly as it will be read; before any words, how to write them."""
    turn = ctx.turn
    concern = await moderation.writing_about(turn)
    if not turn.dialogue.words:
        reusable = themes.reusable(turn, concern) is not None
        shown = screens.ask_reply(turn.t, turn.house.partnership, concern, reusable=reusable)
        await ctx.reply(shown)
        return
    await ctx.reply(
        screens.reply_preview(
            turn.t,
            turn.house.catalogs[concern.language],
            turn.house.partnership,
            turn.speaker.colleague(),
            concern,
            turn.dialogue,
            turn.hour,
            look=look,
            translates=turn.house.translates,
        )
    )


async def show_reply_again(ctx: Ctx, refusal: AlreadyClaimed | Overtaken) -> None:
    """A colleague was quicker: nothing is lost, and the case is at hand."""
    ctx.turn = await moderation.look_again(ctx.turn)
    ctx.say_above(refusals.sentence(ctx.turn.t, refusal))
    await show_reply(ctx, look=True)


async def on_send_reply(ctx: Ctx, action: SendReply) -> None:
    urgent = bool(action.urgent)
    try:
        ctx.turn, concern = await moderation.send_reply(
            ctx.turn, action.concern, action.version, urgent=urgent
        )
    except (AlreadyClaimed, Overtaken) as refusal:
        await show_reply_again(ctx, refusal)
        return
    said = texts.reply_waits if concern.code_only else texts.reply_sent
    await ctx.reply(screens.said(ctx.turn.t, said(ctx.turn.t, concern.code), concern.theme))


async def on_write_note(ctx: Ctx, action: WriteNote) -> None:
    ctx.turn = await moderation.write_note(ctx.turn, action.concern)
    ctx.keep_screen()
    await show_note(ctx)


async def on_note_words(ctx: Ctx, text: str) -> None:
    ctx.turn = await moderation.type_words(ctx.turn, ctx.message, text)
    await show_note(ctx)


async def show_note(ctx: Ctx) -> None:
    """The note before it is kept; before any words, who will read it."""
    turn = ctx.turn
    concern = await moderation.writing_about(turn)
    if not turn.dialogue.words:
        await ctx.reply(screens.ask_note(turn.t, concern))
        return
    await ctx.reply(screens.note_preview(turn.t, concern, turn.dialogue))


async def on_keep_note(ctx: Ctx, action: KeepNote) -> None:
    ctx.turn, concern = await moderation.keep_note(ctx.turn, action.concern, action.version)
    await show(ctx, concern.id, said=texts.note_kept(ctx.turn.t, concern.code))


async def on_more(ctx: Ctx, action: MoreOfCase) -> None:
    turn = ctx.turn
    concern = await moderation.seen(turn, action.concern)
    masked = await masking.is_masked(turn, action.concern)
    me = turn.speaker.colleague()
    stepped_back = await recusal.is_known(turn, action.concern)
    page = more.page(turn.t, me, concern, masked=masked, stepped_back=stepped_back)
    await ctx.reply(page, fresh=True)


async def on_choose_rejection(ctx: Ctx, action: ChooseRejection) -> None:
    concern = await moderation.held(ctx.turn, action.concern, Deed.CLOSE)
    await ctx.reply(screens.ask_rejection(ctx.turn.t, concern))


async def on_choose_outcome(ctx: Ctx, action: ChooseOutcome) -> None:
    concern = await moderation.held(ctx.turn, action.concern, Deed.CLOSE)
    await ctx.reply(screens.ask_outcome(ctx.turn.t, concern), fresh=True)


async def on_close(ctx: Ctx, action: Close) -> None:
    concern = await moderation.close(ctx.turn, action.concern, action.outcome)
    outcome = common_texts.outcome(ctx.turn.t, action.outcome)
    await ctx.reply(screens.said(ctx.turn.t, texts.closed(ctx.turn.t, concern.code, outcome)))


async def on_reads_language(ctx: Ctx, action: ReadsLanguage) -> None:
    ctx.turn = await moderation.toggle_reads(ctx.turn, action.language)
    turn = ctx.turn
    await ctx.reply(screens.reads(turn.t, turn.house.partnership, turn.speaker.colleague()))
