"""The screens of whoever signs news, and what authors are told of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.domain import schedule
from bot.domain.actions import (
    Action,
    BulletinList,
    BulletinReport,
    BulletinsOf,
    GiveBackBulletin,
    Go,
    Page,
    ReturnBulletin,
    ReviewBulletin,
    SignBulletin,
    SignLate,
    TakeUpBulletin,
    ToSign,
    WithdrawBulletin,
)
from bot.domain.bulletins import SEAL_DIGITS, UNSENT, Bulletin, Stage
from bot.domain.dialogues import Dialogue
from bot.domain.errors import Refused
from bot.domain.ids import BulletinId
from bot.domain.people import Lang
from bot.domain.places import Partnership
from bot.domain.screens import Button, Rows, Screen
from bot.domain.words import cut
from bot.i18n import Catalog
from bot.screens import (
    bulletin_page,
)
from bot.screens.authoring import (
    doubts,
    kept_clues,
)
from bot.screens.common import (
    back,
    cancel,
    singles,
)
from bot.screens.publisher import (
    as_readers_see_it,
    settings,
)
from bot.texts import (
    bulletin_page as page_texts,
)
from bot.texts import publisher as publisher_texts
from bot.texts import refusals
from bot.texts import (
    schedule as schedule_texts,
)
from bot.texts import signing as texts


def wanted(t: Catalog, value: Bulletin) -> Screen:
    look = Button(texts.button_look(t), ToSign(value.id))
    return Screen(text=texts.wanted(t), rows=((look,),))


def wanted_late(t: Catalog, value: Bulletin) -> Screen:
    look = Button(texts.button_look(t), ToSign(value.id))
    return Screen(text=texts.wanted_late(t), rows=((look,),))


# --- lists ---------------------------------------------------------------------------------

_Texts = tuple[Callable[[Catalog], str], Callable[[Catalog], str], Callable[[Catalog], str]]
_LISTS: Mapping[BulletinList, tuple[_Texts, Callable[[BulletinId], Action]]] = {
    BulletinList.WAITING: (
        (texts.button_others, texts.waiting, texts.nothing_waits), ToSign),
    BulletinList.REVIEW: (
        (texts.button_review, texts.review, texts.nothing_to_review), ReviewBulletin),
    BulletinList.SIGNED: (
        (texts.button_signed, texts.signed_list, texts.nothing_signed), BulletinReport),
    BulletinList.MINE: ((texts.button_mine, texts.mine, texts.nothing_mine), BulletinReport),
    BulletinList.SENT: (
        (texts.button_sent, publisher_texts.sent_list, publisher_texts.nothing_sent),
        BulletinReport),
}  # fmt: skip
"""Of each list: its name, what stands above it, what is said of an empty one; a tap in it."""


def listed(
    t: Catalog, which: BulletinList, found: Sequence[Bulletin], others: Sequence[BulletinList]
) -> Screen:
    """One list of news, and the way to the others."""
    (_, head, nothing), opens = _LISTS[which]
    rows = singles(Button(_entry(t, value), opens(value.id)) for value in found)
    tabs = singles(
        Button(_LISTS[other][0][0](t), BulletinsOf(other)) for other in others if other != which
    )
    text = head(t) if found else nothing(t)
    return Screen(text=text, rows=(*rows, *tabs, (back(t),)))


def _entry(t: Catalog, value: Bulletin) -> str:
    """With its time while it has not left."""
    due = value.content.due
    if due is None or value.stage not in UNSENT:
        return page_texts.button_title(t, value)
    title = cut(value.content.text_for(t.lang)[0], 30)
    return schedule_texts.button_entry(t, due, title)


# --- signing -------------------------------------------------------------------------------


def to_sign(
    t: Catalog,
    catalogs: Mapping[Lang, Catalog],
    partnership: Partnership,
    value: Bulletin,
    now: int,
) -> tuple[Screen, ...]:
    """What each reader will see; then who gets it when, and the signature. now: epoch seconds."""
    areas = [a.name for a in partnership.areas.values() if a.id in value.content.areas]
    others = (Button(texts.button_others(t), Go(Page.TO_SIGN)),)
    if value.stage is Stage.PROPOSED:
        parts = [
            "\n".join(settings(t, partnership, value.content)),
            *doubts(t, value.content),
            *kept_clues(t, partnership, value.content),
            texts.to_sign(t, areas),
            _leaves(t, value.content.due, now),
        ]
        text, rows = "\n\n".join(parts), (*_acts(t, value, now), others, (back(t),))
    else:
        text, rows = texts.no_longer_waits(t), (others, (back(t),))
    question = Screen(text=text, rows=rows)
    question = bulletin_page.on_question(t, partnership, question, value.content)
    return (*as_readers_see_it(t, catalogs, partnership, value), question)


def _acts(t: Catalog, value: Bulletin, now: int) -> Rows:
    digest = value.content.digest[:SEAL_DIGITS]
    late = schedule.has_passed(value.content.due, now)
    sign = SignLate(value.id, digest) if late else SignBulletin(value.id, digest)
    return (
        (Button(texts.button_sign(t), sign),),
        (Button(texts.button_return(t), ReturnBulletin(value.id)),),
    )


def _leaves(t: Catalog, due: int | None, now: int) -> str:
    if due is None:
        return schedule_texts.leaves_when_signed(t)
    if schedule.has_passed(due, now):
        return schedule_texts.passed(t, due)
    return schedule_texts.leaves(t, due)


def signed(t: Catalog, value: Bulletin) -> Screen:
    later = value.stage is Stage.SIGNED
    text = texts.signed(t, later=later)
    if later and value.content.due is not None:
        text = f"{text}\n{schedule_texts.leaves(t, value.content.due)}"
    look = Button(publisher_texts.button_report(t), BulletinReport(value.id))
    going: Rows = () if later else ((look,),)
    return Screen(text=text, rows=(*going, (back(t),)))


def ask_word(t: Catalog) -> Screen:
    return Screen(text=texts.ask_word(t), rows=((cancel(t),),))


def word_preview(t: Catalog, dialogue: Dialogue) -> Screen:
    rows: Rows = ((Button(texts.button_give_back(t), GiveBackBulletin(dialogue.version)),),)
    if dialogue.returning:
        again = Button(texts.button_other_words(t), ReturnBulletin(dialogue.returning))
        rows = (*rows, (again, cancel(t)))
    return Screen(text=texts.word_preview(t, dialogue.words.text), rows=rows, protect=True)


def returned(t: Catalog, value: Bulletin) -> Screen:
    return Screen(text=texts.returned(t), rows=((back(t),),))


# --- what authors are told -----------------------------------------------------------------


def given_back(t: Catalog, value: Bulletin) -> Screen:
    return Screen(text=texts.given_back(t, value.word), rows=((_take_up(t, value),),))


def taken_back(t: Catalog, value: Bulletin) -> Screen:
    return Screen(text=texts.taken_back(t), rows=((_take_up(t, value),),))


def not_sent(t: Catalog, value: Bulletin, why: Refused) -> Screen:
    text = f"{texts.not_sent(t)}\n{refusals.sentence(t, why)}"
    return Screen(text=text, rows=((_take_up(t, value),),))


def nobody_left(t: Catalog, value: Bulletin) -> Screen:
    """For approvers, where the author is none any more."""
    look = Button(publisher_texts.button_report(t), BulletinReport(value.id))
    return Screen(text=texts.nobody_left(t), rows=((look,),))


def void(t: Catalog, value: Bulletin) -> Screen:
    return Screen(text=texts.void(t), rows=((_take_up(t, value),),))


def late(t: Catalog, value: Bulletin) -> Screen:
    return Screen(text=texts.late(t), rows=((_take_up(t, value),), (_withdraw(t, value),)))


def _take_up(t: Catalog, value: Bulletin) -> Button:
    return Button(texts.button_take_up(t), TakeUpBulletin(value.id))


def _withdraw(t: Catalog, value: Bulletin) -> Button:
    return Button(texts.button_withdraw(t), WithdrawBulletin(value.id))


def in_hand(t: Catalog, value: Bulletin, *, own: bool, signs: bool) -> Screen:
    """What has not left yet. own: the reader is its author. signs: they may sign it."""
    text = texts.not_left_yet(t, value.stage)
    if value.stage is Stage.RETURNED and value.word:
        text = texts.given_back(t, value.word)
    elif value.stage is not Stage.RETURNED and value.content.due is not None:
        text = f"{text}\n{schedule_texts.leaves(t, value.content.due)}"
    look = Button(publisher_texts.button_report(t), BulletinReport(value.id))
    acts: Rows = ()
    if own:
        acts = _of_author(t, value)
    elif signs and value.stage is Stage.SIGNED:
        acts = ((_withdraw(t, value),),)
    return Screen(text=text, rows=(*acts, (look,), (back(t),)))


def _of_author(t: Catalog, value: Bulletin) -> Rows:
    again = (_take_up(t, value),)
    return (again,) if value.stage is Stage.RETURNED else (again, (_withdraw(t, value),))


def withdrawn(t: Catalog, value: Bulletin, *, own: bool) -> Screen:
    if not own:
        return Screen(text=texts.withdrawn_for_author(t), rows=((back(t),),))
    return Screen(text=texts.withdrawn(t), rows=((_take_up(t, value),), (back(t),)))
