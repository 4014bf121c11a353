"""Methods that read or set what concerns no single message."""

from typing import TYPE_CHECKING, Any

from bot.simulator.people import Group, Person
from bot.simulator.profile import (
    DEFAULT_SCOPE,
    checked_commands,
    checked_language,
    scope_key,
)
from bot.simulator.refusal import Refusal, bad, misuse
from bot.simulator.webhook import DEFAULT_CONNECTIONS

if TYPE_CHECKING:
    from bot.simulator.simulator import Simulator

Json = dict[str, Any]

GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)
MENU_BUTTONS = frozenset({"commands", "default"})


def get_me(sim: "Simulator", params: Json) -> Json:
    return {
        **sim.me(),
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def yes(sim: "Simulator", params: Json) -> bool:
    return True


def get_file(sim: "Simulator", params: Json) -> Json:
    return sim.files.get(params["file_id"])


def set_webhook(sim: "Simulator", params: Json) -> bool:
    if not params["url"]:
        return delete_webhook(sim, params)
    sim.webhook.set(
        params["url"],
        params.get("secret_token"),
        params.get("max_connections", DEFAULT_CONNECTIONS),
        params.get("ip_address"),
    )
    _forget_pending(sim, params)
    if "allowed_updates" in params:
        sim.updates.allow(params["allowed_updates"])
    sim.updates.stop_polling(Refusal(409, "Conflict: terminated by setWebhook request"))
    return True


def delete_webhook(sim: "Simulator", params: Json) -> bool:
    sim.webhook.delete()
    _forget_pending(sim, params)
    return True


def _forget_pending(sim: "Simulator", params: Json) -> None:
    if params.get("drop_pending_updates"):
        sim.updates.clear()


def get_webhook_info(sim: "Simulator", params: Json) -> Json:
    return sim.webhook.info()


def set_my_commands(sim: "Simulator", params: Json) -> bool:
    sim.profile.commands[_command_key(params)] = checked_commands(params["commands"])
    sim.screens.happened()
    return True


def get_my_commands(sim: "Simulator", params: Json) -> list[Json]:
    return sim.profile.commands.get(_command_key(params), [])


def delete_my_commands(sim: "Simulator", params: Json) -> bool:
    sim.profile.commands.pop(_command_key(params), None)
    sim.screens.happened()
    return True


def _command_key(params: Json) -> tuple[str, str]:
    language = checked_language(params.get("language_code", ""))
    return scope_key(params.get("scope", DEFAULT_SCOPE)), language


def set_text(kind: str) -> Any:
    def run(sim: "Simulator", params: Json) -> bool:
        sim.profile.set_text(kind, params.get(kind, ""), params.get("language_code", ""))
        sim.screens.happened()
        return True

    return run


def get_text(kind: str) -> Any:
    def run(sim: "Simulator", params: Json) -> Json:
        text = sim.profile.text(kind, params.get("language_code", ""))
        return {kind: text or (sim.name if kind == "name" else "")}

    return run


def set_chat_menu_button(sim: "Simulator", params: Json) -> bool:
    button = params.get("menu_button", {"type": "default"})
    if button.get("type") not in MENU_BUTTONS:
        raise misuse(f"menu button of type {button.get('type')} is not modelled")
    sim.profile.menu_buttons[params.get("chat_id")] = button
    return True


def get_chat_menu_button(sim: "Simulator", params: Json) -> Json:
    buttons = sim.profile.menu_buttons
    general = buttons.get(None, {"type": "commands"})
    return buttons.get(params.get("chat_id"), general)


def get_chat(sim: "Simulator", params: Json) -> Json:
    party = sim.party(params["chat_id"])
    if isinstance(party, Person) and not party.started:
        raise bad("chat not found")
    info: Json = {
        **party.chat.wire(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(GIFTS, False),
    }
    if party.chat.pinned:
        info["pinned_message"] = party.chat.pinned[-1].wire()
    return info


def get_chat_member(sim: "Simulator", params: Json) -> Json:
    party = sim.party(params["chat_id"])
    if params["user_id"] == sim.id:
        return {"user": sim.me(), "status": "member"}
    if isinstance(party, Group):
        return party.member(params["user_id"])
    if params["user_id"] != party.id:
        raise bad("PARTICIPANT_ID_INVALID")
    return {"user": party.user, "status": "member"}


def leave_chat(sim: "Simulator", params: Json) -> bool:
    party = sim.party(params["chat_id"])
    if isinstance(party, Person):
        raise misuse("chat member status can't be changed in private chats")
    party.bot_left = True
    return True
