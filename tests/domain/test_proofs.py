"""What is warned of before news goes out: other languages, missing numbers, personal words."""

from __future__ import annotations

import pytest

from bot.domain.bulletins import Content
from bot.domain.clues import Clue
from bot.domain.people import Lang
from bot.domain.proofs import missing_numbers, odd_languages, personal, undecided


def _written(da: str, ar: str, en: str) -> Content:
    return Content(texts={Lang.DA: da, Lang.AR: ar, Lang.EN: en})


def test_texts_in_their_own_languages_are_not_doubted() -> None:
    value = _written("Vi mødes på pladsen.", "نلتقي في الساحة.", "We meet in the square.")
    assert odd_languages(value) == ()


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        (Lang.AR, "We meet in the square."),
        (Lang.DA, "نلتقي في الساحة."),
        (Lang.EN, "نلتقي في الساحة."),
        (Lang.EN, "Vi mødes på pladsen, og der er kaffe til alle."),
        (Lang.DA, "We will meet you in the square at the time that was set."),
    ],
)
def test_a_text_in_another_language_is_noticed(lang: Lang, text: str) -> None:
    assert odd_languages(Content(texts={lang: text})) == (lang,)


@pytest.mark.parametrize("text", ["114", "Lisbeth", "👍"])
def test_what_is_of_no_language_is_not_doubted_in_latin_letters(text: str) -> None:
    assert odd_languages(Content(texts={Lang.DA: text, Lang.EN: text})) == ()


def test_times_and_numbers_count_as_the_same_however_they_are_written() -> None:
    value = _written(
        "Kl. 17.30 den 4. maj, 1.000 kr., slut kl. 19",
        "الساعة ١٧:٣٠ يوم ٤ مايو، ١٠٠٠ كرونة، حتى ١٩:٠٠",
        "At 17:30 on 4 May, 1,000 kroner, until 19.00",
    )
    assert missing_numbers(value) == {}


def test_a_number_that_stands_in_some_languages_is_missed_in_the_others() -> None:
    value = _written("Kl. 17.30, den 4. maj", "الساعة ١٧:٠٠", "At 17:30")
    assert missing_numbers(value) == {
        Lang.DA: ("17:00",), Lang.AR: ("17.30", "4"), Lang.EN: ("4", "17:00"),
    }  # fmt: skip


def test_readers_who_get_the_danish_text_miss_no_number() -> None:
    value = Content(texts={Lang.DA: "Kl. 17"}, fallback=frozenset({Lang.AR, Lang.EN}))
    assert missing_numbers(value) == {}


def test_public_numbers_and_links_are_not_personal() -> None:
    text = "Ring 112 eller 39 57 50 00, se https://gladsaxe.dk eller t.me/gladsaxe"
    assert personal(text, ["112", "39 57 50 00"]) == ()
    assert [f.clue for f in personal(text, ["112"])] == [Clue.PHONE]


def test_what_was_kept_on_purpose_is_decided_until_it_changes() -> None:
    text = "Ring til Bo på 20 30 40 50."
    assert undecided([text], (), ()) == (Clue.PHONE,)
    assert undecided([text], {"20 30 40 50"}, ()) == ()
    assert undecided([text.replace("50", "51")], {"20 30 40 50"}, ()) == (Clue.PHONE,)
