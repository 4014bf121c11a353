"""Methods that change messages already in a chat."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.simulator.chats import Content, Message
from bot.simulator.content import caption_content, media_content, text_content, with_markup
from bot.simulator.people import Group, Person
from bot.simulator.refusal import bad, misuse

if TYPE_CHECKING:
    from bot.simulator.simulator import Simulator

Json = dict[str, Any]

DELETABLE_SECONDS = 48 * 3600
TOAST_LIMIT = 200


def edit_message_text(sim: "Simulator", params: Json) -> Json:
    content = with_markup(text_content(sim, params), params, inline_only=True)
    message = _editable(sim, params)
    if message.content.media:
        raise bad("there is no text in the message to edit")
    return _change(sim, message, content)


def edit_message_caption(sim: "Simulator", params: Json) -> Json:
    said = with_markup(caption_content(sim, params), params, inline_only=True)
    message = _editable(sim, params)
    old = message.content
    if not old.media:
        raise bad("there is no caption in the message to edit")
    return _change(sim, message, replace(said, media=old.media, file=old.file))


def edit_message_media(sim: "Simulator", params: Json) -> Json:
    content = with_markup(media_content(sim, params["media"]), params, inline_only=True)
    return _change(sim, _editable(sim, params), content)


def edit_message_reply_markup(sim: "Simulator", params: Json) -> Json:
    message = _editable(sim, params)
    return _change(sim, message, with_markup(message.content, params, inline_only=True))


def delete_message(sim: "Simulator", params: Json) -> bool:
    party = sim.party(params["chat_id"])
    message = party.chat.find(params["message_id"])
    if message is None:
        raise bad("message to delete not found")
    _delete(sim, [message])
    return True


def delete_messages(sim: "Simulator", params: Json) -> bool:
    ids = params["message_ids"]
    if not 1 <= len(ids) <= 100:
        raise misuse("there must be 1-100 message identifiers")
    chat = sim.party(params["chat_id"]).chat
    _delete(sim, [message for i in ids if (message := chat.find(i)) is not None])
    return True


def pin_chat_message(sim: "Simulator", params: Json) -> bool:
    message = _there(sim, params, "pin")
    if message not in message.chat.pinned:
        message.chat.pinned.append(message)
    message.chat.change.happened()
    return True


def unpin_chat_message(sim: "Simulator", params: Json) -> bool:
    pinned = sim.party(params["chat_id"]).chat.pinned
    wanted = params.get("message_id", pinned[-1].message_id if pinned else None)
    message = next((m for m in pinned if m.message_id == wanted), None)
    if message is None:
        raise bad("message to unpin not found")
    pinned.remove(message)
    message.chat.change.happened()
    return True


def set_message_reaction(sim: "Simulator", params: Json) -> bool:
    message = _there(sim, params, "react")
    reaction = params.get("reaction", [])
    if len(reaction) > 1 or not all(_emoji(one) for one in reaction):
        raise misuse("REACTION_INVALID")
    message.reaction = reaction
    message.chat.change.happened()
    return True


def _emoji(reaction: Any) -> bool:
    known = isinstance(reaction, dict) and reaction.keys() == {"type", "emoji"}
    return known and reaction["type"] == "emoji"


def answer_callback_query(sim: "Simulator", params: Json) -> bool:
    text = params.get("text", "")
    if len(text) > TOAST_LIMIT:
        raise misuse("MESSAGE_TOO_LONG")
    query = sim.queries.answer(params["callback_query_id"])
    query.chat.toast(query.person.id, text, alert=params.get("show_alert", False))
    return True


def _there(sim: "Simulator", params: Json, verb: str) -> Message:
    party = sim.party(params["chat_id"])
    message = party.chat.find(params["message_id"])
    if message is None:
        raise bad(f"message to {verb} not found")
    if refusal := party.refuse_bot():
        raise refusal
    return message


def _editable(sim: "Simulator", params: Json) -> Message:
    party = sim.party(params["chat_id"])
    message = party.chat.find(params["message_id"])
    if message is None:
        raise bad("message to edit not found")
    markup = message.content.markup
    if not message.outgoing or (markup and "inline_keyboard" not in markup):
        raise bad("message can't be edited")
    _count(sim, party)
    return message


def _count(sim: "Simulator", party: Person | Group) -> None:
    sim.meter.count(party.id, group=not party.chat.private)
    if refusal := party.refuse_bot():
        raise refusal


def _change(sim: "Simulator", message: Message, content: Content) -> Json:
    if content.same_as(message.content):
        raise bad(
            "message is not modified: specified new message content and reply markup are "
            "exactly the same as a current content and reply markup of the message"
        )
    message.change(content, sim.clock())
    return message.wire()


def _delete(sim: "Simulator", messages: list[Message]) -> None:
    now = sim.clock()
    for message in messages:
        young = now - message.date < DELETABLE_SECONDS
        if not young or not (message.outgoing or message.chat.private):
            raise bad("message can't be deleted for everyone")
    for message in messages:
        message.delete(now)
