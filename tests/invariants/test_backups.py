"""What was erased stays erased after a restore, and a backup tells nothing without its key."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import insert, select

from bot import app
from bot.domain.concerns import Outcome
from bot.domain.erasure import What
from bot.domain.ids import ChatId
from bot.services import backups
from bot.store import erased
from bot.store.db import Statement, Store
from bot.store.schema import address, dead_letter, meta, profile
from bot.texts import common, resident, staff
from bot.vault import addresses, keyring
from bot.vault.keyring import Generation, Keyring, Purpose
from bot.vault.ledger import Ledger
from bot.vault.sealed_file import SealedFile, SealedFileFault
from bot.vault.sealing import SealBroken, Vault
from tests.invariants.conftest import Shown
from tests.invariants.day import ROLES, Day
from tests.invariants.rig import TOKEN, Rig, rigged
from tests.kit.needles import Found, Needles, _shapes_of_text, _wrapped, invented
from tests.kit.postgres import KINDS, database, opened
from tests.kit.turns import until
from tests.kit.world import Player, World, open_world

KEY = X25519PrivateKey.from_private_bytes(b"k" * 32)
OTHERS = 4
WORDS = "Der er mørkt i kælderen."


def untold(done: int, of: int) -> None:
    """Nobody watches."""


async def backup_of(store: Store, folder: Path, clock: app.Outside) -> SealedFile:
    path, _ = await backups.create(
        store,
        folder,
        KEY.public_key().public_bytes_raw(),
        now=clock.clock(),
        random=os.urandom,
        told=untold,
    )
    return SealedFile(path)


# --- 12: erased stays erased -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Past:
    """A bot that was stopped after erasing, and a backup from before."""

    world: World
    mette: Player
    file: SealedFile
    erased: frozenset[int]
    others: frozenset[int]
    codes: list[str]
    """Of cases still open whose writer is gone."""


@asynccontextmanager
async def past(kind: str, folder: Path) -> AsyncIterator[Past]:
    async with database(kind, folder) as url, open_world(folder, url=url) as world:
        mette = await world.moderator()
        gone = [await world.resident(lang, follows=["vaerebro"]) for lang in ("da", "ar", "en")]
        old = await world.resident("da")
        stops = await world.resident("da", follows=["vaerebro"])
        others = [await world.resident("ar", follows=["vaerebro"]) for _ in range(OTHERS)]
        codes = [await world.shares_concern(p, WORDS) for p in (*gone, *others)]
        closed = await world.shares_concern(old, WORDS)
        await world.answers(mette, closed, "Tak.")
        await mette.says(f"/case {closed}")
        await mette.taps(staff.button_close(mette.t))
        await mette.taps(common.outcome(mette.t, Outcome.HELPED))
        outside = app.Outside(clock=world.clock)
        file = await backup_of(world.bot.store, folder / "backups", outside)
        for person in gone:
            await person.says("/slet")
            await person.taps(resident.button_erase_for_sure(person.t))
        await world.follows(stops, "vaerebro", ends=True)
        await world.pass_time(days=15)
        await world.tick("addresses")
        await world.stop()  # which takes the last ids on record
        yield Past(
            world,
            mette,
            file,
            frozenset(p.person.id for p in (*gone, old, stops)),
            frozenset(p.person.id for p in others),
            codes[: len(gone)],
        )


@asynccontextmanager
async def restored(before: Past, kind: str) -> AsyncIterator[str]:
    """An empty database filled from the backup; no bot has seen it yet."""
    async with database(kind, before.world.folder) as url:
        async with opened(url) as store:
            await backups.restore(store, before.file, before.file.key_for(KEY))
        yield url


async def chats_behind(store: Store, vault: Vault) -> set[int]:
    """Every chat that any row of the database opens to."""
    rows = await store.read(lambda tx: tx.rows(Statement(select(address))))
    found = [_thread(vault, bytes(r["concern"]), r["wrapped_key"], r["sealed"]) for r in rows]
    rows = await store.read(lambda tx: tx.rows(Statement(select(profile))))
    found += [_profile(vault, bytes(r["id"]), r["sealed"]) for r in rows if r["sealed"]]
    return {int(chat) for chat in found if chat is not None}


def _thread(vault: Vault, row: bytes, wrapped: bytes, sealed: bytes) -> ChatId | None:
    try:
        return addresses.open_thread(vault, row, bytes(wrapped), bytes(sealed))
    except SealBroken:
        return None


def _profile(vault: Vault, row: bytes, sealed: bytes) -> ChatId | None:
    try:
        return addresses.open_profile(vault, row, bytes(sealed))
    except SealBroken:
        return None


async def reached(before: Past, url: str) -> set[int]:
    """Chats that the restored bot can open or calls, while staff answer what was erased."""
    world = before.world
    world._url = url
    calls = len(world.sim.calls)
    await world.begin()
    found = await chats_behind(world.bot.store, world.bot.house.vault)
    for code in before.codes:
        await world.answers(before.mette, code, "Tak. Vi ser på det.")
    await world.tick("windows")
    return found | {c.params["chat_id"] for c in world.sim.calls[calls:] if "chat_id" in c.params}


def the_ledger(world: World) -> Ledger:
    return Ledger(world.settings.ledger, keep_days=35)


@pytest.mark.invariant(12)
@pytest.mark.parametrize("kind", KINDS)
async def test_a_restored_database_opens_no_address_that_was_erased(
    kind: str, tmp_path: Path, shown: Shown
) -> None:
    async with past(kind, tmp_path) as before, restored(before, kind) as url:
        found = await reached(before, url)
        assert not found & before.erased
        assert before.others <= found
        held = the_ledger(before.world).entries()
        assert sum(one.what is What.PROFILE for one in held) == 4
        assert sum(one.what is What.ADDRESS for one in held) == 4
    shown.tried(
        f"{kind}: {len(before.erased)} erased of {len(before.erased | before.others)} people, "
        f"{len(held)} ids on the ledger"
    )


@pytest.mark.invariant(12)
async def test_what_was_erased_just_before_a_kill_is_on_the_ledger_after_the_next_start(
    tmp_path: Path, shown: Shown
) -> None:
    """Killed as soon as the person was told; the database holds what the file does not yet."""
    async with rigged(tmp_path, invented(1)) as rig:
        assert (await rig.shell.run("keys", "init")).code == 0
        await rig.start()
        [someone] = Day(rig, answered=0).residents
        await someone.person.start()
        await someone.presses("1:", common.LANGUAGE_NAMES[someone.t.lang])
        await someone.presses("1:", resident.button_accept_notice(someone.t))
        await someone.person.send("/slet")
        await someone.presses("1:", resident.button_erase_for_sure(someone.t))
        await someone.reads(resident.erased(someone.t, 0, 0))
        await rig.kill()
        on_file = profiles_gone(rig)
        async with opened(f"sqlite+aiosqlite:///{rig.database}") as store:
            noted = await store.read(erased.noted)
        assert [one.id for one in noted] + on_file != []
        await rig.start()
        await until(lambda: profiles_gone(rig))
        assert profiles_gone(rig) == (on_file or [one.id for one in noted])
    shown.tried("a kill after /slet")


@pytest.mark.invariant(12)
@pytest.mark.parametrize("kind", KINDS)
async def test_a_start_that_skips_the_ledger_is_caught(
    kind: str, tmp_path: Path, shown: Shown
) -> None:
    async with past(kind, tmp_path) as before, restored(before, kind) as url:
        path = before.world.settings.ledger
        path.unlink()
        path.touch()
        found = await reached(before, url)
        assert before.erased & found == before.erased
        calls = {c.params.get("chat_id") for c in before.world.sim.calls[-50:]}
        assert calls & before.erased
    shown.caught(f"ledger skipped on {kind}")


@pytest.mark.invariant(12)
@pytest.mark.parametrize("kind", KINDS)
async def test_with_the_keyring_from_after_rotation_a_backup_from_before_opens_no_address(
    kind: str, tmp_path: Path, shown: Shown
) -> None:
    """Whatever the ledger says: without the old generation nothing opens, for anybody."""
    async with past(kind, tmp_path) as before, restored(before, kind) as url:
        settings = before.world.settings
        today = keyring.load(settings.keyring_file, settings.data_dir)
        fresh = {p: Generation(2, os.urandom(32)) for p in Purpose}
        rotated = Keyring({p: (fresh[p],) for p in Purpose})
        both = Keyring({p: (*today.generations[p], fresh[p]) for p in Purpose})
        async with opened(url) as store:
            assert await chats_behind(store, Vault(rotated, os.urandom)) == set()
            kept = await chats_behind(store, Vault(both, os.urandom))
        assert kept == before.erased | before.others
        await before.world.begin()
    shown.tried(f"{kind}: {len(kept)} addresses under a generation that is gone")
    shown.caught(f"old generation left in the keyring, {kind}")


# --- 25: a backup tells nothing ----------------------------------------------------------------

RESIDENTS, ANSWERED = 20, 4


@dataclass(frozen=True, slots=True)
class Kept:
    """A populated database, its backup, and everything that must not be in it."""

    rig: Rig
    file: SealedFile
    offline: X25519PrivateKey

    @property
    def secrets(self) -> dict[str, bytes]:
        keys = json.loads(self.rig.shell.keyring.read_text())
        found = {
            f"{purpose} {number}": base64.b64decode(key)
            for purpose, generations in keys.items()
            for number, key in generations.items()
        }
        gone = {f"erased {row.hex()}": row for row in profiles_gone(self.rig)}
        return {
            **found,
            **gone,
            "token": TOKEN.encode(),
            "offline": self.offline.private_bytes_raw(),
        }


def profiles_gone(rig: Rig) -> list[bytes]:
    """Ids on the ledger; a case whose way back is gone still stands, a profile does not."""
    ledger = Ledger(rig.shell.keyring.with_name("erased.txt"), keep_days=35)
    return [one.id for one in ledger.entries() if one.what is What.PROFILE]


def layers(file: SealedFile, offline: X25519PrivateKey) -> Iterator[tuple[str, bytes]]:
    """The file as it lies there, what it holds opened, and the values of its rows as they are."""
    yield "file", file.path.read_bytes()
    plain = b"".join(file.open(file.key_for(offline)))
    yield "opened", plain
    rows = (json.loads(line) for line in plain.splitlines())
    values = (v for row in rows if isinstance(row, list) for v in row)
    yield (
        "values",
        b"\x00".join(
            base64.b64decode(v[0]) if isinstance(v, list) else str(v).encode() for v in values
        ),
    )


def secrets_in(kept: Kept) -> set[str]:
    """Names of keys and tokens found in any shape."""
    found = set()
    patterns = {
        name: {raw, *(p for _, p in _wrapped("", raw)), *_text(raw)}
        for name, raw in kept.secrets.items()
    }
    for _, data in layers(kept.file, kept.offline):
        found |= {name for name, shapes in patterns.items() if any(s in data for s in shapes)}
    return found


def _text(raw: bytes) -> Iterator[bytes]:
    if raw.isascii() and raw.decode().isprintable():
        yield from (shape for _, shape in _shapes_of_text(raw.decode()))


def needles_in(kept: Kept, needles: Needles) -> list[Found]:
    return [f for name, data in layers(kept.file, kept.offline) for f in needles.scan(name, data)]


@asynccontextmanager
async def populated(folder: Path) -> AsyncIterator[Kept]:
    """Made with our own command while the bot runs and everybody writes."""
    async with rigged(folder, invented(RESIDENTS)) as rig:
        assert (await rig.shell.run("keys", "init")).code == 0
        told = await rig.shell.run("backup", "keys", str(folder / "offline.pem"))
        name, _, value = told.out.strip().partition("=")
        rig.shell = replace(rig.shell, settings={**rig.shell.settings, name: value})
        await _lives(rig)
        made = await rig.shell.run("backup", "create")
        assert made.code == 0, made.err
        await rig.kill()
        offline = _offline(folder)
        [path] = (rig.folder / "backups").iterdir()  # nothing else runs here
        yield Kept(rig, SealedFile(path), offline)


def _offline(folder: Path) -> X25519PrivateKey:
    from bot.vault.sealed_file import load_key

    return load_key(folder / "offline.pem")


async def _lives(rig: Rig) -> None:
    invited = [await rig.invitation(role) for role in ROLES]
    await rig.start()
    day = Day(rig, answered=ANSWERED)
    await day.staff_comes_in(invited)
    await day.passes()
    leaves = day.residents[0]
    await leaves.person.send("/slet")
    await leaves.presses("1:", resident.button_erase_for_sure(leaves.t))
    await until(lambda: profiles_gone(rig))
    for other in day.residents[1:]:
        await other.person.send("Og en ting til.")


@pytest.mark.invariant(25)
async def test_a_backup_holds_nothing_that_names_or_opens_and_opens_with_one_key_alone(
    tmp_path: Path, shown: Shown
) -> None:
    async with populated(tmp_path) as kept:
        needles = kept.rig.needles
        contents = backups.verify(kept.file, kept.file.key_for(kept.offline))
        assert contents.rows["concern"] == RESIDENTS
        assert contents.rows["profile"] == RESIDENTS - 1
        assert any(name.startswith("erased") for name in kept.secrets)
        assert secrets_in(kept) == set()
        assert needles_in(kept, needles) == []
        for key in kept.secrets.values():
            if len(key) == 32 and key != kept.offline.private_bytes_raw():
                with pytest.raises(SealedFileFault, match="another key"):
                    kept.file.key_for(X25519PrivateKey.from_private_bytes(key))
        shown.tried(
            f"{RESIDENTS} residents, {sum(contents.rows.values())} rows, "
            f"{kept.file.path.stat().st_size} bytes, {len(kept.secrets)} secrets"
        )
        await _plants(kept, shown)


async def _plants(kept: Kept, shown: Shown) -> None:
    """Each is put into the same database, and the same looks find it in a new backup."""
    someone = kept.rig.people[3]
    secrets = kept.secrets
    plants: dict[str, tuple[object, str]] = {
        "token": (TOKEN.encode(), "token"),
        "key of the keyring": (secrets["slot-tag 1"], "slot-tag 1"),
        "key in base64": (base64.b64encode(secrets["outbox 1"]), "outbox 1"),
        "offline key": (secrets["offline"], "offline"),
    }
    url = f"sqlite+aiosqlite:///{kept.rig.database}"
    async with opened(url) as store:
        for name, (value, _) in plants.items():
            row = {"name": name, "value": value}
            await store.write(lambda tx, r=row: tx.run(Statement(insert(meta)), **r))  # type: ignore[misc] # bound now
        letter = {"update_id": someone.id, "exception": "x", "place": "x", "hour": 1}
        await store.write(lambda tx: tx.run(Statement(insert(dead_letter)), **letter))
        recipient = kept.offline.public_key().public_bytes_raw()
        now = app.wall_clock()
        path, _ = await backups.create(
            store, kept.rig.folder / "planted", recipient, now=now, random=os.urandom, told=untold
        )
    planted = replace(kept, file=SealedFile(path))
    assert secrets_in(planted) == {name for _, name in plants.values()}
    assert {f.whose for f in needles_in(planted, kept.rig.needles)} == {someone}
    for plant in (*plants, "an id in a dead letter"):
        shown.caught(plant)
