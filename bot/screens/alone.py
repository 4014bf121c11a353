"""One signature for what cannot wait, and looking at it afterwards."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.actions import (
    AskAlone,
    BulletinList,
    BulletinPage,
    BulletinReviewed,
    BulletinsOf,
    ReviewBulletin,
    ShowBulletinDraft,
    SignAlone,
)
from bot.domain.bulletins import Bulletin, Priority
from bot.domain.dialogues import Dialogue
from bot.domain.people import Lang, Moderator
from bot.domain.places import Partnership
from bot.domain.roles import Deed
from bot.domain.screens import Button, Rows, Screen
from bot.i18n import Catalog
from bot.screens.common import back, cancel
from bot.screens.publisher import as_readers_see_it
from bot.screens.schedule import with_time
from bot.texts import alone as texts
from bot.texts import common as common_texts
from bot.texts import signing as signing_texts


def offered(
    t: Catalog, question: Screen, value: Bulletin, colleague: Moderator, version: int
) -> Screen:
    """The end of a preview, for who may sign what is urgent alone."""
    if value.content.priority is not Priority.URGENT or not colleague.may(Deed.SIGN_ALONE):
        return question
    return question.with_row(Button(texts.button_alone(t), AskAlone(version)))


def ask_reason(t: Catalog) -> Screen:
    again = Button(common_texts.button_back(t), ShowBulletinDraft(BulletinPage.EDIT))
    return Screen(text=texts.ask_reason(t), rows=((again, cancel(t)),))


def confirm(t: Catalog, dialogue: Dialogue) -> Screen:
    again = Button(common_texts.button_back(t), ShowBulletinDraft(BulletinPage.EDIT))
    rows = (
        (Button(texts.button_confirm(t), SignAlone(dialogue.version)),),
        (Button(texts.button_rewrite(t), AskAlone(dialogue.version)),),
        (again, cancel(t)),
    )
    screen = Screen(text=texts.confirm(t, dialogue.words.text), rows=rows, protect=True)
    return with_time(t, screen, dialogue.bulletin.content) if dialogue.bulletin else screen


def signed(t: Catalog) -> Screen:
    return Screen(text=texts.signed(t), rows=((back(t),),))


def to_be_reviewed(t: Catalog, value: Bulletin) -> Screen:
    look = Button(texts.button_look(t), ReviewBulletin(value.id))
    return Screen(text=texts.to_be_reviewed(t), rows=((look,),))


def look(
    t: Catalog,
    catalogs: Mapping[Lang, Catalog],
    partnership: Partnership,
    value: Bulletin,
    signer: str,
) -> tuple[Screen, ...]:
    """What readers saw; then who signed it alone and why."""
    reason = value.signature.alone_because if value.signature else ""
    text = texts.look(t, signer, reason)
    rows: Rows = ((Button(texts.button_reviewed(t), BulletinReviewed(value.id)),),)
    if not value.wants_review:
        text, rows = f"{text}\n\n{texts.looked_at(t)}", ()
    others = Button(signing_texts.button_review(t), BulletinsOf(BulletinList.REVIEW))
    question = Screen(text=text, rows=(*rows, (others,), (back(t),)), protect=True)
    return (*as_readers_see_it(t, catalogs, partnership, value), question)


def reviewed(t: Catalog) -> Screen:
    others = Button(signing_texts.button_review(t), BulletinsOf(BulletinList.REVIEW))
    return Screen(text=texts.reviewed(t), rows=((others,), (back(t),)))
