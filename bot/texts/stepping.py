"""A resident who steps forward: what they read, and what colleagues read of it."""

from __future__ import annotations

from bot.domain.concerns import EntryKind
from bot.domain.stepping import Forward
from bot.i18n import Catalog

# --- the resident ----------------------------------------------------------------------------


def button_step_forward(t: Catalog) -> str:
    return t.pgettext("button", "🪪 Step forward")


def step_forward(t: Catalog, code: str) -> str:
    return t.pgettext(
        "stepping forward",
        "🪪 <b>Step forward in case {code}?</b>\n"
        "You need not. You get the same help without it, and staff can never ask it of you through "
        "this bot. If you yourself want to, you choose how.",
        code=code,
    )


def button_reveal(t: Catalog) -> str:
    return t.pgettext("button", "🪪 I want to say who I am")


def button_meet(t: Catalog) -> str:
    return t.pgettext("button", "🤝 I want to meet")


def explain_reveal(t: Catalog, organisation: str) -> str:
    return t.pgettext(
        "stepping forward",
        "🪪 <b>What it means to say who you are</b>\n"
        "• You write what you want known: a name, a number, or less.\n"
        "• The colleague at {organisation} who has your case can open it, and their leads. Nobody "
        "else finds it: it stands in no search and goes to no other authority by itself.\n"
        "• Until somebody has opened it you can take it back, and then it is gone.\n"
        "• Once it is read it cannot be unseen. Then they know who wrote the whole case, and it is "
        "kept as long as the case. You are told when it was read.",
        organisation=organisation,
    )


def button_go_on(t: Catalog) -> str:
    return t.pgettext("button", "🪪 Yes, I want to go on")


def explain_meeting(t: Catalog, organisation: str) -> str:
    return t.pgettext(
        "stepping forward",
        "🤝 <b>What it means to meet</b>\n"
        "Whoever you meet sees or hears you, and may recognise you. You need not say your name. "
        "The colleague at {organisation} who has your case can open what you write, and their "
        "leads. Until then you can take it back; after it they answer you here.\n"
        "Where would you like to meet?",
        organisation=organisation,
    )


def place(t: Catalog, kind: EntryKind) -> str:
    match kind:
        case EntryKind.MEET_OFFICE:
            return t.pgettext("meeting place", "🏛 At their office")
        case EntryKind.MEET_NEUTRAL:
            return t.pgettext("meeting place", "☕ At a neutral place")
        case _:
            return t.pgettext("meeting place", "📞 I call them")


def ask_reveal(t: Catalog) -> str:
    return t.pgettext(
        "stepping forward",
        "🪪 Write what you want known of you, and nothing more. You see it once more before it is "
        "sent.",
    )


def ask_meeting(t: Catalog) -> str:
    return t.pgettext(
        "stepping forward",
        "🤝 Write which days and hours suit you. You see it once more before it is sent.",
    )


def preview(t: Catalog, organisation: str, kind: str, text: str) -> str:
    """kind: from `forward_kind`."""
    return t.pgettext(
        "stepping forward",
        "<b>Exactly this can be opened by the colleague at {organisation} who has your case, and "
        "their leads:</b>\n{kind}\n<blockquote>{text}</blockquote>\n"
        "Until it is opened you can take it back. After that it cannot be unseen. Shall it be sent?",
        organisation=organisation,
        kind=kind,
        text=text,
    )


def button_send(t: Catalog) -> str:
    return t.pgettext("button", "✅ Yes, send it")


def button_write_again(t: Catalog) -> str:
    return t.pgettext("button", "📝 Write it anew")


def sent(t: Catalog, code: str) -> str:
    return t.pgettext(
        "stepping forward",
        "✅ It waits in case {code}, locked, until it is opened. You get a neutral line when it was "
        "read. Until then you can take it back in the case, under {cases}. I have emptied this "
        "chat.",
        code=code,
        cases="/cases",
    )


def forward_kind(t: Catalog, kind: EntryKind) -> str:
    if kind is EntryKind.REVEAL:
        return t.pgettext("stepping forward", "🪪 Who I am")
    return t.pgettext("stepping forward", "🤝 To meet: {place}", place=place(t, kind))


def own(t: Catalog, forward: Forward) -> str:
    """In the resident's own case."""
    kind, hour = forward_kind(t, forward.kind), t.hour(forward.hour)
    if forward.is_read:
        return t.pgettext(
            "stepping forward",
            "<b>You stepped forward</b>, {hour}. It was read.\n{kind}\n<blockquote>{text}</blockquote>",
            hour=hour,
            kind=kind,
            text=forward.text,
        )
    return t.pgettext(
        "stepping forward",
        "<b>You stepped forward</b>, {hour}. Nobody has read it yet; you can take it back.\n{kind}\n"
        "<blockquote>{text}</blockquote>",
        hour=hour,
        kind=kind,
        text=forward.text,
    )


def button_take_back(t: Catalog) -> str:
    return t.pgettext("button", "↩️ Take it back, unread")


def taken_back(t: Catalog, code: str) -> str:
    return t.pgettext(
        "stepping forward",
        "↩️ Taken back from case {code}. Nobody had read it, and it is destroyed.",
        code=code,
    )


def held(t: Catalog, code: str) -> str:
    """Among what is held of a chat."""
    return t.pgettext(
        "mine",
        "But in case {code} stands what you yourself wrote when you stepped forward.",
        code=code,
    )


# --- colleagues ------------------------------------------------------------------------------


def news_stepped_forward(t: Catalog, code: str, area: str) -> str:
    return t.pgettext(
        "staff notice",
        "🪪 Case {code}, {area}: the resident wants to step forward.",
        code=code,
        area=area,
    )


def wants(t: Catalog) -> str:
    """On the card while nobody has opened it."""
    return t.pgettext(
        "card",
        "🪪 <b>The resident wants to step forward.</b> Whoever has the case, or leads, can open it. "
        "The resident is told, and can take it back until then.",
    )


def has(t: Catalog) -> str:
    """On the card afterwards."""
    return t.pgettext("card", "🪪 The resident has stepped forward.")


def button_open(t: Catalog) -> str:
    return t.pgettext("button", "🪪 Read what they say")


def opened(t: Catalog, code: str, kind: str, forward: Forward) -> str:
    """kind: from `forward_kind`."""
    return t.pgettext(
        "card",
        "🪪 <b>{code}: the resident steps forward</b>, {hour}\n{kind}\n"
        "<blockquote>{text}</blockquote>\n"
        "It was given to you for this case. Do not copy it into notes or other cases. Your reading "
        "stands on the record.",
        code=code,
        hour=t.hour(forward.hour),
        kind=kind,
        text=forward.text,
    )


def asks_who(t: Catalog) -> str:
    """Above a reply that seems to ask who the resident is."""
    return t.pgettext(
        "reply",
        "🪪 <b>This seems to ask who the resident is.</b> Residents need not say that. If they "
        "want to, they step forward by themselves.",
    )
