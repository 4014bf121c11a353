"""Where a chat stands: the open question, shown again after what did not answer it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.context import Ctx
from bot.domain.dialogues import Step
from bot.handlers.publisher import (
    alone,
    drafts,
    incidents,
    signing,
)
from bot.handlers.publisher import (
    happenings as arranging,
)
from bot.handlers.resident import start
from bot.handlers.staff import (
    finding,
    findings,
    handovers,
    masking,
    moderation,
    people,
    practice,
    proposals,
    themes,
)

_OPEN: Mapping[Step, Callable[[Ctx], Awaitable[None]]] = {
    Step.REPLY: moderation.show_reply,
    Step.NOTE: moderation.show_note,
    Step.BULLETIN_TEXT: drafts.show_question,
    Step.BULLETIN: drafts.show_draft,
    Step.BULLETIN_ALONE: alone.show,
    Step.BULLETIN_RETURN: signing.show_word,
    Step.INCIDENT: incidents.show,
    Step.RETURN: proposals.show_word,
    Step.MASK: masking.show,
    Step.FIND: finding.show,
    Step.STAFFING: people.show,
    Step.PRACTICE: practice.show,
    Step.HANDOVER: handovers.show,
    Step.HANDOVER_RETURN: handovers.show_return,
    Step.SHARED_NOTE: handovers.show_note,
    Step.THEME: themes.show_title,
    Step.EVENT: arranging.show,
    Step.EVENT_CAME: arranging.show_report,
    Step.FINDING: findings.show,
}
"""The open question of each step that has one of its own."""


async def show(ctx: Ctx) -> None:
    """Nothing is lost by it. Raises NotFound when the case that was written to is gone."""
    await _OPEN.get(ctx.turn.dialogue.step, start.go_on)(ctx)
