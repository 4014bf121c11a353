"""What neighbourhood staff read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.domain.concerns import Author, Concern, Details, Entry, EntryKind, Urgency
from bot.domain.hours import COPENHAGEN
from bot.domain.people import Lang, Moderator
from bot.domain.places import Partnership
from bot.domain.roles import Role
from bot.i18n import Catalog
from bot.texts import (
    common,
    finding,
    proposals,
)
from bot.texts import resident as resident_texts


def role(t: Catalog, value: Role) -> str:
    names = {
        Role.MODERATOR: t.pgettext("role", "case worker"),
        Role.LEAD: t.pgettext("role", "lead"),
        Role.PUBLISHER: t.pgettext("role", "publisher"),
        Role.APPROVER: t.pgettext("role", "approver"),
        Role.DUTY_OFFICER: t.pgettext("role", "duty officer"),
        Role.ANALYST: t.pgettext("role", "analyst"),
        Role.ADMINISTRATOR: t.pgettext("role", "administrator"),
    }
    return names[value]


def welcome(t: Catalog, colleague: Moderator, organisation: str, areas: Sequence[str]) -> str:
    roles = t.listed([role(t, r) for r in sorted(colleague.roles)])
    parts = [
        t.pgettext(
            "staff start",
            "<b>Welcome, {pseudonym}.</b>\n{organisation}: {roles}.",
            pseudonym=colleague.pseudonym,
            organisation=organisation,
            roles=roles,
        )
    ]
    if areas:
        parts.append(t.pgettext("staff start", "Your areas: {areas}.", areas=t.listed(list(areas))))
    else:
        parts.append(t.pgettext("staff start", "Your areas: all of your organisation."))
    parts.append(
        t.pgettext(
            "staff start",
            "Colleagues and residents see you as {pseudonym} of your organisation, never by name. "
            "You never see who a resident is.",
            pseudonym=colleague.pseudonym,
        )
    )
    parts.append(t.pgettext("staff start", "Which languages do you read? Tap to change."))
    return "\n\n".join(parts)


def button_reads(t: Catalog, lang: Lang, *, reads: bool) -> str:
    name = common.language(t, lang)
    if reads:
        return t.pgettext("button", "✅ {language}", language=name)
    return t.pgettext("button", "➕ {language}", language=name)


def button_reads_page(t: Catalog) -> str:
    return t.pgettext("button", "🌐 Languages I read")


def menu(t: Catalog, colleague: Moderator) -> str:
    return t.pgettext(
        "staff menu", "{pseudonym}, what would you like to do?", pseudonym=colleague.pseudonym
    )


def button_queue(t: Catalog) -> str:
    return t.pgettext("button", "📥 Inbox")


def button_new_bulletin(t: Catalog) -> str:
    return t.pgettext("button", "📣 Write news")


def help_page(t: Catalog) -> str:
    lines = t.pgettext(
        "staff help",
        "<b>For colleagues</b>\n"
        "{queue} the inbox\n"
        "{case} open a case, with its code after it\n"
        "{bulletin} write news for areas\n"
        "{bulletins} news that was sent",
        queue="/queue",
        case="/case",
        bulletin="/bulletin",
        bulletins="/bulletins",
    )
    return f"{lines}\n{finding.help_line(t)}"


# --- the inbox -----------------------------------------------------------------------------


def queue(t: Catalog, counts: Mapping[str, int]) -> str:
    lines = [
        t.pgettext("queue", "<b>Inbox</b>"),
        t.npgettext("queue", "{n} new", "{n} new", counts["new"]),
        t.npgettext("queue", "{n} of yours", "{n} of yours", counts["mine"]),
        t.npgettext("queue", "{n} late", "{n} late", counts["late"]),
    ]
    return "\n".join(lines)


def queue_list(t: Catalog, which: str) -> str:
    titles = {
        "new": t.pgettext("queue", "Shown: new"),
        "mine": t.pgettext("queue", "Shown: yours"),
        "late": t.pgettext("queue", "Shown: late"),
        "all": t.pgettext("queue", "Shown: all open"),
        "follow": t.pgettext("queue", "Shown: to look at again"),
        "closed": t.pgettext("queue", "Shown: closed in the last two weeks, newest first"),
    }
    return titles[which]


def queue_empty(t: Catalog) -> str:
    return t.pgettext("queue", "Nothing here. Well done.")


def button_list(t: Catalog, which: str, count: int = 0) -> str:
    """count: of the cases in it, where they are counted."""
    match which:
        case "closed":
            return t.pgettext("button", "🏁 Closed")
        case "new":
            return t.pgettext("button", "🆕 New {n}", n=count)
        case "mine":
            return t.pgettext("button", "🙋 Mine {n}", n=count)
        case "late":
            return t.pgettext("button", "⏰ Late {n}", n=count)
        case "follow":
            return t.pgettext("button", "📅 Look again {n}", n=count)
        case _:
            return t.pgettext("button", "📚 All {n}", n=count)


MARK = {Urgency.DANGER: "🔴", Urgency.CHILD: "🟠", Urgency.NORMAL: "🟢"}


def button_concern(t: Catalog, concern: Concern, area: str, kind: str, *, late: bool) -> str:
    mark = MARK[concern.urgency] + ("⏰" if late else "") + ("🌐" if concern.reader_since else "")
    return t.pgettext(
        "button",
        "{mark} {code} · {area} · {kind}",
        mark=mark,
        code=concern.code,
        area=area,
        kind=kind,
    )


def news_submitted(t: Catalog, code: str, area: str, kind: str, urgency: Urgency) -> str:
    return t.pgettext(
        "staff notice",
        "New concern {code}\n{area} · {kind}\n{urgency}",
        code=code,
        area=area,
        kind=kind,
        urgency=common.urgency(t, urgency),
    )


def news_added(t: Catalog, code: str, area: str) -> str:
    return t.pgettext("staff notice", "More words in case {code}, {area}.", code=code, area=area)


def news_reopened(t: Catalog, code: str, area: str) -> str:
    return t.pgettext(
        "staff notice",
        "Case {code}, {area}: the resident says it is not solved. It is open again.",
        code=code,
        area=area,
    )


_NAMED = 10
"""Codes a reminder names; the inbox has all of them."""


def unread_waits(t: Catalog, codes: Sequence[str]) -> str:
    """codes: the most pressing first."""
    return t.npgettext(
        "staff notice",
        "⏰ {n} case has words that nobody has read for a day or longer: {codes}. This reminder "
        "comes daily until they are read.",
        "⏰ {n} cases have words that nobody has read for a day or longer, the most pressing "
        "first: {codes}. This reminder comes daily until they are read.",
        len(codes),
        codes=t.listed(list(codes[:_NAMED])),
    )


def button_open(t: Catalog) -> str:
    return t.pgettext("button", "📂 Open")


# --- the case card -------------------------------------------------------------------------


def card_head(
    t: Catalog,
    concern: Concern,
    owner: str | None,
    due: datetime | None,
    *,
    late: bool,
) -> str:
    lines = [
        t.pgettext(
            "card",
            "<b>{code}</b> · {urgency}\n{state}",
            code=concern.code,
            urgency=common.urgency(t, concern.urgency),
            state=common.status(t, concern.status),
        )
    ]
    if owner:
        lines.append(t.pgettext("card", "With {pseudonym}", pseudonym=owner))
    if due:
        day, clock = t.day(due.astimezone(COPENHAGEN).date()), t.clock(due)
        lines.append(
            t.pgettext("card", "⏰ Answer was due {day} at {time}", day=day, time=clock)
            if late
            else t.pgettext("card", "Answer due {day} at {time}", day=day, time=clock)
        )
    if concern.outcome:
        lines.append(
            t.pgettext("card", "Outcome: {outcome}", outcome=common.outcome(t, concern.outcome))
        )
    return "\n".join(lines)


def card_facts(
    t: Catalog,
    partnership: Partnership,
    concern: Concern,
    details: Details,
    category: str,
    *asked: str,
) -> str:
    area = partnership.area(concern.area).name
    return "\n".join(resident_texts.frame(t, area, category, concern.language, details, *asked))


def needs_reader(t: Catalog, lang: Lang) -> str:
    return t.pgettext(
        "card",
        "🌐 The resident reads {language}, which is not among the languages you read.",
        language=common.language(t, lang),
    )


def card_entry(t: Catalog, entry: Entry, by: str | None) -> str:
    hour = t.hour(entry.hour)
    if entry.kind is EntryKind.PROPOSAL:
        return proposals.card_entry(t, by or "–", hour, entry.text)
    if entry.kind is EntryKind.NOTE:
        return t.pgettext(
            "card",
            "🔒 <b>Note, {pseudonym}</b>, {hour}\n<blockquote>{text}</blockquote>",
            pseudonym=by or "–",
            hour=hour,
            text=entry.text,
        )
    if entry.author is Author.STAFF:
        return t.pgettext(
            "card",
            "<b>Answer, {pseudonym}</b>, {hour}\n<blockquote>{text}</blockquote>",
            pseudonym=by or "–",
            hour=hour,
            text=entry.text,
        )
    if entry.kind is EntryKind.ADDITION:
        return t.pgettext(
            "card",
            "<b>Resident, addition</b>, {hour}\n<blockquote>{text}</blockquote>",
            hour=hour,
            text=entry.text,
        )
    return t.pgettext(
        "card",
        "<b>Resident</b>, {hour}, unconfirmed\n<blockquote>{text}</blockquote>",
        hour=hour,
        text=entry.text,
    )


def button_claim(t: Catalog) -> str:
    return t.pgettext("button", "🙋 Take it")


def button_claim_and_use(t: Catalog, name: str) -> str:
    return t.pgettext("button", "📋 Take and answer: {name}", name=name)


def button_claim_and_reply(t: Catalog) -> str:
    return t.pgettext("button", "💬 Take and answer")


def button_release(t: Catalog) -> str:
    return t.pgettext("button", "↩️ Put it back")


def button_reply(t: Catalog) -> str:
    return t.pgettext("button", "💬 Answer")


def button_close(t: Catalog) -> str:
    return t.pgettext("button", "🏁 Close")


def button_note(t: Catalog) -> str:
    return t.pgettext("button", "🔒 Note")


def ask_note(t: Catalog, code: str) -> str:
    return t.pgettext(
        "note",
        "🔒 Write a note on {code}. Only colleagues who may open the case read it, never the "
        "resident.",
        code=code,
    )


def note_preview(t: Catalog, code: str, text: str) -> str:
    return t.pgettext(
        "note",
        "🔒 <b>Note on {code}, for colleagues only:</b>\n<blockquote>{text}</blockquote>",
        code=code,
        text=text,
    )


def button_keep_note(t: Catalog) -> str:
    return t.pgettext("button", "🔒 Keep the note")


def note_kept(t: Catalog, code: str) -> str:
    return t.pgettext("note", "🔒 The note on {code} is kept.", code=code)


def button_reject(t: Catalog) -> str:
    return t.pgettext("button", "🚫 Do not take it up")


def ask_rejection(t: Catalog, code: str) -> str:
    return t.pgettext(
        "close",
        "Why is {code} not taken up? The resident sees this. What colleagues should know belongs "
        "in a note.",
        code=code,
    )


def button_to_queue(t: Catalog) -> str:
    return t.pgettext("button", "📥 To the inbox")


def claimed(t: Catalog, code: str) -> str:
    return t.pgettext("card", "🙋 You have taken {code}.", code=code)


def released(t: Catalog, code: str) -> str:
    return t.pgettext("card", "↩️ {code} is back in the inbox.", code=code)


def ask_reply(t: Catalog, code: str, lang: Lang, *, ready: bool) -> str:
    text = t.pgettext(
        "reply",
        "Write the answer to {code}. The resident reads {language}. You see it once more before it "
        "is sent.",
        code=code,
        language=common.language(t, lang),
    )
    if not ready:
        return text
    choose = t.pgettext(
        "reply",
        "Or choose a ready answer. It is in the language of the resident, and you can change it "
        "before you send it.",
    )
    return f"{text}\n\n{choose}"


def button_ready_answer(t: Catalog, name: str) -> str:
    return t.pgettext("button", "📋 {answer}", answer=name)


def button_ready_answer_missing(t: Catalog, name: str, lang: Lang) -> str:
    return t.pgettext(
        "button",
        "⚠️ {answer} (not in {language})",
        answer=name,
        language=common.language(t, lang),
    )


def reply_in_other_language(t: Catalog, written: Lang, reads: Lang) -> str:
    return t.pgettext(
        "reply",
        "⚠️ <b>This looks like {written}, but the resident reads {reads}.</b> A ready answer is "
        "always in their language, or somebody who reads it can help.",
        written=common.language(t, written),
        reads=common.language(t, reads),
    )


def reply_meaning(t: Catalog, text: str) -> str:
    return t.pgettext(
        "reply", "In your language it says:\n<blockquote>{text}</blockquote>", text=text
    )


def waits_for_code(t: Catalog) -> str:
    return t.pgettext(
        "card",
        "🔑 This case waits for a code: the resident comes back with it. Nothing can announce an "
        "answer.",
    )


def reply_preview(t: Catalog, code: str, exact: str, *, waits: bool = False) -> str:
    """waits: nothing announces the reply; see `waits_for_code`."""
    head = t.pgettext(
        "reply", "<b>This is exactly what the resident of {code} will see:</b>", code=code
    )
    tail = t.pgettext(
        "reply",
        "It is announced by a neutral line, within 5 minutes at random. <b>Send at once</b> only if "
        "it cannot wait: somebody beside the resident may see whose phone lights up.",
    )
    return f"{head}\n\n{exact}\n\n{waits_for_code(t) if waits else tail}"


def button_send_reply(t: Catalog) -> str:
    return t.pgettext("button", "📨 Send")


def button_send_at_once(t: Catalog) -> str:
    return t.pgettext("button", "⚡ Send at once")


def button_send_anyway(t: Catalog) -> str:
    return t.pgettext("button", "📨 Send anyway")


def button_ready_answers(t: Catalog) -> str:
    return t.pgettext("button", "📋 Ready answers")


def button_change_ready_made(t: Catalog) -> str:
    return t.pgettext("button", "✏️ Change the words")


def change_ready_made(t: Catalog, text: str) -> str:
    return t.pgettext(
        "reply",
        "✏️ Tap the words to copy them, put them into your message, change them and send it. It "
        "takes the place of these:\n\n<code>{text}</code>",
        text=text,
    )


def button_rewrite(t: Catalog) -> str:
    return t.pgettext("button", "📝 Write it again")


def reply_waits(t: Catalog, code: str) -> str:
    return t.pgettext("reply", "📨 The answer to {code} waits for the resident's code.", code=code)


def reply_sent(t: Catalog, code: str) -> str:
    return t.pgettext("reply", "📨 The answer to {code} is queued.", code=code)


def ask_outcome(t: Catalog, code: str) -> str:
    return t.pgettext("close", "How did {code} end? The resident sees this.", code=code)


def closed(t: Catalog, code: str, outcome: str) -> str:
    return t.pgettext("close", "🏁 {code} is closed: {outcome}.", code=code, outcome=outcome)


def which_case(t: Catalog) -> str:
    return t.pgettext(
        "card", "Write the code after the command, such as {example}.", example="/case K7M-4QX"
    )


def text_without_place(t: Catalog) -> str:
    return t.pgettext(
        "staff help",
        "I have not sent that to anybody. To answer a case, open it and choose Answer first.",
    )
