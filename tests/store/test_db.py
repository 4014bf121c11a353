"""The one writer: shared commits, savepoints, faults that lose a whole group, and recovery."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from bot import app
from bot.store import db, handled, meta
from bot.store.db import DatabaseFault, Statement, Store, Tx
from tests.kit.postgres import database, opened, server
from tests.kit.turns import until
from tests.store.faults import FAULTS, Break, adds, breaks_writing, kept

_WRONG = Statement(text("SELECT here FROM nowhere"))
_ADD = Statement(text("INSERT INTO handled (update_id, hour) VALUES (:number, 0)"))
_ALL = Statement(text("SELECT update_id FROM handled"))
_TWICE = Statement(text("INSERT INTO handled (update_id, hour) VALUES (1, 0)"))


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine must not end a group for want of time."""
    monkeypatch.setattr(db, "GROUP_SECONDS", 60)


@pytest.fixture
async def commits(store: Store, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one with every commit."""
    connection = await store._writer.connection()
    commit, seen = connection.commit, list[int]()

    async def counted() -> None:
        await commit()
        seen.append(1)

    monkeypatch.setattr(connection, "commit", counted)
    return seen


async def test_what_a_job_wrote_can_be_read_when_write_returns(store: Store) -> None:
    assert await store.write(adds(1)) is True
    assert await kept(store) == [1]
    assert await store.write(adds(1)) is False


async def test_a_read_does_not_see_what_is_not_committed(store: Store) -> None:
    wrote, go_on = asyncio.Event(), asyncio.Event()

    async def slow(tx: Tx) -> None:
        await handled.add(tx, 1, 0)
        wrote.set()
        await go_on.wait()

    writing = asyncio.create_task(store.write(slow))
    await wrote.wait()
    assert await kept(store) == []
    go_on.set()
    await writing
    assert await kept(store) == [1]


async def test_jobs_that_wait_together_share_one_commit(store: Store, commits: list[int]) -> None:
    await asyncio.gather(*(store.write(adds(n)) for n in range(50)))
    assert len(commits) == 1
    assert await kept(store) == list(range(50))


async def test_a_group_ends_at_its_size(store: Store, commits: list[int]) -> None:
    await asyncio.gather(*(store.write(adds(n)) for n in range(2 * db.GROUP_JOBS + 1)))
    assert len(commits) == 3


async def test_a_group_ends_when_its_time_is_over(
    store: Store, commits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "GROUP_SECONDS", 0.01)

    async def slow(tx: Tx) -> None:
        await adds(0)(tx)
        await asyncio.sleep(0.02)

    await asyncio.gather(store.write(slow), store.write(adds(1)), store.write(adds(2)))
    assert len(commits) > 1


async def test_jobs_run_in_the_order_they_were_asked_for(store: Store) -> None:
    ran: list[int] = []

    async def job(tx: Tx, number: int) -> None:
        await handled.add(tx, number, 0)
        ran.append(number)

    await asyncio.gather(*(store.write(partial(job, number=n)) for n in range(250)))
    assert ran == list(range(250))


async def test_what_a_kill_must_find_goes_before_what_waits_already(store: Store) -> None:
    ran: list[int] = []

    async def job(tx: Tx, number: int) -> None:
        await handled.add(tx, number, 0)
        ran.append(number)

    late = [store.write(partial(job, number=n)) for n in range(3)]
    await asyncio.gather(*late, store.write(partial(job, number=9), soon=True))
    assert ran == [9, 0, 1, 2]


async def test_and_ends_the_group_early(
    store: Store, commits: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "GROUP_SECONDS", 60)
    monkeypatch.setattr(db, "SOON_SECONDS", 0)
    await asyncio.gather(store.write(adds(1), soon=True), *(store.write(adds(n)) for n in (2, 3)))
    assert len(commits) == 2


async def test_a_job_that_raises_is_undone_alone(store: Store, commits: list[int]) -> None:
    async def fails(tx: Tx) -> None:
        await handled.add(tx, 2, 0)
        raise LookupError("ours")

    results = await asyncio.gather(
        store.write(adds(1)), store.write(fails), store.write(adds(3)), return_exceptions=True
    )
    assert [type(r) for r in results] == [bool, LookupError, bool]
    assert await kept(store) == [1, 3]
    assert len(commits) == 1


@pytest.mark.parametrize("wrong", [_WRONG, _TWICE], ids=["no such table", "row exists"])
async def test_a_statement_that_is_wrong_is_not_a_fault_of_the_database(
    store: Store, wrong: Statement
) -> None:
    async def fails(tx: Tx) -> None:
        await handled.add(tx, 2, 0)
        await tx.run(wrong)

    results = await asyncio.gather(
        store.write(adds(1)), store.write(fails), store.write(adds(3)), return_exceptions=True
    )
    assert isinstance(results[1], Exception)
    assert not store.is_fault(results[1])
    assert await kept(store) == [1, 3]


async def test_a_savepoint_inside_a_job_is_undone_alone(store: Store) -> None:
    async def job(tx: Tx) -> None:
        await handled.add(tx, 1, 0)
        with pytest.raises(LookupError):  # noqa: PT012 # the savepoint is what is tested
            async with tx.savepoint():
                await handled.add(tx, 2, 0)
                async with tx.savepoint():
                    await handled.add(tx, 3, 0)
                raise LookupError
        async with tx.savepoint():
            await handled.add(tx, 4, 0)

    await store.write(job)
    assert await kept(store) == [1, 4]


async def test_a_caller_that_gives_up_does_not_disturb_the_others(store: Store) -> None:
    tasks = [asyncio.create_task(store.write(adds(n))) for n in range(3)]
    await asyncio.sleep(0)
    tasks[1].cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert isinstance(results[1], asyncio.CancelledError)
    assert set(await kept(store)) >= {0, 2}


async def test_closing_finishes_what_waits(url: str) -> None:
    async with opened(url) as store:
        tasks = [asyncio.create_task(store.write(adds(n))) for n in range(20)]
        await asyncio.sleep(0)
    assert all(await asyncio.gather(*tasks))
    async with opened(url) as store:
        assert await kept(store) == list(range(20))


async def test_a_reader_cannot_write(store: Store) -> None:
    for _ in range(4):
        with pytest.raises(DatabaseFault):
            await store.read(adds(1))
    assert await kept(store) == []


async def test_a_wrong_read_is_told_as_it_is(store: Store) -> None:
    with pytest.raises(Exception, match="nowhere") as error:
        await store.read(lambda tx: tx.rows(_WRONG))
    assert not isinstance(error.value, DatabaseFault)


# --- statements that wait for the next hop --------------------------------------------------


async def test_a_statement_nobody_asked_an_answer_of_is_kept_all_the_same(store: Store) -> None:
    await asyncio.gather(
        store.write(lambda tx: tx.run(_ADD, number=1)),
        store.write(lambda tx: tx.run(_ADD, number=2), guarded=False),
    )
    assert await kept(store) == [1, 2]


async def test_a_statement_that_fails_late_fails_its_own_job_only(store: Store) -> None:
    results = await asyncio.gather(
        store.write(lambda tx: tx.run(_ADD, number=1)),
        store.write(lambda tx: tx.run(_ADD, number=1)),
        store.write(lambda tx: tx.run(_ADD, number=2)),
        return_exceptions=True,
    )
    assert [isinstance(r, Exception) for r in results] == [False, True, False]
    assert not isinstance(results[1], DatabaseFault)
    assert await kept(store) == [1, 2]


async def test_an_answer_counts_in_what_waited_before_it(store: Store) -> None:
    async def job(tx: Tx) -> int:
        for number in range(5):
            await tx.run(_ADD, number=number)
        return len(await tx.rows(_ALL))

    assert await store.write(job) == 5


@pytest.mark.parametrize("asks", [True, False], ids=["asked", "waiting"])
@pytest.mark.parametrize("inner", [True, False], ids=["asked inside", "waiting inside"])
async def test_a_savepoint_takes_back_its_own_whether_it_ran_or_waited(
    store: Store, asks: bool, inner: bool
) -> None:
    async def job(tx: Tx) -> None:
        await _add(tx, 1, asks=asks)
        with pytest.raises(LookupError):  # noqa: PT012 # the savepoint is what is tested
            async with tx.savepoint():
                await _add(tx, 2, asks=inner)
                with pytest.raises(LookupError):  # noqa: PT012 # the savepoint is what is tested
                    async with tx.savepoint():
                        await _add(tx, 3, asks=asks)
                        raise LookupError
                await _add(tx, 4, asks=inner)
                raise LookupError
        async with tx.savepoint():
            await _add(tx, 5, asks=inner)
        await _add(tx, 6, asks=asks)

    await store.write(job)
    assert await kept(store) == [1, 5, 6]


async def _add(tx: Tx, number: int, *, asks: bool) -> None:
    """asks: with a statement whose answer is needed at once."""
    if asks:
        await handled.add(tx, number, 0)
    else:
        await tx.run(_ADD, number=number)


async def test_a_failure_that_waited_is_seen_inside_the_savepoint_it_belongs_to(
    store: Store,
) -> None:
    async def job(tx: Tx) -> None:
        await _add(tx, 1, asks=False)
        with pytest.raises(Exception, match=r"(?i)unique"):  # noqa: PT012 # the savepoint is what is tested
            async with tx.savepoint():
                await _add(tx, 1, asks=False)
                await _add(tx, 2, asks=False)
        await _add(tx, 3, asks=False)

    await store.write(job)
    assert await kept(store) == [1, 3]


# --- faults --------------------------------------------------------------------------------


@pytest.fixture(params=FAULTS)
def fault(request: pytest.FixtureRequest) -> tuple[str, Break]:
    return FAULTS[request.param]


@pytest.fixture
async def broken(fault: tuple[str, Break], tmp_path: Path) -> AsyncIterator[tuple[Store, Break]]:
    """A store of the kind of database that can have this fault, and what brings it about."""
    kind, breaks = fault
    async with database(kind, tmp_path) as url, opened(url) as store:
        yield store, breaks


async def test_a_fault_loses_the_whole_group_and_nobody_is_told_success(
    broken: tuple[Store, Break],
) -> None:
    store, breaks = broken
    results = await asyncio.gather(
        store.write(adds(1)),
        store.write(breaks),
        store.write(adds(3)),
        store.write(adds(4), guarded=False),
        return_exceptions=True,
    )
    assert [type(r) for r in results] == [DatabaseFault] * 4
    assert await kept(store) == []


async def test_a_fault_loses_the_group_also_when_the_job_has_no_savepoint(
    broken: tuple[Store, Break],
) -> None:
    store, breaks = broken
    results = await asyncio.gather(
        store.write(adds(1)), store.write(breaks, guarded=False), return_exceptions=True
    )
    assert [type(r) for r in results] == [DatabaseFault] * 2
    assert await kept(store) == []


async def test_after_a_fault_the_next_job_finds_a_new_connection(
    broken: tuple[Store, Break],
) -> None:
    store, breaks = broken
    with pytest.raises(DatabaseFault):
        await store.write(breaks)
    assert await store.write(adds(1)) is True
    assert await kept(store) == [1]


async def test_what_waits_behind_a_lost_group_is_lost_too_so_that_order_holds(
    broken: tuple[Store, Break],
) -> None:
    store, breaks = broken
    waiting = [store.write(breaks), *(store.write(adds(n)) for n in range(2 * db.GROUP_JOBS))]
    results = await asyncio.gather(*waiting, return_exceptions=True)
    assert {type(r) for r in results} == {DatabaseFault}
    assert await kept(store) == []


async def test_an_unguarded_job_that_lets_an_error_out_loses_the_group(store: Store) -> None:
    async def fails(_: Tx) -> None:
        raise LookupError

    results = await asyncio.gather(
        store.write(adds(1)), store.write(fails, guarded=False), return_exceptions=True
    )
    assert [type(r) for r in results] == [DatabaseFault] * 2
    assert await kept(store) == []
    assert await store.write(adds(2))


async def test_a_transaction_that_postgresql_rolled_back_in_silence_is_told(postgres: str) -> None:
    async def swallows(tx: Tx) -> None:
        with pytest.raises(Exception, match="nowhere"):
            await tx._connection.command("SELECT here FROM nowhere")

    async with opened(postgres) as store:
        results = await asyncio.gather(
            store.write(adds(1)), store.write(swallows, guarded=False), return_exceptions=True
        )
        assert [type(r) for r in results] == [DatabaseFault] * 2
        assert await kept(store) == []


async def test_a_fault_after_the_commit_takes_nothing_back(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log may fail to be emptied; what was committed stands and is told so."""

    async def fails(_: object) -> None:
        raise OSError

    monkeypatch.setattr(store._driver, "settled", fails)
    assert await store.write(adds(1)) is True
    monkeypatch.undo()
    assert await store.write(adds(2)) is True
    assert await kept(store) == [1, 2]


async def test_a_statement_that_never_ends_is_a_fault(
    postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.store import postgres as driver

    monkeypatch.setattr(driver, "_STATEMENT_SECONDS", 0.5)
    holder = await server().connect(postgres.partition("@/")[2].partition("?")[0])
    async with opened(postgres) as store:
        await holder.execute("BEGIN; LOCK TABLE handled")
        with pytest.raises(DatabaseFault):
            await store.write(adds(1))
        await holder.close()
        assert await store.write(adds(2))
        assert await kept(store) == [2]


async def test_a_job_that_is_cancelled_from_within_loses_its_group_and_not_the_owner(
    store: Store,
) -> None:
    async def job(_: Tx) -> None:
        raise asyncio.CancelledError

    results = await asyncio.gather(store.write(adds(1)), store.write(job), return_exceptions=True)
    assert [type(r) for r in results] == [DatabaseFault] * 2
    assert await store.write(adds(2))
    assert await kept(store) == [2]


# --- recovery ------------------------------------------------------------------------------


@pytest.fixture
def attempts(store: Store, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Grows with every attempt to open a connection."""
    connect, seen = store._driver.connect, list[bool]()

    async def counted(*, writing: bool) -> db.Connection:
        seen.append(writing)
        return await connect(writing=writing)

    monkeypatch.setattr(store._driver, "connect", counted)
    return seen


async def test_readers_recover_when_their_connections_were_dropped(postgres: str) -> None:
    async with opened(postgres, readers=2) as store:
        await _drop_all(postgres)
        for _ in range(2):
            with pytest.raises(DatabaseFault):
                await kept(store)
        assert await kept(store) == []


async def _drop_all(url: str) -> None:
    name = url.partition("@/")[2].partition("?")[0]
    await server().do(
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"  # noqa: S608 # our own name
    )


async def test_reading_and_writing_go_on_after_postgresql_was_restarted(postgres: str) -> None:
    async with opened(postgres) as store:
        await store.write(adds(1))
        server().stop()
        try:
            with pytest.raises(DatabaseFault):
                await store.write(adds(2))
            with pytest.raises(DatabaseFault):
                await kept(store)
        finally:
            server().start()
        await until(lambda: _succeeds(store, 3))
        await until(lambda: _reads(store))
        assert await kept(store) == [1, 3]


async def _succeeds(store: Store, number: int) -> bool:
    try:
        return await store.write(adds(number))
    except DatabaseFault:
        return False


async def _reads(store: Store) -> bool:
    try:
        await kept(store)
    except DatabaseFault:
        return False
    return True


async def test_a_database_that_is_away_is_not_hammered(
    store: Store, url: str, attempts: list[bool]
) -> None:
    """Jobs fail at once between the attempts, so that a webhook can say so at once."""
    with away(url):
        with pytest.raises(DatabaseFault):
            await store.write(breaks_writing(url))
        attempts.clear()
        for n in range(200):
            with pytest.raises(DatabaseFault):
                await store.write(adds(n))
        assert 1 <= attempts.count(True) <= 5
    await until(lambda: _succeeds(store, 999))
    await until(lambda: _reads(store))
    assert await kept(store) == [999]


@contextlib.contextmanager
def away(url: str) -> Iterator[None]:
    """The server is stopped; or the file is gone, as when a disk is not mounted."""
    if url.startswith("postgresql"):
        server().stop()
        yield
        server().start()
        return
    path = Path(url.partition("///")[2])
    gone = path.rename(path.with_name("gone"))
    path.mkdir()
    yield
    path.rmdir()
    gone.rename(path)


@pytest.mark.parametrize(
    "url",
    [
        "sqlite+aiosqlite:////nowhere/at/all.sqlite3",
        "postgresql+asyncpg://postgres@127.0.0.1:9/nothing",
        "missing database",
    ],
)
async def test_a_database_that_cannot_be_opened_is_a_fault_and_leaves_nothing_open(
    url: str,
) -> None:
    threads = threading.active_count()
    store = Store(app.driver_of(server().url("missing") if url == "missing database" else url))
    with pytest.raises(DatabaseFault):
        await store.open()
    await until(lambda: threading.active_count() <= threads)


async def test_a_file_that_is_no_database_is_a_fault_and_leaves_nothing_open(
    tmp_path: Path,
) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Kære nabo, " * 1000)
    threads = threading.active_count()
    with pytest.raises(DatabaseFault):
        async with opened(f"sqlite+aiosqlite:///{path}"):
            pass
    await until(lambda: threading.active_count() <= threads)


async def test_a_new_database_has_no_schema_and_an_upgraded_one_has(
    store: Store, url: str, tmp_path: Path
) -> None:
    assert await store.has_schema()
    kind = "sqlite" if url.startswith("sqlite") else "postgres"
    async with database(kind, tmp_path, empty=True) as new, opened(new) as fresh:
        assert not await fresh.has_schema()


async def test_the_first_keyring_mark_stays(store: Store) -> None:
    assert await store.read(lambda tx: meta.find(tx, "keyring")) is None
    assert await store.write(lambda tx: meta.keep(tx, "keyring", b"one")) == b"one"
    assert await store.write(lambda tx: meta.keep(tx, "keyring", b"two")) == b"one"
    assert await store.read(lambda tx: meta.find(tx, "keyring")) == b"one"
