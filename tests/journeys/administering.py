"""What an administrator does by taps: invite, change roles, end access."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.domain.roles import Role
from bot.texts import common, people, staff
from tests.kit.world import Player


async def chooses(admin: Player, *roles: Role, areas: Iterable[str] = ()) -> None:
    """Adds these roles and areas to what is being chosen. areas: their names."""
    t = admin.t
    for role in roles:
        await admin.taps(people.button_choice(t, staff.role(t, role), chosen=False))
    if areas:
        await admin.taps(people.button_areas(t))
        for area in areas:
            await admin.taps(people.button_choice(t, area, chosen=False))
        await admin.taps(common.button_back(t))


async def invites(admin: Player, *roles: Role, areas: Iterable[str] = ()) -> str:
    """The start payload of an invitation made by taps; it stands on the screen once."""
    await admin.says("/invite")
    await admin.taps(people.button_new_invite(admin.t))
    await chooses(admin, *roles, areas=areas)
    await admin.taps(people.button_look_over(admin.t))
    await admin.taps(people.button_make_link(admin.t))
    found = re.search(r"\?start=(i_[\w-]+)", admin.sees)
    assert found, admin.sees
    return found[1]


async def opens(admin: Player, pseudonym: str) -> None:
    """The page of a colleague."""
    await admin.says("/staff")
    await admin.taps(people.button_colleague(admin.t, pseudonym))


async def revokes(admin: Player, pseudonym: str) -> None:
    await opens(admin, pseudonym)
    await admin.taps(people.button_revoke(admin.t))
    await admin.taps(people.button_revoke_for_sure(admin.t))


async def withdraws(admin: Player) -> None:
    """The first of the open invitations."""
    await admin.says("/invite")
    await admin.taps(people.button_withdraw(admin.t, 1))


async def changes_roles(admin: Player, pseudonym: str, *more: Role) -> None:
    await opens(admin, pseudonym)
    await admin.taps(people.button_change_roles(admin.t))
    await chooses(admin, *more)
    await admin.taps(people.button_look_over(admin.t))
    await admin.taps(people.button_save(admin.t))
