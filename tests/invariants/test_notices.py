"""The line that announces an answer is the line that announces news, and then nothing more."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from bot.domain.actions import Close, SendReply, WriteReply
from bot.domain.codes import CaseCode
from bot.domain.concerns import Outcome
from bot.domain.ids import ConcernId
from bot.domain.people import Lang
from bot.domain.screens import Screen
from bot.i18n import Catalog
from bot.services import notices
from bot.store import addresses, concerns
from bot.store.db import Tx
from bot.texts import resident, staff
from tests.invariants.conftest import Shown
from tests.invariants.ways import forges, sends_news
from tests.kit.world import Player, World

AREA = "hoeje-gladsaxe"
WORDS = "Der er mørkt i tunnelen."
ANSWER = "Vi sætter nye lamper op på mandag."


# --- 10: the same line ---------------------------------------------------------------------------


def _to(world: World, player: Player, since: int = 0) -> list[str]:
    """Every call to the chat, as bytes decide it: order of fields included."""
    return [
        json.dumps([c.method, {k: v for k, v in c.params.items() if k != "chat_id"}])
        for c in world.sim.calls[since:]
        if c.params.get("chat_id") == player.person.id
    ]


async def _pushed(world: World, lang: Lang) -> tuple[list[str], list[str]]:
    """(what a push of area news is, what a push of an answer is), to a person of this language."""
    mette, anna = await world.moderator(name="Mette"), await world.publisher(name="Anna")
    amal = await world.resident(lang, follows=[AREA])
    before = len(world.sim.calls)
    await sends_news(anna, AREA)
    news = _to(world, amal, before)
    code = await world.shares_concern(amal, WORDS)
    before = len(world.sim.calls)
    await world.answers(mette, code, ANSWER)
    answer = _to(world, amal, before)
    assert ANSWER not in str(answer)
    return news, answer


@pytest.mark.parametrize("lang", Lang)
@pytest.mark.invariant(10)
async def test_the_notice_of_an_answer_is_the_notice_of_news(
    world: World, lang: Lang, shown: Shown
) -> None:
    news, answer = await _pushed(world, lang)
    assert len(news) == 1
    assert answer == news
    shown.tried(f"{lang.value}: {len(news[0])} bytes compared with fields, button and sound")


@pytest.mark.parametrize("urgent", [False, True])
@pytest.mark.invariant(10)
async def test_the_text_comes_after_a_tap_and_not_before(
    world: World, urgent: bool, shown: Shown
) -> None:
    mette, amal = await world.moderator(), await world.resident("da")
    code = await world.shares_concern(amal, WORDS)
    await mette.says(f"/case {code}")
    await mette.taps(staff.button_claim(mette.t))
    await mette.taps(staff.button_reply(mette.t))
    await mette.says(ANSWER)
    button = staff.button_send_at_once if urgent else staff.button_send_reply
    await mette.taps(button(mette.t))
    assert amal.sees == resident.neutral_notice(amal.t)
    assert not any(ANSWER in call for call in _to(world, amal))
    await amal.taps(resident.button_see_news(amal.t))
    assert ANSWER in amal.sees
    shown.tried(f"an answer{' sent at once' if urgent else ''}: no word of it before the tap")


def _longer(body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "params": {**body["params"], "text": f"{body['params']['text']} "}}


def _silent(body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "params": {**body["params"], "disable_notification": True}}


def _protected(body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "params": {**body["params"], "protect_content": True}}


@pytest.mark.parametrize("change", [_longer, _silent, _protected])
@pytest.mark.invariant(10)
async def test_a_line_that_differs_in_one_byte_or_in_sound_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch, change: Any, shown: Shown
) -> None:
    seal = notices.seal_body

    def sealed(house: Any, stream: bytes, body: Any) -> bytes:
        is_line = body.get("keep") is False
        return seal(house, stream, change(body) if is_line else body)

    monkeypatch.setattr(notices, "seal_body", sealed)
    news, answer = await _pushed(world, Lang.DA)
    assert answer != news
    shown.caught(f"the notice of an answer differs:{change.__name__.replace('_', ' ')}")


@pytest.mark.invariant(10)
async def test_a_button_of_its_own_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch, shown: Shown
) -> None:
    """Area news keeps the old line, a case gets one with another button."""
    line = notices.neutral
    made: list[Catalog] = []

    def neutral(t: Catalog) -> Screen:
        made.append(t)
        screen = line(t)
        return screen if len(made) == 1 else screen.with_row(*screen.rows[0])

    monkeypatch.setattr(notices, "neutral", neutral)
    news, answer = await _pushed(world, Lang.DA)
    assert answer != news
    shown.caught("the notice of an answer has a button of its own")


# --- 11: after closing and grace -----------------------------------------------------------------


async def _case_id(world: World, code: str) -> ConcernId:
    async def find(tx: Tx) -> ConcernId:
        found = await concerns.find(tx, CaseCode(code))
        assert found is not None
        return found.id

    return await world.bot.store.read(find)


def _address_rows(world: World) -> int:
    path = world.settings.database_file
    assert path is not None
    with closing(sqlite3.connect(path)) as database:
        (count,) = database.execute("SELECT count(*) FROM address").fetchone()
    return int(count)


async def _answered_and_closed(world: World, amal: Player, mette: Player) -> ConcernId:
    code = await world.shares_concern(amal, WORDS)
    await world.answers(mette, code, ANSWER)
    await mette.says(f"/case {code}")
    await mette.taps(staff.button_close(mette.t))
    await mette.taps("Vi har gjort noget")
    return await _case_id(world, code)


async def _tries_to_reach(mette: Player, case: ConcernId) -> None:
    """Everything by which a colleague makes a phone light up."""
    await forges(mette, WriteReply(case))
    await mette.says("Er du der?")
    for version in range(10):
        await forges(mette, SendReply(case, version, version % 2))
    await forges(mette, Close(case, Outcome.WATCHED))


async def left_of_grace(world: World, **grace: float) -> list[str]:
    """A case is closed, time passes, the ticks run: what then still leads to its resident."""
    mette, amal = await world.moderator(), await world.resident("da")
    case = await _answered_and_closed(world, amal, mette)
    await world.pass_time(**grace)
    for tick in ("addresses", "windows", "retention"):
        await world.tick(tick)
    before = len(world.sim.calls)
    await _tries_to_reach(mette, case)
    left = [f"{n} address rows" for n in [_address_rows(world)] if n]
    return left + _to(world, amal, before)


@pytest.mark.invariant(11)
async def test_after_closing_and_grace_nothing_leads_to_the_resident(
    world: World, shown: Shown
) -> None:
    assert await left_of_grace(world, days=14, hours=1) == []
    shown.tried("a closed case 14 days and an hour later: 12 attempts by its colleague, no call")


@pytest.mark.invariant(11)
async def test_an_address_that_outlives_its_grace_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch, shown: Shown
) -> None:
    async def forgetful(tx: Tx, *, before_hour: int) -> None:
        _ = tx, before_hour

    monkeypatch.setattr(addresses, "expire", forgetful)
    assert await left_of_grace(world, days=14, hours=1) == ["1 address rows"]
    shown.caught("the tick that destroys addresses is skipped")


@pytest.mark.invariant(11)
async def test_within_the_grace_the_address_stands(world: World) -> None:
    """Else the resident could not say that it is not solved; and the check sees the row."""
    assert await left_of_grace(world, days=13) == ["1 address rows"]


async def reached_after_erasing(world: World) -> list[str]:
    """An open case whose resident has erased the way back: an answer finds nobody."""
    mette, amal = await world.moderator(), await world.resident("da")
    code = await world.shares_concern(amal, WORDS)
    await amal.says("/slet")
    await amal.taps(resident.button_erase_for_sure(amal.t))
    before = len(world.sim.calls)
    await world.answers(mette, code, ANSWER)
    assert mette.sees == staff.reply_sent(mette.t, code)
    return _to(world, amal, before)


@pytest.mark.invariant(11)
async def test_an_answer_to_a_case_without_an_address_calls_nobody(
    world: World, shown: Shown
) -> None:
    assert await reached_after_erasing(world) == []
    shown.tried("an answer to an open case whose address the resident erased")


@pytest.mark.invariant(11)
async def test_an_address_kept_past_its_erasure_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch, shown: Shown
) -> None:
    async def forgetful(tx: Tx, concern: ConcernId) -> None:
        _ = tx, concern

    monkeypatch.setattr(addresses, "delete_of", forgetful)
    assert len(await reached_after_erasing(world)) == 1
    shown.caught("an address that is not deleted")
