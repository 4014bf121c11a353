"""Ready answers: what colleagues send often, said well once in every language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.concerns import Concern, Status
from bot.domain.people import Lang


class Moment(StrEnum):
    """When in a conversation it fits."""

    FIRST = "first"
    FOLLOW_UP = "follow-up"
    REFUSING = "refusing"
    DUTY = "duty"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyAnswer:
    """names: for the colleague's button. texts: languages may be missing, which is shown."""

    id: str
    moment: Moment
    names: Mapping[Lang, str]
    texts: Mapping[Lang, str]


Phrasebook = Mapping[str, ReadyAnswer]
"""By id, in the order of the files."""


def fitting(phrasebook: Phrasebook, concern: Concern) -> Sequence[ReadyAnswer]:
    """All of them; what fits the state of the case comes first."""
    begun = concern.status in {Status.WAITING_RESIDENT, Status.WAITING_STAFF}
    first = Moment.FOLLOW_UP if begun else Moment.FIRST
    return sorted(phrasebook.values(), key=lambda answer: answer.moment is not first)
