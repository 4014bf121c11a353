"""Notes are for colleagues: they can be mixed up with nothing, and the resident never sees one."""

from __future__ import annotations

from bot.domain.actions import Close, KeepNote, SendReply
from bot.domain.concerns import REJECTIONS, Outcome
from bot.domain.people import Lang
from bot.texts import common, resident, staff
from tests.journeys.ways import WORDS, case_id, forges, newest_buttons, shown
from tests.kit.world import World

NOTE = "Ring til skolen <i dag>, før vi svarer."


async def test_a_note_is_read_by_colleagues_and_never_by_the_resident(
    world: World, lang: Lang
) -> None:
    mette, omar = await world.moderator(lang), await world.moderator(lang, name="Omar")
    someone = await world.resident(lang)
    code = await world.shares_concern(someone, WORDS[lang])
    calls = len(world.sim.calls)
    await mette.says(f"/case {code}")
    await mette.taps(staff.button_note(mette.t))
    assert staff.ask_note(mette.t, code) == mette.sees
    await mette.says(NOTE)
    assert NOTE in mette.sees
    await mette.taps(staff.button_keep_note(mette.t))
    assert staff.note_kept(mette.t, code) in mette.sees
    assert NOTE in mette.sees
    assert someone.person.id not in {c.params.get("chat_id") for c in world.sim.calls[calls:]}
    await omar.says(f"/case {code}")
    assert NOTE in omar.sees
    await world.answers(omar, code, WORDS[lang])
    await someone.taps(resident.button_see_news(someone.t))
    await someone.says("/mine")
    assert NOTE not in shown(someone)


async def test_a_reply_and_a_note_cannot_be_taken_for_each_other(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    someone = await world.resident(lang)
    code = await world.shares_concern(someone, WORDS[lang])
    concern = await case_id(world, code)
    await mette.says(f"/case {code}")
    await mette.taps(staff.button_claim(mette.t))
    await mette.taps(staff.button_note(mette.t))
    await mette.says(NOTE)
    version = int(next(b for row in mette.screen.buttons for b in row).data.split(":")[-1])  # type: ignore[union-attr] # the button that keeps it
    await forges(mette, SendReply(concern, version, 0))
    assert staff.reply_sent(mette.t, code) not in mette.sees
    assert resident.neutral_notice(someone.t) not in shown(someone)
    await mette.says("/cancel")
    await mette.says(f"/case {code}")
    await mette.taps(staff.button_reply(mette.t))
    await mette.says(WORDS[lang])
    await forges(mette, KeepNote(concern, version))
    assert staff.note_kept(mette.t, code) not in mette.sees


async def test_a_note_can_be_written_anew_or_left(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    code = await world.shares_concern(await world.resident(lang), WORDS[lang])
    await mette.says(f"/case {code}")
    await mette.taps(staff.button_note(mette.t))
    await mette.says(NOTE)
    await mette.taps(staff.button_rewrite(mette.t))
    await mette.says("2. notat")
    assert NOTE not in mette.sees
    await mette.taps(common.button_cancel(mette.t))
    await mette.says(f"/case {code}")
    assert "2. notat" not in mette.sees


async def test_a_concern_is_not_taken_up_for_a_reason_that_its_resident_is_told(
    world: World, lang: Lang
) -> None:
    mette = await world.moderator(lang)
    for outcome in REJECTIONS:
        someone = await world.resident(lang)
        code = await world.shares_concern(someone, WORDS[lang])
        await mette.says(f"/case {code}")
        await mette.taps(staff.button_claim(mette.t))
        await mette.taps(staff.button_close(mette.t))
        await mette.taps(staff.button_reject(mette.t))
        assert staff.ask_rejection(mette.t, code) == mette.sees
        await mette.taps(common.button_back(mette.t))
        await mette.taps(staff.button_reject(mette.t))
        await mette.taps(common.outcome(mette.t, outcome))
        await someone.taps(resident.button_see_news(someone.t))
        assert common.outcome(someone.t, outcome) in someone.sees
        assert resident.button_not_solved(someone.t) in newest_buttons(someone)


async def test_only_who_has_the_case_can_refuse_it(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    code = await world.shares_concern(await world.resident(lang), WORDS[lang])
    await forges(mette, Close(await case_id(world, code), Outcome.UNCLEAR), under=mette.screen)
    await mette.says(f"/case {code}")
    assert staff.button_claim(mette.t) in newest_buttons(mette)
