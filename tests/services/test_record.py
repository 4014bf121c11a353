"""The record of staff acts: complete, without content, and its changes are noticed."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, update

from bot.domain.acts import Act
from bot.services import record
from bot.store import audit
from bot.store.db import Statement
from bot.store.schema import audit as rows
from tests.kit.world import World

WORDS = "Der er mørkt i tunnelen."


async def _answered_case(world: World) -> str:
    mette = await world.moderator()
    amal = await world.resident("da", name="Amalnavnelang")
    code = await world.shares_concern(amal, WORDS)
    await world.answers(mette, code, "Tak.")
    return code


async def test_each_act_of_a_colleague_is_on_record_without_content(world: World) -> None:
    code = await _answered_case(world)
    links = await world.bot.store.read(lambda tx: audit.page(tx, after=0))
    assert [link.act for link in links] == [
        Act.JOINED, Act.READ, Act.CLAIMED, Act.READ, Act.REPLIED,
    ]  # fmt: skip
    assert {link.about for link in links} == {"", code}
    assert {link.who for link in links} == {"GLA-1"}


async def test_an_untouched_record_is_whole(world: World) -> None:
    await _answered_case(world)
    vault = world.bot.house.vault
    assert await world.bot.store.read(lambda tx: record.verify(tx, vault)) == (5, None)


@pytest.mark.parametrize(
    "change",
    [
        update(rows).where(rows.c.number == 3).values(who="GLA-9"),
        update(rows).where(rows.c.number == 3).values(act=Act.READ.value),
        update(rows).where(rows.c.number == 3).values(about="BBB-BBB"),
        update(rows).where(rows.c.number == 3).values(at=1),
        delete(rows).where(rows.c.number == 3),
        delete(rows).where(rows.c.number >= 3),
        update(rows).where(rows.c.number == 3).values(number=33),
    ],
    ids=["who", "act", "about", "at", "removed", "cut off", "reordered"],
)
async def test_a_changed_record_is_reported(world: World, change: object) -> None:
    await _answered_case(world)
    vault, store = world.bot.house.vault, world.bot.store
    await store.write(lambda tx: tx.run(Statement(change)))  # type: ignore[arg-type] # an update or a delete
    assert await store.read(lambda tx: record.verify(tx, vault)) == (2, 3)
