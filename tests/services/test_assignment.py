"""Cases given by a lead, given on by whoever has them, and who is writing about them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.acts import Act
from bot.domain.concerns import Concern, Outcome, Status
from bot.domain.errors import ImpossibleChange, NotAllowed, NotFound
from bot.domain.people import Moderator
from bot.domain.roles import Role
from bot.services import assignment, dialogues, housekeeping, moderation, queue, recusal
from bot.store import audit
from bot.store.outbox import Target
from tests.kit.turns import Scene

AMAL, METTE, OLE, LISE, POLICE = 1001, 2001, 2002, 2003, 2004


async def _team(play: Scene) -> tuple[Moderator, Moderator, Moderator]:
    """Two colleagues and their lead."""
    mette, ole = await play.colleague(METTE), await play.colleague(OLE)
    await play.resident(AMAL)
    return mette, ole, await play.colleague(LISE, Role.LEAD)


async def _acts(play: Scene) -> list[tuple[str, Act]]:
    links = await play.store.read(lambda tx: audit.page(tx, after=0))
    return [(link.who, link.act) for link in links if link.act not in (Act.JOINED, Act.READ)]


async def _seen(play: Scene, concern: Concern) -> Concern:
    return (await play.does(LISE, moderation.card, concern.id)).concern


async def test_a_lead_gives_a_case_nobody_has_and_one_somebody_has(play: Scene) -> None:
    mette, ole, _ = await _team(play)
    concern = await play.shares(AMAL)
    before = len(await play.sent_to(Target.MODERATOR))
    given, _ = await play.does(LISE, assignment.assign, concern.id, mette.id)
    assert (given.status, given.claimed_by) == (Status.CLAIMED, mette.id)
    assert given.held_since == int(play.now.timestamp())
    await play.does(LISE, assignment.assign, concern.id, ole.id)
    assert (await _seen(play, concern)).claimed_by == ole.id
    told = (await play.sent_to(Target.MODERATOR))[before:]
    assert {t.stream for t in told[:1]} == {mette.id}
    assert {t.stream for t in told[1:]} == {mette.id, ole.id}
    assert await _acts(play) == [("GLA-3", Act.ASSIGNED), ("GLA-3", Act.ASSIGNED)]


async def test_giving_it_twice_to_the_same_colleague_is_giving_it_once(play: Scene) -> None:
    mette, _, _ = await _team(play)
    concern = await play.shares(AMAL)
    await play.does(LISE, assignment.assign, concern.id, mette.id)
    await play.does(LISE, assignment.assign, concern.id, mette.id)
    assert await _acts(play) == [("GLA-3", Act.ASSIGNED)]


async def test_only_a_lead_gives_away_what_is_not_their_own(play: Scene) -> None:
    _, ole, _ = await _team(play)
    concern = await play.shares(AMAL)
    for act in (assignment.choices, assignment.assign):
        given = () if act is assignment.choices else (ole.id,)
        with pytest.raises(NotAllowed):
            await play.does(METTE, act, concern.id, *given)
    await play.does(METTE, moderation.claim, concern.id)
    await play.does(METTE, assignment.assign, concern.id, ole.id)
    assert (await _seen(play, concern)).claimed_by == ole.id
    assert await _acts(play) == [("GLA-1", Act.CLAIMED), ("GLA-1", Act.GIVEN)]


async def test_a_closed_case_is_given_to_nobody(play: Scene) -> None:
    _, ole, _ = await _team(play)
    concern = await play.shares(AMAL)
    await play.does(METTE, moderation.claim, concern.id)
    await play.does(METTE, moderation.close, concern.id, Outcome.HELPED)
    with pytest.raises(ImpossibleChange):
        await play.does(LISE, assignment.assign, concern.id, ole.id)


async def test_nobody_gets_a_case_they_do_not_serve_or_stepped_back_from(play: Scene) -> None:
    mette, ole, lise = await _team(play)
    elsewhere = await play.colleague(2005, areas=["vaerebro"])
    publisher = await play.colleague(2006, Role.PUBLISHER)
    police = await play.colleague(POLICE, organisation="ballerup")
    concern = await play.shares(AMAL)
    await play.does(OLE, recusal.step_back, concern.id)
    _, choices = await play.does(LISE, assignment.choices, concern.id)
    assert {c.id for c, _ in choices} == {mette.id, lise.id}
    for colleague in (ole, elsewhere, publisher, police):
        with pytest.raises(NotFound):
            await play.does(LISE, assignment.assign, concern.id, colleague.id)


async def test_who_has_least_to_do_comes_first_with_how_much_that_is(play: Scene) -> None:
    await _team(play)
    for _ in range(2):
        await play.does(METTE, moderation.claim, (await play.shares(AMAL)).id)
    await play.does(LISE, moderation.claim, (await play.shares(AMAL)).id)
    _, choices = await play.does(LISE, assignment.choices, (await play.shares(AMAL)).id)
    assert [(c.pseudonym, n) for c, n in choices] == [("GLA-2", 0), ("GLA-3", 1), ("GLA-1", 2)]


async def test_all_cases_go_back_to_the_inbox_at_once(play: Scene) -> None:
    await _team(play)
    held = [await play.shares(AMAL) for _ in range(3)]
    for concern in held:
        await play.does(METTE, moderation.claim, concern.id)
    assert len(await play.does(METTE, assignment.own)) == 3
    assert await play.does(METTE, assignment.for_all, None) == (3, None)
    await play.does(METTE, assignment.assign_all, None)
    assert await play.does(METTE, assignment.own) == []
    assert [act for _, act in await _acts(play)].count(Act.RELEASED) == 3
    assert (await play.does(OLE, queue.show, "new")).counts["new"] == 3


async def test_all_cases_go_to_a_colleague_but_those_of_areas_they_do_not_serve(
    play: Scene,
) -> None:
    await play.colleague(METTE)
    ole = await play.colleague(OLE, areas=["vaerebro"])
    await play.colleague(LISE, Role.LEAD)
    await play.resident(AMAL)
    near, far = await play.shares(AMAL), await play.shares(AMAL, area="vaerebro")
    for concern in (near, far):
        await play.does(METTE, moderation.claim, concern.id)
    choices = await play.does(METTE, assignment.choices_for_all)
    assert {c.pseudonym for c, _ in choices} == {"GLA-2", "GLA-3"}
    assert (await play.does(METTE, assignment.for_all, ole.id))[0] == 1
    await play.does(METTE, assignment.assign_all, ole.id)
    assert [c.id for c in await play.does(METTE, assignment.own)] == [near.id]
    assert (await _seen(play, far)).claimed_by == ole.id


# --- who is writing ----------------------------------------------------------------------------


async def _writers(play: Scene, chat: int, concern: Concern) -> list[str]:
    return list((await play.does(chat, moderation.card, concern.id)).writing)


async def test_others_see_who_is_writing_until_it_is_sent_or_left(play: Scene) -> None:
    await _team(play)
    concern = await play.shares(AMAL)
    await play.does(METTE, moderation.claim, concern.id)
    assert await _writers(play, OLE, concern) == []
    await play.does(METTE, moderation.write_reply, concern.id)
    await play.does(LISE, moderation.write_note, concern.id)
    assert await _writers(play, OLE, concern) == ["GLA-1", "GLA-3"]
    assert await _writers(play, METTE, concern) == ["GLA-3"], "nobody is told of themselves"
    await play.does(LISE, dialogues.clear)
    assert await _writers(play, OLE, concern) == ["GLA-1"]
    turn = await play.does(METTE, moderation.type_words, 1, "Tak.")
    await play.does(METTE, moderation.send_reply, concern.id, turn.dialogue.version, urgent=False)
    assert await _writers(play, OLE, concern) == []


async def test_who_goes_to_another_case_writes_there_alone(play: Scene) -> None:
    await _team(play)
    one, other = await play.shares(AMAL), await play.shares(AMAL)
    await play.does(METTE, moderation.write_note, one.id)
    await play.does(METTE, moderation.write_note, other.id)
    assert (await _writers(play, OLE, one), await _writers(play, OLE, other)) == ([], ["GLA-1"])


async def test_ten_minutes_after_the_last_message_nobody_is_writing(play: Scene) -> None:
    await _team(play)
    concern = await play.shares(AMAL)
    await play.does(METTE, moderation.write_note, concern.id)
    play.later(minutes=9)
    await play.does(METTE, moderation.type_words, 1, "Ring til skolen.")
    play.later(minutes=9)
    assert await _writers(play, OLE, concern) == ["GLA-1"]
    play.now += timedelta(minutes=1)
    assert await _writers(play, OLE, concern) == []
    assert await _rows(play) == 1
    await play.does(0, housekeeping.expire_drafts)
    assert await _rows(play) == 0
    await play.does(METTE, moderation.type_words, 2, "I morgen.")
    assert await _writers(play, OLE, concern) == ["GLA-1"], "writing on begins it anew"


async def _rows(play: Scene) -> int:
    from bot.store import dump

    return await play.store.read(lambda tx: dump.count(tx, "writing"))
