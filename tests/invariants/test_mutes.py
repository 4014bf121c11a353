"""A pause is blind, stops new concerns and nothing else, and its rows belong to nobody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, delete, select

from bot import handlers
from bot.domain import clues
from bot.domain.clues import Clue
from bot.domain.dialogues import Dialogue, Step
from bot.domain.ids import ChatId
from bot.domain.mutes import MuteReason, ends
from bot.domain.people import Lang, Speaker
from bot.domain.roles import Role
from bot.handlers.resident import appeal
from bot.services import moderation, mutes
from bot.store import addresses as address_rows
from bot.store import concerns
from bot.store import mutes as mute_rows
from bot.store.db import Statement
from bot.store.schema import address, concern, entry, mute, profile, subscription
from bot.texts import common, publisher, resident
from bot.texts import mutes as texts
from bot.turn import Turn
from tests.invariants.conftest import Shown
from tests.journeys.pausing import confirms, may_share, paused, proposes, takes
from tests.journeys.ways import AREA, DANGER, WORDS, case_id, newest_buttons, plain, reaches
from tests.journeys.ways import shown as on_phone
from tests.kit.postgres import database
from tests.kit.turns import Scene, scene
from tests.kit.world import Player, World, open_world

# --- 17: it stops new concerns, and nobody learns whom it met ---------------------------------


async def _shared_while_paused(world: World, player: Player, days: int) -> list[float]:
    """Hours after the decision, within the pause, at which a concern could be begun."""
    begun, decided = [], world.clock.seconds()
    left = (ends(world.clock(), days) * 3600 - decided) / 3600
    for at in (0, left / 4, left / 2, left - 2, left - 0.05):
        await world.pass_time(hours=at - (world.clock.seconds() - decided) / 3600)
        await world.tick("mutes")
        if await may_share(player):
            begun.append(at)
    await world.pass_time(hours=0.1)
    assert await may_share(player), "the pause is over"
    return begun


@pytest.mark.invariant(17)
async def test_a_mute_stops_new_concerns_of_that_person_until_it_ends(
    tmp_path: Path, shown: Shown
) -> None:
    for number, days in enumerate((1, 7, 30)):
        async with open_world(tmp_path / str(number)) as world:
            pause = await paused(world, list(Lang)[number], days=days)
            neighbour = await world.resident("da", name="Neighbour")
            assert await may_share(neighbour)
            assert await _shared_while_paused(world, pause.resident, days) == []
            assert await may_share(neighbour)
    async with open_world(tmp_path / "planted") as world:
        pause = await paused(world, Lang.DA, days=7)
        gone = Statement(delete(mute))
        await world.bot.store.write(lambda tx: tx.run(gone))
        assert await _shared_while_paused(world, pause.resident, 7) != []
    shown.tried("3 pauses of 1, 7 and 30 days, tried 5 times each until they ended")
    shown.caught("a mute whose row was removed")


Author = Callable[[World, Player, str], Any]


async def _unmuted(_: World, __: Player, ___: str) -> None:
    return None


async def _unreachable(world: World, _: Player, code: str) -> None:
    """Code only, forgotten, or past the grace: no address row."""
    found = await case_id(world, code)
    await world.bot.store.write(lambda tx: address_rows.delete_of(tx, found))


async def _erased(_: World, player: Player, __: str) -> None:
    await player.says("/slet")
    await player.taps(resident.button_erase_for_sure(player.t))


async def _muted(world: World, player: Player, code: str) -> None:
    chat = player.person.id
    found = await case_id(world, code)

    async def job(tx: Any) -> None:
        turn = Turn(tx=tx, now=world.clock(), house=world.bot.house,
                    speaker=Speaker(chat=ChatId(chat)), dialogue=Dialogue())  # fmt: skip
        one, two = world.bot.house.new_id(), world.bot.house.new_id()
        value = await concerns.get(tx, found)
        await mutes._mute(turn, value, (one, two), until=turn.hour + 48)  # type: ignore[arg-type] # any two ids

    await world.bot.store.write(job)


AUTHORS: Mapping[str, Author] = {
    "unmuted": _unmuted, "muted": _muted, "unreachable": _unreachable, "erased": _erased,
}  # fmt: skip


async def _staff_view(folder: Path, author: Author) -> tuple[list[str], int]:
    """All that proposer and lead are sent from the proposal on, and how many rows it leaves."""
    async with open_world(folder) as world:
        mette = await world.moderator("da")
        lise = await world.colleague("lead", "da", name="Lise")
        someone = await world.resident("ar")
        code = await world.shares_concern(someone, WORDS[Lang.AR])
        await takes(mette, code)
        await author(world, someone, code)
        before = len(world.sim.calls), len(await _of(world, mute))
        await proposes(mette, code)
        await confirms(lise)
        await mette.says(f"/case {code}")
        await lise.says("/decisions")
        staff = {mette.person.id, lise.person.id}
        sent = [
            f"{c.method} {c.params.get('text')}".replace(code, "CODE")
            for c in world.sim.calls[before[0] :]
            if c.params.get("chat_id") in staff
        ]
        return sent, len(await _of(world, mute)) - before[1]


async def _of(world: World, table: Table) -> list[Mapping[str, Any]]:
    found = Statement(select(table))
    return [dict(row) for row in await world.bot.store.read(lambda tx: tx.rows(found))]


@pytest.mark.invariant(17)
async def test_staff_see_the_same_whoever_the_author_is(
    tmp_path: Path, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    views = {name: await _staff_view(tmp_path / name, author) for name, author in AUTHORS.items()}
    expected = views["unmuted"]
    assert expected[1] == 3
    assert len(expected[0]) > 8
    assert all(view == expected for view in views.values())
    real = mutes._author

    async def telling(turn: Any, value: Any) -> Any:
        """The fault: an author who cannot be reached makes another sentence."""
        found = await real(turn, value)
        if found is None:
            monkeypatch.setattr(texts, "confirmed", lambda t, code, until: texts.declined(t, code))
        return found

    monkeypatch.setattr(mutes, "_author", telling)
    assert await _staff_view(tmp_path / "planted", _unreachable) != expected
    shown.tried(f"{len(views)} kinds of authors, {len(expected[0])} staff messages each compared")
    shown.caught("another sentence for an author who cannot be reached")


# --- 18: everything else stays open ------------------------------------------------------------


async def _missing(world: World, lang: Lang) -> list[str]:
    """What somebody whose concerns are paused does not get though they should."""
    pause = await paused(world, lang)
    someone, t = pause.resident, pause.resident.t
    got: dict[str, bool] = {}
    await someone.says("/emergency")
    got["112 and 114"] = all(n in someone.sees for n in (common.EMERGENCY, common.POLICE))
    await someone.says(DANGER[lang])
    got["danger card"] = any(
        plain(resident.danger_card(t)) in m.text for m in someone.person.chat.messages
    )
    await someone.says("/cancel")
    await world.answers(pause.proposer, pause.code, "Tak for det.")
    await someone.taps(resident.button_see_news(t))
    got["reply"] = "Tak for det." in someone.sees
    await someone.taps(resident.button_write_to_case(t))
    await someone.says(WORDS[lang])
    await someone.taps(resident.button_send(t))
    got["addition"] = resident.addition_sent(t, pause.code) == someone.sees
    await world.follows(someone, AREA)
    await _publishes(world)
    await someone.says("/news")
    got["bulletin"] = any("📰" in label for label in someone.buttons)
    await someone.says("/mine")
    got["/mine"] = pause.code in someone.sees
    await someone.says("/slet")
    await someone.taps(resident.button_erase_for_sure(t))
    got["/slet"] = resident.erased(t, 1, 1) in on_phone(someone)
    return [what for what, arrived in got.items() if not arrived]


async def _publishes(world: World) -> None:
    karim = await world.publisher("da", name="Karim")
    t = karim.t
    await karim.says("/bulletin")
    for lang in Lang:
        await karim.taps(publisher.button_write(t, lang, written=False))
        await karim.says(WORDS[lang])
    await karim.taps(publisher.button_areas(t))
    name = world.bot.house.partnership.areas[AREA].name  # type: ignore[index] # ids are text
    await karim.taps(resident.button_follow_area(t, name, followed=False))
    await karim.taps(common.button_back(t))
    await karim.taps(publisher.button_preview(t))
    await karim.taps(publisher.button_propose(t))
    await world.signs()


@pytest.mark.invariant(18)
async def test_muted_residents_still_get_everything_else(
    tmp_path: Path, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    for lang in Lang:
        async with open_world(tmp_path / lang) as world:
            assert await _missing(world, lang) == []

    async def stopped(ctx: Any) -> None:
        await appeal.stopped(ctx)

    monkeypatch.setitem(handlers._PLAIN, "mine", stopped)
    async with open_world(tmp_path / "planted") as world:
        assert await _missing(world, Lang.DA) == ["/mine"]
    shown.tried("3 muted residents: 112/114, danger card, reply, addition, bulletin, /mine, /slet")
    shown.caught("a pause that also stops /mine")


# --- 19: rows that belong to nobody ------------------------------------------------------------

PEOPLE = 30
_WINDOW = 4
_GENERATION = b"\x00\x01"
"""What everything begins with that the first generation of any key made, whoever it is about."""


async def _everybody_muted(play: Scene) -> None:
    """Each has a case, follows an area, and is paused."""
    await play.colleague(1, Role.LEAD)
    await play.colleague(2, Role.LEAD)
    for chat in range(5001, 5001 + PEOPLE):
        await play.resident(chat, Lang.DA, AREA)
        case = await play.shares(chat)
        await play.does(1, moderation.claim, case.id)
        await play.does(1, mutes.propose, case.id, MuteReason.FALSE, 7)
        await play.does(2, mutes.decide, case.id, confirm=True)


async def _read(play: Scene, table: Table) -> list[Mapping[str, Any]]:
    found = Statement(select(table))
    return [dict(row) for row in await play.store.read(lambda tx: tx.rows(found))]


def _windows(rows: list[Mapping[str, Any]]) -> Iterator[bytes]:
    for row in rows:
        for value in row.values():
            raw = value if isinstance(value, bytes) else str(value).encode()
            raw = raw.removeprefix(_GENERATION)
            yield from (raw[i : i + _WINDOW] for i in range(len(raw) - _WINDOW + 1))


async def _shared_bytes(play: Scene) -> set[bytes]:
    mine = set(_windows(await _read(play, mute)))
    tables = (concern, entry, address, profile, subscription)
    return mine & {w for table in tables for w in _windows(await _read(play, table))}


@pytest.mark.invariant(19)
async def test_mute_rows_share_no_bytes_with_thread_or_subscriber_rows(
    tmp_path: Path, shown: Shown
) -> None:
    async with database("sqlite", tmp_path) as url, scene(url) as play:
        await _everybody_muted(play)
        rows = await _read(play, mute)
        assert len(rows) == 3 * PEOPLE
        assert {frozenset(row) for row in rows} == {frozenset({"tag", "until"})}
        assert await _shared_bytes(play) == set()
        [stolen, *_] = await _read(play, address)
        for planted in (stolen["slot_tag"], stolen["concern"]):
            await play.store.write(partial(mute_rows.put, tag=planted, until=1))
            assert await _shared_bytes(play) != set()
    shown.tried(f"{PEOPLE} people with a case, a subscription and a mute; runs of {_WINDOW} bytes")
    shown.caught("a mute under a slot tag; a mute under a case's id")


# --- 30: clues to the writer warn --------------------------------------------------------------

CLUES: Mapping[Lang, list[tuple[Clue, str]]] = {
    Lang.DA: [
        (Clue.NAME, "Det er Zubaydahtest, der skriver"), (Clue.NAME, "jeg er zubaydah4711"),
        (Clue.PHONE, "Ring 28 14 55 90"), (Clue.PHONE, "tlf. +4528145590"),
        (Clue.CPR, "cpr 010203-1234"), (Clue.MAIL, "skriv til zt@mail.dk"),
        (Clue.PLATE, "min bil AB 12 345"),
    ],
    Lang.AR: [
        (Clue.NAME, "أنا Zubaydahtest"), (Clue.NAME, "اسمي zubaydah4711"),
        (Clue.PHONE, "اتصل بي ٢٨ ١٤ ٥٥ ٩٠"), (Clue.PHONE, "رقمي ٢٨١٤٥٥٩٠"),
        (Clue.CPR, "رقمي ٠١٠٢٠٣-١٢٣٤"), (Clue.MAIL, "راسلني zt@mail.dk"),
        (Clue.PLATE, "سيارتي AB 12 345"),
    ],
    Lang.EN: [
        (Clue.NAME, "I am Zubaydahtest"), (Clue.NAME, "find me as Zubaydah4711"),
        (Clue.PHONE, "call 2814 5590"), (Clue.PHONE, "call +44 7700 900123"),
        (Clue.CPR, "my number is 0102031234"), (Clue.MAIL, "mail zt@mail.dk"),
        (Clue.PLATE, "my car is AB12345"),
    ],
}  # fmt: skip
HARMLESS: Mapping[Lang, list[str]] = {
    Lang.DA: [
        "Det skete 23.11.2026 kl. 19.30", "mellem kl. 20.30-22.15", "bus 250S og linje 5C",
        "det koster 12.500 kr", "§ 115, stk. 2", "30 11 2026 ved porten", "i 2019-2021",
    ],
    Lang.AR: ["حوالي ٢٠ شابًا الساعة ١٩:٣٠", "يوم ٢٣/١١/٢٠٢٦", "الحافلة 250S", "المادة ١١٥"],
    Lang.EN: ["on 23 November 2026 at 19:30", "bus 250S", "20-30 of them in 2026", "paragraph 115"],
}  # fmt: skip


async def _wrongly_judged(world: World, lang: Lang) -> list[str]:
    """Texts with a clue that are not warned of by name, and harmless ones that are."""
    someone = await world.resident(lang, name="Zubaydahtest", username="zubaydah4711")
    t, wrong = someone.t, []
    for clue, text in CLUES[lang]:
        await _previews(someone, text)
        named = resident.clue(t, clue) in someone.sees
        if not named or resident.button_mask(t) not in newest_buttons(someone):
            wrong.append(text)
    for text in HARMLESS[lang]:
        await _previews(someone, text)
        if resident.button_mask(t) in newest_buttons(someone):
            wrong.append(text)
    return wrong


async def _previews(player: Player, text: str) -> None:
    await player.says("/cancel")
    await reaches(player, Step.CONCERN_WORDS)
    await player.says(text)
    assert text in player.sees


@pytest.mark.invariant(30)
async def test_clues_to_the_writer_warn_in_every_language_and_harmless_text_does_not(
    tmp_path: Path, shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    for lang in Lang:
        async with open_world(tmp_path / lang) as world:
            assert await _wrongly_judged(world, lang) == []
    telling, harmless = sum(map(len, CLUES.values())), sum(map(len, HARMLESS.values()))
    shown.tried(f"{telling} texts with a clue and {harmless} harmless ones in 3 languages")
    with monkeypatch.context() as plant:
        plant.setattr(clues, "_ARABIC_DIGITS", {})
        plant.setattr(clues, "_phones", lambda _: iter(()))
        async with open_world(tmp_path / "blind") as world:
            missed = await _wrongly_judged(world, Lang.AR)
        assert {text for clue, text in CLUES[Lang.AR] if clue is Clue.PHONE} <= set(missed)
    shown.caught("phone numbers are not looked for")
    with monkeypatch.context() as plant:
        plant.setattr(clues, "_HARMLESS", re.compile("(?!)"))
        async with open_world(tmp_path / "eager") as world:
            assert "30 11 2026 ved porten" in await _wrongly_judged(world, Lang.DA)
    shown.caught("a date is taken for a phone number")
