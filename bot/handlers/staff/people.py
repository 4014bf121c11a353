"""Colleagues: the list, invitations, roles, the end of access."""

from __future__ import annotations

from bot.context import Ctx
from bot.domain.actions import (
    ChangeRoles,
    NewInvite,
    Revoke,
    SettleRoles,
    ShowAreasToChoose,
    ShowColleague,
    ShowStaff,
    ToggleArea,
    ToggleRole,
    ToggleTrained,
    WithdrawInvite,
)
from bot.domain.roles import Deed
from bot.screens import people as screens
from bot.services import people
from bot.texts import people as texts


async def on_staff(ctx: Ctx) -> None:
    await on_show_staff(ctx, ShowStaff(0))


async def on_show_staff(ctx: Ctx, action: ShowStaff) -> None:
    turn = ctx.turn
    found = await people.listed(turn, action.page)
    await ctx.reply(
        screens.staff_list(
            turn.t,
            turn.house.partnership,
            turn.speaker.colleague(),
            found.colleagues,
            found.loads,
            page=found.page,
            more=found.more,
        )
    )


async def on_show_colleague(ctx: Ctx, action: ShowColleague) -> None:
    turn = ctx.turn
    found = await people.one(turn, action.colleague, Deed.CHANGE_ROLES)
    load = await people.load(turn, found)
    await ctx.reply(screens.colleague(turn.t, turn.house.partnership, found, load))


async def on_revoke(ctx: Ctx, action: Revoke) -> None:
    """Asks first. Who ends their own access is told in their emptied chat."""
    turn = ctx.turn
    if not action.sure:
        found = await people.one(turn, action.colleague, Deed.REVOKE)
        await ctx.reply(screens.ask_revoke(turn.t, found))
        return
    gone = await people.revoke(turn, action.colleague)
    if gone.id != turn.speaker.colleague().id:
        await ctx.reply(screens.said(turn.t, texts.revoked(turn.t, gone.pseudonym)))


# --- choosing roles and areas ------------------------------------------------------------------


async def on_new_invite(ctx: Ctx, _: NewInvite) -> None:
    ctx.turn = await people.begin_invitation(ctx.turn)
    await show(ctx)


async def on_change_roles(ctx: Ctx, action: ChangeRoles) -> None:
    ctx.turn = await people.begin_change(ctx.turn, action.colleague)
    await show(ctx)


async def show(ctx: Ctx) -> None:
    """What is chosen so far."""
    turn = ctx.turn
    draft, one = people.choosing(turn), await people.chosen_for(turn)
    await ctx.reply(screens.choose(turn.t, turn.house.partnership, draft, one))


async def on_toggle_role(ctx: Ctx, action: ToggleRole) -> None:
    ctx.turn = await people.toggle_role(ctx.turn, action.role)
    await show(ctx)


async def on_toggle_trained(ctx: Ctx, _: ToggleTrained) -> None:
    ctx.turn = await people.toggle_trained(ctx.turn)
    await show(ctx)


async def on_toggle_area(ctx: Ctx, action: ToggleArea) -> None:
    ctx.turn = await people.toggle_area(ctx.turn, action.area)
    await on_areas(ctx, ShowAreasToChoose(action.page))


async def on_areas(ctx: Ctx, action: ShowAreasToChoose) -> None:
    turn = ctx.turn
    draft = people.choosing(turn)
    await ctx.reply(screens.choose_areas(turn.t, people.areas_to_choose(turn), draft, action.page))


async def on_settle(ctx: Ctx, action: SettleRoles) -> None:
    """What was chosen, once more in words; then it counts."""
    turn = ctx.turn
    one = await people.chosen_for(turn)
    if not action.sure:
        draft = people.settled(turn, turn.dialogue.version)
        me, version = turn.speaker.colleague(), turn.dialogue.version
        await ctx.reply(screens.look_over(turn.t, turn.house.partnership, me, draft, one, version))
    elif one:
        ctx.turn, after = await people.change(turn, action.version)
        await ctx.reply(screens.said(ctx.turn.t, texts.changed(ctx.turn.t, after.pseudonym)))
    else:
        ctx.turn, link = await people.invite(turn, action.version)
        until = turn.now + turn.house.defaults.invite_life
        await ctx.reply(screens.link(ctx.turn.t, link, until), fresh=True)


async def on_words(ctx: Ctx, _: str) -> None:
    """Nothing is written here."""
    ctx.say_above(texts.use_buttons(ctx.turn.t))
    await show(ctx)


# --- invitations -------------------------------------------------------------------------------


async def on_invites(ctx: Ctx) -> None:
    await _show_invites(ctx)


async def _show_invites(ctx: Ctx, said: str = "") -> None:
    found = await people.invites(ctx.turn)
    open_ones = [(one.id, one.roles, one.expires) for one in found]
    await ctx.reply(screens.invites(ctx.turn.t, open_ones, said=said))


async def on_withdraw(ctx: Ctx, action: WithdrawInvite) -> None:
    await people.withdraw(ctx.turn, action.invite)
    await _show_invites(ctx, texts.withdrawn(ctx.turn.t))
