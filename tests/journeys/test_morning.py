"""A neighbourhood worker's morning, told screen by screen in docs/staff-morning.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.domain.concerns import Outcome, Urgency
from bot.domain.people import Lang
from bot.settings import content
from bot.simulator import Person, story
from bot.simulator.story import Part
from bot.texts import common, staff
from tests.kit.transcript import Transcript, check_page
from tests.kit.world import Player, World

NIGHT = 16
"""Hours over which the story's concerns came in, one an hour."""
_SENDS = "> 📨"


async def begins(world: World) -> dict[str, Player]:
    """The story of data/demo/morning.toml; the clock moves on with each concern."""
    world.clock.stop()
    world.clock.advance(hours=-NIGHT)
    people: dict[str, Person] = {}
    parts = story.load(content("demo/morning.toml"))
    for part in _one_at_a_time(parts):
        await story.play(world.sim, part, people, lambda o, r: world.invitation(r, o))
        await world.settled()
        if part.steps and part.steps[-1] == _SENDS:
            world.clock.advance(hours=1)
    languages = {part.id: Lang(part.language) for part in parts if part.language}
    return {name: Player(world, person, languages[name]) for name, person in people.items()}


def _one_at_a_time(parts: Sequence[Part]) -> Iterator[Part]:
    """Each part cut behind every concern it sends."""
    for part in parts:
        steps: list[str] = []
        for step in part.steps:
            steps.append(step)
            if step == _SENDS:
                yield replace(part, steps=tuple(steps))
                steps = []
        yield replace(part, steps=tuple(steps))


async def test_a_morning_is_told_as_it_was_and_takes_few_taps(world: World) -> None:
    mette = (await begins(world))["mette"]
    t, page = mette.t, Transcript(mette)

    page.heading("Hvad er der sket i nat?")
    await page.says("/queue")

    page.heading("Fare først")
    before = page.taps_so_far
    await page.taps("🔴")
    assert common.urgency(t, Urgency.DANGER) in mette.sees
    assert page.taps_so_far - before <= 2
    await page.taps(staff.button_claim(t))
    await page.taps(staff.button_reply(t))
    await page.taps("📋")
    await page.taps(staff.button_send_at_once(t))
    assert page.taps_so_far - before <= 5

    page.heading("En af mine egne kan lukkes")
    await page.says("/queue")
    await page.taps("🙋")
    await page.taps("🟢")
    await page.taps(staff.button_close(t))
    await page.taps(common.outcome(t, Outcome.HELPED))
    check_page("staff-morning.md", page.page("En morgen i indbakken", "..."))
