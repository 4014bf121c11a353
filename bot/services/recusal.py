"""Stepping back from a case because one knows the people in it.

`domain.concerns.serves` and the scope of the lists keep the case away from who stepped back.
"""

from __future__ import annotations

from dataclasses import replace

from bot.domain.acts import Act
from bot.domain.concerns import Concern
from bot.domain.errors import ImpossibleChange
from bot.domain.events import StepBackLifted, SteppedBack
from bot.domain.ids import ConcernId
from bot.domain.roles import Deed
from bot.services import moderation, notices, proposals, record, staff
from bot.services.dialogues import save
from bot.store import recusals
from bot.turn import Turn


async def step_back(turn: Turn, concern_id: ConcernId) -> tuple[Turn, Concern]:
    """The case is not the speaker's any more, and gone from their chat. Raises NotFound."""
    concern = await moderation.seen(turn, concern_id, Deed.STEP_BACK)
    me = turn.speaker.colleague()
    left = await moderation.saved(turn, concern, concern.step_back(by=me.id))
    await proposals.drop_own(turn, concern_id)
    await recusals.add(turn.tx, concern_id, me.id)
    await record.note(turn, Act.STEPPED_BACK, concern.code)
    if turn.dialogue.about == concern_id:
        turn = await save(turn, turn.dialogue.answered())
    await staff.empty_chat(turn, me.id)
    await notices.publish(turn, SteppedBack(left))
    stepped = replace(me, recused=me.recused | {concern_id})
    return turn.spoken_by(replace(turn.speaker, moderator=stepped)), left


async def lift(turn: Turn, concern_id: ConcernId) -> Concern:
    """A lead lets everybody in again who stepped back; who that is stays unsaid.

    Raises NotAllowed, NotFound, ImpossibleChange.
    """
    concern = await moderation.seen(turn, concern_id, Deed.ASSIGN)
    lifted = await recusals.lift(turn.tx, concern_id)
    if not lifted:
        raise ImpossibleChange
    await record.note(turn, Act.STEP_BACK_LIFTED, concern.code)
    await notices.publish(turn, StepBackLifted(concern, lifted))
    return concern


async def is_known(turn: Turn, concern_id: ConcernId) -> bool:
    """Whether somebody has stepped back from the case. Raises NotFound."""
    await moderation.seen(turn, concern_id)
    return bool(await recusals.count(turn.tx, concern_id))
