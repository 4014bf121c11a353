"""Rotation: new keys, everything that lives moved to them, and then the old keys destroyed.

What the old keys sealed is unreadable from then on, also in free pages and old backups. The
keyring itself says whether a rotation is under way, so it goes on after a kill at any point. People
are answered meanwhile: rows open under either generation, and whoever speaks is moved first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from bot import log
from bot.domain.acts import Act
from bot.domain.dialogues import Dialogue
from bot.domain.ids import ChatId
from bot.domain.people import Speaker
from bot.services import record, rewrapping
from bot.services.rewrapping import DAILY, HOLDINGS, LINGERING, REWRAPPED, Known
from bot.store import meta
from bot.store.db import Store, Tx
from bot.turn import House, Turn
from bot.vault.keyring import KeyringFault, Purpose
from bot.vault.sealing import Vault

EVERY = timedelta(days=30)
AFTER_REFUSAL = timedelta(hours=1)
"""How long a keyring that could not be written is left alone."""

MARK = "keyring"
"""Under this name the database keeps what tells its keyring from others."""
BACKUP = "backup_verified_at"
"""Epoch seconds at which the newest verified backup was taken."""
_ASKED, _DUE = "rotation-asked", "rotation-due"
_BEGAN, _MOVED, _DONE = "rotation-began", "rotation-moved", "rotation-done"
_RATE_DAY = "rate-key-day"
_log = log.get("bot.rotation")


def mark(vault: Vault) -> bytes:
    """Tells one keyring from another, and nothing else."""
    return vault.tag(Purpose.OUTBOX, "keyring of this database")


def marks(vault: Vault) -> frozenset[bytes]:
    """What a database may be marked with that this keyring belongs to."""
    return frozenset(vault.tags(Purpose.OUTBOX, "keyring of this database"))


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """Epoch seconds, None for what has not happened.

    moved: since then nothing needs the old keys. backup: the newest verified one was taken.
    """

    asked: int | None
    due: int | None
    began: int | None
    moved: int | None
    done: int | None
    backup: int | None

    @property
    def has_backup(self) -> bool:
        """Whether a backup was taken that the new keys alone can open."""
        return self.moved is not None and self.backup is not None and self.backup > self.moved


async def state(tx: Tx) -> State:
    kept = await meta.everything(tx)
    return State(
        asked=_time(kept, _ASKED),
        due=_time(kept, _DUE),
        began=_time(kept, _BEGAN),
        moved=_time(kept, _MOVED),
        done=_time(kept, _DONE),
        backup=_time(kept, BACKUP),
    )


def _time(kept: Mapping[str, bytes], name: str) -> int | None:
    return int(kept[name]) if name in kept else None


async def ask(tx: Tx, now: datetime) -> None:
    """Files the request; the running process takes it."""
    await _put(tx, _ASKED, now)


async def _put(tx: Tx, name: str, at: datetime) -> None:
    await meta.put(tx, name, str(int(at.timestamp())).encode())


async def replace_rate_key(turn: Turn) -> None:
    """Yesterday's counts of who sent how much belong to nobody any more."""
    today = turn.now.date().isoformat().encode()
    if await meta.find(turn.tx, _RATE_DAY) == today:
        return
    vault = turn.house.vault
    try:
        vault.replace(vault.with_new([DAILY]).newest_of([DAILY]))
    except KeyringFault as fault:
        _log.error("keys.unwritable", why=str(fault))
        return
    await meta.put(turn.tx, _RATE_DAY, today)
    _log.info("keys.rate_replaced")


class Rotation:
    """clock: now, aware UTC. waits_for_backup: old keys stay until a newer backup is verified."""

    def __init__(
        self,
        store: Store,
        house: House,
        clock: Callable[[], datetime],
        *,
        waits_for_backup: bool,
    ) -> None:
        self._store, self._house, self._clock = store, house, clock
        self._vault = house.vault
        self._waits = waits_for_backup
        self._told_waiting = False
        self._resting_until: datetime | None = None

    async def look(self) -> None:
        """Takes what is due as far as it can go now."""
        if self._resting_until and self._clock() < self._resting_until:
            return
        try:
            await self._go_on()
        except KeyringFault as fault:
            self._resting_until = self._clock() + AFTER_REFUSAL
            _log.error("rotation.refused", why=str(fault))
            await self._store.write(partial(meta.drop, name=_ASKED))

    async def _go_on(self) -> None:
        """Raises KeyringFault when the keyring cannot be written."""
        await self._destroy_lingering()
        known = await self._store.read(state)
        if not rewrapping.is_under_way(self._vault.keyring):
            if known.began is not None:
                await self._store.write(self._finish)  # killed between the file and the commit
            elif await self._is_due(known):
                await self._store.write(self._begin)
        if rewrapping.is_under_way(self._vault.keyring):
            if known.moved is None:
                await self._move_everything()
            await self._destroy_unless_waiting()

    async def _is_due(self, known: State) -> bool:
        now = self._clock()
        if known.due is None:
            await self._store.write(partial(_put, name=_DUE, at=now + EVERY))
            return known.asked is not None
        return known.asked is not None or known.due <= now.timestamp()

    async def _begin(self, tx: Tx) -> None:
        """The new generation is on disk before anything is sealed with it."""
        self._vault.replace(self._vault.with_new(REWRAPPED | LINGERING.keys()))
        await meta.drop(tx, _ASKED)
        await meta.drop(tx, _MOVED)
        await _put(tx, _BEGAN, self._clock())
        _log.info("rotation.began")

    # --- moving ----------------------------------------------------------------------------

    async def _move_everything(self) -> None:
        """In short transactions, between which people are answered."""
        known = await self._known()
        moved = unreadable = 0
        for holding in HOLDINGS:
            move = partial(rewrapping.move_page, vault=self._vault, holding=holding, known=known)
            async for page in rewrapping.pages(self._store.write, move):
                moved, unreadable = moved + page.moved, unreadable + page.unreadable
        await self._store.write(self._keep_moved)
        _log.info("rotation.moved", rows=moved, unreadable=unreadable)

    async def _known(self) -> Known:
        """Every chat that some row tells of."""
        known: dict[bytes, ChatId] = {}
        for holding in HOLDINGS:
            find = partial(rewrapping.known_page, vault=self._vault, holding=holding)
            async for page in rewrapping.pages(self._store.read, find):
                known.update(page.known)
        return known

    async def _keep_moved(self, tx: Tx) -> None:
        await meta.put(tx, MARK, mark(self._vault))
        await _put(tx, _MOVED, self._clock())
        await meta.keep(tx, _BEGAN, str(int(self._clock().timestamp())).encode())

    # --- destroying ------------------------------------------------------------------------

    async def _destroy_unless_waiting(self) -> None:
        if self._waits and not (await self._store.read(state)).has_backup:
            if not self._told_waiting:
                _log.info("rotation.waits_for_backup")
            self._told_waiting = True
            return
        self._told_waiting = False
        if left := await self._count_left():
            _log.error("rotation.unfinished", rows=left)
            await self._store.write(partial(meta.drop, name=_MOVED))
            return
        await self._store.write(self._destroy)

    async def _count_left(self) -> int:
        """Rows that would be lost with the old keys: they are opened with the new ones alone."""
        newest = self._vault.of_newest()
        left = 0
        for holding in HOLDINGS:
            check = partial(
                rewrapping.check_page, vault=self._vault, newest=newest, holding=holding
            )
            async for page in rewrapping.pages(self._store.read, check):
                left += page.older
        return left

    async def _destroy(self, tx: Tx) -> None:
        """Among the turns, so that none is half way through with the old keys in hand."""
        self._vault.replace(self._vault.keyring.newest_of(REWRAPPED))
        await self._finish(tx)

    async def _finish(self, tx: Tx) -> None:
        now = self._clock()
        for name in (_BEGAN, _MOVED):
            await meta.drop(tx, name)
        await _put(tx, _DONE, now)
        await _put(tx, _DUE, now + EVERY)
        nobody = Speaker(chat=ChatId(0))
        turn = Turn(tx=tx, now=now, house=self._house, speaker=nobody, dialogue=Dialogue())
        await record.note_machine(turn, Act.ROTATED)
        _log.info("rotation.done")

    async def _destroy_lingering(self) -> None:
        """Old tags that only people outside can make again go when none counts any more."""
        now = int(self._clock().timestamp())
        for purpose, lives in LINGERING.items():
            old = self._vault.keyring.generations[purpose][:-1]
            alive = [await self._store.read(partial(lives, stamp=g.stamp, now=now)) for g in old]
            if old and not any(alive):
                await self._store.write(partial(self._destroy_of, purpose=purpose))

    async def _destroy_of(self, _: Tx, purpose: Purpose) -> None:
        self._vault.replace(self._vault.keyring.newest_of([purpose]))
