"""The HTTP layer: what may have arrived is told apart from what cannot have."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import pytest
from telegram import InputFile
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import RequestData

from bot.delivery.line import Line, seconds_of
from bot.delivery.request import AiohttpRequest, NotSent
from bot.simulator import Fault, Person, Simulator
from tests.delivery.conftest import line_to

HELLO = {"text": "Hej <b>æøå</b> 👋 مرحبا", "parse_mode": "HTML"}


@pytest.fixture
async def amal(sim: Simulator) -> Person:
    person = sim.person("Amal", 2**51 + 5)
    await person.start()
    return person


async def send(line: Line, to: Person, **more: object) -> object:
    return await line.call("sendMessage", {"chat_id": to.id, **HELLO, **more})


async def test_a_call_arrives_as_it_was_meant(sim: Simulator, line: Line, amal: Person) -> None:
    result = await line.call(
        "sendMessage",
        {
            "chat_id": amal.id,
            **HELLO,
            "disable_notification": True,
            "reply_markup": {"inline_keyboard": [[{"text": "ja", "callback_data": "1:go:menu"}]]},
        },
    )
    assert result["message_id"] == amal.chat.messages[-1].message_id
    assert amal.chat.texts[-1] == "Hej æøå 👋 مرحبا"
    assert amal.chat.messages[-1].buttons[0][0].data == "1:go:menu"
    assert amal.chat.messages[-1].silent
    assert sim.violations == []


async def test_files_travel_by_multipart(sim: Simulator, line: Line, amal: Person) -> None:
    content = bytes(range(256)) * 300
    file = InputFile(content, filename="kort æ.pdf")
    await line.send_document(amal.id, file, caption="<b>Kort</b>", parse_mode="HTML")
    document = amal.chat.messages[-1].document
    assert document is not None
    call = sim.calls[-1]
    assert call.params["document"].data == content
    assert call.params["caption"] == "<b>Kort</b>"
    assert sim.violations == []


@pytest.mark.parametrize("kind", ["reset_before", "reset_after"])
async def test_a_connection_broken_after_the_call_may_have_arrived(
    sim: Simulator, line: Line, amal: Person, kind: str
) -> None:
    sim.faults.add(Fault(kind, frozenset({"sendMessage"})))  # type: ignore[arg-type] # both are kinds
    with pytest.raises(NetworkError) as error:
        await send(line, amal)
    assert not isinstance(error.value, NotSent)
    assert len(amal.chat.texts) == 1 + (kind == "reset_after")


async def test_an_answer_that_does_not_come_is_a_timeout(
    sim: Simulator, base: str, amal: Person
) -> None:
    sim.faults.add(Fault("hang", frozenset({"sendMessage"}), seconds=5))
    async with line_to(base) as line:
        with pytest.raises(TimedOut) as error:
            await line.call("sendMessage", {"chat_id": amal.id, **HELLO}, read_timeout=0.3)
        assert not isinstance(error.value, NotSent)


async def test_a_layer_has_a_time_of_its_own_when_a_call_names_none(
    sim: Simulator, base: str, amal: Person
) -> None:
    sim.faults.add(Fault("hang", frozenset({"sendMessage"}), seconds=5))
    async with line_to(base, read=0.3) as line:
        with pytest.raises(TimedOut):
            await line.send_message(amal.id, "hej")


async def test_a_slow_answer_within_its_time_is_an_answer(
    sim: Simulator, line: Line, amal: Person
) -> None:
    sim.faults.add(Fault("slow", frozenset({"sendMessage"}), seconds=0.3))
    await send(line, amal)
    assert len(amal.chat.texts) == 2


@contextlib.contextmanager
def nobody_answers() -> Iterator[int]:
    """A port whose waiting room is full: like a network that swallows what is sent."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        for _ in range(8):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(("127.0.0.1", port))
        yield port


def refused_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


async def test_without_a_connection_nothing_can_have_arrived() -> None:
    request = AiohttpRequest(connect=0.5)
    await request.initialize()
    try:
        with pytest.raises(NotSent):
            await request.post(f"http://127.0.0.1:{refused_port()}/x")
        with pytest.raises(NotSent):
            await request.post("http://nowhere.invalid/x")
        with nobody_answers() as port, pytest.raises(NotSent):
            await request.post(f"http://127.0.0.1:{port}/x")
    finally:
        await request.shutdown()


async def test_after_an_outage_the_line_works_again(
    sim: Simulator, line: Line, amal: Person
) -> None:
    sim.outage(True)
    with pytest.raises(NetworkError):
        await send(line, amal)
    sim.outage(False)
    await send(line, amal)


async def test_refusals_of_telegram_have_their_own_errors(
    sim: Simulator, line: Line, amal: Person
) -> None:
    sim.faults.add(Fault("flood", frozenset({"sendMessage"}), retry_after=7))
    with pytest.raises(RetryAfter) as refusal:
        await send(line, amal)
    assert seconds_of(refusal.value) == 7
    sim.faults.add(Fault("error500", frozenset({"sendMessage"})))
    with pytest.raises(NetworkError) as broken:
        await send(line, amal)
    assert not isinstance(broken.value, (NotSent, BadRequest))
    with pytest.raises(BadRequest, match=r"(?i)not found"):
        await line.call("sendMessage", {"chat_id": 99, **HELLO})
    amal.block()
    with pytest.raises(Forbidden):
        await send(line, amal)


async def test_a_revoked_token_is_told_as_such(sim: Simulator, line: Line, amal: Person) -> None:
    sim.token = "2:another"
    with pytest.raises(InvalidToken):
        await send(line, amal)


async def test_no_more_calls_are_under_way_than_there_are_connections(
    sim: Simulator, base: str, amal: Person
) -> None:
    sim.answer_delay = 0.05
    most = 0

    async def watch(call: object, phase: str) -> None:
        nonlocal most
        most = max(most, len(sim.in_flight()))

    async with line_to(base, connections=3) as line:
        sim.on_call = watch
        await asyncio.gather(*(send(line, amal) for _ in range(12)))
    assert most == 3
    assert len(amal.chat.texts) == 13


async def test_a_layer_that_is_not_open_says_so_and_closes_twice() -> None:
    request = AiohttpRequest()
    with pytest.raises(TelegramError, match="not open"):
        await request.post("http://127.0.0.1:9/x")
    await request.initialize()
    await request.initialize()
    await request.shutdown()
    await request.shutdown()
    with pytest.raises(TelegramError, match="not open"):
        await request.post("http://127.0.0.1:9/x", RequestData())


async def test_an_error_tells_neither_address_nor_token(sim: Simulator, line: Line) -> None:
    sim.outage(True)
    with pytest.raises(NetworkError) as error:
        await line.call("sendMessage", {"chat_id": 5, **HELLO})
    assert "1:test" not in repr(error.value)
    assert error.value.__cause__ is None
