"""What stands in a linked group of colleagues, and how one is linked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.i18n import Catalog


def digest(t: Catalog, organisation: str, cards: Sequence[str], counts: Mapping[str, int]) -> str:
    """cards: of cases nobody has yet."""
    head = t.pgettext("group", "📋 <b>{organisation}</b>", organisation=organisation)
    numbers = t.pgettext(
        "group",
        "New: {new}. Late: {late}. Danger or child: {urgent}.",
        new=counts["new"],
        late=counts["late"],
        urgent=counts["urgent"],
    )
    if not cards:
        rest = t.pgettext("group", "No case waits for somebody to take it.")
        return f"{head}\n{numbers}\n\n{rest}"
    hint = t.pgettext("group", "Tap a code: the case opens in your own chat with me.")
    return "\n".join([head, numbers, "", *cards, "", hint])


def post(t: Catalog, card: str) -> str:
    """One line, so that phones light up."""
    return card


def button_case(t: Catalog, code: str) -> str:
    return t.alone(code)


def button_group(t: Catalog) -> str:
    return t.pgettext("button", "👥 Our group")


def page(t: Catalog, *, linked: bool) -> str:
    what = t.pgettext(
        "group",
        "👥 <b>A group for your team</b>\n"
        "I can keep one message up to date in a Telegram group of yours: how many cases are new and "
        "late, and the codes nobody has taken yet. Danger and children come at once. Never words, "
        "never who writes.",
    )
    if linked:
        state = t.pgettext("group", "A group is linked. A new code links another one instead.")
    else:
        state = t.pgettext("group", "No group is linked.")
    return f"{what}\n\n{state}"


def button_code(t: Catalog) -> str:
    return t.pgettext("button", "🔗 Get a code")


def button_unlink(t: Catalog) -> str:
    return t.pgettext("button", "✂️ End the link")


def button_choose_group(t: Catalog) -> str:
    return t.pgettext("button", "👥 Choose a group")


def code(t: Catalog, command: str) -> str:
    return t.pgettext(
        "group",
        "Add me to the group, then write this there yourself, under your own name:\n\n"
        "<code>{command}</code>\n\n"
        "It works once, within an hour.",
        command=command,
    )


def unlinked(t: Catalog) -> str:
    return t.pgettext("group", "The link has ended. I say nothing more in the group.")


# --- said in the group -------------------------------------------------------------------------


def added(t: Catalog) -> str:
    """To a group that nobody has linked."""
    return t.pgettext(
        "group",
        "Hello. I am silent here until a lead or an administrator links this group with a code "
        "from their own chat with me ({command}).",
        command="/gruppe",
    )


def linked(t: Catalog, organisation: str) -> str:
    return t.pgettext(
        "group",
        "This group is linked to {organisation}. Here I show codes, areas and kinds of cases, "
        "nothing else. Cases open in your own chat with me.",
        organisation=organisation,
    )


def write_in_private(t: Catalog) -> str:
    return t.pgettext("group", "Please write to me in our own chat. I answer nothing here.")


def unknown_account(t: Catalog) -> str:
    """To Telegram's anonymous administrators and to channels."""
    return t.pgettext(
        "group",
        "I cannot see whose account this is, so I do nothing. Please write under your own name.",
    )
