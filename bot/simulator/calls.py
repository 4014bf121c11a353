"""The record of what the bot asked and what it was told."""

from dataclasses import dataclass, field
from typing import Any

from bot.simulator.files import FileBytes


@dataclass(eq=False)
class Call:
    n: int
    method: str
    params: dict[str, Any]
    at: float
    status: int | None = None
    response: dict[str, Any] = field(default_factory=dict)
    answered_at: float | None = None

    def line(self) -> dict[str, Any]:
        """This call as JSON can hold it."""
        return {
            "n": self.n,
            "method": self.method,
            "params": plain(self.params),
            "at": self.at,
            "status": self.status,
            "response": self.response,
            "answered_at": self.answered_at,
        }


def plain(value: Any) -> Any:
    if isinstance(value, FileBytes):
        return {"name": value.name, "mime": value.mime, "bytes": len(value.data)}
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value
