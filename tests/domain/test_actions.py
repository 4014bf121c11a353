"""Buttons: every action fits on the wire, comes back as itself, and has a handler."""

from __future__ import annotations

import contextlib
from enum import Enum
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import actions
from bot.domain.actions import WIRE_LIMIT, Action, FollowArea, Go, Page, ShowQueue, decode
from bot.domain.dialogues import Step
from bot.domain.errors import ButtonTooOld
from bot.domain.ids import (
    ID_BYTES,
    AnswerId,
    AppealId,
    AreaId,
    BulletinId,
    CategoryId,
    ConcernId,
    DeskId,
    FindingId,
    HandoverId,
    InitiativeId,
    InviteId,
    LegalBasisId,
    ModeratorId,
    OrganisationId,
    PictureId,
    PulseId,
    QuestionId,
    ThemeId,
    TopicId,
)
from bot.handlers import ACTIONS, PAGES, STEPS

slugs = st.from_regex(r"[a-z0-9][a-z0-9-]{0,23}", fullmatch=True)
"""What the partnership file allows as an id."""
ids = st.binary(min_size=ID_BYTES, max_size=ID_BYTES)
_KINDS: dict[Any, st.SearchStrategy[Any]] = {
    ConcernId: ids,
    BulletinId: ids,
    AppealId: ids,
    PictureId: ids,
    ModeratorId: ids,
    InviteId: ids,
    HandoverId: ids,
    ThemeId: ids,
    FindingId: ids,
    PulseId: ids,
    InitiativeId: ids,
    QuestionId: slugs,
    AnswerId: slugs,
    LegalBasisId: slugs,
    AreaId: slugs,
    CategoryId: slugs,
    DeskId: slugs,
    OrganisationId: slugs,
    TopicId: slugs,
    str: st.sampled_from("fc"),
    int: st.integers(0, 10**11),
}


def values(kind: Any) -> st.SearchStrategy[Any]:
    if type(None) in get_args(kind):
        return st.none() | values(next(a for a in get_args(kind) if a is not type(None)))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(kind)
    return _KINDS[kind]


def any_of(cls: type[Action]) -> st.SearchStrategy[Action]:
    return st.builds(cls, **{name: values(kind) for name, kind in cls.fields})


known = sorted(actions.KNOWN.values(), key=lambda cls: cls.name)
every = st.one_of([any_of(cls) for cls in known])


@pytest.mark.parametrize("cls", known, ids=lambda cls: cls.__name__)
def test_an_action_fits_on_the_wire_and_comes_back_as_itself(cls: type[Action]) -> None:
    @given(any_of(cls))
    def holds(action: Action) -> None:
        wire = action.encode()
        assert len(wire.encode()) <= WIRE_LIMIT
        assert decode(wire) == action

    holds()


@given(st.text())
def test_garbage_is_an_old_button(wire: str) -> None:
    with pytest.raises(ButtonTooOld):
        decode(wire)


@given(every, st.integers(0, 63), st.characters())
def test_a_spoilt_button_is_an_old_button_or_another_whole_one(
    action: Action, where: int, char: str
) -> None:
    wire = action.encode()
    spoilt = wire[:where] + char + wire[where + 1 :]
    with contextlib.suppress(ButtonTooOld):
        assert decode(spoilt).name in actions.KNOWN


@pytest.mark.parametrize(
    "wire",
    [
        "",
        "1",
        "1:",
        "0:go:menu",
        "2:go:menu",
        "1:go",
        "1:go:menu:menu",
        "1:go:nowhere",
        "1:nobody:x",
        "1:k:AAAA",
        "1:k:%%%",
        "1:k:æøå",
        "1:q:new:",
        "1:q:new:x",
        "1:q:new:-1",
        "1:q:new:+1",
        "1:q:new:1_0",
        "1:q:new:٣",
        "1:q:new:99999999999999999999999",
    ],
)
def test_what_is_no_button_of_today_is_an_old_button(wire: str) -> None:
    with pytest.raises(ButtonTooOld):
        decode(wire)


def test_an_action_that_would_not_fit_is_refused_when_it_is_made() -> None:
    with pytest.raises(ValueError, match="longer than 64 bytes"):
        FollowArea(AreaId("a" * 80)).encode()


def test_a_button_is_written_the_way_it_always_was() -> None:
    """Buttons stand in chats for hours: a change of this form needs a new version number."""
    assert Go(Page.MENU).encode() == "1:go:menu"
    assert ShowQueue(actions.QueueList.NEW, 2).encode() == "1:q:new:2"
    assert actions.Claim(ConcernId(bytes(16))).encode() == "1:cl:AAAAAAAAAAAAAAAAAAAAAA"


def test_every_action_page_and_step_has_a_handler() -> None:
    assert {*ACTIONS, Go} == set(known)
    assert set(PAGES) == set(Page)
    assert set(STEPS) == set(Step)
