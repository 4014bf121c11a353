"""Guessing a language: sure enough to warn, silent when little tells."""

from __future__ import annotations

import pytest

from bot.domain.people import Lang
from bot.domain.tongues import guess


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Tak, vi kommer forbi i aften og ser på det.", Lang.DA),
        ("Det er nu bestilt. Hilsen fra os alle.", Lang.DA),
        ("Thank you, we will come by this evening.", Lang.EN),
        ("We have asked the police to look at it.", Lang.EN),
        ("شكرًا، سنمر بالمكان هذا المساء.", Lang.AR),
        ("شكرًا، اسأل عن SSP في Gladsaxe غدًا مساءً", Lang.AR),
        ("OK", None),
        ("Ahmed 17:30", None),
        ("112", None),
        ("", None),
    ],
)
def test_a_sentence_is_recognised_and_a_scrap_is_not(text: str, lang: Lang | None) -> None:
    assert guess(text) is lang
