"""The screens of neighbourhood staff."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from bot.domain.actions import (
    ChangeReadyMade,
    ChooseOutcome,
    ChooseRejection,
    Claim,
    ClaimAndReply,
    ClaimAndUse,
    Close,
    Go,
    KeepNote,
    MoreOfCase,
    NextOfTheme,
    Page,
    ReadsLanguage,
    ReadyAnswers,
    Release,
    ReuseReply,
    SendReply,
    ShowConcern,
    UseReadyAnswer,
    WriteNote,
    WriteProposal,
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
from bot.domain.ids import ModeratorId, OrganisationId, ThemeId
from bot.domain.people import Lang, Moderator
from bot.domain.places import Partnership
from bot.domain.replies import ReadyAnswer, fitting
from bot.domain.roles import Deed
from bot.domain.screens import Button, Rows, Screen
from bot.domain.stepping import Forward
from bot.domain.tongues import guess
from bot.i18n import Catalog
from bot.screens import (
    asking,
    clocks,
    handovers,
    pictures,
    proposals,
    pulse,
    questions,
    readers,
    senders,
    stepping,
    together,
    translations,
)
from bot.screens.common import (
    back,
    cancel,
    messages,
    paging,
    pairs,
    singles,
)
from bot.texts import common as common_texts
from bot.texts import groups as group_texts
from bot.texts import handovers as handover_texts
from bot.texts import happenings as happening_texts
from bot.texts import masking as masking_texts
from bot.texts import mutes as mute_texts
from bot.texts import people as people_texts
from bot.texts import practice as practice_texts
from bot.texts import report as report_texts
from bot.texts import resident as resident_texts
from bot.texts import signing as signing_texts
from bot.texts import staff as texts
from bot.texts import themes as theme_texts
from bot.texts import together as together_texts


def reads(t: Catalog, partnership: Partnership, colleague: Moderator) -> Screen:
    """Role card of a colleague, and the languages they read."""
    organisation = t.name(partnership.organisation(colleague.organisation).names)
    areas = [a.name for a in partnership.areas.values() if a.id in colleague.areas]
    buttons = singles(
        Button(texts.button_reads(t, lang, reads=lang in colleague.reads), ReadsLanguage(lang))
        for lang in Lang
    )
    text = texts.welcome(t, colleague, organisation, areas)
    leave = Button(together_texts.button_leave(t), Go(Page.LEAVE))
    leaving: Rows = ((leave,),) if colleague.may(Deed.RELEASE) else ()
    return Screen(
        text=text, rows=(*buttons, *leaving, (practice_button(t, colleague),), (back(t),))
    )


def practice_button(t: Catalog, colleague: Moderator) -> Button:
    again = colleague.practised
    label = practice_texts.button_practise_again if again else practice_texts.button_practise
    return Button(label(t), Go(Page.PRACTICE))


def menu(t: Catalog, colleague: Moderator) -> Screen:
    """What the roles allow, then what everybody has."""
    work = []
    if colleague.may(Deed.READ):
        work.append((texts.button_queue(t), Page.QUEUE))
        work.append((handover_texts.button_handovers(t), Page.HANDOVERS))
    if colleague.may(Deed.THEME):
        work.append((theme_texts.button_themes(t), Page.THEMES))
    if colleague.may(Deed.DECIDE_MUTE):
        work.append((mute_texts.button_decisions(t), Page.DECISIONS))
    if colleague.may(Deed.WRITE_BULLETIN):
        work.append((texts.button_new_bulletin(t), Page.BULLETIN))
    if colleague.may(Deed.SIGN_BULLETIN):
        work.append((signing_texts.button_others(t), Page.TO_SIGN))
    work += _events(t, colleague)
    duty = clocks.duty_button(t, colleague)
    if colleague.may(Deed.LIST_STAFF):
        work.append((people_texts.button_staff(t), Page.STAFF))
    if not colleague.practised:
        work.append((practice_texts.button_practise(t), Page.PRACTICE))
    if colleague.may(Deed.REPORT):
        work.append((report_texts.button_report(t), Page.REPORT))
    work += pulse.buttons(t, colleague)
    if colleague.may(Deed.LINK_GROUP):
        work.append((group_texts.button_group(t), Page.GROUP))
    others = (
        (texts.button_reads_page(t), Page.READS),
        (resident_texts.button_help(t), Page.HELP),
        (resident_texts.button_language(t), Page.LANGUAGE),
    )
    rows = (
        *singles(Button(label, Go(page)) for label, page in work),
        (duty,),
        *pairs(Button(label, Go(page)) for label, page in others),
    )
    first = [] if colleague.practised else [practice_texts.comes_first(t)]
    return Screen(text="\n\n".join([*first, texts.menu(t, colleague)]), rows=rows)


def _events(t: Catalog, colleague: Moderator) -> list[tuple[str, Page]]:
    work: list[tuple[str, Page]] = []
    if colleague.may(Deed.WRITE_BULLETIN):
        work.append((happening_texts.button_arrange(t), Page.EVENT))
    if colleague.may(Deed.FINDINGS):
        work.append((happening_texts.button_walks(t), Page.WALKS))
    return work


def card(
    t: Catalog,
    partnership: Partnership,
    colleague: Moderator,
    concern: Concern,
    details: Details,
    entries: Sequence[Entry],
    pseudonyms: Mapping[ModeratorId, str],
    *,
    forwards: Sequence[Forward] = (),
    withheld: Mapping[OrganisationId, int] | None = None,
    said: str = "",
    writing: Sequence[str] = (),
    stepped_back: bool = False,
    now: datetime,
    translates: bool = False,
) -> tuple[Screen, ...]:
    """A case for a colleague. said: what just happened to it, above the card.

    writing: who else writes about it just now. stepped_back: somebody knows its people. forwards:
    how the resident steps forward, without the words. withheld: how many contributions stay with
    which former owner.
    """
    owner = pseudonyms.get(concern.claimed_by) if concern.claimed_by else None
    due = datetime.fromtimestamp(concern.due, UTC) if concern.due else None
    parts = [
        texts.card_head(t, concern, owner, due, late=concern.is_late(now)),
        texts.card_facts(
            t, partnership, concern, details, *asking.frame_parts(t, partnership, concern)
        ),
        *handovers.withheld(t, partnership, withheld or {}),
        *(part for e in entries for part in _contribution(t, e, pseudonyms)),
    ]
    if tongue := readers.line(t, colleague, concern, now):
        parts.insert(2, tongue)
    parts[1:1] = clocks.card_lines(t, concern, now)
    if concern.code_only:
        parts.append(texts.waits_for_code(t))
    parts.extend(together.lines(t, writing, stepped_back=stepped_back))
    parts += stepping.card_line(t, forwards)
    if said:
        parts.insert(0, said)
    looks = (
        *pictures.case_rows(t, concern.id, entries, staff=True),
        *stepping.card_rows(t, colleague, concern, forwards),
    )
    tongues = singles(
        [
            *readers.offers(t, colleague, concern),
            *translations.offers(t, colleague, concern, on=translates),
        ]
    )
    waiting = (*questions.card_row(t, concern), *proposals.card_row(t, concern, entries))
    weighing = tuple((button,) for button in clocks.weigh_button(t, concern))
    rows = (*looks, *tongues, *waiting, *weighing, *_card_rows(t, partnership, colleague, concern))
    return messages(parts, rows, protect=True)


def _contribution(t: Catalog, entry: Entry, pseudonyms: Mapping[ModeratorId, str]) -> Sequence[str]:
    by = pseudonyms.get(entry.by) if entry.by else None
    return [texts.card_entry(t, entry, by), *pictures.lines(t, entry.pictures)]


def _card_rows(
    t: Catalog, partnership: Partnership, colleague: Moderator, concern: Concern
) -> Rows:
    more = Button(masking_texts.button_more(t), MoreOfCase(concern.id))
    ways_on: Rows = ((more,), (Button(texts.button_to_queue(t), Go(Page.QUEUE)), back(t)))
    note = Button(texts.button_note(t), WriteNote(concern.id))
    if concern.is_open and concern.claimed_by is None:
        both = Button(texts.button_claim_and_reply(t), ClaimAndReply(concern.id))
        claim = Button(texts.button_claim(t), Claim(concern.id))
        return ((claim, both), *_first_answer(t, partnership, concern), (note,), *ways_on)
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


def _first_answer(t: Catalog, partnership: Partnership, concern: Concern) -> Rows:
    """The ready answer that fits best, a tap away from its preview."""
    for answer in fitting(partnership.phrasebook, concern)[:1]:
        if concern.language in answer.texts:
            label = texts.button_claim_and_use(t, t.name(answer.names))
            return ((Button(label, ClaimAndUse(concern.id, answer.id)),),)
    return ()


READY_ANSWERS = 6
"""On one screen, so that the question above them stays in sight."""


def ask_reply(
    t: Catalog,
    partnership: Partnership,
    concern: Concern,
    page: int = 0,
    *,
    reusable: bool = False,
) -> Screen:
    """How to write the reply, and the ready answers that fit the case.

    reusable: an answer to another case of its theme can be begun with.
    """
    found = fitting(partnership.phrasebook, concern)
    begin = page * READY_ANSWERS
    answers = singles(
        Button(_ready_label(t, answer, concern.language), UseReadyAnswer(concern.id, answer.id))
        for answer in found[begin : begin + READY_ANSWERS]
    )
    more = bool(found[begin + READY_ANSWERS :])
    turning = paging(t, page, lambda n: ReadyAnswers(concern.id, n), more=more)
    text = texts.ask_reply(t, concern.code, concern.language, ready=bool(found))
    again = Button(theme_texts.button_reuse(t), ReuseReply(concern.id))
    reuse: Rows = ((again,),) if reusable and not page else ()
    return Screen(text=text, rows=(*reuse, *answers, *turning, (cancel(t),)))


def _ready_label(t: Catalog, answer: ReadyAnswer, language: Lang) -> str:
    name = t.name(answer.names)
    if language in answer.texts:
        return texts.button_ready_answer(t, name)
    return texts.button_ready_answer_missing(t, name, language)


def exact_reply(
    theirs: Catalog,
    partnership: Partnership,
    concern: Concern,
    entry: Entry,
    author: Moderator | None,
) -> list[str]:
    """A reply exactly as the resident will see it, in their language. theirs: its catalog."""
    sender = senders.sender(theirs, partnership, concern.organisation, author)
    return [
        resident_texts.case_entry(theirs, entry, sender),
        *pictures.lines(theirs, entry.pictures),
    ]


def reply_preview(
    t: Catalog,
    theirs: Catalog,
    partnership: Partnership,
    colleague: Moderator,
    concern: Concern,
    dialogue: Dialogue,
    hour: int,
    *,
    look: bool = False,
    translates: bool = False,
) -> Screen:
    """The reply exactly as the resident will see it. look: the writer should see the case first."""
    entry = Entry(
        position=0,
        author=Author.STAFF,
        kind=EntryKind.REPLY,
        text=dialogue.words.text,
        hour=hour,
        pictures=len(dialogue.pages),
    )
    parts = exact_reply(theirs, partnership, concern, entry, colleague)
    if dialogue.is_fetching:
        parts.append(pictures.on_its_way(theirs))
    warned = other_language(t, dialogue.words.text, concern)
    ready = partnership.phrasebook.get(dialogue.ready or "")
    meaning = ready.texts.get(t.lang) if ready and concern.language is not t.lang else None
    screens = [warned] if warned else []
    screens += stepping.reply_warning(t, dialogue.words.text)
    exact = "\n\n".join(parts)
    screens.append(texts.reply_preview(t, concern.code, exact, waits=concern.code_only))
    if meaning:
        screens.append(texts.reply_meaning(t, meaning))
    screens += translations.beside(t, dialogue)
    ways = _other_ways(t, colleague, concern, dialogue.version, on=translates) if warned else []
    rows = _reply_rows(t, colleague, concern, dialogue, warned=bool(warned))
    looking: Rows = (proposals.case_row(t, concern.id),) if look else ()
    return Screen(text="\n\n".join(screens), rows=(*looking, *singles(ways), *rows), protect=True)


def _reply_rows(
    t: Catalog, colleague: Moderator, concern: Concern, dialogue: Dialogue, *, warned: bool
) -> Rows:
    """Whoever has the case sends; a colleague who looks first can be asked by everybody."""
    version = dialogue.version
    own = concern.claimed_by == colleague.id
    again = WriteReply(concern.id) if own else WriteProposal(concern.id)
    return (
        *pictures.draft_row(t, dialogue),
        *(_sending(t, concern, version, warned=warned) if own else ()),
        proposals.ask_row(t, concern.id, dialogue),
        *_changing(t, concern, dialogue, Button(texts.button_rewrite(t), again)),
    )


def _sending(t: Catalog, concern: Concern, version: int, *, warned: bool) -> Rows:
    label = texts.button_send_anyway(t) if warned else texts.button_send_reply(t)
    send = (Button(label, SendReply(concern.id, version, 0)),)
    at_once = (Button(texts.button_send_at_once(t), SendReply(concern.id, version, 1)),)
    return (send,) if concern.code_only else (send, at_once)


def _changing(t: Catalog, concern: Concern, dialogue: Dialogue, again: Button) -> Rows:
    if not dialogue.is_ready_made:
        return ((again, cancel(t)),)
    change = Button(texts.button_change_ready_made(t), ChangeReadyMade(concern.id))
    return ((change, again), (cancel(t),))


def _other_ways(
    t: Catalog, me: Moderator, concern: Concern, version: int, *, on: bool
) -> list[Button]:
    """Instead of words that the resident may not be able to read. on: there is a translator."""
    return [
        Button(texts.button_ready_answers(t), ReadyAnswers(concern.id, 0)),
        *readers.offers(t, me, concern),
        *translations.of_reply(t, concern, version, on=on),
    ]


def change_ready_made(t: Catalog, dialogue: Dialogue) -> Screen:
    """Not protected, so that it can be copied: no word of it is the resident's."""
    return Screen(text=texts.change_ready_made(t, dialogue.words.text), rows=((cancel(t),),))


def other_language(t: Catalog, text: str, concern: Concern) -> str:
    """A warning when the words are probably not in the language that the resident reads."""
    written = guess(text)
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


def said(t: Catalog, text: str, theme: ThemeId | None = None) -> Screen:
    """A short confirmation with the way on. theme: whose next case can be gone on with."""
    on: Rows = ((Button(theme_texts.button_next(t), NextOfTheme(theme)),),) if theme else ()
    queue = Button(texts.button_to_queue(t), Go(Page.QUEUE))
    return Screen(text=text, rows=(*on, (queue, back(t))))
