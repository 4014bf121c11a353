"""Who may open what: no case of another organisation or area, by no button and no forged id."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bot.domain.actions import (
    Action,
    AskArea,
    AskCategory,
    AskLookAgain,
    AskTriage,
    AskWeighing,
    BulletinArea,
    BulletinReport,
    ChooseOutcome,
    Claim,
    Close,
    Release,
    SendReply,
    SetArea,
    SetCategory,
    SetLookAgain,
    SetUrgency,
    ShowConcern,
    Weigh,
    WriteReply,
)
from bot.domain.clocks import LookAgain
from bot.domain.codes import CaseCode
from bot.domain.concerns import Concern, Outcome, Urgency
from bot.domain.errors import ButtonTooOld, NotAllowed, NotFound
from bot.domain.ids import AreaId, BulletinId, CategoryId, ConcernId, OrganisationId
from bot.domain.people import Moderator
from bot.domain.roles import Deed
from bot.services import moderation
from bot.store import bulletins, concerns
from bot.store.db import Tx
from bot.texts import refusals
from tests.invariants.conftest import Shown
from tests.invariants.ways import forges, sends_news
from tests.kit.world import Player, World

WORDS = "Der er mørkt i tunnelen ved skolen."
OWN, OTHER_AREA, OTHER_TOWN = "hoeje-gladsaxe", "vaerebro", "hedeparken"


def _forged(concern: ConcernId) -> list[Action]:
    """Every button of staff that names a case, made by hand."""
    return [
        ShowConcern(concern),
        Claim(concern),
        Release(concern),
        WriteReply(concern),
        SendReply(concern, 0, 0),
        SendReply(concern, 1, 1),
        ChooseOutcome(concern),
        *(Close(concern, outcome) for outcome in Outcome),
        AskTriage(concern),
        *(SetUrgency(concern, urgency) for urgency in Urgency),
        AskCategory(concern),
        SetCategory(concern, CategoryId("gang")),
        AskArea(concern),
        SetArea(concern, AreaId("moerkhoej")),
        AskWeighing(concern),
        Weigh(concern, 1, 1),
        AskLookAgain(concern),
        SetLookAgain(concern, LookAgain.WEEK),
    ]


async def _case(world: World, area: str) -> tuple[str, Concern]:
    someone = await world.resident("da", name=f"Resident {area}")
    code = await world.shares_concern(someone, WORDS, area=area)
    return code, await _concern(world, code)


async def _concern(world: World, code: str) -> Concern:
    async def find(tx: Tx) -> Concern:
        found = await concerns.find(tx, CaseCode(code))
        assert found is not None
        return found

    return await world.bot.store.read(find)


async def opened_by(world: World, colleague: Player, code: str, concern: Concern) -> list[str]:
    """Whatever the colleague got of the case, or changed of it, by any means."""
    before, calls = await _concern(world, code), len(world.sim.calls)
    got = []
    for action in _forged(concern.id):
        await forges(colleague, action)
        if not _is_refused(colleague):
            got.append(f"{action.name}: {colleague.sees}")
    await colleague.says(f"/case {code}")
    await colleague.says("/queue")
    said = str([c.params for c in world.sim.calls[calls:]])
    got += [what for what in (code, WORDS) if what in said]
    if await _concern(world, code) != before:
        got.append("the case was changed")
    return got


def _is_refused(colleague: Player) -> bool:
    """Told that there is no such case, or that the button is of no use now."""
    errors = (NotFound(), NotAllowed(), ButtonTooOld())
    return colleague.sees.startswith(tuple(refusals.sentence(colleague.t, e) for e in errors))


async def _colleagues(world: World) -> Mapping[str, tuple[Player, str]]:
    """Who, and the area whose case they must not open."""
    return {
        "police on a municipality": (
            await world.moderator(name="Palle", organisation="politi"), OWN),
        "a municipality on another": (await world.moderator(name="Mette"), OTHER_TOWN),
        "one area on another": (await world.moderator(name="Omar", areas=[OWN]), OTHER_AREA),
        "a publisher of the town": (await world.publisher(name="Anna"), OWN),
        "a resident": (await world.resident("da", name="Curious"), OWN),
    }  # fmt: skip


@pytest.mark.invariant(34)
async def test_nobody_opens_a_case_outside_their_scope(world: World, shown: Shown) -> None:
    colleagues = await _colleagues(world)
    cases = {area: await _case(world, area) for area in (OWN, OTHER_AREA, OTHER_TOWN)}
    for who, (player, area) in colleagues.items():
        assert await opened_by(world, player, *cases[area]) == [], who
    forged = len(_forged(cases[OWN][1].id))
    shown.tried(
        f"{len(colleagues)} kinds of people, {forged} forged buttons, the code and the inbox each"
    )


@pytest.mark.parametrize("who", ["police on a municipality", "one area on another"])
@pytest.mark.invariant(34)
async def test_a_scope_that_is_not_looked_at_is_noticed(
    world: World, monkeypatch: pytest.MonkeyPatch, who: str, shown: Shown
) -> None:
    def careless(colleague: Moderator, concern: Concern) -> bool:
        return colleague.may(Deed.READ) and (colleague.organisation, concern.area) != ("", "")

    player, area = (await _colleagues(world))[who]
    case = await _case(world, area)
    monkeypatch.setattr(moderation, "serves", careless)
    assert await opened_by(world, player, *case) != []
    shown.caught(f"the scope is not looked at: {who}")


@pytest.mark.invariant(34)
async def test_an_id_that_never_was_is_refused_like_one_out_of_reach(world: World) -> None:
    """So nobody can find out which ids and codes exist elsewhere."""
    palle = await world.moderator(organisation="politi")
    code, concern = await _case(world, OWN)
    for real, invented in zip(
        _forged(concern.id), _forged(ConcernId(bytes(range(16)))), strict=True
    ):
        await forges(palle, real)
        answer = palle.sees
        await forges(palle, invented)
        assert palle.sees == answer
    await palle.says(f"/case {code}")
    answer = palle.sees
    await palle.says("/case BBB-BBB")
    assert palle.sees == answer


@pytest.mark.invariant(34)
async def test_a_forged_word_of_staff_is_refused_from_a_resident(world: World) -> None:
    """Also one who knows a colleague's button by heart, before and after it is claimed."""
    mette, amal = await world.moderator(), await world.resident("da")
    code, concern = await _case(world, OWN)
    await world.answers(mette, code, "Tak.")
    assert await opened_by(world, amal, code, await _concern(world, code)) == []
    omar = await world.moderator(name="Omar")
    for action in (Release(concern.id), WriteReply(concern.id), Close(concern.id, Outcome.HELPED)):
        before = await _concern(world, code)
        await forges(omar, action)
        assert await _concern(world, code) == before, "a colleague's case was touched by another"


@pytest.mark.invariant(34)
async def test_news_and_reports_stay_within_the_organisation(world: World) -> None:
    anna = await world.publisher(name="Anna", areas=[OWN])
    bo = await world.publisher(name="Bo", organisation="ballerup")
    await sends_news(anna, OWN)

    async def newest(tx: Tx) -> BulletinId:
        return (await bulletins.of_organisation(tx, OrganisationId("gladsaxe"), limit=1))[0].id

    report = BulletinReport(await world.bot.store.read(newest))
    await forges(bo, report)
    assert bo.sees == refusals.sentence(bo.t, NotFound())
    await anna.says("/bulletin")
    for area in (OTHER_AREA, OTHER_TOWN):
        await forges(anna, BulletinArea(AreaId(area)))
        assert "✅" not in "".join(b.text for row in anna.screen.buttons for b in row)
