"""The simulator on a loopback port."""

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any

import uvicorn
from uvicorn.server import ServerState

from bot.simulator import api
from bot.simulator.body import read
from bot.simulator.control import control_app
from bot.simulator.line import Line
from bot.simulator.refusal import CutOff, Refusal
from bot.simulator.simulator import Simulator

Json = dict[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

BOT_PATH = re.compile(r"/bot([^/]*)/([^/]*)\Z")
FILE_PATH = re.compile(r"/file/bot([^/]*)/(.+)\Z")
TOKEN = re.compile(r"\d+:[\w-]+\Z")
# Long enough that no idle connection closes under a client just about to use it.
KEEP_ALIVE_SECONDS = 3600


@contextlib.asynccontextmanager
async def serve(sim: Simulator, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve until the block ends; yields the base URL."""
    config = uvicorn.Config(
        App(sim), lifespan="off", log_config=None, timeout_keep_alive=KEEP_ALIVE_SECONDS
    )
    config.load()
    state = ServerState()
    server = await asyncio.get_running_loop().create_server(
        lambda: Line(sim, config=config, server_state=state, app_state={}), host, port
    )
    pushing = asyncio.create_task(sim.webhook.run())
    sim.closing = False
    try:
        yield f"http://{host}:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        sim.close()
        pushing.cancel()
        await _hang_up(state)
        await asyncio.gather(pushing, return_exceptions=True)


async def _hang_up(state: ServerState) -> None:
    for connection in list(state.connections):
        connection.transport.abort()
    tasks = list(state.tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


class App:
    def __init__(self, sim: Simulator) -> None:
        self._sim = sim
        self._control = control_app(sim)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._route(scope, receive, send)
        except (CutOff, asyncio.CancelledError):
            await _cut(scope, receive)

    async def _route(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        if not path.startswith(("/bot", "/file/bot")):
            await self._control(scope, receive, send)
            return
        if self._sim.is_out:
            raise CutOff
        if found := BOT_PATH.match(path):
            await self._method(found[1], found[2], scope, receive, send)
        elif found := FILE_PATH.match(path):
            await self._file(found[1], found[2], send)
        else:
            await _send_json(send, 404, Refusal(404, "Not Found").answer())

    async def _method(
        self, token: str, name: str, scope: Scope, receive: Receive, send: Send
    ) -> None:
        body = await _body(receive)
        if refusal := self._token_refusal(token):
            await _send_json(send, refusal.status, refusal.answer())
        else:
            await self._answer(name, scope, body, send)

    async def _answer(self, name: str, scope: Scope, body: bytes, send: Send) -> None:
        sim = self._sim
        try:
            raw = read(_content_type(scope), body, scope["query_string"])
        except Refusal as refusal:
            sim.violations.append(f"{name}: {refusal.description}")
            await _send_json(send, refusal.status, refusal.answer())
            return
        call = api.received(sim, name, raw)
        try:
            await api.answer(sim, call)
            await _send_json(send, call.status or 500, call.response)
            await api.answered(sim, call)
        finally:
            api.landed(sim, call)

    async def _file(self, token: str, path: str, send: Send) -> None:
        stored = self._sim.files.by_path(path)
        refusal = self._token_refusal(token)
        if refusal or stored is None:
            refusal = refusal or Refusal(404, "Not Found")
            await _send_json(send, refusal.status, refusal.answer())
        else:
            await _send(send, 200, stored.content.data, b"application/octet-stream")

    def _token_refusal(self, token: str) -> Refusal | None:
        if token == self._sim.token:
            return None
        return Refusal(401, "Unauthorized") if TOKEN.match(token) else Refusal(404, "Not Found")


async def _body(receive: Receive) -> bytes:
    parts = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise CutOff
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


def _content_type(scope: Scope) -> str:
    return next((v.decode("latin-1") for k, v in scope["headers"] if k == b"content-type"), "")


async def _send_json(send: Send, status: int, body: Json) -> None:
    await _send(send, status, json.dumps(body).encode(), b"application/json")


async def _send(send: Send, status: int, body: bytes, kind: bytes) -> None:
    headers = [(b"content-type", kind), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _cut(scope: Scope, receive: Receive) -> None:
    scope["state"]["transport"].abort()
    while (await receive())["type"] != "http.disconnect":
        pass
