"""The framework's HTTP seam on aiohttp.

The stock httpx layer walks all its connections at every request: it takes most of the CPU of a
send and gets slower with concurrency. Source: docs/architecture.md.
"""

from __future__ import annotations

from typing import Any

import aiohttp
from telegram._utils.defaultvalue import DEFAULT_NONE, DefaultValue
from telegram._utils.types import ODVInput
from telegram.error import BadRequest, NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

CONNECTIONS = 32
_DOWNLOAD = aiohttp.ClientTimeout(total=60, sock_connect=5, sock_read=20)


class NotSent(NetworkError):
    """No connection could be made, so nothing of the call can have arrived."""


class AiohttpRequest(BaseRequest):
    """At most `connections` at once; timeouts in seconds."""

    def __init__(
        self, connections: int = CONNECTIONS, read: float = 10.0, connect: float = 5.0
    ) -> None:
        self._connections, self._read, self._connect = connections, read, connect
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return self._read

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=60)
            self._session = aiohttp.ClientSession(connector=connector, auto_decompress=True)

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = DEFAULT_NONE,
        write_timeout: ODVInput[float] = DEFAULT_NONE,
        connect_timeout: ODVInput[float] = DEFAULT_NONE,
        pool_timeout: ODVInput[float] = DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Raises NotSent; TimedOut and NetworkError when a post may or may not have arrived."""
        if self._session is None or self._session.closed:
            raise NetworkError("the request layer is not open")
        timeout = aiohttp.ClientTimeout(
            sock_read=_chosen(read_timeout, self._read),
            sock_connect=_chosen(connect_timeout, self._connect),
        )
        try:
            async with self._session.request(
                method, url, data=_body(request_data), headers=_headers(request_data),
                timeout=timeout,
            ) as answer:  # fmt: skip
                return answer.status, await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(type(error).__name__) from None
        except TimeoutError as error:
            raise TimedOut(type(error).__name__) from None
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(type(error).__name__) from None


class TooLarge(Exception):
    """The file is larger than what is taken."""


async def download(url: str, limit: int) -> bytes:
    """A file in memory, given up as soon as it passes `limit` bytes.

    Raises TooLarge, BadRequest when it is gone, NetworkError. None of them names the address: the
    token stands in it.
    """
    try:
        async with aiohttp.ClientSession(timeout=_DOWNLOAD) as session, session.get(url) as answer:
            if answer.status in range(400, 500):
                raise BadRequest("the file is gone")
            if answer.status != 200:
                raise NetworkError(f"download answered {answer.status}")
            return await _read(answer, limit)
    except TimeoutError as error:
        raise TimedOut(type(error).__name__) from None
    except (aiohttp.ClientError, OSError) as error:
        raise NetworkError(type(error).__name__) from None


async def _read(answer: aiohttp.ClientResponse, limit: int) -> bytes:
    data = bytearray()
    async for chunk in answer.content.iter_chunked(1 << 16):
        data += chunk
        if len(data) > limit:
            raise TooLarge
    return bytes(data)


def _chosen(value: ODVInput[float], default: float) -> float | None:
    return default if isinstance(value, DefaultValue) else value


def _body(data: RequestData | None) -> Any:
    if data is None:
        return None
    if not data.contains_files:
        return data.json_payload
    form = aiohttp.FormData()
    for name, text in data.json_parameters.items():
        form.add_field(name, text)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form


def _headers(data: RequestData | None) -> dict[str, str]:
    if data is None or data.contains_files:
        return {}
    return {"Content-Type": "application/json"}
