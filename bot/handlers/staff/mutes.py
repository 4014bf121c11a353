"""Pausing an author's new concerns, and appeals against it."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import (
    DecideAppeal,
    DecideMute,
    MuteHowLong,
    MuteWhy,
    ProposeMute,
    ShowAppeal,
    ShowProposal,
)
from bot.domain.mutes import ends
from bot.domain.roles import Deed
from bot.screens import mutes as screens
from bot.screens import staff as staff_screens
from bot.services import appeals, moderation, mutes
from bot.texts import mutes as texts


async def on_mute(ctx: Ctx, action: MuteWhy) -> None:
    concern = await moderation.tended(ctx.turn, action.concern, Deed.PROPOSE_MUTE)
    await ctx.reply(screens.ask_reason(ctx.turn.t, concern))


async def on_how_long(ctx: Ctx, action: MuteHowLong) -> None:
    concern = await moderation.tended(ctx.turn, action.concern, Deed.PROPOSE_MUTE)
    await ctx.reply(screens.ask_days(ctx.turn.t, concern, action.reason))


async def on_propose(ctx: Ctx, action: ProposeMute) -> None:
    """Asked once, then done."""
    turn, t = ctx.turn, ctx.turn.t
    if not action.sure:
        concern = await moderation.tended(turn, action.concern, Deed.PROPOSE_MUTE)
        await ctx.reply(screens.ask_propose(t, concern, action.reason, action.days))
        return
    concern = await mutes.propose(turn, action.concern, action.reason, action.days)
    await ctx.reply(staff_screens.said(t, texts.proposed(t, concern.code)))


async def on_show_proposal(ctx: Ctx, action: ShowProposal) -> None:
    proposal, concern = await mutes.proposal(ctx.turn, action.concern)
    by = await mutes.proposer(ctx.turn, proposal)
    await ctx.reply(screens.proposal(ctx.turn.t, concern, proposal, by))


async def on_decide(ctx: Ctx, action: DecideMute) -> None:
    confirm = bool(action.confirm)
    proposal, concern = await mutes.decide(ctx.turn, action.concern, confirm=confirm)
    until = ends(ctx.turn.now, proposal.days) if confirm else None
    await ctx.reply(screens.decided(ctx.turn.t, concern, until=until))


async def on_decisions(ctx: Ctx) -> None:
    proposed = [concern for _, concern in await mutes.proposals(ctx.turn)]
    await ctx.reply(screens.decisions(ctx.turn.t, proposed, await appeals.waiting(ctx.turn)))


async def on_show_appeal(ctx: Ctx, action: ShowAppeal) -> None:
    appeal = await appeals.read(ctx.turn, action.appeal)
    await ctx.reply(screens.appeal(ctx.turn.t, appeal))


async def on_decide_appeal(ctx: Ctx, action: DecideAppeal) -> None:
    lift = bool(action.lift)
    appeal = await appeals.decide(ctx.turn, action.appeal, lift=lift)
    await ctx.reply(screens.appeal_decided(ctx.turn.t, appeal, lifted=lift))
