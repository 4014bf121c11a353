"""`nabodialog check` looks at everything and changes nothing."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.settings import Settings, content
from tests.cli.shell import Shell
from tests.cli.test_bad_starts import faults_of, standing
from tests.kit.libretranslate import serving

ROOT = Path(__file__).parents[2]


async def test_a_bot_in_order_is_told_so_and_nothing_is_made(shell: Shell) -> None:
    before = standing(shell.folder)
    told = await shell.run("check")
    assert (told.code, told.out, told.err) == (0, "Everything is in order.\n", "")
    assert standing(shell.folder) == before


async def test_a_database_that_exists_is_looked_at_and_left(shell: Shell) -> None:
    assert (await shell.run("db", "upgrade")).code == 0
    before = standing(shell.folder)
    assert (await shell.run("check")).code == 0
    assert standing(shell.folder) == before


async def test_settings_partnership_and_keyring_are_told_at_once(shell: Shell) -> None:
    shell.keyring.chmod(0o644)
    partnership = shell.folder / "partnership.toml"
    partnership.write_text("notice_version = 1\n")
    faults = await faults_of(
        shell, "check", BOT_TOKEN="none", LOG_LEVEL="LOUD", PARTNERSHIP_FILE=str(partnership)
    )
    assert [fault.partition(":")[0] for fault in faults] == [
        "BOT_TOKEN",
        "LOG_LEVEL",
        *[str(partnership)] * 7,
        "KEYRING_FILE",
    ]


async def test_faults_of_templates_are_told_with_those_of_the_partnership(shell: Shell) -> None:
    ours = Path(shutil.copytree(content("."), shell.folder / "places"))
    (ours / "incidents" / "shooting.toml").write_text("order = [")
    partnership = ours / "partnership.toml"
    partnership.write_text(partnership.read_text().replace('"112"', '"111"'))
    faults = await faults_of(shell, "check", PARTNERSHIP_FILE=str(partnership))
    assert [fault.partition(":")[0] for fault in faults] == [
        str(partnership),
        str(ours / "incidents" / "shooting.toml"),
    ]


async def test_settings_and_database_are_told_at_once(shell: Shell) -> None:
    (shell.folder / "data").touch()
    faults = await faults_of(shell, "check", UPDATE_MODE="webhook")
    assert [fault.partition(":")[0] for fault in faults] == [
        "WEBHOOK_URL",
        "WEBHOOK_SECRET",
        "DATA_DIR",
    ]


async def test_the_example_needs_no_settings_and_is_the_file_in_the_repository(
    tmp_path: Path,
) -> None:
    told = await Shell(tmp_path).run("check", "--env-example")
    assert (told.code, told.err) == (0, "")
    assert told.out == (ROOT / ".env.example").read_text(encoding="utf-8")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
async def test_the_example_with_a_token_filled_in_is_in_order(shell: Shell, encoding: str) -> None:
    """Copied to .env in a checkout, as its first line says."""
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    token = example[example.index("BOT_TOKEN=") :].replace("=", "=123456:from-the-file", 1)
    (shell.folder / ".env").write_text(token, encoding=encoding)
    (shell.folder / "data").mkdir()
    shutil.copy(content("partnership.toml"), shell.folder / "data")
    told = await replace(shell, settings={}).run("check")
    assert (told.code, told.out, told.err) == (0, "Everything is in order.\n", "")


def test_every_setting_stands_in_the_example_with_its_description() -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert f"# {field.description}\n{name.upper()}=" in example


async def test_a_translation_server_is_asked_for_its_languages_alone(shell: Shell) -> None:
    async with serving() as machine:
        shell = replace(shell, settings={**shell.settings, "TRANSLATE_URL": machine.url})
        assert (await shell.run("check")).code == 0
        machine.pairs = frozenset({"da-ar", "ar-da"})
        [fault] = await faults_of(shell, "check")
        assert fault.startswith("TRANSLATE_URL: the server does not translate da-en, ar-en")
        machine.always = {"status": 404}
        [fault] = await faults_of(shell, "check")
        assert "is no LibreTranslate server" in fault
        assert machine.asked == []
    [fault] = await faults_of(shell, "check")
    assert fault.startswith("TRANSLATE_URL: the server does not answer")
