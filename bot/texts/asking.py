"""Asking before telling: what residents read, and what colleagues read of a question."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.domain.advice import AdvicePage
from bot.domain.hours import COPENHAGEN
from bot.domain.places import Partnership
from bot.i18n import Catalog, Html
from bot.texts.common import EMERGENCY, POLICE
from bot.texts.resident import contact_lines


def button_ask(t: Catalog) -> str:
    return t.pgettext("button", "💡 Ask first")


def asking(t: Catalog) -> str:
    return t.pgettext(
        "ask",
        "💡 <b>Would you rather know more before you tell?</b>\n"
        "Reading here makes no case, and nobody learns that you have read it.",
    )


def button_page(t: Catalog, name: str) -> str:
    return t.pgettext("button", "📖 {page}", page=name)


def button_question(t: Catalog) -> str:
    return t.pgettext("button", "❓ Ask a question")


def button_call(t: Catalog) -> str:
    return t.pgettext("button", "📞 Numbers to call")


def page(t: Catalog, partnership: Partnership, value: AdvicePage) -> str:
    """A page of the partnership's own words, with its holes filled."""
    filled = {
        "organisations": t.listed([t.name(o.names) for o in partnership.organisations.values()]),
        "emergency": Html(EMERGENCY),
        "police": Html(POLICE),
    }
    title = t.pgettext("ask", "<b>{title}</b>", title=t.name(value.names))
    parts = [title, *_paragraphs(t, t.name(value.texts), filled)]
    if value.contacts:
        parts.append("\n".join(contact_lines(t, partnership)))
    return "\n\n".join(parts)


def _paragraphs(t: Catalog, text: str, filled: Mapping[str, str]) -> list[str]:
    """Each line of its own, since an isolate ends with its line."""
    lines = [t.alone(line).format_map(filled) if line else "" for line in text.splitlines()]
    return "\n".join(lines).split("\n\n")


# --- a question to a desk --------------------------------------------------------------------


def ask_desk(t: Catalog) -> str:
    return t.pgettext(
        "ask",
        "Whom would you like to ask? The one you choose reads your question, and their colleagues "
        "in the same place. What is marked 👮 is read by the police.",
    )


def button_desk(t: Catalog, desk: str, organisation: str, *, police: bool) -> str:
    if police:
        return t.pgettext(
            "button", "👮 {desk} · {organisation}", desk=desk, organisation=organisation
        )
    return t.pgettext("button", "{desk} · {organisation}", desk=desk, organisation=organisation)


def ask_words(t: Catalog, desk: str) -> str:
    return t.pgettext(
        "ask",
        "Write your question to {desk}, in the language you like best. You need not tell what has "
        "happened. Nothing is sent before you have seen it and said yes.",
        desk=desk,
    )


def preview(t: Catalog, frame: str, *, police: bool) -> str:
    parts: list[str] = []
    if police:
        parts.append(
            t.pgettext(
                "ask",
                "👮 <b>The police read this,</b> because you ask them yourself. If you do not want "
                "that, change whom you ask.",
            )
        )
    parts.append(
        t.pgettext(
            "ask",
            "<b>This is exactly what will be seen of your question, with the hour it came.</b>",
        )
    )
    return "\n\n".join([*parts, frame])


def button_change_desk(t: Catalog) -> str:
    return t.pgettext("button", "👥 Whom I ask")


def desk_line(t: Catalog, desk: str) -> str:
    """In the frame above the words, for the resident's preview and the colleague's card."""
    return t.pgettext("concern card", "Question to: {desk}", desk=desk)


def kind(t: Catalog, desk: str) -> str:
    """What a case that is a question is called on buttons and notices."""
    return t.pgettext("kind", "❓ {desk}", desk=desk)


def is_question(t: Catalog, desk: str, organisation: str) -> str:
    return t.pgettext(
        "ask",
        "❓ This is a question to {desk}, {organisation}. It is not a concern, and nothing else is "
        "set going by it. Whoever answers stays with you: write on in the same conversation. If "
        "you later want to tell what worries you, you can do it there too, to the same colleague.",
        desk=desk,
        organisation=organisation,
    )


def away(t: Catalog, opens: datetime) -> str:
    """Nobody is at work: when they are back, and that the words wait."""
    return t.pgettext(
        "ask",
        "🌙 Nobody is at work right now. They are back {day} at {time}, and what you wrote waits "
        "for them.",
        day=t.day(opens.astimezone(COPENHAGEN).date()),
        time=t.clock(opens),
    )


def away_same(t: Catalog, opens: datetime) -> str:
    """As `away`, for a case that somebody has."""
    return t.pgettext(
        "ask",
        "🌙 The colleague who answers you is not at work right now. They are back {day} at {time}, "
        "and what you wrote waits for that same person.",
        day=t.day(opens.astimezone(COPENHAGEN).date()),
        time=t.clock(opens),
    )


# --- telling in the same conversation --------------------------------------------------------


def button_tell_here(t: Catalog) -> str:
    return t.pgettext("button", "🤝 Tell it here")


def tell_here(t: Catalog, code: str, organisation: str, *, police: bool) -> str:
    """police: of what police read."""
    text = t.pgettext(
        "ask",
        "🤝 What you tell here goes to the same colleague as your question {code}, and nobody has "
        "to begin anew. Your question then becomes a concern of {organisation}: if a child or "
        "young person is at risk, they have a duty to pass it on, and they still do not know who "
        "you are.",
        code=code,
        organisation=organisation,
    )
    if not police:
        return text
    warned = t.pgettext(
        "ask", "👮 <b>The police read this conversation,</b> since you asked them yourself."
    )
    return f"{text}\n\n{warned}"


def button_write_it(t: Catalog) -> str:
    return t.pgettext("button", "✍️ Write it now")
