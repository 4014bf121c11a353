"""Many open threads at once, as if as many residents had each shared a concern."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from bot.domain.codes import CaseCode
from bot.domain.concerns import Concern, Details, hour_of
from bot.domain.events import ConcernAnswered
from bot.domain.ids import AreaId, CategoryId, ConcernId, OrganisationId, ProfileId
from bot.domain.people import Lang, Profile
from bot.services import notices, residents, threads
from bot.store import profiles
from bot.store.db import Tx
from bot.turn import Turn
from bot.vault import addresses
from tests.kit.turns import Scene

FIRST_CHAT = 2**51
TOGETHER = 200


def chats(count: int) -> range:
    return range(FIRST_CHAT, FIRST_CHAT + count)


async def open_threads(scene: Scene, count: int) -> list[Concern]:
    """One thread a chat; every second person follows an area too."""
    made: list[Concern] = []
    for start in range(0, count, TOGETHER):
        numbers = range(start, min(count, start + TOGETHER))
        made += await scene.store.write(partial(_open_some, scene=scene, numbers=numbers))
    return made


async def _open_some(tx: Tx, scene: Scene, numbers: range) -> list[Concern]:
    return [await _open(scene, tx, number) for number in numbers]


async def _open(scene: Scene, tx: Tx, number: int) -> Concern:
    turn = await scene.turn(tx, FIRST_CHAT + number)
    await _profile(turn, follows=number % 2 == 0)
    concern = _concern(scene, turn, number)
    await threads.start(turn, concern, Details(), f"Der er mørkt ved opgang {number}.")
    await residents.keep_address(turn, concern.id)
    return concern


async def _profile(turn: Turn, *, follows: bool) -> None:
    vault, chat = turn.house.vault, turn.speaker.chat
    profile = Profile(id=ProfileId(turn.house.new_id()), language=Lang.DA, notice=1)
    await profiles.add(turn.tx, profile, addresses.profile_tag(vault, chat))
    if follows:
        await profiles.follow(turn.tx, profile.id, AreaId("hoeje-gladsaxe"))
        await profiles.save(turn.tx, profile, addresses.seal_profile(vault, profile.id, chat))


def _concern(scene: Scene, turn: Turn, number: int) -> Concern:
    return Concern(
        id=ConcernId(turn.house.new_id()),
        code=CaseCode(f"{number:06}"),
        area=AreaId("hoeje-gladsaxe"),
        organisation=OrganisationId("gladsaxe"),
        category=CategoryId("unsafe"),
        language=Lang.DA,
        opened_hour=hour_of(scene.now),
        touched_hour=hour_of(scene.now),
    )


async def answer(scene: Scene, cases: Iterable[Concern]) -> None:
    """A notice for each of them waits to be sent."""

    async def queue(tx: Tx) -> None:
        turn = await scene.turn(tx, FIRST_CHAT - 1)
        for case in cases:
            await notices.publish(turn, ConcernAnswered(case, urgent=True))

    await scene.store.write(queue)
