"""Which role may do what, written out so that a lead can read it and say no."""

from __future__ import annotations

import pytest

from bot.domain.concerns import serves
from bot.domain.errors import NotAllowed
from bot.domain.ids import ModeratorId, OrganisationId
from bot.domain.people import Moderator
from bot.domain.roles import ROLES, Deed, Role, allows
from tests.domain.test_concerns import FRESH

MAY: dict[Role, str] = {
    Role.MODERATOR: (
        "read claim release reply note close triage follow_up step_back propose_reply "
        "approve_reply want_reader translate find theme mask propose_mute read_reveal findings "
        "duty languages practise"
    ),
    Role.LEAD: (
        "read claim release reply note close triage follow_up step_back propose_reply "
        "approve_reply want_reader translate find theme mask propose_mute read_reveal findings "
        "assign hand_over accept_handover decide_mute decide_appeal report list_staff link_group "
        "review_bulletin tell_back duty languages practise"
    ),
    Role.PUBLISHER: "write_bulletin stop_bulletin tell_back findings duty languages practise",
    Role.APPROVER: "sign_bulletin review_bulletin stop_bulletin duty languages practise",
    Role.DUTY_OFFICER: (
        "write_bulletin sign_alone stop_bulletin tell_back findings duty languages practise"
    ),
    Role.ANALYST: "report duty languages practise",
    Role.ADMINISTRATOR: (
        "list_staff invite revoke change_roles link_group duty languages practise"
    ),
}
"""Whatever is not named here is denied. A new deed must be added to whom it is given."""
BEFORE_THE_PRACTICE_CASE = "duty languages practise"


def _colleague(*roles: Role, practised: bool = True) -> Moderator:
    return Moderator(
        id=ModeratorId(b"m" * 16),
        organisation=OrganisationId("gladsaxe"),
        pseudonym="GLA-1",
        roles=frozenset(roles),
        practised=practised,
    )


def _deeds(text: str) -> set[Deed]:
    return {Deed(word) for word in text.split()}


@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_stands_here_and_nothing_else(role: Role) -> None:
    assert {deed for deed in Deed if _colleague(role).may(deed)} == _deeds(MAY[role])


def test_every_deed_is_somebodys_and_stands_in_the_table() -> None:
    named = set().union(*(_deeds(text) for text in MAY.values()))
    assert named == set(Deed) == set(ROLES)


def test_several_roles_may_do_what_each_of_them_may() -> None:
    both = _colleague(Role.PUBLISHER, Role.ANALYST)
    may = _deeds(MAY[Role.PUBLISHER]) | _deeds(MAY[Role.ANALYST])
    assert {deed for deed in Deed if both.may(deed)} == may


def test_nobody_without_a_role_may_do_anything() -> None:
    assert not any(allows(frozenset(), deed) for deed in Deed)


@pytest.mark.parametrize("role", Role)
def test_before_the_practice_case_every_role_is_denied_all_but_its_own_matters(role: Role) -> None:
    new = _colleague(role, practised=False)
    assert {deed for deed in Deed if new.may(deed)} == _deeds(BEFORE_THE_PRACTICE_CASE)
    with pytest.raises(NotAllowed):
        new.check(Deed.READ)


def test_no_case_is_served_before_the_practice_case() -> None:
    assert serves(_colleague(Role.MODERATOR), FRESH)
    assert not serves(_colleague(Role.MODERATOR, practised=False), FRESH)
    assert not serves(_colleague(Role.ADMINISTRATOR), FRESH)
