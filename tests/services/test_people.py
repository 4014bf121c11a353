"""Colleagues: the list, roles, invitations, and access that ends at once; on both databases."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest

from bot.domain.acts import SHELL, Act
from bot.domain.concerns import Concern, Outcome, Status
from bot.domain.erasure import Erased
from bot.domain.errors import (
    AreaNotServed,
    ButtonTooOld,
    InviteInvalid,
    LastAdministrator,
    NoRoleChosen,
    NotAllowed,
    NotFound,
    OwnCase,
    Refused,
)
from bot.domain.ids import AreaId, ModeratorId
from bot.domain.mutes import MuteReason
from bot.domain.people import Moderator
from bot.domain.roles import Role
from bot.services import moderation, mutes, people, queue, record, residents, staff
from bot.store import audit, concerns, erased
from bot.store import staff as rows
from bot.store.db import Tx
from bot.store.outbox import Target
from bot.turn import Turn
from tests.kit.postgres import KINDS, database, opened
from tests.kit.turns import Scene, house

KAREN, METTE, OLE, SARA, AMAL = 2001, 2002, 2003, 2004, 101
R = TypeVar("R")


async def _changes(
    play: Scene, chat: int, whom: Moderator, *roles: Role, areas: str = ""
) -> Moderator:
    """Chooses exactly these roles and areas for a colleague, and saves."""

    async def act(turn: Turn) -> Moderator:
        turn = await people.begin_change(turn, whom.id)
        draft = people.choosing(turn)
        for role in draft.roles ^ set(roles):
            turn = await people.toggle_role(turn, role)
        for area in draft.areas ^ {AreaId(a) for a in areas.split()}:
            turn = await people.toggle_area(turn, area)
        return (await people.change(turn, turn.dialogue.version))[1]

    return await play.does(chat, act)


async def _invites(play: Scene, chat: int, *roles: Role, trained: bool = True) -> str:
    """The token of an invitation that an administrator makes."""

    async def act(turn: Turn) -> str:
        turn = await people.begin_invitation(turn)
        for role in roles:
            turn = await people.toggle_role(turn, role)
        if trained:
            turn = await people.toggle_trained(turn)
        return (await people.invite(turn, turn.dialogue.version))[1]

    link = await play.does(chat, act)
    return link.partition("start=i_")[2]


async def _case(play: Scene, concern: Concern) -> Concern:
    return await play.store.read(lambda tx: concerns.get(tx, concern.id))


async def _on_record(play: Scene) -> list[tuple[str, Act, str]]:
    links = await play.store.read(lambda tx: audit.page(tx, after=0))
    return [(link.who, link.act, link.about) for link in links]


# --- the list --------------------------------------------------------------------------------


async def test_the_list_has_the_own_organisation_and_how_many_cases_each_has(play: Scene) -> None:
    await play.colleague(KAREN, Role.ADMINISTRATOR)
    mette = await play.colleague(METTE)
    await play.colleague(OLE, organisation="herlev")
    await play.resident(AMAL)
    concern = await play.shares(AMAL)
    await play.does(METTE, moderation.claim, concern.id)
    found = await play.does(KAREN, people.listed, 0)
    assert [c.pseudonym for c in found.colleagues] == ["GLA-1", "GLA-2"]
    assert (found.loads, found.more) == ({mette.id: 1}, False)
    with pytest.raises(NotAllowed):
        await play.does(METTE, people.listed, 0)


async def test_the_list_has_pages_in_the_order_of_the_numbers(play: Scene) -> None:
    for chat in range(KAREN, KAREN + 10):
        await play.colleague(chat, Role.LEAD)
    pages = [await play.does(KAREN, people.listed, n) for n in range(3)]
    names = [c.pseudonym for page in pages for c in page.colleagues]
    assert names == [f"GLA-{n}" for n in range(1, 11)]
    assert [page.more for page in pages] == [True, True, False]


# --- roles -----------------------------------------------------------------------------------


async def test_changed_roles_count_at_once_are_told_and_stand_on_record(play: Scene) -> None:
    await play.colleague(KAREN, Role.ADMINISTRATOR)
    mette = await play.colleague(METTE)
    after = await _changes(play, KAREN, mette, Role.MODERATOR, Role.LEAD, areas="moerkhoej")
    assert (await play.stands(METTE)).speaker.colleague() == after
    assert after.roles == {Role.MODERATOR, Role.LEAD}
    assert after.areas == {AreaId("moerkhoej")}
    assert [s.stream for s in await play.sent_to(Target.MODERATOR)] == [mette.id]
    assert (await _on_record(play))[-1] == ("GLA-1", Act.ROLES_CHANGED, "GLA-2")


async def test_cases_that_the_new_areas_do_not_cover_return_to_the_inbox(play: Scene) -> None:
    await play.colleague(KAREN, Role.ADMINISTRATOR)
    mette, ole = await play.colleague(METTE), await play.colleague(OLE)
    await play.resident(AMAL)
    far = await play.shares(AMAL)
    near = await play.shares(AMAL, area="moerkhoej")
    for concern in (far, near):
        await play.does(METTE, moderation.claim, concern.id)
    before = len(await play.sent_to(Target.MODERATOR))
    await _changes(play, KAREN, mette, Role.MODERATOR, areas="moerkhoej")
    assert (await _case(play, far)).claimed_by is None
    assert (await _case(play, far)).status is Status.NEW
    assert (await _case(play, near)).claimed_by == mette.id
    told = (await play.sent_to(Target.MODERATOR))[before:]
    assert {s.stream: far.code in s.text for s in told} == {ole.id: True, mette.id: False}


async def test_the_last_administrator_stays_one(play: Scene) -> None:
    karen = await play.colleague(KAREN, Role.ADMINISTRATOR, Role.LEAD)
    await play.colleague(SARA, Role.ADMINISTRATOR, organisation="herlev")
    with pytest.raises(LastAdministrator):
        await _changes(play, KAREN, karen, Role.LEAD)
    with pytest.raises(LastAdministrator):
        await play.does(KAREN, people.revoke, karen.id)
    assert (await play.stands(KAREN)).speaker.colleague() == karen
    assert Act.REVOKED not in [act for _, act, _ in await _on_record(play)]
    await play.colleague(OLE, Role.ADMINISTRATOR)
    await _changes(play, KAREN, karen, Role.LEAD)
    with pytest.raises(NotAllowed):
        await play.does(KAREN, people.invites)


async def test_nobody_reaches_into_another_organisation(play: Scene) -> None:
    await play.colleague(KAREN, Role.ADMINISTRATOR)
    other = await play.colleague(OLE, organisation="herlev")
    with pytest.raises(NotFound):
        await _changes(play, KAREN, other, Role.LEAD)
    with pytest.raises(NotFound):
        await play.does(KAREN, people.revoke, other.id)
    with pytest.raises(NotFound):
        await play.does(KAREN, people.revoke, ModeratorId(bytes(16)))
    mette = await play.colleague(METTE)
    with pytest.raises(AreaNotServed):
        await _changes(play, KAREN, mette, Role.LEAD, areas="hjortespring")


async def test_only_an_administrator_changes_invites_or_ends_access(play: Scene) -> None:
    lead = await play.colleague(OLE, Role.LEAD)
    for act in (
        lambda turn: people.begin_change(turn, lead.id),
        lambda turn: people.revoke(turn, lead.id),
        people.begin_invitation,
        people.invites,
    ):
        with pytest.raises(NotAllowed):
            await play.does(OLE, act)


async def test_somebody_must_have_a_role_and_see_what_is_saved(play: Scene) -> None:
    await play.colleague(KAREN, Role.ADMINISTRATOR)
    mette = await play.colleague(METTE)
    with pytest.raises(NoRoleChosen):
        await _changes(play, KAREN, mette)
    with pytest.raises(NoRoleChosen):
        await _invites(play, KAREN)
    turn = await play.does(KAREN, people.begin_change, mette.id)
    await play.does(KAREN, people.toggle_role, Role.LEAD)
    with pytest.raises(ButtonTooOld):
        await play.does(KAREN, people.change, turn.dialogue.version)


# --- invitations -----------------------------------------------------------------------------


async def test_an_invitation_is_looked_at_without_using_it_and_listed_until_used(
    play: Scene,
) -> None:
    await play.colleague(KAREN, Role.ADMINISTRATOR)
    token = await _invites(play, KAREN, Role.LEAD)
    for chat in (METTE, OLE):
        assert (await play.does(chat, staff.look, token)).roles == {Role.LEAD}
    assert len(await play.does(KAREN, people.invites)) == 1
    await play.does(METTE, staff.accept, token)
    assert await play.does(KAREN, people.invites) == []
    with pytest.raises(InviteInvalid):
        await play.does(OLE, staff.look, token)
    assert ("GLA-1", Act.INVITED, "") in await _on_record(play)


async def test_a_withdrawn_invitation_opens_nothing(play: Scene) -> None:
    await play.colleague(KAREN, Role.ADMINISTRATOR)
    await play.colleague(SARA, Role.ADMINISTRATOR, organisation="herlev")
    token = await _invites(play, KAREN, Role.LEAD)
    (one,) = await play.does(KAREN, people.invites)
    with pytest.raises(NotFound):
        await play.does(SARA, people.withdraw, one.id)
    await play.does(KAREN, people.withdraw, one.id)
    with pytest.raises(InviteInvalid):
        await play.does(METTE, staff.accept, token)
    with pytest.raises(NotFound):
        await play.does(KAREN, people.withdraw, one.id)
    assert (await _on_record(play))[-1] == ("GLA-1", Act.INVITE_WITHDRAWN, "")


async def test_an_invitation_says_whether_a_practice_case_comes_first(play: Scene) -> None:
    await play.colleague(KAREN, Role.ADMINISTRATOR)
    for chat, trained in ((METTE, True), (OLE, False)):
        token = await _invites(play, KAREN, Role.MODERATOR, trained=trained)
        turn = await play.does(chat, staff.accept, token)
        assert turn.speaker.colleague().practised is trained


# --- the end of access -----------------------------------------------------------------------


async def test_who_is_revoked_is_nobody_at_the_very_next_press(play: Scene) -> None:
    await play.colleague(KAREN, Role.ADMINISTRATOR)
    mette = await play.colleague(METTE)
    await play.resident(AMAL)
    concern = await play.shares(AMAL)
    await play.does(METTE, moderation.claim, concern.id)
    await play.does(KAREN, people.revoke, mette.id)
    assert (await play.stands(METTE)).speaker.moderator is None
    for act in (moderation.card, moderation.release, moderation.write_reply):
        with pytest.raises(NotAllowed):
            await play.does(METTE, act, concern.id)
    assert [(who, act, about) for who, act, about in await _on_record(play)][-2:] == [
        ("GLA-1", Act.REVOKED, "GLA-2"),
        ("GLA-1", Act.RELEASED, concern.code),
    ]


async def test_cases_return_also_closed_ones_that_are_opened_again(play: Scene) -> None:
    await play.colleague(KAREN, Role.ADMINISTRATOR)
    mette, ole = await play.colleague(METTE), await play.colleague(OLE)
    await play.resident(AMAL)
    open_one, closed = await play.shares(AMAL), await play.shares(AMAL)
    for concern in (open_one, closed):
        await play.does(METTE, moderation.claim, concern.id)
    await play.does(METTE, moderation.close, closed.id, Outcome.HELPED)
    touched = (await _case(play, closed)).touched_hour
    play.later(hours=3)
    await play.does(KAREN, people.revoke, mette.id)
    assert (await _case(play, open_one)).status is Status.NEW
    assert (await _case(play, closed)).claimed_by is None
    assert (await _case(play, closed)).touched_hour == touched
    listed = await play.does(OLE, queue.show, "new")
    assert [c.id for c in listed.found.cases] == [open_one.id]
    told = [s for s in await play.sent_to(Target.MODERATOR) if s.stream == ole.id][-1]
    assert open_one.code in told.text
    assert closed.code not in told.text


async def test_nothing_queued_for_the_chat_leaves_afterwards_but_the_farewell(
    play: Scene,
) -> None:
    await play.colleague(KAREN, Role.ADMINISTRATOR)
    mette = await play.colleague(METTE)
    await play.resident(AMAL)
    await play.shares(AMAL)
    assert mette.id in {s.stream for s in await play.sent_to(Target.MODERATOR)}
    await play.does(KAREN, people.revoke, mette.id)
    assert mette.id not in {s.stream for s in await play.sent()}
    assert await play.store.read(lambda tx: rows.address(tx, mette.id)) is None
    to_her = [s for s in await play.sent() if s.body["params"].get("chat_id") == METTE]
    assert [s.method for s in to_her] == ["clear", "sendMessage"]
    assert "GLA-2" in to_her[-1].text


async def test_what_was_being_written_and_proposed_is_dropped(play: Scene) -> None:
    await play.colleague(KAREN, Role.ADMINISTRATOR)
    mette = await play.colleague(METTE)
    await play.colleague(OLE, Role.LEAD)
    await play.resident(AMAL)
    concern = await play.shares(AMAL)
    await play.does(METTE, moderation.claim, concern.id)
    await play.does(METTE, mutes.propose, concern.id, MuteReason.THREATS, 7)
    await play.does(METTE, moderation.write_note, concern.id)
    await play.does(METTE, moderation.type_words, 1, "Et notat")
    await play.does(KAREN, people.revoke, mette.id)
    assert not (await play.stands(METTE)).dialogue.words
    assert await play.does(OLE, mutes.proposals) == []


async def test_the_pseudonym_stays_in_the_case_and_is_never_given_again(play: Scene) -> None:
    await play.colleague(KAREN, Role.ADMINISTRATOR)
    mette = await play.colleague(METTE)
    await play.colleague(OLE)
    await play.resident(AMAL)
    concern = await play.shares(AMAL)
    await play.does(METTE, moderation.claim, concern.id)
    turn = await play.does(METTE, moderation.write_note, concern.id)
    turn = await play.does(METTE, moderation.type_words, 1, "Et notat")
    await play.does(METTE, moderation.keep_note, concern.id, turn.dialogue.version)
    await play.does(KAREN, people.revoke, mette.id)
    assert "GLA-2" in (await play.does(OLE, moderation.card, concern.id)).pseudonyms.values()
    assert (await play.colleague(SARA)).pseudonym == "GLA-4"
    assert (await play.colleague(METTE)).pseudonym == "GLA-5"


async def test_a_restored_backup_does_not_bring_the_access_back(play: Scene) -> None:
    await play.colleague(KAREN, Role.ADMINISTRATOR)
    mette = await play.colleague(METTE)
    await play.resident(AMAL)
    concern = await play.shares(AMAL)
    await play.does(METTE, moderation.claim, concern.id)
    ledger: list[Erased] = []

    async def revoked_and_lost(tx: Tx) -> None:
        """Revoked, then the database is put back as it was before."""
        await rows.remove(tx, mette.id)
        ledger.extend(await erased.noted(tx))
        raise _PutBackError

    with pytest.raises(_PutBackError):
        await play.store.write(revoked_and_lost)
    assert (await play.stands(METTE)).speaker.moderator == mette
    await play.store.write(lambda tx: erased.again(tx, ledger))
    assert (await play.stands(METTE)).speaker.moderator is None
    assert (await _case(play, concern)).claimed_by is None
    assert (await _case(play, concern)).status is Status.NEW
    assert (await play.colleague(OLE)).pseudonym == "GLA-3"


class _PutBackError(Exception):
    pass


async def test_the_shell_ends_access_too_and_says_on_record_that_it_was_the_shell(
    play: Scene,
) -> None:
    karen = await play.colleague(KAREN, Role.ADMINISTRATOR)
    await play.colleague(METTE)
    await play.resident(AMAL)
    concern = await play.shares(AMAL)
    await play.does(METTE, moderation.claim, concern.id)
    nobody = 0
    await play.does(nobody, people.revoke_from_shell, "GLA-2", even_the_last=False)
    assert (await play.stands(METTE)).speaker.moderator is None
    assert (await _on_record(play))[-2:] == [
        (SHELL, Act.REVOKED, "GLA-2"),
        (SHELL, Act.RELEASED, concern.code),
    ]
    for pseudonym in ("GLA-2", "GLA-9"):
        with pytest.raises(NotFound):
            await play.does(nobody, people.revoke_from_shell, pseudonym, even_the_last=True)
    with pytest.raises(LastAdministrator):
        await play.does(nobody, people.revoke_from_shell, karen.pseudonym, even_the_last=False)
    await play.does(nobody, people.revoke_from_shell, karen.pseudonym, even_the_last=True)
    assert (await play.stands(KAREN)).speaker.moderator is None
    vault = play.house.vault
    assert (await play.store.read(lambda tx: record.verify(tx, vault)))[1] is None


async def test_a_colleague_cannot_take_a_concern_of_their_own(play: Scene) -> None:
    await play.resident(AMAL)
    concern = await play.shares(AMAL)
    await play.colleague(AMAL)
    await play.colleague(OLE)
    with pytest.raises(OwnCase):
        await play.does(AMAL, moderation.claim, concern.id)
    assert [c.id for c in await play.does(AMAL, residents.own_cases)] == [concern.id]
    await play.does(OLE, moderation.claim, concern.id)


# --- two at once -----------------------------------------------------------------------------


async def _tried(act: Callable[[], Awaitable[R]]) -> R | Refused:
    """As a turn is tried again when another process was quicker."""
    for _ in range(5):
        try:
            return await act()
        except Refused as refusal:
            return refusal
        except Exception as error:  # noqa: BLE001 # the integrity error of either driver
            last = error
    raise last


@contextlib.asynccontextmanager
async def _two_processes(kind: str, folder: Path) -> AsyncIterator[tuple[Scene, Scene]]:
    async with database(kind, folder) as url, opened(url) as one, opened(url) as other:
        whole = house()
        yield Scene(one, whole), Scene(other, whole)


@pytest.mark.parametrize("kind", KINDS)
async def test_two_administrators_who_revoke_each_other_leave_one(
    kind: str, tmp_path: Path
) -> None:
    async with _two_processes(kind, tmp_path) as (here, there):
        for number, organisation in enumerate(here.house.partnership.organisations):
            first, second = KAREN + 10 * number, KAREN + 10 * number + 1
            karen, ole = [
                await here.colleague(chat, Role.ADMINISTRATOR, organisation=organisation)
                for chat in (first, second)
            ]
            both = await asyncio.gather(
                _tried(partial(here.does, first, people.revoke, ole.id)),
                _tried(partial(there.does, second, people.revoke, karen.id)),
            )
            assert sum(isinstance(result, Refused) for result in both) == 1, both
            left = await here.store.read(partial(rows.of, organisation=organisation))
            assert len(left) == 1


@pytest.mark.parametrize("kind", KINDS)
async def test_two_who_join_at_once_have_two_pseudonyms(kind: str, tmp_path: Path) -> None:
    async with _two_processes(kind, tmp_path) as both:
        joined = await asyncio.gather(
            *(_tried(partial(both[n % 2].colleague, METTE + n)) for n in range(10))
        )
        names = {found.pseudonym for found in joined if isinstance(found, Moderator)}
        assert names == {f"GLA-{n}" for n in range(1, 11)}
