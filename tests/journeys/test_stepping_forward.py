"""A resident steps forward: two confirmations, a colleague's tap, and back until it was read."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.domain.actions import (
    ExplainReveal,
    OpenForward,
    SendForward,
    StepForward,
    TakeBackForward,
    WriteForward,
)
from bot.domain.concerns import EntryKind
from bot.domain.errors import ButtonTooOld, ImpossibleChange, NotFound, NotYours
from bot.domain.people import Lang
from bot.domain.stepping import MEETINGS
from bot.texts import masking, refusals, resident, staff, stepping
from tests.journeys.pausing import takes
from tests.journeys.ways import AREA, DANGER, WORDS, case_id, forges, newest_buttons, plain, shown
from tests.kit.world import Player, World

WHO: Mapping[Lang, str] = {
    Lang.DA: "Jeg hedder Zubaydah og har nummer 22 33 44 55",
    Lang.AR: "اسمي زبيدة ورقمي ٢٢٣٣٤٤٥٥",
    Lang.EN: "I am called Zubaydah and have number 22 33 44 55",
}
NAME: Mapping[Lang, str] = {Lang.DA: "Zubaydah", Lang.AR: "زبيدة", Lang.EN: "Zubaydah"}
ASKS: Mapping[Lang, str] = {
    Lang.DA: "Hvad hedder du?", Lang.AR: "ما اسمك؟", Lang.EN: "What is your name?",
}  # fmt: skip
AT = 2
"""Where it stands in a conversation that has one contribution so far."""


async def _case(world: World, lang: Lang) -> tuple[Player, Player, str]:
    """(resident, colleague who has the case, its code)"""
    mette, someone = await world.moderator(lang), await world.resident(lang)
    code = await world.shares_concern(someone, WORDS[lang])
    await takes(mette, code)
    return someone, mette, code


async def opens_own(someone: Player) -> None:
    await someone.says("/cases")
    await someone.taps(next(b for b in newest_buttons(someone) if "-" in b))


async def reveals(someone: Player, words: str) -> None:
    """From anywhere to the receipt, in the only case."""
    t = someone.t
    await opens_own(someone)
    await someone.taps(stepping.button_step_forward(t))
    await someone.taps(stepping.button_reveal(t))
    await someone.taps(stepping.button_go_on(t))
    await someone.says(words)
    await someone.taps(stepping.button_send(t))


async def test_who_one_is_goes_through_two_confirmations_and_opens_by_a_tap(
    world: World, lang: Lang
) -> None:
    someone, mette, code = await _case(world, lang)
    t, places = someone.t, world.bot.house.partnership
    organisation = t.name(next(iter(places.organisations.values())).names)
    await opens_own(someone)
    await someone.taps(stepping.button_step_forward(t))
    assert plain(stepping.step_forward(t, code)) == someone.sees
    await someone.taps(stepping.button_reveal(t))
    assert plain(stepping.explain_reveal(t, organisation)) == someone.sees
    await someone.taps(stepping.button_go_on(t))
    assert plain(stepping.ask_reveal(t)) == someone.sees
    await someone.says(WHO[lang])
    kind = stepping.forward_kind(t, EntryKind.REVEAL)
    assert plain(stepping.preview(t, organisation, kind, WHO[lang])) == someone.sees
    assert WHO[lang] not in shown(mette)
    await someone.taps(stepping.button_send(t))
    assert plain(stepping.sent(t, code)) == someone.sees
    area = next(a.name for a in places.areas.values() if a.id == AREA)
    assert stepping.news_stepped_forward(mette.t, code, area) in mette.sees
    await mette.taps(staff.button_open(mette.t))
    assert plain(stepping.wants(mette.t)) in mette.sees
    assert WHO[lang] not in shown(mette)
    await opens_own(someone)
    assert WHO[lang] in someone.sees
    assert stepping.button_take_back(t) in newest_buttons(someone)
    await mette.taps(stepping.button_open(mette.t))
    assert WHO[lang] in mette.sees
    assert plain(stepping.forward_kind(mette.t, EntryKind.REVEAL)) in mette.sees
    assert resident.neutral_notice(t) == someone.sees
    await someone.taps(resident.button_see_news(t))
    assert WHO[lang] in someone.sees
    assert stepping.button_take_back(t) not in newest_buttons(someone)
    await mette.says(f"/case {code}")
    assert plain(stepping.has(mette.t)) in mette.sees
    assert WHO[lang] not in mette.sees


async def test_what_nobody_has_read_is_taken_back(world: World, lang: Lang) -> None:
    someone, mette, code = await _case(world, lang)
    t = someone.t
    await reveals(someone, WHO[lang])
    await opens_own(someone)
    await someone.taps(stepping.button_take_back(t))
    assert plain(stepping.taken_back(t, code)) == someone.sees
    await opens_own(someone)
    assert WHO[lang] not in someone.sees
    assert stepping.button_step_forward(t) in newest_buttons(someone)
    await mette.says(f"/case {code}")
    assert plain(stepping.wants(mette.t)) not in mette.sees
    await forges(mette, OpenForward(await case_id(world, code), AT))
    assert refusals.sentence(mette.t, NotFound()) in mette.sees
    await reveals(someone, WHO[lang])
    await mette.says(f"/case {code}")
    await mette.taps(stepping.button_open(mette.t))
    await forges(someone, TakeBackForward(await case_id(world, code), AT + 1))
    assert refusals.sentence(t, ImpossibleChange()) in someone.sees


@pytest.mark.parametrize("kind", MEETINGS)
async def test_a_meeting_names_a_place_and_a_time_and_is_answered_as_anything(
    world: World, lang: Lang, kind: EntryKind
) -> None:
    someone, mette, code = await _case(world, lang)
    t, places = someone.t, world.bot.house.partnership
    organisation = t.name(next(iter(places.organisations.values())).names)
    await opens_own(someone)
    await someone.taps(stepping.button_step_forward(t))
    await someone.taps(stepping.button_meet(t))
    assert plain(stepping.explain_meeting(t, organisation)) == someone.sees
    await someone.taps(stepping.place(t, kind))
    assert plain(stepping.ask_meeting(t)) == someone.sees
    await someone.says(WORDS[lang])
    await someone.taps(stepping.button_write_again(t))
    assert plain(stepping.ask_meeting(t)) == someone.sees
    await someone.says(WHO[lang])
    await someone.taps(stepping.button_send(t))
    await mette.says(f"/case {code}")
    await mette.taps(stepping.button_open(mette.t))
    assert plain(stepping.forward_kind(mette.t, kind)) in mette.sees
    assert WHO[lang] in mette.sees
    await world.answers(mette, code, WORDS[lang])
    await someone.taps(resident.button_see_news(t))
    own = someone.sees
    assert plain(stepping.forward_kind(t, kind)) in own


async def test_only_who_has_the_case_or_leads_reads_it(world: World, lang: Lang) -> None:
    someone, mette, code = await _case(world, lang)
    lise = await world.colleague("lead", lang, name="Lise")
    omar = await world.moderator(lang, name="Omar")
    await reveals(someone, WHO[lang])
    await omar.says(f"/case {code}")
    assert stepping.button_open(omar.t) not in newest_buttons(omar)
    await forges(omar, OpenForward(await case_id(world, code), AT))
    assert refusals.sentence(omar.t, NotYours()) in omar.sees
    await lise.says(f"/case {code}")
    await lise.taps(stepping.button_open(lise.t))
    assert WHO[lang] in lise.sees
    assert WHO[lang] not in shown(omar) + shown(mette)


async def test_one_waits_at_a_time_and_a_closed_case_takes_none(world: World, lang: Lang) -> None:
    someone, mette, code = await _case(world, lang)
    t, concern = someone.t, await case_id(world, code)
    for old in (SendForward(concern, 1), WriteForward(concern, EntryKind.REPLY)):
        await forges(someone, old)
        assert refusals.sentence(t, ButtonTooOld()) in someone.sees
    await reveals(someone, WHO[lang])
    for action in (StepForward(concern), ExplainReveal(concern)):
        await forges(someone, action)
        assert refusals.sentence(t, ImpossibleChange()) in someone.sees
    await opens_own(someone)
    await someone.taps(resident.button_end_this_case(t))
    await someone.taps(resident.button_end_for_sure(t))
    await mette.says(f"/case {code}")
    assert plain(stepping.wants(mette.t)) not in mette.sees
    await opens_own(someone)
    assert WHO[lang] not in someone.sees
    assert stepping.button_step_forward(t) not in newest_buttons(someone)


async def test_mine_names_it_and_being_forgotten_takes_it_back(world: World, lang: Lang) -> None:
    someone, mette, code = await _case(world, lang)
    t = someone.t
    await reveals(someone, WHO[lang])
    await someone.says("/mine")
    assert stepping.held(t, code) in someone.sees
    await someone.says("/slet")
    await someone.taps(resident.button_erase_for_sure(t))
    await mette.says(f"/case {code}")
    assert WORDS[lang] in mette.sees
    assert plain(stepping.wants(mette.t)) not in mette.sees


async def test_what_stops_the_writing_leads_back_to_it(world: World, lang: Lang) -> None:
    someone, _, __ = await _case(world, lang)
    t = someone.t
    await opens_own(someone)
    await someone.taps(stepping.button_step_forward(t))
    await someone.taps(stepping.button_reveal(t))
    await someone.taps(stepping.button_go_on(t))
    await someone.says(DANGER[lang])
    assert plain(resident.danger_card(t)) in shown(someone)
    assert DANGER[lang] in someone.sees
    await someone.person.send_voice()
    await world.settled()
    assert DANGER[lang] in someone.sees
    await someone.says("/cancel")
    assert plain(resident.cancelled(t)) in someone.sees


async def test_a_reply_that_asks_who_writes_is_warned_of(world: World, lang: Lang) -> None:
    _, mette, code = await _case(world, lang)
    await mette.says(f"/case {code}")
    await mette.taps(staff.button_reply(mette.t))
    await mette.says(ASKS[lang])
    assert plain(stepping.asks_who(mette.t)) in mette.sees
    await mette.taps(staff.button_rewrite(mette.t))
    await mette.says(WORDS[lang])
    assert plain(stepping.asks_who(mette.t)) not in mette.sees


async def test_masks_leave_it_alone_until_it_was_read_and_strike_it_then(
    world: World, lang: Lang
) -> None:
    someone, mette, code = await _case(world, lang)
    await reveals(someone, WHO[lang])
    name = NAME[lang]
    for read in (False, True):
        if read:
            await mette.says(f"/case {code}")
            await mette.taps(stepping.button_open(mette.t))
        await mette.says(f"/case {code}")
        await mette.taps(masking.button_more(mette.t))
        await mette.taps(masking.button_mask(mette.t))
        await mette.says(name)
        assert (plain(masking.not_there(mette.t, code)) in mette.sees) is not read
    await mette.taps(masking.button_for_good(mette.t))
    await mette.says(f"/case {code}")
    await mette.taps(stepping.button_open(mette.t))
    assert name not in mette.sees
