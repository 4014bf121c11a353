"""No small count of residents, or of what they did, can be worked out from anything shown."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from bot.domain import bulletins
from bot.domain.bulletins import Band, Bulletin, BulletinDraft, Content, Delivery, Progress, band
from bot.domain.ids import BulletinId, ModeratorId, OrganisationId
from bot.domain.people import Lang
from bot.domain.screens import Screen
from bot.screens import publisher as screens
from bot.texts import publisher as texts
from tests.invariants.conftest import Shown
from tests.invariants.ways import sends_news
from tests.kit.turns import catalogs, places
from tests.kit.world import open_world

SMALL = 5
"""Counts below this are masked."""
EXAMPLES = 80
AREAS = tuple(places().areas_of(OrganisationId("gladsaxe")))
HIDDEN = (Delivery.BLOCKED, Delivery.FAILED, Delivery.UNKNOWN)
T = catalogs()[Lang.EN]


@dataclass(frozen=True)
class Look:
    """A publisher looks: counts stand as they are at that moment.

    followers: of each area in each language. chosen: areas ticked. outcomes: of a bulletin to
    them. done: its end.
    """

    followers: tuple[int, ...]
    chosen: frozenset[int]
    outcomes: tuple[int, ...]
    done: bool


Shows = Callable[[Look], Sequence[str]]
_counts = st.one_of(st.integers(0, 12), st.integers(0, 130))
_looks = st.builds(
    Look,
    followers=st.tuples(*(_counts for _ in AREAS for _ in Lang)),
    chosen=st.frozensets(st.sampled_from(range(len(AREAS))), min_size=1),
    outcomes=st.tuples(*(_counts for _ in HIDDEN)),
    done=st.booleans(),
)
_looking = st.lists(_looks, min_size=1, max_size=6)


def _of_area(look: Look, area: int) -> tuple[int, ...]:
    return look.followers[area * len(Lang) : (area + 1) * len(Lang)]


def _of_chosen(look: Look) -> int:
    return sum(sum(_of_area(look, area)) for area in look.chosen)


def shown_by(look: Look) -> Sequence[str]:
    """Every screen of the product that says anything of how many residents there are."""
    followers = {
        AREAS[n].id: dict(zip(Lang, _of_area(look, n), strict=True)) for n in sorted(look.chosen)
    }
    chosen = frozenset(AREAS[n].id for n in look.chosen)
    draft = BulletinDraft(content=Content(texts=dict.fromkeys(Lang, "x"), areas=chosen))
    value = Bulletin(
        id=BulletinId(bytes(16)), organisation=OrganisationId("gladsaxe"),
        author=ModeratorId(bytes(16)), content=draft.content, hour=0,
    )  # fmt: skip
    sent = _of_chosen(look)
    counts = {**dict(zip(HIDDEN, look.outcomes, strict=True)), Delivery.SENT: sent}
    return _said(
        screens.draft(T, places(), draft),
        screens.areas(T, places(), draft, AREAS),
        *screens.preview(T, catalogs(), places(), value, followers, 1),
        screens.report(T, value, Progress(counts, done=look.done)),
    )


def _said(*shown: Screen) -> list[str]:
    return [s.text + "|".join(b.label for row in s.rows for b in row) for s in shown]


def _others(look: Look) -> list[Look]:
    """The same look, each small count in turn replaced by others its mask must allow for."""
    found: list[Look] = []
    for other in (0, SMALL, 2 * SMALL - 1):
        found += [replace(look, followers=c) for c in _replaced(look.followers, other)]
        found += [replace(look, outcomes=c) for c in _replaced(look.outcomes, other)]
    return found


def _replaced(counts: tuple[int, ...], other: int) -> Iterator[tuple[int, ...]]:
    for place, count in enumerate(counts):
        if count < SMALL:
            yield (*counts[:place], other, *counts[place + 1 :])


def tells(looks: Sequence[Look], shows: Shows = shown_by) -> bool:
    """Whether all that was seen shuts out even one of the counts the mask must allow for.

    If none is shut out, a small count follows from nothing: no total, no progress, no two looks.
    What one look shows depends on that moment alone, so another count changes no other look.
    """
    return any(shows(other) != shows(look) for look in looks for other in _others(look))


@pytest.mark.invariant(32)
def test_no_small_count_follows_from_any_looks_a_publisher_can_take(shown: Shown) -> None:
    tried = 0

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
    @given(_looking)
    def holds(looks: list[Look]) -> None:
        nonlocal tried
        tried += sum(len(_others(look)) for look in looks)
        assert not tells(looks)

    holds()
    shown.tried(f"{EXAMPLES} sequences of up to 6 looks, {tried} small counts put in others' place")


def _total_of_areas(look: Look) -> Sequence[str]:
    return [*shown_by(look), texts.band_of(T, _of_chosen(look))]


def _total_of_one_area(look: Look) -> Sequence[str]:
    """Over its languages."""
    return [*shown_by(look), *(texts.band_of(T, sum(_of_area(look, n))) for n in look.chosen)]


def _delivered(look: Look) -> Sequence[str]:
    """What was delivered in all, when it is done: the sum over the areas of that sending."""
    total = _of_chosen(look)
    return [*shown_by(look), texts.band_of(T, total) if look.done else ""]


def _exact(look: Look) -> Sequence[str]:
    return [*shown_by(look), f"{look.outcomes[0]} blocked"]


def _share(look: Look) -> Sequence[str]:
    return [*shown_by(look), f"{100 * look.outcomes[0] // (sum(look.followers) or 1)} % blocked"]


_SEARCH = settings(max_examples=1000, deadline=None, derandomize=True, phases=[Phase.generate])
PLANTED: Mapping[str, Shows] = {
    "the total over the chosen areas, in bands": _total_of_areas,
    "the total over the languages of an area, in bands": _total_of_one_area,
    "delivered in all, in bands": _delivered,
    "a count unmasked": _exact,
    "a share in per cent": _share,
}


@pytest.mark.parametrize("plant", PLANTED)
@pytest.mark.invariant(32)
def test_a_screen_from_which_a_small_count_follows_is_noticed(plant: str, shown: Shown) -> None:
    shows = PLANTED[plant]
    try:
        looks = find(_looking, lambda looks: tells(looks, shows), settings=_SEARCH)
    except NoSuchExample:
        pytest.fail("nothing was noticed")
    assert not tells(looks)
    shown.caught(plant)


# --- two looks and what happened between them ----------------------------------------------------


def pinned(highest: int) -> list[tuple[int, int]]:
    """Pairs of counts whose difference, below SMALL, follows from their two bands."""
    differences: dict[tuple[Band, Band], set[int]] = {}
    for one in range(highest):
        for two in range(highest):
            differences.setdefault((band(one), band(two)), set()).add(abs(one - two))
    small = [bands for bands, found in differences.items() if max(found) < SMALL]
    return [(a.low, b.low) for a, b in small]


@pytest.mark.invariant(32)
def test_no_two_looks_tell_that_few_acted_between_them(
    monkeypatch: pytest.MonkeyPatch, shown: Shown
) -> None:
    assert pinned(200) == []
    shown.tried("all pairs of counts up to 200 and what lies between them")
    narrow = tuple(Band(n, n + 2) for n in range(0, 300, 3))
    monkeypatch.setattr(bulletins, "BANDS", narrow)
    assert pinned(200) != []
    shown.caught("bands three wide")


# --- the whole bot -------------------------------------------------------------------------------

AREA, OTHER = AREAS[0].id, AREAS[1].id


async def _seen_by_publisher(folder: Path, *, here: int, there: int) -> list[str]:
    """All that a publisher is sent while so many follow two areas and one of them has left."""
    async with open_world(folder) as world:
        anna = await world.publisher(name="Anna")
        for number in range(here + there):
            area = AREA if number < here else OTHER
            follower = await world.resident("da", follows=[area], name=f"Follower{number}")
            follower.person.deactivated = number == 0
        before = len(world.sim.calls)
        for chosen in ([AREA], [AREA, OTHER]):
            await sends_news(anna, *chosen)
            await world.tick("reports")
        await anna.says("/bulletins")
        await anna.taps("Der er fælles")
        said = [c.params for c in world.sim.calls[before:] if "text" in c.params]
        return [_face(p) for p in said if p.get("chat_id") == anna.person.id]


def _face(params: Mapping[str, Any]) -> str:
    """The text and the labels under it."""
    rows = params.get("reply_markup", {}).get("inline_keyboard", [])
    return json.dumps([params["text"], [button["text"] for row in rows for button in row]])


@pytest.mark.invariant(32)
async def test_a_publisher_sees_the_same_for_one_and_for_four_followers(
    tmp_path: Path, shown: Shown
) -> None:
    few = await _seen_by_publisher(tmp_path / "few", here=1, there=2)
    more = await _seen_by_publisher(tmp_path / "more", here=4, there=4)
    assert more == few
    assert len(few) > 10
    shown.tried(f"1 and 4, 2 and 4 followers of two areas: {len(few)} messages the same")


@pytest.mark.invariant(32)
async def test_a_band_that_shows_a_small_count_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: Shown
) -> None:
    monkeypatch.setattr(texts, "band_of", lambda t, count: f"{count}")
    few = await _seen_by_publisher(tmp_path / "few", here=1, there=2)
    more = await _seen_by_publisher(tmp_path / "more", here=4, there=4)
    assert more != few
    shown.caught("follower counts unmasked")
