"""What administrators are told of the bot itself. What was told stands in the database, so that a
restart neither repeats a word nor forgets to say that it is over."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass
from typing import Any

from bot.domain import health
from bot.domain.health import Mishap, News, Part, Told
from bot.domain.ids import ModeratorId
from bot.domain.people import Moderator
from bot.domain.roles import Role
from bot.screens import health as screens
from bot.services import notices
from bot.store import meta, staff
from bot.turn import Turn

TOLD = "health"


@dataclass(frozen=True, slots=True)
class Word:
    """To be said to a colleague past the queue. body: as a row of the outbox would hold it."""

    to: ModeratorId
    body: Mapping[str, Any]


async def tell(
    turn: Turn,
    standing: AbstractSet[Part],
    working: AbstractSet[Part],
    mishaps: AbstractSet[Mishap],
) -> tuple[News, Sequence[Word]]:
    """What was told now; what of it must go past the queue, because the sender stands."""
    told = await _told(turn)
    news = health.news(told, standing, working, mishaps, turn.seconds)
    if not news:
        return news, ()
    past = []
    for colleague in await _administrators(turn):
        screen = screens.news(turn.house.catalogs[colleague.language], news)
        if Part.SENDER in standing:
            past.append(Word(colleague.id, notices.to_moderator(turn, colleague, screen)))
        elif news.mishaps:
            await notices.tell_of_arrival(turn, colleague, screen)
        else:
            await notices.tell_moderator(turn, colleague, screen)
    kept = health.remembered(told, news, turn.seconds)
    values = {kind: asdict(value) for kind, value in kept.items()}
    await meta.put(turn.tx, TOLD, json.dumps(values).encode())
    return news, past


async def _told(turn: Turn) -> dict[str, Told]:
    kept = json.loads(await meta.find(turn.tx, TOLD) or b"{}")
    return {kind: Told(**value) for kind, value in kept.items()}


async def _administrators(turn: Turn) -> list[Moderator]:
    """Of every organisation, since they share the bot: those on duty, or all where nobody is."""
    found = [
        colleague
        for organisation in turn.house.partnership.organisations
        for colleague in await staff.of(turn.tx, organisation)
        if Role.ADMINISTRATOR in colleague.roles
    ]
    return [c for c in found if c.on_duty] or found
