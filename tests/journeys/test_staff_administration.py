"""Administrators: who is here, who comes in, what they may do, and when it ends."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.actions import Claim, Go, Page, ShowConcern
from bot.domain.errors import (
    InviteInvalid,
    LastAdministrator,
    NoRoleChosen,
    NotAllowed,
    OwnCase,
)
from bot.domain.ids import OrganisationId
from bot.domain.people import Lang
from bot.domain.roles import Role
from bot.store import staff as rows
from bot.store.db import Tx
from bot.texts import common, people, practice, refusals, resident, staff
from tests.journeys.administering import (
    changes_roles,
    chooses,
    invites,
    opens,
    revokes,
    withdraws,
)
from tests.journeys.ways import (
    AREA,
    WORDS,
    area_name,
    case_id,
    forges,
    newest_buttons,
    plain,
    shown,
)
from tests.kit.world import Player, World

GLADSAXE = OrganisationId("gladsaxe")


async def _administrator(world: World, lang: Lang) -> Player:
    return await world.colleague("administrator", lang, name="Karen")


async def test_an_invitation_is_made_by_taps_and_used_by_one_tap(world: World, lang: Lang) -> None:
    karen = await _administrator(world, lang)
    t = karen.t
    await karen.says("/invite")
    assert plain(people.invites(t, [])) in karen.sees
    await karen.taps(people.button_new_invite(t))
    await karen.taps(people.button_look_over(t))
    assert karen.sees == refusals.sentence(t, NoRoleChosen())
    payload = await invites(karen, Role.MODERATOR, areas=[area_name(karen)])
    assert karen.screen.protect_content
    first, second = world.person("Omar", lang), world.person("Late", lang)
    for someone in (first, second):
        await someone.starts(payload)
        assert staff.role(t, Role.MODERATOR) in someone.sees
        assert area_name(karen) in someone.sees
    await first.taps(people.button_accept(t))
    assert "GLA-2" in first.sees
    await second.taps(people.button_accept(t))
    assert second.sees == refusals.sentence(t, InviteInvalid())
    await first.starts()
    assert practice.comes_first(t) in plain(shown(first))


async def test_an_invitation_says_that_the_colleague_is_trained(world: World, lang: Lang) -> None:
    karen = await _administrator(world, lang)
    t = karen.t
    await karen.says("/invite")
    await karen.taps(people.button_new_invite(t))
    await karen.says("Mette")
    assert people.use_buttons(t) in karen.sees
    await chooses(karen, Role.PUBLISHER)
    await karen.taps(people.button_choice(t, people.trained(t), chosen=False))
    await karen.taps(people.button_look_over(t))
    organisation = t.name(world.bot.house.partnership.organisation(GLADSAXE).names)
    chosen = frozenset({Role.PUBLISHER})
    assert karen.sees == plain(
        people.preview_invitation(t, organisation, chosen, [], is_trained=True)
    )
    await karen.taps(people.button_make_link(t))
    payload = karen.sees.partition("?start=")[2].split()[0].rstrip("\u2069")
    anna = await world.joins(world.person("Anna", lang), payload)
    await anna.starts()
    assert staff.button_new_bulletin(t) in newest_buttons(anna)


async def test_open_invitations_are_listed_and_withdrawn(world: World, lang: Lang) -> None:
    karen = await _administrator(world, lang)
    payload = await invites(karen, Role.LEAD)
    await karen.says("/invite")
    assert staff.role(karen.t, Role.LEAD) in karen.sees
    await withdraws(karen)
    assert people.withdrawn(karen.t) in karen.sees
    late = await world.person("Late", lang).starts(payload)
    assert late.sees == refusals.sentence(late.t, InviteInvalid())


async def test_the_list_shows_duty_and_load_and_only_administrators_open_one(
    world: World, lang: Lang
) -> None:
    karen = await _administrator(world, lang)
    t = karen.t
    mette = await world.moderator(lang)
    lead = await world.colleague("lead", lang, name="Lead")
    await world.colleague("moderator", lang, name="New", areas=[AREA], practised=False)
    await world.colleague("analyst", lang, name="Fifth")
    await _goes_off_duty(world, "GLA-3")
    code = await world.shares_concern(await world.resident(lang), WORDS[lang])
    await mette.says(f"/case {code}")
    await mette.taps(staff.button_claim(t))
    await karen.says("/medarbejdere")
    await _sees_everybody(world, karen)
    await karen.taps(common.button_older(t))
    assert "GLA-5" in karen.sees
    await karen.taps(common.button_newer(t))
    await karen.taps(people.button_colleague(t, "GLA-2"))
    assert people.button_revoke(t) in newest_buttons(karen)
    await lead.says("/staff")
    assert "GLA-2" in lead.sees
    assert people.button_colleague(t, "GLA-2") not in newest_buttons(lead)
    await lead.says("/help")
    assert "/staff" in lead.sees
    await mette.says("/staff")
    assert mette.sees == refusals.sentence(t, NotAllowed())
    await karen.says("/help")
    assert "/invite" in karen.sees


async def _sees_everybody(world: World, karen: Player) -> None:
    found = await world.bot.store.read(lambda tx: rows.of(tx, GLADSAXE))
    for one in found[:4]:
        areas = [area_name(karen)] if one.areas else []
        line = people.line(karen.t, one, areas, int(one.pseudonym == "GLA-2"))
        assert plain(line) in karen.sees


async def _goes_off_duty(world: World, pseudonym: str) -> None:
    async def job(tx: Tx) -> None:
        (one,) = await rows.called(tx, pseudonym)
        await rows.save(tx, replace(one, on_duty=False))

    await world.bot.store.write(job)


async def test_roles_are_changed_and_the_colleague_is_told(world: World, lang: Lang) -> None:
    karen = await _administrator(world, lang)
    t = karen.t
    mette = await world.moderator(lang)
    await changes_roles(karen, "GLA-2", Role.LEAD)
    assert people.changed(t, "GLA-2") == karen.sees
    roles = frozenset({Role.MODERATOR, Role.LEAD})
    assert mette.sees == plain(people.your_roles(t, roles, []))
    await opens(karen, "GLA-1")
    await karen.taps(people.button_change_roles(t))
    await chooses(karen, Role.LEAD)
    await karen.taps(people.button_choice(t, staff.role(t, Role.ADMINISTRATOR), chosen=True))
    await karen.taps(people.button_look_over(t))
    await karen.taps(people.button_save(t))
    assert karen.sees == refusals.sentence(t, LastAdministrator())


async def test_access_ends_at_once(world: World, lang: Lang) -> None:
    karen, mette = await _administrator(world, lang), await world.moderator(lang)
    omar = await world.moderator(lang, name="Omar")
    t = karen.t
    code = await world.shares_concern(await world.resident(lang), WORDS[lang])
    await mette.says(f"/case {code}")
    await mette.taps(staff.button_claim(t))
    await revokes(karen, "GLA-2")
    assert people.revoked(t, "GLA-2") == karen.sees
    assert [m.text for m in mette.person.chat.messages] == [plain(people.farewell(t, "GLA-2"))]
    assert plain(people.returned(t, [code])) == omar.sees
    for action in (ShowConcern(await case_id(world, code)), Go(Page.QUEUE)):
        await forges(mette, action)
        assert mette.sees == refusals.sentence(t, NotAllowed())
    await omar.says(f"/case {code}")
    await omar.taps(staff.button_claim(t))
    assert staff.claimed(t, code) in omar.sees
    again = await world.joins(mette, await world.invitation("moderator"))
    assert "GLA-4" in again.sees


async def test_several_cases_return_together(world: World, lang: Lang) -> None:
    karen, mette = await _administrator(world, lang), await world.moderator(lang)
    omar = await world.moderator(lang, name="Omar")
    codes = []
    for number in range(2):
        someone = await world.resident(lang, name=f"Resident{number}")
        codes.append(await world.shares_concern(someone, WORDS[lang]))
        await mette.says(f"/case {codes[-1]}")
        await mette.taps(staff.button_claim(mette.t))
    await revokes(karen, "GLA-2")
    assert all(code in omar.sees for code in codes)


async def test_who_ends_their_own_access_is_told_in_an_emptied_chat(
    world: World, lang: Lang
) -> None:
    karen = await _administrator(world, lang)
    await world.colleague("administrator", lang, name="Other")
    await revokes(karen, "GLA-1")
    assert [m.text for m in karen.person.chat.messages] == [
        plain(people.farewell(karen.t, "GLA-1"))
    ]


async def test_a_resident_with_cases_is_warned_and_cannot_take_their_own(
    world: World, lang: Lang
) -> None:
    someone = await world.resident(lang)
    code = await world.shares_concern(someone, WORDS[lang])
    await someone.starts(await world.invitation("moderator"))
    assert "/cases" in someone.sees
    await someone.taps(people.button_accept(someone.t))
    await forges(someone, Claim(await case_id(world, code)))
    assert someone.sees == refusals.sentence(someone.t, OwnCase())
    await someone.says("/cases")
    assert code in shown(someone)
    assert resident.button_see_news(someone.t) not in newest_buttons(someone)
