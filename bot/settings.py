"""Settings from the environment and `.env`: frozen, checked at once, every fault named."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PACKAGE = Path(__file__).parent
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


class SettingsFault(Exception):
    """One or more settings are wrong; the message has a line for each, naming the cure.

    rest: the settings with every wrong one at its default, so that a check can look further;
    None when they could not be read.
    """

    def __init__(self, message: str, rest: Settings | None = None) -> None:
        super().__init__(message)
        self.rest = rest


class UpdateMode(StrEnum):
    POLLING = "polling"
    WEBHOOK = "webhook"


class LogLevel(StrEnum):
    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"


class HttpLayer(StrEnum):
    AIOHTTP = "aiohttp"
    HTTPX = "httpx"


def content(name: str) -> Path:
    """Content shipped with the product: beside the package in a checkout, inside it when built."""
    built = PACKAGE / "_data" / name
    return built if built.exists() else PACKAGE.parent / "data" / name


def _span(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    low, dash, high = value.partition("-")
    if not dash or not low.strip().isdigit() or not high.strip().isdigit():
        raise ValueError("write two whole numbers of seconds, such as 0-300")
    return int(low), int(high)


def _ordered(value: tuple[int, int]) -> tuple[int, int]:
    if value[0] > value[1]:
        raise ValueError("the first number must not be larger than the second")
    return value


def _address(value: str) -> str:
    host, colon, port = value.rpartition(":")
    if not colon or not host or not port.isdigit() or int(port) > 65535:
        raise ValueError("write host:port, such as 127.0.0.1:8443")
    return value


def _no_address(value: str) -> str:
    return _address(value) if value else value


def address(value: str) -> tuple[str, int]:
    """Host and port of host:port."""
    host, _, port = value.rpartition(":")
    return host.strip("[]"), int(port)


def _database(value: str) -> str:
    if value and not value.startswith(("sqlite+aiosqlite:///", "postgresql+asyncpg://")):
        raise ValueError(
            "write sqlite+aiosqlite:///path/to/file or postgresql+asyncpg://user@host/name"
        )
    return value


def _web(value: str) -> str:
    if not re.match(r"https?://[^/\s]", value):
        raise ValueError("write an address such as https://api.telegram.org")
    return value


def _own_server(value: str) -> str:
    if value and not re.fullmatch(r"https?://[^/\s@?#]+(/[^\s@?#]*)?", value):
        raise ValueError("write http(s)://host:port of your own server, without a key or password")
    return value


def _token(value: SecretStr) -> SecretStr:
    number, colon, secret = value.get_secret_value().partition(":")
    if not colon or not number.isdigit() or not secret:
        raise ValueError("write the token BotFather gave you; it looks like 123456:ABC-def")
    return value


def _public_key(value: str) -> str:
    try:
        whole = not value or len(base64.b64decode(value, validate=True)) == 32
    except ValueError:
        whole = False
    if not whole:
        raise ValueError("write the 44 characters that `nabodialog backup keys` printed")
    return value


Span = Annotated[tuple[int, int], NoDecode, BeforeValidator(_span), AfterValidator(_ordered)]


class Settings(BaseSettings):
    """Everything an operator may decide. Each field becomes a line of `.env.example`."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8-sig", extra="ignore", frozen=True
    )

    bot_token: Annotated[SecretStr, AfterValidator(_token)] = Field(
        description="The token BotFather gave you. Required. Keep it secret."
    )
    bot_api_url: Annotated[str, AfterValidator(_web)] = Field(
        "https://api.telegram.org",
        description="Telegram, or a Bot API server of your own: the part before /bot<token>.",
    )
    update_mode: UpdateMode = Field(
        UpdateMode.POLLING, description="polling (no open port needed) or webhook."
    )
    webhook_url: str = Field(
        "", description="webhook: the public https address that reaches WEBHOOK_LISTEN."
    )
    webhook_listen: Annotated[str, AfterValidator(_address)] = Field(
        "127.0.0.1:8443", description="webhook: where to listen, host:port."
    )
    webhook_secret: SecretStr = Field(
        SecretStr(""), description="webhook: up to 256 of A-Z a-z 0-9 _ -, hard to guess."
    )
    data_dir: Path = Field(Path("var"), description="Folder of the database.")
    database_url: Annotated[str, AfterValidator(_database)] = Field(
        "",
        description="Empty: SQLite in DATA_DIR. PostgreSQL: postgresql+asyncpg://user@host/name.",
    )
    keyring_file: Path = Field(
        Path("keys/keyring.json"),
        description="The keyring; outside DATA_DIR, mode 0600, backed up apart from the data.",
    )
    ledger_file: str = Field(
        "",
        description="The erasure ledger; outside DATA_DIR, never in a backup. "
        "Empty: erased.txt beside the keyring.",
    )
    backup_public_key: Annotated[str, AfterValidator(_public_key)] = Field(
        "", description="What `nabodialog backup keys` printed; its other half opens backups."
    )
    backup_dir: Path = Field(Path("backups"), description="Folder of sealed backups.")
    backup_days: int = Field(
        35,
        ge=1,
        le=366,
        description="Backups live so many days, and erased things are remembered as long.",
    )
    rotation_waits_for_backup: bool = Field(
        True,
        description="Old keys are destroyed only after a newer backup was verified; false where "
        "no backups are made.",
    )
    partnership_file: Path = Field(
        default_factory=lambda: content("partnership.toml"),
        description="Organisations, areas, categories, contacts, hours.",
    )
    log_level: Annotated[LogLevel, BeforeValidator(str.upper)] = Field(
        LogLevel.INFO, description="DEBUG to ERROR."
    )
    reply_delay_seconds: Span = Field(
        (0, 300),
        description="Staff replies leave after a random time in this span, so that nobody can "
        "watch whose phone lights up.",
    )
    sends_per_second: int = Field(
        30,
        ge=1,
        le=100_000,
        description="Telegram's limit over all chats; 1000 with paid broadcast.",
    )
    chat_sends_per_second: float = Field(
        1.0, gt=0, le=1000, description="Telegram's limit for one private chat."
    )
    chat_burst: int = Field(
        5, ge=1, le=1000, description="Messages one chat may get at once before its limit holds."
    )
    sends_in_flight: int = Field(
        16, ge=1, le=32, description="Sends waiting for an answer at once."
    )
    translate_url: Annotated[str, AfterValidator(_own_server)] = Field(
        "",
        description="A LibreTranslate server of your own; empty: nothing is translated by machine.",
    )
    translate_api_key: SecretStr = Field(
        SecretStr(""), description="Its key, if it wants one. Keep it secret."
    )
    http_layer: HttpLayer = Field(
        HttpLayer.AIOHTTP, description="aiohttp, or httpx (python-telegram-bot's own, slower)."
    )
    health_listen: Annotated[str, AfterValidator(_no_address)] = Field(
        "",
        description="Where /healthz and /metrics answer, such as 127.0.0.1:9464; never open to "
        "the internet. Empty: nowhere.",
    )

    @property
    def database(self) -> str:
        if self.database_url:
            return self.database_url
        return f"sqlite+aiosqlite:///{self.data_dir / 'nabodialog.sqlite3'}"

    @property
    def database_file(self) -> Path | None:
        """None when the database is not a file."""
        kind, _, path = self.database.partition("///")
        return Path(path) if kind.startswith("sqlite") else None

    @property
    def ledger(self) -> Path:
        return (
            Path(self.ledger_file)
            if self.ledger_file
            else self.keyring_file.with_name("erased.txt")
        )

    @property
    def listen(self) -> tuple[str, int]:
        return address(self.webhook_listen)

    def contradictions(self) -> Iterator[str]:
        """What is wrong although each setting by itself is right."""
        if self.update_mode is UpdateMode.WEBHOOK and self.health_listen == self.webhook_listen:
            yield "HEALTH_LISTEN: choose another port than that of WEBHOOK_LISTEN, which is public"
        if self.update_mode is UpdateMode.POLLING:
            return
        if not self.webhook_url.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            yield "WEBHOOK_URL: with UPDATE_MODE=webhook write the https address"
        if not _SECRET.fullmatch(self.webhook_secret.get_secret_value()):
            yield "WEBHOOK_SECRET: write up to 256 of A-Z a-z 0-9 _ -, hard to guess"


def load(**overrides: Any) -> Settings:
    """Raises SettingsFault with one line per fault."""
    faults: list[str] = []
    try:
        settings = Settings(**overrides)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        faults += [_line(e["loc"], e["msg"], e["type"]) for e in found]
        settings = Settings(**{**overrides, **_defaults(str(e["loc"][0]) for e in found)})
    except UnicodeDecodeError:
        raise SettingsFault(".env: is not text in UTF-8; save it again as UTF-8") from None
    except OSError as error:
        raise SettingsFault(
            f".env: cannot be read ({error.strerror}); "
            "make it the file of the user who runs the bot"
        ) from None
    faults += settings.contradictions()
    if faults:
        raise SettingsFault("\n".join(faults), settings)
    return settings


def _defaults(names: Iterable[str]) -> dict[str, Any]:
    """What stands in for wrong settings. Nothing is ever sent with this token."""
    fields = Settings.model_fields
    return {
        name: "0:none"
        if name == "bot_token"
        else fields[name].get_default(call_default_factory=True)
        for name in names
    }


def _line(where: tuple[int | str, ...], message: str, kind: str) -> str:
    message = message.removeprefix("Value error, ")
    name = str(where[0]).upper()
    if kind == "missing":
        return f"{name}: is not set; see .env.example"
    return f"{name}: {message[0].lower()}{message[1:]}"


def example() -> str:
    """The text of `.env.example`, generated from the fields."""
    lines = ["# Copy to .env and fill in. Generated by `nabodialog check --env-example`.", ""]
    for name, field in Settings.model_fields.items():
        lines += [f"# {field.description}", f"{name.upper()}={_shown(name, field.default)}", ""]
    return "\n".join(lines[:-1]) + "\n"


def _shown(name: str, default: Any) -> str:
    if name == "partnership_file":
        return "data/partnership.toml"
    if isinstance(default, tuple):
        return "-".join(str(part) for part in default)
    if isinstance(default, SecretStr):
        return default.get_secret_value()
    if isinstance(default, bool):
        return str(default).lower()
    return "" if repr(default) == "PydanticUndefined" else str(default)
