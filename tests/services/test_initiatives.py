"""Initiatives: moved on by signed news, followed beside areas, told once to each person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.bulletins import Bulletin, Content
from bot.domain.errors import NotAllowed, NotFound, OtherDraft
from bot.domain.ids import AreaId, InitiativeId
from bot.domain.initiatives import InitiativePart, Step, stream_of
from bot.domain.people import Lang
from bot.domain.roles import Role
from bot.services import drafts, initiatives, leaving, news, pulses, residents, signing
from bot.store import deliveries, profiles
from tests.kit.turns import Scene

AMAL, BENT, PIA, AASE, OLE = 1001, 1002, 2001, 2004, 2006
A, B, FAR = AreaId("hoeje-gladsaxe"), AreaId("moerkhoej"), AreaId("hedeparken")
TEXTS = {
    Lang.DA: "Nye lamper ved tunnelen\nKommunen sætter lamper op.",
    Lang.AR: "مصابيح جديدة عند النفق\nستركّب البلدية مصابيح.",
    Lang.EN: "New lamps at the tunnel\nThe municipality puts up lamps.",
}


@pytest.fixture
async def pia(play: Scene) -> Scene:
    await play.colleague(PIA, Role.PUBLISHER)
    await play.colleague(AASE, Role.APPROVER)
    return play


async def _signed(play: Scene, *areas: AreaId) -> Bulletin:
    """What is being written, to these areas too."""
    for lang, text in TEXTS.items():
        await play.does(PIA, drafts.write, lang)
        await play.does(PIA, drafts.type_text, text)
    turn = await play.stands(PIA)
    for area in areas:
        turn = await play.does(PIA, drafts.toggle_area, area)
    proposed = (await play.does(PIA, signing.propose, turn.dialogue.version))[1]
    return await play.does(AASE, signing.sign, proposed.id, proposed.content.digest)


async def _begins(play: Scene, *areas: AreaId) -> InitiativeId:
    await play.does(PIA, initiatives.begin)
    told = await _signed(play, *(areas or (A,)))
    assert told.content.initiative
    return told.content.initiative.id


async def _moves(play: Scene, initiative: InitiativeId, step: Step) -> Bulletin:
    await play.does(PIA, initiatives.move, initiative, step)
    return await _signed(play)


async def _told(play: Scene) -> list[bytes]:
    """Whom the news reaches that is on its way, each as often as it does."""
    while await play.store.write(lambda tx: deliveries.take_window(tx, due=0)):
        pass
    found = await play.store.read(lambda tx: deliveries.due(tx, now=1, limit=99))
    return sorted(to.profile for to in found)


async def test_an_initiative_begins_and_moves_on_with_the_signature(pia: Scene) -> None:
    await pia.does(PIA, initiatives.begin)
    assert await pia.does(PIA, initiatives.of_organisation) == []
    await _signed(pia, A)
    (one,) = await pia.does(PIA, initiatives.of_organisation)
    assert one.step is Step.PLANNED
    assert one.areas == {A}
    assert one.names == {lang: text.split("\n")[0] for lang, text in TEXTS.items()}
    for step in (Step.STARTED, Step.DONE):
        pia.later(hours=5)
        turn = await pia.does(PIA, initiatives.move, one.id, step)
        assert drafts.draft_of(turn).content.areas == {A}
        before = await pia.does(PIA, initiatives.chosen, one.id)
        assert before.step is not step
        await _signed(pia)
        now = await pia.does(PIA, initiatives.chosen, one.id)
        assert (now.step, now.names, now.changed > before.changed) == (step, one.names, True)


def test_each_part_of_the_step_is_covered_by_the_signature() -> None:
    part = InitiativePart(id=InitiativeId(b"i" * 16), step=Step.PLANNED, names=TEXTS)
    others = (
        replace(part, id=InitiativeId(b"j" * 16)),
        replace(part, step=Step.DONE),
        replace(part, names={**TEXTS, Lang.EN: "x"}),
    )
    digests = {Content(initiative=p).digest for p in (part, *others)}
    assert len(digests) == 4


async def test_who_follows_it_is_told_of_its_steps_also_without_the_area_and_once(
    pia: Scene,
) -> None:
    one = await _begins(pia, A)
    assert await _told(pia) == []
    await pia.resident(AMAL, Lang.AR, A)
    await pia.resident(BENT, Lang.DA)
    for chat in (AMAL, BENT):
        turn = await pia.does(chat, initiatives.follow, one)
        assert turn.speaker.profile
        kept = await pia.store.read(
            lambda tx, of=turn.speaker.profile.id: profiles.address(tx, of)  # type: ignore[misc]
        )
        assert kept
        assert kept.sealed
    moved = await _moves(pia, one, Step.STARTED)
    ids = []
    for chat in (AMAL, BENT):
        profile = (await pia.stands(chat)).speaker.profile
        assert profile
        ids.append(profile.id)
        assert moved.id in {b.id for b in await pia.does(chat, news.recent)}
    assert await _told(pia) == sorted(ids)


async def test_who_stops_following_is_told_no_more_and_no_address_is_kept(pia: Scene) -> None:
    one = await _begins(pia, A)
    await pia.resident(BENT, Lang.DA)
    for followed in (True, False):
        turn = await pia.does(BENT, initiatives.follow, one)
        assert (await pia.does(BENT, initiatives.card, one)).followed is followed
    assert turn.speaker.profile
    of = turn.speaker.profile.id
    kept = await pia.store.read(lambda tx: profiles.address(tx, of))
    assert kept
    assert kept.sealed is None
    await _moves(pia, one, Step.STARTED)
    assert await _told(pia) == []


async def test_it_is_held_as_areas_are_and_goes_with_them(pia: Scene) -> None:
    one = await _begins(pia, A)
    await pia.resident(AMAL, Lang.AR, B)
    await pia.does(AMAL, initiatives.follow, one)
    held = await pia.does(AMAL, leaving.holdings)
    assert held.areas == (B,)
    assert held.initiatives == 1
    assert stream_of(one) in await pia.does(AMAL, leaving.exported)
    await pia.does(AMAL, leaving.erase)
    await _moves(pia, one, Step.STARTED)
    assert await _told(pia) == []
    await pia.resident(BENT, Lang.DA)
    await pia.does(BENT, initiatives.follow, one)
    await pia.does(BENT, residents.left)
    assert not (await pia.does(BENT, initiatives.card, one)).followed


async def test_a_list_shows_those_of_followed_areas_and_followed_ones(pia: Scene) -> None:
    here, there = await _begins(pia, A), await _begins(pia, B)
    await pia.resident(AMAL, Lang.AR, A)
    assert [i.id for i in await pia.does(AMAL, initiatives.near)] == [here]
    await pia.does(AMAL, initiatives.follow, there)
    await _moves(pia, here, Step.DONE)
    assert [i.id for i in await pia.does(AMAL, initiatives.near)] == [there, here]
    assert len((await pia.does(AMAL, initiatives.card, here)).news) == 2
    assert await pia.does(BENT, initiatives.near) == []


async def test_what_does_not_exist_or_is_not_theirs_cannot_be_moved_or_followed(
    pia: Scene,
) -> None:
    one, none = await _begins(pia, A), InitiativeId(b"x" * 16)
    await pia.resident(AMAL, Lang.AR, A)
    for act in (initiatives.card, initiatives.follow):
        with pytest.raises(NotFound):
            await pia.does(AMAL, act, none)
    await pia.colleague(OLE, Role.PUBLISHER, organisation="herlev")
    for who, which in ((PIA, none), (OLE, one)):
        with pytest.raises(NotFound):
            await pia.does(who, initiatives.move, which, Step.DONE)
    with pytest.raises(NotAllowed):
        await pia.does(AASE, initiatives.begin)
    await pia.does(PIA, initiatives.begin)
    with pytest.raises(OtherDraft):
        await pia.does(PIA, initiatives.move, one, Step.DONE)
    with pytest.raises(OtherDraft):
        await pia.does(PIA, pulses.begin, next(iter(pia.house.partnership.questions)), 7)
