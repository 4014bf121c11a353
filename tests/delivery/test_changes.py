"""News that stands on phones: changed in place, deleted while Telegram allows it, then marked."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.domain.bulletins import Bulletin, Change, Content, Priority, Tie, Why, Withdrawal
from bot.domain.ids import AreaId, BulletinId, ModeratorId, OrganisationId
from bot.domain.people import Lang
from bot.simulator import Fault, Limits
from bot.simulator.faults import Kind
from bot.store import bulletins, changes
from bot.store.db import Statement, Tx
from bot.texts import changes as texts
from tests.journeys.ways import plain
from tests.kit.news import send, signed
from tests.kit.phones import puts_words
from tests.kit.turns import until
from tests.kit.world import Player, World, open_world

AREA = AreaId("hoeje-gladsaxe")
AUTHOR = ModeratorId(b"a" * 16)
FIRST = {lang: f"first {lang}" for lang in Lang}
SECOND = {lang: f"second {lang}" for lang in Lang}


async def _publishes(world: World) -> BulletinId:
    """It has reached everybody."""
    value = Bulletin(
        id=BulletinId(world.bot.house.new_id()),
        organisation=OrganisationId("gladsaxe"),
        author=AUTHOR,
        content=Content(texts=FIRST, areas=frozenset({AREA})),
        hour=int(world.clock.seconds()) // 3600,
    )
    await world.bot.store.write(partial(send, value=value))
    world.bot.sender.wake()
    await world.settled()
    return value.id


async def _corrects(world: World, first: BulletinId, *, urgent: bool = False) -> None:
    """Somebody else has signed it."""
    wrong = await _stored(world, first)
    content = Content(
        texts=SECOND,
        areas=wrong.content.areas,
        priority=Priority.URGENT if urgent else Priority.NORMAL,
        earlier=first,
        tie=Tie.CORRECTION,
    )
    value = signed(
        Bulletin(
            id=BulletinId(world.bot.house.new_id()),
            organisation=wrong.organisation,
            author=AUTHOR,
            content=content,
            hour=int(world.clock.seconds()) // 3600,
        )
    )

    async def job(tx: Tx) -> None:
        await bulletins.add(tx, value)
        right = wrong.corrected_by(value, int(world.clock.seconds()))
        await bulletins.save(tx, right, expected=wrong.version)
        await changes.want(tx, first, Change.EDIT)
        if urgent:
            await changes.tell(tx, of=first, by=value.id, due=0)

    await world.bot.store.write(job)
    world.bot.sender.wake()


async def _stored(world: World, bulletin: BulletinId) -> Bulletin:
    return await world.bot.store.read(lambda tx: bulletins.get(tx, bulletin))


async def _withdraws(world: World, bulletin: BulletinId) -> None:
    value = await _stored(world, bulletin)
    by = Withdrawal(by=AUTHOR, at=int(world.clock.seconds()), why=Why.FACTS)

    async def job(tx: Tx) -> None:
        await bulletins.save(tx, value.retracted(by), expected=value.version)
        await changes.stop(tx, bulletin)
        await changes.want(tx, bulletin, Change.DELETE)

    await world.bot.store.write(job)
    world.bot.sender.wake()


async def _counts(world: World, bulletin: BulletinId) -> dict[Change, int]:
    return dict(await world.bot.store.read(lambda tx: changes.counts(tx, bulletin)))


@pytest.fixture
async def readers(world: World) -> list[Player]:
    return [await world.resident(lang, follows=[AREA], name=f"R {lang}") for lang in Lang]


async def test_words_on_phones_are_changed_in_each_readers_language(
    world: World, readers: list[Player]
) -> None:
    first = await _publishes(world)
    messages = await puts_words(world, first, *readers)
    await _corrects(world, first)
    await world.settled()
    for reader, message in zip(readers, messages, strict=True):
        assert SECOND[reader.lang] in message.text
        assert FIRST[reader.lang] not in message.text
        value = await _stored(world, first)
        assert plain(texts.corrected(reader.t, value)) in message.text
    assert await _counts(world, first) == {Change.EDITED: 3}


async def test_a_correction_lights_up_no_phone_unless_it_is_urgent(
    world: World, readers: list[Player]
) -> None:
    first = await _publishes(world)
    latecomer = await world.resident("da", follows=[AREA], name="Late")
    before = {p: len(p.person.chat.messages) for p in [*readers, latecomer]}
    await _corrects(world, first)
    await world.settled()
    assert {p: len(p.person.chat.messages) for p in before} == before
    await _corrects(world, first, urgent=True)
    await world.settled()
    more = {p: len(p.person.chat.messages) - n for p, n in before.items()}
    assert more == {**dict.fromkeys(readers, 1), latecomer: 0}


async def test_withdrawn_news_leaves_phones(world: World, readers: list[Player]) -> None:
    first = await _publishes(world)
    messages = await puts_words(world, first, *readers)
    await world.pass_time(hours=47)
    await _withdraws(world, first)
    await world.settled()
    for reader, message in zip(readers, messages, strict=True):
        assert message not in reader.person.chat.messages
    assert await _counts(world, first) == {Change.DELETED: 3}


async def test_what_telegram_deletes_no_more_says_that_it_was_withdrawn(
    world: World, readers: list[Player]
) -> None:
    first = await _publishes(world)
    messages = await puts_words(world, first, *readers)
    await world.pass_time(hours=49)
    await _withdraws(world, first)
    await world.settled()
    value = await _stored(world, first)
    for reader, message in zip(readers, messages, strict=True):
        sender = reader.t.name(world.bot.house.partnership.organisations[value.organisation].names)
        assert message.text == plain(texts.withdrawn(reader.t, value, sender))
    assert await _counts(world, first) == {Change.EDITED: 3}


async def test_a_message_that_its_reader_deleted_needs_nothing_more(
    world: World, readers: list[Player]
) -> None:
    first = await _publishes(world)
    messages = await puts_words(world, first, *readers)
    for message in messages:
        message.delete(world.clock.seconds())
    await _corrects(world, first)
    await world.settled()
    assert await _counts(world, first) == {Change.EDITED: 3}
    await _withdraws(world, first)
    await world.settled()
    assert await _counts(world, first) == {Change.DELETED: 3}


async def test_a_reader_who_left_is_lost_and_the_others_are_reached(
    world: World, readers: list[Player]
) -> None:
    first = await _publishes(world)
    messages = await puts_words(world, first, *readers)
    readers[0].person.deactivated = True
    await _corrects(world, first)
    await world.settled()
    assert await _counts(world, first) == {Change.LOST: 1, Change.EDITED: 2}
    reached = zip(readers[1:], messages[1:], strict=True)
    assert all(SECOND[r.lang] in m.text for r, m in reached)


async def test_a_reader_who_follows_no_area_any_more_is_not_written_to(
    world: World, readers: list[Player]
) -> None:
    first = await _publishes(world)
    messages = await puts_words(world, first, *readers)
    await world.follows(readers[0], AREA, ends=True)
    await _corrects(world, first)
    await world.settled()
    assert FIRST[readers[0].lang] in messages[0].text
    assert await _counts(world, first) == {Change.LOST: 1, Change.EDITED: 2}


@pytest.mark.parametrize("kind", ["reset_before", "reset_after", "error500"])
async def test_a_change_whose_answer_never_came_is_made_again(
    world: World, readers: list[Player], kind: Kind
) -> None:
    first = await _publishes(world)
    messages = await puts_words(world, first, *readers)
    world.sim.faults.add(Fault(kind, frozenset({"editMessageText"})))
    await _corrects(world, first)
    await until(lambda: not world.bot.sender.busy)
    await world.pass_time(seconds=31)
    assert all(SECOND[r.lang] in m.text for r, m in zip(readers, messages, strict=True))
    assert await _counts(world, first) == {Change.EDITED: 3}


async def test_refused_changes_wait_as_telegram_says(world: World, readers: list[Player]) -> None:
    first = await _publishes(world)
    await puts_words(world, first, *readers)
    world.sim.faults.add(Fault("flood", frozenset({"editMessageText"}), times=2, retry_after=1))
    await _corrects(world, first)
    await until(lambda: sum(c.status == 429 for c in world.sim.calls) == 2)
    await until(lambda: not world.bot.sender.busy)
    await world.pass_time(seconds=3)
    assert await _counts(world, first) == {Change.EDITED: 3}


async def test_what_was_in_flight_when_the_process_died_is_changed_after_the_start(
    world: World, readers: list[Player], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The calls arrived, and nobody kept that they did: an edit twice does no harm."""
    first = await _publishes(world)
    messages = await puts_words(world, first, *readers)
    kept, both = changes.done, list(zip(readers, messages, strict=True))

    async def killed(*_: Any, **__: Any) -> None:
        return None

    monkeypatch.setattr(changes, "done", killed)
    await _corrects(world, first)
    await until(lambda: all(SECOND[r.lang] in m.text for r, m in both))
    await world.stop()
    monkeypatch.setattr(changes, "done", kept)
    await world.begin()
    await world.settled()
    assert await _counts(world, first) == {Change.EDITED: 3}
    assert all(SECOND[r.lang] in m.text for r, m in zip(readers, messages, strict=True))


async def test_changes_keep_to_what_answers_leave_over(tmp_path: Path) -> None:
    """As many a second as Telegram allows, and none refused."""
    async with open_world(tmp_path, sends_per_second=30) as world:
        readers = [await world.resident("da", follows=[AREA], name=f"R{n}") for n in range(5)]
        first = await _publishes(world)
        await puts_words(world, first, *readers)
        world.sim.limits = Limits(model="window")
        await _corrects(world, first)
        await world.settled()
        assert await _counts(world, first) == {Change.EDITED: 5}
        assert world.sim.refused == 0


async def test_a_damaged_row_is_lost_alone(world: World, readers: list[Player]) -> None:
    first = await _publishes(world)
    await puts_words(world, first, *readers)
    spoil = Statement(
        text("UPDATE delivery SET message = :bad WHERE profile = (SELECT min(id) FROM profile)")
    )
    await world.bot.store.write(lambda tx: tx.run(spoil, bad=b"broken" * 9))
    await _corrects(world, first)
    await world.settled()
    assert await _counts(world, first) == {Change.LOST: 1, Change.EDITED: 2}
