"""What an area reads on a small phone, in each language."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from bot.domain.people import Lang
from bot.texts import happenings, resident
from tests.browser.phones import PATIENCE, chromium, picture_file
from tests.journeys import test_pulse as pulses
from tests.journeys.test_events import announces
from tests.journeys.test_publishers import NEWS, sends_news
from tests.journeys.ways import AREA, newest_buttons, plain
from tests.kit.world import Player, World, open_world

pytestmark = pytest.mark.browser

WIDTH, HEIGHT = 390, 844
PHONE = "someone"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(tmp_path, page=True) as opened:
        yield opened


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(**chromium())
        page = await browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.set_default_timeout(PATIENCE)
        yield page
        await browser.close()


async def _sees(page: Page, part: str, picture: str) -> None:
    """The newest message holds the part and is on the screen, no wider than the phone."""
    newest: Locator = page.locator(f"[data-phone={PHONE}] [data-message]").last
    await expect(newest).to_contain_text(part)
    await newest.scroll_into_view_if_needed()
    await expect(newest).to_be_in_viewport()
    over = "document.documentElement.scrollWidth - window.innerWidth"
    assert await page.evaluate(over) <= 0
    await page.screenshot(path=picture_file(picture))


@pytest.mark.parametrize("lang", list(Lang))
async def test_news_an_event_and_a_pulse_are_read_on_a_small_phone(
    world: World, page: Page, lang: Lang
) -> None:
    karim = await world.publisher()
    someone = await world.resident(lang, follows=[AREA])
    world.sim.phone(PHONE, someone.person, role="", note="")
    await page.goto(f"{world.base}/#lang={lang}&phone={PHONE}")
    await sends_news(karim, AREA)
    await someone.taps(resident.button_see_news(someone.t))
    await _sees(page, NEWS[lang], f"small-news-{lang}")
    event = await announces(karim)
    await someone.taps(resident.button_see_news(someone.t))
    begins = plain(happenings.announcement(someone.t, event))[:12]
    await someone.taps(next(b for b in newest_buttons(someone) if begins in plain(b)))
    await _sees(page, happenings.how_many(someone.t, 0), f"small-event-{lang}")
    await _told_result(world, karim, someone)
    question = world.bot.house.partnership.pulse_question(pulses.SAFE)
    await _sees(page, question.texts[lang], f"small-pulse-{lang}")


async def _told_result(world: World, karim: Player, someone: Player) -> None:
    await pulses.asks(karim, AREA)
    value = await pulses.newest_round(world)
    counts = {pulses.VERY: 6, pulses.GOOD: 11, pulses.MIDDLE: 9, pulses.BAD: 8}
    await pulses.others_answer(world, value.id, counts)
    await pulses.is_over(world)
    await pulses.tells_result(karim)
    await someone.says("/news")
    await someone.taps("💓")
