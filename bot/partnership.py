"""Reads the partnership file: organisations, areas, categories, contacts, hours, defaults."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from bot.domain.hours import OpeningHours, Span
from bot.domain.ids import (
    AreaId,
    CategoryId,
    DeskId,
    LandmarkId,
    LegalBasisId,
    OrganisationId,
    TopicId,
)
from bot.domain.people import Lang
from bot.domain.places import (
    Area,
    Category,
    Circle,
    Contact,
    Defaults,
    Desk,
    Landmark,
    LegalBasis,
    Organisation,
    Partnership,
    Topic,
)

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SLUG = re.compile(r"^[a-z0-9][a-z0-9-]{0,23}$")


_Table = dict[str, Any]


class PartnershipFault(Exception):
    """The file cannot be used; the message has a line for each fault."""


def _slug(value: str) -> str:
    if not _SLUG.match(value):
        raise ValueError("use 1 to 24 of a-z, 0-9 and -, such as hoeje-gladsaxe")
    return value


def _opening(value: str) -> str:
    if not re.match(r"^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$", value):
        raise ValueError("write a span as 09:00-15:30")
    if value[:5] >= value[6:]:
        raise ValueError("a span must end after it begins")
    return value


Slug = Annotated[str, AfterValidator(_slug)]
Latitude = Annotated[float, Field(ge=54.5, le=57.8)]
Longitude = Annotated[float, Field(ge=8.0, le=15.3)]
"""Of Denmark."""
Opening = Annotated[str, AfterValidator(_opening)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Names(_Strict):
    da: str = Field(min_length=1)
    ar: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def by_language(self) -> dict[Lang, str]:
        return {Lang.DA: self.da, Lang.AR: self.ar, Lang.EN: self.en}


class _Organisation(_Strict):
    id: Slug
    names: _Names
    prefix: str = Field(pattern=r"^[A-ZÆØÅ]{2,6}$")
    hours: dict[str, list[Opening]]


class _Area(_Strict):
    id: Slug
    name: str = Field(min_length=1)
    organisation: Slug
    centre: tuple[Latitude, Longitude] | None = None
    radius: int | None = Field(None, ge=50, le=5_000)
    landmarks: list[str] = []

    @model_validator(mode="after")
    def _both(self) -> _Area:
        if (self.centre is None) != (self.radius is None):
            raise ValueError("centre and radius go together: degrees north and east, and metres")
        return self

    def circle(self) -> Circle | None:
        if self.centre is None or self.radius is None:
            return None
        return Circle(*self.centre, self.radius)


class _Category(_Strict):
    id: Slug
    names: _Names
    child: bool = False
    question: bool = False


class _Desk(_Strict):
    id: Slug
    names: _Names
    organisation: str = ""
    police: bool = False


class _LegalBasis(_Strict):
    id: Slug
    names: _Names


class _Topic(_Strict):
    id: Slug
    names: _Names


class _Landmark(_Strict):
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,11}$")
    names: _Names
    at: _Names

    @model_validator(mode="after")
    def _placed(self) -> _Landmark:
        for text in self.at.by_language().values():
            if text.count("{area}") != 1 or re.search(r"[{}]", text.replace("{area}", "")):
                raise ValueError("at names its {area} once in every language, and nothing else")
        if re.search(r"[A-Za-z0-9]", self.names.ar + self.at.ar.replace("{area}", "")):
            raise ValueError("the Arabic is written without Latin letters and digits")
        return self


class _Contact(_Strict):
    names: _Names
    number: str = Field(pattern=r"^[+0-9 ]{3,20}$")
    urgent: bool = False


class _Defaults(_Strict):
    answer_working_days: int = Field(1, ge=0, le=20)
    draft_hours: int = Field(1, ge=1, le=1)
    chat_window_hours: int = Field(6, ge=1, le=6)
    invite_hours: int = Field(48, ge=1, le=168)
    news_days: int = Field(30, ge=1, le=365)
    silent_days: int = Field(14, ge=1, le=365)
    small_number: int = Field(5, ge=5, le=50)
    concerns_a_day: int = Field(20, ge=5, le=1000)
    additions_a_day: int = Field(60, ge=10, le=1000)
    code_tries_an_hour: int = Field(5, ge=3, le=5)
    code_tries_of_all_an_hour: int = Field(1000, ge=100, le=10_000)
    claim_open_hours: int = Field(8, ge=1, le=80)
    chase_open_hours: int = Field(4, ge=1, le=80)
    report_hours: int = Field(24, ge=2, le=24)
    report_warning_hours: int = Field(4, ge=1, le=23)

    @model_validator(mode="after")
    def _warned_in_time(self) -> _Defaults:
        if self.report_warning_hours >= self.report_hours:
            raise ValueError("report_warning_hours must be fewer than report_hours")
        return self

    reader_open_hours: int = Field(2, ge=1, le=24)


class _File(_Strict):
    name: _Names
    notice_version: int = Field(ge=1)
    website: str
    organisations: list[_Organisation] = Field(min_length=1)
    areas: list[_Area] = Field(min_length=1)
    categories: list[_Category] = Field(min_length=1)
    contacts: list[_Contact] = Field(min_length=1)
    desks: list[_Desk] = []
    legal_bases: list[_LegalBasis] = Field(default_factory=list)
    topics: list[_Topic] = Field(default_factory=list)
    landmarks: list[_Landmark] = Field(default_factory=list)
    defaults: _Defaults = Field(default_factory=_Defaults)


def load(path: Path) -> Partnership:
    """Raises PartnershipFault that names every fault at once."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PartnershipFault(
            f"PARTNERSHIP_FILE: {path} cannot be read ({error.strerror}); name the right file"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PartnershipFault(f"{path}: is not valid TOML: {error}") from None
    faults = list(_contradictions(content))
    try:
        file = _File.model_validate(content)
    except ValidationError as error:
        faults = [*_malformed(content, error), *faults]
    if faults:
        raise PartnershipFault("\n".join(f"{path}: {fault}" for fault in faults))
    return _partnership(file)


def _malformed(content: _Table, error: ValidationError) -> Iterator[str]:
    for fault in error.errors(include_url=False, include_input=False):
        where = _named(content, [str(part) for part in fault["loc"]])
        message = fault["msg"].removeprefix("Value error, ")
        yield f"{where}: {message[0].lower()}{message[1:]}"


def _named(content: _Table, where: list[str]) -> str:
    """A place in the file as its reader finds it: an entry by its id, not by its number."""
    if len(where) > 1 and where[1].isdigit():
        entry = content[where[0]][int(where[1])]
        name = entry.get("id") if isinstance(entry, dict) else None
        where = [f"{where[0]}[{name or int(where[1]) + 1}]", *where[2:]]
    return ".".join(where)


def _contradictions(content: _Table) -> Iterator[str]:
    """Of a file that may be malformed too, so that all its faults are named at once."""
    organisations, areas = _entries(content, "organisations"), _entries(content, "areas")
    yield from _twice("organisation", organisations)
    yield from _twice("area", areas)
    yield from _twice("category", _entries(content, "categories"))
    yield from _twice("legal basis", _entries(content, "legal_bases"))
    yield from _twice("topic", _entries(content, "topics"))
    yield from _wrong_landmarks(content, areas)
    known = [o.get("id") for o in organisations]
    for area in areas:
        wanted = area.get("organisation")
        if isinstance(wanted, str) and wanted not in known:
            yield f"area {area.get('id')}: there is no organisation {wanted}"
    for organisation in organisations:
        yield from _wrong_hours(organisation)
    yield from _wrong_desks(content, known)
    if not any(c.get("number") == "112" for c in _entries(content, "contacts")):
        yield "contacts: 112 is missing"


def _wrong_landmarks(content: _Table, areas: list[_Table]) -> Iterator[str]:
    landmarks = _entries(content, "landmarks")
    yield from _twice("landmark", landmarks)
    known = [landmark.get("id") for landmark in landmarks]
    for area in areas:
        named = area.get("landmarks")
        for wanted in named if isinstance(named, list) else []:
            if wanted not in known:
                yield f"area {area.get('id')}: there is no landmark {wanted}"


def _wrong_desks(content: _Table, organisations: list[Any]) -> Iterator[str]:
    desks, categories = _entries(content, "desks"), _entries(content, "categories")
    yield from _twice("desk", desks)
    for desk in desks:
        wanted = desk.get("organisation", "")
        if isinstance(wanted, str) and wanted and wanted not in organisations:
            yield f"desk {desk.get('id')}: there is no organisation {wanted}"
        if desk.get("police") and not wanted:
            yield f"desk {desk.get('id')}: name the organisation of the police"
    questions = [c for c in categories if c.get("question")]
    if len(questions) > 1 or (desks and not questions):
        yield "categories: desks need one category with question = true, and no more"
    if categories and len(questions) == len(categories):
        yield "categories: a concern needs one that is no question"


def _wrong_hours(organisation: _Table) -> Iterator[str]:
    hours, name = organisation.get("hours"), organisation.get("id")
    if not isinstance(hours, dict):
        return
    if wrong := sorted(set(hours) - set(_DAYS)):
        yield f"organisation {name}: {', '.join(wrong)} is no weekday"
    if not any(hours.values()):
        yield f"organisation {name}: is never open, so nothing could be promised"


def _entries(content: _Table, name: str) -> list[_Table]:
    found = content.get(name)
    return [e for e in found if isinstance(e, dict)] if isinstance(found, list) else []


def _twice(kind: str, entries: list[_Table]) -> Iterator[str]:
    for found, count in Counter(str(e["id"]) for e in entries if "id" in e).items():
        if count > 1:
            yield f"{kind} {found}: stands {count} times"


def _partnership(file: _File) -> Partnership:
    return Partnership(
        name=file.name.by_language(),
        notice_version=file.notice_version,
        website=file.website,
        organisations={OrganisationId(o.id): _organisation(o) for o in file.organisations},
        areas={
            AreaId(a.id): Area(
                id=AreaId(a.id),
                name=a.name,
                organisation=OrganisationId(a.organisation),
                circle=a.circle(),
                landmarks=tuple(LandmarkId(name) for name in a.landmarks),
            )
            for a in file.areas
        },
        categories={
            CategoryId(c.id): Category(
                id=CategoryId(c.id),
                names=c.names.by_language(),
                child=c.child,
                question=c.question,
            )
            for c in file.categories
        },
        contacts=tuple(
            Contact(names=c.names.by_language(), number=c.number, urgent=c.urgent)
            for c in file.contacts
        ),
        desks={DeskId(d.id): _desk(d) for d in file.desks},
        landmarks={
            LandmarkId(n.id): Landmark(
                id=LandmarkId(n.id), names=n.names.by_language(), at=n.at.by_language()
            )
            for n in file.landmarks
        },
        legal_bases={
            LegalBasisId(b.id): LegalBasis(id=LegalBasisId(b.id), names=b.names.by_language())
            for b in file.legal_bases
        },
        topics={
            TopicId(o.id): Topic(id=TopicId(o.id), names=o.names.by_language()) for o in file.topics
        },
        defaults=_defaults(file.defaults),
    )


def _desk(value: _Desk) -> Desk:
    return Desk(
        id=DeskId(value.id),
        names=value.names.by_language(),
        organisation=OrganisationId(value.organisation) if value.organisation else None,
        police=value.police,
    )


def _organisation(value: _Organisation) -> Organisation:
    spans = {
        _DAYS.index(day): tuple(sorted((_span(text) for text in texts), key=lambda s: s.opens))
        for day, texts in value.hours.items()
    }
    return Organisation(
        id=OrganisationId(value.id),
        names=value.names.by_language(),
        prefix=value.prefix,
        hours=OpeningHours(spans),
    )


def _span(text: str) -> Span:
    opens, _, closes = text.partition("-")
    return Span(time.fromisoformat(opens), time.fromisoformat(closes))


def _defaults(value: _Defaults) -> Defaults:
    return Defaults(
        answer_working_days=value.answer_working_days,
        draft_life=timedelta(hours=value.draft_hours),
        chat_window=timedelta(hours=value.chat_window_hours),
        invite_life=timedelta(hours=value.invite_hours),
        news_days=value.news_days,
        silent_days=value.silent_days,
        small_number=value.small_number,
        concerns_a_day=value.concerns_a_day,
        additions_a_day=value.additions_a_day,
        code_tries_an_hour=value.code_tries_an_hour,
        code_tries_of_all_an_hour=value.code_tries_of_all_an_hour,
        claim_open_hours=value.claim_open_hours,
        chase_open_hours=value.chase_open_hours,
        report_hours=value.report_hours,
        report_warning_hours=value.report_warning_hours,
        reader_wait=timedelta(hours=value.reader_open_hours),
    )
