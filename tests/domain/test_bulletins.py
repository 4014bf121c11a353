"""Area news: complete in every language or by explicit choice, counted in bands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.bulletins import (
    BANDS,
    PUBLIC,
    REPORT_BANDS,
    Bulletin,
    Cell,
    Content,
    Delivery,
    Priority,
    Progress,
    Signature,
    Stage,
    Tie,
    Why,
    Withdrawal,
    band,
    report_band,
)
from bot.domain.errors import (
    BulletinMovedOn,
    LanguagesMissing,
    NoAreaChosen,
)
from bot.domain.ids import (
    AreaId,
    BulletinId,
    ModeratorId,
    OrganisationId,
)
from bot.domain.people import Lang

DA, AR, EN = Lang.DA, Lang.AR, Lang.EN
HERE = frozenset({AreaId("hoeje-gladsaxe")})


@pytest.mark.parametrize(
    ("texts", "fallback", "missing"),
    [
        ({}, set(), (DA, AR, EN)),
        ({DA: "nyt"}, set(), (AR, EN)),
        ({DA: "nyt"}, {AR}, (EN,)),
        ({DA: "nyt", AR: "جديد", EN: "news"}, set(), ()),
        ({DA: "nyt"}, {AR, EN}, ()),
        ({AR: "جديد"}, {DA, EN}, (DA,)),
    ],
)
def test_every_language_is_written_or_chosen_to_get_danish(
    texts: dict[Lang, str], fallback: set[Lang], missing: tuple[Lang, ...]
) -> None:
    draft = Content(texts=texts, fallback=frozenset(fallback), areas=HERE)
    if not missing:
        draft.check_complete()
        return
    with pytest.raises(LanguagesMissing) as refusal:
        draft.check_complete()
    assert refusal.value.languages == missing


def test_news_without_an_area_would_reach_nobody() -> None:
    with pytest.raises(NoAreaChosen):
        Content(texts=dict.fromkeys(Lang, "x")).check_complete()


def test_a_reader_gets_the_own_language_or_danish_that_says_so() -> None:
    draft = Content(texts={DA: "nyt", AR: "جديد"}, fallback=frozenset({EN}))
    assert draft.text_for(AR) == ("جديد", False)
    assert draft.text_for(DA) == ("nyt", False)
    assert draft.text_for(EN) == ("nyt", True)


@pytest.mark.parametrize(
    ("count", "low"), [(0, 0), (9, 0), (10, 10), (24, 10), (25, 25), (99, 25), (100, 100)]
)
def test_counts_are_shown_in_bands(count: int, low: int) -> None:
    assert band(count).low == low


@given(st.integers(0, 10**6))
def test_a_count_lies_in_its_band_and_in_no_other(count: int) -> None:
    holding = [b for b in BANDS if b.low <= count and (b.high is None or count <= b.high)]
    assert holding == [band(count)]


def test_no_band_but_the_lowest_tells_of_fewer_than_ten() -> None:
    assert all(b.low >= 10 and (b.high is None or b.high - b.low >= 9) for b in BANDS[1:])


def test_two_parts_never_leave_few_of_what_their_whole_shows() -> None:
    """However many parts of a whole are told: what is left of its band is no small count."""
    lows = [b.low for b in REPORT_BANDS if b.low]
    for whole in (b.high for b in BANDS if b.high is not None):
        left = {whole}
        for _ in range(whole):
            left |= {n - low for n in left for low in lows if n >= low}
        assert min(left) >= 9


@given(st.integers(0, 10**6))
def test_a_report_tells_in_wider_bands_than_followers_are_counted_in(count: int) -> None:
    holding = [b for b in REPORT_BANDS if b.low <= count and (b.high is None or count <= b.high)]
    assert holding == [report_band(count)]
    assert report_band(count).low <= band(count).low


A = AreaId("hoeje-gladsaxe")


def _progress(through: int, expected: int) -> Progress:
    counts = {Cell(A, Lang.DA, Delivery.SENT): through, Cell(A, Lang.DA, Delivery.OPEN): 999}
    return Progress(counts, done=False, expected=expected)


def test_a_bar_counts_what_is_through_in_tenths_and_is_never_full_before_the_end() -> None:
    shown = [_progress(n, 200).tenths for n in (0, 19, 20, 199, 200, 999)]
    assert shown == [0, 0, 1, 9, 9, 9]
    assert _progress(50, 0).tenths is None


def test_a_report_names_cells_in_order_and_after_a_stop_not_how_many_had_it() -> None:
    outcomes = (Delivery.UNSENT, Delivery.BLOCKED, Delivery.SENT, Delivery.OPEN)
    counts = {Cell(A, lang, o): 30 for lang in Lang for o in outcomes}
    counts[Cell(A, Lang.AR, Delivery.BLOCKED)] = 24

    def named(*, stopped: bool) -> list[tuple[Lang, Delivery]]:
        shown = Progress(counts, done=True, stopped=stopped).shown()
        return [(cell.language, cell.outcome) for cell in shown]

    rest = [(Lang.DA, Delivery.BLOCKED), (Lang.EN, Delivery.BLOCKED)]
    assert set(named(stopped=False)) == {*rest, *((lang, Delivery.SENT) for lang in Lang)}
    assert set(named(stopped=True)) == {*rest, *((lang, Delivery.UNSENT) for lang in Lang)}
    assert named(stopped=False)[0] == (next(iter(Lang)), Delivery.SENT)


# --- after it has left ---------------------------------------------------------------------


def _left(stage: Stage = Stage.SENT, **content: Any) -> Bulletin:
    return Bulletin(
        id=BulletinId(b"1" * 16),
        organisation=OrganisationId("gladsaxe"),
        author=ModeratorId(b"a" * 16),
        content=Content(texts=dict.fromkeys(Lang, "first"), areas=HERE, **content),
        hour=1,
        stage=stage,
    )


def _correction(**content: Any) -> Bulletin:
    fixed = Content(texts=dict.fromkeys(Lang, "second"), areas=HERE, **content)
    by = Signature(by=ModeratorId(b"b" * 16), at=5, digest=fixed.digest)
    return replace(_left(), id=BulletinId(b"2" * 16), content=fixed, signature=by)


def test_a_correction_changes_what_is_read_and_not_how_it_came() -> None:
    first = _left(priority=Priority.URGENT, due=3600, earlier=BulletinId(b"0" * 16),
                  tie=Tie.SUCCESSOR)  # fmt: skip
    correction = _correction(earlier=first.id, tie=Tie.CORRECTION, valid_until=99)
    found = first.corrected_by(correction, at=7)
    assert found.content.texts == correction.content.texts
    assert found.content.valid_until == 99
    assert (found.content.priority, found.content.due) == (Priority.URGENT, 3600)
    assert (found.content.tie, found.content.earlier) == (Tie.SUCCESSOR, first.content.earlier)
    assert (found.corrected, found.signature) == (7, first.signature)
    assert (found.stage, found.version) == (first.stage, first.version + 1)


@pytest.mark.parametrize("stage", sorted(set(Stage) - PUBLIC))
def test_what_nobody_may_read_is_neither_corrected_nor_withdrawn(stage: Stage) -> None:
    with pytest.raises(BulletinMovedOn):
        _left(stage).corrected_by(_correction(), at=7)
    with pytest.raises(BulletinMovedOn):
        _left(stage).retracted(Withdrawal(by=ModeratorId(b"b" * 16), at=7, why=Why.FACTS))


def test_news_is_valid_until_its_hour_and_without_one_for_ever() -> None:
    assert [_left(valid_until=9).is_valid(hour) for hour in (8, 9)] == [True, False]
    assert _left().is_valid(10**9)
