"""A local server that speaks LibreTranslate's API: answers in three languages, and fails on demand.

Source of the shape: docs.libretranslate.com, POST /translate and GET /languages.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

FIELDS = {"q", "source", "target", "format", "api_key"}
SAID: Mapping[str, str] = {
    "da": "Det her har maskinen sagt på dansk, og det er ikke et svar til jer.",
    "ar": "هذا ما قالته الآلة بالعربية وليس هو الأصل.",
    "en": "This is what the machine said in English, and it is not the original.",
}


@dataclass
class Machine:
    """asked: every body that came to /translate. answer: instead of a translation.

    pairs: "da-ar" and so on. key: the one it wants. open: answers only while it is set.
    """

    asked: list[dict[str, Any]] = field(default_factory=list)
    answers: list[web.Response] = field(default_factory=list)
    always: Mapping[str, Any] | None = None
    pairs: frozenset[str] = frozenset({"da-ar", "da-en", "ar-da", "ar-en", "en-da", "en-ar"})
    key: str = ""
    said: Mapping[str, str] = field(default_factory=lambda: dict(SAID))
    echoes: bool = False
    open: asyncio.Event = field(default_factory=asyncio.Event)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""

    async def translate(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.asked.append(body)
        self.came.set()
        await self.open.wait()
        if self.answers:
            return self.answers.pop(0)
        if self.always is not None:
            return web.Response(**self.always)
        if not set(body) <= FIELDS or body["format"] != "text":
            return failed(400, "Invalid request")
        if self.key != body.get("api_key", ""):
            return failed(403, "Invalid API key")
        if f"{body['source']}-{body['target']}" not in self.pairs:
            return failed(400, f"{body['target']} is not supported")
        said = self.said[body["target"]]
        return web.json_response({"translatedText": f"{said} {body['q']}" if self.echoes else said})

    async def languages(self, _: web.Request) -> web.Response:
        if self.always is not None:
            return web.Response(**self.always)
        sources = {pair.split("-")[0] for pair in self.pairs}
        return web.json_response([
            {"code": s, "name": s, "targets": [p[3:] for p in self.pairs if p.startswith(s)]}
            for s in sorted(sources)
        ])  # fmt: skip


def failed(status: int, why: str) -> web.Response:
    return web.json_response({"error": why}, status=status)


def text(status: int, body: str) -> Mapping[str, Any]:
    return {"status": status, "text": body}


def garbled(value: Any) -> Mapping[str, Any]:
    return {"status": 200, "text": json.dumps(value), "content_type": "application/json"}


@contextlib.asynccontextmanager
async def serving() -> AsyncIterator[Machine]:
    machine = Machine()
    machine.open.set()
    app = web.Application()
    app.router.add_post("/translate", machine.translate)
    app.router.add_get("/languages", machine.languages)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    machine.url = f"http://{host}:{port}"
    try:
        yield machine
    finally:
        machine.open.set()
        await runner.cleanup()
