"""Colleagues of one's own organisation: who they are, what they may do, and how their access ends.

Each change stands on record first: two administrators at once then wait for each other there, and
the second sees what the first has done before it is checked who is left.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.domain.acts import Act
from bot.domain.codes import CaseCode
from bot.domain.concerns import Concern, serves
from bot.domain.dialogues import Step
from bot.domain.errors import (
    AreaNotServed,
    ButtonTooOld,
    LastAdministrator,
    NoRoleChosen,
    NotFound,
)
from bot.domain.ids import AreaId, InviteId, ModeratorId
from bot.domain.people import Moderator
from bot.domain.places import Area
from bot.domain.roles import Deed, Role
from bot.domain.staffing import StaffDraft, administrators
from bot.screens import people as screens
from bot.services import moderation, notices, record
from bot.services import staff as invitations
from bot.services.dialogues import clear, save
from bot.store import concerns, mutes, staff
from bot.store.staff import Invite
from bot.turn import Turn

PAGE = 4
"""Colleagues on one screen: a few lines each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPage:
    """loads: open cases of who has any."""

    colleagues: Sequence[Moderator]
    loads: Mapping[ModeratorId, int]
    page: int
    more: bool


async def listed(turn: Turn, page: int) -> StaffPage:
    """Raises NotAllowed."""
    me = moderation.colleague(turn, Deed.LIST_STAFF)
    everybody = sorted(await staff.of(turn.tx, me.organisation), key=_number)
    begin = page * PAGE
    return StaffPage(
        colleagues=everybody[begin : begin + PAGE],
        loads=await concerns.loads(turn.tx, me),
        page=page,
        more=len(everybody) > begin + PAGE,
    )


def _number(colleague: Moderator) -> tuple[int, str]:
    """GLA-10 stands behind GLA-9."""
    return len(colleague.pseudonym), colleague.pseudonym


async def one(turn: Turn, wanted: ModeratorId, deed: Deed) -> Moderator:
    """A colleague of the speaker's organisation. Raises NotAllowed, NotFound."""
    me = moderation.colleague(turn, deed)
    found = await staff.get(turn.tx, wanted)
    if found is None or found.organisation != me.organisation:
        raise NotFound
    return found


async def load(turn: Turn, colleague: Moderator) -> int:
    """How many open cases a colleague has."""
    return (await concerns.loads(turn.tx, turn.speaker.colleague())).get(colleague.id, 0)


# --- choosing roles and areas ------------------------------------------------------------------


async def begin_invitation(turn: Turn) -> Turn:
    moderation.colleague(turn, Deed.INVITE)
    return await _choose(turn, StaffDraft())


async def begin_change(turn: Turn, wanted: ModeratorId) -> Turn:
    """Raises NotAllowed, NotFound."""
    found = await one(turn, wanted, Deed.CHANGE_ROLES)
    return await _choose(turn, StaffDraft(roles=found.roles, areas=found.areas, colleague=found.id))


async def _choose(turn: Turn, draft: StaffDraft) -> Turn:
    return await save(turn, turn.dialogue.at(Step.STAFFING, staffing=draft))


def choosing(turn: Turn) -> StaffDraft:
    """What is being chosen. Raises ButtonTooOld, NotAllowed."""
    draft = turn.dialogue.staffing
    if draft is None or turn.dialogue.step is not Step.STAFFING:
        raise ButtonTooOld
    moderation.colleague(turn, Deed.CHANGE_ROLES if draft.colleague else Deed.INVITE)
    return draft


async def chosen_for(turn: Turn) -> Moderator | None:
    """Whose roles are being changed; None for an invitation. Raises NotFound."""
    draft = choosing(turn)
    return await one(turn, draft.colleague, Deed.CHANGE_ROLES) if draft.colleague else None


async def toggle_role(turn: Turn, role: Role) -> Turn:
    return await _choose(turn, choosing(turn).with_role(role))


async def toggle_area(turn: Turn, area: AreaId) -> Turn:
    """Raises AreaNotServed."""
    draft = choosing(turn)
    if area not in {served.id for served in areas_to_choose(turn)}:
        raise AreaNotServed(area)
    return await _choose(turn, draft.with_area(area))


async def toggle_trained(turn: Turn) -> Turn:
    return await _choose(turn, choosing(turn).for_the_other_training())


def areas_to_choose(turn: Turn) -> Sequence[Area]:
    """Those the speaker's own organisation serves."""
    return turn.house.partnership.served_by(turn.speaker.colleague().organisation)


def settled(turn: Turn, version: int) -> StaffDraft:
    """What was chosen, when it still stands as it was shown. Raises ButtonTooOld, NoRoleChosen."""
    draft = choosing(turn)
    if turn.dialogue.version != version:
        raise ButtonTooOld
    if not draft.roles:
        raise NoRoleChosen
    return draft


async def invite(turn: Turn, version: int) -> tuple[Turn, str]:
    """Makes the invitation that was chosen; its link is told once and kept nowhere."""
    draft = settled(turn, version)
    me = moderation.colleague(turn, Deed.INVITE)
    if draft.colleague is not None:
        raise ButtonTooOld
    payload = await invitations.invite(
        turn.tx,
        turn.house,
        organisation=me.organisation,
        roles=draft.roles,
        areas=draft.areas,
        now=turn.now,
        practised=draft.trained,
    )
    await record.note(turn, Act.INVITED)
    return await clear(turn), f"https://t.me/{turn.house.username}?start={payload}"


async def change(turn: Turn, version: int) -> tuple[Turn, Moderator]:
    """Gives a colleague the roles and areas that were chosen, and tells them.

    Raises LastAdministrator, ButtonTooOld, NoRoleChosen, NotAllowed, NotFound.
    """
    draft = settled(turn, version)
    if draft.colleague is None:
        raise ButtonTooOld
    found = await one(turn, draft.colleague, Deed.CHANGE_ROLES)
    await record.note(turn, Act.ROLES_CHANGED, found.pseudonym)
    before = await one(turn, draft.colleague, Deed.CHANGE_ROLES)
    after = replace(before, roles=draft.roles, areas=draft.areas)
    await staff.save(turn.tx, after)
    await _check_administered(turn, before)
    await _give_back(turn, after, stays=True)
    await _tell_of_roles(turn, after)
    turn = await clear(turn)
    if after.id == turn.speaker.colleague().id:
        turn = turn.spoken_by(replace(turn.speaker, moderator=after))
    return turn, after


async def _tell_of_roles(turn: Turn, colleague: Moderator) -> None:
    t = turn.house.catalogs[colleague.language]
    screen = screens.your_roles(t, turn.house.partnership, colleague)
    await notices.tell_moderator(turn, colleague, screen)


async def _check_administered(turn: Turn, before: Moderator) -> None:
    """Raises LastAdministrator when this one was, and nobody is now."""
    left = administrators(await staff.of(turn.tx, before.organisation))
    if Role.ADMINISTRATOR in before.roles and not left:
        raise LastAdministrator


# --- invitations -------------------------------------------------------------------------------


async def invites(turn: Turn) -> Sequence[Invite]:
    """Those of the organisation that can still be used. Raises NotAllowed."""
    me = moderation.colleague(turn, Deed.INVITE)
    return await staff.open_invites(turn.tx, me.organisation, now=turn.seconds)


async def withdraw(turn: Turn, invite_id: InviteId) -> None:
    """Raises NotFound for one that was used, or is not theirs; NotAllowed."""
    me = moderation.colleague(turn, Deed.INVITE)
    if not await staff.withdraw_invite(turn.tx, invite_id, me.organisation):
        raise NotFound
    await record.note(turn, Act.INVITE_WITHDRAWN)


# --- the end of access -------------------------------------------------------------------------


async def revoke(turn: Turn, wanted: ModeratorId) -> Moderator:
    """Ends a colleague's access at once. Raises LastAdministrator, NotAllowed, NotFound."""
    found = await one(turn, wanted, Deed.REVOKE)
    await record.note(turn, Act.REVOKED, found.pseudonym)
    gone = await one(turn, wanted, Deed.REVOKE)
    await _end(turn, gone)
    await _check_administered(turn, gone)
    return gone


async def revoke_from_shell(turn: Turn, pseudonym: str, *, even_the_last: bool) -> Moderator:
    """The same without a colleague who does it. Raises LastAdministrator, NotFound."""
    if not await staff.called(turn.tx, pseudonym):
        raise NotFound
    await record.note_shell(turn, Act.REVOKED, pseudonym)
    found = await staff.called(turn.tx, pseudonym)
    if not found:
        raise NotFound
    await _end(turn, found[0])
    if not even_the_last:
        await _check_administered(turn, found[0])
    return found[0]


async def _end(turn: Turn, gone: Moderator) -> None:
    """What a colleague leaves behind: their cases, what they proposed, their chat."""
    await _give_back(turn, gone, stays=False)
    await mutes.forget_proposals_of(turn.tx, gone.id)
    await invitations.dismiss(turn, gone)


async def _give_back(turn: Turn, holder: Moderator, *, stays: bool) -> None:
    """Cases that a colleague may have no longer return to the inbox. stays: as a colleague."""
    returned = []
    for concern in await concerns.taken_by(turn.tx, holder.id):
        if stays and serves(holder, concern):
            continue
        back = concern.taken_back(at=turn.now) if concern.is_open else concern.let_go()
        await concerns.save(turn.tx, back, expected=concern.version)
        returned.append(back)
        if concern.is_open:
            await _note_released(turn, concern.code)
    await _tell_of_returned(turn, holder, [c for c in returned if c.is_open])


async def _note_released(turn: Turn, code: CaseCode) -> None:
    note = record.note if turn.speaker.moderator else record.note_shell
    await note(turn, Act.RELEASED, code)


async def _tell_of_returned(turn: Turn, holder: Moderator, returned: Sequence[Concern]) -> None:
    """Everybody else who could take one of them."""
    for colleague in await staff.of(turn.tx, holder.organisation):
        own = [c.code for c in returned if serves(colleague, c)]
        if own and colleague.id != holder.id:
            t = turn.house.catalogs[colleague.language]
            await notices.tell_moderator(turn, colleague, screens.returned(t, own))
