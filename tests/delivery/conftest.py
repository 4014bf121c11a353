"""A line to the strict simulator, and everything that is logged, in words."""

from __future__ import annotations

import contextlib
import io
import logging
import sys
import threading
import warnings
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any

import pytest
import structlog

from bot import log
from bot.delivery.line import Line
from bot.delivery.request import AiohttpRequest
from bot.simulator import Limits, Simulator, serve
from tests.kit.world import TOKEN
from tests.simulator.schema import check


@pytest.fixture
def sim() -> Simulator:
    return Simulator(TOKEN, limits=Limits(off=True), check=check)


@pytest.fixture
async def base(sim: Simulator) -> AsyncIterator[str]:
    async with serve(sim) as url:
        yield url


class Watched(Line):
    """A line that remembers what was asked: the simulator does not record polling."""

    asked: list[tuple[str, dict[str, Any]]] = []  # noqa: RUF012 # replaced for each line below

    async def call(
        self, method: str, params: Mapping[str, Any], *, read_timeout: float = 10.0
    ) -> Any:
        self.asked.append((method, dict(params)))
        return await super().call(method, params, read_timeout=read_timeout)


@contextlib.asynccontextmanager
async def line_to(base: str, *, connections: int = 8, read: float = 10.0) -> AsyncIterator[Watched]:
    line = Watched(
        TOKEN,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=AiohttpRequest(connections, read=read),
        get_updates_request=AiohttpRequest(2, read=read),
    )
    with line._unfrozen():
        line.asked = []
    async with line:
        yield line


@pytest.fixture
async def line(base: str) -> AsyncIterator[Watched]:
    async with line_to(base) as opened:
        yield opened


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """All that the process has written so far, at its chattiest."""
    root, written = logging.getLogger(), io.StringIO()
    for module, name in (
        (sys, "stderr"), (sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook"),
        (warnings, "showwarning"), (logging, "raiseExceptions"), (root, "handlers"),
        (root, "level"), *((logging.getLogger(quiet), "level") for quiet in log._QUIET),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, getattr(module, name))
    monkeypatch.setattr(sys, "stderr", written)
    log.setup("DEBUG")
    yield written.getvalue
    monkeypatch.undo()
    root.setLevel(root.level)  # forgets what was cached of the levels meanwhile
    structlog.reset_defaults()
