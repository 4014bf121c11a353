"""Reads the ready answers beside the partnership file: `replies/*.toml`, a moment each file."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.domain.concerns import Urgency
from bot.domain.people import Lang
from bot.domain.replies import Moment, Phrasebook, ReadyAnswer
from bot.domain.words import WORDS_LIMIT, units


class PhrasebookFault(Exception):
    """The ready answers cannot be used; the message has a line for each fault."""


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,23}$")
    names: dict[Lang, str]
    texts: dict[Lang, str] = Field(min_length=1)
    fits: list[str] = []


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    answers: list[_Answer]


def load(folder: Path) -> Phrasebook:
    """Empty when there is no folder. Raises PhrasebookFault that names every fault at once."""
    found: list[ReadyAnswer] = []
    faults: list[str] = []
    for path in sorted(folder.glob("*.toml"), key=_order):
        try:
            found += _answers(path)
        except PhrasebookFault as fault:
            faults.append(str(fault))
    faults += [f"{folder}: {fault}" for fault in _contradictions(found)]
    if faults:
        raise PhrasebookFault("\n".join(faults))
    return {answer.id: answer for answer in found}


def _order(path: Path) -> int:
    """Files in the order of a conversation."""
    moments = [moment.value for moment in Moment]
    return moments.index(path.stem) if path.stem in moments else len(moments)


def _answers(path: Path) -> Iterator[ReadyAnswer]:
    try:
        moment = Moment(path.stem)
        file = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise PhrasebookFault(f"{path} cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PhrasebookFault(f"{path}: is not valid TOML: {error}") from None
    except ValidationError as error:
        raise PhrasebookFault("\n".join(_malformed(path, error))) from None
    except ValueError:
        names = ", ".join(moment.value for moment in Moment)
        raise PhrasebookFault(f"{path}: name the file after one of {names}") from None
    return (
        ReadyAnswer(id=a.id, moment=moment, names=a.names, texts=a.texts, fits=frozenset(a.fits))
        for a in file.answers
    )


def _malformed(path: Path, error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_url=False, include_input=False):
        where = ".".join(str(part) for part in fault["loc"])
        yield f"{path}: {where}: {fault['msg'][0].lower()}{fault['msg'][1:]}"


def _contradictions(answers: list[ReadyAnswer]) -> Iterator[str]:
    for name, count in Counter(a.id for a in answers).items():
        if count > 1:
            yield f"answer {name}: stands {count} times"
    for answer in answers:
        if unnamed := [lang.value for lang in Lang if not answer.names.get(lang)]:
            yield f"answer {answer.id}: has no name in {', '.join(unnamed)}"
        if any(not 0 < units(text) <= WORDS_LIMIT for text in answer.texts.values()):
            yield f"answer {answer.id}: a text has 1 to {WORDS_LIMIT} characters"


def misfits(answers: Phrasebook, categories: Iterable[str]) -> Iterator[str]:
    """Faults of answers that are meant for what the partnership does not have."""
    known = {*categories, *(urgency.value for urgency in Urgency)}
    for answer in answers.values():
        if unknown := sorted(answer.fits - known):
            yield f"answer {answer.id}: fits {', '.join(unknown)}, which is no kind of concern"
