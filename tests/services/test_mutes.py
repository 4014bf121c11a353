"""Blind mute and its appeal, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Table, select, update

from bot.domain.acts import Act
from bot.domain.concerns import Concern
from bot.domain.dialogues import Step
from bot.domain.errors import (
    AlreadyProposed,
    AppealedAlready,
    ButtonTooOld,
    ConcernsPaused,
    NeedsAnother,
    NobodyElse,
    NotAllowed,
    NotFound,
    NothingWritten,
    NotYours,
)
from bot.domain.ids import AppealId
from bot.domain.mutes import PROPOSAL_HOURS, MuteReason, Paused, ends
from bot.domain.roles import Role
from bot.services import appeals, leaving, moderation, mutes, record
from bot.store import addresses, audit
from bot.store import concerns as concern_rows
from bot.store.db import Statement
from bot.store.outbox import Target
from bot.store.schema import address, appeal, mute, mute_proposal
from bot.vault.keyring import Generation, Keyring, Purpose
from bot.vault.sealing import Vault
from tests.kit.turns import Scene

AMAL, OMAR, METTE, LISE, KAREN, POLICE = 1001, 1002, 2001, 2002, 2003, 2004
FALSE = MuteReason.FALSE


async def _rows(play: Scene, table: Table) -> list[Mapping[str, Any]]:
    return [dict(r) for r in await play.store.read(lambda tx: tx.rows(Statement(select(table))))]


async def _staffed(play: Scene) -> None:
    await play.colleague(METTE)
    await play.colleague(LISE, Role.LEAD)
    await play.colleague(KAREN, Role.LEAD, organisation="ballerup")
    await play.colleague(POLICE, Role.LEAD, organisation="politi")


async def _case(play: Scene, chat: int = AMAL) -> Concern:
    """A case that Mette has."""
    await play.resident(chat)
    concern = await play.shares(chat)
    await play.does(METTE, moderation.claim, concern.id)
    return concern


async def _mutes(play: Scene, concern: Concern, days: int = 7) -> None:
    await play.does(METTE, mutes.propose, concern.id, FALSE, days)
    await play.does(LISE, mutes.decide, concern.id, confirm=True)


async def _appeals(play: Scene, chat: int = AMAL) -> AppealId:
    await play.does(chat, appeals.begin, again=True)
    turn = await play.types(chat, "Det var ikke ment sådan.")
    await play.does(chat, appeals.send, turn.dialogue.version)
    return AppealId(bytes((await _rows(play, appeal))[-1]["id"]))


async def test_a_mute_needs_two_people_and_stops_new_concerns_until_it_ends(play: Scene) -> None:
    await _staffed(play)
    concern = await _case(play)
    await play.does(METTE, mutes.propose, concern.id, FALSE, 7)
    assert await play.does(AMAL, mutes.paused) is None
    await play.does(LISE, mutes.decide, concern.id, confirm=True)
    until = ends(play.now, 7)
    assert await play.does(AMAL, mutes.paused) == Paused(until=until)
    with pytest.raises(ConcernsPaused):
        await play.shares(AMAL)
    assert (await play.stands(AMAL)).dialogue.words.text == "Der er mørkt."
    await play.resident(OMAR)
    await play.shares(OMAR)
    play.later(hours=until - play.now.timestamp() / 3600 - 0.1)
    assert await play.does(AMAL, mutes.paused)
    play.later(hours=0.2)
    assert await play.does(AMAL, mutes.paused) is None
    await play.shares(AMAL)


async def test_a_mute_is_a_tag_and_an_hour_and_the_proposal_is_gone(play: Scene) -> None:
    await _staffed(play)
    concern = await _case(play)
    await _mutes(play, concern)
    rows = await _rows(play, mute)
    assert [set(row) for row in rows] == [{"tag", "until"}] * 3
    assert {row["until"] for row in rows} == {ends(play.now, 7)}
    assert await _rows(play, mute_proposal) == []


async def test_a_second_proposal_waits_for_the_first(play: Scene) -> None:
    await _staffed(play)
    concern = await _case(play)
    await play.does(METTE, mutes.propose, concern.id, FALSE, 7)
    with pytest.raises(AlreadyProposed):
        await play.does(METTE, mutes.propose, concern.id, FALSE, 1)
    play.later(hours=PROPOSAL_HOURS + 1)
    await play.does(METTE, mutes.expire)
    await play.does(METTE, mutes.propose, concern.id, FALSE, 7)


async def test_the_two_are_two_and_the_second_is_a_lead_of_the_organisation(play: Scene) -> None:
    await play.colleague(METTE, Role.LEAD)
    concern = await _case(play)
    with pytest.raises(NobodyElse):
        await play.does(METTE, mutes.propose, concern.id, FALSE, 7)
    await play.colleague(LISE, Role.LEAD)
    await play.colleague(OMAR)
    await play.colleague(KAREN, Role.LEAD, organisation="ballerup")
    await play.does(METTE, mutes.propose, concern.id, FALSE, 7)
    for chat, refusal in ((METTE, NeedsAnother), (OMAR, NotAllowed), (KAREN, NotFound)):
        with pytest.raises(refusal):
            await play.does(chat, mutes.decide, concern.id, confirm=True)
    assert await _rows(play, mute) == []
    assert await play.does(METTE, mutes.proposals) == []
    assert len(await play.does(LISE, mutes.proposals)) == 1
    assert await play.does(KAREN, mutes.proposals) == []


async def test_a_proposal_about_a_forgotten_case_holds_up_no_other(play: Scene) -> None:
    await _staffed(play)
    gone, left = await _case(play), await _case(play, OMAR)
    for concern in (gone, left):
        await play.does(METTE, mutes.propose, concern.id, FALSE, 7)
    await play.store.write(lambda tx: concern_rows.forget(tx, gone.id))
    assert [c.id for _, c in await play.does(LISE, mutes.proposals)] == [left.id]
    with pytest.raises(NotFound):
        await play.does(LISE, mutes.decide, gone.id, confirm=True)


async def test_only_who_has_the_case_or_a_lead_proposes_and_only_known_periods(
    play: Scene,
) -> None:
    await _staffed(play)
    await play.colleague(OMAR)
    concern = await _case(play)
    with pytest.raises(NotYours):
        await play.does(OMAR, mutes.propose, concern.id, FALSE, 7)
    with pytest.raises(ButtonTooOld):
        await play.does(METTE, mutes.propose, concern.id, FALSE, 365)


async def test_of_two_leads_who_decide_at_once_one_does(play: Scene) -> None:
    await _staffed(play)
    await play.colleague(OMAR, Role.LEAD)
    concern = await _case(play)
    await play.does(METTE, mutes.propose, concern.id, FALSE, 7)
    results = await asyncio.gather(
        *(play.does(chat, mutes.decide, concern.id, confirm=True) for chat in (LISE, OMAR)),
        return_exceptions=True,
    )
    assert sorted(type(r).__name__ for r in results) == ["NotFound", "tuple"]
    assert len(await _rows(play, mute)) == 3


async def test_every_act_is_on_the_record_and_the_chain_holds(play: Scene) -> None:
    await _staffed(play)
    concern = await _case(play)
    await _mutes(play, concern)
    other = await _case(play, OMAR)
    await play.does(METTE, mutes.propose, other.id, FALSE, 1)
    await play.does(LISE, mutes.decide, other.id, confirm=False)
    sent = await _appeals(play)
    await play.does(KAREN, appeals.read, sent)
    await play.does(KAREN, appeals.decide, sent, lift=True)
    links = await play.store.read(lambda tx: audit.page(tx, after=0))
    acts = [(link.who, link.act, link.about) for link in links]
    code = acts[-1][2]
    assert acts[-7:] == [
        ("GLA-1", Act.MUTE_PROPOSED, concern.code),
        ("GLA-2", Act.MUTE_CONFIRMED, concern.code),
        ("GLA-1", Act.CLAIMED, other.code),
        ("GLA-1", Act.MUTE_PROPOSED, other.code),
        ("GLA-2", Act.MUTE_DECLINED, other.code),
        ("BAL-1", Act.APPEAL_READ, code),
        ("BAL-1", Act.APPEAL_GRANTED, code),
    ]
    assert code not in {concern.code, other.code}
    vault = play.house.vault
    assert (await play.store.read(lambda tx: record.verify(tx, vault)))[1] is None


async def test_a_further_mute_never_shortens_the_pause(play: Scene) -> None:
    await _staffed(play)
    cases = [await _case(play) for _ in range(5)]
    for concern, days in zip(cases, (30, 1, 7, 1, 7), strict=True):
        await _mutes(play, concern, days)
        paused = await play.does(AMAL, mutes.paused)
        assert paused == Paused(until=ends(play.now, 30))
    assert len(await _rows(play, mute)) == 4 * 3  # the fifth took the place of the shortest


async def test_a_colleagues_own_concerns_are_not_stopped(play: Scene) -> None:
    await _staffed(play)
    concern = await _case(play)
    await _mutes(play, concern)
    await play.colleague(AMAL, Role.PUBLISHER)
    assert await play.does(AMAL, mutes.paused) is None


# --- the appeal --------------------------------------------------------------------------------


async def test_an_appeal_ends_the_pause_and_nothing_of_it_is_left(play: Scene) -> None:
    await _staffed(play)
    await _mutes(play, await _case(play))
    sent = await _appeals(play)
    assert await play.does(AMAL, mutes.paused) == Paused(
        until=ends(play.now, 7), waiting=True, appealed=True
    )
    with pytest.raises(AppealedAlready):
        await play.does(AMAL, appeals.begin, again=False)
    assert (await play.does(KAREN, appeals.read, sent)).words == "Det var ikke ment sådan."
    await play.does(KAREN, appeals.decide, sent, lift=True)
    assert await play.does(AMAL, mutes.paused) is None
    assert await _rows(play, appeal) == []
    await play.shares(AMAL)
    with pytest.raises(NotFound):
        await play.does(KAREN, appeals.decide, sent, lift=True)


async def test_an_appeal_is_neither_shown_nor_told_to_who_decided_the_pause(play: Scene) -> None:
    await _staffed(play)
    concern = await _case(play)
    await _mutes(play, concern)
    before = len(await play.sent_to(Target.MODERATOR))
    sent = await _appeals(play)
    told = (await play.sent_to(Target.MODERATOR))[before:]
    karen = (await play.stands(KAREN)).speaker.colleague().id
    assert [notice.stream for notice in told] == [karen]
    assert concern.code not in told[0].text
    for chat in (LISE, POLICE):
        assert await play.does(chat, appeals.waiting) == []
        for act in (appeals.read, lambda t, a: appeals.decide(t, a, lift=True)):
            with pytest.raises(NotFound):
                await play.does(chat, act, sent)
    with pytest.raises(NotAllowed):
        await play.does(METTE, appeals.waiting)
    assert [a.id for a in await play.does(KAREN, appeals.waiting)] == [sent]


async def test_the_moment_of_an_appeal_is_not_told(play: Scene) -> None:
    await _staffed(play)
    await _mutes(play, await _case(play))
    play.house = replace(play.house, reply_delay=(100, 300))
    await _appeals(play)
    notice = (await play.sent_to(Target.MODERATOR))[-1]
    assert 100_000 <= notice.due - int(play.now.timestamp() * 1000) <= 300_000
    [row] = await _rows(play, appeal)
    assert row["hour"] == int(play.now.timestamp()) // 3600


async def test_a_denied_appeal_is_the_last_and_its_words_are_gone(play: Scene) -> None:
    await _staffed(play)
    await _mutes(play, await _case(play))
    await play.does(KAREN, appeals.decide, await _appeals(play), lift=False)
    assert await _rows(play, appeal) == []
    assert await play.does(AMAL, mutes.paused) == Paused(until=ends(play.now, 7), appealed=True)
    with pytest.raises(AppealedAlready):
        await play.does(AMAL, appeals.begin, again=True)


async def test_who_is_not_paused_has_nothing_to_appeal(play: Scene) -> None:
    await play.resident(AMAL)
    with pytest.raises(ButtonTooOld):
        await play.does(AMAL, appeals.begin, again=True)


async def test_an_appeal_needs_words_and_the_preview_that_was_shown(play: Scene) -> None:
    await _staffed(play)
    await _mutes(play, await _case(play))
    turn = await play.does(AMAL, appeals.begin, again=True)
    with pytest.raises(NothingWritten):
        await play.does(AMAL, appeals.send, turn.dialogue.version)
    await play.types(AMAL, "Nej.")
    with pytest.raises(ButtonTooOld):
        await play.does(AMAL, appeals.send, turn.dialogue.version)


async def test_words_that_waited_become_the_appeals_unless_written_again(play: Scene) -> None:
    await _staffed(play)
    await _mutes(play, await _case(play))
    await play.types(AMAL, "Det gør I ikke noget ved.")
    turn = await play.does(AMAL, appeals.begin, again=False)
    assert (turn.dialogue.step, turn.dialogue.words.text) == (
        Step.APPEAL,
        "Det gør I ikke noget ved.",
    )
    assert not (await play.does(AMAL, appeals.begin, again=True)).dialogue.words


async def test_being_forgotten_takes_the_appeal_along_but_not_the_pause(play: Scene) -> None:
    await _staffed(play)
    await _mutes(play, await _case(play))
    await _appeals(play)
    await play.does(AMAL, leaving.erase)
    assert await _rows(play, appeal) == []
    held = await play.does(AMAL, leaving.holdings)
    assert held.paused == Paused(until=ends(play.now, 7), appealed=True)


async def test_everything_of_a_pause_is_deleted_when_it_ends(play: Scene) -> None:
    await _staffed(play)
    await _mutes(play, await _case(play))
    await _appeals(play)
    play.later(days=7)
    await play.does(METTE, mutes.expire)
    assert await _rows(play, mute) != []
    play.later(days=1)
    await play.does(METTE, mutes.expire)
    assert await _rows(play, mute) == await _rows(play, appeal) == []


# --- blindness ---------------------------------------------------------------------------------


async def _unreachable(play: Scene, concern: Concern) -> None:
    """As after code only, /slet, or the grace after closing."""
    await play.store.write(lambda tx: addresses.delete_of(tx, concern.id))
    assert concern.id not in {bytes(r["concern"]) for r in await _rows(play, address)}


async def test_staff_and_rows_are_alike_for_every_kind_of_author(play: Scene) -> None:
    await _staffed(play)
    unmuted, muted, unreachable = [await _case(play, c) for c in (AMAL, OMAR, 1003)]
    again = await play.shares(OMAR)
    await play.does(METTE, moderation.claim, again.id)
    await _mutes(play, muted)
    await _unreachable(play, unreachable)
    seen = []
    for concern in (unmuted, again, unreachable):
        sent, rows = len(await play.sent()), len(await _rows(play, mute))
        await play.does(METTE, mutes.propose, concern.id, FALSE, 7)
        told = await play.does(LISE, mutes.decide, concern.id, confirm=True)
        texts = [s.text.replace(concern.code, "CODE") for s in (await play.sent())[sent:]]
        added = len(await _rows(play, mute)) - rows
        seen.append((texts, added, replace(told[0], concern=unmuted.id)))
    assert seen[0] == seen[1] == seen[2]
    assert len(seen[0][0]) == 2


async def test_an_address_that_cannot_be_opened_counts_as_unreachable(play: Scene) -> None:
    await _staffed(play)
    concern = await _case(play)
    broken = Statement(update(address).values(sealed=b"broken"))
    await play.store.write(lambda tx: tx.run(broken))
    await _mutes(play, concern)
    assert len(await _rows(play, mute)) == 3


async def test_an_appeal_nobody_can_open_is_shown_to_nobody(play: Scene) -> None:
    await _staffed(play)
    await _mutes(play, await _case(play))
    sent = await _appeals(play)
    broken = Statement(update(appeal).values(sealed=b"broken"))
    await play.store.write(lambda tx: tx.run(broken))
    assert await play.does(KAREN, appeals.waiting) == []
    with pytest.raises(NotFound):
        await play.does(KAREN, appeals.read, sent)


async def test_a_mute_outlives_a_new_generation_of_its_key(play: Scene) -> None:
    await _staffed(play)
    await _mutes(play, await _case(play))
    held = play.house.vault._keyring.generations
    newer = (*held[Purpose.MUTE_TAG], Generation(2, bytes(range(32))))
    keys = Keyring({**held, Purpose.MUTE_TAG: newer})
    play.house = replace(play.house, vault=Vault(keys, play.house.chance.bytes))
    assert await play.does(AMAL, mutes.paused)
    sent = await _appeals(play)
    assert await play.does(LISE, appeals.waiting) == []
    await play.does(KAREN, appeals.decide, sent, lift=True)
    assert await play.does(AMAL, mutes.paused) is None


async def test_a_pause_seen_by_submit_keeps_draft_and_row_counts(play: Scene) -> None:
    """The refusal comes before anything of the concern is stored."""
    await _staffed(play)
    await _mutes(play, await _case(play))
    before = len(await _rows(play, address))
    with pytest.raises(ConcernsPaused):
        await play.shares(AMAL)
    assert len(await _rows(play, address)) == before
    assert (await play.stands(AMAL)).dialogue.step is Step.CONCERN_PREVIEW
