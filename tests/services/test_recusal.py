"""Who knows the people of a case steps back, and the case is gone for them wherever it could be."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.domain.concerns import Concern, EntryKind, Outcome, Status
from bot.domain.dialogues import Step
from bot.domain.errors import ImpossibleChange, NotAllowed, NotFound
from bot.domain.ids import ConcernId
from bot.domain.mutes import MuteReason
from bot.domain.roles import Role
from bot.services import (
    assignment,
    concerns,
    masking,
    moderation,
    mutes,
    proposals,
    queue,
    recusal,
    retention,
)
from bot.store import concerns as rows
from bot.store import recusals
from bot.store.outbox import Target
from tests.kit.turns import Scene

AMAL, METTE, OLE, LISE = 1001, 2001, 2002, 2003

Act = Callable[..., Awaitable[Any]]
ACTS: dict[str, Callable[[ConcernId], tuple[Act, tuple[Any, ...], dict[str, Any]]]] = {
    "card": lambda c: (moderation.card, (c,), {}),
    "claim": lambda c: (moderation.claim, (c,), {}),
    "release": lambda c: (moderation.release, (c,), {}),
    "write a reply": lambda c: (moderation.write_reply, (c,), {}),
    "write a note": lambda c: (moderation.write_note, (c,), {}),
    "take a ready answer": lambda c: (moderation.use_ready_answer, (c, "thanks"), {}),
    "close": lambda c: (moderation.close, (c, Outcome.HELPED), {}),
    "look at pictures": lambda c: (moderation.look, (c, 1), {}),
    "propose": lambda c: (proposals.write, (c,), {}),
    "look at a proposal": lambda c: (proposals.look, (c,), {}),
    "send a proposal": lambda c: (proposals.send, (c, 0), {"urgent": False}),
    "mask": lambda c: (masking.begin, (c,), {}),
    "pause its author": lambda c: (mutes.propose, (c, MuteReason.FLOODING, 7), {}),
    "give away": lambda c: (assignment.choices, (c,), {}),
    "lift": lambda c: (recusal.lift, (c,), {}),
    "step back again": lambda c: (recusal.step_back, (c,), {}),
}


async def _stepped_back(play: Scene) -> Concern:
    """A lead who took a case and knows its people; a colleague who does not."""
    await play.colleague(METTE, Role.LEAD)
    await play.colleague(OLE)
    await play.resident(AMAL)
    concern = await play.shares(AMAL)
    await play.does(METTE, moderation.claim, concern.id)
    return (await play.does(METTE, recusal.step_back, concern.id))[1]


@pytest.mark.parametrize("act", ACTS)
async def test_no_act_finds_the_case_any_more(play: Scene, act: str) -> None:
    concern = await _stepped_back(play)
    do, given, named = ACTS[act](concern.id)
    with pytest.raises(NotFound):
        await play.does(METTE, do, *given, **named)


async def test_the_code_does_not_find_it_and_lists_and_counts_leave_it_out(play: Scene) -> None:
    concern = await _stepped_back(play)
    with pytest.raises(NotFound):
        await play.does(METTE, moderation.find, concern.code)
    for which in ("new", "mine", "late", "all"):
        play.later(days=30)
        mine = await play.does(METTE, queue.show, which)
        assert (list(mine.found.cases), set(mine.counts.values())) == ([], {0})
    theirs = await play.does(OLE, queue.show, "all")
    assert [c.id for c in theirs.found.cases] == [concern.id]
    assert theirs.counts == {"new": 1, "mine": 0, "late": 1, "all": 1, "follow": 0}


async def test_other_cases_stay_and_so_does_the_one_of_another_colleague(play: Scene) -> None:
    concern = await _stepped_back(play)
    other = await play.shares(AMAL + 1 if await play.resident(AMAL + 1) else AMAL)
    await play.does(METTE, recusal.step_back, other.id)
    third = await play.shares(AMAL)
    mine = await play.does(METTE, queue.show, "all")
    assert [c.id for c in mine.found.cases] == [third.id]
    assert (await play.does(OLE, queue.show, "all")).counts["all"] == 3
    assert (await play.does(OLE, moderation.card, concern.id)).stepped_back
    assert not (await play.does(OLE, moderation.card, third.id)).stepped_back


async def test_no_notice_and_no_reminder_names_it(play: Scene) -> None:
    concern = await _stepped_back(play)
    mette = (await play.stands(METTE)).speaker.colleague()
    before = len(await play.sent_to(Target.MODERATOR))
    await play.does(AMAL, concerns.write_to, concern.id)
    turn = await play.types(AMAL, "Og i aften igen.")
    await play.does(AMAL, concerns.add, concern.id, turn.dialogue.version)
    play.later(days=3)
    await play.does(0, retention.remind)
    told = (await play.sent_to(Target.MODERATOR))[before:]
    assert len(told) == 2
    assert mette.id not in {letter.stream for letter in told}


async def test_the_case_is_released_and_stays_where_it_is_when_another_has_it(play: Scene) -> None:
    concern = await _stepped_back(play)
    assert (concern.claimed_by, concern.status) == (None, Status.NEW)
    other = await play.shares(AMAL)
    await play.does(OLE, moderation.claim, other.id)
    ole = (await play.stands(OLE)).speaker.colleague()
    left = (await play.does(METTE, recusal.step_back, other.id))[1]
    assert (left.claimed_by, left.status) == (ole.id, Status.CLAIMED)


async def test_a_closed_case_does_not_come_back_to_who_stepped_back(play: Scene) -> None:
    await play.colleague(METTE)
    await play.resident(AMAL)
    concern = await play.shares(AMAL)
    await play.does(METTE, moderation.claim, concern.id)
    closed = await play.does(METTE, moderation.close, concern.id, Outcome.HELPED)
    play.later(days=2)
    left = (await play.does(METTE, recusal.step_back, concern.id))[1]
    assert left.touched_hour == closed.touched_hour, "stepping back makes nothing live longer"
    reopened = await play.does(AMAL, concerns.not_solved, concern.id)
    assert (reopened.claimed_by, reopened.status) == (None, Status.NEW)


async def test_what_was_being_written_about_it_goes_and_the_chat_is_emptied(play: Scene) -> None:
    await play.colleague(METTE)
    await play.resident(AMAL)
    concern = await play.shares(AMAL)
    await play.does(METTE, moderation.write_note, concern.id)
    await play.does(METTE, moderation.type_words, 1, "Det er min nabo.")
    await play.does(METTE, recusal.step_back, concern.id)
    dialogue = (await play.stands(METTE)).dialogue
    assert (dialogue.step, dialogue.words.text) == (Step.IDLE, "")
    assert "clear" in [letter.method for letter in await play.sent()]


async def test_an_answer_they_had_proposed_is_a_note_from_then_on(play: Scene) -> None:
    await play.colleague(METTE)
    await play.colleague(OLE)
    await play.resident(AMAL)
    concern = await play.shares(AMAL)
    await play.does(METTE, proposals.write, concern.id)
    turn = await play.does(METTE, moderation.type_words, 1, "Vi kommer forbi.")
    await play.does(METTE, proposals.propose, concern.id, turn.dialogue.version)
    await play.does(METTE, recusal.step_back, concern.id)
    kinds = [e.kind for e in (await play.does(OLE, moderation.card, concern.id)).entries]
    assert kinds == [EntryKind.WORDS, EntryKind.NOTE]


async def test_the_leads_are_told_when_nobody_is_left_who_serves_the_area(play: Scene) -> None:
    await play.colleague(METTE, areas=["hoeje-gladsaxe"])
    lise = await play.colleague(LISE, Role.LEAD, areas=["vaerebro"])
    await play.resident(AMAL)
    concern = await play.shares(AMAL)
    before = len(await play.sent_to(Target.MODERATOR))
    await play.does(METTE, recusal.step_back, concern.id)
    [told] = (await play.sent_to(Target.MODERATOR))[before:]
    assert told.stream == lise.id
    assert concern.code in told.text


async def test_nobody_is_told_while_another_colleague_is_left(play: Scene) -> None:
    await play.colleague(OLE)
    await play.colleague(METTE)
    await play.colleague(LISE, Role.LEAD, areas=["vaerebro"])
    await play.resident(AMAL)
    concern = await play.shares(AMAL)
    before = len(await play.sent_to(Target.MODERATOR))
    await play.does(METTE, recusal.step_back, concern.id)
    assert len(await play.sent_to(Target.MODERATOR)) == before


async def test_a_lead_lets_them_in_again_and_nobody_else_does(play: Scene) -> None:
    await play.colleague(METTE)
    await play.colleague(OLE)
    await play.colleague(LISE, Role.LEAD)
    await play.resident(AMAL)
    concern = await play.shares(AMAL)
    await play.does(METTE, recusal.step_back, concern.id)
    with pytest.raises(NotAllowed):
        await play.does(OLE, recusal.lift, concern.id)
    await play.does(LISE, recusal.lift, concern.id)
    assert not (await play.does(METTE, moderation.card, concern.id)).stepped_back
    with pytest.raises(ImpossibleChange):
        await play.does(LISE, recusal.lift, concern.id)


async def test_it_is_forgotten_with_the_case(play: Scene) -> None:
    concern = await _stepped_back(play)
    assert await play.store.read(lambda tx: recusals.count(tx, concern.id)) == 1
    await play.store.write(lambda tx: rows.forget(tx, concern.id))
    assert await play.store.read(lambda tx: recusals.count(tx, concern.id)) == 0
