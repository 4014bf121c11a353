"""Blind mute: two colleagues pause new concerns of an author whom neither they nor we name.

A mute is a tag and an hour. Each confirmation leaves three rows alike, whoever the author is: one
that pauses, and two that keep the colleagues who decided away from an appeal. When nobody can be
reached the three tags are of nobody. So neither staff nor rows tell one author from another.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence

from bot.domain.acts import Act
from bot.domain.concerns import Concern, serves
from bot.domain.errors import AlreadyProposed, ButtonTooOld, ChangedMeanwhile, NobodyElse, NotFound
from bot.domain.ids import ChatId, ConcernId, ModeratorId
from bot.domain.mutes import PERIODS, PROPOSAL_HOURS, MuteReason, Paused, Proposal, ends
from bot.domain.people import Moderator
from bot.domain.roles import Deed
from bot.screens import mutes as screens
from bot.services import moderation, notices, record
from bot.store import addresses as address_rows
from bot.store import appeals, concerns, staff
from bot.store import mutes as rows
from bot.turn import Turn
from bot.vault import addresses
from bot.vault.keyring import Purpose
from bot.vault.sealing import SealBroken

_SLOTS = 4
"""Pauses of one person that may overlap; the fifth takes the place of the one that ends first."""
_APPEALED = "appealed"
APPEAL = "appeal"


# --- staff: propose, confirm -----------------------------------------------------------------


async def propose(turn: Turn, concern_id: ConcernId, reason: MuteReason, days: int) -> Concern:
    """Asks a second person. Raises NobodyElse, AlreadyProposed, NotYours, NotFound."""
    if days not in PERIODS:
        raise ButtonTooOld
    concern = await moderation.tended(turn, concern_id, Deed.PROPOSE_MUTE)
    me = turn.speaker.colleague()
    seconds = [c for c in await staff.of(turn.tx, concern.organisation) if _seconds(c, concern, me)]
    if not seconds:
        raise NobodyElse
    proposal = Proposal(
        concern=concern.id,
        organisation=concern.organisation,
        by=me.id,
        reason=reason,
        days=days,
        hour=turn.hour,
    )
    if not await rows.propose(turn.tx, proposal):
        raise AlreadyProposed
    await record.note(turn, Act.MUTE_PROPOSED, concern.code)
    for lead in seconds:
        t = turn.house.catalogs[lead.language]
        await notices.tell_moderator(turn, lead, screens.proposal_news(t, concern))
    return concern


def _seconds(colleague: Moderator, concern: Concern, first: Moderator) -> bool:
    return (
        colleague.may(Deed.DECIDE_MUTE) and colleague.id != first.id and serves(colleague, concern)
    )


async def proposals(turn: Turn) -> Sequence[tuple[Proposal, Concern]]:
    """What waits in a lead's scope for a second person. Raises NotAllowed."""
    me = turn.speaker.colleague()
    me.check(Deed.DECIDE_MUTE)
    found = []
    for proposal in await rows.proposals(turn.tx, me.organisation):
        with contextlib.suppress(NotFound):  # the case was forgotten meanwhile
            concern = await concerns.get(turn.tx, proposal.concern)
            if serves(me, concern) and proposal.by != me.id:
                found.append((proposal, concern))
    return found


async def proposal(turn: Turn, concern_id: ConcernId) -> tuple[Proposal, Concern]:
    """Raises NotAllowed, NotFound."""
    concern = await moderation.seen(turn, concern_id, Deed.DECIDE_MUTE)
    found = await rows.proposal(turn.tx, concern_id)
    if found is None or found.organisation != concern.organisation:
        raise NotFound
    return found, concern


async def proposer(turn: Turn, value: Proposal) -> str:
    return await staff.name_of(turn.tx, value.by) or "–"


async def decide(turn: Turn, concern_id: ConcernId, *, confirm: bool) -> tuple[Proposal, Concern]:
    """The second person's word. Nothing tells whom it meets, or whether anybody.

    Raises NeedsAnother, ChangedMeanwhile, NotAllowed, NotFound.
    """
    found, concern = await proposal(turn, concern_id)
    me = turn.speaker.colleague()
    found.check_second(me.id)
    if not await rows.decided(turn.tx, concern_id):
        raise ChangedMeanwhile
    if confirm:
        await _mute(turn, concern, (found.by, me.id), until=ends(turn.now, found.days))
    await record.note(turn, Act.MUTE_CONFIRMED if confirm else Act.MUTE_DECLINED, concern.code)
    if first := await staff.get(turn.tx, found.by):
        t = turn.house.catalogs[first.language]
        told = screens.decided(t, concern, until=ends(turn.now, found.days) if confirm else None)
        await notices.tell_moderator(turn, first, told)
    return found, concern


async def _mute(
    turn: Turn, concern: Concern, deciders: tuple[ModeratorId, ModeratorId], *, until: int
) -> None:
    vault = turn.house.vault
    chat = await _author(turn, concern.id)
    slot = await _free_slot(turn, chat) if chat is not None else 0
    for who in ((), *((decider,) for decider in deciders)):
        if chat is None:
            tag = vault.tag(Purpose.MUTE_TAG, turn.house.new_id())
        else:
            tag = addresses.mute_tags(vault, chat, slot, *who)[0]
        await rows.put(turn.tx, tag, until=until)


async def _author(turn: Turn, concern: ConcernId) -> ChatId | None:
    """Opened in memory, for this one act. None when there is no way back to the author."""
    found = await address_rows.find(turn.tx, concern)
    if found is None:
        return None
    try:
        return addresses.open_thread(turn.house.vault, concern, found.wrapped_key, found.sealed)
    except SealBroken:
        return None


async def _free_slot(turn: Turn, chat: ChatId) -> int:
    found = await _slots(turn, chat)
    free = (slot for slot in range(_SLOTS) if slot not in found)
    return next(free, min(found, key=lambda slot: found[slot], default=0))


async def _slots(turn: Turn, chat: ChatId) -> dict[int, int]:
    """The pauses of a person: slot to the hour it ends."""
    tags = {
        tag: slot
        for slot in range(_SLOTS)
        for tag in addresses.mute_tags(turn.house.vault, chat, slot)
    }
    found = await rows.of_tags(turn.tx, list(tags))
    return {tags[tag]: until for tag, until in found.items() if until > turn.hour}


async def had_part(turn: Turn, chat: ChatId, colleague: ModeratorId) -> bool:
    """Whether a colleague proposed or confirmed a pause of this person."""
    tags = [
        tag
        for slot in range(_SLOTS)
        for tag in addresses.mute_tags(turn.house.vault, chat, slot, colleague)
    ]
    return bool(await rows.of_tags(turn.tx, tags))


# --- the person: paused, or not ---------------------------------------------------------------


async def paused(turn: Turn) -> Paused | None:
    """Whether new concerns of the chat that speaks are paused. Colleagues are exempt."""
    if turn.speaker.moderator is not None:
        return None
    chat, vault = turn.speaker.chat, turn.house.vault
    found = await _slots(turn, chat)
    if not found:
        return None
    waiting = await appeals.of_tags(turn.tx, addresses.mute_tags(vault, chat, APPEAL))
    had = await rows.of_tags(turn.tx, addresses.mute_tags(vault, chat, _APPEALED))
    return Paused(
        until=max(found.values()), waiting=waiting is not None, appealed=bool(waiting or had)
    )


async def no_further_appeal(turn: Turn, chat: ChatId, *, until: int) -> None:
    tag = addresses.mute_tags(turn.house.vault, chat, _APPEALED)[0]
    await rows.put(turn.tx, tag, until=until)


async def lift(turn: Turn, chat: ChatId) -> None:
    """The person may share concerns again."""
    vault = turn.house.vault
    for part in (*range(_SLOTS), _APPEALED):
        await rows.lift(turn.tx, addresses.mute_tags(vault, chat, part))


async def expire(turn: Turn) -> None:
    """What has ended is forgotten, and what nobody decided about."""
    await rows.expire(turn.tx, hour=turn.hour)
    await appeals.expire(turn.tx, hour=turn.hour)
    await rows.forget_proposals(turn.tx, before=turn.hour - PROPOSAL_HOURS)
