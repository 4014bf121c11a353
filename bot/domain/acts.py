"""Staff acts on the record: who did what to which case, without content or identity."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Act(StrEnum):
    JOINED = "joined"
    READ = "read"
    CLAIMED = "claimed"
    RELEASED = "released"
    REPLIED = "replied"
    NOTED = "noted"
    CLOSED = "closed"
    PUBLISHED = "published"
    BULLETIN_PROPOSED = "bulletin proposed"
    BULLETIN_SIGNED = "bulletin signed"
    BULLETIN_RETURNED = "bulletin returned"
    BULLETIN_CORRECTED = "bulletin corrected"
    BULLETIN_RETRACTED = "bulletin retracted"
    BULLETIN_WITHDRAWN = "bulletin withdrawn"
    BULLETIN_SIGNED_ALONE = "bulletin signed alone"
    BULLETIN_REVIEWED = "bulletin reviewed"
    MUTE_PROPOSED = "mute proposed"
    MUTE_CONFIRMED = "mute confirmed"
    MUTE_DECLINED = "mute declined"
    APPEAL_READ = "appeal read"
    APPEAL_GRANTED = "appeal granted"
    APPEAL_DENIED = "appeal denied"
    MASKED = "masked"
    MASKED_FOR_GOOD = "masked for good"
    UNMASKED = "unmasked"
    READER_WANTED = "reader wanted"
    READER_FOUND = "reader found"
    TRANSLATED = "translated"
    GROUP_LINKED = "group linked"
    GROUP_UNLINKED = "group unlinked"
    ROTATED = "rotated"
    TRIAGED = "triaged"
    REPORTED_CHILD = "notification sent"
    WEIGHED_CHILD = "weighed: no notification needed"
    LOOK_AGAIN = "follow-up set"
    EXPIRED = "claim expired"
    SEARCHED = "searched"
    ASSIGNED = "assigned"
    GIVEN = "given to a colleague"
    STEPPED_BACK = "stepped back"
    STEP_BACK_LIFTED = "step back lifted"
    PROPOSED_REPLY = "reply proposed"
    APPROVED_REPLY = "reply approved"
    RETURNED_REPLY = "proposed reply returned"
    WITHDREW_REPLY = "proposed reply withdrawn"
    INVITED = "invited"
    INVITE_WITHDRAWN = "invitation withdrawn"
    ROLES_CHANGED = "roles changed"
    REVOKED = "revoked"
    REVEAL_READ = "words of who it is read"
    HANDOVER_OFFERED = "hand-over offered"
    HANDOVER_ACCEPTED = "hand-over accepted"
    HANDOVER_RETURNED = "hand-over returned"
    HANDOVER_WITHDRAWN = "hand-over withdrawn"
    SHARE_ENDED = "share ended"
    SHARE_READ = "share read"
    THEMED = "put into a theme"
    UNTHEMED = "taken out of a theme"
    BULLETIN_STOPPED = "bulletin stopped"
    EVENT_CANCELLED = "event cancelled"
    EVENT_CLOSED = "event closed"
    FINDING_KEPT = "finding kept"
    FINDING_DONE = "finding done"
    FINDING_OPENED = "finding open again"


BOT = "bot"
"""Who did what no colleague did."""
SHELL = "shell"
"""Whoever can use the command line of the machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One entry of the chain. who: pseudonym, BOT or SHELL. about: case code, or the pseudonym of
    the colleague whose roles it is about, or "" where there is neither.

    at: epoch seconds. seal: keyed hash over this entry and the seal before it.
    """

    number: int
    at: int
    who: str
    act: Act
    about: str
    seal: bytes

    def sealed_parts(self, before: bytes) -> tuple[bytes | int | str, ...]:
        """What the seal is made of, in order."""
        return (before, self.number, self.at, self.who, self.act.value, self.about)
