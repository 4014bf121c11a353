"""Masking words of a case: choose, see, confirm; for now or for good."""

from __future__ import annotations

from bot.domain.actions import ApplyMask, BeginMasking
from bot.domain.errors import ButtonTooOld, NotYours
from bot.domain.masking import COVER
from bot.domain.people import Lang
from bot.texts import common, masking, refusals, resident, staff
from tests.journeys.pausing import takes
from tests.journeys.ways import WORDS, case_id, forges, newest_buttons, plain, shown
from tests.kit.world import Player, World

PHONE, NAME = "22 33 44 55", "Zubaydah"


async def _case(world: World, lang: Lang) -> tuple[Player, Player, str]:
    """(resident, colleague who has the case, its code); a phone number and a name stand in it."""
    mette, someone = await world.moderator(lang), await world.resident(lang)
    code = await world.shares_concern(someone, f"{WORDS[lang]} {NAME} {PHONE}")
    await takes(mette, code)
    return someone, mette, code


async def _begins(colleague: Player, code: str) -> None:
    await colleague.says(f"/case {code}")
    await colleague.taps(masking.button_more(colleague.t))
    await colleague.taps(masking.button_mask(colleague.t))


async def test_a_clue_that_was_found_is_masked_for_now_and_shown_again(
    world: World, lang: Lang
) -> None:
    someone, mette, code = await _case(world, lang)
    t = mette.t
    await _begins(mette, code)
    assert plain(masking.ask_words(t, code)) == mette.sees
    await mette.taps(masking.button_found(t, PHONE))
    assert plain(masking.preview(t, code, [f"{WORDS[lang]} {NAME} {COVER}"[-43:]])) == mette.sees
    await mette.taps(masking.button_for_now(t))
    assert masking.masked(t, code) == mette.sees
    for reader in (mette, await world.colleague("lead", lang, name="Lise")):
        await reader.says(f"/case {code}")
        assert f"{NAME} {COVER}" in reader.sees
    await someone.says("/cases")
    await someone.taps(code)
    assert PHONE not in someone.sees
    await mette.says(f"/case {code}")
    await mette.taps(masking.button_more(t))
    await mette.taps(masking.button_unmask(t))
    assert masking.unmasked(t, code) == mette.sees
    await mette.taps(common.button_back(t))
    assert masking.button_unmask(t) not in newest_buttons(mette)
    await mette.says(f"/case {code}")
    assert f"{NAME} {PHONE}" in mette.sees


async def test_words_that_are_typed_are_struck_out_for_good(world: World, lang: Lang) -> None:
    someone, mette, code = await _case(world, lang)
    lise = await world.colleague("lead", lang, name="Lise")
    await lise.says(f"/case {code}")
    t = mette.t
    await _begins(mette, code)
    await mette.says("somebodyelse")
    assert masking.not_there(t, code) == mette.sees
    await mette.says(NAME.lower())
    assert COVER in mette.sees
    await mette.taps(masking.button_other_words(t))
    await mette.says(NAME.upper())
    await mette.taps(masking.button_for_good(t))
    assert masking.struck(t, code) == mette.sees
    for reader in (mette, lise):
        assert NAME.lower() not in "".join(m.text for m in reader.person.chat.messages).lower()
        await reader.says(f"/case {code}")
        assert f"{COVER} {PHONE}" in reader.sees
    await someone.says("/cases")
    await someone.taps(code)
    assert NAME not in shown(someone)
    await mette.taps(masking.button_more(t))
    assert masking.button_unmask(t) not in newest_buttons(mette)


async def test_a_reply_that_quotes_the_words_is_masked_with_them(world: World, lang: Lang) -> None:
    _, mette, code = await _case(world, lang)
    await world.answers(mette, code, f"{NAME}?")
    await _begins(mette, code)
    await mette.says(NAME)
    head = masking.preview(mette.t, code, ["a", "b"]).partition("\n")[0]
    assert plain(head) in mette.sees
    await mette.taps(masking.button_for_good(mette.t))
    await mette.says(f"/case {code}")
    assert mette.sees.count(COVER) == 2


async def test_only_who_has_the_case_or_a_lead_may_mask(world: World, lang: Lang) -> None:
    _, mette, code = await _case(world, lang)
    omar = await world.moderator(lang, name="Omar")
    await omar.says(f"/case {code}")
    await omar.taps(masking.button_more(omar.t))
    assert masking.button_mask(omar.t) not in newest_buttons(omar)
    await forges(omar, BeginMasking(await case_id(world, code)))
    assert refusals.sentence(omar.t, NotYours()) == omar.sees
    lise = await world.colleague("lead", lang, name="Lise")
    await _begins(lise, code)
    await lise.taps(masking.button_found(lise.t, PHONE))
    await lise.taps(masking.button_for_now(lise.t))
    await mette.says(f"/case {code}")
    assert PHONE not in mette.sees
    await forges(mette, ApplyMask(await case_id(world, code), 0, 1))
    assert refusals.sentence(mette.t, ButtonTooOld()) in mette.sees


async def test_what_is_typed_while_masking_goes_nowhere_else(world: World, lang: Lang) -> None:
    someone, mette, code = await _case(world, lang)
    before = len(someone.person.chat.messages)
    await _begins(mette, code)
    await mette.says(NAME)
    await mette.taps(common.button_cancel(mette.t))
    assert resident.cancelled(mette.t) == mette.sees
    assert len(someone.person.chat.messages) == before
    await mette.says(f"/case {code}")
    assert NAME in mette.sees
    assert staff.button_reply(mette.t) in newest_buttons(mette)
