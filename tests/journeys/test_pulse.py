"""The pulse of an area: a question, an answer with one tap, a result for everybody."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.actions import (
    AnswerPulse,
    OpenBulletin,
    PublishPulse,
    RetractBulletin,
    ShowPulse,
    TakeBackAnswer,
)
from bot.domain.bulletins import Why
from bot.domain.errors import ButtonTooOld, NotFound, OtherDraft
from bot.domain.ids import AnswerId, AreaId, BulletinId, OrganisationId, PulseId, QuestionId
from bot.domain.people import Lang
from bot.domain.pulse import AreaResult, Question, Round, Side, Trend
from bot.store import bulletins
from bot.store import pulses as rows
from bot.store.db import Tx
from bot.texts import bulletin_page as page
from bot.texts import changes, common, publisher, pulse, refusals, resident
from bot.vault import pulses as vaulted
from bot.vault.keyring import Purpose
from tests.journeys.ways import (
    AREA,
    FAR_AREA,
    SECOND_AREA,
    area_name,
    forges,
    newest_buttons,
    plain,
    shown,
)
from tests.kit.world import Player, World

SAFE = QuestionId("safe-after-dark")
VERY, GOOD, MIDDLE, BAD = map(AnswerId, ("very-safe", "safe", "in-between", "unsafe"))


def _question(world: World) -> Question:
    return world.bot.house.partnership.pulse_question(SAFE)


def _label(player: Player, answer: AnswerId) -> str:
    chosen = _question(player.world).answer(answer)
    assert chosen
    return pulse.button_answer(player.t, chosen.texts[player.lang], given=False)


async def asks(karim: Player, *areas: str, days: int = 7) -> None:
    """From the menu to the signature of somebody else."""
    t = karim.t
    await karim.says("/pulse")
    await karim.taps(pulse.button_new(t, _question(karim.world).names[karim.lang]))
    await karim.taps(pulse.button_days(t, days))
    await karim.taps(publisher.button_areas(t))
    for area in areas:
        await karim.taps(f"➕ {t.alone(area_name(karim, area))}")
    await karim.taps(publisher.button_done(t))
    await karim.taps(publisher.button_preview(t))
    await karim.taps(publisher.button_propose(t))
    await karim.world.signs()


async def newest_round(world: World) -> Round:
    """The newest one."""

    async def find(tx: Tx) -> Round:
        return (await rows.opened(tx))[-1]

    return await world.bot.store.read(find)


async def others_answer(
    world: World, value: PulseId, counts: Mapping[AnswerId, int], area: str = AREA
) -> None:
    """As many people who play no other part."""
    vault = world.bot.house.vault

    async def job(tx: Tx) -> None:
        for answer, n in counts.items():
            for _ in range(n):
                tag = vault.tag(Purpose.PULSE_TAG, world.bot.house.new_id(), value)
                sealed = vaulted.seal(vault, tag, AreaId(area), answer)
                await rows.put(tx, rows.SealedAnswer(tag=tag, pulse=value, sealed=sealed))

    await world.bot.store.write(job)


async def is_over(world: World, *, days: int = 7) -> None:
    await world.pass_time(days=days)
    await world.tick("pulses")


async def tells_result(karim: Player) -> None:
    """Of the only round there is, to the areas it was asked in."""
    t, world = karim.t, karim.world
    await karim.says("/pulse")
    closed = await world.bot.store.read(_only)
    await karim.taps(pulse.button_round(t, _question(world).names[karim.lang], closed))
    await karim.taps(pulse.button_publish(t))
    assert publisher.button_areas(t) not in newest_buttons(karim)
    await karim.taps(publisher.button_preview(t))
    await karim.taps(publisher.button_propose(t))
    await world.signs()


async def test_a_question_is_chosen_read_and_put_in_words_nobody_writes(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    t, question = karim.t, _question(world)
    await karim.taps(common.button_menu(t))
    await karim.taps(pulse.button_pulse(t))
    assert plain(pulse.rounds(t)) == karim.sees
    await karim.taps(pulse.button_new(t, question.names[lang]))
    assert plain(pulse.ask_days(t, question)) == karim.sees
    for days in (3, 7, 14):
        assert pulse.button_days(t, days) in newest_buttons(karim)
    await karim.taps(pulse.button_days(t, 3))
    assert publisher.button_write(t, lang, written=True) not in newest_buttons(karim)
    await karim.says("/puls")
    await karim.taps(pulse.button_new(t, question.names[lang]))
    await karim.taps(pulse.button_days(t, 7))
    assert refusals.sentence(t, OtherDraft()) == karim.sees
    await karim.says("/bulletin")
    await karim.taps(publisher.button_discard(t))
    await asks(karim, AREA)
    await karim.says("/pulse")
    value = await newest_round(world)
    await karim.taps(pulse.button_round(t, question.names[lang], value))
    assert plain(pulse.standing(t, question, value, [area_name(karim)])) == karim.sees
    assert pulse.button_publish(t) not in newest_buttons(karim)


async def test_a_resident_answers_with_one_tap_changes_it_and_takes_it_back(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    someone = await world.resident(lang, follows=[AREA, SECOND_AREA])
    t, question = someone.t, _question(world)
    await asks(karim, AREA, SECOND_AREA)
    value = await newest_round(world)
    place = area_name(someone, min(AREA, SECOND_AREA))
    assert resident.neutral_notice(t) == someone.sees
    await someone.taps(resident.button_see_news(t))
    assert question.texts[lang] in someone.sees
    assert plain(pulse.ask(t, place, value.closes)) in someone.sees
    assert newest_buttons(someone)[: len(question.answers)] == [
        t.alone(a.texts[lang]) for a in question.answers
    ]
    for answer in (GOOD, BAD):
        await someone.taps(_label(someone, answer))
        chosen = question.answer(answer)
        assert chosen
        said = chosen.texts[lang]
        assert plain(pulse.answered(t, said, place, value.closes)) in someone.sees
        assert pulse.button_answer(t, said, given=True) in newest_buttons(someone)
    await someone.says("/mine")
    assert plain(pulse.mine(t, question.texts[lang], said)) in someone.sees
    await someone.says("/news")
    await someone.taps("💓")
    await someone.taps(pulse.button_take_back(t))
    assert plain(pulse.ask(t, place, value.closes)) in someone.sees
    await someone.says("/mine")
    assert said not in someone.sees


async def test_who_follows_none_of_the_areas_is_told_how_to_answer(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    await asks(karim, AREA)
    value = await newest_round(world)
    guest = await world.resident(lang, follows=[FAR_AREA])
    await guest.starts(f"b_{_written(value.id)}")
    assert plain(pulse.follow_first(guest.t)) in guest.sees
    assert resident.button_areas(guest.t) in newest_buttons(guest)
    await forges(guest, AnswerPulse(value.id, GOOD))
    assert refusals.sentence(guest.t, NotFound()) == guest.sees


def _written(pulse_id: PulseId) -> str:
    return AnswerPulse(pulse_id, GOOD).encode().split(":")[2]


async def test_after_the_end_nothing_can_be_answered_and_nobody_is_remembered(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    someone = await world.resident(lang, follows=[AREA])
    await asks(karim, AREA, days=3)
    await someone.taps(resident.button_see_news(someone.t))
    await someone.taps(_label(someone, VERY))
    await is_over(world, days=3)
    value = PulseId((await world.bot.store.read(_only)).id)
    await forges(someone, AnswerPulse(value, BAD))
    assert pulse.closed(someone.t) in someone.sees
    assert pulse.button_take_back(someone.t) not in newest_buttons(someone)
    await someone.says("/mine")
    assert _question(world).texts[lang] not in someone.sees


async def _only(tx: Tx) -> Round:
    return (await rows.of_organisation(tx, OrganisationId("gladsaxe"), limit=1))[0]


async def test_a_result_is_read_by_staff_and_told_to_the_areas(world: World, lang: Lang) -> None:
    karim = await world.publisher(lang)
    lise = await world.colleague("lead", lang, name="Lise")
    someone = await world.resident(lang, follows=[AREA])
    t, question = karim.t, _question(world)
    areas = {Side.GOOD: 5, Side.MIDDLE: 3, Side.BAD: 2}
    rounds = (
        ({GOOD: 15, MIDDLE: 10, BAD: 5}, areas, None),
        ({GOOD: 14, MIDDLE: 11, BAD: 5}, {**areas, Side.MIDDLE: 4}, Trend.SAME),
        ({GOOD: 5, MIDDLE: 6, BAD: 200}, {Side.GOOD: 0, Side.MIDDLE: 0, Side.BAD: 9}, Trend.WORSE),
        (
            {GOOD: 30, MIDDLE: 10, BAD: 10},
            {Side.GOOD: 6, Side.MIDDLE: 2, Side.BAD: 2},
            Trend.BETTER,
        ),
    )
    before = None
    for counts, told, trend in rounds:
        await asks(karim, AREA, SECOND_AREA)
        value = await newest_round(world)
        await others_answer(world, value.id, counts)
        await others_answer(world, value.id, {GOOD: 4}, SECOND_AREA)
        await is_over(world)
        here = AreaResult(area=AreaId(AREA), tenths=told, before=before)
        there = AreaResult(area=AreaId(SECOND_AREA), tenths=None)
        assert here.trend is trend
        for colleague in (karim, lise):
            await forges(colleague, ShowPulse(value.id))
            for place, result in ((AREA, here), (SECOND_AREA, there)):
                name = area_name(karim, place)
                text = pulse.result(colleague.t, question, name, result, bold=True)
                assert plain(text) in colleague.sees
            assert pulse.explained(colleague.t) in colleague.sees
        before = told
    assert pulse.button_publish(t) not in newest_buttons(lise)
    await tells_result(karim)
    await someone.says("/news")
    await someone.taps("💓")
    names = {AreaId(a): area_name(karim, a) for a in (AREA, SECOND_AREA)}
    text = pulse.news_tells(someone.t, question, names, [here, there])
    assert plain(text) in someone.sees
    assert not any(a.texts[lang] in newest_buttons(someone) for a in question.answers)


async def test_the_result_of_a_round_that_is_open_cannot_be_told(world: World, lang: Lang) -> None:
    karim = await world.publisher(lang)
    await asks(karim, AREA)
    value = await newest_round(world)
    await forges(karim, PublishPulse(value.id))
    assert refusals.sentence(karim.t, ButtonTooOld()) in karim.sees
    assert "%" not in shown(karim)


async def test_a_withdrawn_question_shows_no_word_of_itself_and_takes_no_answer(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    someone = await world.resident(lang, follows=[AREA])
    t, question = someone.t, _question(world)
    await asks(karim, AREA)
    value = await newest_round(world)
    await someone.taps(resident.button_see_news(t))
    await someone.taps(_label(someone, GOOD))
    await karim.says("/bulletins")
    await karim.taps("💓")
    await karim.taps(page.button_withdraw(karim.t))
    await karim.taps(page.why(karim.t, Why.FACTS))
    gone = await world.bot.store.read(lambda tx: bulletins.get(tx, BulletinId(value.id)))
    await forges(someone, AnswerPulse(value.id, BAD))
    assert refusals.sentence(t, NotFound()) in someone.sees
    await forges(someone, OpenBulletin(gone.id))
    sender = world.bot.house.partnership.organisation(gone.organisation).names
    assert plain(changes.withdrawn(t, gone, t.name(sender))) in someone.sees
    assert question.texts[lang] not in someone.sees
    assert not {t.alone(a.texts[lang]) for a in question.answers} & set(newest_buttons(someone))
    await someone.says("/mine")
    assert question.texts[lang] not in someone.sees


async def test_an_answer_to_a_question_withdrawn_after_its_end_shows_that_it_is_withdrawn(
    world: World, lang: Lang
) -> None:
    karim = await world.publisher(lang)
    someone = await world.resident(lang, follows=[AREA])
    t, question = someone.t, _question(world)
    await asks(karim, AREA, days=3)
    value = await newest_round(world)
    await is_over(world, days=3)
    await forges(karim, RetractBulletin(BulletinId(value.id), Why.FACTS))
    await forges(someone, TakeBackAnswer(value.id))
    assert question.texts[lang] not in someone.sees
    gone = await world.bot.store.read(lambda tx: bulletins.get(tx, BulletinId(value.id)))
    sender = world.bot.house.partnership.organisation(gone.organisation).names
    assert plain(changes.withdrawn(t, gone, t.name(sender))) in someone.sees
