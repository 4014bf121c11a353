"""Screens of hand-overs: the offer, its answer, what was shared, and the lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.actions import (
    AcceptHandover,
    AskHandover,
    BeginHandover,
    EndShare,
    FillBasis,
    FillKind,
    FillPurpose,
    FillReceiver,
    HandoverList,
    HandoversOf,
    KeepSharedNote,
    MoreOfCase,
    NoteOnShared,
    OfferHandover,
    Page,
    PickEntry,
    PickPage,
    ReadShared,
    ReturnHandover,
    ReturnWhy,
    SendReturn,
    SharedPictures,
    ShowConcern,
    ShowHandovers,
    ShowOffer,
    WithdrawHandover,
)
from bot.domain.codes import CaseCode
from bot.domain.concerns import Concern, Entry
from bot.domain.dialogues import Dialogue
from bot.domain.handovers import Handover, Kind, Offer, Part, Purpose, State, WhyReturned, before
from bot.domain.ids import ModeratorId, OrganisationId
from bot.domain.people import Moderator
from bot.domain.places import Organisation, Partnership
from bot.domain.roles import Deed
from bot.domain.screens import Button, Rows, Screen
from bot.i18n import Catalog
from bot.screens import pictures
from bot.screens.common import back, cancel, messages, pairs, singles
from bot.texts import common as common_texts
from bot.texts import handovers as texts
from bot.texts import pictures as picture_texts
from bot.texts import staff as staff_texts

PICKS = 5
"""Contributions on one screen, so that the question above them stays in sight."""


def _name(t: Catalog, partnership: Partnership, organisation: OrganisationId) -> str:
    return t.name(partnership.organisation(organisation).names)


def _facts(t: Catalog, partnership: Partnership, value: Handover) -> str:
    basis = partnership.legal_bases.get(value.basis)
    return texts.facts(t, value, t.name(basis.names) if basis else value.basis)


def withheld(
    t: Catalog, partnership: Partnership, counts: Mapping[OrganisationId, int]
) -> Sequence[str]:
    """A line for each former owner of a case."""
    return [texts.withheld(t, n, _name(t, partnership, owner)) for owner, n in counts.items()]


def told(t: Catalog, partnership: Partnership, found: Sequence[Handover]) -> Sequence[str]:
    """What became of a case, for its resident."""
    return [
        texts.told(t, h, _name(t, partnership, h.sender), _name(t, partnership, h.receiver))
        for h in found
    ]


# --- one case and its hand-overs ---------------------------------------------------------------


def of_case(
    t: Catalog, partnership: Partnership, concern: Concern, found: Sequence[Handover], said: str
) -> Screen:
    """said: what just happened, above the rest."""
    lines = [texts.line(t, h, _name(t, partnership, h.receiver)) for h in found[-PICKS:]]
    buttons = [b for h in found for b in _undo(t, partnership, h)]
    if concern.is_open and partnership.legal_bases:
        buttons.append(Button(texts.button_new(t), BeginHandover(concern.id)))
    again = Button(common_texts.button_back(t), MoreOfCase(concern.id))
    text = "\n\n".join(part for part in (said, texts.of_case(t, concern.code), *lines) if part)
    return Screen(text=text, rows=(*singles(buttons), (again,)))


def _undo(t: Catalog, partnership: Partnership, value: Handover) -> Sequence[Button]:
    name = _name(t, partnership, value.receiver)
    if value.state is State.OFFERED:
        return [Button(texts.button_withdraw(t, name), WithdrawHandover(value.id))]
    if value.is_shared:
        return [Button(texts.button_end(t, name), EndShare(value.id))]
    return []


# --- putting an offer together -----------------------------------------------------------------


def ask(
    t: Catalog,
    partnership: Partnership,
    concern: Concern,
    dialogue: Dialogue,
    entries: Sequence[Entry],
    receivers: Sequence[Organisation],
    pseudonyms: Mapping[ModeratorId, str],
) -> tuple[Screen, ...]:
    """The part of the offer that is asked for."""
    offer = dialogue.offer or Offer()
    name = _name(t, partnership, offer.receiver) if offer.receiver else ""
    steps = _steps(t, offer)
    match offer.at:
        case Part.RECEIVER:
            text = texts.ask_receiver(t, concern.code)
            rows = singles(Button(t.alone(t.name(o.names)), FillReceiver(o.id)) for o in receivers)
        case Part.KIND:
            text = texts.ask_kind(t, name)
            rows = singles(Button(texts.button_kind(t, k), FillKind(k)) for k in Kind)
        case Part.PICKED:
            return (pick(t, partnership, offer, entries, 0),)
        case Part.PURPOSE:
            text = texts.ask_purpose(t)
            rows = singles(Button(texts.purpose(t, p), FillPurpose(p)) for p in Purpose)
        case Part.BASIS:
            text = texts.ask_basis(t)
            bases = partnership.legal_bases.values()
            rows = singles(Button(t.alone(t.name(b.names)), FillBasis(b.id)) for b in bases)
        case Part.PREVIEW:
            return _preview(t, partnership, concern, dialogue, entries, pseudonyms)
    return (Screen(text=text, rows=(*rows, steps)),)


def _steps(t: Catalog, offer: Offer) -> tuple[Button, ...]:
    earlier = before(offer.at)
    if earlier is None:
        return (cancel(t),)
    return (Button(common_texts.button_back(t), AskHandover(earlier)), cancel(t))


def pick(
    t: Catalog, partnership: Partnership, offer: Offer, entries: Sequence[Entry], page: int
) -> Screen:
    begin = page * PICKS
    rows = singles(
        Button(
            texts.button_entry(t, e, picked=e.position in offer.picked), PickEntry(e.position, page)
        )
        for e in entries[begin : begin + PICKS]
    )
    turning = []
    if page:
        turning.append(Button(common_texts.button_newer(t), PickPage(page - 1)))
    if entries[begin + PICKS :]:
        turning.append(Button(common_texts.button_older(t), PickPage(page + 1)))
    go_on = Button(picture_texts.button_go_on(t), AskHandover(Part.PURPOSE))
    name = _name(t, partnership, offer.receiver) if offer.receiver else ""
    return Screen(
        text=texts.ask_picked(t, name, len(offer.picked)),
        rows=(
            *rows,
            *((tuple(turning),) if turning else ()),
            *(((go_on,),) if offer.picked else ()),
            _steps(t, offer),
        ),
        protect=True,
    )


def _preview(
    t: Catalog,
    partnership: Partnership,
    concern: Concern,
    dialogue: Dialogue,
    entries: Sequence[Entry],
    pseudonyms: Mapping[ModeratorId, str],
) -> tuple[Screen, ...]:
    offer = dialogue.offer or Offer()
    shown = offer.of(concern)
    chosen = shown.chosen(entries)
    parts = [
        texts.preview(t, _name(t, partnership, shown.receiver)),
        *_excerpt(t, partnership, shown, concern, chosen, pseudonyms),
        texts.preview_end(t, shown.kind),
    ]
    send = Button(texts.button_offer(t), OfferHandover(dialogue.version))
    return messages(parts, ((send,), _steps(t, offer)), protect=True)


def offered(t: Catalog, partnership: Partnership, value: Handover, concern: Concern) -> Screen:
    text = texts.offered(t, concern.code, _name(t, partnership, value.receiver))
    return Screen(text=text, rows=((_to_case(t, concern), back(t)),))


def _to_case(t: Catalog, concern: Concern) -> Button:
    return Button(staff_texts.button_open(t), ShowConcern(concern.id))


# --- the answer --------------------------------------------------------------------------------


def news(t: Catalog, partnership: Partnership, value: Handover) -> Screen:
    """To a lead who may accept: who asks and why, and nothing of the case."""
    text = texts.news(t, _name(t, partnership, value.sender))
    button = Button(staff_texts.button_open(t), ShowOffer(value.id))
    return Screen(text=f"{text}\n{_facts(t, partnership, value)}", rows=((button,),))


def offer_card(t: Catalog, partnership: Partnership, value: Handover) -> Screen:
    parts = (
        texts.offer(t, _name(t, partnership, value.sender)),
        _facts(t, partnership, value),
        texts.offer_end(t),
    )
    rows = (
        (Button(texts.button_accept(t), AcceptHandover(value.id)),),
        (Button(texts.button_return(t), ReturnHandover(value.id)),),
        (back(t, Page.HANDOVERS),),
    )
    return Screen(text="\n\n".join(parts), rows=rows)


def ask_why(t: Catalog, partnership: Partnership, value: Handover) -> Screen:
    rows = singles(Button(texts.why(t, w), ReturnWhy(value.id, w)) for w in WhyReturned)
    again = Button(common_texts.button_back(t), ShowOffer(value.id))
    text = texts.ask_why(t, _name(t, partnership, value.sender))
    return Screen(text=text, rows=(*rows, (again,)))


def ask_return(
    t: Catalog, partnership: Partnership, value: Handover, why: WhyReturned, dialogue: Dialogue
) -> Screen:
    name = _name(t, partnership, value.sender)
    words = dialogue.words.text
    text = texts.return_preview(t, name, why, words) if words else texts.ask_return(t, name, why)
    rows: list[tuple[Button, ...]] = [
        (Button(texts.button_give_back(t), SendReturn(dialogue.version)),)
    ]
    if words:
        rows.append((Button(staff_texts.button_rewrite(t), ReturnWhy(value.id, why)),))
    return Screen(text=text, rows=(*rows, (cancel(t),)), protect=True)


def given_back(t: Catalog, partnership: Partnership, value: Handover) -> Screen:
    text = texts.given_back(t, _name(t, partnership, value.sender))
    return Screen(text=text, rows=((back(t, Page.HANDOVERS), back(t)),))


def answered(t: Catalog, partnership: Partnership, value: Handover, concern: Concern) -> Screen:
    """To the sender. concern: as it was before."""
    text = texts.answered(t, value, concern.code, _name(t, partnership, value.receiver))
    rows: Rows = () if value.has_moved else ((_to_case(t, concern),),)
    return Screen(text=text, rows=rows)


# --- what was shared ---------------------------------------------------------------------------


def _excerpt(
    t: Catalog,
    partnership: Partnership,
    value: Handover,
    concern: Concern,
    entries: Sequence[Entry],
    pseudonyms: Mapping[ModeratorId, str],
) -> Sequence[str]:
    category = partnership.category(concern.category)
    return [
        texts.excerpt_head(
            t,
            concern,
            _name(t, partnership, value.sender),
            partnership.area(concern.area).name,
            t.name(category.names),
        ),
        _facts(t, partnership, value),
        *(part for e in entries for part in _contribution(t, e, pseudonyms)),
    ]


def _contribution(t: Catalog, entry: Entry, pseudonyms: Mapping[ModeratorId, str]) -> Sequence[str]:
    by = pseudonyms.get(entry.by) if entry.by else None
    return [staff_texts.card_entry(t, entry, by), *pictures.lines(t, entry.pictures)]


def excerpt(
    t: Catalog,
    partnership: Partnership,
    value: Handover,
    concern: Concern,
    entries: Sequence[Entry],
    pseudonyms: Mapping[ModeratorId, str],
    *,
    said: str = "",
) -> tuple[Screen, ...]:
    """What a receiver reads of a shared case. said: what just happened, above it."""
    parts = [
        *([said] if said else []),
        *_excerpt(t, partnership, value, concern, entries, pseudonyms),
        texts.excerpt_end(t, _name(t, partnership, concern.organisation)),
    ]
    looks = singles(
        Button(
            picture_texts.button_entry(t, e.pictures, e.hour), SharedPictures(value.id, e.position)
        )
        for e in entries
        if e.pictures
    )
    note = (Button(staff_texts.button_note(t), NoteOnShared(value.id)),)
    return messages(parts, (*looks, note, (back(t, Page.HANDOVERS), back(t))), protect=True)


def ask_note(
    t: Catalog, partnership: Partnership, value: Handover, concern: Concern, dialogue: Dialogue
) -> Screen:
    """Before any words, who will read them."""
    name = _name(t, partnership, concern.organisation)
    if not dialogue.words:
        return Screen(text=texts.ask_note(t, concern.code, name), rows=((cancel(t),),))
    rows = (
        (Button(staff_texts.button_keep_note(t), KeepSharedNote(dialogue.version)),),
        (Button(staff_texts.button_rewrite(t), NoteOnShared(value.id)), cancel(t)),
    )
    text = texts.note_preview(t, concern.code, name, dialogue.words.text)
    return Screen(text=text, rows=rows, protect=True)


def note_news(t: Catalog, partnership: Partnership, value: Handover, concern: Concern) -> Screen:
    text = texts.note_news(t, concern.code, _name(t, partnership, value.receiver))
    return Screen(text=text, rows=((_to_case(t, concern),),))


def note_kept(t: Catalog, partnership: Partnership, value: Handover, concern: Concern) -> Screen:
    again = Button(common_texts.button_back(t), ReadShared(value.id))
    text = texts.note_kept(t, _name(t, partnership, concern.organisation))
    return Screen(text=text, rows=((again, back(t)),))


# --- the lists ---------------------------------------------------------------------------------


def lists(
    t: Catalog,
    partnership: Partnership,
    me: Moderator,
    which: HandoverList,
    found: Sequence[tuple[Handover, CaseCode]],
    *,
    page: int,
    more: bool,
) -> Screen:
    parts = [texts.list_title(t, which.value)]
    if not found:
        parts.append(texts.list_empty(t))
    buttons = []
    for handover, code in found:
        if which is HandoverList.GONE:
            name = _name(t, partnership, handover.receiver)
            parts.append(texts.gone(t, code, name, (handover.answered or 0) // 3600))
        else:
            buttons.append(_listed(t, partnership, which, handover, code))
    tabs = pairs(
        Button(texts.button_list(t, w.value), ShowHandovers(w, 0))
        for w in HandoverList
        if w is not which and me.may(_SEEN_WITH[w])
    )
    rows = (*singles(buttons), *_paging(t, which, page, more=more), *tabs, (back(t),))
    return Screen(text="\n\n".join(parts), rows=rows)


_SEEN_WITH = {
    HandoverList.WAITING: Deed.ACCEPT_HANDOVER,
    HandoverList.SHARED: Deed.READ,
    HandoverList.OFFERED: Deed.HAND_OVER,
    HandoverList.GONE: Deed.READ,
}


def _listed(
    t: Catalog, partnership: Partnership, which: HandoverList, value: Handover, code: CaseCode
) -> Button:
    """An offer that waits is told by its sender alone: it has no code yet."""
    sender = _name(t, partnership, value.sender)
    if which is HandoverList.WAITING:
        return Button(texts.button_waiting(t, sender, value.at // 3600), ShowOffer(value.id))
    if which is HandoverList.SHARED:
        return Button(texts.button_of(t, code, sender), ReadShared(value.id))
    receiver = _name(t, partnership, value.receiver)
    return Button(texts.button_of(t, code, receiver), HandoversOf(value.concern))


def _paging(t: Catalog, which: HandoverList, page: int, *, more: bool) -> Rows:
    row = []
    if page:
        row.append(Button(common_texts.button_newer(t), ShowHandovers(which, page - 1)))
    if more:
        row.append(Button(common_texts.button_older(t), ShowHandovers(which, page + 1)))
    return (tuple(row),) if row else ()
