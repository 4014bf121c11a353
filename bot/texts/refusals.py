"""What a refusal says. Errors are facts; this is the one place that makes words of them."""

from __future__ import annotations

from bot.domain import errors
from bot.domain.people import Lang
from bot.i18n import Catalog
from bot.texts import (
    changes,
    common,
    people,
    pictures,
    signing,
)


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
            return _about_pauses(t, refusal)


def _about_pauses(t: Catalog, refusal: errors.Refused) -> str:
    match refusal:
        case errors.AppealedAlready():
            return t.pgettext("refused", "You have appealed already.")
        case errors.AlreadyProposed():
            return t.pgettext("refused", "That is proposed already; a lead decides about it.")
        case errors.NeedsAnother():
            return t.pgettext("refused", "You proposed it, so somebody else must decide.")
        case errors.NobodyElse():
            return t.pgettext(
                "refused", "There is no other lead here who could decide. Nothing was proposed."
            )
        case errors.Overtaken(by):
            return t.pgettext(
                "refused",
                "{pseudonym} was quicker and has answered, or proposed an answer. Your words are "
                "kept. Look at the case, then decide.",
                pseudonym=by,
            )
        case _:
            return people.refusal(t, refusal) or _about_words(t, refusal)


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
        case errors.NotInTheirLanguage(language):
            return t.pgettext(
                "refused",
                "This ready answer does not exist in {language} yet. Choose another one, or write.",
                language=common.language(t, Lang(language)),
            )
        case _:
            return _about_news(t, refusal)


def _about_news(t: Catalog, refusal: errors.Refused) -> str:
    match refusal:
        case errors.LanguagesMissing(languages):
            names = t.listed([common.language(t, Lang(lang)) for lang in languages])
            return t.pgettext("refused", "The text is missing in {languages}.", languages=names)
        case errors.BulletinMovedOn():
            return t.pgettext(
                "refused", "This news has changed meanwhile. Please look at it again."
            )
        case errors.NobodyToSign():
            return t.pgettext(
                "refused",
                "Nobody else here may sign news for these areas, so it cannot be sent. Ask your "
                "administrator for an approver. Your text is kept.",
            )
        case errors.NothingToAnswer():
            return t.pgettext("refused", "No question about this news waits for you any more.")
        case errors.HoldsCaseCode(code):
            return t.pgettext(
                "refused",
                "{code} is the code of a case. Everybody will read this, so write it without.",
                code=code,
            )
        case errors.NoAreaChosen():
            return t.pgettext("refused", "No area is chosen, so nobody would get it.")
        case errors.NotAStreet(limit):
            return t.npgettext(
                "refused",
                "That is not the name of a street. Write it with the letters of its sign, in at "
                "most {n} character, without floor, door or anything about a person.",
                "That is not the name of a street. Write it with the letters of its sign, in at "
                "most {n} characters, without floor, door or anything about a person.",
                limit,
            )
        case errors.AreaNotServed():
            return t.pgettext("refused", "That area is not one of yours.")
        case _:
            return (
                changes.refusal(t, refusal)
                or signing.refusal(t, refusal)
                or _about_limits(t, refusal)
            )


def _about_limits(t: Catalog, refusal: errors.Refused) -> str:
    match refusal:
        case errors.NothingToFind():
            return t.pgettext("refused", "Write at least one word of three letters or more.")
        case errors.TooMuchToday():
            return t.pgettext(
                "refused",
                "You have sent as much as one person can in a day. What you wrote is kept here for "
                "one hour, and tomorrow you can send again. Danger: {emergency}. Police, not "
                "urgent: {police}.",
                emergency=common.EMERGENCY,
                police=common.POLICE,
            )
        case errors.NotAReceiptCode(digits):
            return t.pgettext(
                "refused",
                "That is not a receipt code: one has 24 digits, and here I count {n}. Please look "
                "at it once more.",
                n=digits,
            )
        case errors.TooManyTries():
            return t.pgettext(
                "refused",
                "That is as many codes as one person can try for now. Take your time with your "
                "note, and try again in two hours. Your case is safe meanwhile.",
            )
        case errors.LinkInvalid():
            return t.pgettext(
                "refused",
                "This code does not link a group of yours any more. Please get a new one.",
            )
        case errors.GroupTaken():
            return t.pgettext("refused", "This group belongs to another organisation already.")
        case errors.CodesRest():
            return t.pgettext(
                "refused",
                "Very many codes are being tried just now, so I rest for a while. Please try again "
                "in an hour. Your case is safe meanwhile.",
            )
        case errors.NotWeighed():
            return t.pgettext(
                "refused",
                "First the duty to notify about a child must be weighed: open the case and choose "
                "Duty to notify.",
            )
        case _:
            return _about_handovers(t, refusal)


def _about_handovers(t: Catalog, refusal: errors.Refused) -> str:
    match refusal:
        case errors.OfferedAlready():
            return t.pgettext("refused", "They have an offer of this case already. It is waiting.")
        case errors.NothingPicked():
            return t.pgettext("refused", "Nothing is picked yet, so they would see nothing.")
        case errors.TitleTooLong(limit):
            return t.pgettext(
                "refused",
                "A title has at most {limit} characters. Write a shorter one.",
                limit=limit,
            )
        case errors.TooManyThemes(limit):
            return t.pgettext(
                "refused",
                "There are {limit} open themes already. Close one, or use one of them.",
                limit=limit,
            )
        case errors.EventPast():
            return t.pgettext(
                "refused", "By then the event has begun. Choose another day or time for it first."
            )
        case errors.NobodyThere():
            return t.pgettext(
                "refused",
                "No other organisation has a lead here who could accept it. Call them instead.",
            )
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
