"""The rules find what they are for: a fault planted in a catalog fails the journey."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po

from bot.cli.texts import po_path
from bot.domain.actions import Go, Page
from bot.domain.people import Lang
from bot.domain.screens import Screen
from bot.i18n import Catalog, load
from bot.texts import resident
from tests.journeys import rules
from tests.journeys.conftest import watched_world
from tests.journeys.ways import AREA, WORDS
from tests.kit import every_text
from tests.kit.coverage import Sent, public_functions, recording, unsent_sentences
from tests.kit.every_text import Untold
from tests.kit.world import World

MENU = ("menu", "What would you like to do? You can also just write, and decide afterwards.")
FOLLOW = ("button", "🔔 Follow news from {area}")


def _with(folder: Path, lang: Lang, sentence: tuple[str, str], planted: str) -> Catalog:
    """The language's catalog with one sentence replaced."""
    with po_path(lang).open("rb") as file:
        catalog = read_po(file, locale=lang.value)
    context, source = sentence
    found = catalog.get(source, context)
    assert found
    found.string = planted
    path = po_path(lang, folder)
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, catalog)
    return load(lang, folder)


async def _walks(world: World, lang: Lang) -> None:
    """From the poster to the receipt, over the pages that only tell."""
    someone = await world.resident(lang)
    await someone.starts(f"a_{AREA}")
    await someone.says("/about")
    await world.shares_concern(someone, WORDS[lang])


async def _faults(folder: Path, lang: Lang, planted: Catalog | None = None) -> list[str]:
    async with watched_world(folder / "world") as (world, post):
        catalogs = world.bot.house.catalogs
        assert isinstance(catalogs, dict)
        if planted:
            catalogs[lang] = planted
        await _walks(world, lang)
    return rules.faults(post.sent)


async def test_nothing_is_found_where_nothing_was_planted(lang: Lang, tmp_path: Path) -> None:
    assert await _faults(tmp_path, lang) == []


@pytest.mark.parametrize("lang", [Lang.AR, Lang.DA])
async def test_an_empty_translation_is_found_because_english_shows(
    lang: Lang, tmp_path: Path
) -> None:
    planted = _with(tmp_path, lang, MENU, "")
    found = await _faults(tmp_path, lang, planted)
    assert any("'What would you like to do" in fault for fault in found)


async def test_a_sentence_no_reader_of_the_language_got_counts_as_never_sent(
    tmp_path: Path,
) -> None:
    async with watched_world(tmp_path) as (world, post):
        await world.resident(Lang.DA)
    title = f"[{MENU[0]}] {MENU[1]}"
    assert unsent_sentences(Lang.EN, post.sent, [title]) == {title}
    assert unsent_sentences(Lang.DA, post.sent, [title]) == set()


@pytest.mark.parametrize(
    ("lang", "other"),
    [(a, b) for a in Lang for b in Lang if a is not b],
    ids=lambda value: value.value,
)
async def test_a_sentence_of_another_language_is_found(
    lang: Lang, other: Lang, tmp_path: Path
) -> None:
    foreign = load(other).pgettext(*MENU)
    planted = _with(tmp_path, lang, MENU, foreign)
    found = await _faults(tmp_path, lang, planted)
    assert any("belongs to another language" in fault for fault in found)


async def test_a_foreign_run_outside_isolates_is_found(tmp_path: Path) -> None:
    arabic = load(Lang.AR).pgettext(*MENU)
    planted = _with(tmp_path, Lang.AR, MENU, f"{arabic} Nabodialog")
    found = await _faults(tmp_path, Lang.AR, planted)
    assert any("'N' stands outside an isolate" in fault for fault in found)


class _Bare(Catalog):
    """A formatter that forgot to isolate."""

    def _value(self, value: object) -> str:
        return super()._value(value).strip("\u2068\u2069")


async def test_a_formatter_that_does_not_isolate_is_found(tmp_path: Path) -> None:
    good = load(Lang.AR)
    bare = _Bare(Lang.AR, good._translations)
    found = await _faults(tmp_path, Lang.AR, bare)
    assert any("'H' stands outside an isolate" in fault for fault in found)
    assert any("'112' stands outside an isolate" in fault for fault in found)


async def test_a_hole_that_is_never_filled_is_found(lang: Lang, tmp_path: Path) -> None:
    planted = _with(tmp_path, lang, FOLLOW, "🔔 {{area}}")
    found = await _faults(tmp_path, lang, planted)
    assert any("a hole was not filled" in fault for fault in found)


async def test_two_buttons_in_a_row_are_found_for_arabic_readers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Screen, "one_per_row", lambda self: self)
    found = await _faults(tmp_path, Lang.AR)
    assert any("more than one button a row" in fault for fault in found)
    assert await _faults(tmp_path / "da", Lang.DA) == []


def _sent(text: str, *data: str, chat: int = 1) -> Sent:
    return Sent(chat, Lang.DA, text, tuple((("•", one),) for one in data))


def test_a_screen_without_a_way_to_hide_is_found() -> None:
    hide, menu, neutral = (Go(page).encode() for page in (Page.HIDE, Page.MENU, Page.UNREAD))
    assert rules.faults([_sent("Hej", menu, hide), _sent("Nyt", neutral)]) == []
    assert rules.faults([_sent("Første del"), _sent("Anden del", hide)]) == []
    assert len(rules.faults([_sent("Hej", menu)])) == 1
    assert len(rules.faults([_sent("Første del"), _sent("Hej", hide, chat=2)])) == 1


def test_a_function_counts_only_when_its_words_were_sent() -> None:
    with recording() as made:
        text = resident.help_page(load(Lang.DA))
        resident.menu(load(Lang.DA))
    everything = set(public_functions())
    assert made.unsent(Lang.DA, [], everything) == everything
    assert made.unsent(Lang.DA, [_sent(f"<i>Før</i> {text}")], everything) == everything - {
        "resident.help_page",
        "preferences.help_line",
    }
    assert made.unsent(Lang.AR, [_sent(text)], everything) == everything


async def test_a_sentence_that_only_one_journey_sends_is_told_and_the_others_are_left(
    tmp_path: Path,
) -> None:
    untold, elsewhere = Untold(), Untold()
    with recording() as made:
        async with watched_world(tmp_path) as (world, post):
            await world.resident(Lang.EN)
    untold.heard(made, post.sent)
    left = every_text.in_none([untold.left, elsewhere.left])
    assert f"[{MENU[0]}] {MENU[1]}" not in left["en sentences"]
    assert f"[{MENU[0]}] {MENU[1]}" in left["da sentences"]
    assert "resident.menu" not in left["en functions"]
    assert "resident.menu" in left["da functions"]
    assert "staff.queue_empty" in left["en functions"]
