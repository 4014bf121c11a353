"""The morning of docs/staff-morning.md played by mouse, in Danish and by a colleague in Arabic."""

from __future__ import annotations

import pytest

from bot.domain.concerns import Outcome
from bot.domain.filters import Facet
from bot.domain.people import Lang
from bot.i18n import load
from bot.texts import common, finding, handovers, staff
from tests.browser.phones import Phone, browser_page, demo, picture

pytestmark = pytest.mark.browser


def test_a_morning_is_worked_by_mouse_in_danish_and_in_arabic() -> None:
    with demo("morning") as address, browser_page() as page:
        page.goto(address)
        mette, hanan = Phone(page, "mette"), Phone(page, "hanan")
        _takes_the_danger(mette)
        _answers_in_arabic(hanan)
        _closes_one_of_her_own(mette)
        _looks_along_with_herlev(mette)


def _takes_the_danger(mette: Phone) -> None:
    t = load(Lang.DA)
    mette.says("/queue")
    mette.sees(staff.queue_list(t, "new"))
    picture(mette.page, "morning-queue-da")
    mette.taps("🔴")
    mette.sees("kniv")
    picture(mette.page, "morning-danger-da")
    mette.taps("📋")
    mette.sees("112")
    picture(mette.page, "morning-reply-da")
    mette.taps(staff.button_send_at_once(t))


def _answers_in_arabic(hanan: Phone) -> None:
    t = load(Lang.AR)
    hanan.says("/queue")
    hanan.sees(staff.queue_list(t, "new"))
    picture(hanan.page, "morning-queue-ar")
    hanan.taps(finding.button_filter(t))
    hanan.taps(finding.button_facet(t, finding.facet(t, Facet.LANGUAGE), finding.every(t)))
    hanan.taps(common.language(t, Lang.AR))
    hanan.taps("🟢")
    hanan.sees("شاب كبير")
    picture(hanan.page, "morning-card-ar")
    hanan.taps("📋")
    picture(hanan.page, "morning-reply-ar")
    hanan.taps(staff.button_send_reply(t))


def _closes_one_of_her_own(mette: Phone) -> None:
    t = load(Lang.DA)
    mette.says("/queue")
    mette.taps("🙋 Mine")
    mette.sees(staff.queue_list(t, "mine"))
    mette.taps("🟢")
    mette.taps(staff.button_close(t))
    mette.taps(common.outcome(t, Outcome.HELPED))
    mette.sees("🏁")
    picture(mette.page, "morning-closed-da")


def _looks_along_with_herlev(mette: Phone) -> None:
    t = load(Lang.DA)
    mette.says("/handovers")
    mette.taps("Herlev Kommune")
    mette.taps(handovers.button_accept(t))
    mette.sees("Drengene her")
    picture(mette.page, "morning-shared-da")
