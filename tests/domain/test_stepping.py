"""Words of staff that ask who writes are told from those that do not."""

from __future__ import annotations

import pytest

from bot import phrasebook
from bot.domain.stepping import asks_who
from bot.settings import content


@pytest.mark.parametrize(
    "text",
    [
        "Hvad hedder du?", "Hvem er du egentlig?", "Må jeg få dit telefonnummer?",
        "Skriv dit fulde navn og din adresse.", "Vi skal bruge dit CPR.", "Hvor bor du henne?",
        "What is your name?", "May I have your phone number?", "Please write your full name.",
        "ما اسمك؟", "اكتب رقم هاتفك من فضلك", "أين تسكن بالضبط؟",
    ],
)  # fmt: skip
def test_a_question_for_the_person_is_recognised(text: str) -> None:
    assert asks_who(text)


@pytest.mark.parametrize(
    "text",
    [
        "Hvad hedder stedet?", "Tak. Vi taler med navngivne naboer.", "Hvornår sker det?",
        "Hvem du er, ved vi ikke.", "What is the name of the place?", "Who else has seen it?",
        "شكرًا لك. متى يحدث ذلك؟", "ما اسم المكان؟",
    ],
)  # fmt: skip
def test_a_question_for_the_matter_is_not(text: str) -> None:
    assert not asks_who(text)


def test_no_ready_answer_that_is_shipped_asks_for_the_person() -> None:
    for answer in phrasebook.load(content("replies")).values():
        assert [text for text in answer.texts.values() if asks_who(text)] == []
