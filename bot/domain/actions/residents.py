"""Buttons of residents."""

from __future__ import annotations

import binascii
from dataclasses import dataclass
from enum import Enum

from bot.domain.actions.wire import Action, action, read, written
from bot.domain.concerns import (
    EntryKind,
    Helped,
    HowOften,
    When,
)
from bot.domain.errors import NotFound
from bot.domain.ids import (
    AreaId,
    BulletinId,
    CategoryId,
    ConcernId,
    DeskId,
    OrganisationId,
    PictureId,
    TopicId,
)
from bot.domain.people import Lang
from bot.domain.preferences import Priority


@action("la")
@dataclass(frozen=True, slots=True)
class ChooseLanguage(Action):
    language: Lang


@action("ok")
@dataclass(frozen=True, slots=True)
class AcceptNotice(Action):
    """The notice of this version was shown in this language."""

    version: int
    language: Lang


@action("fo")
@dataclass(frozen=True, slots=True)
class FollowArea(Action):
    """Follow or stop following, whichever is not the case."""

    area: AreaId


@action("om")
@dataclass(frozen=True, slots=True)
class ShowMunicipality(Action):
    """Areas of one municipality; purpose: "f" to follow, "c" for a concern."""

    organisation: OrganisationId
    purpose: str


@action("ca")
@dataclass(frozen=True, slots=True)
class ConcernArea(Action):
    area: AreaId


@action("cc")
@dataclass(frozen=True, slots=True)
class ConcernCategory(Action):
    category: CategoryId


@action("cw")
@dataclass(frozen=True, slots=True)
class ConcernWhen(Action):
    when: When | None


@action("co")
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


@action("ch")
@dataclass(frozen=True, slots=True)
class ChangeDraft(Action):
    what: Change


@action("mk")
@dataclass(frozen=True, slots=True)
class MaskWords(Action):
    """Mask what could tell who writes, in the words being written."""


@action("cs")
@dataclass(frozen=True, slots=True)
class SendConcern(Action):
    """The preview of this very version was shown; version: of the draft."""

    version: int


@action("uw")
@dataclass(frozen=True, slots=True)
class UseWords(Action):
    """Make the words that were kept into a concern."""


@action("dw")
@dataclass(frozen=True, slots=True)
class DropWords(Action):
    """Throw away the words that were kept."""


@action("oc")
@dataclass(frozen=True, slots=True)
class OpenCase(Action):
    concern: ConcernId


@action("wc")
@dataclass(frozen=True, slots=True)
class WriteToCase(Action):
    concern: ConcernId


@action("sa")
@dataclass(frozen=True, slots=True)
class SendAddition(Action):
    concern: ConcernId
    version: int


@action("ns")
@dataclass(frozen=True, slots=True)
class NotSolved(Action):
    concern: ConcernId


@action("wd")
@dataclass(frozen=True, slots=True)
class EndCase(Action):
    """The resident ends a case; sure: asked and confirmed."""

    concern: ConcernId
    sure: int


@action("er")
@dataclass(frozen=True, slots=True)
class Erase(Action):
    """Forget everything of this chat; asked and confirmed."""


@action("ob")
@dataclass(frozen=True, slots=True)
class OpenBulletin(Action):
    bulletin: BulletinId

    @property
    def link(self) -> str:
        """The start payload that opens it: b_<id>."""
        return f"b_{written(self.bulletin)}"

    @classmethod
    def from_link(cls, payload: str) -> OpenBulletin:
        """Raises NotFound for a payload that is none."""
        try:
            return cls(read(payload.removeprefix("b_"), BulletinId))
        except (ValueError, binascii.Error):
            raise NotFound from None


@action("ko")
@dataclass(frozen=True, slots=True)
class AskCodeOnly(Action):
    """Explain what sending with a code means; version: of the draft."""

    version: int


@action("kc")
@dataclass(frozen=True, slots=True)
class SendWithCode(Action):
    """As SendConcern, but no address is kept."""

    version: int


@action("ap")
@dataclass(frozen=True, slots=True)
class WriteAppeal(Action):
    """again: the words are written anew."""

    again: int


@action("as")
@dataclass(frozen=True, slots=True)
class SendAppeal(Action):
    version: int


@action("px")
@dataclass(frozen=True, slots=True)
class RemovePicture(Action):
    """Forget one picture of the draft."""

    picture: PictureId


@action("po")
@dataclass(frozen=True, slots=True)
class OpenPictures(Action):
    """A resident looks at the pictures of one contribution to a case of their own."""

    concern: ConcernId
    position: int


@action("rt")
@dataclass(frozen=True, slots=True)
class RateCase(Action):
    """A resident says whether it helped."""

    concern: ConcernId
    helped: Helped


@action("ay")
@dataclass(frozen=True, slots=True)
class ShowAdvice(Action):
    """One of the pages behind /ask."""

    page: str


@action("dk")
@dataclass(frozen=True, slots=True)
class ChooseDesk(Action):
    """Whom the question is for."""

    desk: DeskId


@action("th")
@dataclass(frozen=True, slots=True)
class TellHere(Action):
    """Share a concern within the conversation of a question, with the same colleague."""

    concern: ConcernId


@action("fw")
@dataclass(frozen=True, slots=True)
class StepForward(Action):
    """What a resident may choose: to say who they are, or to meet."""

    concern: ConcernId


@action("fx")
@dataclass(frozen=True, slots=True)
class ExplainReveal(Action):
    concern: ConcernId


@action("fm")
@dataclass(frozen=True, slots=True)
class ExplainMeeting(Action):
    concern: ConcernId


@action("fk")
@dataclass(frozen=True, slots=True)
class WriteForward(Action):
    """What it means was read and confirmed; now the words."""

    concern: ConcernId
    kind: EntryKind


@action("fs")
@dataclass(frozen=True, slots=True)
class SendForward(Action):
    """Confirmed again: the preview of this very version was shown."""

    concern: ConcernId
    version: int


@action("ft")
@dataclass(frozen=True, slots=True)
class TakeBackForward(Action):
    concern: ConcernId
    position: int


@action("baq")
@dataclass(frozen=True, slots=True)
class AskAbout(Action):
    """Begin a question about news."""

    bulletin: BulletinId


@action("zh")
@dataclass(frozen=True, slots=True)
class SetQuiet(Action):
    """Hours of the quiet time; both the same: there is none."""

    begins: int
    ends: int


@action("zl")
@dataclass(frozen=True, slots=True)
class SetLeast(Action):
    """What is less loud is not pushed."""

    least: Priority


@action("zt")
@dataclass(frozen=True, slots=True)
class MuteTopic(Action):
    """muted: 1: nothing of it is pushed."""

    topic: TopicId
    muted: int


@action("zu")
@dataclass(frozen=True, slots=True)
class AgreeUrgent(Action):
    """Urgent news with its text, also at night; sure: what it means was read."""

    agreed: int
    sure: int


@action("zf")
@dataclass(frozen=True, slots=True)
class NewsInFull(Action):
    """All news with its text; sure: what that reveals was read."""

    wanted: int
    sure: int


@action("zo")
@dataclass(frozen=True, slots=True)
class AnswerOffer(Action):
    """The answer to what is offered once, when the first area is followed."""

    agreed: int
