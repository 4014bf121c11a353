"""The house rules that no type and no linter checks, and that the linters' contracts hold."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store import migrations

ROOT = Path(__file__).parents[1]
LINTER = Path(sys.executable).with_name("lint-imports")
CONTRACTS = [
    contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
]


def sources() -> list[Path]:
    return sorted((ROOT / "bot").rglob("*.py"))


def own_files() -> list[Path]:
    """Every file that git holds or would take."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    paths = [ROOT / name for name in listed.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


# --- imports -------------------------------------------------------------------------------------

PLANTED = {
    "Imports run downhill": ("domain/codes.py", "bot.services.staff"),
    "The domain is pure": ("domain/hours.py", "random"),
    "The framework stays in handlers, delivery, context and the one place that wires": (
        "services/residents.py", "telegram"),
    "Handlers and jobs ask services, never the store or the vault": (
        "handlers/typed.py", "bot.store.staff"),
    "Only these know who is behind a row": ("services/bulletins.py", "bot.vault.addresses"),
    "Only the worker hashes, never a turn": ("services/receipts.py", "bot.vault.argon"),
    "The simulator knows nothing of the product": ("simulator/calls.py", "bot.i18n"),
    "Only the demo starts the simulator": ("cli/run.py", "bot.simulator"),
    "The locked room knows nothing of the house": ("delivery/media/room.py", "bot.vault.keyring"),
    "Files are opened in the locked room alone": ("services/threads.py", "PIL"),
    "Handlers of one reader do not know those of another": (
        "handlers/staff/moderation.py", "bot.handlers.resident.areas"),
    "Aggregates do not know each other": ("store/staff.py", "bot.store.outbox"),
}  # fmt: skip


def _linted(folder: Path) -> str:
    ran = subprocess.run([LINTER, "--no-cache"], cwd=folder, capture_output=True, check=False)
    return ran.stdout.decode()


def _told_of(contract: str, report: str) -> str:
    """What the report says about one broken contract."""
    _, _, broken = report.partition("Broken contracts")
    _, _, told = broken.partition(f"{contract}\n{'-' * len(contract)}\n")
    return re.split(r"\n[^\n]+\n-{10,}\n", told)[0]


@pytest.fixture(scope="module")
def violated(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The linter's report on a copy in which every contract is broken once."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "bot", folder / "bot", ignore=shutil.ignore_patterns("*.pyc", "page"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    for path, imported in PLANTED.values():
        with (folder / "bot" / path).open("a", encoding="utf-8") as file:
            file.write(f"\nimport {imported}\n")
    (folder / "bot" / "stray.py").touch()
    return _linted(folder)


def test_every_import_contract_is_kept() -> None:
    report = _linted(ROOT)
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in report, report


def test_every_contract_has_a_violation_planted() -> None:
    assert list(PLANTED) == CONTRACTS


@pytest.mark.parametrize("contract", CONTRACTS)
def test_a_contract_catches_a_planted_import(violated: str, contract: str) -> None:
    path, imported = PLANTED[contract]
    module = f"bot.{path.removesuffix('.py').replace('/', '.')}"
    assert re.search(
        rf"{re.escape(module)} -> {re.escape(imported)}\b", _told_of(contract, violated)
    )


def test_a_module_without_a_place_in_the_layers_is_noticed(violated: str) -> None:
    assert "stray" in _told_of("Imports run downhill", violated)


def test_the_contract_of_aggregates_names_every_aggregate() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = [
        c
        for c in config["tool"]["importlinter"]["contracts"]
        if c["name"] == "Aggregates do not know each other"
    ]
    tools = {
        "__init__",
        "db",
        "dump",
        "erased",
        "narrowing",
        "sqlite",
        "postgres",
        "schema",
        "scope",
        "wishes",
    }
    aggregates = {path.stem for path in (ROOT / "bot" / "store").glob("*.py")} - tools
    assert {module.removeprefix("bot.store.") for module in contract["modules"]} == aggregates


# --- what the framework offers and the house does not use ----------------------------------------

FRAMEWORK_STATE = re.compile(
    r"\b(user_data|chat_data|bot_data|callback_data_cache|ConversationHandler|PicklePersistence"
    r"|DictPersistence|BasePersistence|conversations)\b|\bpersistence\(|\bblock\s*=\s*False"
    r"|\bconcurrent_updates\b|\bAIORateLimiter\b|\bdrop_pending_updates\b"
)


def _uses_framework_state(text: str) -> list[str]:
    return [match[0] for match in FRAMEWORK_STATE.finditer(text)]


def test_the_framework_keeps_nothing_and_runs_nothing_beside_the_turn() -> None:
    """The simulator is left out: it speaks for Telegram and does not know the framework."""
    found = {
        path: used
        for path in sources()
        if ROOT / "bot" / "simulator" not in path.parents
        and (used := _uses_framework_state(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "MessageHandler(filters.TEXT, on_text, block=False)",
        "context.user_data['step'] = 1",
        "ctx.chat_data.clear()",
        "ConversationHandler(entry_points=[], states={}, fallbacks=[])",
        "ApplicationBuilder().persistence(PicklePersistence('x'))",
        "builder.concurrent_updates(True)",
    ],
)
def test_a_planted_use_of_the_frameworks_own_state_is_noticed(line: str) -> None:
    assert _uses_framework_state(line) != []


# --- time and chance -----------------------------------------------------------------------------

CHANCE = {"secrets", "random", "uuid"}
CLOCKS = {
    *(f"datetime.{name}" for name in ("now", "utcnow", "today")),
    "date.today",
    *(f"time.{name}" for name in ("time", "time_ns", "monotonic", "monotonic_ns", "perf_counter")),
    "os.urandom",
}
MAY = {
    "bot/app.py": "the one place that wires the real clock and the real chance",
    "bot/cli/": "commands draw keys and invitations, and run no turn",
    "bot/simulator/": "it plays Telegram, which has a clock of its own; tests give it theirs",
    "bot/store/db.py": "how long a group of jobs may wait and a broken database rests; "
    "only time.monotonic, of which nothing is stored or shown",
    "bot/store/sqlite.py": "how long rewriting the file took, so that it is not done all the time",
}


def _outside(source: str) -> Iterator[str]:
    """Where a module asks the machine for time or chance."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name.partition(".")[0] in CHANCE)
        elif isinstance(node, ast.ImportFrom) and node.module in CHANCE | {"time"}:
            yield f"from {node.module}"
        elif isinstance(node, ast.Attribute):
            asked = ast.unparse(node)
            if ".".join(asked.split(".")[-2:]) in CLOCKS:
                yield asked


def test_only_where_the_house_is_wired_does_it_ask_for_time_and_chance() -> None:
    found = {
        name: asked
        for path in sources()
        if (asked := sorted(set(_outside(path.read_text(encoding="utf-8")))))
        and not (name := str(path.relative_to(ROOT))).startswith(tuple(MAY))
    }
    assert found == {}


@pytest.mark.parametrize("module", ["db.py", "sqlite.py"])
def test_the_store_asks_for_the_monotonic_clock_alone(module: str) -> None:
    source = (ROOT / "bot" / "store" / module).read_text(encoding="utf-8")
    assert set(_outside(source)) == {"time.monotonic"}


def test_every_place_that_may_ask_for_time_or_chance_does() -> None:
    asking = [
        str(path.relative_to(ROOT))
        for path in sources()
        if set(_outside(path.read_text(encoding="utf-8")))
    ]
    assert all(any(name.startswith(place) for name in asking) for place in MAY)


@pytest.mark.parametrize(
    "line",
    [
        "import secrets",
        "import random as r",
        "from secrets import token_bytes",
        "from time import time",
        "x = time.time()",
        "x = datetime.now(UTC)",
        "x = datetime.datetime.now()",
        "x = date.today()",
        "x = datetime.date.today()",
        "x = os.urandom(8)",
        "wait(clock=time.monotonic)",
    ],
)
def test_a_planted_clock_or_coin_is_noticed(line: str) -> None:
    assert list(_outside(line)) != []


def test_values_of_time_are_no_clock() -> None:
    assert (
        list(_outside("from datetime import datetime, time\nx = datetime.fromtimestamp(5)")) == []
    )


# --- files ---------------------------------------------------------------------------------------

FOREIGN_PLACE = re.compile(r"(?<![\w.:/])/(?:work|root|home|Users|mnt|private)/\w")
SECRET = re.compile(
    r"\b\d{8,10}:[A-Za-z0-9_-]{35}\b"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----"
    r"|\b(?:gh[pousr]|github_pat)_[A-Za-z0-9_]{30,}"
    r"|\bAKIA[A-Z0-9]{16}\b|\bsk-[A-Za-z0-9-]{30,}|\bxox[abp]-[A-Za-z0-9-]{20,}"
)


def _texts() -> Iterator[tuple[Path, str]]:
    for path in own_files():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture


def test_no_file_names_a_place_of_one_machine_alone() -> None:
    found = {path: match[0] for path, text in _texts() if (match := FOREIGN_PLACE.search(text))}
    assert found == {}


def test_no_file_holds_a_secret() -> None:
    assert [path for path, text in _texts() if SECRET.search(text)] == []


def test_a_planted_place_or_secret_is_noticed() -> None:
    assert FOREIGN_PLACE.search(f"open('{'/'.join(['', 'home', 'mette', 'x'])}')")
    assert not FOREIGN_PLACE.search("https://example.dk/home/x and var/home/x")
    assert SECRET.search(f"BOT_TOKEN={123456789}:{'A' * 35}")
    assert SECRET.search("-----BEGIN PRIVATE" + " KEY-----")


def test_nothing_that_runs_leave_behind_would_be_committed() -> None:
    """Databases, keyrings, logs and settings of whoever works on it."""
    left = {".sqlite3", ".sqlite3-wal", ".log", ".env", ".pickle", ".pyc"}
    assert [path for path in own_files() if path.suffix in left or path.name == ".env"] == []
    assert [path for path in own_files() if path.name == "keyring.json"] == []


@pytest.mark.parametrize("name", ["requirements.in", "requirements.txt", "requirements-dev.txt"])
def test_requirements_name_packages_and_no_place_to_get_them(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert text
    for mark in ("://", "--index", "--extra-index", "--find-links", "--trusted-host"):
        assert mark not in text


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_locked_package_has_its_version_and_hashes(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    locked = [line for line in text.splitlines() if line and not line.startswith(("#", " "))]
    assert len(locked) > 30
    for line in locked:
        assert re.match(r"[a-z0-9._-]+(\[[a-z0-9,._-]+\])?==\S+", line), line
        assert "--hash=sha256:" in line, line


def test_the_newest_migration_is_the_one_the_bot_asks_for() -> None:
    versions = ROOT / "bot" / "store" / "migrations" / "versions"
    assert max(path.name.partition("_")[0] for path in versions.glob("0*.py")) == migrations.HEAD
