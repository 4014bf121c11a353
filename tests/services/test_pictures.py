"""Pictures live as long as their draft or the words of their case, and never longer."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.domain.concerns import Concern
from bot.domain.errors import NotFound, PictureNotReady, TooManyPictures
from bot.domain.ids import PageId, PictureId
from bot.domain.pictures import PICTURES
from bot.domain.screens import Lane
from bot.services import concerns, housekeeping, leaving, moderation, pictures, residents
from bot.store import concerns as concern_rows
from bot.store import pictures as rows
from bot.store.db import Statement, Tx
from bot.store.schema import outbox, picture
from tests.kit.turns import Scene

AMAL, OLE, METTE = 2**51 + 1, 2**51 + 2, 3
PAGES = (b"\xff\xd8one", b"\xff\xd8two")
_COUNT = Statement(select(func.count().label("n")).select_from(picture))
_FETCHES = Statement(select(func.count().label("n")).where(outbox.c.lane == Lane.FETCH.value))
_SEALED = Statement(select(picture.c.id, picture.c.sealed))


async def _count(play: Scene, statement: Statement = _COUNT) -> int:
    row = await play.store.read(lambda tx: tx.row(statement))
    return int(row["n"]) if row else 0


async def _adds(play: Scene, chat: int, *pages: bytes) -> PictureId:
    """A picture as the worker brings it back."""
    turn = await play.does(chat, pictures.ask, 7, "file-1")
    wanted = turn.dialogue.pictures[-1].id
    assert await play.does(chat, pictures.keep, wanted, pages or PAGES)
    return wanted


async def _shares_with_pictures(play: Scene) -> Concern:
    await play.resident(AMAL)
    await _adds(play, AMAL)
    return await play.shares(AMAL)


async def _opened(play: Scene, page: PageId) -> bytes | None:
    return await play.store.read(lambda tx: pictures.opened(tx, play.house, page))


async def _of(play: Scene, concern: Concern) -> list[PageId]:
    return list(await play.store.read(lambda tx: rows.of(tx, concern.id, 1)))


async def test_a_sent_picture_lies_under_the_key_of_its_case_and_new_ids(play: Scene) -> None:
    await play.resident(AMAL)
    await _adds(play, AMAL)
    drafted = (await play.stands(AMAL)).dialogue.pages
    assert [await _opened(play, page) for page in drafted] == [*PAGES]
    concern = await play.shares(AMAL)
    moved = await _of(play, concern)
    assert [await _opened(play, page) for page in moved] == [*PAGES]
    assert not {*moved} & {*drafted}
    assert [await _opened(play, page) for page in drafted] == [None, None]
    assert await _count(play) == len(PAGES)


async def test_no_stored_byte_is_a_byte_of_the_picture(play: Scene) -> None:
    await play.resident(AMAL)
    await _adds(play, AMAL)
    for stored in await play.store.read(lambda tx: tx.rows(_SEALED)):
        assert not any(page[2:] in bytes(stored["sealed"]) for page in PAGES)


async def test_a_page_moved_to_another_row_does_not_open(play: Scene) -> None:
    concern = await _shares_with_pictures(play)
    one, other = await _of(play, concern)
    stolen = await play.store.read(lambda tx: rows.find(tx, one))
    assert stolen

    async def swap(tx: Tx) -> None:
        await rows.remove(tx, other)
        await rows.add_to_case(
            tx, rows.SealedPage(other, concern.id, stolen.sealed), position=1, number=1
        )

    await play.store.write(swap)
    assert await _opened(play, one) == PAGES[0]
    assert await _opened(play, other) is None


async def test_pictures_of_a_draft_go_an_hour_after_its_last_touch(play: Scene) -> None:
    await play.resident(AMAL)
    await _adds(play, AMAL)
    play.later(minutes=50)
    await play.types(AMAL, "Der er mørkt.")
    play.later(minutes=50)
    await play.does(METTE, housekeeping.expire_drafts)
    assert await _count(play) == len(PAGES)
    play.later(minutes=11)
    await play.does(METTE, housekeeping.expire_drafts)
    assert await _count(play) == 0


async def test_pictures_of_an_old_draft_go_though_the_chat_writes_on(play: Scene) -> None:
    await play.resident(AMAL)
    await _adds(play, AMAL)
    play.later(minutes=61)
    await play.types(AMAL, "Noget andet.")
    assert (await play.stands(AMAL)).dialogue.pictures == ()
    await play.does(METTE, housekeeping.expire_drafts)
    assert await _count(play) == 0


@pytest.mark.parametrize("act", [residents.hide, leaving.erase, pictures.drop_all])
async def test_who_empties_the_chat_or_the_draft_leaves_no_picture(
    play: Scene, act: object
) -> None:
    await play.resident(AMAL)
    await _adds(play, AMAL)
    await play.does(AMAL, pictures.ask, 8, "file-2")
    assert await _count(play, _FETCHES) == 2
    await play.does(AMAL, act)  # type: ignore[arg-type] # three services with different results
    assert await _count(play) == 0
    assert await _count(play, _FETCHES) == 0


async def test_what_comes_back_for_a_draft_that_is_gone_is_not_kept(play: Scene) -> None:
    await play.resident(AMAL)
    turn = await play.does(AMAL, pictures.ask, 7, "file-1")
    await play.does(AMAL, residents.hide)
    assert await play.does(AMAL, pictures.keep, turn.dialogue.pictures[0].id, PAGES) is None
    assert await _count(play) == 0


async def test_pictures_go_with_the_words_of_their_case(play: Scene) -> None:
    concern = await _shares_with_pictures(play)
    await play.store.write(lambda tx: concern_rows.forget(tx, concern.id))
    assert await _count(play) == 0


async def test_nothing_is_sent_while_a_picture_is_on_its_way(play: Scene) -> None:
    await play.resident(AMAL)
    await play.does(AMAL, pictures.ask, 7, "file-1")
    with pytest.raises(PictureNotReady):
        await play.shares(AMAL)
    assert (await play.stands(AMAL)).dialogue.is_fetching


async def test_the_sixth_picture_is_refused_and_asks_for_nothing(play: Scene) -> None:
    await play.resident(AMAL)
    for _ in range(PICTURES):
        await _adds(play, AMAL)
    fetches = await _count(play, _FETCHES)
    with pytest.raises(TooManyPictures):
        await play.does(AMAL, pictures.ask, 9, "file-6")
    assert await _count(play, _FETCHES) == fetches


async def test_a_picture_that_arrives_makes_the_earlier_preview_too_old(play: Scene) -> None:
    await play.resident(AMAL)
    turn = await play.types(AMAL, "Der er mørkt.")
    before = turn.dialogue.version
    await _adds(play, AMAL)
    assert (await play.stands(AMAL)).dialogue.version > before


async def test_only_staff_of_the_area_look_and_it_stands_on_record(play: Scene) -> None:
    concern = await _shares_with_pictures(play)
    await play.colleague(METTE, areas=["vaerebro"])
    with pytest.raises(NotFound):
        await play.does(METTE, moderation.look, concern.id, 1)
    await play.colleague(METTE + 1)
    _, pages = await play.does(METTE + 1, moderation.look, concern.id, 1)
    assert len(pages) == len(PAGES)
    with pytest.raises(NotFound):
        await play.does(METTE + 1, moderation.look, concern.id, 2)


async def test_nobody_else_opens_the_pictures_of_a_case(play: Scene) -> None:
    concern = await _shares_with_pictures(play)
    await play.resident(OLE)
    with pytest.raises(NotFound):
        await play.does(OLE, residents.own_case, concern.id)
    assert (await play.does(AMAL, concerns.open_case, concern.id))[2][0].pictures == len(PAGES)
