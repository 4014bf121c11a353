"""Keyboards: what a bot may hang under a message."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.simulator.refusal import misuse

Json = dict[str, Any]

MAX_BUTTONS = 100
MAX_PER_ROW = 8
ACTIONS = ("url", "callback_data", "copy_text")
INLINE_KEYS = frozenset({"text", "style", "icon_custom_emoji_id", *ACTIONS})
REPLY_KEYS = frozenset(
    {"text", "style", "icon_custom_emoji_id", "request_contact", "request_location"}
)
REPLY_MARKUP_KEYS = frozenset(
    {
        "keyboard",
        "is_persistent",
        "resize_keyboard",
        "one_time_keyboard",
        "input_field_placeholder",
        "selective",
    }
)
STYLES = frozenset({"danger", "success", "primary"})
URL = re.compile(r"(?:https?://[^\s/]+\S*|tg://\S+)\Z")


@dataclass(frozen=True)
class Button:
    text: str
    data: str | None = None
    url: str | None = None


def checked_markup(markup: Any, *, inline_only: bool = False) -> Json | None:
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise misuse("object expected as reply markup")
    if "inline_keyboard" in markup:
        _keys(markup, frozenset({"inline_keyboard"}))
        rows = _rows(markup["inline_keyboard"])
        # An empty keyboard is how a bot takes the buttons away.
        return {"inline_keyboard": [_inline_row(row) for row in rows]} if any(rows) else None
    if inline_only:
        raise misuse("inline keyboard expected")
    return _checked_reply(markup)


def _checked_reply(markup: Json) -> Json:
    if "keyboard" in markup:
        _keys(markup, REPLY_MARKUP_KEYS)
        rows = [[_reply_button(b) for b in row] for row in _rows(markup["keyboard"])]
        return {**markup, "keyboard": rows}
    if markup.get("remove_keyboard") is True:
        _keys(markup, frozenset({"remove_keyboard", "selective"}))
    elif markup.get("force_reply") is True:
        _keys(markup, frozenset({"force_reply", "input_field_placeholder", "selective"}))
    else:
        raise misuse("can't parse reply keyboard markup JSON object")
    return markup


def _rows(rows: Any) -> list[list[Any]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise misuse("can't parse keyboard: array of arrays of buttons expected")
    if sum(map(len, rows)) > MAX_BUTTONS or any(len(row) > MAX_PER_ROW for row in rows):
        raise misuse("reply markup is too long")
    return [row for row in rows if row]


def _inline_row(row: list[Any]) -> list[Json]:
    return [_inline_button(button) for button in row]


def _inline_button(button: Any) -> Json:
    if not isinstance(button, dict):
        raise misuse("can't parse inline keyboard button: object expected")
    _keys(button, INLINE_KEYS)
    _text(button.get("text"))
    _style(button)
    actions = [name for name in ACTIONS if name in button]
    if not actions:
        raise misuse("Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise misuse("inline keyboard button must have exactly one action")
    _action(actions[0], button[actions[0]])
    return button


def _action(name: str, value: Any) -> None:
    match name:
        case "callback_data":
            if not isinstance(value, str) or not 1 <= len(value.encode()) <= 64:
                raise misuse("BUTTON_DATA_INVALID")
        case "url":
            if not isinstance(value, str) or not URL.match(value):
                raise misuse(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
        case _:
            text = value.get("text") if isinstance(value, dict) else None
            if not isinstance(text, str) or not 1 <= len(text) <= 256:
                raise misuse("BUTTON_COPY_TEXT_INVALID")


def _reply_button(button: Any) -> Json:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise misuse("can't parse keyboard button: object expected")
    _keys(button, REPLY_KEYS)
    _text(button.get("text"))
    _style(button)
    return button


def _text(text: Any) -> None:
    if not isinstance(text, str) or not text.strip():
        raise misuse("keyboard button text must be non-empty")


def _style(button: Json) -> None:
    if button.get("style", "primary") not in STYLES:
        raise misuse("can't parse keyboard button: wrong style")


def _keys(given: Mapping[str, Any], known: frozenset[str]) -> None:
    unknown = sorted(given.keys() - known)
    if unknown:
        raise misuse(f"reply markup fields are not modelled: {', '.join(unknown)}")


def inline_rows(markup: Json | None) -> list[list[Button]]:
    rows = (markup or {}).get("inline_keyboard", [])
    return [[Button(b["text"], b.get("callback_data"), b.get("url")) for b in row] for row in rows]


def reply_rows(markup: Json | None) -> list[list[str]] | None:
    if not markup or "keyboard" not in markup:
        return None
    return [[button["text"] for button in row] for row in markup["keyboard"]]
