"""What a refusal says. Errors are facts; this is the one place that makes words of them."""

from __future__ import annotations

from bot.domain import errors
from bot.domain.people import Lang
from bot.i18n import Catalog
from bot.texts import common, pictures


def sentence(t: Catalog, refusal: errors.Refused) -> str:
    match refusal:
        case errors.AlreadyClaimed(by):
            return t.pgettext("refused", "{pseudonym} has this case already.", pseudonym=by)
        case errors.ImpossibleChange():
            return t.pgettext("refused", "That is not possible any more: the case has moved on.")
        case errors.NotYours():
            return t.pgettext("refused", "Take the case first; only who has it can do that.")
        case errors.NotAllowed():
            return t.pgettext("refused", "That is not open to you here.")
        case errors.NotFound():
            return t.pgettext("refused", "I cannot find that. It may be gone.")
        case errors.ChangedMeanwhile():
            return t.pgettext("refused", "Something changed meanwhile. Please look again.")
        case errors.InviteInvalid():
            return t.pgettext(
                "refused", "This invitation is used, too old or unknown. Ask for a new one."
            )
        case errors.ButtonTooOld():
            return t.pgettext(
                "refused", "That button belongs to an earlier screen. This is where you are now."
            )
        case _:
            return _about_words(t, refusal)


def _about_words(t: Catalog, refusal: errors.Refused) -> str:
    match refusal:
        case errors.TextTooLong(units, limit):
            return t.npgettext(
                "refused",
                "That is {n} character more than fits ({limit}). What you had before is kept. "
                "Send it shorter, or in parts.",
                "That is {n} characters more than fits ({limit}). What you had before is kept. "
                "Send it shorter, or in parts.",
                units - limit,
                limit=limit,
            )
        case errors.NothingWritten():
            return t.pgettext("refused", "There are no words yet. Write a message first.")
        case errors.TooManyPictures(limit):
            return pictures.too_many(t, limit)
        case errors.PictureNotReady():
            return t.pgettext(
                "refused", "A picture is still on its way. Please try again in a moment."
            )
        case errors.NoticeNotSeen():
            return t.pgettext("refused", "Please read what is hidden and what is not first.")
        case errors.LanguagesMissing(languages):
            names = t.listed([common.language(t, Lang(lang)) for lang in languages])
            return t.pgettext("refused", "The text is missing in {languages}.", languages=names)
        case errors.NoAreaChosen():
            return t.pgettext("refused", "No area is chosen, so nobody would get it.")
        case errors.AreaNotServed():
            return t.pgettext("refused", "That area is not one of yours.")
        case _:
            return t.pgettext("refused", "That is not possible.")


def apology(t: Catalog) -> str:
    """After a fault of ours."""
    return t.pgettext(
        "fault",
        "Something went wrong on our side, and this last message was not taken. We have been told. "
        "Please send it again. In danger: {emergency}.",
        emergency=common.EMERGENCY,
    )


def sent_again(t: Catalog) -> str:
    """Above a message that may have arrived before."""
    return t.pgettext("fault", "You may have had this message before.")
