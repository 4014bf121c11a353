"""The morning of docs/staff-morning.md played by mouse, in Danish and by a colleague in Arabic."""

from __future__ import annotations

import pytest

from bot.domain.concerns import Outcome
from bot.domain.people import Lang
from bot.i18n import load
from bot.texts import common, staff
from tests.browser.phones import Phone, browser_page, demo, picture

pytestmark = pytest.mark.browser


def test_a_morning_is_worked_by_mouse_in_danish_and_in_arabic() -> None:
    with demo("morning") as address, browser_page() as page:
        page.goto(address)
        mette, hanan = Phone(page, "mette"), Phone(page, "hanan")
        _takes_the_danger(mette)
        _closes_one_of_her_own(mette)
        _reads_arabic(hanan)


def _takes_the_danger(mette: Phone) -> None:
    t = load(Lang.DA)
    mette.says("/queue")
    mette.sees(staff.queue_list(t, "new"))
    picture(mette.page, "morning-queue-da")
    mette.taps("🔴")
    mette.taps(staff.button_claim(t))
    picture(mette.page, "morning-danger-da")
    mette.taps(staff.button_reply(t))
    mette.taps("📋")
    picture(mette.page, "morning-reply-da")
    mette.taps(staff.button_send_at_once(t))


def _closes_one_of_her_own(mette: Phone) -> None:
    t = load(Lang.DA)
    mette.says("/queue")
    mette.taps("🙋 Mine")
    mette.taps("🟢")
    mette.taps(staff.button_close(t))
    mette.taps(common.outcome(t, Outcome.HELPED))
    picture(mette.page, "morning-closed-da")


def _reads_arabic(hanan: Phone) -> None:
    t = load(Lang.AR)
    hanan.says("/queue")
    hanan.sees(staff.queue_list(t, "new"))
    picture(hanan.page, "morning-queue-ar")
