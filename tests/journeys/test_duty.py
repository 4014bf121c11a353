"""On duty and off duty; cases that go back to the team, and what leads hear in the morning."""

from __future__ import annotations

import pytest

from bot.domain.clocks import LookAgain
from bot.domain.concerns import Status
from bot.domain.people import Lang
from bot.texts import clocks, common, duty, resident, staff, triage
from tests.journeys.pausing import takes
from tests.journeys.test_triage import begins, concern_of, shared
from tests.journeys.ways import DANGER, WORDS, area_name, newest_buttons, plain, shown
from tests.kit.world import Player, World


async def test_off_duty_nothing_is_pushed_and_a_digest_begins_the_duty(
    world: World, lang: Lang
) -> None:
    mette, amal = await world.moderator(lang), await world.resident(lang)
    t = mette.t
    code = await world.shares_concern(amal, WORDS[lang])
    await world.answers(mette, code, WORDS[lang])
    await mette.says("/duty")
    assert mette.sees == plain(duty.off_duty(t))
    silent = len(mette.person.chat.history)
    await writes(amal, WORDS[lang])
    await shared(world, lang)
    await world.pass_time(hours=5)
    await world.tick("clocks")
    assert len(mette.person.chat.history) == silent
    await mette.taps(duty.button_begin(t))
    counts = {"urgent": 0, "late": 0, "new": 1, "words": 1, "follow": 0}
    assert mette.sees == plain(duty.digest(t, counts))
    await mette.taps(staff.button_list(t, "mine", 1))
    assert code in newest_buttons(mette)[0]


async def writes(amal: Player, words: str) -> None:
    await amal.taps(resident.button_see_news(amal.t))
    await amal.taps(resident.button_write_to_case(amal.t))
    await amal.says(words)
    await amal.taps(resident.button_send(amal.t))


async def test_the_menu_leads_off_duty_and_back(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    await mette.says("/help")
    assert duty.help_line(mette.t) in mette.sees
    await mette.taps(common.button_menu(mette.t))
    await mette.taps(duty.button_end(mette.t))
    assert mette.sees == plain(duty.off_duty(mette.t))
    await mette.taps(common.button_menu(mette.t))
    await mette.taps(duty.button_begin(mette.t))
    assert duty.nothing_waits(mette.t) in mette.sees
    assert plain(duty.on_duty(mette.t)) in mette.sees
    assert duty.button_end(mette.t) in newest_buttons(mette)


async def test_the_digest_names_everything_that_waits(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    codes = [await shared(world, lang, kind) for kind in ("unsafe", "child", "unsafe")]
    await takes(mette, codes[0])
    await begins(mette, codes[0], clocks.button_look_again(mette.t))
    await mette.taps(clocks.button_when(mette.t, LookAgain.TOMORROW))
    await takes(mette, codes[2])
    await mette.says("/duty")
    await world.pass_time(days=1, hours=8)
    await mette.says("/duty")
    counts = {"urgent": 1, "late": 3, "new": 1, "words": 0, "follow": 1}
    assert mette.sees.splitlines()[:4] == plain(duty.digest(mette.t, counts)).splitlines()[:4]
    assert staff.button_list(mette.t, "follow", 1) in newest_buttons(mette)


async def test_who_reads_no_cases_goes_on_duty_without_a_digest(world: World, lang: Lang) -> None:
    karim = await world.publisher(lang)
    for _ in range(2):
        await karim.says("/duty")
    assert karim.sees == plain(duty.on_duty(karim.t))


async def test_danger_reaches_those_on_duty_and_with_nobody_there_everybody(
    world: World, lang: Lang
) -> None:
    mette, omar = await world.moderator(lang), await world.moderator(lang, name="Omar")
    await mette.says("/duty")
    silent = shown(mette)
    first = await world.shares_concern(await world.resident(lang), DANGER[lang])
    assert first in omar.sees
    assert shown(mette) == silent
    await omar.says("/duty")
    second = await world.shares_concern(await world.resident(lang), DANGER[lang])
    assert second in mette.sees
    assert second in omar.sees


async def test_words_of_danger_in_a_case_reach_the_whole_team(world: World, lang: Lang) -> None:
    mette, omar = await world.moderator(lang), await world.moderator(lang, name="Omar")
    amal = await world.resident(lang)
    code = await world.shares_concern(amal, WORDS[lang])
    await world.answers(mette, code, WORDS[lang])
    await mette.says("/duty")
    await writes(amal, DANGER[lang])
    for who in (mette, omar):
        assert who.sees == plain(triage.danger_words(who.t, code, area_name(who)))


@pytest.mark.parametrize("cases", [1, 2])
async def test_a_case_that_rests_goes_back_and_nobody_taking_it_is_told(
    world: World, lang: Lang, cases: int
) -> None:
    mette, omar = await world.moderator(lang), await world.moderator(lang, name="Omar")
    codes = [await shared(world, lang) for _ in range(cases)]
    for code in codes:
        await takes(mette, code)
    await world.pass_time(days=1, hours=3)  # 5 h 30 on Tuesday, 4 on Wednesday
    await world.tick("clocks")
    for who in (mette, omar):
        assert all(code in who.sees for code in codes)
    if cases == 1:
        assert mette.sees == plain(clocks.yours_taken_back(mette.t, codes, 8))
        assert omar.sees == plain(clocks.taken_back(omar.t, codes))
    for code in codes:
        back = await concern_of(world, code)
        assert (back.status, back.claimed_by) == (Status.NEW, None)
    await world.pass_time(days=1)
    await world.tick("clocks")
    if cases == 1:
        assert omar.sees == plain(clocks.nobody_takes(omar.t, codes, 4))
    told = len(omar.person.chat.history)
    await world.tick("clocks")
    assert len(omar.person.chat.history) == told


async def test_leads_hear_once_a_day_what_is_neglected_in_one_message(
    world: World, lang: Lang
) -> None:
    lise = await world.colleague("lead", lang, name="Lise")
    mette = await world.moderator(lang)
    late, child, untaken = [await shared(world, lang, k) for k in ("unsafe", "child", "unsafe")]
    for code in (late, child):
        await takes(mette, code)
        await mette.says(f"/case {code}")
    await world.pass_time(days=1, hours=6)
    await world.tick("clocks")
    for code in (late, child):
        await takes(mette, code)
    await world.pass_time(hours=18)
    before = len(lise.person.chat.history)
    for _ in range(2):
        await world.tick("unread")
    t = lise.t
    for part in (
        clocks.unweighed(t, [child]),
        clocks.unclaimed(t, [untaken]),
        clocks.late(t, [late]),
    ):
        assert plain(part) in lise.sees
    assert len(lise.person.chat.history) == before + 1
