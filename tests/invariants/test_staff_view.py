"""What staff see does not depend on who writes, and does not tell who wrote twice."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from bot.domain.people import Lang, Moderator
from bot.domain.screens import Screen
from bot.services import notices
from bot.simulator import Call
from bot.texts import common, resident, staff
from bot.turn import Turn
from tests.invariants.conftest import Shown
from tests.invariants.rig import body_of
from tests.kit.needles import Hidden, Needles, invented
from tests.kit.world import Player, World, open_world

ONE, OTHER, RENAMED = invented(3, seed=21)
WORDS = "Der står nogen og ryger i opgangen hver aften."
_CODE = re.compile(r"\b[2-9B-Y]{3}-[2-9B-Y]{3}\b")
_ID = re.compile(r"(?<=:)(?:[\w-]{20}|[\w-]{22})(?![\w-])")
_MOMENT = re.compile(r"\b\d{10}\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What Telegram says of a person with every message."""

    who: Hidden
    client: str
    premium: bool
    renamed: Hidden | None = None


async def _person(world: World, facts: Facts) -> Player:
    person = world.sim.person(
        facts.who.first_name, facts.who.id, last_name=facts.who.last_name,
        username=facts.who.username, language_code=facts.client, premium=facts.premium,
    )  # fmt: skip
    player = Player(world, person, Lang.DA)
    await player.starts()
    await player.taps(common.LANGUAGE_NAMES[Lang.DA])
    return await player.taps(resident.button_accept_notice(player.t))


def _rename(player: Player, new: Hidden) -> None:
    """In the middle of a conversation, as people do on their phones."""
    names = {"first_name": new.first_name, "last_name": new.last_name, "username": new.username}
    player.person.user.update(names)
    player.person.chat.names.update(names)


async def _conversation(folder: Path, facts: Facts, words: str = WORDS) -> list[str]:
    """A whole thread; all that staff were sent, in order."""
    async with open_world(folder) as world:
        mette = await world.moderator()
        writer = await _person(world, facts)
        code = await world.shares_concern(writer, words)
        await world.answers(mette, code, "Tak. Hvornår er det værst?")
        if facts.renamed:
            _rename(writer, facts.renamed)
        await writer.taps(resident.button_see_news(writer.t))
        await writer.taps(resident.button_write_to_case(writer.t))
        await writer.says("Efter klokken ti.")
        await writer.taps(resident.button_send(writer.t))
        await mette.says(f"/case {code}")
        await mette.taps(staff.button_close(mette.t))
        await mette.taps("Vi har gjort noget")
        await writer.taps(resident.button_see_news(writer.t))
        await writer.taps(resident.button_not_solved(writer.t))
        await mette.says("/queue")
        return _without_codes(_to(world, mette))


def _to(world: World, player: Player) -> list[Call]:
    return [c for c in world.sim.calls if c.params.get("chat_id") == player.person.id]


def _without_codes(calls: Iterable[Call]) -> list[str]:
    """Codes, ids and draft versions are drawn anew each time: numbered as they appear."""
    seen: dict[str, str] = {}

    def numbered(match: re.Match[str]) -> str:
        return seen.setdefault(match[0], f"#{len(seen)}")

    said = []
    for call in calls:
        text = json.dumps([call.method, call.params], ensure_ascii=False, sort_keys=True)
        for drawn in (_ID, _CODE, _MOMENT):
            text = drawn.sub(numbered, text)
        said.append(text)
    return said


def _plant(monkeypatch: pytest.MonkeyPatch, leak: Callable[[Turn], object]) -> None:
    """Notices to staff say something of the person who speaks."""
    tell = notices.tell_moderator

    async def leaking(turn: Turn, colleague: Moderator, screen: Screen, *, due: int = 0) -> None:
        said = replace(screen, text=f"{screen.text} {leak(turn)}")
        await tell(turn, colleague, said, due=due)

    monkeypatch.setattr(notices, "tell_moderator", leaking)


async def _seen_of_two(folder: Path) -> tuple[list[str], list[str]]:
    """The same conversation of two people who differ in all that Telegram says of them."""
    one = Facts(who=ONE, client="da", premium=False)
    other = Facts(who=OTHER, client="fa-IR", premium=True)
    return await _conversation(folder / "one", one), await _conversation(folder / "other", other)


async def _seen_before_and_after_renaming(folder: Path) -> tuple[list[str], list[str]]:
    kept = Facts(who=ONE, client="da", premium=False)
    renamed = Facts(who=ONE, client="da", premium=False, renamed=RENAMED)
    return await _conversation(folder / "kept", kept), await _conversation(folder / "new", renamed)


@pytest.mark.invariant(2)
async def test_staff_see_the_same_whoever_writes(tmp_path: Path, shown: Shown) -> None:
    first, other = await _seen_of_two(tmp_path)
    assert other == first
    assert len(first) > 10
    assert any(WORDS in text for text in first)
    shown.tried(f"2 people, a whole thread each, {len(first)} calls to staff compared")


LEAKS: dict[str, Callable[[Turn], object]] = {
    "a name": lambda turn: turn.speaker.own_names[0],
    "the language of the phone": lambda turn: turn.speaker.client_language,
}
"""What a notice to staff might tell of who writes; the people differ in each."""


@pytest.mark.parametrize("leak", LEAKS)
@pytest.mark.invariant(2)
async def test_a_notice_that_depends_on_who_writes_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, leak: str, shown: Shown
) -> None:
    _plant(monkeypatch, LEAKS[leak])
    first, other = await _seen_of_two(tmp_path)
    assert other != first
    shown.caught(f"{leak} in a notice to staff")


@pytest.mark.invariant(4)
async def test_a_new_name_in_the_middle_of_a_thread_changes_nothing_staff_see(
    tmp_path: Path, shown: Shown
) -> None:
    kept, renamed = await _seen_before_and_after_renaming(tmp_path)
    assert renamed == kept
    shown.tried(f"name, last name and username changed in a thread, {len(kept)} calls to staff")


@pytest.mark.invariant(4)
async def test_a_notice_that_tells_the_new_name_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: Shown
) -> None:
    _plant(monkeypatch, LEAKS["a name"])
    kept, renamed = await _seen_before_and_after_renaming(tmp_path)
    assert renamed != kept
    shown.caught("the name of the moment in a notice to staff")


async def test_the_comparison_notices_a_single_other_word(tmp_path: Path) -> None:
    facts = Facts(who=ONE, client="da", premium=False)
    first = await _conversation(tmp_path / "one", facts)
    assert await _conversation(tmp_path / "two", facts, WORDS.replace("hver", "en")) != first


@pytest.mark.invariant(4)
async def test_no_name_of_before_or_after_reaches_staff(world: World, shown: Shown) -> None:
    mette = await world.moderator()
    writer = await _person(world, Facts(who=ONE, client="ar", premium=True))
    code = await world.shares_concern(writer, WORDS)
    _rename(writer, RENAMED)
    await world.answers(mette, code, "Tak.")
    await writer.says("Det er stadig sådan.")
    bodies = b"\n".join(body_of(call) for call in _to(world, mette))
    assert Needles([ONE, RENAMED]).scan("staff", bodies) == []
    planted = bodies + RENAMED.username.encode()
    assert Needles([ONE, RENAMED]).scan("staff", planted) != []
    shown.tried("2 names of one person searched in all that staff were sent")
    shown.caught("the new username in what staff were sent")


# --- two concerns of one person ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Case:
    """What staff were sent about one concern, and its rows. code: not known to anybody else."""

    code: str
    values: frozenset[str | bytes]


async def _case(world: World, writer: Player, mette: Player, words: str) -> Case:
    before = len(world.sim.calls)
    code = await world.shares_concern(writer, words)
    await world.answers(mette, code, f"Tak: {words}")
    after = [c for c in world.sim.calls[before:] if c.params.get("chat_id") == mette.person.id]
    return Case(code, _values([c.params for c in after]) | await _rows(world, code))


def _values(value: Any) -> frozenset[str | bytes]:
    """Runs of four letters and more, and four bytes in a row of what is written in base64."""
    if isinstance(value, Mapping):
        return frozenset().union(*(_values(v) for k, v in value.items() if k != "chat_id"))
    if isinstance(value, list | tuple):
        return frozenset().union(*(_values(item) for item in value))
    if isinstance(value, bytes):
        return frozenset(value[i : i + 4] for i in range(len(value) - 3))
    runs = [run for run in re.findall(r"[\w-]+", str(value)) if len(run.encode()) >= 4]
    return frozenset(runs).union(*(_values(_decoded(run)) for run in runs))


def _decoded(run: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(run + "=" * (-len(run) % 4))
    except (binascii.Error, ValueError):
        return b""


async def _rows(world: World, code: str) -> frozenset[str | bytes]:
    """Every row of every table that belongs to the concern."""
    path = world.settings.database_file
    assert path is not None
    with closing(sqlite3.connect(path)) as database:
        (concern,) = database.execute("SELECT id FROM concern WHERE code = ?", (code,)).fetchone()
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        found: list[Any] = []
        for (table,) in tables.fetchall():
            for _, column, *_ in database.execute(f"PRAGMA table_info({table})").fetchall():
                query = f'SELECT * FROM "{table}" WHERE "{column}" = ?'  # noqa: S608 # own names
                found += database.execute(query, (concern,))
        found += database.execute("SELECT * FROM concern WHERE id = ?", (concern,))
    return _values(found)


def shared_by_a_person_alone(one: Case, two: Case, of_others: Iterable[Case]) -> set[str | bytes]:
    """What two cases have in common that two cases of different people have not."""
    return {*(one.values & two.values)} - {v for other in of_others for v in other.values}


@pytest.mark.invariant(5)
async def test_two_concerns_of_one_resident_share_nothing_that_others_do_not(
    world: World, shown: Shown
) -> None:
    mette = await world.moderator()
    writer, neighbour = [
        await _person(world, Facts(who=who, client="da", premium=False)) for who in (ONE, OTHER)
    ]
    one = await _case(world, writer, mette, "Knallerter kører på stien.")
    two = await _case(world, writer, mette, "Bænken blev brændt.")
    other = await _case(world, neighbour, mette, "Lampen blinker.")
    assert shared_by_a_person_alone(one, two, [other]) == set()
    assert one.code != two.code
    assert len(one.values) > 300
    tag = f"beboer-{hash(writer.person.id) % 10**6:06}"
    marked = [Case(case.code, case.values | _values(tag)) for case in (one, two)]
    assert shared_by_a_person_alone(marked[0], marked[1], [other]) == {tag}
    shown.tried(f"2 concerns of one person and 1 of another, {len(one.values)} values each")
    shown.caught("a tag of the person in what staff see of both")
    await asyncio.to_thread(_plant_one_key_for_both, world, one, two)  # the bot may be writing
    again = [await _with_rows(world, case) for case in (one, two, other)]
    assert shared_by_a_person_alone(again[0], again[1], [again[2]]) != set()
    shown.caught("one wrapped key in the address rows of both")


async def _with_rows(world: World, case: Case) -> Case:
    return Case(case.code, case.values | await _rows(world, case.code))


def _plant_one_key_for_both(world: World, one: Case, two: Case) -> None:
    key = bytes(range(60))
    path = world.settings.database_file
    assert path is not None
    with closing(sqlite3.connect(path)) as database:
        database.execute(
            "UPDATE address SET wrapped_key = ? WHERE concern IN"
            " (SELECT id FROM concern WHERE code IN (?, ?))",
            (key, one.code, two.code),
        )
        database.commit()
