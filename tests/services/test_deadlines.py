"""What only its age makes due, the daily reminder, and the nightly rewrite."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import func, select, text

from bot.domain.acts import Act
from bot.domain.bulletins import Bulletin, Cell, Content, Delivery
from bot.domain.ids import AreaId, BulletinId
from bot.domain.people import Lang, Moderator
from bot.services import housekeeping, moderation, record, residents, retention, sendings
from bot.store import audit, deliveries, handled, meta, outbox, rewrite
from bot.store.db import Statement, Tx
from bot.store.outbox import Target
from bot.store.schema import metadata
from tests.kit import news as area_news
from tests.kit.turns import Scene

AMAL, METTE, KARIM = 1001, 2001, 2002


async def _count(play: Scene, table: str) -> int:
    statement = Statement(select(func.count().label("n")).select_from(metadata.tables[table]))
    row = await play.store.read(lambda tx: tx.row(statement))
    assert row
    return int(row["n"])


# --- what age makes due --------------------------------------------------------------------------


async def test_dead_letters_and_refused_messages_go_after_a_fortnight(play: Scene) -> None:
    await play.resident(AMAL)
    await play.does(AMAL, residents.hide)
    hour = int(play.now.timestamp()) // 3600

    async def fail(tx: Tx) -> None:
        await handled.bury(tx, 1, exception="ValueError", place="here", hour=hour)
        [row], _ = await outbox.due(tx, now=int(play.now.timestamp() * 1000), limit=9)
        await outbox.bury(tx, row.id)

    await play.store.write(fail)
    play.later(days=13, hours=23)
    await play.does(0, housekeeping.forget_old)
    assert (await _count(play, "dead_letter"), await _count(play, "outbox")) == (1, 1)
    play.later(hours=2)
    await play.does(0, housekeeping.forget_old)
    assert (await _count(play, "dead_letter"), await _count(play, "outbox")) == (0, 0)


async def test_an_invitation_goes_when_it_can_no_longer_be_used(play: Scene) -> None:
    await play.colleague(METTE)
    play.later(hours=47)
    await play.does(0, housekeeping.forget_old)
    assert await _count(play, "invite") == 1
    play.later(hours=1)
    await play.does(0, housekeeping.forget_old)
    assert await _count(play, "invite") == 0


async def _sent(play: Scene) -> Bulletin:
    """A bulletin that reached two followers, reported to its author."""
    author = await play.colleague(METTE)
    for chat in (AMAL, AMAL + 1):
        await play.resident(chat, Lang.DA, "hoeje-gladsaxe")
    bulletin = _bulletin(play, author)

    async def send(tx: Tx) -> None:
        await area_news.send(tx, bulletin)
        while await deliveries.take_window(tx, due=0):
            pass
        for to in await deliveries.due(tx, now=1, limit=9):
            await deliveries.mark(tx, to, was=Delivery.OPEN, state=Delivery.SENT)

    await play.store.write(send)
    await play.does(0, sendings.report_finished)
    return bulletin


def _bulletin(play: Scene, author: Moderator) -> Bulletin:
    area = frozenset({AreaId("hoeje-gladsaxe")})
    return Bulletin(
        id=BulletinId(play.house.new_id()),
        organisation=author.organisation,
        author=author.id,
        content=Content(texts=dict.fromkeys(Lang, "Nyt"), areas=area),
        hour=int(play.now.timestamp()) // 3600,
    )


async def test_who_was_sent_news_is_forgotten_after_days_and_the_figures_stay(play: Scene) -> None:
    bulletin = await _sent(play)
    before = await play.store.read(lambda tx: deliveries.counts(tx, bulletin.id))
    play.later(days=3)
    await play.does(0, housekeeping.forget_old)
    assert await _count(play, "delivery") == 2
    play.later(hours=1)
    await play.does(0, housekeeping.forget_old)
    assert await _count(play, "delivery") == 0
    assert await play.store.read(lambda tx: deliveries.counts(tx, bulletin.id)) == before
    cell = Cell(AreaId("hoeje-gladsaxe"), Lang.DA, Delivery.SENT)
    assert before == ({cell: 2}, False)


async def test_news_goes_after_a_year_with_all_that_hung_on_it(play: Scene) -> None:
    await _sent(play)
    play.later(days=365, hours=1)
    await play.does(0, housekeeping.forget_old)
    for table in ("bulletin", "bulletin_area", "broadcast", "delivery"):
        assert await _count(play, table) == 0


async def test_an_address_goes_with_its_case_though_the_bot_stood_still_for_months(
    play: Scene,
) -> None:
    await play.resident(AMAL)
    case = await play.shares(AMAL)
    play.later(days=181)
    await play.does(0, retention.look)
    play.later(days=200)
    await play.does(0, retention.look)  # before the tick for addresses
    assert (await _count(play, "concern"), await _count(play, "address")) == (0, 0)
    assert case.is_open


# --- the record of staff acts --------------------------------------------------------------------


async def _verified(play: Scene) -> tuple[int, int | None]:
    return await play.store.read(lambda tx: record.verify(tx, play.house.vault))


async def _notes(play: Scene, count: int) -> None:
    for _ in range(count):
        await play.does(METTE, record.note, Act.READ, "K7M-4QX")


async def test_the_rest_of_the_record_is_whole_after_its_oldest_entries_went(play: Scene) -> None:
    await play.colleague(METTE)  # entry 1
    await _notes(play, 4)
    play.later(days=400)
    await _notes(play, 3)
    play.later(days=331)
    await play.does(0, housekeeping.forget_old)
    assert await _verified(play) == (3, None)
    await _notes(play, 1)
    assert await _verified(play) == (4, None)
    play.later(days=800)
    await play.does(0, housekeeping.forget_old)
    assert await _verified(play) == (0, None)
    await _notes(play, 1)
    [link] = await play.store.read(lambda tx: audit.page(tx, after=0))
    assert link.number == 10
    assert await _verified(play) == (1, None)


async def _drops_more(play: Scene) -> None:
    await play.store.write(lambda tx: audit.drop(tx, upto=6))


async def _drops_the_anchor(play: Scene) -> None:
    await play.store.write(lambda tx: meta.put(tx, "audit-anchor", bytes(40)))


async def _moves_the_anchor(play: Scene) -> None:
    """As somebody would who has the database and no key: the seal of the last entry dropped."""
    links = await play.store.read(lambda tx: audit.page(tx, after=0))
    kept = await play.store.read(lambda tx: meta.find(tx, "audit-anchor"))
    assert kept
    forged = links[0].number.to_bytes(8) + kept[8:24] + links[0].seal
    await play.store.write(lambda tx: audit.drop(tx, upto=links[0].number))
    await play.store.write(lambda tx: meta.put(tx, "audit-anchor", forged))


@pytest.mark.parametrize("tamper", [_drops_more, _drops_the_anchor, _moves_the_anchor])
async def test_dropping_more_than_age_allows_is_reported(
    play: Scene, tamper: Callable[[Scene], Awaitable[None]]
) -> None:
    await play.colleague(METTE)
    await _notes(play, 4)
    play.later(days=731)
    await _notes(play, 3)
    await play.does(0, housekeeping.forget_old)
    assert (await _verified(play))[1] is None
    await tamper(play)
    assert (await _verified(play))[1] is not None


# --- once a day ----------------------------------------------------------------------------------


async def _reminders(play: Scene) -> list[str]:
    return [s.text for s in await play.sent_to(Target.MODERATOR) if s.text.startswith("⏰")]


async def test_unread_words_are_named_once_a_day_after_nine(play: Scene) -> None:
    await play.colleague(METTE)
    await play.colleague(KARIM, areas=["vaerebro"])  # does not serve the area
    await play.resident(AMAL)
    case = await play.shares(AMAL)  # Tuesday at ten
    told = []
    for hours in (0, 24, 8, 14, 1, 1, 24):  # the same, Wednesday 10, 18, Thursday 8, 9, 10, Friday
        play.later(hours=hours)
        await play.does(0, retention.remind)
        told.append(len(await _reminders(play)))
    assert told == [0, 1, 1, 1, 2, 2, 3]
    assert all(case.code in text for text in await _reminders(play))


async def test_words_that_were_read_are_named_no_more(play: Scene) -> None:
    await play.colleague(METTE)
    await play.resident(AMAL)
    case = await play.shares(AMAL)
    await play.does(METTE, moderation.claim, case.id)
    await play.does(METTE, moderation.card, case.id)
    play.later(days=2)
    await play.does(0, retention.remind)
    assert await _reminders(play) == []


async def test_the_most_pressing_words_are_named_first(play: Scene) -> None:
    await play.colleague(METTE)
    await play.resident(AMAL)
    old = await play.shares(AMAL)
    play.later(hours=2)
    danger = await play.shares(AMAL, "Han har en kniv og står foran opgangen")
    play.later(days=2)
    await play.does(0, retention.remind)
    [text] = await _reminders(play)
    assert text.index(danger.code) < text.index(old.code)


async def _all_rows(play: Scene) -> dict[str, list[Any]]:
    async def read(tx: Tx) -> dict[str, list[Any]]:
        found = {}
        for name in rewrite.TABLES:
            rows = await tx.rows(Statement(select(metadata.tables[name])))
            found[name] = sorted(repr(dict(row)) for row in rows)
        return found

    return await play.store.read(read)


async def test_the_nightly_rewrite_changes_no_row_and_happens_once_a_night(play: Scene) -> None:
    await _sent(play)
    await play.shares(AMAL)
    before = await _all_rows(play)
    await play.does(0, housekeeping.mix_rows)
    after = await _all_rows(play)
    before["meta"] = after["meta"]  # where the night is kept
    assert after == before
    written = await _transactions(play)
    await play.does(0, housekeeping.mix_rows)
    assert await _transactions(play) == written
    assert len(written) <= 1
    await play.shares(AMAL)  # numbers go on behind those given
    assert await _count(play, "outbox") > len(before["outbox"])


async def _transactions(play: Scene) -> set[str]:
    """That wrote the rows of residents, on PostgreSQL."""
    if not await play.store.read(_is_postgres):
        return set()
    found: set[str] = set()
    for name in ("concern", "entry", "address", "profile", "subscription", "delivery"):
        query = Statement(text(f"SELECT DISTINCT xmin::text AS x FROM {name}"))  # noqa: S608 # our own tables
        found |= {row["x"] for row in await play.store.read(lambda tx, q=query: tx.rows(q))}  # type: ignore[misc] # bound at once
    return found


async def _is_postgres(tx: Tx) -> bool:
    return tx.dialect == "postgresql"


async def test_a_night_that_fails_is_tried_again(
    play: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(_: Tx) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(rewrite, "mix", fails)
        with pytest.raises(RuntimeError):
            await play.does(0, housekeeping.mix_rows)
    mixed = []

    async def mixes(tx: Tx) -> None:
        mixed.append(tx)

    monkeypatch.setattr(rewrite, "mix", mixes)
    for _ in range(2):
        await play.does(0, housekeeping.mix_rows)
    assert len(mixed) == 1
