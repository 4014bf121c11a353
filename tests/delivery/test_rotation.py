"""Delivery goes on while keys are replaced: what waited is sent, what stood in chats is known."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from bot.services import rotation
from bot.vault.keyring import Purpose
from tests.kit.world import World, open_world


async def rotates(world: World) -> None:
    await world.bot.store.write(partial(rotation.ask, now=world.clock()))
    await world.tick("rotation")
    held = world.bot.house.vault.keyring.generations[Purpose.OUTBOX]
    assert [generation.number for generation in held] == [2]


async def test_an_answer_that_waited_through_a_rotation_arrives_and_the_chat_can_be_emptied(
    tmp_path: Path,
) -> None:
    async with open_world(
        tmp_path, rotation_waits_for_backup=False, reply_delay_seconds="60-60"
    ) as world:
        mette = await world.moderator()
        amal = await world.resident("da")
        code = await world.shares_concern(amal, "Kælderen er mørk.")
        await world.answers(mette, code, "Tak, vi ser på det.")
        before = amal.screen
        await rotates(world)
        await world.pass_time(seconds=61)
        assert amal.screen is not before
        await amal.says("/cases")
        await amal.taps(code)
        assert "Tak, vi ser på det." in amal.sees
        await amal.says("/hide")
        assert not [m for m in amal.person.chat.messages if "Kælderen" in m.text]
