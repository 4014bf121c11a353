"""Methods that put a new message into a chat."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.simulator.chats import Chat, Content, Message
from bot.simulator.content import (
    caption_content,
    document_content,
    location_content,
    media_content,
    photo_content,
    text_content,
    with_markup,
)
from bot.simulator.refusal import bad, misuse

if TYPE_CHECKING:
    from bot.simulator.simulator import Simulator

Json = dict[str, Any]

ACTIONS = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def send_message(sim: "Simulator", params: Json) -> Json:
    return _post(sim, params, with_markup(text_content(sim, params), params)).wire()


def send_photo(sim: "Simulator", params: Json) -> Json:
    return _post(sim, params, with_markup(photo_content(sim, params), params)).wire()


def send_document(sim: "Simulator", params: Json) -> Json:
    return _post(sim, params, with_markup(document_content(sim, params), params)).wire()


def send_location(sim: "Simulator", params: Json) -> Json:
    return _post(sim, params, with_markup(location_content(params), params)).wire()


def send_media_group(sim: "Simulator", params: Json) -> list[Json]:
    items = params["media"]
    if not 2 <= len(items) <= 10:
        raise misuse("media group must have 2-10 items")
    contents = [media_content(sim, item) for item in items]
    if len({content.kind for content in contents}) > 1:
        raise misuse("documents can't be mixed with other media types in an album")
    album = str(sim.rng.getrandbits(62))
    return [m.wire() for m in _post_all(sim, params, contents, media_group_id=album)]


def copy_message(sim: "Simulator", params: Json) -> Json:
    original = _source(sim, params, "copied")
    content = replace(original.content, markup=None)
    if "caption" in params and content.media:
        said = caption_content(sim, params)
        content = replace(content, text=said.text, entities=said.entities, html=said.html)
    return {"message_id": _post(sim, params, with_markup(content, params)).message_id}


def forward_message(sim: "Simulator", params: Json) -> Json:
    original = _source(sim, params, "forwarded")
    origin = original.forward_origin or {
        "type": "user",
        "date": original.date,
        "sender_user": original.sender,
    }
    content = replace(original.content, markup=None)
    return _post(sim, params, content, forward_origin=origin).wire()


def send_chat_action(sim: "Simulator", params: Json) -> bool:
    if params["action"] not in ACTIONS:
        raise misuse("wrong parameter action in request")
    party = sim.party(params["chat_id"])
    if refusal := party.refuse_bot():
        raise refusal
    party.chat.type()
    return True


def _source(sim: "Simulator", params: Json, done: str) -> Message:
    message = sim.party(params["from_chat_id"]).chat.find(params["message_id"])
    if message is None:
        raise bad(f"message to {'copy' if done == 'copied' else 'forward'} not found")
    if message.protect_content:
        raise bad(f"message can't be {done}")
    return message


def _post(sim: "Simulator", params: Json, content: Content, **extras: Any) -> Message:
    return _post_all(sim, params, [content], **extras)[0]


def _post_all(
    sim: "Simulator", params: Json, contents: list[Content], **extras: Any
) -> list[Message]:
    party = sim.party(params["chat_id"])
    reply_to = _replied(party.chat, params.get("reply_parameters"))
    # A message to somebody who blocks the bot still counts: the server had to look.
    sim.meter.count(party.id, group=not party.chat.private, amount=len(contents))
    if refusal := party.refuse_bot():
        raise refusal
    return [_show(sim, party.chat, params, c, reply_to=reply_to, **extras) for c in contents]


def _replied(chat: Chat, reply: Json | None) -> Message | None:
    if reply is None:
        return None
    message = chat.find(reply.get("message_id"))
    if message is None and not reply.get("allow_sending_without_reply"):
        raise bad("message to be replied not found")
    return message


def _show(sim: "Simulator", chat: Chat, params: Json, content: Content, **extras: Any) -> Message:
    message = Message(
        message_id=chat.next_id(),
        chat=chat,
        sender=sim.me(),
        date=sim.now,
        content=content,
        outgoing=True,
        protect_content=params.get("protect_content", False),
        silent=params.get("disable_notification", False),
        **extras,
    )
    chat.show(message)
    sim.sent += 1
    return message
