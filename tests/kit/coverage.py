"""Which texts were made, and which of them a person was really sent, by language."""

from __future__ import annotations

import contextlib
import functools
import html
import importlib
import inspect
import pkgutil
import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from babel.messages.catalog import Message as Sentence
from babel.messages.pofile import read_po

from bot import texts
from bot.cli.texts import po_path
from bot.domain.people import Lang
from bot.i18n import Catalog
from bot.simulator import (
    Call,
    Person,
    Simulator,
)

MODULES = tuple(
    importlib.import_module(found.name)
    for found in pkgutil.iter_modules(texts.__path__, f"{texts.__name__}.")
)
"""Every module of the product's texts."""
SENDING = frozenset({"sendMessage", "sendDocument", "sendPhoto", "editMessageText"})
PROFILE = frozenset({"setMyCommands", "setMyDescription", "setMyShortDescription"})
NO_CHAT = 0
_HOLE = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Sent:
    """One message as it left. lang: what its reader speaks then. rows: (label, data) of buttons."""

    chat: int
    lang: Lang
    html: str
    rows: tuple[tuple[tuple[str, str], ...], ...]

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(label for row in self.rows for label, _ in row)

    @property
    def actions(self) -> frozenset[str]:
        return frozenset(data for row in self.rows for _, data in row)


class Post:
    """Every message that Telegram took from the bot, in order."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []

    def listen(self, sim: Simulator) -> None:
        """A person reads the language of their phone; `ways.speaks` changes both together."""

        async def heard(call: Call, phase: str) -> None:
            if phase != "processed" or call.status != 200:
                return
            if call.method in SENDING:
                self.sent.append(_sent(sim, call.params))
            elif call.method in PROFILE:
                self.sent += _shown(call.params)

        sim.on_call = heard


def _sent(sim: Simulator, params: dict[str, Any]) -> Sent:
    markup = params.get("reply_markup") or {"inline_keyboard": []}
    return Sent(
        chat=params["chat_id"],
        lang=Lang.proposed(_reader(sim, params["chat_id"]).language_code),
        html=params.get("text") or params["caption"],
        rows=tuple(
            tuple((button["text"], button.get("callback_data", "")) for button in row)
            for row in markup["inline_keyboard"]
        ),
    )


def _reader(sim: Simulator, chat: int) -> Person:
    """Whose phone it is; of a group the first member's."""
    if chat in sim.groups:
        return next(iter(sim.groups[chat].members.values()))
    return sim.people[chat]


def _shown(params: dict[str, Any]) -> Iterator[Sent]:
    """Danish stands where no language is named."""
    lang = Lang(params.get("language_code") or Lang.DA)
    commands = [command["description"] for command in params.get("commands", ())]
    for field in ("description", "short_description"):
        commands += [params[field]] if field in params else []
    yield from (Sent(NO_CHAT, lang, text, ()) for text in commands)


# --- functions -----------------------------------------------------------------------------


class Made:
    """What each public function of the texts returned, by language."""

    def __init__(self) -> None:
        self._results: dict[tuple[str, Lang], set[tuple[str, ...]]] = defaultdict(set)

    def wrapped(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def call(t: Catalog, *args: Any, **named: Any) -> Any:
            result = function(t, *args, **named)
            self._results[name, t.lang].add(_pieces(result))
            return result

        return call

    def unsent(self, lang: Lang, sent: Iterable[Sent], among: Iterable[str]) -> set[str]:
        """Functions whose result stands in no message to a reader of the language."""
        own = [s for s in sent if s.lang is lang]
        seen = "\0".join({piece for s in own for piece in (s.html, *s.labels)})
        return {
            name
            for name in among
            if not any(_stands(pieces, seen) for pieces in self._results[name, lang])
        }


def _pieces(result: Any) -> tuple[str, ...]:
    """Most texts return one sentence, some a list or a table of them."""
    if isinstance(result, dict):
        return tuple(result.values())
    return tuple(result) if isinstance(result, list) else (str(result),)


def _stands(pieces: tuple[str, ...], seen: str) -> bool:
    """Labels are plain text, so a sentence may stand there without its HTML escapes."""
    return any(pieces) and all(p in seen or html.unescape(p) in seen for p in pieces)


def _functions(module: ModuleType) -> dict[str, Callable[..., Any]]:
    return {
        name: found
        for name, found in inspect.getmembers(module, inspect.isfunction)
        if found.__module__ == module.__name__ and not name.startswith("_")
    }


def public_functions() -> dict[str, Callable[..., Any]]:
    """Every sentence of the product by its name, such as "resident.menu"."""
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}": function
        for module in MODULES
        for name, function in _functions(module).items()
    }


@contextlib.contextmanager
def recording() -> Iterator[Made]:
    """Records what the texts return. Screens look them up in their modules at each call."""
    made = Made()
    with contextlib.ExitStack() as stack:
        for module in MODULES:
            for name, function in _functions(module).items():
                full = f"{module.__name__.rpartition('.')[2]}.{name}"
                stack.callback(setattr, module, name, function)
                setattr(module, name, made.wrapped(full, function))
        yield made


# --- sentences -----------------------------------------------------------------------------


@functools.lru_cache
def sentences(lang: Lang) -> tuple[Sentence, ...]:
    """Every sentence of a language's catalog as it stands in the repository."""
    with po_path(lang).open("rb") as file:
        return tuple(sentence for sentence in read_po(file, locale=lang.value) if sentence.id)


def forms(sentence: Sentence) -> tuple[str, ...]:
    """The sentence in its language; one with a number has several forms."""
    string = sentence.string
    return (string,) if isinstance(string, str) else tuple(string or ())


def title(sentence: Sentence) -> str:
    source = sentence.id if isinstance(sentence.id, str) else sentence.id[0]
    return f"[{sentence.context}] {source}"


def unsent_sentences(lang: Lang, sent: Iterable[Sent], among: Container[str]) -> set[str]:
    """Sentences of the catalog that, in no form, stand in a message to a reader of the language."""
    seen = {piece for s in sent if s.lang is lang for piece in (s.html, *s.labels)}
    return {
        title(sentence)
        for sentence in sentences(lang)
        if title(sentence) in among
        and not any(_is_in(text, form) for form in forms(sentence) for text in seen)
    }


def _is_in(text: str, form: str) -> bool:
    """Whether the sentence stands in the text with anything in its holes."""
    at = 0
    for number, part in enumerate(_parts(form)):
        found = text.find(part, at + (number > 0))
        if found < 0:
            return False
        at = found + len(part)
    return True


@functools.cache
def _parts(form: str) -> tuple[str, ...]:
    """What a sentence says between its holes."""
    return tuple(_HOLE.split(form))
