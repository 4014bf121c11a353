"""The benchmarks measure what they say: few cases, few rounds, no goal."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.services import finding
from bot.services.queue import PAGE
from tests.benchmarks import crowd, dialogue, filling, inbox, outgoing, sending
from tests.benchmarks.measures import Measure, percentile
from tests.kit.postgres import KINDS, database
from tests.kit.turns import PATIENCE, Scene, scene

METTE = 2001


def test_a_measure_says_whether_its_goal_is_met() -> None:
    met = Measure(name="x", rounds=[(0.5, 1.0), (0.9, 1.0), (0.1, 1.0)], goal=1.0)
    missed = Measure(name="y", rounds=[(3.0, 1.0)], goal=1.5)
    assert str(met).split()[-5:] == ["0.500", "[0.100-0.900]", "<=", "1.0", "ok"]
    assert str(missed).endswith("short")


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = [float(n) for n in range(1, 101)]
    assert [percentile(values, share) for share in (0.0, 0.5, 0.95, 1.0)] == [1, 51, 96, 100]


async def test_what_is_looked_for_is_there_as_often_as_it_says(tmp_path: Path) -> None:
    async with database("sqlite", tmp_path) as url, scene(url) as play:
        me = await play.colleague(METTE)
        filled = await filling.fill(play.store, play.house, me.id, 300, play.now)
        assert len(filled.codes) == filling.OPEN
        found = {word: await _found(play, word) for word in (
            filling.RARE, filling.FREQUENT, filling.ARABIC, filling.NOWHERE)}  # fmt: skip
    assert found == {
        filling.RARE: 1,
        filling.FREQUENT: PAGE,
        filling.ARABIC: PAGE,
        filling.NOWHERE: 0,
    }


async def _found(play: Scene, word: str) -> int:
    await play.does(METTE, finding.begin, word)
    return len((await play.does(METTE, finding.page)).found.cases)


@pytest.mark.parametrize("kind", KINDS)
async def test_the_inbox_is_measured_on_both_databases(kind: str, tmp_path: Path) -> None:
    measures, samples = await inbox.measured(tmp_path, kind, 20, rounds=2, asked=2)
    assert len(measures) == 6
    for taken in samples.values():
        assert [len(one) for one in taken] == [2, 2]
        assert all(0 < seconds < PATIENCE for one in taken for seconds in one)
    grown = inbox.growth(kind, samples, samples, (20, 20))
    assert all(set(measure.ratios) == {1.0} for measure in grown)


async def test_dialogues_are_measured_beside_a_stock_bot(tmp_path: Path) -> None:
    load = dialogue.Load(people=2, backlog=5, rounds=1, pause=0.0)
    measures = await dialogue.measured(tmp_path, "sqlite", load)
    assert len(measures) == 5
    assert all(ours > 0 < peer for measure in measures for ours, peer in measure.rounds)


async def test_the_outbox_is_measured_beside_a_plain_loop(tmp_path: Path) -> None:
    measure = await outgoing.measured(tmp_path, "sqlite", 20, rounds=1)
    [(ours, peer)] = measure.rounds
    assert ours > 0 < peer


@pytest.mark.parametrize("kind", KINDS)
async def test_sending_news_is_measured_beside_the_usual_ways(kind: str, tmp_path: Path) -> None:
    lines = await sending.measured(tmp_path, kind, 40, rest=0.1)
    ours, answers, over, peers = lines[:6:3], lines[1:6:3], lines[2:6:3], lines[6:]
    assert len(peers) == 2
    assert all("0 x 429" in line.note for line in (*ours, *peers))
    assert all(0 < waited < PATIENCE for line in answers for waited, _ in line.rounds)
    assert all(during > 0 < at_rest for line in over for during, at_rest in line.rounds)


async def test_news_to_a_crowd_is_measured(tmp_path: Path) -> None:
    first, memory = await crowd.measured(tmp_path, crowd.SENDS)
    assert all(seconds > 0 for seconds, _ in first.rounds)
    assert all(more >= 0 for more, _ in memory.rounds)
