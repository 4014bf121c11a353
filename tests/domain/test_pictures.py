"""Pictures of a draft: counted, replaced by their pages, taken out again."""

from __future__ import annotations

import pytest

from bot.domain.dialogues import Dialogue, Step
from bot.domain.errors import TooManyPictures
from bot.domain.ids import PageId, PictureId
from bot.domain.pictures import PICTURES, Picture


def _picture(number: int) -> Picture:
    return Picture(PictureId(bytes([number])), number)


def _full() -> Dialogue:
    dialogue = Dialogue(step=Step.CONCERN_WORDS)
    for number in range(PICTURES):
        dialogue = dialogue.with_picture(_picture(number))
    return dialogue


def test_one_more_than_the_most_is_refused() -> None:
    with pytest.raises(TooManyPictures) as caught:
        _full().with_picture(_picture(9))
    assert caught.value.limit == PICTURES


def test_pages_stand_in_the_order_the_pictures_came_in() -> None:
    dialogue = _full()
    for number in reversed(range(PICTURES)):
        pages = (PageId(bytes([number, 1])), PageId(bytes([number, 2])))
        dialogue = dialogue.with_pages(PictureId(bytes([number])), pages)
    assert dialogue.pages == tuple(
        PageId(bytes([number, page])) for number in range(PICTURES) for page in (1, 2)
    )
    assert not dialogue.is_fetching


def test_a_picture_that_became_nothing_leaves_its_place_free() -> None:
    dialogue = _full().with_pages(PictureId(bytes([2])), ())
    assert dialogue.picture(PictureId(bytes([2]))) is None
    assert len(dialogue.with_picture(_picture(9)).pictures) == PICTURES


def test_every_change_of_pictures_makes_the_preview_too_old() -> None:
    before = _full()
    assert before.with_pages(PictureId(bytes([0])), (PageId(b"p"),)).version > before.version
    assert before.is_fetching
    assert before.answered().pictures == before.cleared().pictures == ()
