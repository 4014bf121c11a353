"""Reading a request's fields out of its body, whichever way they were packed."""

import json
from email.message import Message
from typing import Any
from urllib.parse import parse_qsl

from bot.simulator.files import FileBytes
from bot.simulator.refusal import misuse

Json = dict[str, Any]


def read(content_type: str, body: bytes, query: bytes = b"") -> Json:
    raw: Json = dict(parse_qsl(query.decode(), keep_blank_values=True))
    if not body:
        return raw
    kind = content_type.partition(";")[0].strip().lower()
    match kind:
        case "application/json":
            return raw | _json(body)
        case "application/x-www-form-urlencoded":
            return raw | dict(parse_qsl(body.decode(), keep_blank_values=True))
        case "multipart/form-data":
            return raw | _multipart(_parameter(content_type, "content-type", "boundary"), body)
    raise misuse(f"unsupported content type {kind}")


def _json(body: bytes) -> Json:
    try:
        read = json.loads(body)
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise misuse("can't parse JSON object")
    return read


def _multipart(boundary: str, body: bytes) -> Json:
    fields: Json = {}
    # The line break before a boundary belongs to the boundary, so give the first one its own.
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary.encode())[1:-1]:
        head, _, data = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = dict(_header(line) for line in head.split(b"\r\n"))
        disposition = headers.get("content-disposition", "")
        name = _parameter(disposition, "content-disposition", "name")
        file_name = _parameter(disposition, "content-disposition", "filename")
        if file_name:
            mime = headers.get("content-type", "application/octet-stream")
            fields[name] = FileBytes(file_name, data, mime)
        else:
            fields[name] = data.decode()
    return fields


def _header(line: bytes) -> tuple[str, str]:
    name, _, value = line.decode().partition(":")
    return name.strip().lower(), value.strip()


def _parameter(value: str, header: str, name: str) -> str:
    message = Message()
    message[header] = value
    found = message.get_param(name, "", header)
    return found if isinstance(found, str) else ""
