"""The table of invariants: what was tried for each, and which planted fault was caught."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

import pytest

INVARIANTS = 37
"""How many docs/privacy and the threat model number."""


class Shown:
    """What a test showed of its invariant, for the table."""

    def __init__(self, keep: Callable[[str, object], None]) -> None:
        self._keep = keep

    def tried(self, what: str) -> None:
        """Figures of what was tried: people, cases, kills, needles."""
        self._keep("tried", what)

    def caught(self, plant: str) -> None:
        """A fault that was planted, after the same check failed on it."""
        self._keep("caught", plant)


@pytest.fixture
def shown(request: pytest.FixtureRequest, record_property: Callable[[str, object], None]) -> Shown:
    for mark in request.node.iter_markers("invariant"):
        record_property("invariant", mark.args[0])
    return Shown(record_property)


class _Line:
    def __init__(self) -> None:
        self.tried: list[str] = []
        self.caught: list[str] = []
        self.tests = self.failed = 0

    @property
    def result(self) -> str:
        if self.failed:
            return "BROKEN"
        return "holds" if self.tried and self.caught else "NOT SHOWN"


def _lines(reports: Iterator[pytest.TestReport]) -> dict[int, _Line]:
    lines: dict[int, _Line] = defaultdict(_Line)
    for report in reports:
        kept = report.user_properties
        for number in {int(str(value)) for name, value in kept if name == "invariant"}:
            line = lines[number]
            line.tests += 1
            line.failed += report.failed
            line.tried += [str(value) for name, value in kept if name == "tried"]
            line.caught += [str(value) for name, value in kept if name == "caught"]
    return lines


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all-invariants", action="store_true", help="fail when one is not shown")


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    lines = _lines(
        report
        for outcome in ("passed", "failed")
        for report in terminalreporter.stats.get(outcome, ())
        if report.when == "call"
    )
    write = terminalreporter.write_line
    if not lines and not config.option.all_invariants:
        return
    terminalreporter.section("invariants")
    for number in range(1, INVARIANTS + 1) if config.option.all_invariants else sorted(lines):
        line = lines[number]
        write(f"{number:>2}  {line.result:<9}  {line.tests} tests: {'; '.join(line.tried) or '-'}")
        write(f"    planted and caught: {'; '.join(line.caught) or '-'}")
    if config.option.all_invariants:
        missing = [n for n in range(1, INVARIANTS + 1) if lines[n].result != "holds"]
        if missing:
            write(f"not shown: {', '.join(map(str, missing))}", red=True)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Ends with a fault when every invariant was asked for and one is not shown."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or not session.config.option.all_invariants or exitstatus:
        return
    lines = _lines(r for r in reporter.stats.get("passed", ()) if r.when == "call")
    if any(lines[n].result != "holds" for n in range(1, INVARIANTS + 1)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
