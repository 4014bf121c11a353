"""Area news: complete in every language or by explicit choice, counted in bands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.bulletins import BANDS, Content, Delivery, Progress, band
from bot.domain.errors import LanguagesMissing, NoAreaChosen
from bot.domain.ids import AreaId
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


def test_what_nobody_had_counts_as_none() -> None:
    progress = Progress({Delivery.SENT: 3}, done=True)
    assert (progress.of(Delivery.SENT), progress.of(Delivery.UNKNOWN)) == (3, 0)
