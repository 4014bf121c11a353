"""What is said around initiatives."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.initiatives import Initiative, InitiativePart, Step
from bot.i18n import Catalog


def step(t: Catalog, value: Step) -> str:
    match value:
        case Step.PLANNED:
            return t.pgettext("initiative", "Planned")
        case Step.STARTED:
            return t.pgettext("initiative", "Begun")
        case Step.DONE:
            return t.pgettext("initiative", "Finished")


def line(t: Catalog, value: Step) -> str:
    """The small line that says how far it has come."""
    match value:
        case Step.PLANNED:
            return t.pgettext("initiative", "● planned – ○ begun – ○ finished")
        case Step.STARTED:
            return t.pgettext("initiative", "● planned – ● begun – ○ finished")
        case Step.DONE:
            return t.pgettext("initiative", "● planned – ● begun – ● finished")


def in_news(t: Catalog, value: InitiativePart) -> str:
    return t.pgettext(
        "initiative",
        "🌱 <b>{name}</b>\n{line}",
        name=value.names.get(t.lang, "–"),
        line=line(t, value.step),
    )


def button_initiatives(t: Catalog) -> str:
    return t.pgettext("button", "🌱 Initiatives")


def near(t: Catalog) -> str:
    return t.pgettext(
        "initiative", "🌱 <b>Initiatives</b>\nWhat is being done in the areas you follow."
    )


def none_near(t: Catalog) -> str:
    return t.pgettext("initiative", "🌱 Nothing is planned in the areas you follow just now.")


def button_initiative(t: Catalog, value: Initiative) -> str:
    return t.pgettext(
        "button", "🌱 {name}: {step}", name=value.names[t.lang], step=step(t, value.step)
    )


def card(t: Catalog, value: Initiative, sender: str, areas: Sequence[str]) -> str:
    return t.pgettext(
        "initiative",
        "🌱 <b>{name}</b>\n{line}\n{sender}\n{areas}",
        name=value.names[t.lang],
        line=line(t, value.step),
        sender=sender,
        areas=t.listed(list(areas)),
    )


def followed(t: Catalog) -> str:
    return t.pgettext("initiative", "✅ You follow it: you are told of every step.")


def button_follow(t: Catalog, *, followed: bool) -> str:
    if followed:
        return t.pgettext("button", "➖ Stop following this initiative")
    return t.pgettext("button", "➕ Follow this initiative")


def mine(t: Catalog, count: int) -> str:
    return t.npgettext(
        "mine",
        "{n} initiative that you follow: {news}",
        "{n} initiatives that you follow: {news}",
        count,
        news="/news",
    )


# --- staff -------------------------------------------------------------------------------------


def choose(t: Catalog) -> str:
    return t.pgettext(
        "initiative",
        "🌱 <b>Initiatives of your organisation</b>\nChoose one to tell of its next step, or begin a "
        "new one: then the first line of each text is its name. Somebody else signs, as all news.",
    )


def button_new(t: Catalog) -> str:
    return t.pgettext("button", "➕ New initiative")


def choose_step(t: Catalog, name: str) -> str:
    return t.pgettext(
        "initiative", "🌱 <b>{name}</b>\nWhich step does the news tell of?", name=name
    )
