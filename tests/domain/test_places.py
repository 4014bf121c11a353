"""A point becomes the nearest area whose circle holds it, or none."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ids import AreaId
from bot.domain.places import Circle
from tests.kit.turns import places

DENMARK = st.tuples(st.floats(54.5, 57.8), st.floats(8.0, 15.3))


def test_every_area_holds_its_own_centre() -> None:
    for area in places().areas.values():
        assert area.circle
        found = places().area_at(area.circle.latitude, area.circle.longitude)
        assert found == area


def test_a_degree_north_is_a_hundred_and_eleven_kilometres() -> None:
    assert round(Circle(55.0, 12.0, 1).metres_to(56.0, 12.0) / 1000) == 111
    assert round(Circle(55.0, 12.0, 1).metres_to(55.0, 13.0) / 1000) == 64


@given(DENMARK)
def test_what_is_found_holds_the_point_and_nothing_nearer_does(point: tuple[float, float]) -> None:
    found = places().area_at(*point)
    holding = {
        area.id: area.circle.metres_to(*point)
        for area in places().areas.values()
        if area.circle and area.circle.metres_to(*point) <= area.circle.metres
    }
    assert (found.id if found else None) == min(holding, key=holding.__getitem__, default=None)


def test_between_two_centres_the_nearer_one_is_taken() -> None:
    one, other = (places().areas[AreaId(a)].circle for a in ("hedeparken", "magleparken"))
    assert one
    assert other
    near_one = (
        one.latitude * 0.7 + other.latitude * 0.3,
        one.longitude * 0.7 + other.longitude * 0.3,
    )
    found = places().area_at(*near_one)
    assert found
    assert found.id == "hedeparken"
