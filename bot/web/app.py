"""Starlette routes: Telegram's webhook and /healthz."""

from __future__ import annotations

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlparse

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.store.db import DatabaseFault

BODY_LIMIT = 1 << 20
_SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 # the header's name, not a secret

Take = Callable[[Sequence[Mapping[str, Any]]], Awaitable[None]]


def build(take: Take, webhook_url: str, secret: str) -> Starlette:
    """take: returns when the updates are durable; only then is Telegram answered 200."""

    async def on_update(request: Request) -> Response:
        given = request.headers.get(_SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            return Response(status_code=403)
        body = await _limited(request)
        if body is None:
            return Response(status_code=413)
        update = _parsed(body)
        if update is None:
            return Response(status_code=400)
        try:
            await take([update])
        except DatabaseFault:
            return Response(status_code=503)
        return Response(status_code=200)

    async def on_health(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    path = urlparse(webhook_url).path or "/"
    return Starlette(
        routes=[
            Route("/healthz", on_health),
            Route(path, on_update, methods=["POST"]),
        ]
    )


async def _limited(request: Request) -> bytes | None:
    """The body, or None as soon as it is larger than any update."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)


def _parsed(body: bytes) -> Mapping[str, Any] | None:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(update, dict) or not _is_number(update.get("update_id")):
        return None
    return update


def _is_number(value: object) -> bool:
    """Telegram's numbers of updates are positive and fit in a column."""
    return isinstance(value, int) and 0 < value < 1 << 63
