"""What a thief of the database tries: to tell from traces of order which rows are one person's."""

from __future__ import annotations

import itertools
import random
import sqlite3
import struct
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

ID = 16
LEFT = (("profile", "id"), ("subscription", "profile"), ("outbox", "stream"))
"""Where a person is known: by choices, by areas, by what is to be sent to the chat."""
RIGHT = (("concern", "id"), ("entry", "concern"), ("address", "concern"))

Order = list[list[bytes]]
"""Groups of ids, oldest first within each: what one trace tells of when rows were written."""
Place = tuple[str, str, str]
"""Trace, table, column."""


@dataclass(frozen=True, slots=True)
class Life:
    """One person's rows, as only the test knows. stream: of what is sent to the chat."""

    profile: bytes
    stream: bytes
    concerns: tuple[bytes, bytes]

    @property
    def ids(self) -> set[bytes]:
        return {self.profile, self.stream, *self.concerns}


@dataclass(slots=True)
class Tally:
    """hits: links that were right. expected: how many would be by chance."""

    hits: float = 0.0
    expected: float = 0.0
    guesses: int = 0

    @property
    def gain(self) -> float:
        return self.hits / self.expected if self.expected else 0.0


@dataclass(slots=True)
class Attack:
    """Tallies of each way to link, over all databases that were stolen."""

    ways: dict[str, Tally] = field(default_factory=dict)
    rng: random.Random = field(default_factory=lambda: random.Random(7))

    def on(self, orders: Mapping[Place, Order], lives: Sequence[Life]) -> None:
        for left, known in orders.items():
            for right, filed in orders.items():
                if left[1:] in LEFT and right[1:] in RIGHT:
                    whose = {_key(left, life): life for life in lives}
                    self._match(f"{' '.join(left)} > {' '.join(right)}", known, filed, whose)
        for right, filed in orders.items():
            if right[1:] in RIGHT:
                self._pair(f"two concerns by {' '.join(right)}", filed, lives)

    def _match(self, way: str, known: Order, filed: Order, whose: Mapping[bytes, Life]) -> None:
        """The n-th person to appear is said to have written the n-th first concern."""
        firsts = {life.concerns[0] for life in whose.values()}
        people = self._ranked(known, set(whose))
        concerns = self._ranked(filed, firsts)
        if len(people) < len(whose) or len(concerns) < len(whose):
            return  # the trace does not know them
        tally = self.ways.setdefault(way, Tally())
        tally.guesses += len(whose)
        tally.expected += 1.0
        tally.hits += sum(
            whose[key].concerns[0] == concern for key, concern in zip(people, concerns, strict=True)
        )

    def _pair(self, way: str, filed: Order, lives: Sequence[Life]) -> None:
        """Neighbours in time are said to be one person's."""
        pairs = {frozenset(life.concerns) for life in lives}
        wanted = {concern for life in lives for concern in life.concerns}
        tally = self.ways.setdefault(way, Tally())
        for group in filed:
            seen = list(dict.fromkeys(key for key in group if key in wanted))
            for one, other in itertools.pairwise(seen):
                tally.guesses += 1
                tally.expected += 1 / (2 * len(lives) - 1)
                tally.hits += {one, other} in pairs

    def _ranked(self, order: Order, wanted: set[bytes]) -> list[bytes]:
        """Those wanted by their place in their group; what the order leaves open, at random."""
        places: dict[bytes, list[float]] = {}
        for group in order:
            for place, key in enumerate(group):
                if key in wanted:
                    places.setdefault(key, []).append((place + 0.5) / len(group))
        ranks = {k: (sum(p) / len(p), self.rng.random()) for k, p in places.items()}
        return sorted(ranks, key=ranks.__getitem__)

    @property
    def best(self) -> tuple[str, Tally]:
        return max(self.ways.items(), key=lambda way: way[1].gain)


def _key(left: Place, life: Life) -> bytes:
    return life.stream if left[1] == "outbox" else life.profile


# --- SQLite: the bytes of the file and of its log ------------------------------------------------


class SqliteLoot:
    """The file and its log as they lie on the disk; needs no key and no SQLite to be running."""

    def __init__(self, path: Path, copy: Path) -> None:
        self._pages = path.read_bytes()
        log = path.with_name(f"{path.name}-wal")
        self._log = log.read_bytes() if log.exists() else b""
        copy.write_bytes(self._pages)
        copy.with_name(f"{copy.name}-wal").write_bytes(self._log)
        self._copy = copy
        self._size = int.from_bytes(self._pages[16:18], "big") or 4096

    def orders(self, ids: set[bytes]) -> dict[Place, Order]:
        found: dict[Place, Order] = {}
        with closing(sqlite3.connect(self._copy)) as db:
            roots = dict(db.execute("SELECT name, rootpage FROM sqlite_master WHERE type='table'"))
            for table, column in (*LEFT, *RIGHT):
                if _has_rowid(db, table):
                    found["rowid", table, column] = [_selected(db, table, column, "ORDER BY rowid")]
        for table, column in (*LEFT, *RIGHT):
            pages = list(self._leaves(roots[table]))
            found["place in page", table, column] = [_ids_in(page, ids) for page in pages]
            found["log", table, column] = [self._frames(ids)]
            found["byte of the file", table, column] = [_ids_in([self._pages], ids)]
        return found

    def _leaves(self, number: int) -> Iterator[list[bytes]]:
        """Cells of each page below, oldest first: SQLite fills a page from its end."""
        page = self._pages[(number - 1) * self._size : number * self._size]
        if not any(page):
            return  # what the log alone holds yet
        start = 100 if number == 1 else 0
        kind, count = page[start], int.from_bytes(page[start + 3 : start + 5], "big")
        inner = kind in {2, 5}
        first = start + (12 if inner else 8)
        places = struct.unpack_from(f">{count}H", page, first)
        ends = [*sorted(places)[1:], len(page)]
        cells = [page[p:end] for p, end in zip(sorted(places), ends, strict=False)]
        yield cells[::-1]
        if inner:
            children = [int.from_bytes(page[p : p + 4], "big") for p in places]
            children.append(int.from_bytes(page[start + 8 : start + 12], "big"))
            for child in children:
                yield from self._leaves(child)

    def _frames(self, ids: set[bytes]) -> list[bytes]:
        """Ids in the order in which they first appear in the log."""
        return sorted((i for i in ids if i in self._log), key=self._log.index)


def _selected(db: sqlite3.Connection, table: str, column: str, order: str) -> list[bytes]:
    return [bytes(row[0]) for row in db.execute(f"SELECT {column} FROM {table} {order}")]  # noqa: S608 # our own tables


def _has_rowid(db: sqlite3.Connection, table: str) -> bool:
    try:
        db.execute(f"SELECT rowid FROM {table} LIMIT 1")  # noqa: S608 # our own tables
    except sqlite3.OperationalError:
        return False
    return True


def _ids_in(cells: Sequence[bytes], ids: set[bytes]) -> list[bytes]:
    """In each cell in the order in which they stand."""
    return [key for cell in cells for key in sorted((i for i in ids if i in cell), key=cell.index)]


# --- PostgreSQL: its own columns -----------------------------------------------------------------

_TRACES = {
    "xmin": "ORDER BY xmin::text::bigint",
    "ctid": "ORDER BY ctid",
}


async def postgres_orders(url: str) -> dict[Place, Order]:
    """What anybody reads who may read the tables, or a copy of the server's files."""
    found: dict[Place, Order] = {}
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        for table, column in (*LEFT, *RIGHT):
            for trace, order in _TRACES.items():
                query = f"SELECT {column} AS key, xmin::text AS tie FROM {table} {order}"  # noqa: S608 # our own tables
                rows = await connection.fetch(query)
                found[trace, table, column] = _told(trace, rows)
        rows = await connection.fetch("SELECT stream AS key FROM outbox ORDER BY id")
        found["serial", "outbox", "stream"] = [[bytes(r["key"]) for r in rows]]
    finally:
        await connection.close()
    return found


def _told(trace: str, rows: Sequence[asyncpg.Record]) -> Order:
    """One transaction for all rows tells nothing of their order."""
    if trace == "xmin" and len({row["tie"] for row in rows}) == 1:
        return [[bytes(row["key"])] for row in rows]
    return [[bytes(row["key"]) for row in rows]]
