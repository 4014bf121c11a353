"""Cases without an address: what is kept of a code, what it opens, and when that ends."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.codes import ReceiptCode, grouped
from bot.domain.concerns import Concern, Outcome
from bot.domain.dialogues import Step
from bot.domain.errors import NotFound, NothingWritten
from bot.domain.ids import AreaId, CategoryId
from bot.services import concerns, housekeeping, leaving, moderation, receipts, residents
from bot.services.receipts import NewCase, Try
from bot.store import receipts as rows
from bot.store.db import Statement, Tx
from bot.store.outbox import Target
from bot.store.schema import address, receipt, receipt_work
from bot.vault import receipts as vault_receipts
from bot.vault.keyring import Generation, Keyring, Purpose
from bot.vault.sealing import SealBroken, Vault
from tests.kit.turns import Scene

AMAL, OLE, METTE = 1001, 1002, 2001
WORDS = "Der er mørkt i tunnelen."


def proven(code: ReceiptCode) -> bytes:
    """Stands in for the slow hash, which is tested on its own."""
    return hashlib.sha256(code.encode()).digest()


async def shares(play: Scene, chat: int = AMAL) -> tuple[Concern, ReceiptCode]:
    await play.resident(chat)
    await play.does(chat, concerns.begin)
    await play.does(chat, concerns.fill, Step.CONCERN_AREA, area=AreaId("vaerebro"))
    await play.does(chat, concerns.fill, Step.CONCERN_CATEGORY, category=CategoryId("unsafe"))
    await play.types(chat, WORDS)
    turn = await play.does(chat, concerns.preview)
    _, concern, code = await play.does(chat, concerns.submit_with_code, turn.dialogue.version)
    await works(play)
    return concern, code


async def works(play: Scene) -> None:
    """What the worker does, without the wait: hashes all that waits, and a turn after each."""

    async def job(tx: Tx) -> None:
        for sealed in await rows.waiting(tx, limit=10):
            work = receipts.opened(play.house, sealed)
            assert await rows.take(tx, sealed.id)
            match work.why:
                case NewCase(concern=concern):
                    await receipts.keep(tx, play.house, concern, proven(work.code))
                case Try() as attempted:
                    turn = await play.turn(tx, attempted.chat)
                    if receipts.is_awaited(turn, attempted):
                        await receipts.open_case(turn, proven(work.code))

    await play.store.write(job)


async def tries(play: Scene, chat: int, code: str) -> bool:
    """Whether the code has opened a case to this chat."""
    await play.does(chat, receipts.attempt, code)
    await works(play)
    return (await play.stands(chat)).dialogue.opened is not None


async def table(play: Scene, which: Any) -> list[Any]:
    return list(await play.store.read(lambda tx: tx.rows(Statement(select(which)))))


async def test_no_address_is_kept_and_the_code_stands_nowhere(play: Scene) -> None:
    concern, code = await shares(play)
    assert concern.code_only
    assert await table(play, address) == []
    assert await table(play, receipt_work) == []
    [row] = await table(play, receipt)
    kept = [row[name] for name in ("concern", "tag", "sealed")]
    assert code.encode() not in b"".join(bytes(value) for value in kept)
    assert await play.does(AMAL, residents.own_cases) == []


async def test_a_code_that_waits_for_its_hash_is_sealed_to_its_row(play: Scene) -> None:
    await play.resident(AMAL)
    await play.does(AMAL, receipts.attempt, "1" * 24)
    [row] = await table(play, receipt_work)
    assert b"1" * 24 not in bytes(row["sealed"])
    with pytest.raises(SealBroken):
        vault_receipts.open_work(play.house.vault, bytes(16), bytes(row["sealed"]))


async def test_the_code_opens_the_case_to_anybody_who_has_it(play: Scene) -> None:
    concern, code = await shares(play)
    await play.colleague(METTE)
    await play.resident(OLE)
    with pytest.raises(NotFound):
        await play.does(OLE, concerns.open_case, concern.id)
    assert await tries(play, OLE, grouped(code))
    _, _, entries = await play.does(OLE, concerns.open_case, concern.id)
    assert [e.text for e in entries] == [WORDS]
    await play.does(OLE, concerns.write_to, concern.id)
    turn = await play.types(OLE, "mere")
    turn, changed = await play.does(OLE, concerns.add, concern.id, turn.dialogue.version)
    assert (changed.entries, turn.dialogue.opened) == (2, concern.id)
    ended = await play.does(OLE, concerns.end, concern.id)
    assert not ended.is_open
    assert (await play.does(OLE, concerns.not_solved, concern.id)).is_open
    assert await table(play, address) == []


async def test_a_wrong_code_opens_nothing_and_closes_nothing(play: Scene) -> None:
    concern, code = await shares(play)
    await play.resident(OLE)
    wrong = str(int(code[0]) ^ 1) + code[1:]
    assert not await tries(play, OLE, wrong)
    assert await tries(play, OLE, code)
    await tries(play, OLE, wrong)
    assert (await play.stands(OLE)).dialogue.opened == concern.id


async def test_hiding_closes_it_and_so_does_an_hour(play: Scene) -> None:
    concern, code = await shares(play)
    assert await tries(play, AMAL, code)
    assert (await play.does(AMAL, leaving.holdings)).opened
    assert [c.id for c in await play.does(AMAL, residents.cases_at_hand)] == [concern.id]
    await play.does(AMAL, residents.hide)
    assert await play.does(AMAL, residents.cases_at_hand) == []
    assert await tries(play, AMAL, code)
    play.later(hours=1, seconds=1)
    with pytest.raises(NotFound):
        await play.does(AMAL, concerns.open_case, concern.id)


async def test_an_outcome_can_be_read_for_two_weeks_and_then_the_code_is_as_any_other(
    play: Scene,
) -> None:
    concern, code = await shares(play)
    await play.colleague(METTE)
    await play.does(METTE, moderation.claim, concern.id)
    await play.does(METTE, moderation.close, concern.id, Outcome.HELPED)
    play.later(days=14)
    await play.does(0, housekeeping.destroy_addresses)
    assert await tries(play, AMAL, code)
    play.later(hours=2)
    await play.does(0, housekeeping.destroy_addresses)
    assert not await tries(play, AMAL, code)
    assert await table(play, receipt) == []


async def test_the_receipt_of_an_open_case_stays_however_long_it_rests(play: Scene) -> None:
    _, code = await shares(play)
    play.later(days=100)
    await play.does(0, housekeeping.destroy_addresses)
    assert await tries(play, AMAL, code)


async def test_the_resident_of_such_a_case_is_never_called(play: Scene) -> None:
    concern, _ = await shares(play)
    await play.colleague(METTE)
    before = await play.sent()
    await play.does(METTE, moderation.claim, concern.id)
    await play.does(METTE, moderation.write_reply, concern.id)
    turn = await play.does(METTE, moderation.type_words, 1, "Tak.")
    await play.does(METTE, moderation.send_reply, concern.id, turn.dialogue.version, urgent=True)
    await play.does(METTE, moderation.close, concern.id, Outcome.HELPED)
    assert len(await play.sent()) == len(before)
    assert await play.sent_to(Target.CONCERN) == []


async def test_whoever_went_on_is_not_shown_what_came_of_the_code(play: Scene) -> None:
    _, code = await shares(play)
    await play.does(AMAL, receipts.attempt, code)
    await play.does(AMAL, concerns.begin)
    await works(play)
    assert (await play.stands(AMAL)).dialogue.opened is None


async def test_a_code_is_drawn_only_for_what_can_be_sent(play: Scene) -> None:
    await play.resident(AMAL)
    await play.does(AMAL, concerns.begin)
    turn = await play.does(AMAL, concerns.ask, Step.CONCERN_PREVIEW)
    with pytest.raises(NothingWritten):
        await play.does(AMAL, concerns.submit_with_code, turn.dialogue.version)
    assert await table(play, receipt_work) == []


async def test_a_rotation_keeps_the_code_working_and_the_old_keys_are_needed_no_more(
    play: Scene,
) -> None:
    _, code = await shares(play)
    [kept] = await table(play, receipt)
    concern, sealed = bytes(kept["concern"]), bytes(kept["sealed"])
    old, chance = play.house.vault, play.house.chance.bytes
    both = Keyring({p: (Generation(1, b"1" * 32), Generation(2, b"2" * 32)) for p in Purpose})
    turning = Vault(Keyring({**both.generations, **_first(old)}), chance)
    tag, anew = vault_receipts.sealed_anew(turning, concern, sealed)
    only_new = Vault(Keyring({p: (Generation(2, b"2" * 32),) for p in Purpose}), chance)
    assert vault_receipts.tag(only_new, proven(code)) == tag != bytes(kept["tag"])
    assert vault_receipts.sealed_anew(only_new, concern, anew)[0] == tag
    with pytest.raises(SealBroken):
        vault_receipts.sealed_anew(only_new, concern, sealed)


def _first(vault: Vault) -> dict[Purpose, tuple[Generation, ...]]:
    """The generations of the receipts as they were, and a second one."""
    mine = (Purpose.RECEIPT, Purpose.RECEIPT_TAG)
    return {p: (vault._keyring.current(p), Generation(2, b"2" * 32)) for p in mine}


async def test_a_thief_without_the_keyring_cannot_check_a_guess(play: Scene) -> None:
    _, code = await shares(play)
    [kept] = await table(play, receipt)
    thief = Vault(Keyring({p: (Generation(1, bytes(32)),) for p in Purpose}), bytes)
    assert vault_receipts.tag(thief, proven(code)) != bytes(kept["tag"])
    with pytest.raises(SealBroken):
        vault_receipts.sealed_anew(thief, bytes(kept["concern"]), bytes(kept["sealed"]))
