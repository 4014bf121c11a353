"""Who steps forward is known to one colleague after a tap; who takes it back, to nobody ever."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.actions import OpenForward
from bot.domain.concerns import APART
from bot.domain.people import Lang
from bot.services import threads
from bot.simulator import Call
from bot.store import concerns
from bot.store.db import Statement, Tx
from bot.store.schema import entry
from bot.texts import masking, resident, stepping
from tests.invariants.conftest import Shown
from tests.invariants.remains import in_files, in_rows
from tests.invariants.rig import body_of
from tests.invariants.ways import comes_in, forges
from tests.journeys.pausing import takes
from tests.journeys.test_stepping_forward import opens_own, reveals
from tests.journeys.ways import WORDS, case_id
from tests.kit.needles import Needles, invented
from tests.kit.world import Player, World, open_world

[WHO] = invented(1, seed=64)
NEEDLES = Needles([WHO])
SAYS = f"Jeg hedder {WHO.first_name} {WHO.last_name}, skriv til {WHO.username}."
AT = 2


async def _looks_everywhere(world: World, code: str, *colleagues: Player) -> None:
    """Every screen of staff that shows something of the case, and the forged button of others."""
    found = await case_id(world, code)
    for colleague in colleagues:
        await colleague.says(f"/case {code}")
        await colleague.says("/queue")
        await colleague.says(f"/case {code}")
        await colleague.taps(masking.button_more(colleague.t))
        if masking.button_mask(colleague.t) in colleague.buttons:
            await colleague.taps(masking.button_mask(colleague.t))
            await colleague.says("nummer")
            await colleague.says("/cancel")
        await colleague.says("/mine")
        await colleague.says("/help")
    omar = colleagues[-1]
    await forges(omar, OpenForward(found, AT))


def _leaks(someone: Player, calls: Sequence[Call]) -> list[Any]:
    """The chats of others that were told who it is, one for each call."""
    foreign = [call for call in calls if call.params.get("chat_id") != someone.person.id]
    return [c.params.get("chat_id") for c in foreign if [*NEEDLES.scan("", body_of(c))]]


async def _told(folder: Path, *, taps: bool = True) -> tuple[int, int, int]:
    """How often others were told who it is before the tap, the holder by it, others after it."""
    async with open_world(folder) as world:
        mette, omar = await world.moderator(), await world.moderator(name="Omar")
        someone = await comes_in(world, WHO, Lang.DA)
        code = await world.shares_concern(someone, WORDS[someone.lang])
        await takes(mette, code)
        begun = len(world.sim.calls)
        await reveals(someone, SAYS)
        await _looks_everywhere(world, code, mette, omar)
        tapped = len(world.sim.calls)
        if taps:
            await mette.says(f"/case {code}")
            await mette.taps(stepping.button_open(mette.t))
        later = len(world.sim.calls)
        await _looks_everywhere(world, code, mette, omar)
        assert not await in_files(world, NEEDLES, [])
        calls = world.sim.calls
        by_tap = _leaks(someone, calls[tapped:later])
        assert by_tap in ([], [mette.person.id])
        before, after = _leaks(someone, calls[begun:tapped]), _leaks(someone, calls[later:])
        return len(before), len(by_tap), len(after)


@pytest.mark.invariant(1)
async def test_who_steps_forward_is_told_to_the_holder_by_the_tap_alone(
    tmp_path: Path, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await _told(tmp_path / "real") == (0, 1, 0)
    shown.tried("1 who steps forward, 2 colleagues, every screen before and after the tap")

    with monkeypatch.context() as plant:
        plant.setattr(threads, "APART", frozenset[Any]())
        before, _, after = await _told(tmp_path / "card", taps=False)
        assert before
        assert after
    shown.caught("words of who it is shown with the conversation")


# --- taken back --------------------------------------------------------------------------------


async def _remains(folder: Path) -> set[str]:
    """Where the words are found after they were taken back: files, opened rows, phones."""
    async with open_world(folder) as world:
        mette, someone = await world.moderator(), await comes_in(world, WHO, Lang.DA)
        code = await world.shares_concern(someone, WORDS[someone.lang])
        await takes(mette, code)
        await reveals(someone, SAYS)
        sealed = await world.bot.store.read(_sealed)
        assert len(sealed) == 1
        await opens_own(someone)
        await someone.taps(stepping.button_take_back(someone.t))
        done = len(world.sim.calls)
        await _looks_everywhere(world, code, mette)
        await opens_own(someone)
        await someone.taps(resident.button_write_to_case(someone.t))
        await someone.says("/mine")
        later = "\n".join(str(call.params.get("text")) for call in world.sim.calls[done:]).encode()
        found = {f"calls: {f.shape}" for f in NEEDLES.scan("", later)}
        phone = "\n".join(m.text for m in someone.person.chat.messages if m.outgoing).encode()
        found |= {f"phone: {f.shape}" for f in NEEDLES.scan("", phone)}
        return found | await in_rows(world, NEEDLES) | await in_files(world, NEEDLES, sealed)


async def _sealed(tx: Tx) -> list[bytes]:
    rows = await tx.rows(Statement(select(entry)))
    return [bytes(row["words"]) for row in rows if row["kind"] in APART]


@pytest.mark.invariant(1)
async def test_what_was_taken_back_is_in_no_later_output_or_database_byte(
    tmp_path: Path, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await _remains(tmp_path / "real") == set()
    shown.tried("1 taken back unread: every screen, files, log, opened rows, phone")

    with monkeypatch.context() as plant:

        async def kept(*_: Any) -> bool:
            """The fault: said to be gone, and kept."""
            return True

        plant.setattr(concerns, "take_back", kept)
        found = await _remains(tmp_path / "kept")
        assert "rows: utf-8" in found
        assert "nabodialog.sqlite3: sealed" in found
    shown.caught("words that were said to be gone")
