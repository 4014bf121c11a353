"""Pictures and places: from a phone to staff and back, and what cannot be taken."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image

from bot.domain.dialogues import Step
from bot.domain.errors import PictureNotReady, TooManyPictures
from bot.domain.people import Lang
from bot.domain.pictures import FILE_BYTES, PICTURES, Trouble
from bot.simulator import Fault, Message
from bot.texts import pictures, refusals, resident, staff
from tests.journeys.ways import WORDS, area_name, newest_buttons, plain, question, reaches
from tests.kit import files
from tests.kit.world import Player, World, code_in

INSIDE, OUTSIDE = (55.7380, 12.4860), (55.6610, 12.5900)
"""In Høje Gladsaxe; in none of the areas."""


def _sent(player: Player) -> list[Message]:
    """Pictures of the bot on the phone."""
    return [m for m in player.person.chat.messages if m.outgoing and m.photo]


def _size(message: Message) -> tuple[int, int]:
    assert message.photo
    return Image.open(io.BytesIO(message.photo.data)).size


async def _sends(player: Player, *data: bytes, caption: str = "") -> None:
    for each in data:
        await player.person.send_photo(each, caption)
    await player.world.settled()


async def _sends_file(player: Player, data: bytes, mime: str = "image/png") -> None:
    await player.person.send_document("Amal Jensen.png", data, mime)
    await player.world.settled()


async def test_a_picture_goes_from_the_phone_to_staff_who_see_it_on_tap(
    world: World, lang: Lang
) -> None:
    mette, someone = await world.moderator(lang), await world.resident(lang)
    t = someone.t
    await reaches(someone, Step.CONCERN_WORDS)
    await _sends(someone, files.photo(), files.photo(4000, 3000))
    first, second = _sent(someone)
    one, two = [pictures.added(t, n, PICTURES, to_resident=False) for n in (1, 2)]
    assert first.text == f"{one}\n\n{pictures.words_too(t)}"
    assert second.text == f"{two}\n\n{pictures.words_too(t)}"
    assert [_size(m) for m in (first, second)] == [(640, 480), (2000, 1500)]
    await someone.says(WORDS[lang])
    assert pictures.count(t, 2) in someone.sees
    await someone.taps(pictures.button_draft(t, 2))
    assert [m.text for m in _sent(someone)[2:]] == [pictures.page(t, n, 2) for n in (1, 2)]
    await someone.taps(pictures.button_go_on(t))
    await someone.taps(resident.button_send(t))
    code = code_in(someone.sees)
    assert _sent(someone) == []  # emptied with what the person wrote
    await mette.says(f"/case {code}")
    assert pictures.count(t, 2) in mette.sees
    assert _sent(mette) == []
    await mette.taps("🖼")
    seen = _sent(mette)
    assert [m.text for m in seen] == [plain(pictures.of_case(t, code, n, 2)) for n in (1, 2)]
    assert [m.photo.data for m in seen if m.photo] == [
        m.photo.data for m in (first, second) if m.photo
    ]
    assert all(m.protect_content and "has_media_spoiler" in m.wire() for m in seen)
    await someone.says("/cases")
    await someone.taps(code)
    await someone.taps("🖼")
    assert [_size(m) for m in _sent(someone)] == [(640, 480), (2000, 1500)]


async def test_staff_answer_with_a_picture_that_the_resident_sees_on_tap(
    world: World, lang: Lang
) -> None:
    mette, someone = await world.moderator(lang), await world.resident(lang)
    code = await world.shares_concern(someone, WORDS[lang])
    await mette.says(f"/case {code}")
    await mette.taps(staff.button_claim(mette.t))
    await mette.taps(staff.button_reply(mette.t))
    await _sends_file(mette, files.telling_jpeg("Mette Testesen"), "image/jpeg")
    shown = _sent(mette)[-1]
    assert pictures.added(mette.t, 1, PICTURES, to_resident=True) in shown.text
    await mette.says("Her er den nye lampe.")
    assert pictures.count(someone.t, 1) in mette.sees
    await mette.taps(staff.button_send_reply(mette.t))
    await someone.taps(resident.button_see_news(someone.t))
    assert pictures.count(someone.t, 1) in someone.sees
    await someone.taps("🖼")
    [seen] = _sent(someone)
    assert seen.photo
    assert shown.photo
    assert seen.photo.data == shown.photo.data
    assert b"Mette" not in seen.photo.data
    assert files.foreign_segments(seen.photo.data) == []


async def test_a_picture_can_be_taken_back_alone_or_with_all_others(
    world: World, lang: Lang
) -> None:
    someone = await world.resident(lang)
    t = someone.t
    await reaches(someone, Step.CONCERN_WORDS)
    await _sends(someone, files.photo())
    await someone.taps(pictures.button_remove(t))
    assert someone.sees == f"{pictures.removed(t)}\n\n{resident.ask_words(t)}"
    assert not [m for m in someone.person.chat.messages if m.photo]
    await _sends(someone, files.photo(), files.photo(), caption="1. " + WORDS[lang])
    await someone.says("/mine")
    assert pictures.held(t, 2) in someone.sees
    await someone.taps(pictures.button_go_on(t))
    await someone.taps(resident.button_change(t))
    await someone.taps(pictures.button_remove_all(t))
    await someone.taps(resident.button_change(t))
    assert pictures.button_remove_all(t) not in newest_buttons(someone)
    assert pictures.all_removed(t) in "".join(
        edit for m in someone.person.chat.messages for edit in m.edits
    )


async def test_five_pictures_are_taken_and_the_sixth_is_not(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    await reaches(someone, Step.CONCERN_WORDS)
    await _sends(someone, *[files.photo()] * (PICTURES + 1))
    assert len(_sent(someone)) == PICTURES
    refusal = refusals.sentence(someone.t, TooManyPictures(PICTURES))
    assert refusal in someone.person.chat.texts
    assert sum(call.method == "getFile" for call in world.sim.calls) == PICTURES


async def test_a_pdf_becomes_pictures_of_its_pages(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    t = someone.t
    await reaches(someone, Step.CONCERN_PREVIEW)
    await _sends_file(someone, files.pdf(3), "application/pdf")
    *before, last = [m.text for m in _sent(someone)]
    assert before == [pictures.page(t, 1, 3), pictures.page(t, 2, 3)]
    assert last == pictures.added(t, 1, PICTURES, to_resident=False)
    await someone.taps(pictures.button_go_on(t))
    assert pictures.count(t, 3) in someone.sees


HOSTILE: dict[Trouble, tuple[Callable[[], bytes], str]] = {
    Trouble.BROKEN: (lambda: files.photo()[:900], "image/jpeg"),
    Trouble.TOO_MUCH: (files.png_bomb, "image/png"),
    Trouble.TOO_MANY_PAGES: (lambda: files.pdf(11), "application/pdf"),
    Trouble.LOCKED: (files.locked_pdf, "application/pdf"),
    Trouble.TOO_LARGE: (lambda: bytes(FILE_BYTES + 1), "image/png"),
}


@pytest.mark.parametrize("trouble", HOSTILE)
async def test_a_file_that_becomes_no_picture_is_refused_with_its_reason(
    world: World, lang: Lang, trouble: Trouble
) -> None:
    someone = await world.resident(lang)
    await reaches(someone, Step.CONCERN_PREVIEW)
    data, mime = HOSTILE[trouble]
    await _sends_file(someone, data(), mime)
    assert pictures.trouble(someone.t, trouble) in someone.sees
    assert _sent(someone) == []
    if trouble is not Trouble.TOO_LARGE:
        await someone.taps(pictures.button_go_on(someone.t))
    assert WORDS[lang] in someone.sees
    await someone.taps(resident.button_send(someone.t))
    assert code_in(someone.sees)
    fetched = any(call.method == "getFile" for call in world.sim.calls)
    assert fetched is (trouble is not Trouble.TOO_LARGE)


async def test_a_picture_telegram_does_not_have_any_more_is_asked_for_again(
    world: World, lang: Lang
) -> None:
    someone = await world.resident(lang)
    await reaches(someone, Step.CONCERN_WORDS)
    photo = await someone.person.send_photo()
    del world.sim.files._by_path[
        world.sim.files.get(photo.wire()["photo"][0]["file_id"])["file_path"]
    ]
    await world.settled()
    assert pictures.trouble(someone.t, Trouble.LOST) == someone.sees


async def test_what_is_to_go_along_is_waited_for(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    await reaches(someone, Step.CONCERN_PREVIEW)
    world.sim.faults.add(Fault("error500", methods=frozenset({"getFile"}), times=None))
    await _sends(someone, files.photo(), caption="Se her")
    assert pictures.on_its_way(someone.t) in someone.sees
    await someone.taps(resident.button_send(someone.t))
    assert refusals.sentence(someone.t, PictureNotReady()) in someone.sees
    assert WORDS[lang] in someone.sees
    world.sim.faults.clear()
    await world.pass_time(seconds=31)
    await someone.taps(pictures.button_go_on(someone.t))
    await someone.taps(resident.button_send(someone.t))
    assert code_in(someone.sees)


async def test_pictures_without_a_place_are_offered_one(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    t = someone.t
    await _sends(someone, files.photo(), files.photo())
    await someone.taps(pictures.button_go_on(t))
    assert someone.sees == pictures.offer(t, 2)
    await someone.taps(resident.button_use_words(t))
    assert someone.sees == resident.ask_area(t)
    await someone.says(WORDS[lang])
    await world.sends_begun_concern(someone, mask=False)


async def test_before_the_notice_no_picture_is_touched(world: World, lang: Lang) -> None:
    someone = await world.newcomer(lang)
    await _sends(someone, files.photo(), caption=WORDS[lang])
    assert pictures.after_the_notice(someone.t) in someone.sees
    assert resident.caption_kept(someone.t) in someone.sees
    assert not any(call.method == "getFile" for call in world.sim.calls)


async def test_a_colleague_without_a_case_in_hand_is_told_that_nothing_was_taken(
    world: World, lang: Lang
) -> None:
    mette = await world.moderator(lang)
    await _sends(mette, files.photo())
    assert pictures.not_here(mette.t) in mette.sees
    assert not any(call.method == "getFile" for call in world.sim.calls)


@pytest.mark.parametrize("step", [Step.IDLE, Step.CONCERN_AREA, Step.CONCERN_WORDS])
async def test_a_place_becomes_its_area_and_is_forgotten(
    world: World, lang: Lang, step: Step
) -> None:
    someone = await world.resident(lang)
    if step is not Step.IDLE:
        await reaches(someone, step)
    await someone.person.send_location(*OUTSIDE)
    await world.settled()
    assert pictures.place_outside(someone.t) in someone.sees
    if step is not Step.IDLE:
        assert question(someone, step) in someone.sees
    await someone.person.send_location(*INSIDE)
    await world.settled()
    assert someone.sees == plain(pictures.place_found(someone.t, area_name(someone)))
    await someone.taps(area_name(someone))
    assert resident.ask_category(someone.t) == someone.sees
    await someone.person.send_location(*INSIDE, live=True)
    await world.settled()
    assert resident.refused_location(someone.t) in someone.sees


async def test_a_place_while_adding_to_a_case_is_refused(world: World, lang: Lang) -> None:
    someone = await world.resident(lang)
    code = await world.shares_concern(someone, WORDS[lang])
    await someone.says("/cases")
    await someone.taps(code)
    await someone.taps(resident.button_write_to_case(someone.t))
    await someone.person.send_location(*INSIDE)
    await world.settled()
    assert resident.refused_location(someone.t) in someone.sees
