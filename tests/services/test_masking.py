"""Masking words of a case on both databases: sealed anew, covered wherever they still are."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.acts import Act
from bot.domain.concerns import Concern
from bot.domain.errors import ButtonTooOld, NotFound, NothingWritten, NotYours
from bot.domain.masking import COVER
from bot.domain.roles import Role
from bot.domain.screens import Screen
from bot.services import concerns, masking, moderation, notices, residents
from bot.store import audit
from bot.store.db import Statement
from bot.store.schema import entry
from bot.texts import resident
from bot.turn import Turn
from tests.kit.turns import Scene

AMAL, METTE, LISE, POLICE = 1001, 2001, 2002, 2003
WORDS = "Amal <3 & Omar, ring 22 33 44 55 til Amal."


async def _case(play: Scene) -> Concern:
    """A case that Mette has."""
    await play.colleague(METTE)
    await play.resident(AMAL)
    concern = await play.shares(AMAL, WORDS)
    await play.does(METTE, moderation.claim, concern.id)
    return concern


async def _masks(play: Scene, concern: Concern, words: str, *, good: bool, by: int = METTE) -> None:
    await play.does(by, masking.begin, concern.id)
    turn = await play.does(by, masking.type_words, 1, words)
    await play.does(by, masking.apply, concern.id, turn.dialogue.version, good=good)


async def _read(play: Scene, concern: Concern) -> list[str]:
    return [e.text for e in (await play.does(METTE, moderation.card, concern.id)).entries]


async def _sealed(play: Scene) -> list[tuple[bytes, Any]]:
    ordered = Statement(select(entry).order_by(entry.c.position))
    rows = await play.store.read(lambda tx: tx.rows(ordered))
    return [(bytes(r["words"]), r["masks"]) for r in rows]


async def test_words_are_covered_for_everybody_and_shown_again(play: Scene) -> None:
    concern = await _case(play)
    await _masks(play, concern, "22 33 44 55", good=False)
    await _masks(play, concern, "omar", good=False)
    covered = f"Amal <3 & {COVER}, ring {COVER} til Amal."
    assert await _read(play, concern) == [covered]
    _, _, theirs = await play.does(AMAL, concerns.open_case, concern.id)
    assert [e.text for e in theirs] == [covered]
    assert await play.does(METTE, masking.is_masked, concern.id)
    await play.does(METTE, masking.lift, concern.id)
    assert await _read(play, concern) == [WORDS]
    assert not await play.does(METTE, masking.is_masked, concern.id)


async def test_struck_words_stand_in_no_entry_under_no_mask(play: Scene) -> None:
    concern = await _case(play)
    await _masks(play, concern, "22 33 44 55", good=False)
    await _masks(play, concern, "amal", good=True)
    await play.does(METTE, masking.lift, concern.id)
    assert await _read(play, concern) == [f"{COVER} <3 & Omar, ring 22 33 44 55 til {COVER}."]


async def test_what_is_covered_for_now_can_be_struck_out(play: Scene) -> None:
    concern = await _case(play)
    await _masks(play, concern, "Omar", good=False)
    await _masks(play, concern, "Omar", good=True)
    await play.does(METTE, masking.lift, concern.id)
    assert await _read(play, concern) == [WORDS.replace("Omar", COVER)]


async def test_masking_seals_anew_and_leaves_other_entries_as_they_are(play: Scene) -> None:
    concern = await _case(play)
    await play.does(METTE, moderation.write_reply, concern.id)
    turn = await play.does(METTE, moderation.type_words, 1, "Tak.")
    await play.does(METTE, moderation.send_reply, concern.id, turn.dialogue.version, urgent=False)
    before = await _sealed(play)
    await _masks(play, concern, "Omar", good=True)
    after = await _sealed(play)
    assert [a == b for a, b in zip(before, after, strict=True)].count(True) == 1
    assert await _read(play, concern) == [WORDS.replace("Omar", COVER), "Tak."]


async def test_clues_of_the_resident_are_offered(play: Scene) -> None:
    concern = await _case(play)
    await play.does(METTE, masking.begin, concern.id)
    plan = await play.does(METTE, masking.plan)
    assert (plan.offered, plan.snippets, plan.words) == (["22 33 44 55"], [], "")
    await play.does(METTE, masking.choose, concern.id, 0)
    plan = await play.does(METTE, masking.plan)
    assert (plan.words, len(plan.snippets)) == ("22 33 44 55", 1)
    with pytest.raises(ButtonTooOld):
        await play.does(METTE, masking.choose, concern.id, 1)


async def test_words_that_stand_nowhere_are_not_masked(play: Scene) -> None:
    concern = await _case(play)
    await play.does(METTE, masking.begin, concern.id)
    turn = await play.does(METTE, masking.type_words, 1, "Yusuf")
    assert (await play.does(METTE, masking.plan)).snippets == []
    with pytest.raises(NothingWritten):
        await play.does(METTE, masking.apply, concern.id, turn.dialogue.version, good=True)


async def test_only_the_previewed_words_are_masked_by_who_may(play: Scene) -> None:
    concern = await _case(play)
    await play.colleague(POLICE, organisation="politi")
    await play.colleague(LISE)
    for chat, refusal in ((POLICE, NotFound), (LISE, NotYours)):
        with pytest.raises(refusal):
            await play.does(chat, masking.begin, concern.id)
    await play.does(METTE, masking.begin, concern.id)
    turn = await play.does(METTE, masking.type_words, 1, "Omar")
    await play.does(METTE, masking.type_words, 2, "Amal")
    with pytest.raises(ButtonTooOld):
        await play.does(METTE, masking.apply, concern.id, turn.dialogue.version, good=True)
    with pytest.raises(ButtonTooOld):
        await play.does(LISE, masking.plan)


async def test_a_lead_masks_and_unmasks_cases_of_others(play: Scene) -> None:
    concern = await _case(play)
    await play.colleague(LISE, Role.LEAD)
    await _masks(play, concern, "Omar", good=False, by=LISE)
    await play.does(METTE, masking.lift, concern.id)
    await _masks(play, concern, "Omar", good=False)
    await play.does(LISE, masking.lift, concern.id)
    links = await play.store.read(lambda tx: audit.page(tx, after=0))
    acts = [(link.who, link.act) for link in links if link.act in (Act.MASKED, Act.UNMASKED)]
    assert acts == [
        ("GLA-2", Act.MASKED), ("GLA-1", Act.UNMASKED),
        ("GLA-1", Act.MASKED), ("GLA-2", Act.UNMASKED),
    ]  # fmt: skip


async def test_two_who_mask_at_once_mask_both(play: Scene) -> None:
    concern = await _case(play)
    await play.colleague(LISE, Role.LEAD)
    await asyncio.gather(
        _masks(play, concern, "Omar", good=True),
        _masks(play, concern, "22 33 44 55", good=True, by=LISE),
    )
    assert await _read(play, concern) == [f"Amal <3 & {COVER}, ring {COVER} til Amal."]


async def test_what_waits_to_be_sent_leaves_covered(play: Scene) -> None:
    """A card on its way, with the words as HTML writes them, isolated for an Arabic reader."""
    concern = await _case(play)

    async def queued(turn: Turn) -> None:
        for lang in turn.house.catalogs:
            text = resident.words(turn.house.catalogs[lang], WORDS)
            await notices.show(turn, residents.dialogue_stream(turn), Screen(text=text))
        await notices.show(turn, residents.dialogue_stream(turn), Screen(text="Amal går en tur."))

    await play.does(LISE, queued)
    await _masks(play, concern, "Amal", good=False)
    cards = [s.text for s in await play.sent() if "Omar" in s.text]
    assert len(cards) == 3
    assert all(f"{COVER} &lt;3 &amp; Omar" in text and "Amal" not in text for text in cards)
    assert "Amal går en tur." in [s.text for s in await play.sent()]  # of another case
    await _masks(play, concern, "Omar", good=True)
    assert not [s for s in await play.sent() if "Omar" in s.text]


async def test_the_chats_of_who_has_read_it_are_emptied_and_of_nobody_else(play: Scene) -> None:
    concern = await _case(play)
    await play.colleague(LISE, Role.LEAD)
    await play.colleague(2009, Role.LEAD)
    await play.does(LISE, moderation.card, concern.id)
    await _masks(play, concern, "Omar", good=True)
    cleared = [s.body["params"]["chat_id"] for s in await play.sent() if s.method == "clear"]
    assert sorted(cleared[-2:]) == [METTE, LISE]
    assert 2009 not in cleared
