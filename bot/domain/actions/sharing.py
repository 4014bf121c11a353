"""Buttons for what several share: hand-overs between organisations, and themes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.domain.actions.wire import Action, action
from bot.domain.handovers import Kind, Part, Purpose, WhyReturned
from bot.domain.ids import (
    ConcernId,
    HandoverId,
    LegalBasisId,
    OrganisationId,
    ThemeId,
)


class HandoverList(Enum):
    WAITING = "waiting"
    SHARED = "shared"
    OFFERED = "offered"
    GONE = "gone"


@action("hh")
@dataclass(frozen=True, slots=True)
class ShowHandovers(Action):
    which: HandoverList
    page: int


@action("hc")
@dataclass(frozen=True, slots=True)
class HandoversOf(Action):
    """What was ever offered of a case."""

    concern: ConcernId


@action("hb")
@dataclass(frozen=True, slots=True)
class BeginHandover(Action):
    concern: ConcernId


@action("ha")
@dataclass(frozen=True, slots=True)
class AskHandover(Action):
    """Goes to one part of the offer that is put together."""

    part: Part


@action("ho")
@dataclass(frozen=True, slots=True)
class FillReceiver(Action):
    receiver: OrganisationId


@action("hk")
@dataclass(frozen=True, slots=True)
class FillKind(Action):
    kind: Kind


@action("he")
@dataclass(frozen=True, slots=True)
class PickEntry(Action):
    """Pick it, or leave it out, whichever is not the case. page: where it stands."""

    position: int
    page: int


@action("hp")
@dataclass(frozen=True, slots=True)
class PickPage(Action):
    page: int


@action("hu")
@dataclass(frozen=True, slots=True)
class FillPurpose(Action):
    purpose: Purpose


@action("hl")
@dataclass(frozen=True, slots=True)
class FillBasis(Action):
    basis: LegalBasisId


@action("hf")
@dataclass(frozen=True, slots=True)
class OfferHandover(Action):
    """The preview of this very version was shown."""

    version: int


@action("hs")
@dataclass(frozen=True, slots=True)
class ShowOffer(Action):
    handover: HandoverId


@action("hy")
@dataclass(frozen=True, slots=True)
class AcceptHandover(Action):
    handover: HandoverId


@action("hr")
@dataclass(frozen=True, slots=True)
class ReturnHandover(Action):
    """Asks for the reason."""

    handover: HandoverId


@action("hn")
@dataclass(frozen=True, slots=True)
class ReturnWhy(Action):
    """Asks for words about it."""

    handover: HandoverId
    why: WhyReturned


@action("hz")
@dataclass(frozen=True, slots=True)
class SendReturn(Action):
    version: int


@action("hw")
@dataclass(frozen=True, slots=True)
class WithdrawHandover(Action):
    handover: HandoverId


@action("hx")
@dataclass(frozen=True, slots=True)
class EndShare(Action):
    handover: HandoverId


@action("hd")
@dataclass(frozen=True, slots=True)
class ReadShared(Action):
    handover: HandoverId


@action("hv")
@dataclass(frozen=True, slots=True)
class SharedPictures(Action):
    """A receiver looks at the pictures of a picked contribution."""

    handover: HandoverId
    position: int


@action("hm")
@dataclass(frozen=True, slots=True)
class NoteOnShared(Action):
    handover: HandoverId


@action("hq")
@dataclass(frozen=True, slots=True)
class KeepSharedNote(Action):
    version: int


@action("tq")
@dataclass(frozen=True, slots=True)
class ThemesOf(Action):
    """Asks which theme a case belongs to."""

    concern: ConcernId


@action("ti")
@dataclass(frozen=True, slots=True)
class PutInTheme(Action):
    concern: ConcernId
    theme: ThemeId


@action("to")
@dataclass(frozen=True, slots=True)
class TakeOutOfTheme(Action):
    concern: ConcernId


@action("tn")
@dataclass(frozen=True, slots=True)
class NameTheme(Action):
    concern: ConcernId


@action("tk")
@dataclass(frozen=True, slots=True)
class OpenTheme(Action):
    """The title of this very version was shown."""

    version: int


@action("ts")
@dataclass(frozen=True, slots=True)
class ShowTheme(Action):
    theme: ThemeId
    page: int


@action("tx")
@dataclass(frozen=True, slots=True)
class CloseTheme(Action):
    theme: ThemeId


@action("tw")
@dataclass(frozen=True, slots=True)
class NextOfTheme(Action):
    """The next of its cases that waits for an answer."""

    theme: ThemeId


@action("tr")
@dataclass(frozen=True, slots=True)
class ReuseReply(Action):
    """Begin with one's last answer to a case of the same theme."""

    concern: ConcernId
