"""The declared shape of a request: which fields, of which type, and which must be there."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.simulator.files import FileBytes
from bot.simulator.refusal import misuse

Json = dict[str, Any]

WHOLE = re.compile(r"-?\d{1,19}\Z")
# Telegram names some missing fields in words of its own.
MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "photo": "there is no photo in the request",
    "document": "there is no document in the request",
    "file_id": "file_id not specified",
}


@dataclass(frozen=True)
class Field:
    kind: str
    required: bool


def fields(declared: str) -> dict[str, Field]:
    """Read "chat_id!:chat text!:str silent:bool"; the exclamation mark means required."""
    table = {}
    for word in declared.split():
        name, _, kind = word.partition(":")
        table[name.removesuffix("!")] = Field(kind, name.endswith("!"))
    return table


def decoded(table: Mapping[str, Field], raw: Json) -> Json:
    """The request's fields in their own types, uploads put where they are named."""
    params = {
        name: _decode(name, table[name].kind, value)
        for name, value in raw.items()
        if name in table and (value != "" or table[name].kind == "str")
    }
    uploads = {name: value for name, value in raw.items() if isinstance(value, FileBytes)}
    used: set[str] = set()
    params = {name: _attached(value, uploads, used) for name, value in params.items()}
    unknown = sorted(raw.keys() - table.keys() - used)
    if unknown:
        raise misuse(f"unknown fields: {', '.join(unknown)}")
    for name, field in table.items():
        if field.required and name not in params:
            raise misuse(MISSING.get(name, f'parameter "{name}" is required'))
    return params


def _decode(name: str, kind: str, value: Any) -> Any:
    try:
        return DECODERS[kind](value)
    except (ValueError, TypeError, KeyError):
        raise misuse(f'field "{name}" must be of type {kind}') from None


def _int(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and WHOLE.match(value):
        return int(value)
    raise ValueError


def _float(value: Any) -> float:
    if isinstance(value, bool):
        raise TypeError
    return float(value)


def _bool(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False, "1": True, "0": False}[_text(value).lower()]


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    value.encode()
    return value


def _chat(value: Any) -> int | str:
    if isinstance(value, str) and value.startswith("@"):
        return value
    return _int(value)


def _list(value: Any) -> list[Any]:
    read = json.loads(value) if isinstance(value, str) else value
    if not isinstance(read, list):
        raise TypeError
    return read


def _object(value: Any) -> Json:
    read = json.loads(value) if isinstance(value, str) else value
    if not isinstance(read, dict):
        raise TypeError
    return read


def _file(value: Any) -> FileBytes | str:
    return value if isinstance(value, FileBytes) else _text(value)


DECODERS: dict[str, Callable[[Any], Any]] = {
    "int": _int,
    "float": _float,
    "bool": _bool,
    "str": _text,
    "chat": _chat,
    "list": _list,
    "object": _object,
    "file": _file,
}


def _attached(value: Any, uploads: Mapping[str, FileBytes], used: set[str]) -> Any:
    if isinstance(value, str) and value.startswith("attach://"):
        name = value.removeprefix("attach://")
        if name not in uploads:
            raise misuse(f"file {name} is not attached")
        used.add(name)
        return uploads[name]
    if isinstance(value, dict):
        return {key: _attached(item, uploads, used) for key, item in value.items()}
    if isinstance(value, list):
        return [_attached(item, uploads, used) for item in value]
    return value
