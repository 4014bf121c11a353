"""Where a chat stands: words typed, edited and kept; old previews that no longer hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dialogues import CONCERN_STEPS, ConcernDraft, Dialogue, Step, Words
from bot.domain.errors import TextTooLong
from bot.domain.ids import AreaId, ConcernId
from bot.domain.words import WORDS_LIMIT


def test_words_of_several_messages_stand_in_the_order_they_were_typed() -> None:
    words = Words().typed(7, "Der er mørkt.").typed(9, "Hver aften.")
    assert words.text == "Der er mørkt.\n\nHver aften."


def test_an_edited_message_replaces_its_own_part_only() -> None:
    words = Words().typed(7, "et").typed(8, "to").typed(7, "en")
    assert words.text == "en\n\nto"


def test_a_message_edited_to_nothing_leaves_the_draft() -> None:
    words = Words().typed(7, "et").typed(8, "to").typed(7, "\u200f ")
    assert words.text == "to"
    assert not words.has(7)
    assert not Words().typed(1, "  ")


def test_words_are_cleaned_when_they_are_typed() -> None:
    assert Words().typed(1, " a\u202eb ").text == "ab"


def test_too_long_words_are_refused_and_what_was_kept_stays() -> None:
    kept = Words().typed(1, "x" * (WORDS_LIMIT - 10))
    with pytest.raises(TextTooLong) as refusal:
        kept.typed(2, "y" * 9)
    assert refusal.value.units == WORDS_LIMIT + 1
    assert kept.typed(2, "y" * 8).has(2)


def test_an_edit_that_makes_it_too_long_is_refused_too() -> None:
    kept = Words().typed(1, "x")
    with pytest.raises(TextTooLong):
        kept.typed(1, "x" * (WORDS_LIMIT + 1))
    assert kept.text == "x"


@given(st.lists(st.tuples(st.integers(1, 5), st.text(max_size=20)), max_size=12))
def test_the_last_word_of_every_message_is_what_stands(typed: list[tuple[int, str]]) -> None:
    words = Words()
    for message, text in typed:
        words = words.typed(message, text)
    last = {message: Words().typed(message, text).text for message, text in typed}
    assert sorted(p.text for p in words.parts) == sorted(text for text in last.values() if text)
    assert all(words.has(message) == bool(text) for message, text in last.items())


def test_every_change_makes_earlier_previews_old() -> None:
    start = Dialogue(version=5)
    assert start.at(Step.CONCERN_AREA).version == 6
    assert start.typed(1, "ord").version == 6
    assert start.cleared().version == 6


def test_a_typed_message_keeps_the_place() -> None:
    dialogue = Dialogue(step=Step.CONCERN_WHEN).typed(1, "ord")
    assert (dialogue.step, dialogue.words.text) == (Step.CONCERN_WHEN, "ord")


def test_a_cleared_dialogue_knows_nothing_any_more() -> None:
    full = Dialogue(
        step=Step.REPLY,
        concern=ConcernDraft(area=AreaId("a"), danger=True),
        about=ConcernId(b"c" * 16),
        previewed=True,
        poster=AreaId("a"),
        version=3,
    ).typed(1, "ord")
    assert full.cleared() == Dialogue(version=5)


def test_the_steps_of_a_concern_are_those_named_so() -> None:
    assert {s for s in Step if s.name.startswith("CONCERN")} == CONCERN_STEPS
    assert len(CONCERN_STEPS) == 7
