"""A strict Telegram Bot API server in memory, for tests, load runs and the demo."""

from bot.simulator.calls import Call
from bot.simulator.chats import Chat, Message
from bot.simulator.faults import Fault
from bot.simulator.files import FileBytes
from bot.simulator.limits import Limits
from bot.simulator.markup import Button
from bot.simulator.people import Group, Person
from bot.simulator.refusal import Impossible, Refusal
from bot.simulator.server import serve
from bot.simulator.simulator import Simulator

__all__ = [
    "Button",
    "Call",
    "Chat",
    "Fault",
    "FileBytes",
    "Group",
    "Impossible",
    "Limits",
    "Message",
    "Person",
    "Refusal",
    "Simulator",
    "serve",
]
