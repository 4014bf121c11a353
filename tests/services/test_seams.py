"""Where one part of the work on a case meets another: what must hold at the seams."""

from __future__ import annotations

import pytest

from bot.domain.concerns import Concern, EntryKind, Status
from bot.domain.errors import NotFound, OwnCase
from bot.domain.handovers import Handover, Kind, Purpose
from bot.domain.ids import HandoverId, OrganisationId
from bot.domain.people import Moderator
from bot.domain.roles import Role
from bot.services import (
    assignment,
    concerns,
    handovers,
    moderation,
    recusal,
    residents,
    stepping,
)
from bot.store import concerns as rows
from bot.store import handovers as handover_rows
from bot.turn import Turn
from tests.kit.turns import Scene

AMAL, METTE, LISE, KIM, OLE = 1001, 2001, 2002, 2003, 2004
NAME = "Jeg hedder Amal og bor i gade 3."


async def _staff(play: Scene) -> dict[int, Moderator]:
    return {
        METTE: await play.colleague(METTE),
        LISE: await play.colleague(LISE, Role.LEAD),
        KIM: await play.colleague(KIM, Role.LEAD, organisation="politi"),
    }


async def _case(play: Scene, **of: str) -> Concern:
    await play.resident(AMAL)
    return await play.shares(AMAL, **of)


async def _now(play: Scene, case: Concern) -> Concern:
    return await play.store.read(lambda tx: rows.get(tx, case.id))


async def _offers(turn: Turn, case: Concern, kind: Kind, sender: str, receiver: str) -> HandoverId:
    offer = Handover(
        id=HandoverId(turn.house.new_id()),
        concern=case.id,
        sender=OrganisationId(sender),
        receiver=OrganisationId(receiver),
        kind=kind,
        picked=(1,),
        purpose=Purpose.PREVENTION,
        basis=next(iter(turn.house.partnership.legal_bases)),
        by=turn.speaker.colleague().id,
        at=turn.seconds,
    )
    await handover_rows.add(turn.tx, offer)
    return offer.id


async def _steps_forward(play: Scene, case: Concern) -> Concern:
    await play.does(AMAL, stepping.write, case.id, EntryKind.REVEAL)
    turn = await play.does(AMAL, stepping.type_words, 1, NAME)
    return (await play.does(AMAL, stepping.send, case.id, turn.dialogue.version))[1]


async def test_who_a_resident_is_stays_with_those_whom_they_told(play: Scene) -> None:
    await _staff(play)
    case = await _case(play)
    await play.does(METTE, moderation.claim, case.id)
    told = await _steps_forward(play, case)
    offer = await play.does(LISE, _offers, case, Kind.MOVE, "gladsaxe", "politi")
    await play.does(KIM, handovers.accept, offer)
    assert (await play.does(KIM, moderation.card, case.id)).forwards == []
    with pytest.raises(NotFound):
        await play.does(KIM, stepping.read, case.id, told.entries)
    later = await _steps_forward_again(play, case, told)
    assert NAME in (await play.does(KIM, stepping.read, case.id, later.entries))[1].text


async def _steps_forward_again(play: Scene, case: Concern, told: Concern) -> Concern:
    """To the new owner: the first words are taken back before."""
    await play.does(AMAL, stepping.take_back, case.id, told.entries)
    return await _steps_forward(play, case)


async def test_a_closed_case_that_must_be_weighed_does_not_keep_the_others_on_the_desk(
    play: Scene,
) -> None:
    await _staff(play)
    child, other = await _case(play, category="child"), await play.shares(AMAL)
    for case in (child, other):
        await play.does(METTE, moderation.claim, case.id)
    await play.does(AMAL, concerns.end, child.id)
    assert (await _now(play, child)).report_due is not None
    await play.does(METTE, assignment.assign_all, None)
    assert (await _now(play, other)).claimed_by is None


async def test_who_stepped_back_neither_accepts_nor_reads_the_case_when_it_is_shared_back(
    play: Scene,
) -> None:
    await _staff(play)
    case = await _case(play)
    await play.does(LISE, recusal.step_back, case.id)
    await play.colleague(OLE, Role.LEAD)
    moved = await play.does(OLE, _offers, case, Kind.MOVE, "gladsaxe", "politi")
    await play.does(KIM, handovers.accept, moved)
    shared = await play.does(KIM, _offers, case, Kind.SHARE, "politi", "gladsaxe")
    with pytest.raises(NotFound):
        await play.does(LISE, handovers.accept, shared)
    await play.does(OLE, handovers.accept, shared)
    with pytest.raises(NotFound):
        await play.does(LISE, handovers.read, shared)
    listed = await play.does(LISE, handovers.listed, "shared", 0)
    assert list(listed.found) == []
    assert len((await play.does(OLE, handovers.read, shared)).entries) == 1


async def test_nobody_is_given_their_own_concern_by_themselves(play: Scene) -> None:
    staff = await _staff(play)
    await play.resident(LISE)
    case = await play.shares(LISE)
    for act in (
        lambda turn: moderation.claim(turn, case.id),
        lambda turn: assignment.assign(turn, case.id, staff[LISE].id),
    ):
        with pytest.raises(OwnCase):
            await play.does(LISE, act)


async def test_a_step_forward_that_was_taken_back_leaves_nothing_to_answer(play: Scene) -> None:
    await _staff(play)
    case = await _case(play)
    await play.does(METTE, moderation.claim, case.id)
    await play.does(METTE, moderation.write_reply, case.id)
    turn = await play.does(METTE, moderation.type_words, 1, "Tak.")
    await play.does(METTE, moderation.send_reply, case.id, turn.dialogue.version, urgent=False)
    told = await _steps_forward(play, case)
    assert (await _now(play, case)).status is Status.WAITING_STAFF
    await play.does(AMAL, stepping.take_back, case.id, told.entries)
    now = await _now(play, case)
    assert (now.status, now.due, now.held_since) == (Status.WAITING_RESIDENT, None, None)
    (own,) = await play.does(AMAL, residents.own_cases)
    assert own.is_open
