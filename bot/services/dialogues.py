"""Where a chat stands, kept sealed between two messages and for one hour at most."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict

from bot import log
from bot.domain.dialogues import Dialogue, Step
from bot.domain.ids import ChatId
from bot.store import dialogues as rows
from bot.store import outbox, pictures, writing
from bot.store.db import Asked, Tx
from bot.turn import Turn
from bot.vault import addresses
from bot.vault.keyring import Purpose
from bot.vault.sealing import SealBroken, Vault

_log = log.get("bot.dialogues")
WRITING_SECONDS = 600
"""How long somebody who went silent still counts as writing."""


class Kept(BaseModel):
    """What is sealed: the dialogue, when it ends to the second, and the chat to be cleared then."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    chat: ChatId
    until: int
    dialogue: Dialogue

    def lives(self, now: datetime) -> bool:
        return now.timestamp() <= self.until


def _worth_keeping(dialogue: Dialogue) -> bool:
    kept = (
        dialogue.words,
        dialogue.pictures,
        dialogue.poster,
        dialogue.opened,
        dialogue.search,
        dialogue.practice,
        dialogue.said,
    )
    return dialogue.step is not Step.IDLE or any(kept)


async def save(turn: Turn, dialogue: Dialogue) -> Turn:
    """The turn standing where the chat now stands; an empty dialogue leaves no row."""
    vault, chat = turn.house.vault, turn.speaker.chat
    tag = addresses.dialogue_tag(vault, chat)
    until = turn.seconds + int(turn.house.defaults.draft_life.total_seconds())
    await _signal(turn, dialogue)
    await forget_pictures(turn.tx, turn.dialogue, dialogue)
    for page in dialogue.held_pages:
        await pictures.touch(turn.tx, page, expires=until // 3600)
    if not _worth_keeping(dialogue):
        await rows.remove(turn.tx, tag)
        return turn.standing(dialogue)
    plain = Kept(chat=chat, until=until, dialogue=dialogue).model_dump_json().encode()
    sealed = vault.seal(Purpose.DIALOGUE, "dialogue", tag, plain)
    await rows.put(turn.tx, tag, sealed, expires=until // 3600)
    return turn.standing(dialogue)


async def _signal(turn: Turn, now: Dialogue) -> None:
    """Colleagues who open a case see who is writing about it, until ten minutes after a message."""
    me = turn.speaker.moderator
    if me is None:
        return
    before, about = turn.dialogue.writes_about, now.writes_about
    if before is not None and before != about:
        await writing.remove(turn.tx, before, me.id)
    if about is not None:
        await writing.put(turn.tx, about, me.id, until=turn.seconds + WRITING_SECONDS)


def sought(vault: Vault, chat: ChatId) -> Asked[bytes | None]:
    """The chat's dialogue, sealed."""
    return rows.sought(addresses.dialogue_tag(vault, chat))


async def standing(tx: Tx, vault: Vault, chat: ChatId, now: datetime) -> Dialogue:
    """Where the chat stands; see `standing_in`."""
    (sealed,) = await tx.answers(sought(vault, chat))
    return await standing_in(tx, vault, chat, now, sealed)


async def standing_in(
    tx: Tx, vault: Vault, chat: ChatId, now: datetime, sealed: bytes | None
) -> Dialogue:
    """sealed: what was kept of the chat. One whose hour is over stands nowhere, its pictures go.

    A new one counts its versions from the clock, so that no old preview fits it.
    """
    fresh = Dialogue(version=int(now.timestamp()))
    if sealed is None:
        return fresh
    try:
        kept = opened(vault, addresses.dialogue_tag(vault, chat), sealed)
    except (SealBroken, ValueError):
        _log.warning("dialogue.unreadable")
        return fresh
    if kept.lives(now):
        return kept.dialogue
    await forget_pictures(tx, kept.dialogue, fresh)
    return fresh


async def forget_pictures(tx: Tx, was: Dialogue, now: Dialogue) -> None:
    """Pictures live as long as the draft that names them, and are fetched for no other."""
    kept = {picture.id for picture in now.held_pictures}
    for picture in was.held_pictures:
        if picture.id not in kept:
            await outbox.forget_fetch(tx, picture.id)
    for page in {*was.held_pages} - {*now.held_pages}:
        await pictures.remove(tx, page)


def opened(vault: Vault, tag: bytes, sealed: bytes) -> Kept:
    """Raises SealBroken, ValueError."""
    return Kept.model_validate_json(vault.open(Purpose.DIALOGUE, "dialogue", tag, sealed))


async def clear(turn: Turn) -> Turn:
    return await save(turn, turn.dialogue.cleared())


def written(dialogue: Dialogue) -> dict[str, Any]:
    """What is kept of a dialogue, for its own person."""
    kept = Kept(chat=ChatId(0), until=0, dialogue=dialogue)
    content: dict[str, Any] = kept.model_dump(mode="json")["dialogue"]
    return content
