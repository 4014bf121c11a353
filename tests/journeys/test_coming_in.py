"""Coming in: language, notice, menu, poster, words before anything else."""

from __future__ import annotations

from bot.delivery import profile
from bot.domain.errors import NotAllowed
from bot.domain.people import Lang
from bot.handlers import COMMANDS, COMMANDS_WITH_TEXT
from bot.texts import common, refusals, resident
from bot.texts import profile as texts
from tests.journeys.ways import (
    AREA,
    DANGER,
    WORDS,
    area_name,
    chooses_area,
    municipality,
    newest_buttons,
    plain,
    shown,
    speaks,
)
from tests.kit.world import Player, World

STAFF_COMMANDS = {"queue", "koe", "bulletin", "opslag", "bulletins", "opslag_liste", "case", "sag"}


async def test_the_language_of_the_phone_is_proposed_first_and_one_tap_changes_it(
    world: World, lang: Lang
) -> None:
    someone = await world.newcomer(lang)
    assert resident.choose_language(someone.t) == someone.sees
    assert newest_buttons(someone)[0] == common.LANGUAGE_NAMES[lang]
    other = Lang.EN if lang is Lang.DA else Lang.DA
    someone.lang, someone.person.language_code = other, other.value
    await someone.taps(common.LANGUAGE_NAMES[other])
    assert plain(resident.notice(someone.t, world.bot.house.partnership)) in someone.sees


async def test_a_phone_in_another_language_is_greeted_in_danish(world: World) -> None:
    person = world.sim.person("Oksana", 2**51 + 77, language_code="uk")
    someone = await Player(world, person, Lang.DA).starts()
    assert resident.choose_language(someone.t) == someone.sees


async def test_the_notice_says_who_reads_what_telegram_knows_and_whom_to_call(
    world: World, lang: Lang
) -> None:
    someone = await world.newcomer(lang)
    await someone.taps(common.LANGUAGE_NAMES[lang])
    names = [o.names[lang] for o in world.bot.house.partnership.organisations.values()]
    assert all(fact in someone.sees for fact in (*names, common.EMERGENCY, common.POLICE))
    assert resident.notice_first(someone.t) in someone.sees
    await someone.taps(resident.button_accept_notice(someone.t))
    assert resident.menu(someone.t) == someone.sees


async def test_no_concern_begins_before_the_notice(world: World, lang: Lang) -> None:
    someone = await world.newcomer(lang)
    await someone.says("/concern")
    assert resident.choose_language(someone.t) == someone.sees
    await someone.taps(common.LANGUAGE_NAMES[lang])
    await someone.says("/bekymring")
    assert resident.notice_first(someone.t) in someone.sees


async def test_following_an_area_waits_for_the_notice_too(world: World, lang: Lang) -> None:
    someone = await world.newcomer(lang)
    await someone.says("/areas")
    await chooses_area(someone)
    assert resident.choose_language(someone.t) == someone.sees
    await someone.taps(common.LANGUAGE_NAMES[lang])
    assert resident.notice_first(someone.t) in someone.sees


async def test_words_before_the_notice_are_kept_locked_and_offered_afterwards(
    world: World, lang: Lang
) -> None:
    someone = world.person("Newcomer", lang)
    await someone.says(WORDS[lang])
    assert resident.words_are_kept(someone.t) in someone.sees
    files = list((world.folder / "data").iterdir())
    assert files
    assert not any(WORDS[lang].encode() in file.read_bytes() for file in files)
    await someone.taps(common.LANGUAGE_NAMES[lang])
    assert resident.words_are_kept(someone.t) in someone.sees
    await someone.taps(resident.button_accept_notice(someone.t))
    assert plain(resident.offer_words(someone.t, WORDS[lang])) == someone.sees
    await someone.taps(resident.button_use_words(someone.t))
    assert resident.ask_area(someone.t) == someone.sees


async def test_words_that_were_offered_can_be_forgotten(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    await someone.says(WORDS[lang])
    await someone.taps(resident.button_drop_words(someone.t))
    assert resident.cancelled(someone.t) == someone.sees
    await someone.says("/cancel")
    assert resident.nothing_to_cancel(someone.t) == someone.sees


async def test_danger_in_the_first_words_brings_the_numbers_before_anything_else(
    world: World, lang: Lang
) -> None:
    someone = world.person("Newcomer", lang)
    await someone.says(DANGER[lang])
    first, second = [m.text for m in someone.person.chat.messages if m.outgoing]
    assert first == plain(resident.danger_card(someone.t))
    assert resident.words_are_kept(someone.t) in second
    await someone.taps(resident.button_emergency(someone.t))
    assert plain(resident.emergency(someone.t, world.bot.house.partnership)) in shown(someone)


async def test_the_poster_offers_its_area(world: World, lang: Lang) -> None:
    someone = await world.newcomer(lang, f"a_{AREA}")
    await someone.taps(common.LANGUAGE_NAMES[lang])
    await someone.taps(resident.button_accept_notice(someone.t))
    t, area = someone.t, area_name(someone)
    assert resident.menu_from_poster(t, area) == someone.sees
    await someone.taps(resident.button_follow_poster(t, area))
    assert resident.button_follow_area(t, area, followed=True) in newest_buttons(someone)
    await someone.taps(common.button_menu(t))
    assert resident.button_follow_poster(t, area) not in newest_buttons(someone)
    await someone.taps(resident.button_concern(t))
    assert resident.ask_area_with_poster(t) == someone.sees
    assert area in newest_buttons(someone)[0]


async def test_a_poster_of_an_unknown_area_still_lets_people_in(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    await someone.starts("a_atlantis")
    assert resident.menu(someone.t) == someone.sees


async def test_every_page_of_the_menu_opens_and_leads_back(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    t, places = someone.t, world.bot.house.partnership
    pages = {
        resident.button_cases(t): resident.no_cases(t),
        resident.button_news(t): resident.no_areas_no_news(t),
        resident.button_areas(t): resident.areas(t, []),
        resident.button_emergency(t): resident.emergency(t, places),
        resident.button_privacy(t): resident.privacy(t, places),
        resident.button_about(t): resident.about(t, places, world.bot.house.username),
        resident.button_help(t): resident.help_page(t),
    }
    for label, page in pages.items():
        await someone.taps(label)
        assert plain(page) == someone.sees
        await someone.taps(common.button_menu(t))
        assert resident.menu(t) == someone.sees


async def test_every_command_and_its_alias_show_the_same(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    for names in (*COMMANDS, *COMMANDS_WITH_TEXT):
        seen = set()
        for name in names:
            for typed in (f"/{name}", f"/{name.upper()}", f"/{name}@nabodialog_bot"):
                await someone.says(typed)
                seen.add(someone.sees)
        await someone.says("/cancel")
        assert len(seen) == 1, names
        assert resident.unknown_command(someone.t) not in seen.pop()


async def test_a_resident_has_no_way_into_the_rooms_of_staff(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    t = someone.t
    for name in sorted(STAFF_COMMANDS):
        await someone.says(f"/{name}")
        assert refusals.sentence(t, NotAllowed()) in someone.sees


async def test_an_unknown_command_names_the_known_ones(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    await someone.says("/opskrift")
    t = someone.t
    assert plain(f"{resident.unknown_command(t)}\n\n{resident.help_page(t)}") == someone.sees


async def test_danger_in_a_command_brings_the_numbers_too(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    await someone.says(f"/concern {DANGER[lang]}")
    assert plain(resident.danger_card(someone.t)) in shown(someone)
    assert resident.ask_area(someone.t) == someone.sees


async def test_another_language_asks_for_the_notice_again_and_goes_on_with_the_draft(
    world: World, lang: Lang
) -> None:
    someone = await world.resident(lang)
    await someone.says(f"/concern {WORDS[lang]}")
    other = Lang.EN if lang is Lang.DA else Lang.DA
    await speaks(someone, other)
    assert resident.words_are_kept(someone.t) in someone.sees
    await someone.taps(resident.button_accept_notice(someone.t))
    assert resident.ask_area(someone.t) == someone.sees


async def test_following_several_areas_and_stopping(world: World, lang: Lang) -> None:
    someone = await world.resident(lang, follows=[AREA, "hedeparken"])
    names = [area_name(someone), area_name(someone, "hedeparken")]
    await someone.says("/areas")
    assert resident.areas(someone.t, names) == someone.sees
    await someone.taps(municipality(someone))
    await someone.taps(resident.button_follow_area(someone.t, names[0], followed=True))
    assert resident.areas(someone.t, names[1:]) == someone.sees


async def test_telegram_shows_what_the_bot_is_for_in_every_language(
    world: World, lang: Lang
) -> None:
    await profile.apply(world.bot.line, world.bot.house.catalogs)
    t = world.bot.house.catalogs[lang]
    own = world.sim.profile
    assert own.text("description", lang.value) == texts.description(t)
    assert own.text("short_description", lang.value) == texts.short_description(t)
    shown_commands = own.commands_by_language()[lang.value]
    assert {c["command"]: c["description"] for c in shown_commands} == texts.commands(t)
    assert await profile.differences(world.bot.line, world.bot.house.catalogs) == []


async def test_a_person_who_blocks_the_bot_follows_nothing_any_more(
    world: World, lang: Lang
) -> None:
    someone = await world.resident(lang, follows=[AREA])
    someone.person.block()
    await world.settled()
    await someone.starts()
    await someone.says("/areas")
    assert resident.areas(someone.t, []) == someone.sees
