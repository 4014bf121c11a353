"""A turn: everything one update may use. Time, chance and the database come in here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.domain.concerns import hour_of
from bot.domain.dialogues import Dialogue
from bot.domain.ids import ID_BYTES
from bot.domain.people import Lang, Speaker
from bot.domain.places import Defaults, Partnership
from bot.i18n import Catalog
from bot.store.db import Tx
from bot.vault.sealing import Vault


class Chance(Protocol):
    """Where random values come from; only `app` wires the real one."""

    def bytes(self, n: int) -> bytes: ...
    def below(self, n: int) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What does not change while the process runs. reply_delay: seconds, lowest and highest.

    translates: the partnership has a translation server of its own.
    """

    partnership: Partnership
    catalogs: Mapping[Lang, Catalog]
    vault: Vault
    chance: Chance
    username: str
    reply_delay: tuple[int, int] = (0, 300)
    translates: bool = False

    @property
    def defaults(self) -> Defaults:
        return self.partnership.defaults

    def new_id(self) -> bytes:
        return self.chance.bytes(ID_BYTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One update, or one tick, in its transaction. now: aware UTC, the same for all it does."""

    tx: Tx
    now: datetime
    house: House
    speaker: Speaker
    dialogue: Dialogue

    @property
    def t(self) -> Catalog:
        return self.house.catalogs[self.speaker.language]

    @property
    def hour(self) -> int:
        return hour_of(self.now)

    @property
    def seconds(self) -> int:
        return int(self.now.timestamp())

    @property
    def millis(self) -> int:
        return int(self.now.timestamp() * 1000)

    def spoken_by(self, speaker: Speaker) -> Turn:
        return replace(self, speaker=speaker)

    def standing(self, dialogue: Dialogue) -> Turn:
        return replace(self, dialogue=dialogue)
