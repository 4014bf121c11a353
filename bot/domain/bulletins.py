"""Area news: what it says and to whom, who signed it, and how its sending went."""

from __future__ import annotations

import hashlib
import json
from collections.abc import (
    Iterable,
    Mapping,
    Sequence,
)
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import datetime, time, timedelta
from enum import Enum, StrEnum
from typing import Any

from bot.domain.errors import (
    BulletinMovedOn,
    LanguagesMissing,
    NeedsAnother,
    NoAreaChosen,
    NotAllowed,
    NotFound,
    Refused,
)
from bot.domain.happenings import (
    Happening,
)
from bot.domain.hours import (
    COPENHAGEN,
)
from bot.domain.ids import (
    AreaId,
    BulletinId,
    ModeratorId,
    OrganisationId,
    PageId,
    ThemeId,
    TopicId,
)
from bot.domain.initiatives import (
    InitiativePart,
    names_in,
    stream_of,
)
from bot.domain.people import Lang, Moderator
from bot.domain.pictures import (
    Picture,
)
from bot.domain.preferences import Priority as Priority  # noqa: PLC0414 # a word of bulletins too,
from bot.domain.pulse import (
    PulseKind,
    PulsePart,
)
from bot.domain.roles import Deed

BULLETIN_LIMIT = 3000
"""UTF-16 units of the text in one language."""
SEAL_DIGITS = 16
"""So many hexadecimal digits of the digest travel in a button."""


class Delivery(StrEnum):
    """How one recipient fared. UNKNOWN: sent, but Telegram's answer never came.

    UNSENT: the sending was stopped before it was their turn.
    """

    OPEN = "open"
    SENDING = "sending"
    SENT = "sent"
    BLOCKED = "blocked"
    FAILED = "failed"
    UNKNOWN = "unknown"
    UNSENT = "unsent"


class Stage(StrEnum):
    """Where a bulletin stands. STOPPED: its sending was broken off."""

    PROPOSED = "proposed"
    RETURNED = "returned"
    SIGNED = "signed"
    SENDING = "sending"
    SENT = "sent"
    STOPPED = "stopped"
    RETRACTED = "retracted"


class Tie(StrEnum):
    """What news is to the news it follows. An ADDITION stands beside it."""

    CORRECTION = "correction"
    SUCCESSOR = "successor"
    ADDITION = "addition"


class Why(StrEnum):
    """Why news was withdrawn."""

    FACTS = "facts"
    AREA = "area"
    DANGER = "danger"
    OTHER = "other"


class Validity(StrEnum):
    """How long it is news. DAYS: three."""

    TODAY = "t"
    DAYS = "d"
    WEEK = "w"
    MONTH = "m"
    OPEN = "o"


class Change(StrEnum):
    """What is to become of a message whose text stands on a phone, and what became of it.

    LOST: Telegram would not change it any more.
    """

    NONE = ""
    EDIT = "edit"
    DELETE = "delete"
    EDITED = "edited"
    DELETED = "deleted"
    LOST = "lost"


UNSENT = frozenset({Stage.PROPOSED, Stage.RETURNED, Stage.SIGNED})
"""What no resident has seen anything of."""
PUBLIC = frozenset({Stage.SENDING, Stage.SENT, Stage.STOPPED})
"""What residents may read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Everything that is signed: a change of any field voids the signature.

    fallback: languages whose readers get the Danish text, labelled as such, by explicit choice.
    due: epoch second at which it leaves; None: as soon as it is signed. valid_until: hour since
    1970 from which it is no news any more; None: as long as news lives. earlier: the news it is
    tied to, by its tie. as_of: epoch second of that news' last correction when this was begun.
    picture: drawn anew; what stands under an id never changes. event: what it
    invites to. theme: whose cases it answers in public; no word of them is in it.
    """

    texts: Mapping[Lang, str] = field(default_factory=dict)
    fallback: frozenset[Lang] = frozenset()
    areas: frozenset[AreaId] = frozenset()
    topic: TopicId | None = None
    priority: Priority = Priority.NORMAL
    due: int | None = None
    valid_until: int | None = None
    earlier: BulletinId | None = None
    tie: Tie | None = None
    as_of: int | None = None
    picture: PageId | None = None
    event: Happening | None = None
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

    def unnamed(self) -> Content:
        """An initiative that has its name from these texts gets it from corrected ones."""
        about = self.initiative
        if about is None or about.names != names_in(self.texts):
            return self
        return replace(self, initiative=replace(about, names={}))

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
        parts = [[f.name, _canonical(getattr(value, f.name))] for f in fields(value)]
        return [type(value).__name__, parts]
    if isinstance(value, Mapping):
        return ["map", _sorted([_canonical(k), _canonical(v)] for k, v in value.items())]
    if isinstance(value, (set, frozenset)):
        return ["set", _sorted(_canonical(v) for v in value)]
    if isinstance(value, (list, tuple)):
        return ["list", [_canonical(v) for v in value]]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return ["bytes", value.hex()]
    return value


def _sorted(values: Iterable[Any]) -> list[Any]:
    return sorted(values, key=json.dumps)


@dataclass(frozen=True, slots=True, kw_only=True)
class BulletinDraft:
    """What a publisher is writing.

    typed_in: the message each text was typed in, so that a change on the phone replaces it; 0
    where there was none. of: the proposal it goes on with. picture: the one that was sent last;
    without pages while it is fetched. kept: words that could tell who somebody is and that its
    author wants to stay. told: of "you said, we did", the free parts of each language, each with
    the message it was typed in.
    """

    content: Content = field(default_factory=Content)
    writing: Lang | None = None
    typed_in: Mapping[Lang, int] = field(default_factory=dict)
    of: BulletinId | None = None
    picture: Picture | None = None
    kept: frozenset[str] = frozenset()

    @property
    def is_fetching(self) -> bool:
        return self.picture is not None and not self.picture.pages

    def with_picture(self, new: Picture | None) -> BulletinDraft:
        """In the place of any other; its page, once it is there, is what is signed."""
        page = new.pages[0] if new and new.pages else None
        return replace(self.with_content(picture=page), picture=new)

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
class Withdrawal:
    """Who took news back, when (epoch seconds), and why."""

    by: ModeratorId
    at: int
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """News from its proposal on. hour: whole hours since 1970, of the proposal, then of sending.

    corrected: epoch second of its last correction. word: why it was returned. late: it was told
    that its time passed without a signature.
    """

    id: BulletinId
    organisation: OrganisationId
    author: ModeratorId
    content: Content
    hour: int
    stage: Stage = Stage.PROPOSED
    signature: Signature | None = None
    version: int = 1
    corrected: int | None = None
    withdrawn: Withdrawal | None = None
    word: str = ""
    late: bool = False

    def _at(self, stage: Stage, **changes: Any) -> Bulletin:
        return replace(self, stage=stage, version=self.version + 1, **changes)

    def _check(self, *stages: Stage) -> None:
        if self.stage not in stages:
            raise BulletinMovedOn

    def check_organisation(self, organisation: OrganisationId) -> None:
        """Raises NotFound for another organisation's."""
        if organisation != self.organisation:
            raise NotFound

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

    def is_signable_by(self, colleague: Moderator) -> bool:
        try:
            self.check_signer(colleague)
        except Refused:
            return False
        return True

    def changed(self, content: Content) -> Bulletin:
        """Other content before it leaves: what was signed is signed no more."""
        self._check(Stage.PROPOSED, Stage.RETURNED, Stage.SIGNED)
        return self._at(Stage.PROPOSED, content=content, signature=None, word="", late=False)

    def signed(self, *, by: ModeratorId, at: int, digest: str, alone_because: str = "") -> Bulletin:
        """digest: the first digits of that of the content the signer saw. Raises BulletinMovedOn
        when it is other content by now, NeedsAnother when the author signs what is not urgent, or
        without saying why.
        """
        self._check(Stage.PROPOSED)
        if len(digest) < SEAL_DIGITS or not self.content.digest.startswith(digest):
            raise BulletinMovedOn
        signature = Signature(by=by, at=at, digest=self.content.digest, alone_because=alone_because)
        if not self._suffices(signature):
            raise NeedsAnother
        return self._at(Stage.SIGNED, signature=signature)

    def _suffices(self, signature: Signature) -> bool:
        """Two people, or one who said why of what is urgent."""
        alone = bool(signature.alone_because) and self.content.priority is Priority.URGENT
        return signature.by != self.author or alone

    def check_alone(self, colleague: Moderator) -> None:
        """Raises NotAllowed, and NeedsAnother for what is not urgent or somebody else's."""
        colleague.check(Deed.SIGN_ALONE)
        if colleague.id != self.author or self.content.priority is not Priority.URGENT:
            raise NeedsAnother

    def check_reviewer(self, colleague: Moderator) -> None:
        """Who may look at a single signature afterwards: never the signer.

        Raises NotAllowed, NeedsAnother, NotFound.
        """
        colleague.check(Deed.REVIEW_BULLETIN)
        if colleague.organisation != self.organisation or not self.was_alone:
            raise NotFound
        if self.signature and self.signature.by == colleague.id:
            raise NeedsAnother
        if colleague.areas and not self.content.areas <= colleague.areas:
            raise NotAllowed

    def tells_back(self, author: ModeratorId) -> bool:
        """Whether it is their own answer to a theme, which is for leads too."""
        return self.content.theme is not None and self.author == author

    @property
    def was_alone(self) -> bool:
        return self.signature is not None and bool(self.signature.alone_because)

    @property
    def wants_review(self) -> bool:
        """Signed by one alone, and nobody has looked at that yet."""
        signature = self.signature
        return signature is not None and self.was_alone and signature.reviewed_by is None

    def reviewed(self, by: ModeratorId) -> Bulletin:
        """Raises BulletinMovedOn when somebody did already."""
        if self.signature is None or not self.wants_review:
            raise BulletinMovedOn
        return self._at(self.stage, signature=replace(self.signature, reviewed_by=by))

    def returned(self, word: str = "") -> Bulletin:
        """word: to its author."""
        self._check(Stage.PROPOSED)
        return self._at(Stage.RETURNED, word=word)

    def taken_back(self) -> Bulletin:
        """Its author writes on at it; nobody can sign it meanwhile."""
        self._check(Stage.PROPOSED, Stage.RETURNED, Stage.SIGNED)
        return self._at(Stage.RETURNED, signature=None)

    def told_late(self) -> Bulletin:
        """It was told that its time came before a signature."""
        self._check(Stage.PROPOSED)
        return self._at(Stage.PROPOSED, late=True)

    def finished(self) -> Bulletin:
        self._check(Stage.SENDING)
        return self._at(Stage.SENT)

    def corrected_by(self, correction: Bulletin, at: int) -> Bulletin:
        """What its readers find from now on.

        Whom it went to, how, what it follows itself and who signed it first stay as they are: the
        correction keeps its own signature.
        """
        self._check(*PUBLIC)
        own = self.content
        content = replace(
            correction.content,
            areas=own.areas,
            topic=own.topic,
            priority=own.priority,
            due=own.due,
            earlier=own.earlier,
            tie=own.tie,
            as_of=own.as_of,
        )
        return self._at(self.stage, content=content, corrected=at)

    def retracted(self, withdrawal: Withdrawal) -> Bulletin:
        self._check(*PUBLIC)
        return self._at(Stage.RETRACTED, withdrawn=withdrawal)

    def is_valid(self, hour: int) -> bool:
        return self.content.valid_until is None or hour < self.content.valid_until

    def is_tied(self, tie: Tie) -> bool:
        return self.content.earlier is not None and self.content.tie is tie

    def stands_by(self, signer: Moderator | None) -> bool:
        """Whether who signed it, None: a colleague no more, may still do so."""
        if signer is None or self.signature is None or signer.id != self.signature.by:
            return False
        if not self.was_alone:
            return self.is_signable_by(signer)
        return signer.may(Deed.SIGN_ALONE)

    @property
    def is_signed(self) -> bool:
        """Whether the signature is one of exactly this content, and by who may give it."""
        signature = self.signature
        if signature is None or signature.digest != self.content.digest:
            return False
        return self._suffices(signature)

    def is_due(self, now: int) -> bool:
        """now: epoch seconds."""
        return self.stage is Stage.SIGNED and (self.content.due is None or self.content.due <= now)

    def started(self, hour: int) -> Bulletin:
        """Raises BulletinMovedOn for what is not signed as it stands."""
        self._check(Stage.SIGNED)
        if not self.is_signed:
            raise BulletinMovedOn
        return self._at(Stage.SENDING, hour=hour)


_DAYS: Mapping[Validity, int] = {
    Validity.TODAY: 0, Validity.DAYS: 3, Validity.WEEK: 7, Validity.MONTH: 30,
}  # fmt: skip


def valid_until(validity: Validity, leaves: datetime) -> int | None:
    """The hour at which the local day ends that many days after it leaves; None: no end."""
    if validity is Validity.OPEN:
        return None
    day = leaves.astimezone(COPENHAGEN).date() + timedelta(days=_DAYS[validity] + 1)
    return int(datetime.combine(day, time(), COPENHAGEN).timestamp()) // 3600


@dataclass(frozen=True, slots=True)
class Standing:
    """How news stands by now. newer: what came after it. over: it is valid no more."""

    newer: BulletinId | None = None
    over: bool = False


@dataclass(frozen=True, slots=True)
class Band:
    """A count shown so coarsely that nobody can be found in it: low <= n <= high."""

    low: int
    high: int | None


BANDS = (Band(0, 9), Band(10, 24), Band(25, 99), Band(100, None))
REPORT_BANDS = (Band(0, 24), Band(25, 99), Band(100, None))
"""What a sending did, area by area and language by language, is told in wider bands than how many
follow: with the same bands, two parts of 10 or more would leave of "10 to 24 followers" no more
than four for a third, and a small count would follow from a sum."""
LARGE = 100
"""So many recipients in one language of one area let a sending show how far it has come."""
TENTHS = 10


def band(count: int) -> Band:
    """The band of a count of residents. Source: docs/administrators.md, decided defaults."""
    return next(b for b in BANDS if b.high is None or count <= b.high)


def report_band(count: int) -> Band:
    """The band in which a report tells a count of recipients."""
    return next(b for b in REPORT_BANDS if b.high is None or count <= b.high)


@dataclass(frozen=True, slots=True)
class Cell:
    """Recipients of one area and language whom the same became of.

    area: whose run took them; who follows several areas is in one cell.
    """

    area: AreaId
    language: Lang
    outcome: Delivery


ON_THE_WAY = frozenset({Delivery.OPEN, Delivery.SENDING})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a sending has come. done: nobody is left. stopped: it was broken off.

    expected: how many it goes to, 0 where that may not be shown. known: the counts were kept.
    """

    counts: Mapping[Cell, int]
    done: bool
    stopped: bool = False
    expected: int = 0
    known: bool = True

    @property
    def tenths(self) -> int | None:
        """Of its recipients, None where that may not be shown.

        Only with one cell of LARGE or more: then nothing shown bounds the whole from above, and
        neither the share that is through nor the one that is left tells how few anybody is.
        """
        if not self.expected:
            return None
        through = sum(n for cell, n in self.counts.items() if cell.outcome not in ON_THE_WAY)
        return min(TENTHS - 1, TENTHS * through // self.expected)

    def shown(self) -> Sequence[Cell]:
        """Cells that a report names, whose band is not the lowest.

        How many were reached before a stop is not told: with the seconds that it ran, which tell
        how many that can have been at most, it would say how few were reached of some.
        """
        told = (Delivery.BLOCKED, Delivery.FAILED, Delivery.UNKNOWN)
        first = Delivery.UNSENT if self.stopped else Delivery.SENT
        cells = (c for c, n in self.counts.items() if report_band(n).low)
        order = [first, *told]
        return sorted(
            (c for c in cells if c.outcome in order),
            key=lambda c: (c.area, list(Lang).index(c.language), order.index(c.outcome)),
        )
