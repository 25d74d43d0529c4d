"""From the message to the question, and what only the city can refuse."""
from datetime import UTC, datetime, timedelta

import pytest

from backend.city.service import MARGIN_M, OutsideCity
from backend.contract.trips import Place, PlanRequest, TripMode
from routing import query as engine
from tests.worlds.town import LENGTH_M, at


def request(x: float = 0, y: float = 0, **more) -> PlanRequest:
    return PlanRequest(Place(*at(x, y), "Here"), Place(*at(3000, 0)), **more)


def test_defaults_are_those_of_the_engine_where_it_has_them(town):
    query = town.planner.query(request())
    assert query.modes == engine.DEFAULT_MODES
    assert (query.window_s, query.max_rides, query.max_walk_m, query.arrive_by) == (3600, 4, None, False)
    assert query.origin == engine.Point(*at(0, 0), "Here")
    assert abs(query.at - datetime.now(UTC)) < timedelta(minutes=1)


def test_everything_asked_is_passed_on(town):
    moment = datetime(2026, 11, 24, 8, tzinfo=UTC)
    query = town.planner.query(request(arrive_by=moment, modes=tuple(TripMode), max_transfers=0, max_walk_m=700.0, window_min=5))
    assert (query.at, query.arrive_by, query.max_rides, query.max_walk_m, query.window_s) == (moment, True, 1, 700.0, 300)
    assert query.modes == frozenset(engine.TripMode)


@pytest.mark.parametrize("x, y, inside", [
    (-MARGIN_M + 20, 0, True), (-MARGIN_M - 20, 0, False), (LENGTH_M + MARGIN_M - 20, 0, True), (LENGTH_M + MARGIN_M + 20, 0, False),
    (0, -MARGIN_M + 20, True), (0, -MARGIN_M - 20, False),
])  # fmt: skip
def test_a_point_a_little_outside_is_still_asked(town, x, y, inside):
    if inside:
        assert town.planner.query(request(x, y))
    else:
        with pytest.raises(OutsideCity) as refused:
            town.planner.query(request(x, y))
        assert refused.value.field == "origin"
