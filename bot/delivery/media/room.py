"""The locked room: a program of its own that makes hostile files into plain pictures.

Run as a script, never imported by the bot. A file comes in on standard input; on standard output
leave fresh JPEGs, each behind its length in four bytes, and the exit code says how it went. Before
the first byte is looked at, the room has shut its doors: it can open no file and no socket, start
no program, write no core, and has bounds of memory and time. It knows nothing of the house.
"""

from __future__ import annotations

import gc
import io
import os
import resource
import signal
import sys
import warnings
from collections.abc import Iterable, Iterator
from typing import NoReturn

import pypdfium2
from PIL import Image, ImageOps, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin

LONGEST = 2_000
"""Pixels of the longer side."""
MOST_PIXELS = 50_000_000
MOST_PAGES = 10
NARROWEST = 20
"""Telegram shows no picture whose sides differ by more than this factor."""
QUALITY = 82
PDF_ENLARGED = 3.0
MEMORY = 768 * 1024 * 1024
CPU_SECONDS = 20
WALL_SECONDS = 40

DONE, BROKEN, TOO_MUCH, TOO_MANY_PAGES, LOCKED = 0, 10, 11, 12, 13
"""Exit codes; anything else means that the room was stopped from outside or fell over."""

_FORMATS = ("JPEG", "PNG", "WEBP")
_PLUGINS = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin)
"""Named so that they are here before the doors close."""
_PDF_LOCKED = 4
"""PDFium's error for a missing or wrong password."""


class TooManyPages(Exception):
    """A PDF longer than the room takes."""


class Locked(Exception):
    """A PDF behind a password."""


def shut_the_doors() -> None:
    """Each bound is for good: the hard limit goes with the soft one."""
    bounds = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_NOFILE: 0,
    }
    for what, bound in bounds.items():
        resource.setrlimit(what, (bound, bound))
    signal.alarm(WALL_SECONDS)


def pictures(data: bytes) -> Iterator[Image.Image]:
    """What the file shows, page by page, each on a fresh canvas."""
    if data.startswith(b"%PDF-"):
        yield from _pages(data)
    else:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
            opened.draft("RGB", (LONGEST, LONGEST))
            yield _redrawn(ImageOps.exif_transpose(opened))


def _pages(data: bytes) -> Iterator[Image.Image]:
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PDF_LOCKED:
            raise Locked from None
        raise
    if len(pdf) > MOST_PAGES:
        raise TooManyPages
    for page in pdf:
        scale = min(LONGEST / max(*page.get_size(), 1.0), PDF_ENLARGED)
        yield _redrawn(page.render(scale=scale, rev_byteorder=True).to_pil())
        page.close()


def _redrawn(image: Image.Image) -> Image.Image:
    """Pixels alone, on white: no profile, comment, thumbnail or chunk comes along."""
    image.thumbnail((LONGEST, LONGEST))
    seen = image.convert("RGBA")
    width, height = seen.size
    canvas = Image.new(
        "RGB", (max(width, -(-height // NARROWEST)), max(height, -(-width // NARROWEST))), "white"
    )
    canvas.paste(seen, (0, 0), seen)
    return canvas


def written(canvases: Iterable[Image.Image]) -> Iterator[bytes]:
    for canvas in canvases:
        out = io.BytesIO()
        canvas.save(out, "JPEG", quality=QUALITY)
        yield out.getvalue()


def outcome(error: BaseException) -> int:
    match error:
        case Locked():
            return LOCKED
        case TooManyPages():
            return TOO_MANY_PAGES
        case MemoryError() | Image.DecompressionBombError() | Image.DecompressionBombWarning():
            return TOO_MUCH
        case _:
            return BROKEN


def work() -> int:
    data = sys.stdin.buffer.read()
    try:
        for jpeg in written(pictures(data)):
            sys.stdout.buffer.write(len(jpeg).to_bytes(4, "big") + jpeg)
        sys.stdout.buffer.flush()
    except Exception as error:  # noqa: BLE001 # of a hostile file anything may come
        return outcome(error)
    return DONE


def main() -> NoReturn:
    Image.preinit()
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    gc.freeze()
    shut_the_doors()
    os._exit(work())  # nothing is torn down that a hostile file may have bent


if __name__ == "__main__":
    main()
