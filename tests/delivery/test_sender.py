"""Sending: lanes, order, Telegram's refusals, broken lines, and what is never sent twice."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal

import pytest
from sqlalchemy import text

from bot.delivery import post, sender
from bot.domain.bulletins import Bulletin, Content, Delivery
from bot.domain.ids import AreaId, BulletinId, ChatId, ModeratorId, OrganisationId
from bot.domain.people import Lang
from bot.domain.screens import Lane
from bot.services import notices, residents
from bot.simulator import Fault, Limits, Simulator, serve
from bot.simulator.calls import Call
from bot.simulator.faults import Kind
from bot.store import outbox
from bot.store.db import Statement, Tx
from bot.store.outbox import Outgoing, Target
from bot.texts import refusals
from bot.texts import resident as texts
from bot.vault import addresses
from tests.delivery.wire import Wire, wire_to
from tests.kit import news
from tests.kit.clock import Clock
from tests.kit.news import send
from tests.kit.turns import until
from tests.kit.world import TOKEN, Player, World, open_world
from tests.simulator.schema import check

AREA = AreaId("hoeje-gladsaxe")
SENDS = frozenset({"sendMessage"})
_DEAD = Statement(text("SELECT count(*) AS n FROM outbox WHERE dead = 1"))
_ROWS = Statement(text("SELECT count(*) AS n FROM outbox"))
_SHOWN = Statement(text("SELECT count(*) AS n FROM shown"))


async def number(world: World, statement: Statement) -> int:
    row = await world.bot.store.read(lambda tx: tx.row(statement))
    return int(row["n"]) if row else 0


@pytest.fixture
async def calm(tmp_path: Path) -> AsyncIterator[World]:
    """One send at a time, so that the order is the order."""
    async with open_world(tmp_path, sends_in_flight=1) as opened:
        yield opened


def people(world: World, count: int) -> list[Player]:
    """Who pressed START some time ago; their chats are empty."""
    made = [world.person(f"P{n}", "da") for n in range(count)]
    for player in made:
        player.person.started = True
    return made


def stream_of(world: World, player: Player) -> bytes:
    return addresses.dialogue_tag(world.bot.house.vault, ChatId(player.person.id))


def letter(
    world: World,
    to: Player,
    words: str,
    *,
    lane: Lane = Lane.REPLY,
    wait: int = 0,
    method: str = "sendMessage",
    lang: str | None = "da",
    keep: bool = False,
    **params: Any,
) -> Outgoing:
    """An outbox row as the services write it. wait: milliseconds until it is due."""
    house, stream = world.bot.house, stream_of(world, to)
    body: dict[str, Any] = {
        "method": method,
        "params": {"chat_id": to.person.id, "text": words, **params},
        "keep": keep,
    }
    if lang:
        body["lang"] = lang
    return Outgoing(
        lane=lane,
        due=int(world.clock.seconds() * 1000) + wait,
        target=Target.DIALOGUE,
        stream=stream,
        body=notices.seal_body(house, stream, body),
    )


async def post_all(world: World, rows: Sequence[Outgoing]) -> None:
    """All in one transaction, then the sender is woken."""

    async def job(tx: Tx) -> None:
        for row in rows:
            await outbox.add(tx, row)

    await world.bot.store.write(job)
    world.bot.sender.wake()


def arrived(world: World) -> list[str]:
    """Texts in the order Telegram took them."""
    calls = [c for c in world.sim.calls if c.method == "sendMessage" and c.status == 200]
    return [c.params["text"] for c in calls]


# --- lanes and order -----------------------------------------------------------------------


async def test_replies_go_before_notices_and_notices_before_news(calm: World) -> None:
    one, two, three, four = people(calm, 4)
    await follow(calm, four)
    calm.bot.sender._places = calm.bot.sender._bulk_places = 1  # else they race on the way
    calm.bot.sender._budget.closed(3600)
    await publish(calm)
    await post_all(
        calm,
        [
            letter(calm, one, "notice", lane=Lane.NOTICE),
            letter(calm, two, "reply"),
            letter(calm, three, "other reply"),
        ],
    )
    calm.bot.sender._budget._closed_until = 0
    calm.bot.sender.wake()
    await calm.settled()
    news = str(texts.neutral_notice(four.t))
    assert arrived(calm) == ["reply", "other reply", "notice", news]


async def test_a_stream_keeps_its_order_though_many_are_sent_at_once(world: World) -> None:
    players = people(world, 4)
    world.sim.answer_delay = 0.01
    await post_all(world, [letter(world, p, f"{n}") for n in range(12) for p in players])
    await world.settled()
    for player in players:
        assert player.person.chat.texts == [str(n) for n in range(12)]


async def test_different_people_do_not_wait_for_each_other(world: World) -> None:
    slow, quick = people(world, 2)
    go_on = asyncio.Event()

    async def holds(call: Call, phase: str) -> None:
        if phase == "received" and "langsom" in str(call.params):
            await go_on.wait()

    world.sim.on_call = holds
    await post_all(world, [letter(world, slow, "langsom")])
    await until(world.sim.in_flight)
    await post_all(world, [letter(world, quick, "hurtig")])
    await until(lambda: quick.person.chat.texts == ["hurtig"])
    assert slow.person.chat.texts == []
    go_on.set()
    await world.settled()
    assert slow.person.chat.texts == ["langsom"]


async def test_a_row_waits_until_its_moment(world: World) -> None:
    (player,) = people(world, 1)
    await post_all(world, [letter(world, player, "senere", wait=60_000)])
    await world.settled()
    assert player.person.chat.texts == []
    await world.pass_time(seconds=61)
    assert player.person.chat.texts == ["senere"]


async def test_what_was_sent_is_erased(world: World) -> None:
    (player,) = people(world, 1)
    await post_all(world, [letter(world, player, "ord")])
    await world.settled()
    assert await number(world, _ROWS) == 0


async def test_only_what_must_leave_the_chat_again_is_remembered(world: World) -> None:
    (player,) = people(world, 1)
    before = await number(world, _SHOWN)
    await post_all(world, [letter(world, player, "bliver"), letter(world, player, "x", keep=True)])
    await world.settled()
    assert await number(world, _SHOWN) == before + 1


async def test_chats_with_a_long_backlog_keep_nobody_waiting(tmp_path: Path) -> None:
    pace: dict[str, Any] = {"chat_burst": 1, "chat_sends_per_second": 0.02, "sends_in_flight": 4}
    async with open_world(tmp_path, **pace) as world:
        players = people(world, 7)
        *busy, innocent = players
        await post_all(world, [letter(world, p, f"{n}") for n in range(4) for p in busy])
        await until(lambda: len(arrived(world)) == len(busy))
        await post_all(world, [letter(world, innocent, "mig også")])
        await until(lambda: innocent.person.chat.texts == ["mig også"])
        assert len(arrived(world)) == len(busy) + 1


# --- refusals ------------------------------------------------------------------------------


async def test_a_refused_call_keeps_its_place_and_everything_waits(calm: World) -> None:
    one, two = people(calm, 2)
    calm.sim.faults.add(Fault("flood", SENDS, retry_after=1))
    await post_all(calm, [letter(calm, one, "a"), letter(calm, two, "b"), letter(calm, one, "c")])
    await until(lambda: any(c.status == 429 for c in calm.sim.calls))
    refused = next(c for c in calm.sim.calls if c.status == 429)
    await calm.settled()
    assert arrived(calm) == ["a", "b", "c"]
    later = [c.at - refused.at for c in calm.sim.calls if c.status == 200 and c.n > refused.n]
    assert min(later) >= 1.0


async def test_who_blocks_the_bot_is_not_written_to_again(world: World) -> None:
    one, two = people(world, 2)
    one.person.block()
    await world.settled()
    assert await number(world, _ROWS) == 0
    await post_all(world, [letter(world, one, "a"), letter(world, two, "b")])
    await world.settled()
    assert await number(world, _ROWS) == 0
    assert two.person.chat.texts == ["b"]


@pytest.mark.parametrize(
    ("make", "dead"),
    [
        (lambda w, p, n: letter(w, p, "nyt", method="editMessageText", message_id=n), 0),
        (lambda w, p, _: letter(w, p, "x", method="editMessageText", message_id=9999), 0),
        (lambda w, p, _: letter(w, p, "<b>uden ende", parse_mode="HTML"), 1),
    ],
    ids=["not modified", "message not found", "broken text"],
)
async def test_a_bad_request_is_done_or_dead_and_stops_nobody(
    world: World, make: Callable[[World, Player, int], Outgoing], dead: int
) -> None:
    one, two = people(world, 2)
    await post_all(world, [letter(world, one, "nyt")])
    await world.settled()
    stands = one.person.chat.messages[-1].message_id
    await post_all(world, [make(world, one, stands), letter(world, two, "b")])
    await post_all(world, [letter(world, one, "efter")])
    await world.settled()
    assert one.person.chat.texts == ["nyt", "efter"]
    assert two.person.chat.texts == ["b"]
    assert await number(world, _DEAD) == dead
    assert await number(world, _ROWS) == dead
    assert len(world.sim.violations) == dead
    world.sim.violations.clear()  # planted above


async def test_a_row_that_cannot_be_opened_is_buried_and_stops_nobody(world: World) -> None:
    one, two = people(world, 2)
    bad = Outgoing(
        lane=Lane.REPLY, due=0, target=Target.DIALOGUE, stream=b"x" * 16, body=b"broken" * 9
    )
    await post_all(world, [bad, letter(world, one, "a"), letter(world, two, "b")])
    await world.settled()
    assert one.person.chat.texts + two.person.chat.texts == ["a", "b"]
    assert await number(world, _DEAD) == 1


async def test_a_row_whose_address_is_gone_leaves_nothing(world: World) -> None:
    stream = b"c" * 16
    gone = [
        Outgoing(
            lane=Lane.NOTICE,
            due=0,
            target=target,
            stream=stream,
            body=notices.seal_body(
                world.bot.house, stream, {"method": "sendMessage", "params": {}}
            ),
        )
        for target in (Target.CONCERN, Target.MODERATOR)
    ]
    await post_all(world, gone)
    await world.settled()
    assert await number(world, _ROWS) == 0
    assert not [c for c in world.sim.calls if c.method.startswith("send")]


# --- what may or may not have arrived ------------------------------------------------------


@pytest.mark.parametrize(("kind", "copies"), [("reset_before", 0), ("reset_after", 1)])
async def test_a_reply_whose_answer_never_came_is_sent_again_and_says_so(
    calm: World, kind: Kind, copies: int
) -> None:
    calm.clock.stop()
    one, two = people(calm, 2)
    calm.sim.faults.add(Fault(kind, SENDS))
    await post_all(calm, [letter(calm, one, "a"), letter(calm, one, "b"), letter(calm, two, "c")])
    await until(lambda: two.person.chat.texts == ["c"])
    await until(lambda: not calm.bot.sender.busy)
    assert one.person.chat.texts == ["a"] * copies, "b does not overtake a"
    await calm.pass_time(seconds=3)
    mark = f"<i>{refusals.sent_again(one.t)}</i>"
    assert one.person.chat.texts == [*["a"] * copies, f"{mark}\n\na", "b"]


async def test_a_neutral_notice_is_repeated_without_a_word(calm: World) -> None:
    (one,) = people(calm, 1)
    calm.sim.faults.add(Fault("reset_after", SENDS))
    await post_all(calm, [letter(calm, one, "nyt", lane=Lane.NOTICE, lang=None)])
    await until(lambda: one.person.chat.texts and not calm.bot.sender.busy)
    await calm.pass_time(seconds=3)
    assert one.person.chat.texts == ["nyt", "nyt"]


async def test_an_edit_whose_answer_never_came_is_repeated_and_changes_nothing(
    calm: World,
) -> None:
    (one,) = people(calm, 1)
    await post_all(calm, [letter(calm, one, "før")])
    await calm.settled()
    stands = one.person.chat.messages[-1].message_id
    calm.sim.faults.add(Fault("reset_after", frozenset({"editMessageText"})))
    edit = letter(calm, one, "efter", method="editMessageText", lang=None, message_id=stands)
    await post_all(calm, [edit])
    await until(lambda: one.person.chat.texts == ["efter"] and not calm.bot.sender.busy)
    await calm.pass_time(seconds=3)
    assert one.person.chat.texts == ["efter"]
    assert await number(calm, _ROWS) == 0


async def test_tries_come_at_growing_pauses(calm: World) -> None:
    calm.clock.stop()
    (one,) = people(calm, 1)
    calm.sim.faults.add(Fault("reset_before", SENDS, times=6))
    await post_all(calm, [letter(calm, one, "a")])
    waits = []
    for _ in range(6):
        waits.append(await _wait_after_a_try(calm))
        calm.clock.advance(seconds=waits[-1])
        calm.bot.sender.wake()
    await calm.settled()
    assert waits == [2, 4, 8, 16, 30, 30]
    assert len(one.person.chat.texts) == 1


async def _wait_after_a_try(world: World) -> float:
    """Seconds until the only row is due, once it has been put off."""
    now = int(world.clock.seconds() * 1000)
    due = None
    while due is None:
        _, due = await world.bot.store.read(partial(outbox.due, now=now, limit=1))
    return (due - now) / 1000


async def test_what_arrived_is_not_sent_again_because_the_database_failed_at_its_mark(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk can be read: a row that stands there would be sent again and again."""
    monkeypatch.setattr(post, "RETRY_SECONDS", 0.05)
    (one,) = people(world, 1)
    broken = 0

    async def breaks(call: Call, phase: str) -> None:
        nonlocal broken
        if call.method == "sendMessage" and phase == "processed" and not broken:
            broken += 1
            writer = await world.bot.store._writer.connection()
            await writer.command("PRAGMA query_only=ON")

    world.sim.on_call = breaks
    await post_all(world, [letter(world, one, "en gang"), letter(world, one, "og så")])
    await world.settled()
    assert broken == 1
    assert one.person.chat.texts == ["en gang", "og så"]


async def test_queries_are_answered_at_best_and_never_hold_anything_up(world: World) -> None:
    (one,) = people(world, 1)
    world.sim.faults.add(Fault("error500", frozenset({"answerCallbackQuery"})))
    for n in range(200):
        world.bot.sender.answer(f"unknown-{n}")
    await post_all(world, [letter(world, one, "a")])
    await world.settled()
    assert one.person.chat.texts == ["a"]
    asked = [c for c in world.sim.calls if c.method == "answerCallbackQuery"]
    assert 0 < len(asked) <= 64


# --- the network ---------------------------------------------------------------------------


@pytest.fixture
async def wired(tmp_path: Path) -> AsyncIterator[tuple[World, Wire]]:
    """A world whose bot reaches Telegram over a wire that can be cut."""
    clock = Clock()
    sim = Simulator(TOKEN, clock=clock.seconds, limits=Limits(off=True), check=check)
    async with serve(sim) as base, wire_to(base) as wire:
        world = World(tmp_path, sim, wire.base, clock, "")
        await world.begin()
        yield world, wire
        await world.stop()
    assert sim.violations == []


async def test_while_the_network_is_down_rows_wait_and_then_all_arrive_once(
    wired: tuple[World, Wire],
) -> None:
    world, wire = wired
    one, two = people(world, 2)
    await follow(world, two)
    await wire.cut()
    await publish(world)
    await post_all(world, [letter(world, one, f"{n}") for n in range(5)])
    await until(lambda: world.bot.sender._budget.wait_closed() > 0)
    assert await number(world, _ROWS) == 5
    await wire.mend()
    await world.settled()
    assert one.person.chat.texts == ["0", "1", "2", "3", "4"]
    assert two.person.chat.texts == [str(texts.neutral_notice(two.t))]


async def test_sends_that_fail_together_count_as_one_failure(
    wired: tuple[World, Wire], monkeypatch: pytest.MonkeyPatch
) -> None:
    world, wire = wired
    players, at = people(world, 12), time.monotonic()
    monkeypatch.setattr(world.bot.sender._budget, "now", lambda: at)
    await wire.cut()
    await post_all(world, [letter(world, p, "x") for p in players])
    await until(lambda: world.bot.sender._budget.wait_closed() > 0)
    await until(lambda: not world.bot.sender.busy)
    assert world.bot.sender._budget.wait_closed() == pytest.approx(1.0)
    monkeypatch.undo()
    await wire.mend()
    await world.settled()
    assert all(p.person.chat.texts == ["x"] for p in players)


# --- emptying a chat -----------------------------------------------------------------------


def clear(world: World, to: Player) -> Outgoing:
    return letter(world, to, "", method="clear", lang=None)


async def test_a_chat_is_emptied_in_chunks_of_a_hundred(world: World) -> None:
    (one,) = people(world, 1)
    await post_all(world, [letter(world, one, f"{n}", keep=True) for n in range(250)])
    await world.settled()
    await one.says("/hide")
    chunks = [c.params["message_ids"] for c in world.sim.calls if c.method == "deleteMessages"]
    assert [len(chunk) for chunk in chunks] == [100, 100, 51]
    assert not [t for t in one.person.chat.texts if t.isdigit()]


async def test_messages_too_old_to_delete_do_not_keep_the_others(world: World) -> None:
    (one,) = people(world, 1)
    await post_all(world, [letter(world, one, "gammel", keep=True)])
    await world.settled()
    world.clock.advance(hours=49)
    await post_all(world, [letter(world, one, f"ny {n}", keep=True) for n in range(3)])
    await world.settled()
    await one.says("/hide")
    assert "gammel" in one.person.chat.texts
    assert not [t for t in one.person.chat.texts if t.startswith("ny")]


async def test_nothing_is_kept_of_a_chat_that_can_no_longer_be_emptied(world: World) -> None:
    (one,) = people(world, 1)
    await post_all(world, [letter(world, one, "x", keep=True)])
    await world.settled()
    one.person.deactivated = True
    world.clock.advance(hours=8)
    await world.tick("windows")
    assert await number(world, _SHOWN) == 0
    assert await number(world, _ROWS) == 0


async def test_a_message_that_cannot_be_opened_any_more_does_not_keep_the_others(
    world: World,
) -> None:
    from bot.store import shown
    from bot.store.shown import Shown

    (one,) = people(world, 1)
    await post_all(world, [letter(world, one, "x", keep=True)])
    await world.settled()
    bad = Shown(id=b"b" * 16, tag=stream_of(world, one), sealed=b"broken" * 9)
    await world.bot.store.write(lambda tx: shown.add(tx, bad, expires=0))
    await one.says("/hide")
    assert "x" not in one.person.chat.texts
    assert await number(world, _DEAD) == 0


# --- news ----------------------------------------------------------------------------------


async def follow(world: World, player: Player) -> None:
    """The person follows the area, without a word to or from the bot."""

    async def job(tx: Tx) -> None:
        from bot.domain.dialogues import Dialogue
        from bot.domain.people import Speaker
        from bot.turn import Turn

        turn = Turn(
            tx=tx,
            now=world.clock(),
            house=world.bot.house,
            speaker=Speaker(chat=ChatId(player.person.id), client_language="da"),
            dialogue=Dialogue(),
        )
        await residents.follow(turn, AREA)

    await world.bot.store.write(job)


async def publish(world: World) -> BulletinId:
    value = Bulletin(
        id=BulletinId(world.bot.house.new_id()),
        organisation=OrganisationId("gladsaxe"),
        author=ModeratorId(b"a" * 16),
        content=Content(texts=dict.fromkeys(Lang, "nyt"), areas=frozenset({AREA})),
        hour=int(world.clock.seconds()) // 3600,
    )
    await world.bot.store.write(lambda tx: send(tx, value))
    world.bot.sender.wake()
    return value.id


async def outcomes(world: World, bulletin: BulletinId) -> dict[Delivery, int]:
    return await world.bot.store.read(lambda tx: news.outcomes(tx, bulletin))


@pytest.fixture
async def followers(world: World) -> list[Player]:
    players = people(world, 3)
    for player in players:
        await follow(world, player)
    return players


def news_of(player: Player) -> int:
    return player.person.chat.texts.count(str(texts.neutral_notice(player.t)))


async def test_news_reaches_every_follower_once(world: World, followers: list[Player]) -> None:
    bulletin = await publish(world)
    await world.settled()
    assert [news_of(p) for p in followers] == [1, 1, 1]
    assert await outcomes(world, bulletin) == {Delivery.SENT: 3}


@pytest.mark.parametrize("kind", ["reset_before", "reset_after"])
async def test_news_whose_answer_never_came_is_unknown_and_never_sent_again(
    world: World, followers: list[Player], kind: Kind
) -> None:
    world.sim.faults.add(Fault(kind, SENDS))
    bulletin = await publish(world)
    await world.settled()
    await world.pass_time(hours=1)
    await world.restart()
    await world.settled()
    assert await outcomes(world, bulletin) == {Delivery.SENT: 2, Delivery.UNKNOWN: 1}
    assert sum(news_of(p) for p in followers) == 2 + (kind == "reset_after")


async def test_refused_news_is_sent_when_telegram_allows(
    world: World, followers: list[Player]
) -> None:
    world.sim.faults.add(Fault("flood", SENDS, times=2, retry_after=1))
    bulletin = await publish(world)
    await until(lambda: sum(c.status == 429 for c in world.sim.calls) == 2)
    await until(lambda: not world.bot.sender.busy)
    await world.pass_time(seconds=3)
    assert [news_of(p) for p in followers] == [1, 1, 1]
    assert await outcomes(world, bulletin) == {Delivery.SENT: 3}


async def test_a_follower_who_left_ends_the_subscription(
    world: World, followers: list[Player]
) -> None:
    followers[0].person.deactivated = True
    bulletin = await publish(world)
    await world.settled()
    assert await outcomes(world, bulletin) == {Delivery.SENT: 2, Delivery.BLOCKED: 1}
    second = await publish(world)
    await world.settled()
    assert await outcomes(world, second) == {Delivery.SENT: 2}


async def test_an_address_that_cannot_be_opened_fails_alone(
    world: World, followers: list[Player]
) -> None:
    spoil = Statement(
        text("UPDATE profile SET sealed = :bad WHERE id = (SELECT min(id) FROM profile)")
    )
    await world.bot.store.write(lambda tx: tx.run(spoil, bad=b"broken" * 9))
    bulletin = await publish(world)
    await world.settled()
    assert await outcomes(world, bulletin) == {Delivery.SENT: 2, Delivery.FAILED: 1}


async def test_what_was_in_flight_when_the_process_died_is_unknown_after_the_start(
    world: World, followers: list[Player]
) -> None:
    bulletin = await publish(world)
    await world.settled()
    sending = Statement(text("UPDATE delivery SET state = 'sending'"))
    await world.bot.store.write(lambda tx: tx.run(sending))
    await world.restart()
    await world.settled()
    assert await outcomes(world, bulletin) == {Delivery.UNKNOWN: 3}


PACE: dict[str, Any] = {"sends_per_second": 30, "chat_sends_per_second": 1.0, "chat_burst": 5}


@pytest.mark.parametrize(("model", "more"), [("window", 3), ("bucket", 6)])
async def test_telegrams_limits_are_kept_however_it_counts(
    tmp_path: Path, model: Literal["window", "bucket"], more: int
) -> None:
    """More people than a second holds, and one of them with more than a burst."""
    async with open_world(tmp_path, limits=Limits(model=model), **PACE) as world:
        first, *others = people(world, 45)
        extra = [str(n) for n in range(more)]
        await post_all(world, [letter(world, p, "hej") for p in (first, *others)])
        await post_all(world, [letter(world, first, words) for words in extra])
        await world.settled()
        assert world.sim.refused == 0
        assert first.person.chat.texts == ["hej", *extra]
        assert all(p.person.chat.texts == ["hej"] for p in others)


async def test_a_stopped_sender_leaves_the_rest_for_the_next_start(calm: World) -> None:
    (one,) = people(calm, 1)
    calm.sim.faults.add(Fault("slow", SENDS, seconds=0.2))
    await post_all(calm, [letter(calm, one, f"{n}") for n in range(3)])
    await until(calm.sim.in_flight)
    calm.bot.sender.stop()
    await calm.stop()
    assert one.person.chat.texts == ["0"]
    await calm.begin()
    await calm.settled()
    assert one.person.chat.texts == ["0", "1", "2"]


async def test_a_send_that_is_given_up_at_the_end_gives_its_place_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "STOP_SECONDS", 0.05)
    one, two = people(world, 2)
    world.sim.faults.add(Fault("hang", SENDS, times=None, seconds=60.0))
    await post_all(world, [letter(world, one, "a"), letter(world, two, "b")])
    await until(lambda: world.bot.sender._budget._overall.flying == 2)
    ended = world.bot.sender
    await world.stop()
    assert (ended.busy, ended._budget._overall.flying) == (False, 0)
    world.sim.faults.clear()
    await world.begin()
    await world.settled()
    assert [p.person.chat.texts for p in (one, two)] == [["a"], ["b"]]
