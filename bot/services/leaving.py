"""What is held of one chat, and how all of it goes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from bot.domain.bulletins import Bulletin
from bot.domain.concerns import Concern
from bot.domain.handovers import Handover
from bot.domain.ids import AreaId
from bot.domain.initiatives import is_stream
from bot.domain.mutes import Paused
from bot.domain.people import Lang
from bot.domain.preferences import (
    Preferences,
)
from bot.services import (
    appeals,
    dialogues,
    mutes,
    notices,
    preferences,
    pulses,
    residents,
    signups,
    threads,
)
from bot.store import addresses, deliveries, handovers, outbox, profiles, shown
from bot.store import dialogues as dialogue_rows
from bot.turn import Turn

FILE_NAME = "data.json"
"""Says nothing to whoever looks over the list of files on a phone."""
_Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """All that can be found of the chat that speaks. language: None before one was chosen.

    opened: a case was opened by its code. forwards: cases in which one stepped forward. events:
    that one signed up to. What is counted under a key of one day is not among it.
    """

    language: Lang | None
    notice: int
    areas: tuple[AreaId, ...]
    preferences: Preferences = field(default_factory=Preferences)
    cases: Sequence[Concern]
    draft: bool
    opened: bool = False
    pictures: int = 0
    forwards: tuple[Concern, ...] = ()
    paused: Paused | None = None
    events: tuple[Bulletin, ...] = ()
    answers: tuple[pulses.Given, ...] = ()
    initiatives: int = 0

    @property
    def nothing(self) -> bool:
        return self.language is None and not (
            self.cases
            or self.draft
            or self.opened
            or self.pictures
            or self.paused
            or self.events
            or self.answers
        )


async def holdings(turn: Turn) -> Holdings:
    profile = turn.speaker.profile
    followed = profile.areas if profile else frozenset[AreaId]()
    own = await residents.own_cases(turn)
    return Holdings(
        language=profile.language if profile else None,
        notice=profile.notice if profile else 0,
        areas=tuple(sorted(a for a in followed if not is_stream(a))),
        initiatives=sum(is_stream(a) for a in followed),
        preferences=preferences.of(turn),
        cases=own,
        draft=bool(turn.dialogue.words),
        opened=turn.dialogue.opened is not None,
        paused=await mutes.paused(turn),
        pictures=len(turn.dialogue.pictures),
        answers=tuple(await pulses.given(turn)),
        forwards=tuple([case for case in own if await threads.forwards(turn, case.id)]),
        events=tuple(await signups.own(turn)),
    )


async def exported(turn: Turn) -> str:
    """Every row that belongs to the chat that speaks, opened, as JSON. Times: hours, UTC."""
    return json.dumps(await _held(turn), ensure_ascii=False, indent=1)


async def _held(turn: Turn) -> _Json:
    stream, cases = residents.dialogue_stream(turn), await residents.own_cases(turn)
    streams = [stream, *(case.id for case in cases), *await signups.streams(turn)]
    return {
        "choices": await _choices(turn),
        "areas": [_area(turn, area) for area in _followed(turn)],
        "area_news_sent": await _news_sent(turn),
        "cases": [await _case(turn, case) for case in cases],
        "being_written": await _being_written(turn, stream),
        "pause": await _pause(turn),
        "signed_up_to": [_event(bulletin) for bulletin in await signups.own(turn)],
        "pulse_answers": [_pulse(turn, a) for a in await pulses.given(turn)],
        "colleague": _colleague(turn),
        "messages_to_be_deleted": len(await shown.of(turn.tx, stream, before=notices.ALL)),
        "waiting_to_be_sent": sum([await outbox.in_stream(turn.tx, s) for s in streams]),
    }


async def _choices(turn: Turn) -> _Json | None:
    profile = turn.speaker.profile
    if profile is None:
        return None
    kept = await profiles.address(turn.tx, profile.id)
    return {
        "language": profile.language.value,
        "notice_version": profile.notice,
        "address_of_chat_kept": bool(kept and kept.sealed),
        "news_comes": _wishes(profile.preferences),
    }


def _wishes(value: Preferences) -> _Json:
    return {
        "urgent_with_text": value.urgent,
        "all_with_text": value.in_full,
        "least_priority": value.least.value,
        "quiet_local_time": [f"{m // 60:02}:{m % 60:02}" for m in value.quiet or ()],
        "topics_not_pushed": sorted(value.muted),
        "was_asked_about_urgent": value.asked,
    }


def _followed(turn: Turn) -> list[AreaId]:
    """Initiatives among them: they stand where areas do."""
    return sorted(turn.speaker.profile.areas) if turn.speaker.profile else []


def _area(turn: Turn, area: AreaId) -> _Json:
    known = turn.house.partnership.areas.get(area)
    return {"id": area, "name": known.name if known else None}


async def _news_sent(turn: Turn) -> list[_Json]:
    if turn.speaker.profile is None:
        return []
    sent = await deliveries.of_profile(turn.tx, turn.speaker.profile.id)
    return [
        {
            "hour": _hour(hour),
            "area": _area(turn, cell.area),
            "language": cell.language.value,
            "state": cell.outcome.value,
        }
        for hour, cell in sent
    ]


async def _case(turn: Turn, case: Concern) -> _Json:
    details, entries = await threads.told(turn, case.id)
    return {
        "code": case.code,
        "area": _area(turn, case.area),
        "organisation": case.organisation,
        "category": case.category,
        "language": case.language.value,
        "urgency": case.urgency.value,
        "status": case.status.value,
        "outcome": case.outcome.value if case.outcome else None,
        "opened": _hour(case.opened_hour),
        "last_act": _hour(case.touched_hour),
        "answer_due": _hour(case.due // 3600) if case.due else None,
        "taken_by_staff": case.claimed_by is not None,
        "read_by_staff": not case.unread,
        "news_for_you": case.news,
        "warned_of_closing": case.warned,
        "address_of_chat_kept": True,
        "when": details.when.value if details.when else None,
        "how_often": details.how_often.value if details.how_often else None,
        "shared_with_others": [_shared(h) for h in await handovers.of(turn.tx, case.id)],
        "conversation": [
            {
                "by": e.author.value,
                "kind": e.kind.value,
                "hour": _hour(e.hour),
                "text": e.text,
                "pictures": e.pictures,
            }
            for e in entries
        ],
        "stepping_forward": [
            {"kind": f.kind.value, "hour": _hour(f.hour), "text": f.text, "read": f.is_read}
            for f in await threads.forwards_told(turn, case.id)
        ],
    }


def _shared(value: Handover) -> _Json:
    return {
        "from": value.sender,
        "to": value.receiver,
        "kind": value.kind.value,
        "state": value.state.value,
        "purpose": value.purpose.value,
        "legal_basis": value.basis,
        "contributions": list(value.picked),
        "offered": _hour(value.at // 3600),
        "answered": _hour(value.answered // 3600) if value.answered else None,
    }


async def _being_written(turn: Turn, stream: bytes) -> _Json | None:
    if await dialogue_rows.find(turn.tx, stream) is None:
        return None
    kept: _Json = dialogues.written(turn.dialogue)
    return kept


def _pulse(turn: Turn, value: pulses.Given) -> _Json:
    asked, chosen = pulses.words_of(turn, value, turn.speaker.language)
    return {
        "question": asked,
        "answer": chosen,
        "area": _area(turn, value.area),
        "closes": _hour(value.round.closes),
    }


async def _pause(turn: Turn) -> _Json | None:
    paused = await mutes.paused(turn)
    if paused is None:
        return None
    return {
        "until": _hour(paused.until),
        "appeal_waits": paused.waiting,
        "appealed": paused.appealed,
    }


def _event(bulletin: Bulletin) -> _Json | None:
    event = bulletin.content.event
    if event is None:
        return None
    return {
        "kind": event.kind.value,
        "place": event.place,
        "starts": _hour(event.starts // 3600),
        "ends": _hour(event.ends // 3600),
        "address_of_chat_kept": True,
    }


def _colleague(turn: Turn) -> _Json | None:
    colleague = turn.speaker.moderator
    if colleague is None:
        return None
    return {
        "organisation": colleague.organisation,
        "pseudonym": colleague.pseudonym,
        "roles": sorted(colleague.roles),
        "areas": sorted(colleague.areas),
        "language": colleague.language.value,
        "reads": sorted(colleague.reads),
    }


def _hour(hour: int) -> str:
    return datetime.fromtimestamp(hour * 3600, UTC).strftime("%Y-%m-%dT%H:%MZ")


async def erase(turn: Turn) -> tuple[Turn, Holdings]:
    """Forgets the chat: choices, areas, drafts, and the way back to its cases.

    The words of sent cases stay with staff until their own deadline. The cases are not closed:
    several that end in the same hour would show that one person wrote them. A pause of new concerns
    runs on: it is a rule, and else it would end by asking to be forgotten.
    """
    held = await holdings(turn)
    for case in held.cases:
        await threads.forget_unread_forwards(turn, case.id)
        await addresses.delete_of(turn.tx, case.id)
    if turn.speaker.profile:
        await deliveries.forget_of_profile(turn.tx, turn.speaker.profile.id)
        await profiles.unfollow_all(turn.tx, turn.speaker.profile.id)
        await profiles.delete_of(turn.tx, turn.speaker.profile.id)
    await signups.forget(turn)
    await appeals.withdraw(turn)
    await pulses.forget(turn)
    turn = await residents.hide(turn)
    return turn.spoken_by(replace(turn.speaker, profile=None)), held
