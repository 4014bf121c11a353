"""Logs of the machine, never of people.

Our own events carry chosen fields. Of foreign records only logger, level, the unfilled template
and the kind and place of an exception are kept: libraries put updates, parameters and URLs with
the token into their arguments.
"""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from types import TracebackType
from typing import Any

import structlog

_QUIET = ("httpx", "httpcore", "aiosqlite", "telegram", "apscheduler", "aiohttp", "asyncio")
_TOKEN = re.compile(r"(?<!\d)\d{3,}:[A-Za-z0-9_-]{20,}")
_LONG_NUMBER = re.compile(r"(?<![\w.])\d{6,}")
_HANDLE = re.compile(r"@\w{4,}")


def scrubbed(text: str) -> str:
    """The text without tokens, handles and numbers of six digits or more."""
    text = _TOKEN.sub("[token]", text)
    text = re.sub(r"bot\d+:[^/\s]+", "bot[token]", text)
    return _HANDLE.sub("[handle]", _LONG_NUMBER.sub("[number]", text))


def place(error: BaseException) -> str:
    """Where an exception came from: file, line and function of its last frame, no values."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "unknown"
    last = frames[-1]
    return f"{'/'.join(last.filename.split('/')[-2:])}:{last.lineno} {last.name}"


def _scrub(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {k: scrubbed(v) if isinstance(v, str) else v for k, v in event.items()}


class _Foreign(logging.Filter):
    """Takes the arguments and the traceback off every record that is not ours."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("bot.") or record.name == "bot":
            return True
        if record.exc_info and record.exc_info[1]:
            error = record.exc_info[1]
            record.msg = f"{record.msg} [{type(error).__name__} at {place(error)}]"
        record.args, record.exc_info, record.exc_text = None, None, None
        record.stack_info = None
        return True


def setup(level: str) -> None:
    """Sends everything to standard error, scrubbed. Called once, by the process that runs."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _scrub,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_Foreign())
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processor=structlog.processors.KeyValueRenderer(
                key_order=["timestamp", "level", "event"]
            ),
            foreign_pre_chain=shared,
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    sys.excepthook = _crashed


def _crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A crash is told by kind and place; a traceback would print values of people."""
    if issubclass(kind, KeyboardInterrupt):
        return
    get("bot.crash").error("crashed", error=kind.__name__, place=place(error))


def get(name: str) -> structlog.stdlib.BoundLogger:
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(name)
    return logger
