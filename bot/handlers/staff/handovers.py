"""Showing a case to another organisation, or handing it over; and what others have shared."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import (
    AcceptHandover,
    AskHandover,
    BeginHandover,
    EndShare,
    FillBasis,
    FillKind,
    FillPurpose,
    FillReceiver,
    HandoverList,
    HandoversOf,
    KeepSharedNote,
    NoteOnShared,
    OfferHandover,
    PickEntry,
    PickPage,
    ReadShared,
    ReturnHandover,
    ReturnWhy,
    SendReturn,
    SharedPictures,
    ShowHandovers,
    ShowOffer,
    WithdrawHandover,
)
from bot.domain.handovers import Handover, Kind, Part
from bot.domain.ids import ConcernId, HandoverId
from bot.domain.places import Partnership
from bot.domain.roles import Deed
from bot.handlers.staff import moderation as cases
from bot.screens import handovers as screens
from bot.screens import pictures as picture_screens
from bot.services import handovers, moderation
from bot.texts import handovers as texts


def _places(ctx: Ctx) -> Partnership:
    return ctx.turn.house.partnership


async def on_handovers(ctx: Ctx) -> None:
    """Leads begin with what waits for them."""
    leads = ctx.turn.speaker.colleague().may(Deed.ACCEPT_HANDOVER)
    first = HandoverList.WAITING if leads else HandoverList.SHARED
    await on_show_handovers(ctx, ShowHandovers(first, 0))


async def on_show_handovers(ctx: Ctx, action: ShowHandovers) -> None:
    found = await handovers.listed(ctx.turn, action.which.value, action.page)
    await ctx.reply(
        screens.lists(
            ctx.turn.t,
            _places(ctx),
            ctx.turn.speaker.colleague(),
            action.which,
            [(listed.handover, listed.code) for listed in found.found],
            page=found.page,
            more=found.more,
        )
    )


async def on_handovers_of(ctx: Ctx, action: HandoversOf) -> None:
    await _show_of(ctx, action.concern)


async def _show_of(ctx: Ctx, concern_id: ConcernId, *, said: str = "") -> None:
    concern, found = await handovers.of_case(ctx.turn, concern_id)
    await ctx.reply(screens.of_case(ctx.turn.t, _places(ctx), concern, found, said))


# --- putting an offer together -----------------------------------------------------------------


async def on_begin(ctx: Ctx, action: BeginHandover) -> None:
    ctx.turn = await handovers.begin(ctx.turn, action.concern)
    await show(ctx)


async def show(ctx: Ctx, page: int = 0) -> None:
    """The part that is asked for. page: of what can be picked."""
    found, turn = await handovers.draft(ctx.turn), ctx.turn
    if found.offer.at is Part.PICKED:
        shown = screens.pick(turn.t, _places(ctx), found.offer, found.entries, page)
        await ctx.reply(shown)
        return
    pseudonyms = await moderation.pseudonyms(turn, (e.by for e in found.entries))
    await ctx.reply(
        *screens.ask(
            turn.t,
            _places(ctx),
            found.concern,
            turn.dialogue,
            found.entries,
            found.receivers,
            pseudonyms,
        )
    )


async def on_ask(ctx: Ctx, action: AskHandover) -> None:
    ctx.turn = await handovers.ask(ctx.turn, action.part)
    await show(ctx)


async def on_receiver(ctx: Ctx, action: FillReceiver) -> None:
    await _fill(ctx, Part.RECEIVER, action.receiver)


async def on_kind(ctx: Ctx, action: FillKind) -> None:
    await _fill(ctx, Part.KIND, action.kind)


async def on_purpose(ctx: Ctx, action: FillPurpose) -> None:
    await _fill(ctx, Part.PURPOSE, action.purpose)


async def on_basis(ctx: Ctx, action: FillBasis) -> None:
    await _fill(ctx, Part.BASIS, action.basis)


async def _fill(ctx: Ctx, part: Part, value: str) -> None:
    ctx.turn = await handovers.fill(ctx.turn, part, value)
    await show(ctx)


async def on_pick(ctx: Ctx, action: PickEntry) -> None:
    ctx.turn = await handovers.pick(ctx.turn, action.position)
    await show(ctx, action.page)


async def on_pick_page(ctx: Ctx, action: PickPage) -> None:
    ctx.turn = await handovers.ask(ctx.turn, Part.PICKED)
    await show(ctx, action.page)


async def on_offer(ctx: Ctx, action: OfferHandover) -> None:
    ctx.turn, handover, concern = await handovers.send(ctx.turn, action.version)
    await ctx.reply(screens.offered(ctx.turn.t, _places(ctx), handover, concern))


async def on_withdraw(ctx: Ctx, action: WithdrawHandover) -> None:
    handover, concern = await handovers.withdraw(ctx.turn, action.handover)
    said = texts.withdrawn(ctx.turn.t, concern.code, _receiver(ctx, handover))
    await _show_of(ctx, concern.id, said=said)


async def on_end(ctx: Ctx, action: EndShare) -> None:
    handover, concern = await handovers.end(ctx.turn, action.handover)
    said = texts.ended(ctx.turn.t, concern.code, _receiver(ctx, handover))
    await _show_of(ctx, concern.id, said=said)


def _receiver(ctx: Ctx, handover: Handover) -> str:
    return ctx.turn.t.name(_places(ctx).organisation(handover.receiver).names)


# --- the answer --------------------------------------------------------------------------------


async def on_show_offer(ctx: Ctx, action: ShowOffer) -> None:
    found = await handovers.offered(ctx.turn, action.handover)
    await ctx.reply(screens.offer_card(ctx.turn.t, _places(ctx), found))


async def on_accept(ctx: Ctx, action: AcceptHandover) -> None:
    handover, concern = await handovers.accept(ctx.turn, action.handover)
    ctx.keep_screen()  # what is opened now may not be forwarded, and the offer may
    if handover.kind is Kind.MOVE:
        await cases.show(ctx, concern.id, said=texts.taken_over(ctx.turn.t, concern.code))
    else:
        await _show_shared(ctx, handover.id, said=texts.opened(ctx.turn.t, concern.code))


async def on_return(ctx: Ctx, action: ReturnHandover) -> None:
    found = await handovers.offered(ctx.turn, action.handover)
    await ctx.reply(screens.ask_why(ctx.turn.t, _places(ctx), found))


async def on_return_why(ctx: Ctx, action: ReturnWhy) -> None:
    ctx.turn = await handovers.begin_return(ctx.turn, action.handover, action.why)
    await show_return(ctx)


async def on_return_words(ctx: Ctx, text: str) -> None:
    ctx.turn = await moderation.type_words(ctx.turn, ctx.message, text)
    await show_return(ctx)


async def show_return(ctx: Ctx) -> None:
    found, why = await handovers.returning(ctx.turn)
    turn = ctx.turn
    await ctx.reply(screens.ask_return(turn.t, _places(ctx), found, why, turn.dialogue))


async def on_send_return(ctx: Ctx, action: SendReturn) -> None:
    ctx.turn, handover = await handovers.give_back(ctx.turn, action.version)
    await ctx.reply(screens.given_back(ctx.turn.t, _places(ctx), handover))


# --- what was shared ---------------------------------------------------------------------------


async def on_read(ctx: Ctx, action: ReadShared) -> None:
    await _show_shared(ctx, action.handover)


async def _show_shared(ctx: Ctx, handover_id: HandoverId, *, said: str = "") -> None:
    found = await handovers.read(ctx.turn, handover_id)
    shown = screens.excerpt(
        ctx.turn.t,
        _places(ctx),
        found.handover,
        found.concern,
        found.entries,
        found.pseudonyms,
        said=said,
    )
    await ctx.reply(*shown, fresh=not said)


async def on_pictures(ctx: Ctx, action: SharedPictures) -> None:
    concern, pages = await handovers.look(ctx.turn, action.handover, action.position)
    shown = picture_screens.look(ctx.turn.t, pages, code=concern.code, protect=True)
    await ctx.reply(*shown, fresh=True)


async def on_note(ctx: Ctx, action: NoteOnShared) -> None:
    ctx.turn = await handovers.write_note(ctx.turn, action.handover)
    ctx.keep_screen()
    await show_note(ctx)


async def on_note_words(ctx: Ctx, text: str) -> None:
    ctx.turn = await moderation.type_words(ctx.turn, ctx.message, text)
    await show_note(ctx)


async def show_note(ctx: Ctx) -> None:
    """The note before it is kept; before any words, who will read it."""
    turn = ctx.turn
    handover, concern = await handovers.noting(turn)
    await ctx.reply(screens.ask_note(turn.t, _places(ctx), handover, concern, turn.dialogue))


async def on_keep_note(ctx: Ctx, action: KeepSharedNote) -> None:
    ctx.turn, handover, concern = await handovers.keep_note(ctx.turn, action.version)
    await ctx.reply(screens.note_kept(ctx.turn.t, _places(ctx), handover, concern))
