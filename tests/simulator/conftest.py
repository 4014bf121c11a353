from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import aiohttp
import pytest
from telegram import Bot

from bot.simulator import Limits, Person, Simulator, serve
from tests.simulator.schema import check

Answer = tuple[int, dict[str, Any]]
Ask = Callable[..., Coroutine[Any, Any, Answer]]

TOKEN = "1:test"
AMAL = 2**51 + 1


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now

    def tick(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture(autouse=True)
def waits_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without it, python-telegram-bot warns whenever it reads a 429, and warnings are errors."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sim(clock: Clock) -> Simulator:
    return Simulator(clock=clock, limits=Limits(off=True), check=check)


@pytest.fixture
async def base(sim: Simulator) -> AsyncIterator[str]:
    async with serve(sim) as url:
        yield url


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def ask(base: str, http: aiohttp.ClientSession) -> Ask:
    """Call a method with a JSON body, with nobody in between to correct it."""

    async def call(method: str, *, token: str = TOKEN, **fields: Any) -> Answer:
        async with http.post(f"{base}/bot{token}/{method}", json=fields) as answer:
            return answer.status, await answer.json()

    return call


@pytest.fixture
async def bot(base: str) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, base_url=f"{base}/bot", base_file_url=f"{base}/file/bot") as bot:
        yield bot


@pytest.fixture
async def amal(sim: Simulator) -> Person:
    """A person who has started the bot; the bot has already seen it."""
    person = sim.person("Amal", AMAL, language_code="ar")
    await person.start()
    sim.updates.clear()
    return person
