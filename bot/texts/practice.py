"""What a new colleague reads around the real screens, in the practice case."""

from __future__ import annotations

from bot.domain.practice import Stage
from bot.i18n import Catalog
from bot.texts import common

RESIDENTS_WORDS = (
    "ابني عمره ثلاثة عشر عامًا. منذ أسبوعين يطلب منه شبان أكبر منه أن يحمل أكياسًا إلى موقف "
    "السيارات. أنا خائفة عليه ولا أعرف ماذا أفعل."
)
"""Of the invented resident: a mother whose son of thirteen carries bags for older ones."""
SAMPLE_ANSWER = "شكرًا لأنك كتبت لنا. قرأنا رسالتك وسنعود إليك."
"""Where the partnership has no ready answer in Arabic."""


def head(t: Catalog, number: int, of: int) -> str:
    return t.pgettext(
        "practice",
        "<b>🎓 Practice, step {number} of {of}.</b> The case is invented: nothing is sent, nothing "
        "is kept.",
        number=number,
        of=of,
    )


def why(t: Catalog, stage: Stage) -> str:
    """What to do on the screen of this stage, and why in one line."""
    match stage:
        case Stage.INBOX:
            return t.pgettext(
                "practice",
                "👉 Open the case. The inbox shows danger first, then children, then who has waited "
                "longest.",
            )
        case Stage.CARD:
            return t.pgettext("practice", "👉 Take it: then nobody else answers the same resident.")
        case Stage.TAKEN:
            return t.pgettext(
                "practice",
                "👉 Answer. The resident wrote in Arabic; what they chose by buttons stands in your "
                "language, and a colleague who reads Arabic can help with the rest.",
            )
        case _:
            return _why_of_words(t, stage)


def _why_of_words(t: Catalog, stage: Stage) -> str:
    match stage:
        case Stage.ANSWERS:
            return t.pgettext(
                "practice",
                "👉 Choose a ready answer: it goes in the resident's own language, so nobody has to "
                "guess.",
            )
        case Stage.PREVIEW:
            return t.pgettext(
                "practice",
                "👉 Read it as the resident will, then send. Before that, nothing ever leaves.",
            )
        case Stage.SENT:
            return t.pgettext(
                "practice",
                "👉 Now write a note. A note is for colleagues; the resident never sees it.",
            )
        case Stage.NOTE:
            return t.pgettext(
                "practice",
                "👉 Write a few words, whatever you like. In a real case: what the next colleague "
                "should know.",
            )
        case _:
            return _why_at_the_end(t, stage)


def _why_at_the_end(t: Catalog, stage: Stage) -> str:
    match stage:
        case Stage.NOTE_PREVIEW:
            return t.pgettext(
                "practice",
                "👉 Keep it. The first line tells a note from an answer, so look at it each time.",
            )
        case Stage.URGENCY:
            return t.pgettext(
                "practice",
                "Here is what she wrote: her son of thirteen has been carrying bags for older boys "
                "for two weeks, and she is afraid.\n👉 How urgent is it?",
            )
        case Stage.DANGER:
            return t.pgettext(
                "practice",
                "She writes again: <i>they stand in the stairway now, and one has a knife.</i>\n"
                "👉 What comes first?",
            )
        case _:
            return t.pgettext(
                "practice",
                "👉 Close the case, with any outcome. The resident reads it, and can say that it is "
                "not solved.",
            )


def child_noted(t: Catalog) -> str:
    return t.pgettext(
        "practice",
        "🟠 Right. A child at risk stands above the rest, and the duty to notify is weighed within "
        "a day.",
    )


def wrong_urgency(t: Catalog) -> str:
    return t.pgettext(
        "practice",
        "Not quite. Nobody is in danger this minute, but a child is being drawn in. Choose again.",
    )


def wrong_danger(t: Catalog) -> str:
    return t.pgettext(
        "practice",
        "Not that first: the bot is no emergency line, and minutes count. Choose again.",
    )


def right_danger(t: Catalog) -> str:
    return t.pgettext(
        "practice",
        "🔴 Right. In danger {emergency} comes before everything, for her and for you.",
        emergency=common.EMERGENCY,
    )


def button_danger(t: Catalog, choice: int) -> str:
    """The first is right."""
    match choice:
        case 0:
            return t.pgettext(
                "button", "📞 Call {emergency}, and tell her to", emergency=common.EMERGENCY
            )
        case 1:
            return t.pgettext("button", "💬 Write an answer and wait")
        case _:
            return t.pgettext("button", "❓ Ask who she is")


def rules(t: Catalog) -> str:
    return t.pgettext(
        "practice",
        "<b>🎓 Well done. Three rules to take along:</b>\n"
        "1. Never ask who they are.\n"
        "2. What nobody has read is never closed.\n"
        "3. In danger: {emergency}.\n\n"
        "From now on cases are open to you. You can practise again from your role card.",
        emergency=common.EMERGENCY,
    )


def comes_first(t: Catalog) -> str:
    """Above the menu of who has not practised."""
    return t.pgettext(
        "practice",
        "Before you can open cases, play the practice case. It takes five minutes, and you can "
        "stop and go on.",
    )


def button_practise(t: Catalog) -> str:
    return t.pgettext("button", "🎓 Play the practice case")


def button_practise_again(t: Catalog) -> str:
    return t.pgettext("button", "🎓 Practise again")


def button_role_card(t: Catalog) -> str:
    return t.pgettext("button", "🪪 My role card")
