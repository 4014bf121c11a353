"""News from a template: taps only, in three languages, with a way back from every question."""

from __future__ import annotations

import pytest

from bot.domain.actions import AnswerIncident, ChooseTemplate, IncidentArea, IncidentWithin
from bot.domain.errors import AreaNotServed, ButtonTooOld, NoAreaChosen, NotAStreet
from bot.domain.ids import AreaId
from bot.domain.incidents import STREET_LIMIT, Ago, SlotKind, Template, hours_today
from bot.domain.people import Lang
from bot.domain.places import Partnership
from bot.texts import common, incidents, publisher, refusals, resident, staff
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
from tests.kit.turns import places
from tests.kit.world import Player, World

SHOTS = "shooting"


def _house(player: Player) -> Partnership:
    return player.world.bot.house.partnership


async def _chooses(karim: Player, template: str = SHOTS) -> Template:
    await karim.says("/bulletin")
    await karim.taps(incidents.button_from_template(karim.t))
    assert plain(incidents.choose(karim.t)) in karim.sees
    chosen = _house(karim).template(template)
    await karim.taps(karim.t.alone(karim.t.name(chosen.names)))
    return chosen


async def _answers(karim: Player, template: Template) -> None:
    """The first answer to every question."""
    for step, slot in enumerate(template.slots, start=1):
        asked = karim.t.name(template.names), karim.t.name(slot.asks), step, len(template.slots)
        assert plain(incidents.question(karim.t, *asked)) in karim.sees
        await karim.person.press(karim.screen.buttons[0][0])
        await karim.world.settled()
    assert plain(incidents.who_gets_it(karim.t, karim.t.name(template.names))) == karim.sees


@pytest.fixture
async def karim(world: World, lang: Lang) -> Player:
    world.clock.stop()
    return await world.publisher(lang)


async def test_every_template_is_filled_by_its_first_answers(karim: Player) -> None:
    for name in places().incidents:
        template = await _chooses(karim, name)
        await _answers(karim, template)
        await karim.taps(incidents.button_show_texts(karim.t))
        for each in Lang:
            assert plain(publisher.preview_head(karim.t, each)) in shown(karim)
        assert publisher.button_propose(karim.t) in newest_buttons(karim)
        await karim.says("/cancel")


async def test_news_from_a_template_reaches_each_reader_in_their_language(
    world: World, karim: Player
) -> None:
    readers = [await world.resident(each, follows=[SECOND_AREA]) for each in Lang]
    template = await _chooses(karim)
    await _answers(karim, template)
    second = publisher.button_area(karim.t, area_name(karim, SECOND_AREA), chosen=False)
    await karim.taps(second)
    await karim.taps(incidents.button_show_texts(karim.t))
    await karim.taps(publisher.button_propose(karim.t))
    await world.signs()
    for reader in readers:
        await reader.taps(resident.button_see_news(reader.t))
        assert _first_words(template, reader.lang) in reader.sees
        assert {area_name(karim), area_name(karim, SECOND_AREA)} <= set(_areas_named(reader))


def _first_words(template: Template, lang: Lang) -> str:
    return template.parts[0][lang].partition(" {")[0]


def _areas_named(reader: Player) -> list[str]:
    return [a.name for a in _house(reader).areas.values() if a.name in reader.sees]


async def test_places_and_times_are_offered_as_buttons(karim: Player) -> None:
    t = karim.t
    await _chooses(karim)
    for area in _house(karim).areas_of(_house(karim).area(AreaId(AREA)).organisation):
        assert incidents.button_in_area(t, area.name) in newest_buttons(karim)
        for one in area.landmarks:
            label = incidents.button_landmark(
                t, area.name, t.name(_house(karim).landmark(one).names)
            )
            assert label in newest_buttons(karim)
    await karim.taps(incidents.button_in_area(t, area_name(karim)))
    now = karim.world.clock()
    expected = [*(incidents.button_ago(t, ago) for ago in Ago),
                *(incidents.button_hour(t, hour) for hour in hours_today(now))]  # fmt: skip
    assert newest_buttons(karim)[: len(expected)] == expected
    await karim.taps(incidents.button_hour(t, hours_today(now)[-1]))
    assert incidents.button_ago(t, Ago.NOW) not in newest_buttons(karim)


async def test_an_organisation_of_many_areas_chooses_the_area_first(
    world: World, lang: Lang
) -> None:
    officer = await world.publisher(lang, organisation="politi")
    t = officer.t
    await _chooses(officer)
    await officer.taps(incidents.button_within(t, area_name(officer, FAR_AREA)))
    assert incidents.button_in_area(t, area_name(officer, FAR_AREA)) in newest_buttons(officer)
    assert incidents.button_in_area(t, area_name(officer)) not in newest_buttons(officer)
    await officer.taps(common.button_back(t))
    await officer.taps(incidents.button_within(t, area_name(officer)))
    landmark = _house(officer).landmark(_house(officer).area(AreaId(AREA)).landmarks[0])
    await officer.taps(incidents.button_landmark(t, area_name(officer), t.name(landmark.names)))
    assert incidents.button_ago(t, Ago.NOW) in newest_buttons(officer)


async def test_a_street_is_typed_once_and_stands_in_every_language(karim: Player) -> None:
    t = karim.t
    template = await _chooses(karim)
    assert incidents.or_a_street(t) in karim.sees
    await karim.says("Vej 12, 3. tv")
    assert refusals.sentence(t, NotAStreet(STREET_LIMIT)) in karim.sees
    await karim.says("Gammel Køge Landevej")
    for _ in template.slots[1:]:
        await karim.person.press(karim.screen.buttons[0][0])
        await karim.world.settled()
    await karim.taps(incidents.button_show_texts(t))
    assert refusals.sentence(t, NoAreaChosen()) in karim.sees
    await karim.says("/opslag")
    await karim.taps(f"➕ {t.alone(area_name(karim))}")
    await karim.taps(incidents.button_show_texts(t))
    assert shown(karim).count("Gammel Køge Landevej") == len(Lang)


async def test_words_where_a_button_is_wanted_are_answered_with_the_question(
    karim: Player,
) -> None:
    template = await _chooses(karim)
    await karim.taps(incidents.button_in_area(karim.t, area_name(karim)))
    await karim.says("Der er skudt med kniv")
    assert incidents.only_buttons(karim.t) in karim.sees
    assert karim.t.name(template.slots[1].asks) in karim.sees


async def test_back_leads_from_the_areas_to_the_draft_question_by_question(
    karim: Player,
) -> None:
    template = await _chooses(karim)
    await _answers(karim, template)
    for slot in reversed(template.slots):
        await karim.taps(common.button_back(karim.t))
        assert karim.t.name(slot.asks) in karim.sees
    await karim.taps(common.button_back(karim.t))
    assert plain(incidents.choose(karim.t)) in karim.sees
    await karim.taps(common.button_back(karim.t))
    assert publisher.button_write(karim.t, Lang.DA, written=False) in newest_buttons(karim)
    assert incidents.button_from_template(karim.t) in newest_buttons(karim)


async def test_what_is_being_filled_waits_and_is_gone_when_it_is_cancelled(
    karim: Player,
) -> None:
    template = await _chooses(karim)
    await karim.taps(incidents.button_in_area(karim.t, area_name(karim)))
    await karim.says("/help")
    await karim.says("/bulletin")
    assert karim.t.name(template.slots[1].asks) in karim.sees
    await karim.taps(common.button_cancel(karim.t))
    assert resident.cancelled(karim.t) == karim.sees
    await karim.says("/bulletin")
    assert incidents.button_from_template(karim.t) in newest_buttons(karim)


async def test_buttons_of_questions_that_are_answered_change_nothing(karim: Player) -> None:
    template = await _chooses(karim)
    old = [AnswerIncident(template.slots[0].id, f"{AREA}."), IncidentWithin(AreaId(AREA))]
    await karim.taps(incidents.button_in_area(karim.t, area_name(karim)))
    for action in [*old, AnswerIncident("when", "h99"), IncidentArea(AreaId(AREA))]:
        await forges(karim, action)
        assert refusals.sentence(karim.t, ButtonTooOld()) in karim.sees
        assert karim.t.name(template.slots[1].asks) in karim.sees
    await karim.taps(common.button_back(karim.t))
    for strange in (AnswerIncident("where", f"{FAR_AREA}."), IncidentWithin(AreaId(FAR_AREA))):
        await forges(karim, strange)
        assert refusals.sentence(karim.t, AreaNotServed(AreaId(FAR_AREA))) in karim.sees
    await forges(karim, AnswerIncident("where", f"{AREA}.library"))
    assert refusals.sentence(karim.t, ButtonTooOld()) in karim.sees


async def test_a_draft_that_has_words_is_gone_on_with(karim: Player) -> None:
    t = karim.t
    await karim.says("/bulletin")
    await karim.taps(publisher.button_write(t, Lang.DA, written=False))
    await karim.says("Åbent hus på torsdag.")
    assert incidents.button_from_template(t) not in newest_buttons(karim)
    await forges(karim, ChooseTemplate(SHOTS))
    assert refusals.sentence(t, ButtonTooOld()) in karim.sees
    assert publisher.button_write(t, Lang.DA, written=True) in newest_buttons(karim)


async def test_a_text_of_a_template_is_changed_before_it_is_proposed(
    world: World, karim: Player
) -> None:
    reader = await world.resident(Lang.DA, follows=[AREA])
    await _answers(karim, await _chooses(karim))
    await karim.taps(incidents.button_show_texts(karim.t))
    await karim.taps(common.button_back(karim.t))
    await karim.taps(publisher.button_write(karim.t, Lang.DA, written=True))
    await karim.says("Politiet er i Høje Gladsaxe. Hold afstand.")
    await karim.taps(publisher.button_preview(karim.t))
    await karim.taps(publisher.button_propose(karim.t))
    await world.signs()
    await reader.taps(resident.button_see_news(reader.t))
    assert "Politiet er i Høje Gladsaxe. Hold afstand." in reader.sees


async def test_only_publishers_fill_templates(world: World, lang: Lang) -> None:
    for someone in (await world.resident(lang), await world.moderator(lang)):
        await forges(someone, ChooseTemplate(SHOTS))
        assert staff.button_new_bulletin(someone.t) not in newest_buttons(someone)
        assert _house(someone).template(SHOTS).slots[0].asks[lang] not in someone.sees


def test_every_kind_of_slot_stands_in_a_shipped_template() -> None:
    shipped = [slot.kind for t in places().incidents.values() for slot in t.slots]
    assert set(shipped) == set(SlotKind)
