"""The practice case of a new colleague: a walk through the real screens with an invented concern.

Nothing of it is a case: it stands in the dialogue, touches no counter and nothing on record, and
leaves one mark on the colleague at its end, without which nobody may open a case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.dialogues import Step, Words
from bot.domain.errors import ButtonTooOld
from bot.domain.people import Lang
from bot.domain.practice import BEGIN, RIGHT, Invented, Stage, follows, invented
from bot.domain.replies import ReadyAnswer, fitting
from bot.domain.roles import Deed
from bot.services import moderation
from bot.services.dialogues import save
from bot.store import staff
from bot.texts.practice import RESIDENTS_WORDS, SAMPLE_ANSWER
from bot.turn import Turn

ANSWERS = 3
"""Ready answers to choose from."""
_NOBODYS = 0
"""Words that stand in no message of the chat."""
_WRITTEN = {Stage.PREVIEW: Stage.TAKEN, Stage.NOTE_PREVIEW: Stage.NOTE}
"""Stages that show words, and where one goes on that lost them."""


async def begin(turn: Turn) -> Turn:
    """Goes on where it was interrupted, or begins. Raises NotAllowed."""
    moderation.colleague(turn, Deed.PRACTISE)
    dialogue = turn.dialogue
    if dialogue.step is Step.PRACTICE and dialogue.practice:
        return turn
    stage = dialogue.practice or BEGIN
    return await _at(turn, _WRITTEN.get(stage, stage))


async def _at(turn: Turn, stage: Stage, words: Words | None = None) -> Turn:
    dialogue = turn.dialogue.at(
        Step.PRACTICE, practice=stage, words=words or Words(), ready=None, pictures=(), about=None
    )
    return await save(turn, dialogue)


def stage(turn: Turn) -> Stage:
    """Raises ButtonTooOld where nothing is practised, NotAllowed."""
    moderation.colleague(turn, Deed.PRACTISE)
    standing = turn.dialogue.practice
    if standing is None or turn.dialogue.step is not Step.PRACTICE:
        raise ButtonTooOld
    return standing


async def press(turn: Turn, pressed: Stage, choice: int) -> tuple[Turn, bool]:
    """The stage behind this one; False where the choice was not the right one.

    Raises ButtonTooOld for a button of another stage.
    """
    if stage(turn) is not pressed or pressed is Stage.NOTE:
        raise ButtonTooOld
    if RIGHT.get(pressed, choice) != choice:
        return turn, False
    if pressed is Stage.ANSWERS:
        return await _at(turn, Stage.PREVIEW, _answer(turn, choice)), True
    return await _on(turn, pressed), True


def _answer(turn: Turn, choice: int) -> Words:
    found = answers(turn)
    if choice >= len(found):
        raise ButtonTooOld
    return Words().typed(_NOBODYS, found[choice].texts[Lang.AR])


async def _on(turn: Turn, done: Stage) -> Turn:
    """The next stage; the last one is behind all practice."""
    following = follows(done)
    if following is Stage.ANSWERS and not answers(turn):
        return await _at(turn, Stage.PREVIEW, Words().typed(_NOBODYS, SAMPLE_ANSWER))
    if following is not Stage.RULES and following is not None:
        return await _at(turn, following)
    me = replace(turn.speaker.colleague(), practised=True)
    await staff.save(turn.tx, me)
    turn = turn.spoken_by(replace(turn.speaker, moderator=me))
    return await save(turn, replace(turn.dialogue.cleared(), practice=None))


async def type_words(turn: Turn, message: int, text: str) -> tuple[Turn, bool]:
    """Words of the practice note; False where a button is asked for. Raises TextTooLong."""
    standing = stage(turn)
    if standing not in (Stage.NOTE, Stage.NOTE_PREVIEW):
        return turn, False
    words = turn.dialogue.words.typed(message, text)
    return await _at(turn, Stage.NOTE_PREVIEW if words else Stage.NOTE, words), True


def answers(turn: Turn) -> Sequence[ReadyAnswer]:
    """The first of the partnership's own that exist in Arabic, the language of the case."""
    found = fitting(turn.house.partnership.phrasebook, case(turn).concern)
    return [answer for answer in found if Lang.AR in answer.texts][:ANSWERS]


def case(turn: Turn) -> Invented:
    """The invented concern, in an area the colleague serves."""
    me, places = turn.speaker.colleague(), turn.house.partnership
    served = [area.id for area in places.served_by(me.organisation)]
    return invented(
        organisation=me.organisation,
        area=next((area for area in served if area in me.areas), served[0]),
        category=next(iter(places.categories)),
        words=RESIDENTS_WORDS,
        holder=me.id if _is_taken(turn) else None,
        hour=turn.hour,
    )


def _is_taken(turn: Turn) -> bool:
    return turn.dialogue.practice not in (Stage.INBOX, Stage.CARD)
