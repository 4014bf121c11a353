from typing import Any

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.error import BadRequest

from bot.simulator import Button, Person, Simulator
from tests.simulator.conftest import AMAL, Ask

GO = {"text": "Go", "callback_data": "go"}


async def test_a_message_is_shown_with_its_buttons(bot: Bot, amal: Person) -> None:
    rows = [
        [
            InlineKeyboardButton("Go", callback_data="go"),
            InlineKeyboardButton("Web", url="https://a.example"),
        ]
    ]
    sent = await bot.send_message(AMAL, "hi", reply_markup=InlineKeyboardMarkup(rows))
    message = amal.chat.messages[-1]
    assert (message.text, message.outgoing, message.message_id) == ("hi", True, sent.message_id)
    assert message.buttons == [[Button("Go", data="go"), Button("Web", url="https://a.example")]]
    assert sent.reply_markup == InlineKeyboardMarkup(rows)
    assert sent.chat.first_name == "Amal"


async def test_silence_and_protection_reach_the_phone(bot: Bot, amal: Person) -> None:
    await bot.send_message(AMAL, "hi", disable_notification=True, protect_content=True)
    message = amal.chat.messages[-1]
    assert message.silent
    assert message.protect_content


async def test_message_ids_of_a_chat_grow_from_one(sim: Simulator, bot: Bot, amal: Person) -> None:
    other = sim.person("Bo", 8)
    await other.start()
    assert [m.message_id for m in (*amal.chat.messages, *other.chat.messages)] == [1, 1]
    assert (await bot.send_message(8, "hi")).message_id == 2


async def test_a_reply_names_what_it_answers(bot: Bot, amal: Person) -> None:
    asked = await amal.send("why?")
    reply = await bot.send_message(AMAL, "so", reply_parameters=ReplyParameters(asked.message_id))
    assert reply.reply_to_message is not None
    assert reply.reply_to_message.text == "why?"
    assert amal.chat.messages[-1].reply_to is asked
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(AMAL, "so", reply_parameters=ReplyParameters(99))
    await bot.send_message(
        AMAL, "so", reply_parameters=ReplyParameters(99, allow_sending_without_reply=True)
    )


async def test_a_reply_keyboard_stays_until_removed(bot: Bot, amal: Person) -> None:
    await bot.send_message(AMAL, "pick", reply_markup=ReplyKeyboardMarkup([["A", "B"], ["C"]]))
    assert amal.chat.messages[-1].reply_keyboard == [["A", "B"], ["C"]]
    await bot.send_message(AMAL, "more")
    assert amal.chat.keyboard == [["A", "B"], ["C"]]
    pressed = await amal.press("B")
    assert (pressed.text, pressed.outgoing) == ("B", False)
    await bot.send_message(AMAL, "done", reply_markup=ReplyKeyboardRemove())
    assert amal.chat.keyboard is None


async def test_text_of_exactly_4096_units_is_sent_and_one_more_is_not(
    ask: Ask, amal: Person
) -> None:
    longest = "<b>" + "&amp;" * 4094 + "👋</b>"
    assert (await ask("sendMessage", chat_id=AMAL, text=longest, parse_mode="HTML"))[0] == 200
    status, answer = await ask("sendMessage", chat_id=AMAL, text=longest + "x", parse_mode="HTML")
    assert (status, answer["description"]) == (400, "Bad Request: message is too long")


async def test_a_caption_of_exactly_1024_units_is_sent_and_one_more_is_not(
    sim: Simulator, ask: Ask, amal: Person
) -> None:
    photo = (await amal.send_photo()).content.media["photo"][0]["file_id"]
    assert (await ask("sendPhoto", chat_id=AMAL, photo=photo, caption="x" * 1024))[0] == 200
    status, answer = await ask("sendPhoto", chat_id=AMAL, photo=photo, caption="👋" * 513)
    assert (status, answer["description"]) == (400, "Bad Request: message caption is too long")


@pytest.mark.parametrize(
    ("rows", "description"),
    [
        ([[{"text": "x", "callback_data": "æ" * 33}]], "BUTTON_DATA_INVALID"),
        ([[{"text": "x", "callback_data": ""}]], "BUTTON_DATA_INVALID"),
        ([[{"text": "", "callback_data": "x"}]], "keyboard button text must be non-empty"),
        ([[{"text": "x"}]], "Text buttons are unallowed in the inline keyboard"),
        ([[GO] * 9], "reply markup is too long"),
        ([[GO] * 5] * 21, "reply markup is too long"),
        (
            [[{"text": "x", "url": "ftp://a.example"}]],
            "inline keyboard button URL 'ftp://a.example' is invalid: Wrong HTTP URL",
        ),
        (
            [[{"text": "x", "url": "https://a.example", "callback_data": "x"}]],
            "inline keyboard button must have exactly one action",
        ),
        ([[{**GO, "web_app": {"url": "x"}}]], "reply markup fields are not modelled: web_app"),
        ([GO], "can't parse keyboard: array of arrays of buttons expected"),
    ],
)
async def test_an_impossible_keyboard_is_refused(
    sim: Simulator, ask: Ask, amal: Person, rows: Any, description: str
) -> None:
    sim.check = None
    status, answer = await ask(
        "sendMessage", chat_id=AMAL, text="x", reply_markup={"inline_keyboard": rows}
    )
    assert (status, answer["description"]) == (400, f"Bad Request: {description}")
    assert len(sim.violations) == 1


async def test_the_largest_keyboard_is_sent(ask: Ask, amal: Person) -> None:
    rows = [[{"text": "x", "callback_data": "æ" * 32}] * 8] * 12 + [[GO] * 4]
    status, _ = await ask(
        "sendMessage", chat_id=AMAL, text="x", reply_markup={"inline_keyboard": rows}
    )
    assert status == 200


async def test_a_copy_hides_and_a_forward_shows_where_it_is_from(
    sim: Simulator, bot: Bot, amal: Person
) -> None:
    bo = sim.person("Bo", 8)
    await bo.start()
    said = await amal.send("hello")
    copied = await bot.copy_message(8, AMAL, said.message_id)
    forwarded = await bot.forward_message(8, AMAL, said.message_id)
    assert bo.chat.texts[-2:] == ["hello", "hello"]
    assert copied.message_id == bo.chat.messages[-2].message_id
    assert bo.chat.messages[-2].forward_origin is None
    assert forwarded.forward_origin is not None


async def test_a_protected_message_cannot_be_copied(bot: Bot, amal: Person) -> None:
    sent = await bot.send_message(AMAL, "secret", protect_content=True)
    with pytest.raises(BadRequest, match="can't be copied"):
        await bot.copy_message(AMAL, AMAL, sent.message_id)


async def test_typing_shows_until_the_message_comes(bot: Bot, amal: Person) -> None:
    await bot.send_chat_action(AMAL, "typing")
    assert amal.chat.typing
    await bot.send_message(AMAL, "hi")
    assert not amal.chat.typing


async def test_a_place_can_be_sent_and_a_wrong_one_not(bot: Bot, amal: Person) -> None:
    sent = await bot.send_location(AMAL, 55.66, 12.59)
    assert sent.location is not None
    assert amal.chat.messages[-1].kind == "location"
    with pytest.raises(BadRequest):
        await bot.send_location(AMAL, 155.66, 12.59)


async def test_pins_and_reactions_are_kept(bot: Bot, amal: Person) -> None:
    said = await amal.send("hello")
    await bot.pin_chat_message(AMAL, said.message_id)
    await bot.set_message_reaction(AMAL, said.message_id, "👍")
    assert amal.chat.pinned == [said]
    assert said.reaction == [{"type": "emoji", "emoji": "👍"}]
    full = await bot.get_chat(AMAL)
    assert full.pinned_message is not None
    await bot.unpin_chat_message(AMAL)
    assert amal.chat.pinned == []


@pytest.mark.parametrize(
    "markup",
    [
        {"force_reply": True, "input_field_placeholder": "Write"},
        {"keyboard": [[{"text": "Call me", "request_contact": True}]], "selective": True},
        {"inline_keyboard": [[{**GO, "style": "danger"}]]},
        {"inline_keyboard": [[{"text": "Copy", "copy_text": {"text": "case-1"}}]]},
    ],
)
async def test_less_common_keyboards_are_sent(ask: Ask, amal: Person, markup: Any) -> None:
    assert (await ask("sendMessage", chat_id=AMAL, text="x", reply_markup=markup))[0] == 200


@pytest.mark.parametrize(
    ("markup", "description"),
    [
        ({"buttons": []}, "can't parse reply keyboard markup JSON object"),
        ({"keyboard": [[5]]}, "can't parse keyboard button: object expected"),
        ({"keyboard": [[" "]]}, "keyboard button text must be non-empty"),
        ({"keyboard": [], "colour": 1}, "reply markup fields are not modelled: colour"),
        (
            {"inline_keyboard": [["x"]]},
            "can't parse inline keyboard button: object expected",
        ),
        (
            {"inline_keyboard": [[{**GO, "style": "loud"}]]},
            "can't parse keyboard button: wrong style",
        ),
        (
            {"inline_keyboard": [[{"text": "x", "copy_text": {"text": ""}}]]},
            "BUTTON_COPY_TEXT_INVALID",
        ),
    ],
)
async def test_other_impossible_markup_is_refused(
    sim: Simulator, ask: Ask, amal: Person, markup: Any, description: str
) -> None:
    sim.check = None
    _, answer = await ask("sendMessage", chat_id=AMAL, text="x", reply_markup=markup)
    assert answer["description"] == f"Bad Request: {description}"


async def test_an_edit_takes_an_inline_keyboard_only(
    sim: Simulator, ask: Ask, amal: Person
) -> None:
    sim.check = None
    status, answer = await ask(
        "editMessageText", chat_id=AMAL, message_id=1, text="x", reply_markup={"keyboard": [["A"]]}
    )
    assert (status, answer["description"]) == (400, "Bad Request: inline keyboard expected")


@pytest.mark.parametrize(
    ("method", "fields"),
    [
        ("sendChatAction", {"action": "dancing"}),
        ("forwardMessage", {"from_chat_id": AMAL, "message_id": 99}),
        ("copyMessage", {"from_chat_id": AMAL, "message_id": 99}),
        ("pinChatMessage", {"message_id": 99}),
        ("unpinChatMessage", {"message_id": 99}),
        ("setMessageReaction", {"message_id": 1, "reaction": [{"type": "paid"}]}),
        ("leaveChat", {}),
        ("getChatMember", {"user_id": 99}),
    ],
)
async def test_what_cannot_be_done_is_refused(
    ask: Ask, amal: Person, method: str, fields: dict[str, Any]
) -> None:
    assert (await ask(method, chat_id=AMAL, **fields))[0] == 400


async def test_a_copy_can_get_another_caption(bot: Bot, amal: Person) -> None:
    photo = await amal.send_photo(caption="mine")
    await bot.copy_message(AMAL, AMAL, photo.message_id, caption="yours")
    copy = amal.chat.messages[-1]
    assert (copy.text, copy.photo) == ("yours", photo.photo)


async def test_a_public_name_reaches_its_person(sim: Simulator, bot: Bot) -> None:
    bo = sim.person("Bo", 8, username="bo_b")
    await bo.start()
    await bot.send_message("@bo_b", "hi")
    assert bo.chat.texts[-1] == "hi"
    assert (await bot.get_chat_member(8, 8)).status == "member"
    assert (await bot.get_chat_member(8, sim.id)).user.is_bot
