"""Turning a request's fields into what a message says."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.simulator.chats import Content
from bot.simulator.entities import Formatted, formatted, units
from bot.simulator.files import PHOTO_LIMIT, UPLOAD_LIMIT, photo_sizes
from bot.simulator.markup import checked_markup
from bot.simulator.refusal import misuse

if TYPE_CHECKING:
    from bot.simulator.simulator import Simulator

Json = dict[str, Any]

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024


def text_content(sim: "Simulator", params: Json) -> Content:
    said = formatted(params["text"], params.get("parse_mode"), params.get("entities"))
    if not said.text:
        raise misuse("message text is empty")
    if units(said.text) > TEXT_LIMIT:
        raise misuse("message is too long")
    return _content(sim, said, params["text"])


def caption_content(sim: "Simulator", params: Json) -> Content:
    caption = params.get("caption", "")
    said = formatted(caption, params.get("parse_mode"), params.get("caption_entities"))
    if units(said.text) > CAPTION_LIMIT:
        raise misuse("message caption is too long")
    return _content(sim, said, caption)


def photo_content(sim: "Simulator", params: Json, *, name: str = "photo") -> Content:
    stored = sim.files.upload(params[name], "photos", PHOTO_LIMIT)
    media: Json = {"photo": photo_sizes(stored)}
    if params.get("has_spoiler"):
        media["has_media_spoiler"] = True
    return replace(caption_content(sim, params), media=media, file=stored.content)


def document_content(sim: "Simulator", params: Json, *, name: str = "document") -> Content:
    stored = sim.files.upload(params[name], "documents", UPLOAD_LIMIT)
    facts = {
        **stored.facts(),
        "file_name": stored.content.name,
        "mime_type": stored.content.mime,
    }
    return replace(caption_content(sim, params), media={"document": facts}, file=stored.content)


def media_content(sim: "Simulator", item: Any) -> Content:
    """One InputMedia object."""
    if not isinstance(item, dict) or "media" not in item:
        raise misuse("can't parse InputMedia: object with media expected")
    match item.get("type"):
        case "photo":
            return photo_content(sim, item, name="media")
        case "document":
            return document_content(sim, item, name="media")
    raise misuse(f"InputMedia of type {item.get('type')} is not modelled")


def location_content(params: Json) -> Content:
    lat, lon = params["latitude"], params["longitude"]
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise misuse("wrong location specified")
    names = ("latitude", "longitude", "horizontal_accuracy", "live_period", "heading")
    place = {name: params[name] for name in names if name in params}
    return Content(media={"location": place})


def with_markup(content: Content, params: Json, *, inline_only: bool = False) -> Content:
    markup = checked_markup(params.get("reply_markup"), inline_only=inline_only)
    return replace(content, markup=markup)


def _content(sim: "Simulator", said: Formatted, source: str) -> Content:
    for entity in said.entities:
        if entity["type"] == "text_mention":
            sim.mentions.append(entity["user"]["id"])
    return Content(said.text, said.entities, html=source)
