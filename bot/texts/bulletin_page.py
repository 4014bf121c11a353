"""What publishers read of news that has left, and while they correct or prolong it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from bot.domain.bulletins import Bulletin, Change, Content, Priority, Tie, Validity, Why
from bot.domain.hours import COPENHAGEN
from bot.i18n import Catalog
from bot.texts import publisher


def button_correct(t: Catalog) -> str:
    return t.pgettext("button", "✏️ Correct")


def button_prolong(t: Catalog) -> str:
    return t.pgettext("button", "⏩ Prolong")


def button_withdraw(t: Catalog) -> str:
    return t.pgettext("button", "⛔ Withdraw")


def ask_why(t: Catalog) -> str:
    return t.pgettext(
        "bulletin page",
        "<b>Withdraw this news?</b>\nIts sending stops at once, its words leave phones where "
        "Telegram allows it, and whoever opens it reads that it was withdrawn. Tap why. Your "
        "approvers are told.",
    )


def why(t: Catalog, reason: Why) -> str:
    match reason:
        case Why.FACTS:
            return t.pgettext("withdrawn", "The facts were wrong")
        case Why.AREA:
            return t.pgettext("withdrawn", "It went to the wrong area")
        case Why.DANGER:
            return t.pgettext("withdrawn", "It could put somebody in danger")
        case Why.OTHER:
            return t.pgettext("withdrawn", "Another reason")


def withdrawn(t: Catalog, value: Bulletin) -> str:
    """What colleagues of its organisation read of it."""
    gone = value.withdrawn
    at = datetime.fromtimestamp(gone.at if gone else 0, UTC)
    return t.pgettext(
        "bulletin page",
        "⛔ <b>Withdrawn {day} at {clock}</b>\n{reason}.",
        day=t.day(at.astimezone(COPENHAGEN).date()),
        clock=t.clock(at),
        reason=why(t, gone.why if gone else Why.OTHER),
    )


def was_withdrawn(t: Catalog, title: str, reason: Why) -> str:
    return t.pgettext(
        "bulletin page", "⛔ News was withdrawn: {title}\n{reason}.", title=title,
        reason=why(t, reason),
    )  # fmt: skip


def on_phones(t: Catalog, counts: Mapping[Change, int]) -> str:
    """Who could not be reached any more, in bands; how many were would be a sum over areas."""
    if counts.get(Change.EDIT) or counts.get(Change.DELETE):
        return t.pgettext("bulletin page", "Its words on phones are being changed.")
    lost = publisher.band_of(t, counts.get(Change.LOST, 0))
    return t.pgettext(
        "bulletin page",
        "Its words on phones are changed or gone, except, in bands: {band}",
        band=lost,
    )


def correction_made(t: Catalog, content: Content) -> str:
    """The report of a correction."""
    if content.priority is Priority.URGENT:
        return t.pgettext(
            "bulletin page",
            "✏️ <b>Corrected</b>\nThe new words stand in the place of the first ones. Whoever had "
            "those is told; nobody else is.",
        )
    return t.pgettext(
        "bulletin page",
        "✏️ <b>Corrected</b>\nThe new words stand in the place of the first ones. No phone rings.",
    )


def valid(t: Catalog, until: int | None) -> str:
    if until is None:
        return t.pgettext("bulletin page", "Valid: no end")
    return t.pgettext("bulletin page", "Valid: to the end of {day}", day=t.day(_last_day(until)))


def _last_day(until: int) -> date:
    """until: the hour at which that day has ended."""
    return datetime.fromtimestamp((until - 1) * 3600, UTC).astimezone(COPENHAGEN).date()


def ask_validity(t: Catalog) -> str:
    return t.pgettext(
        "bulletin page",
        "How long is it news? After that it leaves the list, and whoever opens it reads that it is "
        "no longer valid.",
    )


def button_validity(t: Catalog) -> str:
    return t.pgettext("button", "⌛ How long")


def button_until(t: Catalog, validity: Validity, until: int | None) -> str:
    if until is None:
        return t.pgettext("button", "♾ No end")
    day = t.day(_last_day(until))
    match validity:
        case Validity.TODAY:
            return t.pgettext("button", "That day: {day}", day=day)
        case Validity.DAYS:
            return t.pgettext("button", "3 days: {day}", day=day)
        case Validity.WEEK:
            return t.pgettext("button", "A week: {day}", day=day)
        case _:
            return t.pgettext("button", "A month: {day}", day=day)


def tied(t: Catalog, tie: Tie | None) -> str:
    """What the draft is to earlier news; "" for news of its own."""
    match tie:
        case Tie.CORRECTION:
            return t.pgettext("bulletin draft", "✏️ It takes the place of news that has left.")
        case Tie.SUCCESSOR:
            return t.pgettext("bulletin draft", "⏩ It comes after news that has left.")
        case _:
            return ""


def what_a_correction_does(t: Catalog, areas: Sequence[str], priority: Priority) -> str:
    """Instead of whom news goes to: for the author before the proposal, and for the signer."""
    if priority is Priority.URGENT:
        return t.pgettext(
            "bulletin draft",
            "It takes the place of the news for {areas}, and says when it was corrected. Whoever "
            "had the first words gets one short message; nobody else does. Somebody other than "
            "its author signs it.",
            areas=t.listed(list(areas)),
        )
    return t.pgettext(
        "bulletin draft",
        "It takes the place of the news for {areas}, and says when it was corrected. No phone "
        "rings. Somebody other than its author signs it.",
        areas=t.listed(list(areas)),
    )
