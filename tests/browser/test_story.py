"""The whole story of the product, played by mouse on the demo page in three languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from bot.domain.concerns import When
from bot.domain.people import Lang
from bot.i18n import load
from bot.texts import common, publisher, resident, signing, staff
from tests.browser.phones import Phone, browser_page, demo, picture

pytestmark = pytest.mark.browser

WORDS = {
    Lang.AR: "يقف شبان كل مساء عند المدخل ويسألون الأولاد إن كانوا يريدون المال. أخاف على ابني.",
    Lang.DA: "Hver aften står der unge ved indgangen og spørger drengene, om de vil tjene penge.",
    Lang.EN: "Every evening young men stand at the entrance and ask the boys to earn money.",
}
ANSWERS = {
    Lang.AR: "شكرًا لأنك كتبت لنا. سيكون موظفونا في المكان مساء الغد.",
    Lang.DA: "Tak, fordi du skriver. Vores medarbejdere er der i morgen aften.",
    Lang.EN: "Thank you for writing. Our staff will be there tomorrow evening.",
}
NEWS = {
    Lang.DA: "Åbent hus i beboerhuset torsdag kl. 17.",
    Lang.AR: "يوم مفتوح في دار السكان يوم الخميس الساعة 17.",
    Lang.EN: "Open house in the community centre on Thursday at 17.",
}
PHONES = {Lang.AR: "amal", Lang.DA: "jonas", Lang.EN: "grace"}


@pytest.mark.parametrize("lang", list(Lang))
def test_the_whole_story_can_be_played_by_mouse(lang: Lang) -> None:
    with demo() as address, browser_page() as page:
        page.goto(address)
        someone, mette = Phone(page, PHONES[lang]), Phone(page, "mette")
        _arrives(someone, lang)
        _follows(someone, lang)
        code = _shares(page, someone, lang)
        _is_answered(page, mette, someone, code, lang)
        _writes_back_and_is_closed(page, mette, someone, code, lang)
        _reads_news(page, Phone(page, "karim"), Phone(page, "aase"), someone, lang)


def _arrives(someone: Phone, lang: Lang) -> None:
    t = load(lang)
    someone.says("/start a_hoeje-gladsaxe")
    if lang is Lang.AR:
        someone.taps(common.LANGUAGE_NAMES[lang])
        picture(someone.page, f"notice-{lang}")
        someone.taps(resident.button_accept_notice(t))
    someone.sees("Høje Gladsaxe")
    picture(someone.page, f"menu-{lang}")


def _follows(someone: Phone, lang: Lang) -> None:
    t = load(lang)
    if lang is not Lang.EN:  # Grace follows it already
        someone.taps(resident.button_follow_poster(t, "Høje Gladsaxe"))
        someone.taps(common.button_menu(t))


def _shares(page: Page, someone: Phone, lang: Lang) -> str:
    t = load(lang)
    someone.taps(resident.button_concern(t))
    someone.taps("Høje Gladsaxe")
    someone.taps({"ar": "عصابات", "da": "Bander", "en": "Gangs"}[lang])
    someone.taps(common.when(t, When.THIS_WEEK))
    someone.taps(resident.button_no_answer(t))
    someone.says(WORDS[lang])
    someone.sees(WORDS[lang][:40])
    picture(page, f"preview-{lang}")
    someone.taps(resident.button_send(t))
    someone.sees_nothing_of(WORDS[lang][:40])
    picture(page, f"receipt-{lang}")
    return someone.code()


def _is_answered(page: Page, mette: Phone, someone: Phone, code: str, lang: Lang) -> None:
    t, da = load(lang), load(Lang.DA)
    mette.sees(code)
    mette.says(f"/case {code}")
    mette.sees(WORDS[lang][:40])
    picture(page, f"card-{lang}")
    mette.taps(staff.button_claim(da))
    mette.taps(staff.button_reply(da))
    mette.says(ANSWERS[lang])
    mette.sees(ANSWERS[lang])
    picture(page, f"reply-preview-{lang}")
    mette.taps(staff.button_send_at_once(da))
    someone.sees(resident.neutral_notice(t))
    picture(page, f"neutral-line-{lang}")
    someone.taps(resident.button_see_news(t))
    someone.sees(ANSWERS[lang])
    picture(page, f"answer-{lang}")


def _writes_back_and_is_closed(
    page: Page, mette: Phone, someone: Phone, code: str, lang: Lang
) -> None:
    t, da = load(lang), load(Lang.DA)
    someone.taps(resident.button_write_to_case(t))
    someone.says(WORDS[lang][:50])
    someone.taps(resident.button_send(t))
    someone.sees(resident.addition_sent(t, code)[:12])
    mette.says(f"/case {code}")
    mette.taps(staff.button_close(da))
    mette.taps("Vi har gjort noget")
    mette.sees(code)
    someone.taps(resident.button_see_news(t))
    someone.sees(resident.button_not_solved(t))
    picture(page, f"closed-{lang}")


def _reads_news(page: Page, karim: Phone, aase: Phone, someone: Phone, lang: Lang) -> None:
    t, da = load(lang), load(Lang.DA)
    karim.taps(staff.button_new_bulletin(da))
    for each in Lang:
        karim.taps(publisher.button_write(da, each, written=False))
        karim.says(NEWS[each])
        karim.sees(publisher.button_write(da, each, written=True))
    karim.taps(publisher.button_areas(da))
    karim.taps("➕ Høje Gladsaxe")
    karim.taps(publisher.button_done(da))
    karim.taps(publisher.button_preview(da))
    karim.sees(NEWS[Lang.AR])
    picture(page, f"bulletin-preview-{lang}")
    karim.taps(publisher.button_propose(da))
    aase.taps(signing.button_look(da))
    aase.taps(signing.button_sign(da))
    someone.taps(resident.button_see_news(t))
    someone.sees(NEWS[lang])
    picture(page, f"news-{lang}")


def test_the_page_is_usable_on_a_small_phone() -> None:
    with demo() as address, browser_page(width=390, height=800) as page:
        page.goto(address)
        amal = Phone(page, "amal")
        amal.sees(resident.choose_language(load(Lang.AR))[:20])
        picture(page, "small-ar")
        overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert overflow <= 0
