"""A connection the application can cut, and that answers benchmarks without waking it."""

import asyncio
import re
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from bot.simulator.fast import FAST, fast_answer
from bot.simulator.simulator import Simulator

REQUEST = re.compile(rb"POST /bot([^/\s]+)/(\w+) HTTP/1\.1\r\n")
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)
OK = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s"


class Line(H11Protocol):
    def __init__(self, sim: Simulator, **settings: Any) -> None:
        super().__init__(**settings)
        self._sim = sim
        self._held = b""
        # A request's path holds the token.
        self.access_log = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.app_state = {"transport": transport}

    def data_received(self, data: bytes) -> None:
        if self._sim.limits.fast and not self._sim.is_out:
            self._held += data
            self._answer_fast()
        else:
            super().data_received(data)

    def _answer_fast(self) -> None:
        """Parsing HTTP properly takes longer than all the rest, so look at what matters only."""
        found = REQUEST.match(self._held)
        method = found[2].decode() if found else ""
        if found is None or found[1].decode() != self._sim.token or method not in FAST:
            self._pass_on()
            return
        head, separator, body = self._held.partition(b"\r\n\r\n")
        length = LENGTH.search(head + b"\r\n")
        if separator and length is None:
            self._pass_on()
        elif length and len(body) >= int(length[1]):
            self._held = b""
            self._write_soon(method, fast_answer(self._sim, method, body))

    def _pass_on(self) -> None:
        held, self._held = self._held, b""
        super().data_received(held)

    def _write(self, answer: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(OK % (len(answer), answer))

    def _write_soon(self, method: str, answer: bytes) -> None:
        delay = self._sim.answer_delay
        if delay and method.startswith("send"):
            self.loop.call_later(delay, self._write, answer)
        else:
            self._write(answer)
