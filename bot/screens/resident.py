"""The resident's screens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from bot.domain.actions import (
    AcceptNotice,
    AskCodeOnly,
    Change,
    ChangeDraft,
    ConcernArea,
    ConcernCategory,
    ConcernHowOften,
    ConcernWhen,
    DropWords,
    EndCase,
    Erase,
    FollowArea,
    Go,
    MaskWords,
    NotSolved,
    OpenBulletin,
    OpenCase,
    Page,
    RateCase,
    SendAddition,
    SendConcern,
    SendWithCode,
    ShowMunicipality,
    UseWords,
    WriteToCase,
)
from bot.domain.bulletins import Bulletin, Stage
from bot.domain.clues import Clue
from bot.domain.codes import ReceiptCode, grouped
from bot.domain.concerns import Concern, Entry, Helped, HowOften, When
from bot.domain.dialogues import Dialogue
from bot.domain.errors import NotFound
from bot.domain.handovers import (
    Handover,
    owner_at,
)
from bot.domain.ids import (
    AreaId,
    ModeratorId,
    OrganisationId,
)
from bot.domain.people import (
    Moderator,
    Profile,
)
from bot.domain.places import Area, Partnership
from bot.domain.retention import closes_at
from bot.domain.screens import Button, Rows, Screen
from bot.domain.stepping import Forward
from bot.i18n import Catalog
from bot.screens import (
    asking,
    initiatives,
    pictures,
    senders,
    stepping,
)
from bot.screens import (
    handovers as handover_screens,
)
from bot.screens.common import back, cancel, languages, messages, pairs, singles
from bot.texts import asking as asking_texts
from bot.texts import common as common_texts
from bot.texts import (
    happenings as happening_texts,
)
from bot.texts import (
    initiatives as initiative_texts,
)
from bot.texts import pictures as picture_texts
from bot.texts import preferences as preference_texts
from bot.texts import rating as rating_texts
from bot.texts import resident as texts

FOLLOWING, CONCERNING = "f", "c"
"""Why areas are shown; see ShowMunicipality."""


def choose_language(t: Catalog, *, words_kept: bool = False) -> Screen:
    text = texts.choose_language(t)
    if words_kept:
        text = f"{texts.words_are_kept(t)}\n\n{text}"
    return Screen(text=text, rows=languages(t.lang))


def notice(t: Catalog, partnership: Partnership, *, words_kept: bool = False) -> Screen:
    button = Button(texts.button_accept_notice(t), AcceptNotice(partnership.notice_version, t.lang))
    head = texts.words_are_kept(t) if words_kept else texts.notice_first(t)
    return Screen(text=f"{head}\n\n{texts.notice(t, partnership)}", rows=((button,),))


def menu(t: Catalog, poster: Area | None, profile: Profile | None) -> Screen:
    """The main menu; a poster's area is offered first."""
    buttons = [
        (texts.button_concern(t), Page.CONCERN),
        (asking_texts.button_ask(t), Page.ASK),
        (texts.button_cases(t), Page.CASES),
        (texts.button_news(t), Page.NEWS),
        (happening_texts.button_events(t), Page.EVENTS),
        (texts.button_areas(t), Page.AREAS),
        (preference_texts.button(t), Page.QUIET),
        (texts.button_emergency(t), Page.EMERGENCY),
        (texts.button_privacy(t), Page.PRIVACY),
        (texts.button_about(t), Page.ABOUT),
        (texts.button_help(t), Page.HELP),
        (texts.button_language(t), Page.LANGUAGE),
    ]
    rows = pairs(Button(label, Go(page)) for label, page in buttons)
    if poster is None:
        return Screen(text=texts.menu(t), rows=rows)
    if profile is None or poster.id not in profile.areas:
        follow = Button(texts.button_follow_poster(t, poster.name), FollowArea(poster.id))
        rows = (*rows[:1], (follow,), *rows[1:])
    return Screen(text=texts.menu_from_poster(t, poster.name), rows=rows)


def page(t: Catalog, text: str) -> Screen:
    """A page that only tells."""
    return Screen(text=text, rows=((back(t),),))


def help_page(t: Catalog, text: str) -> Screen:
    return Screen(text=text, rows=(_by_code(t), (back(t),)))


def emergency(t: Catalog, partnership: Partnership) -> Screen:
    return page(t, texts.emergency(t, partnership))


def privacy(t: Catalog, partnership: Partnership) -> Screen:
    held = Button(texts.button_mine(t), Go(Page.MINE))
    return Screen(text=texts.privacy(t, partnership), rows=((held,), (back(t),)))


def danger(t: Catalog) -> Screen:
    button = Button(texts.button_emergency(t), Go(Page.EMERGENCY))
    return Screen(text=texts.danger_card(t), rows=((button,),))


def mine(t: Catalog, text: str) -> Screen:
    file = Button(texts.button_mine_file(t), Go(Page.MINE_FILE))
    erase = Button(texts.button_erase(t), Go(Page.ERASE))
    return Screen(text=text, rows=((file,), (erase,), (back(t),)))


def mine_file(t: Catalog) -> Screen:
    return Screen(text=texts.mine_file(t), rows=((back(t),),))


def ask_erase(t: Catalog) -> Screen:
    sure = Button(texts.button_erase_for_sure(t), Erase())
    return Screen(text=texts.ask_erase(t), rows=((sure,), (back(t),)))


# --- areas and news ------------------------------------------------------------------------


def _municipalities(t: Catalog, partnership: Partnership, purpose: str) -> Rows:
    return singles(
        Button(texts.button_municipality(t, t.name(o.names)), ShowMunicipality(o.id, purpose))
        for o in partnership.with_areas()
    )


def areas(t: Catalog, partnership: Partnership, profile: Profile | None) -> Screen:
    followed = [a.name for a in partnership.areas.values() if profile and a.id in profile.areas]
    rows = (*_municipalities(t, partnership, FOLLOWING), (_to_quiet(t),), (back(t),))
    return Screen(text=texts.areas(t, followed), rows=rows)


def areas_of(
    t: Catalog, partnership: Partnership, organisation: OrganisationId, profile: Profile | None
) -> Screen:
    """Areas of one municipality to follow. Raises NotFound."""
    own = partnership.areas_of(partnership.organisation(organisation).id)
    followed = profile.areas if profile else frozenset[AreaId]()
    names = [a.name for a in partnership.areas.values() if a.id in followed]
    buttons = (
        Button(texts.button_follow_area(t, a.name, followed=a.id in followed), FollowArea(a.id))
        for a in own
    )
    rows = (*singles(buttons), (_to_quiet(t),), (back(t, Page.AREAS), back(t)))
    return Screen(text=texts.areas(t, names), rows=rows)


def _to_quiet(t: Catalog) -> Button:
    return Button(preference_texts.button(t), Go(Page.QUIET))


def news(t: Catalog, bulletins: Sequence[Bulletin], profile: Profile | None) -> Screen:
    if profile is None or not profile.areas:
        follow = Button(texts.button_areas(t), Go(Page.AREAS))
        return Screen(text=texts.no_areas_no_news(t), rows=((follow,), (back(t),)))
    events = Button(happening_texts.button_events(t), Go(Page.EVENTS))
    near = initiatives.near_row(t)
    if not bulletins:
        return Screen(text=texts.no_news(t), rows=((events,), *near, (back(t),)))
    rows = (*_bulletin_rows(t, bulletins), *near, (events, back(t)))
    return Screen(text=texts.news_list(t), rows=rows)


def _bulletin_rows(t: Catalog, bulletins: Sequence[Bulletin]) -> Rows:
    return singles(Button(_title(t, b), OpenBulletin(b.id)) for b in bulletins)


def _title(t: Catalog, value: Bulletin) -> str:
    """Nothing of what was withdrawn: it is listed because it invited to what is cancelled."""
    event = value.content.event
    if value.stage is Stage.RETRACTED and event:
        return happening_texts.button_event(t, event, is_cancelled=True)
    return texts.button_bulletin(t, value)


def whats_new(t: Catalog, cases: Sequence[Concern], bulletins: Sequence[Bulletin]) -> Screen:
    """Everything the neutral line may have meant."""
    answers = singles(Button(texts.button_answer_in(t, c.code), OpenCase(c.id)) for c in cases)
    rows = (*answers, *_bulletin_rows(t, bulletins), (back(t),))
    return Screen(text=texts.whats_new(t), rows=rows)


def bulletin_text(t: Catalog, partnership: Partnership, value: Bulletin) -> str:
    places = [a.name for a in partnership.areas.values() if a.id in value.content.areas]
    sender = t.name(partnership.organisation(value.organisation).names)
    text = texts.bulletin(t, value, sender, places)
    event, about = value.content.event, value.content.initiative
    if about:
        text = f"{initiative_texts.in_news(t, about)}\n\n{text}"
    if event is None:
        return text
    facts = f"{happening_texts.facts(t, event)}\n{happening_texts.arranged_by(t, sender)}"
    return f"{facts}\n\n{text}"


def bulletin(t: Catalog, partnership: Partnership, value: Bulletin) -> Screen:
    rows = (
        *initiatives.of_news(t, value.content),
        (Button(texts.button_news(t), Go(Page.NEWS)), back(t)),
    )
    return Screen(text=bulletin_text(t, partnership, value), rows=rows)


# --- writing a concern ---------------------------------------------------------------------


def ask_area(t: Catalog, partnership: Partnership, poster: AreaId | None) -> Screen:
    rows = _municipalities(t, partnership, CONCERNING)
    if poster is not None and poster in partnership.areas:
        near = Button(t.alone(partnership.areas[poster].name), ConcernArea(poster))
        return Screen(text=texts.ask_area_with_poster(t), rows=((near,), *rows, (cancel(t),)))
    return Screen(text=texts.ask_area(t), rows=(*rows, (cancel(t),)))


def ask_area_of(t: Catalog, partnership: Partnership, organisation: OrganisationId) -> Screen:
    """Raises NotFound."""
    municipality = partnership.organisation(organisation)
    own = partnership.areas_of(municipality.id)
    buttons = (Button(t.alone(a.name), ConcernArea(a.id)) for a in own)
    other = Button(common_texts.button_back(t), ChangeDraft(Change.AREA))
    return Screen(
        text=texts.ask_area_in(t, t.name(municipality.names)),
        rows=(*singles(buttons), (other, cancel(t))),
    )


def ask_category(t: Catalog, partnership: Partnership) -> Screen:
    buttons = (
        Button(t.name(c.names), ConcernCategory(c.id)) for c in partnership.offered_categories
    )
    return Screen(text=texts.ask_category(t), rows=(*singles(buttons), (cancel(t),)))


def ask_when(t: Catalog) -> Screen:
    buttons = pairs(Button(common_texts.when(t, w), ConcernWhen(w)) for w in When)
    skip = Button(texts.button_no_answer(t), ConcernWhen(None))
    return Screen(text=texts.ask_when(t), rows=(*buttons, (skip,), (cancel(t),)))


def ask_how_often(t: Catalog) -> Screen:
    buttons = pairs(Button(common_texts.how_often(t, h), ConcernHowOften(h)) for h in HowOften)
    skip = Button(texts.button_no_answer(t), ConcernHowOften(None))
    return Screen(text=texts.ask_how_often(t), rows=(*buttons, (skip,), (cancel(t),)))


def ask_words(t: Catalog) -> Screen:
    return Screen(text=texts.ask_words(t), rows=((cancel(t),),))


def write_more(t: Catalog) -> Screen:
    return Screen(text=texts.write_more(t), rows=((cancel(t),),))


def preview(
    t: Catalog, partnership: Partnership, dialogue: Dialogue, clues: Sequence[Clue]
) -> tuple[Screen, ...]:
    """Exactly what staff will see, and a warning of what could tell who writes.

    Raises NotFound for an area or category that is gone.
    """
    draft = dialogue.concern
    if draft.asking:
        return asking.preview(t, partnership, dialogue, clues, masking_rows(t, clues))
    if draft.area is None or draft.category is None:
        raise NotFound
    area = partnership.area(draft.area).name
    category = t.name(partnership.category(draft.category).names)
    lines = texts.frame(t, area, category, t.lang, draft.details)
    rows = (
        *pictures.draft_row(t, dialogue),
        (Button(texts.button_send(t), SendConcern(dialogue.version)),),
        (Button(texts.button_code_only(t), AskCodeOnly(dialogue.version)),),
        (
            Button(texts.button_write_more(t), ChangeDraft(Change.MORE)),
            Button(texts.button_change(t), ChangeDraft(Change.MENU)),
        ),
        (cancel(t),),
    )
    parts = [
        texts.preview(t, "\n".join(lines)),
        texts.words(t, dialogue.words.text),
        *pictures.draft_lines(t, dialogue),
    ]
    return messages([*parts, *warning(t, clues)], (*masking_rows(t, clues), *rows))


def warning(t: Catalog, clues: Sequence[Clue]) -> Sequence[str]:
    return [texts.clues_found(t, clues)] if clues else []


def masking_rows(t: Catalog, clues: Sequence[Clue]) -> Rows:
    return ((Button(texts.button_mask(t), MaskWords()),),) if clues else ()


def ask_change(t: Catalog, dialogue: Dialogue) -> Screen:
    own = [
        (texts.button_change_category(t), Change.CATEGORY),
        (texts.button_change_when(t), Change.WHEN),
        (texts.button_change_how_often(t), Change.HOW_OFTEN),
    ]
    if dialogue.concern.asking:
        own = [(asking_texts.button_change_desk(t), Change.DESK)]
    choices = [
        (texts.button_change_area(t), Change.AREA),
        *own,
        (texts.button_start_words_over(t), Change.WORDS),
    ]
    if dialogue.pictures:
        choices.append((picture_texts.button_remove_all(t), Change.PICTURES))
    rows = singles(Button(label, ChangeDraft(what)) for label, what in choices)
    again = Button(common_texts.button_back(t), ChangeDraft(Change.NOTHING))
    return Screen(text=texts.ask_change(t), rows=(*rows, (again, cancel(t))))


def offer_words(
    t: Catalog, dialogue: Dialogue, cases: Sequence[Concern], *, edited: bool = False
) -> Screen:
    """Words or pictures without a place: what shall become of them?"""
    text = dialogue.words.text
    if not text:
        said = picture_texts.offer(t, len(dialogue.pictures))
    else:
        said = texts.edited_after_sending(t, text) if edited else texts.offer_words(t, text)
    rows = (
        (Button(texts.button_use_words(t), UseWords()),),
        *_adding_rows(t, cases),
        (Button(texts.button_drop_words(t), DropWords()),),
    )
    return Screen(text=said, rows=rows)


def _adding_rows(t: Catalog, cases: Sequence[Concern]) -> Rows:
    return singles(Button(texts.button_add_to_case(t, c.code), WriteToCase(c.id)) for c in cases)


def too_many_open(t: Catalog, cases: Sequence[Concern]) -> Screen:
    ends = singles(Button(texts.button_end_case(t, c.code), EndCase(c.id, 0)) for c in cases)
    rows = (*_adding_rows(t, cases), *ends, (cancel(t),))
    return Screen(text=texts.too_many_open(t, len(cases)), rows=rows)


def receipt(
    t: Catalog, partnership: Partnership, concern: Concern, opens: datetime | None
) -> Screen:
    organisation = t.name(partnership.organisation(concern.organisation).names)
    due = datetime.fromtimestamp(concern.due or 0, UTC)
    text = texts.receipt(t, concern.code, organisation, due, opens)
    cases = Button(texts.button_cases(t), Go(Page.CASES))
    return Screen(text=text, rows=((cases, back(t)),))


# --- with a code only ----------------------------------------------------------------------


def ask_code_only(t: Catalog, version: int) -> Screen:
    sure = Button(texts.button_code_only_for_sure(t), SendWithCode(version))
    again = Button(common_texts.button_back(t), ChangeDraft(Change.NOTHING))
    return Screen(text=texts.ask_code_only(t), rows=((sure,), (again, cancel(t))))


def receipt_with_code(
    t: Catalog,
    partnership: Partnership,
    concern: Concern,
    code: ReceiptCode,
    opens: datetime | None,
) -> Screen:
    organisation = t.name(partnership.organisation(concern.organisation).names)
    due = datetime.fromtimestamp(concern.due or 0, UTC)
    text = texts.receipt_with_code(t, concern.code, grouped(code), organisation, due, opens)
    return Screen(text=text, rows=((back(t),),))


def ask_code(t: Catalog) -> Screen:
    return Screen(text=texts.ask_code(t), rows=((cancel(t),),))


def code_is_tried(t: Catalog) -> Screen:
    return Screen(text=texts.code_is_tried(t), rows=((cancel(t),),))


def no_such_code(t: Catalog) -> Screen:
    return Screen(text=texts.no_such_code(t), rows=(_by_code(t), (back(t),)))


def _by_code(t: Catalog) -> tuple[Button, ...]:
    return (Button(texts.button_code(t), Go(Page.CODE)),)


# --- cases ---------------------------------------------------------------------------------


def cases(t: Catalog, own: Sequence[Concern]) -> Screen:
    rows = singles(Button(texts.button_case(t, c), OpenCase(c.id)) for c in own)
    text = texts.cases(t) if own else texts.no_cases(t)
    return Screen(text=text, rows=(*rows, _by_code(t), (back(t),)))


def case(
    t: Catalog,
    partnership: Partnership,
    concern: Concern,
    entries: Sequence[Entry],
    hands: Mapping[ModeratorId, Moderator],
    forwards: Sequence[Forward] = (),
    handovers: Sequence[Handover] = (),
) -> tuple[Screen, ...]:
    """The conversation as its resident sees it.

    hands: colleagues who have a part in it. forwards: how its resident stepped forward in it.
    handovers: who else may read parts of it.
    """
    closing = closes_at(concern, partnership.defaults.retention)
    closes = datetime.fromtimestamp(closing * 3600, UTC) if closing else None
    organisation = t.name(partnership.organisation(concern.organisation).names)
    due = datetime.fromtimestamp(concern.due, UTC) if concern.due else None
    holder = hands.get(concern.claimed_by) if concern.claimed_by else None
    parts = [texts.case_head(t, concern, organisation, due, closes)]
    if concern.is_open and holder:
        parts.append(texts.same_colleague(t, holder.pseudonym))
    parts += handover_screens.told(t, partnership, handovers)
    for entry in entries:
        by = hands.get(entry.by) if entry.by else None
        owner = owner_at(entry.position, handovers) or concern.organisation
        shown_by = senders.sender(t, partnership, owner, by)
        parts += [texts.case_entry(t, entry, shown_by), *pictures.lines(t, entry.pictures)]
    parts += stepping.own_parts(t, forwards)
    if concern.may_be_rated:
        parts.append(rating_texts.question(t))
    looks = pictures.case_rows(t, concern.id, entries)
    told = (*asking.tell_row(t, concern), *stepping.own_rows(t, concern, forwards))
    rows = (*looks, *_case_rows(t, concern), *told, (back(t, Page.CASES), back(t)))
    return messages(parts, rows)


def _case_rows(t: Catalog, concern: Concern) -> Rows:
    write = Button(texts.button_write_to_case(t), WriteToCase(concern.id))
    if concern.is_open:
        return ((write, Button(texts.button_end_this_case(t), EndCase(concern.id, 0))),)
    rated = tuple(Button(rating_texts.button(t, h), RateCase(concern.id, h)) for h in Helped)
    asked: Rows = (rated,) if concern.may_be_rated else ()
    return (*asked, (write, _not_solved(t, concern)))


def _not_solved(t: Catalog, concern: Concern) -> Button:
    return Button(texts.button_not_solved(t), NotSolved(concern.id))


def rated(t: Catalog, concern: Concern, helped: Helped) -> Screen:
    """Whoever was not helped is offered to go on."""
    ways = (back(t, Page.CASES), back(t))
    if helped is Helped.YES:
        return Screen(text=rating_texts.thanks(t), rows=(ways,))
    return Screen(text=rating_texts.thanks_not_helped(t), rows=((_not_solved(t, concern),), ways))


def write_to_case(t: Catalog, concern: Concern) -> Screen:
    return Screen(text=texts.write_to_case(t, concern.code), rows=((cancel(t),),))


def addition_preview(
    t: Catalog, concern: Concern, dialogue: Dialogue, clues: Sequence[Clue]
) -> tuple[Screen, ...]:
    send = Button(texts.button_send(t), SendAddition(concern.id, dialogue.version))
    text = texts.addition_preview(t, concern.code, dialogue.words.text)
    parts = [text, *pictures.draft_lines(t, dialogue), *warning(t, clues)]
    looks = pictures.draft_row(t, dialogue)
    return messages(parts, (*masking_rows(t, clues), *looks, (send,), (cancel(t),)))


def addition_sent(t: Catalog, concern: Concern) -> Screen:
    rows = ((Button(texts.button_cases(t), Go(Page.CASES)), back(t)),)
    said = texts.addition_waits if concern.code_only else texts.addition_sent
    return Screen(text=said(t, concern.code), rows=rows)


def reopened(t: Catalog, concern: Concern) -> Screen:
    write = Button(texts.button_write_to_case(t), WriteToCase(concern.id))
    due = datetime.fromtimestamp(concern.due or 0, UTC)
    return Screen(text=texts.reopened(t, concern.code, due), rows=((write,), (back(t),)))


def ask_end(t: Catalog, concern: Concern) -> Screen:
    sure = Button(texts.button_end_for_sure(t), EndCase(concern.id, 1))
    return Screen(text=texts.ask_end(t, concern.code), rows=((sure,), (back(t, Page.CASES),)))


def ended(t: Catalog, concern: Concern) -> Screen:
    rows = ((Button(texts.button_cases(t), Go(Page.CASES)), back(t)),)
    return Screen(text=texts.ended(t, concern.code), rows=rows)
