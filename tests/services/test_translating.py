"""What waits for the translation server, what it is told, and when nothing is used."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.domain.clues import MASK, find
from bot.domain.codes import CaseCode
from bot.domain.concerns import Concern
from bot.domain.errors import ButtonTooOld, NotAllowed, NotFound
from bot.domain.people import Lang
from bot.domain.roles import Role
from bot.domain.translations import outgoing
from bot.services import masking, moderation, recusal, translating
from bot.services.translating import Work
from bot.store import translations as rows
from bot.store.db import Statement
from bot.store.schema import translation
from tests.kit.turns import Scene

AMAL, METTE, SAMIR, KAREN = 1001, 2001, 2002, 2003
SECRETS = ("+45 20 30 40 50", "010190-1237", "amal@example.org", "AB 12 345", "@amalnavn")
WORDS = f"النفق مظلم. {' ، '.join(SECRETS)}"


@pytest.fixture
def on(play: Scene) -> Scene:
    """A partnership with a server of its own."""
    object.__setattr__(play.house, "translates", True)
    return play


async def case(play: Scene) -> Concern:
    await play.resident(AMAL, Lang.AR)
    await play.colleague(METTE)
    return await play.shares(AMAL, WORDS)


async def kept(play: Scene) -> list[Any]:
    return list(await play.store.read(lambda tx: tx.rows(Statement(select(translation)))))


async def work(play: Scene) -> Work:
    [row] = await play.store.read(lambda tx: rows.waiting(tx, limit=9))
    return translating.opened(play.house, row)


async def test_the_row_that_waits_holds_no_words(on: Scene) -> None:
    concern = await case(on)
    await on.does(METTE, translating.ask_reading, concern.id)
    [row] = await kept(on)
    assert METTE.to_bytes(2) not in bytes(row["sealed"])
    found = await work(on)
    assert set(type(found).model_fields) == {"chat", "concern", "version"}
    assert (found.concern, found.version) == (concern.id, None)


async def test_no_clue_leaves_and_neither_does_what_is_masked(on: Scene) -> None:
    concern = await case(on)
    await on.does(METTE, moderation.claim, concern.id)
    await on.does(METTE, masking.begin, concern.id)
    turn = await on.does(METTE, masking.type_words, 1, "مظلم")
    await on.does(METTE, masking.apply, concern.id, turn.dialogue.version, good=False)
    await on.does(METTE, translating.ask_reading, concern.id)
    wanted = await on.does(METTE, translating.begin, await work(on))
    assert wanted is not None
    assert (wanted.source, wanted.target) == (Lang.AR, Lang.DA)
    [text] = wanted.texts
    assert [s for s in (*SECRETS, "مظلم", concern.code) if s in text] == []
    assert text.count(MASK) == len(SECRETS)
    assert str(wanted.texts) not in repr(wanted)


@given(st.lists(st.sampled_from([*SECRETS, "Tunnelen er mørk", "kl. 22", "K7M-4QX"]), max_size=8))
def test_whatever_the_words_are_no_clue_is_left_in_what_leaves(parts: list[str]) -> None:
    text = outgoing(" og ".join(parts), CaseCode("K7M-4QX"))
    assert find(text) == ()
    assert "K7M-4QX" not in text


async def test_words_that_changed_meanwhile_are_not_used(on: Scene) -> None:
    concern = await case(on)
    await on.does(METTE, translating.ask_reading, concern.id)
    asked = await work(on)
    wanted = await on.does(METTE, translating.begin, asked)
    assert wanted is not None
    assert await on.does(METTE, translating.still, asked, wanted) is not None
    await on.does(METTE, moderation.claim, concern.id)
    await on.does(METTE, masking.begin, concern.id)
    turn = await on.does(METTE, masking.type_words, 1, "النفق")
    await on.does(METTE, masking.apply, concern.id, turn.dialogue.version, good=True)
    assert await on.does(METTE, translating.still, asked, wanted) is None


async def test_a_draft_that_was_changed_or_sent_keeps_its_own_words(on: Scene) -> None:
    concern = await case(on)
    await on.does(METTE, moderation.claim, concern.id)
    await on.does(METTE, moderation.write_reply, concern.id)
    turn = await on.does(METTE, moderation.type_words, 1, "Tak, vi kommer forbi og ser på det.")
    await on.does(METTE, translating.ask_writing, concern.id, turn.dialogue.version)
    asked = await work(on)
    wanted = await on.does(METTE, translating.begin, asked)
    assert wanted is not None
    changed = await on.does(METTE, moderation.type_words, 2, "Og vi tager en lygte med.")
    assert await on.does(METTE, translating.put, asked, wanted, "شكرًا") is None
    assert await on.does(METTE, translating.begin, asked) is None
    await on.does(METTE, moderation.send_reply, concern.id, changed.dialogue.version, urgent=False)
    assert await on.does(METTE, translating.put, asked, wanted, "شكرًا") is None


async def test_only_who_may_and_needs_it_asks(play: Scene) -> None:
    concern = await case(play)
    with pytest.raises(ButtonTooOld):
        await play.does(METTE, translating.ask_reading, concern.id)
    object.__setattr__(play.house, "translates", True)
    await play.colleague(KAREN, Role.PUBLISHER)
    with pytest.raises(NotAllowed):
        await play.does(KAREN, translating.ask_reading, concern.id)
    await play.colleague(SAMIR, organisation="herlev")
    with pytest.raises(NotFound):
        await play.does(SAMIR, translating.ask_reading, concern.id)
    with pytest.raises(ButtonTooOld):
        await play.does(METTE, translating.ask_writing, concern.id, 1)
    await play.does(METTE, moderation.claim, concern.id)
    await play.does(METTE, moderation.write_reply, concern.id)
    turn = await play.does(METTE, moderation.type_words, 1, "Tak, vi ser på det nu.")
    await play.does(METTE, recusal.step_back, concern.id)
    with pytest.raises((ButtonTooOld, NotFound)):
        await play.does(METTE, translating.ask_writing, concern.id, turn.dialogue.version)
    assert await kept(play) == []


async def test_what_nobody_translated_is_gone_after_an_hour(on: Scene) -> None:
    concern = await case(on)
    await on.does(METTE, translating.ask_reading, concern.id)
    await on.does(0, translating.expire)
    assert len(await kept(on)) == 1
    on.later(hours=1)
    await on.does(0, translating.expire)
    assert await kept(on) == []
