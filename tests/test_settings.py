"""Settings are checked at once, every fault is named, and nothing secret is ever shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from bot import settings
from bot.settings import HttpLayer, LogLevel, Settings, SettingsFault, UpdateMode

TOKEN = "123456:not-a-real-token"
ROOT = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def nothing_inherited(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No environment and no .env of whoever runs the tests."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def load(**values: Any) -> Settings:
    return settings.load(bot_token=TOKEN, **values)


def faults(**values: Any) -> list[str]:
    with pytest.raises(SettingsFault) as caught:
        settings.load(**values)
    return str(caught.value).splitlines()


def test_a_token_is_all_that_must_be_set() -> None:
    assert load().update_mode is UpdateMode.POLLING
    assert load().http_layer is HttpLayer.AIOHTTP
    assert load().bot_api_url == "https://api.telegram.org"
    assert load().reply_delay_seconds == (0, 300)
    assert load().partnership_file.exists()


def test_the_ledger_lies_beside_the_keyring_unless_it_is_set() -> None:
    assert load(keyring_file="/k/keyring.json").ledger == Path("/k/erased.txt")
    assert load(ledger_file="/l/ledger").ledger == Path("/l/ledger")


def test_settings_come_from_the_environment_and_win_over_the_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(f"BOT_TOKEN={TOKEN}\nCHAT_BURST=7\nLOG_LEVEL=debug\n")
    monkeypatch.setenv("CHAT_BURST", "9")
    monkeypatch.setenv("REPLY_DELAY_SECONDS", "5-60")
    found = settings.load()
    assert (found.chat_burst, found.log_level) == (9, LogLevel.DEBUG)
    assert found.reply_delay_seconds == (5, 60)


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        load().chat_burst = 2  # type: ignore[misc] # that is the point


def test_nothing_secret_is_shown() -> None:
    found = load(webhook_secret="hemmelighed", update_mode="webhook", webhook_url="https://x")
    assert "not-a-real-token" not in f"{found!r} {found}"
    assert "hemmelighed" not in f"{found!r} {found}"


@pytest.mark.parametrize(
    "token", ["", "not-a-real-token", "123456", "123456:", "x:not-a-real-token"]
)
def test_a_wrong_token_is_named_but_not_repeated(token: str) -> None:
    (fault,) = faults(bot_token=token)
    assert fault.startswith("BOT_TOKEN: ")
    assert "not-a-real-token" not in fault


def test_every_fault_is_named_with_its_own_line() -> None:
    found = faults(bot_api_url="x", update_mode="y", chat_burst="z", reply_delay_seconds="9")
    assert [fault.partition(":")[0] for fault in found] == [
        "BOT_TOKEN",
        "BOT_API_URL",
        "UPDATE_MODE",
        "REPLY_DELAY_SECONDS",
        "CHAT_BURST",
    ]


def test_what_is_right_by_itself_may_be_wrong_together() -> None:
    assert faults(bot_token="x", update_mode="webhook", webhook_secret="æ") == [
        "BOT_TOKEN: write the token BotFather gave you; it looks like 123456:ABC-def",
        "WEBHOOK_URL: with UPDATE_MODE=webhook write the https address",
        "WEBHOOK_SECRET: write up to 256 of A-Z a-z 0-9 _ -, hard to guess",
    ]


@pytest.mark.parametrize("secret", ["", "a b", "é", "x" * 257])
def test_a_webhook_secret_is_what_telegram_takes(secret: str) -> None:
    whole = {"bot_token": TOKEN, "update_mode": "webhook", "webhook_url": "https://x"}
    assert settings.load(**whole, webhook_secret="x" * 256).update_mode is UpdateMode.WEBHOOK
    (fault,) = faults(**whole, webhook_secret=secret)
    assert fault.startswith("WEBHOOK_SECRET: ")


def test_without_a_webhook_its_settings_do_not_matter() -> None:
    assert load(webhook_url="nonsense", webhook_secret="").update_mode is UpdateMode.POLLING


def test_a_fault_carries_the_rest_so_that_a_check_can_look_further(tmp_path: Path) -> None:
    with pytest.raises(SettingsFault) as caught:
        settings.load(chat_burst="x", log_level="y", data_dir=tmp_path, sends_per_second=5)
    rest = caught.value.rest
    assert rest is not None
    assert (rest.chat_burst, rest.log_level, rest.sends_per_second) == (5, LogLevel.INFO, 5)
    assert rest.data_dir == tmp_path
    assert rest.bot_token.get_secret_value() == "0:none"


@pytest.mark.parametrize("span", ["5", "a-b", "-5", "5-", "1.5-2", "9-1", ""])
def test_a_span_is_two_whole_numbers_in_order(span: str) -> None:
    (fault,) = faults(bot_token=TOKEN, reply_delay_seconds=span)
    assert fault.startswith("REPLY_DELAY_SECONDS: ")
    assert load(reply_delay_seconds=" 1 - 2 ").reply_delay_seconds == (1, 2)


@pytest.mark.parametrize("place", ["8443", ":8443", "host:", "host:x", "host:65536"])
def test_a_place_to_listen_is_host_and_port(place: str) -> None:
    (fault,) = faults(bot_token=TOKEN, webhook_listen=place)
    assert fault == "WEBHOOK_LISTEN: write host:port, such as 127.0.0.1:8443"


@pytest.mark.parametrize(
    ("place", "host"), [("127.0.0.1:80", "127.0.0.1"), ("[::1]:80", "::1"), ("::1:80", "::1")]
)
def test_a_place_to_listen_may_be_of_either_family(place: str, host: str) -> None:
    assert load(webhook_listen=place).listen == (host, 80)


@pytest.mark.parametrize("url", ["sqlite:///x", "postgresql://x", "mysql://x", "x"])
def test_a_database_is_one_of_the_two_kinds(url: str) -> None:
    (fault,) = faults(bot_token=TOKEN, database_url=url)
    assert fault.startswith("DATABASE_URL: write sqlite+aiosqlite:///")


def test_the_database_stands_in_the_data_folder_unless_named() -> None:
    assert load(data_dir="/d").database == "sqlite+aiosqlite:////d/nabodialog.sqlite3"
    assert load(data_dir="/d").database_file == Path("/d/nabodialog.sqlite3")
    assert load(database_url="sqlite+aiosqlite:///a.db").database_file == Path("a.db")
    assert load(database_url="postgresql+asyncpg://u@h/n").database_file is None


def test_the_example_file_is_not_stale() -> None:
    assert settings.example() == (ROOT / ".env.example").read_text(encoding="utf-8")


def test_a_setting_left_out_of_the_example_would_be_noticed() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description
        assert f"\n# {field.description}\n{name.upper()}=" in settings.example()
