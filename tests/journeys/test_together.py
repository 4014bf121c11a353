"""Colleagues working together on a case: give it, leave, step back, see who is writing."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.errors import NotFound
from bot.domain.ids import OrganisationId
from bot.domain.people import Lang
from bot.store import staff as colleagues
from bot.store.db import Tx
from bot.texts import common, masking, refusals, staff
from bot.texts import together as texts
from tests.journeys.pausing import takes
from tests.journeys.ways import AREA, SECOND_AREA, WORDS, area_name, newest_buttons, plain, shown
from tests.kit.world import Player, World


async def _case(world: World, lang: Lang) -> str:
    return await world.shares_concern(await world.resident(lang), WORDS[lang])


async def _more(colleague: Player, code: str, label: str) -> None:
    await colleague.says(f"/case {code}")
    await colleague.taps(masking.button_more(colleague.t))
    await colleague.taps(label)


async def _off_duty(world: World, pseudonym: str) -> None:
    async def job(tx: Tx) -> None:
        for one in await colleagues.of(tx, OrganisationId("gladsaxe")):
            if one.pseudonym == pseudonym:
                await colleagues.save(tx, replace(one, on_duty=False))

    await world.bot.store.write(job)


async def test_a_lead_gives_a_case_to_one_colleague_and_then_to_another(
    world: World, lang: Lang
) -> None:
    lise = await world.colleague("lead", lang, name="Lise")
    mette, omar = await world.moderator(lang), await world.moderator(lang, name="Omar")
    await _off_duty(world, "GLA-3")
    code, t = await _case(world, lang), lise.t
    await _more(lise, code, texts.button_assign(t))
    assert plain(texts.ask_colleague(t, code)) == lise.sees
    reads = {lang, Lang.DA}
    offered = [texts.button_colleague(t, p, 0, reads, on_duty=d)
               for p, d in (("GLA-1", True), ("GLA-2", True), ("GLA-3", False))]  # fmt: skip
    assert newest_buttons(lise)[:3] == offered
    await lise.taps(offered[1])
    assert texts.assigned(t, code, "GLA-2") == lise.sees
    assert texts.given_to_you(mette.t, code, area_name(mette), "GLA-1") == mette.sees
    await mette.taps(staff.button_open(mette.t))
    assert staff.button_reply(mette.t) in newest_buttons(mette)
    await _more(lise, code, texts.button_assign(t))
    await lise.taps(texts.button_colleague(t, "GLA-3", 0, reads, on_duty=False))
    assert texts.taken_from_you(mette.t, code, "GLA-1", "GLA-3") == mette.sees
    assert texts.given_to_you(omar.t, code, area_name(omar), "GLA-1") == omar.sees


async def test_who_is_alone_can_only_put_a_case_back(world: World, lang: Lang) -> None:
    mette, code = await world.moderator(lang), await _case(world, lang)
    await takes(mette, code)
    await _more(mette, code, texts.button_assign(mette.t))
    assert plain(texts.nobody_to_ask(mette.t, code)) == mette.sees
    await mette.taps(common.button_back(mette.t))
    await _more(mette, code, texts.button_assign(mette.t))
    await mette.taps(texts.button_to_inbox(mette.t))
    assert staff.released(mette.t, code) == mette.sees


async def _before_leave(colleague: Player) -> None:
    await colleague.says("/menu")
    await colleague.taps(common.button_menu(colleague.t))
    await colleague.taps(staff.button_reads_page(colleague.t))
    await colleague.taps(texts.button_leave(colleague.t))


async def test_before_leave_each_case_goes_where_its_colleague_says(
    world: World, lang: Lang
) -> None:
    mette, omar = await world.moderator(lang), await world.moderator(lang, name="Omar")
    codes, t = [await _case(world, lang) for _ in range(2)], mette.t
    for code in codes:
        await takes(mette, code)
    await _before_leave(mette)
    assert plain(texts.leave(t, 2)) == mette.sees
    await mette.taps(codes[0])
    await mette.taps("GLA-2")
    assert texts.assigned(t, codes[0], "GLA-2") == mette.sees
    assert texts.given_to_you(omar.t, codes[0], area_name(omar), "GLA-1") == omar.sees
    await mette.taps(texts.button_leave(t))
    assert plain(texts.leave(t, 1)) == mette.sees
    await mette.taps(codes[1])
    await mette.taps(texts.button_to_inbox(t))
    assert staff.released(t, codes[1]) == mette.sees
    await mette.taps(texts.button_leave(t))
    assert plain(texts.nothing_left(t)) == mette.sees


async def test_before_leave_all_cases_go_at_once_after_one_question(
    world: World, lang: Lang
) -> None:
    mette, omar = await world.moderator(lang), await world.moderator(lang, name="Omar")
    t = mette.t
    codes = [await _case(world, lang) for _ in range(2)]
    for code in codes:
        await takes(mette, code)
    await _before_leave(mette)
    await mette.taps(texts.button_all_to_colleague(t))
    assert texts.ask_colleague_for_all(t) == mette.sees
    await mette.taps("GLA-2")
    assert texts.ask_all_to_colleague(t, 2, "GLA-2") == mette.sees
    await mette.taps(texts.button_all_for_sure(t))
    assert plain(texts.nothing_left(t)) == mette.sees
    for code in codes:
        await omar.says(f"/case {code}")
        assert staff.button_release(omar.t) in newest_buttons(omar)
    await _before_leave(omar)
    await omar.taps(texts.button_all_to_inbox(omar.t))
    assert texts.ask_all_to_inbox(omar.t, 2) == omar.sees
    await omar.taps(texts.button_all_for_sure(omar.t))
    await mette.says(f"/case {codes[0]}")
    assert staff.button_claim(t) in newest_buttons(mette)


async def test_who_knows_the_people_steps_back_and_the_case_is_gone_for_them(
    world: World, lang: Lang
) -> None:
    mette = await world.moderator(lang, areas=[AREA])
    lise = await world.colleague("lead", lang, areas=[SECOND_AREA], name="Lise")
    code, t = await _case(world, lang), mette.t
    await takes(mette, code)
    await _more(mette, code, texts.button_step_back(t))
    assert plain(texts.ask_step_back(t, code)) == mette.sees
    await mette.taps(texts.button_step_back_for_sure(t))
    assert texts.stepped_back(t, code) == mette.sees
    assert WORDS[lang] not in shown(mette)
    assert texts.nobody_left(lise.t, code, area_name(lise, AREA)) == lise.sees
    await mette.says(f"/case {code}")
    assert refusals.sentence(t, NotFound()) == mette.sees
    await mette.says("/queue")
    assert code not in " ".join(newest_buttons(mette))


async def test_colleagues_see_that_somebody_stepped_back_and_a_lead_lifts_it(
    world: World, lang: Lang
) -> None:
    lise = await world.colleague("lead", lang, name="Lise")
    mette, omar = await world.moderator(lang), await world.moderator(lang, name="Omar")
    code = await _case(world, lang)
    await _more(mette, code, texts.button_step_back(mette.t))
    await mette.taps(texts.button_step_back_for_sure(mette.t))
    await omar.says(f"/case {code}")
    assert texts.somebody_stepped_back(omar.t) in omar.sees
    assert "GLA-2" not in omar.sees, "who it was is not said"
    await omar.taps(masking.button_more(omar.t))
    assert texts.button_lift(omar.t) not in newest_buttons(omar)
    await _more(lise, code, texts.button_lift(lise.t))
    assert texts.lifted(lise.t, code) == lise.sees
    assert texts.lifted_for_you(mette.t, code) == mette.sees
    await mette.taps(staff.button_open(mette.t))
    assert WORDS[lang] in mette.sees


async def test_the_card_says_who_else_is_writing(world: World, lang: Lang) -> None:
    mette, omar = await world.moderator(lang), await world.moderator(lang, name="Omar")
    lise = await world.colleague("lead", lang, name="Lise")
    code = await _case(world, lang)
    await mette.says(f"/case {code}")
    await mette.taps(staff.button_note(mette.t))
    await mette.says("Ring til skolen.")
    await omar.says(f"/case {code}")
    assert texts.is_writing(omar.t, ["GLA-1"]) in omar.sees
    await omar.taps(staff.button_note(omar.t))
    await lise.says(f"/case {code}")
    assert texts.is_writing(lise.t, ["GLA-1", "GLA-2"]) in lise.sees
    await mette.taps(staff.button_keep_note(mette.t))
    await omar.taps(common.button_cancel(omar.t))
    await lise.says(f"/case {code}")
    assert "✍️" not in lise.sees
