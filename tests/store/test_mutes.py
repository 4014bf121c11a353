"""Mutes, proposals and appeals as rows."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.codes import CaseCode
from bot.domain.ids import AppealId, ConcernId, ModeratorId, OrganisationId
from bot.domain.mutes import MuteReason, Proposal
from bot.domain.people import Lang
from bot.store import appeals, mutes
from bot.store.appeals import SealedAppeal
from bot.store.db import Tx

HERE = OrganisationId("gladsaxe")
PROPOSAL = Proposal(
    concern=ConcernId(b"c" * 16),
    organisation=HERE,
    by=ModeratorId(b"m" * 16),
    reason=MuteReason.THREATS,
    days=7,
    hour=10,
)
APPEAL = SealedAppeal(
    id=AppealId(b"a" * 16),
    tag=b"tag",
    code=CaseCode("K7M-4QX"),
    language=Lang.AR,
    hour=10,
    until=20,
    wrapped_key=b"key",
    sealed=b"\x00address",
    words=b"words\xff",
)


async def test_mutes_are_found_by_any_number_of_tags(tx: Tx) -> None:
    tags = [bytes([n]) * 16 for n in range(20)]
    for n, tag in enumerate(tags):
        await mutes.put(tx, tag, until=n)
    assert await mutes.of_tags(tx, tags) == {tag: n for n, tag in enumerate(tags)}
    assert await mutes.of_tags(tx, [tags[3], b"other"]) == {tags[3]: 3}
    assert await mutes.of_tags(tx, []) == {}


async def test_a_mute_put_again_ends_later(tx: Tx) -> None:
    for until in (5, 9):
        await mutes.put(tx, b"tag", until=until)
    assert await mutes.of_tags(tx, [b"tag"]) == {b"tag": 9}


async def test_mutes_end_and_are_lifted(tx: Tx) -> None:
    for n in range(4):
        await mutes.put(tx, bytes([n]), until=n)
    await mutes.expire(tx, hour=1)
    await mutes.lift(tx, [b"\x02", b"nobody"])
    assert await mutes.of_tags(tx, [bytes([n]) for n in range(4)]) == {b"\x03": 3}


async def test_one_proposal_a_case_until_it_is_decided(tx: Tx) -> None:
    assert await mutes.propose(tx, PROPOSAL)
    assert not await mutes.propose(tx, replace(PROPOSAL, days=30))
    assert await mutes.proposal(tx, PROPOSAL.concern) == PROPOSAL
    assert await mutes.proposals(tx, HERE) == [PROPOSAL]
    assert await mutes.proposals(tx, OrganisationId("ballerup")) == []
    assert await mutes.decided(tx, PROPOSAL.concern)
    assert not await mutes.decided(tx, PROPOSAL.concern)
    assert await mutes.proposal(tx, PROPOSAL.concern) is None


async def test_old_proposals_are_forgotten(tx: Tx) -> None:
    await mutes.propose(tx, PROPOSAL)
    await mutes.forget_proposals(tx, before=10)
    assert await mutes.proposal(tx, PROPOSAL.concern)
    await mutes.forget_proposals(tx, before=11)
    assert await mutes.proposal(tx, PROPOSAL.concern) is None


async def test_an_appeal_is_found_by_its_tag_and_goes_once(tx: Tx) -> None:
    await appeals.add(tx, APPEAL)
    assert await appeals.find(tx, APPEAL.id) == APPEAL
    assert await appeals.of_tags(tx, [b"older", b"tag"]) == APPEAL
    assert await appeals.of_tags(tx, [b"older"]) is None
    assert await appeals.waiting(tx) == [APPEAL]
    assert await appeals.remove(tx, APPEAL.id)
    assert not await appeals.remove(tx, APPEAL.id)
    assert await appeals.waiting(tx) == []


async def test_an_appeal_ends_with_its_pause(tx: Tx) -> None:
    await appeals.add(tx, APPEAL)
    await appeals.expire(tx, hour=19)
    assert await appeals.find(tx, APPEAL.id)
    await appeals.expire(tx, hour=20)
    assert await appeals.find(tx, APPEAL.id) is None
