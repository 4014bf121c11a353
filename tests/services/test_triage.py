"""Assessing a case: on record, in one's own scope, and told to whom it concerns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.acts import Act
from bot.domain.concerns import Concern, Urgency
from bot.domain.errors import (
    AreaNotServed,
    ImpossibleChange,
    NotAllowed,
    NotFound,
    NotWeighed,
    Refused,
)
from bot.domain.ids import AreaId, CategoryId
from bot.domain.roles import Role
from bot.services import concerns, duty, moderation, triage
from bot.store import audit
from bot.store import concerns as rows
from bot.store.outbox import Target
from tests.kit.clock import TUESDAY_MORNING
from tests.kit.turns import Scene

AMAL, METTE, KARIM, PALLE, ANNA = 1001, 2001, 2002, 2003, 2004
DAY = 86_400
NOON = int(TUESDAY_MORNING.timestamp())


async def _now(play: Scene, concern: Concern) -> Concern:
    return await play.store.read(lambda tx: rows.get(tx, concern.id))


async def _case(play: Scene, words: str = "Der er mørkt.", kind: str = "unsafe") -> Concern:
    await play.resident(AMAL)
    return await play.shares(AMAL, words, category=kind)


async def _on_record(play: Scene, act: Act) -> int:
    links = await play.store.read(lambda tx: audit.page(tx, after=0))
    return sum(link.act is act for link in links)


@pytest.mark.parametrize(
    ("words", "kind", "due"),
    [
        ("Der er mørkt.", "unsafe", None),
        ("Han går aldrig i skole.", "child", NOON + DAY),
        ("Der er en mand med en kniv.", "child", NOON + DAY),
        ("Der er en mand med en kniv.", "unsafe", None),
    ],
)
async def test_the_clock_of_a_childs_case_begins_with_the_hour_it_arrives(
    play: Scene, words: str, kind: str, due: int | None
) -> None:
    play.later(minutes=17)
    assert (await _case(play, words, kind)).report_due == due


async def test_each_change_is_on_record_and_the_same_again_is_none(play: Scene) -> None:
    await play.colleague(METTE)
    case = await _case(play)
    play.later(minutes=17)
    for _ in range(2):
        await play.does(METTE, triage.set_urgency, case.id, Urgency.CHILD)
        await play.does(METTE, triage.set_category, case.id, CategoryId("gang"))
        await play.does(METTE, triage.set_area, case.id, AreaId("vaerebro"))
    found = await _now(play, case)
    assert (found.urgency, found.category, found.area, found.report_due) == (
        Urgency.CHILD, "gang", "vaerebro", NOON + 17 * 60 + DAY,
    )  # fmt: skip
    assert await _on_record(play, Act.TRIAGED) == 3


async def test_an_assessment_is_refused_out_of_scope_and_without_the_role(play: Scene) -> None:
    await play.colleague(METTE)
    await play.colleague(KARIM, areas=["vaerebro"])
    await play.colleague(PALLE, organisation="politi")
    await play.colleague(ANNA, Role.PUBLISHER)
    case = await _case(play)
    refused: dict[int, type[Refused]] = {KARIM: NotFound, PALLE: NotFound, ANNA: NotAllowed}
    for chat, refusal in refused.items():
        with pytest.raises(refusal):
            await play.does(chat, triage.set_urgency, case.id, Urgency.DANGER)
        with pytest.raises(refusal):
            await play.does(chat, triage.weigh, case.id, sent=True)
    for area in ("hedeparken", "nowhere"):
        with pytest.raises(AreaNotServed):
            await play.does(METTE, triage.set_area, case.id, AreaId(area))
    with pytest.raises(NotFound):
        await play.does(METTE, triage.set_category, case.id, CategoryId("nothing"))
    assert await _now(play, case) == case


async def test_the_urgency_of_a_childs_case_falls_only_after_weighing(play: Scene) -> None:
    await play.colleague(METTE)
    case = await _case(play, kind="child")
    with pytest.raises(NotWeighed):
        await play.does(METTE, triage.set_urgency, case.id, Urgency.NORMAL)
    await play.does(METTE, triage.weigh, case.id, sent=True)
    with pytest.raises(ImpossibleChange):
        await play.does(METTE, triage.weigh, case.id, sent=True)
    await play.does(METTE, triage.set_urgency, case.id, Urgency.NORMAL)
    assert (await _now(play, case)).urgency is Urgency.NORMAL
    assert await _on_record(play, Act.REPORTED_CHILD) == 1


async def test_a_case_that_moves_leaves_a_colleague_who_does_not_serve_the_new_area(
    play: Scene,
) -> None:
    await play.colleague(METTE, areas=["hoeje-gladsaxe"])
    await play.colleague(KARIM)
    case = await _case(play)
    await play.does(METTE, moderation.claim, case.id)
    await play.does(KARIM, triage.set_area, case.id, AreaId("vaerebro"))
    assert (await _now(play, case)).claimed_by is None
    await play.does(KARIM, moderation.claim, case.id)
    await play.does(KARIM, triage.set_area, case.id, AreaId("moerkhoej"))
    assert (await _now(play, case)).claimed_by is not None


async def test_a_closed_case_is_not_assessed(play: Scene) -> None:
    await play.colleague(METTE)
    case = await _case(play)
    await play.does(AMAL, concerns.end, case.id)
    with pytest.raises(ImpossibleChange):
        await play.does(METTE, triage.set_urgency, case.id, Urgency.DANGER)
    with pytest.raises(ImpossibleChange):
        await play.does(METTE, triage.set_area, case.id, AreaId("vaerebro"))


@pytest.mark.parametrize(
    ("kind", "at_once"), [("unsafe", False), ("child", True)], ids=["normal", "child"]
)
async def test_a_childs_case_is_told_at_once_without_a_random_moment(
    play: Scene, kind: str, at_once: bool
) -> None:
    play.house = replace(play.house, reply_delay=(20, 300))
    await play.colleague(METTE)
    await _case(play, kind=kind)
    [told] = await play.sent_to(Target.MODERATOR)
    assert (told.due <= play.now.timestamp() * 1000) is at_once


async def test_off_duty_nothing_comes_but_what_nobody_else_would_hear(play: Scene) -> None:
    await play.colleague(METTE)
    await play.colleague(KARIM)
    await play.does(METTE, duty.set_duty, on=False)
    await play.resident(AMAL)
    told = []
    for kind in ("unsafe", "child"):
        await play.shares(AMAL, category=kind)
        told.append(len(await play.sent_to(Target.MODERATOR)))
    await play.does(KARIM, duty.set_duty, on=False)
    for kind in ("unsafe", "child"):
        await play.shares(AMAL, category=kind)
        told.append(len(await play.sent_to(Target.MODERATOR)))
    assert told == [1, 2, 2, 4]
