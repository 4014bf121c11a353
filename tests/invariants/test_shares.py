"""What others may open of a case: nothing before acceptance, then what was picked, then nothing."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, get_args

import pytest

from bot.domain import actions
from bot.domain.actions import Action
from bot.domain.acts import Act
from bot.domain.codes import CaseCode
from bot.domain.handovers import Handover, Kind, WhyReturned
from bot.domain.ids import ConcernId, HandoverId
from bot.services import handovers as service
from bot.services import threads
from bot.store import audit, concerns
from bot.store import handovers as rows
from bot.store.db import Tx
from bot.texts import handovers, staff
from tests.invariants.conftest import Shown
from tests.invariants.test_faults import _sample
from tests.journeys.handing import accepts, named, offers, opens_others
from tests.journeys.test_handovers import _adds
from tests.journeys.ways import forges
from tests.kit.world import Player, World

_NEEDLE = re.compile(r"ord\d{6}")
_DECIDES = frozenset({"AcceptHandover", "ReturnWhy", "SendReturn"})
"""What would answer the offer: the fates below do that where they say so."""


class Fate(Enum):
    OFFERED = "offered"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    ACCEPTED = "accepted"
    ENDED = "ended"


FATES = [
    (kind, fate) for kind in Kind for fate in Fate if not (kind is Kind.MOVE and fate is Fate.ENDED)
]


@dataclass(frozen=True, slots=True)
class Staffed:
    """Who leads where, and everybody who tries to see more than they may."""

    owner: Player
    leads: Mapping[str, Player]
    tries: Mapping[str, tuple[str, Player]]


async def _staffed(world: World) -> Staffed:
    lead = world.colleague
    leads = {o: await lead("lead", organisation=o, name=f"Lead {o}") for o in ("politi", "herlev")}
    tries = {f"lead of {o}": (o, player) for o, player in leads.items()}
    for organisation in leads:
        who = await world.moderator(organisation=organisation, name=f"Worker {organisation}")
        tries[f"worker of {organisation}"] = (organisation, who)
    far = await world.moderator(organisation="politi", areas=["hedeparken"], name="Far")
    tries["police of another area"] = ("", far)
    tries["publisher of the police"] = (
        "", await world.publisher(organisation="politi", name="Pia")
    )  # fmt: skip
    tries["a resident"] = ("", await world.resident("da", name="Curious"))
    return Staffed(await lead("lead", name="Lise"), leads, tries)


@dataclass(frozen=True, slots=True)
class Case:
    """needles: the word each contribution is known by, in order; the last came after the offer."""

    code: str
    concern: ConcernId
    handover: Handover
    receiver: str
    kind: Kind
    fate: Fate
    needles: list[str]
    picks: list[int]

    def open_to(self, organisation: str) -> set[str]:
        """What a colleague who serves the area may read. The owner's note is for nobody else."""
        if self.fate is not Fate.ACCEPTED or organisation != self.receiver:
            return set()
        picked = {self.needles[n] for n in self.picks}
        return picked | {self.needles[-1]} if self.kind is Kind.MOVE else picked


async def _case(world: World, who: Staffed, kind: Kind, fate: Fate, chance: random.Random) -> Case:
    """Three words of a resident, an answer and a note, some of them picked; then the fate."""
    needles = [f"ord{chance.randrange(10**5, 10**6)}" for _ in range(6)]
    amal = await world.resident("da")
    code = await world.shares_concern(amal, needles[0])
    await _adds(amal, code, needles[1])
    await world.answers(who.owner, code, needles[2])
    await _adds(amal, code, needles[3])
    await who.owner.says(f"/case {code}")
    await who.owner.taps(staff.button_note(who.owner.t))
    await who.owner.says(needles[4])
    await who.owner.taps(staff.button_keep_note(who.owner.t))
    receiver = chance.choice(sorted(who.leads))
    picks = sorted(chance.sample(range(4), chance.randrange(1, 4)))
    await offers(who.owner, code, receiver, kind=kind, picks=picks)
    await _decide(who.owner, who.leads[receiver], receiver, code, fate)
    await _adds(amal, code, needles[5])

    async def found(tx: Tx) -> tuple[ConcernId, Handover]:
        concern = await concerns.find(tx, CaseCode(code))
        assert concern is not None
        return concern.id, (await rows.of(tx, concern.id))[-1]

    concern, handover = await world.bot.store.read(found)
    return Case(code, concern, handover, receiver, kind, fate, needles, picks)


async def _decide(owner: Player, lead: Player, receiver: str, code: str, fate: Fate) -> None:
    match fate:
        case Fate.RETURNED:
            await lead.taps(staff.button_open(lead.t))
            await lead.taps(handovers.button_return(lead.t))
            await lead.taps(handovers.why(lead.t, WhyReturned.KNOWN))
            await lead.taps(handovers.button_give_back(lead.t))
        case Fate.ACCEPTED | Fate.ENDED:
            await accepts(lead)
        case _:
            pass
    if fate in (Fate.WITHDRAWN, Fate.ENDED):
        await opens_others(owner, code)
        undo = handovers.button_end if fate is Fate.ENDED else handovers.button_withdraw
        await owner.taps(undo(owner.t, named(owner, receiver)))


def _forged(case: Case) -> Iterator[Action]:
    """Every button that names a case, a hand-over or a contribution, made by hand."""
    for action in actions.KNOWN.values():
        kinds = [kind for _, kind in action.fields]
        if action.__name__ in _DECIDES or not {ConcernId, HandoverId} & {*kinds}:
            continue
        positions = range(1, 7) if "position" in dict(action.fields) else (1,)
        for position in positions:
            yield action(**{n: _value(case, n, k, position) for n, k in action.fields})


def _value(case: Case, name: str, kind: Any, position: int) -> Any:
    if kind is ConcernId:
        return case.concern
    if kind is HandoverId:
        return case.handover.id
    return position if name == "position" else _sample(kind) if not get_args(kind) else None


async def _got(world: World, player: Player, case: Case) -> set[str]:
    """The words of the case that reach a phone, by whatever its owner tries."""
    before = len(world.sim.calls)
    await player.says("/help")  # a chat that was emptied has no screen to press on
    for action in _forged(case):
        await forges(player, action)
    for said in (f"/case {case.code}", "/queue", "/handovers", "/cancel"):
        await player.says(said)
    calls = [c for c in world.sim.calls[before:] if c.params.get("chat_id") == player.person.id]
    return {*_NEEDLE.findall(str([c.params for c in calls]))}


async def _too_much(world: World, who: Staffed, case: Case) -> list[str]:
    """Who got what of the case that was not theirs; and who got too little."""
    found = []
    for name, (organisation, player) in who.tries.items():
        got, may = await _got(world, player, case), case.open_to(organisation)
        mine = got & {*case.needles}
        found += [f"{name} got {word}, {case.kind} {case.fate}" for word in sorted(mine - may)]
        found += [f"{name} did not get {word}" for word in sorted(may - mine)]
    return found


@pytest.mark.invariant(34)
async def test_nobody_opens_more_of_a_case_than_was_accepted_and_picked(
    world: World, shown: Shown
) -> None:
    chance, who = random.Random(34), await _staffed(world)
    for kind, fate in FATES:
        case = await _case(world, who, kind, fate, chance)
        assert await _too_much(world, who, case) == []
        links = await world.bot.store.read(lambda tx: audit.page(tx, after=0))
        acts = {link.act for link in links if link.about == case.code}
        assert (Act.HANDOVER_ACCEPTED in acts) is (fate in (Fate.ACCEPTED, Fate.ENDED))
        assert case.handover.basis in world.bot.house.partnership.legal_bases
    forged = len(list(_forged(case)))
    shown.tried(
        f"{len(FATES)} hand-overs of every kind and fate with random picks, {len(who.tries)} kinds "
        f"of people, {forged} forged buttons, the code and the lists each"
    )


@pytest.mark.parametrize(
    ("plant", "kind", "fate"),
    [
        ("the state of a share is not looked at", Kind.SHARE, Fate.OFFERED),
        ("all of a case that was taken over is open", Kind.MOVE, Fate.ACCEPTED),
        ("all of a shared case is open", Kind.SHARE, Fate.ACCEPTED),
    ],
)
@pytest.mark.invariant(34)
async def test_a_share_that_opens_too_much_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch, shown: Shown, plant: str, kind: Kind, fate: Fate
) -> None:
    who = await _staffed(world)
    case = await _case(world, who, kind, fate, random.Random(7))
    if fate is Fate.OFFERED:
        monkeypatch.setattr(service, "may_read", lambda *_: True)
    elif kind is Kind.MOVE:
        monkeypatch.setattr(threads, "is_open_to", lambda *_: True)
    else:
        monkeypatch.setattr(Handover, "chosen", lambda _, entries: list(entries))
    assert await _too_much(world, who, case) != []
    shown.caught(plant)
