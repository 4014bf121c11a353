import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup
from telegram.error import BadRequest

from bot.simulator import Impossible, Person, Simulator
from tests.simulator.conftest import AMAL, Ask, Clock

DAY = 24 * 3600
KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="go")]])


async def test_an_edit_changes_the_phone_and_keeps_what_was(bot: Bot, amal: Person) -> None:
    sent = await bot.send_message(AMAL, "one", reply_markup=KEYBOARD)
    await sent.edit_text("two")
    message = amal.chat.messages[-1]
    assert (message.text, message.edited, message.edits) == ("two", True, ["one"])
    assert message.buttons == []


async def test_an_edit_that_changes_nothing_is_refused(
    sim: Simulator, bot: Bot, amal: Person
) -> None:
    sent = await bot.send_message(AMAL, "<b>one</b>", parse_mode="HTML", reply_markup=KEYBOARD)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_text("<strong>one</strong>", parse_mode="HTML", reply_markup=KEYBOARD)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_reply_markup(KEYBOARD)
    await sent.edit_text("one", reply_markup=KEYBOARD)
    assert sim.violations == []


async def test_only_the_bots_own_standing_messages_can_be_edited(bot: Bot, amal: Person) -> None:
    said = await amal.send("mine")
    gone = await bot.send_message(AMAL, "gone")
    await gone.delete()
    keyed = await bot.send_message(AMAL, "keys", reply_markup=ReplyKeyboardMarkup([["A"]]))
    for message_id, why in (
        (said.message_id, "Message can't be edited"),
        (gone.message_id, "Message to edit not found"),
        (99, "Message to edit not found"),
        (keyed.message_id, "Message can't be edited"),
    ):
        with pytest.raises(BadRequest, match=why):
            await bot.edit_message_text("x", AMAL, message_id)


async def test_keyboards_come_and_go(bot: Bot, amal: Person) -> None:
    sent = await bot.send_message(AMAL, "one")
    await sent.edit_reply_markup(KEYBOARD)
    assert amal.chat.messages[-1].button("go") is not None
    await sent.edit_reply_markup(None)
    assert amal.chat.messages[-1].buttons == []


async def test_messages_younger_than_two_days_can_be_deleted(
    bot: Bot, amal: Person, clock: Clock
) -> None:
    said = await amal.send("secret")
    sent = await bot.send_message(AMAL, "reply")
    clock.tick(2 * DAY - 1)
    await bot.delete_messages(AMAL, [said.message_id, sent.message_id, 99])
    assert amal.chat.texts == ["/start"]
    assert said in amal.chat.history
    assert said.deleted_at == clock.now


async def test_older_messages_cannot_be_deleted(bot: Bot, amal: Person, clock: Clock) -> None:
    old = await bot.send_message(AMAL, "old")
    clock.tick(2 * DAY)
    young = await bot.send_message(AMAL, "young")
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await old.delete()
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await bot.delete_messages(AMAL, [young.message_id, old.message_id])
    assert amal.chat.texts[-2:] == ["old", "young"]
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(AMAL, 99)


async def test_a_batch_of_deletions_has_1_to_100_ids(ask: Ask, amal: Person) -> None:
    assert (await ask("deleteMessages", chat_id=AMAL, message_ids=list(range(100, 200))))[0] == 200
    assert (await ask("deleteMessages", chat_id=AMAL, message_ids=list(range(101))))[0] == 400
    assert (await ask("deleteMessages", chat_id=AMAL, message_ids=[]))[0] == 400


async def pressed(ask: Ask, amal: Person) -> str:
    """The id of a fresh press on a fresh button."""
    markup = {"inline_keyboard": [[{"text": "Go", "callback_data": "go"}]]}
    await ask("sendMessage", chat_id=AMAL, text="x", reply_markup=markup)
    await amal.press("Go")
    _, updates = await ask("getUpdates", offset=-1)
    query = updates["result"][0]["callback_query"]
    assert (query["data"], query["from"]["id"]) == ("go", AMAL)
    assert query["message"]["reply_markup"] == markup
    return str(query["id"])


async def test_a_press_is_answered_once_with_a_toast(ask: Ask, amal: Person) -> None:
    query = await pressed(ask, amal)
    assert (await ask("answerCallbackQuery", callback_query_id=query, text="done"))[0] == 200
    assert amal.chat.toasts == ["done"]
    status, answer = await ask("answerCallbackQuery", callback_query_id=query)
    assert status == 400
    assert answer["description"].startswith("Bad Request: query is too old")


async def test_a_press_is_answered_within_15_seconds(
    sim: Simulator, ask: Ask, amal: Person, clock: Clock
) -> None:
    query = await pressed(ask, amal)
    clock.tick(16)
    assert (await ask("answerCallbackQuery", callback_query_id=query))[0] == 400
    assert sim.violations == []


async def test_a_toast_has_at_most_200_characters(ask: Ask, amal: Person) -> None:
    query = await pressed(ask, amal)
    assert (await ask("answerCallbackQuery", callback_query_id=query, text="x" * 201))[0] == 400
    assert (await ask("answerCallbackQuery", callback_query_id=query, text="x" * 200))[0] == 200


async def test_the_newest_button_is_pressed(sim: Simulator, bot: Bot, amal: Person) -> None:
    for _ in range(2):
        newest = await bot.send_message(AMAL, "x", reply_markup=KEYBOARD)
    for wanted in ("Go", "go", amal.chat.messages[-1].buttons[0][0]):
        assert (await amal.press(wanted)).message_id == newest.message_id
    assert len(sim.updates.pending()) == 3


async def test_an_absent_button_shows_the_screen(bot: Bot, amal: Person) -> None:
    await bot.send_message(AMAL, "x", reply_markup=KEYBOARD)
    with pytest.raises(AssertionError, match=r"no button 'Stop'[\s\S]*\[Go\]"):
        await amal.press("Stop")
    with pytest.raises(Impossible):
        await amal.press("Stop")
