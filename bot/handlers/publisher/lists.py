"""What waits for me, what I wrote, what was sent, what is to be looked at afterwards."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.context import Ctx
from bot.domain.actions import BulletinList, BulletinsOf
from bot.domain.bulletins import Bulletin
from bot.domain.errors import NotAllowed
from bot.domain.people import Moderator
from bot.domain.roles import Deed
from bot.screens import signing as screens
from bot.services import alone, sendings, signing
from bot.turn import Turn

_FOUND: Mapping[BulletinList, Callable[[Turn], Awaitable[Sequence[Bulletin]]]] = {
    BulletinList.WAITING: signing.waiting,
    BulletinList.REVIEW: alone.to_review,
    BulletinList.SIGNED: signing.scheduled,
    BulletinList.MINE: sendings.unsent,
    BulletinList.SENT: sendings.published,
}
_FOR: Mapping[BulletinList, frozenset[Deed]] = {
    BulletinList.WAITING: frozenset({Deed.SIGN_BULLETIN}),
    BulletinList.REVIEW: frozenset({Deed.REVIEW_BULLETIN}),
    BulletinList.SIGNED: frozenset({Deed.SIGN_BULLETIN}),
    BulletinList.MINE: frozenset({Deed.TELL_BACK}),
    BulletinList.SENT: frozenset({Deed.WRITE_BULLETIN, Deed.SIGN_BULLETIN}),
}
"""Any of these opens the list; the services check it again."""


def _open_to(colleague: Moderator) -> list[BulletinList]:
    return [which for which, deeds in _FOR.items() if any(colleague.may(d) for d in deeds)]


async def on_bulletins(ctx: Ctx) -> None:
    """The first list that holds something. Raises NotAllowed."""
    which = _open_to(ctx.turn.speaker.colleague())
    if not which:
        raise NotAllowed
    for one in which:
        if found := await _FOUND[one](ctx.turn):
            break
    await ctx.reply(screens.listed(ctx.turn.t, one, found, which))


async def on_list(ctx: Ctx, action: BulletinsOf) -> None:
    found = await _FOUND[action.which](ctx.turn)
    which = _open_to(ctx.turn.speaker.colleague())
    await ctx.reply(screens.listed(ctx.turn.t, action.which, found, which))
