"""Hand-overs between organisations: what colleagues read, and what the resident is told."""

from __future__ import annotations

from typing import assert_never

from bot.domain.concerns import Author, Concern, Entry
from bot.domain.handovers import Handover, Kind, Purpose, State, WhyReturned
from bot.domain.words import cut
from bot.i18n import Catalog
from bot.texts import common

_WORDS_ON_A_BUTTON = 24

# --- facts -------------------------------------------------------------------------------------


def kind(t: Catalog, value: Kind) -> str:
    match value:
        case Kind.SHARE:
            return t.pgettext("hand-over kind", "to look along; the case stays where it is")
        case Kind.MOVE:
            return t.pgettext("hand-over kind", "to take the case over")
        case _:
            assert_never(value)


def purpose(t: Catalog, value: Purpose) -> str:
    match value:
        case Purpose.PREVENTION:
            return t.pgettext("hand-over purpose", "to prevent harm together")
        case Purpose.DANGER:
            return t.pgettext("hand-over purpose", "somebody is in immediate danger")
        case Purpose.CHILD:
            return t.pgettext("hand-over purpose", "a child or young person needs help")
        case Purpose.OTHER_AREA:
            return t.pgettext("hand-over purpose", "it concerns another municipality's area too")
        case Purpose.WRONG_AUTHORITY:
            return t.pgettext("hand-over purpose", "another authority is responsible")
        case _:
            assert_never(value)


def why(t: Catalog, value: WhyReturned) -> str:
    match value:
        case WhyReturned.NOT_OURS:
            return t.pgettext("hand-over return", "Not ours to handle")
        case WhyReturned.TOO_LITTLE:
            return t.pgettext("hand-over return", "Too little to act on")
        case WhyReturned.NO_BASIS:
            return t.pgettext("hand-over return", "The legal basis does not hold")
        case WhyReturned.KNOWN:
            return t.pgettext("hand-over return", "Known to us already")
        case _:
            assert_never(value)


def state(t: Catalog, value: State) -> str:
    match value:
        case State.OFFERED:
            return t.pgettext("hand-over state", "waits for an answer")
        case State.ACCEPTED:
            return t.pgettext("hand-over state", "accepted")
        case State.RETURNED:
            return t.pgettext("hand-over state", "returned")
        case State.WITHDRAWN:
            return t.pgettext("hand-over state", "taken back")
        case State.ENDED:
            return t.pgettext("hand-over state", "ended")
        case _:
            assert_never(value)


def facts(t: Catalog, value: Handover, basis: str) -> str:
    return t.pgettext(
        "hand-over",
        "For what: {kind}\nPurpose: {purpose}\nLegal basis: {basis}",
        kind=kind(t, value.kind),
        purpose=purpose(t, value.purpose),
        basis=basis,
    )


# --- one case and its hand-overs ---------------------------------------------------------------


def button_others(t: Catalog) -> str:
    return t.pgettext("button", "🤝 Share or hand over")


def of_case(t: Catalog, code: str) -> str:
    return t.pgettext(
        "hand-over",
        "<b>{code}</b>: share it or hand it over\nOthers see nothing before one of their leads has "
        "accepted, and then only what you picked.",
        code=code,
    )


def line(t: Catalog, value: Handover, receiver: str) -> str:
    return t.pgettext(
        "hand-over",
        "{hour}, {organisation}: {kind} ({state})",
        hour=t.hour(value.at // 3600),
        organisation=receiver,
        kind=kind(t, value.kind),
        state=state(t, value.state),
    )


def button_new(t: Catalog) -> str:
    return t.pgettext("button", "➕ New offer")


def button_withdraw(t: Catalog, receiver: str) -> str:
    return t.pgettext("button", "↩️ Take back from {organisation}", organisation=receiver)


def button_end(t: Catalog, receiver: str) -> str:
    return t.pgettext("button", "⛔ End: {organisation}", organisation=receiver)


def withdrawn(t: Catalog, code: str, receiver: str) -> str:
    return t.pgettext(
        "hand-over",
        "↩️ The offer of {code} to {organisation} is taken back. They have seen nothing of it.",
        code=code,
        organisation=receiver,
    )


def ended(t: Catalog, code: str, receiver: str) -> str:
    return t.pgettext(
        "hand-over",
        "⛔ {organisation} can no longer read {code}. Their chats are being emptied of it.",
        code=code,
        organisation=receiver,
    )


# --- putting an offer together -----------------------------------------------------------------


def ask_receiver(t: Catalog, code: str) -> str:
    return t.pgettext("hand-over", "Who is {code} for?", code=code)


def ask_kind(t: Catalog, receiver: str) -> str:
    return t.pgettext("hand-over", "What shall {organisation} do?", organisation=receiver)


def button_kind(t: Catalog, value: Kind) -> str:
    match value:
        case Kind.SHARE:
            return t.pgettext("button", "👁 Look along: we keep the case")
        case Kind.MOVE:
            return t.pgettext("button", "➡️ Take over: it becomes theirs")
        case _:
            assert_never(value)


def ask_picked(t: Catalog, receiver: str, picked: int) -> str:
    head = t.pgettext(
        "hand-over",
        "What may {organisation} read? Tap each contribution. Notes stay with us, and what is "
        "masked stays masked.",
        organisation=receiver,
    )
    count = t.npgettext("hand-over", "{n} picked", "{n} picked", picked)
    return f"{head}\n\n{count}"


def button_entry(t: Catalog, entry: Entry, *, picked: bool) -> str:
    mark = "✅" if picked else "⬜"
    words = cut(entry.text, _WORDS_ON_A_BUTTON)
    if entry.author is Author.STAFF:
        return t.pgettext("button", "{mark} Our answer: {words}", mark=mark, words=words)
    return t.pgettext("button", "{mark} Resident: {words}", mark=mark, words=words)


def ask_purpose(t: Catalog) -> str:
    return t.pgettext("hand-over", "What is it for? The resident is told this.")


def ask_basis(t: Catalog) -> str:
    return t.pgettext("hand-over", "Which law allows it?")


def preview(t: Catalog, receiver: str) -> str:
    return t.pgettext(
        "hand-over",
        "<b>This is exactly what {organisation} will see once they have accepted:</b>",
        organisation=receiver,
    )


def preview_end(t: Catalog, value: Kind) -> str:
    if value is Kind.SHARE:
        return t.pgettext(
            "hand-over",
            "They see no name, no later word and no note of ours. The resident is told when they "
            "accept.",
        )
    return t.pgettext(
        "hand-over",
        "When they accept, the case leaves your list: they read this and what comes later, and "
        "answer from then on. The resident is told.",
    )


def button_offer(t: Catalog) -> str:
    return t.pgettext("button", "🤝 Offer it")


def offered(t: Catalog, code: str, receiver: str) -> str:
    return t.pgettext(
        "hand-over",
        "🤝 {code} is offered to {organisation}. You are told when they answer.",
        code=code,
        organisation=receiver,
    )


# --- the receiver ------------------------------------------------------------------------------


def news(t: Catalog, sender: str) -> str:
    return t.pgettext(
        "staff notice", "🤝 {organisation} asks you to look at a case.", organisation=sender
    )


def offer(t: Catalog, sender: str) -> str:
    return t.pgettext(
        "hand-over", "<b>🤝 {organisation} offers you a case</b>", organisation=sender
    )


def offer_end(t: Catalog) -> str:
    return t.pgettext(
        "hand-over",
        "You see what was picked when you accept. That is put on record, and the resident is told.",
    )


def button_accept(t: Catalog) -> str:
    return t.pgettext("button", "✅ Accept")


def button_return(t: Catalog) -> str:
    return t.pgettext("button", "↩️ Return")


def ask_why(t: Catalog, sender: str) -> str:
    return t.pgettext("hand-over", "Why does it go back to {organisation}?", organisation=sender)


def ask_return(t: Catalog, sender: str, value: WhyReturned) -> str:
    return t.pgettext(
        "hand-over",
        "Back to {organisation}: {reason}.\nIf you like, write them a sentence first; it becomes a "
        "note on their case. Do not write what could name somebody.",
        organisation=sender,
        reason=why(t, value),
    )


def return_preview(t: Catalog, sender: str, value: WhyReturned, text: str) -> str:
    return t.pgettext(
        "hand-over",
        "Back to {organisation}: {reason}.\n<blockquote>{text}</blockquote>",
        organisation=sender,
        reason=why(t, value),
        text=text,
    )


def button_give_back(t: Catalog) -> str:
    return t.pgettext("button", "↩️ Send it back")


def given_back(t: Catalog, sender: str) -> str:
    return t.pgettext("hand-over", "↩️ It is back with {organisation}.", organisation=sender)


def taken_over(t: Catalog, code: str) -> str:
    return t.pgettext(
        "hand-over", "✅ {code} is your organisation's now, and yours to answer.", code=code
    )


def opened(t: Catalog, code: str) -> str:
    return t.pgettext("hand-over", "✅ {code} is open to your organisation.", code=code)


# --- the answer, at the sender -----------------------------------------------------------------


def answered(t: Catalog, value: Handover, code: str, receiver: str) -> str:
    if value.state is State.RETURNED and value.why:
        return t.pgettext(
            "staff notice",
            "↩️ {organisation} has returned {code}: {reason}.",
            organisation=receiver,
            code=code,
            reason=why(t, value.why),
        )
    if value.kind is Kind.MOVE:
        return t.pgettext(
            "staff notice",
            "🤝 {organisation} has taken {code} over. It is no longer in your lists.",
            organisation=receiver,
            code=code,
        )
    return t.pgettext(
        "staff notice",
        "🤝 {organisation} looks along in {code}. The case stays with you.",
        organisation=receiver,
        code=code,
    )


# --- what was shared ---------------------------------------------------------------------------


def excerpt_head(t: Catalog, concern: Concern, sender: str, area: str, category: str) -> str:
    return t.pgettext(
        "hand-over",
        "<b>👁 {code}</b> from {organisation}\n{area} · {category}\n{urgency}",
        code=concern.code,
        organisation=sender,
        area=area,
        category=category,
        urgency=common.urgency(t, concern.urgency),
    )


def excerpt_end(t: Catalog, sender: str) -> str:
    return t.pgettext(
        "hand-over",
        "That is all that was shared. {organisation} answers the resident; you can write them a "
        "note.",
        organisation=sender,
    )


def ask_note(t: Catalog, code: str, sender: str) -> str:
    return t.pgettext(
        "hand-over",
        "🔒 Write a note on {code}. {organisation} reads it, never the resident.",
        code=code,
        organisation=sender,
    )


def note_preview(t: Catalog, code: str, sender: str, text: str) -> str:
    return t.pgettext(
        "hand-over",
        "🔒 <b>Note on {code} to {organisation}:</b>\n<blockquote>{text}</blockquote>",
        code=code,
        organisation=sender,
        text=text,
    )


def note_kept(t: Catalog, sender: str) -> str:
    return t.pgettext("hand-over", "🔒 {organisation} has your note.", organisation=sender)


def note_news(t: Catalog, code: str, receiver: str) -> str:
    return t.pgettext(
        "staff notice",
        "🔒 {organisation} has written a note on {code}.",
        organisation=receiver,
        code=code,
    )


def withheld(t: Catalog, count: int, organisation: str) -> str:
    return t.npgettext(
        "card",
        "🔒 {n} contribution stays with {organisation}.",
        "🔒 {n} contributions stay with {organisation}.",
        count,
        organisation=organisation,
    )


# --- the lists ---------------------------------------------------------------------------------


def button_handovers(t: Catalog) -> str:
    return t.pgettext("button", "🤝 With others")


def list_title(t: Catalog, which: str) -> str:
    match which:
        case "waiting":
            return t.pgettext("hand-over", "<b>Offered to us</b>")
        case "shared":
            return t.pgettext("hand-over", "<b>Shared with us</b>")
        case "offered":
            return t.pgettext("hand-over", "<b>Our offers without an answer</b>")
        case _:
            return t.pgettext("hand-over", "<b>Handed over</b>\nOthers answer these now.")


def list_empty(t: Catalog) -> str:
    return t.pgettext("hand-over", "Nothing here.")


def button_list(t: Catalog, which: str) -> str:
    match which:
        case "waiting":
            return t.pgettext("button", "🤝 Offered to us")
        case "shared":
            return t.pgettext("button", "👁 Shared with us")
        case "offered":
            return t.pgettext("button", "⏳ Our offers")
        case _:
            return t.pgettext("button", "➡️ Handed over")


def button_waiting(t: Catalog, sender: str, hour: int) -> str:
    return t.pgettext("button", "{organisation} · {hour}", organisation=sender, hour=t.hour(hour))


def button_of(t: Catalog, code: str, organisation: str) -> str:
    return t.pgettext("button", "{code} · {organisation}", code=code, organisation=organisation)


def gone(t: Catalog, code: str, receiver: str, hour: int) -> str:
    return t.pgettext(
        "hand-over",
        "{code}: {organisation}, {hour}",
        code=code,
        organisation=receiver,
        hour=t.hour(hour),
    )


# --- the resident ------------------------------------------------------------------------------


def told(t: Catalog, value: Handover, sender: str, receiver: str) -> str:
    """What became of a case, for its resident."""
    hour = t.hour((value.answered or 0) // 3600)
    reason = purpose(t, value.purpose)
    if value.kind is Kind.MOVE:
        return t.pgettext(
            "case",
            "🤝 {hour}: {sender} handed your case over to {receiver}, because: {purpose}. Only "
            "chosen parts of what was written before went along. {receiver} answers you from now "
            "on.",
            hour=hour,
            sender=sender,
            receiver=receiver,
            purpose=reason,
        )
    if value.state is State.ENDED:
        return t.pgettext(
            "case",
            "🤝 {hour}: {sender} showed chosen parts of your case to {receiver}, because: "
            "{purpose}. They can no longer open them.",
            hour=hour,
            sender=sender,
            receiver=receiver,
            purpose=reason,
        )
    return t.pgettext(
        "case",
        "🤝 {hour}: {sender} showed chosen parts of your case to {receiver}, because: {purpose}. "
        "The rest was not shared, and {sender} goes on answering you.",
        hour=hour,
        sender=sender,
        receiver=receiver,
        purpose=reason,
    )
