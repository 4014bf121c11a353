"""An event as a file for the calendar of a phone. It tells nothing of whoever asks for it."""

from __future__ import annotations

import html
from datetime import UTC, datetime

from bot.domain.hours import COPENHAGEN
from bot.domain.ids import BulletinId
from bot.services import signups
from bot.services.signups import Place
from bot.texts import happenings as texts
from bot.turn import Turn

FILE_NAME = "event.ics"
_MAKER = "-//Nabodialog//Nabodialog//"


async def entry(turn: Turn, event: BulletinId) -> str:
    """In the reader's language, on local time. Raises NotFound.

    The same file for every reader of a language: its number is the random one of the news, and it
    is dated by the hour the news left, or by its last correction, which calendars then take.
    """
    from icalendar import Calendar, Event  # noqa: PLC0415 # heavy, and seldom needed

    found = await signups.open_event(turn, event)
    value, bulletin, t = found.event, found.bulletin, turn.t
    organisation = turn.house.partnership.organisation(bulletin.organisation)
    made = Event()
    made.add("uid", f"{bulletin.id.hex()}@nabodialog")
    left = bulletin.hour * 3600
    made.add("dtstamp", datetime.fromtimestamp(bulletin.corrected or left, UTC))
    made.add("sequence", 1 + bulletin.corrected - left if bulletin.corrected else 0)
    if found.place is Place.CANCELLED:
        made.add("status", "CANCELLED")
    made.add("dtstart", value.begins.astimezone(COPENHAGEN))
    made.add("dtend", value.finishes.astimezone(COPENHAGEN))
    made.add("summary", html.unescape(texts.kind(t, value.kind)))
    made.add("location", value.place)
    sender = texts.arranged_by(t, t.name(organisation.names))
    made.add("description", html.unescape(sender))
    calendar = Calendar()
    calendar.add("prodid", _MAKER)
    calendar.add("version", "2.0")
    calendar.add_component(made)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical()).decode()
