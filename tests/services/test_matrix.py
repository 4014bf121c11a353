"""Who may do what, and where: every role, every deed, own and other organisations and areas."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.bulletins import (
    Bulletin,
    BulletinDraft,
    Content,
    Priority,
)
from bot.domain.clocks import LookAgain
from bot.domain.concerns import Concern, EntryKind, Outcome, Urgency
from bot.domain.errors import NotAllowed, NotFound
from bot.domain.handovers import Handover, Kind, Purpose
from bot.domain.ids import (
    ID_BYTES,
    AreaId,
    BulletinId,
    ChatId,
    HandoverId,
    ModeratorId,
    OrganisationId,
)
from bot.domain.mutes import MuteReason, Proposal
from bot.domain.people import Lang, Moderator
from bot.domain.roles import Deed, Role
from bot.services import (
    alone,
    appeals,
    assignment,
    drafts,
    duty,
    finding,
    gatherings,
    groups,
    handovers,
    masking,
    moderation,
    mutes,
    people,
    practice,
    proposals,
    readers,
    recusal,
    reports,
    sendings,
    signing,
    stepping,
    telling,
    themes,
    threads,
    translating,
    triage,
)
from bot.store import concerns as rows
from bot.store import handovers as handover_rows
from bot.store import mutes as mute_rows
from bot.store import staff
from bot.store.db import Tx
from bot.turn import Turn
from bot.vault import addresses
from tests.kit.news import send
from tests.kit.postgres import database
from tests.kit.turns import Scene, scene

TABLE = """
                   moderator  lead    publisher  approver  duty_officer  analyst  administrator
read               case       case    -          -         -             -        -
claim              case       case    -          -         -             -        -
release            case       case    -          -         -             -        -
reply              case       case    -          -         -             -        -
note               case       case    -          -         -             -        -
close              case       case    -          -         -             -        -
triage             case       case    -          -         -             -        -
follow_up          case       case    -          -         -             -        -
step_back          case       case    -          -         -             -        -
propose_reply      case       case    -          -         -             -        -
approve_reply      case       case    -          -         -             -        -
want_reader        case       case    -          -         -             -        -
translate          case       case    -          -         -             -        -
read_reveal        case       case    -          -         -             -        -
theme              case       case    -          -         -             -        -
mask               case       case    -          -         -             -        -
propose_mute       case       case    -          -         -             -        -
assign             -          case    -          -         -             -        -
hand_over          -          case    -          -         -             -        -
accept_handover    -          offer   -          -         -             -        -
decide_mute        -          case    -          -         -             -        -
decide_appeal      -          yes     -          -         -             -        -
find               yes        yes     -          -         -             -        -
report             -          yes     -          -         -             yes      -
list_staff         -          yes     -          -         -             -        yes
link_group         -          yes     -          -         -             -        yes
invite             -          -       -          -         -             -        yes
change_roles       -          -       -          -         -             -        staff
revoke             -          -       -          -         -             -        staff
write_bulletin     -          -       yes        -         yes           -        -
tell_back          -          yes     yes        -         yes           -        -
sign_bulletin      -          -       -          yes       -             -        -
sign_alone         -          -       -          -         yes           -        -
review_bulletin    -          yes     -          yes       -             -        -
stop_bulletin      -          -       yes        yes       yes           -        -
findings           yes        yes     yes        -         yes           -        -
duty               yes        yes     yes        yes       yes           yes      yes
languages          yes        yes     yes        yes       yes           yes      yes
practise           yes        yes     yes        yes       yes           yes      yes
"""
"""case: a case of the own organisation in an area they serve, and no other. offer: a hand-over that
is offered to the own organisation, of a case in an area they serve. staff: a colleague of the own
organisation. yes: for themselves, and within their own organisation. -: never. What is not in the
table fails the test."""

_HEAD, *_LINES = [line.split() for line in TABLE.strip("\n").splitlines()]
ALLOWED = {Deed(deed): dict(zip(map(Role, _HEAD), cells, strict=True)) for deed, *cells in _LINES}
GLADSAXE, HERLEV, POLICE = map(OrganisationId, ("gladsaxe", "herlev", "politi"))
ACTOR, RESIDENT = 2001, 1001
LEADS = {GLADSAXE: ChatId(2097), HERLEV: ChatId(2098), POLICE: ChatId(2099)}
"""A lead of each, who serves all its areas."""
OTHERS = ModeratorId(b"o" * ID_BYTES)
"""A colleague who has done something before."""

Attempt = Callable[[Turn, Concern], Awaitable[object]]


def _on_case(act: Callable[..., Awaitable[object]], *values: object) -> Attempt:
    return lambda turn, concern: act(turn, concern.id, *values)


async def _replies(turn: Turn, concern: Concern) -> None:
    turn = await moderation.write_reply(turn, concern.id)
    turn = await moderation.type_words(turn, 1, "Tak.")
    await moderation.send_reply(turn, concern.id, turn.dialogue.version, urgent=False)


async def _notes(turn: Turn, concern: Concern) -> None:
    turn = await moderation.write_note(turn, concern.id)
    turn = await moderation.type_words(turn, 1, "Set.")
    await moderation.keep_note(turn, concern.id, turn.dialogue.version)


async def _decides_mute(turn: Turn, concern: Concern) -> None:
    proposal = Proposal(
        concern=concern.id,
        organisation=concern.organisation,
        by=OTHERS,
        reason=MuteReason.THREATS,
        days=1,
        hour=turn.hour,
    )
    await mute_rows.propose(turn.tx, proposal)
    await mutes.decide(turn, concern.id, confirm=True)


async def _looks_at_proposal(turn: Turn, concern: Concern) -> None:
    proposed = await _with(turn, concern, EntryKind.PROPOSAL, by=OTHERS)
    await proposals.send(turn, concern.id, proposed.version, urgent=False)


async def _opens_reveal(turn: Turn, concern: Concern) -> None:
    revealed = await _with(turn, concern, EntryKind.REVEAL, by=None)
    await stepping.read(turn, concern.id, revealed.entries)


async def _with(
    turn: Turn, concern: Concern, kind: EntryKind, *, by: ModeratorId | None
) -> Concern:
    """The case with one contribution more, whoever speaks."""
    longer = concern.note()
    await rows.save(turn.tx, longer, expected=concern.version)
    await threads.append(turn, longer, kind, "Jeg hedder Amal.", by=by)
    return longer


async def _assigns(turn: Turn, concern: Concern) -> None:
    lead = await staff.find(
        turn.tx, addresses.staff_tag(turn.house.vault, LEADS[concern.organisation])
    )
    assert lead
    await assignment.assign(turn, concern.id, lead.id)


async def _accepts(turn: Turn, concern: Concern) -> None:
    """What another organisation offers: the police to Gladsaxe, the others to the police."""
    handover = Handover(
        id=HandoverId(turn.house.new_id()),
        concern=concern.id,
        sender=concern.organisation,
        receiver=receiver_of(concern.organisation),
        kind=Kind.SHARE,
        picked=(1,),
        purpose=Purpose.PREVENTION,
        basis=next(iter(turn.house.partnership.legal_bases)),
        by=OTHERS,
        at=turn.seconds,
    )
    await handover_rows.add(turn.tx, handover)
    await handovers.accept(turn, handover.id)


def receiver_of(organisation: OrganisationId) -> OrganisationId:
    return GLADSAXE if organisation == POLICE else POLICE


async def _of_staff(
    turn: Turn, concern: Concern, act: Callable[[Turn, ModeratorId], Awaitable[object]]
) -> None:
    """Towards a colleague of the organisation that has the case."""
    lead = await staff.find(
        turn.tx, addresses.staff_tag(turn.house.vault, LEADS[concern.organisation])
    )
    assert lead
    await act(turn, lead.id)


def _own(act: Callable[..., Awaitable[object]], *values: object) -> Attempt:
    return lambda turn, _: act(turn, *values)


async def _stops(turn: Turn, _: Concern) -> None:
    me = turn.speaker.colleague()
    value = Bulletin(
        id=BulletinId(turn.house.new_id()),
        organisation=me.organisation,
        author=me.id,
        content=Content(texts={Lang.DA: "nyt"}, areas=frozenset({AreaId("moerkhoej")})),
        hour=turn.hour,
    )
    await sendings.stop(turn, (await send(turn.tx, value)).id)


async def _takes_duty(turn: Turn, _: Concern) -> None:
    await duty.set_duty(turn, on=False)


async def _signs_alone(turn: Turn, _: Concern) -> None:
    """Urgent news of one's own, whole."""
    turn = await drafts.begin(turn)
    content = Content(
        texts=dict.fromkeys(Lang, "Vandet er lukket."),
        areas=frozenset({AreaId(SERVED)}),
        priority=Priority.URGENT,
    )
    turn = await drafts.keep(turn, BulletinDraft(content=content))
    await alone.begin(turn, turn.dialogue.version)


ATTEMPTS: dict[Deed, Attempt] = {
    Deed.READ: _on_case(moderation.card),
    Deed.CLAIM: _on_case(moderation.claim),
    Deed.RELEASE: _on_case(moderation.release),
    Deed.REPLY: _replies,
    Deed.NOTE: _notes,
    Deed.CLOSE: _on_case(moderation.close, Outcome.HELPED),
    Deed.MASK: _on_case(masking.begin),
    Deed.PROPOSE_MUTE: _on_case(mutes.propose, MuteReason.THREATS, 1),
    Deed.DECIDE_MUTE: _decides_mute,
    Deed.TRIAGE: _on_case(triage.set_urgency, Urgency.DANGER),
    Deed.FOLLOW_UP: _on_case(triage.look_again, LookAgain.WEEK),
    Deed.STEP_BACK: _on_case(recusal.step_back),
    Deed.PROPOSE_REPLY: _on_case(proposals.write),
    Deed.APPROVE_REPLY: _looks_at_proposal,
    Deed.WANT_READER: _on_case(readers.want),
    Deed.TRANSLATE: _on_case(translating.ask_reading),
    Deed.READ_REVEAL: _opens_reveal,
    Deed.THEME: _on_case(themes.name),
    Deed.ASSIGN: _assigns,
    Deed.HAND_OVER: _on_case(handovers.begin),
    Deed.ACCEPT_HANDOVER: _accepts,
    Deed.DECIDE_APPEAL: _own(appeals.waiting),
    Deed.FIND: _own(finding.begin, "mørkt"),
    Deed.REPORT: _own(reports.report),
    Deed.LIST_STAFF: _own(people.listed, 0),
    Deed.LINK_GROUP: _own(groups.offer),
    Deed.INVITE: _own(people.begin_invitation),
    Deed.CHANGE_ROLES: lambda turn, concern: _of_staff(turn, concern, people.begin_change),
    Deed.REVOKE: lambda turn, concern: _of_staff(turn, concern, people.revoke),
    Deed.WRITE_BULLETIN: _own(drafts.begin),
    Deed.TELL_BACK: _own(telling.listed),
    Deed.SIGN_BULLETIN: _own(signing.waiting),
    Deed.SIGN_ALONE: _signs_alone,
    Deed.REVIEW_BULLETIN: _own(alone.to_review),
    Deed.STOP_BULLETIN: _stops,
    Deed.FINDINGS: _own(gatherings.walks),
    Deed.DUTY: _takes_duty,
    Deed.LANGUAGES: _own(moderation.toggle_reads, Lang.EN),
    Deed.PRACTISE: _own(practice.begin),
}
UNCLAIMED = frozenset({Deed.CLAIM, Deed.ASSIGN})
"""For every other deed the case is the actor's own, so that only role and place decide."""


def test_every_deed_stands_in_the_table_and_is_tried() -> None:
    assert set(ALLOWED) == set(Deed)
    assert set(ATTEMPTS) == set(Deed)


SERVED = "hoeje-gladsaxe"
PLACES = {
    "own area": (GLADSAXE, SERVED),
    "own organisation, another area": (GLADSAXE, "vaerebro"),
    "another municipality": (HERLEV, "hjortespring"),
    "a case of the police in the same area": (POLICE, SERVED),
}


class _RolledBack(Exception):
    """It was allowed; nothing of it is kept."""


class Street:
    def __init__(self, play: Scene) -> None:
        self.play = play
        self.cases: dict[str, Concern] = {}

    async def begin(self) -> None:
        self.play.house = replace(self.play.house, translates=True)
        for organisation, lead in LEADS.items():
            await self.play.colleague(lead, Role.LEAD, organisation=organisation)
        for number, (place, (organisation, area)) in enumerate(PLACES.items()):
            chat = RESIDENT + number
            await self.play.resident(chat, Lang.AR)
            shared = await self.play.shares(chat, area=area)
            self.cases[place] = await self._of(shared, organisation)

    async def _of(self, concern: Concern, organisation: OrganisationId) -> Concern:
        changed = replace(concern, organisation=organisation, version=concern.version + 1)
        await self.play.store.write(lambda tx: rows.save(tx, changed, expected=concern.version))
        return changed

    async def allowed(self, deed: Deed, place: str, me: Moderator | None) -> bool:
        async def tries(tx: Tx) -> None:
            turn = await self.play.turn(tx, ACTOR)
            concern = self.cases[place]
            if me is not None and deed not in UNCLAIMED:
                held = replace(concern, claimed_by=me.id, version=concern.version + 1)
                await rows.save(tx, held, expected=concern.version)
                concern = held
            await ATTEMPTS[deed](turn, concern)
            raise _RolledBack

        try:
            await self.play.store.write(tries)
        except _RolledBack:
            return True
        except (NotAllowed, NotFound):
            return False
        raise AssertionError("unreachable")


def _expected(cell: str, where: tuple[OrganisationId, str], mine: OrganisationId) -> bool:
    """What the table says of a place, for who serves one area of their own organisation."""
    owner, area = where
    return {
        "yes": True,
        "case": where == (mine, SERVED),
        "offer": (receiver_of(owner), area) == (mine, SERVED),
        "staff": owner == mine,
        "-": False,
    }[cell]


@pytest.mark.parametrize("organisation", [GLADSAXE, POLICE])
@pytest.mark.parametrize("role", [*Role, None])
async def test_each_role_does_what_the_table_says_and_nothing_else(
    tmp_path: Path, role: Role | None, organisation: OrganisationId
) -> None:
    async with database("sqlite", tmp_path) as url, scene(url) as play:
        street = Street(play)
        await street.begin()
        me = None
        if role:
            me = await play.colleague(ACTOR, role, organisation=organisation, areas=[SERVED])
        wrong = []
        for deed, cells in ALLOWED.items():
            for place, where in PLACES.items():
                expected = role is not None and _expected(cells[role], where, organisation)
                if await street.allowed(deed, place, me) is not expected:
                    wrong.append(f"{deed} by {role} of {organisation} on {place}: {not expected}")
        assert wrong == []
