"""Entities as HTML that is safe to put into a page."""

from html import escape
from typing import Any

Entity = dict[str, Any]

WRAPS = {
    "bold": ("<b>", "</b>"),
    "italic": ("<i>", "</i>"),
    "underline": ("<u>", "</u>"),
    "strikethrough": ("<s>", "</s>"),
    "spoiler": ('<span class="spoiler">', "</span>"),
    "code": ("<code>", "</code>"),
    "pre": ("<pre>", "</pre>"),
    "blockquote": ("<blockquote>", "</blockquote>"),
    "expandable_blockquote": ('<blockquote class="expandable">', "</blockquote>"),
}
COVER = "\N{MEDIUM SHADE}"
LINK = '<a href="{}" rel="noreferrer noopener" target="_blank">'


def render(text: str, entities: list[Entity]) -> str:
    nested = sorted(entities, key=lambda e: (e["offset"], -e["length"]))
    return _render(text.encode("utf-16-le"), 0, len(text.encode("utf-16-le")) // 2, nested)


def masked(text: str, entities: list[Entity]) -> str:
    """The text as a notification shows it: Telegram covers spoilers there."""
    units = text.encode("utf-16-le")
    for entity in entities:
        if entity["type"] == "spoiler":
            begins, length = 2 * entity["offset"], entity["length"]
            cover = (COVER * length).encode("utf-16-le")
            units = units[:begins] + cover + units[begins + 2 * length :]
    return units.decode("utf-16-le")


def _render(units: bytes, begins: int, ends: int, entities: list[Entity]) -> str:
    """One stretch of text; each entity wraps those that lie inside it."""
    parts = []
    at = begins
    while entities:
        first, *entities = entities
        stop = first["offset"] + first["length"]
        if first["offset"] < at or stop > ends:
            continue
        inside = [e for e in entities if e["offset"] < stop]
        entities = [e for e in entities if e["offset"] >= stop]
        before, after = _wrap(first, _cut(units, first["offset"], stop))
        parts.append(escape(_cut(units, at, first["offset"])))
        parts.append(before + _render(units, first["offset"], stop, inside) + after)
        at = stop
    parts.append(escape(_cut(units, at, ends)))
    return "".join(parts)


def _wrap(entity: Entity, text: str) -> tuple[str, str]:
    if entity["type"] in ("text_link", "url"):
        target = entity.get("url", text)
        if target.startswith(("http://", "https://")):
            return LINK.format(escape(target)), "</a>"
    return WRAPS.get(entity["type"], ("", ""))


def _cut(units: bytes, begins: int, ends: int) -> str:
    return units[2 * begins : 2 * ends].decode("utf-16-le")
