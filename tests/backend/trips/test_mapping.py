"""Journeys in rows and seconds become itineraries in ids and moments; whole trips are planned over HTTP in test_routes."""
from datetime import date
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
import pytest

from backend.contract.trips import LegMode, PlanResponse
from backend.stops.names import Names, transit_mode
from backend.trips.mapping import to_response
from routing.door.rides import transit_leg
from routing.journey import Journey, Notice, Plan, Spot, StreetLeg
from routing.journey import LegMode as EngineMode
from routing.plan import service_origin
from routing.query import Point
from routing.streets.graph import Mode
from routing.streets.path import resting
from routing.transit.journeys import Ride
from tests.backend.trips.test_polyline import decoded
from tests.worlds.town import at, write_town

DAY = date(2026, 11, 24)
ZONE = ZoneInfo("Europe/Berlin")


def street_leg(town, start: Spot, end: Spot, departure_s: int) -> StreetLeg:
    network = town.planner.snapshot.network
    one, other = (network.find_snap(spot.lat, spot.lon, Mode.FOOT, 500) for spot in (start, end))
    path = network.route(Mode.FOOT, one, other)
    return StreetLeg(EngineMode.WALK, start, end, departure_s, departure_s - -path.duration_ms // 1000, path)


def ride(transit, trip_id: str, board: int, alight: int, day_offset: int = 0):
    trip = next(row for row, text in enumerate(transit.trip_id) if text == trip_id)
    pattern, first = int(transit.trip_pattern[trip]), int(transit.time_first[trip])
    stops = transit.pattern_stop[transit.pattern_first[pattern] :]
    shift = day_offset * 86_400
    found = {
        "trip": trip, "board_position": board, "alight_position": alight, "board_stop": int(stops[board]), "alight_stop": int(stops[alight]),
        "departure_s": int(transit.departure_s[first + board]) + shift, "arrival_s": int(transit.arrival_s[first + alight]) + shift,
        "day_offset": day_offset, "stay_seated": False,
    }  # fmt: skip
    return transit_leg(transit, Ride(**{name: found.get(name, 0) for name in field_names(Ride)}), DAY)


def field_names(kind) -> tuple[str, ...]:
    return getattr(kind, "_fields", None) or tuple(kind.__dataclass_fields__)


def answer(town, *journeys: Journey, notices=()) -> PlanResponse:
    plan = Plan(service_origin(DAY, ZONE), DAY, journeys, tuple(notices), Point(0, 0), Point(0, 0))
    return to_response(town.live.view, plan)


def journey(*legs, rides: int = 0) -> Journey:
    return Journey(legs[0].departure_s, legs[-1].arrival_s, tuple(legs), rides, 12.345, 3.0, 40, "TRANSIT")


def test_a_walk(town):
    start, end = Spot(*at(200, 0), "Home"), Spot(*at(700, 5), "Elm Bakery", place=0)
    leg = street_leg(town, start, end, 8 * 3600)
    (found,) = answer(town, journey(leg)).itineraries
    assert found.depart_at.isoformat() == "2026-11-24T08:00:00+01:00"
    assert (found.transfers, found.walk_m, found.climb_m, found.co2_g) == (0, 12.3, 3.0, 40.0)
    assert found.duration_s == (found.arrive_at - found.depart_at).total_seconds() == leg.arrival_s - leg.departure_s
    (walk,) = found.legs
    assert (walk.mode, walk.from_.name, walk.to.name) == (LegMode.WALK, "Home", "Elm Bakery")
    assert (walk.from_.stop_id, walk.route, walk.trip_id) == (None, None, None)
    assert walk.distance_m == pytest.approx(500, abs=1)
    assert sum(step.distance_m for step in walk.steps) == pytest.approx(walk.distance_m, abs=1)
    assert walk.steps[0].manoeuvre == "depart"
    assert walk.steps[0].kind == "secondary"
    assert np.allclose(decoded(walk.geometry), np.column_stack([leg.path.lat_e7, leg.path.lon_e7]) / 1e7, rtol=0, atol=1e-6)


def test_a_ride_after_midnight_belongs_to_the_day_before(town):
    transit = town.timetables.transit
    (found,) = answer(town, journey(ride(transit, "W1545", 1, 3, day_offset=-1), rides=1)).itineraries
    (tram,) = found.legs
    assert tram.depart_at.isoformat() == "2026-11-24T01:49:00+01:00"
    assert (tram.from_.stop_id, tram.to.stop_id) == ("bridge", "west")
    assert [(stop.stop_id, stop.arrive_at.isoformat()[11:16]) for stop in tram.intermediate_stops] == [("market", "01:53")]
    assert tram.headsign == "West", "the last stop where the trip has no sign"
    assert (tram.route.colour, tram.route.text_colour, tram.route.agency) == ("#1D3183", "#FFFFFF", "Town Lines")
    assert tram.steps == ()


def test_legs_keep_their_own_lines(town):
    transit = town.timetables.transit
    walk = street_leg(town, Spot(*at(0, 300)), Spot(*at(0, 10)), 7 * 3600)
    legs = answer(town, journey(walk, ride(transit, "E480", 0, 3), rides=1), journey(ride(transit, "E495", 0, 1), rides=1)).itineraries
    lines = [decoded(leg.geometry) for found in legs for leg in found.legs]
    for line, (x0, x1) in zip(lines, ((0, 0), (0, 3900), (0, 1300))):
        assert line[0][1] == pytest.approx(at(x0, 0)[1], abs=1e-5)
        assert line[-1][1] == pytest.approx(at(x1, 0)[1], abs=1e-5)


def test_a_leg_without_a_street_still_has_a_step(town):
    start, end = Spot(*at(500, 0)), Spot(*at(520, 0))
    path = resting(town.planner.snapshot.city.streets, 494_000_000, 86_000_000)
    (found,) = answer(town, journey(StreetLeg(EngineMode.WALK, start, end, 3600, 3620, path))).itineraries
    (step,) = found.legs[0].steps
    assert (step.manoeuvre, step.way_ids, step.bearing_deg, step.duration_s) == ("depart", (), 90, 20)


def test_transfers_count_vehicles_changed(town):
    legs = [ride(town.timetables.transit, "E480", 0, 1), ride(town.timetables.transit, "E495", 1, 2)]
    assert [answer(town, journey(*legs, rides=n)).itineraries[0].transfers for n in (0, 1, 2)] == [0, 0, 1]


def test_an_empty_answer_says_why_and_can_be_read_back(town):
    found = answer(town, notices=[Notice("no_way", "There is no way.")])
    assert found.itineraries == ()
    assert msgspec.json.decode(msgspec.json.encode(found), type=PlanResponse) == found


def test_answers_can_be_read_back(town):
    found = answer(town, journey(ride(town.timetables.transit, "E480", 0, 3), rides=1))
    assert msgspec.json.decode(msgspec.json.encode(found), type=PlanResponse) == found


def test_ids_of_several_feeds_are_told_apart(tmp_path):
    city = write_town(tmp_path, ("one.zip", "two.zip"))
    names = Names(city.transit)
    ids = [names.stop_id(stop) for stop in range(len(city.transit.stop_kind))]
    assert len(set(ids)) == len(ids)
    assert {"one:west", "two:west", "one:market~1bus"} <= set(ids)
    assert all(names.find_stop(stop_id) == stop for stop, stop_id in enumerate(ids))
    assert {names.route(row).id for row in range(len(city.transit.route_type))} == {f"{feed}:{route}" for feed in ("one", "two") for route in "TBF"}
    assert names.find_stop("west") is None


@pytest.mark.parametrize("route_type, mode", [
    (0, "TRAM"), (1, "SUBWAY"), (2, "RAIL"), (3, "BUS"), (4, "FERRY"), (5, "CABLE_TRAM"), (6, "AERIAL_LIFT"), (7, "FUNICULAR"), (11, "TROLLEYBUS"),
    (12, "MONORAIL"), (100, "RAIL"), (109, "RAIL"), (200, "BUS"), (401, "SUBWAY"), (405, "MONORAIL"), (700, "BUS"), (800, "TROLLEYBUS"),
    (900, "TRAM"), (1000, "FERRY"), (1200, "FERRY"), (1300, "AERIAL_LIFT"), (1400, "FUNICULAR"), (1700, "BUS"), (9, "BUS"),
])  # fmt: skip
def test_every_route_type_has_a_mode(route_type, mode):
    assert transit_mode(route_type) == mode
