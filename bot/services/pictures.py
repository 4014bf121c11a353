"""Pictures of drafts and cases: asked for, kept sealed, moved to the case, opened again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.errors import ButtonTooOld, NotFound
from bot.domain.ids import BulletinId, ConcernId, PageId, PictureId
from bot.domain.pictures import Picture
from bot.services import notices
from bot.services.dialogues import save
from bot.store import concerns, illustrations
from bot.store import pictures as rows
from bot.store.db import Tx
from bot.store.pictures import SealedPage
from bot.turn import House, Turn
from bot.vault.keyring import Purpose
from bot.vault.sealing import RowKey, SealBroken

_TABLE = "picture"


async def ask(turn: Turn, message: int, file_id: str) -> Turn:
    """Takes a file's place in the draft and has it fetched. Raises TooManyPictures."""
    picture = Picture(PictureId(turn.house.new_id()), message)
    dialogue = turn.dialogue.with_picture(picture)
    await notices.fetch(turn, picture.id, file_id)
    return await save(turn, dialogue)


async def keep(turn: Turn, wanted: PictureId, pages: Sequence[bytes]) -> Turn | None:
    """Keeps what was fetched; None when the draft does not want it any more."""
    if turn.dialogue.picture(wanted) is None:
        return await _keep_for_news(turn, wanted, pages)
    ids = tuple([await _add(turn, page) for page in pages])
    return await save(turn, turn.dialogue.with_pages(wanted, ids))


def is_of_news(turn: Turn, wanted: PictureId) -> bool:
    """Whether the news that is being written wants it."""
    draft = turn.dialogue.bulletin
    return bool(draft and draft.picture and draft.picture.id == wanted)


async def ask_for_news(turn: Turn, message: int, file_id: str) -> Turn:
    """The file takes the place of any picture the news had. Raises ButtonTooOld."""
    picture = Picture(PictureId(turn.house.new_id()), message)
    await notices.fetch(turn, picture.id, file_id)
    return await _with_picture(turn, picture)


async def _with_picture(turn: Turn, new: Picture | None) -> Turn:
    if turn.dialogue.bulletin is None:
        raise ButtonTooOld
    draft = turn.dialogue.bulletin.with_picture(new)
    return await save(turn, turn.dialogue.at(turn.dialogue.step, bulletin=draft))


async def _keep_for_news(turn: Turn, wanted: PictureId, pages: Sequence[bytes]) -> Turn | None:
    """News has one picture: of a PDF its first page."""
    draft = turn.dialogue.bulletin
    if not draft or not draft.picture or draft.picture.id != wanted:
        return None
    if not pages:
        return await _with_picture(turn, None)
    page = await _add(turn, pages[0])
    return await _with_picture(turn, replace(draft.picture, pages=(page,)))


async def drop_from_news(turn: Turn) -> Turn:
    """Raises ButtonTooOld."""
    return await _with_picture(turn, None)


async def move_to_news(turn: Turn, page: PageId, bulletin: BulletinId) -> PageId:
    """The picture of a draft, or of earlier news, becomes that of this news, under a new id.

    Raises NotFound when it is gone.
    """
    jpeg = await opened(turn.tx, turn.house, page)
    if jpeg is None:
        raise NotFound
    new = PageId(turn.house.new_id())
    await illustrations.add(turn.tx, new, bulletin, jpeg)
    return new


async def _add(turn: Turn, jpeg: bytes) -> PageId:
    page = PageId(turn.house.new_id())
    sealed = turn.house.vault.seal(Purpose.DIALOGUE, _TABLE, page, jpeg)
    life = int(turn.house.defaults.draft_life.total_seconds())
    row = SealedPage(page, None, sealed)
    await rows.add_to_draft(turn.tx, row, expires=(turn.seconds + life) // 3600)
    return page


async def drop(turn: Turn, wanted: PictureId) -> Turn:
    """Forgets one picture of the draft, fetched or not. Raises NotFound."""
    if turn.dialogue.picture(wanted) is None:
        raise NotFound
    return await save(turn, turn.dialogue.with_pages(wanted, ()))


async def drop_all(turn: Turn) -> Turn:
    return await save(turn, turn.dialogue.at(turn.dialogue.step, pictures=()))


async def move(turn: Turn, key: RowKey, concern: ConcernId, position: int) -> None:
    """The draft's pictures become those of an entry: under its key, under new ids."""
    for number, page in enumerate(turn.dialogue.pages):
        found = await rows.find(turn.tx, page)
        if found is None:
            raise NotFound
        new = PageId(turn.house.new_id())
        sealed = key.seal(_TABLE, new, _of_draft(turn.house, found))
        await rows.remove(turn.tx, page)
        row = SealedPage(new, concern, sealed)
        await rows.add_to_case(turn.tx, row, position=position, number=number)


async def of(turn: Turn, concern: ConcernId, position: int) -> Sequence[PageId]:
    """Raises NotFound when the entry has none."""
    found = await rows.of(turn.tx, concern, position)
    if not found:
        raise NotFound
    return found


async def opened(tx: Tx, house: House, page: PageId) -> bytes | None:
    """The JPEG; None when it is gone, or can never be opened again."""
    found = await rows.find(tx, page)
    if found is None:
        return await illustrations.find(tx, page)
    try:
        if found.concern is None:
            return _of_draft(house, found)
        seals = await concerns.seals(tx, found.concern)
        key = house.vault.row_key(Purpose.THREAD_BODY, "concern", found.concern, seals.body_key)
        return key.open(_TABLE, page, found.sealed)
    except (NotFound, SealBroken):
        return None


def _of_draft(house: House, found: SealedPage) -> bytes:
    return house.vault.open(Purpose.DIALOGUE, _TABLE, found.id, found.sealed)
