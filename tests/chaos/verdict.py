"""Which promises were broken, and the table of what happened."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.domain.bulletins import Delivery
from bot.store.db import GROUP_SECONDS
from tests.chaos.killer import PHASES, Kill
from tests.chaos.story import Told
from tests.kit.world import code_in


def in_flight(kill: Kill) -> frozenset[int]:
    """Chats whose news was under way: asked for and the answer not yet written down.

    The simulator sees the asking and its own answer. The answer is still under way while the bot
    reads it and commits, which a busy group of writes keeps waiting for GROUP_SECONDS.
    """
    fresh = {chat for chat, at in kill.answered.items() if kill.at - at <= GROUP_SECONDS}
    return kill.flying | fresh


def broken(told: Told) -> list[str]:
    """The promises that were not kept, in words; empty when all is well."""
    return [*_concerns(told), *_news(told), *_machine(told)]


def _concerns(told: Told) -> Iterator[str]:
    everywhere = (("database", told.ledger.words), ("queue", told.cards))
    for where, found in everywhere:
        for words in told.words:
            if (times := sum(words in text for text in found)) != 1:
                yield f"a concern stands {times} times in the {where}: {words}"
        if len(found) != len(told.words):
            yield f"{len(found)} concerns stand in the {where}, not {len(told.words)}"
    for words, receipt in told.words.items():
        if not receipt:
            yield f"no receipt came: {words}"
        elif not any(words in card and code_in(receipt) in card for card in told.cards):
            yield f"the code of the receipt leads to no such case: {words}"


def _news(told: Told) -> Iterator[str]:
    for chat, times in told.news.items():
        state = told.ledger.news.get(chat)
        if times > 1:
            yield f"news came {times} times"
        elif state not in {Delivery.SENT, Delivery.UNKNOWN}:
            yield f"news stands as {state} and came {times} times"
        elif times == 0 and state is Delivery.SENT:
            yield "news stands as sent and never came"
    unknown, unsure = _unknown(told), sum(len(k.unsure) for k in told.kills)
    if unknown != unsure:
        yield f"{unknown} stand as unknown, but the kills left {unsure}"
    if unknown > (flew := sum(len(in_flight(k)) for k in told.kills)):
        yield f"{unknown} stand as unknown, but only {flew} were in flight"


def _machine(told: Told) -> Iterator[str]:
    for screen in told.waiting:
        yield f"somebody waited in vain: {screen}"
    if len(told.kills) != told.plan.kills:
        yield f"{len(told.kills)} kills fell, not {told.plan.kills}"
    if told.exit_code != 0:
        yield f"the bot ended with {told.exit_code}"
    if told.ledger.dead or told.ledger.pending:
        yield f"{told.ledger.dead} dead letters, {told.ledger.pending} rows never sent"
    yield from told.violations
    yield from told.errors


def _unknown(told: Told) -> int:
    return sum(state is Delivery.UNKNOWN for state in told.ledger.news.values())


def table(told: Told) -> str:
    """For people."""
    fell = Counter((k.method, k.phase) for k in told.kills)
    lines = [
        f"seed {told.plan.seed}, {len(told.kills)} kills",
        f"{'killed at':<24}" + "".join(f"{phase:>11}" for phase in PHASES),
    ]
    for method in sorted({k.method for k in told.kills}):
        lines.append(f"  {method:<22}" + "".join(f"{fell[method, p]:>11}" for p in PHASES))
    return "\n".join([*lines, *_figures(told)])


def _figures(told: Told) -> Sequence[str]:
    filed, had = told.ledger.words, told.news
    unknown = [c for c, state in told.ledger.news.items() if state is Delivery.UNKNOWN]
    once = sum(n == 1 for n in had.values())
    twice = sum(n > 1 for n in had.values())
    seen = sum(len(k.flying) for k in told.kills)
    wide = sum(len(in_flight(k)) for k in told.kills)
    asked = sum(len(k.unsure & k.flying) for k in told.kills)
    answered = sum(len((k.unsure & k.answered.keys()) - k.flying) for k in told.kills)
    return [
        f"concerns: {len(filed)} filed, {len(told.cards)} in the queue, {len(told.words)} expected",
        f"news: {once} had it once, {twice} twice, {len(had)} expected",
        f"unknown: {len(unknown)}, of whom {sum(had[c] == 1 for c in unknown)} had it",
        f"in flight at the kills: {seen} asked and unanswered, {wide} with answers on their way",
        f"left unsure by the kills: {asked} asked and unanswered, {answered} answered and not yet"
        f" written down, {_unknown(told) - asked - answered} marked and not yet asked",
    ]
