"""Buttons of colleagues who work cases."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.domain.actions.wire import Action, action
from bot.domain.clocks import (
    LookAgain,
)
from bot.domain.concerns import (
    Outcome,
    Urgency,
)
from bot.domain.filters import Age, Facet, State
from bot.domain.ids import (
    AppealId,
    AreaId,
    CategoryId,
    ConcernId,
    ModeratorId,
)
from bot.domain.mutes import MuteReason
from bot.domain.people import Lang


class QueueList(Enum):
    NEW = "new"
    MINE = "mine"
    LATE = "late"
    ALL = "all"
    FOLLOW = "follow"
    CLOSED = "closed"


@action("q")
@dataclass(frozen=True, slots=True)
class ShowQueue(Action):
    which: QueueList
    page: int


@action("k")
@dataclass(frozen=True, slots=True)
class ShowConcern(Action):
    concern: ConcernId


@action("cl")
@dataclass(frozen=True, slots=True)
class Claim(Action):
    concern: ConcernId


@action("re")
@dataclass(frozen=True, slots=True)
class Release(Action):
    concern: ConcernId


@action("rp")
@dataclass(frozen=True, slots=True)
class WriteReply(Action):
    concern: ConcernId


@action("rs")
@dataclass(frozen=True, slots=True)
class SendReply(Action):
    concern: ConcernId
    version: int
    urgent: int


@action("ru")
@dataclass(frozen=True, slots=True)
class UseReadyAnswer(Action):
    """Take this one into the reply; it can be changed before it is sent."""

    concern: ConcernId
    answer: str


@action("rm")
@dataclass(frozen=True, slots=True)
class ReadyAnswers(Action):
    """Another page of them."""

    concern: ConcernId
    page: int


@action("nw")
@dataclass(frozen=True, slots=True)
class WriteNote(Action):
    concern: ConcernId


@action("nk")
@dataclass(frozen=True, slots=True)
class KeepNote(Action):
    concern: ConcernId
    version: int


@action("cr")
@dataclass(frozen=True, slots=True)
class ChooseRejection(Action):
    concern: ConcernId


@action("cx")
@dataclass(frozen=True, slots=True)
class ChooseOutcome(Action):
    concern: ConcernId


@action("cd")
@dataclass(frozen=True, slots=True)
class Close(Action):
    concern: ConcernId
    outcome: Outcome


@action("mo")
@dataclass(frozen=True, slots=True)
class MoreOfCase(Action):
    """What a case rarely needs."""

    concern: ConcernId


@action("mw")
@dataclass(frozen=True, slots=True)
class MuteWhy(Action):
    """Mute the author of this case: asks for the reason."""

    concern: ConcernId


@action("md")
@dataclass(frozen=True, slots=True)
class MuteHowLong(Action):
    concern: ConcernId
    reason: MuteReason


@action("mp")
@dataclass(frozen=True, slots=True)
class ProposeMute(Action):
    """sure: asked and confirmed."""

    concern: ConcernId
    reason: MuteReason
    days: int
    sure: int


@action("mv")
@dataclass(frozen=True, slots=True)
class ShowProposal(Action):
    concern: ConcernId


@action("mc")
@dataclass(frozen=True, slots=True)
class DecideMute(Action):
    concern: ConcernId
    confirm: int


@action("av")
@dataclass(frozen=True, slots=True)
class ShowAppeal(Action):
    appeal: AppealId


@action("ad")
@dataclass(frozen=True, slots=True)
class DecideAppeal(Action):
    appeal: AppealId
    lift: int


@action("xm")
@dataclass(frozen=True, slots=True)
class BeginMasking(Action):
    concern: ConcernId


@action("xf")
@dataclass(frozen=True, slots=True)
class MaskFound(Action):
    """Mask one of the clues that were found; number: its place among them."""

    concern: ConcernId
    number: int


@action("xg")
@dataclass(frozen=True, slots=True)
class ApplyMask(Action):
    """The preview of this very version was shown. good: it cannot be undone."""

    concern: ConcernId
    version: int
    good: int


@action("xu")
@dataclass(frozen=True, slots=True)
class Unmask(Action):
    concern: ConcernId


@action("ps")
@dataclass(frozen=True, slots=True)
class ShowPictures(Action):
    """A colleague looks at the pictures of one contribution."""

    concern: ConcernId
    position: int


@action("tri")
@dataclass(frozen=True, slots=True)
class AskTriage(Action):
    concern: ConcernId


@action("urg")
@dataclass(frozen=True, slots=True)
class SetUrgency(Action):
    concern: ConcernId
    urgency: Urgency


@action("cas")
@dataclass(frozen=True, slots=True)
class AskCategory(Action):
    concern: ConcernId


@action("cat")
@dataclass(frozen=True, slots=True)
class SetCategory(Action):
    concern: ConcernId
    category: CategoryId


@action("ars")
@dataclass(frozen=True, slots=True)
class AskArea(Action):
    concern: ConcernId


@action("are")
@dataclass(frozen=True, slots=True)
class SetArea(Action):
    concern: ConcernId
    area: AreaId


@action("wgs")
@dataclass(frozen=True, slots=True)
class AskWeighing(Action):
    """How the duty to notify about a child was weighed."""

    concern: ConcernId


@action("wgh")
@dataclass(frozen=True, slots=True)
class Weigh(Action):
    """sent: a notification was sent, else none is needed. sure: asked and confirmed."""

    concern: ConcernId
    sent: int
    sure: int


@action("fos")
@dataclass(frozen=True, slots=True)
class AskLookAgain(Action):
    concern: ConcernId


@action("fol")
@dataclass(frozen=True, slots=True)
class SetLookAgain(Action):
    concern: ConcernId
    when: LookAgain


@action("qt")
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


@action("qs")
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


@action("qc")
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


@action("tc")
@dataclass(frozen=True, slots=True)
class ChooseColleague(Action):
    """Who shall take the case over?"""

    concern: ConcernId
    page: int


@action("ta")
@dataclass(frozen=True, slots=True)
class Assign(Action):
    """to: None for the inbox."""

    concern: ConcernId
    to: ModeratorId | None


@action("tl")
@dataclass(frozen=True, slots=True)
class LeavePage(Action):
    """Another page of the colleague's own cases."""

    page: int


@action("tf")
@dataclass(frozen=True, slots=True)
class ChooseForAll(Action):
    """Who shall take over all of the colleague's own cases?"""

    page: int


@action("tg")
@dataclass(frozen=True, slots=True)
class AssignAll(Action):
    """to: None for the inbox. sure: asked and confirmed."""

    to: ModeratorId | None
    sure: int


@action("tb")
@dataclass(frozen=True, slots=True)
class StepBack(Action):
    """sure: asked and confirmed."""

    concern: ConcernId
    sure: int


@action("tu")
@dataclass(frozen=True, slots=True)
class LiftStepBack(Action):
    concern: ConcernId


@action("pr")
@dataclass(frozen=True, slots=True)
class WriteProposal(Action):
    """Write a reply to a case that somebody else has, or nobody."""

    concern: ConcernId


@action("pa")
@dataclass(frozen=True, slots=True)
class ProposeReply(Action):
    """A colleague shall look first; version: of the draft that was previewed."""

    concern: ConcernId
    version: int


@action("pv")
@dataclass(frozen=True, slots=True)
class ShowProposed(Action):
    concern: ConcernId


@action("pe")
@dataclass(frozen=True, slots=True)
class SendProposed(Action):
    """version: of the case whose proposed reply was shown."""

    concern: ConcernId
    version: int
    urgent: int


@action("pb")
@dataclass(frozen=True, slots=True)
class ReturnProposed(Action):
    """Begins the word that goes with it."""

    concern: ConcernId


@action("pk")
@dataclass(frozen=True, slots=True)
class KeepReturn(Action):
    """version: of the draft that was previewed."""

    concern: ConcernId
    version: int


@action("pw")
@dataclass(frozen=True, slots=True)
class WithdrawProposed(Action):
    concern: ConcernId


@action("fr")
@dataclass(frozen=True, slots=True)
class OpenForward(Action):
    """A colleague reads what the resident says of themselves."""

    concern: ConcernId
    position: int


@action("lw")
@dataclass(frozen=True, slots=True)
class WantReader(Action):
    """Ask for a colleague who reads the language of this case."""

    concern: ConcernId


@action("lf")
@dataclass(frozen=True, slots=True)
class ReaderFound(Action):
    """I read its language, and have read it."""

    concern: ConcernId


@action("cu")
@dataclass(frozen=True, slots=True)
class ClaimAndUse(Action):
    """Take the case, and begin the answer with this ready one."""

    concern: ConcernId
    answer: str


@action("lc")
@dataclass(frozen=True, slots=True)
class ClaimAndReply(Action):
    """Take a case that nobody has, and answer it."""

    concern: ConcernId


@action("le")
@dataclass(frozen=True, slots=True)
class ChangeReadyMade(Action):
    """Copy a ready answer, or a translation, to change it."""

    concern: ConcernId


@action("lt")
@dataclass(frozen=True, slots=True)
class TranslateCase(Action):
    """What the resident wrote, by the partnership's own machine."""

    concern: ConcernId


@action("lr")
@dataclass(frozen=True, slots=True)
class TranslateReply(Action):
    """The words of the reply whose preview had this version."""

    concern: ConcernId
    version: int
