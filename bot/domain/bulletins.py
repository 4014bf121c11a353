"""Area news: what it says and to whom, who signed it, and how its sending went."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from enum import Enum, StrEnum
from typing import Any

from bot.domain.errors import (
    BulletinMovedOn,
    LanguagesMissing,
    NeedsAnother,
    NoAreaChosen,
    NotAllowed,
    NotFound,
)
from bot.domain.ids import AreaId, BulletinId, ModeratorId, OrganisationId, ThemeId, TopicId
from bot.domain.initiatives import InitiativePart, names_in, stream_of
from bot.domain.people import Lang, Moderator
from bot.domain.pulse import PulseKind, PulsePart
from bot.domain.roles import Deed

BULLETIN_LIMIT = 3000
"""UTF-16 units of the text in one language."""
SEAL_DIGITS = 16
"""So many hexadecimal digits of the digest travel in a button."""


class Delivery(StrEnum):
    """How one recipient fared. UNKNOWN: sent, but Telegram's answer never came."""

    OPEN = "open"
    SENDING = "sending"
    SENT = "sent"
    BLOCKED = "blocked"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Priority(StrEnum):
    """How loudly it comes. Only what is urgent carries its text, to those who agreed to that."""

    URGENT = "urgent"
    NORMAL = "normal"
    QUIET = "quiet"


class Stage(StrEnum):
    """Where a bulletin stands. STOPPED: its sending was broken off."""

    PROPOSED = "proposed"
    RETURNED = "returned"
    SIGNED = "signed"
    SENDING = "sending"
    SENT = "sent"
    STOPPED = "stopped"
    RETRACTED = "retracted"


UNSENT = frozenset({Stage.PROPOSED, Stage.RETURNED, Stage.SIGNED})
"""What no resident has seen anything of."""
PUBLIC = frozenset({Stage.SENDING, Stage.SENT, Stage.STOPPED})
"""What residents may read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything that is signed: a change of any field voids the signature.

    fallback: languages whose readers get the Danish text, labelled as such, by explicit choice.
    due: epoch second at which it leaves; None: as soon as it is signed. valid_until: hour since
    1970 from which it is no news any more; None: as long as news lives. theme: whose cases it
    answers in public; no word of them is in it.
    """

    texts: Mapping[Lang, str] = field(default_factory=dict)
    fallback: frozenset[Lang] = frozenset()
    areas: frozenset[AreaId] = frozenset()
    topic: TopicId | None = None
    priority: Priority = Priority.NORMAL
    due: int | None = None
    valid_until: int | None = None
    pulse: PulsePart | None = None
    theme: ThemeId | None = None
    initiative: InitiativePart | None = None

    @property
    def has_fixed_words(self) -> bool:
        """Whether nobody writes its texts: they come with what it announces."""
        return self.pulse is not None

    @property
    def has_fixed_areas(self) -> bool:
        """Whether it goes where something went before."""
        return self.pulse is not None and self.pulse.kind is PulseKind.RESULT

    @property
    def streams(self) -> frozenset[AreaId]:
        """Where it is read: its areas, and among those who follow the initiative it is about."""
        if self.initiative is None:
            return self.areas
        return self.areas | {stream_of(self.initiative.id)}

    def named(self) -> Content:
        """An initiative that has no name yet gets it from the texts."""
        if self.initiative is None or self.initiative.names:
            return self
        return replace(self, initiative=replace(self.initiative, names=names_in(self.texts)))

    def missing(self) -> tuple[Lang, ...]:
        return tuple(lang for lang in Lang if lang not in self.texts and lang not in self.fallback)

    def check_complete(self) -> None:
        """Raises LanguagesMissing or NoAreaChosen."""
        if missing := self.missing():
            raise LanguagesMissing(missing)
        if Lang.DA not in self.texts:
            raise LanguagesMissing((Lang.DA,))
        if not self.areas:
            raise NoAreaChosen

    def text_for(self, lang: Lang) -> tuple[str, bool]:
        """The text a reader of `lang` gets, and whether it is the labelled Danish fallback."""
        if lang in self.texts:
            return self.texts[lang], False
        return self.texts.get(Lang.DA, ""), True

    @property
    def digest(self) -> str:
        """SHA-256 over every field there is, in hexadecimal digits."""
        return hashlib.sha256(json.dumps(_canonical(self)).encode()).hexdigest()


def _canonical(value: Any) -> Any:
    """The same for equal values whatever their order; no two values share one."""
    if is_dataclass(value) and not isinstance(value, type):
        return [[f.name, _canonical(getattr(value, f.name))] for f in fields(value)]
    if isinstance(value, Mapping):
        return ["map", sorted([_canonical(k), _canonical(v)] for k, v in value.items())]
    if isinstance(value, (set, frozenset)):
        return ["set", sorted(_canonical(v) for v in value)]
    if isinstance(value, (list, tuple)):
        return ["list", [_canonical(v) for v in value]]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return ["bytes", value.hex()]
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinDraft:
    """What a publisher is writing.

    typed_in: the message each text was typed in, so that a change on the phone replaces it; 0
    where there was none. told: of "you said, we did", the free parts of each language, each with
    the message it was typed in.
    """

    content: Content = field(default_factory=Content)
    writing: Lang | None = None
    typed_in: Mapping[Lang, int] = field(default_factory=dict)
    told: Mapping[Lang, tuple[tuple[int, str], ...]] = field(default_factory=dict)

    def begun(self, lang: Lang) -> BulletinDraft:
        """This language is written from its beginning."""
        told = {each: parts for each, parts in self.told.items() if each is not lang}
        return replace(self, writing=lang, told=told)

    def with_part(self, lang: Lang, text: str, message: int) -> BulletinDraft:
        """With one more free part of a language, or the one of this message anew."""
        parts = self.told.get(lang, ())
        if any(typed_in == message != 0 for typed_in, _ in parts):
            parts = tuple((m, text if m == message else old) for m, old in parts)
        else:
            parts = (*parts, (message, text))
        return replace(self, told={**self.told, lang: parts})

    def with_content(self, **changes: Any) -> BulletinDraft:
        """With other values of these fields of its content."""
        return replace(self, content=replace(self.content, **changes))

    def typed(self, lang: Lang, text: str, message: int = 0) -> BulletinDraft:
        content = replace(
            self.content,
            texts={**self.content.texts, lang: text},
            fallback=self.content.fallback - {lang},
        )
        return replace(
            self,
            content=content,
            typed_in={**self.typed_in, lang: message},
            writing=None if self.writing is lang else self.writing,
        )

    def language_of(self, message: int) -> Lang | None:
        """The language whose text was typed in this message."""
        typed = [(typed_in, lang) for lang, typed_in in self.typed_in.items()]
        typed += [(typed_in, lang) for lang, parts in self.told.items() for typed_in, _ in parts]
        return next((lang for typed_in, lang in typed if typed_in == message != 0), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who answers for exactly this content, besides its author.

    digest: of the content that was signed. at: epoch seconds. alone_because: why the author's own
    signature was enough, else "". reviewed_by: who looked at that afterwards.
    """

    by: ModeratorId
    at: int
    digest: str
    alone_because: str = ""
    reviewed_by: ModeratorId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """News from its proposal on. hour: whole hours since 1970, of the proposal, then of sending."""

    id: BulletinId
    organisation: OrganisationId
    author: ModeratorId
    content: Content
    hour: int
    stage: Stage = Stage.PROPOSED
    signature: Signature | None = None
    version: int = 1

    def _at(self, stage: Stage, **changes: Any) -> Bulletin:
        return replace(self, stage=stage, version=self.version + 1, **changes)

    def _check(self, *stages: Stage) -> None:
        if self.stage not in stages:
            raise BulletinMovedOn

    def check_signer(self, colleague: Moderator) -> None:
        """Raises NeedsAnother, NotAllowed, or NotFound for another organisation's."""
        if colleague.organisation != self.organisation:
            raise NotFound
        if not colleague.may(Deed.SIGN_BULLETIN):
            raise NotAllowed
        if colleague.id == self.author:
            raise NeedsAnother
        if colleague.areas and not self.content.areas <= colleague.areas:
            raise NotAllowed

    def changed(self, content: Content) -> Bulletin:
        """Other content before it leaves: what was signed is signed no more."""
        self._check(Stage.PROPOSED, Stage.RETURNED, Stage.SIGNED)
        return self._at(Stage.PROPOSED, content=content, signature=None)

    def signed(self, *, by: ModeratorId, at: int, digest: str, alone_because: str = "") -> Bulletin:
        """digest: the first digits of that of the content the signer saw. Raises BulletinMovedOn
        when it is other content by now, NeedsAnother when the author signs without saying why.
        """
        self._check(Stage.PROPOSED)
        if len(digest) < SEAL_DIGITS or not self.content.digest.startswith(digest):
            raise BulletinMovedOn
        if by == self.author and not alone_because:
            raise NeedsAnother
        signature = Signature(by=by, at=at, digest=self.content.digest, alone_because=alone_because)
        return self._at(Stage.SIGNED, signature=signature)

    def returned(self) -> Bulletin:
        self._check(Stage.PROPOSED)
        return self._at(Stage.RETURNED)

    def taken_back(self) -> Bulletin:
        """Its author writes on at it; nobody can sign it meanwhile."""
        self._check(Stage.PROPOSED, Stage.RETURNED, Stage.SIGNED)
        return self._at(Stage.RETURNED, signature=None)

    def finished(self) -> Bulletin:
        self._check(Stage.SENDING)
        return self._at(Stage.SENT)

    @property
    def is_signed(self) -> bool:
        """Whether the signature is one of exactly this content."""
        return self.signature is not None and self.signature.digest == self.content.digest

    def is_due(self, now: int) -> bool:
        """now: epoch seconds."""
        return self.stage is Stage.SIGNED and (self.content.due is None or self.content.due <= now)

    def started(self, hour: int) -> Bulletin:
        """Raises BulletinMovedOn for what is not signed as it stands."""
        self._check(Stage.SIGNED)
        if not self.is_signed:
            raise BulletinMovedOn
        return self._at(Stage.SENDING, hour=hour)


@dataclass(frozen=True, slots=True)
class Band:
    """A count shown so coarsely that nobody can be found in it: low <= n <= high."""

    low: int
    high: int | None


BANDS = (Band(0, 9), Band(10, 24), Band(25, 99), Band(100, None))


def band(count: int) -> Band:
    """The band of a count of residents. Source: docs/administrators.md, decided defaults."""
    return next(b for b in BANDS if b.high is None or count <= b.high)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a broadcast has come. attempted: recipients taken so far; done: none is left."""

    counts: Mapping[Delivery, int]
    done: bool

    def of(self, outcome: Delivery) -> int:
        return self.counts.get(outcome, 0)
