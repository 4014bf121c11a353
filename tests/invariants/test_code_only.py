"""Code only: no address, no call, one answer for every code that opens nothing, five tries."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from sqlite3 import connect
from typing import Any

import pytest

from bot.context import Ctx
from bot.domain.codes import ReceiptCode
from bot.domain.concerns import Concern, Outcome
from bot.domain.errors import TooManyTries
from bot.domain.ids import ConcernId
from bot.domain.people import Lang
from bot.handlers.resident import code as handlers
from bot.services import notices, receipts, residents
from bot.services.receipts import Try
from bot.store import rates
from bot.store.db import Tx
from bot.texts import common, resident, staff
from bot.turn import Turn
from bot.vault import argon
from bot.vault import receipts as vault_receipts
from tests.invariants.conftest import Shown
from tests.kit.needles import Needles, invented
from tests.kit.postgres import database
from tests.kit.turns import Scene, scene, until
from tests.kit.world import Player, World, open_world

pytestmark = pytest.mark.invariant(15)

PEOPLE = invented(4, seed=15)
WORDS = "Der står nogen og ryger i opgangen hver aften."
ANSWER = "Tak. Hvornår er det værst?"


async def _resident(world: World, number: int) -> Player:
    who = PEOPLE[number]
    person = world.sim.person(
        who.first_name, who.id, last_name=who.last_name, username=who.username, language_code="da"
    )
    player = Player(world, person, Lang.DA)
    await player.starts()
    await player.taps(common.LANGUAGE_NAMES[Lang.DA])
    return await player.taps(resident.button_accept_notice(player.t))


async def _closes(mette: Player, code: str) -> None:
    await mette.says(f"/case {code}")
    if staff.button_claim(mette.t) in mette.buttons:
        await mette.taps(staff.button_claim(mette.t))
    await mette.taps(staff.button_close(mette.t))
    await mette.taps(common.outcome(mette.t, Outcome.HELPED))


def _bytes_of(world: World) -> bytes:
    file = world.settings.database_file
    assert file is not None
    found = (file, file.with_name(f"{file.name}-wal"))
    return b"\n".join(path.read_bytes() for path in found if path.exists())


# --- no address, no call ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Left:
    """What tells of the writers: address rows, needles in the database, calls to their chats."""

    addresses: int
    needles: int
    calls: int


async def _life(folder: Path) -> Left:
    """Everybody shares with a code; all are answered and closed, and time goes on."""
    async with open_world(folder) as world:
        mette = await world.moderator()
        writers = [await _resident(world, number) for number in range(len(PEOPLE))]
        codes = [(await world.shares_with_code(writer, WORDS))[0] for writer in writers]
        before = len(world.sim.calls)
        for code in codes:
            await world.answers(mette, code, ANSWER)
        await _closes(mette, codes[0])
        await world.pass_time(days=54)
        await world.tick("retention")
        await world.pass_time(days=7)
        await world.tick("retention")
        return Left(
            addresses=_addresses(world),
            needles=len(Needles(PEOPLE).scan("database", _bytes_of(world))),
            calls=_calls(world, writers, before),
        )


def _addresses(world: World) -> int:
    with closing(connect(world.settings.database_file or "")) as db:
        (count,) = db.execute("SELECT count(*) FROM address").fetchone()
        return int(count)


def _calls(world: World, writers: Sequence[Player], after: int) -> int:
    chats = {writer.person.id for writer in writers}
    return sum(call.params.get("chat_id") in chats for call in world.sim.calls[after:])


async def test_no_address_is_kept_and_no_answer_calls_anybody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: Shown
) -> None:
    assert await _life(tmp_path / "as it is") == Left(addresses=0, needles=0, calls=0)
    shown.tried(f"{len(PEOPLE)} people: cases answered, closed, idle for 61 days; no call")
    _plant_an_address(monkeypatch)
    planted = await _life(tmp_path / "planted")
    assert planted.addresses == len(PEOPLE)
    assert planted.calls >= len(PEOPLE)
    shown.caught("an address kept beside the code")


def _plant_an_address(patch: pytest.MonkeyPatch) -> None:
    give, tell = receipts.give, notices._tell_resident

    async def keeping(turn: Turn, concern: ConcernId) -> ReceiptCode:
        await residents.keep_address(turn, concern)
        return await give(turn, concern)

    async def telling(turn: Turn, concern: Concern, *, urgent: bool) -> None:
        await tell(turn, replace(concern, code_only=False), urgent=urgent)

    patch.setattr(receipts, "give", keeping)
    patch.setattr(notices, "_tell_resident", telling)


# --- the code stands nowhere -------------------------------------------------------------------


async def _codes_found(folder: Path) -> int:
    """How often a code stands readable in the database: while it waits, and afterwards."""
    async with open_world(folder) as world:
        writer = await _resident(world, 0)
        _, digits = await world.shares_with_code(writer, WORDS)
        held = threading.Event()
        real = world.bot.receipts.prove
        world.bot.receipts.prove = lambda code, salt: (held.wait(60), real(code, salt))[1]
        await writer.person.send(f"/code {digits}")
        waits = resident.code_is_tried(writer.t)
        await until(lambda: waits in [m.text for m in writer.person.chat.messages])
        while_waiting = _bytes_of(world)
        held.set()
        await world.settled()
        return sum(
            stored.count(shape.encode())
            for stored in (while_waiting, _bytes_of(world))
            for shape in (digits, digits.replace(" ", ""))
        )


async def test_a_code_stands_in_no_byte_of_the_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: Shown
) -> None:
    assert await _codes_found(tmp_path / "as it is") == 0
    shown.tried("a code searched for in database and WAL, while it waits and after")
    monkeypatch.setattr(vault_receipts, "seal_work", lambda vault, row, work: work)
    monkeypatch.setattr(vault_receipts, "open_work", lambda vault, row, sealed: sealed)
    assert await _codes_found(tmp_path / "planted") > 0
    shown.caught("a waiting code in clear")


# --- another account ---------------------------------------------------------------------------


async def _opened_elsewhere(folder: Path) -> bool:
    async with open_world(folder) as world:
        mette = await world.moderator()
        writer, elsewhere = await _resident(world, 0), await _resident(world, 1)
        code, digits = await world.shares_with_code(writer, WORDS)
        await world.answers(mette, code, ANSWER)
        await elsewhere.says(f"/code {digits}")
        return ANSWER in elsewhere.sees and _addresses(world) == 0


async def test_the_code_opens_the_thread_from_another_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: Shown
) -> None:
    assert await _opened_elsewhere(tmp_path / "as it is")
    shown.tried("the answer read from an account that never wrote")
    tag = vault_receipts.tag
    salts = iter(range(1000))
    monkeypatch.setattr(
        vault_receipts, "tag", lambda vault, proof: tag(vault, proof + bytes([next(salts)]))
    )
    assert not await _opened_elsewhere(tmp_path / "planted")
    shown.caught("a tag that differs from try to try")


# --- wrong, closed and unknown codes -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a code that opens nothing brings about: all calls to the chat, and the work done."""

    calls: tuple[str, ...]
    hashes: int


class Counting:
    """Counts the slow hashes, in whose number time shows; remembers the newest code."""

    def __init__(self) -> None:
        self.runs, self.newest = 0, ""

    def __call__(self, code: ReceiptCode, salt: bytes) -> bytes:
        self.runs, self.newest = self.runs + 1, code
        return argon.prove(code, salt)


Plant = Callable[[World, Counting, str], None]


async def _reactions(folder: Path, plant: Plant | None = None) -> dict[str, Reaction]:
    """Three people with the same history try one code each."""
    async with open_world(folder) as world:
        counting = Counting()
        world.bot.receipts.prove = counting
        mette, writer = await world.moderator(), await _resident(world, 0)
        (_, opens), (case, closed) = [await world.shares_with_code(writer, WORDS) for _ in range(2)]
        await _closes(mette, case)
        await world.pass_time(days=15)
        await world.tick("addresses")
        wrong = f"{int(opens[0]) ^ 1}{opens[1:]}"
        codes = {"wrong": wrong, "closed": closed, "unknown": "2718 2818 2845 9045 2353 6028"}
        if plant:
            plant(world, counting, closed.replace(" ", ""))
        return {
            kind: await _reaction(world, counting, await _resident(world, number), code)
            for number, (kind, code) in enumerate(codes.items(), start=1)
        }


async def _reaction(world: World, counting: Counting, player: Player, code: str) -> Reaction:
    calls, runs = len(world.sim.calls), counting.runs
    await player.says(f"/code {code}")
    own = [c for c in world.sim.calls[calls:] if c.params.get("chat_id") == player.person.id]
    return Reaction(tuple(_without_numbers(c.method, c.params) for c in own), counting.runs - runs)


def _without_numbers(method: str, params: dict[str, Any]) -> str:
    """Message ids and the chat differ by nature; how many messages go does not."""
    kept = {k: v for k, v in params.items() if k not in {"chat_id", "message_id"}}
    if "message_ids" in kept:
        kept["message_ids"] = len(kept["message_ids"])
    return json.dumps([method, kept], sort_keys=True, ensure_ascii=False)


def _other_sentence_for_a_closed_code(world: World, counting: Counting, closed: str) -> None:
    async def telling(ctx: Ctx, attempted: Try, proof: bytes | None) -> None:
        if counting.newest == closed:
            ctx.say_above("Sagen er lukket.")
        await handlers.on_tried(ctx, attempted, proof)

    world.bot.receipts._tried = telling


def _no_hash_for_an_unknown_code(world: World, counting: Counting, _: str) -> None:
    def skipping(code: ReceiptCode, salt: bytes) -> bytes:
        return bytes(32) if code.startswith("2718") else counting(code, salt)

    world.bot.receipts.prove = skipping


def _alike(reactions: dict[str, Reaction]) -> bool:
    return len(set(reactions.values())) == 1


async def test_wrong_closed_and_unknown_codes_answer_alike(tmp_path: Path, shown: Shown) -> None:
    reactions = await _reactions(tmp_path / "as it is")
    assert _alike(reactions)
    reaction = reactions["wrong"]
    assert reaction.hashes == 1
    assert any("14 dage siden" in call for call in reaction.calls)
    shown.tried(f"3 kinds of code: the same {len(reaction.calls)} calls and one Argon2id run each")
    assert not _alike(await _reactions(tmp_path / "said", _other_sentence_for_a_closed_code))
    shown.caught("another sentence for a closed code")
    assert not _alike(await _reactions(tmp_path / "skipped", _no_hash_for_an_unknown_code))
    shown.caught("no hash for an unknown code")


# --- the sixth try -----------------------------------------------------------------------------

STARTS = (0, 10, 25, 40, 55, 59)
EVERY = 4
"""Minutes between two tries."""


async def _most_in_an_hour(play: Scene, chat: int, start: int) -> int:
    """The most tries allowed in any sixty minutes to somebody who tries for three hours."""
    begun = play.now
    play.later(minutes=start)
    allowed = []
    for _ in range(180 // EVERY):
        try:
            await play.does(chat, receipts.attempt, "0" * 24)
        except TooManyTries:
            pass
        else:
            allowed.append(play.now)
        play.later(minutes=EVERY)
    play.now = begun + timedelta(days=1)
    return max(sum(at <= one < at + timedelta(hours=1) for one in allowed) for at in allowed)


async def _most(folder: Path) -> int:
    async with database("sqlite", folder) as url, scene(url) as play:
        return max(
            [await _most_in_an_hour(play, 7000 + n, start) for n, start in enumerate(STARTS)]
        )


async def test_the_sixth_try_in_an_hour_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: Shown
) -> None:
    assert await _most(tmp_path) == 5
    shown.tried(f"{len(STARTS)} people trying for three hours, from {len(STARTS)} minutes on")
    take = rates.take

    async def one_more(tx: Tx, tag: bytes, *, window: int, limit: int) -> bool:
        return await take(tx, tag, window=window, limit=limit + 1)

    with monkeypatch.context() as patch:
        patch.setattr(rates, "take", one_more)
        assert await _most(tmp_path) > 5
    shown.caught("a sixth try")

    async def nothing_before(tx: Tx, tag: bytes) -> int:
        return 0

    with monkeypatch.context() as patch:
        patch.setattr(rates, "count", nothing_before)
        assert await _most(tmp_path) > 5
    shown.caught("an hour that begins anew with the clock")
