"""Refusals: facts about what cannot be done. `texts.refusals` finds the words."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.ids import AreaId


class Refused(Exception):
    """The product says no; nothing of the turn is kept and the person is told why."""


@dataclass
class AlreadyClaimed(Refused):
    by: str


class ImpossibleChange(Refused):
    """The concern is not in a state that allows this act."""


class NotYours(Refused):
    """Only the colleague who has the concern may do this."""


class NotAllowed(Refused):
    """No role of the speaker allows this act."""


class NotFound(Refused):
    """It does not exist, is gone, or is not for this speaker: one answer for all three."""


class ChangedMeanwhile(Refused):
    """Somebody else changed the row between reading and writing."""


class InviteInvalid(Refused):
    """Unknown, used or expired: one answer for all three."""


class ButtonTooOld(Refused):
    """The button belongs to a screen that no longer holds."""


@dataclass
class TextTooLong(Refused):
    units: int
    limit: int


class NothingWritten(Refused):
    """There is nothing to send yet."""


class NoticeNotSeen(Refused):
    """The current anonymity notice has not been shown in the chosen language."""


@dataclass
class LanguagesMissing(Refused):
    languages: tuple[str, ...]


class BulletinMovedOn(Refused):
    """The bulletin is not as it was when the button was made, or not in a state for this."""


class NobodyToSign(Refused):
    """No second person of the organisation could sign news for these areas."""


class NothingToAnswer(Refused):
    """No open question about this news that the speaker could answer."""


class DuePassed(Refused):
    """The time at which news was to leave has passed."""


class DueMeanwhile(Refused):
    """It passed while the news waited for a signature: signed now, it leaves at once."""


class NoAreaChosen(Refused):
    """A bulletin needs at least one area."""


@dataclass
class AreaNotServed(Refused):
    area: AreaId


@dataclass
class NotInTheirLanguage(Refused):
    """A ready answer does not exist in the language that the resident reads."""

    language: str


class ConcernsPaused(Refused):
    """New concerns of this chat are paused."""


class AppealedAlready(Refused):
    """One appeal against a pause, not two."""


class AlreadyProposed(Refused):
    """A second person has not decided about the first proposal yet."""


class NeedsAnother(Refused):
    """Who proposed it cannot confirm it."""


class NobodyElse(Refused):
    """No second person of the organisation could confirm it."""


class TooManyOpenConcerns(Refused):
    """All slots of open concerns are taken."""


class TooMuchToday(Refused):
    """One person has sent as much as the partnership allows in a day."""


@dataclass
class NotAReceiptCode(Refused):
    """Told by the typed text alone, whatever codes there are. digits: how many it had."""

    digits: int


class TooManyTries(Refused):
    """One person has tried as many codes as can be tried in an hour."""


class CodesRest(Refused):
    """Everybody together has tried too many codes in this hour."""


@dataclass
class TooManyPictures(Refused):
    limit: int


class LinkInvalid(Refused):
    """Unknown, used or expired code of a group, or that of another organisation."""


class GroupTaken(Refused):
    """The group is linked to another organisation."""


class PictureNotReady(Refused):
    """A picture of the draft is still being fetched."""


class NotWeighed(Refused):
    """The duty to notify about a child must be weighed first."""


class NothingToFind(Refused):
    """What is looked for has no word of three letters."""


@dataclass
class Overtaken(Refused):
    """Since these words were begun a colleague has answered, or proposed an answer."""

    by: str


class LastAdministrator(Refused):
    """Without this one nobody of the organisation could invite or revoke."""


class NoRoleChosen(Refused):
    """A colleague without any role; whoever is to have none is revoked."""


class OwnCase(Refused):
    """The concern was shared from the very chat that would take it as a colleague."""


class OfferedAlready(Refused):
    """The case is offered to this organisation, which has not answered yet."""


class NothingPicked(Refused):
    """A hand-over needs at least one contribution, picked by hand."""


class NobodyThere(Refused):
    """No lead of another organisation could accept the case."""


@dataclass
class HoldsCaseCode(Refused):
    """Words for everybody name a case."""

    code: str


@dataclass
class TitleTooLong(Refused):
    limit: int


@dataclass
class TooManyThemes(Refused):
    limit: int


class AreasStand(Refused):
    """A correction is for the very areas that the news went to."""


class KindStands(Refused):
    """A correction keeps what the news is: an event, plain news, or what else it set going."""


class OtherDraft(Refused):
    """Other news is being written, and would be lost."""


class CorrectedMeanwhile(Refused):
    """The news was corrected after this was begun, which would undo that."""


class SignerGone(Refused):
    """Who signed the news may sign it no more, and its time has come."""


class NoLongerNews(Refused):
    """It would be valid no more by the time it leaves."""


@dataclass
class NotAStreet(Refused):
    """Not the name of a street in Latin letters, or one that tells who lives there."""

    limit: int


class EventPast(Refused):
    """News cannot invite to what has begun."""
