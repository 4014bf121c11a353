"""The practice case: five minutes on the real screens, before any real case is open."""

from __future__ import annotations

import pytest

from bot.domain.actions import Practise
from bot.domain.concerns import Outcome, Urgency
from bot.domain.errors import ButtonTooOld, NotAllowed
from bot.domain.people import Lang
from bot.domain.practice import CODE, Stage
from bot.services import practice as service
from bot.texts import common, people, practice, refusals, staff
from tests.journeys.ways import WORDS, forges, newest_buttons, plain, shown
from tests.kit.world import Player, World


async def _newcomer(world: World, lang: Lang) -> Player:
    return await world.colleague("moderator", lang, practised=False)


async def _ready(player: Player) -> str:
    """The label of a ready answer on the screen."""
    return next(label for label in newest_buttons(player) if label.startswith("📋"))


async def _plays(player: Player) -> None:
    """Every step from the inbox to the rules, with the right choices."""
    t = player.t
    await player.taps("🟢")
    await player.taps(staff.button_claim(t))
    await player.taps(staff.button_reply(t))
    await player.taps(await _ready(player))
    await player.taps(staff.button_send_reply(t))
    await player.taps(staff.button_note(t))
    await player.says("112")
    await player.taps(staff.button_keep_note(t))
    await player.taps(common.urgency(t, Urgency.CHILD))
    await player.taps(practice.button_danger(t, 0))
    await player.taps(common.outcome(t, Outcome.PASSED_ON))


async def test_each_step_is_the_real_screen_and_says_why(world: World, lang: Lang) -> None:
    mette = await _newcomer(world, lang)
    t = mette.t
    assert practice.button_practise(t) in newest_buttons(mette)
    await mette.taps(practice.button_practise(t))
    assert plain(practice.head(t, 1, len(Stage))) in mette.sees
    assert plain(practice.why(t, Stage.INBOX)) in mette.sees
    await mette.taps("🟢")
    assert CODE in mette.sees
    assert plain(practice.why(t, Stage.CARD)) in mette.sees
    await mette.taps(staff.button_claim(t))
    assert practice.RESIDENTS_WORDS in mette.sees
    assert "GLA-1" in mette.sees
    await mette.taps(staff.button_reply(t))
    assert plain(practice.why(t, Stage.ANSWERS)) in mette.sees
    answers = await _answers(mette)
    await mette.taps(await _ready(mette))
    assert answers[Lang.AR] in mette.sees
    await mette.taps(staff.button_send_reply(t))
    assert staff.reply_sent(t, CODE) in mette.sees
    await mette.taps(staff.button_note(t))
    await mette.says("Et øvenotat" if lang is Lang.DA else "112")
    assert plain(practice.why(t, Stage.NOTE_PREVIEW)) in mette.sees
    await mette.taps(staff.button_keep_note(t))
    await _chooses(mette)
    await mette.taps(common.outcome(t, Outcome.HELPED))
    assert plain(practice.rules(t)) in mette.sees
    await mette.taps(practice.button_role_card(t))
    assert practice.button_practise_again(t) in newest_buttons(mette)


async def _answers(mette: Player) -> dict[Lang, str]:
    """The texts of the ready answer that is offered first."""
    label = await _ready(mette)
    phrases = mette.world.bot.house.partnership.phrasebook.values()
    return dict(next(p.texts for p in phrases if mette.t.name(p.names) in label))


async def _chooses(mette: Player) -> None:
    """Wrong choices explain themselves and ask again."""
    t = mette.t
    await mette.taps(common.urgency(t, Urgency.NORMAL))
    assert practice.wrong_urgency(t) in mette.sees
    await mette.taps(common.urgency(t, Urgency.CHILD))
    assert practice.child_noted(t) in mette.sees
    for wrong in (1, 2):
        await mette.taps(practice.button_danger(t, wrong))
        assert practice.wrong_danger(t) in mette.sees
    await mette.taps(practice.button_danger(t, 0))
    assert plain(practice.right_danger(t)) in mette.sees


async def test_no_case_is_open_before_it_and_every_case_after_it(world: World, lang: Lang) -> None:
    mette = await _newcomer(world, lang)
    code = await world.shares_concern(await world.resident(lang), WORDS[lang])
    assert code not in shown(mette)
    for said in ("/queue", f"/case {code}"):
        await mette.says(said)
        assert mette.sees == refusals.sentence(mette.t, NotAllowed())
    await mette.starts()
    assert practice.comes_first(mette.t) in mette.sees
    await mette.taps(practice.button_practise(mette.t))
    await _plays(mette)
    await mette.says(f"/case {code}")
    assert WORDS[lang] in mette.sees


async def test_it_is_left_gone_on_with_and_played_again(world: World, lang: Lang) -> None:
    mette = await _newcomer(world, lang)
    t = mette.t
    await mette.taps(practice.button_practise(t))
    old = mette.screen
    await mette.taps("🟢")
    await mette.says("?")
    assert people.use_buttons(t) in mette.sees
    await mette.taps(common.button_menu(t))
    await forges(mette, Practise(Stage.INBOX, 0), under=old)
    assert refusals.sentence(t, ButtonTooOld()) in old.text
    await mette.says("/cancel")
    await mette.starts()
    await mette.taps(practice.button_practise(t))
    assert plain(practice.why(t, Stage.CARD)) in mette.sees
    await mette.says("/cancel")
    await world.pass_time(hours=2)
    await mette.starts()
    await mette.taps(practice.button_practise(t))
    await _plays(mette)
    await mette.taps(practice.button_role_card(t))
    await mette.taps(practice.button_practise_again(t))
    assert plain(practice.why(t, Stage.INBOX)) in mette.sees


async def test_without_a_ready_answer_in_arabic_a_sample_is_previewed(
    world: World, lang: Lang, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "ANSWERS", 0)
    mette = await _newcomer(world, lang)
    await mette.taps(practice.button_practise(mette.t))
    await mette.taps("🟢")
    await mette.taps(staff.button_claim(mette.t))
    await mette.taps(staff.button_reply(mette.t))
    assert practice.SAMPLE_ANSWER in mette.sees
    assert staff.button_send_reply(mette.t) in newest_buttons(mette)
