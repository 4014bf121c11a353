"""Screens about colleagues: invitations, the list, roles, the end of access."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from bot.domain.actions import (
    AcceptInvite,
    ChangeRoles,
    Go,
    NewInvite,
    Page,
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
from bot.domain.ids import AreaId, InviteId, ModeratorId
from bot.domain.people import Moderator
from bot.domain.places import Area, Partnership
from bot.domain.roles import Deed, Role
from bot.domain.screens import Button, Rows, Screen
from bot.domain.staffing import StaffDraft
from bot.i18n import Catalog
from bot.screens.common import back, cancel, hide, pairs, singles
from bot.texts import common as common_texts
from bot.texts import people as texts
from bot.texts import staff as staff_texts

AREAS = 8
"""Areas on one screen."""


def _names(partnership: Partnership, areas: Iterable[AreaId]) -> list[str]:
    wanted = frozenset(areas)
    return [area.name for area in partnership.areas.values() if area.id in wanted]


def _organisation(t: Catalog, partnership: Partnership, me: Moderator) -> str:
    return t.name(partnership.organisation(me.organisation).names)


def _paging(t: Catalog, earlier: Button | None, later: Button | None) -> Rows:
    row = tuple(button for button in (earlier, later) if button)
    return (row,) if row else ()


# --- an invitation that was opened -------------------------------------------------------------


def invited(
    t: Catalog,
    organisation: str,
    roles: frozenset[Role],
    areas: Sequence[str],
    token: str,
    *,
    has_cases: bool,
) -> Screen:
    """What accepting means; the invitation is used up by the button alone."""
    text = texts.invited(t, organisation, roles, areas, has_cases=has_cases)
    return Screen(
        text=text, rows=((Button(texts.button_accept(t), AcceptInvite(token)),), (back(t),))
    )


# --- the list of colleagues --------------------------------------------------------------------


def staff_list(
    t: Catalog,
    partnership: Partnership,
    me: Moderator,
    colleagues: Sequence[Moderator],
    loads: Mapping[ModeratorId, int],
    *,
    page: int,
    more: bool,
) -> Screen:
    """Who they are and what they have; only who may change something can open one."""
    lines = [texts.line(t, c, _names(partnership, c.areas), loads.get(c.id, 0)) for c in colleagues]
    changes = me.may(Deed.CHANGE_ROLES)
    opens = pairs(
        Button(texts.button_colleague(t, c.pseudonym), ShowColleague(c.id))
        for c in colleagues
        if changes
    )
    earlier = Button(common_texts.button_newer(t), ShowStaff(page - 1)) if page else None
    later = Button(common_texts.button_older(t), ShowStaff(page + 1)) if more else None
    invites = (Button(texts.button_invites(t), Go(Page.INVITES)),) if me.may(Deed.INVITE) else ()
    rows = (*opens, *_paging(t, earlier, later), (*invites, back(t)))
    head = texts.staff_list(t, _organisation(t, partnership, me))
    return Screen(text="\n\n".join([head, *lines]), rows=rows)


def colleague(t: Catalog, partnership: Partnership, one: Moderator, load: int) -> Screen:
    rows = (
        (
            Button(texts.button_change_roles(t), ChangeRoles(one.id)),
            Button(texts.button_revoke(t), Revoke(one.id, 0)),
        ),
        (back(t, Page.STAFF),),
    )
    return Screen(text=texts.line(t, one, _names(partnership, one.areas), load), rows=rows)


def ask_revoke(t: Catalog, one: Moderator) -> Screen:
    rows = (
        (Button(texts.button_revoke_for_sure(t), Revoke(one.id, 1)),),
        (Button(common_texts.button_back(t), ShowColleague(one.id)),),
    )
    return Screen(text=texts.ask_revoke(t, one.pseudonym), rows=rows)


def said(t: Catalog, text: str, page: Page = Page.STAFF) -> Screen:
    """A short confirmation with the way on."""
    return Screen(text=text, rows=((back(t, page), back(t)),))


# --- choosing roles and areas ------------------------------------------------------------------


def choose(
    t: Catalog, partnership: Partnership, draft: StaffDraft, one: Moderator | None
) -> Screen:
    """one: whose roles are changed; None for an invitation."""
    areas = _names(partnership, draft.areas)
    roles = pairs(
        Button(
            texts.button_choice(t, staff_texts.role(t, role), chosen=role in draft.roles),
            ToggleRole(role),
        )
        for role in Role
    )
    trained = Button(
        texts.button_choice(t, texts.trained(t), chosen=draft.trained), ToggleTrained()
    )
    to_areas = Button(texts.button_areas(t), ShowAreasToChoose(0))
    on = Button(texts.button_look_over(t), SettleRoles(0, 0))
    rows = (*roles, (to_areas,) if one else (to_areas, trained), (on, cancel(t)))
    if one:
        text = texts.choose_for(t, one.pseudonym, draft.roles, areas)
    else:
        text = texts.choose_for_invitation(t, draft.roles, areas)
    return Screen(text=text, rows=rows)


def choose_areas(t: Catalog, served: Sequence[Area], draft: StaffDraft, page: int) -> Screen:
    begin = page * AREAS
    areas = pairs(
        Button(
            texts.button_choice(t, area.name, chosen=area.id in draft.areas),
            ToggleArea(area.id, page),
        )
        for area in served[begin : begin + AREAS]
    )
    earlier = Button(common_texts.button_newer(t), ShowAreasToChoose(page - 1)) if page else None
    more = bool(served[begin + AREAS :])
    later = Button(common_texts.button_older(t), ShowAreasToChoose(page + 1)) if more else None
    rows = (*areas, *_paging(t, earlier, later), (back(t, Page.STAFFING),))
    return Screen(text=texts.ask_areas(t), rows=rows)


def look_over(
    t: Catalog,
    partnership: Partnership,
    me: Moderator,
    draft: StaffDraft,
    one: Moderator | None,
    version: int,
) -> Screen:
    """What was chosen, once more in words, before it counts."""
    areas = _names(partnership, draft.areas)
    if one:
        text = texts.preview_change(t, one.pseudonym, draft.roles, areas)
        label = texts.button_save(t)
    else:
        organisation = _organisation(t, partnership, me)
        text = texts.preview_invitation(
            t, organisation, draft.roles, areas, is_trained=draft.trained
        )
        label = texts.button_make_link(t)
    rows = ((Button(label, SettleRoles(version, 1)),), (back(t, Page.STAFFING), cancel(t)))
    return Screen(text=text, rows=rows)


def your_roles(t: Catalog, partnership: Partnership, one: Moderator) -> Screen:
    text = texts.your_roles(t, one.roles, _names(partnership, one.areas))
    return Screen(text=text, rows=((back(t),),))


# --- invitations -------------------------------------------------------------------------------


def link(t: Catalog, address: str, until: datetime) -> Screen:
    """Shown this once, and not to be passed on by Telegram's own means."""
    rows = ((back(t, Page.INVITES), back(t)),)
    return Screen(text=texts.link(t, address, until), rows=rows, protect=True)


def invites(
    t: Catalog, found: Sequence[tuple[InviteId, frozenset[Role], int]], *, said: str = ""
) -> Screen:
    """found: id, roles and end of each that is open. said: what just happened, above."""
    lines = [
        texts.invite_line(t, number, roles, datetime.fromtimestamp(until, UTC))
        for number, (_, roles, until) in enumerate(found, start=1)
    ]
    withdraw = pairs(
        Button(texts.button_withdraw(t, number), WithdrawInvite(invite))
        for number, (invite, _, _) in enumerate(found, start=1)
    )
    new = singles([Button(texts.button_new_invite(t), NewInvite())])
    text = "\n\n".join([*([said] if said else []), texts.invites(t, lines)])
    return Screen(text=text, rows=(*withdraw, *new, (back(t, Page.STAFF), back(t))))


# --- the end of access -------------------------------------------------------------------------


def farewell(t: Catalog, pseudonym: str) -> Screen:
    return Screen(text=texts.farewell(t, pseudonym), rows=((back(t), hide(t)),))


def returned(t: Catalog, codes: Sequence[str]) -> Screen:
    button = Button(staff_texts.button_to_queue(t), Go(Page.QUEUE))
    return Screen(text=texts.returned(t, codes), rows=((button,),))
