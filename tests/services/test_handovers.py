"""Hand-overs on both databases: nothing before acceptance, what was picked after it."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.acts import Act
from bot.domain.concerns import Concern, Outcome, Status
from bot.domain.errors import (
    ButtonTooOld,
    ImpossibleChange,
    NobodyThere,
    NotAllowed,
    NotFound,
    NothingPicked,
    NothingWritten,
    OfferedAlready,
    Refused,
)
from bot.domain.handovers import Handover, Kind, Part, Purpose, State, WhyReturned
from bot.domain.ids import HandoverId, ThemeId
from bot.domain.masking import COVER
from bot.domain.roles import Role
from bot.services import concerns, handovers, leaving, masking, moderation, retention
from bot.services.handovers import PAGE
from bot.store import audit
from bot.store import concerns as concern_rows
from bot.store.db import Statement
from bot.store.outbox import Target
from bot.store.schema import handover
from tests.kit.turns import Scene
from tests.services.test_rotation import rotates

AMAL, LISE, METTE, PALLE, OLGA, HENRIK = 1001, 2001, 2002, 2003, 2004, 2005
FIRST, SECOND = "Tunnelen er mørk.", "Nu er lyset slukket."


async def _staffed(play: Scene) -> None:
    await play.colleague(LISE, Role.LEAD)
    await play.colleague(METTE)
    await play.colleague(PALLE, Role.LEAD, organisation="politi")
    await play.colleague(OLGA, organisation="politi")
    await play.colleague(HENRIK, Role.LEAD, organisation="herlev")


async def _adds(play: Scene, concern: Concern, words: str) -> None:
    await play.does(AMAL, concerns.write_to, concern.id)
    turn = await play.types(AMAL, words)
    await play.does(AMAL, concerns.add, concern.id, turn.dialogue.version)


async def _case(play: Scene) -> Concern:
    """Two contributions, no colleague has it."""
    await _staffed(play)
    await play.resident(AMAL)
    concern = await play.shares(AMAL, FIRST)
    await _adds(play, concern, SECOND)
    return concern


async def _offers(
    play: Scene,
    concern: Concern,
    *,
    to: str = "politi",
    kind: Kind = Kind.SHARE,
    picks: tuple[int, ...] = (1,),
    by: int = LISE,
) -> Handover:
    await play.does(by, handovers.begin, concern.id)
    await play.does(by, handovers.fill, Part.RECEIVER, to)
    await play.does(by, handovers.fill, Part.KIND, kind)
    for position in picks:
        await play.does(by, handovers.pick, position)
    await play.does(by, handovers.fill, Part.PURPOSE, Purpose.PREVENTION)
    turn = await play.does(by, handovers.fill, Part.BASIS, "retspl-115")
    return (await play.does(by, handovers.send, turn.dialogue.version))[1]


async def _now(play: Scene, concern: Concern) -> Concern:
    return await play.store.read(lambda tx: concern_rows.get(tx, concern.id))


async def _words(play: Scene, chat: int, concern: Concern) -> list[str]:
    return [e.text for e in (await play.does(chat, moderation.card, concern.id)).entries]


async def _shared(play: Scene, chat: int, found: Handover) -> list[str]:
    return [e.text for e in (await play.does(chat, handovers.read, found.id)).entries]


async def _acts(play: Scene) -> list[Act]:
    return [link.act for link in await play.store.read(lambda tx: audit.page(tx, after=0))]


async def test_nothing_is_open_before_a_lead_there_accepted(play: Scene) -> None:
    concern = await _case(play)
    offered = await _offers(play, concern)
    for chat in (PALLE, OLGA, HENRIK, LISE):
        with pytest.raises(NotFound):
            await play.does(chat, handovers.read, offered.id)
    for chat, refusal in ((OLGA, NotAllowed), (HENRIK, NotFound), (LISE, NotFound)):
        with pytest.raises(refusal):
            await play.does(chat, handovers.accept, offered.id)
    told = [s.text for s in await play.sent_to(Target.MODERATOR) if "🤝" in s.text]
    assert len(told) == 1
    assert concern.code not in told[0]
    assert [w.handover.id for w in (await play.does(PALLE, handovers.listed, "waiting", 0)).found]
    await play.does(PALLE, handovers.accept, offered.id)
    assert await _shared(play, PALLE, offered) == [FIRST]
    assert await _shared(play, OLGA, offered) == [FIRST]
    assert (await _acts(play)).count(Act.SHARE_READ) == 2
    for chat in (PALLE, OLGA):
        with pytest.raises(NotFound):
            await play.does(chat, moderation.card, concern.id)
        with pytest.raises(NotFound):
            await play.does(chat, moderation.find, concern.code)


async def test_later_words_are_not_shared_and_sharing_them_is_a_new_share(play: Scene) -> None:
    concern = await _case(play)
    first = await _offers(play, concern)
    await play.does(PALLE, handovers.accept, first.id)
    await _adds(play, concern, "Endnu mere.")
    assert await _shared(play, OLGA, first) == [FIRST]
    second = await _offers(play, concern, picks=(2, 3))
    await play.does(PALLE, handovers.accept, second.id)
    assert await _shared(play, OLGA, second) == [SECOND, "Endnu mere."]
    listed = await play.does(OLGA, handovers.listed, "shared", 0)
    assert {found.handover.id for found in listed.found} == {first.id, second.id}


async def test_a_share_leaves_the_case_where_it_is_and_tells_the_resident(play: Scene) -> None:
    concern = await _case(play)
    await play.does(METTE, moderation.claim, concern.id)
    offered = await _offers(play, concern)
    assert await play.does(AMAL, handovers.told, concern.id) == []
    before = await _now(play, concern)
    await play.does(PALLE, handovers.accept, offered.id)
    after = await _now(play, concern)
    assert (after.organisation, after.claimed_by) == (before.organisation, before.claimed_by)
    assert (after.due, after.touched_hour, after.news) == (before.due, before.touched_hour, True)
    assert len(await play.sent_to(Target.CONCERN)) == 1
    assert [h.id for h in await play.does(AMAL, handovers.told, concern.id)] == [offered.id]
    told = [s for s in await play.sent_to(Target.MODERATOR) if concern.code in s.text]
    assert len(told) > 2  # who offered it, and who has the case


async def test_what_moves_belongs_to_the_acceptor_with_a_promise_anew(play: Scene) -> None:
    concern = await _case(play)
    await play.does(METTE, moderation.claim, concern.id)
    offered = await _offers(play, concern, kind=Kind.MOVE, picks=(2,))
    other = await _offers(play, concern, to="herlev", kind=Kind.MOVE)
    play.later(days=1)
    palle = (await play.stands(PALLE)).speaker.colleague()
    _, moved = await play.does(PALLE, handovers.accept, offered.id)
    assert (moved.organisation, moved.claimed_by) == ("politi", palle.id)
    assert (moved.status, moved.unread, moved.area) == (Status.CLAIMED, True, concern.area)
    assert moved.due != concern.due
    assert moved.due is not None
    assert moved.due > play.now.timestamp()
    assert await _words(play, PALLE, concern) == [SECOND]
    assert (await play.does(OLGA, moderation.card, concern.id)).withheld == {"gladsaxe": 1}
    for chat in (LISE, METTE):
        with pytest.raises(NotFound):
            await play.does(chat, moderation.card, concern.id)
    gone = await play.does(METTE, handovers.listed, "gone", 0)
    assert [(f.code, f.handover.receiver) for f in gone.found] == [(concern.code, "politi")]
    with pytest.raises(NotFound):
        await play.does(HENRIK, handovers.accept, other.id)
    await _adds(play, concern, "Endnu mere.")
    assert await _words(play, PALLE, concern) == [SECOND, "Endnu mere."]


async def test_a_theme_and_plans_of_the_former_owner_do_not_move(play: Scene) -> None:
    concern = await _case(play)
    planned = (await _now(play, concern)).masked()
    planned = replace(planned, theme=ThemeId(b"t" * 16), follow_up=5, report_due=9, chased=True)
    version = planned.version - 1
    await play.store.write(lambda tx: concern_rows.save(tx, planned, expected=version))
    offered = await _offers(play, concern, kind=Kind.MOVE)
    await play.does(PALLE, handovers.accept, offered.id)
    moved = await _now(play, concern)
    assert (moved.theme, moved.follow_up, moved.chased, moved.report_due) == (None, None, False, 9)


async def test_a_case_that_comes_back_shows_its_first_owner_its_own_part(play: Scene) -> None:
    concern = await _case(play)
    there = await _offers(play, concern, kind=Kind.MOVE, picks=(2,))
    play.later(minutes=1)
    await play.does(PALLE, handovers.accept, there.id)
    await _adds(play, concern, "Til politiet.")
    await _adds(play, concern, "Også til politiet.")
    back = await _offers(play, concern, to="gladsaxe", kind=Kind.MOVE, picks=(3,), by=PALLE)
    play.later(minutes=1)
    await play.does(LISE, handovers.accept, back.id)
    card = await play.does(LISE, moderation.card, concern.id)
    assert [e.text for e in card.entries] == [FIRST, SECOND, "Til politiet."]
    assert card.withheld == {"politi": 1}


async def test_a_receiver_can_pass_on_only_what_it_can_read(play: Scene) -> None:
    concern = await _case(play)
    offered = await _offers(play, concern, kind=Kind.MOVE, picks=(2,))
    await play.does(PALLE, handovers.accept, offered.id)
    await play.does(PALLE, handovers.begin, concern.id)
    await play.does(PALLE, handovers.fill, Part.RECEIVER, "herlev")
    await play.does(PALLE, handovers.fill, Part.KIND, Kind.SHARE)
    with pytest.raises(ButtonTooOld):
        await play.does(PALLE, handovers.pick, 1)
    draft = await play.does(PALLE, handovers.draft)
    assert [e.text for e in draft.entries] == [SECOND]


async def test_notes_of_colleagues_are_never_among_what_can_be_picked(play: Scene) -> None:
    concern = await _case(play)
    await play.does(METTE, moderation.write_note, concern.id)
    turn = await play.does(METTE, moderation.type_words, 1, "Hemmeligt.")
    await play.does(METTE, moderation.keep_note, concern.id, turn.dialogue.version)
    await play.does(LISE, handovers.begin, concern.id)
    draft = await play.does(LISE, handovers.draft)
    assert [e.text for e in draft.entries] == [FIRST, SECOND]
    with pytest.raises(ButtonTooOld):
        await play.does(LISE, handovers.pick, 3)


async def test_masks_reach_what_was_shared_and_the_receiver_takes_none_off(play: Scene) -> None:
    concern = await _case(play)
    await play.does(LISE, masking.begin, concern.id)
    turn = await play.does(LISE, masking.type_words, 1, "Tunnelen")
    await play.does(LISE, masking.apply, concern.id, turn.dialogue.version, good=False)
    offered = await _offers(play, concern, kind=Kind.MOVE)
    await play.does(PALLE, handovers.accept, offered.id)
    assert await _words(play, PALLE, concern) == [f"{COVER} er mørk."]
    assert not await play.does(PALLE, masking.is_masked, concern.id)
    await play.does(PALLE, masking.lift, concern.id)
    assert await _words(play, PALLE, concern) == [f"{COVER} er mørk."]
    for guess in ("Tunnelen", "slukket"):
        await play.does(PALLE, masking.begin, concern.id)
        turn = await play.does(PALLE, masking.type_words, 1, guess)
        assert (await play.does(PALLE, masking.plan)).snippets == []
        with pytest.raises(NothingWritten):
            await play.does(PALLE, masking.apply, concern.id, turn.dialogue.version, good=True)


async def test_words_struck_by_the_new_owner_are_struck_where_it_cannot_read(play: Scene) -> None:
    concern = await _case(play)
    await _adds(play, concern, "Lyset er mørkt.")
    offered = await _offers(play, concern, kind=Kind.MOVE, picks=(3,))
    await play.does(PALLE, handovers.accept, offered.id)
    await play.does(PALLE, masking.begin, concern.id)
    turn = await play.does(PALLE, masking.type_words, 1, "lyset")
    assert len((await play.does(PALLE, masking.plan)).snippets) == 1
    await play.does(PALLE, masking.apply, concern.id, turn.dialogue.version, good=True)
    _, _, theirs = await play.does(AMAL, concerns.open_case, concern.id)
    assert [e.text for e in theirs] == [FIRST, f"Nu er {COVER} slukket.", f"{COVER} er mørkt."]


async def test_whoever_read_a_share_loses_words_struck_for_good(play: Scene) -> None:
    concern = await _case(play)
    offered = await _offers(play, concern)
    await play.does(PALLE, handovers.accept, offered.id)
    await play.does(OLGA, handovers.read, offered.id)
    before = len([s for s in await play.sent() if s.method == "clear"])
    await play.does(LISE, masking.begin, concern.id)
    turn = await play.does(LISE, masking.type_words, 1, "Tunnelen")
    await play.does(LISE, masking.apply, concern.id, turn.dialogue.version, good=True)
    emptied = [s.body["params"]["chat_id"] for s in await play.sent() if s.method == "clear"]
    assert sorted(emptied[before:]) == [LISE, OLGA]
    assert await _shared(play, OLGA, offered) == [f"{COVER} er mørk."]


async def test_an_ended_share_is_closed_and_its_readers_chats_are_emptied(play: Scene) -> None:
    concern = await _case(play)
    offered = await _offers(play, concern)
    await play.does(PALLE, handovers.accept, offered.id)
    await play.does(OLGA, handovers.read, offered.id)
    await play.does(OLGA, handovers.write_note, offered.id)
    turn = await play.does(OLGA, moderation.type_words, 1, "Set.")
    with pytest.raises(NotFound):
        await play.does(PALLE, handovers.end, offered.id)
    with pytest.raises(NotAllowed):
        await play.does(METTE, handovers.end, offered.id)
    await play.does(LISE, handovers.end, offered.id)
    with pytest.raises(NotFound):
        await play.does(OLGA, handovers.read, offered.id)
    with pytest.raises(NotFound):
        await play.does(OLGA, handovers.keep_note, turn.dialogue.version)
    assert [s.body["params"]["chat_id"] for s in await play.sent() if s.method == "clear"][-1:] == [
        OLGA
    ]
    assert (await play.does(OLGA, handovers.listed, "shared", 0)).found == []
    with pytest.raises(ImpossibleChange):
        await play.does(LISE, handovers.end, offered.id)


async def test_an_offer_goes_back_with_words_that_become_a_note(play: Scene) -> None:
    concern = await _case(play)
    offered = await _offers(play, concern)
    await play.does(PALLE, handovers.begin_return, offered.id, WhyReturned.TOO_LITTLE)
    turn = await play.does(PALLE, moderation.type_words, 1, "Hvornår sker det?")
    with pytest.raises(ButtonTooOld):
        await play.does(PALLE, handovers.give_back, turn.dialogue.version - 1)
    await play.does(PALLE, handovers.give_back, turn.dialogue.version)
    assert await _words(play, LISE, concern) == [FIRST, SECOND, "Hvornår sker det?"]
    (kept,) = (await play.does(LISE, handovers.of_case, concern.id))[1]
    assert (kept.state, kept.why) == (State.RETURNED, WhyReturned.TOO_LITTLE)
    with pytest.raises(NotFound):
        await play.does(PALLE, handovers.accept, offered.id)
    assert await play.does(AMAL, handovers.told, concern.id) == []
    assert await play.sent_to(Target.CONCERN) == []


async def test_two_answers_at_once_are_one(play: Scene) -> None:
    concern = await _case(play)
    offered = await _offers(play, concern)
    results = await asyncio.gather(
        play.does(PALLE, handovers.accept, offered.id),
        play.does(LISE, handovers.withdraw, offered.id),
        return_exceptions=True,
    )
    assert sum(isinstance(r, Refused) for r in results) == 1


async def test_what_was_not_previewed_like_this_is_not_offered(play: Scene) -> None:
    concern = await _case(play)
    with pytest.raises(ButtonTooOld):
        await play.does(LISE, handovers.send, 1)
    await play.does(LISE, handovers.begin, concern.id)
    with pytest.raises(ButtonTooOld):
        await play.does(LISE, handovers.fill, Part.RECEIVER, "ballerup")  # no lead there
    with pytest.raises(NothingPicked):
        await play.does(LISE, handovers.ask, Part.PREVIEW)
    await play.does(LISE, handovers.pick, 1)
    turn = await play.does(LISE, handovers.ask, Part.PREVIEW)
    with pytest.raises(ButtonTooOld):
        await play.does(LISE, handovers.send, turn.dialogue.version)
    with pytest.raises(ButtonTooOld):
        await play.does(LISE, handovers.fill, Part.BASIS, "no-such-law")
    await _offers(play, concern)
    with pytest.raises(OfferedAlready):
        await _offers(play, concern)


async def test_a_closed_case_is_neither_offered_nor_accepted(play: Scene) -> None:
    concern = await _case(play)
    offered = await _offers(play, concern)
    await play.does(METTE, moderation.claim, concern.id)
    await play.does(METTE, moderation.close, concern.id, Outcome.HELPED)
    with pytest.raises(ImpossibleChange):
        await play.does(LISE, handovers.begin, concern.id)
    with pytest.raises(ImpossibleChange):
        await play.does(PALLE, handovers.accept, offered.id)
    assert (await play.does(PALLE, handovers.listed, "waiting", 0)).found == []


async def test_without_a_lead_elsewhere_nothing_can_be_offered(play: Scene) -> None:
    await play.colleague(LISE, Role.LEAD)
    await play.colleague(PALLE, Role.LEAD, organisation="politi", areas=["hedeparken"])
    await play.resident(AMAL)
    concern = await play.shares(AMAL)
    with pytest.raises(NobodyThere):
        await play.does(LISE, handovers.begin, concern.id)
    with pytest.raises(NotFound):
        await play.does(LISE, handovers.withdraw, HandoverId(b"x" * 16))


async def test_a_list_has_pages(play: Scene) -> None:
    await _staffed(play)
    for n in range(PAGE + 1):
        await play.resident(AMAL + n)
        await _offers(play, await play.shares(AMAL + n))
    first = await play.does(PALLE, handovers.listed, "waiting", 0)
    second = await play.does(PALLE, handovers.listed, "waiting", 1)
    assert (len(first.found), first.more, len(second.found), second.more) == (PAGE, True, 1, False)


async def _held(play: Scene) -> list[Any]:
    found = Statement(select(handover))
    return list(await play.store.read(lambda tx: tx.rows(found)))


async def test_a_hand_over_goes_with_its_case(play: Scene) -> None:
    concern = await _case(play)
    await _offers(play, concern)
    await play.does(METTE, moderation.claim, concern.id)
    await play.does(METTE, moderation.close, concern.id, Outcome.HELPED)
    assert len(await _held(play)) == 1
    play.now += timedelta(days=91)
    await play.does(METTE, retention.look)
    assert await _held(play) == []


async def test_what_was_shared_opens_under_new_keys(play: Scene) -> None:
    concern = await _case(play)
    offered = await _offers(play, concern)
    await play.does(PALLE, handovers.accept, offered.id)
    await rotates(play)
    assert await _shared(play, OLGA, offered) == [FIRST]


async def test_the_file_of_own_data_lists_hand_overs(play: Scene) -> None:
    concern = await _case(play)
    offered = await _offers(play, concern)
    await play.does(PALLE, handovers.accept, offered.id)
    (case,) = json.loads(await play.does(AMAL, leaving.exported))["cases"]
    (shared,) = case["shared_with_others"]
    assert (shared["from"], shared["to"], shared["state"]) == ("gladsaxe", "politi", "accepted")
    assert (shared["legal_basis"], shared["contributions"]) == ("retspl-115", [1])
    assert shared["answered"].endswith(":00Z")
