"""The bot's own profile at Telegram: read, compare, and write only what differs.

Writing it at every start is a known way to be locked out for minutes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.delivery.line import Line
from bot.domain.people import Lang
from bot.i18n import Catalog
from bot.texts import profile as texts

_SCOPE = {"type": "all_private_chats"}


@dataclass(frozen=True, slots=True)
class Difference:
    """A method of Telegram's and the parameters that would mend it."""

    method: str
    params: Mapping[str, Any]


async def differences(line: Line, catalogs: Mapping[Lang, Catalog]) -> Sequence[Difference]:
    """What Telegram shows otherwise than the catalogs say. Raises TelegramError.

    Danish is also the default for every language without a text of its own.
    """
    found: list[Difference] = []
    for code, lang in (("", Lang.DA), *((lang.value, lang) for lang in Lang)):
        language = {"language_code": code} if code else {}
        found += await _different(line, catalogs[lang], language)
    return found


async def _different(line: Line, t: Catalog, language: Mapping[str, str]) -> Sequence[Difference]:
    commands = [{"command": name, "description": text} for name, text in texts.commands(t).items()]
    found = []
    scoped = {"scope": _SCOPE, **language}
    if await line.call("getMyCommands", scoped) != commands:
        found.append(Difference("setMyCommands", {"commands": commands, **scoped}))
    for what, text in (
        ("Description", texts.description(t)),
        ("ShortDescription", texts.short_description(t)),
    ):
        field = "description" if what == "Description" else "short_description"
        if (await line.call(f"getMy{what}", language)).get(field) != text:
            found.append(Difference(f"setMy{what}", {field: text, **language}))
    return found


async def apply(line: Line, catalogs: Mapping[Lang, Catalog]) -> int:
    """Mends every difference; returns how many there were. Raises TelegramError."""
    found = await differences(line, catalogs)
    for difference in found:
        await line.call(difference.method, difference.params)
    return len(found)
