"""Every sentence of the product is really sent, in every language: the journeys, counted."""

from __future__ import annotations

import importlib
import inspect
import itertools
import pkgutil
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.domain.people import Lang
from tests import journeys
from tests.journeys.conftest import watched_world
from tests.kit.coverage import public_functions, recording, sentences, title, unsent_sentences
from tests.kit.world import World

LAST_RESORT = "[refused] That is not possible."
"""For a refusal that has no words of its own yet; see `test_there_is_a_way_to_every_refusal`."""
NEVER_IN_DANISH = "[bulletin] <i>This text exists only in Danish. We are sorry.</i>"


@pytest.mark.parametrize("lang", list(Lang))
async def test_every_function_of_the_texts_is_sent(
    lang: Lang, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Walks one journey after the other until nothing is left that nobody was sent."""
    functions, texts = set(public_functions()), {title(s) for s in sentences(lang)} - {LAST_RESORT}
    if lang is Lang.DA:
        texts -= {NEVER_IN_DANISH}
    unsent, unsaid, left = functions, texts, list(_journeys(lang))
    while left and (unsent or unsaid):
        journey = _most_telling(left, unsent)
        left.remove(journey)
        with recording() as made:
            async with watched_world(tmp_path / str(len(left))) as (world, post):
                await journey.walk(world)
        unsent = unsent & made.unsent(lang, post.sent)
        unsaid = unsaid & unsent_sentences(lang, post.sent, unsaid)
    with capsys.disabled():
        print(
            f"\n{lang}: {_share(functions, unsent)} of the functions of texts and "
            f"{_share(texts, unsaid)} of the sentences were sent",
            file=sys.stderr,  # the one stream that xdist's workers share with the terminal
        )
    assert sorted(unsent) == []
    assert sorted(unsaid) == []


def _share(whole: set[str], left: set[str]) -> str:
    return f"{(len(whole) - len(left)) / len(whole):.0%} ({len(whole) - len(left)}/{len(whole)})"


# --- the journeys of the other modules ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Journey:
    source: str
    walk: Callable[[World], Awaitable[None]]


def _most_telling(left: list[Journey], unsent: set[str]) -> Journey:
    """The one that names most of what is missing, so that the walk is short."""
    names = [name.partition(".")[2] for name in unsent]
    return max(left, key=lambda journey: sum(name in journey.source for name in names))


def _journeys(lang: Lang) -> Iterator[Journey]:
    """Each test that asks for nothing but a world, a language and values of its own."""
    for module in _modules():
        for test in vars(module).values():
            if inspect.iscoroutinefunction(test) and test.__name__.startswith("test_"):
                yield from _of(test, lang)


def _modules() -> Iterator[Any]:
    for found in pkgutil.iter_modules(journeys.__path__, f"{journeys.__name__}."):
        if ".test_" in found.name and found.name != __name__:
            yield importlib.import_module(found.name)


def _of(test: Any, lang: Lang) -> Iterator[Journey]:
    wanted = set(inspect.signature(test).parameters)
    for values in _values(test):
        given = {"lang": lang, **values}
        if given["lang"] == lang and wanted <= {"world", *given}:
            named = {name: value for name, value in given.items() if name in wanted}
            yield Journey(inspect.getsource(test), _walk(test, named))


def _walk(test: Any, named: dict[str, Any]) -> Callable[[World], Awaitable[None]]:
    return lambda world: test(world=world, **named)


def _values(test: Any) -> Iterator[dict[str, Any]]:
    """What a parametrised test is called with, one dictionary a call."""
    marks = [m for m in getattr(test, "pytestmark", ()) if m.name == "parametrize"]
    choices = [[_named(mark.args[0], values) for values in mark.args[1]] for mark in marks]
    for chosen in itertools.product(*choices):
        yield {name: value for part in chosen for name, value in part.items()}


def _named(names: str | tuple[str, ...], values: Any) -> dict[str, Any]:
    return {names: values} if isinstance(names, str) else dict(zip(names, values, strict=True))
