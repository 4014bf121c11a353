"""Pictures and files: what they carry goes nowhere, and what is not taken is not touched."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.domain.dialogues import Step
from bot.domain.people import Lang
from bot.domain.pictures import TAKEN
from bot.handlers import pictures as handlers
from bot.simulator import Call, Fault, FileBytes, Person
from bot.texts import resident
from tests.invariants.conftest import Shown
from tests.invariants.rig import Rig, found_in_calls, rigged
from tests.journeys.ways import WORDS, reaches
from tests.kit import files
from tests.kit.needles import Hidden, Needles, invented
from tests.kit.world import Player, World, code_in

PEOPLE = invented(6, seed=26)
TELLING = (files.telling_jpeg, files.telling_png, files.telling_webp)
SENT_IN = frozenset({"sendPhoto", "sendDocument", "sendMediaGroup"})


def _needle(who: Hidden) -> str:
    """Everything that tells who somebody is, for the inside of a file."""
    return f"{who.username} {who.id} {who.first_name}"


def _files_sent(calls: Sequence[Call]) -> list[bytes]:
    return [
        value.data
        for call in calls
        if call.method in SENT_IN
        for value in call.params.values()
        if isinstance(value, FileBytes)
    ]


def telling(calls: Sequence[Call], people: Sequence[Hidden]) -> list[str]:
    """What is wrong with the files that were sent, and with everything else that was."""
    needles = Needles(people)
    found = [str(f) for f in found_in_calls(needles, calls)]
    for data in _files_sent(calls):
        found += [str(f) for f in needles.scan("file", data)]
        found += [f"foreign: {part}" for part in files.foreign_segments(data)]
        found += [] if data.startswith(b"\xff\xd8") else ["no JPEG"]
    return found


def stored_in_clear(folder: Path, jpegs: Sequence[bytes]) -> list[str]:
    """Files below a folder that hold a stretch of a picture as it was sent."""
    marks = [jpeg[len(jpeg) // 2 : len(jpeg) // 2 + 24] for jpeg in jpegs]
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and any(mark in path.read_bytes() for mark in marks)
    ]


# --- 26: pictures, also through a kill -------------------------------------------------------


async def _comes_in(rig: Rig, who: Hidden) -> Person:
    person = rig.sim.person(
        who.first_name, who.id, last_name=who.last_name, username=who.username, language_code="da"
    )
    await person.start()
    await _presses(person, "1:la:da")
    await _presses(person, "1:ok:")
    await person.send("/concern")
    await _presses(person, "1:om:gladsaxe:c")
    return person


async def _presses(person: Person, data: str) -> None:
    """The newest button whose data begins so."""

    def button() -> tuple[Any, Any] | None:
        for message in reversed(person.chat.messages):
            for row in message.buttons:
                for each in row:
                    if (each.data or "").startswith(data):
                        return message, each
        return None

    await person.expect(lambda _: button(), timeout=300)
    found = button()
    assert found
    person.press_data(found[0], found[1].data)


async def _sees(person: Person, count: int) -> None:
    """So many pictures of the bot stand on the phone."""
    await person.expect(
        lambda chat: sum(m.outgoing and m.photo is not None for m in chat.messages) == count,
        timeout=300,
    )


async def _sends_telling(person: Person, who: Hidden, number: int) -> None:
    data = TELLING[number % len(TELLING)](_needle(who))
    mime = ("image/jpeg", "image/png", "image/webp")[number % len(TELLING)]
    await person.send_document(f"{_needle(who)}.jpg", data, mime)


@pytest.mark.invariant(26)
async def test_nothing_a_picture_carries_is_stored_or_sent_also_after_a_kill(
    tmp_path: Path, shown: Shown
) -> None:
    async with rigged(tmp_path, PEOPLE) as rig:
        assert (await rig.shell.run("keys", "init")).code == 0
        temp = rig.folder / "tmp"
        await rig.start()
        people = [await _comes_in(rig, who) for who in PEOPLE]
        untouched = temp.stat().st_mtime_ns
        for number, (person, who) in enumerate(zip(people, PEOPLE, strict=True)):
            await _sends_telling(person, who, number)
            await _sees(person, 1)
        rig.sim.faults.add(Fault("hang", methods=frozenset({"getFile"}), times=2, seconds=900))
        before = len(rig.sim.calls)
        for number, (person, who) in enumerate(zip(people, PEOPLE, strict=True)):
            await _sends_telling(person, who, number + 1)
        await rig.sim.until(lambda: any(c.method == "getFile" for c in rig.sim.calls[before:]), 300)
        await rig.kill()
        assert rig.needles.scan_tree(rig.folder) == []
        await rig.start()
        for person in people:
            await _sees(person, 2)
        await rig.kill()
        assert rig.needles.scan_tree(rig.folder) == []
        assert telling(rig.sim.calls, PEOPLE) == []
        jpegs = _files_sent(rig.sim.calls)
        assert len(jpegs) >= 2 * len(PEOPLE)
        assert stored_in_clear(rig.folder, jpegs) == []
        assert temp.stat().st_mtime_ns == untouched
        assert list(temp.iterdir()) == []
        shown.tried(f"{len(PEOPLE)} people, {len(jpegs)} pictures, a kill while two were fetched")
        _plants(rig, jpegs[0], shown)


def _plants(rig: Rig, jpeg: bytes, shown: Shown) -> None:
    """Each break is noticed by the same checks."""
    who = PEOPLE[0]
    original = files.telling_jpeg(_needle(who))
    staff_chat = 11
    for label, planted in {
        "the original sent on": original,
        "bytes behind the picture": jpeg + b"x",
        "a name in a comment": jpeg[:2] + files._segment(0xFE, who.username.encode()) + jpeg[2:],
    }.items():
        call = Call(
            0, "sendPhoto", {"chat_id": staff_chat, "photo": FileBytes("a.jpg", planted)}, 0
        )
        assert telling([call], PEOPLE) != []
        shown.caught(label)
    named = FileBytes(f"{who.username}.jpg", jpeg)
    assert telling([Call(0, "sendPhoto", {"chat_id": staff_chat, "photo": named}, 0)], PEOPLE) != []
    shown.caught("a file named after its sender")
    with contextlib.closing(sqlite3.connect(rig.database)) as database:
        row = (b"p" * 16, 0, 0, jpeg)
        database.execute("INSERT INTO picture (id, position, number, sealed) VALUES (?,?,?,?)", row)
        database.commit()
    assert stored_in_clear(rig.folder, [jpeg]) != []
    shown.caught("a picture stored unsealed")
    before = (rig.folder / "tmp").stat().st_mtime_ns
    left = rig.folder / "tmp" / "upload.jpg"
    left.write_bytes(original)
    assert rig.needles.scan_tree(rig.folder) != []
    left.unlink()
    assert (rig.folder / "tmp").stat().st_mtime_ns != before
    shown.caught("a temporary file, also one that is gone again")


# --- 27: PDF ---------------------------------------------------------------------------------


@pytest.mark.invariant(27)
async def test_of_a_pdf_only_pictures_of_its_pages_come_out(world: World, shown: Shown) -> None:
    who = PEOPLE[1]
    mette = await world.moderator()
    someone = await world.resident("da")
    await reaches(someone, Step.CONCERN_WORDS)
    data = files.pdf(4, _needle(who))
    assert who.username.encode() in data
    await someone.person.send_document(f"{who.first_name}.pdf", data, "application/pdf")
    await world.settled()
    await someone.says(WORDS[Lang.DA])
    await someone.taps(resident.button_send(someone.t))
    code = code_in(someone.sees)
    await mette.says(f"/case {code}")
    await mette.taps("🖼")
    seen = [m for m in mette.person.chat.messages if m.photo]
    assert len(seen) == 4
    assert telling(world.sim.calls, [who]) == []
    assert Needles([who]).scan_tree(world.folder) == []
    shown.tried("a PDF of 4 pages with author, title, script and attachment, sent to staff")
    for label, sent in {
        "the PDF itself": data,
        "the PDF behind a page": files.photo() + data,
    }.items():
        call = Call(0, "sendDocument", {"chat_id": 11, "document": FileBytes("a.pdf", sent)}, 0)
        assert telling([call], [who]) != []
        shown.caught(label)


# --- 28: what is refused ---------------------------------------------------------------------

_FILE = {"file_id": "file-1-999", "file_unique_id": "u", "file_size": 9}
_MOVING = {**_FILE, "width": 9, "height": 9, "duration": 1}
_PHOTO = {"photo": [{**_FILE, "width": 9, "height": 9}]}
_OTHER_BOT = {"id": 77, "is_bot": True, "first_name": "Gif", "username": "gif_bot"}
_SAYS = {
    "voice": resident.refused_voice,
    "file": resident.refused_file,
    "place": resident.refused_location,
    "forward": resident.refused_forward,
    "other": resident.refused_other,
}
REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "voice": ({"voice": {**_FILE, "duration": 1}}, "voice"),
    "audio": ({"audio": {**_FILE, "duration": 1}}, "voice"),
    "video": ({"video": _MOVING}, "voice"),
    "round video": ({"video_note": {**_FILE, "length": 9, "duration": 1}}, "voice"),
    "GIF": ({"animation": _MOVING, "document": {**_FILE, "mime_type": "video/mp4"}}, "file"),
    "GIF as a file": ({"document": {**_FILE, "mime_type": "image/gif"}}, "file"),
    "HEIC": ({"document": {**_FILE, "mime_type": "image/heic"}}, "file"),
    "program": ({"document": {**_FILE, "mime_type": "application/x-sh"}}, "file"),
    "file of no kind": ({"document": _FILE}, "file"),
    "contact": ({"contact": {"phone_number": "+4512345678", "first_name": "Amal"}}, "other"),
    "dice": ({"dice": {"emoji": "🎲", "value": 3}}, "other"),
    "story": ({"story": {"id": 1, "chat": {"id": 5, "type": "private"}}}, "other"),
    "live place": (
        {"location": {"latitude": 55.738, "longitude": 12.486, "live_period": 900}}, "place"),
    "forwarded picture": (
        {**_PHOTO, "caption": "x", "forward_origin":
         {"type": "hidden_user", "date": 1, "sender_user_name": "Nabo"}}, "forward"),
    "picture by way of another bot": ({**_PHOTO, "via_bot": _OTHER_BOT}, "forward"),
}  # fmt: skip
_KEEPING = ("picture", "dialogue", "entry", "outbox", "concern")


def _rows(world: World) -> dict[str, int]:
    """How many rows each table has that could keep something of a message."""
    path = world.settings.database_file
    assert path is not None
    with contextlib.closing(sqlite3.connect(path)) as database:
        return {
            table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 # own names
            for table in _KEEPING
        }


async def _sends_raw(player: Player, message: dict[str, Any], number: int) -> None:
    person = player.person
    whole = {
        "message_id": 10**6 + number, "from": person.user, "chat": person.chat.wire(),
        "date": player.world.sim.now, **message,
    }  # fmt: skip
    player.world.sim.happened("message", whole, person.chat)
    await player.world.settled()


async def _untouched(player: Player) -> list[str]:
    """Sends every refused kind; what was wrong with each answer."""
    world, wrong = player.world, []
    before = _rows(world)
    for number, (kind, (message, says)) in enumerate(REFUSED.items()):
        await _sends_raw(player, message, number)
        if _SAYS[says](player.t) not in player.sees:
            wrong.append(f"{kind}: not told why")
        if _rows(world) != before:
            wrong.append(f"{kind}: left something")
        if any(call.method == "getFile" for call in world.sim.calls):
            wrong.append(f"{kind}: was fetched")
    return wrong


@pytest.mark.invariant(28)
@pytest.mark.parametrize("lang", list(Lang))
async def test_what_is_refused_is_told_why_and_not_touched(
    world: World, lang: Lang, shown: Shown
) -> None:
    assert await _untouched(await world.resident(lang)) == []
    shown.tried(f"{len(REFUSED)} kinds in {lang.name.lower()}")


@pytest.mark.invariant(28)
async def test_a_refused_kind_that_is_fetched_all_the_same_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch, shown: Shown
) -> None:
    monkeypatch.setattr(handlers, "TAKEN", {*TAKEN, "image/gif"})
    wrong = await _untouched(await world.resident("da"))
    assert "GIF as a file: not told why" in wrong
    assert any("was fetched" in fault for fault in wrong)
    shown.caught("a GIF that is fetched")
