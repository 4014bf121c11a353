"""Invitations: one-time, in time, for areas of the own organisation."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.errors import AreaNotServed, InviteInvalid, NotFound
from bot.domain.ids import AreaId, OrganisationId
from bot.domain.people import Lang
from bot.domain.roles import Role
from bot.services import residents, staff
from tests.kit.turns import Scene

METTE, OLE = 2001, 2002


async def _payload(
    play: Scene, *, organisation: str = "gladsaxe", areas: str = "", role: Role = Role.MODERATOR
) -> str:
    payload = await play.store.write(
        lambda tx: staff.invite(
            tx,
            play.house,
            organisation=OrganisationId(organisation),
            roles=[role],
            areas=[AreaId(a) for a in areas.split()],
            now=play.now,
        )
    )
    assert payload.startswith("i_")
    assert len(payload) <= 64
    return payload.removeprefix("i_")


async def test_an_invitation_makes_a_colleague_with_a_pseudonym(play: Scene) -> None:
    turn = await play.does(METTE, staff.accept, await _payload(play, areas="moerkhoej"))
    mette = turn.speaker.colleague()
    assert (mette.pseudonym, mette.roles, mette.areas) == (
        "GLA-1",
        frozenset({Role.MODERATOR}),
        frozenset({AreaId("moerkhoej")}),
    )
    ole = (await play.does(OLE, staff.accept, await _payload(play))).speaker.colleague()
    assert ole.pseudonym == "GLA-2"
    assert (await play.stands(METTE)).speaker.colleague() == mette


async def test_an_invitation_is_used_once_also_when_two_race(play: Scene) -> None:
    payload = await _payload(play)
    results = await asyncio.gather(
        play.does(METTE, staff.accept, payload),
        play.does(OLE, staff.accept, payload),
        return_exceptions=True,
    )
    assert sum(isinstance(r, InviteInvalid) for r in results) == 1
    with pytest.raises(InviteInvalid):
        await play.does(OLE, staff.accept, payload)


async def test_an_invitation_ends_after_its_hours(play: Scene) -> None:
    payload = await _payload(play)
    play.later(hours=48)
    with pytest.raises(InviteInvalid):
        await play.does(METTE, staff.accept, payload)


@pytest.mark.parametrize("token", ["", "x", "A" * 20, "æøå"])
async def test_an_invented_invitation_opens_nothing(play: Scene, token: str) -> None:
    with pytest.raises(InviteInvalid):
        await play.does(METTE, staff.accept, token)


async def test_more_invitations_add_roles_and_areas_and_all_stays_all(play: Scene) -> None:
    await play.colleague(METTE, Role.MODERATOR, areas=["moerkhoej"])
    more = await play.colleague(METTE, Role.PUBLISHER, areas=["vaerebro"])
    assert (more.roles, more.areas) == (
        frozenset({Role.MODERATOR, Role.PUBLISHER}),
        frozenset({AreaId("moerkhoej"), AreaId("vaerebro")}),
    )
    assert (await play.colleague(METTE, Role.LEAD)).areas == frozenset()
    assert (await play.colleague(METTE, Role.LEAD, areas=["vaerebro"])).areas == frozenset()


async def test_a_colleague_belongs_to_one_organisation_and_the_invitation_is_not_spent(
    play: Scene,
) -> None:
    await play.colleague(METTE)
    payload = await _payload(play, organisation="politi")
    with pytest.raises(NotFound):
        await play.does(METTE, staff.accept, payload)
    await play.does(OLE, staff.accept, payload)


async def test_an_invitation_names_places_that_exist_and_are_served(play: Scene) -> None:
    for organisation, areas, error in (
        ("nobody", "", NotFound),
        ("gladsaxe", "nowhere", NotFound),
        ("gladsaxe", "hjortespring", AreaNotServed),
    ):
        with pytest.raises(error):
            await _payload(play, organisation=organisation, areas=areas)
    await _payload(play, organisation="politi", areas="hjortespring")


async def test_a_colleagues_language_is_the_one_of_the_chat(play: Scene) -> None:
    await play.does(METTE, residents.choose_language, Lang.EN)
    mette = await play.colleague(METTE)
    assert (mette.language, mette.reads) == (Lang.EN, frozenset({Lang.EN, Lang.DA}))
    await play.does(METTE, staff.speak, Lang.AR)
    assert (await play.stands(METTE)).speaker.colleague().language is Lang.AR
    await play.does(OLE, staff.speak, Lang.AR)
    assert (await play.stands(OLE)).speaker.moderator is None
