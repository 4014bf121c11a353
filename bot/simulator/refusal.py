"""What the server answers when it will not do as asked."""

from typing import Any


class Refusal(Exception):
    """`misuse` marks a request no state of the world would have made right: a bug of the bot."""

    def __init__(
        self,
        status: int,
        description: str,
        *,
        retry_after: int | None = None,
        migrate_to: int | None = None,
        misuse: bool = False,
    ) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after = retry_after
        self.migrate_to = migrate_to
        self.misuse = misuse

    def answer(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "ok": False,
            "error_code": self.status,
            "description": self.description,
        }
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        if self.migrate_to is not None:
            body["parameters"] = {"migrate_to_chat_id": self.migrate_to}
        return body


class CutOff(Exception):
    """The connection closes without an answer."""


class Impossible(AssertionError):
    """A person was told to do what no phone lets them do."""


def bad(text: str) -> Refusal:
    return Refusal(400, f"Bad Request: {text}")


def misuse(text: str) -> Refusal:
    return Refusal(400, f"Bad Request: {text}", misuse=True)


def forbidden(text: str) -> Refusal:
    return Refusal(403, f"Forbidden: {text}")


def upgraded(to: int) -> Refusal:
    text = "Bad Request: group chat was upgraded to a supergroup chat"
    return Refusal(400, text, migrate_to=to)


def flooded(seconds: int) -> Refusal:
    return Refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
