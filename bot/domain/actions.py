"""Button data: typed, versioned, at most 64 bytes on the wire.

An action is written `1:<name>:<field>:<field>`. A version or name unknown today is an old
button, never an error.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar, TypeVar, get_type_hints

from bot.domain.concerns import HowOften, Outcome, When
from bot.domain.errors import ButtonTooOld, NotFound
from bot.domain.ids import (
    ID_BYTES,
    AppealId,
    AreaId,
    BulletinId,
    CategoryId,
    ConcernId,
    OrganisationId,
    PictureId,
)
from bot.domain.mutes import MuteReason
from bot.domain.people import Lang

VERSION = "1"
WIRE_LIMIT = 64
_DIGITS = 12
"""Enough for the largest number a button carries, a moment in seconds."""


class Action:
    """Base of all buttons. A subclass is a frozen dataclass of str, int, bytes and enums."""

    name: ClassVar[str]
    fields: ClassVar[tuple[tuple[str, Any], ...]]

    def encode(self) -> str:
        """The callback data. Raises ValueError beyond Telegram's 64 bytes."""
        parts = [_written(getattr(self, name)) for name, _ in self.fields]
        wire = ":".join([VERSION, self.name, *parts])
        if len(wire.encode()) > WIRE_LIMIT:
            raise ValueError(f"button data of {self.name} is longer than {WIRE_LIMIT} bytes")
        return wire


A = TypeVar("A", bound=type[Action])
_KNOWN: dict[str, type[Action]] = {}


def _action(name: str) -> Callable[[A], A]:
    def register(cls: A) -> A:
        hints = get_type_hints(cls)
        cls.name = name
        cls.fields = tuple(
            (f.name, hints[f.name])
            for f in dataclasses.fields(cls)  # type: ignore[arg-type] # every action is a dataclass
        )
        if name in _KNOWN:
            raise ValueError(f"two actions are called {name}")
        _KNOWN[name] = cls
        return cls

    return register


def decode(wire: str) -> Action:
    """The action of a pressed button. Raises ButtonTooOld for anything that is not one."""
    version, _, rest = wire.partition(":")
    name, *parts = rest.split(":")
    known = _KNOWN.get(name)
    if version != VERSION or known is None or len(parts) != len(known.fields):
        raise ButtonTooOld
    try:
        values = {n: _read(part, kind) for part, (n, kind) in zip(parts, known.fields, strict=True)}
    except (ValueError, binascii.Error):
        raise ButtonTooOld from None
    return known(**values)


def _written(value: Any) -> str:
    if isinstance(value, bytes):
        return base64.urlsafe_b64encode(value).decode().rstrip("=")
    if isinstance(value, Enum):
        return str(value.value)
    if value is None:
        return ""
    return str(value)


_IDS = (ConcernId, BulletinId, AppealId, PictureId)


def _read(part: str, kind: Any) -> Any:
    if kind in _IDS:
        raw = base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
        if len(raw) != ID_BYTES:
            raise ValueError("an id has sixteen bytes")
        return raw
    if kind is int:
        return _number(part)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(part)
    if part == "" and type(None) in getattr(kind, "__args__", ()):
        return None
    if args := [a for a in getattr(kind, "__args__", ()) if a is not type(None)]:
        return _read(part, args[0])
    return part


def _number(part: str) -> int:
    """What `_written` makes of a count or a version; a forged one must not reach a statement."""
    if not (part.isascii() and part.isdigit() and len(part) <= _DIGITS):
        raise ValueError("a number has one to twelve digits")
    return int(part)


class Page(Enum):
    """Screens that need no further data."""

    MENU = "menu"
    CONCERN = "concern"
    CASES = "cases"
    NEWS = "news"
    AREAS = "areas"
    LANGUAGE = "language"
    PRIVACY = "privacy"
    EMERGENCY = "emergency"
    ABOUT = "about"
    HELP = "help"
    HIDE = "hide"
    CANCEL = "cancel"
    UNREAD = "unread"
    QUEUE = "queue"
    BULLETIN = "bulletin"
    READS = "reads"
    MINE = "mine"
    MINE_FILE = "mine_file"
    ERASE = "erase"
    CODE = "code"
    DECISIONS = "decisions"
    RESUME = "resume"
    PICTURES = "pictures"
    REPORT = "report"
    GROUP = "group"


@_action("go")
@dataclass(frozen=True, slots=True)
class Go(Action):
    page: Page


@_action("la")
@dataclass(frozen=True, slots=True)
class ChooseLanguage(Action):
    language: Lang


@_action("ok")
@dataclass(frozen=True, slots=True)
class AcceptNotice(Action):
    """The notice of this version was shown in this language."""

    version: int
    language: Lang


@_action("fo")
@dataclass(frozen=True, slots=True)
class FollowArea(Action):
    """Follow or stop following, whichever is not the case."""

    area: AreaId


@_action("om")
@dataclass(frozen=True, slots=True)
class ShowMunicipality(Action):
    """Areas of one municipality; purpose: "f" to follow, "c" for a concern."""

    organisation: OrganisationId
    purpose: str


@_action("ca")
@dataclass(frozen=True, slots=True)
class ConcernArea(Action):
    area: AreaId


@_action("cc")
@dataclass(frozen=True, slots=True)
class ConcernCategory(Action):
    category: CategoryId


@_action("cw")
@dataclass(frozen=True, slots=True)
class ConcernWhen(Action):
    when: When | None


@_action("co")
@dataclass(frozen=True, slots=True)
class ConcernHowOften(Action):
    how_often: HowOften | None


class Change(Enum):
    """What to change of a concern before it is sent."""

    AREA = "a"
    CATEGORY = "c"
    WHEN = "w"
    HOW_OFTEN = "o"
    WORDS = "t"
    MORE = "p"
    MENU = "m"
    NOTHING = "n"
    PICTURES = "g"


@_action("ch")
@dataclass(frozen=True, slots=True)
class ChangeDraft(Action):
    what: Change


@_action("mk")
@dataclass(frozen=True, slots=True)
class MaskWords(Action):
    """Mask what could tell who writes, in the words being written."""


@_action("cs")
@dataclass(frozen=True, slots=True)
class SendConcern(Action):
    """The preview of this very version was shown; version: of the draft."""

    version: int


@_action("uw")
@dataclass(frozen=True, slots=True)
class UseWords(Action):
    """Make the words that were kept into a concern."""


@_action("dw")
@dataclass(frozen=True, slots=True)
class DropWords(Action):
    """Throw away the words that were kept."""


@_action("oc")
@dataclass(frozen=True, slots=True)
class OpenCase(Action):
    concern: ConcernId


@_action("wc")
@dataclass(frozen=True, slots=True)
class WriteToCase(Action):
    concern: ConcernId


@_action("sa")
@dataclass(frozen=True, slots=True)
class SendAddition(Action):
    concern: ConcernId
    version: int


@_action("ns")
@dataclass(frozen=True, slots=True)
class NotSolved(Action):
    concern: ConcernId


@_action("wd")
@dataclass(frozen=True, slots=True)
class EndCase(Action):
    """The resident ends a case; sure: asked and confirmed."""

    concern: ConcernId
    sure: int


@_action("er")
@dataclass(frozen=True, slots=True)
class Erase(Action):
    """Forget everything of this chat; asked and confirmed."""


@_action("ob")
@dataclass(frozen=True, slots=True)
class OpenBulletin(Action):
    bulletin: BulletinId

    @property
    def link(self) -> str:
        """The start payload that opens it: b_<id>."""
        return f"b_{_written(self.bulletin)}"

    @classmethod
    def from_link(cls, payload: str) -> OpenBulletin:
        """Raises NotFound for a payload that is none."""
        try:
            return cls(_read(payload.removeprefix("b_"), BulletinId))
        except (ValueError, binascii.Error):
            raise NotFound from None


class QueueList(Enum):
    NEW = "new"
    MINE = "mine"
    LATE = "late"
    ALL = "all"


@_action("q")
@dataclass(frozen=True, slots=True)
class ShowQueue(Action):
    which: QueueList
    page: int


@_action("k")
@dataclass(frozen=True, slots=True)
class ShowConcern(Action):
    concern: ConcernId


@_action("cl")
@dataclass(frozen=True, slots=True)
class Claim(Action):
    concern: ConcernId


@_action("re")
@dataclass(frozen=True, slots=True)
class Release(Action):
    concern: ConcernId


@_action("rp")
@dataclass(frozen=True, slots=True)
class WriteReply(Action):
    concern: ConcernId


@_action("rs")
@dataclass(frozen=True, slots=True)
class SendReply(Action):
    concern: ConcernId
    version: int
    urgent: int


@_action("ru")
@dataclass(frozen=True, slots=True)
class UseReadyAnswer(Action):
    """Take this one into the reply; it can be changed before it is sent."""

    concern: ConcernId
    answer: str


@_action("rm")
@dataclass(frozen=True, slots=True)
class ReadyAnswers(Action):
    """Another page of them."""

    concern: ConcernId
    page: int


@_action("nw")
@dataclass(frozen=True, slots=True)
class WriteNote(Action):
    concern: ConcernId


@_action("nk")
@dataclass(frozen=True, slots=True)
class KeepNote(Action):
    concern: ConcernId
    version: int


@_action("cr")
@dataclass(frozen=True, slots=True)
class ChooseRejection(Action):
    concern: ConcernId


@_action("cx")
@dataclass(frozen=True, slots=True)
class ChooseOutcome(Action):
    concern: ConcernId


@_action("cd")
@dataclass(frozen=True, slots=True)
class Close(Action):
    concern: ConcernId
    outcome: Outcome


@_action("rl")
@dataclass(frozen=True, slots=True)
class ReadsLanguage(Action):
    """Staff: add or remove a language they read."""

    language: Lang


@_action("bl")
@dataclass(frozen=True, slots=True)
class BulletinLanguage(Action):
    """Write or rewrite the text in this language."""

    language: Lang


@_action("bf")
@dataclass(frozen=True, slots=True)
class BulletinFallback(Action):
    """Send Danish, labelled, to readers of this language; or take that choice back."""

    language: Lang


@_action("ba")
@dataclass(frozen=True, slots=True)
class BulletinArea(Action):
    area: AreaId


class BulletinPage(Enum):
    EDIT = "e"
    AREAS = "a"
    PREVIEW = "p"
    DISCARD = "d"


@_action("bp")
@dataclass(frozen=True, slots=True)
class ShowBulletinDraft(Action):
    page: BulletinPage


@_action("bs")
@dataclass(frozen=True, slots=True)
class SendBulletin(Action):
    version: int


@_action("br")
@dataclass(frozen=True, slots=True)
class BulletinReport(Action):
    bulletin: BulletinId


@_action("ko")
@dataclass(frozen=True, slots=True)
class AskCodeOnly(Action):
    """Explain what sending with a code means; version: of the draft."""

    version: int


@_action("kc")
@dataclass(frozen=True, slots=True)
class SendWithCode(Action):
    """As SendConcern, but no address is kept."""

    version: int


@_action("mo")
@dataclass(frozen=True, slots=True)
class MoreOfCase(Action):
    """What a case rarely needs."""

    concern: ConcernId


@_action("mw")
@dataclass(frozen=True, slots=True)
class MuteWhy(Action):
    """Mute the author of this case: asks for the reason."""

    concern: ConcernId


@_action("md")
@dataclass(frozen=True, slots=True)
class MuteHowLong(Action):
    concern: ConcernId
    reason: MuteReason


@_action("mp")
@dataclass(frozen=True, slots=True)
class ProposeMute(Action):
    """sure: asked and confirmed."""

    concern: ConcernId
    reason: MuteReason
    days: int
    sure: int


@_action("mv")
@dataclass(frozen=True, slots=True)
class ShowProposal(Action):
    concern: ConcernId


@_action("mc")
@dataclass(frozen=True, slots=True)
class DecideMute(Action):
    concern: ConcernId
    confirm: int


@_action("ap")
@dataclass(frozen=True, slots=True)
class WriteAppeal(Action):
    """again: the words are written anew."""

    again: int


@_action("as")
@dataclass(frozen=True, slots=True)
class SendAppeal(Action):
    version: int


@_action("av")
@dataclass(frozen=True, slots=True)
class ShowAppeal(Action):
    appeal: AppealId


@_action("ad")
@dataclass(frozen=True, slots=True)
class DecideAppeal(Action):
    appeal: AppealId
    lift: int


@_action("xm")
@dataclass(frozen=True, slots=True)
class BeginMasking(Action):
    concern: ConcernId


@_action("xf")
@dataclass(frozen=True, slots=True)
class MaskFound(Action):
    """Mask one of the clues that were found; number: its place among them."""

    concern: ConcernId
    number: int


@_action("xg")
@dataclass(frozen=True, slots=True)
class ApplyMask(Action):
    """The preview of this very version was shown. good: it cannot be undone."""

    concern: ConcernId
    version: int
    good: int


@_action("xu")
@dataclass(frozen=True, slots=True)
class Unmask(Action):
    concern: ConcernId


@_action("px")
@dataclass(frozen=True, slots=True)
class RemovePicture(Action):
    """Forget one picture of the draft."""

    picture: PictureId


@_action("po")
@dataclass(frozen=True, slots=True)
class OpenPictures(Action):
    """A resident looks at the pictures of one contribution to a case of their own."""

    concern: ConcernId
    position: int


@_action("ps")
@dataclass(frozen=True, slots=True)
class ShowPictures(Action):
    """A colleague looks at the pictures of one contribution."""

    concern: ConcernId
    position: int


# --- figures of a team ---------------------------------------------------------------------


@_action("fig")
@dataclass(frozen=True, slots=True)
class ShowReport(Action):
    """month: 12 * year + month - 1. area: None for all of them."""

    month: int
    area: AreaId | None


# --- the group of an organisation ----------------------------------------------------------


@_action("gco")
@dataclass(frozen=True, slots=True)
class OfferGroupCode(Action):
    """A new code that links a group."""


@_action("gun")
@dataclass(frozen=True, slots=True)
class UnlinkGroup(Action):
    """The linked group is told nothing more."""
