"""What holds whatever comes in: nothing is buried, no turn is lost, everybody is answered."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import func, select, text

from bot.store.db import Statement, Tx
from bot.store.schema import dead_letter, outbox
from bot.texts import common, refusals
from tests.kit.turns import until
from tests.kit.world import Player, World

_LETTERS = Statement(select(dead_letter.c.exception, dead_letter.c.place))
_GIVEN_UP = Statement(select(func.count().label("n")).where(outbox.c.dead != 0))
_HANDLED = Statement(text("SELECT update_id FROM handled"))


class _Errors(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.told: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.told.append(str(record.msg))


@contextmanager
def no_errors() -> Iterator[None]:
    """Fails when anything, ours or a library's, logs an error."""
    errors, root = _Errors(), logging.getLogger()
    root.addHandler(errors)
    try:
        yield
    finally:
        root.removeHandler(errors)
    assert errors.told == []


async def nothing_is_buried(world: World) -> None:
    async def look(tx: Tx) -> None:
        letters = [dict(row) for row in await tx.rows(_LETTERS)]
        assert letters == []
        given_up = await tx.row(_GIVEN_UP)
        assert given_up is not None
        assert given_up["n"] == 0, "messages that Telegram refused for ever"

    await world.bot.store.read(look)


async def all_are_handled(world: World, updates: list[int]) -> None:
    rows = await world.bot.store.read(lambda tx: tx.rows(_HANDLED))
    assert set(updates) <= {row["update_id"] for row in rows}


async def all_presses_are_answered(world: World, queries: list[str]) -> None:
    """Best effort and after the commit, so a moment later than what it shows."""

    def answered() -> bool:
        calls = [c for c in world.sim.calls if c.method == "answerCallbackQuery"]
        return set(queries) <= {str(c.params["callback_query_id"]) for c in calls}

    await until(answered)


def answers(player: Player) -> int:
    """How often the bot has said something to this person, or said it anew."""
    shown = [m for m in player.person.chat.messages if m.outgoing]
    return len(shown) + sum(len(m.edits) for m in shown)


def is_in_their_language(player: Player) -> None:
    """Every screen has the button that hides it, and its label is of one language alone."""
    labels = [button.text for row in player.screen.buttons for button in row]
    assert common.button_hide(player.t) in labels, player.sees
    assert refusals.apology(player.t) not in player.sees
