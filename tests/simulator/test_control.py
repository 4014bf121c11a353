import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup

from bot.simulator import Limits, Person, Simulator
from bot.simulator.sample import SAMPLE_JPEG
from tests.simulator.conftest import AMAL, Clock


@pytest.fixture
def sim(clock: Clock) -> Simulator:
    sim = Simulator(clock=clock, limits=Limits(off=True), control=True)
    amal = sim.person("Amal", AMAL, language_code="ar")
    sim.phone("amal", amal, role="resident", note="من السكان")
    return sim


@pytest.fixture
async def amal(sim: Simulator) -> Person:
    amal = sim.people[AMAL]
    await amal.start()
    return amal


async def tap(
    http: aiohttp.ClientSession, base: str, action: str, phone: str = "amal", **body: Any
) -> int:
    async with http.post(f"{base}/control/phones/{phone}/{action}", json=body) as answer:
        return answer.status


async def shown(http: aiohttp.ClientSession, base: str) -> dict[str, Any]:
    async with http.get(f"{base}/control/state") as answer:
        phone: dict[str, Any] = (await answer.json())["phones"][0]
        return phone


async def events(answer: aiohttp.ClientResponse) -> AsyncIterator[tuple[str, Any]]:
    while True:
        block = (await answer.content.readuntil(b"\n\n")).decode()
        if not block.startswith(":"):
            name, data = block.strip().split("\n")
            yield name.removeprefix("event: "), json.loads(data.removeprefix("data: "))


async def test_the_page_comes_with_a_strict_policy(base: str, http: aiohttp.ClientSession) -> None:
    async with http.get(f"{base}/") as answer:
        assert answer.status == 200
        assert answer.headers["content-security-policy"].startswith("default-src 'self'")
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert "<!doctype html" in (await answer.text()).lower()


async def test_the_state_tells_bot_and_phones(
    base: str, http: aiohttp.ClientSession, bot: Bot, amal: Person
) -> None:
    await bot.set_my_commands([("start", "Begin")])
    await bot.send_message(AMAL, "<b>hi</b> &lt;&amp;", parse_mode="HTML", protect_content=True)
    async with http.get(f"{base}/control/state") as answer:
        state = await answer.json()
    assert state["bot"] == {
        "username": "nabodialog_bot",
        "name": "Nabodialog",
        "commands": {"": [{"command": "start", "description": "Begin"}]},
    }
    phone = state["phones"][0]
    newest = phone.pop("messages")[-1]
    assert phone == {
        "id": "amal",
        "name": "Amal",
        "role": "resident",
        "language": "ar",
        "note": "من السكان",
        "blocked": False,
        "lock": {"title": "Nabodialog", "text": "hi <&", "silent": False},
        "keyboard": None,
        "typing": False,
    }
    assert newest.pop("time").count(":") == 1
    assert newest == {
        "id": 2,
        "out": False,
        "html": "<b>hi</b> &lt;&amp;",
        "text": "hi <&",
        "edited": False,
        "photo": None,
        "covered": False,
        "kind": None,
        "buttons": [],
        "protected": True,
    }


async def test_taps_do_what_the_person_does(
    sim: Simulator, base: str, http: aiohttp.ClientSession, bot: Bot, amal: Person
) -> None:
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="go")]])
    await bot.send_message(AMAL, "x", reply_markup=keyboard)
    assert await tap(http, base, "press", message_id=2, data="go") == 204
    assert await tap(http, base, "send", text="hello") == 204
    assert await tap(http, base, "edit", message_id=3, text="hello you") == 204
    assert await tap(http, base, "photo", caption="see") == 204
    for kind in ("voice", "contact", "sticker", "location", "document"):
        assert await tap(http, base, "kind", kind=kind) == 204
    assert await tap(http, base, "delete", message_id=3) == 204
    assert await tap(http, base, "block", blocked=True) == 204
    assert await tap(http, base, "send", text="/start again") == 204
    assert [update.kind for update in sim.updates.pending()] == [
        "message",
        "callback_query",
        "message",
        "edited_message",
        *["message"] * 6,
        *["my_chat_member"] * 2,
        "message",
    ]
    assert "hello you" not in amal.chat.texts
    assert amal.chat.texts[-1] == "/start again"


async def test_a_tap_no_phone_allows_is_refused_in_words(
    base: str, http: aiohttp.ClientSession, amal: Person
) -> None:
    async with http.post(
        f"{base}/control/phones/amal/press", json={"message_id": 1, "data": "x"}
    ) as answer:
        assert answer.status == 409
        assert await answer.text() == "no such button under message 1"
    assert await tap(http, base, "send", text="") == 409
    assert await tap(http, base, "delete", message_id=9) == 409
    assert await tap(http, base, "send", words="x") == 400
    assert await tap(http, base, "kind", kind="smell") == 400
    assert await tap(http, base, "dance") == 404
    assert await tap(http, base, "send", phone="nobody", text="x") == 404


async def test_another_page_may_not_tap(
    sim: Simulator, base: str, http: aiohttp.ClientSession, amal: Person
) -> None:
    url = f"{base}/control/phones/amal/send"
    for origin, status in ((base, 204), ("https://evil.example", 403), ("null", 403)):
        async with http.post(url, json={"text": "x"}, headers={"origin": origin}) as answer:
            assert answer.status == status


async def test_a_photo_can_be_looked_at(
    base: str, http: aiohttp.ClientSession, amal: Person
) -> None:
    sent = await amal.send_photo()
    path = (await shown(http, base))["messages"][-1]["photo"]
    async with http.get(base + path) as answer:
        assert answer.content_type == "image/jpeg"
        assert sent.photo is not None
        assert await answer.read() == sent.photo.data
    async with http.get(f"{base}/control/files/none") as answer:
        assert answer.status == 404


async def test_every_change_is_told_as_the_whole_phone(
    base: str, http: aiohttp.ClientSession, bot: Bot, amal: Person
) -> None:
    async with http.get(f"{base}/control/events") as answer:
        assert answer.content_type == "text/event-stream"
        stream = events(answer)
        name, state = await anext(stream)
        assert (name, state["phones"][0]["id"]) == ("state", "amal")
        await bot.send_message(AMAL, "pick", reply_markup=ReplyKeyboardMarkup([["A"]]))
        name, phone = await anext(stream)
        assert (name, phone["keyboard"], phone["messages"][-1]["text"]) == ("chat", [["A"]], "pick")
        amal.block()
        name, phone = await anext(stream)
        assert (name, phone["blocked"]) == ("chat", True)


async def test_toasts_are_told_once_and_not_again_after_a_reconnect(
    base: str, http: aiohttp.ClientSession, bot: Bot, amal: Person
) -> None:
    amal.press_data(amal.chat.messages[0], "go")
    query = (await bot.get_updates(offset=-1))[0].callback_query
    assert query is not None
    async with http.get(f"{base}/control/events") as answer:
        stream = events(answer)
        await anext(stream)
        await query.answer("done", show_alert=True)
        assert await anext(stream) == ("toast", {"phone": "amal", "text": "done", "alert": True})
    async with http.get(f"{base}/control/events") as answer:
        stream = events(answer)
        assert (await anext(stream))[0] == "state"
        await amal.send("next")
        assert (await anext(stream))[0] == "chat"


async def test_what_the_bot_says_of_itself_is_told_when_it_changes(
    sim: Simulator, base: str, http: aiohttp.ClientSession, bot: Bot, amal: Person
) -> None:
    async with http.get(f"{base}/control/events") as answer:
        stream = events(answer)
        await anext(stream)
        await bot.set_my_commands([("start", "Begin")])
        name, state = await anext(stream)
        assert (name, list(state["bot"]["commands"])) == ("state", [""])
        sim.phone("mette", sim.person("Mette", 8), role="staff", note="")
        name, state = await anext(stream)
        assert (name, len(state["phones"])) == ("state", 2)


async def test_an_outage_spares_the_page(
    sim: Simulator, base: str, http: aiohttp.ClientSession, amal: Person
) -> None:
    sim.outage(True)
    assert (await shown(http, base))["id"] == "amal"


async def test_a_player_sends_a_file_of_their_own(
    base: str, http: aiohttp.ClientSession, amal: Person
) -> None:
    body = {"name": "a.png", "mime": "image/png", "data": "iVBORw0KGgo="}
    assert await tap(http, base, "upload", **body) == 204
    sent = amal.chat.messages[-1].document
    assert sent is not None
    assert (sent.name, sent.mime, sent.data[:4]) == ("a.png", "image/png", b"\x89PNG")
    assert await tap(http, base, "upload", **{**body, "data": "%"}) == 400


async def test_a_picture_the_bot_covers_is_covered_on_the_page(
    base: str, http: aiohttp.ClientSession, bot: Bot, amal: Person
) -> None:
    sent = await bot.send_photo(AMAL, SAMPLE_JPEG, has_spoiler=True)
    assert sent.has_media_spoiler
    assert (await shown(http, base))["messages"][-1]["covered"] is True
