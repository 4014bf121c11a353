"""Screens of masking words of a case."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.actions import ApplyMask, BeginMasking, MaskFound, MoreOfCase, ShowConcern
from bot.domain.concerns import Concern
from bot.domain.screens import Button, Screen
from bot.i18n import Catalog
from bot.screens.common import cancel, singles
from bot.texts import common as common_texts
from bot.texts import masking as texts
from bot.texts import mutes as mute_texts


def ask_words(t: Catalog, concern: Concern, offered: Sequence[str], *, missed: bool) -> Screen:
    """missed: what was written stands nowhere in the case."""
    found = singles(
        Button(texts.button_found(t, text), MaskFound(concern.id, n))
        for n, text in enumerate(offered)
    )
    text = texts.not_there(t, concern.code) if missed else texts.ask_words(t, concern.code)
    return Screen(text=text, rows=(*found, (cancel(t),)), protect=True)


def preview(t: Catalog, concern: Concern, snippets: Sequence[str], version: int) -> Screen:
    rows = (
        (Button(texts.button_for_now(t), ApplyMask(concern.id, version, 0)),),
        (Button(texts.button_for_good(t), ApplyMask(concern.id, version, 1)),),
        (Button(texts.button_other_words(t), BeginMasking(concern.id)), cancel(t)),
    )
    return Screen(text=texts.preview(t, concern.code, snippets), rows=rows, protect=True)


def done(t: Catalog, concern: Concern, text: str) -> Screen:
    rows = (
        (Button(common_texts.button_back(t), MoreOfCase(concern.id)),),
        (Button(mute_texts.button_read_case(t), ShowConcern(concern.id)),),
    )
    return Screen(text=text, rows=rows)
