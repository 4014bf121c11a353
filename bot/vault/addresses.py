"""Which chat is behind a row, for each purpose apart. Nothing here spans two purposes."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.ids import ChatId
from bot.vault.keyring import Purpose
from bot.vault.sealing import SealBroken, Vault


def profile_tag(vault: Vault, chat: ChatId) -> bytes:
    return vault.tag(Purpose.PROFILE_TAG, chat)


def dialogue_tag(vault: Vault, chat: ChatId) -> bytes:
    return vault.tag(Purpose.DIALOGUE_TAG, chat)


def dialogue_tags(vault: Vault, chat: ChatId) -> Sequence[bytes]:
    """Newest first; more than one while keys are being replaced."""
    return vault.tags(Purpose.DIALOGUE_TAG, chat)


def staff_tag(vault: Vault, chat: ChatId) -> bytes:
    return vault.tag(Purpose.STAFF_TAG, chat)


def slot_tags(vault: Vault, chat: ChatId, slots: int) -> Sequence[bytes]:
    """One tag a slot, so that no two concerns of a person share one."""
    return [vault.tag(Purpose.SLOT_TAG, chat, slot) for slot in range(slots)]


def rate_tag(vault: Vault, chat: ChatId, what: str, window: int) -> bytes:
    """Under a key that lives one day; `window` makes each hour or day a tag of its own."""
    return vault.tag(Purpose.RATE, chat, what, window)


def former_tags(
    vault: Vault, purpose: Purpose, chat: ChatId, slots: int | None = None
) -> Sequence[bytes]:
    """The chat's tags under older keys; none unless a rotation is under way."""
    parts = [(chat,)] if slots is None else [(chat, slot) for slot in range(slots)]
    return [tag for part in parts for tag in vault.tags(purpose, *part)[1:]]


def newest_slot_tag(vault: Vault, chat: ChatId, tag: bytes, slots: int) -> bytes:
    """The tag of the same slot under the newest key. Raises SealBroken for another chat's."""
    for slot in range(slots):
        tags = vault.tags(Purpose.SLOT_TAG, chat, slot)
        if tag in tags:
            return tags[0]
    raise SealBroken("slot")


def seal_profile(vault: Vault, row: bytes, chat: ChatId) -> bytes:
    return vault.seal(Purpose.PROFILE_ADDRESS, "profile", row, _packed(chat))


def open_profile(vault: Vault, row: bytes, sealed: bytes) -> ChatId:
    return _unpacked(vault.open(Purpose.PROFILE_ADDRESS, "profile", row, sealed))


def seal_message(vault: Vault, bulletin: bytes, profile: bytes, message: int) -> bytes:
    """News whose text stands in the chat of a profile, to be changed later."""
    number = message.to_bytes(8, "big")
    return vault.seal(Purpose.PROFILE_ADDRESS, "delivery", bulletin + profile, number)


def open_message(vault: Vault, bulletin: bytes, profile: bytes, sealed: bytes) -> int:
    plain = vault.open(Purpose.PROFILE_ADDRESS, "delivery", bulletin + profile, sealed)
    return int.from_bytes(plain, "big")


def seal_staff(vault: Vault, row: bytes, chat: ChatId) -> bytes:
    return vault.seal(Purpose.STAFF_ADDRESS, "moderator", row, _packed(chat))


def open_staff(vault: Vault, row: bytes, sealed: bytes) -> ChatId:
    return _unpacked(vault.open(Purpose.STAFF_ADDRESS, "moderator", row, sealed))


def seal_shown(vault: Vault, row: bytes, chat: ChatId, message: int) -> bytes:
    """A message that stands in a chat, to be deleted later."""
    return vault.seal(Purpose.DIALOGUE, "shown", row, _packed(chat) + message.to_bytes(8, "big"))


def open_shown(vault: Vault, row: bytes, sealed: bytes) -> tuple[ChatId, int]:
    plain = vault.open(Purpose.DIALOGUE, "shown", row, sealed)
    return _unpacked(plain[:8]), int.from_bytes(plain[8:], "big")


def seal_thread(vault: Vault, row: bytes, chat: ChatId) -> tuple[bytes, bytes]:
    """(wrapped key, sealed address) of a concern; the key is the concern's own."""
    key, wrapped = vault.new_key(Purpose.THREAD_ADDRESS, "address", row)
    return wrapped, key.seal("address", row, _packed(chat))


def open_thread(vault: Vault, row: bytes, wrapped: bytes, sealed: bytes) -> ChatId:
    key = vault.row_key(Purpose.THREAD_ADDRESS, "address", row, wrapped)
    return _unpacked(key.open("address", row, sealed))


def mute_tags(vault: Vault, chat: ChatId, *parts: bytes | int | str) -> Sequence[bytes]:
    """Newest first; `parts` tell the tags of one person apart."""
    return vault.tags(Purpose.MUTE_TAG, chat, *parts)


def seal_appeal(vault: Vault, row: bytes, chat: ChatId, words: str) -> tuple[bytes, bytes, bytes]:
    """(wrapped key, sealed address, sealed words); they are destroyed together."""
    key, wrapped = vault.new_key(Purpose.THREAD_ADDRESS, "appeal", row)
    sealed = key.seal("appeal address", row, _packed(chat))
    return wrapped, sealed, key.seal("appeal words", row, words.encode())


def open_appeal(vault: Vault, row: bytes, wrapped: bytes, sealed: bytes) -> ChatId:
    key = vault.row_key(Purpose.THREAD_ADDRESS, "appeal", row, wrapped)
    return _unpacked(key.open("appeal address", row, sealed))


def open_appeal_words(vault: Vault, row: bytes, wrapped: bytes, words: bytes) -> str:
    key = vault.row_key(Purpose.THREAD_ADDRESS, "appeal", row, wrapped)
    return key.open("appeal words", row, words).decode()


def seal_group(vault: Vault, row: bytes, kept: bytes) -> bytes:
    """Which chat the group of an organisation is, and what stands in it."""
    return vault.seal(Purpose.STAFF_ADDRESS, "staff_group", row, kept)


def open_group(vault: Vault, row: bytes, sealed: bytes) -> bytes:
    return vault.open(Purpose.STAFF_ADDRESS, "staff_group", row, sealed)


def signup_tags(vault: Vault, chat: ChatId, event: bytes) -> Sequence[bytes]:
    """Newest first. One tag an event, so that no two sign-ups of a person share one."""
    return vault.tags(Purpose.SIGNUP_TAG, chat, event)


def seal_signup(vault: Vault, row: bytes, chat: ChatId, language: str) -> bytes:
    """Whom to remind, and in which language: two letters, so that no length tells it."""
    return vault.seal(Purpose.SIGNUP, "signup", row, _packed(chat) + language.encode())


def open_signup(vault: Vault, row: bytes, sealed: bytes) -> tuple[ChatId, str]:
    plain = vault.open(Purpose.SIGNUP, "signup", row, sealed)
    return _unpacked(plain[:8]), plain[8:].decode()


def _packed(chat: ChatId) -> bytes:
    return int(chat).to_bytes(8, "big", signed=True)


def _unpacked(raw: bytes) -> ChatId:
    return ChatId(int.from_bytes(raw, "big", signed=True))


def seal_progress(vault: Vault, row: bytes, kept: bytes) -> bytes:
    """Which message of its author's chat tells how a sending goes, and what it says."""
    return vault.seal(Purpose.STAFF_ADDRESS, "progress", row, kept)


def open_progress(vault: Vault, row: bytes, sealed: bytes) -> bytes:
    return vault.open(Purpose.STAFF_ADDRESS, "progress", row, sealed)
