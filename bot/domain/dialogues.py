"""Where a chat stands and what has been typed so far. Stored sealed; lives one hour."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from bot.domain.bulletins import BulletinDraft
from bot.domain.concerns import Details, EntryKind
from bot.domain.errors import TextTooLong, TooManyPictures
from bot.domain.handovers import (
    Offer,
    WhyReturned,
)
from bot.domain.happenings import ClosingDraft, FindingDraft, HappeningDraft
from bot.domain.ids import (
    AreaId,
    BulletinId,
    CategoryId,
    ConcernId,
    DeskId,
    HandoverId,
    PageId,
    PictureId,
    ThemeId,
)
from bot.domain.incidents import IncidentDraft
from bot.domain.pictures import PICTURES, Picture
from bot.domain.practice import Stage
from bot.domain.staffing import StaffDraft
from bot.domain.words import WORDS_LIMIT, cleaned, units


class Step(StrEnum):
    """What the next typed message means."""

    IDLE = "idle"
    CONCERN_AREA = "concern_area"
    CONCERN_CATEGORY = "concern_category"
    CONCERN_WHEN = "concern_when"
    CONCERN_HOW_OFTEN = "concern_how_often"
    CONCERN_DESK = "concern_desk"
    CONCERN_WORDS = "concern_words"
    CONCERN_PREVIEW = "concern_preview"
    ADDITION = "addition"
    REPLY = "reply"
    NOTE = "note"
    BULLETIN_TEXT = "bulletin_text"
    BULLETIN = "bulletin"
    CODE = "code"
    CODE_TRIED = "code_tried"
    APPEAL = "appeal"
    MASK = "mask"
    FIND = "find"
    RETURN = "return"
    STAFFING = "staffing"
    PRACTICE = "practice"
    REVEAL = "reveal"
    HANDOVER = "handover"
    HANDOVER_RETURN = "handover_return"
    SHARED_NOTE = "shared_note"
    THEME = "theme"
    BULLETIN_ALONE = "bulletin_alone"
    BULLETIN_RETURN = "bulletin_return"
    INCIDENT = "incident"
    EVENT = "event"
    EVENT_CAME = "event_came"
    FINDING = "finding"


CONCERN_STEPS = frozenset(s for s in Step if s.value.startswith("concern_"))
_TO_COLLEAGUES = frozenset({Step.REPLY, Step.NOTE, Step.RETURN})
"""Where what is typed becomes part of a case that colleagues have open too."""


@dataclass(frozen=True, slots=True)
class Part:
    """One typed message; an edit on the phone replaces it while the draft lives."""

    message: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Text typed in one or several messages."""

    parts: tuple[Part, ...] = ()

    @property
    def text(self) -> str:
        return "\n\n".join(p.text for p in self.parts)

    def __bool__(self) -> bool:
        return bool(self.parts)

    def typed(self, message: int, text: str) -> Words:
        """With one more message, or the same one edited. Raises TextTooLong; nothing is lost."""
        part = Part(message, cleaned(text))
        known = any(p.message == message for p in self.parts)
        parts = (
            tuple(part if p.message == message else p for p in self.parts)
            if known
            else (*self.parts, part)
        )
        longer = Words(parts=tuple(p for p in parts if p.text))
        if (length := units(longer.text)) > WORDS_LIMIT:
            raise TextTooLong(length, WORDS_LIMIT)
        return longer

    def changed(self, change: Callable[[str], str]) -> Words:
        """Every part as `change` makes it."""
        return Words(parts=tuple(Part(p.message, change(p.text)) for p in self.parts))

    def has(self, message: int) -> bool:
        return any(p.message == message for p in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernDraft:
    """asking: it is a question. desk: whom it is asked of. bulletin: the news it is about."""

    area: AreaId | None = None
    category: CategoryId | None = None
    details: Details = field(default_factory=Details)
    danger: bool = False
    asking: bool = False
    desk: DeskId | None = None
    bulletin: BulletinId | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """An answer that may be the beginning of one to the next case of the same theme."""

    theme: ThemeId
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """One chat's place in the product.

    words: what is being written, or was written before it had a place to go. about: the case an
    addition or reply belongs to. forward: how its resident steps forward. ready: id of the ready
    answer that the words are. original: what the writer wrote, when the words are a machine's
    translation of it. previewed: the preview was reached once. poster: the area of the deep link
    that opened the chat. opened: the case opened by its receipt code, as long as the dialogue
    lives. pictures: go along with the words. search: words that cases were looked for by. known:
    how many contributions the case had when its writer last looked. staffing: roles being chosen
    for a colleague. practice: how far the practice case has come. offer: a hand-over that is
    being put together. handover: what a note or a return is about. why: of a return. said: the last
    answer to a case of a theme. returning: news that goes back to its author with the words.
    incident: a template that is being filled. happening: an event being arranged. closing: the
    report of one. finding: of a safety walk, being written. version: grows with each change, so
    that a button of an earlier preview cannot send.
    """

    step: Step = Step.IDLE
    words: Words = field(default_factory=Words)
    concern: ConcernDraft = field(default_factory=ConcernDraft)
    about: ConcernId | None = None
    forward: EntryKind | None = None
    ready: str | None = None
    original: str = ""
    previewed: bool = False
    bulletin: BulletinDraft | None = None
    poster: AreaId | None = None
    opened: ConcernId | None = None
    pictures: tuple[Picture, ...] = ()
    search: str = ""
    known: int = 0
    offer: Offer | None = None
    handover: HandoverId | None = None
    why: WhyReturned | None = None
    said: Said | None = None
    version: int = 0
    staffing: StaffDraft | None = None
    practice: Stage | None = None
    returning: BulletinId | None = None
    incident: IncidentDraft | None = None
    happening: HappeningDraft | None = None
    closing: ClosingDraft | None = None
    finding: FindingDraft | None = None

    def at(self, step: Step, **changes: Any) -> Dialogue:
        """A new place, with other fields changed by name. Other words are nobody's translation."""
        if "words" in changes:
            changes.setdefault("original", "")
        return replace(self, step=step, version=self.version + 1, **changes)

    def typed(self, message: int, text: str) -> Dialogue:
        """With one more message. It takes the place of what the writer did not write."""
        words = Words() if self.is_ready_made else self.words
        return self.at(self.step, words=words.typed(message, text), ready=None)

    @property
    def is_ready_made(self) -> bool:
        """Whether the words are a ready answer or a machine's translation."""
        return bool(self.ready or self.original)

    @property
    def writes_about(self) -> ConcernId | None:
        """The case that a colleague is just writing about."""
        return self.about if self.step in _TO_COLLEAGUES else None

    @property
    def pages(self) -> tuple[PageId, ...]:
        """Everything the pictures show, in order."""
        return tuple(page for picture in self.pictures for page in picture.pages)

    @property
    def held_pictures(self) -> tuple[Picture, ...]:
        """All that live as long as the dialogue names them."""
        news = self.bulletin.picture if self.bulletin else None
        return (*self.pictures, news) if news else self.pictures

    @property
    def held_pages(self) -> tuple[PageId, ...]:
        return tuple(page for picture in self.held_pictures for page in picture.pages)

    @property
    def is_fetching(self) -> bool:
        return any(not picture.pages for picture in self.pictures)

    def picture(self, wanted: PictureId) -> Picture | None:
        return next((p for p in self.pictures if p.id == wanted), None)

    def with_picture(self, new: Picture) -> Dialogue:
        """Raises TooManyPictures."""
        if len(self.pictures) >= PICTURES:
            raise TooManyPictures(PICTURES)
        return self.at(self.step, pictures=(*self.pictures, new))

    def with_pages(self, wanted: PictureId, pages: tuple[PageId, ...]) -> Dialogue:
        """The picture was fetched; without pages it is no part of the draft any more."""
        changed = (replace(p, pages=pages) if p.id == wanted else p for p in self.pictures)
        kept = tuple(p for p in changed if p.id != wanted or p.pages)
        return self.at(self.step, pictures=kept)

    def answered(self) -> Dialogue:
        """The reply is sent; news that was being written before it is gone back to."""
        step = Step.BULLETIN if self.bulletin else Step.IDLE
        return self.at(
            step, about=None, words=Words(), ready=None, pictures=(), offer=None, handover=None,
            returning=None,
        )  # fmt: skip

    def cleared(self) -> Dialogue:
        """Nothing is being written; a case that was opened by its code stays open.

        The practice case can be gone on with.
        """
        return Dialogue(version=self.version + 1, opened=self.opened, practice=self.practice)
