"""Translation by the partnership's own server: asked for in a turn, fetched by a worker.

The row that waits names the chat and the case, and holds no words. They are read when the worker
begins, masked as staff see them and without any clue to a person; what came of them is used only
when they still stand as they did.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from bot.domain.acts import Act
from bot.domain.concerns import Author, Concern
from bot.domain.dialogues import Step, Words
from bot.domain.errors import ButtonTooOld, NothingWritten
from bot.domain.ids import ChatId, ConcernId
from bot.domain.people import Lang
from bot.domain.roles import Deed
from bot.domain.tongues import guess
from bot.domain.translations import NEWEST, Wanted, outgoing, restored
from bot.services import moderation, record, threads
from bot.services.dialogues import save
from bot.store import translations
from bot.store.translations import SealedTranslation
from bot.texts import translations as texts
from bot.turn import House, Turn
from bot.vault.keyring import Purpose

_TABLE = "translation"
_NOBODYS = 0
"""Words that stand in no message of the chat."""


class Work(BaseModel):
    """version: of the draft whose words are wanted; None: the resident's words are."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64", frozen=True)

    chat: ChatId = Field(repr=False)
    concern: ConcernId
    version: int | None = None


async def ask_reading(turn: Turn, concern_id: ConcernId) -> None:
    """Has the resident's words translated for the speaker. Raises ButtonTooOld, NotFound."""
    concern = await moderation.seen(turn, concern_id, Deed.TRANSLATE)
    if not turn.house.translates or concern.language in turn.speaker.colleague().reads:
        raise ButtonTooOld
    await _leave(turn, Work(chat=turn.speaker.chat, concern=concern_id))


async def ask_writing(turn: Turn, concern_id: ConcernId, version: int) -> None:
    """Has the previewed reply translated. Raises ButtonTooOld, NothingWritten, NotYours."""
    if not turn.house.translates:
        raise ButtonTooOld
    work = Work(chat=turn.speaker.chat, concern=concern_id, version=version)
    if not _is_awaited(turn, work):
        raise ButtonTooOld
    wanted = await _wanted(turn, work)
    if not any(wanted.texts):
        raise NothingWritten
    if wanted.source is wanted.target:
        raise ButtonTooOld
    await _leave(turn, work)


async def _leave(turn: Turn, work: Work) -> None:
    row = turn.house.new_id()
    plain = work.model_dump_json().encode()
    sealed = turn.house.vault.seal(Purpose.DIALOGUE, _TABLE, row, plain)
    life = int(turn.house.defaults.draft_life.total_seconds())
    expires = (turn.seconds + life) // 3600
    await translations.add(turn.tx, SealedTranslation(row, sealed), expires=expires)


def opened(house: House, row: SealedTranslation) -> Work:
    """Raises SealBroken."""
    plain = house.vault.open(Purpose.DIALOGUE, _TABLE, row.id, row.sealed)
    return Work.model_validate_json(plain)


async def expire(turn: Turn) -> None:
    """What nobody translated in an hour, such as after the server was switched off."""
    await translations.expire(turn.tx, hour=turn.hour)


# --- what leaves, and what comes back ------------------------------------------------------


async def begin(turn: Turn, work: Work) -> Wanted | None:
    """What the server is to be told, on record; None when nobody waits for it any more.

    Raises NotAllowed, NotFound, NotYours.
    """
    if not _is_awaited(turn, work):
        return None
    wanted = await _wanted(turn, work)
    await record.note(turn, Act.TRANSLATED, (await _case(turn, work)).code)
    return wanted


async def still(turn: Turn, work: Work, wanted: Wanted) -> Concern | None:
    """The case, if its words are still those that were translated. Raises NotAllowed, NotFound."""
    stands = _is_awaited(turn, work) and await _wanted(turn, work) == wanted
    return await _case(turn, work) if stands else None


async def put(turn: Turn, work: Work, wanted: Wanted, translated: str) -> Turn | None:
    """The translation becomes the draft, labelled, beside what its author wrote.

    None when the draft has changed meanwhile. Raises TextTooLong, NotFound, NotYours.
    """
    if await still(turn, work, wanted) is None:
        return None
    original = turn.dialogue.words.text
    label = texts.by_machine(turn.house.catalogs[wanted.target], wanted.source)
    words = Words().typed(_NOBODYS, f"{label}\n\n{restored(translated, original)}")
    dialogue = turn.dialogue.at(Step.REPLY, words=words, ready=None, original=original)
    return await save(turn, dialogue)


def _is_awaited(turn: Turn, work: Work) -> bool:
    dialogue = turn.dialogue
    if work.version is None:
        return True
    about = dialogue.step is Step.REPLY and dialogue.about == work.concern
    return about and dialogue.version == work.version


async def _case(turn: Turn, work: Work) -> Concern:
    if work.version is None:
        return await moderation.seen(turn, work.concern, Deed.TRANSLATE)
    moderation.colleague(turn, Deed.TRANSLATE)
    return await moderation.answerable(turn, work.concern)


async def _wanted(turn: Turn, work: Work) -> Wanted:
    concern = await _case(turn, work)
    if work.version is not None:
        words = turn.dialogue.words.text
        source = guess(words) or turn.t.lang
        return Wanted(
            texts=(outgoing(words, concern.code),), source=source, target=concern.language
        )
    _, entries = await threads.read(turn, concern.id)
    said = [e.text for e in entries if e.author is Author.RESIDENT and e.text]
    return Wanted(
        texts=tuple(outgoing(text, concern.code) for text in said[-NEWEST:]),
        source=concern.language,
        target=_into(turn, concern.language),
    )


def _into(turn: Turn, source: Lang) -> Lang:
    """The language of the speaker's screens, unless that is the one they do not read."""
    reads = turn.speaker.colleague().reads
    return turn.t.lang if turn.t.lang is not source else min(reads)
