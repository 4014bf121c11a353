"""Presses the bot has still to answer."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.simulator.chats import Chat
from bot.simulator.refusal import bad

if TYPE_CHECKING:
    from bot.simulator.people import Person

ANSWER_WITHIN = 15.0


@dataclass(frozen=True)
class Query:
    person: "Person"
    chat: Chat
    at: float


class Queries:
    def __init__(self, clock: Callable[[], float], rng: random.Random) -> None:
        self._clock = clock
        self._rng = rng
        self._open: dict[str, Query] = {}

    def ask(self, person: "Person", chat: Chat) -> str:
        query_id = str(self._rng.getrandbits(62))
        self._open[query_id] = Query(person, chat, self._clock())
        return query_id

    def answer(self, query_id: str) -> Query:
        query = self._open.pop(query_id, None)
        if query is None or self._clock() - query.at > ANSWER_WITHIN:
            raise bad("query is too old and response timeout expired or query ID is invalid")
        return query
