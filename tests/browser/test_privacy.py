"""What protects a resident, as it looks on a phone: the notice, a clue, a refusal."""

from __future__ import annotations

import html
import re

import pytest
from playwright.sync_api import Page

from bot.domain.clues import Clue
from bot.domain.people import Lang
from bot.i18n import load
from bot.texts import common, resident
from tests.browser.phones import Phone, browser_page, demo, picture

pytestmark = pytest.mark.browser

TELLING = {
    Lang.AR: "يقفون كل مساء أمام المدخل. اتصلوا بي على الرقم 28 14 55 90",
    Lang.DA: "De står der hver aften. Ring til mig på 28 14 55 90",
    Lang.EN: "They stand there every evening. Call me on 28 14 55 90",
}
GANGS = {Lang.AR: "عصابات", Lang.DA: "Bander", Lang.EN: "Gangs"}
VOICE = re.compile("Talebesked|Voice message|رسالة صوتية")


@pytest.mark.parametrize("lang", list(Lang))
def test_a_resident_sees_what_is_hidden_and_what_could_give_them_away(
    lang: Lang,
) -> None:
    with demo() as address, browser_page(width=390, height=1280) as page:
        page.goto(address)
        amal, t = Phone(page, "amal"), load(lang)
        amal.taps(common.LANGUAGE_NAMES[lang])
        amal.sees(_begin(resident.button_accept_notice(t)))
        _shows(amal)
        picture(page, f"phone-notice-{lang}")
        amal.taps(resident.button_accept_notice(t))
        _tells(amal, lang)
        amal.sees(_begin(resident.clues_found(t, [Clue.PHONE])))
        picture(page, f"phone-clue-{lang}")
        _attaches(page, amal, VOICE)
        amal.sees(_begin(resident.refused_voice(t)))
        _shows(amal)
        picture(page, f"phone-voice-{lang}")


def _shows(phone: Phone) -> None:
    """The newest message from its first line on."""
    phone.newest.evaluate("message => message.scrollIntoView({block: 'start'})")


def _begin(text: str) -> str:
    """As much of a text as stands on one line of the phone, without marks."""
    bare = html.unescape(re.sub(r"<[^>]+>", "", text)).split("\n")[0]
    return re.split(r"[\u2066-\u2069\d]", bare)[0].strip()[:25]


def _tells(amal: Phone, lang: Lang) -> None:
    t = load(lang)
    amal.says("/concern")
    amal.taps("Høje Gladsaxe")
    amal.taps(GANGS[lang])
    amal.taps(resident.button_no_answer(t))
    amal.taps(resident.button_no_answer(t))
    amal.says(TELLING[lang])


def _attaches(page: Page, phone: Phone, kind: re.Pattern[str]) -> None:
    phone.root.get_by_test_id("attach").click()
    page.get_by_role("menuitem").filter(has_text=kind).first.click()
