# ruff: noqa: S608 # the statements are made of words of this file alone
"""What staff do stands on a chain, and whoever touches the chain is noticed."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.domain.actions import (
    Assign,
    CancelEvent,
    CorrectBulletin,
    LiftStepBack,
    RetractBulletin,
    ReturnProposed,
    SetCategory,
    SetLookAgain,
    SetUrgency,
    StepBack,
    StopBulletin,
    Weigh,
    WithdrawProposed,
    WriteProposal,
)
from bot.domain.acts import Act
from bot.domain.bulletins import Why
from bot.domain.clocks import LookAgain
from bot.domain.concerns import Urgency
from bot.domain.handovers import Kind, WhyReturned
from bot.domain.ids import BulletinId, CategoryId, ConcernId, ModeratorId, OrganisationId
from bot.domain.people import Lang
from bot.domain.roles import Role
from bot.services import record
from bot.store import audit, bulletins, concerns
from bot.store import staff as colleagues
from bot.store.db import Statement, Tx
from bot.texts import (
    alone,
    handovers,
    happenings,
    masking,
    mutes,
    proposals,
    publisher,
    readers,
    signing,
    staff,
    stepping,
    themes,
    translations,
)
from bot.texts import (
    groups as group_texts,
)
from tests.cli.shell import Shell, settings_of
from tests.invariants.conftest import Shown
from tests.invariants.ways import (
    forges,
    proposes_news,
    sends_news,
)
from tests.journeys import (
    administering,
    pausing,
)
from tests.journeys.handing import (
    accepts,
    offers,
    opens_others,
)
from tests.journeys.test_events import (
    announces,
    newest,
    passes,
)
from tests.journeys.test_signing import (
    drafts_urgent,
)
from tests.journeys.test_stepping_forward import (
    reveals,
)
from tests.journeys.test_translation import (
    translating,
)
from tests.journeys.ways import (
    case_id,
)
from tests.kit.world import TOKEN, Player, World

OF_STAFF = [act for act in Act if act not in {Act.ROTATED, Act.EXPIRED}]
"""The bot itself replaces keys and takes back cases that rest."""
LINKS = 12
"""Entries of the day below."""


async def _day(world: World) -> Counter[Act]:
    """Every kind of act by colleagues; how many of each must be on record."""
    mette, omar = await world.moderator(name="Mette"), await world.moderator(name="Omar")
    anna = await world.publisher(name="Anna")
    amal = await world.resident("da")
    code = await world.shares_concern(amal, "Der er mørkt i tunnelen.")
    await omar.says(f"/case {code}")
    await omar.taps(staff.button_claim(omar.t))
    await omar.taps(staff.button_release(omar.t))
    await world.answers(mette, code, "Tak.")
    await mette.says(f"/case {code}")
    await mette.taps(staff.button_close(mette.t))
    await mette.taps("Vi har gjort noget")
    await sends_news(anna, "hoeje-gladsaxe")
    return Counter(
        {Act.JOINED: 4, Act.CLAIMED: 2, Act.RELEASED: 1, Act.REPLIED: 1, Act.CLOSED: 1,
         Act.BULLETIN_PROPOSED: 1, Act.BULLETIN_SIGNED: 1, Act.PUBLISHED: 1, Act.READ: 6}
    )  # fmt: skip


async def _rarer_day(world: World) -> Counter[Act]:
    """What is done rarely, by colleagues and to them; how many of each must be on record."""
    karen = await world.colleague("lead", organisation="ballerup", name="Karen")
    for decides in (mutes.button_lift, mutes.button_keep):
        pause = await pausing.paused(world, Lang.DA)
        await pausing.appeals(pause.resident)
        await karen.taps(staff.button_open(karen.t))
        await karen.taps(decides(karen.t))
    mette, code = await pausing.written_to(world, Lang.DA)
    lead = await world.colleague("lead", name="Lone")
    await pausing.proposes(mette, code)
    await pause.second.taps(staff.button_open(mette.t))
    await pause.second.taps(mutes.button_decline(mette.t))
    for masks in (masking.button_for_now, masking.button_for_good):
        await _begins_more(mette, code, masking.button_mask(mette.t))
        await mette.says("tunnelen")
        await mette.taps(masks(mette.t))
        if masks is masking.button_for_now:
            await _begins_more(mette, code, masking.button_unmask(mette.t))
    await _begins_more(mette, code, themes.button_theme(mette.t))
    await mette.taps(themes.button_new(mette.t))
    await mette.says("Mørk tunnel")
    await mette.taps(themes.button_keep(mette.t))
    await _begins_more(mette, code, themes.button_theme(mette.t))
    await mette.taps(themes.button_take_out(mette.t))
    await mette.says(f"/case {code}")
    await mette.taps(staff.button_note(mette.t))
    await mette.says("Ring til skolen.")
    await mette.taps(staff.button_keep_note(mette.t))
    await world.links_group(karen, world.group(karen))
    await karen.says("/gruppe")
    await karen.taps(group_texts.button_unlink(karen.t))
    await _assesses(world, mette, code)
    await mette.says("/find tunnelen")
    await _works_together(world, mette, code)
    await _administers(world)
    amal = await world.resident("da")
    code = await world.shares_concern(amal, "Der er mørkt i gården.")
    await pausing.takes(mette, code)
    await reveals(amal, "Jeg hedder Zubaydah.")
    await mette.says(f"/case {code}")
    await mette.taps(stepping.button_open(mette.t))
    await _news_comes_back(world)
    await _news_that_left(world)
    return await _handed_over(world, lead) + await _holds_events(world) + Counter(
        {Act.GROUP_LINKED: 1, Act.GROUP_UNLINKED: 1,
         Act.INVITED: 1, Act.INVITE_WITHDRAWN: 1, Act.ROLES_CHANGED: 1, Act.REVOKED: 1,
         Act.MUTE_PROPOSED: 3, Act.MUTE_CONFIRMED: 2, Act.MUTE_DECLINED: 1, Act.APPEAL_READ: 2,
         Act.APPEAL_GRANTED: 1, Act.APPEAL_DENIED: 1, Act.MASKED: 1, Act.UNMASKED: 1,
         Act.MASKED_FOR_GOOD: 1, Act.NOTED: 1, Act.TRIAGED: 2, Act.REPORTED_CHILD: 1,
         Act.WEIGHED_CHILD: 1, Act.LOOK_AGAIN: 1,
         Act.SEARCHED: 1, Act.REVEAL_READ: 1,
         Act.ASSIGNED: 1, Act.GIVEN: 1,
         Act.STEPPED_BACK: 1, Act.STEP_BACK_LIFTED: 1, Act.PROPOSED_REPLY: 3,
         Act.APPROVED_REPLY: 1, Act.RETURNED_REPLY: 1, Act.WITHDREW_REPLY: 1,
         **await _foreign(world),
         Act.THEMED: 1, Act.UNTHEMED: 1,
         Act.BULLETIN_RETURNED: 1, Act.BULLETIN_WITHDRAWN: 1,
         Act.BULLETIN_SIGNED_ALONE: 1, Act.BULLETIN_REVIEWED: 1,
         Act.BULLETIN_STOPPED: 1, Act.BULLETIN_CORRECTED: 1, Act.BULLETIN_RETRACTED: 1}
    )  # fmt: skip


async def _news_comes_back(world: World) -> None:
    anna = await world.publisher(name="Anna")
    await proposes_news(anna, "hoeje-gladsaxe")
    aase = await world.approver()
    await aase.taps(signing.button_look(aase.t))
    await aase.taps(signing.button_return(aase.t))
    await aase.says("Skriv hvor.")
    await aase.taps(signing.button_give_back(aase.t))
    await anna.taps(signing.button_take_up(anna.t))
    await anna.taps(publisher.button_preview(anna.t))
    await anna.taps(publisher.button_propose(anna.t))
    await anna.taps(publisher.button_report(anna.t))
    await anna.taps(signing.button_withdraw(anna.t))
    vagt = await world.colleague("duty_officer", name="Vagt")
    await drafts_urgent(vagt)
    await vagt.taps(publisher.button_preview(vagt.t))
    await vagt.taps(alone.button_alone(vagt.t))
    await vagt.says("Der er brand.")
    await vagt.taps(alone.button_confirm(vagt.t))
    await aase.taps(alone.button_look(aase.t))
    await aase.taps(alone.button_reviewed(aase.t))


async def _news(world: World) -> frozenset[BulletinId]:
    found = await world.bot.store.read(
        lambda tx: bulletins.of_organisation(tx, OrganisationId("gladsaxe"), limit=100)
    )
    return frozenset(each.id for each in found)


async def _news_that_left(world: World) -> None:
    """Stopped while it leaves, corrected, and at last withdrawn."""
    bodil = await world.publisher(name="Bodil")
    before = await _news(world)
    await sends_news(bodil, "hoeje-gladsaxe")
    [news] = await _news(world) - before
    await forges(bodil, StopBulletin(news))
    await forges(bodil, CorrectBulletin(news))
    await bodil.taps(publisher.button_preview(bodil.t))
    await bodil.taps(publisher.button_propose(bodil.t))
    await world.signs()
    await forges(bodil, RetractBulletin(news, Why.FACTS))


async def _handed_over(world: World, lead: Player) -> Counter[Act]:
    """Offers that are taken back, returned, shared and moved."""
    police = await world.colleague("lead", organisation="politi", name="Palle")
    amal = await world.resident("da")
    code = await world.shares_concern(amal, "Der er mørkt i kælderen.")
    await offers(lead, code, "politi")
    await opens_others(lead, code)
    await lead.taps("↩️ Tag tilbage")
    await offers(lead, code, "politi")
    await police.taps(staff.button_open(police.t))
    await police.taps(handovers.button_return(police.t))
    await police.taps(handovers.why(police.t, WhyReturned.KNOWN))
    await police.taps(handovers.button_give_back(police.t))
    await offers(lead, code, "politi")
    await accepts(police)
    await opens_others(lead, code)
    await lead.taps("⛔")
    await offers(lead, code, "politi", kind=Kind.MOVE)
    await accepts(police)
    return Counter(
        {Act.HANDOVER_OFFERED: 4, Act.HANDOVER_WITHDRAWN: 1, Act.HANDOVER_RETURNED: 1,
         Act.HANDOVER_ACCEPTED: 2, Act.SHARE_READ: 1, Act.SHARE_ENDED: 1}
    )  # fmt: skip


async def _assesses(world: World, mette: Player, code: str) -> None:
    """Finds that it is about a child, weighs it both ways, and wants to look again."""
    concern = await case_id(world, code)
    for action in (
        SetUrgency(concern, Urgency.CHILD), Weigh(concern, 1, 1),
        SetCategory(concern, CategoryId("child")), Weigh(concern, 0, 1),
        SetLookAgain(concern, LookAgain.WEEK),
    ):  # fmt: skip
        await forges(mette, action)


async def _works_together(world: World, mette: Player, code: str) -> None:
    """Mette's case goes to a lead and back; three answers are proposed; she steps back."""
    lise = await world.colleague("lead", name="Lise")
    concern = await case_id(world, code)
    holder, lead = await _moderators(world, concern)
    for to in (lead, holder):
        await forges(lise, Assign(concern, to))
    for n in range(3):
        await forges(lise, WriteProposal(concern))
        await lise.says("Et svar.")
        await lise.taps(proposals.button_ask(lise.t))
        if n == 0:
            await forges(lise, WithdrawProposed(concern))
        if n == 1:
            await forges(mette, ReturnProposed(concern))
            await mette.says("Skriv mere.")
            await mette.taps(proposals.button_keep_word(mette.t))
    await mette.taps(proposals.button_look(mette.t))
    await mette.taps(staff.button_send_reply(mette.t))
    await forges(mette, StepBack(concern, 1))
    await forges(lise, LiftStepBack(concern))


async def _moderators(world: World, concern: ConcernId) -> tuple[ModeratorId, ModeratorId]:
    """Who has the case, and the colleague who came last."""

    async def find(tx: Tx) -> tuple[ModeratorId, ModeratorId]:
        found = await concerns.get(tx, concern)
        everybody = await colleagues.of(tx, found.organisation)
        last = max(everybody, key=lambda one: int(one.pseudonym.partition("-")[2]))
        assert found.claimed_by
        return found.claimed_by, last.id

    return await world.bot.store.read(find)


async def _holds_events(world: World) -> Counter[Act]:
    """One is called off; a safety walk is held, and what it found is seen to and opened again."""
    karim = await world.publisher(name="Karim")
    await announces(karim)
    await forges(karim, CancelEvent(await newest(world), 1))
    event = await announces(karim)
    await passes(world, event, hours_after_start=3)
    await karim.taps(happenings.button_report(karim.t))
    await karim.says("12")
    await karim.taps(happenings.button_nothing_more(karim.t))
    await karim.taps(happenings.button_findings(karim.t, 0))
    await karim.taps(happenings.button_add(karim.t))
    await karim.says("Mørkt")
    await karim.says("Tunnelen")
    await karim.taps("GLA-")
    await karim.taps("✅ Udført")
    await karim.taps("⬜ Åbn")
    return Counter(
        {Act.EVENT_CANCELLED: 1, Act.EVENT_CLOSED: 1, Act.FINDING_KEPT: 1, Act.FINDING_DONE: 1,
         Act.FINDING_OPENED: 1}
    )  # fmt: skip


async def _administers(world: World) -> None:
    karen = await world.colleague("administrator", organisation="herlev", name="Karin")
    await world.colleague("moderator", organisation="herlev", name="Ole")
    await administering.invites(karen, Role.LEAD)
    await administering.withdraws(karen)
    await administering.changes_roles(karen, "HER-2", Role.LEAD)
    await administering.revokes(karen, "HER-2")


async def _foreign(world: World) -> dict[Act, int]:
    """A case in Arabic: a reader is asked for and found, and a machine translates it."""
    async with translating(world):
        bodil = await world.moderator(organisation="ballerup", name="Bodil")
        samir = await world.moderator("ar", organisation="ballerup", name="Samir")
        amal = await world.resident("ar")
        code = await world.shares_concern(amal, "النفق مظلم.", area="hedeparken")
        await bodil.says(f"/case {code}")
        await bodil.taps(readers.button_want(bodil.t, Lang.AR))
        await samir.says(f"/case {code}")
        await samir.taps(readers.button_found(samir.t))
        await bodil.says(f"/case {code}")
        await bodil.taps(translations.button_translate(bodil.t))
    return {Act.READER_WANTED: 1, Act.READER_FOUND: 1, Act.TRANSLATED: 1}


async def _begins_more(colleague: Player, code: str, label: str) -> None:
    await colleague.says(f"/case {code}")
    await colleague.taps(masking.button_more(colleague.t))
    await colleague.taps(label)


async def _on_record(world: World) -> Counter[Act]:
    links = await world.bot.store.read(lambda tx: audit.page(tx, after=0))
    return Counter(link.act for link in links)


def _missing(expected: Counter[Act], found: Counter[Act]) -> list[Act]:
    return sorted((expected - found).elements())


@pytest.mark.invariant(33)
async def test_each_act_of_staff_is_on_record(world: World, shown: Shown) -> None:
    expected, found = await _day(world), await _on_record(world)
    assert _missing(expected, found) == []
    assert _missing(found, expected) == [], "an act nobody did is on record"
    rarer = await _rarer_day(world)
    assert set(expected) | set(rarer) == set(OF_STAFF)
    after = Counter({act: n for act, n in (await _on_record(world)).items() if act in rarer})
    assert after == rarer
    shown.tried(f"{(found + after).total()} acts of {len(OF_STAFF)} kinds by 10 colleagues")


@pytest.mark.invariant(33)
async def test_an_act_that_is_not_written_down_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch, shown: Shown
) -> None:
    async def forgets(turn: object, what: Act, about: str = "") -> None:
        _ = turn, what, about

    monkeypatch.setattr(record, "note", forgets)
    monkeypatch.setattr(record, "note_machine", forgets)
    expected = await _day(world) + await _rarer_day(world)
    assert set(_missing(expected, await _on_record(world))) == set(OF_STAFF)
    shown.caught(f"each of {', '.join(OF_STAFF)} left out")


# --- an entry is touched ---------------------------------------------------------------------

_OTHER = "CASE act WHEN 'read' THEN 'joined' ELSE 'read' END"
_PARTS = {"at": "1", "who": "'GLA-9'", "act": _OTHER, "about": "'BBB-BBB'", "seal": "x'00'"}
_END = "(SELECT max(number) FROM audit)"

CHANGES: dict[str, tuple[str, ...]] = {
    **{f"{part} of entry {n} changed": (f"UPDATE audit SET {part} = {value} WHERE number = {n}",)
       for n in (1, 5, LINKS) for part, value in _PARTS.items()},
    **{f"entry {n} removed": (f"DELETE FROM audit WHERE number = {n}",) for n in (1, 5)},
    "the last entry removed": (f"DELETE FROM audit WHERE number = {_END}",),
    "the last five removed": (f"DELETE FROM audit WHERE number > {_END} - 5",),
    "all removed": ("DELETE FROM audit",),
    "all removed and the head with them": (
        "DELETE FROM audit", "DELETE FROM meta WHERE name LIKE 'head%'"),
    "entry 4 removed and the gap closed": (
        "DELETE FROM audit WHERE number = 4",
        *(f"UPDATE audit SET number = {n - 1} WHERE number = {n}" for n in range(5, 100))),
    "neighbours swapped": (
        "UPDATE audit SET number = -1 WHERE number = 5",
        "UPDATE audit SET number = 5 WHERE number = 6",
        "UPDATE audit SET number = 6 WHERE number = -1"),
    "an entry copied to the end": (
        f"INSERT INTO audit SELECT {_END} + 1, at, who, act, about, seal FROM audit"
        " WHERE number = 3",),
}  # fmt: skip
"""Ways to touch the chain of one who holds the database and not the keyring."""
_KEEP = tuple(f"CREATE TABLE kept_{t} AS SELECT * FROM {t}" for t in ("audit", "meta"))
_RESTORE = tuple(
    sql for t in ("audit", "meta")
    for sql in (f"DELETE FROM {t}", f"INSERT INTO {t} SELECT * FROM kept_{t}")
)  # fmt: skip


async def _run(world: World, statements: Iterable[str]) -> None:
    async def job(tx: Tx) -> None:
        for sql in statements:
            await tx.run(Statement(text(sql)))

    await world.bot.store.write(job)


async def _verified(folder: Path) -> int | None:
    """What the shell says of the record: 0 whole, 1 broken."""
    shell = Shell(folder, settings_of(folder, BOT_TOKEN=TOKEN))
    told = await shell.run("audit", "verify")
    assert ("broken at entry" in told.out) is (told.code == 1), told
    return told.code


async def _verified_here(world: World) -> int | None:
    vault = world.bot.house.vault
    return (await world.bot.store.read(lambda tx: record.verify(tx, vault)))[1]


@pytest.mark.invariant(33)
async def test_a_touched_entry_is_reported(world: World, shown: Shown) -> None:
    entries = (await _day(world)).total()
    assert entries > LINKS
    assert await _verified_here(world) is None
    await _run(world, _KEEP)
    for what, change in CHANGES.items():
        await _run(world, change)
        assert await _verified_here(world) is not None, what
        await _run(world, _RESTORE)
        assert await _verified_here(world) is None, what
        shown.caught(what)
    shown.tried(f"{entries} entries, {len(CHANGES)} ways to touch them")


@pytest.mark.invariant(33)
async def test_the_shell_reports_what_was_cut_off(world: World, tmp_path: Path) -> None:
    await _day(world)
    await world.stop()
    try:
        with closing(sqlite3.connect(tmp_path / "data" / "nabodialog.sqlite3")) as database:
            database.execute(CHANGES["the last entry removed"][0])
            database.commit()
        assert await _verified(tmp_path) == 1
    finally:
        await world.begin()


@pytest.mark.invariant(33)
async def test_a_case_cannot_be_read_without_a_trace(world: World) -> None:
    """Every way to a case's words."""
    mette, amal = await world.moderator(), await world.resident("da")
    code = await world.shares_concern(amal, "Der er mørkt i tunnelen.")
    ways: list[Callable[[Player], Awaitable[Player]]] = [
        lambda who: who.says(f"/case {code}"),
        lambda who: who.taps(staff.button_open(who.t)),
        lambda who: who.taps(code),
    ]
    for number, way in enumerate(ways, start=1):
        await mette.says("/queue")
        await way(mette)
        assert "Der er mørkt" in mette.sees
        assert (await _on_record(world))[Act.READ] == number
