"""Logs of the machine, never of people.

Our own events carry chosen fields. Of foreign records only logger, level, the unfilled template
and the kind and place of an exception are kept: libraries put updates, parameters and URLs with
the token into their arguments. A message without arguments may have been filled before it was
logged, so of that only the place is kept. Crashes and warnings are told by kind and place too.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
import traceback
import warnings
from collections.abc import Mapping, MutableMapping
from types import TracebackType
from typing import Any

import structlog

_QUIET = ("httpx", "httpcore", "aiosqlite", "telegram", "apscheduler", "aiohttp", "asyncio")
_TOKEN = re.compile(r"(?<!\d)\d{3,}:[A-Za-z0-9_-]{20,}")
_PATH_TOKEN = re.compile(r"bot\d+:[^/\s]+")
_QUOTED = re.compile(r"\"[^\"]*\"")
_LONG_NUMBER = re.compile(r"\d{6,}")
_HANDLE = re.compile(r"@\w{4,}")
_LARGE = 10**5


def scrubbed(text: str) -> str:
    """The text without tokens, quotations, handles and numbers of six digits or more."""
    text = _PATH_TOKEN.sub("bot[token]", _TOKEN.sub("[token]", text))
    text = _HANDLE.sub("[handle]", _QUOTED.sub("[quoted]", text))
    return _LONG_NUMBER.sub("[number]", text)


def place(error: BaseException) -> str:
    """Where an exception came from: file, line and function of its last frame, no values."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "unknown"
    last = frames[-1]
    return f"{_short(last.filename)}:{last.lineno} {last.name}"


def _short(path: str) -> str:
    return "/".join(path.split("/")[-2:])


def _scrub(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {k: v if k.startswith("_") else _clean(v) for k, v in event.items()}


def _clean(value: Any) -> Any:
    """Only what is known to be harmless: an object prints what it likes."""
    match value:
        case None | bool():
            return value
        case str():
            return scrubbed(value)
        case int() | float():
            return value if abs(value) < _LARGE else "[number]"
        case list() | tuple() | set() | frozenset():
            return [_clean(item) for item in value]
        case Mapping():
            return {scrubbed(str(k)): _clean(v) for k, v in value.items()}
        case _:
            return f"[{type(value).__name__}]"


class _Foreign(logging.Filter):
    """Takes the arguments and the traceback off every record that is not an event of ours."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not isinstance(record.msg, dict):
            record.msg = _kept(record)
            record.args, record.exc_info, record.exc_text = None, None, None
            record.stack_info = None
        return True


def _kept(record: logging.LogRecord) -> str:
    at = f"{_short(record.pathname)}:{record.lineno} {record.funcName}"
    said = f"{record.name}: {record.msg if record.args else f'at {at}'}"
    if record.exc_info and record.exc_info[1]:
        error = record.exc_info[1]
        said = f"{said} [{type(error).__name__} at {place(error)}]"
    return said


def setup(level: str) -> None:
    """Sends everything to standard error, scrubbed. The last call counts."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        _scrub,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
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
    logging.raiseExceptions = False  # a record that cannot be written would be printed whole
    _take_hooks()


def _take_hooks() -> None:
    """Everything else that Python prints about a fault would hold values of people."""
    sys.excepthook = _crashed
    threading.excepthook = lambda args: _tell("crashed", args.exc_type, args.exc_value)
    sys.unraisablehook = lambda args: _tell("ignored", args.exc_type, args.exc_value)
    warnings.showwarning = _warned


def _crashed(kind: type[BaseException], error: BaseException, _: TracebackType | None) -> None:
    if not issubclass(kind, KeyboardInterrupt):
        _tell("crashed", kind, error)


def _tell(event: str, kind: type[BaseException], error: BaseException | None) -> None:
    where = place(error) if error is not None else "unknown"
    get("bot.crash").error(event, error=kind.__name__, place=where)


def _warned(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: Any = None,
    line: str | None = None,
) -> None:
    _ = message, file, line  # the signature is Python's; the words may hold values
    get("bot.warning").warning(
        "warned", kind=category.__name__, place=f"{_short(filename)}:{lineno}"
    )


def get(name: str) -> structlog.stdlib.BoundLogger:
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(name)
    return logger
