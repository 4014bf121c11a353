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
    """names: for the colleague's button. texts: languages may be missing, which is shown.

    fits: kinds of concern, or urgencies, that it is meant for; empty: for any.
    """

    id: str
    moment: Moment
    names: Mapping[Lang, str]
    texts: Mapping[Lang, str]
    fits: frozenset[str] = frozenset()


Phrasebook = Mapping[str, ReadyAnswer]
"""By id, in the order of the files."""

_ANSWERED = (Moment.FOLLOW_UP, Moment.CLOSING, Moment.DUTY, Moment.REFUSING, Moment.FIRST)
_NOT_ANSWERED = (Moment.FIRST, Moment.REFUSING, Moment.DUTY, Moment.FOLLOW_UP, Moment.CLOSING)


def fitting(phrasebook: Phrasebook, concern: Concern) -> Sequence[ReadyAnswer]:
    """All of them, so that the wanted one is on the first page.

    First what is meant for this kind of concern and for this moment, or is a duty; then the rest in
    the order of the conversation; last what is meant for other kinds.
    """
    begun = concern.status in {Status.WAITING_RESIDENT, Status.WAITING_STAFF}
    moments = _ANSWERED if begun else _NOT_ANSWERED
    kinds = {concern.category, concern.urgency.value}

    def place(answer: ReadyAnswer) -> tuple[int, int]:
        moment = moments.index(answer.moment)
        if not answer.fits:
            return 1, moment
        now = moment == 0 or answer.moment is Moment.DUTY
        return (0 if now else 1) if answer.fits & kinds else 2, moment

    return sorted(phrasebook.values(), key=place)
