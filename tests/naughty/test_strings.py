"""What is written comes back as it was written, to its writer and to its reader."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterator, Sequence

import pytest

from bot.domain import words
from bot.domain.dialogues import Step
from bot.domain.errors import NothingWritten
from bot.domain.people import Lang
from bot.domain.words import WORDS_LIMIT, units
from bot.i18n import FSI, PDI, has_rtl
from bot.simulator import Message
from bot.simulator.entities import found_in
from bot.texts import refusals
from tests.journeys.ways import AREA, WORDS, reaches
from tests.kit.world import Player, World
from tests.naughty import watch
from tests.naughty.strings import as_it_comes_back, written

STRINGS = written()
CHUNKS = 1000 if os.environ.get("FUZZ") else 4
"""How many concerns of many strings each take the whole way."""


@pytest.fixture(params=list(Lang))
def lang(request: pytest.FixtureRequest) -> Lang:
    chosen: Lang = request.param
    return chosen


def is_command(text: str) -> bool:
    return any(e["type"] == "bot_command" and not e["offset"] for e in found_in(text))


def stands_in(shown: str, text: str, lang: Lang) -> bool:
    """Whole and between isolates where its direction may differ from its reader's."""
    back = as_it_comes_back(text)
    isolated = f"{FSI}{back}{PDI}"
    return (isolated if lang is Lang.AR or has_rtl(back) else back) in shown


async def changes_into(player: Player, message: Message, text: str) -> None:
    await player.edits(message, text)
    watch.is_in_their_language(player)
    if is_command(text):
        return
    if not as_it_comes_back(text):
        assert refusals.sentence(player.t, NothingWritten()) in player.sees
    elif units(as_it_comes_back(text)) > WORDS_LIMIT:
        assert not stands_in(player.sees, text, player.lang)
    else:
        assert stands_in(player.sees, text, player.lang), (text, player.sees)


async def test_a_preview_holds_every_string_whole(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    await reaches(someone, Step.CONCERN_PREVIEW)
    message = next(m for m in reversed(someone.person.chat.messages) if m.text == WORDS[lang])
    for text in STRINGS:
        before = watch.answers(someone)
        await changes_into(someone, message, text)
        assert watch.answers(someone) > before or text == message.edits[-1]


def chunks(strings: Sequence[str]) -> Iterator[str]:
    """As many strings as one concern holds, none of them first: it could be a command."""
    chunk = "-"
    for text in strings:
        if units(as_it_comes_back(text)) > WORDS_LIMIT - 10:
            continue
        longer = f"{chunk}\n\n{text}"
        if units(longer) > WORDS_LIMIT:
            yield chunk
            longer = f"-\n\n{text}"
        chunk = longer
    yield chunk


def without_limits(world: World) -> None:
    places = world.bot.house.partnership
    defaults = dataclasses.replace(places.defaults, concerns_a_day=10**6, open_concerns=10**6)
    object.__setattr__(places, "defaults", defaults)


async def test_staff_and_resident_read_each_other_whole(world: World) -> None:
    without_limits(world)
    pairs = [(lang, other) for lang in Lang for other in Lang if other is not lang]
    people = [
        (await world.resident(ours.value), await world.moderator(theirs.value, areas=[AREA]))
        for ours, theirs in pairs
    ]
    for number, chunk in enumerate(list(chunks(STRINGS))[:CHUNKS]):
        someone, colleague = people[number % len(people)]
        code = await world.shares_concern(someone, chunk)
        await colleague.says(f"/case {code}")
        assert stands_in(colleague.sees, chunk, colleague.lang)
        await world.answers(colleague, code, chunk)
        await someone.says("/cases")
        await someone.taps(code)
        held = [m.text for m in someone.person.chat.messages if m.outgoing]
        assert any(stands_in(shown, chunk, someone.lang) for shown in held)


async def test_a_string_that_comes_back_changed_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check can fail: the product takes more away than it says."""
    someone = await world.resident("ar")
    await reaches(someone, Step.CONCERN_PREVIEW)
    message = next(m for m in reversed(someone.person.chat.messages) if m.text == WORDS[Lang.AR])
    whole = words._is_printable
    monkeypatch.setattr(words, "_is_printable", lambda c: whole(c) and c != "\u200d")
    await changes_into(someone, message, "👩 \u0301")
    with pytest.raises(AssertionError):
        await changes_into(someone, message, "👩\u200d👩")
