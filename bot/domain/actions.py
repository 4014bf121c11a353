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

from bot.domain.clocks import (
    LookAgain,
)
from bot.domain.concerns import (
    EntryKind,
    Helped,
    HowOften,
    Outcome,
    Urgency,
    When,
)
from bot.domain.errors import ButtonTooOld, NotFound
from bot.domain.filters import Age, Facet, State
from bot.domain.handovers import Kind, Part, Purpose, WhyReturned
from bot.domain.ids import (
    ID_BYTES,
    AppealId,
    AreaId,
    BulletinId,
    CategoryId,
    ConcernId,
    DeskId,
    HandoverId,
    InviteId,
    LegalBasisId,
    ModeratorId,
    OrganisationId,
    PictureId,
    ThemeId,
)
from bot.domain.mutes import MuteReason
from bot.domain.people import Lang
from bot.domain.practice import Stage
from bot.domain.roles import Role

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


_IDS = (
    ConcernId,
    BulletinId,
    AppealId,
    PictureId,
    ModeratorId,
    InviteId,
    HandoverId,
    ThemeId,
)


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
    HANDOVERS = "handovers"
    THEMES = "themes"
    RESUME = "resume"
    PICTURES = "pictures"
    FIND = "find"
    LEAVE = "leave"
    STAFF = "staff"
    INVITES = "invites"
    STAFFING = "staffing"
    PRACTICE = "practice"
    ASK = "ask"
    QUESTION = "question"
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
    DESK = "d"


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
    FOLLOW = "follow"
    CLOSED = "closed"


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


# --- triage, the duty to notify, looking again, duty


@_action("tri")
@dataclass(frozen=True, slots=True)
class AskTriage(Action):
    concern: ConcernId


@_action("urg")
@dataclass(frozen=True, slots=True)
class SetUrgency(Action):
    concern: ConcernId
    urgency: Urgency


@_action("cas")
@dataclass(frozen=True, slots=True)
class AskCategory(Action):
    concern: ConcernId


@_action("cat")
@dataclass(frozen=True, slots=True)
class SetCategory(Action):
    concern: ConcernId
    category: CategoryId


@_action("ars")
@dataclass(frozen=True, slots=True)
class AskArea(Action):
    concern: ConcernId


@_action("are")
@dataclass(frozen=True, slots=True)
class SetArea(Action):
    concern: ConcernId
    area: AreaId


@_action("wgs")
@dataclass(frozen=True, slots=True)
class AskWeighing(Action):
    """How the duty to notify about a child was weighed."""

    concern: ConcernId


@_action("wgh")
@dataclass(frozen=True, slots=True)
class Weigh(Action):
    """sent: a notification was sent, else none is needed. sure: asked and confirmed."""

    concern: ConcernId
    sent: int
    sure: int


@_action("fos")
@dataclass(frozen=True, slots=True)
class AskLookAgain(Action):
    concern: ConcernId


@_action("fol")
@dataclass(frozen=True, slots=True)
class SetLookAgain(Action):
    concern: ConcernId
    when: LookAgain


@_action("dty")
@dataclass(frozen=True, slots=True)
class SetDuty(Action):
    """on: goes on duty, else off."""

    on: int


# --- finding: areas and kinds travel as signs, see `domain.filters.token` -------------------------


@_action("qt")
@dataclass(frozen=True, slots=True)
class FilterQueue(Action):
    """A page of a list, narrowed. place: where it begins or ends, "" for the first."""

    which: QueueList
    area: str
    category: str
    urgency: Urgency | None
    language: Lang | None
    age: Age | None
    place: str


@_action("qs")
@dataclass(frozen=True, slots=True)
class FilterFound(Action):
    """A page of what was found, narrowed."""

    area: str
    category: str
    urgency: Urgency | None
    language: Lang | None
    age: Age | None
    state: State | None
    place: str


@_action("qc")
@dataclass(frozen=True, slots=True)
class ChooseFilter(Action):
    """which: the list to narrow; None: what was found. facet: None for all that can be chosen."""

    which: QueueList | None
    facet: Facet | None
    area: str
    category: str
    urgency: Urgency | None
    language: Lang | None
    age: Age | None
    state: State | None


# working together on a case


@_action("tc")
@dataclass(frozen=True, slots=True)
class ChooseColleague(Action):
    """Who shall take the case over?"""

    concern: ConcernId
    page: int


@_action("ta")
@dataclass(frozen=True, slots=True)
class Assign(Action):
    """to: None for the inbox."""

    concern: ConcernId
    to: ModeratorId | None


@_action("tl")
@dataclass(frozen=True, slots=True)
class LeavePage(Action):
    """Another page of the colleague's own cases."""

    page: int


@_action("tf")
@dataclass(frozen=True, slots=True)
class ChooseForAll(Action):
    """Who shall take over all of the colleague's own cases?"""

    page: int


@_action("tg")
@dataclass(frozen=True, slots=True)
class AssignAll(Action):
    """to: None for the inbox. sure: asked and confirmed."""

    to: ModeratorId | None
    sure: int


@_action("tb")
@dataclass(frozen=True, slots=True)
class StepBack(Action):
    """sure: asked and confirmed."""

    concern: ConcernId
    sure: int


@_action("tu")
@dataclass(frozen=True, slots=True)
class LiftStepBack(Action):
    concern: ConcernId


@_action("pr")
@dataclass(frozen=True, slots=True)
class WriteProposal(Action):
    """Write a reply to a case that somebody else has, or nobody."""

    concern: ConcernId


@_action("pa")
@dataclass(frozen=True, slots=True)
class ProposeReply(Action):
    """A colleague shall look first; version: of the draft that was previewed."""

    concern: ConcernId
    version: int


@_action("pv")
@dataclass(frozen=True, slots=True)
class ShowProposed(Action):
    concern: ConcernId


@_action("pe")
@dataclass(frozen=True, slots=True)
class SendProposed(Action):
    """version: of the case whose proposed reply was shown."""

    concern: ConcernId
    version: int
    urgent: int


@_action("pb")
@dataclass(frozen=True, slots=True)
class ReturnProposed(Action):
    """Begins the word that goes with it."""

    concern: ConcernId


@_action("pk")
@dataclass(frozen=True, slots=True)
class KeepReturn(Action):
    """version: of the draft that was previewed."""

    concern: ConcernId
    version: int


@_action("pw")
@dataclass(frozen=True, slots=True)
class WithdrawProposed(Action):
    concern: ConcernId


@_action("rt")
@dataclass(frozen=True, slots=True)
class RateCase(Action):
    """A resident says whether it helped."""

    concern: ConcernId
    helped: Helped


# --- colleagues: invitations, roles, the practice case -----------------------------------------


@_action("ji")
@dataclass(frozen=True, slots=True)
class AcceptInvite(Action):
    """The invitation was shown with what it means; only this uses it up."""

    token: str


@_action("sl")
@dataclass(frozen=True, slots=True)
class ShowStaff(Action):
    page: int


@_action("sc")
@dataclass(frozen=True, slots=True)
class ShowColleague(Action):
    colleague: ModeratorId


@_action("st")
@dataclass(frozen=True, slots=True)
class ChangeRoles(Action):
    """Begins to choose other roles and areas for a colleague."""

    colleague: ModeratorId


@_action("sx")
@dataclass(frozen=True, slots=True)
class Revoke(Action):
    """sure: asked and confirmed."""

    colleague: ModeratorId
    sure: int


@_action("ni")
@dataclass(frozen=True, slots=True)
class NewInvite(Action):
    """Begins to choose roles and areas for an invitation."""


@_action("wi")
@dataclass(frozen=True, slots=True)
class WithdrawInvite(Action):
    invite: InviteId


@_action("gr")
@dataclass(frozen=True, slots=True)
class ToggleRole(Action):
    role: Role


@_action("ga")
@dataclass(frozen=True, slots=True)
class ToggleArea(Action):
    """page: of the list of areas."""

    area: AreaId
    page: int


@_action("gp")
@dataclass(frozen=True, slots=True)
class ShowAreasToChoose(Action):
    page: int


@_action("gt")
@dataclass(frozen=True, slots=True)
class ToggleTrained(Action):
    """The invited colleague needs no practice case, or does."""


@_action("gs")
@dataclass(frozen=True, slots=True)
class SettleRoles(Action):
    """As they were shown in this version. sure: seen once more and confirmed."""

    version: int
    sure: int


@_action("pc")
@dataclass(frozen=True, slots=True)
class Practise(Action):
    """A press on the screen of this stage. choice: which of its buttons."""

    stage: Stage
    choice: int


# --- asking before telling -------------------------------------------------------------------


@_action("ay")
@dataclass(frozen=True, slots=True)
class ShowAdvice(Action):
    """One of the pages behind /ask."""

    page: str


@_action("dk")
@dataclass(frozen=True, slots=True)
class ChooseDesk(Action):
    """Whom the question is for."""

    desk: DeskId


@_action("th")
@dataclass(frozen=True, slots=True)
class TellHere(Action):
    """Share a concern within the conversation of a question, with the same colleague."""

    concern: ConcernId


# --- stepping forward ------------------------------------------------------------------------


@_action("fw")
@dataclass(frozen=True, slots=True)
class StepForward(Action):
    """What a resident may choose: to say who they are, or to meet."""

    concern: ConcernId


@_action("fx")
@dataclass(frozen=True, slots=True)
class ExplainReveal(Action):
    concern: ConcernId


@_action("fm")
@dataclass(frozen=True, slots=True)
class ExplainMeeting(Action):
    concern: ConcernId


@_action("fk")
@dataclass(frozen=True, slots=True)
class WriteForward(Action):
    """What it means was read and confirmed; now the words."""

    concern: ConcernId
    kind: EntryKind


@_action("fs")
@dataclass(frozen=True, slots=True)
class SendForward(Action):
    """Confirmed again: the preview of this very version was shown."""

    concern: ConcernId
    version: int


@_action("ft")
@dataclass(frozen=True, slots=True)
class TakeBackForward(Action):
    concern: ConcernId
    position: int


@_action("fr")
@dataclass(frozen=True, slots=True)
class OpenForward(Action):
    """A colleague reads what the resident says of themselves."""

    concern: ConcernId
    position: int


# --- languages ---


@_action("lw")
@dataclass(frozen=True, slots=True)
class WantReader(Action):
    """Ask for a colleague who reads the language of this case."""

    concern: ConcernId


@_action("lf")
@dataclass(frozen=True, slots=True)
class ReaderFound(Action):
    """I read its language, and have read it."""

    concern: ConcernId


@_action("cu")
@dataclass(frozen=True, slots=True)
class ClaimAndUse(Action):
    """Take the case, and begin the answer with this ready one."""

    concern: ConcernId
    answer: str


@_action("lc")
@dataclass(frozen=True, slots=True)
class ClaimAndReply(Action):
    """Take a case that nobody has, and answer it."""

    concern: ConcernId


@_action("le")
@dataclass(frozen=True, slots=True)
class ChangeReadyMade(Action):
    """Copy a ready answer, or a translation, to change it."""

    concern: ConcernId


@_action("lt")
@dataclass(frozen=True, slots=True)
class TranslateCase(Action):
    """What the resident wrote, by the partnership's own machine."""

    concern: ConcernId


@_action("lr")
@dataclass(frozen=True, slots=True)
class TranslateReply(Action):
    """The words of the reply whose preview had this version."""

    concern: ConcernId
    version: int


# --- hand-overs between organisations ----------------------------------------------------------


class HandoverList(Enum):
    WAITING = "waiting"
    SHARED = "shared"
    OFFERED = "offered"
    GONE = "gone"


@_action("hh")
@dataclass(frozen=True, slots=True)
class ShowHandovers(Action):
    which: HandoverList
    page: int


@_action("hc")
@dataclass(frozen=True, slots=True)
class HandoversOf(Action):
    """What was ever offered of a case."""

    concern: ConcernId


@_action("hb")
@dataclass(frozen=True, slots=True)
class BeginHandover(Action):
    concern: ConcernId


@_action("ha")
@dataclass(frozen=True, slots=True)
class AskHandover(Action):
    """Goes to one part of the offer that is put together."""

    part: Part


@_action("ho")
@dataclass(frozen=True, slots=True)
class FillReceiver(Action):
    receiver: OrganisationId


@_action("hk")
@dataclass(frozen=True, slots=True)
class FillKind(Action):
    kind: Kind


@_action("he")
@dataclass(frozen=True, slots=True)
class PickEntry(Action):
    """Pick it, or leave it out, whichever is not the case. page: where it stands."""

    position: int
    page: int


@_action("hp")
@dataclass(frozen=True, slots=True)
class PickPage(Action):
    page: int


@_action("hu")
@dataclass(frozen=True, slots=True)
class FillPurpose(Action):
    purpose: Purpose


@_action("hl")
@dataclass(frozen=True, slots=True)
class FillBasis(Action):
    basis: LegalBasisId


@_action("hf")
@dataclass(frozen=True, slots=True)
class OfferHandover(Action):
    """The preview of this very version was shown."""

    version: int


@_action("hs")
@dataclass(frozen=True, slots=True)
class ShowOffer(Action):
    handover: HandoverId


@_action("hy")
@dataclass(frozen=True, slots=True)
class AcceptHandover(Action):
    handover: HandoverId


@_action("hr")
@dataclass(frozen=True, slots=True)
class ReturnHandover(Action):
    """Asks for the reason."""

    handover: HandoverId


@_action("hn")
@dataclass(frozen=True, slots=True)
class ReturnWhy(Action):
    """Asks for words about it."""

    handover: HandoverId
    why: WhyReturned


@_action("hz")
@dataclass(frozen=True, slots=True)
class SendReturn(Action):
    version: int


@_action("hw")
@dataclass(frozen=True, slots=True)
class WithdrawHandover(Action):
    handover: HandoverId


@_action("hx")
@dataclass(frozen=True, slots=True)
class EndShare(Action):
    handover: HandoverId


@_action("hd")
@dataclass(frozen=True, slots=True)
class ReadShared(Action):
    handover: HandoverId


@_action("hv")
@dataclass(frozen=True, slots=True)
class SharedPictures(Action):
    """A receiver looks at the pictures of a picked contribution."""

    handover: HandoverId
    position: int


@_action("hm")
@dataclass(frozen=True, slots=True)
class NoteOnShared(Action):
    handover: HandoverId


@_action("hq")
@dataclass(frozen=True, slots=True)
class KeepSharedNote(Action):
    version: int


# --- themes --------------------------------------------------------------------------------------


@_action("tq")
@dataclass(frozen=True, slots=True)
class ThemesOf(Action):
    """Asks which theme a case belongs to."""

    concern: ConcernId


@_action("ti")
@dataclass(frozen=True, slots=True)
class PutInTheme(Action):
    concern: ConcernId
    theme: ThemeId


@_action("to")
@dataclass(frozen=True, slots=True)
class TakeOutOfTheme(Action):
    concern: ConcernId


@_action("tn")
@dataclass(frozen=True, slots=True)
class NameTheme(Action):
    concern: ConcernId


@_action("tk")
@dataclass(frozen=True, slots=True)
class OpenTheme(Action):
    """The title of this very version was shown."""

    version: int


@_action("ts")
@dataclass(frozen=True, slots=True)
class ShowTheme(Action):
    theme: ThemeId
    page: int


@_action("tx")
@dataclass(frozen=True, slots=True)
class CloseTheme(Action):
    theme: ThemeId


@_action("tw")
@dataclass(frozen=True, slots=True)
class NextOfTheme(Action):
    """The next of its cases that waits for an answer."""

    theme: ThemeId


@_action("tr")
@dataclass(frozen=True, slots=True)
class ReuseReply(Action):
    """Begin with one's last answer to a case of the same theme."""

    concern: ConcernId


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
