"""How much one person may send, without knowing who it is.

Counted under tags of a key that is replaced daily, so yesterday's counts belong to nobody. Only
sending is limited: numbers to call, news, answers, /mine and /slet never are.
"""

from __future__ import annotations

from bot.domain.errors import CodesRest, TooManyTries, TooMuchToday
from bot.domain.hours import COPENHAGEN
from bot.domain.ids import ChatId
from bot.store import rates
from bot.turn import Turn
from bot.vault import addresses

EVERYBODY = ChatId(0)


async def concern(turn: Turn) -> None:
    """Raises TooMuchToday."""
    await _today(turn, "concern", turn.house.defaults.concerns_a_day)


async def addition(turn: Turn) -> None:
    """Raises TooMuchToday."""
    await _today(turn, "addition", turn.house.defaults.additions_a_day)


async def _today(turn: Turn, what: str, limit: int) -> None:
    """One more since local midnight. Colleagues try things out, so they are exempt."""
    if turn.speaker.moderator is not None:
        return
    day = turn.now.astimezone(COPENHAGEN).date().toordinal()
    if not await rates.take(turn.tx, _tag(turn, what, day), window=turn.hour + 24, limit=limit):
        raise TooMuchToday


async def code_try(turn: Turn) -> None:
    """One more code tried. What is refused is not counted. Raises TooManyTries, CodesRest.

    Acts of residents are kept in whole hours, so the last sixty minutes are not known: the hour
    before counts in full, and no sixty minutes ever hold more tries than are allowed.
    """
    defaults = turn.house.defaults
    everybody = addresses.rate_tag(turn.house.vault, EVERYBODY, "code", turn.hour)
    if await rates.count(turn.tx, everybody) >= defaults.code_tries_of_all_an_hour:
        raise CodesRest
    before = await rates.count(turn.tx, _tag(turn, "code", turn.hour - 1))
    left = defaults.code_tries_an_hour - before
    own = _tag(turn, "code", turn.hour)
    if left < 1 or not await rates.take(turn.tx, own, window=turn.hour + 1, limit=left):
        raise TooManyTries
    limit = defaults.code_tries_of_all_an_hour
    await rates.take(turn.tx, everybody, window=turn.hour + 1, limit=limit)


def _tag(turn: Turn, what: str, window: int) -> bytes:
    return addresses.rate_tag(turn.house.vault, turn.speaker.chat, what, window)


async def forget(turn: Turn) -> None:
    """Counts whose hour or day is over."""
    await rates.forget(turn.tx, before=turn.hour)


async def once_an_hour(turn: Turn, chat: ChatId, what: str) -> bool:
    """Whether this may be said in a group now; the second time within an hour it may not."""
    tag = addresses.rate_tag(turn.house.vault, chat, what, turn.hour)
    return await rates.take(turn.tx, tag, window=turn.hour + 1, limit=1)
