"""What publishers are told of silent areas."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.actions import WriteToSilent
from bot.domain.places import Area
from bot.domain.screens import Button, Screen
from bot.i18n import Catalog
from bot.texts import authoring as texts


def silent(t: Catalog, areas: Sequence[Area], days: int) -> Screen:
    button = Button(texts.button_write_to_silent(t), WriteToSilent())
    return Screen(text=texts.silent(t, [a.name for a in areas], days), rows=((button,),))
