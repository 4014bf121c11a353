"""Reads the pages behind /ask, beside the partnership file: `advice/*.toml`, one page a file."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from bot.domain.advice import HOLES, Advice, AdvicePage
from bot.domain.people import Lang
from bot.domain.words import units

LONGEST = 3000
"""UTF-16 units of one text: a page stays one message, with its title and the numbers to call."""
_NAME_LIMIT = 40
_SLUG = re.compile(r"^[a-z0-9][a-z0-9-]{0,23}$")


class AdviceFault(Exception):
    """The pages cannot be used; the message has a line for each fault."""


class _Page(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    order: int
    contacts: bool = False
    names: dict[Lang, str]
    texts: dict[Lang, str]

    @field_validator("names", "texts")
    @classmethod
    def _whole(cls, value: dict[Lang, str]) -> dict[Lang, str]:
        if missing := [lang.value for lang in Lang if not value.get(lang)]:
            raise ValueError(f"is missing in {', '.join(missing)}")
        return value

    @field_validator("names")
    @classmethod
    def _short(cls, value: dict[Lang, str]) -> dict[Lang, str]:
        if any(units(name) > _NAME_LIMIT for name in value.values()):
            raise ValueError(f"stands on a button: {_NAME_LIMIT} characters at most")
        return value

    @field_validator("texts")
    @classmethod
    def _fillable(cls, value: dict[Lang, str]) -> dict[Lang, str]:
        for text in value.values():
            if units(text) > LONGEST:
                raise ValueError(f"has more than {LONGEST} characters")
            if unknown := _holes(text) - HOLES:
                raise ValueError(f"{{{min(unknown)}}} is nothing that can be filled in")
        return value


def _holes(text: str) -> set[str]:
    """Raises ValueError for a brace that stands alone."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def load(folder: Path) -> Advice:
    """Empty when there is no folder. Raises AdviceFault that names every fault at once."""
    found: list[tuple[int, AdvicePage]] = []
    faults: list[str] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            found.append(_page(path))
        except AdviceFault as fault:
            faults.append(str(fault))
    for order, count in Counter(order for order, _ in found).items():
        if count > 1:
            faults.append(f"{folder}: {count} pages have the order {order}")
    if faults:
        raise AdviceFault("\n".join(faults))
    return {page.id: page for _, page in sorted(found, key=lambda numbered: numbered[0])}


def _page(path: Path) -> tuple[int, AdvicePage]:
    try:
        file = _Page.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise AdviceFault(f"{path}: cannot be read ({error.strerror})") from None
    except ValidationError as error:
        raise AdviceFault("\n".join(_malformed(path, error))) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AdviceFault(f"{path}: is not valid TOML: {error}") from None
    if not _SLUG.match(path.stem):
        raise AdviceFault(f"{path}: name the file with 1 to 24 of a-z, 0-9 and -")
    page = AdvicePage(id=path.stem, names=file.names, texts=file.texts, contacts=file.contacts)
    return file.order, page


def _malformed(path: Path, error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_url=False, include_input=False):
        where = ".".join(str(part) for part in fault["loc"])
        message = fault["msg"].removeprefix("Value error, ")
        yield f"{path}: {where}: {message[0].lower()}{message[1:]}"
