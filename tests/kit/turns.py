"""Turns with a fixed now and seeded chance, to call services as a handler would."""

from __future__ import annotations

import asyncio
import inspect
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import select

from bot import (
    advice,
    i18n,
    incidents,
    partnership,
    phrasebook,
    pulse,
)
from bot.domain.concerns import Concern
from bot.domain.dialogues import Step
from bot.domain.ids import AreaId, CategoryId, ChatId, OrganisationId
from bot.domain.people import Lang, Moderator, Speaker
from bot.domain.places import Partnership
from bot.domain.roles import Role
from bot.domain.screens import Lane
from bot.i18n import Catalog
from bot.services import concerns, dialogues, notices, residents, rewrapping, staff
from bot.settings import content
from bot.store import profiles
from bot.store import staff as colleagues
from bot.store.db import Statement, Store, Tx
from bot.store.outbox import Target
from bot.store.schema import outbox
from bot.turn import House, Turn
from bot.vault import addresses
from bot.vault.keyring import Generation, Keyring, Purpose
from bot.vault.sealing import Vault
from tests.kit.clock import TUESDAY_MORNING

P = ParamSpec("P")
R = TypeVar("R")

PATIENCE = 60.0
_OUTBOX = Statement(select(outbox).order_by(outbox.c.id))


async def until(condition: Callable[[], Awaitable[object] | object]) -> None:
    """Looks again and again until the condition holds; fails after PATIENCE seconds."""
    async with asyncio.timeout(PATIENCE):
        while True:
            found = condition()
            if await found if inspect.isawaitable(found) else found:
                return
            await asyncio.sleep(0.01)


class Seeded:
    """Chance that repeats itself."""

    def __init__(self, seed: int = 1) -> None:
        self._random = random.Random(seed)

    def bytes(self, n: int) -> bytes:
        return self._random.randbytes(n)

    def below(self, n: int) -> int:
        return self._random.randrange(n)


@cache
def places() -> Partnership:
    answers, pages = phrasebook.load(content("replies")), advice.load(content("advice"))
    ours = partnership.load(content("partnership.toml"))
    templates, asked = incidents.load(content("incidents")), pulse.load(content("pulse.toml"))
    return replace(ours, phrasebook=answers, advice=pages, incidents=templates, questions=asked)


@cache
def catalogs() -> dict[Lang, Catalog]:
    return dict(i18n.load_all())


def house(chance: Seeded | None = None, *, reply_delay: tuple[int, int] = (0, 0)) -> House:
    chance = chance or Seeded()
    keys = Keyring({p: (Generation(1, chance.bytes(32)),) for p in Purpose})
    return House(
        partnership=places(),
        catalogs=catalogs(),
        vault=Vault(keys, chance.bytes),
        chance=chance,
        username="nabodialog_bot",
        reply_delay=reply_delay,
    )


class Sent:
    """An outbox row, opened."""

    def __init__(self, house: House, row: Any) -> None:
        self.lane, self.target = Lane(row["lane"]), Target(row["target"])
        self.due, self.stream = int(row["due"]), bytes(row["stream"])
        self.body = notices.open_body(house, self.stream, bytes(row["body"]))

    @property
    def text(self) -> str:
        return str(self.body["params"].get("text", ""))

    @property
    def method(self) -> str:
        return str(self.body["method"])


class Scene:
    """A store, a house and a moment. Each act is a turn of its own."""

    def __init__(self, store: Store, house: House, now: datetime = TUESDAY_MORNING) -> None:
        self.store, self.house, self.now = store, house, now
        self._message = 0

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    async def turn(self, tx: Tx, chat: int, client: str = "da") -> Turn:
        vault, who = self.house.vault, ChatId(chat)
        await rewrapping.carry(tx, vault, who)
        speaker = Speaker(
            chat=who,
            client_language=client,
            profile=await profiles.find(tx, addresses.profile_tag(vault, who)),
            moderator=await colleagues.find(tx, addresses.staff_tag(vault, who)),
        )
        dialogue = await dialogues.standing(tx, vault, who, self.now)
        return Turn(tx=tx, now=self.now, house=self.house, speaker=speaker, dialogue=dialogue)

    async def does(
        self,
        chat: int,
        act: Callable[Concatenate[Turn, P], Awaitable[R]],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """The person of this chat does it, in a turn of its own."""

        async def job(tx: Tx) -> R:
            return await act(await self.turn(tx, chat), *args, **kwargs)

        return await self.store.write(job)

    async def stands(self, chat: int) -> Turn:
        """Where the chat stands. The turn's transaction is over: look, do not act."""
        return await self.store.read(lambda tx: self.turn(tx, chat))

    async def sent(self) -> list[Sent]:
        rows = await self.store.read(lambda tx: tx.rows(_OUTBOX))
        return [Sent(self.house, row) for row in rows]

    async def sent_to(self, target: Target) -> list[Sent]:
        return [s for s in await self.sent() if s.target is target]

    # --- people and the usual ways ---------------------------------------------------------

    async def resident(self, chat: int, lang: Lang = Lang.DA, *areas: str) -> int:
        """Language chosen, notice read, areas followed."""
        await self.does(chat, residents.choose_language, lang)
        await self.does(chat, residents.accept_notice, places().notice_version)
        for area in areas:
            await self.does(chat, residents.follow, AreaId(area))
        return chat

    async def colleague(
        self,
        chat: int,
        *roles: Role,
        organisation: str = "gladsaxe",
        areas: Iterable[str] = (),
        practised: bool = True,
    ) -> Moderator:
        payload = await self.store.write(
            lambda tx: staff.invite(
                tx,
                self.house,
                organisation=OrganisationId(organisation),
                roles=roles or (Role.MODERATOR,),
                areas=[AreaId(a) for a in areas],
                now=self.now,
                practised=practised,
            )
        )
        turn = await self.does(chat, staff.accept, payload.removeprefix("i_"))
        return turn.speaker.colleague()

    async def types(self, chat: int, text: str, message: int = 0) -> Turn:
        self._message += 1
        return await self.does(chat, concerns.keep_words, message or self._message, text)

    async def shares(
        self,
        chat: int,
        words: str = "Der er mørkt.",
        *,
        area: str = "hoeje-gladsaxe",
        category: str = "unsafe",
    ) -> Concern:
        """Through the guided steps to the receipt."""
        await self.does(chat, concerns.begin)
        await self.does(chat, concerns.fill, Step.CONCERN_AREA, area=AreaId(area))
        await self.does(chat, concerns.fill, Step.CONCERN_CATEGORY, category=CategoryId(category))
        await self.types(chat, words)
        turn = await self.does(chat, concerns.preview)
        return (await self.does(chat, concerns.submit, turn.dialogue.version))[1]


@asynccontextmanager
async def scene(url: str, *, reply_delay: tuple[int, int] = (0, 0)) -> AsyncIterator[Scene]:
    from tests.kit.postgres import opened

    async with opened(url) as store:
        yield Scene(store, house(reply_delay=reply_delay))
