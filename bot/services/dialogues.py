"""Where a chat stands, kept sealed between two messages and for one hour at most."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from bot.domain.dialogues import Dialogue, Step
from bot.domain.ids import ChatId
from bot.store import dialogues as rows
from bot.store import outbox, pictures
from bot.turn import Turn
from bot.vault import addresses
from bot.vault.keyring import Purpose
from bot.vault.sealing import Vault


class _Kept(BaseModel):
    """What is sealed: the dialogue, and the chat so that an expired one can be cleared."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    chat: ChatId
    dialogue: Dialogue


def _worth_keeping(dialogue: Dialogue) -> bool:
    begun = dialogue.step is not Step.IDLE or dialogue.words or dialogue.pictures
    return bool(begun) or dialogue.poster is not None


async def save(turn: Turn, dialogue: Dialogue) -> Turn:
    """The turn standing where the chat now stands; an empty dialogue leaves no row."""
    vault, chat = turn.house.vault, turn.speaker.chat
    tag = addresses.dialogue_tag(vault, chat)
    expires = turn.seconds + int(turn.house.defaults.draft_life.total_seconds())
    await _save_pictures(turn, dialogue, expires)
    if not _worth_keeping(dialogue):
        await rows.remove(turn.tx, tag)
        return turn.standing(dialogue)
    plain = _Kept(chat=chat, dialogue=dialogue).model_dump_json().encode()
    sealed = vault.seal(Purpose.DIALOGUE, "dialogue", tag, plain)
    await rows.put(turn.tx, tag, sealed, expires=expires)
    return turn.standing(dialogue)


async def _save_pictures(turn: Turn, dialogue: Dialogue, expires: int) -> None:
    """Pictures live as long as the draft that names them, and are fetched for no other."""
    kept = {picture.id for picture in dialogue.pictures}
    for picture in turn.dialogue.pictures:
        if picture.id not in kept:
            await outbox.forget_fetch(turn.tx, picture.id)
    for page in {*turn.dialogue.pages} - {*dialogue.pages}:
        await pictures.remove(turn.tx, page)
    for page in dialogue.pages:
        await pictures.touch(turn.tx, page, expires=expires)


def opened(vault: Vault, tag: bytes, sealed: bytes) -> tuple[ChatId, Dialogue]:
    """Raises SealBroken."""
    kept = _Kept.model_validate_json(vault.open(Purpose.DIALOGUE, "dialogue", tag, sealed))
    return kept.chat, kept.dialogue


async def clear(turn: Turn) -> Turn:
    return await save(turn, turn.dialogue.cleared())
