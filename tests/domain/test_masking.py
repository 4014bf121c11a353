"""Covering words for now, and striking them out for good."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.masking import COVER, Span, around, covered, joined, offered, places, struck

words = st.text("ab \n", max_size=12)


def test_words_are_found_wherever_they_stand() -> None:
    text = "Ali bor her.\nAlis bror, ALI, kender  Ali B."
    assert [text[p.start : p.end] for p in places(text, "ali")] == ["Ali", "Ali", "ALI", "Ali"]
    assert [text[p.start : p.end] for p in places(text, "kender Ali")] == ["kender  Ali"]
    assert [text[p.start : p.end] for p in places(text, " her. Alis ")] == ["her.\nAlis"]


@pytest.mark.parametrize("nothing", ["", " ", "A", "\n"])
def test_a_single_character_is_no_word_to_mask(nothing: str) -> None:
    assert places("A B A", nothing) == ()


def test_signs_mean_themselves() -> None:
    assert places("a.c abc", "a.c") == (Span(0, 3),)


def test_spans_that_touch_become_one_mask() -> None:
    spans = (Span(4, 6), Span(0, 2), Span(2, 4), Span(8, 9))
    assert joined(spans) == (Span(0, 6), Span(8, 9))
    assert covered("abcdefghi", spans) == f"{COVER}gh{COVER}"


def test_other_masks_stay_where_they_were_when_words_are_struck_out() -> None:
    text = "ring 22334455 til Amal og Omar"
    masks = (Span(5, 13), Span(26, 30))
    after, left = struck(text, places(text, "amal"), masks)
    assert after == f"ring 22334455 til {COVER} og Omar"
    assert covered(after, left) == f"ring {COVER} til {COVER} og {COVER}"


def test_a_mask_across_struck_words_goes_with_them() -> None:
    text = "det er Amal Hansen der"
    after, left = struck(text, places(text, "Hansen"), places(text, "Amal Hansen"))
    assert (after, left) == (f"det er {COVER} der", ())


@given(words, words, words)
def test_struck_words_are_nowhere_and_masked_ones_stay_covered(
    text: str, good: str, now: str
) -> None:
    masks = places(text, now)
    spans = places(text, good)
    after, left = struck(text, spans, masks)
    assert covered(after, left) == covered(text, (*spans, *masks))
    assert spans or (after, left) == (text, joined(masks))
    hidden = sum(m.end - m.start for m in joined((*spans, *masks)))
    shown = covered(after, left).replace(COVER, "")
    assert len(shown) == len(text) - hidden


def test_the_preview_shows_what_stands_beside_a_cover() -> None:
    text = "x" * 100 + " Amal " + "y" * 100
    [snippet] = around(text, places(text, "Amal"))
    assert snippet == f"{'x' * 39} {COVER} {'y' * 39}"


def test_the_preview_covers_other_masks_too_and_shows_only_its_own_places() -> None:
    text = "Amal, Omar og Amal"
    masks = places(text, "omar")
    assert around(text, places(text, "omar"), masks) == [f"Amal, {COVER} og Amal"]
    one = f"{COVER}, {COVER} og {COVER}"
    assert around(text, places(text, "amal"), masks) == [one, one]
    assert around(text, (), masks) == []


def test_clues_are_offered_once_each_and_not_too_many() -> None:
    assert offered(["ring 22334455", "igen 22334455, a@b.dk"]) == ["22334455", "a@b.dk"]
    assert len(offered([f"a{n}@b.dk" for n in range(20)])) == 6
