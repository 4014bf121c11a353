"""The client of the translation server: what it sends, and what it makes of every failure."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
import pytest

from bot.delivery.libretranslate import ANSWER_BYTES, Again, Failed, LibreTranslate
from bot.domain.people import Lang
from bot.domain.translations import TRANSLATION_LIMIT, Trouble
from tests.kit.libretranslate import SAID, Machine, failed, garbled, serving, text

WORDS = "Tunnelen er mørk."


@pytest.fixture
async def machine() -> AsyncIterator[Machine]:
    async with serving() as started:
        yield started


async def translated(machine: Machine, key: str = "") -> str:
    return await LibreTranslate(machine.url, key).translate(WORDS, Lang.DA, Lang.AR)


async def test_words_and_languages_are_all_it_is_told(machine: Machine) -> None:
    assert await translated(machine) == SAID["ar"]
    assert machine.asked == [{"q": WORDS, "source": "da", "target": "ar", "format": "text"}]


async def test_a_key_goes_along_where_one_is_set(machine: Machine) -> None:
    machine.key = "s3cret"
    with pytest.raises(Failed) as refused:
        await translated(machine)
    assert refused.value.trouble is Trouble.REFUSED
    assert await translated(machine, "s3cret") == SAID["ar"]


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (text(403, "no"), Trouble.REFUSED),
        (text(404, "no"), Trouble.REFUSED),
        (text(413, "no"), Trouble.TOO_LONG),
        (text(200, "<html>"), Trouble.GARBLED),
        (text(200, ""), Trouble.GARBLED),
        (garbled([]), Trouble.GARBLED),
        (garbled({"error": "?"}), Trouble.GARBLED),
        (garbled({"translatedText": ["a"]}), Trouble.GARBLED),
        (garbled({"translatedText": "  "}), Trouble.GARBLED),
        (garbled({"translatedText": "a" * (TRANSLATION_LIMIT + 1)}), Trouble.TOO_LONG),
        (text(200, "x" * (ANSWER_BYTES + 1)), Trouble.TOO_LONG),
    ],
)
async def test_each_failure_has_its_name(
    machine: Machine, answer: Mapping[str, Any], trouble: Trouble
) -> None:
    machine.always = answer
    with pytest.raises(Failed) as failure:
        await translated(machine)
    assert failure.value.trouble is trouble
    assert WORDS not in repr(failure.value)


@pytest.mark.parametrize("status", [429, 500, 502, 503])
async def test_a_busy_or_broken_server_may_be_asked_again(machine: Machine, status: int) -> None:
    machine.answers = [failed(status, "busy")]
    with pytest.raises(Again):
        await translated(machine)
    assert await translated(machine) == SAID["ar"]


async def test_a_server_that_is_down_or_slow_may_be_asked_again(machine: Machine) -> None:
    nowhere = LibreTranslate("http://127.0.0.1:9", "")
    with pytest.raises(Again):
        await nowhere.translate(WORDS, Lang.DA, Lang.AR)
    machine.open.clear()
    slow = LibreTranslate(machine.url, "", aiohttp.ClientTimeout(total=0.2))
    with pytest.raises(Again):
        await slow.translate(WORDS, Lang.DA, Lang.AR)


async def test_a_pair_it_does_not_know_is_told_from_any_other_refusal(machine: Machine) -> None:
    machine.pairs = frozenset({"ar-da"})
    with pytest.raises(Failed) as unknown:
        await translated(machine)
    assert unknown.value.trouble is Trouble.LANGUAGE
    machine.pairs = frozenset({"da-ar"})
    machine.answers = [failed(400, "request (9) exceeds text limit (5)")]
    with pytest.raises(Failed) as refused:
        await translated(machine)
    assert refused.value.trouble is Trouble.REFUSED


async def test_words_follow_no_redirect(machine: Machine) -> None:
    async with serving() as other:
        headers = {"Location": f"{other.url}/translate"}
        machine.always = {"status": 307, "headers": headers}
        with pytest.raises(Failed) as failure:
            await translated(machine)
        assert failure.value.trouble is Trouble.REFUSED
        assert other.asked == []


async def test_its_languages_are_asked_without_any_words(machine: Machine) -> None:
    known = await LibreTranslate(machine.url, "").languages()
    assert known["da"] == {"ar", "en"}
    assert machine.asked == []
    machine.always = garbled({"no": "list"})
    with pytest.raises(Failed):
        await LibreTranslate(machine.url, "").languages()
