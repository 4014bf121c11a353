"""The incident templates: those shipped are whole, and every fault of a file is named."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import incidents
from bot.domain.bulletins import BULLETIN_LIMIT, Priority
from bot.domain.incidents import Answer, IncidentDraft, Slot, SlotKind, Template, street
from bot.domain.people import Lang
from bot.domain.tongues import guess
from bot.domain.words import units
from bot.i18n import FSI, PDI
from bot.incidents import IncidentFault
from bot.services.incidents import written
from bot.settings import content
from tests.kit.transcript import DOCS
from tests.kit.turns import catalogs, places

SHIPPED = incidents.load(content("incidents"))
WHERE = (
    Answer(slot="", area=next(iter(places().areas))),
    Answer(slot="", area=next(iter(places().areas)), landmark=next(iter(places().landmarks))),
    Answer(slot="", street="Gammel Køge Landevej 12-14"),
)
A_TIME = 1_795_516_500


def test_what_is_shipped_tells_of_what_happens_suddenly_and_of_calm() -> None:
    assert [*SHIPPED] == ["shooting", "violence", "fire", "evacuation", "missing", "police",
                          "tension", "traffic", "all-clear", "patrols"]  # fmt: skip
    assert SHIPPED["shooting"].priority is Priority.URGENT
    assert SHIPPED["patrols"].priority is Priority.QUIET


@pytest.mark.parametrize("template", SHIPPED.values(), ids=lambda t: t.id)
def test_every_template_tells_where_and_whom_to_call(template: Template) -> None:
    assert any(slot.kind is SlotKind.PLACE for slot in template.slots)
    for lang in Lang:
        every = "".join(
            [*(part[lang] for part in template.parts),
             *(o.texts[lang] for slot in template.slots for o in slot.options)]
        )  # fmt: skip
        assert "{emergency}" in every


def _answers(slot: Slot) -> list[Answer]:
    if slot.kind is SlotKind.PLACE:
        return list(WHERE)
    if slot.kind is SlotKind.TIME:
        return [Answer(slot=slot.id, at=A_TIME)]
    return [Answer(slot=slot.id, option=o.id, at=A_TIME) for o in slot.options]


@pytest.mark.parametrize("template", SHIPPED.values(), ids=lambda t: t.id)
def test_every_combination_of_answers_makes_three_whole_texts(template: Template) -> None:
    for chosen in product(*(_answers(slot) for slot in template.slots)):
        _check_whole(template, chosen)


def _check_whole(template: Template, chosen: tuple[Answer, ...]) -> None:
    draft = IncidentDraft(template=template.id, answers=chosen)
    made = written(places(), catalogs(), template, draft)
    assert set(made) == set(Lang)
    for lang, text in made.items():
        assert 0 < units(text) <= BULLETIN_LIMIT
        assert not re.search(r"[{}]|\n\n\n|^\s|\s$|  ", text), text
        assert guess(text) is lang
        assert text.count(FSI) == text.count(PDI) == (text.count(FSI) if lang.rtl else 0)
    _check_arabic(template, chosen)


# --- a template that a partnership writes -----------------------------------------------------

GOOD: Mapping[str, str] = {
    "head": 'order = 1\npriority = "normal"\nfills = ["where", "n", "c"]\n',
    "names": 'names = {da = "Vand", ar = "ماء", en = "Water"}\n',
    "number": '[[slots]]\nid = "n"\nkind = "number"\nasks = {da = "T?", ar = "كم؟", en = "H?"}\n'
    "numbers = [1, 2, 3, 11, 100]\n[slots.forms]\n"
    'da = {one = "{n} dag", other = "{n} dage"}\nen = {one = "{n} day", other = "{n} days"}\n'
    'ar = {one = "يوم", two = "يومان", few = "{n} أيام", many = "{n} يومًا", other = "{n} يوم"}\n',
    "choice": '[[slots]]\nid = "c"\nkind = "choice"\nasks = {da = "H?", ar = "ما؟", en = "W?"}\n'
    '[[slots.options]]\nid = "o"\nhours = 1\nnames = {da = "En", ar = "واحد", en = "One"}\n'
    'texts = {da = "Vi skriver {by}.", ar = "نكتب {by}.", en = "We write {by}."}\n',
    "what": '[what]\nda = "Der er intet vand {where}."\nar = "لا يوجد ماء {where}."\n'
    'en = "There is no water {where}."\n',
    "doing": '[doing]\nda = "Det tager {n}."\nar = "يستغرق ذلك {n}."\nen = "It will take {n}."\n',
    "you": '[you]\nda = "Ring {police}."\nar = "الرقم هو {police}."\nen = "Call {police}."\n',
    "next": '[next]\nda = "{c}"\nar = "{c}"\nen = "{c}"\n',
}
SHARED = (
    '[[slots]]\nid = "where"\nkind = "place"\nasks = {da = "Hvor?", ar = "أين؟", en = "Where?"}\n'
)


def _write(folder: Path, name: str = "water", shared: str = SHARED, **changes: str) -> Path:
    (folder / f"{name}.toml").write_text("".join({**GOOD, **changes}.values()), encoding="utf-8")
    (folder / "slots.toml").write_text(shared, encoding="utf-8")
    return folder


def test_a_partnership_without_templates_has_none(tmp_path: Path) -> None:
    assert incidents.load(tmp_path / "incidents") == {}


def test_another_municipality_adds_one_by_writing_a_file(tmp_path: Path) -> None:
    template = incidents.load(_write(tmp_path))["water"]
    for chosen in product(*(_answers(slot) for slot in template.slots)):
        _check_whole(template, chosen)
    draft = IncidentDraft(
        template="water",
        answers=(WHERE[0], Answer(slot="n", option="2"), Answer(slot="c", option="o", at=A_TIME)),
    )
    made = written(places(), catalogs(), template, draft)
    assert made[Lang.DA].split("\n\n") == [
        "Der er intet vand i Høje Gladsaxe.",
        "Det tager 2 dage.",
        "Ring 114.",
        "Vi skriver tirsdag den 24. november kl. 11:35.",
    ]
    assert "يومان" in made[Lang.AR]


def test_names_with_signs_of_html_stand_as_they_are() -> None:
    first = WHERE[0].area
    assert first
    odd = replace(places().area(first), name="Ager <&> Kær")
    ours = replace(places(), areas={**places().areas, first: odd})
    rest = tuple(_answers(slot)[0] for slot in SHIPPED["shooting"].slots[1:])
    for where in WHERE[:2]:
        draft = IncidentDraft(template="shooting", answers=(where, *rest))
        made = written(ours, catalogs(), SHIPPED["shooting"], draft)
        assert all("Ager <&> Kær" in text for text in made.values())


def test_the_example_of_the_manual_is_a_template_that_works(tmp_path: Path) -> None:
    manual = (DOCS / "administrators.md").read_text(encoding="utf-8")
    (tmp_path / "heating.toml").write_text(manual.split("```toml\n")[1].partition("```")[0])
    shutil.copy(content("incidents/slots.toml"), tmp_path)
    template = incidents.load(tmp_path)["heating"]
    for chosen in product(*(_answers(slot) for slot in template.slots)):
        _check_whole(template, chosen)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"head": "order = ["}, "is not valid TOML"),
        ({"head": GOOD["head"].replace("order = 1\n", "")}, "order: field required"),
        ({"head": GOOD["head"] + "colour = 1\n"}, "colour: extra inputs"),
        ({"head": GOOD["head"].replace("normal", "loud")}, "priority: "),
        ({"head": GOOD["head"].replace('"n"', '"m"')}, "fills: there is no slot m"),
        ({"head": GOOD["head"].replace(', "c"', "")}, "fills: slot c is never filled"),
        ({"head": GOOD["head"].replace('"n"', '"n", "n"')}, "fills: n stands 2 times"),
        ({"names": GOOD["names"].replace(', en = "Water"', "")}, "names: is missing in en"),
        ({"names": GOOD["names"].replace("Vand", "V" * 41)}, "names: stands on a button"),
        ({"number": GOOD["number"].replace("few", "zero")}, "forms.ar has no few, which 3 takes"),
        ({"number": GOOD["number"].replace("{n} أيام", "3 أيام")}, "forms.ar: write the number"),
        ({"number": GOOD["number"].replace("numbers = [1, 2, 3, 11, 100]", "")}, "a number has"),
        ({"choice": GOOD["choice"].replace("hours = 1\n", "")}, "{by} is nothing that can be"),
        ({"choice": GOOD["choice"].replace("hours", "tomorrow = 9\nhours")}, "hours or tomorrow"),
        ({"choice": GOOD["choice"].partition("[[slots.options")[0]}, "a choice has options"),
        ({"choice": GOOD["choice"] * 2}, "slot c: stands 2 times"),
        ({"what": GOOD["what"].replace("en = ", "en = 'x' #")}, "what: has other {holes}"),
        ({"what": GOOD["what"].replace("{where}", "{here}")}, "{here} is nothing that can be"),
        ({"what": GOOD["what"].replace("{where}", "{where!r}")}, "what: a hole is a name"),
        ({"what": GOOD["what"].replace("{where}", "{")}, "what: "),
        ({"what": GOOD["what"].replace("لا يوجد", "112")}, "what: the Arabic is written without"),
        ({"doing": GOOD["doing"].replace("{n}", "")}, "no sentence holds {n}"),
        ({"you": GOOD["you"].replace("Call", "C" * BULLETIN_LIMIT)}, "characters; 3000 fit"),
        ({"shared": SHARED * 2}, "slot where: stands 2 times"),
    ],
)  # fmt: skip
def test_a_fault_is_named(tmp_path: Path, change: dict[str, str], fault: str) -> None:
    with pytest.raises(IncidentFault) as caught:
        incidents.load(_write(tmp_path, **change))
    assert fault in str(caught.value)


def test_all_faults_of_all_files_are_named_at_once(tmp_path: Path) -> None:
    _write(tmp_path, "a", head="order = [")
    _write(tmp_path, "b")
    _write(tmp_path, "c")
    _write(tmp_path, "Bad name", head=GOOD["head"].replace("1", "2"))
    with pytest.raises(
        IncidentFault, match=r"(?s)Bad name\.toml: name the file.*a\.toml.*2 templates have"
    ):
        incidents.load(tmp_path)


LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅabcdefghijklmnopqrstuvwxyzæøåé"


@given(st.text(LETTERS + " -", max_size=50).map(lambda rest: f"V{rest}"))
def test_streets_of_any_name_leave_the_arabic_whole(name: str) -> None:
    rest = (_answers(slot)[0] for slot in SHIPPED["shooting"].slots[1:])
    _check_arabic(SHIPPED["shooting"], (Answer(slot="where", street=street(name)), *rest))


def _check_arabic(template: Template, chosen: tuple[Answer, ...]) -> None:
    draft = IncidentDraft(template=template.id, answers=chosen)
    made = written(places(), catalogs(), template, draft)[Lang.AR]
    assert not re.search(r"[A-Za-zÀ-ɏ0-9]", re.sub(rf"{FSI}[^{PDI}]*{PDI}", "", made)), made
