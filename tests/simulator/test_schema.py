import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.simulator import Person, Simulator
from tests.simulator.conftest import AMAL, Ask
from tests.simulator.schema import check

BUTTON = {"text": "Go", "callback_data": "go"}


def test_a_right_request_passes() -> None:
    check(
        "sendMessage",
        {"chat_id": 5, "text": "hi", "reply_markup": {"inline_keyboard": [[BUTTON]]}},
    )


def test_a_bogus_field_is_caught() -> None:
    with pytest.raises(ValueError, match=r"sendMessage\.bogus"):
        check("sendMessage", {"chat_id": 5, "text": "hi", "bogus": 1})


def test_a_missing_field_is_caught() -> None:
    with pytest.raises(ValueError, match="text"):
        check("sendMessage", {"chat_id": 5})


def test_a_wrong_nested_key_is_caught() -> None:
    markup = {"inline_keyboard": [[{**BUTTON, "colour": "red"}]]}
    with pytest.raises(ValueError, match=r"inline_keyboard\[0\]"):
        check("sendMessage", {"chat_id": 5, "text": "hi", "reply_markup": markup})


def test_a_wrong_nested_type_is_caught() -> None:
    with pytest.raises(ValueError, match="offset"):
        check(
            "sendMessage",
            {"chat_id": 5, "text": "hi", "entities": [{"type": "bold", "offset": "x"}]},
        )


def test_an_unknown_method_is_caught() -> None:
    with pytest.raises(ValueError, match="no method sendTelepathy"):
        check("sendTelepathy", {})


async def test_the_simulator_refuses_what_the_schema_refuses(
    sim: Simulator, ask: Ask, amal: Person
) -> None:
    status, answer = await ask(
        "sendMessage", chat_id=AMAL, text="hi", link_preview_options={"is_disabled_": True}
    )
    assert status == 400
    assert "is_disabled_" in answer["description"]
    assert len(sim.violations) == 1


async def test_requests_of_python_telegram_bot_pass(sim: Simulator, bot: Bot, amal: Person) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="go")]])
    message = await bot.send_message(AMAL, "<b>hi</b>", parse_mode="HTML", reply_markup=keyboard)
    await message.edit_text("bye", reply_markup=keyboard)
    await bot.set_my_commands([("start", "Begin")], language_code="da")
    await message.delete()
    assert sim.violations == []
