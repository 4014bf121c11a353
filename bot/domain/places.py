"""The partnership as data: organisations, areas, categories, contacts, hours, decided defaults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from math import asin, cos, radians, sin, sqrt

from bot.domain.advice import Advice, AdvicePage
from bot.domain.errors import NotFound
from bot.domain.hours import OpeningHours
from bot.domain.ids import (
    AreaId,
    CategoryId,
    DeskId,
    LandmarkId,
    LegalBasisId,
    OrganisationId,
    QuestionId,
    TopicId,
)
from bot.domain.incidents import Template, Templates
from bot.domain.people import Lang
from bot.domain.pulse import Question, Questions
from bot.domain.replies import Phrasebook, ReadyAnswer
from bot.domain.retention import Rules

Names = Mapping[Lang, str]
"""One short name in each language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    id: OrganisationId
    names: Names
    prefix: str
    """Start of its colleagues' pseudonyms, such as "SSP" in "SSP-4"."""
    hours: OpeningHours


_EARTH_METRES = 6_371_000


@dataclass(frozen=True, slots=True)
class Circle:
    """Where an area lies, roughly: degrees, and metres around them."""

    latitude: float
    longitude: float
    metres: int

    def metres_to(self, latitude: float, longitude: float) -> float:
        """From its centre to a point."""
        north, east = radians(latitude - self.latitude), radians(longitude - self.longitude)
        narrow = cos(radians(self.latitude)) * cos(radians(latitude))
        half = sin(north / 2) ** 2 + narrow * sin(east / 2) ** 2
        return 2 * _EARTH_METRES * asin(min(1.0, sqrt(half)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """circle: None for an area that is only chosen by name. landmarks: what all know in it."""

    id: AreaId
    name: str
    organisation: OrganisationId
    circle: Circle | None = None
    landmarks: tuple[LandmarkId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """A place that areas have, such as a school. at: where that is, in a sentence with {area}."""

    id: LandmarkId
    names: Names
    at: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    id: CategoryId
    names: Names
    child: bool = False
    """Concerns of this kind may be about a child at risk."""
    question: bool = False
    """What is asked of a desk; never offered as the kind of a concern."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A named role that can be asked. organisation: None for the municipality of the area."""

    id: DeskId
    names: Names
    organisation: OrganisationId | None = None
    police: bool = False
    """The police read what is asked here, which the resident is told before anything is sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalBasis:
    """What allows words of a case to be shown to another organisation."""

    id: LegalBasisId
    names: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What news may be about; readers can choose by it."""

    id: TopicId
    names: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    names: Names
    number: str
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """Times and limits the partnership decided; see docs/administrators.md."""

    answer_working_days: int = 1
    draft_life: timedelta = timedelta(hours=1)
    chat_window: timedelta = timedelta(hours=6)
    staff_chat_window: timedelta = timedelta(hours=40)
    address_grace: timedelta = timedelta(days=14)
    retention: Rules = field(default_factory=Rules)
    invite_life: timedelta = timedelta(hours=48)
    open_concerns: int = 5
    news_days: int = 30
    silent_days: int = 14
    small_number: int = 5
    concerns_a_day: int = 20
    additions_a_day: int = 60
    code_tries_an_hour: int = 5
    code_tries_of_all_an_hour: int = 1000
    claim_open_hours: int = 8
    chase_open_hours: int = 4
    report_hours: int = 24
    report_warning_hours: int = 4
    reader_wait: timedelta = timedelta(hours=2)

    def leaves_chat(self, now: int, *, staff: bool) -> int:
        """Epoch second at which a message shown now must go: a whole hour, within the window."""
        window = self.staff_chat_window if staff else self.chat_window
        return now - now % 3600 + int(window.total_seconds())


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership:
    name: Names
    notice_version: int
    website: str
    organisations: Mapping[OrganisationId, Organisation]
    areas: Mapping[AreaId, Area]
    categories: Mapping[CategoryId, Category]
    contacts: tuple[Contact, ...]
    desks: Mapping[DeskId, Desk] = field(default_factory=dict)
    legal_bases: Mapping[LegalBasisId, LegalBasis] = field(default_factory=dict)
    topics: Mapping[TopicId, Topic] = field(default_factory=dict)
    phrasebook: Phrasebook = field(default_factory=dict)
    advice: Advice = field(default_factory=dict)
    landmarks: Mapping[LandmarkId, Landmark] = field(default_factory=dict)
    incidents: Templates = field(default_factory=dict)
    questions: Questions = field(default_factory=dict)
    defaults: Defaults = field(default_factory=Defaults)

    def area(self, area: AreaId) -> Area:
        """Raises NotFound for an area that was removed from the data meanwhile."""
        try:
            return self.areas[area]
        except KeyError:
            raise NotFound from None

    def area_at(self, latitude: float, longitude: float) -> Area | None:
        """The area whose centre is nearest among those whose circle holds the point."""
        near = [
            (away, area.id)
            for area in self.areas.values()
            if area.circle
            and (away := area.circle.metres_to(latitude, longitude)) <= area.circle.metres
        ]
        return self.areas[min(near)[1]] if near else None

    def organisation(self, organisation: OrganisationId) -> Organisation:
        try:
            return self.organisations[organisation]
        except KeyError:
            raise NotFound from None

    def desk(self, desk: DeskId) -> Desk:
        try:
            return self.desks[desk]
        except KeyError:
            raise NotFound from None

    def asked_at(self, desk: DeskId, area: AreaId) -> Organisation:
        """Whose colleagues read what is asked of a desk about an area. Raises NotFound."""
        return self.organisation(self.desk(desk).organisation or self.area(area).organisation)

    def desk_of(self, organisation: OrganisationId) -> Desk | None:
        """Whom to ask about what this organisation writes; None where nobody can be asked."""
        own = (d for d in self.desks.values() if d.organisation == organisation)
        if self.areas_of(organisation):
            own = (d for d in self.desks.values() if d.organisation in (None, organisation))
        return next(own, None) if self.question else None

    @property
    def question(self) -> Category | None:
        """The kind of a case that is a question; None where no desk can be asked."""
        return next((c for c in self.categories.values() if c.question), None)

    @property
    def offered_categories(self) -> tuple[Category, ...]:
        """Those a concern can be of."""
        return tuple(c for c in self.categories.values() if not c.question)

    def advice_page(self, page: str) -> AdvicePage:
        try:
            return self.advice[page]
        except KeyError:
            raise NotFound from None

    def template(self, template: str) -> Template:
        try:
            return self.incidents[template]
        except KeyError:
            raise NotFound from None

    def landmark(self, landmark: LandmarkId) -> Landmark:
        try:
            return self.landmarks[landmark]
        except KeyError:
            raise NotFound from None

    def pulse_question(self, question: QuestionId) -> Question:
        try:
            return self.questions[question]
        except KeyError:
            raise NotFound from None

    def ready_answer(self, answer: str) -> ReadyAnswer:
        try:
            return self.phrasebook[answer]
        except KeyError:
            raise NotFound from None

    def legal_basis(self, basis: LegalBasisId) -> LegalBasis:
        try:
            return self.legal_bases[basis]
        except KeyError:
            raise NotFound from None

    def topic(self, topic: TopicId) -> Topic:
        try:
            return self.topics[topic]
        except KeyError:
            raise NotFound from None

    def category(self, category: CategoryId) -> Category:
        try:
            return self.categories[category]
        except KeyError:
            raise NotFound from None

    def organisation_of(self, area: AreaId) -> Organisation:
        return self.organisation(self.area(area).organisation)

    def areas_of(self, organisation: OrganisationId) -> tuple[Area, ...]:
        return tuple(a for a in self.areas.values() if a.organisation == organisation)

    def served_by(self, organisation: OrganisationId) -> tuple[Area, ...]:
        """Its own areas; all areas when it has none, as the police."""
        return self.areas_of(organisation) or tuple(self.areas.values())

    def with_areas(self) -> tuple[Organisation, ...]:
        """Organisations that have areas of their own: the municipalities."""
        return tuple(o for o in self.organisations.values() if self.areas_of(o.id))
