"""nabodialog retention report: what is held, in steps, and whether something is overdue."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.retention import Kind, Rules, deadlines
from bot.services import inventory
from bot.store import addresses, held
from bot.store.addresses import SealedAddress
from tests.cli.shell import Shell
from tests.kit.postgres import KINDS, database
from tests.kit.turns import Scene, scene

DPO = Path(__file__).parents[2] / "docs" / "dpo.md"
RULES = deadlines(Rules(), timedelta(days=14))


async def _lines(play: Scene) -> dict[Kind, inventory.Line]:
    hour = int(play.now.timestamp()) // 3600
    read = await play.store.read(lambda tx: inventory.report(tx, play.house, hour=hour))
    return {line.kind: line for line in read}


async def test_a_new_bot_holds_nothing_that_is_overdue(shell: Shell) -> None:
    told = await shell.run("retention", "report")
    assert told.code == 0, told.err
    assert "Nothing is overdue." in told.out
    for kind in Kind:
        assert kind.value in told.out


async def test_what_should_be_gone_ends_the_command_with_a_fault(shell: Shell) -> None:
    assert (await shell.run("db", "upgrade")).code == 0
    async with scene(f"sqlite+aiosqlite:///{shell.database}") as play:
        lost = SealedAddress(concern=b"c", slot_tag=b"t", wrapped_key=b"k", sealed=b"s")  # type: ignore[arg-type] # any id
        await play.store.write(lambda tx: addresses.add(tx, lost))
    told = await shell.run("retention", "report")
    assert told.code == 1
    assert f"Overdue: {Kind.LOST.value}." in told.out


@pytest.mark.parametrize("kind", KINDS)
async def test_residents_rows_are_told_in_steps_and_small_numbers_not_at_all(
    kind: str, tmp_path: Path
) -> None:
    async with database(kind, tmp_path) as url, scene(url) as play:
        seen = []
        for number in range(11):
            seen.append((await _lines(play))[Kind.PROFILE].rows)
            await play.resident(1001 + number)
            await play.shares(1001 + number)
        assert seen == ["<5"] * 5 + ["5+"] * 5 + ["10+"]
        lines = await _lines(play)
        assert lines[Kind.CASE_UNANSWERED].goes == lines[Kind.CASE_UNANSWERED].oldest + 180 * 24  # type: ignore[operator] # told, as there are eleven
        assert not any(line.overdue for line in lines.values())
        assert lines[Kind.CASE_CLOSED].oldest is None
        play.later(days=181)
        late = {k for k, line in (await _lines(play)).items() if line.overdue}
        assert late == {Kind.CASE_UNANSWERED, Kind.RATE, Kind.WAITING}


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_is_counted_and_has_a_rule(kind: str, tmp_path: Path) -> None:
    async with database(kind, tmp_path) as url, scene(url) as play:
        assert set(await play.store.read(held.count)) == set(Kind) == set(RULES)


def test_the_officers_page_has_each_kind_with_its_rule() -> None:
    """docs/dpo.md is held against the rules, so that it cannot promise something else."""
    rows = re.findall(r"^\| ([^|]+?) \| `[^|]+` \| [^|]+ \| ([^|]+?) \|$", DPO.read_text(), re.M)
    assert dict(rows) == {kind.value: deadline.rule for kind, deadline in RULES.items()}
