"""Counters that outlive their cases, and the chain of staff acts."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.acts import Act, Link
from bot.domain.ids import AreaId, CategoryId
from bot.store import audit, counters
from bot.store.counters import Count
from bot.store.db import Store, Tx

A, B = AreaId("hoeje-gladsaxe"), AreaId("moerkhoej")
NOISE, CHILD = CategoryId("noise"), CategoryId("child")


async def test_counts_add_up_by_month_area_category_and_kind(tx: Tx) -> None:
    for month, area, category, what in [
        (24322, A, NOISE, "shared"),
        (24322, A, NOISE, "shared"),
        (24322, A, NOISE, "closed"),
        (24322, A, CHILD, "shared"),
        (24322, B, NOISE, "shared"),
        (24323, A, NOISE, "shared"),
    ]:
        await counters.add(tx, month=month, area=area, category=category, what=what)
    assert await counters.of_month(tx, 24322) == [
        Count(month=24322, area=A, category=CHILD, what="shared", n=1),
        Count(month=24322, area=A, category=NOISE, what="closed", n=1),
        Count(month=24322, area=A, category=NOISE, what="shared", n=2),
        Count(month=24322, area=B, category=NOISE, what="shared", n=1),
    ]
    assert await counters.of_month(tx, 1) == []


async def test_no_count_is_lost_between_two_processes(store: Store, other: Store) -> None:
    async def add(where: Store) -> None:
        await where.write(
            lambda tx: counters.add(tx, month=1, area=A, category=NOISE, what="shared")
        )

    await asyncio.gather(*(add(where) for where in (store, other) * 10))
    (count,) = await store.read(lambda tx: counters.of_month(tx, 1))
    assert count.n == 20


def link(number: int, act: Act = Act.READ) -> Link:
    return Link(
        number=number, at=1_800_000_000, who="GLA-1", act=act, about="BCD-FGH", seal=b"\x00s\xff"
    )


async def test_acts_come_back_in_order_page_by_page(tx: Tx) -> None:
    assert await audit.last(tx) is None
    links = [link(n, act) for n, act in enumerate(Act, 1)]
    for value in reversed(links):
        await audit.add(tx, value)
    assert await audit.last(tx) == links[-1]
    assert await audit.page(tx, after=0) == links
    assert await audit.page(tx, after=2, limit=2) == links[2:4]
    assert await audit.page(tx, after=len(links)) == []


async def test_a_place_in_the_chain_is_taken_once(store: Store) -> None:
    await store.write(lambda tx: audit.add(tx, link(1)))
    with pytest.raises(Exception, match=r"(?i)unique"):
        await store.write(lambda tx: audit.add(tx, link(1, Act.CLOSED)))
