"""Whether the keyring opens everything that stands in the database. Changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from bot.services import rewrapping, threads
from bot.services.rewrapping import HOLDINGS, Holding
from bot.store import concerns
from bot.store.db import Store, Tx
from bot.vault.sealing import Vault

WORDS = "entry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Of one table: rows; those only older keys open; those no key opens."""

    rows: int = 0
    older: int = 0
    broken: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """By the name of the table."""

    kinds: Mapping[str, Kind]

    @property
    def rows(self) -> int:
        return sum(kind.rows for kind in self.kinds.values())

    @property
    def older(self) -> int:
        return sum(kind.older for kind in self.kinds.values())

    @property
    def broken(self) -> int:
        return sum(kind.broken for kind in self.kinds.values())


async def look(store: Store, vault: Vault) -> Report:
    kinds = {holding.rows.name: await _kind(store, vault, holding) for holding in HOLDINGS}
    return Report(kinds={**kinds, WORDS: await _words(store, vault)})


async def _kind(store: Store, vault: Vault, holding: Holding) -> Kind:
    newest = vault.of_newest()
    check = partial(rewrapping.check_page, vault=vault, newest=newest, holding=holding)
    kind = Kind()
    async for page in rewrapping.pages(store.read, check):
        kind = Kind(
            rows=kind.rows + page.rows,
            older=kind.older + page.older,
            broken=kind.broken + page.broken,
        )
    return kind


async def _words(store: Store, vault: Vault) -> Kind:
    """Of every case, each entry and its guided answers, under the case's own key."""
    rows = broken = 0
    async for page in rewrapping.pages(store.read, partial(_words_page, vault=vault)):
        rows, broken = rows + page.rows, broken + page.broken
    return Kind(rows=rows, broken=broken)


async def _words_page(tx: Tx, vault: Vault, after: bytes | None) -> rewrapping.Checked:
    found = await concerns.page_of_ids(tx, after=after or b"", limit=rewrapping.PAGE)
    counts = [await threads.count_broken(tx, vault, concern) for concern in found]
    return rewrapping.Checked(
        last=found[-1] if found else None,
        rows=sum(rows for rows, _ in counts),
        older=0,
        broken=sum(broken for _, broken in counts),
    )
