"""Fixtures every suite shares, and the count of texts over all of a run's journeys."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.kit import every_text
from tests.kit.every_text import Untold
from tests.kit.world import World, open_world

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")  # a busy machine is no fault

UNTOLD = pytest.StashKey[Untold]()
_OF_WORKERS = pytest.StashKey[list[every_text.Left]]()


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """The real bot on SQLite against the strict simulator, without limits of pace."""
    async with open_world(tmp_path) as opened:
        yield opened


# --- every text ----------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--every-text", action="store_true", help="fail when one is never sent")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[UNTOLD] = Untold()
    config.stash[_OF_WORKERS] = []


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """A worker of a parallel run is done, or has died."""
    if error is None and "untold" in node.workeroutput:
        node.config.stash[_OF_WORKERS].append(node.workeroutput["untold"])


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Ends with a fault when every text was asked for and one was never sent."""
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput["untold"] = config.stash[UNTOLD].left
    elif config.option.every_text and not exitstatus and any(_left(config).values()):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if not config.option.every_text:
        return
    terminalreporter.section("texts")
    for which, names in _left(config).items():
        terminalreporter.write_line(f"{which} never sent: {', '.join(names) or 'none'}")


def _left(config: pytest.Config) -> every_text.Left:
    return every_text.in_none([config.stash[UNTOLD].left, *config.stash[_OF_WORKERS]])
