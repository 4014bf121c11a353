"""Screens that need no further data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.domain.actions.wire import Action, action


class Page(Enum):
    """Screens that need no further data."""

    MENU = "menu"
    CONCERN = "concern"
    CASES = "cases"
    NEWS = "news"
    AREAS = "areas"
    LANGUAGE = "language"
    PRIVACY = "privacy"
    EMERGENCY = "emergency"
    ABOUT = "about"
    HELP = "help"
    HIDE = "hide"
    CANCEL = "cancel"
    UNREAD = "unread"
    QUEUE = "queue"
    BULLETIN = "bulletin"
    TO_SIGN = "to_sign"
    READS = "reads"
    MINE = "mine"
    MINE_FILE = "mine_file"
    ERASE = "erase"
    CODE = "code"
    DECISIONS = "decisions"
    HANDOVERS = "handovers"
    THEMES = "themes"
    RESUME = "resume"
    PICTURES = "pictures"
    FIND = "find"
    LEAVE = "leave"
    STAFF = "staff"
    INVITES = "invites"
    STAFFING = "staffing"
    PRACTICE = "practice"
    ASK = "ask"
    QUESTION = "question"
    REPORT = "report"
    GROUP = "group"
    QUIET = "quiet"
    EVENTS = "events"
    EVENT = "event"
    WALKS = "walks"
    PULSE = "pulse"
    TELL_BACK = "tell_back"
    INITIATIVES = "initiatives"
    OWN_INITIATIVES = "own_initiatives"


@action("go")
@dataclass(frozen=True, slots=True)
class Go(Action):
    page: Page
