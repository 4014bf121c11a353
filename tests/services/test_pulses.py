"""The pulse: put in fixed words, answered once, counted at its end, told back to its areas."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import pytest
from sqlalchemy import func, select

from bot.domain.bulletins import Bulletin, Stage, Why
from bot.domain.errors import (
    AreaNotServed,
    ButtonTooOld,
    NotAllowed,
    NotFound,
    OtherDraft,
)
from bot.domain.ids import AnswerId, AreaId, BulletinId, PulseId, QuestionId
from bot.domain.people import Lang
from bot.domain.pulse import PulseKind, Side, Trend
from bot.domain.roles import Role
from bot.services import drafts, leaving, pulses, residents, retracting, rewrapping, signing
from bot.store import bulletins
from bot.store import pulses as rows
from bot.store.db import Statement, Tx
from bot.store.pulses import SealedAnswer
from bot.store.schema import bulletin, pulse_answer
from bot.turn import Turn
from bot.vault import pulses as vaulted
from bot.vault.keyring import Purpose
from tests.kit.turns import Scene

AMAL, BENT, PIA, AASE, LISE, OLE = 1001, 1002, 2001, 2004, 2005, 2006
A, B = AreaId("hoeje-gladsaxe"), AreaId("moerkhoej")
FAR = AreaId("hedeparken")
SAFE = QuestionId("safe-after-dark")
GOOD, MIDDLE, BAD = map(AnswerId, ("safe", "in-between", "unsafe"))
ENOUGH = {GOOD: 15, MIDDLE: 10, BAD: 5}
_ANSWERS = Statement(select(func.count().label("n")).select_from(pulse_answer))


@pytest.fixture
async def pia(play: Scene) -> Scene:
    await play.colleague(PIA, Role.PUBLISHER)
    await play.colleague(AASE, Role.APPROVER)
    return play


async def _signed(play: Scene, turn: Turn) -> Bulletin:
    proposed = (await play.does(PIA, signing.propose, turn.dialogue.version))[1]
    return await play.does(AASE, signing.sign, proposed.id, proposed.content.digest)


async def _opens(play: Scene, *areas: AreaId, days: int = 7) -> PulseId:
    turn = await play.does(PIA, pulses.begin, SAFE, days)
    for area in areas or (A,):
        turn = await play.does(PIA, drafts.toggle_area, area)
    return PulseId((await _signed(play, turn)).id)


async def _others_answer(
    play: Scene, pulse: PulseId, counts: Mapping[AnswerId, int], area: AreaId = A
) -> None:
    """As many people, none of whom plays a part."""

    async def job(tx: Tx) -> None:
        for answer, n in counts.items():
            for _ in range(n):
                tag = play.house.vault.tag(Purpose.PULSE_TAG, play.house.new_id(), pulse)
                sealed = vaulted.seal(play.house.vault, tag, area, answer)
                await rows.put(tx, SealedAnswer(tag=tag, pulse=pulse, sealed=sealed))

    await play.store.write(job)


async def _closes(play: Scene, *, days: int = 7) -> None:
    play.later(days=days)
    await play.does(0, pulses.close_due)


async def _kept(play: Scene) -> int:
    row = await play.store.read(lambda tx: tx.row(_ANSWERS))
    assert row
    return int(row["n"])


async def _counted(play: Scene, pulse: PulseId) -> Mapping[AreaId, Mapping[AnswerId, int]]:
    return await play.store.read(lambda tx: rows.counts(tx, pulse))


async def test_a_question_is_put_in_its_fixed_words_and_opens_with_the_signature(
    pia: Scene,
) -> None:
    await pia.resident(AMAL, Lang.AR, A)
    turn = await pia.does(PIA, pulses.begin, SAFE, 7)
    asked = pia.house.partnership.pulse_question(SAFE)
    for lang in Lang:
        assert asked.texts[lang] in drafts.draft_of(turn).content.texts[lang]
        with pytest.raises(ButtonTooOld):
            await pia.does(PIA, drafts.write, lang)
        with pytest.raises(ButtonTooOld):
            await pia.does(PIA, drafts.toggle_fallback, lang)
    turn = await pia.does(PIA, drafts.toggle_area, A)
    proposed = (await pia.does(PIA, signing.propose, turn.dialogue.version))[1]
    assert await pia.does(PIA, pulses.listed) == []
    with pytest.raises(NotFound):
        await pia.does(AMAL, pulses.answer, PulseId(proposed.id), GOOD)
    await pia.does(AASE, signing.sign, proposed.id, proposed.content.digest)
    (value,) = await pia.does(PIA, pulses.listed)
    assert (value.question, value.closes - value.opens) == (SAFE, 7 * 24)
    assert value.areas == {A}
    stored = await pia.store.read(lambda tx: bulletins.get(tx, proposed.id))
    assert stored.content == proposed.content
    assert stored.stage is Stage.SENDING


async def test_each_part_of_the_question_is_covered_by_the_signature(pia: Scene) -> None:
    digests = set()
    for days in (3, 7):
        turn = await pia.does(PIA, pulses.begin, SAFE, days)
        digests.add(drafts.draft_of(turn).content.digest)
        await pia.does(PIA, drafts.discard)
    assert len(digests) == 2


async def test_one_person_has_one_answer_also_with_two_areas_and_can_change_it(
    pia: Scene,
) -> None:
    await pia.resident(AMAL, Lang.AR, A, B)
    pulse = await _opens(pia, A, B)
    for answer in (GOOD, BAD):
        await pia.does(AMAL, pulses.answer, pulse, answer)
    assert await _kept(pia) == 1
    await pia.does(AMAL, residents.follow, A)  # follows it no more
    await pia.does(AMAL, pulses.answer, pulse, MIDDLE)
    await _closes(pia)
    assert await _counted(pia, pulse) == {A: {MIDDLE: 1}}


async def test_an_answer_is_taken_back(pia: Scene) -> None:
    await pia.resident(AMAL, Lang.AR, A)
    pulse = await _opens(pia)
    await pia.does(AMAL, pulses.answer, pulse, GOOD)
    await pia.does(AMAL, pulses.take_back, pulse)
    assert await _kept(pia) == 0
    await _closes(pia)
    assert await _counted(pia, pulse) == {}


async def test_only_who_follows_an_area_of_the_round_answers_what_can_be_answered(
    pia: Scene,
) -> None:
    await pia.resident(AMAL, Lang.AR, FAR)
    await pia.resident(BENT, Lang.DA, A)
    pulse = await _opens(pia, A, B)
    with pytest.raises(NotFound):
        await pia.does(AMAL, pulses.answer, pulse, GOOD)
    with pytest.raises(NotFound):
        await pia.does(BENT, pulses.answer, pulse, AnswerId("perhaps"))
    with pytest.raises(NotFound):
        await pia.does(BENT, pulses.answer, PulseId(b"x" * 16), GOOD)
    with pytest.raises(NotFound):
        await pia.does(BENT, pulses.take_back, PulseId(b"x" * 16))
    assert await _kept(pia) == 0


async def test_at_the_end_counts_are_left_and_of_who_answered_nothing(pia: Scene) -> None:
    await pia.resident(AMAL, Lang.AR, A)
    pulse = await _opens(pia, days=3)
    await pia.does(AMAL, pulses.answer, pulse, GOOD)
    pia.later(days=3)
    await pia.does(AMAL, pulses.answer, pulse, BAD)  # too late, though nothing is counted yet
    await pia.does(0, pulses.close_due)
    assert await _kept(pia) == 0
    assert await _counted(pia, pulse) == {A: {GOOD: 1}}
    await pia.does(AMAL, pulses.answer, pulse, BAD)
    await pia.does(0, pulses.close_due)
    assert await _kept(pia) == 0
    assert await _counted(pia, pulse) == {A: {GOOD: 1}}


async def test_nothing_counted_is_shown_while_a_round_is_open(pia: Scene) -> None:
    pulse = await _opens(pia)
    await _others_answer(pia, pulse, ENOUGH)
    assert (await pia.does(PIA, pulses.look, pulse)).results == []
    assert await _counted(pia, pulse) == {}
    with pytest.raises(ButtonTooOld):
        await pia.does(PIA, pulses.publish, pulse)


async def test_each_area_is_told_alone_and_only_above_the_cut_off(pia: Scene) -> None:
    pulse = await _opens(pia, A, B)
    await _others_answer(pia, pulse, ENOUGH)
    await _others_answer(pia, pulse, {**ENOUGH, BAD: 4}, B)
    await _closes(pia)
    here, there = (await pia.does(PIA, pulses.look, pulse)).results
    assert (here.area, there.area) == (A, B)
    assert here.tenths == {Side.GOOD: 5, Side.MIDDLE: 3, Side.BAD: 2}
    assert there.tenths is None


@pytest.mark.parametrize(
    ("then", "trend"),
    [
        ({GOOD: 20, MIDDLE: 10, BAD: 5}, Trend.SAME),
        ({GOOD: 30, MIDDLE: 5, BAD: 5}, Trend.BETTER),
        ({GOOD: 5, MIDDLE: 5, BAD: 30}, Trend.WORSE),
        ({GOOD: 20, MIDDLE: 10, BAD: 4}, None),
    ],
)
async def test_rounds_of_a_question_are_compared_where_both_are_told(
    pia: Scene, then: Mapping[AnswerId, int], trend: Trend | None
) -> None:
    for counts in (ENOUGH, {GOOD: 3}, then):  # the second is told nowhere, so it is no measure
        pulse = await _opens(pia)
        await _others_answer(pia, pulse, counts)
        await _closes(pia)
    (found,) = (await pia.does(PIA, pulses.look, pulse)).results
    assert found.trend is trend
    assert found.before == {Side.GOOD: 5, Side.MIDDLE: 3, Side.BAD: 2}


async def test_a_result_is_told_to_the_same_areas_in_fixed_words_with_four_eyes(
    pia: Scene,
) -> None:
    pulse = await _opens(pia, A, B)
    await _others_answer(pia, pulse, ENOUGH)
    await _closes(pia)
    turn = await pia.does(PIA, pulses.publish, pulse)
    content = drafts.draft_of(turn).content
    assert content.areas == {A, B}
    assert content.pulse
    assert (content.pulse.kind, content.pulse.pulse) == (PulseKind.RESULT, pulse)
    assert "50 %" in content.texts[Lang.EN]
    assert "&" not in "".join(content.texts.values())
    for area in (A, B):
        with pytest.raises(ButtonTooOld):
            await pia.does(PIA, drafts.toggle_area, area)
    with pytest.raises(ButtonTooOld):
        await pia.does(PIA, drafts.write, Lang.DA)
    told = await _signed(pia, turn)
    assert told.stage is Stage.SENDING
    assert len(await pia.does(PIA, pulses.listed)) == 1, "a result opens no round"


async def test_other_news_that_is_being_written_is_not_lost(pia: Scene) -> None:
    await pia.does(PIA, drafts.begin)
    await pia.does(PIA, pulses.begin, SAFE, 7)  # nothing was written yet
    with pytest.raises(OtherDraft):
        await pia.does(PIA, pulses.begin, SAFE, 3)


async def test_who_writes_news_puts_questions_and_who_reads_figures_reads_results(
    pia: Scene,
) -> None:
    pulse = await _opens(pia)
    await pia.colleague(LISE, Role.LEAD)
    await pia.colleague(OLE, Role.MODERATOR)
    await pia.does(LISE, pulses.look, pulse)
    assert len(await pia.does(LISE, pulses.listed)) == 1
    for chat in (LISE, OLE, AASE, AMAL):
        with pytest.raises(NotAllowed):
            await pia.does(chat, pulses.begin, SAFE, 7)
        with pytest.raises(NotAllowed):
            await pia.does(chat, pulses.publish, pulse)
    for chat in (OLE, AASE, AMAL):
        with pytest.raises(NotAllowed):
            await pia.does(chat, pulses.listed)
        with pytest.raises(NotAllowed):
            await pia.does(chat, pulses.look, pulse)


async def test_a_round_is_its_organisations_and_a_question_one_of_the_file(pia: Scene) -> None:
    pulse = await _opens(pia)
    await pia.colleague(LISE, Role.PUBLISHER, organisation="herlev")
    assert await pia.does(LISE, pulses.listed) == []
    with pytest.raises(NotFound):
        await pia.does(LISE, pulses.look, pulse)
    with pytest.raises(NotFound):
        await pia.does(PIA, pulses.begin, QuestionId("favourite-colour"), 7)
    with pytest.raises(ButtonTooOld):
        await pia.does(PIA, pulses.begin, SAFE, 8)
    await pia.does(PIA, pulses.begin, SAFE, 7)
    with pytest.raises(AreaNotServed):
        await pia.does(PIA, drafts.toggle_area, FAR)


async def test_who_serves_one_area_sees_the_result_of_that_area(pia: Scene) -> None:
    pulse = await _opens(pia, A, B)
    await _closes(pia)
    await pia.colleague(LISE, Role.ANALYST, areas=[B])
    assert [r.area for r in (await pia.does(LISE, pulses.look, pulse)).results] == [B]


async def test_what_is_held_is_told_and_goes_with_all_else(pia: Scene) -> None:
    await pia.resident(AMAL, Lang.AR, A)
    await pia.resident(BENT, Lang.DA, A)
    pulse = await _opens(pia)
    for chat in (AMAL, BENT):
        await pia.does(chat, pulses.answer, pulse, GOOD)
    held = await pia.does(AMAL, leaving.holdings)
    assert [a.answer for a in held.answers] == [GOOD]
    assert not held.nothing
    assert pia.house.partnership.pulse_question(SAFE).texts[Lang.AR] in await pia.does(
        AMAL, leaving.exported
    )
    await pia.does(AMAL, leaving.erase)
    assert await _kept(pia) == 1
    assert (await pia.does(AMAL, leaving.holdings)).answers == ()
    await _closes(pia)
    assert (await pia.does(BENT, leaving.holdings)).answers == ()


async def test_an_answer_shares_no_bytes_with_anything_else_of_the_person(pia: Scene) -> None:
    await pia.resident(AMAL, Lang.AR, A)
    first, second = await _opens(pia), await _opens(pia)
    for pulse in (first, second):
        await pia.does(AMAL, pulses.answer, pulse, GOOD)
    turn = await pia.stands(AMAL)
    profile = turn.speaker.profile
    assert profile
    vault = pia.house.vault
    tags = [*vaulted.tags(vault, turn.speaker.chat, first)]
    tags += vaulted.tags(vault, turn.speaker.chat, second)
    known = [profile.id, *(vault.tag(p, AMAL) for p in Purpose)]
    assert len({tag[2:] for tag in tags}) == 2
    assert not any(tag[2:] == other[2:] for tag in tags for other in known)
    sealed = [
        row.sealed
        for pulse in (first, second)
        for row in await pia.store.read(partial(rows.answers, pulse_id=pulse))
    ]
    assert len({len(s) for s in sealed}) == 1


async def test_while_keys_are_replaced_an_answer_is_still_one(pia: Scene) -> None:
    await pia.resident(AMAL, Lang.AR, A)
    pulse = await _opens(pia)
    await pia.does(AMAL, pulses.answer, pulse, GOOD)
    vault = pia.house.vault
    vault.replace(vault.with_new([Purpose.PULSE_TAG, Purpose.PULSE]))
    stamps = {p: vault.keyring.generations[p][0].stamp for p in (Purpose.PULSE_TAG, Purpose.PULSE)}

    async def lives() -> list[bool]:
        return [
            await pia.store.read(partial(rewrapping.LINGERING[p], stamp=s, now=0))
            for p, s in stamps.items()
        ]

    assert await lives() == [True, True]
    assert [a.answer for a in await pia.does(AMAL, pulses.given)] == [GOOD]
    await pia.does(AMAL, pulses.answer, pulse, BAD)
    assert await _kept(pia) == 1
    assert await lives() == [False, False]
    await _closes(pia)
    assert await _counted(pia, pulse) == {A: {BAD: 1}}


# --- withdrawn -----------------------------------------------------------------------------


async def _withdrawn(play: Scene, pulse: PulseId) -> Bulletin:
    return await play.does(PIA, retracting.retract, BulletinId(pulse), Why.AREA)


async def test_withdrawing_the_question_ends_its_round_and_counts_nobody(pia: Scene) -> None:
    await pia.resident(AMAL, Lang.AR, A)
    pulse = await _opens(pia)
    await pia.does(AMAL, pulses.answer, pulse, GOOD)
    await _others_answer(pia, pulse, ENOUGH)
    gone = await _withdrawn(pia, pulse)
    assert await _kept(pia) == 0
    assert await pia.does(AMAL, pulses.given) == []
    assert await pia.does(AMAL, pulses.card, gone) is None
    for act in (partial(pulses.answer, chosen=BAD), pulses.take_back):
        with pytest.raises(NotFound):
            await pia.does(AMAL, act, pulse)
    await _closes(pia)
    assert await _counted(pia, pulse) == {}
    assert await pia.does(PIA, pulses.listed) == []
    with pytest.raises(NotFound):
        await pia.does(PIA, pulses.publish, pulse)


async def test_a_question_withdrawn_before_this_held_takes_no_answer(pia: Scene) -> None:
    await pia.resident(AMAL, Lang.AR, A)
    pulse = await _opens(pia)
    retracted = bulletin.update().values(stage=Stage.RETRACTED.value)
    await pia.store.write(lambda tx: tx.run(Statement(retracted)))
    with pytest.raises(NotFound):
        await pia.does(AMAL, pulses.answer, pulse, GOOD)
    gone = await pia.store.read(lambda tx: bulletins.get(tx, BulletinId(pulse)))
    assert await pia.does(AMAL, pulses.card, gone) is None


async def test_what_was_counted_before_its_question_is_withdrawn_stays(pia: Scene) -> None:
    pulse = await _opens(pia)
    await _others_answer(pia, pulse, ENOUGH)
    await _closes(pia)
    await _withdrawn(pia, pulse)
    assert await _counted(pia, pulse) == {A: ENOUGH}
