"""A concern without an address: sent with a receipt code, opened by it from any account."""

from __future__ import annotations

import asyncio
import re
import threading

import pytest

from bot.delivery import receipts as worker
from bot.domain.actions import NotSolved, OpenCase, WriteToCase
from bot.domain.codes import ReceiptCode
from bot.domain.concerns import Outcome
from bot.domain.dialogues import Step
from bot.domain.errors import NotAReceiptCode, NotFound
from bot.domain.people import Lang
from bot.store import receipts as rows
from bot.store.db import Tx
from bot.store.receipts import SealedWork
from bot.texts import common, refusals, resident, staff
from bot.vault import argon
from tests.journeys.ways import WORDS, case_id, forges, newest_buttons, plain, reaches, shown
from tests.kit.turns import until
from tests.kit.world import Player, World, code_in, receipt_in

DA = Lang.DA
ANSWER = "Tak. Vi har bestilt nye lamper."
EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


async def opens(player: Player, digits: str) -> Player:
    """/code, and then the code."""
    await player.says("/code")
    return await player.says(digits)


async def test_what_a_code_means_is_said_before_and_after_sending(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    someone = await world.resident(lang)
    await reaches(someone, Step.CONCERN_PREVIEW)
    await someone.taps(resident.button_code_only(someone.t))
    assert someone.sees == plain(resident.ask_code_only(someone.t))
    await someone.taps(common.button_back(someone.t))
    await someone.taps(resident.button_code_only(someone.t))
    await someone.taps(resident.button_code_only_for_sure(someone.t))
    [receipt] = someone.person.chat.messages
    assert "/code" in receipt.text
    assert WORDS[lang] not in receipt.text
    await mette.taps(staff.button_open(mette.t))
    assert staff.waits_for_code(mette.t) in mette.sees
    await someone.says("/cases")
    assert resident.no_cases(someone.t) == someone.sees
    await someone.says("/mine")
    assert plain(resident.mine(someone.t, lang, [], [], draft=False)) == someone.sees


async def test_the_code_opens_the_case_from_another_account_also_for_writing(
    world: World, lang: Lang
) -> None:
    mette = await world.moderator(lang)
    someone = await world.resident(lang)
    code, digits = await world.shares_with_code(someone, WORDS[lang])
    await world.answers(mette, code, ANSWER)
    assert staff.reply_waits(mette.t, code) == mette.sees
    other = await world.resident(lang, name="Other")
    await other.says("/help")
    await other.taps(resident.button_code(other.t))
    assert resident.ask_code(other.t) == other.sees
    await other.says(digits)
    assert ANSWER in other.sees
    assert digits not in "".join(m.text for m in other.person.chat.messages)
    await other.taps(resident.button_write_to_case(other.t))
    await other.says(f"7. {WORDS[lang]}")
    await other.taps(resident.button_send(other.t))
    assert resident.addition_waits(other.t, code) == other.sees
    await other.taps(resident.button_cases(other.t))
    await other.taps(code)
    assert f"7. {WORDS[lang]}" in other.sees
    await mette.says(f"/case {code}")
    assert f"7. {WORDS[lang]}" in mette.sees
    await mette.taps(staff.button_close(mette.t))
    await mette.taps(common.outcome(mette.t, Outcome.HELPED))
    await opens(someone, digits)
    await someone.taps(resident.button_not_solved(someone.t))
    assert staff.news_reopened(mette.t, code, "Høje Gladsaxe") == mette.sees


async def test_nobody_is_called_about_a_case_that_waits_for_its_code(world: World) -> None:
    mette = await world.moderator(DA)
    someone = await world.resident(DA)
    code, _ = await world.shares_with_code(someone, WORDS[DA])
    before = _calls_to(world, someone)
    await mette.says(f"/case {code}")
    await mette.taps(staff.button_claim(mette.t))
    await mette.taps(staff.button_reply(mette.t))
    await mette.says(ANSWER)
    assert staff.waits_for_code(mette.t) in mette.sees
    assert staff.button_send_at_once(mette.t) not in newest_buttons(mette)
    await mette.taps(staff.button_send_reply(mette.t))
    await world.pass_time(days=54)
    await world.tick("retention")
    await world.pass_time(days=7)
    await world.tick("retention")
    assert _calls_to(world, someone) == before


def _calls_to(world: World, player: Player) -> int:
    return sum(c.params.get("chat_id") == player.person.id for c in world.sim.calls)


async def test_a_code_may_be_typed_with_the_digits_and_gaps_of_any_keyboard(world: World) -> None:
    someone = await world.resident(DA)
    code, digits = await world.shares_with_code(someone, WORDS[DA])
    for typed in (
        digits.translate(EASTERN),
        digits.translate(PERSIAN).replace(" ", "-"),
        digits.replace(" ", " – "),
        f"/kode {digits}",
    ):
        await someone.says("/code")
        await someone.says(typed)
        assert code in someone.sees


async def test_a_code_that_is_none_is_asked_for_again_and_costs_no_try(world: World) -> None:
    someone = await world.resident(DA)
    _, digits = await world.shares_with_code(someone, WORDS[DA])
    await someone.says("/code")
    for _ in range(7):
        await someone.says(digits[:-1])
        said = refusals.sentence(someone.t, NotAReceiptCode(23))
        assert someone.sees == plain(f"{said}\n\n{resident.ask_code(someone.t)}")
        assert digits[:-1] not in shown(someone)
    await someone.says(digits)
    assert WORDS[DA] in someone.sees


async def test_a_newcomer_with_a_code_meets_language_and_notice_first(world: World) -> None:
    someone = await world.resident(DA)
    code, digits = await world.shares_with_code(someone, WORDS[DA])
    other = await world.newcomer(DA)
    await other.says(f"/code {digits}")
    assert code not in shown(other)
    await other.taps(common.LANGUAGE_NAMES[DA])
    await other.taps(resident.button_accept_notice(other.t))
    await other.says("/code")
    await other.says(digits)
    assert code in other.sees


async def test_a_code_pressed_before_the_notice_is_asked_for_after_it(
    world: World, lang: Lang
) -> None:
    other = await world.newcomer(lang)
    await other.says("/code")
    await other.taps(common.LANGUAGE_NAMES[lang])
    await other.taps(resident.button_accept_notice(other.t))
    assert resident.ask_code(other.t) == other.sees


async def test_a_case_stays_open_for_an_hour_and_not_after_hiding(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    code, digits = await world.shares_with_code(someone, WORDS[lang])
    concern = await case_id(world, code)
    await opens(someone, digits)
    await someone.says("/mine")
    assert plain(resident.mine(someone.t, lang, [], [], draft=False, opened=True)) == someone.sees
    await someone.says("/cancel")
    await someone.says("/cases")
    assert any(code in label for label in newest_buttons(someone))
    await someone.taps(common.button_hide(someone.t))
    for action in (OpenCase(concern), WriteToCase(concern), NotSolved(concern)):
        await forges(someone, action)
        assert someone.sees == refusals.sentence(someone.t, NotFound())
    await opens(someone, digits)
    await world.pass_time(hours=1, minutes=1)
    await someone.says("/cases")
    assert resident.no_cases(someone.t) == someone.sees


async def sees(player: Player, text: str) -> None:
    """While the worker is held up nothing settles."""
    await until(lambda: plain(text) in shown(player))


class Gate:
    """Holds up the worker's hashes; counts how many run at once."""

    def __init__(self, world: World) -> None:
        self.open, self.running, self.most, self.runs = threading.Event(), 0, 0, 0
        self._lock = threading.Lock()
        self._real = world.bot.receipts.prove
        world.bot.receipts.prove = self

    def __call__(self, code: ReceiptCode, salt: bytes) -> bytes:
        with self._lock:
            self.runs += 1
            self.running += 1
            self.most = max(self.most, self.running)
        self.open.wait(60)
        proof = self._real(code, salt)
        with self._lock:
            self.running -= 1
        return proof


async def test_while_codes_are_hashed_everybody_else_is_answered(world: World) -> None:
    someone = await world.resident(DA)
    code, digits = await world.shares_with_code(someone, WORDS[DA])
    others = [await world.resident(DA, name=f"Other{n}") for n in range(4)]
    gate = Gate(world)
    for other in others:
        await other.person.send(f"/code {digits}")
    await until(lambda: gate.running == 2)
    for other in others:
        await sees(other, resident.code_is_tried(someone.t))
    await others[0].person.send("?")
    await someone.person.send("/help")
    await sees(someone, resident.help_page(someone.t))
    gate.open.set()
    await world.settled()
    assert (gate.most, gate.runs) == (2, 4)
    assert all(code in other.sees for other in others)


async def test_whoever_went_on_to_something_else_is_not_called_back(world: World) -> None:
    someone = await world.resident(DA)
    code, digits = await world.shares_with_code(someone, WORDS[DA])
    gate = Gate(world)
    await someone.person.send(f"/code {digits}")
    await until(lambda: gate.running == 1)
    await someone.person.send("/cancel")
    await sees(someone, resident.cancelled(someone.t))
    gate.open.set()
    await world.settled()
    assert resident.cancelled(someone.t) == someone.sees
    assert code not in shown(someone)


async def test_a_code_shown_before_a_stop_opens_its_case_after_the_start(world: World) -> None:
    someone = await world.resident(DA)
    gate = Gate(world)
    gate.open.set()
    world.bot.receipts.stop()
    await asyncio.wait([world._loops[2]])
    await reaches(someone, Step.CONCERN_PREVIEW)
    await someone.taps(resident.button_code_only(someone.t))
    await someone.person.press(resident.button_code_only_for_sure(someone.t))
    await until(lambda: resident.button_code_only_for_sure(someone.t) not in someone.buttons)
    await until(lambda: someone.person.chat.messages)
    receipt = someone.sees
    assert gate.runs == 0
    await world.restart()
    await world.settled()
    await opens(someone, receipt_in(receipt))
    assert code_in(receipt) in someone.sees


async def test_a_code_tried_the_moment_it_is_shown_waits_for_its_case(world: World) -> None:
    someone, other = await world.resident(DA), await world.resident(DA, name="Other")
    gate = Gate(world)
    await reaches(someone, Step.CONCERN_PREVIEW)
    await someone.taps(resident.button_code_only(someone.t))
    await someone.person.press(resident.button_code_only_for_sure(someone.t))
    await until(lambda: gate.running == 1)
    await until(lambda: re.search(r"\d{4} \d{4}", shown(someone)))
    await other.person.send(f"/code {receipt_in(shown(someone))}")
    await sees(other, resident.code_is_tried(other.t))
    await world.bot.turns.take([])  # the worker is woken once more, and has a place free
    assert gate.runs == 1
    gate.open.set()
    await world.settled()
    assert code_in(shown(someone)) in other.sees


class Failing:
    """A worker that runs out of memory now and then."""

    def __init__(self, world: World, times: int) -> None:
        self.left, self._real = times, world.bot.receipts.prove
        world.bot.receipts.prove = self

    def __call__(self, code: ReceiptCode, salt: bytes) -> bytes:
        self.left -= 1
        if self.left >= 0:
            raise MemoryError
        return self._real(code, salt)


async def test_a_hash_that_failed_is_done_again_for_a_new_case_and_told_to_who_tried(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "RETRY_SECONDS", 0.01)
    someone = await world.resident(DA)
    failing = Failing(world, times=2)
    code, digits = await world.shares_with_code(someone, WORDS[DA])
    assert failing.left < 0
    Failing(world, times=1)
    await opens(someone, digits)
    assert refusals.apology(someone.t) == someone.sees
    await opens(someone, digits)
    assert code in someone.sees


async def test_a_row_that_no_key_opens_is_ended_and_holds_up_nobody(world: World) -> None:
    async def strange(tx: Tx) -> None:
        await rows.add_work(tx, SealedWork(id=bytes(16), trying=False, sealed=bytes(64)))

    someone = await world.resident(DA)
    await world.bot.store.write(strange)
    code, digits = await world.shares_with_code(someone, WORDS[DA])
    await opens(someone, digits)
    assert code in someone.sees


def test_the_hash_is_the_one_that_was_decided() -> None:
    assert (argon.MEMORY_KIB, argon.PASSES) == (64 * 1024, 3)
    one = argon.prove(ReceiptCode("1" * 24), bytes(16))
    assert len(one) == argon.PROOF_BYTES
    assert one == argon.prove(ReceiptCode("1" * 24), bytes(16))
    assert one != argon.prove(ReceiptCode("1" * 23 + "2"), bytes(16))
    assert one != argon.prove(ReceiptCode("1" * 24), bytes(15) + b"1")
