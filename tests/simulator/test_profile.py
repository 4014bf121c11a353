from typing import Any

import pytest
from telegram import Bot, BotCommandScopeAllPrivateChats, BotCommandScopeChat, MenuButtonCommands

from bot.simulator import Simulator
from tests.simulator.conftest import AMAL, Ask

BEGIN = {"command": "start", "description": "Begin"}


async def test_commands_are_kept_by_scope_and_language(sim: Simulator, bot: Bot) -> None:
    scope = BotCommandScopeAllPrivateChats()
    await bot.set_my_commands([("start", "Begin")])
    await bot.set_my_commands([("start", "Start")], scope, language_code="da")
    await bot.set_my_commands([("desk", "Desk")], BotCommandScopeChat(AMAL))
    assert (await bot.get_my_commands())[0].description == "Begin"
    assert (await bot.get_my_commands(scope, "da"))[0].description == "Start"
    assert await bot.get_my_commands(scope) == ()
    assert sim.profile.commands_by_language().keys() == {"", "da"}
    await bot.delete_my_commands()
    assert await bot.get_my_commands() == ()


@pytest.mark.parametrize(
    ("method", "fields"),
    [
        ("setMyCommands", {"commands": [BEGIN] * 101}),
        ("setMyCommands", {"commands": [{**BEGIN, "command": "x" * 33}]}),
        ("setMyCommands", {"commands": [{**BEGIN, "command": "Start"}]}),
        ("setMyCommands", {"commands": [{**BEGIN, "description": "x" * 257}]}),
        ("setMyCommands", {"commands": [BEGIN], "scope": {"type": "chat"}}),
        ("setMyCommands", {"commands": [BEGIN], "language_code": "dan"}),
        ("setMyName", {"name": "x" * 65}),
        ("setMyDescription", {"description": "x" * 513}),
        ("setMyShortDescription", {"short_description": "x" * 121}),
        ("setChatMenuButton", {"menu_button": {"type": "web_app"}}),
    ],
)
async def test_what_is_too_long_or_wrong_is_refused(
    sim: Simulator, ask: Ask, method: str, fields: dict[str, Any]
) -> None:
    sim.check = None
    assert (await ask(method, **fields))[0] == 400
    assert len(sim.violations) == 1


async def test_texts_fall_back_to_the_general_language(bot: Bot) -> None:
    await bot.set_my_name("Nabo", language_code="da")
    await bot.set_my_description("d" * 512)
    await bot.set_my_short_description("s" * 120)
    assert (await bot.get_my_name("da")).name == "Nabo"
    assert (await bot.get_my_name("ar")).name == "Nabodialog"
    assert (await bot.get_my_description("ar")).description == "d" * 512
    assert (await bot.get_my_short_description()).short_description == "s" * 120


async def test_the_menu_button_is_kept(bot: Bot) -> None:
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert isinstance(await bot.get_chat_menu_button(AMAL), MenuButtonCommands)


async def test_a_bot_may_say_goodbye(bot: Bot) -> None:
    assert await bot.log_out()
    assert await bot.close()
