"""The pulse questions: those shipped are whole, and every fault of the file is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import pulse
from bot.domain.people import Lang
from bot.domain.pulse import Questions, Side
from bot.domain.tongues import guess
from bot.pulse import QuestionsFault
from bot.settings import content

GOOD = """[safe]
names = {da = "Tryghed", ar = "الأمان", en = "Safety"}
texts = {da = "Er du tryg?", ar = "هل تشعر بالأمان؟", en = "Are you safe?"}
answers = [
  {id = "yes", side = "good", texts = {da = "Ja", ar = "نعم", en = "Yes"}},
  {id = "no", side = "bad", texts = {da = "Nej", ar = "لا", en = "No"}},
]
"""


def _load(folder: Path, text: str) -> Questions:
    file = folder / "pulse.toml"
    file.write_text(text, encoding="utf-8")
    return pulse.load(file)


def test_what_is_shipped_is_whole_in_every_language() -> None:
    found = pulse.load(content("pulse.toml"))
    assert [*found] == ["safe-after-dark", "safe-by-day", "where-to-turn"]
    for question in found.values():
        assert set(question.sides) == set(Side)
        assert all(guess(text) is lang for lang, text in question.texts.items())
        for answer in question.answers:
            assert set(answer.texts) == set(Lang)
    assert len(found[next(iter(found))].answers) == 5


def test_a_partnership_without_questions_has_none(tmp_path: Path) -> None:
    assert pulse.load(tmp_path / "pulse.toml") == {}
    assert [*_load(tmp_path, GOOD)] == ["safe"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[", "is not valid TOML"),
        (GOOD.replace("[safe]", '["Safe now"]'), "Safe now: use 1 to 20"),
        (GOOD.replace('ar = "الأمان", ', ""), "safe.names: is missing in ar"),
        (GOOD.replace("Er du", "E" * 300), "safe.texts: has more than 300"),
        (GOOD.replace('"Ja"', f'"{"J" * 41}"'), "safe.answers.0.texts: has more than 40"),
        (GOOD.replace('id = "no"', 'id = "yes"'), "safe.answers: two answers have the same id"),
        (GOOD.replace('id = "no"', 'id = "NO"'), "safe.answers.1.id: use 1 to 20"),
        (GOOD.replace('side = "bad"', 'side = "middle"'), "safe.answers: a good and a bad side"),
        (GOOD.replace("names", "title"), "safe.names: field required"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(QuestionsFault) as caught:
        _load(tmp_path, text)
    assert f"pulse.toml: {fault}" in str(caught.value)


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    wrong = GOOD.replace('ar = "نعم", ', "").replace('da = "Tryghed", ', "")
    with pytest.raises(QuestionsFault, match=r"(?s)names: is missing.*texts: is missing"):
        _load(tmp_path, wrong)


def test_one_answer_is_no_question(tmp_path: Path) -> None:
    with pytest.raises(QuestionsFault, match="a question has 2 to 6 answers"):
        _load(tmp_path, "\n".join(line for line in GOOD.split("\n") if '"no"' not in line))
