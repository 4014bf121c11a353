"""Nothing is filed unread: first the notice in the chosen language, then the exact preview."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.domain.actions import AcceptNotice, ChooseLanguage, Go, Page, SendConcern
from bot.domain.people import Lang
from bot.i18n import Catalog
from bot.partnership import load
from bot.services import concerns, residents, threads
from bot.services.residents import Gate
from bot.settings import content
from bot.simulator import Message
from bot.store.db import Statement
from bot.store.schema import concern
from bot.texts import resident as texts
from bot.texts import staff
from tests.invariants.conftest import Shown
from tests.invariants.ways import forges
from tests.kit.world import Player, World, open_world

WALKS, STEPS = 6, 40
AREA, CATEGORY = "hoeje-gladsaxe", "unsafe"
_FILED = Statement(select(func.count().label("n")).select_from(concern))


async def _filed(world: World) -> int:
    row = await world.bot.store.read(lambda tx: tx.row(_FILED))
    return int(row["n"]) if row else 0


def _plain(text: str) -> str:
    return re.sub(r"<[^>]+>", "", text)


class Walker:
    """Does what comes to mind, in any order, and knows what was shown on the phone before.

    typed: words that must be part of the next concern. chosen: the language. notice: the language
    of the last notice since it was chosen.
    """

    def __init__(self, player: Player, rng: random.Random) -> None:
        self._player, self._rng, self._read = player, rng, 0
        self._typed: list[str] = []
        self.notice: Lang | None = None
        self.chosen: Lang | None = None
        self._pressed = ""

    @property
    def _world(self) -> World:
        return self._player.world

    def _looks(self) -> None:
        """At what was sent or changed since."""
        house, calls = self._world.bot.house, self._world.sim.calls
        for call in calls[self._read :]:
            if call.params.get("chat_id") != self._player.person.id:
                continue
            for lang, t in house.catalogs.items():
                if str(texts.notice(t, house.partnership)) in str(call.params.get("text")):
                    self.notice = lang
        self._read = len(calls)

    async def steps(self) -> list[str]:
        """One move after the other; concerns that were filed unread."""
        moves = [
            self._chooses,
            self._accepts,
            self._answers,
            self._says,
            self._sends,
            self._hurries,
        ]
        found = []
        for move in self._rng.choices(moves, [1, 2, 3, 3, 4, 1], k=STEPS):
            before = await _filed(self._world)
            await move()
            if await _filed(self._world) > before:
                found += self._unread()
                self._typed.clear()
            self._looks()
        return found

    def _unread(self) -> list[str]:
        found = []
        if self.notice is None or self.notice is not self.chosen:
            found.append(f"filed in {self.chosen}, the notice was shown in {self.notice}")
        if missing := [words for words in self._typed if words not in self._pressed]:
            found.append(f"filed {missing}, not in the preview that was confirmed")
        return found

    async def _chooses(self) -> None:
        lang = self._rng.choice(list(Lang))
        if lang is not self.chosen:
            self.notice = None
        self.chosen = lang
        await forges(self._player, ChooseLanguage(lang))

    async def _accepts(self) -> None:
        """Any notice's button that still stands in the chat."""
        if found := self._buttons("1:ok:"):
            await forges(self._player, found[1], under=found[0])

    async def _answers(self) -> None:
        for step in (Go(Page.CONCERN), f"1:ca:{AREA}", f"1:cc:{CATEGORY}", "1:cw:", "1:co:"):
            await forges(self._player, step)

    async def _says(self) -> None:
        words = f"Lampe {self._rng.randrange(10**6)} er gået."
        shown = len(self._player.person.chat.history)
        await self._player.says(words)
        said = "".join(m.text for m in self._player.person.chat.history[shown:])
        if not any(staff.text_without_place(t) in said for t in self._catalogs()):
            self._typed.append(words)

    def _catalogs(self) -> Iterable[Catalog]:
        return self._world.bot.house.catalogs.values()

    async def _sends(self) -> None:
        """By any preview that still stands in the chat, or by hand."""
        if found := self._buttons("1:cs:"):
            self._pressed = found[0].text
            await forges(self._player, found[1], under=found[0])
        else:
            self._pressed = ""
            await forges(self._player, SendConcern(int(self._world.clock().timestamp()) + 1))

    async def _hurries(self) -> None:
        """Writes more and presses the old preview before the new one comes."""
        if found := self._buttons("1:cs:"):
            self._pressed = found[0].text
            self._typed.append(f"Dør {self._rng.randrange(10**6)} kan ikke låses.")
            await self._player.person.send(self._typed[-1])
            await forges(self._player, found[1], under=found[0])

    def _buttons(self, data: str) -> tuple[Message, str] | None:
        shown = [(m, b.data or "") for m in self._player.person.chat.messages
                 for row in m.buttons for b in row if (b.data or "").startswith(data)]  # fmt: skip
        return self._rng.choice(shown[-2:]) if shown else None


async def unread(world: World, kind: str) -> list[str]:
    """Walks of chance; concerns that were filed unread."""
    found = []
    for seed in range(WALKS):
        player = world.person(f"Walker{seed}", list(Lang)[seed % 3].value)
        if kind == "colleague":
            await world.joins(player, await world.invitation("moderator"))
        else:
            await player.starts()
        found += await Walker(player, random.Random(seed)).steps()
        if found:
            break
    return found


@pytest.mark.parametrize("kind", ["resident", "colleague"])
@pytest.mark.invariant(29)
async def test_no_walk_files_a_concern_that_was_not_read(
    tmp_path: Path, kind: str, shown: Shown
) -> None:
    async with open_world(tmp_path) as world:
        assert await unread(world, kind) == []
        filed = await _filed(world)
    assert filed > 1
    shown.tried(f"{WALKS} walks of {STEPS} steps by a {kind}, {filed} concerns filed")


@pytest.mark.parametrize("stop", ["language", "notice", "words", "preview", "changed since"])
@pytest.mark.invariant(29)
async def test_sending_by_hand_before_its_time_files_nothing(world: World, stop: str) -> None:
    amal = world.person("Amal", "da")
    await amal.starts()
    if stop != "language":
        await amal.taps("Dansk")
    if stop not in {"language", "notice"}:
        await amal.taps(texts.button_accept_notice(amal.t))
        for step in (Go(Page.CONCERN), f"1:ca:{AREA}", f"1:cc:{CATEGORY}", "1:cw:"):
            await forges(amal, step)
    if stop in {"preview", "changed since"}:
        await amal.says("Lampen er gået.")
    if stop == "changed since":
        await forges(amal, "1:co:")
        sends = next(b.data for row in amal.screen.buttons for b in row
                     if (b.data or "").startswith("1:cs:"))  # fmt: skip
        await amal.says("Og døren kan ikke låses.")
        await forges(amal, sends or "")
    start = int(world.clock().timestamp())
    for version in (*range(12), *range(start - 5, start + 12)) if stop != "changed since" else ():
        await forges(amal, SendConcern(version))
    assert await _filed(world) == 0


# --- the preview is what staff see ---------------------------------------------------------------


async def seen_otherwise(world: World, lang: Lang, words: str, *, mask: bool) -> list[str]:
    """Lines of the preview that do not stand on the card of a colleague who reads the language."""
    mette, amal = await world.moderator(lang.value), await world.resident(lang.value)
    await amal.says("/concern")
    await world._answers_questions(amal, AREA, CATEGORY)
    await amal.says(words)
    if mask:
        await amal.taps(texts.button_mask(amal.t))
    head = _plain(texts.preview(amal.t, "")).strip()
    warning = [line for line in amal.sees.split("\n\n") if line.startswith(head)]
    shown = amal.sees.removeprefix(head).strip().split("\n\n")
    assert warning
    assert len(shown) >= 2
    await amal.taps(texts.button_send(amal.t))
    code = re.search(r"[2-9B-Y]{3}-[2-9B-Y]{3}", amal.sees)
    assert code
    await mette.says(f"/case {code[0]}")
    said = [line for part in shown[:2] for line in part.split("\n") if line]
    return [line for line in said if line not in mette.sees]


@pytest.mark.parametrize("mask", [False, True])
@pytest.mark.parametrize("lang", Lang)
@pytest.mark.invariant(29)
async def test_the_preview_is_what_staff_see(
    world: World, lang: Lang, mask: bool, shown: Shown
) -> None:
    words = "Ring til 22 33 44 55 & se <lampen>." if mask else "Lampen & <døren> er gået."
    assert await seen_otherwise(world, lang, words, mask=mask) == []
    shown.tried(f"preview and card in {lang.value}{', masked' if mask else ''}")


# --- planted -------------------------------------------------------------------------------------


def _no_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(residents, "gate", lambda _: Gate.OPEN)


def _any_version(monkeypatch: pytest.MonkeyPatch) -> None:
    submit = concerns.submit

    async def careless(turn: object, version: int) -> object:
        _ = version
        return await submit(turn, turn.dialogue.version)  # type: ignore[attr-defined, arg-type] # it is one

    monkeypatch.setattr(concerns, "submit", careless)


@pytest.mark.parametrize("plant", [_no_gate, _any_version])
@pytest.mark.invariant(29)
async def test_a_concern_filed_unread_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    plant: Callable[[pytest.MonkeyPatch], None], shown: Shown,
) -> None:  # fmt: skip
    plant(monkeypatch)
    async with open_world(tmp_path) as world:
        assert await unread(world, "resident") != []
    shown.caught(f"{plant.__name__.replace('_', ' ').strip()}")


@pytest.mark.invariant(29)
async def test_words_changed_on_their_way_to_staff_are_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch, shown: Shown
) -> None:
    start = threads.start

    async def changed(turn: object, made: object, details: object, words: str) -> None:
        await start(turn, made, details, words.upper())  # type: ignore[arg-type] # passed on

    monkeypatch.setattr(threads, "start", changed)
    assert await seen_otherwise(world, Lang.DA, "Lampen er gået.", mask=False) != []
    shown.caught("words changed on their way to staff")


# --- another notice, or another language ----------------------------------------------------------


@pytest.mark.invariant(29)
async def test_a_notice_in_an_earlier_language_accepts_nothing(world: World) -> None:
    """A colleague is shown the menu and no notice when choosing another language."""
    mette = await world.moderator("da")
    await mette.says("/concern")
    await mette.taps("Dansk")
    await mette.says("/concern")
    old = next(m for m in reversed(mette.person.chat.messages) if m.outgoing)
    accept = next(b.data for row in old.buttons for b in row if (b.data or "").startswith("1:ok:"))
    await forges(mette, ChooseLanguage(Lang.EN))
    await forges(mette, accept or "", under=old)
    await mette.says("/concern")
    english = world.bot.house.catalogs[Lang.EN]
    assert _plain(texts.notice(english, world.bot.house.partnership)) in mette.sees


@pytest.mark.invariant(29)
async def test_a_new_notice_must_be_read_before_the_next_concern(tmp_path: Path) -> None:
    async with open_world(tmp_path) as world:
        amal = await world.resident("da")
        source = content("partnership.toml").read_text(encoding="utf-8")
        version = load(content("partnership.toml")).notice_version
        newer = re.sub(r"(notice_version\s*=\s*)\d+", rf"\g<1>{version + 1}", source)
        assert newer != source
        (tmp_path / "partnership.toml").write_text(newer, encoding="utf-8")
        await world.stop()
        world.extra["partnership_file"] = tmp_path / "partnership.toml"
        await world.begin()
        await amal.says("/concern")
        assert _plain(texts.notice(amal.t, world.bot.house.partnership)) in amal.sees
        await forges(amal, AcceptNotice(version, Lang.DA))
        await amal.says("/concern")
        assert _plain(texts.notice(amal.t, world.bot.house.partnership)) in amal.sees
        await amal.taps(texts.button_accept_notice(amal.t))
        assert await world.shares_concern(amal, "Lampen er gået.")
