"""A case in a language its colleague does not read: asked for, read by another, or by nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.domain.actions import ReaderFound, WantReader
from bot.domain.concerns import HowOften, When
from bot.domain.errors import ButtonTooOld
from bot.domain.people import Lang
from bot.texts import common, readers, refusals, resident, staff
from tests.journeys.ways import (
    WORDS,
    area_name,
    case_id,
    forges,
    newest_buttons,
    plain,
    shown,
    tells,
)
from tests.kit.world import Player, World

FOREIGN: Mapping[Lang, Lang] = {Lang.DA: Lang.AR, Lang.AR: Lang.EN, Lang.EN: Lang.AR}
"""For each screen language one that such a colleague does not read beside Danish."""


async def foreign_case(world: World, lang: Lang) -> str:
    someone = await world.resident(FOREIGN[lang], name="Someone")
    return await world.shares_concern(someone, WORDS[FOREIGN[lang]])


async def reads_too(player: Player, lang: Lang) -> None:
    """Says that they read one more language."""
    await player.taps(staff.button_reads(player.t, lang, reads=False))


def wanted_now(player: Player, lang: Lang, since: datetime) -> str:
    return plain(readers.wanted(player.t, lang, since, player.world.clock()))


async def test_a_reader_is_asked_for_told_at_once_and_has_read_it(world: World, lang: Lang) -> None:
    mette, samir = await world.moderator(lang), await world.moderator(lang, name="Samir")
    other = FOREIGN[lang]
    await reads_too(samir, other)
    code = await foreign_case(world, lang)
    assert plain(readers.news_foreign(mette.t, other)) not in shown(mette)
    await mette.says(f"/case {code}")
    assert plain(staff.needs_reader(mette.t, other)) in mette.sees
    await mette.taps(readers.button_want(mette.t, other))
    assert plain(readers.asked(mette.t, other, 1)) in mette.sees
    assert wanted_now(mette, other, world.clock()) in mette.sees
    assert readers.button_want(mette.t, other) not in newest_buttons(mette)
    news = readers.news_wanted(samir.t, code, area_name(samir), "GLA-1", other)
    assert plain(news) == samir.sees
    await samir.taps(staff.button_open(samir.t))
    await samir.taps(readers.button_found(samir.t))
    assert plain(readers.thanks(samir.t)) in samir.sees
    assert readers.button_found(samir.t) not in newest_buttons(samir)
    assert plain(readers.news_found(mette.t, code, "GLA-2")) == mette.sees
    await mette.taps(staff.button_open(mette.t))
    assert plain(staff.needs_reader(mette.t, other)) in mette.sees


async def test_a_wanted_case_is_marked_in_the_inbox_until_a_reader_takes_it(
    world: World, lang: Lang
) -> None:
    mette, samir = await world.moderator(lang), await world.moderator(lang, name="Samir")
    await reads_too(samir, FOREIGN[lang])
    code = await foreign_case(world, lang)
    await mette.says(f"/case {code}")
    await mette.taps(readers.button_want(mette.t, FOREIGN[lang]))
    await samir.says("/queue")
    assert any("🌐" in label for label in newest_buttons(samir) if code in label)
    await samir.taps(code)
    await samir.taps(staff.button_claim(samir.t))
    await samir.taps(staff.button_to_queue(samir.t))
    await samir.taps(staff.button_list(samir.t, "mine", 1))
    assert not any("🌐" in label for label in newest_buttons(samir) if code in label)
    assert plain(readers.news_found(mette.t, code, "GLA-2")) == mette.sees


async def test_where_nobody_reads_it_the_asker_hears_what_remains(world: World, lang: Lang) -> None:
    mette, other = await world.moderator(lang), FOREIGN[lang]
    lena = await world.colleague("lead", lang, name="Lena")
    code = await foreign_case(world, lang)
    assert plain(readers.news_foreign(mette.t, other)) in mette.sees
    await mette.says(f"/case {code}")
    await mette.taps(readers.button_want(mette.t, other))
    assert plain(readers.nobody_here(mette.t, other, translates=False)) in mette.sees
    since = world.clock()
    await world.pass_time(hours=2)
    await world.tick("readers")
    alone = readers.news_unmet(lena.t, code, area_name(lena), other, [])
    assert plain(alone) == lena.sees
    await mette.says(f"/case {code}")
    assert wanted_now(mette, other, since) in mette.sees
    await world.pass_time(hours=22)
    await mette.says(f"/case {code}")
    assert wanted_now(mette, other, since) in mette.sees


async def test_leads_hear_who_in_the_partnership_could_read_it(world: World, lang: Lang) -> None:
    mette, other = await world.moderator(lang), FOREIGN[lang]
    lena = await world.colleague("lead", lang, name="Lena")
    stranger = await world.moderator(lang, organisation="herlev", name="Stranger")
    await reads_too(stranger, other)
    code = await foreign_case(world, lang)
    await mette.says(f"/case {code}")
    await mette.taps(readers.button_want(mette.t, other))
    await world.pass_time(hours=3)
    await world.tick("readers")
    places = world.bot.house.partnership
    herlev = next(lena.t.name(o.names) for o in places.organisations.values() if o.prefix == "HER")
    told = readers.news_unmet(lena.t, code, area_name(lena), other, [herlev])
    assert plain(told) == lena.sees
    assert code not in shown(stranger)


async def test_from_the_preview_of_an_answer_a_reader_is_asked_for_and_the_answer_stays(
    world: World, lang: Lang
) -> None:
    mette, other = await world.moderator(lang), FOREIGN[lang]
    code = await foreign_case(world, lang)
    await mette.says(f"/case {code}")
    await mette.taps(staff.button_claim(mette.t))
    await mette.taps(staff.button_reply(mette.t))
    await mette.says(WORDS[lang])
    await mette.taps(readers.button_want(mette.t, other))
    assert plain(readers.nobody_here(mette.t, other, translates=False)) in mette.sees
    assert WORDS[lang] in mette.sees
    assert readers.button_want(mette.t, other) not in newest_buttons(mette)
    await mette.taps(staff.button_send_anyway(mette.t))
    assert staff.reply_sent(mette.t, code) == mette.sees


async def test_the_warning_of_another_language_offers_ready_answers(
    world: World, lang: Lang
) -> None:
    mette, other = await world.moderator(lang), FOREIGN[lang]
    code = await foreign_case(world, lang)
    await mette.says(f"/case {code}")
    await mette.taps(staff.button_claim(mette.t))
    await mette.taps(staff.button_reply(mette.t))
    await mette.says(WORDS[lang])
    assert plain(staff.reply_in_other_language(mette.t, lang, other)) in mette.sees
    await mette.taps(staff.button_ready_answers(mette.t))
    answer = world.bot.house.partnership.ready_answer("thanks")
    await mette.taps(staff.button_ready_answer(mette.t, answer.names[lang]))
    assert answer.texts[other] in mette.sees
    assert staff.button_send_anyway(mette.t) not in newest_buttons(mette)


async def test_guided_answers_stand_in_the_language_of_each_reader(
    world: World, lang: Lang
) -> None:
    mette, someone = await world.moderator(lang), await world.resident(FOREIGN[lang])
    await tells(someone, When.TODAY, HowOften.OFTEN, WORDS[FOREIGN[lang]])
    assert common.when(someone.t, When.TODAY) in someone.sees
    await someone.taps(resident.button_send(someone.t))
    await mette.taps(staff.button_open(mette.t))
    assert common.when(mette.t, When.TODAY) in mette.sees
    assert common.how_often(mette.t, HowOften.OFTEN) in mette.sees
    assert common.how_often(someone.t, HowOften.OFTEN) not in mette.sees


async def test_forged_buttons_of_a_search_change_nothing(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    someone = await world.resident(lang)
    code = await world.shares_concern(someone, WORDS[lang])
    await forges(mette, WantReader(await case_id(world, code)))
    assert refusals.sentence(mette.t, ButtonTooOld()) in mette.sees
    foreign = await foreign_case(world, lang)
    await forges(mette, ReaderFound(await case_id(world, foreign)))
    assert refusals.sentence(mette.t, ButtonTooOld()) in mette.sees
