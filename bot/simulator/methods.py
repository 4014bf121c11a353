"""The table of modelled methods: what each takes and what carries it out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.simulator import asking, editing, sending
from bot.simulator.fields import Field, fields
from bot.simulator.refusal import Refusal

if TYPE_CHECKING:
    from bot.simulator.simulator import Simulator

Json = dict[str, Any]
Run = Callable[["Simulator", Json], Any]


@dataclass(frozen=True)
class Method:
    name: str
    fields: Mapping[str, Field]
    run: Run


TEXT = " text!:str parse_mode:str entities:list link_preview_options:object"
CAPTION = " caption:str parse_mode:str caption_entities:list show_caption_above_media:bool"
SENT = (
    " chat_id!:chat disable_notification:bool protect_content:bool allow_paid_broadcast:bool"
    " reply_parameters:object"
)
PLACED = " chat_id!:chat message_id!:int"
MARKUP = " reply_markup:object"
SCOPED = " scope:object language_code:str"
LANGUAGE = " language_code:str"

DECLARED: tuple[tuple[str, str, Run], ...] = (
    ("getMe", "", asking.get_me),
    ("logOut", "", asking.yes),
    ("close", "", asking.yes),
    # Long polling waits, so the server carries it out itself.
    ("getUpdates", "offset:int limit:int timeout:int allowed_updates:list", asking.yes),
    (
        "setWebhook",
        "url!:str certificate:file ip_address:str max_connections:int allowed_updates:list"
        " drop_pending_updates:bool secret_token:str",
        asking.set_webhook,
    ),
    ("deleteWebhook", "drop_pending_updates:bool", asking.delete_webhook),
    ("getWebhookInfo", "", asking.get_webhook_info),
    ("sendMessage", SENT + TEXT + MARKUP, sending.send_message),
    ("sendPhoto", SENT + CAPTION + MARKUP + " photo!:file has_spoiler:bool", sending.send_photo),
    (
        "sendDocument",
        SENT + CAPTION + MARKUP + " document!:file thumbnail:file"
        " disable_content_type_detection:bool",
        sending.send_document,
    ),
    ("sendMediaGroup", SENT + " media!:list", sending.send_media_group),
    (
        "sendLocation",
        SENT + MARKUP + " latitude!:float longitude!:float horizontal_accuracy:float"
        " live_period:int heading:int proximity_alert_radius:int",
        sending.send_location,
    ),
    ("sendChatAction", "chat_id!:chat action!:str", sending.send_chat_action),
    (
        "copyMessage",
        SENT + CAPTION + MARKUP + " from_chat_id!:chat message_id!:int",
        sending.copy_message,
    ),
    (
        "forwardMessage",
        "chat_id!:chat from_chat_id!:chat message_id!:int disable_notification:bool"
        " protect_content:bool",
        sending.forward_message,
    ),
    ("editMessageText", PLACED + TEXT + MARKUP, editing.edit_message_text),
    ("editMessageCaption", PLACED + CAPTION + MARKUP, editing.edit_message_caption),
    ("editMessageMedia", PLACED + MARKUP + " media!:object", editing.edit_message_media),
    ("editMessageReplyMarkup", PLACED + MARKUP, editing.edit_message_reply_markup),
    ("deleteMessage", PLACED, editing.delete_message),
    ("deleteMessages", "chat_id!:chat message_ids!:list", editing.delete_messages),
    ("pinChatMessage", PLACED + " disable_notification:bool", editing.pin_chat_message),
    ("unpinChatMessage", "chat_id!:chat message_id:int", editing.unpin_chat_message),
    ("setMessageReaction", PLACED + " reaction:list is_big:bool", editing.set_message_reaction),
    (
        "answerCallbackQuery",
        "callback_query_id!:str text:str show_alert:bool cache_time:int",
        editing.answer_callback_query,
    ),
    ("getFile", "file_id!:str", asking.get_file),
    ("setMyCommands", "commands!:list" + SCOPED, asking.set_my_commands),
    ("getMyCommands", SCOPED, asking.get_my_commands),
    ("deleteMyCommands", SCOPED, asking.delete_my_commands),
    ("setMyName", "name:str" + LANGUAGE, asking.set_text("name")),
    ("getMyName", LANGUAGE, asking.get_text("name")),
    ("setMyDescription", "description:str" + LANGUAGE, asking.set_text("description")),
    ("getMyDescription", LANGUAGE, asking.get_text("description")),
    (
        "setMyShortDescription",
        "short_description:str" + LANGUAGE,
        asking.set_text("short_description"),
    ),
    ("getMyShortDescription", LANGUAGE, asking.get_text("short_description")),
    ("setChatMenuButton", "chat_id:int menu_button:object", asking.set_chat_menu_button),
    ("getChatMenuButton", "chat_id:int", asking.get_chat_menu_button),
    ("getChat", "chat_id!:chat", asking.get_chat),
    ("getChatMember", "chat_id!:chat user_id!:int", asking.get_chat_member),
    ("leaveChat", "chat_id!:chat", asking.leave_chat),
)
# Telegram does not mind the case of a method's name.
METHODS = {name.lower(): Method(name, fields(declared), run) for name, declared, run in DECLARED}


def method(name: str) -> Method:
    try:
        return METHODS[name.lower()]
    except KeyError:
        raise Refusal(501, f"Not Implemented: method {name} is not modelled", misuse=True) from None
