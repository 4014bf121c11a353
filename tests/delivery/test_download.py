"""A download is bounded, and what goes wrong with it names no address."""

from __future__ import annotations

import traceback
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from telegram.error import BadRequest, NetworkError

from bot.delivery.request import TooLarge, download

SECRET = "12345:token-in-the-address"


async def _endless(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse()
    await answer.prepare(request)
    while True:
        await answer.write(bytes(1 << 16))


async def _cut(request: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse(headers={"Content-Length": "1000"})
    await answer.prepare(request)
    await answer.write(b"half")
    assert request.transport
    request.transport.abort()
    return answer


async def _whole(_: web.Request) -> web.Response:
    return web.Response(body=b"whole")


async def _gone(_: web.Request) -> web.Response:
    return web.Response(status=404)


async def _ill(_: web.Request) -> web.Response:
    return web.Response(status=502)


@pytest.fixture
async def base() -> AsyncIterator[str]:
    app = web.Application()
    for name, handler in {
        "endless": _endless, "cut": _cut, "whole": _whole, "gone": _gone, "ill": _ill,
    }.items():  # fmt: skip
        app.router.add_get(f"/{SECRET}/{name}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    yield f"http://{host}:{port}/{SECRET}"
    await runner.cleanup()


async def test_a_file_within_the_limit_comes_whole(base: str) -> None:
    assert await download(f"{base}/whole", 5) == b"whole"


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("endless", TooLarge),
        ("cut", NetworkError),
        ("gone", BadRequest),
        ("ill", NetworkError),
    ],
)
async def test_what_goes_wrong_is_told_without_the_address(
    base: str, name: str, error: type[Exception]
) -> None:
    with pytest.raises(error) as caught:
        await download(f"{base}/{name}", 1 << 20)
    assert SECRET not in "".join(traceback.format_exception(caught.value))


async def test_nobody_there_is_told_without_the_address() -> None:
    with pytest.raises(NetworkError) as caught:
        await download(f"http://127.0.0.1:1/{SECRET}", 5)
    assert SECRET not in "".join(traceback.format_exception(caught.value))
