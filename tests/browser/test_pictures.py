"""A picture on the demo page: sent by mouse, covered until it is tapped, on both sides."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from bot.domain.people import Lang
from bot.domain.pictures import PICTURES
from bot.i18n import load
from bot.texts import common, pictures, resident
from tests.browser.phones import PATIENCE, Phone, browser_page, demo, picture
from tests.browser.test_story import PHONES, WORDS
from tests.kit import files

pytestmark = pytest.mark.browser

PHOTO = {Lang.AR: "صورة", Lang.DA: "Billede", Lang.EN: "Photo"}
OWN = {
    Lang.AR: "صورة أو ملف من هذا الحاسوب",
    Lang.DA: "Billede eller PDF fra computeren",
    Lang.EN: "Picture or PDF from this computer",
}


def _attaches(someone: Phone, label: str) -> None:
    someone.root.get_by_test_id("attach").click()
    someone.root.get_by_role("menuitem", name=label, exact=True).click()


def _begins(someone: Phone, lang: Lang) -> None:
    t = load(lang)
    someone.says("/start a_hoeje-gladsaxe")
    if lang is Lang.AR:
        someone.taps(common.LANGUAGE_NAMES[lang])
        someone.taps(resident.button_accept_notice(t))
    someone.taps(resident.button_concern(t))
    someone.taps("Høje Gladsaxe")
    someone.taps({"ar": "عصابات", "da": "Bander", "en": "Gangs"}[lang])
    someone.taps(resident.button_no_answer(t))
    someone.taps(resident.button_no_answer(t))
    someone.says(WORDS[lang])
    someone.sees(WORDS[lang][:40])


def _uncovers(someone: Phone, of: int) -> None:
    """The last of so many pictures, once all have come."""
    covered = someone.root.locator(".bubble__cover")
    expect(covered).to_have_count(of, timeout=PATIENCE)
    covered.last.click()
    expect(covered).to_have_count(of - 1, timeout=PATIENCE)


@pytest.mark.parametrize("lang", list(Lang))
def test_a_picture_is_sent_and_seen_on_tap(lang: Lang, tmp_path: Path) -> None:
    own = tmp_path / "own.png"
    own.write_bytes(files.telling_png("Amal Jensen"))
    t, da = load(lang), load(Lang.DA)
    with demo() as address, browser_page() as page:
        page.goto(address)
        someone, mette = Phone(page, PHONES[lang]), Phone(page, "mette")
        _begins(someone, lang)
        _attaches(someone, PHOTO[lang])
        someone.sees(pictures.added(t, 1, PICTURES, to_resident=False)[:24])
        with page.expect_file_chooser() as chooser:
            _attaches(someone, OWN[lang])
        chooser.value.set_files(own)
        someone.sees(pictures.added(t, 2, PICTURES, to_resident=False)[:24])
        _uncovers(someone, 2)
        picture(page, f"picture-added-{lang}")
        someone.taps(pictures.button_go_on(t))
        someone.sees(pictures.count(t, 2))
        someone.taps(resident.button_send(t))
        someone.sees_nothing_of(WORDS[lang][:40])
        code = someone.code()
        mette.says(f"/case {code}")
        mette.taps(pictures.button_entry(da, 2, 0).split("·")[0].strip())
        _uncovers(mette, 2)
        picture(page, f"picture-staff-{lang}")
