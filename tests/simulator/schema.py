"""Every request against aiogram's generated models: people other than python-telegram-bot's
wrote them down, so the two do not share their mistakes."""

from collections.abc import Iterator, Mapping
from typing import Any

from aiogram import methods
from aiogram.types import BufferedInputFile
from pydantic import BaseModel

from bot.simulator import FileBytes


def check(method: str, params: Mapping[str, Any]) -> None:
    model = getattr(methods, method[0].upper() + method[1:], None)
    if model is None:
        raise ValueError(f"the schema knows no method {method}")
    read = model.model_validate({name: _uploads(value) for name, value in params.items()})
    unknown = sorted(_unknown(read, method))
    if unknown:
        raise ValueError(f"the schema knows no field {', '.join(unknown)}")


def _uploads(value: Any) -> Any:
    if isinstance(value, FileBytes):
        return BufferedInputFile(value.data, value.name)
    if isinstance(value, dict):
        return {key: _uploads(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_uploads(item) for item in value]
    return value


def _unknown(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, BaseModel):
        yield from (f"{path}.{name}" for name in value.model_extra or ())
        for name in value.model_fields_set & type(value).model_fields.keys():
            yield from _unknown(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _unknown(item, f"{path}[{number}]")
