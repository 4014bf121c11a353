"""The scan itself: every shape is found, wherever it stands, and nothing else is."""

from __future__ import annotations

import base64
import gzip
import io
import json
import random
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.kit.needles import HIGHEST, LOWEST, Hidden, Needles, invented

PEOPLE = invented(40, seed=7)
NEEDLES = Needles(PEOPLE)
AMAL = PEOPLE[5]
"""Somebody with an Arabic name."""
KAJ = PEOPLE[6]
"""Somebody with a Danish name."""


def _zip(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("a.txt", content)
    return out.getvalue()


def _row_key(number: int) -> bytes:
    """A database whose row key is the number: SQLite writes such keys as varints of its own."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE t (x)")
    database.execute("INSERT INTO t (rowid, x) VALUES (?, 1)", (number,))
    database.commit()
    return database.serialize()


def _arabic_digits(number: int) -> str:
    return "".join(chr(0x660 + int(digit)) for digit in str(number))


IDS: dict[str, Callable[[int], bytes]] = {
    "decimal": lambda n: f"id={n};".encode(),
    "decimal in UTF-16, little-endian": lambda n: f"id={n};".encode("utf-16-le"),
    "decimal in UTF-16, big-endian": lambda n: f"id={n};".encode("utf-16-be"),
    "Arabic-Indic digits": lambda n: _arabic_digits(n).encode(),
    "Arabic-Indic digits in UTF-16": lambda n: _arabic_digits(n).encode("utf-16"),
    "Persian digits": lambda n: "".join(chr(0x6F0 + int(d)) for d in str(n)).encode(),
    "hexadecimal": lambda n: hex(n).encode(),
    "HEXADECIMAL": lambda n: f"{n:016X}".encode(),
    "seven bytes, big-endian": lambda n: n.to_bytes(7, "big"),
    "seven bytes, little-endian": lambda n: n.to_bytes(7, "little"),
    "eight bytes, big-endian": lambda n: struct.pack(">q", n),
    "eight bytes, little-endian": lambda n: struct.pack("<q", n),
    "a double": lambda n: struct.pack("<d", n),
    "a double, big-endian": lambda n: struct.pack(">d", n),
    "a row key of SQLite": _row_key,
    "a varint of protobuf": lambda n: bytes(
        (n >> 7 * i & 0x7F) | (0x80 if n >> 7 * (i + 1) else 0) for i in range(8)
    ),
    "base64 of the decimal": lambda n: base64.b64encode(str(n).encode()),
    "base64 of the decimal after one byte": lambda n: base64.b64encode(f"x{n}".encode()),
    "base64 of the decimal after two bytes": lambda n: base64.b64encode(f"id{n}".encode()),
    "base64 of the number": lambda n: base64.b64encode(struct.pack(">q", n)),
    "URL base64 of the number after one byte": lambda n: base64.urlsafe_b64encode(
        b"v" + struct.pack("<q", n)
    ),
    "base64 of the number among others": lambda n: base64.b64encode(
        b"ab" + n.to_bytes(7, "big") + b"cd"
    ),
    "hex of the decimal": lambda n: str(n).encode().hex().encode(),
    "hex of eight bytes": lambda n: struct.pack("<q", n).hex().encode(),
}
WORDS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": lambda w: f"Hej {w}!".encode(),
    "lower case": lambda w: w.lower().encode(),
    "UPPER CASE": lambda w: w.upper().encode(),
    "UTF-16, little-endian": lambda w: f"Hej {w}!".encode("utf-16-le"),
    "UTF-16, big-endian": lambda w: f"Hej {w}!".encode("utf-16-be"),
    "JSON": lambda w: json.dumps({"name": w}).encode(),
    "a URL": lambda w: quote(f"/who/{w}").encode(),
    "hexadecimal": lambda w: w.encode().hex().encode(),
    "HEXADECIMAL": lambda w: w.encode().hex().upper().encode(),
    "base64": lambda w: base64.b64encode(w.encode()),
    "base64 after one byte": lambda w: base64.b64encode(f"<{w}>".encode()),
    "base64 after two bytes": lambda w: base64.urlsafe_b64encode(f"<>{w}".encode()),
}
WRAPPED: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda b: b,
    "in gzip": gzip.compress,
    "in zlib": zlib.compress,
    "in the hardest zlib": lambda b: zlib.compress(b, 9),
    "in a zip": _zip,
    "in gzip in a zip": lambda b: _zip(gzip.compress(b)),
}


def _noise(length: int) -> bytes:
    return random.Random(3).randbytes(length)


@pytest.mark.parametrize("wrapped", WRAPPED)
@pytest.mark.parametrize("shape", IDS)
def test_an_id_is_found_in_every_shape(shape: str, wrapped: str) -> None:
    data = _noise(5000) + WRAPPED[wrapped](IDS[shape](KAJ.id)) + _noise(5000)
    assert {(f.whose, f.what) for f in NEEDLES.scan("x", data)} == {(KAJ, "id")}


@pytest.mark.parametrize("wrapped", WRAPPED)
@pytest.mark.parametrize("shape", WORDS)
@pytest.mark.parametrize("who", [AMAL, KAJ], ids=["Arabic", "Danish"])
def test_names_and_usernames_are_found_in_every_shape(
    who: Hidden, shape: str, wrapped: str
) -> None:
    for word in who.words:
        data = _noise(300) + WRAPPED[wrapped](WORDS[shape](word)) + _noise(300)
        found = NEEDLES.scan("x", data)
        assert {f.whose for f in found} == {who}
        assert {f.what.lower() for f in found} == {word.lower()}


def test_nothing_is_found_in_what_holds_nothing() -> None:
    other = invented(40, seed=8)
    said = " ".join(f"{who.id} {who.words}" for who in other).encode()
    assert NEEDLES.scan("x", _noise(2_000_000) + gzip.compress(said) + said) == []


def test_only_the_owner_may_be_named_in_an_own_place() -> None:
    data = f"{AMAL.first_name} {KAJ.username}".encode()
    assert {f.whose for f in NEEDLES.scan("x", data, own=AMAL)} == {KAJ}
    assert {f.whose for f in NEEDLES.scan("x", data)} == {AMAL, KAJ}


def test_a_stream_that_breaks_off_is_searched_as_far_as_it_goes() -> None:
    long = AMAL.username.encode() + _noise(100_000)
    assert NEEDLES.scan("x", gzip.compress(long)[:50_000]) != []


def test_a_tree_is_searched_in_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / KAJ.username).mkdir()
    (tmp_path / KAJ.username / "a.txt").write_text(AMAL.last_name)
    (tmp_path / "empty").touch()
    found = NEEDLES.scan_tree(tmp_path, "tree")
    assert {(f.where, f.whose) for f in found} == {
        (f"name of tree/{KAJ.username}", KAJ),
        (f"name of tree/{KAJ.username}/a.txt", KAJ),
        (f"tree/{KAJ.username}/a.txt", AMAL),
    }


def test_invented_people_are_told_apart_by_every_word_and_number() -> None:
    people = invented(200)
    assert len({w for who in people for w in who.words}) == 600
    assert all(LOWEST <= who.id < HIGHEST for who in people)
    assert all(len(word) >= 12 for who in people for word in who.words)
