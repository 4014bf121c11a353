"""Nothing tells who 200 residents are: not disk, not logs, not a word to anybody else."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import io
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bot.simulator import Call, FileBytes
from tests.invariants.conftest import Shown
from tests.invariants.day import ROLES, Day
from tests.invariants.rig import SAMPLES, Rig, found_in_calls, rigged
from tests.kit.needles import Hidden, Needles, invented

RESIDENTS = 200
ANSWERED = 24
BLOCKED = RESIDENTS // 10
STAFF = 11
CARRYING = {"forwardMessage", "forwardMessages", "copyMessage", "copyMessages"}
POINTING = ("tg://", "file_id", "custom_emoji", "text_mention", "entities", "@")


@dataclass(frozen=True, slots=True)
class Traces:
    """What a day leaves behind. mentions: ids that messages linked to."""

    folder: Path
    calls: list[Call]
    needles: Needles
    mentions: list[int]

    @property
    def database(self) -> Path:
        return self.folder / "bot" / "data" / "nabodialog.sqlite3"

    @property
    def somebody(self) -> Hidden:
        return self.needles.people[77]


async def _live(rig: Rig) -> None:
    """A whole day; then the bot is killed while everybody writes."""
    assert (await rig.shell.run("keys", "init")).code == 0
    invited = [await rig.invitation(role) for role in ROLES]
    await rig.start()
    day = Day(rig, answered=ANSWERED)
    await day.staff_comes_in(invited)
    async with rig.sampled(every=RESIDENTS * 2):
        await day.passes()
    before = len(rig.sim.calls)
    for resident in day.residents:
        await resident.person.send("Og en ting til.")
    await rig.made_calls(before + 50)
    await rig.kill()


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Traces:
    folder = tmp_path_factory.mktemp("day")

    async def live() -> Traces:
        async with rigged(folder, invented(RESIDENTS)) as rig:
            await _live(rig)
            return Traces(folder, rig.sim.calls, rig.needles, rig.sim.mentions)

    return asyncio.run(live())


@pytest.fixture
def traces(day: Traces, tmp_path: Path) -> Traces:
    """A copy of what the day left, to plant something in."""
    folder = tmp_path / "copy"
    shutil.copytree(day.folder / "bot", folder / "bot")
    return replace(day, folder=folder)


def to_staff(day: Traces) -> list[Call]:
    return [call for call in day.calls if call.params.get("chat_id") == STAFF]


def test_the_day_left_something_to_be_searched(day: Traces) -> None:
    logs = list(day.folder.rglob("*-wal"))
    assert sum(1 for log in logs if log.stat().st_size) >= 10
    assert day.database.stat().st_size > 300_000
    with contextlib.closing(sqlite3.connect(f"file:{day.database}?mode=ro", uri=True)) as database:
        (concerns,) = database.execute("SELECT count(*) FROM concern").fetchone()
        (drafts,) = database.execute("SELECT count(*) FROM dialogue").fetchone()
        (followed,) = database.execute("SELECT count(*) FROM subscription").fetchone()
    assert concerns == RESIDENTS
    assert followed == RESIDENTS - BLOCKED
    assert drafts >= RESIDENTS // 2 - ANSWERED
    assert len(to_staff(day)) >= RESIDENTS + 4 * ANSWERED
    news = [
        call
        for call in day.calls
        if call.params.get("text") == "Der er nyt til dig fra Nabodialog."
    ]
    assert len(news) >= RESIDENTS // 3


@pytest.mark.invariant(1)
def test_nothing_on_disk_tells_who_the_residents_are(day: Traces, shown: Shown) -> None:
    assert day.needles.scan_tree(day.folder) == []
    shown.tried(f"{RESIDENTS} residents, {len(day.calls)} calls, {SAMPLES} copies while it runs")


@pytest.mark.invariant(1)
def test_nobody_is_sent_what_tells_who_somebody_else_is(day: Traces) -> None:
    assert found_in_calls(day.needles, day.calls) == []


@pytest.mark.invariant(3)
def test_nothing_is_forwarded_copied_or_mentioned(day: Traces, shown: Shown) -> None:
    assert pointing(day.calls, STAFF) == []
    assert day.mentions == []
    shown.tried(f"{len(day.calls)} calls of {RESIDENTS} residents' day")


def pointing(calls: list[Call], chat: int) -> list[str]:
    """Methods that carry a message over as it is, and what in a message leads to a person."""
    carried = [call.method for call in calls if call.method in CARRYING]
    said = [str(call.params) for call in calls if call.params.get("chat_id") == chat]
    return carried + [mark for mark in POINTING for text in said if mark in text]


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("forwardMessage", {"chat_id": STAFF, "from_chat_id": 5, "message_id": 1}),
        ("copyMessage", {"chat_id": 5, "from_chat_id": 5, "message_id": 1}),
        ("sendMessage", {"chat_id": STAFF, "text": '<a href="tg://user?id=5">beboer</a>'}),
        ("sendMessage", {"chat_id": STAFF, "text": "spørg @amal"}),
        ("sendMessage", {"chat_id": STAFF, "text": "x", "entities": [{"type": "bold"}]}),
    ],
)
@pytest.mark.invariant(3)
def test_a_planted_forward_or_mention_is_noticed(
    day: Traces, method: str, params: dict[str, object], shown: Shown
) -> None:
    assert pointing([*day.calls, Call(0, method, params, 0.0)], STAFF) != []
    shown.caught(f"{method} {params.get('text', '')}".strip())


# --- planted in every place: the same scan finds it ------------------------------------------


@contextlib.contextmanager
def _database(traces: Traces) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(traces.database)) as database:
        yield database


def _in_a_column(traces: Traces, value: object) -> None:
    with _database(traces) as database:
        database.execute("INSERT INTO meta VALUES ('planted', ?)", (value,))
        database.commit()


def _id_as_integer(traces: Traces) -> None:
    with _database(traces) as database:
        database.execute("INSERT INTO handled VALUES (?, 0)", (traces.somebody.id,))
        database.commit()


def _name_in_a_deleted_row(traces: Traces) -> None:
    """Without secure_delete the bytes of a deleted row stay in its page."""
    with _database(traces) as database:
        database.execute("PRAGMA secure_delete = OFF")
        for name in ("planted", "kept"):
            value = traces.somebody.first_name * 20
            database.execute("INSERT INTO meta VALUES (?, ?)", (name, value))
        database.commit()
        database.execute("DELETE FROM meta WHERE name = 'planted' OR name = 'kept'")
        database.commit()


def _name_in_the_log(traces: Traces) -> None:
    log = traces.folder / "bot" / "logs" / "err.log"
    with log.open("a", encoding="utf-8") as file:
        file.write(f"event='greeted' name='{traces.somebody.last_name}'\n")


def _username_in_a_rotated_log(traces: Traces) -> None:
    packed = gzip.compress(f"event='greeted' who='{traces.somebody.username}'".encode())
    (traces.folder / "bot" / "logs" / "err.log.1.gz").write_bytes(packed)


def _id_in_a_zip_in_a_zip(traces: Traces) -> None:
    inner = _zipped("export.csv", str(traces.somebody.id).encode())
    (traces.folder / "bot" / "tmp" / "export.zip").write_bytes(_zipped("inner.zip", inner))


def _zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(name, content)
    return out.getvalue()


def _username_as_file_name(traces: Traces) -> None:
    (traces.folder / "bot" / "tmp" / f"{traces.somebody.username}.jpg").write_bytes(b"")


def _name_as_folder_name(traces: Traces) -> None:
    (traces.folder / "bot" / "home" / traces.somebody.first_name).mkdir()


def _id_in_the_keyring(traces: Traces) -> None:
    path = traces.folder / "bot" / "keys" / "keyring.json"
    path.write_text(path.read_text().replace("{", f'{{"for-{traces.somebody.id:x}": "", ', 1))


PLANTED_ON_DISK: dict[str, tuple[Callable[[Traces], None], str]] = {
    "name in a column": (
        lambda t: _in_a_column(t, t.somebody.first_name.encode()), "data/nabodialog.sqlite3"),
    "id in a column": (
        lambda t: _in_a_column(t, t.somebody.id.to_bytes(8, "big")), "data/nabodialog.sqlite3"),
    "id as an integer": (_id_as_integer, "data/nabodialog.sqlite3"),
    "name in a deleted row": (_name_in_a_deleted_row, "data/nabodialog.sqlite3"),
    "name in a log": (_name_in_the_log, "logs/err.log"),
    "username in a packed log": (_username_in_a_rotated_log, "logs/err.log.1.gz > gzip"),
    "id in a zip in a zip": (_id_in_a_zip_in_a_zip, "tmp/export.zip > zip > zip"),
    "username as a file name": (_username_as_file_name, "name of bot/tmp/"),
    "name as a folder name": (_name_as_folder_name, "name of bot/home/"),
    "id in the keyring": (_id_in_the_keyring, "keys/keyring.json"),
}  # fmt: skip


@pytest.mark.parametrize("kind", PLANTED_ON_DISK)
@pytest.mark.invariant(1)
def test_one_planted_on_disk_is_found_there_and_only_there(
    traces: Traces, kind: str, shown: Shown
) -> None:
    plant, where = PLANTED_ON_DISK[kind]
    plant(traces)
    found = traces.needles.scan_tree(traces.folder / "bot")
    assert {f.whose for f in found} == {traces.somebody}
    assert all(where in f.where for f in found)
    shown.caught(kind)


def test_one_that_stands_in_the_write_ahead_log_alone_is_found(traces: Traces) -> None:
    with _database(traces) as database:
        database.execute("PRAGMA wal_autocheckpoint = 0")
        database.execute("INSERT INTO meta VALUES ('planted', ?)", (traces.somebody.username,))
        database.commit()
        found = traces.needles.scan_tree(traces.folder / "bot")
    assert {f.whose for f in found} == {traces.somebody}
    assert all(f.where == "bot/data/nabodialog.sqlite3-wal" for f in found)


def _call(method: str = "sendMessage", **params: object) -> Call:
    return Call(0, method, dict(params), 0.0)


PLANTED_IN_CALLS: dict[str, Callable[[Hidden], Call]] = {
    "name in a text to staff": lambda who: _call(
        chat_id=STAFF, text=f"<b>7FK-2MB</b> {who.first_name.upper()}"),
    "id in a button for staff": lambda who: _call(
        chat_id=STAFF, text="x", reply_markup={"inline_keyboard": [[
            {"text": "Svar", "callback_data": f"1:rp:{who.id}"}]]}),
    "username in a file name for staff": lambda who: _call(
        "sendDocument", chat_id=STAFF, document=FileBytes(f"{who.username}.pdf", b"%PDF")),
    "id in a file for staff": lambda who: _call(
        "sendPhoto", chat_id=STAFF, photo=FileBytes("a.jpg", b"\xff\xd8" + who.id.to_bytes(7))),
    "name in Arabic to another resident": lambda who: _call(
        chat_id=invented(RESIDENTS)[3].id, text=who.last_name),
    "chat of a resident in a call to nobody": lambda who: _call(
        "setMyDescription", description=str(who.id)),
}  # fmt: skip


@pytest.mark.parametrize("kind", PLANTED_IN_CALLS)
@pytest.mark.invariant(1)
def test_one_planted_in_what_is_sent_is_found(day: Traces, kind: str, shown: Shown) -> None:
    planted = PLANTED_IN_CALLS[kind](day.somebody)
    found = found_in_calls(day.needles, [*day.calls, planted])
    assert {f.whose for f in found} == {day.somebody}
    shown.caught(kind)


def test_a_persons_own_name_in_their_own_chat_is_no_leak(day: Traces) -> None:
    who = day.somebody
    own = _call(chat_id=who.id, text=f"{who.first_name} {who.username}")
    assert found_in_calls(day.needles, [own]) == []
