"""Sharing a concern: guided steps, words, preview, receipt, and everything between."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.domain.concerns import HowOften, Urgency, When
from bot.domain.dialogues import Step
from bot.domain.errors import ButtonTooOld, TextTooLong
from bot.domain.hours import COPENHAGEN
from bot.domain.ids import AreaId
from bot.domain.people import Lang
from bot.domain.pictures import PICTURES
from bot.domain.words import WORDS_LIMIT
from bot.simulator import Message
from bot.texts import common, pictures, refusals, resident, staff
from tests.journeys.ways import (
    AREA,
    DANGER,
    GUIDED,
    SECOND_AREA,
    WORDS,
    answers,
    area_name,
    category,
    municipality,
    newest_buttons,
    plain,
    question,
    reaches,
    shown,
    tells,
)
from tests.kit.world import Player, World, code_in

STEPS = (*GUIDED, Step.CONCERN_PREVIEW)


async def test_from_poster_to_receipt_it_takes_eight_taps_and_the_words(
    world: World, lang: Lang
) -> None:
    someone = await world.newcomer(lang, f"a_{AREA}")
    t = someone.t
    taps = (
        common.LANGUAGE_NAMES[lang],
        resident.button_accept_notice(t),
        resident.button_concern(t),
        area_name(someone),
        category(someone),
        resident.button_no_answer(t),
        resident.button_no_answer(t),
    )
    for label in taps:
        await someone.taps(label)
    await someone.says(WORDS[lang])
    await someone.taps(resident.button_send(t))
    assert code_in(someone.sees)
    assert len(taps) + 1 <= 8


async def test_the_preview_is_exactly_what_staff_see(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    someone = await world.resident(lang)
    for when, how_often in zip(When, HowOften, strict=True):
        await tells(someone, when, how_often, WORDS[lang])
        head, _, seen = someone.sees.partition("\n\n")
        assert head == plain(resident.preview(someone.t, "")).strip()
        await someone.taps(resident.button_send(someone.t))
        await mette.says(f"/case {code_in(someone.sees)}")
        frame, words = seen.split("\n\n")
        assert frame in mette.sees
        assert words in mette.sees
        assert common.when(mette.t, when) in frame
        assert common.how_often(mette.t, how_often) in frame


async def test_every_category_can_be_chosen_and_a_child_comes_before_the_rest(
    world: World, lang: Lang
) -> None:
    mette = await world.moderator(lang)
    for number, kind in enumerate(world.bot.house.partnership.offered_categories):
        someone = await world.resident(lang, name=f"Resident{number}")
        code = await world.shares_concern(someone, WORDS[lang], category=kind.id)
        assert code in mette.sees
        assert category(mette, kind.id) in mette.sees
    await mette.says("/queue")
    assert newest_buttons(mette)[0].lstrip("\u200f\u2068").startswith("🟠")


async def test_danger_in_the_words_puts_the_case_first(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    for words in (WORDS[lang], DANGER[lang]):
        someone = await world.resident(lang)
        await world.shares_concern(someone, words)
    await mette.says("/queue")
    assert newest_buttons(mette)[0].lstrip("\u200f\u2068").startswith("🔴")
    assert common.urgency(mette.t, Urgency.DANGER) in shown(mette)


async def test_words_typed_at_a_guided_step_are_kept_and_the_question_stands_again(
    world: World, lang: Lang
) -> None:
    someone = await world.resident(lang)
    for step in GUIDED:
        await reaches(someone, step)
        assert question(someone, step) == someone.sees
        await someone.says(WORDS[lang])
        assert (resident.words_added(someone.t) in someone.sees) is (step is not GUIDED[-1])
        for asked in GUIDED[GUIDED.index(step) : -1]:
            assert question(someone, asked) in someone.sees
            await answers(someone, asked)
        assert WORDS[lang] in someone.sees
        assert resident.button_send(someone.t) in newest_buttons(someone)
        await someone.says("/cancel")


async def test_several_messages_become_one_text_and_a_changed_one_replaces_its_part(
    world: World, lang: Lang
) -> None:
    someone = await world.resident(lang)
    await reaches(someone, Step.CONCERN_WORDS)
    first = await _sends(someone, "1. " + WORDS[lang])
    await someone.taps(resident.button_write_more(someone.t))
    assert resident.write_more(someone.t) == someone.sees
    await someone.says("2. " + WORDS[lang])
    assert f"1. {WORDS[lang]}\n\n2. {WORDS[lang]}" in someone.sees
    await someone.edits(first, "3. " + WORDS[lang])
    assert f"3. {WORDS[lang]}\n\n2. {WORDS[lang]}" in someone.sees
    assert f"1. {WORDS[lang]}" not in someone.sees


async def _sends(player: Player, text: str) -> Message:
    message = await player.person.send(text)
    await player.world.settled()
    return message


async def test_an_earlier_preview_cannot_send(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    await reaches(someone, Step.CONCERN_PREVIEW)
    earlier = next(b for row in someone.screen.buttons for b in row)
    screen = someone.screen
    await someone.says("4. " + WORDS[lang])
    someone.person.press_data(screen, earlier.data or "")
    await world.settled()
    assert refusals.sentence(someone.t, ButtonTooOld()) in screen.text
    assert f"{WORDS[lang]}\n\n4. {WORDS[lang]}" in screen.text
    await someone.taps(resident.button_send(someone.t))
    assert code_in(someone.sees)


async def test_everything_in_the_preview_can_be_changed_and_nothing_else_changes(
    world: World, lang: Lang
) -> None:
    someone = await world.resident(lang)
    await tells(someone, When.TODAY, HowOften.ONCE, WORDS[lang])
    t = someone.t
    facts = {
        "area": area_name(someone),
        "category": category(someone),
        "when": common.when(t, When.TODAY),
        "how often": common.how_often(t, HowOften.ONCE),
        "words": WORDS[lang],
    }
    changes = (
        ("area", resident.button_change_area(t), area_name(someone, SECOND_AREA)),
        ("category", resident.button_change_category(t), category(someone, "drugs")),
        ("when", resident.button_change_when(t), common.when(t, When.EARLIER)),
        ("how often", resident.button_change_how_often(t), common.how_often(t, HowOften.DAILY)),
    )
    for what, label, new in changes:
        await someone.taps(resident.button_change(t))
        assert resident.ask_change(t) == someone.sees
        await someone.taps(label)
        if what == "area":
            await someone.taps(municipality(someone, SECOND_AREA))
        await someone.taps(new)
        assert facts[what] not in someone.sees
        facts[what] = new
        assert all(fact in someone.sees for fact in facts.values())
    await someone.taps(resident.button_change(t))
    await someone.taps(common.button_back(t))
    assert all(fact in someone.sees for fact in facts.values())


async def test_the_words_can_be_written_again_from_the_beginning(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    await reaches(someone, Step.CONCERN_PREVIEW)
    await someone.taps(resident.button_change(someone.t))
    await someone.taps(resident.button_start_words_over(someone.t))
    assert resident.words_dropped(someone.t) in someone.sees
    assert resident.ask_words(someone.t) in someone.sees
    await someone.says("5.")
    assert "5." in someone.sees
    assert WORDS[lang] not in someone.sees
    assert area_name(someone) in someone.sees


async def test_the_other_municipality_can_be_chosen_after_all(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    await reaches(someone, Step.CONCERN_AREA)
    await someone.taps(resident.button_municipality(someone.t, "").strip("\u2068\u2069 "))
    await someone.taps(common.button_back(someone.t))
    assert resident.ask_area(someone.t) == someone.sees


async def test_words_that_do_not_fit_leave_what_was_there(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    await reaches(someone, Step.CONCERN_PREVIEW)
    length = len(WORDS[lang]) + 2 + WORDS_LIMIT
    await someone.says("x" * WORDS_LIMIT)
    assert refusals.sentence(someone.t, TextTooLong(length, WORDS_LIMIT)) in someone.sees
    assert WORDS[lang] in someone.sees
    await someone.taps(resident.button_send(someone.t))
    assert code_in(someone.sees)


async def test_one_character_too_many_is_counted_as_one(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    await someone.says("x" * (WORDS_LIMIT + 1))
    assert refusals.sentence(someone.t, TextTooLong(WORDS_LIMIT + 1, WORDS_LIMIT)) in someone.sees


Sends = Callable[[Player], Awaitable[Message]]
KINDS: dict[str, tuple[Sends, Callable[..., str]]] = {
    "voice": (lambda p: p.person.send_voice(), resident.refused_voice),
    "file": (lambda p: p.person.send_document(), resident.refused_file),
    "place far away": (lambda p: p.person.send_location(), pictures.place_outside),
    "live location": (lambda p: p.person.send_location(live=True), resident.refused_location),
    "sticker": (lambda p: p.person.send_sticker(), resident.refused_other),
    "contact": (lambda p: p.person.send_contact(), resident.refused_other),
    "poll": (lambda p: p.person.send_poll(), resident.refused_other),
    "forward": (lambda p: p.person.forward("Se her", "Nabo"), resident.refused_forward),
}


async def test_other_kinds_are_refused_with_a_reason_and_the_question_stands_again(
    world: World, lang: Lang
) -> None:
    someone = await world.resident(lang)
    for send, reason in KINDS.values():
        await send(someone)
        await world.settled()
        assert someone.sees == f"{reason(someone.t)}\n\n{resident.menu(someone.t)}"
    for step, (send, reason) in zip(GUIDED, KINDS.values(), strict=False):
        await reaches(someone, step)
        await send(someone)
        await world.settled()
        assert someone.sees == f"{reason(someone.t)}\n\n{question(someone, step)}"
        await someone.says("/cancel")
    assert not any(call.method == "getFile" for call in world.sim.calls)


async def test_the_words_under_a_picture_are_kept_and_may_be_changed(
    world: World, lang: Lang
) -> None:
    someone = await world.resident(lang)
    await reaches(someone, Step.CONCERN_WORDS)
    photo = await someone.person.send_photo(caption="6. " + WORDS[lang])
    await world.settled()
    await someone.taps(pictures.button_go_on(someone.t))
    assert "6. " + WORDS[lang] in someone.sees
    await someone.edits(photo, "7. " + WORDS[lang])
    assert "7. " + WORDS[lang] in someone.sees
    assert "6. " not in someone.sees


async def test_danger_in_a_forwarded_message_brings_the_numbers_and_nothing_is_kept(
    world: World, lang: Lang
) -> None:
    someone = await world.resident(lang)
    await someone.person.forward(DANGER[lang], "Nabo")
    await world.settled()
    assert plain(resident.danger_card(someone.t)) in shown(someone)
    assert resident.refused_forward(someone.t) in someone.sees
    await someone.says("/cancel")
    assert resident.nothing_to_cancel(someone.t) == someone.sees


async def test_a_timer_that_somebody_sets_in_the_chat_is_no_message(
    world: World, lang: Lang
) -> None:
    someone = await world.resident(lang)
    before = shown(someone)
    service = {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86400}}
    body = {**someone.screen.wire(), "message_id": 10**6, "from": someone.person.user, **service}
    del body["text"]
    world.sim.happened("message", body, someone.person.chat)
    await world.settled()
    assert shown(someone) == before


async def test_danger_under_a_picture_brings_the_numbers_first(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    before = len(someone.person.chat.messages)
    await someone.person.send_photo(caption=DANGER[lang])
    await world.settled()
    first, *others = [m.text for m in someone.person.chat.messages[before:] if m.outgoing]
    assert first == plain(resident.danger_card(someone.t))
    assert pictures.added(someone.t, 1, PICTURES, to_resident=False) in others[-1]


async def test_cancel_at_any_step_forgets_what_was_written(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    words = ("/cancel", "/annuller", common.button_cancel(someone.t))
    for step, word in zip(STEPS, itertools.cycle(words), strict=False):
        await reaches(someone, step)
        await (someone.says(word) if word.startswith("/") else someone.taps(word))
        assert resident.cancelled(someone.t) == someone.sees
        await someone.says("/concern")
        assert resident.ask_area(someone.t) == someone.sees
        await someone.says("/cancel")


async def test_a_draft_goes_on_where_it_was_also_after_a_restart(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    for step in STEPS:
        await reaches(someone, step)
        seen = someone.sees
        await someone.says("/start")
        await world.restart()
        await someone.says("/concern")
        assert someone.sees == seen
        await someone.says("/cancel")


async def test_the_receipt_says_code_time_and_next_step_and_the_words_are_gone(
    world: World, lang: Lang
) -> None:
    someone = await world.resident(lang)
    await reaches(someone, Step.CONCERN_PREVIEW)
    typed = [m for m in someone.person.chat.messages if not m.outgoing]
    await someone.taps(resident.button_send(someone.t))
    [receipt] = someone.person.chat.messages
    code = code_in(receipt.text)
    assert receipt.text == _receipt(someone, code)
    assert all(m.deleted_at is not None for m in typed)
    await someone.taps(resident.button_cases(someone.t))
    assert code in newest_buttons(someone)[0]


def _receipt(player: Player, code: str, opens: datetime | None = None) -> str:
    gladsaxe = player.world.bot.house.partnership.organisation_of(AreaId(AREA))
    due = gladsaxe.hours.promise(player.world.clock())
    name = gladsaxe.names[player.lang]
    return plain(resident.receipt(player.t, code, name, due, opens))


async def test_a_receipt_at_night_says_that_nobody_is_at_work(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    await world.pass_time(hours=12)
    await reaches(someone, Step.CONCERN_PREVIEW)
    await someone.taps(resident.button_send(someone.t))
    opens = datetime(2026, 11, 25, 9, 0, tzinfo=COPENHAGEN)
    assert someone.sees == _receipt(someone, code_in(someone.sees), opens)
    assert someone.t.day(opens.date()) in someone.sees


async def test_the_sixth_open_case_brings_choices_and_the_words_are_kept(
    world: World, lang: Lang
) -> None:
    someone = await world.resident(lang)
    codes = [await world.shares_concern(someone, f"{n}. {WORDS[lang]}") for n in range(1, 6)]
    await reaches(someone, Step.CONCERN_PREVIEW)
    await someone.taps(resident.button_send(someone.t))
    t = someone.t
    assert resident.too_many_open(t, 5) == someone.sees
    buttons = newest_buttons(someone)
    for code in codes:
        assert resident.button_add_to_case(t, code) in buttons
        assert resident.button_end_case(t, code) in buttons
    await someone.taps(resident.button_end_case(t, codes[2]))
    assert resident.ask_end(t, codes[2]) == someone.sees
    await someone.taps(resident.button_end_for_sure(t))
    assert resident.ended(t, codes[2]) == someone.sees
    await someone.says("/concern")
    assert WORDS[lang] in someone.sees
    await someone.taps(resident.button_send(t))
    assert code_in(someone.sees) not in codes


async def test_at_the_sixth_the_words_may_go_to_a_case_that_is_open(
    world: World, lang: Lang
) -> None:
    mette = await world.moderator(lang)
    someone = await world.resident(lang)
    codes = [await world.shares_concern(someone, f"{n}. {WORDS[lang]}") for n in range(1, 6)]
    await reaches(someone, Step.CONCERN_PREVIEW)
    await someone.taps(resident.button_send(someone.t))
    await someone.taps(resident.button_add_to_case(someone.t, codes[0]))
    assert plain(resident.addition_preview(someone.t, codes[0], WORDS[lang])) == someone.sees
    await someone.taps(resident.button_send(someone.t))
    assert resident.addition_sent(someone.t, codes[0]) == someone.sees
    assert staff.news_added(mette.t, codes[0], area_name(mette)) == mette.sees


async def test_hiding_empties_the_chat_and_forgets_the_draft(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    for label in ("/hide", "/skjul", common.button_hide(someone.t)):
        await reaches(someone, Step.CONCERN_PREVIEW)
        await (someone.says(label) if label.startswith("/") else someone.taps(label))
        [left] = someone.person.chat.messages
        assert left.text == resident.hidden(someone.t)
        await someone.says("/cancel")
        assert resident.nothing_to_cancel(someone.t) == someone.sees


async def test_a_draft_is_gone_after_an_hour_and_the_chat_with_it(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    await reaches(someone, Step.CONCERN_PREVIEW)
    await world.pass_time(minutes=59)
    await world.tick("drafts")
    assert WORDS[lang] in shown(someone)
    await world.pass_time(minutes=2)
    await world.restart()
    await world.tick("drafts")
    assert someone.person.chat.messages == []
    await someone.says("/concern")
    assert resident.ask_area(someone.t) == someone.sees


async def test_every_message_leaves_the_chat_within_seven_hours(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    await someone.says("/about")
    await someone.person.send_photo()
    await world.settled()
    await world.pass_time(hours=5, minutes=55)
    await world.tick("windows")
    assert someone.person.chat.messages
    await world.pass_time(minutes=65)
    await world.tick("windows")
    assert someone.person.chat.messages == []


async def test_words_with_marks_of_html_arrive_as_they_were_typed(world: World, lang: Lang) -> None:
    mette = await world.moderator(lang)
    someone = await world.resident(lang)
    words = f'{WORDS[lang]} <b>& "x" </blockquote> {{code}}'
    code = await world.shares_concern(someone, words)
    await mette.says(f"/case {code}")
    assert words in mette.sees


def test_the_steps_of_these_journeys_are_all_there_are() -> None:
    known = {step for step in Step if step.value.startswith("concern_")}
    assert set(itertools.chain(GUIDED, [Step.CONCERN_DESK, Step.CONCERN_PREVIEW])) == known
