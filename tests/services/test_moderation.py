"""The staff side: find, claim, answer, close; never more than one's own scope."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.concerns import Author, Concern, Outcome, Status
from bot.domain.errors import (
    AlreadyClaimed,
    ButtonTooOld,
    ImpossibleChange,
    NotAllowed,
    NotFound,
    NothingWritten,
    NotYours,
)
from bot.domain.people import Lang
from bot.domain.roles import Role
from bot.services import concerns, moderation, pictures, queue, residents
from bot.services.queue import PAGE
from bot.store.outbox import Target
from tests.kit.turns import Scene

AMAL, METTE, OLE, POLICE = 1001, 2001, 2002, 2003


async def _case(play: Scene, *, area: str = "hoeje-gladsaxe", chat: int = AMAL) -> Concern:
    await play.resident(chat)
    return await play.shares(chat, area=area)


async def _replies(play: Scene, concern: Concern, text: str = "Tak.") -> None:
    await play.does(METTE, moderation.write_reply, concern.id)
    turn = await play.does(METTE, moderation.type_words, 1, text)
    await play.does(METTE, moderation.send_reply, concern.id, turn.dialogue.version, urgent=False)


async def test_who_is_no_colleague_sees_nothing(play: Scene) -> None:
    concern = await _case(play)
    for chat, role in ((AMAL, None), (OLE, Role.PUBLISHER)):
        if role:
            await play.colleague(chat, role)
        with pytest.raises(NotAllowed):
            await play.does(chat, queue.show, "new")
        with pytest.raises(NotAllowed):
            await play.does(chat, moderation.card, concern.id)
        with pytest.raises(NotAllowed):
            await play.does(chat, moderation.find, concern.code)


async def test_another_organisation_or_area_answers_as_if_there_were_no_case(play: Scene) -> None:
    concern = await _case(play)
    await play.colleague(POLICE, organisation="politi")
    await play.colleague(OLE, areas=["moerkhoej"])
    for chat in (POLICE, OLE):
        for ask in (moderation.card, moderation.claim, moderation.release, moderation.write_reply):
            with pytest.raises(NotFound):
                await play.does(chat, ask, concern.id)
        with pytest.raises(NotFound):
            await play.does(chat, moderation.find, concern.code)
        page = await play.does(chat, queue.show, "all")
        assert (list(page.found.cases), page.counts["all"]) == ([], 0)


async def test_the_queue_pages_and_says_whether_there_is_more(play: Scene) -> None:
    await play.colleague(METTE)
    for chat in range(3001, 3001 + PAGE + 2):
        await _case(play, chat=chat)
    first = await play.does(METTE, queue.show, "new")
    second = await play.does(METTE, queue.show, "new", None, first.found.after)
    assert (len(first.found.cases), first.counts["new"]) == (PAGE, PAGE + 2)
    assert first.found.before is None
    assert (len(second.found.cases), second.found.after) == (2, None)
    assert not {c.id for c in first.found.cases} & {c.id for c in second.found.cases}
    again = await play.does(METTE, queue.show, "new", None, second.found.before)
    assert again == first


async def test_a_case_becomes_late_when_its_promise_is_over(play: Scene) -> None:
    await play.colleague(METTE)
    concern = await _case(play)
    assert (await play.does(METTE, queue.show, "late")).counts["late"] == 0
    play.later(days=2)
    late = await play.does(METTE, queue.show, "late")
    assert [c.id for c in late.found.cases] == [concern.id]


async def test_a_code_is_found_as_typed(play: Scene) -> None:
    await play.colleague(METTE)
    concern = await _case(play)
    typed = f" {concern.code.replace('-', ' ').lower()} "
    assert await play.does(METTE, moderation.find, typed) == concern.id
    for wrong in ("", "BBB-BBB", "æøå"):
        with pytest.raises(NotFound):
            await play.does(METTE, moderation.find, wrong)


async def test_a_claimed_case_is_named_to_who_comes_second(play: Scene) -> None:
    await play.colleague(METTE)
    await play.colleague(OLE)
    concern = await _case(play)
    await play.does(METTE, moderation.claim, concern.id)
    with pytest.raises(AlreadyClaimed) as refusal:
        await play.does(OLE, moderation.claim, concern.id)
    assert refusal.value.by == "GLA-1"


async def test_of_two_who_claim_at_once_one_has_the_case(play: Scene) -> None:
    await play.colleague(METTE)
    await play.colleague(OLE)
    concern = await _case(play)
    results = await asyncio.gather(
        play.does(METTE, moderation.claim, concern.id),
        play.does(OLE, moderation.claim, concern.id),
        return_exceptions=True,
    )
    assert sorted(type(r).__name__ for r in results) == ["AlreadyClaimed", "NoneType"]


async def test_a_released_case_is_new_again_for_all(play: Scene) -> None:
    await play.colleague(METTE)
    await play.colleague(OLE)
    concern = await _case(play)
    await play.does(METTE, moderation.claim, concern.id)
    with pytest.raises(NotYours):
        await play.does(OLE, moderation.release, concern.id)
    await play.does(METTE, moderation.release, concern.id)
    await play.does(OLE, moderation.claim, concern.id)


async def test_only_who_has_the_case_may_answer_or_close_it(play: Scene) -> None:
    await play.colleague(METTE)
    await play.colleague(OLE)
    concern = await _case(play)
    await play.does(OLE, moderation.claim, concern.id)
    with pytest.raises(NotYours):
        await play.does(METTE, moderation.write_reply, concern.id)
    with pytest.raises(NotYours):
        await play.does(METTE, moderation.close, concern.id, Outcome.HELPED)


async def test_a_reply_stands_in_the_case_and_the_resident_is_told_neutrally(play: Scene) -> None:
    await play.colleague(METTE)
    concern = await _case(play)
    await play.does(METTE, moderation.claim, concern.id)
    await _replies(play, concern, "Vi har bestilt lamper.")
    card = await play.does(METTE, moderation.card, concern.id)
    assert [e.text for e in card.entries] == ["Der er mørkt.", "Vi har bestilt lamper."]
    assert card.entries[1].author is Author.STAFF
    assert card.pseudonyms == {card.entries[1].by: "GLA-1"}
    (notice,) = await play.sent_to(Target.CONCERN)
    assert concern.code not in notice.text
    assert "lamper" not in notice.text


async def test_a_reply_needs_the_preview_that_was_shown_and_words(play: Scene) -> None:
    await play.colleague(METTE)
    concern = await _case(play)
    await play.does(METTE, moderation.claim, concern.id)
    with pytest.raises(ButtonTooOld):
        await play.does(METTE, moderation.send_reply, concern.id, 0, urgent=False)
    turn = await play.does(METTE, moderation.write_reply, concern.id)
    with pytest.raises(NothingWritten):
        await play.does(
            METTE, moderation.send_reply, concern.id, turn.dialogue.version, urgent=False
        )
    turn = await play.does(METTE, moderation.type_words, 1, "Tak.")
    with pytest.raises(ButtonTooOld):
        await play.does(
            METTE, moderation.send_reply, concern.id, turn.dialogue.version - 1, urgent=False
        )


async def test_a_case_that_was_taken_back_meanwhile_refuses_the_reply(play: Scene) -> None:
    await play.colleague(METTE)
    concern = await _case(play)
    await play.does(METTE, moderation.claim, concern.id)
    await play.does(METTE, moderation.write_reply, concern.id)
    turn = await play.does(METTE, moderation.type_words, 1, "Tak.")
    await play.does(AMAL, concerns.end, concern.id)
    with pytest.raises(ImpossibleChange):
        await play.does(
            METTE, moderation.send_reply, concern.id, turn.dialogue.version, urgent=False
        )
    assert await play.sent_to(Target.CONCERN) == []


async def test_an_urgent_reply_does_not_wait_for_a_random_moment(play: Scene) -> None:
    from dataclasses import replace

    play.house = replace(play.house, reply_delay=(100, 300))
    await play.colleague(METTE)
    concern = await _case(play)
    await play.does(METTE, moderation.claim, concern.id)
    await _replies(play, concern)
    (slow,) = await play.sent_to(Target.CONCERN)
    now = int(play.now.timestamp() * 1000)
    assert 100_000 <= slow.due - now <= 300_000
    await play.does(METTE, moderation.write_reply, concern.id)
    turn = await play.does(METTE, moderation.type_words, 2, "Ring 112.")
    await play.does(METTE, moderation.send_reply, concern.id, turn.dialogue.version, urgent=True)
    assert (await play.sent_to(Target.CONCERN))[-1].due == now


async def test_closing_leaves_an_outcome_and_frees_the_residents_room(play: Scene) -> None:
    await play.colleague(METTE)
    concern = await _case(play)
    for n in range(4):
        await play.shares(AMAL, f"Sag {n}")
    await play.does(METTE, moderation.claim, concern.id)
    closed = await play.does(METTE, moderation.close, concern.id, Outcome.PASSED_ON)
    assert (closed.status, closed.outcome) == (Status.CLOSED, Outcome.PASSED_ON)
    await play.shares(AMAL, "Sag 6")
    assert len(await play.does(AMAL, residents.own_cases)) == 6


async def test_reading_marks_the_words_as_seen_for_who_has_the_case_only(play: Scene) -> None:
    await play.colleague(METTE)
    await play.colleague(OLE)
    concern = await _case(play)
    await play.does(METTE, moderation.claim, concern.id)
    assert (await play.does(OLE, moderation.card, concern.id)).concern.unread
    assert not (await play.does(METTE, moderation.card, concern.id)).concern.unread


async def test_a_colleague_reads_at_least_one_language(play: Scene) -> None:
    await play.colleague(METTE)
    turn = await play.does(METTE, moderation.toggle_reads, Lang.AR)
    assert turn.speaker.colleague().reads == {Lang.DA, Lang.AR}
    for lang in (Lang.AR, Lang.DA):
        await play.does(METTE, moderation.toggle_reads, lang)
    assert (await play.stands(METTE)).speaker.colleague().reads == {Lang.DA}


async def test_a_ready_answer_takes_along_no_picture_meant_for_another_case(play: Scene) -> None:
    await play.colleague(METTE)
    one, other = await _case(play), await _case(play, chat=AMAL + 1)
    for concern in (one, other):
        await play.does(METTE, moderation.claim, concern.id)
    await play.does(METTE, moderation.write_reply, one.id)
    await play.does(METTE, pictures.ask, 7, "file-1")
    turn = await play.does(METTE, moderation.use_ready_answer, one.id, "thanks")
    assert len(turn.dialogue.pictures) == 1
    turn = await play.does(METTE, moderation.use_ready_answer, other.id, "thanks")
    assert turn.dialogue.pictures == ()
