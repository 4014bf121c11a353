"""Cases without an address: their receipt code is made, hashed by a worker, and tried.

A turn never hashes. It leaves a row, sealed; the worker hashes the code and then either stores the
receipt of a new case or begins a turn of whoever tried the code. A row outlives a crash, so a code
that was shown always comes to open its case.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from bot.domain.codes import ReceiptCode, new_receipt_code, parse_receipt_code
from bot.domain.dialogues import Step
from bot.domain.ids import ChatId, ConcernId
from bot.services import limits
from bot.services.dialogues import save
from bot.store import receipts as rows
from bot.store.db import Tx
from bot.store.receipts import SealedWork
from bot.turn import House, Turn
from bot.vault import receipts


class _Kept(BaseModel):
    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")


class NewCase(_Kept):
    """The case that is to open with the code."""

    concern: ConcernId


class Try(_Kept):
    """Whoever tries the code. version: of the dialogue that waits for what comes of it."""

    chat: ChatId = Field(repr=False)
    client_language: str | None
    version: int


class Work(_Kept):
    """A code that waits to be hashed, and why."""

    code: ReceiptCode = Field(repr=False)
    why: NewCase | Try


async def give(turn: Turn, concern: ConcernId) -> ReceiptCode:
    """Draws the code of a new case. Nothing shows it again."""
    code = new_receipt_code(turn.house.chance.below)
    await _leave(turn, Work(code=code, why=NewCase(concern=concern)))
    return code


async def ask(turn: Turn) -> Turn:
    """The next typed message is a receipt code."""
    return await save(turn, turn.dialogue.at(Step.CODE))


async def attempt(turn: Turn, typed: str) -> Turn:
    """Has a code tried. Raises NotAReceiptCode, TooManyTries, CodesRest; nothing is kept then."""
    code = parse_receipt_code(typed)
    await limits.code_try(turn)
    turn = await save(turn, turn.dialogue.at(Step.CODE_TRIED))
    speaker = turn.speaker
    why = Try(
        chat=speaker.chat, client_language=speaker.client_language, version=turn.dialogue.version
    )
    await _leave(turn, Work(code=code, why=why))
    return turn


async def give_up(turn: Turn) -> Turn:
    """No code is asked for any more; words kept from before stay."""
    return await save(turn, turn.dialogue.at(Step.IDLE))


async def _leave(turn: Turn, work: Work) -> None:
    row = turn.house.new_id()
    sealed = receipts.seal_work(turn.house.vault, row, work.model_dump_json().encode())
    await rows.add_work(
        turn.tx, SealedWork(id=row, trying=isinstance(work.why, Try), sealed=sealed)
    )


def opened(house: House, sealed: SealedWork) -> Work:
    """Raises SealBroken."""
    return Work.model_validate_json(receipts.open_work(house.vault, sealed.id, sealed.sealed))


async def keep(tx: Tx, house: House, concern: ConcernId, proof: bytes) -> None:
    """From now on the code opens its case."""
    tag, sealed = receipts.seal(house.vault, concern, proof)
    await rows.add(tx, concern, tag, sealed)


def is_awaited(turn: Turn, attempted: Try) -> bool:
    """Whether the chat still waits for this try, and has not gone on to something else."""
    dialogue = turn.dialogue
    return dialogue.step is Step.CODE_TRIED and dialogue.version == attempted.version


async def open_case(turn: Turn, proof: bytes) -> tuple[Turn, ConcernId | None]:
    """The case of a proven code is open to this chat while its dialogue lives.

    None: a wrong code, one that never was, and one whose case closed too long ago are the same.
    """
    tags = receipts.tags(turn.house.vault, proof)
    each = [await rows.find(turn.tx, tag) for tag in tags]  # all, so that no code takes longer
    found = next((concern for concern in each if concern), None)
    opened = found or turn.dialogue.opened
    return await save(turn, turn.dialogue.at(Step.IDLE, opened=opened)), found
