"""What is said around the signature under news."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain import errors
from bot.domain.bulletins import Stage
from bot.i18n import Catalog


def wanted(t: Catalog) -> str:
    return t.pgettext("signing", "✍️ News for areas waits for your signature.")


def button_look(t: Catalog) -> str:
    return t.pgettext("button", "👁 Read and sign")


def button_others(t: Catalog) -> str:
    return t.pgettext("button", "✍️ All that waits")


def button_sign(t: Catalog) -> str:
    return t.pgettext("button", "✅ Sign")


def button_return(t: Catalog) -> str:
    return t.pgettext("button", "↩️ Return unsigned")


def button_take_up(t: Catalog) -> str:
    return t.pgettext("button", "✏️ Write on")


def waiting(t: Catalog) -> str:
    return t.pgettext("signing", "<b>This waits for a signature</b>\nTap to read and sign.")


def nothing_waits(t: Catalog) -> str:
    return t.pgettext("signing", "Nothing waits for your signature.")


def to_sign(t: Catalog, areas: Sequence[str]) -> str:
    return t.pgettext(
        "signing",
        "It goes to those who follow {areas}. Your signature counts for exactly these words and "
        "areas. If anything is changed, it must be signed again.",
        areas=t.listed(list(areas)),
    )


def signed(t: Catalog, *, later: bool) -> str:
    if later:
        return t.pgettext("signing", "✅ Signed. It leaves at the time that was set.")
    return t.pgettext("signing", "✅ Signed. It is being sent.")


def returned(t: Catalog) -> str:
    return t.pgettext("signing", "↩️ Returned. Its author has been told.")


def not_left_yet(t: Catalog, stage: Stage) -> str:
    if stage is Stage.PROPOSED:
        return t.pgettext("signing", "It waits for a signature.")
    if stage is Stage.SIGNED:
        return t.pgettext("signing", "It is signed and leaves at the time that was set.")
    return t.pgettext("signing", "It was returned unsigned, or taken back.")


# --- returned, taken back, late ------------------------------------------------------------


def no_longer_waits(t: Catalog) -> str:
    return t.pgettext("signing", "This does not wait for a signature any more.")


def ask_word(t: Catalog) -> str:
    return t.pgettext(
        "signing", "↩️ What should its author change? Write it in a few words. Only they read it."
    )


def word_preview(t: Catalog, word: str) -> str:
    return t.pgettext(
        "signing",
        "↩️ <b>The news goes back to its author with these words:</b>\n"
        "<blockquote>{word}</blockquote>",
        word=word,
    )


def button_give_back(t: Catalog) -> str:
    return t.pgettext("button", "↩️ Give it back")


def button_other_words(t: Catalog) -> str:
    return t.pgettext("button", "✏️ Other words")


def given_back(t: Catalog, word: str) -> str:
    return t.pgettext(
        "signing",
        "↩️ <b>Your news was returned unsigned, with these words:</b>\n"
        "<blockquote>{word}</blockquote>",
        word=word,
    )


def button_withdraw(t: Catalog) -> str:
    return t.pgettext("button", "✋ Take it back")


def withdrawn(t: Catalog) -> str:
    return t.pgettext(
        "signing", "✋ Taken back. Nobody can sign it, and it does not leave. You can write on."
    )


def withdrawn_for_author(t: Catalog) -> str:
    return t.pgettext(
        "signing",
        "✋ Taken back. It does not leave. Its author is told, and can write on.",
    )


def taken_back(t: Catalog) -> str:
    return t.pgettext(
        "signing",
        "✋ A colleague took your news back before its time. It does not leave. You can write on.",
    )


def not_sent(t: Catalog) -> str:
    return t.pgettext("signing", "⚠️ <b>Your news was not sent at its time.</b>")


def nobody_left(t: Catalog) -> str:
    return t.pgettext(
        "signing",
        "⚠️ News was not sent at its time, and its author has no access any more. Write it anew if "
        "it is still needed.",
    )


def void(t: Catalog) -> str:
    return t.pgettext(
        "signing",
        "⚠️ Your news was not sent: it is not the news that was signed. Read it and ask for a "
        "signature again.",
    )


def late(t: Catalog) -> str:
    return t.pgettext(
        "signing", "⚠️ Your news was to leave by now, but nobody has signed it. It still waits."
    )


def wanted_late(t: Catalog) -> str:
    return t.pgettext("signing", "⚠️ News was to leave by now and still waits for your signature.")


# --- lists ---------------------------------------------------------------------------------


def button_signed(t: Catalog) -> str:
    return t.pgettext("button", "🗓 Signed, not left yet")


def signed_list(t: Catalog) -> str:
    return t.pgettext(
        "signing", "<b>Signed, and waits for its time</b>\nTap to look at it or to take it back."
    )


def nothing_signed(t: Catalog) -> str:
    return t.pgettext("signing", "Nothing that is signed waits for its time.")


def button_mine(t: Catalog) -> str:
    return t.pgettext("button", "✏️ What I wrote")


def button_sent(t: Catalog) -> str:
    return t.pgettext("button", "📣 What was sent")


def button_review(t: Catalog) -> str:
    return t.pgettext("button", "🔎 Signed by one alone")


def mine(t: Catalog) -> str:
    return t.pgettext(
        "signing", "<b>What you wrote and has not left</b>\nTap to see how it stands."
    )


def nothing_mine(t: Catalog) -> str:
    return t.pgettext("signing", "All that you wrote has left.")


def review(t: Catalog) -> str:
    return t.pgettext("signing", "<b>Signed by one person alone</b>\nTap to look at it.")


def nothing_to_review(t: Catalog) -> str:
    return t.pgettext("signing", "Nothing is left to be looked at afterwards.")


def refusal(t: Catalog, refused: errors.Refused) -> str | None:
    match refused:
        case errors.DuePassed():
            return t.pgettext("refused", "That time has passed. Choose another one under Time.")
        case errors.DueMeanwhile():
            return t.pgettext("refused", "Its time has passed meanwhile. Please look again.")
        case _:
            return None
