"""Speaks to a LibreTranslate server of the partnership's own. One call, one answer, no memory.

It is told the words and the two languages. Redirects are not followed: the words go nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from bot.domain.people import Lang
from bot.domain.translations import TRANSLATION_LIMIT, Trouble
from bot.domain.words import cleaned, units

ANSWER_BYTES = 1 << 18
_TIMEOUT = aiohttp.ClientTimeout(total=30, sock_connect=5)


class Failed(Exception):
    """There will be no translation. The words are in no exception of this module."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class Again(Exception):
    """The server could not be reached, or is busy: to be tried once more."""


class LibreTranslate:
    """url: where the server stands. key: "" when it wants none."""

    def __init__(self, url: str, key: str, timeout: aiohttp.ClientTimeout = _TIMEOUT) -> None:
        self._url, self._key, self._timeout = url.rstrip("/"), key, timeout

    async def translate(self, text: str, source: Lang, target: Lang) -> str:
        """Raises Failed, Again."""
        body = {"q": text, "source": source.value, "target": target.value, "format": "text"}
        if self._key:
            body["api_key"] = self._key
        status, answer = await self._call("POST", "/translate", body)
        if status == 400 and not await self._knows(source, target):
            raise Failed(Trouble.LANGUAGE)
        _check(status)
        return _translated(answer)

    async def languages(self) -> Mapping[str, frozenset[str]]:
        """Each language it knows, and those it translates it to. Raises Failed, Again."""
        status, answer = await self._call("GET", "/languages", None)
        _check(status)
        try:
            return {
                str(each["code"]): frozenset(map(str, each["targets"]))
                for each in json.loads(answer)
            }
        except (ValueError, TypeError, KeyError):
            raise Failed(Trouble.GARBLED) from None

    async def _knows(self, source: Lang, target: Lang) -> bool:
        return target.value in (await self.languages()).get(source.value, frozenset())

    async def _call(self, method: str, path: str, body: Any) -> tuple[int, bytes]:
        try:
            async with (
                aiohttp.ClientSession(timeout=self._timeout) as session,
                session.request(
                    method, f"{self._url}{path}", json=body, allow_redirects=False
                ) as answer,
            ):
                return answer.status, await _read(answer)
        except (aiohttp.ClientError, OSError):  # a timeout is one of these
            raise Again from None


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    data = bytearray()
    async for chunk in answer.content.iter_chunked(1 << 14):
        data += chunk
        if len(data) > ANSWER_BYTES:
            raise Failed(Trouble.TOO_LONG)
    return bytes(data)


def _check(status: int) -> None:
    """Raises Failed, Again."""
    if status == 413:
        raise Failed(Trouble.TOO_LONG)
    if status == 429 or status >= 500:
        raise Again
    if status != 200:
        raise Failed(Trouble.REFUSED)


def _translated(answer: bytes) -> str:
    """Raises Failed."""
    try:
        found = json.loads(answer)
    except ValueError:
        raise Failed(Trouble.GARBLED) from None
    text = found.get("translatedText") if isinstance(found, dict) else None
    if not isinstance(text, str) or not (text := cleaned(text)):
        raise Failed(Trouble.GARBLED)
    if units(text) > TRANSLATION_LIMIT:
        raise Failed(Trouble.TOO_LONG)
    return text
