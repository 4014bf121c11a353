"""The ledger keeps ids as long as a backup may live, in an order that tells nothing."""

from __future__ import annotations

import stat
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.erasure import Erased, What
from bot.vault.ledger import Ledger, LedgerFault

TODAY = date(2026, 11, 24)
ids = st.builds(Erased, st.sampled_from(What), st.binary(min_size=1, max_size=16))


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    made = Ledger(tmp_path / "keys" / "erased.txt", keep_days=35)
    made.begin()
    return made


@settings(deadline=None, max_examples=30)  # each add waits for the disk
@given(st.lists(st.lists(ids, max_size=5), max_size=5))
def test_everything_added_stands_once_and_the_file_tells_no_order(
    tmp_path_factory: pytest.TempPathFactory, added: list[list[Erased]]
) -> None:
    one, other = (
        Ledger(tmp_path_factory.mktemp("l") / "erased.txt", keep_days=35) for _ in range(2)
    )
    one.begin()
    other.begin()
    for some in added:
        one.add(some, TODAY)
    for some in reversed(added):
        other.add(reversed(some), TODAY)
    assert set(one.entries()) == {e for some in added for e in some}
    assert one.path.read_bytes() == other.path.read_bytes()
    assert one.mark() == other.mark()


def test_the_file_is_for_its_owner_alone_and_no_other_is_left(ledger: Ledger) -> None:
    ledger.add([Erased(What.PROFILE, b"p" * 16)], TODAY)
    assert stat.S_IMODE(ledger.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(ledger.path.parent.stat().st_mode) == 0o700
    assert list(ledger.path.parent.iterdir()) == [ledger.path]


@pytest.mark.parametrize("days", [0, 34, 35, 36, 60, 70, 100])
def test_an_id_stays_as_long_as_a_backup_that_holds_it_may_live(ledger: Ledger, days: int) -> None:
    ledger.add([Erased(What.CONCERN, b"old")], TODAY)
    ledger.add([Erased(What.CONCERN, b"new")], TODAY + timedelta(days=days))
    kept = Erased(What.CONCERN, b"old") in ledger.entries()
    assert kept if days <= 35 else kept == (days < 36 + 6)  # the month of the day is kept whole


def test_a_new_state_has_a_new_mark(ledger: Ledger) -> None:
    before = ledger.mark()
    ledger.add([Erased(What.CONCERN, b"c")], TODAY)
    assert ledger.mark() != before
    assert Ledger(ledger.path, keep_days=1).mark() == ledger.mark()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text[:-20],
        lambda text: text.split("\n", 1)[1],
        lambda text: text.replace("concern", "kitchen"),
        lambda text: text.replace("63", "zz"),
        lambda text: text + "2026-11 concern 63\n",
        lambda _: "something else",
    ],
)
def test_a_ledger_that_is_not_whole_is_refused(ledger: Ledger, spoil: object) -> None:
    ledger.add([Erased(What.CONCERN, b"c"), Erased(What.ADDRESS, b"a")], TODAY)
    ledger.path.write_text(spoil(ledger.path.read_text()))  # type: ignore[operator] # a lambda of text
    with pytest.raises(LedgerFault, match="its own backup"):
        ledger.entries()


def test_beginning_leaves_a_ledger_that_stands_alone(ledger: Ledger) -> None:
    ledger.add([Erased(What.CONCERN, b"c")], TODAY)
    ledger.begin()
    assert ledger.entries() == [Erased(What.CONCERN, b"c")]
