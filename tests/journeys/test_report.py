"""A lead's and an analyst's look at the month."""

from __future__ import annotations

from bot.domain.concerns import Outcome
from bot.domain.errors import NotAllowed
from bot.domain.ids import AreaId, CategoryId, OrganisationId
from bot.domain.people import Lang
from bot.domain.reports import Figure, closed_as
from bot.services.counting import month_of
from bot.store import counters
from bot.store.db import Tx
from bot.texts import common, refusals, report, staff
from tests.journeys.ways import AREA, SECOND_AREA, WORDS, newest_buttons, plain
from tests.kit.world import Player, World


async def _counted(world: World, what: str, n: int, *, area: str = AREA, ago: int = 0) -> None:
    """So often, some months ago."""

    async def job(tx: Tx) -> None:
        for _ in range(n):
            await counters.add(
                tx,
                month=month_of(world.clock()) - ago,
                area=AreaId(area),
                category=CategoryId("unsafe"),
                what=what,
            )

    await world.bot.store.write(job)


async def _lead(world: World, lang: Lang, organisation: str = "gladsaxe") -> Player:
    return await world.colleague("lead", lang, organisation=organisation, name="Lise")


def _name(world: World, area: str) -> str:
    return world.bot.house.partnership.area(AreaId(area)).name


async def test_a_lead_reads_the_month_by_area_and_goes_back(world: World, lang: Lang) -> None:
    mette, lise = await world.moderator(lang), await _lead(world, lang)
    code = await world.shares_concern(await world.resident(lang), WORDS[lang])
    await world.answers(mette, code, WORDS[lang])
    await mette.says(f"/case {code}")
    await mette.taps(staff.button_close(mette.t))
    await mette.taps(common.outcome(mette.t, Outcome.HELPED))
    helped = plain(common.outcome(lise.t, Outcome.HELPED))
    await lise.says("/start")
    await lise.taps(report.button_report(lise.t))
    assert helped in lise.sees
    await lise.taps(report.button_area(lise.t, _name(world, SECOND_AREA), chosen=False))
    assert plain(report.button_area(lise.t, _name(world, SECOND_AREA), chosen=True)) in (
        newest_buttons(lise)
    )
    assert helped not in lise.sees
    await lise.taps(report.button_area(lise.t, None, chosen=False))
    assert helped in lise.sees
    month = month_of(world.clock())
    await lise.taps(report.button_earlier(lise.t, month - 1))
    assert helped not in lise.sees
    await lise.taps(report.button_later(lise.t, month))
    assert helped in lise.sees


async def test_a_year_back_is_as_far_as_one_can_look(world: World, lang: Lang) -> None:
    lise, month = await _lead(world, lang), month_of(world.clock())
    await lise.says("/rapport")
    for ago in range(1, 13):
        await lise.taps(report.button_earlier(lise.t, month - ago))
    assert not [b for b in newest_buttons(lise) if b.startswith("◀")]
    assert plain(report.button_later(lise.t, month - 11)) in newest_buttons(lise)


async def test_how_soon_answers_came_is_told_in_open_hours(world: World, lang: Lang) -> None:
    lise, month = await _lead(world, lang), month_of(world.clock())
    for ago, figure in enumerate(
        (Figure.FIRST_HOURS, Figure.FIRST_DAY, Figure.FIRST_TWO_DAYS, Figure.FIRST_LATER)
    ):
        await _counted(world, figure.value, 3, ago=ago)
    for figure in (Figure.IN_TIME, Figure.LATE):
        await _counted(world, figure.value, 2)
    for outcome in Outcome:
        await _counted(world, closed_as(outcome), 1)
    for what, n in ((Figure.SHARED, 30), (Figure.REOPENED, 11), (Figure.HELPED_YES, 3)):
        await _counted(world, what.value, n)
    await lise.says("/report")
    assert "50" in lise.sees
    said = [lise.sees]
    for ago in range(1, 4):
        await lise.taps(report.button_earlier(lise.t, month - ago))
        said.append(lise.sees)
    assert len({text.partition("\n\n")[2] for text in said}) == 4
    await lise.says("/report")
    await lise.taps(report.button_area(lise.t, _name(world, AREA), chosen=False))


async def test_an_analyst_reads_ranges_and_others_nothing(world: World, lang: Lang) -> None:
    await _counted(world, Figure.IN_TIME.value, 4)
    await _counted(world, Figure.SHARED.value, 12)
    anna = await world.colleague("analyst", lang, name="Anna")
    await anna.says("/rapport")
    assert "4." not in anna.sees.partition("\n\n")[2]
    for colleague in (await world.moderator(lang), await world.publisher(lang)):
        await colleague.says("/report")
        assert colleague.sees == refusals.sentence(colleague.t, NotAllowed())


async def test_an_organisation_without_areas_is_told_why_it_has_no_figures(
    world: World, lang: Lang
) -> None:
    lise = await _lead(world, lang, "politi")
    await lise.says("/rapport")
    names = world.bot.house.partnership.organisation(OrganisationId("politi")).names
    assert lise.sees == plain(report.no_areas(lise.t, lise.t.name(names)))
