"""Order of bytes, rows, commits and transactions links nobody's rows, on both databases.

The thief takes the database without the keyring when nobody has written for a moment; from
PostgreSQL after the nightly rewrite. People come one after the other, which helps the thief most.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from bot.app import driver_of
from bot.domain.people import Lang
from bot.services import housekeeping, residents
from bot.store.db import Connection, Driver, Store
from bot.store.sqlite import SqliteDriver
from tests.invariants.conftest import Shown
from tests.invariants.linking import Attack, Life, SqliteLoot, postgres_orders
from tests.kit.postgres import database
from tests.kit.turns import Scene, Seeded, house, until

WORLDS, PEOPLE = 10, 12
"""As many hits are expected by chance as worlds: three times as many is no accident."""
BOUND = 3.0
AREA = "hoeje-gladsaxe"

pytestmark = pytest.mark.invariant(7)


async def _live(play: Scene, *, a_day: int, night: Callable[[], Awaitable[None]]) -> list[Life]:
    """Each comes in, follows an area and shares two concerns; the night comes after some."""
    lives = []
    for number in range(PEOPLE):
        chat = await play.resident(1000 + number, Lang.DA, AREA)
        one, other = await play.shares(chat), await play.shares(chat)
        turn = await play.stands(chat)
        assert turn.speaker.profile
        stream = residents.dialogue_stream(turn)
        profile, concerns = bytes(turn.speaker.profile.id), (bytes(one.id), bytes(other.id))
        lives.append(Life(profile, stream, concerns))
        if number % a_day == a_day - 1:
            play.later(days=1)
            await night()
    return lives


@asynccontextmanager
async def _scene(driver: Driver, seed: int) -> AsyncIterator[Scene]:
    store = Store(driver)
    await store.open()
    try:
        yield Scene(store, house(Seeded(seed)))
    finally:
        await store.close()


async def _nothing() -> None:
    return


def _check(attack: Attack) -> None:
    way, tally = attack.best
    assert tally.gain <= BOUND, f"{way}: {tally.gain:.1f} times chance"


def _told(attack: Attack, where: str) -> str:
    way, tally = attack.best
    rate, chance = tally.hits / tally.guesses, tally.expected / tally.guesses
    return (
        f"{where}, {WORLDS} databases of {PEOPLE} people, {len(attack.ways)} ways: "
        f"best {rate:.1%} beside {chance:.1%} by chance ({way})"
    )


async def _stolen_from_sqlite(
    folder: Path,
    make: Callable[[Path], Driver],
    *,
    a_day: int = PEOPLE,
    prepare: Callable[[Path], None] = lambda _: None,
) -> Attack:
    attack = Attack()
    for seed in range(WORLDS):
        async with database("sqlite", folder) as url:
            path = Path(url.partition("///")[2])
            prepare(path)
            async with _scene(make(path), seed) as play:
                lives = await _live(play, a_day=a_day, night=_nothing)
                await until(lambda: play.store.at_rest)  # looked at within the loop
                loot = SqliteLoot(path, folder / "stolen.sqlite3")
                ids = set[bytes]().union(*(life.ids for life in lives))
                attack.on(loot.orders(ids), lives)
    return attack


class _LogKept(SqliteDriver):
    """Planted: the log is not emptied."""

    async def settled(self, connection: Connection) -> bool:
        return True


class _NotInOrder(SqliteDriver):
    """Planted: the log is emptied, the pages stay as they were written."""

    async def _ordered(self, connection: Connection) -> bool:
        return True


def _with_rowids(path: Path) -> None:
    """Planted: ordinary tables."""
    with closing(sqlite3.connect(path)) as db:
        made = db.execute("SELECT name, sql FROM sqlite_master WHERE sql LIKE '%WITHOUT ROWID%'")
        for name, sql in made.fetchall():
            db.execute(f"DROP TABLE {name}")
            db.execute(sql.replace("WITHOUT ROWID", ""))
        db.commit()


@pytest.mark.parametrize("a_day", [PEOPLE, 2])
async def test_a_stolen_file_and_its_log_link_nobodys_rows(
    tmp_path: Path, shown: Shown, a_day: int
) -> None:
    attack = await _stolen_from_sqlite(tmp_path, SqliteDriver, a_day=a_day)
    _check(attack)
    shown.tried(_told(attack, f"SQLite, {a_day} a day"))


@pytest.mark.parametrize(
    ("plant", "make", "prepare"),
    [
        ("a log that is kept", _LogKept, lambda _: None),
        ("pages in the order of writing", _NotInOrder, lambda _: None),
        ("tables with rowids", SqliteDriver, _with_rowids),
    ],
)
async def test_the_thief_succeeds_where_the_file_keeps_an_order(
    tmp_path: Path,
    shown: Shown,
    plant: str,
    make: Callable[[Path], Driver],
    prepare: Callable[[Path], None],
) -> None:
    attack = await _stolen_from_sqlite(tmp_path, make, prepare=prepare)
    with pytest.raises(AssertionError, match="times chance"):
        _check(attack)
    shown.caught(_told(attack, plant))


async def _stolen_from_postgres(folder: Path, *, a_day: int, rewritten: bool) -> Attack:
    attack = Attack()
    for seed in range(WORLDS):
        async with database("postgres", folder) as url, _scene(driver_of(url), seed) as play:

            async def night() -> None:
                if rewritten:
                    await play.does(0, housekeeping.mix_rows)  # called within the loop

            lives = await _live(play, a_day=a_day, night=night)
            attack.on(await postgres_orders(url), lives)
    return attack


@pytest.mark.parametrize("a_day", [PEOPLE, 2])
async def test_after_the_nightly_rewrite_transactions_and_places_link_nobodys_rows(
    tmp_path: Path, shown: Shown, a_day: int
) -> None:
    attack = await _stolen_from_postgres(tmp_path, a_day=a_day, rewritten=True)
    _check(attack)
    shown.tried(_told(attack, f"PostgreSQL, {a_day} a day"))


async def test_the_thief_succeeds_where_no_row_is_written_anew(
    tmp_path: Path, shown: Shown
) -> None:
    attack = await _stolen_from_postgres(tmp_path, a_day=PEOPLE, rewritten=False)
    with pytest.raises(AssertionError, match="times chance"):
        _check(attack)
    shown.caught(_told(attack, "PostgreSQL without its rewrite"))
