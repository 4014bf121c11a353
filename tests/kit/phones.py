"""News whose words stand on phones, as it is kept once it was sent with them."""

from __future__ import annotations

from sqlalchemy import bindparam, select, update

from bot.domain.ids import BulletinId, ProfileId
from bot.screens import changes as screens
from bot.services import notices
from bot.simulator import Message
from bot.store import bulletins
from bot.store.db import Statement, Tx
from bot.store.schema import delivery, profile
from bot.vault import addresses
from tests.kit.world import Player, World

_TO = Statement(
    select(delivery.c.profile)
    .join(profile, profile.c.id == delivery.c.profile)
    .where(delivery.c.bulletin == bindparam("of_bulletin"), profile.c.tag == bindparam("of_tag"))
)
_STANDS = Statement(
    update(delivery)
    .where(
        delivery.c.bulletin == bindparam("of_bulletin"),
        delivery.c.profile == bindparam("of_profile"),
    )
    .values(message=bindparam("new_message"))
)


async def puts_words(world: World, bulletin: BulletinId, *readers: Player) -> list[Message]:
    """Sends each reader the words in a message, and keeps it with the delivery."""
    return [await _puts(world, bulletin, reader) for reader in readers]


async def _puts(world: World, bulletin: BulletinId, reader: Player) -> Message:
    house = world.bot.house
    value = await world.bot.store.read(lambda tx: bulletins.get(tx, bulletin))
    screen = screens.in_place(reader.t, house.partnership, value)
    params = {"chat_id": reader.person.id, **notices.as_message(screen)}
    sent = await world.bot.sender._post.line.call("sendMessage", params)

    async def stands(tx: Tx) -> None:
        tag = addresses.profile_tag(house.vault, reader.person.id)  # type: ignore[arg-type]
        row = await tx.row(_TO, of_bulletin=bulletin, of_tag=tag)
        assert row is not None
        to = ProfileId(bytes(row["profile"]))
        sealed = addresses.seal_message(house.vault, bulletin, to, sent["message_id"])
        await tx.run(_STANDS, of_bulletin=bulletin, of_profile=to, new_message=sealed)

    await world.bot.store.write(stands)
    return reader.screen
