"""/quiet: what comes to the phone, when, and whether with its text; said before it holds."""

from __future__ import annotations

import json
from collections.abc import Mapping

from bot.domain.actions import AgreeUrgent, MuteTopic, NewsInFull, SetQuiet
from bot.domain.bulletins import Bulletin, Content
from bot.domain.errors import ButtonTooOld, NotFound
from bot.domain.ids import AreaId, BulletinId, ModeratorId, OrganisationId, TopicId
from bot.domain.people import Lang
from bot.domain.preferences import Preferences, Priority
from bot.texts import common, preferences, refusals, resident
from tests.journeys.test_publishers import NEWS, _face
from tests.journeys.ways import AREA, SECOND_AREA, WORDS, area_name, forges, newest_buttons, plain
from tests.kit.news import send
from tests.kit.world import Player, World

YOUTH = TopicId("youth")
SERIOUS: Mapping[Lang, str] = {
    Lang.DA: "Skud ved <Nordkrog>. Bliv inde.",
    Lang.AR: "إطلاق نار قرب نوردكروغ. ابقوا في منازلكم.",
    Lang.EN: "Shots at <Nordkrog>. Stay inside.",
}


async def _publishes(
    world: World,
    priority: Priority = Priority.NORMAL,
    *,
    topic: TopicId | None = None,
    texts: Mapping[Lang, str] = NEWS,
    valid_hours: int | None = None,
) -> None:
    """Signed news leaves."""
    hour = int(world.clock.seconds()) // 3600
    content = Content(
        texts=texts,
        areas=frozenset({AreaId(AREA)}),
        priority=priority,
        topic=topic,
        valid_until=None if valid_hours is None else hour + valid_hours,
    )
    value = Bulletin(
        id=BulletinId(world.bot.house.new_id()),
        organisation=OrganisationId("gladsaxe"),
        author=ModeratorId(b"a" * 16),
        content=content,
        hour=hour,
    )
    await world.bot.store.write(lambda tx: send(tx, value))
    world.bot.sender.wake()
    await world.settled()


def _topic(player: Player, *, on: bool) -> str:
    names = player.world.bot.house.partnership.topic(YOUTH).names
    return preferences.button_topic(player.t, player.t.name(names), on=on)


def _lines(player: Player) -> int:
    return player.person.chat.texts.count(resident.neutral_notice(player.t))


async def test_it_is_reached_by_command_by_menu_and_from_the_areas(
    world: World, lang: Lang
) -> None:
    someone = await world.resident(lang)
    t, page = someone.t, plain(preferences.page(someone.t))
    for command in ("/quiet", "/ro"):
        await someone.says(command)
        assert page == someone.sees
    await someone.taps(resident.button_areas(t))
    assert resident.areas(t, []) == someone.sees
    await someone.taps(preferences.button(t))
    assert page == someone.sees
    await someone.taps(common.button_menu(t))
    await someone.taps(preferences.button(t))
    assert page == someone.sees
    await someone.says("/help")
    assert plain(preferences.help_line(t)) in someone.sees


async def test_before_the_notice_nothing_can_be_chosen(world: World, lang: Lang) -> None:
    someone = await world.newcomer(lang)
    await someone.says("/quiet")
    assert resident.choose_language(someone.t) == someone.sees
    for button in (SetQuiet(22, 7), MuteTopic(YOUTH, 1), AgreeUrgent(1, 1), NewsInFull(1, 1)):
        await forges(someone, button)
        assert resident.choose_language(someone.t) == someone.sees


async def test_a_quiet_time_is_set_moved_and_ended(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    t = someone.t
    await someone.says("/quiet")
    await someone.taps(preferences.button_no_quiet(t))
    assert preferences.button_quiet(t) in newest_buttons(someone)
    for hour, following in ((22, 23), (23, 20), (20, 21), (21, 22)):
        await someone.taps(preferences.button_begins(t, hour))
        assert preferences.button_begins(t, following) in newest_buttons(someone)
    for hour, following in ((7, 8), (8, 9), (9, 6), (6, 7)):
        await someone.taps(preferences.button_ends(t, hour))
        assert preferences.button_ends(t, following) in newest_buttons(someone)
    await someone.says("/mine")
    wishes = Preferences(quiet=(22 * 60, 7 * 60))
    [line] = preferences.mine(t, wishes, [])
    assert line in someone.sees
    await someone.says("/quiet")
    await forges(someone, SetQuiet(3, 4))
    assert refusals.sentence(t, ButtonTooOld()) in someone.sees
    await someone.says("/quiet")
    await someone.taps(preferences.button_quiet(t))
    assert preferences.button_no_quiet(t) in newest_buttons(someone)
    await someone.says("/mine")
    assert line not in someone.sees


async def test_a_tap_that_comes_twice_changes_once(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    await someone.says("/quiet")
    for _ in range(2):
        await forges(someone, MuteTopic(YOUTH, 1))
        assert _topic(someone, on=False) in newest_buttons(someone)
    await forges(someone, MuteTopic(TopicId("weather"), 1))
    assert refusals.sentence(someone.t, NotFound()) in someone.sees


async def test_news_waits_at_night_and_answers_do_not(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    someone = await world.resident(lang, follows=[AREA])
    code = await world.shares_concern(someone, WORDS[lang])
    await someone.says("/quiet")
    await someone.taps(preferences.button_no_quiet(someone.t))
    await world.pass_time(hours=13)
    await _publishes(world)
    assert _lines(someone) == 0
    await world.answers(mette, code, "Tak.")
    assert _lines(someone) == 1
    await world.pass_time(hours=8, minutes=1)
    assert _lines(someone) == 2


async def test_what_does_not_come_to_the_phone_stands_in_the_list(world: World, lang: Lang) -> None:
    someone = await world.resident(lang, follows=[AREA])
    t = someone.t
    await someone.says("/quiet")
    await someone.taps(_topic(someone, on=True))
    await someone.taps(preferences.button_least(t, Priority.QUIET))
    await _publishes(world, topic=YOUTH)
    await _publishes(world, Priority.QUIET, valid_hours=5)
    assert _lines(someone) == 0
    await someone.says("/mine")
    names = [t.name(world.bot.house.partnership.topic(YOUTH).names)]
    wishes = Preferences(least=Priority.NORMAL)
    for line in preferences.mine(t, wishes, names):
        assert line in someone.sees
    await someone.says("/news")
    assert sum(NEWS[lang][:20] in label for label in newest_buttons(someone)) == 2
    await world.pass_time(hours=5)
    await someone.says("/nyt")
    assert sum(NEWS[lang][:20] in label for label in newest_buttons(someone)) == 1
    await someone.says("/quiet")
    await someone.taps(preferences.button_least(t, Priority.NORMAL))
    await _publishes(world)
    assert _lines(someone) == 0
    await _publishes(world, Priority.URGENT)
    assert _lines(someone) == 1
    await someone.says("/quiet")
    await someone.taps(preferences.button_least(t, Priority.URGENT))
    await someone.taps(_topic(someone, on=False))
    await _publishes(world, Priority.QUIET, topic=YOUTH)
    assert _lines(someone) == 2


async def test_the_consent_is_offered_once_with_the_first_area(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    t, question = someone.t, plain(preferences.offer(someone.t))
    await world.follows(someone, AREA)
    assert question in someone.sees
    shown = newest_buttons(someone)
    yes, no = preferences.button_offer_yes(t), preferences.button_offer_no(t)
    assert [label for label in shown if label in (yes, no)] == [yes, no]
    await someone.taps(
        resident.button_follow_area(t, area_name(someone, SECOND_AREA), followed=False)
    )
    assert question not in someone.sees
    for area in (AREA, SECOND_AREA):
        await world.follows(someone, area, ends=True)
    await world.follows(someone, AREA)
    assert question not in someone.sees


async def test_who_says_no_gets_the_line_also_for_what_is_urgent(world: World, lang: Lang) -> None:
    someone = await world.resident(lang, follows=[AREA])
    await someone.taps(preferences.button_offer_no(someone.t))
    assert plain(preferences.answered(someone.t, agreed=False)) in someone.sees
    await _publishes(world, Priority.URGENT, texts=SERIOUS)
    assert resident.neutral_notice(someone.t) == someone.sees
    assert not any(SERIOUS[lang] in text for text in someone.person.chat.texts)


async def test_who_says_yes_gets_what_is_urgent_with_its_text_at_any_hour(
    world: World, lang: Lang
) -> None:
    someone = await world.resident(lang, follows=[AREA])
    t = someone.t
    await someone.taps(preferences.button_offer_yes(t))
    assert plain(preferences.answered(t, agreed=True)) in someone.sees
    await someone.says("/mine")
    [line] = preferences.mine(t, Preferences(urgent=True), [])
    assert line in someone.sees
    await someone.says("/quiet")
    await someone.taps(preferences.button_no_quiet(t))
    await world.pass_time(hours=13)
    await _publishes(world)
    assert _lines(someone) == 0
    await _publishes(world, Priority.URGENT, texts=SERIOUS)
    organisation = world.bot.house.partnership.organisation(OrganisationId("gladsaxe"))
    for part in (SERIOUS[lang], t.name(organisation.names), "/areas", plain(preferences.chosen(t))):
        assert part in someone.sees
    pushed = someone.screen
    await someone.taps(resident.button_see_news(t))
    assert SERIOUS[lang] in someone.sees
    assert not pushed.protect_content
    await someone.says("/quiet")
    await someone.taps(preferences.button_urgent(t, on=True))  # a no needs no second tap
    assert preferences.button_urgent(t, on=False) in newest_buttons(someone)
    await _publishes(world, Priority.URGENT, texts=SERIOUS)
    await world.pass_time(hours=9)
    assert _lines(someone) == 2


async def test_what_urgent_news_shows_is_said_before_it_is_agreed_to(
    world: World, lang: Lang
) -> None:
    someone = await world.resident(lang)
    t = someone.t
    await someone.says("/quiet")
    await someone.taps(preferences.button_urgent(t, on=False))
    assert plain(preferences.ask_urgent(t)) == someone.sees
    await someone.taps(common.button_back(t))
    assert preferences.button_urgent(t, on=False) in newest_buttons(someone)
    await someone.taps(preferences.button_urgent(t, on=False))
    await someone.taps(preferences.button_urgent_for_sure(t))
    assert preferences.button_urgent(t, on=True) in newest_buttons(someone)


async def test_news_in_full_says_first_what_it_reveals(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    someone = await world.resident(lang, follows=[AREA])
    other = await world.resident(lang, follows=[AREA], name="Other")
    code = await world.shares_concern(other, WORDS[lang])
    await world.answers(mette, code, "Tak.")
    answer = other.screen
    t = someone.t
    await someone.says("/quiet")
    await someone.taps(preferences.button_in_full(t, on=False))
    assert plain(preferences.ask_in_full(t)) == someone.sees
    await someone.taps(preferences.button_in_full_for_sure(t))
    assert preferences.button_in_full(t, on=True) in newest_buttons(someone)
    await someone.says("/mine")
    [line] = preferences.mine(t, Preferences(in_full=True), [])
    assert line in someone.sees
    await _publishes(world)
    assert NEWS[lang] in someone.sees
    assert _face(other.screen) == _face(answer)  # for who chose nothing, all stays as it was
    assert other.screen is not answer
    await someone.says("/quiet")
    await someone.taps(preferences.button_in_full(t, on=True))
    await _publishes(world)
    assert resident.neutral_notice(t) == someone.sees


async def test_what_was_chosen_is_in_the_file_and_goes_when_asked(world: World, lang: Lang) -> None:
    someone = await world.resident(lang, follows=[AREA])
    t = someone.t
    await someone.taps(preferences.button_offer_yes(t))
    await someone.says("/quiet")
    await someone.taps(preferences.button_no_quiet(t))
    await someone.taps(_topic(someone, on=True))
    await someone.says("/mine")
    await someone.taps(resident.button_mine_file(t))
    assert someone.screen.document is not None
    held = json.loads(someone.screen.document.data)["choices"]["news_comes"]
    assert held == {
        "urgent_with_text": True,
        "all_with_text": False,
        "least_priority": "quiet",
        "quiet_local_time": ["22:00", "07:00"],
        "topics_not_pushed": ["youth"],
        "was_asked_about_urgent": True,
    }
    await someone.says("/slet")
    await someone.taps(resident.button_erase_for_sure(t))
    await someone.says("/mine")
    assert resident.mine(t, None, [], [], draft=False) == someone.sees
    await someone.starts()
    await someone.taps(common.LANGUAGE_NAMES[lang])
    await someone.taps(resident.button_accept_notice(t))
    await someone.says("/quiet")
    for label in (
        preferences.button_no_quiet(t),
        preferences.button_urgent(t, on=False),
        _topic(someone, on=True),
    ):
        assert label in newest_buttons(someone)
