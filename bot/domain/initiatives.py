"""What an organisation does over a longer time, in steps that its areas can follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.ids import AreaId, InitiativeId, OrganisationId
from bot.domain.people import Lang
from bot.domain.words import cut

NAME = 40
"""Characters: a name stands on buttons."""
_STREAM = "i:"


class Step(StrEnum):
    """How far it has come. It may go back a step: what was begun can be planned anew."""

    PLANNED = "planned"
    STARTED = "started"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class InitiativePart:
    """What news makes of an initiative; signed with it. names: empty until one is written."""

    id: InitiativeId
    step: Step
    names: Mapping[Lang, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiative:
    """changed: whole hours since 1970."""

    id: InitiativeId
    organisation: OrganisationId
    areas: frozenset[AreaId]
    names: Mapping[Lang, str]
    step: Step
    changed: int


def stream_of(initiative: InitiativeId) -> AreaId:
    """What its followers are subscribed to, beside areas.

    It stands where an area does and is none: so all that holds for areas holds for it, from the
    address that is kept to the one delivery a person gets and /slet. No area has such an id.
    """
    return AreaId(f"{_STREAM}{initiative.hex()}")


def is_stream(area: AreaId) -> bool:
    return area.startswith(_STREAM)


def names_in(texts: Mapping[Lang, str]) -> Mapping[Lang, str]:
    """The first line of each text, of the Danish one where there is none."""
    first = {lang: cut(text.strip().split("\n")[0], NAME) for lang, text in texts.items()}
    return {lang: first.get(lang, first.get(Lang.DA, "–")) for lang in Lang}
