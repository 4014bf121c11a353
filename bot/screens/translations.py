"""What a machine translated, and the way to ask for it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.actions import ShowConcern, TranslateCase, TranslateReply
from bot.domain.clues import MASK
from bot.domain.concerns import Concern
from bot.domain.dialogues import Dialogue
from bot.domain.people import Moderator
from bot.domain.roles import Deed
from bot.domain.screens import Button, Screen
from bot.i18n import Catalog
from bot.screens.common import back, messages
from bot.texts import staff as staff_texts
from bot.texts import translations as texts


def offers(t: Catalog, me: Moderator, concern: Concern, *, on: bool) -> list[Button]:
    """On a card. on: there is a translator."""
    if not on or concern.language in me.reads or not me.may(Deed.TRANSLATE):
        return []
    return [Button(texts.button_translate(t), TranslateCase(concern.id))]


def of_reply(t: Catalog, concern: Concern, version: int, *, on: bool) -> list[Button]:
    """In the preview of a reply."""
    if not on:
        return []
    label = texts.button_translate_to(t, concern.language)
    return [Button(label, TranslateReply(concern.id, version))]


def beside(t: Catalog, dialogue: Dialogue) -> list[str]:
    """Below a preview: what its author wrote before a machine translated it."""
    if not dialogue.original:
        return []
    parts = [texts.you_wrote(t, dialogue.original)]
    if MASK in dialogue.words.text:
        parts.append(texts.was_covered(t, MASK))
    return parts


def reading(t: Catalog, concern: Concern, translated: Sequence[str]) -> tuple[Screen, ...]:
    """The original stands on the card, and nothing of this is kept."""
    parts = [
        texts.reading(t, concern.code, concern.language),
        *(texts.quoted(t, part) for part in translated),
    ]
    button = Button(staff_texts.button_open(t), ShowConcern(concern.id))
    return messages(parts, ((button,),), protect=True)


def said(t: Catalog, text: str) -> Screen:
    return Screen(text=text, rows=((back(t),),))
