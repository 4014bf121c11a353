"""What people and the bot upload, kept in memory."""

import hashlib
import struct
from dataclasses import dataclass
from typing import Any

from bot.simulator.refusal import bad

DOWNLOAD_LIMIT = 20 * 1024 * 1024
PHOTO_LIMIT = 10 * 1024 * 1024
PHOTO_SIDES = 10_000
PHOTO_RATIO = 20
UPLOAD_LIMIT = 50 * 1024 * 1024


@dataclass(frozen=True)
class FileBytes:
    name: str
    data: bytes
    mime: str = "application/octet-stream"


@dataclass(frozen=True)
class Stored:
    file_id: str
    unique_id: str
    path: str
    content: FileBytes

    def facts(self) -> dict[str, Any]:
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.content.data),
        }


class Files:
    def __init__(self, bot_id: int) -> None:
        self._bot_id = bot_id
        self._by_id: dict[str, Stored] = {}
        self._by_path: dict[str, Stored] = {}

    def keep(self, content: FileBytes, folder: str) -> Stored:
        number = len(self._by_id) + 1
        ending = content.name.rpartition(".")[2] if "." in content.name else "bin"
        stored = Stored(
            file_id=f"file-{self._bot_id}-{number}",
            unique_id=hashlib.sha256(content.data).hexdigest()[:16],
            path=f"{folder}/file_{number}.{ending}",
            content=content,
        )
        self._by_id[stored.file_id] = stored
        self._by_path[stored.path] = stored
        return stored

    def by_id(self, file_id: str) -> Stored:
        try:
            return self._by_id[file_id]
        except KeyError:
            raise bad("wrong file identifier/HTTP URL specified") from None

    def by_path(self, path: str) -> Stored | None:
        return self._by_path.get(path)

    def get(self, file_id: str) -> dict[str, Any]:
        stored = self.by_id(file_id)
        if len(stored.content.data) > DOWNLOAD_LIMIT:
            raise bad("file is too big")
        return {**stored.facts(), "file_path": stored.path}

    def upload(self, content: FileBytes | str, folder: str, limit: int = UPLOAD_LIMIT) -> Stored:
        """A new file of the bot, or one it names by file_id."""
        if isinstance(content, str):
            return self.by_id(content)
        if not content.data:
            raise bad("file must be non-empty")
        if len(content.data) > limit:
            raise bad("file is too big")
        return self.keep(content, folder)


def photo_sizes(stored: Stored) -> list[dict[str, Any]]:
    size = picture_size(stored.content.data)
    if size is None:
        raise bad("IMAGE_PROCESS_FAILED")
    if sum(size) > PHOTO_SIDES or max(size) > PHOTO_RATIO * min(size):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return [{**stored.facts(), "width": size[0], "height": size[1]}]


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a JPEG or PNG; None if it is neither."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    return _jpeg_size(data) if data.startswith(b"\xff\xd8") else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        (length,) = struct.unpack(">H", data[at + 2 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None
