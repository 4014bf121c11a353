"""What becomes of an event: called off, closed with a report, its findings seen to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bot.domain.acts import Act
from bot.domain.bulletins import Bulletin
from bot.domain.dialogues import Step
from bot.domain.errors import ButtonTooOld, NotFound
from bot.domain.happenings import (
    FOLLOW_UP,
    OUTCOME_LIMIT,
    Attendance,
    ClosingDraft,
    Ending,
    Finding,
    FindingDraft,
    Gathering,
    counted,
    remind_at,
)
from bot.domain.ids import BulletinId, CategoryId, FindingId, ModeratorId, OrganisationId
from bot.domain.people import Moderator
from bot.domain.roles import Deed
from bot.domain.words import checked
from bot.screens import happenings as screens
from bot.services import drafts, notices, record, signups
from bot.services.counting import month_of
from bot.services.dialogues import clear, save
from bot.store import bulletins, counters, findings, happenings, staff
from bot.store import signups as signup_rows
from bot.store.findings import SealedFinding
from bot.turn import Turn
from bot.vault.keyring import Purpose

WALKS = 12
_EVENTS = CategoryId("event")
"""Where the counters of events stand; no concern has this category."""


async def begin(turn: Turn, bulletin: Bulletin) -> None:
    """News that invites leaves: from now on people can sign up."""
    if event := bulletin.content.event:
        gathering = Gathering(
            id=bulletin.id,
            organisation=bulletin.organisation,
            author=bulletin.author,
            kind=event.kind,
            starts=event.starts,
            ends=event.ends,
        )
        await happenings.add(turn.tx, gathering)


async def put_right(turn: Turn, wrong: Bulletin, right: Bulletin) -> None:
    """Its news is corrected. Who signed up is told when it is at another time or place by now."""
    was, event = wrong.content.event, right.content.event
    if was is None or event is None:
        return
    found = await happenings.find(turn.tx, right.id)
    if found is None:  # it became an event when corrections could still make it one
        await begin(turn, right)
        return
    gathering = found.moved(event)
    other = (was.starts, was.ends, was.place) != (event.starts, event.ends, event.place)
    if other and gathering.is_to_come(turn.seconds):
        await signups.tell_all(turn, right.id)
        on_the_eve = remind_at(event.starts) <= turn.seconds
        gathering = gathering.marked(reminded=on_the_eve)  # two lines at once would say no more
    await happenings.save(turn.tx, gathering)


async def take_back(turn: Turn, bulletin: Bulletin) -> None:
    """Its news is withdrawn: it is called off unless it has begun, and who signed up is told."""
    gathering = await happenings.find(turn.tx, bulletin.id)
    if gathering and gathering.is_to_come(turn.seconds):
        await _call_off(turn, gathering)


async def _call_off(turn: Turn, gathering: Gathering) -> None:
    """Raises BulletinMovedOn."""
    await happenings.save(turn.tx, gathering.called_off(turn.seconds))
    await signups.tell_all(turn, gathering.id)
    await record.note(turn, Act.EVENT_CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arranged:
    """An event as its organisation sees it. coming: to be shown in bands only."""

    bulletin: Bulletin
    gathering: Gathering
    coming: int
    ending: Ending | None
    findings: int


async def look(turn: Turn, event: BulletinId) -> Arranged:
    """Raises NotAllowed, NotFound."""
    colleague = drafts.writer(turn)
    gathering = await _own(turn, colleague, event)
    return Arranged(
        bulletin=await bulletins.get(turn.tx, event),
        gathering=gathering,
        coming=await signup_rows.count(turn.tx, event),
        ending=await _ending(turn, event),
        findings=len(await findings.of_event(turn.tx, event)),
    )


async def _own(turn: Turn, colleague: Moderator, event: BulletinId) -> Gathering:
    """Raises NotFound, also for another organisation's."""
    gathering = await happenings.get(turn.tx, event)
    if gathering.organisation != colleague.organisation:
        raise NotFound
    return gathering


async def cancel(turn: Turn, event: BulletinId) -> Arranged:
    """Those who signed up get the neutral line, and the card says it.

    Raises NotAllowed, NotFound, BulletinMovedOn when it was cancelled already or has begun.
    """
    await _call_off(turn, await _own(turn, drafts.writer(turn), event))
    return await look(turn, event)


# --- the report ------------------------------------------------------------------------------


async def _ending(turn: Turn, event: BulletinId) -> Ending | None:
    sealed = await happenings.ending(turn.tx, event)
    if sealed is None:
        return None
    kept = json.loads(turn.house.vault.open(Purpose.FINDING, "happening", event, sealed))
    return Ending(came=Attendance(low=kept["low"], high=kept["high"]), outcome=kept["outcome"])


async def ask(turn: Turn) -> None:
    """Once an event is over its author is asked how it went, or who writes news in their place."""
    for gathering in await happenings.to_ask(turn.tx, now=turn.seconds):
        for colleague in await _in_charge(turn, gathering):
            t = turn.house.catalogs[colleague.language]
            await notices.tell_moderator(turn, colleague, screens.asked(t, gathering.id))
        await happenings.save(turn.tx, gathering.marked(asked=True))


async def _in_charge(turn: Turn, gathering: Gathering) -> Sequence[Moderator]:
    """Its author; when they left or write no news any more, those who do."""
    team = await staff.of(turn.tx, gathering.organisation)
    able = [colleague for colleague in team if colleague.may(Deed.WRITE_BULLETIN)]
    return [colleague for colleague in able if colleague.id == gathering.author] or able


async def begin_report(turn: Turn, event: BulletinId) -> Turn:
    """Raises NotAllowed, NotFound, BulletinMovedOn."""
    gathering = await _own(turn, drafts.writer(turn), event)
    gathering.check_to_close(turn.seconds)
    return await _keep_report(turn, ClosingDraft(event=event))


async def _keep_report(turn: Turn, draft: ClosingDraft) -> Turn:
    return await save(turn, turn.dialogue.at(Step.EVENT_CAME, closing=draft))


def report_of(turn: Turn) -> ClosingDraft:
    """Raises ButtonTooOld."""
    if turn.dialogue.closing is None:
        raise ButtonTooOld
    return turn.dialogue.closing


async def say_came(turn: Turn, came: Attendance) -> Turn:
    return await _keep_report(turn, ClosingDraft(event=report_of(turn).event, came=came))


async def type_report(turn: Turn, text: str) -> tuple[Turn, Arranged | None]:
    """The number who came, then what came out of it, which closes the event.

    What is no number leaves the question standing.
    Raises NothingWritten, TextTooLong, ButtonTooOld.
    """
    if report_of(turn).came is not None:
        return await close(turn, checked(text, OUTCOME_LIMIT))
    came = counted(text)
    return (turn if came is None else await say_came(turn, came)), None


async def close(turn: Turn, outcome: str = "") -> tuple[Turn, Arranged]:
    """Raises ButtonTooOld, NotAllowed, NotFound, BulletinMovedOn."""
    draft = report_of(turn)
    if draft.came is None:
        raise ButtonTooOld
    gathering = await _own(turn, drafts.writer(turn), draft.event)
    await happenings.save(turn.tx, gathering.ended(turn.seconds))
    kept = {"low": draft.came.low, "high": draft.came.high, "outcome": outcome}
    plain = json.dumps(kept).encode()
    sealed = turn.house.vault.seal(Purpose.FINDING, "happening", draft.event, plain)
    await happenings.keep_ending(turn.tx, draft.event, sealed)
    bulletin = await bulletins.get(turn.tx, draft.event)
    await _count(turn, bulletin, gathering, draft.came)
    await record.note(turn, Act.EVENT_CLOSED)
    return await clear(turn), await look(turn, draft.event)


async def _count(turn: Turn, bulletin: Bulletin, gathering: Gathering, came: Attendance) -> None:
    """Staff's own count, in each area it was for. What was said in a band is counted as one."""
    for area in sorted(bulletin.content.areas):
        add = partial(counters.add, turn.tx, month=month_of(turn.now), area=area, category=_EVENTS)
        await add(what=f"held_{gathering.kind.value}")
        if came.exact:
            await add(what="came", n=came.low)
        else:
            await add(what=f"came_from_{came.low}")


# --- findings of a safety walk ---------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """owner: pseudonym of the colleague whose it is; "" for an organisation's."""

    finding: Finding
    owner: str


def _reader(turn: Turn) -> Moderator:
    colleague = turn.speaker.colleague()
    colleague.check(Deed.FINDINGS)
    return colleague


async def walks(turn: Turn) -> Sequence[tuple[Gathering, Bulletin]]:
    """Safety walks of the speaker's organisation, newest first. Raises NotAllowed."""
    of = _reader(turn).organisation
    found = await happenings.walks(turn.tx, of, now=turn.seconds, limit=WALKS)
    return [(walk, await bulletins.get(turn.tx, walk.id)) for walk in found]


async def found(turn: Turn, event: BulletinId) -> tuple[Bulletin, Sequence[Owned]]:
    """What a walk found, open ones first. Raises NotAllowed, NotFound."""
    await _own(turn, _reader(turn), event)
    return await bulletins.get(turn.tx, event), await _owned(turn, event)


async def _owned(turn: Turn, event: BulletinId) -> Sequence[Owned]:
    opened = [_opened(turn, row) for row in await findings.of_event(turn.tx, event)]
    return [Owned(finding=one, owner=await _name(turn, one.colleague)) for one in opened]


async def _name(turn: Turn, colleague: ModeratorId | None) -> str:
    return (await staff.name_of(turn.tx, colleague) or "") if colleague else ""


def _opened(turn: Turn, row: SealedFinding) -> Finding:
    kept = json.loads(turn.house.vault.open(Purpose.FINDING, "finding", row.id, row.sealed))
    colleague = kept["colleague"]
    return Finding(
        id=row.id,
        event=row.event,
        words=kept["words"],
        place=kept["place"],
        organisation=OrganisationId(kept["organisation"]) if kept["organisation"] else None,
        colleague=ModeratorId(bytes.fromhex(colleague)) if colleague else None,
        done=row.done,
    )


async def begin_finding(turn: Turn, event: BulletinId) -> Turn:
    """The next typed message says what was found. Raises NotAllowed, NotFound."""
    gathering = await _own(turn, _reader(turn), event)
    if not gathering.may_find(turn.seconds):
        raise NotFound
    return await _keep_finding(turn, FindingDraft(event=event))


async def _keep_finding(turn: Turn, draft: FindingDraft) -> Turn:
    return await save(turn, turn.dialogue.at(Step.FINDING, finding=draft))


def finding_of(turn: Turn) -> FindingDraft:
    """Raises ButtonTooOld."""
    if turn.dialogue.finding is None:
        raise ButtonTooOld
    return turn.dialogue.finding


async def type_finding(turn: Turn, text: str) -> Turn:
    """Raises NothingWritten, TextTooLong, ButtonTooOld."""
    return await _keep_finding(turn, finding_of(turn).typed(text))


async def owners(turn: Turn) -> Sequence[Moderator]:
    """Colleagues of the speaker's organisation. Raises NotAllowed."""
    return await staff.of(turn.tx, _reader(turn).organisation)


async def keep_finding(
    turn: Turn,
    *,
    organisation: OrganisationId | None = None,
    colleague: ModeratorId | None = None,
) -> tuple[Turn, BulletinId]:
    """Written down with whose it is. Raises ButtonTooOld, NotAllowed, NotFound."""
    draft = finding_of(turn)
    if not draft.whole:
        raise ButtonTooOld
    await _own(turn, _reader(turn), draft.event)
    if organisation is not None:
        turn.house.partnership.organisation(organisation)
    if colleague is not None and colleague not in [c.id for c in await owners(turn)]:
        raise NotFound
    await findings.add(turn.tx, _sealed(turn, draft, organisation, colleague))
    await record.note(turn, Act.FINDING_KEPT)
    return await clear(turn), draft.event


def _sealed(
    turn: Turn,
    draft: FindingDraft,
    organisation: OrganisationId | None,
    colleague: ModeratorId | None,
) -> SealedFinding:
    row = FindingId(turn.house.new_id())
    kept = {
        "words": draft.words,
        "place": draft.place,
        "organisation": organisation,
        "colleague": colleague.hex() if colleague else None,
    }
    plain = json.dumps(kept).encode()
    sealed = turn.house.vault.seal(Purpose.FINDING, "finding", row, plain)
    return SealedFinding(id=row, event=draft.event, sealed=sealed, done=False)


async def set_done(turn: Turn, finding: FindingId, *, done: bool) -> BulletinId:
    """Raises NotAllowed, NotFound."""
    row = await findings.get(turn.tx, finding)
    await _own(turn, _reader(turn), row.event)
    await findings.set_done(turn.tx, finding, done=done)
    await record.note(turn, Act.FINDING_DONE if done else Act.FINDING_OPENED)
    return row.event


async def follow_up(turn: Turn) -> None:
    """Half a year after a walk its author and the owners are told what is still open."""
    before = turn.seconds - int(FOLLOW_UP.total_seconds())
    for gathering in await happenings.to_follow_up(turn.tx, before=before):
        opened = [one for one in await _owned(turn, gathering.id) if not one.finding.done]
        for colleague, theirs in await _responsible(turn, gathering, opened):
            t = turn.house.catalogs[colleague.language]
            own = colleague.organisation == gathering.organisation
            screen = screens.still_open(t, turn.house.partnership, gathering.id, theirs, own=own)
            await notices.tell_moderator(turn, colleague, screen)
        await happenings.save(turn.tx, gathering.marked(followed_up=True))


async def _responsible(
    turn: Turn, gathering: Gathering, opened: Sequence[Owned]
) -> Sequence[tuple[Moderator, Sequence[Owned]]]:
    """Whom each open finding concerns; the author, or who is in their place, is told of all."""
    told: dict[ModeratorId, tuple[Moderator, list[Owned]]] = {}
    in_charge = await _in_charge(turn, gathering)
    for one in opened:
        for colleague in [*in_charge, *await _owners(turn, one.finding)]:
            _, theirs = told.setdefault(colleague.id, (colleague, []))
            if one not in theirs:
                theirs.append(one)
    return list(told.values())


async def _owners(turn: Turn, finding: Finding) -> Sequence[Moderator]:
    """The colleague, or those who answer for the organisation: its leads, else its publishers."""
    if finding.colleague is not None:
        owner = await staff.get(turn.tx, finding.colleague)
        return [owner] if owner else []
    team = await staff.of(turn.tx, finding.organisation or OrganisationId(""))
    return [c for c in team if c.is_lead] or [c for c in team if c.may(Deed.WRITE_BULLETIN)]


async def tick(turn: Turn) -> None:
    """All that time makes due to events."""
    await signups.remind(turn)
    await ask(turn)
    await follow_up(turn)
    await signups.expire(turn)
