"""Formatted text: HTML and plain text into entities, counted in UTF-16 units as Telegram does."""

import re
from dataclasses import dataclass, field
from typing import Any, NoReturn
from urllib.parse import parse_qs, urlsplit

from bot.simulator.refusal import misuse

Entity = dict[str, Any]

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
TYPES = frozenset(TAGS.values()) | {
    "text_mention",
    "expandable_blockquote",
    "mention",
    "hashtag",
    "cashtag",
    "bot_command",
    "url",
    "email",
    "phone_number",
}
VERBATIM = frozenset({"code", "pre"})

PLAIN = re.compile(r"[^<&]+")
REFERENCE = re.compile(r"&(?:#[xX]([0-9a-fA-F]+)|#([0-9]+)|(lt|gt|amp|quot)(?![A-Za-z]));?")
NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
TAG_NAME = re.compile(r"[^\s>]*")
ATTRIBUTE = re.compile(
    r"\s*([^\s=>]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([A-Za-z0-9.\-]+)(?=[\s>])))?"
)
SPACE = re.compile(r"\s*")

FOUND = (
    (
        "bot_command",
        re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])"),
    ),
    ("url", re.compile(r"(?<![\w@])(?:https?://|www\.)[^\s<>\"]*[^\s<>\".,;:!?)]")),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#])#\w*[^\W\d]\w*")),
    ("phone_number", re.compile(r"(?<![\w+])\+\d(?:[ ()-]?\d){6,14}(?!\w)")),
)


@dataclass
class Formatted:
    text: str
    entities: list[Entity] = field(default_factory=list)


def units(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)


def formatted(text: str, mode: str | None, explicit: list[Entity] | None) -> Formatted:
    if mode is None or mode == "":
        return trimmed(Formatted(text, checked(text, explicit or [])))
    if mode.lower() != "html":
        raise misuse(f"parse_mode {mode} is not modelled")
    return trimmed(parse_html(text))


def parse_html(source: str) -> Formatted:
    return _Html(source).parse()


@dataclass
class _Open:
    tag: str
    offset: int
    begins: int
    attributes: dict[str, str]


class _Html:
    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._text: list[str] = []
        self._units = 0
        self._open: list[_Open] = []
        self._entities: list[Entity] = []

    def parse(self) -> Formatted:
        while self._at < len(self._source):
            match self._source[self._at]:
                case "<":
                    self._tag()
                case "&":
                    self._reference()
                case _:
                    self._emit(self._match(PLAIN))
        if self._open:
            self._fail(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')
        entities = sorted(self._entities, key=lambda e: (e["offset"], -e["length"]))
        return Formatted("".join(self._text), without_nested(entities))

    def _match(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._source, self._at)
        text = found.group() if found else ""
        self._at += len(text)
        return text

    def _emit(self, text: str) -> None:
        self._text.append(text)
        self._units += units(text)

    def _reference(self) -> None:
        found = REFERENCE.match(self._source, self._at)
        char = _referred(found) if found else None
        if found is None or char is None:
            char = "&"
            self._at += 1
        else:
            self._at = found.end()
        self._emit(char)

    def _tag(self) -> None:
        begins = self._at
        self._at += 1
        if self._source.startswith("/", self._at):
            self._at += 1
            self._close(begins)
        else:
            self._begin(begins)

    def _begin(self, begins: int) -> None:
        tag = self._match(TAG_NAME).lower()
        if self._at >= len(self._source):
            self._fail("Unclosed start tag", begins)
        if tag not in TAGS:
            self._fail(f'Unsupported start tag "{tag}"', begins)
        attributes = self._attributes(tag, begins)
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            self._fail('Tag "span" must have class "tg-spoiler"', begins)
        self._open.append(_Open(tag, self._units, begins, attributes))

    def _attributes(self, tag: str, begins: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while True:
            self._match(SPACE)
            if self._at >= len(self._source):
                self._fail(f'Unclosed start tag "{tag}"', begins)
            if self._source[self._at] == ">":
                self._at += 1
                return attributes
            found = ATTRIBUTE.match(self._source, self._at)
            if found is None:
                what = "Unclosed start tag" if attributes else "Empty attribute name in the tag"
                self._fail(f'{what} "{tag}"', begins)
            name, *values = found.groups()
            self._at = found.end()
            attributes[name.lower()] = decoded(next((v for v in values if v is not None), ""))

    def _close(self, begins: int) -> None:
        if not self._open:
            self._fail("Unexpected end tag", begins)
        tag = self._match(TAG_NAME).lower()
        self._match(SPACE)
        if not self._source.startswith(">", self._at):
            self._fail("Unclosed end tag", begins)
        self._at += 1
        opened = self._open.pop()
        if tag and tag != opened.tag:
            at = self._bytes(begins)
            self._fail(
                f'Unmatched end tag at byte offset {at}, expected "</{opened.tag}>", '
                f'found "</{tag}>"'
            )
        if self._units > opened.offset:
            self._finish(opened)

    def _finish(self, opened: _Open) -> None:
        length = self._units - opened.offset
        entity: Entity = {"type": TAGS[opened.tag], "offset": opened.offset, "length": length}
        inside = "".join(self._text).encode("utf-16-le")[2 * opened.offset :].decode("utf-16-le")
        details = _details(opened, inside)
        if details is None:
            return
        entity |= details
        if entity["type"] == "pre":
            self._take_language(entity)
        self._entities.append(entity)

    def _take_language(self, pre: Entity) -> None:
        """Telegram writes a block's language on the code tag that fills the block."""
        if not self._entities:
            return
        code = self._entities[-1]
        same = all(code[key] == pre[key] for key in ("offset", "length"))
        if code["type"] == "code" and same:
            self._entities.pop()
            if "language" in code:
                pre["language"] = code["language"]

    def _bytes(self, at: int) -> int:
        return len(self._source[:at].encode())

    def _fail(self, what: str, at: int | None = None) -> NoReturn:
        where = "" if at is None else f" at byte offset {self._bytes(at)}"
        raise misuse(f"can't parse entities: {what}{where}")


def _referred(found: re.Match[str]) -> str | None:
    hexadecimal, decimal, name = found.groups()
    if name:
        return NAMED[name]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    valid = 0 < code < 0x10FFFF and not 0xD800 <= code <= 0xDFFF
    return chr(code) if valid else None


def decoded(text: str) -> str:
    return REFERENCE.sub(lambda found: _referred(found) or found.group(), text)


def _details(opened: _Open, inside: str) -> Entity | None:
    """What the tag's attributes add; None for a link Telegram would quietly drop."""
    match opened.tag:
        case "a":
            return link(opened.attributes.get("href") or inside)
        case "code" if (kind := opened.attributes.get("class", "")).startswith("language-"):
            return {"language": kind.removeprefix("language-")}
        case "blockquote" if "expandable" in opened.attributes:
            return {"type": "expandable_blockquote"}
    return {}


def link(target: str) -> Entity | None:
    try:
        parts = urlsplit(target if "://" in target else f"http://{target}")
    except ValueError:
        return None
    if parts.scheme == "tg" and parts.netloc == "user":
        user = parse_qs(parts.query).get("id", [""])[0]
        if not user.isdigit():
            return None
        return {
            "type": "text_mention",
            "user": {"id": int(user), "is_bot": False, "first_name": ""},
        }
    web = parts.scheme in ("http", "https") and "." in parts.netloc.strip(".")
    if not web and not (parts.scheme in ("tg", "ton", "tonsite") and parts.netloc):
        return None
    return {"url": parts.geturl()}


def without_nested(entities: list[Entity]) -> list[Entity]:
    """Drop what Telegram drops: anything inside code, and a language outside a block."""
    kept: list[Entity] = []
    for entity in entities:
        if any(e is not entity and e["type"] in VERBATIM and _covers(e, entity) for e in entities):
            continue
        if entity["type"] == "code":
            entity.pop("language", None)
        kept.append(entity)
    return kept


def _covers(outer: Entity, inner: Entity) -> bool:
    ends = outer["offset"] + outer["length"]
    return bool(outer["offset"] <= inner["offset"] and inner["offset"] + inner["length"] <= ends)


def checked(text: str, entities: list[Entity]) -> list[Entity]:
    size = units(text)
    for entity in entities:
        if not isinstance(entity, dict) or entity.get("type") not in TYPES:
            raise misuse("can't parse entities: wrong MessageEntity type specified")
        offset, length = entity.get("offset"), entity.get("length")
        if not isinstance(offset, int) or not isinstance(length, int):
            raise misuse("can't parse entities: entity offset and length must be numbers")
        if offset < 0 or length <= 0 or offset + length > size:
            raise misuse("can't parse entities: entity is outside of the text")
    return entities


def trimmed(given: Formatted) -> Formatted:
    """Telegram takes the white space off both ends and moves the entities along."""
    text = given.text.strip()
    shift = units(given.text[: len(given.text) - len(given.text.lstrip())])
    if text == given.text:
        return given
    size = units(text)
    entities = []
    for entity in given.entities:
        begins = max(0, entity["offset"] - shift)
        ends = min(size, entity["offset"] + entity["length"] - shift)
        if ends > begins:
            entities.append({**entity, "offset": begins, "length": ends - begins})
    return Formatted(text, entities)


def found_in(text: str) -> list[Entity]:
    """The entities Telegram finds by itself in what a person writes."""
    entities: list[Entity] = []
    for kind, pattern in FOUND:
        for found in pattern.finditer(text):
            entity = {
                "type": kind,
                "offset": units(text[: found.start()]),
                "length": units(found.group()),
            }
            if not any(_covers(other, entity) for other in entities):
                entities.append(entity)
    return sorted(entities, key=lambda e: e["offset"])
