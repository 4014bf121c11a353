"""What is erased for good leaves its id, whoever erases it; a restore is undone by those ids."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Delete, delete, select

from bot import store as package
from bot.domain.concerns import Author, EntryKind, Status
from bot.domain.erasure import Erased, What
from bot.domain.ids import AreaId, ConcernId, ProfileId
from bot.domain.people import Lang, Profile
from bot.services import erasure
from bot.store import addresses, concerns, erased, meta, profiles
from bot.store.addresses import SealedAddress
from bot.store.concerns import SealedEntry
from bot.store.db import Statement, Store, Tx
from bot.store.schema import address, entry, profile, subscription
from bot.store.schema import concern as concern_table
from bot.vault.ledger import Ledger, LedgerFault
from tests.store.test_concerns import SEALS, concern

TODAY = date(2026, 11, 24)
ONE, OTHER = concern(1, status=Status.CLOSED), concern(2)
PROFILE = Profile(id=ProfileId(b"p" * 16), language=Lang.DA)
FULL = {"concern": 2, "entry": 2, "address": 2, "profile": 1, "subscription": 1}


async def fill(tx: Tx) -> None:
    for one in (ONE, OTHER):
        await concerns.add(tx, one, SEALS)
        await concerns.add_entry(
            tx,
            SealedEntry(
                concern=one.id,
                position=0,
                author=Author.RESIDENT,
                kind=EntryKind.WORDS,
                hour=1,
                by=None,
                words=b"w",
            ),
        )
        await addresses.add(
            tx, SealedAddress(concern=one.id, slot_tag=one.id, wrapped_key=b"k", sealed=b"s")
        )
    await profiles.add(tx, PROFILE, b"t" * 16)
    await profiles.follow(tx, PROFILE.id, AreaId("a"))


async def count(tx: Tx) -> dict[str, int]:
    tables = (concern_table, entry, address, profile, subscription)
    return {t.name: len(await tx.rows(Statement(select(t)))) for t in tables}


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "keys" / "erased.txt", keep_days=35)


# --- noting --------------------------------------------------------------------------------


async def test_each_way_to_erase_leaves_the_ids_of_what_went_and_no_other(tx: Tx) -> None:
    await fill(tx)
    assert await erased.noted(tx) == []
    await addresses.delete_of(tx, OTHER.id)
    assert await erased.noted(tx) == [Erased(What.ADDRESS, OTHER.id)]
    await addresses.expire(tx, before_hour=ONE.touched_hour + 1)
    await concerns.forget(tx, ONE.id)
    await profiles.delete_of(tx, PROFILE.id)
    assert await erased.noted(tx) == [
        Erased(What.ADDRESS, ONE.id),
        Erased(What.ADDRESS, OTHER.id),
        Erased(What.CONCERN, ONE.id),
        Erased(What.PROFILE, PROFILE.id),
    ]


async def test_a_following_that_ends_is_erased_under_its_old_id_and_can_begin_anew(
    tx: Tx,
) -> None:
    fresh = ProfileId(b"f" * 16)
    await profiles.add(tx, PROFILE, b"t" * 16)
    assert not await profiles.drop_address(tx, PROFILE.id, fresh)
    await profiles.save(tx, PROFILE, b"sealed")
    assert await profiles.drop_address(tx, PROFILE.id, fresh)
    assert await erased.noted(tx) == [Erased(What.PROFILE, PROFILE.id)]
    assert await profiles.find(tx, b"t" * 16) == replace(PROFILE, id=fresh)
    await profiles.save(tx, replace(PROFILE, id=fresh), b"sealed")
    await erased.again(tx, await erased.noted(tx))
    assert await profiles.address(tx, fresh) is not None


async def test_what_was_not_there_leaves_no_id(tx: Tx) -> None:
    await addresses.delete_of(tx, ConcernId(b"n" * 16))
    await addresses.expire(tx, before_hour=10**6)
    assert await erased.noted(tx) == []


async def test_an_erasure_that_is_rolled_back_leaves_no_id(store: Store) -> None:
    await store.write(fill)

    async def fails(tx: Tx) -> None:
        await addresses.delete_of(tx, ONE.id)
        raise LookupError

    with pytest.raises(LookupError):
        await store.write(fails)
    assert await store.read(erased.noted) == []
    assert await store.read(count) == FULL


def deletes() -> Iterator[tuple[str, Statement]]:
    """Every statement the store holds by name that deletes rows."""
    for found in pkgutil.iter_modules(package.__path__, "bot.store."):
        for name, value in vars(importlib.import_module(found.name)).items():
            clause = getattr(value, "_clause", None)
            if isinstance(value, Statement) and isinstance(clause, Delete):
                yield f"{found.name}.{name}", value


def outside_the_ledger() -> list[str]:
    tables = (address, concern_table, profile)
    return [name for name, s in deletes() if getattr(s._clause, "table", None) in tables]


def test_rows_of_these_tables_are_deleted_through_the_ledger_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert len(list(deletes())) >= 8
    assert outside_the_ledger() == []
    monkeypatch.setattr(addresses, "_PLANTED", Statement(delete(address)), raising=False)
    assert outside_the_ledger() == ["bot.store.addresses._PLANTED"]


# --- taking on record ----------------------------------------------------------------------


async def test_ids_leave_the_database_when_the_ledger_holds_them(
    store: Store, ledger: Ledger
) -> None:
    await store.write(fill)
    await erasure.catch_up(store, ledger)
    await store.write(lambda tx: concerns.forget(tx, ONE.id))
    await erasure.move(store, ledger, TODAY)
    assert await store.read(erased.noted) == []
    assert ledger.entries() == [Erased(What.CONCERN, ONE.id)]


async def test_a_ledger_that_cannot_be_written_leaves_the_ids_in_the_database(
    store: Store, ledger: Ledger
) -> None:
    await store.write(fill)
    await store.write(lambda tx: concerns.forget(tx, ONE.id))
    ledger.path.parent.parent.mkdir(exist_ok=True)
    ledger.path.parent.write_text("a file where the folder should be")
    with pytest.raises(LedgerFault):
        await erasure.move(store, ledger, TODAY)
    assert await store.read(erased.noted) == [Erased(What.CONCERN, ONE.id)]


async def test_a_kill_between_file_and_database_repeats_the_move_and_doubles_nothing(
    store: Store, ledger: Ledger
) -> None:
    await store.write(fill)
    await erasure.catch_up(store, ledger)
    await store.write(lambda tx: concerns.forget(tx, ONE.id))
    ledger.add([Erased(What.CONCERN, ONE.id)], TODAY)  # then the process was killed
    await erasure.catch_up(store, ledger)
    await erasure.move(store, ledger, TODAY)
    assert ledger.entries() == [Erased(What.CONCERN, ONE.id)]
    assert await store.read(erased.noted) == []


# --- after a restore -----------------------------------------------------------------------


async def test_a_database_that_was_put_back_is_erased_again_and_only_once(
    store: Store, ledger: Ledger
) -> None:
    ledger.begin()
    ledger.add(
        [
            Erased(What.ADDRESS, OTHER.id),
            Erased(What.CONCERN, ONE.id),
            Erased(What.PROFILE, PROFILE.id),
            Erased(What.PROFILE, b"n" * 16),
        ],
        TODAY,
    )
    await store.write(fill)
    await store.write(lambda tx: meta.put(tx, erasure.MARK, erasure.RESTORED))
    await erasure.catch_up(store, ledger)
    assert await store.read(count) == {
        "concern": 1, "entry": 1, "address": 0, "profile": 0, "subscription": 0,
    }  # fmt: skip
    assert await store.read(erased.noted) == []
    await store.write(lambda tx: profiles.add(tx, PROFILE, b"t" * 16))
    await erasure.catch_up(store, ledger)
    assert (await store.read(count))["profile"] == 1


async def test_an_older_copy_of_the_database_is_known_by_its_mark(
    store: Store, ledger: Ledger
) -> None:
    """Put back as a file or a snapshot of the machine, without our command."""
    await store.write(fill)
    await erasure.catch_up(store, ledger)
    old = await store.read(lambda tx: meta.find(tx, erasure.MARK))
    assert old is not None
    await store.write(lambda tx: addresses.delete_of(tx, ONE.id))
    await erasure.move(store, ledger, TODAY)
    await store.write(lambda tx: meta.put(tx, erasure.MARK, old))
    value = SealedAddress(concern=ONE.id, slot_tag=b"t" * 16, wrapped_key=b"k", sealed=b"s")
    await store.write(lambda tx: addresses.add(tx, value))
    await erasure.catch_up(store, ledger)
    assert await store.read(lambda tx: addresses.find(tx, ONE.id)) is None
    assert await store.read(lambda tx: addresses.find(tx, OTHER.id)) is not None


async def test_without_its_ledger_a_database_that_has_seen_one_is_refused(
    store: Store, ledger: Ledger
) -> None:
    await store.write(fill)
    await erasure.catch_up(store, ledger)
    ledger.path.unlink()
    with pytest.raises(LedgerFault, match="put it back"):
        await erasure.catch_up(store, ledger)
    assert not ledger.stands
    ledger.path.touch()  # it is lost for good, says the administrator
    await erasure.catch_up(store, ledger)
    assert await store.read(count) == FULL
