"""A second eye: a colleague looks at a reply before it goes; and did it help?"""

from __future__ import annotations

from bot.domain.actions import SendReply
from bot.domain.concerns import Helped, Outcome
from bot.domain.errors import AlreadyClaimed, ChangedMeanwhile, Overtaken
from bot.domain.people import Lang
from bot.simulator import Button, Message
from bot.texts import common, masking, rating, refusals, resident, staff
from bot.texts import proposals as texts
from bot.texts import together as together_texts
from tests.journeys.pausing import takes
from tests.journeys.ways import WORDS, area_name, newest_buttons, plain, shown
from tests.kit.world import Player, World

ANSWER = "Tak. Vi har bestilt nye lamper & <lygter>."
WORD = "Skriv hellere, hvornår de kommer."


async def _asks(colleague: Player, code: str) -> None:
    """Whoever has the case writes an answer and asks a colleague."""
    await takes(colleague, code)
    await colleague.taps(staff.button_reply(colleague.t))
    await colleague.says(ANSWER)
    await colleague.taps(texts.button_ask(colleague.t))


async def _proposes(colleague: Player, code: str, answer: str = ANSWER) -> None:
    """Somebody else proposes an answer."""
    await colleague.says(f"/case {code}")
    await colleague.taps(masking.button_more(colleague.t))
    await colleague.taps(texts.button_write(colleague.t))
    await colleague.says(answer)
    await colleague.taps(texts.button_ask(colleague.t))


async def test_a_colleague_sees_exactly_what_the_resident_will_and_sends_it(
    world: World, lang: Lang
) -> None:
    mette, omar = await world.moderator(lang), await world.moderator(lang, name="Omar")
    someone = await world.resident(lang)
    code = await world.shares_concern(someone, WORDS[lang])
    await _asks(mette, code)
    assert texts.asked(mette.t, code) == mette.sees
    assert texts.news(omar.t, code, area_name(omar), "GLA-1") == omar.sees
    await mette.says(f"/case {code}")
    assert "👀" in mette.sees
    await mette.taps(texts.button_look(mette.t))
    assert texts.needs_second(mette.t) in mette.sees
    assert staff.button_send_reply(mette.t) not in newest_buttons(mette)
    await omar.taps(texts.button_look(omar.t))
    head = plain(texts.proposed(omar.t, code, "GLA-1", "")).strip()
    assert head in omar.sees
    assert ANSWER not in shown(someone)
    seen = omar.sees.partition(head)[2].strip()
    await omar.taps(staff.button_send_reply(omar.t))
    assert staff.reply_sent(omar.t, code) == omar.sees
    assert texts.news_sent(mette.t, code, "GLA-2") == mette.sees
    await someone.taps(resident.button_see_news(someone.t))
    exact = seen.partition(ANSWER)[0] + ANSWER
    assert exact in someone.sees, "to the letter, with hour and sender"
    assert "GLA-1" in exact


async def test_a_proposed_answer_goes_back_with_a_word(world: World, lang: Lang) -> None:
    mette, omar = await world.moderator(lang), await world.moderator(lang, name="Omar")
    someone = await world.resident(lang)
    code = await world.shares_concern(someone, WORDS[lang])
    await _asks(mette, code)
    await omar.taps(texts.button_look(omar.t))
    await omar.taps(texts.button_return(omar.t))
    assert texts.ask_word(omar.t, code) == omar.sees
    await omar.says(WORD)
    assert plain(texts.word_preview(omar.t, code, WORD)) == omar.sees
    await omar.person.send_voice()
    await world.settled()
    assert WORD in omar.sees, "the open question stands again"
    await omar.taps(texts.button_keep_word(omar.t))
    assert texts.returned(omar.t, code) == omar.sees
    assert texts.news_returned(mette.t, code, "GLA-2") == mette.sees
    await mette.taps(staff.button_open(mette.t))
    assert WORD in mette.sees
    assert ANSWER in mette.sees
    await someone.says("/cases")
    await someone.taps(code)
    assert ANSWER not in shown(someone)
    assert WORD not in shown(someone)


async def test_anybody_proposes_and_takes_it_back(world: World, lang: Lang) -> None:
    omar = await world.moderator(lang, name="Omar")
    code = await world.shares_concern(await world.resident(lang), WORDS[lang])
    await _proposes(omar, code)
    await omar.says(f"/case {code}")
    await omar.taps(texts.button_look(omar.t))
    await omar.taps(texts.button_withdraw(omar.t))
    assert texts.withdrawn(omar.t, code) == omar.sees
    await omar.says(f"/case {code}")
    assert texts.button_look(omar.t) not in newest_buttons(omar)
    assert ANSWER in omar.sees


async def test_a_case_that_changed_is_shown_again_before_the_answer_goes(
    world: World, lang: Lang
) -> None:
    mette, omar = await world.moderator(lang), await world.moderator(lang, name="Omar")
    someone = await world.resident(lang)
    code = await world.shares_concern(someone, WORDS[lang])
    await _proposes(omar, code)
    await mette.taps(texts.button_look(mette.t))
    await someone.says("/cases")
    await someone.taps(code)
    await someone.taps(resident.button_write_to_case(someone.t))
    await someone.says("2. " + WORDS[lang])
    await someone.taps(resident.button_send(someone.t))
    await mette.taps(staff.button_send_reply(mette.t))
    assert refusals.sentence(mette.t, ChangedMeanwhile()) in mette.sees
    assert texts.newer_words(mette.t) in mette.sees
    await mette.taps(texts.button_case(mette.t))
    assert "2. " + WORDS[lang] in mette.sees
    await mette.taps(staff.button_send_reply(mette.t))
    assert staff.reply_sent(mette.t, code) in shown(mette)


def _sends(preview: Message) -> Button:
    """The button that sends it, whatever its label warns of."""
    buttons = (b for row in preview.buttons for b in row)
    return next(b for b in buttons if (b.data or "").startswith(f"1:{SendReply.name}:"))


async def test_two_who_answer_at_once_lose_no_word(world: World, lang: Lang) -> None:
    mette, omar = await world.moderator(lang), await world.moderator(lang, name="Omar")
    code = await world.shares_concern(await world.resident(lang), WORDS[lang])
    await takes(mette, code)
    await mette.taps(staff.button_reply(mette.t))
    await mette.says(ANSWER)
    preview = mette.screen
    await _proposes(omar, code, "Et forslag.")
    await mette.person.press(_sends(preview))
    await world.settled()
    assert refusals.sentence(mette.t, Overtaken("GLA-2")) in preview.text
    assert ANSWER in preview.text
    await mette.taps(texts.button_case(mette.t))
    assert "Et forslag." in mette.sees
    await mette.person.press(_sends(preview))
    await world.settled()
    assert staff.reply_sent(mette.t, code) == preview.text


async def test_who_lost_the_case_while_writing_keeps_the_words_and_may_propose_them(
    world: World, lang: Lang
) -> None:
    mette, lise = await world.moderator(lang), await world.colleague("lead", lang, name="Lise")
    code = await world.shares_concern(await world.resident(lang), WORDS[lang])
    await takes(mette, code)
    await mette.taps(staff.button_reply(mette.t))
    await mette.says(ANSWER)
    preview = mette.screen
    await lise.says(f"/case {code}")
    await lise.taps(masking.button_more(lise.t))
    await lise.taps(together_texts.button_assign(lise.t))
    await lise.taps("GLA-2")
    await mette.person.press(_sends(preview))
    await world.settled()
    assert refusals.sentence(mette.t, AlreadyClaimed("GLA-2")) in preview.text
    assert ANSWER in preview.text
    assert staff.button_send_reply(mette.t) not in [b.text for row in preview.buttons for b in row]
    await mette.taps(texts.button_ask(mette.t))
    assert texts.asked(mette.t, code) == preview.text


# --- what the resident sees of it ---------------------------------------------------------------


async def _closes(colleague: Player, code: str) -> None:
    await colleague.says(f"/case {code}")
    await colleague.taps(staff.button_close(colleague.t))
    await colleague.taps(common.outcome(colleague.t, Outcome.HELPED))


async def test_an_answer_stands_under_the_pseudonym_and_the_same_colleague_stays(
    world: World, lang: Lang
) -> None:
    mette, someone = await world.moderator(lang, name="Mette"), await world.resident(lang)
    code = await world.shares_concern(someone, WORDS[lang])
    await world.answers(mette, code, ANSWER)
    await someone.taps(resident.button_see_news(someone.t))
    organisation = next(iter(world.bot.house.partnership.with_areas()))
    sender = resident.sender(someone.t, someone.t.name(organisation.names), "GLA-1")
    assert sender in someone.sees or "GLA-1" in someone.sees
    assert resident.same_colleague(someone.t, "GLA-1") in someone.sees
    await _closes(mette, code)
    await someone.taps(resident.button_see_news(someone.t))
    assert resident.same_colleague(someone.t, "GLA-1") not in someone.sees
    await someone.taps(resident.button_not_solved(someone.t))
    await someone.says("/cases")
    await someone.taps(code)
    assert resident.same_colleague(someone.t, "GLA-1") in someone.sees
    assert "Mette" not in shown(someone)


async def test_who_is_asked_whether_it_helped_answers_with_one_tap_once(
    world: World, lang: Lang
) -> None:
    mette = await world.moderator(lang)
    for helped in Helped:
        someone = await world.resident(lang)
        code = await world.shares_concern(someone, WORDS[lang])
        await takes(mette, code)
        await _closes(mette, code)
        await someone.taps(resident.button_see_news(someone.t))
        assert plain(rating.question(someone.t)) in someone.sees
        await someone.taps(rating.button(someone.t, helped))
        thanks = rating.thanks if helped is Helped.YES else rating.thanks_not_helped
        assert thanks(someone.t) == someone.sees
        offered = resident.button_not_solved(someone.t) in newest_buttons(someone)
        assert offered is (helped is not Helped.YES)
        await someone.says("/cases")
        await someone.taps(code)
        assert plain(rating.question(someone.t)) not in someone.sees
        assert rating.button(someone.t, helped) not in newest_buttons(someone)


async def test_an_addition_that_is_changed_after_sending_stays_and_is_added_to(
    world: World, lang: Lang
) -> None:
    mette, someone = await world.moderator(lang), await world.resident(lang)
    code = await world.shares_concern(someone, WORDS[lang])
    await someone.says("/cases")
    await someone.taps(code)
    await someone.taps(resident.button_write_to_case(someone.t))
    await someone.says("2. " + WORDS[lang])
    typed = [m for m in someone.person.chat.messages if not m.outgoing][-1]
    await someone.person.press(resident.button_send(someone.t))
    await someone.person.edit(typed, "3. " + WORDS[lang])  # before the bot empties the chat
    await world.settled()
    assert plain(resident.edited_after_sending(someone.t, "3. " + WORDS[lang])) == someone.sees
    await someone.taps(resident.button_add_to_case(someone.t, code))
    await someone.taps(resident.button_send(someone.t))
    await mette.says(f"/case {code}")
    for words in (WORDS[lang], "2. " + WORDS[lang], "3. " + WORDS[lang]):
        assert words in mette.sees
