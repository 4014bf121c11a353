"""What the bot says of itself: name, descriptions, commands and menu button."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from bot.simulator.refusal import misuse

Json = dict[str, Any]

COMMAND = re.compile(r"[a-z0-9_]{1,32}\Z")
LANGUAGE = re.compile(r"(?:[a-z]{2})?\Z")
MAX_COMMANDS = 100
MAX_COMMAND_TEXT = 256
LENGTHS = {"name": 64, "description": 512, "short_description": 120}
DEFAULT_SCOPE: Json = {"type": "default"}
SCOPES = {
    "default": frozenset[str](),
    "all_private_chats": frozenset[str](),
    "all_group_chats": frozenset[str](),
    "all_chat_administrators": frozenset[str](),
    "chat": frozenset({"chat_id"}),
    "chat_administrators": frozenset({"chat_id"}),
    "chat_member": frozenset({"chat_id", "user_id"}),
}


@dataclass
class Profile:
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    menu_buttons: dict[int | None, Json] = field(default_factory=dict)

    def set_text(self, kind: str, text: str, language: str) -> None:
        if len(text) > LENGTHS[kind]:
            raise misuse(f"{kind.replace('_', ' ')} is too long")
        self.texts[kind, checked_language(language)] = text

    def text(self, kind: str, language: str) -> str:
        return self.texts.get((kind, language)) or self.texts.get((kind, ""), "")

    def commands_by_language(self) -> dict[str, list[Json]]:
        """What the menu of a private chat shows."""
        scopes = [scope_key(DEFAULT_SCOPE), scope_key({"type": "all_private_chats"})]
        return {
            language: commands
            for wanted in scopes
            for (scope, language), commands in self.commands.items()
            if scope == wanted
        }


def scope_key(scope: Json) -> str:
    kind = scope.get("type")
    if kind not in SCOPES:
        raise misuse("can't parse BotCommandScope: unsupported type specified")
    if scope.keys() - {"type"} != SCOPES[kind]:
        raise misuse(f"can't parse BotCommandScope: wrong fields for {kind}")
    return json.dumps(scope, sort_keys=True)


def checked_language(language: str) -> str:
    if not LANGUAGE.match(language):
        raise misuse("invalid language code specified")
    return language


def checked_commands(commands: list[Any]) -> list[Json]:
    if len(commands) > MAX_COMMANDS:
        raise misuse("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not isinstance(command, dict) or command.keys() != {"command", "description"}:
            raise misuse("can't parse BotCommand: command and description expected")
        if not all(isinstance(text, str) for text in command.values()):
            raise misuse("can't parse BotCommand: texts expected")
        if not COMMAND.match(command["command"].removeprefix("/")):
            raise misuse("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= MAX_COMMAND_TEXT:
            raise misuse("BOT_COMMAND_DESCRIPTION_INVALID")
    return commands
