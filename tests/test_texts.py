"""The catalogs are whole, and what is wrong with one is named."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from typer.testing import CliRunner

from bot.cli.main import app
from bot.cli.texts import extracted, faults, po_path
from bot.domain.people import Lang
from bot.i18n import LOCALES, load
from bot.settings import example

MENU = ("menu", "What would you like to do? You can also just write, and decide afterwards.")
NOTICE = ("notice", "<b>Before you write: what is hidden, and what is not</b>")
CODE = ("case", "Case {code} is ended.")
PLURAL = ("queue", "{n} new")


@pytest.mark.parametrize("lang", list(Lang))
def test_the_catalog_is_whole(lang: Lang) -> None:
    assert list(faults(lang)) == []


def test_the_shell_says_that_the_catalogs_are_whole() -> None:
    result = CliRunner().invoke(app, ["texts", "check"])
    assert result.exit_code == 0, result.output


def test_the_template_holds_every_sentence_of_the_code() -> None:
    with (LOCALES / "messages.pot").open("rb") as file:
        template = read_po(file)
    ids = {(m.context, m.id) for m in template if m.id}
    assert ids == {(m.context, m.id) for m in extracted() if m.id}
    assert len(ids) > 250


def _planted(folder: Path, lang: Lang, change: Callable[[Catalog], object]) -> list[str]:
    """Faults that a copy of the language's catalog gains by changing one thing."""
    path = po_path(lang, folder)
    path.parent.mkdir(parents=True)
    shutil.copy(po_path(lang), path)
    with path.open("rb") as file:
        catalog = read_po(file, locale=lang.value)
    change(catalog)
    with path.open("wb") as file:
        write_po(file, catalog)
    return sorted(set(faults(lang, folder)) - set(faults(lang)))


def _one(catalog: Catalog, sentence: tuple[str, str]) -> Message:
    found = catalog.get(sentence[1], sentence[0])
    assert found, sentence
    return found


def _says(sentence: tuple[str, str], text: str | tuple[str, ...]) -> Callable[[Catalog], None]:
    def change(catalog: Catalog) -> None:
        _one(catalog, sentence).string = text

    return change


def _without_form(catalog: Catalog) -> None:
    found = _one(catalog, PLURAL)
    found.string = (*tuple(found.string or ())[:-1], "")


PLANTS: dict[str, tuple[Lang, Callable[[Catalog], object], str]] = {
    "an empty translation": (Lang.DA, _says(MENU, ""), "an empty form: [menu]"),
    "an empty source": (Lang.EN, _says(MENU, ""), "an empty form: [menu]"),
    "an empty plural form": (Lang.AR, _without_form, "an empty form: [queue]"),
    "a wrong hole": (Lang.DA, _says(CODE, "Sag {kode} er slut."), "other placeholders"),
    "a lost hole": (Lang.DA, _says(CODE, "Sagen er slut."), "other placeholders"),
    "a wrong tag": (Lang.DA, _says(NOTICE, "<i>Før du skriver</i>"), "other tags"),
    "a tag left open": (Lang.DA, _says(NOTICE, "<b>Før du skriver"), "other tags"),
    "a bare Latin run": (Lang.AR, _says(MENU, "ماذا تريد من Telegram؟"), "not isolated"),
    "a bare number": (Lang.AR, _says(MENU, "اتصل بالرقم 112"), "not isolated"),
    "fuzzy": (Lang.DA, lambda c: _one(c, MENU).flags.add("fuzzy"), "fuzzy"),
    "a missing sentence": (Lang.DA, lambda c: c.delete(MENU[1], MENU[0]), "missing: [menu]"),
    "a stale sentence": (Lang.DA, lambda c: c.add("Gone", "Væk", context="x"), "no longer used"),
}


@pytest.mark.parametrize("plant", PLANTS)
def test_a_planted_fault_is_named(plant: str, tmp_path: Path) -> None:
    lang, change, said = PLANTS[plant]
    [found] = _planted(tmp_path, lang, change)
    assert found.startswith(f"{lang}: ")
    assert said in found


def test_a_latin_run_in_isolates_is_no_fault(tmp_path: Path) -> None:
    said = "ماذا تريد من \u2068Telegram\u2069؟"
    assert _planted(tmp_path, Lang.AR, _says(MENU, said)) == []


@pytest.mark.parametrize(
    ("n", "words"),
    [(0, "لا قضايا جديدة"), (1, "قضية جديدة واحدة"), (2, "قضيتان جديدتان"),
     (3, "\u20683\u2069 قضايا جديدة"), (11, "\u206811\u2069 قضية جديدة")],
)  # fmt: skip
def test_arabic_says_none_one_and_two_in_words(n: int, words: str) -> None:
    assert load(Lang.AR).npgettext(*PLURAL, PLURAL[1], n) == words


SIX = {0: 0, 1: 1, 2: 2, 3: 3, 10: 3, 11: 4, 25: 4, 99: 4, 100: 5, 102: 5, 103: 3, 111: 4}


@pytest.mark.parametrize(("n", "form"), SIX.items())
def test_each_number_takes_its_own_one_of_six_forms(n: int, form: int, tmp_path: Path) -> None:
    """Forms 4 and 5 read alike in most sentences; here each says its number."""
    numbered = tuple(f"{{n}}: {number}" for number in range(6))
    assert _planted(tmp_path, Lang.AR, _says(PLURAL, numbered)) == []
    said = load(Lang.AR, tmp_path).npgettext(*PLURAL, PLURAL[1], n)
    assert said == f"\u2068{n}\u2069: {form}"


@pytest.mark.parametrize(("lang", "one", "many"), [(Lang.DA, "1 ny", "2 nye"),
                                                   (Lang.EN, "1 new", "2 new")])  # fmt: skip
def test_danish_and_english_count_in_two_forms(lang: Lang, one: str, many: str) -> None:
    t = load(lang)
    assert t.npgettext(*PLURAL, PLURAL[1], 1) == one
    assert t.npgettext(*PLURAL, PLURAL[1], 2) == many


def test_the_example_settings_are_those_of_the_model() -> None:
    stands = (Path(__file__).parents[1] / ".env.example").read_text(encoding="utf-8")
    assert stands == example()
