"""What is said of colleagues: invitations, roles, the end of access."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain import errors
from bot.domain.hours import COPENHAGEN
from bot.domain.people import Lang, Moderator
from bot.domain.roles import Role
from bot.i18n import Catalog
from bot.texts import common
from bot.texts import staff as staff_texts


def _roles(t: Catalog, roles: frozenset[Role]) -> str:
    return t.listed([staff_texts.role(t, role) for role in sorted(roles)])


def _areas(t: Catalog, areas: Sequence[str]) -> str:
    if areas:
        return t.pgettext("colleague", "Areas: {areas}.", areas=t.listed(list(areas)))
    return t.pgettext("colleague", "Areas: all of the organisation.")


# --- an invitation that was opened -------------------------------------------------------------


def invited(
    t: Catalog,
    organisation: str,
    roles: frozenset[Role],
    areas: Sequence[str],
    *,
    has_cases: bool,
) -> str:
    """has_cases: the chat has shared concerns of its own."""
    parts = [
        t.pgettext(
            "invitation",
            "<b>You are invited as a colleague.</b>\n{organisation}: {roles}.",
            organisation=organisation,
            roles=_roles(t, roles),
        ),
        _areas(t, areas),
        t.pgettext(
            "invitation",
            "This chat then becomes a staff chat: messages about cases arrive here. What you share "
            "as a resident is better shared from another Telegram account.",
        ),
    ]
    if has_cases:
        parts.append(
            t.pgettext(
                "invitation",
                "⚠️ <b>This chat has shared concerns of its own.</b> They stay under {cases}, and "
                "you cannot take them as a colleague. Use another account for work if you can.",
                cases="/cases",
            )
        )
    return "\n\n".join(parts)


def button_accept(t: Catalog) -> str:
    return t.pgettext("button", "✅ Become a colleague")


# --- the list of colleagues --------------------------------------------------------------------


def staff_list(t: Catalog, organisation: str) -> str:
    return t.pgettext("colleague", "<b>Colleagues, {organisation}</b>", organisation=organisation)


def line(t: Catalog, colleague: Moderator, areas: Sequence[str], load: int) -> str:
    """load: how many open cases the colleague has."""
    lines = [
        t.pgettext(
            "colleague",
            "<b>{pseudonym}</b>: {roles}",
            pseudonym=colleague.pseudonym,
            roles=_roles(t, colleague.roles),
        ),
        _areas(t, areas),
        t.pgettext(
            "colleague",
            "Reads {languages}.",
            languages=t.listed(
                [common.language(t, lang) for lang in Lang if lang in colleague.reads]
            ),
        ),
        _state(t, colleague),
        t.npgettext("colleague", "{n} open case", "{n} open cases", load),
    ]
    return "\n".join(lines)


def _state(t: Catalog, colleague: Moderator) -> str:
    if not colleague.practised:
        return t.pgettext("colleague", "🎓 Has not played the practice case yet.")
    if colleague.on_duty:
        return t.pgettext("colleague", "On duty.")
    return t.pgettext("colleague", "Off duty.")


def button_staff(t: Catalog) -> str:
    return t.pgettext("button", "👥 Colleagues")


def button_invites(t: Catalog) -> str:
    return t.pgettext("button", "✉️ Invitations")


def button_colleague(t: Catalog, pseudonym: str) -> str:
    return t.pgettext("button", "👤 {pseudonym}", pseudonym=pseudonym)


def button_change_roles(t: Catalog) -> str:
    return t.pgettext("button", "🔧 Roles and areas")


def help_for_staff_list(t: Catalog) -> str:
    return t.pgettext("staff help", "{staff} your colleagues", staff="/staff")


def help_for_administrators(t: Catalog) -> str:
    return t.pgettext("staff help", "{invite} invite a colleague", invite="/invite")


# --- choosing roles and areas ------------------------------------------------------------------


def choose_for_invitation(t: Catalog, roles: frozenset[Role], areas: Sequence[str]) -> str:
    head = t.pgettext("roles", "<b>A new invitation</b>\nWhat may the colleague do? Tap to choose.")
    return _chosen(t, head, roles, areas)


def choose_for(t: Catalog, pseudonym: str, roles: frozenset[Role], areas: Sequence[str]) -> str:
    head = t.pgettext(
        "roles", "<b>{pseudonym}</b>\nWhat may they do? Tap to choose.", pseudonym=pseudonym
    )
    return _chosen(t, head, roles, areas)


def _chosen(t: Catalog, head: str, roles: frozenset[Role], areas: Sequence[str]) -> str:
    if not roles:
        return "\n\n".join([head, t.pgettext("roles", "No role is chosen yet.")])
    return "\n\n".join([head, _areas(t, areas)])


def button_choice(t: Catalog, name: str, *, chosen: bool) -> str:
    if chosen:
        return t.pgettext("button", "✅ {choice}", choice=name)
    return t.pgettext("button", "➕ {choice}", choice=name)


def button_areas(t: Catalog) -> str:
    return t.pgettext("button", "🏘️ Choose areas")


def ask_areas(t: Catalog) -> str:
    return t.pgettext("roles", "Which areas? When none is chosen, it is all of them.")


def trained(t: Catalog) -> str:
    """On a button that says whether the colleague needs no practice case."""
    return t.pgettext("roles", "Trained already")


def button_look_over(t: Catalog) -> str:
    return t.pgettext("button", "👀 Look it over")


def preview_invitation(
    t: Catalog,
    organisation: str,
    roles: frozenset[Role],
    areas: Sequence[str],
    *,
    is_trained: bool,
) -> str:
    parts = [
        t.pgettext(
            "roles",
            "<b>This invitation makes a colleague.</b>\n{organisation}: {roles}.",
            organisation=organisation,
            roles=_roles(t, roles),
        ),
        _areas(t, areas),
        t.pgettext("roles", "Trained already: no practice case is needed.")
        if is_trained
        else t.pgettext("roles", "A practice case of five minutes comes first."),
        t.pgettext("roles", "The link works once and is shown once."),
    ]
    return "\n\n".join(parts)


def preview_change(t: Catalog, pseudonym: str, roles: frozenset[Role], areas: Sequence[str]) -> str:
    parts = [
        t.pgettext(
            "roles",
            "<b>{pseudonym} will have these roles:</b> {roles}.",
            pseudonym=pseudonym,
            roles=_roles(t, roles),
        ),
        _areas(t, areas),
        t.pgettext(
            "roles",
            "They are told, and it stands on record. Cases that they may have no longer go back to "
            "the inbox.",
        ),
    ]
    return "\n\n".join(parts)


def button_make_link(t: Catalog) -> str:
    return t.pgettext("button", "🔗 Make the link")


def button_save(t: Catalog) -> str:
    return t.pgettext("button", "💾 Save")


def link(t: Catalog, address: str, until: datetime) -> str:
    return t.pgettext(
        "invitation",
        "<b>Give this link to the colleague yourself.</b> It is not shown again, and this message "
        "leaves the chat.\n\n<code>{link}</code>\n\nIt works until {day} at {time}. Whoever opens it "
        "first and accepts is the colleague. If it went astray, withdraw it under {invitations}.",
        link=address,
        day=t.day(until.astimezone(COPENHAGEN).date()),
        time=t.clock(until),
        invitations="/invite",
    )


def changed(t: Catalog, pseudonym: str) -> str:
    return t.pgettext("roles", "💾 {pseudonym} has the new roles.", pseudonym=pseudonym)


def your_roles(t: Catalog, roles: frozenset[Role], areas: Sequence[str]) -> str:
    head = t.pgettext("staff notice", "<b>Your roles are now:</b> {roles}.", roles=_roles(t, roles))
    return "\n".join([head, _areas(t, areas)])


def use_buttons(t: Catalog) -> str:
    return t.pgettext("roles", "Nothing is written here: please tap one of the buttons.")


# --- open invitations --------------------------------------------------------------------------


def invites(t: Catalog, lines: Sequence[str]) -> str:
    """lines: one for each that is open."""
    if not lines:
        return t.pgettext("invitation", "<b>Invitations</b>\nNone is open.")
    head = t.pgettext("invitation", "<b>Open invitations</b>")
    return "\n".join([head, *lines])


def invite_line(t: Catalog, number: int, roles: frozenset[Role], until: datetime) -> str:
    return t.pgettext(
        "invitation",
        "{number}. {roles}, until {day} at {time}",
        number=number,
        roles=_roles(t, roles),
        day=t.day(until.astimezone(COPENHAGEN).date()),
        time=t.clock(until),
    )


def button_withdraw(t: Catalog, number: int) -> str:
    return t.pgettext("button", "🗑️ Withdraw no. {number}", number=number)


def withdrawn(t: Catalog) -> str:
    return t.pgettext(
        "invitation", "🗑️ The invitation is withdrawn. Its link opens nothing any more."
    )


def button_new_invite(t: Catalog) -> str:
    return t.pgettext("button", "➕ New invitation")


# --- the end of access -------------------------------------------------------------------------


def button_revoke(t: Catalog) -> str:
    return t.pgettext("button", "⛔ End access")


def ask_revoke(t: Catalog, pseudonym: str) -> str:
    return t.pgettext(
        "revoking",
        "<b>End the access of {pseudonym}?</b>\nIt ends at once. Their chat is emptied, their cases "
        "go back to the inbox. The pseudonym stays in old cases and is never given to anybody else.",
        pseudonym=pseudonym,
    )


def button_revoke_for_sure(t: Catalog) -> str:
    return t.pgettext("button", "⛔ Yes, end it now")


def revoked(t: Catalog, pseudonym: str) -> str:
    return t.pgettext("revoking", "⛔ The access of {pseudonym} has ended.", pseudonym=pseudonym)


def farewell(t: Catalog, pseudonym: str) -> str:
    return t.pgettext(
        "revoking",
        "Your access as {pseudonym} has ended, and this chat was emptied. As a resident you can "
        "still use everything here.",
        pseudonym=pseudonym,
    )


def returned(t: Catalog, codes: Sequence[str]) -> str:
    return t.npgettext(
        "staff notice",
        "📥 {n} case is back in the inbox, because a colleague has it no longer: {codes}.",
        "📥 {n} cases are back in the inbox, because a colleague has them no longer: {codes}.",
        len(codes),
        codes=t.listed(list(codes[:_NAMED])),
    )


_NAMED = 10
"""Codes a notice names; the inbox has all of them."""


# --- refusals ----------------------------------------------------------------------------------


def refusal(t: Catalog, refused: errors.Refused) -> str:
    """Empty for one that is about something else."""
    match refused:
        case errors.LastAdministrator():
            return t.pgettext(
                "refused",
                "Nobody would be left to invite or to end access here. Make somebody else an "
                "administrator first.",
            )
        case errors.NoRoleChosen():
            return t.pgettext("refused", "No role is chosen. Choose at least one.")
        case errors.OwnCase():
            return t.pgettext(
                "refused",
                "This concern was shared from this very chat, so somebody else must take it.",
            )
        case _:
            return ""
