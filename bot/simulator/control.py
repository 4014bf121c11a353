"""What the browser page asks of the simulator: the phones, their changes, and taps on them."""

import base64
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.simulator.phones import Phone
from bot.simulator.refusal import Impossible, Refusal
from bot.simulator.simulator import Simulator

Json = dict[str, Any]
Act = Callable[[Phone, Json], Awaitable[object]]

STREAM = "text/event-stream"
START = re.compile(r"/start ([A-Za-z0-9_-]{1,64})\Z")
PAGE = Path(__file__).parent / "page"
PING_SECONDS = 15.0
SAMPLE_PLACE = (55.738, 12.486)
"""Where a player stands who sends a place."""
POLICY = {
    "content-security-policy": "default-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


def control_app(sim: Simulator) -> ASGIApp:
    """Nothing but 404 unless the simulator is made with control=True."""
    if not sim.control:
        return PlainTextResponse("Not Found", status_code=404)
    control = Control(sim)
    routes = [
        Route("/control/state", control.state),
        Route("/control/events", control.events),
        Route("/control/files/{file_id}", control.file),
        Route("/control/phones/{phone_id}/{action}", control.act, methods=["POST"]),
        Mount("/", StaticFiles(directory=PAGE, html=True, check_dir=False)),
    ]
    return Guarded(Starlette(routes=routes, exception_handlers={Impossible: _cannot}))


def _cannot(request: Request, error: Exception) -> Response:
    """A tap no phone allows, told in its own words."""
    return PlainTextResponse(str(error), status_code=409)


class Guarded:
    """Every answer carries the page's policy; nobody else's page may tap."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        origin = headers.get(b"origin", b"")
        if origin and origin.partition(b"://")[2] != headers.get(b"host"):
            await PlainTextResponse("Forbidden", status_code=403)(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(POLICY)
            await send(message)

        await self._app(scope, receive, guarded)


class Control:
    def __init__(self, sim: Simulator) -> None:
        self._sim = sim

    async def state(self, request: Request) -> Response:
        return JSONResponse(self._whole())

    async def events(self, request: Request) -> Response:
        return StreamingResponse(Stream(self._sim, self._whole).lines(), media_type=STREAM)

    async def file(self, request: Request) -> Response:
        try:
            content = self._sim.files.by_id(request.path_params["file_id"]).content
        except Refusal:
            raise HTTPException(404) from None
        return Response(content.data, media_type=content.mime)

    async def act(self, request: Request) -> Response:
        phone = self._sim.phones.get(request.path_params["phone_id"])
        act = ACTIONS.get(request.path_params["action"])
        if phone is None or act is None:
            raise HTTPException(404)
        try:
            await act(phone, await _read(request))
        except (KeyError, TypeError, ValueError) as error:
            raise HTTPException(400, f"wrong request: {error!r}") from error
        return Response(status_code=204)

    def _whole(self) -> Json:
        bot = {
            "username": self._sim.username,
            "name": self._sim.me()["first_name"],
            "commands": self._sim.profile.commands_by_language(),
        }
        return {"bot": bot, "phones": [phone.state() for phone in self._sim.phones.values()]}


class Stream:
    """Events of one connection: the whole state first, then every phone as it changes."""

    def __init__(self, sim: Simulator, whole: Callable[[], Json]) -> None:
        self._sim = sim
        self._whole = whole
        self._bot: Json = {}
        self._phones: dict[str, Json] = {}
        self._popups = {phone.id: len(phone.popups) for phone in sim.phones.values()}

    async def lines(self) -> AsyncIterator[str]:
        screens = self._sim.screens
        while not self._sim.closing:
            seen = screens.count
            for line in [*self._states(), *self._toasts()]:
                yield line
            # Something may have changed while the lines went out.
            if not await screens.after(seen, PING_SECONDS):
                yield ": ping\n\n"

    def _states(self) -> list[str]:
        whole = self._whole()
        phones = {phone["id"]: phone for phone in whole["phones"]}
        old_bot, self._bot = self._bot, whole["bot"]
        old, self._phones = self._phones, phones
        if old_bot != whole["bot"] or old.keys() != phones.keys():
            return [_event("state", whole)]
        return [_event("chat", phones[key]) for key in phones if phones[key] != old[key]]

    def _toasts(self) -> list[str]:
        lines = []
        for phone in self._sim.phones.values():
            for popup in phone.popups[self._popups.get(phone.id, 0) :]:
                toast = {"phone": phone.id, "text": popup.text, "alert": popup.alert}
                lines.append(_event("toast", toast))
            self._popups[phone.id] = len(phone.popups)
        return lines


def _event(name: str, data: Json) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


async def _read(request: Request) -> Json:
    if request.headers.get("content-type", "").startswith("multipart/"):
        return {}
    body = await request.body()
    given = json.loads(body) if body else {}
    if not isinstance(given, dict):
        raise TypeError
    return given


async def _send(phone: Phone, given: Json) -> None:
    link = START.match(given["text"])
    await (phone.person.start(link[1]) if link else phone.person.send(given["text"]))


async def _press(phone: Phone, given: Json) -> None:
    phone.press(given["message_id"], given["data"])


async def _edit(phone: Phone, given: Json) -> None:
    await phone.person.edit(phone.message(given["message_id"]), given["text"])


async def _delete(phone: Phone, given: Json) -> None:
    phone.person.delete(phone.message(given["message_id"]))


async def _photo(phone: Phone, given: Json) -> None:
    await phone.person.send_photo(caption=given.get("caption", ""))


async def _kind(phone: Phone, given: Json) -> None:
    person = phone.person
    kinds: dict[str, Callable[[], Awaitable[object]]] = {
        "voice": person.send_voice,
        "contact": person.send_contact,
        "sticker": person.send_sticker,
        "location": lambda: person.send_location(*SAMPLE_PLACE),
        "document": person.send_document,
    }
    await kinds[given["kind"]]()


async def _upload(phone: Phone, given: Json) -> None:
    """A file of the player's own."""
    data = base64.b64decode(given["data"], validate=True)
    await phone.person.send_document(given["name"], data, given["mime"])


async def _block(phone: Phone, given: Json) -> None:
    if given["blocked"]:
        phone.person.block()
    else:
        phone.person.unblock()


ACTIONS: dict[str, Act] = {
    "send": _send,
    "press": _press,
    "edit": _edit,
    "delete": _delete,
    "photo": _photo,
    "kind": _kind,
    "upload": _upload,
    "block": _block,
}
