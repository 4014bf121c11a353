"""The one place that wires the parts and starts the loops."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import time
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Coroutine,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from errno import EACCES, ENOTDIR
from functools import partial
from pathlib import Path
from socket import socket
from typing import Any, cast

from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.ext import ApplicationBuilder, ContextTypes
from telegram.request import BaseRequest, HTTPXRequest

from bot import (
    advice,
    i18n,
    incidents,
    log,
    partnership,
    phrasebook,
    pulse,
)
from bot.advice import AdviceFault
from bot.context import RUNNING, App, Ctx
from bot.delivery import profile
from bot.delivery.budget import Budget, Pace
from bot.delivery.hearing import Hearing
from bot.delivery.heart import Counts, Heart
from bot.delivery.intake import Hook, Poller, Take
from bot.delivery.libretranslate import Again, Failed, LibreTranslate
from bot.delivery.line import Line
from bot.delivery.media.fetching import Fetcher
from bot.delivery.post import Post
from bot.delivery.receipts import Receipts
from bot.delivery.request import AiohttpRequest
from bot.delivery.sender import Sender
from bot.delivery.systemd import Systemd
from bot.delivery.translator import Translator
from bot.delivery.turns import Turns
from bot.delivery.watch import Watch
from bot.domain import health
from bot.domain.dialogues import Dialogue
from bot.domain.health import Mishap, Part
from bot.domain.ids import ChatId
from bot.domain.people import Lang, Speaker
from bot.domain.places import Partnership
from bot.handlers import pictures, routes
from bot.handlers.resident import code
from bot.handlers.staff import translations
from bot.incidents import IncidentFault
from bot.jobs import Jobs, Look, Tick
from bot.partnership import PartnershipFault
from bot.phrasebook import PhrasebookFault
from bot.pulse import QuestionsFault
from bot.services import digests, erasure, finding, outages, record, rotation
from bot.services.rotation import Rotation
from bot.settings import HttpLayer, Settings, UpdateMode, address
from bot.store import dump, meta, migrations
from bot.store.db import DatabaseFault, Driver, Store, Tx
from bot.store.migrations import NewerSchema
from bot.turn import Chance, House, Turn
from bot.vault import keyring
from bot.vault.keyring import Keyring, KeyringFault
from bot.vault.ledger import Ledger, LedgerFault
from bot.vault.sealing import Vault
from bot.web.port import bind

_log = log.get("bot.app")


STRANGER = "BOT_TOKEN: Telegram does not know this token; ask BotFather for the current one"


class StartFault(Exception):
    """The bot cannot start; the message names the cure, one line for each fault."""


class SystemChance:
    """The operating system's randomness."""

    def bytes(self, n: int) -> bytes:
        return secrets.token_bytes(n)

    def below(self, n: int) -> int:
        return secrets.randbelow(n)


def wall_clock() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """Time and chance, which tests replace. clock: aware UTC. monotonic: seconds."""

    clock: Callable[[], datetime] = wall_clock
    monotonic: Callable[[], float] = time.monotonic
    chance: Chance = SystemChance()  # noqa: RUF009 # it holds no state


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """The parts of a running bot."""

    store: Store
    house: House
    line: Line
    app: App
    turns: Turns
    sender: Sender
    fetcher: Fetcher
    jobs: Jobs
    poller: Poller
    receipts: Receipts
    translator: Translator
    heart: Heart
    hearing: Hearing
    watch: Watch


def load_partnership(settings: Settings) -> Partnership:
    """With what lies beside its file: answers, advice, templates. Raises StartFault with all."""
    file, faults = settings.partnership_file, []
    try:
        places = partnership.load(file)
    except PartnershipFault as fault:
        faults.append(str(fault))
    try:
        answers = phrasebook.load(file.parent / "replies")
    except PhrasebookFault as fault:
        faults.append(str(fault))
    try:
        pages = advice.load(file.parent / "advice")
    except AdviceFault as fault:
        faults.append(str(fault))
    try:
        templates = incidents.load(file.parent / "incidents")
    except IncidentFault as fault:
        faults.append(str(fault))
    try:
        asked = pulse.load(file.parent / "pulse.toml")
    except QuestionsFault as fault:
        faults.append(str(fault))
    if not faults:
        folder = file.parent / "replies"
        faults += [f"{folder}: {f}" for f in phrasebook.misfits(answers, places.categories)]
    if faults:
        raise StartFault("\n".join(faults))
    return replace(places, phrasebook=answers, advice=pages, incidents=templates, questions=asked)


def load_keyring(settings: Settings) -> Keyring:
    """Raises StartFault."""
    try:
        return keyring.load(settings.keyring_file, settings.data_dir, settings.database_file)
    except KeyringFault as fault:
        raise StartFault(f"KEYRING_FILE: {fault}") from None


def make_ledger(settings: Settings) -> Ledger:
    """Raises StartFault where a copy of the data would take the ledger along."""
    file, path = settings.database_file, settings.ledger.resolve()
    beside = file is not None and file.resolve().parent == path.parent
    if beside or settings.data_dir.resolve() in path.parents:
        raise StartFault(
            f"LEDGER_FILE: {settings.ledger} lies with the data, so an old copy of the data would "
            "bring back an old ledger; choose another folder"
        )
    return Ledger(settings.ledger, settings.backup_days)


def driver_of(url: str) -> Driver:
    """The raw driver of a database URL, imported only when it is used."""
    if url.startswith("sqlite"):
        from bot.store.sqlite import SqliteDriver  # noqa: PLC0415 # one of two

        return SqliteDriver(Path(url.partition("///")[2]))
    try:
        from bot.store.postgres import PostgresDriver  # noqa: PLC0415 # one of two
    except ImportError:
        raise StartFault(
            "DATABASE_URL: PostgreSQL needs one more package; "
            'run pip install "nabodialog[postgres]"'
        ) from None
    return PostgresDriver(url.replace("+asyncpg", ""))


def make_house(settings: Settings, outside: Outside, username: str) -> House:
    """Raises StartFault naming every fault of partnership and keyring at once."""
    faults = []
    try:
        places = load_partnership(settings)
    except StartFault as fault:
        faults.append(str(fault))
    try:
        keys = load_keyring(settings)
    except StartFault as fault:
        faults.append(str(fault))
    if faults:
        raise StartFault("\n".join(faults))
    return House(
        partnership=places,
        catalogs=i18n.load_all(),
        vault=Vault(keys, outside.chance.bytes, partial(keyring.save, settings.keyring_file)),
        chance=outside.chance,
        username=username,
        reply_delay=settings.reply_delay_seconds,
        translates=bool(settings.translate_url),
    )


def _translation_server(settings: Settings) -> LibreTranslate | None:
    key = settings.translate_api_key.get_secret_value()
    return LibreTranslate(settings.translate_url, key) if settings.translate_url else None


async def check_translation(settings: Settings) -> None:
    """Asks the translation server, if there is one, for its languages; no words are sent.

    Raises StartFault. A bot whose server does not answer starts all the same.
    """
    server = _translation_server(settings)
    if server is None:
        return
    try:
        known = await server.languages()
    except Again:
        raise StartFault(
            "TRANSLATE_URL: the server does not answer; start it, or empty the setting"
        ) from None
    except Failed:
        raise StartFault(
            "TRANSLATE_URL: what answers there is no LibreTranslate server; correct the address"
        ) from None
    pairs = ((a.value, b.value) for a in Lang for b in Lang if a is not b)
    if missing := [f"{a}-{b}" for a, b in pairs if b not in known.get(a, ())]:
        raise StartFault(f"TRANSLATE_URL: the server does not translate {', '.join(missing)}")


@contextlib.asynccontextmanager
async def open_store(settings: Settings, vault: Vault) -> AsyncIterator[Store]:
    """The database, brought up to date, held against keyring and ledger. Raises StartFault."""
    current = await check_store(settings, vault)
    _complete(vault)
    driver = driver_of(settings.database)
    store = Store(driver)
    try:
        with _told_of(settings, driver):
            settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            if current != migrations.HEAD:
                await migrations.upgrade_here(settings.database)
            await store.open()
            await store.write(lambda tx: _marked(tx, vault))
            await erasure.catch_up(store, make_ledger(settings))
        yield store
    finally:
        await store.close()


def _complete(vault: Vault) -> None:
    """Keys of purposes that are newer than the keyring, durable before anything uses them.

    Only once the database is known to belong to this keyring. Raises StartFault.
    """
    try:
        vault.complete()
    except KeyringFault as fault:
        raise StartFault(f"KEYRING_FILE: {fault}") from None


@contextlib.asynccontextmanager
async def open_empty(settings: Settings, revision: str) -> AsyncIterator[Store]:
    """An empty database at the revision of a backup; brought up to date when it was filled.

    Raises StartFault when there is anything in it, or nothing it could be held against later.
    """
    driver, ledger = driver_of(settings.database), make_ledger(settings)
    store = Store(driver)
    try:
        with _told_of(settings, driver):
            erasure.check(ledger, erasure.RESTORED)
            migrations.check_known(revision)
            settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            await store.open()
            await _check_empty(settings, store, revision)
            await migrations.upgrade_here(settings.database, revision)
            yield store
            await store.close()
            await migrations.upgrade_here(settings.database)
    finally:
        await store.close()


async def _check_empty(settings: Settings, store: Store, revision: str) -> None:
    """Set up by an earlier start is as good as new. Raises StartFault."""
    if not await store.has_schema():
        return
    current = await store.read(meta.revision)
    if current is None:
        return
    if current != revision or not await store.read(dump.is_empty):
        name = "DATABASE_URL" if settings.database_url else "DATA_DIR"
        raise StartFault(
            f"{name}: the database is not empty, and a backup is restored into a new one only; "
            "stop the bot and move the old database away. Nothing was changed."
        )


async def check_store(settings: Settings, vault: Vault) -> str | None:
    """The revision the database stands at, None before the first start. Changes nothing.

    Raises StartFault for one that cannot be used, is newer, or has another keyring.
    """
    file = settings.database_file
    ledger = make_ledger(settings)
    driver = driver_of(settings.database)
    probe = Store(driver, readers=1)
    try:
        with _told_of(settings, driver):
            if file is not None and not file.exists():
                _check_writable(file.parent)
                return None
            await probe.open()
            if not await probe.has_schema():
                return None
            current = await probe.read(meta.revision)
            if current is not None:
                migrations.check_known(current)
            mark = await probe.read(lambda tx: meta.find(tx, rotation.MARK))
            seen = await probe.read(lambda tx: meta.find(tx, erasure.MARK))
    finally:
        await probe.close()
    if mark is not None and mark not in rotation.marks(vault):
        raise StartFault(
            "KEYRING_FILE: is not the keyring this database was sealed with; restore the right "
            "one from its backup. Nothing was changed."
        )
    with _told_of(settings, driver):
        erasure.check(ledger, seen)
    return current


@contextlib.asynccontextmanager
async def reading(settings: Settings) -> AsyncIterator[Store]:
    """The database as it stands, for who only reads; check it first. Raises StartFault."""
    driver = driver_of(settings.database)
    store = Store(driver, readers=1)
    try:
        with _told_of(settings, driver):
            await store.open()
        yield store
    finally:
        await store.close()


async def _marked(tx: Tx, vault: Vault) -> None:
    """At the first start the database learns its keyring, and that it holds no acts and no cases.

    It is written to at every start, so that one which may only be read is told of at once.
    """
    if await meta.find(tx, rotation.MARK) is None:
        await record.begin(tx, vault)
        await digests.tell_whole(tx)
    await meta.keep(tx, rotation.MARK, rotation.mark(vault))


@contextlib.contextmanager
def _told_of(settings: Settings, driver: Driver) -> Iterator[None]:
    """What is wrong with the database, as a StartFault that names the setting."""
    name = "DATABASE_URL" if settings.database_url else "DATA_DIR"
    try:
        yield
    except (DatabaseFault, OSError) as fault:
        raise StartFault(f"{name}: {driver.trouble(fault.__cause__ or fault)}") from None
    except LedgerFault as fault:
        raise StartFault(f"LEDGER_FILE: {fault}") from None
    except NewerSchema:
        raise StartFault(
            f"{name}: the database was written by a newer version; install that version, or "
            "restore the backup from before the upgrade"
        ) from None


def _check_writable(folder: Path) -> None:
    """Whether files can be made in a folder that may not exist yet. Raises OSError."""
    standing = next(f for f in (folder, *folder.absolute().parents) if f.exists())
    if not standing.is_dir():
        raise NotADirectoryError(ENOTDIR, f"{standing} is a file")
    if not os.access(standing, os.W_OK | os.X_OK):
        raise PermissionError(EACCES, f"{standing} is closed to this user")


def _request(settings: Settings, connections: int) -> BaseRequest:
    if settings.http_layer is HttpLayer.HTTPX:
        return HTTPXRequest(connection_pool_size=connections)
    return AiohttpRequest(connections)


def _framework(settings: Settings) -> tuple[Line, App]:
    api = settings.bot_api_url.rstrip("/")
    line = Line(
        settings.bot_token.get_secret_value(),
        base_url=f"{api}/bot",
        base_file_url=f"{api}/file/bot",
        request=_request(settings, 32),
        get_updates_request=_request(settings, 2),
    )
    app = (
        ApplicationBuilder()
        .bot(line)
        .updater(None)
        .job_queue(None)
        .context_types(ContextTypes(context=Ctx))
        .build()
    )
    app.add_handlers(routes())
    app.add_error_handler(_on_error)
    return line, cast("App", app)  # a Line is an ExtBot; the framework's types are invariant


async def _on_error(_: object, ctx: Ctx) -> None:
    """Keeps the exception for the turn, which rolls back on it. Never raises, never logs."""
    RUNNING.get().error = ctx.error


@contextlib.asynccontextmanager
async def connected_line(settings: Settings) -> AsyncIterator[Line]:
    """A line to Telegram without a bot behind it. Raises StartFault."""
    line, app = _framework(settings)
    async with _connected(settings, app):
        yield line


@contextlib.asynccontextmanager
async def wired(settings: Settings, outside: Outside) -> AsyncIterator[Bot]:
    """A bot whose parts are ready and whose loops do not run yet. Raises StartFault."""
    line, app = _framework(settings)
    house = make_house(settings, outside, username="")
    async with _connected(settings, app), open_store(settings, house.vault) as store:
        house = replace(house, username=line.username)
        bot = _bot(settings, outside, line, app, store, house)
        yield bot
        await bot.jobs.attempt("ledger")


@contextlib.asynccontextmanager
async def _connected(settings: Settings, app: App) -> AsyncIterator[None]:
    """Raises StartFault when Telegram cannot be reached or does not know the token."""
    try:
        await _initialize(settings, app)
        yield
    finally:
        await app.shutdown()
        await app.bot.shutdown()  # a framework that could not start leaves its connections open


async def _initialize(settings: Settings, app: App) -> None:
    try:
        await app.initialize()
    except InvalidToken:
        raise StartFault(STRANGER) from None
    except TelegramError as error:
        raise StartFault(
            f"BOT_API_URL: {settings.bot_api_url} cannot be reached ({type(error).__name__}); "
            "check the address and the network, and try again"
        ) from None


def _bot(
    settings: Settings, outside: Outside, line: Line, app: App, store: Store, house: House
) -> Bot:
    pace = Pace(
        per_second=settings.sends_per_second,
        chat_per_second=settings.chat_sends_per_second,
        chat_burst=settings.chat_burst,
    )
    budget = Budget(pace, outside.monotonic)
    post = Post(store, house, line, budget, outside.clock)
    heart = Heart(outside.monotonic, Counts(outside.clock, outside.chance.below))
    watch = Watch(post, heart, Systemd(os.environ.get("NOTIFY_SOCKET", "")))
    sender = Sender(post, settings.sends_in_flight)
    turns = Turns(store, house, app, outside.clock, alert=partial(watch.alert, Mishap.TURN))
    receipts = Receipts(store, house, turns, code.on_tried)
    fetcher = Fetcher(post, turns, pictures.on_fetched, sender.wake)
    translator = Translator(
        store, house, turns, _translation_server(settings), translations.on_translated
    )
    turns.answer = sender.answer
    turns.wake = _all(sender.wake, receipts.wake, fetcher.wake, translator.wake)
    rotating = Rotation(
        store, house, outside.clock, waits_for_backup=settings.rotation_waits_for_backup
    )
    ticking = _ticking(store, house, outside)
    hearing = Hearing(
        outside.monotonic, lambda silent: ticking(partial(outages.heard, silent=silent))
    )
    others: dict[str, tuple[Look, int]] = {
        "ledger": (_moving(settings, store, outside), 5),
        "rotation": (rotating.look, 5),
        "digests": (partial(finding.prepare, store, house.vault), 5),
        "hearing": (hearing.look, 60),
    }
    jobs = Jobs(ticking, sender.wake, others)
    poller = Poller(line, _counted(turns.take, heart))
    _wire_heart(heart, post, sender, jobs)
    _wire_intake(heart, hearing, poller)
    post.alert, watch.wake = partial(watch.alert, Mishap.LETTER), sender.wake
    return Bot(
        store=store,
        house=house,
        line=line,
        app=app,
        turns=turns,
        sender=sender,
        fetcher=fetcher,
        jobs=jobs,
        poller=poller,
        receipts=receipts,
        translator=translator,
        heart=heart,
        hearing=hearing,
        watch=watch,
    )


def _wire_heart(heart: Heart, post: Post, sender: Sender, jobs: Jobs) -> None:
    """Every loop tells when it has worked, and until when it may rest."""
    for part in (Part.INTAKE, Part.TELEGRAM, Part.SENDER):
        heart.expect(part, health.LOOK_SECONDS)
    post.counted = partial(heart.counts.add, "sends")
    sender.beat = partial(heart.beat, Part.SENDER)
    jobs.expect = partial(heart.expect, Part.SCHEDULER)
    jobs.beat = partial(heart.beat, Part.SCHEDULER)


def _wire_intake(heart: Heart, hearing: Hearing, intake: Poller | Hook) -> None:
    def heard(rest: float) -> None:
        heart.beat(Part.TELEGRAM, rest)
        hearing.heard()

    intake.beat = partial(heart.beat, Part.INTAKE)
    intake.heard = heard


def _counted(take: Take, heart: Heart) -> Take:
    async def counted(updates: Sequence[Mapping[str, Any]]) -> None:
        await take(updates)
        heart.counts.add("updates", "taken", len(updates))

    return counted


def _all(*wakes: Callable[[], None]) -> Callable[[], None]:
    def call() -> None:
        for wake in wakes:
            wake()

    return call


def _ticking(store: Store, house: House, outside: Outside) -> Callable[[Tick], Awaitable[None]]:
    """Runs a tick as a turn in which nobody speaks."""
    nobody = Speaker(chat=ChatId(0))

    async def run(tick: Tick) -> None:
        async def job(tx: Tx) -> None:
            now = outside.clock()
            await tick(Turn(tx=tx, now=now, house=house, speaker=nobody, dialogue=Dialogue()))

        await store.write(job)

    return run


def _moving(settings: Settings, store: Store, outside: Outside) -> Look:
    """Takes what was erased on record."""
    ledger = make_ledger(settings)

    async def move() -> None:
        await erasure.move(store, ledger, outside.clock().date())

    return move


async def run(settings: Settings, stop: asyncio.Event, outside: Outside | None = None) -> None:
    """Runs until `stop` is set; then finishes the turn and leaves the outbox for the next start.

    Raises StartFault before anything was done, and what a loop raises when it breaks.
    """
    async with contextlib.AsyncExitStack() as stack:
        port = stack.enter_context(_port(settings)) if _is_webhook(settings) else None
        asked = stack.enter_context(_health_port(settings)) if settings.health_listen else None
        bot = await stack.enter_async_context(wired(settings, outside or Outside()))
        intake = _webhook(settings, bot, port) if port else _polling(bot)
        _log.info("started", mode=settings.update_mode.value)
        async with _watched(bot, asked):
            await _until_stopped(bot, intake, stop)
    _log.info("stopped")


def _is_webhook(settings: Settings) -> bool:
    return settings.update_mode is UpdateMode.WEBHOOK


Loop = Callable[[], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Intake:
    run: Loop
    stop: Callable[[], None]


def _polling(bot: Bot) -> Intake:
    return Intake(bot.poller.run, bot.poller.stop)


def _port(settings: Settings) -> AbstractContextManager[socket]:
    return _bound("WEBHOOK_LISTEN", settings.listen)


def _health_port(settings: Settings) -> AbstractContextManager[socket]:
    return _bound("HEALTH_LISTEN", address(settings.health_listen))


@contextlib.contextmanager
def _bound(name: str, to: tuple[str, int]) -> Iterator[socket]:
    """Raises StartFault when the port is taken."""
    host, port = to
    try:
        bound = bind(host, port)
    except OSError as error:
        raise StartFault(
            f"{name}: {host}:{port} cannot be used ({error.strerror}); "
            "stop what listens there, or choose another port"
        ) from None
    with bound:
        yield bound


def _webhook(settings: Settings, bot: Bot, port: socket) -> Intake:
    from bot.web import app as web  # noqa: PLC0415 # who polls needs no server in memory
    from bot.web.server import server  # noqa: PLC0415 # the same

    secret = settings.webhook_secret.get_secret_value()
    taken = _counted(bot.turns.take, bot.heart)
    serving = server(web.build(taken, settings.webhook_url, secret))

    hook = Hook(bot.line, settings.webhook_url, secret)
    _wire_intake(bot.heart, bot.hearing, hook)

    async def serve() -> None:
        try:
            agreed = await hook.set()
        except BadRequest as error:
            raise StartFault(
                f"WEBHOOK_URL: Telegram refuses {settings.webhook_url} ({error.message}); "
                "write an https address that the internet can reach"
            ) from None
        if agreed:
            await asyncio.gather(serving.serve(sockets=[port]), hook.watch())

    def stop() -> None:
        hook.stop()
        serving.should_exit = True

    return Intake(serve, stop)


@contextlib.asynccontextmanager
async def _watched(bot: Bot, port: socket | None) -> AsyncIterator[None]:
    """Looks after the loops, and answers whoever asks how they are, as long as they run."""
    watching = asyncio.create_task(bot.watch.run(), name="watch")
    async with contextlib.AsyncExitStack() as stack:
        if port:
            await stack.enter_async_context(_answering(bot, port))
        try:
            yield
        finally:
            bot.watch.stop()
            await watching


@contextlib.asynccontextmanager
async def _answering(bot: Bot, port: socket) -> AsyncIterator[None]:
    from bot.web import health as pages  # noqa: PLC0415 # only where somebody asks
    from bot.web.server import server  # noqa: PLC0415 # the same

    serving = server(pages.build(bot.heart.report))
    answering = asyncio.create_task(serving.serve(sockets=[port]), name="health")
    try:
        yield
    finally:
        serving.should_exit = True
        await asyncio.gather(answering, return_exceptions=True)


async def _present(bot: Bot) -> None:
    """Keeps the profile in step with the texts; a failure here never stops the bot."""
    try:
        mended = await profile.apply(bot.line, bot.house.catalogs)
    except TelegramError as error:
        _log.warning("profile.failed", error=type(error).__name__)
    else:
        _log.info("profile.checked", mended=mended)


async def _until_stopped(bot: Bot, intake: Intake, stop: asyncio.Event) -> None:
    """Intake first, the sender last: what was taken in is answered if it can be."""
    taking = asyncio.create_task(intake.run(), name="intake")
    sending = asyncio.create_task(bot.sender.run(), name="sender")
    hashing = asyncio.create_task(bot.receipts.run(), name="receipts")
    fetching = asyncio.create_task(bot.fetcher.run(), name="fetcher")
    translating = asyncio.create_task(bot.translator.run(), name="translator")
    stopping = asyncio.create_task(stop.wait(), name="stop")
    presenting = asyncio.create_task(_present(bot), name="profile")
    bot.jobs.start()
    try:
        loops = {taking, sending, hashing, fetching, translating, stopping}
        await asyncio.wait(loops, return_when=asyncio.FIRST_COMPLETED)
    finally:
        bot.jobs.stop()
        stopping.cancel()
        presenting.cancel()
        intake.stop()
        await asyncio.gather(taking, return_exceptions=True)
        for worker, working in (
            (bot.receipts, hashing), (bot.fetcher, fetching), (bot.translator, translating),
            (bot.sender, sending),
        ):  # fmt: skip
            worker.stop()
            await asyncio.gather(working, return_exceptions=True)
    for loop in (taking, sending, hashing, fetching, translating):
        if error := loop.exception():
            raise _told(error)


def _told(error: BaseException) -> BaseException:
    """A token revoked while running is told like one that was wrong at the start."""
    return StartFault(STRANGER) if isinstance(error, InvalidToken) else error
