"""Who may do what, and where: every role, every deed, own and other organisations and areas."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.concerns import Concern, Outcome
from bot.domain.errors import NotAllowed, NotFound
from bot.domain.ids import ID_BYTES, ModeratorId, OrganisationId
from bot.domain.mutes import MuteReason, Proposal
from bot.domain.people import Moderator
from bot.domain.roles import Deed, Role
from bot.services import bulletins, masking, moderation, mutes
from bot.store import concerns as rows
from bot.store import mutes as mute_rows
from bot.store.db import Tx
from bot.turn import Turn
from tests.kit.postgres import database
from tests.kit.turns import Scene, scene

TABLE = """
                   moderator  lead  publisher  approver  duty_officer  analyst  administrator
read               case       case  -          -         -             -        -
claim              case       case  -          -         -             -        -
release            case       case  -          -         -             -        -
reply              case       case  -          -         -             -        -
note               case       case  -          -         -             -        -
close              case       case  -          -         -             -        -
mask               case       case  -          -         -             -        -
propose_mute       case       case  -          -         -             -        -
decide_mute        -          case  -          -         -             -        -
write_bulletin     -          -     yes        -         yes           -        -
"""
"""case: a case of the own organisation in an area they serve, and no other. yes: wherever they are.
-: never. What is not in the table fails the test."""

_HEAD, *_LINES = [line.split() for line in TABLE.strip("\n").splitlines()]
ALLOWED = {Deed(deed): dict(zip(map(Role, _HEAD), cells, strict=True)) for deed, *cells in _LINES}
GLADSAXE, HERLEV, POLICE = map(OrganisationId, ("gladsaxe", "herlev", "politi"))
ACTOR, RESIDENT, OTHER_LEAD = 2001, 1001, 2099

Attempt = Callable[[Turn, Concern], Awaitable[object]]


def _on_case(act: Callable[..., Awaitable[object]], *values: object) -> Attempt:
    return lambda turn, concern: act(turn, concern.id, *values)


async def _replies(turn: Turn, concern: Concern) -> None:
    turn = await moderation.write_reply(turn, concern.id)
    turn = await moderation.type_words(turn, 1, "Tak.")
    await moderation.send_reply(turn, concern.id, turn.dialogue.version, urgent=False)


async def _notes(turn: Turn, concern: Concern) -> None:
    turn = await moderation.write_note(turn, concern.id)
    turn = await moderation.type_words(turn, 1, "Set.")
    await moderation.keep_note(turn, concern.id, turn.dialogue.version)


async def _decides_mute(turn: Turn, concern: Concern) -> None:
    proposal = Proposal(
        concern=concern.id,
        organisation=concern.organisation,
        by=ModeratorId(b"o" * ID_BYTES),
        reason=MuteReason.THREATS,
        days=1,
        hour=turn.hour,
    )
    await mute_rows.propose(turn.tx, proposal)
    await mutes.decide(turn, concern.id, confirm=True)


async def _begins_news(turn: Turn, _: Concern) -> None:
    await bulletins.begin(turn)


ATTEMPTS: dict[Deed, Attempt] = {
    Deed.READ: _on_case(moderation.card),
    Deed.CLAIM: _on_case(moderation.claim),
    Deed.RELEASE: _on_case(moderation.release),
    Deed.REPLY: _replies,
    Deed.NOTE: _notes,
    Deed.CLOSE: _on_case(moderation.close, Outcome.HELPED),
    Deed.MASK: _on_case(masking.begin),
    Deed.PROPOSE_MUTE: _on_case(mutes.propose, MuteReason.THREATS, 1),
    Deed.DECIDE_MUTE: _decides_mute,
    Deed.WRITE_BULLETIN: _begins_news,
}
UNCLAIMED = frozenset({Deed.CLAIM})
"""For every other deed the case is the actor's own, so that only role and place decide."""


def test_every_deed_stands_in_the_table_and_is_tried() -> None:
    assert set(ALLOWED) == set(Deed)
    assert set(ATTEMPTS) == set(Deed)


PLACES = {
    "own area": (GLADSAXE, "hoeje-gladsaxe"),
    "own organisation, another area": (GLADSAXE, "vaerebro"),
    "another municipality": (HERLEV, "hjortespring"),
    "a case of the police in the same area": (POLICE, "hoeje-gladsaxe"),
}


class _RolledBack(Exception):
    """It was allowed; nothing of it is kept."""


class Street:
    def __init__(self, play: Scene) -> None:
        self.play = play
        self.cases: dict[str, Concern] = {}

    async def begin(self) -> None:
        for number, (place, (organisation, area)) in enumerate(PLACES.items()):
            chat = RESIDENT + number
            await self.play.resident(chat)
            shared = await self.play.shares(chat, area=area)
            self.cases[place] = await self._of(shared, organisation)

    async def _of(self, concern: Concern, organisation: OrganisationId) -> Concern:
        changed = replace(concern, organisation=organisation, version=concern.version + 1)
        await self.play.store.write(lambda tx: rows.save(tx, changed, expected=concern.version))
        return changed

    async def allowed(self, deed: Deed, place: str, me: Moderator | None) -> bool:
        async def tries(tx: Tx) -> None:
            turn = await self.play.turn(tx, ACTOR)
            concern = self.cases[place]
            if me is not None and deed not in UNCLAIMED:
                held = replace(concern, claimed_by=me.id, version=concern.version + 1)
                await rows.save(tx, held, expected=concern.version)
                concern = held
            await ATTEMPTS[deed](turn, concern)
            raise _RolledBack

        try:
            await self.play.store.write(tries)
        except _RolledBack:
            return True
        except (NotAllowed, NotFound):
            return False
        raise AssertionError("unreachable")


@pytest.mark.parametrize("organisation", [GLADSAXE, POLICE])
@pytest.mark.parametrize("role", [*Role, None])
async def test_each_role_does_what_the_table_says_and_nothing_else(
    tmp_path: Path, role: Role | None, organisation: OrganisationId
) -> None:
    async with database("sqlite", tmp_path) as url, scene(url) as play:
        street = Street(play)
        await street.begin()
        await play.colleague(OTHER_LEAD, Role.LEAD, organisation=organisation)
        me = None
        if role:
            me = await play.colleague(
                ACTOR, role, organisation=organisation, areas=["hoeje-gladsaxe"]
            )
        wrong = []
        for deed, cells in ALLOWED.items():
            for place, where in PLACES.items():
                cell = cells[role] if role else "-"
                served = where == (organisation, "hoeje-gladsaxe")
                expected = cell == "yes" or (cell == "case" and served)
                if await street.allowed(deed, place, me) is not expected:
                    wrong.append(f"{deed} by {role} of {organisation} on {place}: {not expected}")
        assert wrong == []
