"""A neighbourhood worker's morning, told screen by screen in docs/staff-morning.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.domain.concerns import Outcome, Urgency
from bot.domain.filters import Facet
from bot.domain.people import Lang
from bot.settings import content
from bot.simulator import Person, story
from bot.simulator.story import Part
from bot.texts import common, finding, handovers, readers, staff
from tests.kit.transcript import Transcript, check_page
from tests.kit.world import Player, World

ABOUT = (
    "Mette arbejder i boligområderne i Gladsaxe. Natten har givet tolv nye bekymringer, en af dem "
    "om fare og en på arabisk; tre sager er hendes egne, og Herlev vil dele en. Siden er skrevet "
    "af en test (`make transcripts`), som spiller formiddagen med den rigtige bot; koderne er "
    "opdigtede."
)
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
    people = await begins(world)
    mette, hanan = people["mette"], people["hanan"]
    t, page = mette.t, Transcript(mette)

    page.heading("Klokken er 10: hvad er der sket i nat?")
    await page.says("/queue")
    assert {"12 nye", "3 hos dig"} <= set(mette.sees.splitlines())

    page.heading("Den ældste hastesag, og et færdigt svar")
    begun = page.taps_so_far
    await page.taps("🔴")
    assert common.urgency(t, Urgency.DANGER) in mette.sees
    to_case = page.taps_so_far - begun
    await page.taps("📋")
    await page.taps(staff.button_send_at_once(t))
    sent = page.taps_so_far - begun
    assert (to_case, sent) == (1, 3), "the issue allows two, and four"
    page.tells(f"*{to_case} tryk til sagen, {sent} til svaret er sendt.*")

    page.heading("En sag på arabisk")
    await page.says("/queue")
    await page.taps(finding.button_filter(t))
    await page.taps(finding.button_facet(t, finding.facet(t, Facet.LANGUAGE), ""))
    await page.taps(common.language(t, Lang.AR))
    await page.taps("🟢")
    await page.taps(readers.button_want(t, Lang.AR))
    page.tells("Hanan læser arabisk og får besked med det samme.")
    await hanan.taps(staff.button_open(hanan.t))
    await hanan.taps(staff.button_claim(hanan.t))
    page.opens_phone()

    page.heading("En af mine egne kan afsluttes")
    await page.says("/queue")
    await page.taps("🙋")
    await page.taps("🟢")
    await page.taps(staff.button_note(t))
    await page.says("Driften har skiftet lampen i dag.")
    await page.taps(staff.button_keep_note(t))
    await page.taps(staff.button_close(t))
    await page.taps(common.outcome(t, Outcome.HELPED))

    page.heading("En anden kommune spørger")
    await page.says("/handovers")
    await page.taps("Herlev Kommune")
    await page.taps(handovers.button_accept(t))
    assert mette.screen.protect_content

    page.heading("Det, der er tilbage")
    await page.says("/queue")
    check_page("staff-morning.md", page.page("En morgen i indbakken", ABOUT))
