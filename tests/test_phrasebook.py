"""The ready answers: those shipped are whole, and every fault of a file is named."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot import partnership, phrasebook
from bot.domain.people import Lang
from bot.domain.replies import Moment
from bot.domain.tongues import guess
from bot.phrasebook import PhrasebookFault
from bot.settings import content


def test_every_shipped_answer_exists_in_every_language() -> None:
    answers = phrasebook.load(content("replies"))
    assert len(answers) >= 25
    for answer in answers.values():
        assert set(answer.texts) == set(Lang)
        assert all(guess(text) is lang for lang, text in answer.texts.items())


def test_a_partnership_without_ready_answers_has_none(tmp_path: Path) -> None:
    assert phrasebook.load(tmp_path / "replies") == {}


def _write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


GOOD = '[[answers]]\nid = "a"\nnames = {da = "A", ar = "أ", en = "A"}\ntexts = {da = "Tak"}\n'


def test_a_language_may_be_missing_and_is_known_to_be(tmp_path: Path) -> None:
    _write(tmp_path, "first.toml", GOOD)
    assert phrasebook.load(tmp_path)["a"].texts == {Lang.DA: "Tak"}


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("first.toml", "answers = [", "is not valid TOML"),
        ("second.toml", GOOD, "name the file after one of first, follow-up"),
        ("first.toml", GOOD.replace('"a"', '"A b"'), "answers.0.id"),
        ("first.toml", GOOD + "colour = 1\n", "answers.0.colour"),
        ("first.toml", GOOD.replace('ar = "أ", ', ""), "answer a: has no name in ar"),
        ("first.toml", GOOD.replace('da = "Tak"', ""), "answers.0.texts"),
        ("first.toml", GOOD.replace('"Tak"', '""'), "answer a: a text has 1 to"),
        ("first.toml", GOOD + GOOD, "answer a: stands 2 times"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, name: str, text: str, fault: str) -> None:
    _write(tmp_path, name, text)
    with pytest.raises(PhrasebookFault, match=fault):
        phrasebook.load(tmp_path)


def test_all_faults_of_all_files_are_named_at_once(tmp_path: Path) -> None:
    _write(tmp_path, "first.toml", "answers = [")
    _write(tmp_path, "second.toml", GOOD)
    with pytest.raises(PhrasebookFault, match=r"(?s)first\.toml.*second\.toml"):
        phrasebook.load(tmp_path)


def test_every_moment_has_answers() -> None:
    moments = Counter(a.moment for a in phrasebook.load(content("replies")).values())
    assert all(moments[moment] >= 2 for moment in Moment)


def test_an_answer_for_a_kind_of_concern_that_does_not_exist_is_a_fault(tmp_path: Path) -> None:
    _write(tmp_path, "first.toml", GOOD.replace('id = "a"', 'id = "a"\nfits = ["child", "noise"]'))
    found = phrasebook.load(tmp_path)
    assert [*phrasebook.misfits(found, ["child"])] == [
        "answer a: fits noise, which is no kind of concern"
    ]
    assert [*phrasebook.misfits(found, ["child", "noise"])] == []


def test_the_shipped_answers_fit_the_shipped_kinds() -> None:
    kinds = partnership.load(content("partnership.toml")).categories
    assert [*phrasebook.misfits(phrasebook.load(content("replies")), kinds)] == []
