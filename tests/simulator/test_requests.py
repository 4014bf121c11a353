import json

import aiohttp
import pytest

from bot.simulator import Person, Simulator, serve
from tests.simulator.conftest import AMAL, Ask


async def test_an_unknown_method_is_not_implemented(sim: Simulator, ask: Ask) -> None:
    status, answer = await ask("sendDice", chat_id=5)
    assert (status, answer["ok"], answer["error_code"]) == (501, False, 501)
    assert answer["description"] == "Not Implemented: method sendDice is not modelled"
    assert sim.violations == ["sendDice: Not Implemented: method sendDice is not modelled"]


async def test_an_unknown_field_is_refused(sim: Simulator, ask: Ask, amal: Person) -> None:
    status, answer = await ask("sendMessage", chat_id=AMAL, text="hi", colour="red")
    assert (status, answer["description"]) == (400, "Bad Request: unknown fields: colour")
    assert len(amal.chat.messages) == 1
    assert len(sim.violations) == 1


@pytest.mark.parametrize(
    ("fields", "description"),
    [
        ({"text": "hi"}, "chat_id is empty"),
        ({"chat_id": AMAL}, "message text is empty"),
        ({"chat_id": AMAL, "text": ""}, "message text is empty"),
        ({"chat_id": AMAL, "text": " \n "}, "message text is empty"),
        ({"chat_id": "x", "text": "hi"}, 'field "chat_id" must be of type chat'),
        ({"chat_id": AMAL, "text": 5}, 'field "text" must be of type str'),
        ({"chat_id": AMAL, "text": "\ud800"}, 'field "text" must be of type str'),
        (
            {"chat_id": AMAL, "text": "hi", "protect_content": "perhaps"},
            'field "protect_content" must be of type bool',
        ),
        (
            {"chat_id": AMAL, "text": "hi", "reply_markup": "[]"},
            'field "reply_markup" must be of type object',
        ),
        (
            {"chat_id": AMAL, "text": "*hi*", "parse_mode": "MarkdownV2"},
            "parse_mode MarkdownV2 is not modelled",
        ),
    ],
)
async def test_a_wrong_field_is_refused_in_words(
    sim: Simulator, ask: Ask, amal: Person, fields: dict[str, object], description: str
) -> None:
    status, answer = await ask("sendMessage", **fields)
    assert (status, answer["description"]) == (400, f"Bad Request: {description}")
    assert len(sim.violations) == 1


async def test_an_unknown_chat_is_no_fault_of_the_bot(sim: Simulator, ask: Ask) -> None:
    status, answer = await ask("sendMessage", chat_id=5, text="hi")
    assert (status, answer["description"]) == (400, "Bad Request: chat not found")
    assert sim.violations == []


@pytest.mark.parametrize(("token", "status"), [("1:wrong", 401), ("nonsense", 404), ("", 404)])
async def test_a_wrong_token_is_refused(ask: Ask, token: str, status: int) -> None:
    assert (await ask("getMe", token=token))[0] == status


async def test_methods_do_not_mind_case(ask: Ask) -> None:
    assert (await ask("GETME"))[1]["result"]["username"] == "nabodialog_bot"


async def test_every_way_to_pack_fields_reads_the_same(
    base: str, http: aiohttp.ClientSession, amal: Person
) -> None:
    url = f"{base}/bot1:test/sendMessage"
    packed = {"chat_id": str(AMAL), "text": "æ & ع", "protect_content": "true"}
    form = aiohttp.FormData(packed, default_to_multipart=True)
    async with (
        http.get(url, params=packed) as query,
        http.post(url, data=packed) as encoded,
        http.post(url, data=form) as multipart,
        http.post(url, json={**packed, "protect_content": True}) as as_json,
    ):
        assert {query.status, encoded.status, multipart.status, as_json.status} == {200}
        assert as_json.content_type == "application/json"
    said = [(m.text, m.protect_content) for m in amal.chat.messages if m.outgoing]
    assert said == [("æ & ع", True)] * 4


@pytest.mark.parametrize(
    ("kind", "body"), [("application/json", b"[1]"), ("application/json", b"{"), ("text/xml", b"x")]
)
async def test_an_unreadable_body_is_refused(
    sim: Simulator, base: str, http: aiohttp.ClientSession, kind: str, body: bytes
) -> None:
    headers = {"content-type": kind}
    async with http.post(f"{base}/bot1:test/getMe", data=body, headers=headers) as answer:
        assert answer.status == 400
    assert len(sim.violations) == 1


async def test_other_paths_are_not_found(base: str, http: aiohttp.ClientSession) -> None:
    for path in ("/", "/bot", "/bot1:test/a/b", "/control/state", "/file/bot1:test/none"):
        async with http.get(base + path) as answer:
            assert answer.status == 404, path


async def test_a_wait_in_vain_shows_the_last_calls(sim: Simulator, ask: Ask) -> None:
    await ask("getMe")
    with pytest.raises(AssertionError, match="getMe"):
        await sim.until(lambda: len(sim.calls) > 1, timeout=0.01)


async def test_two_simulators_do_not_know_of_each_other(http: aiohttp.ClientSession) -> None:
    one, two = Simulator(token="1:a"), Simulator(token="2:b", username="other_bot")
    async with serve(one) as first, serve(two) as second:
        async with http.get(f"{first}/bot1:a/getMe") as answer:
            assert (await answer.json())["result"]["id"] == 1
        async with http.get(f"{second}/bot1:a/getMe") as answer:
            assert answer.status == 401
    assert len(one.calls) == 1
    assert two.calls == []


async def test_the_transcript_can_be_written_as_json(
    sim: Simulator, ask: Ask, amal: Person
) -> None:
    await ask("getMe")
    await ask("sendMessage", chat_id=AMAL, text="hi")
    lines = json.loads(json.dumps(sim.transcript()))
    assert [(line["n"], line["method"], line["status"]) for line in lines] == [
        (1, "getMe", 200),
        (2, "sendMessage", 200),
    ]
    assert lines[1]["params"] == {"chat_id": AMAL, "text": "hi"}
