"""The screens of events."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol

from bot.domain.actions import (
    AddFinding,
    AddToCalendar,
    CancelEvent,
    EventCame,
    EventDay,
    EventHour,
    EventKind,
    EventLasts,
    EventMinute,
    EventRoom,
    EventWeek,
    FindingOfColleague,
    FindingOfOrganisation,
    Go,
    NothingMore,
    OpenBulletin,
    Page,
    ReportEvent,
    SetFinding,
    ShowEvent,
    ShowFindings,
    SignOff,
    SignUp,
)
from bot.domain.bulletins import BANDS, Bulletin
from bot.domain.happenings import (
    FIRST_HOUR,
    LAST_HOUR,
    LASTING,
    QUARTERS,
    ROOMS,
    WEEKS,
    Ending,
    Finding,
    FindingDraft,
    Gathering,
    Happening,
    HappeningDraft,
    HappeningKind,
    Missing,
)
from bot.domain.ids import BulletinId
from bot.domain.people import Moderator, Profile
from bot.domain.places import Partnership
from bot.domain.screens import Button, Rows, Screen
from bot.i18n import Catalog
from bot.screens.common import back, cancel, messages, pairs, singles
from bot.texts import common as common_texts
from bot.texts import happenings as texts
from bot.texts import resident as resident_texts

HOURS_A_ROW = 4

# --- residents -----------------------------------------------------------------------------


def card(t: Catalog, text: str, lines: Sequence[str], acts: Rows) -> Screen:
    """text: of the news, with the facts. acts: what its reader can do about it."""
    rows = (*acts, (Button(texts.button_events(t), Go(Page.EVENTS)), back(t)))
    return Screen(text="\n\n".join([text, *lines]), rows=rows)


def called_off(t: Catalog, screen: Screen, event: Happening) -> Screen:
    """screen: that its news was withdrawn."""
    return replace(screen, text=f"{screen.text}\n\n{texts.called_off(t, event)}")


def free(t: Catalog, event: BulletinId) -> Rows:
    return ((Button(texts.button_sign_up(t), SignUp(event)),), _calendar(t, event))


def signed_up(t: Catalog, event: BulletinId) -> Rows:
    return ((Button(texts.button_sign_off(t), SignOff(event)),), _calendar(t, event))


def for_calendar(t: Catalog, event: BulletinId) -> Rows:
    return (_calendar(t, event),)


def _calendar(t: Catalog, event: BulletinId) -> tuple[Button, ...]:
    return (Button(texts.button_calendar(t), AddToCalendar(event)),)


def calendar_file(t: Catalog, event: BulletinId) -> Screen:
    again = Button(texts.button_page(t), OpenBulletin(event))
    return Screen(text=texts.calendar_file(t), rows=((again,), (back(t),)))


def coming(
    t: Catalog, found: Sequence[tuple[BulletinId, Happening, bool]], profile: Profile | None
) -> Screen:
    """found: with whether it is cancelled."""
    if profile is None or not profile.areas:
        follow = Button(resident_texts.button_areas(t), Go(Page.AREAS))
        return Screen(text=texts.no_areas(t), rows=((follow,), (back(t),)))
    news = Button(resident_texts.button_news(t), Go(Page.NEWS))
    rows = singles(
        Button(texts.button_event(t, event, is_cancelled=off), OpenBulletin(bulletin))
        for bulletin, event, off in found
    )
    text = texts.coming(t) if found else texts.nothing_on(t)
    return Screen(text=text, rows=(*rows, (news, back(t))))


# --- arranging -----------------------------------------------------------------------------


def ask(t: Catalog, draft: HappeningDraft, days: Sequence[date], week: int = 0) -> Screen:
    """The next question. days: to choose from."""
    match draft.missing:
        case Missing.KIND:
            kinds = singles(Button(texts.kind(t, kind), EventKind(kind)) for kind in HappeningKind)
            return _asked(t, texts.ask_kind(t), kinds)
        case Missing.DAY:
            return _asked(t, texts.ask_day(t), _days(t, days, week))
        case Missing.HOUR:
            return _asked(t, texts.ask_hour(t), _hours(t))
        case Missing.MINUTE:
            hour = draft.hour or 0
            times = (Button(texts.button_time(t, hour, m), EventMinute(m)) for m in QUARTERS)
            return _asked(t, texts.ask_minute(t), (tuple(times),))
        case Missing.LASTS:
            spans = pairs(Button(texts.button_lasts(t, m), EventLasts(m)) for m in LASTING)
            return _asked(t, texts.ask_lasts(t), spans)
        case Missing.PLACE:
            return _asked(t, texts.ask_place(t), ())
        case Missing.CAPACITY:
            rooms = tuple(Button(texts.button_room(t, n), EventRoom(n)) for n in ROOMS)
            no_limit = Button(texts.button_no_limit(t), EventRoom(0))
            return _asked(t, texts.ask_capacity(t), ((no_limit,), rooms[:3], rooms[3:]))


def _asked(t: Catalog, text: str, rows: Rows) -> Screen:
    return Screen(text=text, rows=(*rows, (cancel(t),)))


def _days(t: Catalog, days: Sequence[date], week: int) -> Rows:
    chosen = singles(Button(texts.button_day(t, day), EventDay(day.toordinal())) for day in days)
    turning = []
    if week:
        turning.append(Button(texts.button_earlier_week(t), EventWeek(week - 1)))
    if week < WEEKS - 1:
        turning.append(Button(texts.button_later_week(t), EventWeek(week + 1)))
    return (*chosen, tuple(turning))


def _hours(t: Catalog) -> Rows:
    hours = [
        Button(texts.button_time(t, hour, 0), EventHour(hour))
        for hour in range(FIRST_HOUR, LAST_HOUR + 1)
    ]
    return tuple(tuple(hours[i : i + HOURS_A_ROW]) for i in range(0, len(hours), HOURS_A_ROW))


# --- what becomes of it --------------------------------------------------------------------


def page(
    t: Catalog,
    event: Happening,
    gathering: Gathering,
    *,
    coming: int,
    ending: Ending | None,
    findings: int,
    now: int,
) -> Screen:
    """The page of an event for who arranged it."""
    lines = [texts.facts(t, event), texts.how_many(t, coming)]
    if gathering.cancelled:
        lines.append(texts.cancelled(t))
    elif ending:
        lines.append(texts.closed(t, ending))
    rows: list[tuple[Button, ...]] = []
    if not gathering.cancelled and now < gathering.starts:
        rows.append((Button(texts.button_cancel_event(t), CancelEvent(gathering.id, 0)),))
    if not (gathering.cancelled or gathering.closed) and now >= gathering.ends:
        rows.append((Button(texts.button_report(t), ReportEvent(gathering.id)),))
    if gathering.may_find(now):
        rows.append((Button(texts.button_findings(t, findings), ShowFindings(gathering.id)),))
    return Screen(text="\n\n".join(lines), rows=(*rows, (back(t),)))


def ask_cancel(t: Catalog, event: BulletinId) -> Screen:
    sure = Button(texts.button_cancel_for_sure(t), CancelEvent(event, 1))
    again = Button(common_texts.button_back(t), ShowEvent(event))
    return Screen(text=texts.ask_cancel(t), rows=((sure,), (again,)))


def asked(t: Catalog, event: BulletinId) -> Screen:
    return Screen(
        text=texts.asked(t), rows=((Button(texts.button_report(t), ReportEvent(event)),),)
    )


def ask_came(t: Catalog) -> Screen:
    bands = singles(
        Button(texts.button_came(t, band.low), EventCame(number))
        for number, band in enumerate(BANDS)
    )
    return Screen(text=texts.ask_came(t), rows=(*bands, (cancel(t),)))


def ask_outcome(t: Catalog) -> Screen:
    nothing = Button(texts.button_nothing_more(t), NothingMore())
    return Screen(text=texts.ask_outcome(t), rows=((nothing,), (cancel(t),)))


# --- findings ------------------------------------------------------------------------------


class Owned(Protocol):
    """owner: pseudonym; "" for an organisation's, or one who left."""

    @property
    def finding(self) -> Finding: ...
    @property
    def owner(self) -> str: ...


def walks(t: Catalog, found: Sequence[tuple[BulletinId, Happening]]) -> Screen:
    rows = singles(
        Button(texts.button_event(t, event, is_cancelled=False), ShowFindings(bulletin))
        for bulletin, event in found
    )
    text = texts.walks(t) if found else texts.no_walks(t)
    return Screen(text=text, rows=(*rows, (back(t),)))


def _line(t: Catalog, partnership: Partnership, value: Owned) -> str:
    finding, owner = value.finding, value.owner
    if finding.organisation and finding.organisation in partnership.organisations:
        owner = t.name(partnership.organisations[finding.organisation].names)
    return texts.finding(t, finding, owner)


def _mark(t: Catalog, value: Finding) -> Button:
    return Button(texts.button_done(t, value), SetFinding(value.id, int(not value.done)))


def findings(
    t: Catalog, partnership: Partnership, value: Bulletin, found: Sequence[Owned]
) -> tuple[Screen, ...]:
    event = value.content.event
    head = [texts.findings(t, event)] if event else []
    lines = [_line(t, partnership, one) for one in found] or [texts.nothing_found(t)]
    marks = singles(_mark(t, one.finding) for one in found)
    add = Button(texts.button_add(t), AddFinding(value.id))
    others = Button(texts.button_walks(t), Go(Page.WALKS))
    return messages([*head, *lines], ((add,), *marks, (others, back(t))))


def ask_finding(
    t: Catalog, partnership: Partnership, draft: FindingDraft, team: Sequence[Moderator]
) -> Screen:
    if not draft.words:
        return _asked(t, texts.ask_words(t), ())
    if not draft.place:
        return _asked(t, texts.ask_where(t), ())
    organisations = singles(
        Button(t.name(o.names), FindingOfOrganisation(o.id))
        for o in partnership.organisations.values()
    )
    colleagues = pairs(Button(t.alone(c.pseudonym), FindingOfColleague(c.id)) for c in team)
    return _asked(t, texts.ask_owner(t), (*organisations, *colleagues))


def still_open(
    t: Catalog, partnership: Partnership, event: BulletinId, found: Sequence[Owned], *, own: bool
) -> Screen:
    """own: the reader's organisation held the walk, so its page opens to them."""
    lines = [texts.still_open(t, len(found)), *(_line(t, partnership, one) for one in found)]
    text = "\n\n".join(lines[:_TOLD])
    look = (Button(texts.button_findings(t, len(found)), ShowFindings(event)),)
    return Screen(text=text, rows=(look,) if own else ())


_TOLD = 6
"""So many lines fit into one message whatever was written."""
