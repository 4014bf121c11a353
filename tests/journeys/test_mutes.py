"""Pausing new concerns of an author nobody knows: two colleagues, one person, one appeal."""

from __future__ import annotations

from bot.domain.actions import DecideAppeal, DecideMute, ProposeMute, ShowAppeal
from bot.domain.clues import MASK
from bot.domain.dialogues import Step
from bot.domain.errors import ButtonTooOld, NotAllowed, NotFound
from bot.domain.ids import AppealId
from bot.domain.mutes import PERIODS, MuteReason, Paused, ends
from bot.domain.people import Lang
from bot.texts import common, masking, mutes, refusals, resident, staff
from tests.journeys.pausing import (
    APPEAL,
    appeals,
    confirms,
    may_share,
    paused,
    proposes,
    takes,
    written_to,
)
from tests.journeys.ways import (
    AREA,
    DANGER,
    WORDS,
    case_id,
    forges,
    newest_buttons,
    plain,
    reaches,
    shown,
)
from tests.kit.world import Player, World, code_in


def _told(player: Player, *, days: int, words_kept: bool = False, **state: bool) -> str:
    """What somebody reads whose new concerns are paused since today."""
    value = Paused(until=ends(player.world.clock(), days), **state)
    return plain(mutes.paused(player.t, value, words_kept=words_kept))


async def test_a_second_person_decides_and_nobody_learns_whom_it_meets(
    world: World, lang: Lang
) -> None:
    mette, lise = await world.moderator(lang), await world.colleague("lead", lang, name="Lise")
    for days, why in zip(PERIODS, MuteReason, strict=False):
        code = await world.shares_concern(await world.resident(lang), WORDS[lang])
        await takes(mette, code)
        await proposes(mette, code, why=why, days=days)
        assert mutes.proposed(mette.t, code) == mette.sees
        assert mutes.proposal_news(lise.t, code) == lise.sees
        await lise.taps(staff.button_open(lise.t))
        for fact in ("GLA-1", mutes.reason(lise.t, why), mutes.days(lise.t, days)):
            assert fact in lise.sees
        await lise.taps(mutes.button_read_case(lise.t))
        assert WORDS[lang] in lise.sees
        await lise.taps(mutes.button_confirm(lise.t))
        until = ends(world.clock(), days)
        assert mutes.confirmed(lise.t, code, until) in shown(lise)
        assert mutes.confirmed(mette.t, code, until) == mette.sees


async def test_every_reason_can_be_given_and_each_step_leads_back(world: World, lang: Lang) -> None:
    mette, code = await written_to(world, lang)
    await mette.says(f"/case {code}")
    await mette.taps(masking.button_more(mette.t))
    assert plain(masking.more(mette.t, code)) == mette.sees
    for why in MuteReason:
        await mette.taps(mutes.button_mute(mette.t))
        assert plain(mutes.ask_reason(mette.t, code)) == mette.sees
        await mette.taps(mutes.reason(mette.t, why))
        assert mutes.ask_days(mette.t, code, why) == mette.sees
        await mette.taps(common.button_back(mette.t))
        await mette.taps(common.button_back(mette.t))
    await mette.taps(mutes.button_mute(mette.t))
    await mette.taps(mutes.reason(mette.t, MuteReason.ADVERTS))
    await mette.taps(mutes.days(mette.t, 1))
    assert plain(mutes.ask_propose(mette.t, code, MuteReason.ADVERTS, 1)) == mette.sees
    await mette.taps(common.button_back(mette.t))
    assert WORDS[lang] in mette.sees


async def test_a_lead_may_decide_against_it(world: World, lang: Lang) -> None:
    mette, code = await written_to(world, lang)
    lise = await world.colleague("lead", lang, name="Lise")
    await proposes(mette, code)
    await lise.taps(staff.button_open(lise.t))
    await lise.taps(mutes.button_decline(lise.t))
    assert mutes.declined(lise.t, code) == lise.sees == mette.sees
    await forges(lise, DecideMute(await case_id(world, code), 1))
    assert refusals.sentence(lise.t, NotFound()) == lise.sees


async def test_what_waits_for_a_decision_stands_on_one_page(world: World, lang: Lang) -> None:
    mette, code = await written_to(world, lang)
    lise = await world.colleague("lead", lang, name="Lise")
    await lise.says("/start")
    await lise.taps(mutes.button_decisions(lise.t))
    assert mutes.decisions(lise.t, 0) == lise.sees
    await proposes(mette, code)
    await lise.says("/decisions")
    assert plain(mutes.decisions(lise.t, 1)) == lise.sees
    await lise.taps(mutes.button_proposal(lise.t, code))
    await lise.taps(mutes.button_confirm(lise.t))
    await lise.says("/afgoerelser")
    assert mutes.decisions(lise.t, 0) == lise.sees
    await lise.says("/help")
    assert mutes.help_for_leads(lise.t) in lise.sees
    await mette.says("/decisions")
    assert refusals.sentence(mette.t, NotAllowed()) == mette.sees


async def test_who_is_paused_is_told_kindly_and_loses_no_words(world: World, lang: Lang) -> None:
    pause = await paused(world, lang)
    someone, t = pause.resident, pause.resident.t
    await someone.says("/concern")
    assert _told(someone, days=7) == someone.sees
    await someone.says(f"/concern {WORDS[lang]}")
    assert _told(someone, days=7, words_kept=True) == someone.sees
    await someone.taps(resident.button_add_to_case(t, pause.code))
    assert WORDS[lang] in someone.sees
    await someone.taps(resident.button_send(t))
    assert resident.addition_sent(t, pause.code) == someone.sees
    await someone.says(WORDS[lang])
    assert _told(someone, days=7, words_kept=True) == someone.sees
    await someone.taps(resident.button_drop_words(t))
    assert resident.cancelled(t) == someone.sees


async def test_a_pause_that_comes_while_writing_keeps_the_words(world: World, lang: Lang) -> None:
    mette, lise = await world.moderator(lang), await world.colleague("lead", lang, name="Lise")
    someone = await world.resident(lang)
    code = await world.shares_concern(someone, WORDS[lang])
    await takes(mette, code)
    await proposes(mette, code, days=30)
    await reaches(someone, Step.CONCERN_PREVIEW)
    await confirms(lise)
    await someone.taps(resident.button_send(someone.t))
    assert _told(someone, days=30, words_kept=True) == someone.sees
    await someone.taps(resident.button_add_to_case(someone.t, code))
    assert WORDS[lang] in someone.sees


async def test_everything_but_new_concerns_stays_open(world: World, lang: Lang) -> None:
    pause = await paused(world, lang)
    someone, t = pause.resident, pause.resident.t
    await someone.says(DANGER[lang])
    assert plain(resident.danger_card(t)) in shown(someone)
    await someone.says("/cancel")
    await someone.says("/emergency")
    assert common.EMERGENCY in someone.sees
    await world.follows(someone, AREA)
    await world.answers(pause.proposer, pause.code, "Tak.")
    await someone.taps(resident.button_see_news(t))
    assert "Tak." in someone.sees
    await someone.says("/mine")
    value = Paused(until=ends(world.clock(), 7))
    assert mutes.mine(t, value) in someone.sees
    await appeals(someone)
    await someone.says("/mine")
    assert mutes.mine(t, Paused(until=value.until, waiting=True)) in someone.sees
    await someone.says("/slet")
    await someone.taps(resident.button_erase_for_sure(t))
    await someone.says("/mine")
    assert mutes.mine(t, value) == someone.sees  # the appeal went, the pause stays
    await someone.says("/cases")
    assert resident.no_cases(t) == someone.sees


async def test_a_pause_ends_by_itself(world: World, lang: Lang) -> None:
    someone = (await paused(world, lang, days=1)).resident
    assert not await may_share(someone)
    await world.pass_time(hours=24)
    assert not await may_share(someone)
    await world.pass_time(hours=24)
    assert await may_share(someone)
    await world.tick("mutes")
    assert await may_share(someone)


async def test_an_appeal_reaches_leads_who_had_no_part_in_it(world: World, lang: Lang) -> None:
    karen = await world.colleague("lead", lang, organisation="ballerup", name="Karen")
    police = await world.colleague("lead", lang, organisation="politi", name="Per")
    pause = await paused(world, lang)
    someone, t = pause.resident, pause.resident.t
    await someone.says("/concern")
    await someone.taps(mutes.button_appeal(t))
    assert mutes.ask_appeal(t) == someone.sees
    await someone.says(WORDS[lang])
    await someone.taps(mutes.button_write_appeal_again(t))
    await someone.says(f"{APPEAL[lang]} 28 14 55 90")
    await someone.taps(resident.button_mask(t))
    assert f"{APPEAL[lang]} {MASK}" in someone.sees
    await someone.says("/language")  # what was being written is gone back to
    await someone.taps(common.LANGUAGE_NAMES[lang])
    await forges(someone, "1:xx")
    assert APPEAL[lang] in someone.sees
    await someone.taps(mutes.button_send_appeal(t))
    [left] = [m for m in someone.person.chat.messages if m.outgoing]
    assert mutes.appeal_sent(t, ends(world.clock(), 7)) == left.text
    assert APPEAL[lang] not in shown(pause.second) + shown(pause.proposer) + shown(police)
    await karen.taps(staff.button_open(karen.t))
    assert f"{APPEAL[lang]} {MASK}" in karen.sees
    assert pause.code not in shown(karen)
    await karen.taps(mutes.button_lift(karen.t))
    assert await may_share(someone)


async def test_an_appeal_that_is_denied_is_the_only_one(world: World, lang: Lang) -> None:
    karen = await world.colleague("lead", lang, organisation="ballerup", name="Karen")
    someone = (await paused(world, lang)).resident
    await appeals(someone)
    await someone.says("/concern")
    assert _told(someone, days=7, waiting=True, appealed=True) == someone.sees
    await karen.says("/decisions")
    code = code_in(next(b for b in newest_buttons(karen) if b.startswith("⚖️")))
    await karen.taps(mutes.button_open_appeal(karen.t, code))
    await karen.taps(mutes.button_keep(karen.t))
    assert mutes.denied(karen.t, code) == karen.sees
    await someone.says("/concern")
    assert _told(someone, days=7, appealed=True) == someone.sees
    assert mutes.button_appeal(someone.t) not in newest_buttons(someone)


async def test_a_granted_appeal_says_so_to_the_lead(world: World, lang: Lang) -> None:
    karen = await world.colleague("lead", lang, organisation="ballerup", name="Karen")
    someone = (await paused(world, lang)).resident
    await appeals(someone)
    notice = karen.sees
    await karen.taps(staff.button_open(karen.t))
    await karen.taps(mutes.button_lift(karen.t))
    code = code_in(notice)
    assert mutes.appeal_news(karen.t, code) == notice
    assert mutes.granted(karen.t, code) == karen.sees


async def test_forged_buttons_decide_nothing(world: World, lang: Lang) -> None:
    pause = await paused(world, lang)
    nobody = AppealId(bytes(16))
    concern = await case_id(world, pause.code)
    for player, action, refusal in (
        (pause.resident, DecideMute(concern, 1), NotAllowed()),
        (pause.proposer, DecideMute(concern, 1), NotAllowed()),
        (pause.resident, ShowAppeal(nobody), NotFound()),
        (pause.second, ShowAppeal(nobody), NotFound()),
        (pause.second, DecideAppeal(nobody, 1), NotFound()),
    ):
        await player.says("/help")
        await forges(player, action)
        assert refusals.sentence(player.t, refusal) == player.sees
    too_long = ProposeMute(concern, MuteReason.FALSE, 3650, 1)
    await forges(pause.proposer, too_long)
    assert refusals.sentence(pause.proposer.t, ButtonTooOld()) in pause.proposer.sees
