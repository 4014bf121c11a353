"""Passes a file through the locked room and takes what comes out, within bounds."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.domain.pictures import Trouble

ROOM = Path(__file__).with_name("room.py")
WALL_SECONDS = 30.0
MOST_BYTES = 64 * 1024 * 1024
"""Of all pages together; more than the room could make of an honest file."""
_CHUNK = 1 << 16
_LENGTH = 4
_SAYS: Mapping[int, Trouble] = {
    10: Trouble.BROKEN,
    11: Trouble.TOO_MUCH,
    12: Trouble.TOO_MANY_PAGES,
    13: Trouble.LOCKED,
}
"""The room's exit codes. Stopped by a bound, it says none of them."""


class Unusable(Exception):
    """The file became no picture."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


async def remade(
    data: bytes, *, room: Path = ROOM, seconds: float = WALL_SECONDS
) -> Sequence[bytes]:
    """The pages a file shows, as fresh JPEGs. Raises Unusable.

    The room is a process of its own with an empty environment: what a hostile file breaks there
    ends with it. `-I` keeps out paths and variables of the house, `-B` writes no bytecode.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-I", "-B", str(room),
        stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={}, cwd="/",
        start_new_session=True,
    )  # fmt: skip
    try:
        async with asyncio.timeout(seconds):
            out, code = await _talk(process, data)
    except TimeoutError:
        raise Unusable(Trouble.TOO_MUCH) from None
    finally:
        await _end(process)
    if code != 0:
        raise Unusable(_SAYS.get(code, Trouble.TOO_MUCH))
    return _parted(out)


async def _talk(process: Process, data: bytes) -> tuple[bytes, int]:
    """Feeds and listens at once; says what came out and how the room ended."""
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the room has no door")
    feeding = asyncio.create_task(_feed(process.stdin, data))
    out = bytearray()
    try:
        while chunk := await process.stdout.read(_CHUNK):
            out += chunk
            if len(out) > MOST_BYTES:
                raise Unusable(Trouble.TOO_MUCH)
        return bytes(out), await process.wait()
    finally:
        feeding.cancel()
        await asyncio.gather(feeding, return_exceptions=True)


async def _feed(door: asyncio.StreamWriter, data: bytes) -> None:
    with contextlib.suppress(ConnectionError):  # the room ended before it had read everything
        door.write(data)
        await door.drain()
        door.close()


async def _end(process: Process) -> None:
    """Nothing of the room outlives the call, nor anything it may have started.

    What still stands in its pipe is read away: until then the process does not count as ended.
    """
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    while process.stdout is not None and await process.stdout.read(_CHUNK):
        pass
    await process.wait()


def _parted(out: bytes) -> Sequence[bytes]:
    pages, at = [], 0
    while at < len(out):
        begin = at + _LENGTH
        at = begin + int.from_bytes(out[at:begin], "big")
        pages.append(out[begin:at])
    if not pages or at != len(out):
        raise Unusable(Trouble.BROKEN)
    return pages
