"""Machine translation: asked for, labelled, confirmed by a person, and every way it can fail."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import pytest

from bot.domain.clues import MASK
from bot.domain.people import Lang
from bot.domain.translations import TRANSLATION_LIMIT, Trouble
from bot.texts import masking, readers, resident, staff, translations
from tests.journeys.test_readers import FOREIGN, foreign_case
from tests.journeys.ways import WORDS, newest_buttons, plain, shown
from tests.kit.libretranslate import SAID, Machine, failed, garbled, serving, text
from tests.kit.turns import until
from tests.kit.world import Player, World


@contextlib.asynccontextmanager
async def translating(world: World) -> AsyncIterator[Machine]:
    """The world begins anew with a translation server of its own."""
    async with serving() as machine:
        world.extra["translate_url"] = machine.url
        await world.restart()
        world.bot.translator.pauses = (0.0,)
        yield machine


async def drafts(mette: Player, code: str, words: str) -> None:
    await mette.says(f"/case {code}")
    await mette.taps(staff.button_claim(mette.t))
    await mette.taps(staff.button_reply(mette.t))
    await mette.says(words)


async def test_a_case_is_translated_for_who_does_not_read_it(world: World, lang: Lang) -> None:
    async with translating(world) as machine:
        mette, other = await world.moderator(lang), FOREIGN[lang]
        code = await foreign_case(world, lang)
        await mette.says(f"/case {code}")
        await mette.taps(translations.button_translate(mette.t))
        assert translations.coming(mette.t) in shown(mette)
        assert plain(translations.reading(mette.t, code, other)) in mette.sees
        assert plain(translations.quoted(mette.t, SAID[lang.value])) in mette.sees
        assert mette.screen.protect_content
        [asked] = machine.asked
        assert asked == {"q": WORDS[other], "source": other.value, "target": lang.value,
                         "format": "text"}  # fmt: skip
        await mette.taps(staff.button_open(mette.t))
        assert WORDS[other] in mette.sees
        assert SAID[lang.value] not in mette.sees


async def test_where_nobody_reads_it_a_machine_can(world: World, lang: Lang) -> None:
    async with translating(world):
        mette, other = await world.moderator(lang), FOREIGN[lang]
        code = await foreign_case(world, lang)
        await mette.says(f"/case {code}")
        await mette.taps(readers.button_want(mette.t, other))
        assert plain(readers.nobody_here(mette.t, other, translates=True)) in mette.sees


async def test_a_reply_is_translated_confirmed_and_labelled(world: World, lang: Lang) -> None:
    async with translating(world) as machine:
        mette, other = await world.moderator(lang), FOREIGN[lang]
        someone = await world.resident(other, name="Someone")
        code = await world.shares_concern(someone, WORDS[other])
        await drafts(mette, code, WORDS[lang])
        before = someone.sees
        await mette.taps(translations.button_translate_to(mette.t, other))
        label = translations.by_machine(someone.t, lang)
        assert SAID[other.value] in mette.sees
        assert label in mette.sees
        assert plain(translations.you_wrote(mette.t, WORDS[lang])) in mette.sees
        assert someone.sees == before, "nothing is sent without a person"
        assert [body["q"] for body in machine.asked] == [WORDS[lang]]
        await mette.taps(staff.button_send_reply(mette.t))
        await someone.taps(resident.button_see_news(someone.t))
        assert label in someone.sees
        assert SAID[other.value] in someone.sees
        assert WORDS[lang] not in someone.sees
        await mette.says(f"/case {code}")
        assert translations.original_note(mette.t, WORDS[lang]) in mette.sees


WRITES = {Lang.DA: Lang.EN, Lang.AR: Lang.DA, Lang.EN: Lang.DA}


async def test_a_resident_is_told_in_their_language_that_a_machine_translated(
    world: World, lang: Lang
) -> None:
    async with translating(world):
        mette, someone = await world.moderator(WRITES[lang]), await world.resident(lang)
        code = await world.shares_concern(someone, WORDS[lang])
        await drafts(mette, code, WORDS[WRITES[lang]])
        await mette.taps(translations.button_translate_to(mette.t, lang))
        await mette.taps(staff.button_send_reply(mette.t))
        await someone.taps(resident.button_see_news(someone.t))
        assert translations.by_machine(someone.t, WRITES[lang]) in someone.sees


async def test_a_translated_reply_can_be_changed_and_what_is_typed_replaces_it(
    world: World, lang: Lang
) -> None:
    async with translating(world):
        mette, other = await world.moderator(lang), FOREIGN[lang]
        code = await foreign_case(world, lang)
        await drafts(mette, code, WORDS[lang])
        await mette.taps(translations.button_translate_to(mette.t, other))
        await mette.taps(staff.button_change_ready_made(mette.t))
        assert SAID[other.value] in mette.sees
        await mette.says(WORDS[other])
        assert SAID[other.value] not in mette.sees
        assert plain(translations.you_wrote(mette.t, WORDS[lang])) not in mette.sees


async def test_numbers_and_codes_stay_here_and_come_back_where_their_place_is_sure(
    world: World, lang: Lang
) -> None:
    async with translating(world) as machine:
        mette, other = await world.moderator(lang), FOREIGN[lang]
        code = await foreign_case(world, lang)
        machine.said = {**SAID, other.value: f"{SAID[other.value]} {MASK}"}
        await drafts(mette, code, f"{WORDS[lang]} 39 57 50 00")
        await mette.taps(translations.button_translate_to(mette.t, other))
        assert "39 57 50 00" not in machine.asked[0]["q"]
        assert f"{SAID[other.value]} 39 57 50 00" in mette.sees
        await mette.taps(staff.button_rewrite(mette.t))
        await mette.says(f"{WORDS[lang]} 39 57 50 00, kontakt@gladsaxe.dk, {code}")
        await mette.taps(translations.button_translate_to(mette.t, other))
        sent = machine.asked[1]["q"]
        assert not [kept for kept in ("39 57", "gladsaxe.dk", code) if kept in sent]
        assert plain(translations.was_covered(mette.t, MASK)) in mette.sees


FAILURES = {
    "down": (text(503, "busy"), Trouble.DOWN),
    "refuses": (text(403, "key"), Trouble.REFUSED),
    "garbled": (text(200, "<html>"), Trouble.GARBLED),
    "empty": (garbled({"translatedText": ""}), Trouble.GARBLED),
    "endless": (garbled({"translatedText": "a" * (TRANSLATION_LIMIT + 1)}), Trouble.TOO_LONG),
}


async def test_every_failure_is_told_and_the_draft_stays(world: World, lang: Lang) -> None:
    async with translating(world) as machine:
        mette, other = await world.moderator(lang), FOREIGN[lang]
        code = await foreign_case(world, lang)
        await drafts(mette, code, WORDS[lang])
        for answer, trouble in FAILURES.values():
            machine.always = answer
            await mette.taps(translations.button_translate_to(mette.t, other))
            assert translations.trouble(mette.t, trouble) in mette.sees
            assert WORDS[lang] in mette.sees
        machine.always, machine.pairs = None, frozenset({"da-en"} - {f"{lang}-{other}"})
        await mette.taps(translations.button_translate_to(mette.t, other))
        assert translations.trouble(mette.t, Trouble.LANGUAGE) in mette.sees
        assert WORDS[lang] in mette.sees
        await mette.says(f"/case {code}")
        await mette.taps(translations.button_translate(mette.t))
        assert translations.trouble(mette.t, Trouble.LANGUAGE) == mette.sees
        await mette.says(f"/case {code}")
        assert WORDS[other] in mette.sees


async def test_a_busy_server_is_asked_again_by_itself(world: World, lang: Lang) -> None:
    async with translating(world) as machine:
        mette = await world.moderator(lang)
        code = await foreign_case(world, lang)
        machine.answers = [failed(503, "busy")]
        await mette.says(f"/case {code}")
        await mette.taps(translations.button_translate(mette.t))
        assert plain(translations.quoted(mette.t, SAID[lang.value])) in mette.sees
        assert len(machine.asked) == 2


async def test_words_masked_meanwhile_are_not_shown(world: World, lang: Lang) -> None:
    async with translating(world) as machine:
        mette, lena = await world.moderator(lang), await world.colleague("lead", lang, name="Lena")
        code = await foreign_case(world, lang)
        await lena.says(f"/case {code}")
        await lena.taps(masking.button_more(lena.t))
        await lena.taps(masking.button_mask(lena.t))
        await lena.says(WORDS[FOREIGN[lang]])
        await mette.says(f"/case {code}")
        machine.open.clear()
        await mette.person.press(mette.button(translations.button_translate(mette.t)))
        await until(machine.came.is_set)
        await lena.person.press(lena.button(masking.button_for_now(lena.t)))
        await until(lambda: any("▇▇▇" in m.text for m in lena.person.chat.messages))
        machine.open.set()
        await world.settled()
        assert translations.changed_meanwhile(mette.t) == mette.sees
        assert SAID[lang.value] not in shown(mette)


async def test_where_no_server_is_set_nothing_offers_it(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    code = await foreign_case(world, lang)
    await mette.says(f"/case {code}")
    assert translations.button_translate(mette.t) not in newest_buttons(mette)
    await mette.taps(staff.button_claim_and_reply(mette.t))
    await mette.says(WORDS[lang])
    label = translations.button_translate_to(mette.t, FOREIGN[lang])
    assert label not in newest_buttons(mette)


async def test_a_translation_under_way_survives_a_restart_and_is_told_of_after_two(
    world: World,
) -> None:
    async with translating(world) as machine:
        mette = await world.moderator("da")
        code = await foreign_case(world, Lang.DA)
        await mette.says(f"/case {code}")
        machine.open.clear()
        await mette.person.press(mette.button(translations.button_translate(mette.t)))
        await until(machine.came.is_set)
        machine.came.clear()
        await world.restart()
        await until(machine.came.is_set)
        machine.open.set()
        await world.settled()
        assert plain(translations.quoted(mette.t, SAID["da"])) in mette.sees
        machine.open.clear()
        await mette.says(f"/case {code}")
        machine.came.clear()
        await mette.person.press(mette.button(translations.button_translate(mette.t)))
        for _ in range(2):
            await until(machine.came.is_set)
            machine.came.clear()
            await world.restart()
        await world.settled()
        assert translations.trouble(mette.t, Trouble.DOWN) == mette.sees
        assert len(machine.asked) == 4


@pytest.mark.parametrize("url", ["ftp://x", "http://user:secret@host", "http://host?api_key=1"])
def test_an_address_with_a_key_in_it_is_refused(url: str) -> None:
    from bot.settings import SettingsFault, load

    with pytest.raises(SettingsFault, match="TRANSLATE_URL: write http"):
        load(_env_file=None, bot_token="1:a", translate_url=url)
