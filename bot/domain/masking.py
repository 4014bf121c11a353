"""Staff masking: spans of a case's words that are covered for now, or struck out for good."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.domain.clues import find

COVER = "▇▇▇"
SHORTEST = 2
"""Characters; a single one would stand everywhere."""
_AROUND = 40
"""Characters shown on each side of a cover."""
_OFFERED = 6


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """text[start:end] is masked."""

    start: int
    end: int


Spans = tuple[Span, ...]


def places(text: str, words: str) -> Spans:
    """Wherever the words stand, also inside others; case and line breaks do not matter."""
    parts = words.split()
    if len("".join(parts)) < SHORTEST:
        return ()
    pattern = re.compile(r"\s+".join(map(re.escape, parts)), re.IGNORECASE)
    return tuple(Span(*match.span()) for match in pattern.finditer(text))


def joined(spans: Iterable[Span]) -> Spans:
    """In order; those that touch or overlap become one."""
    whole: list[Span] = []
    for span in sorted(spans):
        if whole and span.start <= whole[-1].end:
            whole[-1] = Span(whole[-1].start, max(whole[-1].end, span.end))
        else:
            whole.append(span)
    return tuple(whole)


def covered(text: str, spans: Iterable[Span]) -> str:
    for span in reversed(joined(spans)):
        text = text[: span.start] + COVER + text[span.end :]
    return text


def struck(text: str, spans: Spans, masks: Iterable[Span]) -> tuple[str, Spans]:
    """The text without the spans and what is masked across them; where other masks stand then."""
    whole = joined((*spans, *masks))
    gone = [w for w in whole if _touches(w, spans)]
    left = (w for w in whole if w not in gone)
    moved = tuple(Span(w.start + by, w.end + by) for w in left for by in [_shift(w, gone)])
    return covered(text, gone), moved


def _touches(whole: Span, spans: Iterable[Span]) -> bool:
    return any(s.start < whole.end and whole.start < s.end for s in spans)


def _shift(mask: Span, gone: Iterable[Span]) -> int:
    return sum(len(COVER) - (g.end - g.start) for g in gone if g.end <= mask.start)


def around(text: str, spans: Spans, masks: Iterable[Span] = ()) -> Sequence[str]:
    """What the text will be like where the spans are, with a little on both sides."""
    whole = joined((*spans, *masks))
    return [_beside(text, w, whole) for w in whole if _touches(w, spans)]


def _beside(text: str, here: Span, whole: Spans) -> str:
    before = covered(text[: here.start], (s for s in whole if s.end <= here.start))
    behind = (Span(s.start - here.end, s.end - here.end) for s in whole if s.start >= here.end)
    return f"{before[-_AROUND:]}{COVER}{covered(text[here.end :], behind)[:_AROUND]}"


def offered(texts: Iterable[str]) -> Sequence[str]:
    """Clues to the writer in the texts, each once."""
    found = [text[f.start : f.end] for text in texts for f in find(text)]
    return list(dict.fromkeys(found))[:_OFFERED]
