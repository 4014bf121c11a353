"""A turn is whole or it was not: what breaks in it is rolled back, said, and blocks nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from telegram import Update

from bot import handlers
from bot.context import Ctx
from bot.delivery.turns import TRIES
from bot.domain.errors import ChangedMeanwhile, NotFound, Refused
from bot.domain.people import Lang
from bot.handlers import routes
from bot.services import residents
from bot.store.db import DatabaseFault, Statement
from bot.texts import refusals
from tests.kit.turns import until
from tests.kit.world import TOKEN, Player, World

NAME, USERNAME, WORDS = "Xenophontinella", "zzyx_username_of_hers", "ganske hemmelige ord"
_LETTERS = Statement(text("SELECT update_id, exception, place, hour FROM dead_letter"))
_COUNT = Statement(text("SELECT count(*) AS n FROM handled"))
_OUTBOX = Statement(text("SELECT count(*) AS n FROM outbox"))

Plain = Callable[[Ctx], Awaitable[None]]


class Broken(Exception):
    """Ours, and it carries what must not be told."""


async def letters(world: World) -> list[Any]:
    return list(await world.bot.store.read(lambda tx: tx.rows(_LETTERS)))


async def number(world: World, statement: Statement) -> int:
    row = await world.bot.store.read(lambda tx: tx.row(statement))
    return int(row["n"]) if row else 0


@pytest.fixture
async def amal(world: World) -> Player:
    return await world.resident("ar", name=NAME, username=USERNAME)


def helped(player: Player) -> bool:
    return all(command in player.sees for command in ("/concern", "/cases", "/news"))


def plant(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, *, times: int = 10**6
) -> list[Lang]:
    """/about changes the language and then fails so often; returns who came by."""
    came: list[Lang] = []
    shows = handlers._PLAIN["about"]

    async def breaks(ctx: Ctx) -> None:
        came.append(ctx.turn.speaker.language)
        ctx.turn = await residents.choose_language(ctx.turn, Lang.EN)
        await shows(ctx)
        if len(came) <= times:
            raise error

    monkeypatch.setitem(handlers._PLAIN, "about", breaks)
    return came


# --- where it may break --------------------------------------------------------------------


def _in_handler(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, Broken(f"{NAME} {WORDS}"))


def _in_context(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from_update = Ctx.from_update

    def breaks(update: object, application: Any) -> Ctx:
        if isinstance(update, Update) and "/about" in str(update.effective_message):
            raise Broken(f"{update}")
        return from_update(update, application)

    monkeypatch.setattr(Ctx, "from_update", staticmethod(breaks))


def _in_error_handler(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, Broken(f"{NAME} {WORDS}"))

    async def breaks(update: object, ctx: Ctx) -> None:
        raise Broken(f"{update}")

    world.bot.app.error_handlers.clear()
    world.bot.app.add_error_handler(breaks)


@pytest.fixture(params=[_in_handler, _in_context, _in_error_handler])
def broken(
    request: pytest.FixtureRequest, world: World, amal: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    request.param(world, monkeypatch)


@pytest.mark.usefixtures("broken")
async def test_the_turn_is_rolled_back_and_the_person_is_asked_to_send_again(
    world: World, amal: Player
) -> None:
    await amal.says(f"/about {WORDS}")
    assert amal.sees.startswith(str(refusals.apology(amal.t)))
    assert await number(world, _OUTBOX) == 0
    await amal.says("/about@nabodialog_bot")
    assert amal.sees.startswith(str(refusals.apology(amal.t))), "the language was not changed"


@pytest.mark.usefixtures("broken")
async def test_a_dead_letter_holds_the_kind_and_place_of_the_error_and_nothing_else(
    world: World, amal: Player
) -> None:
    await amal.says(f"/about {WORDS}")
    (letter,) = await letters(world)
    assert letter["exception"] in {"Broken", "NobodyHandled"}
    assert letter["place"].rpartition(" ")[0].partition(":")[0].endswith(".py")
    assert not any(secret in str(dict(letter)) for secret in (NAME, WORDS, str(amal.person.id)))


@pytest.mark.usefixtures("broken")
async def test_nothing_of_the_update_is_logged(
    world: World, amal: Player, logged: Callable[[], str]
) -> None:
    await amal.says(f"/about {WORDS}")
    said = logged()
    assert "turn.failed" in said
    assert "alert" in said
    for needle in (NAME, USERNAME, WORDS, str(amal.person.id), TOKEN, "hemmelige"):
        assert needle not in said


@pytest.mark.usefixtures("broken")
async def test_other_chats_go_on_also_in_the_same_batch(world: World, amal: Player) -> None:
    ole = await world.resident("da", name="Ole")
    await asyncio.gather(amal.person.send("/about"), ole.person.send("/help"))
    await world.settled()
    assert amal.sees.startswith(str(refusals.apology(amal.t)))
    assert helped(ole)
    await ole.says("/menu")
    assert len(await letters(world)) == 1


@pytest.mark.parametrize("lang", ["da", "ar", "en"])
async def test_the_apology_is_in_the_persons_language(
    world: World, monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    player = await world.resident(lang)
    plant(monkeypatch, Broken())
    await player.says("/about")
    assert player.sees.startswith(str(refusals.apology(player.t)))


# --- tries ---------------------------------------------------------------------------------


async def test_a_fault_of_ours_has_three_tries(
    world: World, amal: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    came = plant(monkeypatch, Broken())
    await amal.says("/about")
    assert came == [Lang.AR] * TRIES
    assert TRIES == 3


async def test_what_succeeds_at_the_last_try_happened_once_and_says_nothing(
    world: World, amal: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    came = plant(monkeypatch, Broken(), times=TRIES - 1)
    before = len(amal.person.chat.texts)
    await amal.says("/about")
    assert came == [Lang.AR] * TRIES
    assert len(amal.person.chat.texts) == before + 2
    assert await letters(world) == []


@pytest.mark.parametrize(("refusal", "tries"), [(NotFound(), 1), (ChangedMeanwhile(), 3)])
async def test_a_refusal_leaves_one_sentence_and_nothing_else(
    world: World, amal: Player, monkeypatch: pytest.MonkeyPatch, refusal: Refused, tries: int
) -> None:
    came = plant(monkeypatch, refusal)
    before = len(amal.person.chat.texts)
    await amal.says("/about")
    assert len(came) == tries
    assert len(amal.person.chat.texts) == before + 2
    assert amal.sees.startswith(str(refusals.sentence(amal.t, refusal)))
    assert await letters(world) == []


async def test_a_refusal_that_cannot_be_told_is_a_dead_letter_and_others_go_on(
    world: World, amal: Player, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(monkeypatch, NotFound())
    ole = await world.resident("da")

    def breaks(*_: object) -> str:
        raise Broken

    monkeypatch.setattr(refusals, "sentence", breaks)
    monkeypatch.setattr(refusals, "apology", breaks)
    await asyncio.gather(amal.person.send("/about"), ole.person.send("/help"))
    await world.settled()
    assert [letter["exception"] for letter in await letters(world)] == ["Broken"]
    assert helped(ole)


def test_no_handler_runs_beside_its_turn() -> None:
    """block=False would answer before the work is done, outside its transaction."""
    assert all(bool(handler.block) for handler in routes())
    sources = Path(handlers.__file__).parents[1].rglob("*.py")
    assert not [s.name for s in sources if "block=False" in s.read_text(encoding="utf-8")]


# --- updates as they come ------------------------------------------------------------------


def message(update_id: int, player: Player, words: str, **changes: Any) -> dict[str, Any]:
    person = player.person
    command = {"type": "bot_command", "offset": 0, "length": len(words)}
    return {
        "update_id": update_id,
        "message": {
            "message_id": update_id,
            "date": 1_800_000_000,
            "chat": {"id": person.id, "type": "private", "first_name": person.name},
            "from": person.user,
            "text": words,
            "entities": [command] if words.startswith("/") else [],
            **changes,
        },
    }


async def test_an_update_that_comes_again_acts_once(world: World, amal: Player) -> None:
    before = len(amal.person.chat.messages)
    again = [message(7, amal, "/help")] * 3
    await world.bot.turns.take(again)
    await world.bot.turns.take(again)
    await world.settled()
    assert len(amal.person.chat.messages) == before + 1


async def test_only_people_in_private_chats_are_listened_to(world: World, amal: Player) -> None:
    group = {"id": -100, "type": "supergroup", "title": "Blokken"}
    before, sent = await number(world, _COUNT), world.sim.sent
    await world.bot.turns.take(
        [
            message(1, amal, "/help", chat=group),
            {"update_id": 2, "poll_answer": {"poll_id": "1"}},
            {"update_id": 3, "channel_post": {"message_id": 1}},
            {"update_id": 4, "callback_query": {"id": "1", "from": amal.person.user}},
            {"update_id": 5},
        ]
    )
    await world.settled()
    assert world.sim.sent == sent
    assert await number(world, _COUNT) == before + 5


@pytest.mark.parametrize(
    "strange",
    [
        {"message": {"text": "no chat at all"}},
        {"message": {"chat": {"type": "private"}, "from": {"id": "x"}, "message_id": 1}},
        {"message": {"chat": {"type": "private"}, "from": {"id": 2**80}, "message_id": 1}},
        {"callback_query": {"id": "1", "from": {"id": 5}, "message": {"chat": {"id": 5}}}},
    ],
    ids=["no chat", "id no number", "id too large", "no kind of chat"],
)
async def test_an_update_unlike_any_other_stops_nobody(
    world: World, amal: Player, strange: dict[str, Any]
) -> None:
    await world.bot.turns.take([{"update_id": 1, **strange}, message(2, amal, "/help")])
    await world.settled()
    assert helped(amal)


async def test_a_pressed_button_is_answered_after_the_commit(world: World, amal: Player) -> None:
    await amal.says("/help")
    answered: list[int] = []
    answer = world.bot.turns.answer

    def watched(query: str) -> None:
        answered.append(len(world.sim.calls))
        answer(query)

    world.bot.turns.answer = watched
    await amal.taps(amal.buttons[0])
    assert len(answered) == 1
    await until(lambda: any(c.method == "answerCallbackQuery" for c in world.sim.calls))


async def test_a_fault_of_the_database_confirms_nothing_and_the_update_comes_again(
    world: World, amal: Player
) -> None:
    writer = await world.bot.store._writer.connection()
    await writer.command("PRAGMA query_only=ON")
    before = await number(world, _COUNT)
    with pytest.raises(DatabaseFault):
        await world.bot.turns.take([message(7, amal, "/help")])
    assert await number(world, _COUNT) == before
    await world.bot.turns.take([message(7, amal, "/help")])
    await world.settled()
    assert helped(amal)


async def test_words_keep_their_order_when_the_database_fails_in_the_middle_of_a_batch(
    world: World, amal: Player
) -> None:
    await amal.says("/concern")
    batch = [message(n, amal, f"ord {n}") for n in range(10, 250)]
    writer = await world.bot.store._writer.connection()
    await writer.command("PRAGMA query_only=ON")
    with pytest.raises(DatabaseFault):
        await world.bot.turns.take(batch)
    assert await number(world, _COUNT) < 240
    await world.bot.turns.take(batch)
    dialogue = await _dialogue(world, amal)
    assert [p.message for p in dialogue.words.parts] == list(range(10, 250))


async def _dialogue(world: World, player: Player) -> Any:
    from bot.domain.ids import ChatId
    from bot.services import dialogues
    from bot.store import dialogues as rows
    from bot.vault import addresses

    vault = world.bot.house.vault
    tag = addresses.dialogue_tag(vault, ChatId(player.person.id))
    sealed = await world.bot.store.read(lambda tx: rows.find(tx, tag))
    assert sealed is not None
    return dialogues.opened(vault, tag, sealed).dialogue


async def test_a_draft_that_cannot_be_opened_any_more_does_not_lock_its_person_out(
    world: World, amal: Player
) -> None:
    from bot.domain.ids import ChatId
    from bot.store import dialogues as rows
    from bot.vault import addresses

    tag = addresses.dialogue_tag(world.bot.house.vault, ChatId(amal.person.id))
    await world.bot.store.write(
        lambda tx: rows.put(tx, tag, b"\x00\x09" + bytes(60), expires=1 << 40)
    )
    await amal.says("/help")
    assert helped(amal)
