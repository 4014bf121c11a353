"""A reply that a second colleague sends, returns, or never sees."""

from __future__ import annotations

import pytest

from bot.domain.acts import Act
from bot.domain.concerns import Concern, EntryKind, Helped, Outcome, Status
from bot.domain.errors import (
    AlreadyClaimed,
    ButtonTooOld,
    ChangedMeanwhile,
    ImpossibleChange,
    NeedsAnother,
    NotAllowed,
    NotFound,
    NotYours,
    Overtaken,
)
from bot.domain.ids import PageId
from bot.domain.roles import Role
from bot.services import assignment, concerns, masking, moderation, proposals, rating
from bot.services.counting import month_of
from bot.store import audit, counters, pictures
from bot.store.outbox import Target
from bot.store.pictures import SealedPage
from tests.kit.turns import Scene

AMAL, METTE, OLE, LISE = 1001, 2001, 2002, 2003


async def _team(play: Scene) -> Concern:
    """Two colleagues, their lead, and a case that nobody has."""
    await play.colleague(METTE)
    await play.colleague(OLE)
    await play.colleague(LISE, Role.LEAD)
    await play.resident(AMAL)
    return await play.shares(AMAL)


async def _proposes(play: Scene, chat: int, concern: Concern, words: str = "Tak.") -> Concern:
    await play.does(chat, proposals.write, concern.id)
    turn = await play.does(chat, moderation.type_words, 1, words)
    return (await play.does(chat, proposals.propose, concern.id, turn.dialogue.version))[1]


async def _kinds(play: Scene, concern: Concern) -> list[EntryKind]:
    return [e.kind for e in (await play.does(LISE, moderation.card, concern.id)).entries]


async def _told(play: Scene, concern: Concern) -> list[str]:
    return [e.text for e in (await play.does(AMAL, concerns.open_case, concern.id))[2]]


async def _acts(play: Scene) -> list[tuple[str, Act]]:
    links = await play.store.read(lambda tx: audit.page(tx, after=0))
    return [(link.who, link.act) for link in links if link.act not in (Act.JOINED, Act.READ)]


async def test_it_waits_unseen_by_the_resident_until_a_colleague_sends_it(play: Scene) -> None:
    concern = await _team(play)
    proposed = await _proposes(play, METTE, concern)
    assert proposed.status is Status.NEW
    assert await _told(play, concern) == ["Der er mørkt."]
    assert await play.sent_to(Target.CONCERN) == []
    sent, author = await play.does(OLE, proposals.send, concern.id, proposed.version, urgent=True)
    assert (sent.status, sent.claimed_by, sent.unread) == (
        Status.WAITING_RESIDENT, author.id, False)  # fmt: skip
    assert author.pseudonym == "GLA-1", "who proposed it stands behind it"
    assert await _told(play, concern) == ["Der er mørkt.", "Tak."]
    assert len(await play.sent_to(Target.CONCERN)) == 1
    assert await _acts(play) == [("GLA-1", Act.PROPOSED_REPLY), ("GLA-2", Act.APPROVED_REPLY)]


async def test_all_who_serve_the_case_are_told_but_who_proposed_it(play: Scene) -> None:
    concern = await _team(play)
    await play.colleague(2005, areas=["vaerebro"])
    before = len(await play.sent_to(Target.MODERATOR))
    await _proposes(play, METTE, concern)
    told = {s.stream for s in (await play.sent_to(Target.MODERATOR))[before:]}
    wanted = [(await play.stands(chat)).speaker.colleague().id for chat in (OLE, LISE)]
    assert told == set(wanted)


async def test_nobody_sends_or_returns_their_own(play: Scene) -> None:
    concern = await _team(play)
    proposed = await _proposes(play, METTE, concern)
    with pytest.raises(NeedsAnother):
        await play.does(METTE, proposals.send, concern.id, proposed.version, urgent=False)
    with pytest.raises(NeedsAnother):
        await play.does(METTE, proposals.begin_return, concern.id)


async def test_it_stands_at_the_end_and_under_the_pseudonym_of_who_has_the_case(
    play: Scene,
) -> None:
    concern = await _team(play)
    await play.does(METTE, moderation.claim, concern.id)
    await _proposes(play, OLE, concern)
    await play.does(AMAL, concerns.write_to, concern.id)
    turn = await play.types(AMAL, "Og i dag igen.")
    await play.does(AMAL, concerns.add, concern.id, turn.dialogue.version)
    found = await play.does(LISE, proposals.look, concern.id)
    assert (found.newer, found.author.pseudonym) == (True, "GLA-1")
    version = found.concern.version
    sent, _ = await play.does(LISE, proposals.send, concern.id, version, urgent=False)
    assert await _told(play, concern) == ["Der er mørkt.", "Og i dag igen.", "Tak."]
    assert sent.unread, "what came after it has been read by nobody"
    await play.does(METTE, moderation.write_reply, concern.id)
    turn = await play.does(METTE, moderation.type_words, 9, "Mere.")
    await play.does(METTE, moderation.send_reply, concern.id, turn.dialogue.version, urgent=False)
    assert (await _told(play, concern))[-1] == "Mere."


async def test_only_what_was_shown_goes(play: Scene) -> None:
    concern = await _team(play)
    await _proposes(play, METTE, concern, "Ring til Jens.")
    seen = await play.does(OLE, proposals.look, concern.id)
    turn = await play.does(LISE, masking.begin, concern.id)
    turn = await play.does(LISE, masking.type_words, 2, "Jens")
    await play.does(LISE, masking.apply, concern.id, turn.dialogue.version, good=False)
    with pytest.raises(ChangedMeanwhile):
        await play.does(OLE, proposals.send, concern.id, seen.concern.version, urgent=False)
    again = await play.does(OLE, proposals.look, concern.id)
    assert "Jens" not in again.entry.text
    await play.does(OLE, proposals.send, concern.id, again.concern.version, urgent=False)
    assert (await _told(play, concern))[-1] == again.entry.text


async def test_it_is_sent_once(play: Scene) -> None:
    concern = await _team(play)
    proposed = await _proposes(play, METTE, concern)
    await play.does(OLE, proposals.send, concern.id, proposed.version, urgent=False)
    for act in (proposals.look, proposals.begin_return, proposals.withdraw):
        with pytest.raises(ImpossibleChange):
            await play.does(LISE, act, concern.id)
    with pytest.raises(ImpossibleChange):
        await play.does(LISE, proposals.send, concern.id, proposed.version + 1, urgent=False)


async def test_returned_with_a_word_both_are_notes(play: Scene) -> None:
    concern = await _team(play)
    await _proposes(play, METTE, concern)
    await play.does(OLE, proposals.begin_return, concern.id)
    turn = await play.does(OLE, moderation.type_words, 2, "Skriv venligere.")
    with pytest.raises(ButtonTooOld):
        await play.does(OLE, proposals.give_back, concern.id, turn.dialogue.version - 1)
    await play.does(OLE, proposals.give_back, concern.id, turn.dialogue.version)
    assert await _kinds(play, concern) == [EntryKind.WORDS, EntryKind.NOTE, EntryKind.NOTE]
    assert await _told(play, concern) == ["Der er mørkt."]
    assert (await _acts(play))[-1] == ("GLA-2", Act.RETURNED_REPLY)


async def test_who_proposed_it_alone_takes_it_back(play: Scene) -> None:
    concern = await _team(play)
    await _proposes(play, METTE, concern)
    with pytest.raises(NotAllowed):
        await play.does(OLE, proposals.withdraw, concern.id)
    await play.does(METTE, proposals.withdraw, concern.id)
    assert await _kinds(play, concern) == [EntryKind.WORDS, EntryKind.NOTE]


async def test_an_old_one_of_a_closed_case_is_returned_but_not_sent(play: Scene) -> None:
    concern = await _team(play)
    await _proposes(play, METTE, concern)
    play.later(days=20)
    await play.does(OLE, moderation.claim, concern.id)
    closed = await play.does(OLE, moderation.close, concern.id, Outcome.HELPED)
    with pytest.raises(ImpossibleChange):
        await play.does(OLE, proposals.send, concern.id, closed.version, urgent=False)
    await play.does(OLE, proposals.begin_return, concern.id)
    turn = await play.does(OLE, moderation.type_words, 2, "Lukket.")
    await play.does(OLE, proposals.give_back, concern.id, turn.dialogue.version)


async def test_the_second_to_propose_is_told_who_was_quicker_and_keeps_the_words(
    play: Scene,
) -> None:
    concern = await _team(play)
    await play.does(OLE, proposals.write, concern.id)
    turn = await play.does(OLE, moderation.type_words, 1, "Mit svar.")
    await _proposes(play, METTE, concern)
    with pytest.raises(Overtaken) as refusal:
        await play.does(OLE, proposals.propose, concern.id, turn.dialogue.version)
    assert refusal.value.by == "GLA-1"
    assert (await play.stands(OLE)).dialogue.words.text == "Mit svar."


async def test_who_answers_is_told_of_a_proposal_that_came_meanwhile_and_sends_then(
    play: Scene,
) -> None:
    concern = await _team(play)
    await play.does(METTE, moderation.claim, concern.id)
    await play.does(METTE, moderation.write_reply, concern.id)
    turn = await play.does(METTE, moderation.type_words, 1, "Tak.")
    await _proposes(play, OLE, concern, "Et forslag.")
    with pytest.raises(Overtaken):
        await play.does(
            METTE, moderation.send_reply, concern.id, turn.dialogue.version, urgent=False
        )
    turn = await play.does(METTE, moderation.look_again)
    await play.does(METTE, moderation.send_reply, concern.id, turn.dialogue.version, urgent=False)
    assert await _told(play, concern) == ["Der er mørkt.", "Tak."]


async def test_a_reply_to_a_case_that_was_given_away_is_kept_and_can_be_proposed(
    play: Scene,
) -> None:
    concern = await _team(play)
    ole = (await play.stands(OLE)).speaker.colleague()
    await play.does(METTE, moderation.claim, concern.id)
    await play.does(METTE, moderation.write_reply, concern.id)
    turn = await play.does(METTE, moderation.type_words, 1, "Mit svar.")
    await play.does(LISE, assignment.assign, concern.id, ole.id)
    with pytest.raises(AlreadyClaimed) as refusal:
        await play.does(
            METTE, moderation.send_reply, concern.id, turn.dialogue.version, urgent=False
        )
    assert refusal.value.by == "GLA-2"
    await play.does(METTE, proposals.propose, concern.id, turn.dialogue.version)
    assert EntryKind.PROPOSAL in await _kinds(play, concern)


async def test_a_ready_answer_can_be_proposed_but_not_taken_out_of_the_blue(play: Scene) -> None:
    concern = await _team(play)
    with pytest.raises(NotYours):
        await play.does(METTE, moderation.use_ready_answer, concern.id, "thanks")
    await play.does(METTE, proposals.write, concern.id)
    turn = await play.does(METTE, moderation.use_ready_answer, concern.id, "thanks")
    await play.does(METTE, proposals.propose, concern.id, turn.dialogue.version)


async def test_pictures_go_along_and_are_for_colleagues_until_then(play: Scene) -> None:
    concern = await _team(play)
    proposed = await _proposes(play, METTE, concern)
    page = SealedPage(PageId(bytes(16)), concern.id, b"sealed")
    await play.store.write(lambda tx: pictures.add_to_case(tx, page, position=2, number=0))
    assert len((await play.does(OLE, moderation.look, concern.id, 2))[1]) == 1
    with pytest.raises(NotFound):
        await play.does(AMAL, concerns.look, concern.id, 2)
    await play.does(OLE, proposals.send, concern.id, proposed.version, urgent=False)
    assert (await play.does(AMAL, concerns.look, concern.id, 3))[1] == [page.id]


# --- did it help? ------------------------------------------------------------------------------


async def _helped(play: Scene) -> dict[str, int]:
    month = month_of(play.now)
    found = await play.store.read(lambda tx: counters.of_month(tx, month))
    return {c.what: c.n for c in found if c.what.startswith("helped")}


async def test_what_helped_is_counted_once_by_team_and_month(play: Scene) -> None:
    concern = await _team(play)
    with pytest.raises(ImpossibleChange):
        await play.does(AMAL, rating.rate, concern.id, Helped.YES)
    await play.does(METTE, moderation.claim, concern.id)
    closed = await play.does(METTE, moderation.close, concern.id, Outcome.HELPED)
    play.later(days=3)
    rated = await play.does(AMAL, rating.rate, concern.id, Helped.PARTLY)
    assert (rated.rated, rated.touched_hour) == (True, closed.touched_hour)
    await play.does(AMAL, rating.rate, concern.id, Helped.NO)
    assert await _helped(play) == {"helped_partly": 1}


async def test_only_what_staff_closed_can_be_rated_and_only_by_its_resident(play: Scene) -> None:
    concern = await _team(play)
    await play.does(AMAL, concerns.end, concern.id)
    with pytest.raises(ImpossibleChange):
        await play.does(AMAL, rating.rate, concern.id, Helped.YES)
    with pytest.raises(NotFound):
        await play.does(METTE, rating.rate, concern.id, Helped.YES)
    assert await _helped(play) == {}
