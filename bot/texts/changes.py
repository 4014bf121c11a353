"""What is said of news that was corrected, withdrawn, is over, or has newer news on it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.domain import errors
from bot.domain.bulletins import Bulletin
from bot.domain.hours import COPENHAGEN
from bot.domain.words import cut
from bot.i18n import Catalog

_TITLE = 60


def corrected(t: Catalog, value: Bulletin) -> str:
    """Above the words that stand in the place of the first ones; "" where nothing was corrected."""
    if value.corrected is None:
        return ""
    at = datetime.fromtimestamp(value.corrected, UTC)
    if _day(at) == _sent(value):
        return t.pgettext("bulletin", "✏️ <b>Corrected at {clock}</b>", clock=t.clock(at))
    return t.pgettext(
        "bulletin", "✏️ <b>Corrected {day} at {clock}</b>", day=t.day(_day(at)), clock=t.clock(at)
    )


def correction(t: Catalog, value: Bulletin) -> str:
    """A message of its own to who had the first words. value: what corrects them."""
    text, _ = value.content.text_for(t.lang)
    return t.pgettext(
        "bulletin",
        "✏️ We have corrected news that you got: {title}\nThe first words no longer hold.",
        title=cut(text, _TITLE),
    )


def withdrawn(t: Catalog, value: Bulletin, sender: str) -> str:
    """Stands where the words were. Why it was withdrawn is for colleagues alone."""
    at = datetime.fromtimestamp(value.withdrawn.at if value.withdrawn else 0, UTC)
    if _day(at) == _sent(value):
        return t.pgettext(
            "bulletin",
            "This news was withdrawn by {sender} at {clock}.",
            sender=sender,
            clock=t.clock(at),
        )
    return t.pgettext(
        "bulletin",
        "This news was withdrawn by {sender}, {day} at {clock}.",
        sender=sender,
        day=t.day(_day(at)),
        clock=t.clock(at),
    )


def _day(at: datetime) -> date:
    return at.astimezone(COPENHAGEN).date()


def _sent(value: Bulletin) -> date:
    return _day(datetime.fromtimestamp(value.hour * 3600, UTC))


def over(t: Catalog) -> str:
    return t.pgettext("bulletin", "⌛ <b>This news is no longer valid.</b>")


def newer(t: Catalog) -> str:
    return t.pgettext("bulletin", "➡️ <b>There is newer news on this.</b>")


def button_newer(t: Catalog) -> str:
    return t.pgettext("button", "➡️ Read the newer news")


def refusal(t: Catalog, refused: errors.Refused) -> str:
    """ "" for what another room explains."""
    match refused:
        case errors.AreasStand():
            return t.pgettext(
                "refused",
                "A correction is for the very areas that the news went to. Were the areas wrong? "
                "Then withdraw it and write it anew.",
            )
        case errors.CorrectedMeanwhile():
            return t.pgettext(
                "refused",
                "Somebody else corrected this news after this was begun, and this would undo it. "
                "Open the news as it stands now and write the change there once more.",
            )
        case errors.SignerGone():
            return t.pgettext(
                "refused", "Whoever signed it may not sign it any more. Ask for a signature again."
            )
        case errors.KindStands():
            return t.pgettext(
                "refused",
                "A correction cannot make plain news an event, an event plain news, or hold an "
                "event again that is over. Write that as news of its own.",
            )
        case errors.OtherDraft():
            return t.pgettext(
                "refused",
                "You are writing other news just now. Ask for its signature or throw it away "
                "first: {command}",
                command="/bulletin",
            )
        case errors.NoLongerNews():
            return t.pgettext(
                "refused", "It would be over before it leaves. Choose again how long it is valid."
            )
        case _:
            return ""
