"""Administrators are told in their language what stands and what works again; nobody else is."""

from __future__ import annotations

import pytest

from bot.domain.health import Mishap, Part
from bot.domain.people import Lang
from bot.texts import health as texts
from tests.kit.world import World

TOLD = [part for part in Part if part is not Part.DATABASE]


@pytest.mark.parametrize("lang", Lang)
async def test_an_administrator_reads_what_stands_and_when_it_works_again(
    world: World, lang: Lang, monkeypatch: pytest.MonkeyPatch
) -> None:
    karen = await world.colleague("administrator", lang, name="Karen")
    mette = await world.moderator()
    before, heart = len(mette.person.chat.messages), world.bot.heart
    standing: set[Part] = set()
    monkeypatch.setattr(heart, "faults", lambda: frozenset(standing))  # by hand; how: tests/web
    heart.working |= set(Part)
    for part in TOLD:
        standing.add(part)
        await world.bot.watch.look()
        await world.settled()
        assert karen.sees == _plain(texts.stands(karen.t, part))
        standing.clear()
        await world.bot.watch.look()
        await world.settled()
        assert karen.sees == _plain(texts.works_again(karen.t, part))
    for mishap in Mishap:
        world.bot.watch.alert(mishap, "KeyError at bot/texts/resident.py:1")
        await world.bot.watch.look()
        await world.settled()
        assert karen.sees == _plain(texts.happened(karen.t, mishap))
    assert len(mette.person.chat.messages) == before


def _plain(html: str) -> str:
    return html.replace("<b>", "").replace("</b>", "")
