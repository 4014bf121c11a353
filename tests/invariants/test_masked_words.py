"""35: words that are masked for good are in no later output and in no byte of the database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.services import masking
from bot.simulator import Message
from bot.store.db import Statement
from bot.store.schema import entry
from bot.store.sqlite import SqliteDriver
from bot.texts import masking as texts
from bot.texts import resident
from tests.invariants.conftest import Shown
from tests.invariants.remains import in_files, in_rows
from tests.invariants.rig import body_of
from tests.journeys.pausing import takes
from tests.kit.needles import Needles, invented
from tests.kit.world import Player, World, open_world

[WHO] = invented(1, seed=35)
NEEDLES = Needles([WHO])
WORDS = f"Det er {WHO.first_name} fra opgangen, som hedder {WHO.username} derhjemme."


async def _masks(colleague: Player, code: str, words: str, button: Callable[[Any], str]) -> None:
    await colleague.says(f"/case {code}")
    await colleague.taps(texts.button_more(colleague.t))
    await colleague.taps(texts.button_mask(colleague.t))
    await colleague.says(words)
    await colleague.taps(button(colleague.t))


async def _remains(
    folder: Path, button: Callable[[Any], str] = texts.button_for_good, *, emptied: bool = True
) -> set[str]:
    """Where the words are found after they were masked: files, opened rows, phones, calls."""
    async with open_world(folder) as world:
        mette, lise = await world.moderator(), await world.colleague("lead", name="Lise")
        someone = await world.resident("ar")
        code = await world.shares_concern(someone, WORDS)
        await takes(mette, code)
        await lise.says(f"/case {code}")
        await world.answers(mette, code, f"Er det {WHO.first_name}?")
        await _masks(mette, code, WHO.username, texts.button_for_now)
        before = await _ciphertexts(world)
        for words in (WHO.first_name, WHO.username):
            await _masks(mette, code, words, button)
        done = len(world.sim.calls)
        copies = _on_phones(mette, lise)
        await _looks_at_everything(world, code, (mette, lise), someone)
        found = await in_rows(world, NEEDLES) | await in_files(
            world, NEEDLES, before, emptied=emptied
        )
        later = b"\n".join(body_of(call) for call in world.sim.calls[done:])
        found |= {f"calls: {f.shape}" for f in NEEDLES.scan("", later)}
        return found | copies


async def _looks_at_everything(
    world: World, code: str, staff: tuple[Player, ...], someone: Player
) -> None:
    """Every screen that shows words of the case."""
    for colleague in staff:
        await colleague.says(f"/case {code}")
        await colleague.says("/queue")
        await colleague.taps(texts.button_more(colleague.t))
        await colleague.taps(texts.button_mask(colleague.t))
        await colleague.says("/cancel")
    await someone.says("/cases")
    await someone.taps(code)
    await someone.taps(resident.button_write_to_case(someone.t))
    await someone.says("/mine")


def _on_phones(*colleagues: Player) -> set[str]:
    """Copies of the words that still stand in chats of colleagues, when it was masked."""
    shown: list[Message] = [m for c in colleagues for m in c.person.chat.messages]
    text = "\n".join(m.text for m in shown).encode()
    return {f"phones: {f.shape}" for f in NEEDLES.scan("", text)}


async def _ciphertexts(world: World) -> list[bytes]:
    rows = await world.bot.store.read(lambda tx: tx.rows(Statement(select(entry))))
    return [bytes(row["words"]) for row in rows]


@pytest.mark.invariant(35)
async def test_words_masked_for_good_are_in_no_later_output_or_database_byte(
    tmp_path: Path, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await _remains(tmp_path / "real") == set()
    shown.tried("2 spans in 2 entries, 3 readers, every screen; files, log, opened rows, phones")

    assert "rows: utf-8" in await _remains(tmp_path / "hidden", texts.button_for_now)
    shown.caught("words that are covered only")

    with monkeypatch.context() as plant:

        async def kept(_: Any, __: Any) -> None:
            """The fault."""

        plant.setattr(masking, "_empty_chats", kept)
        assert "phones: utf-8" in await _remains(tmp_path / "phones")
    shown.caught("copies left in the chats of colleagues")

    with monkeypatch.context() as plant:

        async def lazy(_: Any, __: Any) -> bool:
            """The fault: the log is not emptied."""
            return True

        plant.setattr(SqliteDriver, "settled", lazy)
        found = await _remains(tmp_path / "log", emptied=False)
        assert any("wal: sealed" in where for where in found)
    shown.caught("sealed words left in the write-ahead log")
