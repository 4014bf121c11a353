"""Answers for benchmarks: no check, no history, hardly any work."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.simulator.simulator import Simulator

MESSAGES = frozenset(
    {
        "sendMessage",
        "sendPhoto",
        "sendDocument",
        "sendLocation",
        "editMessageText",
        "editMessageCaption",
        "editMessageMedia",
        "editMessageReplyMarkup",
    }
)
NODS = frozenset(
    {
        "answerCallbackQuery",
        "deleteMessage",
        "deleteMessages",
        "pinChatMessage",
        "sendChatAction",
        "setMessageReaction",
        "unpinChatMessage",
    }
)
FAST = MESSAGES | NODS
CHAT_ID = re.compile(rb"(?:^|&)chat_id=(-?\d+)|\"chat_id\": ?\"?(-?\d+)|name=\"chat_id\"\s+(-?\d+)")
NOD = b'{"ok":true,"result":true}'
MESSAGE = b'{"ok":true,"result":{"message_id":%d,"date":%d,"chat":{"id":%d,"type":"private"}}}'


def fast_answer(sim: "Simulator", method: str, body: bytes) -> bytes:
    if method in NODS:
        return NOD
    found = CHAT_ID.search(body)
    chat_id = int(found[found.lastindex or 0]) if found else 0
    sim.sent += 1
    sim.change.happened()
    if sim.heard is not None:
        sim.heard(chat_id, body)
    return MESSAGE % (sim.sent, sim.now, chat_id)
