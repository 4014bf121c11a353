"""A question of a desk: whose it is, how it is counted, and with whom it goes on."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.domain.concerns import Concern, Status
from bot.domain.dialogues import Step
from bot.domain.errors import ButtonTooOld, NotFound, NothingWritten, NoticeNotSeen
from bot.domain.ids import AreaId, CategoryId, DeskId
from bot.services import concerns, moderation
from bot.store.db import Statement
from bot.store.schema import counter
from tests.kit.turns import Scene

AMAL, METTE, VIBEKE = 1001, 2001, 2002
A = AreaId("hoeje-gladsaxe")
_COUNTED = Statement(select(counter.c.what, counter.c.category, counter.c.n))


async def asks(play: Scene, desk: str = "ssp", words: str = "Hvem kan jeg tale med?") -> Concern:
    await play.does(AMAL, concerns.begin_question)
    await play.does(AMAL, concerns.fill, Step.CONCERN_AREA, area=A)
    await play.does(AMAL, concerns.fill, Step.CONCERN_DESK, desk=DeskId(desk))
    await play.types(AMAL, words)
    turn = await play.does(AMAL, concerns.preview)
    return (await play.does(AMAL, concerns.submit, turn.dialogue.version))[1]


async def test_a_question_belongs_to_the_desk_and_to_the_municipality_of_its_area(
    play: Scene,
) -> None:
    await play.resident(AMAL)
    asked = await asks(play)
    assert (asked.desk, asked.category, asked.organisation) == ("ssp", "question", "gladsaxe")
    assert (await asks(play, "prevention")).organisation == "politi"


async def test_a_question_is_counted_apart_from_concerns(play: Scene) -> None:
    await play.resident(AMAL)
    await asks(play)
    await play.shares(AMAL)
    rows = await play.store.read(lambda tx: tx.rows(_COUNTED))
    assert {(row["what"], row["category"], row["n"]) for row in rows} == {
        ("asked", "question", 1), ("shared", "unsafe", 1),
    }  # fmt: skip


async def test_more_words_come_back_to_whoever_has_the_question(play: Scene) -> None:
    await play.resident(AMAL)
    mette = await play.colleague(METTE)
    asked = await asks(play)
    await play.does(METTE, moderation.claim, asked.id)
    await play.does(AMAL, concerns.write_to, asked.id)
    turn = await play.types(AMAL, "Det er min nabos søn.")
    _, changed = await play.does(AMAL, concerns.add, asked.id, turn.dialogue.version)
    assert (changed.claimed_by, changed.status, changed.desk) == (mette.id, Status.CLAIMED, "ssp")


async def test_police_and_municipality_open_their_own_questions_alone(play: Scene) -> None:
    await play.resident(AMAL)
    await play.colleague(METTE)
    await play.colleague(VIBEKE, organisation="politi")
    ours, theirs = await asks(play), await asks(play, "prevention")
    for who, own, other in ((METTE, ours, theirs), (VIBEKE, theirs, ours)):
        await play.does(who, moderation.card, own.id)
        with pytest.raises(NotFound):
            await play.does(who, moderation.card, other.id)


async def test_without_a_desk_nothing_is_sent(play: Scene) -> None:
    await play.resident(AMAL)
    await play.does(AMAL, concerns.begin_question)
    await play.does(AMAL, concerns.fill, Step.CONCERN_AREA, area=A)
    await play.types(AMAL, "Hvem kan jeg tale med?")
    turn = await play.does(AMAL, concerns.preview)
    with pytest.raises(NothingWritten):
        await play.does(AMAL, concerns.submit, turn.dialogue.version)


async def test_a_question_needs_the_notice_and_a_desk_that_exists(play: Scene) -> None:
    with pytest.raises(NoticeNotSeen):
        await play.does(AMAL, concerns.begin_question)
    await play.resident(AMAL)
    await play.does(AMAL, concerns.begin_question)
    with pytest.raises(NotFound):
        await play.does(AMAL, concerns.fill, Step.CONCERN_DESK, desk=DeskId("nowhere"))


async def test_answers_of_one_kind_of_draft_are_none_of_the_other(play: Scene) -> None:
    await play.resident(AMAL)
    await play.does(AMAL, concerns.begin_question)
    unsafe = CategoryId("unsafe")
    with pytest.raises(ButtonTooOld):
        await play.does(AMAL, concerns.fill, Step.CONCERN_CATEGORY, category=unsafe)
    await play.does(AMAL, concerns.begin)
    with pytest.raises(ButtonTooOld):
        await play.does(AMAL, concerns.fill, Step.CONCERN_DESK, desk=DeskId("ssp"))
