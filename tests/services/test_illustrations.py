"""The picture of area news lives with its draft, then with the news, and never longer."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from bot.domain.bulletins import Bulletin, Priority
from bot.domain.errors import ButtonTooOld, PictureNotReady
from bot.domain.ids import AreaId, PageId, PictureId
from bot.domain.people import Lang
from bot.domain.roles import Role
from bot.services import alone, drafts, housekeeping, pictures, signing
from bot.store.db import Statement
from bot.store.schema import illustration, outbox, picture
from tests.kit.turns import Scene

PIA, VAGT, AASE = 2001, 2003, 2004
A = AreaId("hoeje-gladsaxe")
ONE, TWO = b"\xff\xd8one", b"\xff\xd8two"
_DRAFTED = Statement(select(func.count().label("n")).select_from(picture))
_PUBLIC = Statement(select(func.count().label("n")).select_from(illustration))
_FETCHES = Statement(select(func.count().label("n")).select_from(outbox))


@pytest.fixture
async def pia(play: Scene) -> Scene:
    await play.colleague(PIA, Role.PUBLISHER)
    await play.colleague(AASE, Role.APPROVER)
    await play.does(PIA, drafts.begin)
    return play


async def _count(play: Scene, statement: Statement) -> int:
    row = await play.store.read(lambda tx: tx.row(statement))
    return int(row["n"]) if row else 0


async def _held(play: Scene) -> tuple[int, int]:
    """Pictures of drafts, and of news."""
    return await _count(play, _DRAFTED), await _count(play, _PUBLIC)


async def _asks(play: Scene) -> PictureId:
    turn = await play.does(PIA, pictures.ask_for_news, 7, "file-1")
    found = drafts.draft_of(turn).picture
    assert found
    return found.id


async def _adds(play: Scene, *pages: bytes) -> None:
    wanted = await _asks(play)
    assert await play.does(PIA, pictures.keep, wanted, pages or (ONE,))


async def _opened(play: Scene, page: PageId | None) -> bytes | None:
    assert page
    return await play.store.read(lambda tx: pictures.opened(tx, play.house, page))


async def _completed(play: Scene) -> int:
    for lang in Lang:
        await play.does(PIA, drafts.write, lang)
        await play.does(PIA, drafts.type_text, f"nyt på {lang}")
    turn = await play.does(PIA, drafts.toggle_area, A)
    return turn.dialogue.version


async def _proposed(play: Scene) -> Bulletin:
    return (await play.does(PIA, signing.propose, await _completed(play)))[1]


async def test_a_picture_is_signed_with_the_news_and_belongs_to_it(pia: Scene) -> None:
    await _adds(pia)
    assert await _held(pia) == (1, 0)
    proposed = await _proposed(pia)
    assert await _held(pia) == (0, 1)
    assert await _opened(pia, proposed.content.picture) == ONE
    kept = await pia.does(AASE, signing.look, proposed.id)
    assert kept.content.digest == proposed.content.digest


async def test_another_picture_takes_its_place_and_a_pdf_gives_its_first_page(pia: Scene) -> None:
    await _adds(pia, ONE)
    await _adds(pia, TWO, ONE)
    assert await _held(pia) == (1, 0)
    draft = drafts.draft_of(await pia.stands(PIA))
    assert await _opened(pia, draft.content.picture) == TWO


async def test_a_picture_can_be_taken_out_fetched_or_not(pia: Scene) -> None:
    await _adds(pia)
    await pia.does(PIA, pictures.drop_from_news)
    assert await _held(pia) == (0, 0)
    wanted = await _asks(pia)
    await pia.does(PIA, pictures.drop_from_news)
    assert await _count(pia, _FETCHES) == 0
    assert await pia.does(PIA, pictures.keep, wanted, (ONE,)) is None
    assert await _held(pia) == (0, 0)


async def test_a_file_that_gave_no_picture_leaves_the_draft_without_one(pia: Scene) -> None:
    wanted = await _asks(pia)
    assert await pia.does(PIA, pictures.keep, wanted, ())
    assert drafts.draft_of(await pia.stands(PIA)).picture is None


async def test_nothing_is_proposed_while_its_picture_is_on_its_way(pia: Scene) -> None:
    version = await _completed(pia)
    await _asks(pia)
    with pytest.raises(PictureNotReady):
        await pia.does(PIA, signing.propose, version)


async def test_a_draft_that_is_thrown_away_or_expires_leaves_no_picture(pia: Scene) -> None:
    await _adds(pia)
    await pia.does(PIA, drafts.discard)
    assert await _held(pia) == (0, 0)
    with pytest.raises(ButtonTooOld):
        await pia.does(PIA, pictures.drop_from_news)
    await pia.does(PIA, drafts.begin)
    await _adds(pia)
    pia.later(hours=2)
    await pia.does(0, housekeeping.expire_drafts)
    assert await _held(pia) == (0, 0)


async def test_the_picture_of_news_signed_by_one_alone_belongs_to_the_news(pia: Scene) -> None:
    await pia.colleague(VAGT, Role.DUTY_OFFICER)
    await pia.does(VAGT, drafts.begin)
    turn = await pia.does(VAGT, pictures.ask_for_news, 7, "file-1")
    wanted = drafts.draft_of(turn).picture
    assert wanted
    await pia.does(VAGT, pictures.keep, wanted.id, (ONE,))
    await pia.does(VAGT, drafts.choose_priority, Priority.URGENT)
    await pia.does(VAGT, drafts.toggle_area, A)
    for lang in Lang:
        await pia.does(VAGT, drafts.write, lang)
        turn = await pia.does(VAGT, drafts.type_text, f"haster {lang}")
    await pia.does(VAGT, alone.begin, turn.dialogue.version)
    turn = await pia.does(VAGT, signing.type_words, 1, "Der er brand.")
    signed = (await pia.does(VAGT, alone.sign, turn.dialogue.version))[1]
    await pia.does(0, housekeeping.forget_old)
    assert await _opened(pia, signed.content.picture) == ONE


async def test_news_taken_up_again_keeps_its_picture_and_the_first_one_its_own(pia: Scene) -> None:
    await _adds(pia)
    proposed = await _proposed(pia)
    turn = await pia.does(PIA, signing.take_up, proposed.id)
    again = (await pia.does(PIA, signing.propose, turn.dialogue.version))[1]
    assert again.content.picture != proposed.content.picture
    for each in (proposed, again):
        assert await _opened(pia, each.content.picture) == ONE
    await pia.does(PIA, signing.take_up, again.id)
    await pia.does(PIA, drafts.discard)
    await pia.does(0, housekeeping.forget_old)
    assert await _opened(pia, again.content.picture) == ONE


async def test_a_picture_goes_when_its_news_is_forgotten(pia: Scene) -> None:
    await _adds(pia)
    await _proposed(pia)
    await pia.does(0, housekeeping.forget_old)
    assert await _held(pia) == (0, 1)
    pia.later(days=366)
    await pia.does(0, housekeeping.forget_old)
    assert await _held(pia) == (0, 0)
