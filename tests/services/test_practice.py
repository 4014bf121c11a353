"""The practice case: nothing before it, everything after it, and no trace of it."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.domain.dialogues import Step
from bot.domain.errors import ButtonTooOld, NotAllowed
from bot.domain.practice import CODE, RIGHT, Stage
from bot.domain.roles import Role
from bot.services import dialogues, moderation, practice, queue
from bot.store.db import Statement
from bot.store.outbox import Target
from bot.store.schema import audit, concern, counter, entry
from tests.kit.turns import Scene

METTE, AMAL = 2001, 101
_TOUCHED = (concern, entry, counter, audit)


async def _rows(play: Scene) -> list[int]:
    counts = [Statement(select(func.count().label("n")).select_from(t)) for t in _TOUCHED]
    found = [await play.store.read(lambda tx, c=c: tx.row(c)) for c in counts]  # type: ignore[misc] # bound now
    return [int(row["n"]) for row in found if row]


async def _plays(play: Scene, chat: int, until: Stage = Stage.RULES) -> None:
    """From where it stands to the screen of a stage."""
    turn = await play.does(chat, practice.begin)
    while turn.dialogue.practice not in (None, until):
        stage = turn.dialogue.practice
        assert stage
        if stage is Stage.NOTE:
            turn, _ = await play.does(chat, practice.type_words, 1, "Et øvenotat")
        else:
            turn, _ = await play.does(chat, practice.press, stage, RIGHT.get(stage, 0))


async def test_whoever_has_not_practised_is_told_of_no_case_and_opens_none(play: Scene) -> None:
    mette = await play.colleague(METTE, Role.LEAD, practised=False)
    await play.resident(AMAL)
    shared = await play.shares(AMAL)
    assert await play.sent_to(Target.MODERATOR) == []
    for attempt in (
        lambda turn: queue.show(turn, "new"),
        lambda turn: moderation.card(turn, shared.id),
        lambda turn: moderation.find(turn, shared.code),
        lambda turn: moderation.claim(turn, shared.id),
    ):
        with pytest.raises(NotAllowed):
            await play.does(METTE, attempt)
    await _plays(play, METTE)
    assert (await play.stands(METTE)).speaker.colleague().practised
    assert (await play.stands(METTE)).speaker.colleague().id == mette.id
    await play.does(METTE, moderation.claim, shared.id)


async def test_it_touches_no_case_no_counter_and_no_record(play: Scene) -> None:
    await play.colleague(METTE, practised=False)
    before = await _rows(play)
    await _plays(play, METTE)
    assert await _rows(play) == before
    assert await play.sent() == []
    assert "0" in CODE


async def test_a_step_cannot_be_skipped_and_old_buttons_do_nothing(play: Scene) -> None:
    await play.colleague(METTE, practised=False)
    await _plays(play, METTE, Stage.PREVIEW)
    for stage in set(Stage) - {Stage.PREVIEW}:
        with pytest.raises(ButtonTooOld):
            await play.does(METTE, practice.press, stage, 0)
    assert not (await play.stands(METTE)).speaker.colleague().practised


@pytest.mark.parametrize("stage", RIGHT)
async def test_a_wrong_choice_is_asked_again(play: Scene, stage: Stage) -> None:
    await play.colleague(METTE, practised=False)
    await _plays(play, METTE, stage)
    for choice in {0, 1, 2} - {RIGHT[stage]}:
        turn, right = await play.does(METTE, practice.press, stage, choice)
        assert (turn.dialogue.practice, right) == (stage, False)
    turn, right = await play.does(METTE, practice.press, stage, RIGHT[stage])
    assert (turn.dialogue.practice is stage, right) == (False, True)


async def test_it_is_interrupted_gone_on_with_and_played_again(play: Scene) -> None:
    await play.colleague(METTE, practised=False)
    await _plays(play, METTE, Stage.NOTE_PREVIEW)
    await play.does(METTE, dialogues.clear)
    with pytest.raises(ButtonTooOld):
        await play.does(METTE, practice.press, Stage.NOTE_PREVIEW, 0)
    turn = await play.does(METTE, practice.begin)
    assert (turn.dialogue.step, turn.dialogue.practice) == (Step.PRACTICE, Stage.NOTE)
    await _plays(play, METTE)
    turn = await play.does(METTE, practice.begin)
    assert turn.dialogue.practice is Stage.INBOX
    assert turn.speaker.colleague().practised


async def test_a_resident_cannot_practise(play: Scene) -> None:
    await play.resident(AMAL)
    with pytest.raises(NotAllowed):
        await play.does(AMAL, practice.begin)
