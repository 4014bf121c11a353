"""Which ready answers come first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.concerns import Concern, Status, Urgency
from bot.domain.ids import CategoryId
from bot.domain.replies import Moment, fitting
from tests.domain.test_concerns import FRESH
from tests.kit.turns import places

FIRST_PAGE = 6


def first_page(concern: Concern) -> list[str]:
    return [answer.id for answer in fitting(places().phrasebook, concern)[:FIRST_PAGE]]


@pytest.mark.parametrize(
    ("category", "wanted"),
    [("unsafe", "unsafe-place"), ("drugs", "drugs-seen"), ("gang", "recruiting"),
     ("threats", "threatened"), ("child", "worried-child")],
)  # fmt: skip
def test_what_is_meant_for_the_kind_of_concern_comes_first(category: str, wanted: str) -> None:
    page = first_page(replace(FRESH, category=CategoryId(category)))
    assert page[0] == wanted
    assert {"thanks", "where-when", "call-112"} <= set(page)


def test_a_duty_is_on_the_first_page_where_it_may_arise() -> None:
    child = replace(FRESH, category=CategoryId("child"), urgency=Urgency.CHILD)
    assert "duty-to-notify" in first_page(child)
    assert "duty-to-notify" in first_page(replace(child, status=Status.WAITING_STAFF))
    assert "police-told" in first_page(replace(FRESH, urgency=Urgency.DANGER))
    assert "duty-to-notify" not in first_page(FRESH)


def test_an_answered_case_is_offered_what_follows_and_what_closes() -> None:
    found = fitting(places().phrasebook, replace(FRESH, status=Status.WAITING_RESIDENT))
    general = [a.moment for a in found if not a.fits]
    assert general[0] is Moment.FOLLOW_UP
    assert general.index(Moment.CLOSING) < general.index(Moment.FIRST)


def test_nothing_is_left_out() -> None:
    assert {a.id for a in fitting(places().phrasebook, FRESH)} == set(places().phrasebook)
