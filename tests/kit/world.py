"""A small world: the real bot over HTTP against the strict simulator, and people who use it."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import BigInteger, bindparam, func, select

from bot import app
from bot.app import Bot, Outside
from bot.domain.bulletins import (
    Change,
    Delivery,
    Stage,
)
from bot.domain.ids import AreaId, OrganisationId
from bot.domain.people import Lang
from bot.domain.roles import Role
from bot.i18n import Catalog
from bot.services import staff
from bot.settings import Settings, load
from bot.simulator import Button, Group, Limits, Message, Person, Simulator, serve
from bot.store.db import Statement, Tx
from bot.store.schema import (
    broadcast,
    bulletin,
    delivery,
    outbox,
    receipt_work,
    translation,
)
from bot.texts import (
    common,
    people,
    resident,
)
from bot.vault import keyring
from tests.kit.clock import Clock
from tests.kit.sqlite import migrated
from tests.simulator import schema

TOKEN = "1:test"
PATIENCE = 60.0

_DUE = Statement(
    select(func.count().label("n")).where(
        outbox.c.dead == 0, outbox.c.due <= bindparam("now", type_=BigInteger)
    )
)
_GOES_OUT = bulletin.c.stage == Stage.SENDING.value
_OPEN = Statement(
    select(func.count().label("n")).where(
        (delivery.c.state == Delivery.SENDING.value)
        | (
            (delivery.c.state == Delivery.OPEN.value)
            & (delivery.c.due <= bindparam("soon", type_=BigInteger))
            & delivery.c.bulletin.in_(
                select(bulletin.c.id).where(bulletin.c.stage == Stage.SENDING.value)
            )
        )
    )
)
"""What is tried again counts; what waits for the end of a quiet time does not."""
_SOON = 60_000
"""Milliseconds, longer than any pause between two tries."""
_HASHED = Statement(select(func.count().label("n")).select_from(receipt_work))
_TRANSLATED = Statement(select(func.count().label("n")).select_from(translation))
_CHANGING = Statement(
    select(func.count().label("n")).where(
        delivery.c.message.is_not(None),
        (delivery.c.change == Change.EDIT.value) | (delivery.c.change == Change.DELETE.value),
    )
)
_AHEAD = Statement(
    select(func.count().label("n"))
    .select_from(broadcast.join(bulletin, bulletin.c.id == broadcast.c.bulletin))
    .where(broadcast.c.done == 0, _GOES_OUT)
)


class Player:
    """A person with a phone, and what they do with it. Each act waits until the bot is done."""

    def __init__(self, world: World, person: Person, lang: Lang) -> None:
        self.world, self.person, self.lang = world, person, lang

    @property
    def t(self) -> Catalog:
        return self.world.bot.house.catalogs[self.lang]

    @property
    def screen(self) -> Message:
        """The newest message of the bot on the phone."""
        return next(m for m in reversed(self.person.chat.messages) if m.outgoing)

    @property
    def sees(self) -> str:
        return self.screen.text

    @property
    def buttons(self) -> list[str]:
        """Labels of all buttons on the phone, newest message first."""
        shown = reversed(self.person.chat.messages)
        return [b.text for m in shown for row in m.buttons for b in row]

    async def starts(self, payload: str = "") -> Player:
        await self.person.start(payload)
        return await self._done()

    async def says(self, text: str) -> Player:
        await self.person.send(text)
        return await self._done()

    async def edits(self, message: Message, text: str) -> Player:
        await self.person.edit(message, text)
        return await self._done()

    async def taps(self, label: str) -> Player:
        """Presses the newest button whose label begins with this, or holds it."""
        await self.person.press(self.button(label))
        return await self._done()

    def button(self, label: str) -> Button:
        """The newest whose label begins with this, or holds it."""
        shown = [b for m in reversed(self.person.chat.messages) for row in m.buttons for b in row]
        for match in (str.startswith, str.__contains__):
            for button in shown:
                if match(button.text, label):
                    return button
        raise AssertionError(f"no button {label!r} among {[b.text for b in shown]}")

    async def _done(self) -> Player:
        await self.world.settled()
        return self


class World:
    """The bot, its people, its clock. `bot` is None between `stop` and `begin`."""

    def __init__(self, folder: Path, sim: Simulator, base: str, clock: Clock, url: str) -> None:
        self.folder, self.sim, self.base, self.clock = folder, sim, base, clock
        self._url = url
        self._next_id = 2**51 + 12345
        self._approvers: dict[str, Player] = {}
        self._stack = contextlib.AsyncExitStack()
        self._loops: list[asyncio.Task[None]] = []
        self.bot: Bot
        self.extra: dict[str, Any] = {}

    @property
    def settings(self) -> Settings:
        return load(
            _env_file=None,
            **{
                "bot_token": TOKEN,
                "bot_api_url": self.base,
                "data_dir": self.folder / "data",
                "keyring_file": self.folder / "keys" / "keyring.json",
                "database_url": self._url,
                "reply_delay_seconds": "0-0",
                "sends_per_second": 1000,
                "chat_sends_per_second": 1000,
                "chat_burst": 1000,
                **self.extra,
            },
        )

    async def begin(self) -> None:
        """Starts the bot's loops; ticks run only when a test asks for them."""
        if not self.settings.keyring_file.exists():
            keyring.create(self.settings.keyring_file, secrets.token_bytes)
        await self._set_up()
        outside = Outside(clock=self.clock)
        self.bot = await self._stack.enter_async_context(app.wired(self.settings, outside))
        self._loops = [
            asyncio.create_task(self.bot.poller.run()),
            asyncio.create_task(self.bot.sender.run()),
            asyncio.create_task(self.bot.receipts.run()),
            asyncio.create_task(self.bot.fetcher.run()),
            asyncio.create_task(self.bot.translator.run()),
        ]

    async def _set_up(self) -> None:
        """A new database on SQLite is copied from one that was migrated before."""
        file = self.settings.data_dir / "nabodialog.sqlite3"
        if not self._url and not self.settings.data_dir.exists():
            self.settings.data_dir.mkdir(mode=0o700)
            file.write_bytes(await migrated())

    async def stop(self) -> None:
        self.bot.poller.stop()
        await self._loops[0]
        self.bot.receipts.stop()
        self.bot.fetcher.stop()
        self.bot.translator.stop()
        await asyncio.gather(self._loops[2], self._loops[4])
        self.bot.sender.stop()
        await self._loops[1]
        await self._stack.aclose()
        self._stack = contextlib.AsyncExitStack()

    async def restart(self) -> None:
        await self.stop()
        await self.begin()

    async def settled(self) -> None:
        """Until every update is confirmed and nothing due is left to send."""
        async with asyncio.timeout(PATIENCE):
            while not await self._is_settled():
                self._check_loops()
                await asyncio.sleep(0.002)

    async def _is_settled(self) -> bool:
        if self.sim.updates.pending() or self.bot.fetcher.busy:
            return False
        waiting = await self.bot.store.read(self._waiting)
        return waiting == 0 and not self.bot.sender.busy and not self.bot.fetcher.busy

    async def _waiting(self, tx: Tx) -> int:
        """What becomes something to send is counted before what is to be sent."""
        now = int(self.clock.seconds() * 1000)
        first = [await tx.row(what) for what in (_HASHED, _TRANSLATED, _AHEAD, _CHANGING)]
        rows = [*first, await tx.row(_OPEN, soon=now + _SOON), await tx.row(_DUE, now=now)]
        return sum(int(row["n"]) for row in rows if row)

    def _check_loops(self) -> None:
        for loop in self._loops:
            if loop.done():
                loop.result()

    async def tick(self, name: str) -> None:
        """One look of the named job, and what it sends."""
        await self.bot.jobs.tick(name)
        await self.settled()

    async def pass_time(self, **by: float) -> None:
        """Moves the clock and lets the sender look again."""
        self.clock.advance(**by)
        self.bot.sender.wake()
        await self.settled()

    # --- people ----------------------------------------------------------------------------

    def person(self, name: str, lang: str, **facts: Any) -> Player:
        """Somebody who has not opened the bot yet."""
        self._next_id += 7919
        person = self.sim.person(name, self._next_id, language_code=lang, **facts)
        return Player(self, person, Lang(lang))

    async def newcomer(self, lang: str, payload: str = "", name: str = "Newcomer") -> Player:
        return await self.person(name, lang).starts(payload)

    async def resident(self, lang: str, *, follows: Iterable[str] = (), name: str = "Resident",
                       **facts: Any) -> Player:  # fmt: skip
        """Somebody who has chosen a language and read the notice."""
        player = await self.person(name, lang, **facts).starts()
        await player.taps(common.LANGUAGE_NAMES[player.lang])
        await player.taps(resident.button_accept_notice(player.t))
        for area in follows:
            await self.follows(player, area)
        return player

    async def follows(self, player: Player, area: str, *, ends: bool = False) -> None:
        """Begins to follow the area, or ends it."""
        places = self.bot.house.partnership
        found = places.area(AreaId(area))
        await player.says("/areas")
        await player.taps(resident.button_municipality(
            player.t, player.t.name(places.organisation(found.organisation).names)))  # fmt: skip
        await player.taps(resident.button_follow_area(player.t, found.name, followed=ends))

    async def invitation(self, role: str, organisation: str = "gladsaxe",
                         areas: Iterable[str] = (), *, practised: bool = True) -> str:  # fmt: skip
        return await self.bot.store.write(
            lambda tx: staff.invite(
                tx,
                self.bot.house,
                organisation=OrganisationId(organisation),
                roles=[Role(role)],
                areas=[AreaId(a) for a in areas],
                now=self.clock(),
                practised=practised,
            )
        )

    async def colleague(self, role: str, lang: str = "da", *, organisation: str = "gladsaxe",
                        areas: Iterable[str] = (), name: str = "Mette",
                        practised: bool = True) -> Player:  # fmt: skip
        payload = await self.invitation(role, organisation, areas, practised=practised)
        return await self.joins(self.person(name, lang), payload)

    async def joins(self, player: Player, payload: str) -> Player:
        """Opens the link of an invitation and accepts it."""
        await player.starts(payload)
        return await player.taps(people.button_accept(player.t))

    async def moderator(self, lang: str = "da", **facts: Any) -> Player:
        return await self.colleague("moderator", lang, **facts)

    async def publisher(self, lang: str = "da", **facts: Any) -> Player:
        """There is somebody else, too, who can sign."""
        await self.approver(facts.get("organisation", "gladsaxe"))
        return await self.colleague("publisher", lang, **facts)

    async def approver(self, organisation: str = "gladsaxe") -> Player:
        if organisation not in self._approvers:
            self._approvers[organisation] = await self.colleague(
                "approver", organisation=organisation, name="Aase"
            )
        return self._approvers[organisation]

    async def signs(self, organisation: str = "gladsaxe") -> Player:
        """Somebody else reads the newest news that waits, and signs it."""
        from bot.texts import signing as texts

        aase = await self.approver(organisation)
        await aase.taps(texts.button_look(aase.t))
        return await aase.taps(texts.button_sign(aase.t))

    def group(self, *members: Player, kind: str = "supergroup") -> Group:
        """A Telegram group that the bot is no member of yet."""
        group = self.sim.group("Team", [m.person for m in members], kind=kind)
        group.bot_left = True
        return group

    async def links_group(self, colleague: Player, group: Group) -> None:
        """Gets a code in private, lets the bot in, writes the code there."""
        from bot.texts import groups as texts

        await colleague.says("/gruppe")
        await colleague.taps(texts.button_code(colleague.t))
        command = next(w for w in colleague.screen.entities if w["type"] == "code")
        start = command["offset"]
        code = colleague.sees.encode("utf-16-le")[2 * start : 2 * (start + command["length"])]
        group.add_bot(colleague.person)
        await self.settled()
        await self.says_in(group, colleague, code.decode("utf-16-le").strip("\u2068\u2069"))

    async def says_in(self, group: Group, player: Player, text: str) -> None:
        await player.person.send(text, chat=group.chat)
        await self.settled()

    # --- the usual ways --------------------------------------------------------------------

    async def shares_concern(self, player: Player, words: str, *, area: str = "hoeje-gladsaxe",
                             category: str = "unsafe") -> str:  # fmt: skip
        """Through the guided steps to the receipt; returns the case code."""
        await player.says("/concern")
        await self._answers_questions(player, area, category)
        await player.says(words)
        await player.taps(resident.button_send(player.t))
        return code_in(player.sees)

    async def shares_with_code(self, player: Player, words: str) -> tuple[str, str]:
        """Through the guided steps to the receipt; returns case code and receipt code."""
        await player.says("/concern")
        await self._answers_questions(player, "hoeje-gladsaxe", "unsafe")
        await player.says(words)
        await player.taps(resident.button_code_only(player.t))
        await player.taps(resident.button_code_only_for_sure(player.t))
        return code_in(player.sees), receipt_in(player.sees)

    async def sends_begun_concern(self, player: Player, *, mask: bool) -> str:
        """The rest of a concern whose words are typed already; returns the case code."""
        await self._answers_questions(player, "hoeje-gladsaxe", "unsafe")
        if mask:
            await player.taps(resident.button_mask(player.t))
        await player.taps(resident.button_send(player.t))
        return code_in(player.sees)

    async def _answers_questions(self, player: Player, area: str, category: str) -> None:
        t, places = player.t, self.bot.house.partnership
        found = places.area(AreaId(area))
        await player.taps(resident.button_municipality(
            t, t.name(places.organisation(found.organisation).names)))  # fmt: skip
        await player.taps(found.name)
        await player.taps(t.name(next(
            c.names for c in places.categories.values() if c.id == category)))  # fmt: skip
        await player.taps(resident.button_no_answer(t))
        await player.taps(resident.button_no_answer(t))

    async def answers(self, colleague: Player, code: str, text: str) -> None:
        """Claim if needed, write, send."""
        from bot.texts import staff as texts

        await colleague.says(f"/case {code}")
        if texts.button_claim(colleague.t) in colleague.buttons:
            await colleague.taps(texts.button_claim(colleague.t))
        await colleague.taps(texts.button_reply(colleague.t))
        await colleague.says(text)
        await colleague.taps(texts.button_send_reply(colleague.t))


def code_in(text: str) -> str:
    """The case code in a text, without isolates."""
    import re

    found = re.search(r"\b([2-9B-Y]{3}-[2-9B-Y]{3})\b", text)
    assert found, f"no case code in {text!r}"
    return found.group(1)


def receipt_in(text: str) -> str:
    """The receipt code in a text, in its six groups."""
    import re

    found = re.search(r"\b\d{4}(?: \d{4}){5}\b", text)
    assert found, f"no receipt code in {text!r}"
    return found.group(0)


@contextlib.asynccontextmanager
async def open_world(
    folder: Path,
    *,
    url: str = "",
    limits: Limits | None = None,
    check: Callable[[str, Any], None] | None = schema.check,
    page: bool = False,
    **extra: Any,
) -> AsyncIterator[World]:
    """page: phones can be looked at in a browser. extra: settings that differ.

    Fails when the bot broke a rule of Telegram's.
    """
    clock = Clock()
    limits = limits or Limits(off=True)
    sim = Simulator(TOKEN, clock=clock.seconds, limits=limits, check=check, control=page)
    async with serve(sim) as base:
        world = World(folder, sim, base, clock, url)
        world.extra = extra
        await world.begin()
        try:
            yield world
        finally:
            await world.stop()
    assert sim.violations == []
