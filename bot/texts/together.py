"""Working together on a case: who has it, who writes, who has stepped back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.domain.people import Lang
from bot.i18n import Catalog
from bot.texts import common

# --- giving a case to a colleague ----------------------------------------------------------


def button_assign(t: Catalog) -> str:
    return t.pgettext("button", "👤 Give to a colleague")


def ask_colleague(t: Catalog, code: str) -> str:
    return t.pgettext(
        "assign",
        "<b>{code}</b>: who takes it over? Behind each name: open cases, and the languages they "
        "read.",
        code=code,
    )


def nobody_to_ask(t: Catalog, code: str) -> str:
    return t.pgettext("assign", "<b>{code}</b>: nobody else here serves this area.", code=code)


def button_colleague(
    t: Catalog, pseudonym: str, cases: int, reads: Iterable[Lang], *, on_duty: bool
) -> str:
    languages = t.listed([common.language(t, lang) for lang in sorted(reads)])
    if on_duty:
        return t.pgettext(
            "button",
            "{pseudonym} · {n} · {languages}",
            pseudonym=pseudonym,
            n=cases,
            languages=languages,
        )
    return t.pgettext(
        "button",
        "🌙 {pseudonym} · {n} · {languages}",
        pseudonym=pseudonym,
        n=cases,
        languages=languages,
    )


def button_to_inbox(t: Catalog) -> str:
    return t.pgettext("button", "↩️ Back to the inbox")


def assigned(t: Catalog, code: str, pseudonym: str) -> str:
    return t.pgettext(
        "assign", "👤 {code} is with {pseudonym} now.", code=code, pseudonym=pseudonym
    )


def given_to_you(t: Catalog, code: str, area: str, by: str) -> str:
    return t.pgettext(
        "staff notice",
        "👤 {pseudonym} has given you case {code}, {area}.",
        pseudonym=by,
        code=code,
        area=area,
    )


def taken_from_you(t: Catalog, code: str, by: str, to: str) -> str:
    return t.pgettext(
        "staff notice",
        "👤 {lead} has given case {code} to {pseudonym}. You need do nothing more.",
        lead=by,
        code=code,
        pseudonym=to,
    )


# --- before leave --------------------------------------------------------------------------


def button_leave(t: Catalog) -> str:
    return t.pgettext("button", "🧳 My cases before leave")


def leave(t: Catalog, count: int) -> str:
    return t.npgettext(
        "leave",
        "<b>Before leave</b>\nYou have {n} open case. Tap it to give it to a colleague or put it "
        "back.",
        "<b>Before leave</b>\nYou have {n} open cases. Tap one to give it to a colleague or put "
        "it back.",
        count,
    )


def nothing_left(t: Catalog) -> str:
    return t.pgettext("leave", "<b>Before leave</b>\nYou have no open cases. Have a good time.")


def button_all_to_inbox(t: Catalog) -> str:
    return t.pgettext("button", "↩️ All back to the inbox")


def button_all_to_colleague(t: Catalog) -> str:
    return t.pgettext("button", "👤 All to a colleague")


def ask_colleague_for_all(t: Catalog) -> str:
    return t.pgettext(
        "leave", "Who takes over all your cases? Cases of areas they do not serve stay with you."
    )


def ask_all_to_inbox(t: Catalog, count: int) -> str:
    return t.npgettext(
        "leave",
        "Put your {n} case back in the inbox?",
        "Put all your {n} cases back in the inbox?",
        count,
    )


def ask_all_to_colleague(t: Catalog, count: int, pseudonym: str) -> str:
    return t.npgettext(
        "leave",
        "Give your {n} case to {pseudonym}?",
        "Give all your {n} cases to {pseudonym}?",
        count,
        pseudonym=pseudonym,
    )


def button_all_for_sure(t: Catalog) -> str:
    return t.pgettext("button", "✅ Yes, all of them")


# --- stepping back -------------------------------------------------------------------------


def button_step_back(t: Catalog) -> str:
    return t.pgettext("button", "🙅 I know the people in it")


def ask_step_back(t: Catalog, code: str) -> str:
    return t.pgettext(
        "step back",
        "<b>Step back from {code}?</b>\nYou will not see this case any more: not in lists, not by "
        "its code, in no message. If you have it, it goes back to the inbox. Colleagues see only "
        "that somebody has stepped back. Your chat is emptied. Only a lead can let you in again.",
        code=code,
    )


def button_step_back_for_sure(t: Catalog) -> str:
    return t.pgettext("button", "🙅 Yes, step back")


def stepped_back(t: Catalog, code: str) -> str:
    return t.pgettext("step back", "🙅 You have stepped back from {code}.", code=code)


def button_lift(t: Catalog) -> str:
    return t.pgettext("button", "🔓 Let who stepped back in again")


def lifted(t: Catalog, code: str) -> str:
    return t.pgettext(
        "step back", "🔓 Who had stepped back from {code} can open it again.", code=code
    )


def lifted_for_you(t: Catalog, code: str) -> str:
    return t.pgettext(
        "staff notice",
        "🔓 A lead has let you in again to case {code}. You can step back once more at any time.",
        code=code,
    )


def nobody_left(t: Catalog, code: str, area: str) -> str:
    return t.pgettext(
        "staff notice",
        "⚠️ Nobody who serves {area} can open case {code} any more: they have stepped back. Please "
        "let somebody else serve the area.",
        area=area,
        code=code,
    )


# --- on the card ---------------------------------------------------------------------------


def is_writing(t: Catalog, pseudonyms: Sequence[str]) -> str:
    return t.npgettext(
        "card",
        "✍️ {pseudonyms} is writing about this case.",
        "✍️ {pseudonyms} are writing about this case.",
        len(pseudonyms),
        pseudonyms=t.listed(list(pseudonyms)),
    )


def somebody_stepped_back(t: Catalog) -> str:
    return t.pgettext("card", "🙅 A colleague has stepped back from this case.")
