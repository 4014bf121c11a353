"""The pages behind /ask: those shipped are whole, and every fault of a file is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import advice
from bot.advice import AdviceFault
from bot.domain.people import Lang
from bot.domain.tongues import guess
from bot.settings import content

GOOD = """order = 1
names = {da = "Tegn", ar = "علامات", en = "Signs"}
texts = {da = "Ring {emergency}", ar = "اتصل", en = "Call"}
"""


def test_what_is_shipped_tells_signs_help_telling_readers_and_numbers_in_every_language() -> None:
    pages = advice.load(content("advice"))
    assert [*pages] == ["signs", "now", "telling", "readers", "calling"]
    for page in pages.values():
        assert set(page.names) == set(page.texts) == set(Lang)
        assert all(guess(text) is lang for lang, text in page.texts.items())
    assert [page.id for page in pages.values() if page.contacts] == ["calling"]


def test_a_partnership_without_pages_has_none(tmp_path: Path) -> None:
    assert advice.load(tmp_path / "advice") == {}


def _write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")


def test_pages_stand_in_the_order_they_name(tmp_path: Path) -> None:
    _write(tmp_path, "a.toml", GOOD.replace("order = 1", "order = 2"))
    _write(tmp_path, "b.toml", GOOD)
    assert [*advice.load(tmp_path)] == ["b", "a"]


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("a.toml", "order = [", "is not valid TOML"),
        ("A b.toml", GOOD, "name the file with 1 to 24"),
        ("a.toml", GOOD.replace("order = 1", ""), "order: field required"),
        ("a.toml", GOOD + "colour = 1\n", "colour: extra inputs"),
        ("a.toml", GOOD.replace('ar = "علامات", ', ""), "names: is missing in ar"),
        ("a.toml", GOOD.replace('en = "Call"', 'en = " "'), "texts: is missing in en"),
        ("a.toml", GOOD.replace("Tegn", "T" * 41), "names: stands on a button"),
        ("a.toml", GOOD.replace("Call", "C" * 3001), "texts: has more than 3000"),
        ("a.toml", GOOD.replace("{emergency}", "{name}"), "texts: {name} is nothing"),
        ("a.toml", GOOD.replace("{emergency}", "{"), "texts: "),
    ],
)
def test_a_fault_is_named(tmp_path: Path, name: str, text: str, fault: str) -> None:
    _write(tmp_path, name, text)
    with pytest.raises(AdviceFault) as caught:
        advice.load(tmp_path)
    assert f"{name}: {fault}" in str(caught.value)


def test_all_faults_of_all_files_are_named_at_once(tmp_path: Path) -> None:
    _write(tmp_path, "a.toml", "order = [")
    _write(tmp_path, "b.toml", GOOD)
    _write(tmp_path, "c.toml", GOOD)
    with pytest.raises(AdviceFault, match=r"(?s)a\.toml.*2 pages have the order 1"):
        advice.load(tmp_path)
