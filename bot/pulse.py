"""Reads the pulse questions, beside the partnership file: `pulse.toml`, one table a question."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, field_validator

from bot.domain.ids import AnswerId, QuestionId
from bot.domain.people import Lang
from bot.domain.pulse import Answer, Question, Questions, Side
from bot.domain.words import units

LONGEST = 300
"""UTF-16 units of a question."""
_BUTTON = 40
_ANSWERS = range(2, 7)
_SLUG = re.compile(r"^[a-z0-9][a-z0-9-]{0,19}$")
"""Ids travel in buttons."""


class QuestionsFault(Exception):
    """The questions cannot be used; the message has a line for each fault."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


def _whole(value: dict[Lang, str], longest: int) -> dict[Lang, str]:
    if missing := [lang.value for lang in Lang if not value.get(lang)]:
        raise ValueError(f"is missing in {', '.join(missing)}")
    if any(units(text) > longest for text in value.values()):
        raise ValueError(f"has more than {longest} characters")
    return value


def _slug(value: str) -> str:
    if not _SLUG.match(value):
        raise ValueError("use 1 to 20 of a-z, 0-9 and -")
    return value


class _Answer(_Part):
    id: str
    side: Side
    texts: dict[Lang, str]

    @field_validator("id")
    @classmethod
    def _travels(cls, value: str) -> str:
        return _slug(value)

    @field_validator("texts")
    @classmethod
    def _on_buttons(cls, value: dict[Lang, str]) -> dict[Lang, str]:
        return _whole(value, _BUTTON)


class _Question(_Part):
    names: dict[Lang, str]
    texts: dict[Lang, str]
    answers: list[_Answer]

    @field_validator("names")
    @classmethod
    def _on_buttons(cls, value: dict[Lang, str]) -> dict[Lang, str]:
        return _whole(value, _BUTTON)

    @field_validator("texts")
    @classmethod
    def _short(cls, value: dict[Lang, str]) -> dict[Lang, str]:
        return _whole(value, LONGEST)

    @field_validator("answers")
    @classmethod
    def _countable(cls, value: list[_Answer]) -> list[_Answer]:
        if len(value) not in _ANSWERS:
            raise ValueError("a question has 2 to 6 answers")
        if len({a.id for a in value}) < len(value):
            raise ValueError("two answers have the same id")
        if not {Side.GOOD, Side.BAD} <= {a.side for a in value}:
            raise ValueError("a good and a bad side are needed to compare rounds")
        return value


_FILE = TypeAdapter(dict[str, _Question])


def load(path: Path) -> Questions:
    """Empty when there is no file. Raises QuestionsFault that names every fault at once."""
    if not path.exists():
        return {}
    try:
        file = _FILE.validate_python(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise QuestionsFault(f"{path}: cannot be read ({error.strerror})") from None
    except ValidationError as error:
        raise QuestionsFault("\n".join(_malformed(path, error))) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise QuestionsFault(f"{path}: is not valid TOML: {error}") from None
    if wrong := [name for name in file if not _SLUG.match(name)]:
        lines = (f"{path}: {name}: use 1 to 20 of a-z, 0-9 and -" for name in wrong)
        raise QuestionsFault("\n".join(lines))
    return {QuestionId(name): _question(QuestionId(name), found) for name, found in file.items()}


def _question(wanted: QuestionId, found: _Question) -> Question:
    answers = (Answer(id=AnswerId(a.id), side=a.side, texts=a.texts) for a in found.answers)
    return Question(id=wanted, names=found.names, texts=found.texts, answers=tuple(answers))


def _malformed(path: Path, error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_url=False, include_input=False):
        where = ".".join(str(part) for part in fault["loc"])
        message = fault["msg"].removeprefix("Value error, ")
        yield f"{path}: {where}: {message[0].lower()}{message[1:]}"
