"""Profiles, subscriptions, colleagues and invitations."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.domain.errors import InviteInvalid
from bot.domain.ids import AreaId, InviteId, ModeratorId, OrganisationId, ProfileId, TopicId
from bot.domain.people import Lang, Moderator, Profile
from bot.domain.preferences import Preferences, Priority
from bot.domain.roles import Role
from bot.store import profiles, staff
from bot.store.db import Store, Tx
from bot.store.profiles import SealedProfile
from bot.store.staff import Invite

A, B = AreaId("hoeje-gladsaxe"), AreaId("moerkhoej")
YOUTH, EVENTS = TopicId("youth"), TopicId("events")
ME = Profile(id=ProfileId(b"\x00p\xff" + bytes(13)), language=Lang.AR, notice=2)
YOU = Profile(id=ProfileId(b"y" * 16), language=Lang.DA)
METTE = Moderator(
    id=ModeratorId(b"m" * 16),
    organisation=OrganisationId("gladsaxe"),
    pseudonym="GLA-1",
    roles=frozenset({Role.MODERATOR, Role.PUBLISHER}),
    areas=frozenset({A, B}),
    language=Lang.EN,
    reads=frozenset({Lang.DA, Lang.AR}),
)
INVITE = Invite(
    id=InviteId(b"i" * 16),
    organisation=OrganisationId("gladsaxe"),
    roles=frozenset({Role.LEAD}),
    areas=frozenset({A}),
    expires=100,
)


async def test_a_profile_is_found_by_its_tag_only(tx: Tx) -> None:
    await profiles.add(tx, ME, b"tag")
    assert await profiles.find(tx, b"tag") == ME
    assert await profiles.find(tx, b"other") is None


async def test_how_news_is_to_come_is_kept_and_changed(tx: Tx) -> None:
    first = Preferences(
        urgent=True, least=Priority.URGENT, quiet=(1320, 420), muted=frozenset({YOUTH, EVENTS})
    )
    second = Preferences(in_full=True, quiet=(0, 1), muted=frozenset({EVENTS}), asked=True)
    await profiles.add(tx, replace(ME, preferences=first), b"me")
    await profiles.add(tx, YOU, b"you")
    for wishes in (first, second, Preferences(least=Priority.NORMAL), Preferences()):
        await profiles.save(tx, replace(ME, preferences=wishes), None)
        assert await profiles.find(tx, b"me") == replace(ME, preferences=wishes)
        assert await profiles.find(tx, b"you") == YOU


async def test_a_profile_changes_alone_and_keeps_its_address_as_told(tx: Tx) -> None:
    await profiles.add(tx, ME, b"me")
    await profiles.add(tx, YOU, b"you")
    assert await profiles.address(tx, ME.id) == SealedProfile(
        id=ME.id, language=Lang.AR, sealed=None
    )
    changed = replace(ME, language=Lang.EN, notice=3)
    await profiles.save(tx, changed, b"\x00sealed\xff")
    assert await profiles.find(tx, b"me") == changed
    assert await profiles.find(tx, b"you") == YOU
    found = await profiles.address(tx, ME.id)
    assert found == SealedProfile(id=ME.id, language=Lang.EN, sealed=b"\x00sealed\xff")
    await profiles.save(tx, changed, None)
    assert (await profiles.address(tx, ME.id) or found).sealed is None


async def test_a_dropped_address_is_gone_and_the_profile_stays(tx: Tx) -> None:
    for value, tag in ((ME, b"me"), (YOU, b"you")):
        await profiles.add(tx, value, tag)
        await profiles.save(tx, value, b"sealed")
    fresh = ProfileId(b"fresh")
    await profiles.drop_address(tx, ME.id, fresh)
    mine, yours = [await profiles.address(tx, p) for p in (fresh, YOU.id)]
    assert mine is not None
    assert yours is not None
    assert (mine.sealed, yours.sealed) == (None, b"sealed")
    assert await profiles.address(tx, ProfileId(b"x" * 16)) is None


async def test_a_deleted_profile_is_gone_alone(tx: Tx) -> None:
    await profiles.add(tx, ME, b"me")
    await profiles.add(tx, YOU, b"you")
    await profiles.delete_of(tx, ME.id)
    assert await profiles.find(tx, b"me") is None
    assert await profiles.find(tx, b"you") == YOU


async def test_areas_are_followed_once_and_left_one_by_one_or_all(tx: Tx) -> None:
    await profiles.add(tx, ME, b"me")
    await profiles.add(tx, YOU, b"you")
    for area in (A, A, B):
        await profiles.follow(tx, ME.id, area)
    await profiles.follow(tx, YOU.id, A)
    assert (await profiles.find(tx, b"me")) == replace(ME, areas=frozenset({A, B}))
    assert await _followers(tx, A, B, AreaId("empty")) == [2, 1, 0]
    await profiles.unfollow(tx, ME.id, A)
    assert await _followers(tx, A, B) == [1, 1]
    await profiles.unfollow_all(tx, ME.id)
    assert await _followers(tx, A, B) == [1, 0]
    assert await profiles.followers(tx, []) == {}


async def _followers(tx: Tx, *areas: AreaId) -> list[int]:
    counts = await profiles.followers(tx, areas)
    return [sum(counts[area].values()) for area in areas]


async def test_followers_are_counted_by_the_language_they_read(tx: Tx) -> None:
    await profiles.add(tx, replace(ME, language=Lang.AR), b"me")
    await profiles.add(tx, replace(YOU, language=Lang.EN), b"you")
    for one in (ME, YOU):
        await profiles.follow(tx, one.id, A)
    assert await profiles.followers(tx, [A]) == {A: {Lang.DA: 0, Lang.AR: 1, Lang.EN: 1}}


async def test_one_tag_has_one_profile(store: Store) -> None:
    await store.write(lambda tx: profiles.add(tx, ME, b"tag"))
    with pytest.raises(Exception, match=r"(?i)unique"):
        await store.write(lambda tx: profiles.add(tx, YOU, b"tag"))


# --- colleagues ----------------------------------------------------------------------------


async def test_a_colleague_is_found_by_tag_and_id_with_all_there_is(tx: Tx) -> None:
    await staff.add(tx, METTE, tag=b"tag", sealed=b"\x00sealed")
    assert await staff.find(tx, b"tag") == METTE
    assert await staff.get(tx, METTE.id) == METTE
    assert await staff.address(tx, METTE.id) == b"\x00sealed"
    missing = ModeratorId(b"x" * 16)
    assert await staff.find(tx, b"other") is None
    assert await staff.get(tx, missing) is None
    assert await staff.address(tx, missing) is None


async def test_a_colleague_without_areas_or_languages_comes_back_so(tx: Tx) -> None:
    bare = replace(METTE, areas=frozenset(), reads=frozenset(), roles=frozenset())
    await staff.add(tx, bare, tag=b"tag", sealed=b"s")
    assert await staff.find(tx, b"tag") == bare


async def test_a_colleague_changes_alone_and_keeps_name_and_organisation(tx: Tx) -> None:
    await staff.add(tx, METTE, tag=b"m", sealed=b"s")
    ole = replace(METTE, id=ModeratorId(b"o" * 16), pseudonym="GLA-2")
    await staff.add(tx, ole, tag=b"o", sealed=b"s")
    changed = replace(
        METTE,
        roles=frozenset({Role.LEAD}),
        areas=frozenset({A}),
        language=Lang.DA,
        reads=frozenset({Lang.EN}),
    )
    await staff.save(tx, replace(changed, pseudonym="X", organisation=OrganisationId("x")))
    assert await staff.get(tx, METTE.id) == changed
    assert await staff.get(tx, ole.id) == ole


async def test_an_organisation_lists_and_counts_its_own_by_name(tx: Tx) -> None:
    gladsaxe, herlev = OrganisationId("gladsaxe"), OrganisationId("herlev")
    for number, (organisation, name) in enumerate(
        [(gladsaxe, "GLA-2"), (herlev, "HER-1"), (gladsaxe, "GLA-1")]
    ):
        value = replace(
            METTE,
            id=ModeratorId(bytes([number]) * 16),
            organisation=organisation,
            pseudonym=name,
        )
        await staff.add(tx, value, tag=bytes([number]), sealed=b"s")
    assert [c.pseudonym for c in await staff.of(tx, gladsaxe)] == ["GLA-1", "GLA-2"]
    assert await staff.count(tx, gladsaxe) == 2
    assert await staff.count(tx, OrganisationId("politi")) == 0


# --- invitations ---------------------------------------------------------------------------


async def test_an_invitation_opens_once(tx: Tx) -> None:
    await staff.add_invite(tx, INVITE, b"tag")
    assert await staff.use_invite(tx, b"tag", now=99) == INVITE
    with pytest.raises(InviteInvalid):
        await staff.use_invite(tx, b"tag", now=99)


@pytest.mark.parametrize(("tag", "now"), [(b"tag", 100), (b"tag", 101), (b"other", 0)])
async def test_an_expired_or_unknown_invitation_opens_nothing(tx: Tx, tag: bytes, now: int) -> None:
    await staff.add_invite(tx, INVITE, b"tag")
    with pytest.raises(InviteInvalid):
        await staff.use_invite(tx, tag, now=now)


async def test_of_two_who_use_an_invitation_at_once_one_comes_in(
    store: Store, other: Store
) -> None:
    await store.write(lambda tx: staff.add_invite(tx, INVITE, b"tag"))

    async def use(where: Store) -> Invite:
        return await where.write(lambda tx: staff.use_invite(tx, b"tag", now=1))

    results = await asyncio.gather(
        use(store), use(other), use(store), use(other), return_exceptions=True
    )
    assert sum(isinstance(r, Invite) for r in results) == 1
    assert sum(isinstance(r, InviteInvalid) for r in results) == 3


async def test_an_invitation_that_was_undone_can_be_used_again(store: Store) -> None:
    await store.write(lambda tx: staff.add_invite(tx, INVITE, b"tag"))

    async def fails(tx: Tx) -> None:
        await staff.use_invite(tx, b"tag", now=1)
        raise LookupError

    with pytest.raises(LookupError):
        await store.write(fails)
    assert await store.write(lambda tx: staff.use_invite(tx, b"tag", now=1)) == INVITE
