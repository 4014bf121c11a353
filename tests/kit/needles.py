"""Searches bytes for what could tell who a test person is, in every shape it might have taken."""

from __future__ import annotations

import base64
import json
import random
import re
import string
import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

LOWEST, HIGHEST = 2**51, 2**52
"""Telegram's ids fit in 52 bits; none this large is given out, and none is in a test by chance."""
_DANISH = "abdefghijklmnoprstuvyæøå"
_ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
_DIGITS = ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")
_GRAM = 7
"""Bytes of the shortest shape: an id as an integer of minimal width."""
_DEPTH = 3
_INFLATED = 1 << 26
_GZIP = re.compile(rb"\x1f\x8b\x08")
_ZLIB = re.compile(rb"\x78[\x01\x5e\x9c\xda]")
_ZIP = re.compile(rb"PK\x03\x04")


@dataclass(frozen=True, slots=True)
class Hidden:
    """Somebody who must not be found. Words have 12 letters or more and are nobody else's."""

    id: int
    first_name: str
    last_name: str
    username: str

    @property
    def words(self) -> tuple[str, ...]:
        return self.first_name, self.last_name, self.username


@dataclass(frozen=True, slots=True)
class Found:
    """where: the place searched. what: id or the word. shape: how it was written."""

    where: str
    whose: Hidden
    what: str
    shape: str


def invented(count: int, seed: int = 1) -> list[Hidden]:
    """People whose ids and names occur nowhere by chance; every second has an Arabic name."""
    rng = random.Random(seed)
    return [_invented(rng, _ARABIC if n % 2 else _DANISH) for n in range(count)]


def _invented(rng: random.Random, letters: str) -> Hidden:
    return Hidden(
        id=rng.randrange(LOWEST, HIGHEST),
        first_name=_word(rng, letters, 13).capitalize(),
        last_name=_word(rng, letters, 12).capitalize(),
        username=_word(rng, string.ascii_lowercase, 12) + _word(rng, string.digits, 4),
    )


def _word(rng: random.Random, letters: str, length: int) -> str:
    return "".join(rng.choices(letters, k=length))


Shapes = Iterator[tuple[str, str, bytes]]
"""(what, shape, bytes), each of seven bytes or more."""


def secret(name: str) -> Hidden:
    """Stands for a secret that is nobody's, in what is found."""
    return Hidden(id=0, first_name=name, last_name="", username="")


def secrets_of(texts: Mapping[str, str], keys: Mapping[str, bytes]) -> Needles:
    """Searches for tokens and for keys, by the names they are given."""
    known = [secret(name) for name in (*texts, *keys)]

    def shapes(which: Hidden) -> Shapes:
        name = which.first_name
        if name in texts:
            yield from ((name, shape, raw) for shape, raw in _shapes_of_text(texts[name]))
        else:
            raw = keys[name]
            yield name, "bytes", raw
            yield from ((name, shape, each) for shape, each in _wrapped("bytes", raw))

    return Needles(known, shapes)


class Needles:
    """All shapes of all people, searched at once."""

    def __init__(
        self, people: Iterable[Hidden], shapes: Callable[[Hidden], Shapes] | None = None
    ) -> None:
        self.people = tuple(people)
        self._by_start: dict[bytes, list[tuple[bytes, Hidden, str, str]]] = {}
        for person in self.people:
            for what, shape, pattern in (shapes or _shapes)(person):
                known = self._by_start.setdefault(pattern[:_GRAM], [])
                known.append((pattern, person, what, shape))

    def scan(self, where: str, data: bytes, *, own: Hidden | None = None) -> list[Found]:
        """What is found in the bytes and in whatever they hold compressed.

        own: the person whose place this is, and whose needles may stand there.
        """
        found = {
            Found(f"{where}{inside}", person, what, shape)
            for inside, plain in _layers(data)
            for person, what, shape in self._in(plain)
            if person != own
        }
        return sorted(found, key=lambda f: (f.where, f.whose.id, f.what, f.shape))

    def scan_tree(self, folder: Path, label: str = "") -> list[Found]:
        """Every file below a folder: its name and its content."""
        found = []
        for path in sorted(folder.rglob("*")):
            name = f"{label or folder.name}/{path.relative_to(folder)}"
            found += self.scan(f"name of {name}", str(path.relative_to(folder)).encode())
            if path.is_file():
                found += self.scan(name, path.read_bytes())
        return found

    def _in(self, data: bytes) -> Iterator[tuple[Hidden, str, str]]:
        starts = self._by_start
        hits = [i for i in range(len(data)) if data[i : i + _GRAM] in starts]
        for at in hits:
            for pattern, person, what, shape in starts[data[at : at + _GRAM]]:
                if data.startswith(pattern, at):
                    yield person, what, shape


def _shapes(person: Hidden) -> Iterator[tuple[str, str, bytes]]:
    """(what, shape, bytes), each of seven bytes or more."""
    for shape, pattern in _shapes_of_number(person.id):
        yield "id", shape, pattern
    for word in person.words:
        for case in sorted({word, word.lower(), word.upper()}):
            for shape, pattern in _shapes_of_text(case):
                yield word, shape, pattern


def _shapes_of_number(number: int) -> Iterator[tuple[str, bytes]]:
    decimal = str(number)
    for digits in _DIGITS:
        written = decimal.translate(str.maketrans(_DIGITS[0], digits))
        yield from _shapes_of_text(written)
    yield "hex", f"{number:x}".encode()
    yield "HEX", f"{number:X}".encode()
    width = (number.bit_length() + 7) // 8
    binary = {
        "big-endian": number.to_bytes(width, "big"),
        "little-endian": number.to_bytes(width, "little"),
        "8 bytes big-endian": struct.pack(">q", number),
        "8 bytes little-endian": struct.pack("<q", number),
        "double big-endian": struct.pack(">d", number),
        "double little-endian": struct.pack("<d", number),
        "varint of SQLite": _varint(number),
        "varint of protobuf": _varint(number, little=True),
    }
    for shape, raw in binary.items():
        yield shape, raw
        yield from _wrapped(shape, raw)


def _shapes_of_text(text: str) -> Iterator[tuple[str, bytes]]:
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        raw = text.encode(encoding)
        yield encoding, raw
        yield from _wrapped(encoding, raw)
    yield "escapes of JSON", json.dumps(text)[1:-1].encode()
    yield "escapes of URLs", quote(text).encode()
    yield "escapes of URLs", quote(text).lower().encode()


def _wrapped(shape: str, raw: bytes) -> Iterator[tuple[str, bytes]]:
    """The same bytes written as hexadecimal digits and as base64 wherever they may stand in it."""
    yield f"hex of {shape}", raw.hex().encode()
    yield f"HEX of {shape}", raw.hex().upper().encode()
    for before in range(3):
        whole = base64.b64encode(bytes(before) + raw)
        touched = -(-before * 8 // 6)
        kept = whole[touched : (before + len(raw)) * 8 // 6]
        yield f"base64 of {shape} after {before}", kept
        yield f"base64 of {shape} after {before}", kept.translate(bytes.maketrans(b"+/", b"-_"))


def _varint(number: int, *, little: bool = False) -> bytes:
    groups = []
    while number:
        groups.append(number & 0x7F)
        number >>= 7
    if not little:
        groups.reverse()
    return bytes(g | 0x80 for g in groups[:-1]) + bytes(groups[-1:])


def _layers(data: bytes, depth: int = _DEPTH) -> Iterator[tuple[str, bytes]]:
    """The bytes, and what every gzip, zlib or zip stream among them inflates to."""
    yield "", data
    if depth == 0:
        return
    for kind, start, window in _streams(data):
        if inner := _inflated(memoryview(data)[start:], window):
            for inside, plain in _layers(inner, depth - 1):
                yield f" > {kind}{inside}", plain


def _streams(data: bytes) -> Iterator[tuple[str, int, int]]:
    """(kind, where the stream begins, zlib's name for its wrapping)"""
    yield from (("gzip", m.start(), 31) for m in _GZIP.finditer(data))
    yield from (("zlib", m.start(), 15) for m in _ZLIB.finditer(data))
    for match in _ZIP.finditer(data):
        header = data[match.start() : match.start() + 30]
        if len(header) == 30:
            name, extra = struct.unpack("<HH", header[26:])
            yield "zip", match.start() + 30 + name + extra, -15


def _inflated(data: memoryview, window: int) -> bytes:
    """As much as can be inflated; nothing when it is no such stream."""
    stream = zlib.decompressobj(window)
    out = bytearray()
    try:
        for start in range(0, len(data), 4096):
            out += stream.decompress(data[start : start + 4096], _INFLATED - len(out))
            if stream.eof or len(out) >= _INFLATED:
                break
    except zlib.error:
        pass
    return bytes(out)
