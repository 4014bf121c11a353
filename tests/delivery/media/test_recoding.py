"""The locked room: what comes out is pixels alone, and what misbehaves inside is stopped."""

from __future__ import annotations

import asyncio
import io
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PIL import Image

from bot.delivery.media import recoding, room
from bot.delivery.media.recoding import ROOM, Unusable, remade
from bot.domain.pictures import PAGES, Trouble
from tests.kit import files
from tests.kit.turns import until

NEEDLE = "Qvorupsdatterbjerg"
GENEROUS = 120.0


async def _pages(data: bytes) -> Sequence[bytes]:
    return await remade(data, seconds=GENEROUS)


async def _trouble(data: bytes) -> Trouble:
    with pytest.raises(Unusable) as caught:
        await _pages(data)
    return caught.value.trouble


def _picture(jpeg: bytes) -> Image.Image:
    return Image.open(io.BytesIO(jpeg), formats=["JPEG"])


# --- what comes out --------------------------------------------------------------------------

TELLING: dict[str, Callable[[str], bytes]] = {
    "jpeg": files.telling_jpeg,
    "png": files.telling_png,
    "webp": files.telling_webp,
}


@pytest.mark.parametrize("kind", TELLING)
async def test_nothing_a_picture_carries_beside_its_pixels_comes_out(kind: str) -> None:
    data = TELLING[kind](NEEDLE)
    assert NEEDLE.encode() in data
    [jpeg] = await _pages(data)
    assert NEEDLE.encode() not in jpeg
    assert files.foreign_segments(jpeg) == []
    assert set(_picture(jpeg).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_the_check_notices_what_a_picture_carries() -> None:
    """A picture that is only opened and saved keeps its comment."""
    assert len(files.foreign_segments(files.telling_jpeg(NEEDLE))) >= 6
    out = io.BytesIO()
    _picture(files.telling_jpeg(NEEDLE)).save(out, "JPEG")
    assert NEEDLE.encode() in out.getvalue()
    assert files.foreign_segments(out.getvalue()) != []
    assert files.foreign_segments(files.photo() + b"x") == ["bytes behind the end"]


async def test_a_picture_stands_upright_and_is_no_larger_than_two_thousand_pixels() -> None:
    [turned] = await _pages(files.telling_jpeg(NEEDLE))
    assert _picture(turned).size == (480, 640)
    [large] = await _pages(files.photo(5000, 2500))
    assert _picture(large).size == (2000, 1000)


async def test_a_strip_gets_a_margin_so_that_telegram_takes_it() -> None:
    [jpeg] = await _pages(files.photo(3000, 9, kind="PNG"))
    width, height = _picture(jpeg).size
    assert (width, height) == (2000, 100)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
async def test_every_way_of_writing_colours_is_taken(mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (60, 40)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    [jpeg] = await _pages(out.getvalue())
    assert (_picture(jpeg).mode, _picture(jpeg).size) == ("RGB", (60, 40))


async def test_a_pdf_becomes_its_pages_and_nothing_else() -> None:
    data = files.pdf(PAGES, NEEDLE)
    assert data.count(NEEDLE.encode()) >= 4
    pages = await _pages(data)
    assert len(pages) == PAGES
    for jpeg in pages:
        assert NEEDLE.encode() not in jpeg
        assert files.foreign_segments(jpeg) == []
        assert max(_picture(jpeg).size) <= 2000
    blue = _picture(pages[0]).getpixel((300, 1500))
    assert isinstance(blue, tuple)
    assert blue[2] > 200 > blue[0]


@pytest.mark.parametrize("box", ["0 0 14400 14400", "0 0 14400 1", "0 0 1 1", "0 0 9e9 9e9"])
async def test_no_page_is_drawn_larger_than_its_bound(box: str) -> None:
    try:
        [jpeg] = await _pages(files.pdf(box=box))
    except Unusable:
        return
    width, height = _picture(jpeg).size
    assert max(width, height) <= 2000
    assert max(width, height) <= 20 * min(width, height)


# --- what is refused -------------------------------------------------------------------------

REFUSED: dict[str, tuple[Callable[[], bytes], Trouble]] = {
    "nothing": (lambda: b"", Trouble.BROKEN),
    "a GIF": (lambda: files.photo(kind="GIF"), Trouble.BROKEN),
    "a TIFF": (lambda: files.photo(kind="TIFF"), Trouble.BROKEN),
    "a HEIC": (lambda: files.HEIC, Trouble.BROKEN),
    "a program": (lambda: b"\x7fELF" + bytes(999), Trouble.BROKEN),
    "half a picture": (lambda: files.photo()[:999], Trouble.BROKEN),
    "half a PDF": (lambda: files.pdf()[:120], Trouble.BROKEN),
    "a bomb": (files.png_bomb, Trouble.TOO_MUCH),
    "eleven pages": (lambda: files.pdf(PAGES + 1), Trouble.TOO_MANY_PAGES),
    "a locked PDF": (files.locked_pdf, Trouble.LOCKED),
}


@pytest.mark.parametrize("kind", REFUSED)
async def test_what_cannot_be_taken_is_told_apart(kind: str) -> None:
    data, trouble = REFUSED[kind]
    assert await _trouble(data()) is trouble


async def test_two_files_in_one_are_one_picture() -> None:
    for data in (files.photo() + files.pdf(2, NEEDLE), files.photo(kind="PNG") + b"PK\x03\x04"):
        [jpeg] = await _pages(data)
        assert _picture(jpeg).size == (640, 480)
        assert NEEDLE.encode() not in jpeg
    pages = await _pages(files.pdf(2) + files.telling_jpeg(NEEDLE))
    assert all(NEEDLE.encode() not in page for page in pages)


async def test_damage_anywhere_gives_a_picture_or_a_refusal() -> None:
    rng = random.Random(7)
    whole = [files.telling_jpeg(NEEDLE), files.telling_png(NEEDLE), files.pdf(2, NEEDLE)]
    for number in range(18):
        data = bytearray(whole[number % len(whole)])
        for _ in range(rng.randrange(1, 30)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        try:
            pages = await _pages(bytes(data))
        except Unusable:
            continue
        assert all(files.foreign_segments(page) == [] for page in pages)


def test_the_house_understands_every_word_of_the_room() -> None:
    said = {room.BROKEN, room.TOO_MUCH, room.TOO_MANY_PAGES, room.LOCKED}
    assert set(recoding._SAYS) == said
    assert (room.DONE, room.MOST_PAGES) == (0, PAGES)


# --- what misbehaves inside ------------------------------------------------------------------

_ENTERED = f"""
import importlib.util, os, signal, socket, sys, time
spec = importlib.util.spec_from_file_location("room", {str(ROOM)!r})
room = importlib.util.module_from_spec(spec)
spec.loader.exec_module(room)
def says(word):
    sys.stdout.buffer.write(len(word).to_bytes(4, "big") + word)
    sys.stdout.buffer.flush()
    os._exit(0)
def tried(*acts):
    for act in acts:
        try:
            act()
        except (OSError, MemoryError):
            continue
        says(b"open")
    says(b"shut")
"""
_DOORS = "room.shut_the_doors()\n"
_ESCAPES = {
    "a file is read": "tried(lambda: open('/etc/passwd'))",
    "a file is written": "tried(lambda: open(__file__ + '.left', 'w').write('x'))",
    "a socket is opened": "tried(lambda: socket.socket())",
    "a pipe is made for a helper": "tried(lambda: os.pipe())",
    "two gigabytes are taken": "tried(lambda: bytearray(2 << 30))",
}
_STOPPED = {
    "it spins": ("room.CPU_SECONDS = 1", "while True: pass"),
    "it sleeps": ("room.WALL_SECONDS = 1", "time.sleep(3600)"),
    "it talks without end": ("", "while True: sys.stdout.buffer.write(bytes(1 << 20))"),
    "it crashes": ("", "os.kill(os.getpid(), signal.SIGSEGV)"),
    "it dies in the middle of a page": ("", "os.write(1, b'\\0\\0\\1\\0page'); os._exit(9)"),
}


def _hostile(folder: Path, *lines: str) -> Path:
    """A room in which the file has taken over."""
    path = folder / "hostile.py"
    path.write_text("\n".join([_ENTERED, *lines]))
    return path


@pytest.mark.parametrize("escape", _ESCAPES)
async def test_behind_shut_doors_no_way_out_is_open(tmp_path: Path, escape: str) -> None:
    shut = _hostile(tmp_path, _DOORS, _ESCAPES[escape])
    assert await remade(b"x", room=shut, seconds=GENEROUS) == [b"shut"]
    planted = _hostile(tmp_path, _ESCAPES[escape].replace("2 << 30", "2 << 10"))
    assert await remade(b"x", room=planted, seconds=GENEROUS) == [b"open"]


@pytest.mark.parametrize("way", _STOPPED)
async def test_what_does_not_end_by_itself_is_ended(tmp_path: Path, way: str) -> None:
    before, act = _STOPPED[way]
    path = _hostile(tmp_path, before, _DOORS, act)
    with pytest.raises(Unusable) as caught:
        await remade(b"x", room=path, seconds=GENEROUS)
    assert caught.value.trouble is Trouble.TOO_MUCH


async def test_the_house_does_not_wait_longer_than_it_said(tmp_path: Path) -> None:
    path = _hostile(tmp_path, "time.sleep(3600)")
    with pytest.raises(Unusable) as caught:
        await remade(bytes(1 << 20), room=path, seconds=0.5)
    assert caught.value.trouble is Trouble.TOO_MUCH
    assert _children() == []


async def test_a_room_that_is_not_wanted_any_more_is_closed(tmp_path: Path) -> None:
    path = _hostile(tmp_path, "time.sleep(3600)")
    work = asyncio.create_task(remade(b"x", room=path, seconds=GENEROUS))
    await until(_children)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    assert _children() == []


def _children() -> list[str]:
    """Rooms of this process that still stand."""
    ids = " ".join(p.read_text() for p in Path("/proc/self/task").glob("*/children")).split()
    lines = [Path("/proc", i, "cmdline") for i in ids]
    return [line.read_text() for line in lines if line.exists() and "hostile" in line.read_text()]
