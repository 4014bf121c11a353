"""Roles, and what each may do. What no role is named for, nobody may.

Where a colleague may do it is another question: the organisation and the areas they serve
(`domain.concerns.serves`), and for police and other organisations what was shared with them.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum, auto


class Role(StrEnum):
    MODERATOR = "moderator"
    LEAD = "lead"
    PUBLISHER = "publisher"
    APPROVER = "approver"
    DUTY_OFFICER = "duty_officer"
    ANALYST = "analyst"
    ADMINISTRATOR = "administrator"


class Deed(StrEnum):
    """Everything a member of staff can set in motion."""

    READ = auto()
    CLAIM = auto()
    RELEASE = auto()
    REPLY = auto()
    NOTE = auto()
    CLOSE = auto()
    TRIAGE = auto()
    FOLLOW_UP = auto()
    STEP_BACK = auto()
    PROPOSE_REPLY = auto()
    APPROVE_REPLY = auto()
    WANT_READER = auto()
    TRANSLATE = auto()
    FIND = auto()
    THEME = auto()
    ASSIGN = auto()
    HAND_OVER = auto()
    ACCEPT_HANDOVER = auto()
    MASK = auto()
    PROPOSE_MUTE = auto()
    DECIDE_MUTE = auto()
    DECIDE_APPEAL = auto()
    WRITE_BULLETIN = auto()
    SIGN_BULLETIN = auto()
    SIGN_ALONE = auto()
    REVIEW_BULLETIN = auto()
    REPORT = auto()
    LIST_STAFF = auto()
    INVITE = auto()
    REVOKE = auto()
    LINK_GROUP = auto()
    DUTY = auto()
    LANGUAGES = auto()
    CHANGE_ROLES = auto()
    PRACTISE = auto()
    READ_REVEAL = auto()
    STOP_BULLETIN = auto()
    FINDINGS = auto()
    TELL_BACK = auto()


_HANDLING = frozenset({Role.MODERATOR, Role.LEAD})
_LEADING = frozenset({Role.LEAD})
_WRITING = frozenset({Role.PUBLISHER, Role.DUTY_OFFICER})
_SIGNING = frozenset({Role.APPROVER})
_ADMINISTERING = frozenset({Role.ADMINISTRATOR})
_ANYBODY = frozenset(Role)

ROLES: Mapping[Deed, frozenset[Role]] = {
    Deed.READ: _HANDLING,
    Deed.CLAIM: _HANDLING,
    Deed.RELEASE: _HANDLING,
    Deed.REPLY: _HANDLING,
    Deed.NOTE: _HANDLING,
    Deed.CLOSE: _HANDLING,
    Deed.TRIAGE: _HANDLING,
    Deed.FOLLOW_UP: _HANDLING,
    Deed.STEP_BACK: _HANDLING,
    Deed.PROPOSE_REPLY: _HANDLING,
    Deed.APPROVE_REPLY: _HANDLING,
    Deed.WANT_READER: _HANDLING,
    Deed.TRANSLATE: _HANDLING,
    Deed.FIND: _HANDLING,
    Deed.THEME: _HANDLING,
    Deed.ASSIGN: _LEADING,
    Deed.HAND_OVER: _LEADING,
    Deed.ACCEPT_HANDOVER: _LEADING,
    Deed.MASK: _HANDLING,
    Deed.PROPOSE_MUTE: _HANDLING,
    Deed.DECIDE_MUTE: _LEADING,
    Deed.DECIDE_APPEAL: _LEADING,
    Deed.WRITE_BULLETIN: _WRITING,
    Deed.SIGN_BULLETIN: _SIGNING,
    Deed.SIGN_ALONE: frozenset({Role.DUTY_OFFICER}),
    Deed.REVIEW_BULLETIN: _SIGNING | _LEADING,
    Deed.REPORT: frozenset({Role.LEAD, Role.ANALYST}),
    Deed.LIST_STAFF: frozenset({Role.LEAD, Role.ADMINISTRATOR}),
    Deed.INVITE: _ADMINISTERING,
    Deed.REVOKE: _ADMINISTERING,
    Deed.LINK_GROUP: frozenset({Role.LEAD, Role.ADMINISTRATOR}),
    Deed.DUTY: _ANYBODY,
    Deed.LANGUAGES: _ANYBODY,
    Deed.CHANGE_ROLES: _ADMINISTERING,
    Deed.PRACTISE: _ANYBODY,
    Deed.READ_REVEAL: _HANDLING,
    Deed.STOP_BULLETIN: _WRITING | _SIGNING,
    Deed.FINDINGS: _HANDLING | _WRITING,
    Deed.TELL_BACK: _LEADING | _WRITING,
}

BEFORE_PRACTICE = frozenset({Deed.DUTY, Deed.LANGUAGES, Deed.PRACTISE})
"""What a new colleague may do before they have played the practice case."""


def allows(roles: frozenset[Role], deed: Deed) -> bool:
    return bool(roles & ROLES.get(deed, frozenset()))
