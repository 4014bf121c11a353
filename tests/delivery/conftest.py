"""A line to the strict simulator, and everything that is logged, in words."""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import AsyncIterator, Callable, Iterator

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


@contextlib.asynccontextmanager
async def line_to(base: str, *, connections: int = 8, read: float = 10.0) -> AsyncIterator[Line]:
    line = Line(
        TOKEN,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=AiohttpRequest(connections, read=read),
        get_updates_request=AiohttpRequest(2, read=read),
    )
    async with line:
        yield line


@pytest.fixture
async def line(base: str) -> AsyncIterator[Line]:
    async with line_to(base) as opened:
        yield opened


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], str]]:
    """All that the process would write at its chattiest, so far."""
    root, hook = logging.getLogger(), sys.excepthook
    handlers, level = root.handlers, root.level
    known = root.manager.loggerDict.items()
    levels = {name: one.level for name, one in known if isinstance(one, logging.Logger)}
    log.setup("DEBUG")
    seen: list[str] = []

    def read() -> str:
        seen.append(capsys.readouterr().err)
        return "".join(seen)

    yield read
    root.handlers, sys.excepthook = handlers, hook
    root.setLevel(level)
    for name in log._QUIET:
        logging.getLogger(name).setLevel(levels.get(name, logging.NOTSET))
    structlog.reset_defaults()
