"""Reads the incident templates beside the partnership file: `incidents/*.toml`, one a file.

Slots that several templates share stand in `slots.toml`. Arabic is written without Latin letters
and digits: names and numbers come in through holes, which are isolated when they are filled.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from string import Formatter
from typing import Annotated, TypeVar

from babel import Locale
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from bot.domain.bulletins import BULLETIN_LIMIT, Priority
from bot.domain.ids import TopicId
from bot.domain.incidents import Option, Slot, SlotKind, Template, Templates
from bot.domain.people import Lang
from bot.domain.words import units

SHARED = "slots"
NUMBERS_TO_CALL = frozenset({"emergency", "police"})
_NAME_LIMIT = 40
_ROOM = 200
"""UTF-16 units a place or a time takes at most."""
_SLUG = re.compile(r"^[a-z0-9][a-z0-9-]{0,23}$")
_FOREIGN = re.compile(r"[A-Za-zÀ-ɏ0-9٠-٩]")


class IncidentFault(Exception):
    """The templates cannot be used; the message has a line for each fault."""


def _holes(text: str) -> set[str]:
    """Raises ValueError for a brace that stands alone, or a hole with anything but a name in it."""
    parsed = [part[1:] for part in Formatter().parse(text) if part[1] is not None]
    if any(not name or spec or how for name, spec, how in parsed):
        raise ValueError("a hole is a name in braces, such as {where}")
    return {name for name, _, _ in parsed if name}


def _whole(value: dict[Lang, str]) -> dict[Lang, str]:
    if missing := [lang.value for lang in Lang if not value.get(lang)]:
        raise ValueError(f"is missing in {', '.join(missing)}")
    holes = [_holes(text) for text in value.values()]
    if any(of_one != holes[0] for of_one in holes):
        raise ValueError("has other {holes} in one language than in another")
    if _FOREIGN.search(re.sub(r"\{\w*\}", "", value[Lang.AR])):
        raise ValueError("the Arabic is written without Latin letters and digits; use {holes}")
    if any("\n\n" in text for text in value.values()):
        raise ValueError("is one paragraph, without an empty line")
    return value


def _short(value: dict[Lang, str]) -> dict[Lang, str]:
    if any(units(name) > _NAME_LIMIT for name in value.values()):
        raise ValueError(f"stands on a button: {_NAME_LIMIT} characters at most")
    return value


Texts = Annotated[dict[Lang, str], AfterValidator(_whole)]
Names = Annotated[dict[Lang, str], AfterValidator(_whole), AfterValidator(_short)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,11}$")]


M = TypeVar("M", bound=BaseModel)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class _Option(_Strict):
    id: Id
    names: Names
    texts: Texts
    hours: int | None = Field(None, ge=1, le=72)
    tomorrow: int | None = Field(None, ge=0, le=23)

    @model_validator(mode="after")
    def _timed(self) -> _Option:
        if self.hours is not None and self.tomorrow is not None:
            raise ValueError("hours or tomorrow, not both")
        allowed = set(NUMBERS_TO_CALL)
        if self.hours is not None or self.tomorrow is not None:
            allowed.add("by")
        if unknown := _holes(self.texts[Lang.DA]) - allowed:
            raise ValueError(f"{{{min(unknown)}}} is nothing that can be filled in")
        return self

    def made(self) -> Option:
        return Option(id=self.id, names=self.names, texts=self.texts, hours=self.hours,
                      tomorrow=self.tomorrow)  # fmt: skip


class _Slot(_Strict):
    id: Id
    kind: SlotKind
    asks: Texts
    options: list[_Option] = []
    numbers: list[Annotated[int, Field(ge=0, le=1000)]] = []
    forms: dict[Lang, dict[str, str]] = {}

    @model_validator(mode="after")
    def _fits_its_kind(self) -> _Slot:
        if bool(self.options) != (self.kind is SlotKind.CHOICE):
            raise ValueError("a choice has options, and nothing else has")
        if bool(self.numbers) != (self.kind is SlotKind.NUMBER):
            raise ValueError("a number has numbers and forms, and nothing else has")
        for name, count in Counter(o.id for o in self.options).items():
            if count > 1:
                raise ValueError(f"option {name} stands {count} times")
        for number in self.numbers:
            self._check_forms(number)
        return self

    def _check_forms(self, number: int) -> None:
        for lang in Lang:
            form = self.forms.get(lang, {}).get(_plural(lang, number), "")
            if not form:
                raise ValueError(
                    f"forms.{lang.value} has no {_plural(lang, number)}, which {number} takes"
                )
            if _holes(form) - {"n"} or (
                lang is Lang.AR and _FOREIGN.search(form.replace("{n}", ""))
            ):
                raise ValueError(f"forms.{lang.value}: write the number as {{n}}, and no other")

    def made(self) -> Slot:
        numbered = tuple(_numbered(number, self.forms) for number in self.numbers)
        chosen = tuple(option.made() for option in self.options)
        return Slot(id=self.id, kind=self.kind, asks=self.asks, options=numbered or chosen)


def _plural(lang: Lang, number: int) -> str:
    """Which of its language's forms a number takes, such as "few"."""
    return str(Locale.parse(lang.value).plural_form(number))


def _numbered(number: int, forms: Mapping[Lang, Mapping[str, str]]) -> Option:
    texts = {lang: forms[lang][_plural(lang, number)] for lang in Lang}
    return Option(id=str(number), names=texts, texts=texts, number=number)


class _Shared(_Strict):
    slots: list[_Slot]


class _Template(_Strict):
    order: int
    priority: Priority
    topic: Annotated[str, Field(pattern=_SLUG.pattern)] | None = None
    names: Names
    fills: list[str] = Field(min_length=1)
    slots: list[_Slot] = []
    what: Texts
    doing: Texts
    you: Texts
    next: Texts


def load(folder: Path) -> Templates:
    """Empty when there is no folder. Raises IncidentFault that names every fault at once."""
    faults: list[str] = []
    shared = _shared(folder / f"{SHARED}.toml", faults)
    found: list[tuple[int, Template]] = []
    for path in sorted(folder.glob("*.toml")):
        if path.stem == SHARED:
            continue
        if read := _read(path, _Template, faults):
            template = _made(path.stem, read, shared)
            faults += [f"{path}: {fault}" for fault in _faults(template, read, shared)]
            found.append((read.order, template))
    for order, count in Counter(order for order, _ in found).items():
        if count > 1:
            faults.append(f"{folder}: {count} templates have the order {order}")
    if faults:
        raise IncidentFault("\n".join(faults))
    return {template.id: template for _, template in sorted(found, key=lambda one: one[0])}


def _shared(path: Path, faults: list[str]) -> Mapping[str, Slot]:
    if not path.exists():
        return {}
    read = _read(path, _Shared, faults)
    slots = [slot.made() for slot in read.slots] if read else []
    faults += [f"{path}: {fault}" for fault in _twice(slots)]
    return {slot.id: slot for slot in slots}


def _twice(slots: Iterable[Slot]) -> Iterator[str]:
    for name, count in Counter(slot.id for slot in slots).items():
        if count > 1:
            yield f"slot {name}: stands {count} times"


def _read(path: Path, kind: type[M], faults: list[str]) -> M | None:
    """None when it cannot be read; faults grows by what is wrong with it."""
    try:
        return kind.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        faults.append(f"{path}: cannot be read ({error.strerror})")
    except ValidationError as error:
        faults += _malformed(path, error)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"{path}: is not valid TOML: {error}")
    return None


def _malformed(path: Path, error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_url=False, include_input=False):
        where = ".".join(str(part) for part in fault["loc"])
        message = fault["msg"].removeprefix("Value error, ")
        yield f"{path}: {where}: {message[0].lower()}{message[1:]}"


def _made(name: str, read: _Template, shared: Mapping[str, Slot]) -> Template:
    known = {**shared, **{slot.id: slot.made() for slot in read.slots}}
    return Template(
        id=name,
        names=read.names,
        priority=read.priority,
        topic=TopicId(read.topic) if read.topic else None,
        slots=tuple(known[wanted] for wanted in read.fills if wanted in known),
        parts=(read.what, read.doing, read.you, read.next),
    )


def _faults(template: Template, read: _Template, shared: Mapping[str, Slot]) -> Iterator[str]:
    """Of a template whose single tables are right."""
    if not _SLUG.match(template.id):
        yield "name the file with 1 to 24 of a-z, 0-9 and -"
    yield from _twice(slot.made() for slot in read.slots)
    for name, count in Counter(read.fills).items():
        if count > 1:
            yield f"fills: {name} stands {count} times"
        if name not in shared and name not in {slot.id for slot in read.slots}:
            yield f"fills: there is no slot {name}"
    if unused := sorted({slot.id for slot in read.slots} - set(read.fills)):
        yield f"fills: slot {unused[0]} is never filled"
    used = set().union(*(_holes(part[Lang.DA]) for part in template.parts))
    if unknown := sorted(used - {*read.fills, *NUMBERS_TO_CALL}):
        yield f"{{{unknown[0]}}} is nothing that can be filled in"
    if idle := sorted(set(read.fills) - used):
        yield f"no sentence holds {{{idle[0]}}}"
    if (longest := max(_longest(template, lang) for lang in Lang)) > BULLETIN_LIMIT:
        yield f"has up to {longest} characters; {BULLETIN_LIMIT} fit"


def _longest(template: Template, lang: Lang) -> int:
    """No text in this language can be longer, in UTF-16 units."""
    filled = [_room(slot.options, lang) for slot in template.slots]
    return sum(filled) + sum(units(part[lang]) + 2 for part in template.parts)


def _room(options: Sequence[Option], lang: Lang) -> int:
    return _ROOM + max((units(option.texts[lang]) for option in options), default=0)
