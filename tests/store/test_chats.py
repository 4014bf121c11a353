"""What is kept of chats: addresses of cases, drafts, messages that stand, handled updates."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from bot.domain.concerns import Status
from bot.domain.ids import ConcernId
from bot.store import addresses, concerns, dialogues, handled, shown
from bot.store.addresses import SLOTS, SealedAddress
from bot.store.db import Statement, Store, Tx
from bot.store.shown import Shown
from tests.store.test_concerns import SEALS, concern

_LETTERS = Statement(text("SELECT update_id, exception, place, hour FROM dead_letter"))
_HANDLED = Statement(text("SELECT update_id FROM handled ORDER BY update_id"))
TAGS = [b"tag-%02d" % n for n in range(SLOTS)]


def address(number: int, tag: bytes) -> SealedAddress:
    return SealedAddress(
        concern=concern(number).id, slot_tag=tag, wrapped_key=b"\x00k", sealed=b"\xffs"
    )


async def test_an_address_is_found_by_its_concern_and_by_the_tags_of_its_person(tx: Tx) -> None:
    mine = [address(1, TAGS[0]), address(2, TAGS[-1])]
    for value in (*mine, address(3, b"somebody else's")):
        await addresses.add(tx, value)
    assert await addresses.find(tx, mine[0].concern) == mine[0]
    assert await addresses.find(tx, ConcernId(b"x" * 16)) is None
    found = await addresses.of_tags(tx, TAGS)
    assert sorted(found, key=lambda a: a.slot_tag) == mine


async def test_an_address_moves_to_another_slot_and_is_destroyed_alone(tx: Tx) -> None:
    for value in (address(1, TAGS[0]), address(2, TAGS[1])):
        await addresses.add(tx, value)
    await addresses.move(tx, concern(1).id, TAGS[9])
    assert await addresses.find(tx, concern(1).id) == address(1, TAGS[9])
    await addresses.delete_of(tx, concern(1).id)
    assert await addresses.of_tags(tx, TAGS) == [address(2, TAGS[1])]


async def test_two_concerns_never_share_a_slot(store: Store) -> None:
    await store.write(lambda tx: addresses.add(tx, address(1, TAGS[0])))
    with pytest.raises(Exception, match=r"(?i)unique"):
        await store.write(lambda tx: addresses.add(tx, address(2, TAGS[0])))


async def test_addresses_of_cases_closed_long_enough_are_destroyed(tx: Tx) -> None:
    rows = [
        concern(1, status=Status.CLOSED, touched_hour=99),
        concern(2, status=Status.CLOSED, touched_hour=100),
        concern(3, status=Status.WAITING_RESIDENT, touched_hour=1),
    ]
    for number, row in enumerate(rows):
        await concerns.add(tx, row, SEALS)
        await addresses.add(tx, address(number + 1, TAGS[number]))
    await addresses.expire(tx, before_hour=100)
    left = {a.concern for a in await addresses.of_tags(tx, TAGS)}
    assert left == {rows[1].id, rows[2].id}


# --- drafts --------------------------------------------------------------------------------


async def test_a_draft_replaces_the_one_before(tx: Tx) -> None:
    await dialogues.put(tx, b"tag", b"one", expires=10)
    await dialogues.put(tx, b"tag", b"\x00two\xff", expires=20)
    await dialogues.put(tx, b"other", b"theirs", expires=20)
    assert await dialogues.find(tx, b"tag") == b"\x00two\xff"
    assert await dialogues.find(tx, b"nobody") is None
    await dialogues.remove(tx, b"tag")
    assert await dialogues.find(tx, b"tag") is None
    assert await dialogues.find(tx, b"other") == b"theirs"


async def test_drafts_are_looked_at_from_the_hour_in_which_they_end(tx: Tx) -> None:
    for number in range(5):
        await dialogues.put(tx, b"%d" % number, b"sealed", expires=number)
    assert sorted(await dialogues.ending(tx, hour=2)) == [
        (b"0", b"sealed"),
        (b"1", b"sealed"),
        (b"2", b"sealed"),
    ]


# --- messages that stand -------------------------------------------------------------------


def message(number: int, tag: bytes) -> Shown:
    return Shown(id=bytes([number]) * 16, tag=tag, sealed=b"\x00%d" % number)


async def test_a_chat_is_asked_for_what_stands_in_it(tx: Tx) -> None:
    for number, (tag, expires) in enumerate([(b"a", 5), (b"a", 9), (b"b", 5)]):
        await shown.add(tx, message(number, tag), expires=expires)
    assert await shown.of(tx, b"a", before=9) == [message(0, b"a")]
    found = await shown.of(tx, b"a", before=1 << 62)
    assert sorted(found, key=lambda s: s.id) == [message(0, b"a"), message(1, b"a")]
    await shown.forget(tx, message(0, b"a").id)
    assert await shown.of(tx, b"a", before=1 << 62) == [message(1, b"a")]


async def test_expired_messages_come_chat_by_chat_until_they_are_queued(tx: Tx) -> None:
    for number, tag in enumerate([b"b", b"a", b"b", b"a"]):
        await shown.add(tx, message(number, tag), expires=5 + number)
    assert [s.tag for s in await shown.expired(tx, now=9)] == [b"a", b"a", b"b", b"b"]
    assert [s.tag for s in await shown.expired(tx, now=7)] == [b"a", b"b"]
    assert len(await shown.expired(tx, now=9, limit=3)) == 3
    await shown.queue(tx, b"a", now=7)
    assert sorted(s.id[0] for s in await shown.expired(tx, now=9)) == [0, 2, 3]
    assert len(await shown.of(tx, b"a", before=9)) == 2


# --- updates -------------------------------------------------------------------------------


async def test_an_update_is_new_once_whatever_its_number(tx: Tx) -> None:
    for number in (700, 5, 2**31 + 1):
        assert await handled.add(tx, number, 1)
        assert not await handled.add(tx, number, 2)


async def test_numbers_are_forgotten_after_their_hours(tx: Tx) -> None:
    for number, hour in ((1, 99), (2, 100), (3, 125)):
        await handled.add(tx, number, hour)
    await handled.purge(tx, 100 + handled.KEPT_HOURS)
    assert [row["update_id"] for row in await tx.rows(_HANDLED)] == [2, 3]
    assert handled.KEPT_HOURS > 24


async def test_a_dead_letter_holds_the_kind_and_the_place_once(tx: Tx) -> None:
    for kind in ("KeyError", "ValueError"):
        await handled.bury(tx, 7, exception=kind, place="bot/x.py:1 f", hour=3)
    letters = [tuple(row.values()) for row in map(dict, await tx.rows(_LETTERS))]
    assert letters == [(7, "KeyError", "bot/x.py:1 f", 3)]
