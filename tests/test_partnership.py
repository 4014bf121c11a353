"""The partnership is data: another municipality needs no code, and every fault of it is named."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import time, timedelta
from pathlib import Path

import pytest

from bot import partnership
from bot.domain.hours import Span
from bot.domain.ids import AreaId, OrganisationId, TopicId
from bot.domain.people import Lang
from bot.partnership import PartnershipFault
from bot.settings import content
from bot.texts import publisher, resident
from tests.kit.world import open_world

OURS = content("partnership.toml")

FOURTH = """
[[organisations]]
id = "roedovre"
prefix = "RØD"
names = { da = "Rødovre Kommune", ar = "بلدية رودوفر", en = "Rødovre Municipality" }
[organisations.hours]
monday = ["13:00-15:00", "09:00-12:00"]

[[areas]]
id = "kaerene"
name = "Kærene"
organisation = "roedovre"

[[areas]]
id = "agerkaer"
name = "Ager <&> Kær"
organisation = "roedovre"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A copy of ours, to be spoilt."""
    return Path(shutil.copy(OURS, tmp_path / "partnership.toml"))


def changed(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def faults(path: Path) -> list[str]:
    with pytest.raises(PartnershipFault) as caught:
        partnership.load(path)
    return [line.removeprefix(f"{path}: ") for line in str(caught.value).splitlines()]


# --- ours, and a fourth municipality -------------------------------------------------------------


def test_ours_names_four_organisations_areas_and_the_emergency_numbers() -> None:
    found = partnership.load(OURS)
    assert set(found.organisations) == {"gladsaxe", "herlev", "ballerup", "politi"}
    assert {o.id for o in found.with_areas()} == {"gladsaxe", "herlev", "ballerup"}
    assert all(len(found.areas_of(o.id)) >= 3 for o in found.with_areas())
    assert [c.number for c in found.contacts if c.urgent] == ["112", "114"]
    assert len(found.contacts) > 2
    assert all(set(o.names) == set(Lang) for o in found.organisations.values())
    assert list(found.topics) == ["safety", "youth", "events", "housing", "initiatives"]
    assert found.topic(TopicId("youth")).names[Lang.DA] == "Unge og fritid"


@pytest.fixture
def with_fourth(path: Path) -> Path:
    path.write_text(path.read_text(encoding="utf-8") + FOURTH, encoding="utf-8")
    return path


def test_a_fourth_municipality_is_read_with_its_hours_in_order(with_fourth: Path) -> None:
    found = partnership.load(with_fourth)
    added = found.organisation(OrganisationId("roedovre"))
    assert added.names[Lang.AR] == "بلدية رودوفر"
    assert added.hours.spans == {0: (Span(time(9), time(12)), Span(time(13), time(15)))}
    assert [a.id for a in found.areas_of(added.id)] == ["kaerene", "agerkaer"]
    assert found.organisation_of(AreaId("kaerene")) == added
    assert {a.id for a in found.served_by(added.id)} == {"kaerene", "agerkaer"}


async def test_a_fourth_municipality_takes_part_without_a_line_of_code(
    with_fourth: Path, tmp_path: Path
) -> None:
    async with open_world(tmp_path / "world", partnership_file=with_fourth) as world:
        ours = await world.moderator(organisation="roedovre", name="Rikke")
        others = await world.moderator(organisation="gladsaxe", name="Mette")
        before = list(others.person.chat.texts)
        writer = await world.resident("da", follows=["kaerene"])
        assert any("Ager <&> Kær" in label for label in writer.buttons)
        code = await world.shares_concern(writer, "Der er hul i hegnet.", area="kaerene")
        assert "Rødovre Kommune" in writer.sees
        assert code in ours.sees
        assert "Kærene" in ours.sees
        assert others.person.chat.texts == before
        await others.says(f"/case {code}")
        assert "Der er hul" not in others.sees
        await world.answers(ours, code, "Tak. Vi lukker hullet.")
        await writer.taps(resident.button_see_news(writer.t))
        assert "Vi lukker hullet" in writer.sees
        assert "Rødovre Kommune" in writer.sees


async def test_publishers_of_a_fourth_municipality_write_to_its_areas_alone(
    with_fourth: Path, tmp_path: Path
) -> None:
    async with open_world(tmp_path / "world", partnership_file=with_fourth) as world:
        poul = await world.publisher(organisation="roedovre", name="Poul")
        await poul.says("/bulletin")
        await poul.taps(publisher.button_areas(poul.t))
        shown = "\n".join(b.text for row in poul.screen.buttons for b in row)
        assert "Kærene" in shown
        assert "Ager <&> Kær" in shown
        assert "Gladsaxe" not in shown


def test_an_organisation_without_areas_serves_all(path: Path) -> None:
    found = partnership.load(path)
    assert {a.id for a in found.served_by(OrganisationId("politi"))} == set(found.areas)


def test_defaults_left_out_are_the_decided_ones(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    before, _, rest = text.partition("[defaults]")
    path.write_text(before + rest[rest.index("[[organisations]]") :], encoding="utf-8")
    defaults = partnership.load(path).defaults
    assert defaults.draft_life == timedelta(hours=1)
    assert defaults.chat_window == timedelta(hours=6)
    assert defaults.invite_life == timedelta(hours=48)
    assert (defaults.news_days, defaults.small_number) == (30, 5)


# --- every fault ---------------------------------------------------------------------------------

ID = "use 1 to 24 of a-z, 0-9 and -, such as hoeje-gladsaxe"
REPLACED = {
    "an id with letters Telegram's buttons do not take": (
        'id = "vaerebro"', 'id = "Værebro"', [f"areas[Værebro].id: {ID}"]),
    "an id longer than a button holds": (
        'id = "vaerebro"', f'id = "{"v" * 25}"', [f"areas[{'v' * 25}].id: {ID}"]),
    "an id that is no text": (
        'id = "vaerebro"', "id = 7", ["areas[7].id: input should be a valid string"]),
    "an id that is missing": (
        'id = "vaerebro"\n', "", ["areas[2].id: field required"]),
    "a name that is empty": (
        'name = "Mørkhøj"', 'name = ""',
        ["areas[moerkhoej].name: string should have at least 1 character"]),
    "a name without Arabic": (
        'ar = "بلدية هيرليف", ', "", ["organisations[herlev].names.ar: field required"]),
    "a language nobody reads here": (
        'ar = "بلدية هيرليف"', 'ar = "بلدية هيرليف", de = "Herlev"',
        ["organisations[herlev].names.de: extra inputs are not permitted"]),
    "a misspelt word": (
        "chat_window_hours", "chat_windows_hours",
        ["defaults.chat_windows_hours: extra inputs are not permitted"]),
    "a prefix in small letters": (
        'prefix = "HER"', 'prefix = "her"',
        ["organisations[herlev].prefix: string should match pattern '^[A-ZÆØÅ]{2,6}$'"]),
    "an hour that no clock shows": (
        '"09:00-15:30"', '"09:00-25:30"',
        ["organisations[gladsaxe].hours.monday.0: write a span as 09:00-15:30"]),
    "a span that ends before it begins": (
        '"13:00-17:30"', '"17:30-13:00"',
        ["organisations[gladsaxe].hours.thursday.1: a span must end after it begins"]),
    "a day that no week has": (
        "monday = ", "mandag = ", ["organisation gladsaxe: mandag is no weekday"]),
    "a number that is none": (
        'number = "39 57 50 00"', 'number = "gladsaxe.dk"',
        ["contacts[3].number: string should match pattern '^[+0-9 ]{3,20}$'"]),
    "no emergency number": (
        'number = "112"', 'number = "113"', ["contacts: 112 is missing"]),
    "an area of nobody": (
        'organisation = "ballerup"', 'organisation = "nobody"',
        ["area hedeparken: there is no organisation nobody"]),
    "two areas of one id": (
        'id = "lindehoej"', 'id = "hjortespring"', ["area hjortespring: stands 2 times"]),
    "two organisations of one id": (
        'id = "politi"', 'id = "herlev"', ["organisation herlev: stands 2 times",
         "desk prevention: there is no organisation politi"]),
    "two desks of one id": (
        'id = "housing"', 'id = "ssp"', ["desk ssp: stands 2 times"]),
    "a desk of nobody": (
        'organisation = "politi"', 'organisation = "nobody"',
        ["desk prevention: there is no organisation nobody"]),
    "a desk of the police that names no police": (
        'organisation = "politi"\npolice', "police",
        ["desk prevention: name the organisation of the police"]),
    "desks without a kind of case": (
        "question = true", "question = false",
        ["categories: desks need one category with question = true, and no more"]),
    "two kinds of question": (
        'id = "gang"', 'id = "gang"\nquestion = true',
        ["categories: desks need one category with question = true, and no more"]),
    "two categories of one id": (
        'id = "gang"', 'id = "drugs"', ["category drugs: stands 2 times"]),
    "two topics of one id": (
        'id = "youth"', 'id = "safety"', ["topic safety: stands 2 times"]),
    "a topic without Arabic": (
        'ar = "المبادرات", ', "", ["topics[initiatives].names.ar: field required"]),
    "a notice without a version": (
        "notice_version = 2", "notice_version = 0",
        ["notice_version: input should be greater than or equal to 1"]),
    "counts shown below five": (
        "small_number = 5", "small_number = 4",
        ["defaults.small_number: input should be greater than or equal to 5"]),
    "messages that stand longer than seven hours": (
        "chat_window_hours = 6", "chat_window_hours = 7",
        ["defaults.chat_window_hours: input should be less than or equal to 6"]),
}  # fmt: skip


@pytest.mark.parametrize("kind", REPLACED)
def test_each_fault_is_named_where_it_stands(path: Path, kind: str) -> None:
    old, new, expected = REPLACED[kind]
    changed(path, old, new)
    assert faults(path) == expected


def _never_open(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    start = text.index("[organisations.hours]", text.index('id = "politi"'))
    end = text.index("[[areas]]")
    path.write_text(text[:start] + "hours = {}\n\n" + text[end:], encoding="utf-8")


def _no(section: str) -> Callable[[Path], None]:
    def remove(path: Path) -> None:
        lines, keep = [], True
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                keep = line != f"[[{section}]]"
            lines += [line] if keep else []
        path.write_text("\n".join(lines), encoding="utf-8")

    return remove


REMOVED: dict[str, tuple[Callable[[Path], None], str]] = {
    "never open": (_never_open, "organisation politi: is never open, so nothing could be promised"),
    "no areas": (_no("areas"), "areas: field required"),
    "no categories": (_no("categories"), "categories: field required"),
    "no contacts": (_no("contacts"), "contacts: field required"),
}


@pytest.mark.parametrize("kind", REMOVED)
def test_what_is_missing_is_named(path: Path, kind: str) -> None:
    remove, expected = REMOVED[kind]
    remove(path)
    assert expected in faults(path)


def test_malformed_and_contradictory_parts_are_named_at_once(path: Path) -> None:
    for kind in ("a prefix in small letters", "an area of nobody", "two categories of one id"):
        old, new, _ = REPLACED[kind]
        changed(path, old, new)
    assert faults(path) == [
        *REPLACED["a prefix in small letters"][2],
        *REPLACED["two categories of one id"][2],
        *REPLACED["an area of nobody"][2],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "areas = 1",
        "areas = [1]",
        "organisations = [{ id = [1], hours = 2 }]",
        "x = 1",
        "[areas]",
    ],
)
def test_a_file_of_quite_another_shape_is_refused_without_a_crash(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    assert len(faults(path)) >= 6


def test_a_file_that_is_no_toml_is_told_where_it_breaks(path: Path) -> None:
    path.write_text('website = "gladsaxe.dk"\nname = [\n', encoding="utf-8")
    (fault,) = faults(path)
    assert fault.startswith("is not valid TOML: ")
    assert "line 3" in fault or "end of document" in fault


def test_a_file_in_another_encoding_is_told_so(path: Path) -> None:
    path.write_bytes('website = "Høje Gladsaxe"'.encode("latin-1"))
    (fault,) = faults(path)
    assert fault.startswith("is not valid TOML: 'utf-8' codec")


@pytest.mark.parametrize("place", ["nowhere.toml", "."])
def test_a_file_that_cannot_be_read_is_told_by_the_name_of_its_setting(
    tmp_path: Path, place: str
) -> None:
    (fault,) = faults(tmp_path / place)
    assert fault.startswith(f"PARTNERSHIP_FILE: {tmp_path / place} cannot be read (")


def test_an_area_may_do_without_a_place_and_is_then_chosen_by_name(path: Path) -> None:
    circle = "centre = [55.7378, 12.4862]\nradius = 700\n"
    changed(path, circle, "")
    assert partnership.load(path).areas[AreaId("hoeje-gladsaxe")].circle is None


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("centre = [12.4862, 55.7378]\nradius = 700\n", "areas[hoeje-gladsaxe].centre.0"),
        ("centre = [55.7378]\nradius = 700\n", "areas[hoeje-gladsaxe].centre.1"),
        ("centre = [55.7378, 12.4862]\nradius = 7\n", "areas[hoeje-gladsaxe].radius"),
        ("centre = [55.7378, 12.4862]\n", "areas[hoeje-gladsaxe]: centre and radius go together"),
        ("radius = 700\n", "areas[hoeje-gladsaxe]: centre and radius go together"),
    ],
)
def test_a_place_that_cannot_be_is_named(path: Path, written: str, fault: str) -> None:
    changed(path, "centre = [55.7378, 12.4862]\nradius = 700\n", written)
    assert any(line.startswith(fault) for line in faults(path)), faults(path)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('landmarks = ["centre"', 'landmarks = ["tower"', "area hoeje-gladsaxe: there is no"),
        ('id = "club"', 'id = "school"', "landmark school: stands 2 times"),
        ("ved centret i {area}", "ved centret", "landmarks[centre]: at names its {area} once"),
        ("ved centret i {area}", "{ved} {area}", "landmarks[centre]: at names its {area} once"),
        ("عند المركز", "Centret", "landmarks[centre]: the Arabic is written without Latin"),
        ('id = "club"', 'id = "the-long-house"', "landmarks[the-long-house].id: string should"),
    ],
)
def test_a_landmark_that_cannot_stand_in_a_sentence_is_named(
    path: Path, old: str, new: str, fault: str
) -> None:
    changed(path, old, new)
    assert any(line.startswith(fault) for line in faults(path)), faults(path)
