"""The screens of neighbourhood staff."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from bot.domain.actions import (
    Action,
    ChooseOutcome,
    ChooseRejection,
    Claim,
    Close,
    Go,
    KeepNote,
    MoreOfCase,
    Page,
    QueueList,
    ReadsLanguage,
    ReadyAnswers,
    Release,
    SendReply,
    ShowConcern,
    ShowQueue,
    UseReadyAnswer,
    WriteNote,
    WriteReply,
)
from bot.domain.concerns import (
    CHOSEN_BY_STAFF,
    REJECTIONS,
    Author,
    Concern,
    Details,
    Entry,
    EntryKind,
)
from bot.domain.dialogues import Dialogue
from bot.domain.ids import ModeratorId
from bot.domain.people import Lang, Moderator
from bot.domain.places import Partnership
from bot.domain.replies import ReadyAnswer, fitting
from bot.domain.roles import Deed
from bot.domain.screens import Button, Rows, Screen
from bot.domain.tongues import guess
from bot.i18n import Catalog
from bot.screens import pictures
from bot.screens.common import back, cancel, messages, pairs, singles
from bot.texts import common as common_texts
from bot.texts import groups as group_texts
from bot.texts import masking as masking_texts
from bot.texts import mutes as mute_texts
from bot.texts import report as report_texts
from bot.texts import resident as resident_texts
from bot.texts import staff as texts


def reads(t: Catalog, partnership: Partnership, colleague: Moderator) -> Screen:
    """Role card of a colleague, and the languages they read."""
    organisation = t.name(partnership.organisation(colleague.organisation).names)
    areas = [a.name for a in partnership.areas.values() if a.id in colleague.areas]
    buttons = singles(
        Button(texts.button_reads(t, lang, reads=lang in colleague.reads), ReadsLanguage(lang))
        for lang in Lang
    )
    text = texts.welcome(t, colleague, organisation, areas)
    return Screen(text=text, rows=(*buttons, (back(t),)))


def menu(t: Catalog, colleague: Moderator) -> Screen:
    """What the roles allow, then what everybody has."""
    work = []
    if colleague.may(Deed.READ):
        work.append((texts.button_queue(t), Page.QUEUE))
    if colleague.may(Deed.DECIDE_MUTE):
        work.append((mute_texts.button_decisions(t), Page.DECISIONS))
    if colleague.may(Deed.WRITE_BULLETIN):
        work.append((texts.button_new_bulletin(t), Page.BULLETIN))
    if colleague.may(Deed.REPORT):
        work.append((report_texts.button_report(t), Page.REPORT))
    if colleague.may(Deed.LINK_GROUP):
        work.append((group_texts.button_group(t), Page.GROUP))
    others = (
        (texts.button_reads_page(t), Page.READS),
        (resident_texts.button_help(t), Page.HELP),
        (resident_texts.button_language(t), Page.LANGUAGE),
    )
    rows = (
        *singles(Button(label, Go(page)) for label, page in work),
        *pairs(Button(label, Go(page)) for label, page in others),
    )
    return Screen(text=texts.menu(t, colleague), rows=rows)


def queue(
    t: Catalog,
    partnership: Partnership,
    which: QueueList,
    found: Sequence[Concern],
    counts: Mapping[str, int],
    *,
    page: int,
    more: bool,
    now: datetime,
) -> Screen:
    """New, mine and late on one screen; the chosen list below, urgent first."""
    tabs = pairs(
        Button(texts.button_list(t, w.value, counts[w.value]), ShowQueue(w, 0)) for w in QueueList
    )
    cases = singles(_queue_button(t, partnership, c, now) for c in found)
    shown = texts.queue_list(t, which.value, page) if found else texts.queue_empty(t)
    rows = (*cases, *_paging(t, page, lambda n: ShowQueue(which, n), more=more), *tabs, (back(t),))
    return Screen(text=f"{texts.queue(t, counts)}\n\n{shown}", rows=rows)


def _queue_button(t: Catalog, partnership: Partnership, concern: Concern, now: datetime) -> Button:
    area = partnership.area(concern.area).name
    kind = t.name(partnership.category(concern.category).names)
    label = texts.button_concern(t, concern, area, kind, late=concern.is_late(now))
    return Button(label, ShowConcern(concern.id))


def _paging(t: Catalog, page: int, to: Callable[[int], Action], *, more: bool) -> Rows:
    """to: the button's action for a page."""
    row = []
    if page:
        row.append(Button(common_texts.button_newer(t), to(page - 1)))
    if more:
        row.append(Button(common_texts.button_older(t), to(page + 1)))
    return (tuple(row),) if row else ()


def card(
    t: Catalog,
    partnership: Partnership,
    colleague: Moderator,
    concern: Concern,
    details: Details,
    entries: Sequence[Entry],
    pseudonyms: Mapping[ModeratorId, str],
    *,
    said: str = "",
    now: datetime,
) -> tuple[Screen, ...]:
    """A case for a colleague. said: what just happened to it, above the card."""
    owner = pseudonyms.get(concern.claimed_by) if concern.claimed_by else None
    due = datetime.fromtimestamp(concern.due, UTC) if concern.due else None
    parts = [
        texts.card_head(t, concern, owner, due, late=concern.is_late(now)),
        texts.card_facts(t, partnership, concern, details),
        *(part for e in entries for part in _contribution(t, e, pseudonyms)),
    ]
    if concern.language not in colleague.reads:
        parts.insert(2, texts.needs_reader(t, concern.language))
    if concern.code_only:
        parts.append(texts.waits_for_code(t))
    if said:
        parts.insert(0, said)
    looks = pictures.case_rows(t, concern.id, entries, staff=True)
    return messages(parts, (*looks, *_card_rows(t, colleague, concern)), protect=True)


def _contribution(t: Catalog, entry: Entry, pseudonyms: Mapping[ModeratorId, str]) -> Sequence[str]:
    by = pseudonyms.get(entry.by) if entry.by else None
    return [texts.card_entry(t, entry, by), *pictures.lines(t, entry.pictures)]


def _card_rows(t: Catalog, colleague: Moderator, concern: Concern) -> Rows:
    more = Button(masking_texts.button_more(t), MoreOfCase(concern.id))
    ways_on: Rows = ((more,), (Button(texts.button_to_queue(t), Go(Page.QUEUE)), back(t)))
    note = Button(texts.button_note(t), WriteNote(concern.id))
    if concern.is_open and concern.claimed_by is None:
        return ((Button(texts.button_claim(t), Claim(concern.id)),), (note,), *ways_on)
    if not concern.is_open or concern.claimed_by != colleague.id:
        return ((note,), *ways_on)
    return (
        (Button(texts.button_reply(t), WriteReply(concern.id)), note),
        (
            Button(texts.button_close(t), ChooseOutcome(concern.id)),
            Button(texts.button_release(t), Release(concern.id)),
        ),
        *ways_on,
    )


READY_ANSWERS = 6
"""On one screen, so that the question above them stays in sight."""


def ask_reply(t: Catalog, partnership: Partnership, concern: Concern, page: int = 0) -> Screen:
    """How to write the reply, and the ready answers that fit the case."""
    found = fitting(partnership.phrasebook, concern)
    begin = page * READY_ANSWERS
    answers = singles(
        Button(_ready_label(t, answer, concern.language), UseReadyAnswer(concern.id, answer.id))
        for answer in found[begin : begin + READY_ANSWERS]
    )
    more = bool(found[begin + READY_ANSWERS :])
    turning = _paging(t, page, lambda n: ReadyAnswers(concern.id, n), more=more)
    text = texts.ask_reply(t, concern.code, concern.language, ready=bool(found))
    return Screen(text=text, rows=(*answers, *turning, (cancel(t),)))


def _ready_label(t: Catalog, answer: ReadyAnswer, language: Lang) -> str:
    name = t.name(answer.names)
    if language in answer.texts:
        return texts.button_ready_answer(t, name)
    return texts.button_ready_answer_missing(t, name, language)


def reply_preview(
    t: Catalog,
    theirs: Catalog,
    partnership: Partnership,
    concern: Concern,
    dialogue: Dialogue,
    hour: int,
) -> Screen:
    """The reply exactly as the resident will see it, in their language. theirs: its catalog."""
    organisation = theirs.name(partnership.organisation(concern.organisation).names)
    entry = Entry(
        position=0, author=Author.STAFF, kind=EntryKind.REPLY, text=dialogue.words.text, hour=hour
    )
    parts = [
        resident_texts.case_entry(theirs, entry, organisation),
        *pictures.draft_lines(theirs, dialogue),
    ]
    version = dialogue.version
    warned = _other_language(t, dialogue, concern)
    ready = partnership.phrasebook.get(dialogue.ready or "")
    meaning = ready.texts.get(t.lang) if ready and concern.language is not t.lang else None
    at_once = ((Button(texts.button_send_at_once(t), SendReply(concern.id, version, 1)),),)
    rows = (
        *pictures.draft_row(t, dialogue),
        (Button(texts.button_send_reply(t), SendReply(concern.id, version, 0)),),
        *(() if concern.code_only else at_once),
        (Button(texts.button_rewrite(t), WriteReply(concern.id)), cancel(t)),
    )
    screens = [warned] if warned else []
    exact = "\n\n".join(parts)
    screens.append(texts.reply_preview(t, concern.code, exact, waits=concern.code_only))
    if meaning:
        screens.append(texts.reply_meaning(t, meaning))
    return Screen(text="\n\n".join(screens), rows=rows, protect=True)


def _other_language(t: Catalog, dialogue: Dialogue, concern: Concern) -> str:
    """A warning when the words are probably not in the language that the resident reads."""
    written = guess(dialogue.words.text)
    if written is None or written is concern.language:
        return ""
    return texts.reply_in_other_language(t, written, concern.language)


def ask_outcome(t: Catalog, concern: Concern) -> Screen:
    buttons = singles(
        Button(common_texts.outcome(t, o), Close(concern.id, o)) for o in CHOSEN_BY_STAFF
    )
    reject = Button(texts.button_reject(t), ChooseRejection(concern.id))
    again = Button(common_texts.button_back(t), ShowConcern(concern.id))
    return Screen(text=texts.ask_outcome(t, concern.code), rows=(*buttons, (reject,), (again,)))


def ask_rejection(t: Catalog, concern: Concern) -> Screen:
    buttons = singles(Button(common_texts.outcome(t, o), Close(concern.id, o)) for o in REJECTIONS)
    again = Button(common_texts.button_back(t), ChooseOutcome(concern.id))
    return Screen(text=texts.ask_rejection(t, concern.code), rows=(*buttons, (again,)))


def ask_note(t: Catalog, concern: Concern) -> Screen:
    return Screen(text=texts.ask_note(t, concern.code), rows=((cancel(t),),))


def note_preview(t: Catalog, concern: Concern, dialogue: Dialogue) -> Screen:
    rows = (
        (Button(texts.button_keep_note(t), KeepNote(concern.id, dialogue.version)),),
        (Button(texts.button_rewrite(t), WriteNote(concern.id)), cancel(t)),
    )
    text = texts.note_preview(t, concern.code, dialogue.words.text)
    return Screen(text=text, rows=rows, protect=True)


def said(t: Catalog, text: str) -> Screen:
    """A short confirmation with the way on."""
    return Screen(text=text, rows=((Button(texts.button_to_queue(t), Go(Page.QUEUE)), back(t)),))
