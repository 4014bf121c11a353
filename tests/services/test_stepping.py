"""Stepping forward: begun by the resident alone, sealed until a tap, taken back until then."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.acts import Act
from bot.domain.concerns import APART, Concern, EntryKind, Outcome, Status
from bot.domain.errors import ButtonTooOld, ImpossibleChange, NotAllowed, NotFound, NotYours
from bot.domain.roles import Role
from bot.services import concerns, leaving, moderation, stepping, threads
from bot.store import audit
from bot.store.db import Statement, Tx
from bot.store.outbox import Target
from bot.store.schema import entry
from bot.turn import Turn
from tests.kit.turns import Scene

AMAL, OLE, METTE, OMAR, LISE = 1001, 1002, 2001, 2002, 2003
WHO = "Jeg hedder Zubaydah."
_ENTRIES = Statement(select(entry))


async def _case(play: Scene) -> Concern:
    """An open case of Amal's that Mette has."""
    await play.resident(AMAL)
    await play.colleague(METTE)
    concern = await play.shares(AMAL)
    await play.does(METTE, moderation.claim, concern.id)
    return concern


async def _reveals(play: Scene, concern: Concern, kind: EntryKind = EntryKind.REVEAL) -> int:
    """Where it stands."""
    await play.does(AMAL, stepping.write, concern.id, kind)
    turn = await play.does(AMAL, stepping.type_words, 1, WHO)
    _, after = await play.does(AMAL, stepping.send, concern.id, turn.dialogue.version)
    return after.entries


async def _kinds(play: Scene) -> list[str]:
    return sorted(row["kind"] for row in await play.store.read(lambda tx: tx.rows(_ENTRIES)))


async def _acts(play: Scene) -> list[tuple[str, Act]]:
    links = await play.store.read(lambda tx: audit.page(tx, after=0))
    return [(link.who, link.act) for link in links if link.act is Act.REVEAL_READ]


async def test_it_is_in_no_conversation_and_opens_by_a_deed_of_its_own(play: Scene) -> None:
    concern = await _case(play)
    at = await _reveals(play, concern)
    card = await play.does(METTE, moderation.card, concern.id)
    assert not any(e.kind in APART or WHO in e.text for e in card.entries)
    assert [(f.position, f.text, f.is_read) for f in card.forwards] == [(at, "", False)]
    _, _, entries = await play.does(AMAL, concerns.open_case, concern.id)
    assert not any(WHO in e.text for e in entries)
    _, found = await play.does(METTE, stepping.read, concern.id, at)
    assert (found.text, found.kind) == (WHO, EntryKind.REVEAL)
    card = await play.does(METTE, moderation.card, concern.id)
    assert [(f.text, f.is_read) for f in card.forwards] == [("", True)]


async def test_each_reading_is_on_record_and_the_first_is_told(play: Scene) -> None:
    concern = await _case(play)
    at = await _reveals(play, concern)
    assert await play.sent_to(Target.CONCERN) == []
    for _ in range(2):
        await play.does(METTE, stepping.read, concern.id, at)
    assert await _acts(play) == [("GLA-1", Act.REVEAL_READ)] * 2
    [told] = await play.sent_to(Target.CONCERN)
    assert WHO not in told.text
    found, _, _ = await play.does(AMAL, concerns.open_case, concern.id)
    assert not found.news


async def test_only_the_holder_and_leads_of_the_area_read_it(play: Scene) -> None:
    concern = await _case(play)
    at = await _reveals(play, concern)
    await play.colleague(OMAR)
    await play.colleague(LISE, Role.LEAD, organisation="herlev")
    for who, refusal in ((OMAR, NotYours), (LISE, NotFound), (AMAL, NotAllowed)):
        with pytest.raises(refusal):
            await play.does(who, stepping.read, concern.id, at)
    assert await _acts(play) == []
    lead = 2004
    await play.colleague(lead, Role.LEAD)
    await play.does(lead, stepping.read, concern.id, at)
    assert await _acts(play) == [("GLA-3", Act.REVEAL_READ)]


async def test_taken_back_the_row_is_gone_and_another_can_follow(play: Scene) -> None:
    concern = await _case(play)
    at = await _reveals(play, concern)
    await play.does(AMAL, stepping.take_back, concern.id, at)
    assert await _kinds(play) == ["words"]
    with pytest.raises(NotFound):
        await play.does(METTE, stepping.read, concern.id, at)
    again = await _reveals(play, concern, EntryKind.MEET_CALL)
    await play.does(METTE, stepping.read, concern.id, again)
    with pytest.raises(ImpossibleChange):
        await play.does(AMAL, stepping.take_back, concern.id, again)
    assert await _kinds(play) == ["meet_call", "words"]


async def test_nobody_else_takes_it_back_and_nothing_else_can_be_taken_back(play: Scene) -> None:
    concern = await _case(play)
    at = await _reveals(play, concern)
    await play.resident(OLE)
    for who, position in ((OLE, at), (AMAL, 1), (AMAL, 99)):
        with pytest.raises(NotFound):
            await play.does(who, stepping.take_back, concern.id, position)
    assert await _kinds(play) == ["reveal", "words"]


class Killed(Exception):
    """The process ends before the turn does."""


async def _killed_after(
    play: Scene, chat: int, act: Callable[..., Awaitable[Any]], *args: Any
) -> None:
    async def job(turn: Turn) -> None:
        await act(turn, *args)
        raise Killed

    with pytest.raises(Killed):
        await play.does(chat, job)


async def test_a_turn_that_is_cut_off_leaves_it_whole_or_gone_but_never_half(play: Scene) -> None:
    concern = await _case(play)
    at = await _reveals(play, concern)
    await _killed_after(play, AMAL, stepping.take_back, concern.id, at)
    assert await _kinds(play) == ["reveal", "words"]
    await _killed_after(play, METTE, stepping.read, concern.id, at)
    assert await _acts(play) == []
    assert await play.sent_to(Target.CONCERN) == []
    await play.does(AMAL, stepping.take_back, concern.id, at)
    assert await _kinds(play) == ["words"]


async def test_what_was_not_previewed_is_not_sent(play: Scene) -> None:
    concern = await _case(play)
    with pytest.raises(ButtonTooOld):
        await play.does(AMAL, stepping.write, concern.id, EntryKind.REPLY)
    turn = await play.does(AMAL, stepping.write, concern.id, EntryKind.REVEAL)
    with pytest.raises(ButtonTooOld):
        await play.does(AMAL, stepping.send, concern.id, turn.dialogue.version)
    await play.does(AMAL, stepping.type_words, 1, WHO)
    with pytest.raises(ButtonTooOld):
        await play.does(AMAL, stepping.send, concern.id, turn.dialogue.version)
    assert await _kinds(play) == ["words"]


async def test_one_waits_at_a_time(play: Scene) -> None:
    concern = await _case(play)
    await _reveals(play, concern)
    with pytest.raises(ImpossibleChange):
        await play.does(AMAL, stepping.write, concern.id, EntryKind.MEET_OFFICE)


@pytest.mark.parametrize("leaves", ["ends", "is forgotten"])
async def test_who_ends_the_case_or_is_forgotten_takes_back_what_is_unread(
    play: Scene, leaves: str
) -> None:
    concern = await _case(play)
    read = await _reveals(play, concern)
    await play.does(METTE, stepping.read, concern.id, read)
    await _reveals(play, concern, EntryKind.MEET_NEUTRAL)
    if leaves == "ends":
        await play.does(AMAL, concerns.end, concern.id)
    else:
        await play.does(AMAL, leaving.erase)
    assert await _kinds(play) == ["reveal", "words"]


async def test_a_case_that_was_closed_unread_keeps_it_sealed_until_it_is_open_again(
    play: Scene,
) -> None:
    concern = await _case(play)
    at = await _reveals(play, concern)
    await play.does(METTE, moderation.close, concern.id, Outcome.HELPED)
    with pytest.raises(ImpossibleChange):
        await play.does(METTE, stepping.read, concern.id, at)
    await play.does(AMAL, concerns.not_solved, concern.id)
    _, found = await play.does(METTE, stepping.read, concern.id, at)
    assert found.text == WHO
    await play.does(METTE, moderation.close, concern.id, Outcome.HELPED)
    await play.does(METTE, stepping.read, concern.id, at)


async def test_it_waits_for_staff_as_any_words_do(play: Scene) -> None:
    concern = await _case(play)
    await play.does(METTE, moderation.write_reply, concern.id)
    turn = await play.does(METTE, moderation.type_words, 1, "Tak.")
    await play.does(METTE, moderation.send_reply, concern.id, turn.dialogue.version, urgent=False)
    await _reveals(play, concern)
    found, _, _ = await play.does(AMAL, concerns.open_case, concern.id)
    assert (found.status, found.unread, found.due is not None) == (
        Status.WAITING_STAFF, True, True,
    )  # fmt: skip


async def test_everything_of_it_is_exported_to_its_person_alone(play: Scene) -> None:
    concern = await _case(play)
    await _reveals(play, concern)
    assert WHO in await play.does(AMAL, leaving.exported)
    held = await play.does(AMAL, leaving.holdings)
    assert [case.code for case in held.forwards] == [concern.code]
    assert WHO not in await play.does(METTE, leaving.exported)


async def test_words_under_masks_tell_nothing_of_what_nobody_has_read(play: Scene) -> None:
    concern = await _case(play)
    at = await _reveals(play, concern)

    async def places(turn: Turn) -> set[int]:
        return {*await threads.texts(turn, concern.id, forwards=True)}

    assert await play.does(METTE, places) == {1}
    await play.does(METTE, stepping.read, concern.id, at)
    assert await play.does(METTE, places) == {1, at}


async def test_whoever_comes_second_in_one_batch_finds_it_decided(play: Scene) -> None:
    concern = await _case(play)
    at = await _reveals(play, concern)

    async def job(tx: Tx) -> None:
        mette, amal = await play.turn(tx, METTE), await play.turn(tx, AMAL)
        await stepping.read(mette, concern.id, at)
        with pytest.raises(ImpossibleChange):
            await stepping.take_back(amal, concern.id, at)

    await play.store.write(job)
    assert await _kinds(play) == ["reveal", "words"]
