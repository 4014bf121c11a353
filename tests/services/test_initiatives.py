"""Initiatives: moved on by signed news, followed beside areas, told once to each person."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.bulletins import Bulletin, Content, Why
from bot.domain.errors import KindStands, NotAllowed, NotFound, OtherDraft
from bot.domain.ids import AreaId, InitiativeId
from bot.domain.initiatives import InitiativePart, Step, stream_of
from bot.domain.people import Lang
from bot.domain.roles import Role
from bot.services import (
    drafts,
    initiatives,
    leaving,
    news,
    pulses,
    residents,
    retracting,
    signing,
    ties,
)
from bot.store import deliveries, profiles
from bot.turn import Turn
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


# --- corrected and withdrawn ---------------------------------------------------------------

LATER = {lang: text.replace("\n", " 2\n", 1) for lang, text in TEXTS.items()}


async def _corrected(play: Scene, told: Bulletin) -> Bulletin:
    await play.does(PIA, ties.correct, told.id)
    for lang, text in LATER.items():
        await play.does(PIA, drafts.write, lang)
        turn = await play.does(PIA, drafts.type_text, text)
    proposed = (await play.does(PIA, signing.propose, turn.dialogue.version))[1]
    return await play.does(AASE, signing.sign, proposed.id, proposed.content.digest)


async def _newest(play: Scene, one: InitiativeId) -> Bulletin:
    return (await play.does(AMAL, initiatives.card, one)).news[0]


async def test_a_corrected_first_line_is_its_name_and_the_news_is_listed_once(pia: Scene) -> None:
    one = await _begins(pia, A)
    pia.later(hours=2)
    correction = await _corrected(pia, await _newest(pia, one))
    card = await pia.does(AMAL, initiatives.card, one)
    names = {lang: text.split("\n")[0] for lang, text in LATER.items()}
    assert correction.content.initiative
    assert correction.content.initiative.names == names == card.initiative.names
    assert [(b.content.tie, b.content.texts) for b in card.news] == [(None, LATER)]
    await _moves(pia, one, Step.STARTED)
    assert (await pia.does(AMAL, initiatives.card, one)).initiative.names == names


async def test_a_step_written_before_its_name_was_corrected_does_not_undo_that(pia: Scene) -> None:
    one = await _begins(pia, A)
    first = await _newest(pia, one)
    await pia.does(PIA, initiatives.move, one, Step.STARTED)
    turn = await pia.stands(PIA)
    waiting = (await pia.does(PIA, signing.propose, await _typed(pia, turn)))[1]
    await _corrected(pia, first)
    await pia.does(AASE, signing.sign, waiting.id, waiting.content.digest)
    now = await pia.does(PIA, initiatives.chosen, one)
    assert (now.step, now.names[Lang.EN]) == (Step.STARTED, LATER[Lang.EN].split("\n")[0])


async def _typed(play: Scene, turn: Turn) -> int:
    for lang, text in TEXTS.items():
        await play.does(PIA, drafts.write, lang)
        turn = await play.does(PIA, drafts.type_text, text)
    return turn.dialogue.version


async def test_correcting_the_news_of_a_later_step_leaves_name_and_step(pia: Scene) -> None:
    one = await _begins(pia, A)
    await pia.does(PIA, initiatives.move, one, Step.STARTED)
    turn = await pia.stands(PIA)
    for lang in Lang:
        await pia.does(PIA, drafts.write, lang)
        turn = await pia.does(PIA, drafts.type_text, "Så er vi i gang.")
    proposed = (await pia.does(PIA, signing.propose, turn.dialogue.version))[1]
    moved = await pia.does(AASE, signing.sign, proposed.id, proposed.content.digest)
    pia.later(hours=1)
    before = await pia.does(PIA, initiatives.chosen, one)
    await _corrected(pia, moved)
    assert await pia.does(PIA, initiatives.chosen, one) == before


async def test_a_correction_takes_no_other_step(pia: Scene) -> None:
    one = await _begins(pia, A)

    async def done(turn: Turn) -> None:
        draft = drafts.draft_of(turn)
        about = draft.content.initiative
        assert about
        new = replace(about, step=Step.DONE)
        await drafts.keep(turn, draft.with_content(initiative=new))

    await pia.does(PIA, ties.correct, (await _newest(pia, one)).id)
    await pia.does(PIA, done)
    with pytest.raises(KindStands):
        await pia.does(PIA, signing.propose, (await pia.stands(PIA)).dialogue.version)


async def test_it_steps_back_when_the_news_of_its_step_is_withdrawn(pia: Scene) -> None:
    one = await _begins(pia, A)
    pia.later(hours=1)
    await _moves(pia, one, Step.STARTED)
    await _moves(pia, one, Step.PLANNED)
    pia.later(hours=1)
    done = await _moves(pia, one, Step.DONE)
    await pia.does(PIA, retracting.retract, done.id, Why.FACTS)
    now = await pia.does(PIA, initiatives.chosen, one)
    assert now.step is Step.STARTED
    assert now.names[Lang.EN] == TEXTS[Lang.EN].split("\n")[0]


async def test_news_that_comes_after_that_of_an_earlier_step_moves_nothing(pia: Scene) -> None:
    one = await _begins(pia, A)
    first = await _newest(pia, one)
    await _moves(pia, one, Step.STARTED)
    turn = await pia.does(PIA, ties.prolong, first.id)
    proposed = (await pia.does(PIA, signing.propose, await _typed(pia, turn)))[1]
    await pia.does(AASE, signing.sign, proposed.id, proposed.content.digest)
    assert (await pia.does(PIA, initiatives.chosen, one)).step is Step.STARTED
