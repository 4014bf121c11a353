"""What every screen keeps to, in whichever language its reader speaks."""

from __future__ import annotations

import functools
import html
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from bot.domain.actions import VERSION, Go, OpenBulletin, Page
from bot.domain.people import Lang
from bot.i18n import FSI, PDI, load
from bot.settings import content
from bot.texts import common, staff
from tests.kit.coverage import NO_CHAT, Sent, forms, sentences

_TAG = re.compile(r"<[^>]+>")
_QUOTED = re.compile(r"<(blockquote|code)>.*?</\1>", re.DOTALL)
_HOLE = re.compile(r"\{\w*\}")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ@/]|[0-9٠-٩]{2,}")
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc]")
_NAMED_IN_THEMSELVES = frozenset(common.LANGUAGE_NAMES.values())
"""A button that offers a language names it in itself, and nothing else stands on it."""
_LEAST_LETTERS = 3
"""A shorter run between two holes says nothing about its language."""


def faults(sent: Sequence[Sent]) -> list[str]:
    """What is wrong with what was sent, a line each; empty when every screen is right."""
    found = [f"{fault}: {s.html!r} {s.labels}" for s in dict.fromkeys(sent) for fault in _of(s)]
    return [*found, *_without_hide(sent)]


def _of(sent: Sent) -> Iterator[str]:
    own, quoted = _parted(sent)
    for text in (*own, *(label for label in sent.labels if label not in _NAMED_IN_THEMSELVES)):
        yield from of_text(text, sent.lang)
    if quoted and not any(not [*of_text(quoted, lang)] for lang in Lang):
        yield "what is quoted from another language's screen is of no language"
    if sent.lang.rtl and any(len(row) > 1 for row in sent.rows):
        yield "more than one button a row for a right-to-left reader"


def of_text(text: str, lang: Lang) -> Iterator[str]:
    """Faults of one text for a reader of the language. text: HTML, or a label."""
    bare = _outside_isolates(_visible(text if lang.rtl else _QUOTED.sub("", text)))
    if _HOLE.search(_visible(_QUOTED.sub("", text))):
        yield "a hole was not filled"
    if text.count(FSI) != text.count(PDI):
        yield "an isolate is not closed"
    foreign = _LATIN if lang.rtl else _ARABIC
    if found := foreign.search(bare):
        yield f"{found[0]!r} stands outside an isolate"
    if words := _other_words(lang).first_in(_visible(_QUOTED.sub("", text))):
        yield f"{words!r} belongs to another language"


def _visible(text: str) -> str:
    return html.unescape(_TAG.sub("", text))


def _outside_isolates(text: str) -> str:
    outside, depth = [], 0
    for char in text:
        depth += (char == FSI) - (char == PDI)
        if depth <= 0:
            outside.append(char)
    return "".join(outside)


# --- screens that show what somebody else will read -------------------------------------------


@functools.cache
def _frames(lang: Lang) -> Sequence[tuple[str, str]]:
    """What stands before and after another reader's screen that is quoted word for word."""
    t = load(lang)
    replies = [staff.reply_preview(t, "\0", "\n\n", waits=waits) for waits in (False, True)]
    news = t.pgettext(
        "bulletin draft", "<b>Exactly what readers of {language} see:</b>", language="\0"
    )
    before = _begin(replies[0].partition("\n\n")[0])
    afters = [reply.rpartition("\n\n")[2] for reply in replies]
    return (*((before, after) for after in afters), (_begin(news), ""))


def _begin(head: str) -> str:
    return head.partition("\0")[0].rstrip(FSI)


def _parted(sent: Sent) -> tuple[list[str], str]:
    """The reader's own words, and what is quoted from another reader's screen."""
    parts = sent.html.split("\n\n")
    for before, after in _frames(sent.lang):
        for at, part in enumerate(parts):
            if part.startswith(before) and (not after or after in parts):
                end = parts.index(after) if after else len(parts)
                return parts[: at + 1] + parts[end:], "\n\n".join(parts[at + 1 : end])
    return [sent.html], ""


# --- words of other catalogs -----------------------------------------------------------------


def _fragments(lang: Lang) -> Iterator[str]:
    """What a catalog says between its holes and tags."""
    for sentence in sentences(lang):
        for form in forms(sentence):
            for part in re.split(r"\{\w+\}|<[^>]+>|\n", form):
                words = part.strip(f" .,:;!?()·{FSI}{PDI}\u200f")
                if sum(c.isalpha() for c in words) >= _LEAST_LETTERS:
                    yield words


def _names(lang: Lang) -> Iterator[str]:
    """What the partnership file says in the language."""
    file: dict[str, Any] = tomllib.loads(content("partnership.toml").read_text(encoding="utf-8"))
    for group in ("organisations", "categories", "desks", "contacts", "legal_bases", "topics"):
        yield from (entry["names"][lang.value] for entry in file[group])


class Phrases:
    """Many phrases, found as whole words; by how they begin, for there are thousands."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_start: dict[str, list[str]] = defaultdict(list)
        for phrase in sorted(phrases, key=lambda words: (-len(words), words)):
            self._by_start[phrase[:_LEAST_LETTERS]].append(phrase)

    def first_in(self, text: str) -> str | None:
        for at in range(len(text)):
            if at and _is_letter(text[at - 1]):
                continue
            for phrase in self._by_start.get(text[at : at + _LEAST_LETTERS], ()):
                end = at + len(phrase)
                if text.startswith(phrase, at) and not _is_letter(text[end : end + 1]):
                    return phrase
        return None


def _stands_in(text: str, words: str) -> bool:
    """Whether they stand there as whole words."""
    at = text.find(words)
    while at >= 0:
        end = at + len(words)
        if not _is_letter(text[max(at - 1, 0) : at]) and not _is_letter(text[end : end + 1]):
            return True
        at = text.find(words, at + 1)
    return False


def _is_letter(char: str) -> bool:
    return char.isalnum() or char == "_"


@functools.cache
def _other_words(lang: Lang) -> Phrases:
    """Any words of another language's catalog that the reader's own does not have too."""
    own = "\n".join([*_fragments(lang), *_names(lang), *common.LANGUAGE_NAMES.values()]).casefold()
    return Phrases(
        words
        for other in Lang
        if other is not lang
        for words in (*_fragments(other), *_names(other))
        if not _stands_in(own, words.casefold())
    )


# --- the way to hide --------------------------------------------------------------------------

_HIDE = Go(Page.HIDE).encode()
_OPEN_BULLETIN = f"{VERSION}:{OpenBulletin.name}:"
_NEUTRAL = frozenset({Go(Page.UNREAD).encode()})


def _is_pushed(s: Sent) -> bool:
    """News that came with its text looks as the line does; opened, it is a screen."""
    return len(s.actions) == 1 and all(a.startswith(_OPEN_BULLETIN) for a in s.actions)


def _without_hide(sent: Iterable[Sent]) -> Iterator[str]:
    """A screen of several messages has its buttons under the last. The neutral line is none."""
    unfinished: dict[int, Sent] = {}
    for s in sent:
        if s.chat == NO_CHAT or s.chat < 0:
            continue  # a group is its members' own
        if not s.rows:
            unfinished[s.chat] = s
        elif _HIDE in s.actions:
            unfinished.pop(s.chat, None)
        elif s.actions != _NEUTRAL and not _is_pushed(s):
            yield f"no way to hide: {s.html!r} {s.labels}"
    yield from (f"no way to hide: {s.html!r}" for s in unfinished.values())
