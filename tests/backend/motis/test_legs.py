"""Legs with what a small town has not: live times, messages of operators, rides in which one stays seated."""
from datetime import UTC, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.live import Alert, AlertSeverity, Source
from backend.contract.transit import Route, TransitMode
from backend.contract.trips import Itinerary, Leg, LegMode, LegPlace
from backend.motis.legs import Teller
from backend.motis.lines import cut, decode, polylines
from backend.motis.modes import transit_mode
from backend.motis.stops import Stops

EIGHT = datetime(2026, 11, 24, 8, tzinfo=UTC)
SOURCE = Source("trams", EIGHT, 5)
TRAM = Route("T", "1", "Tram one", "#1D3183", None, 0, TransitMode.TRAM, "Town Lines")
ALERT = Alert("trams:1", AlertSeverity.UNKNOWN, "DETOUR", "Works", "By another way.", "", SOURCE)


def ride(begin: str, end: str, minute: int, **more) -> Leg:
    line = polylines([[(49_400_000, 8_600_000 + minute), (49_400_000, 8_600_060 + minute)]])[0].points
    return Leg(
        LegMode.TRAM, LegPlace(begin.capitalize(), 49.4, 8.6, begin), LegPlace(end.capitalize(), 49.4, 8.7, end), EIGHT + timedelta(minutes=minute),
        EIGHT + timedelta(minutes=minute + 4), 1300.0, line, route=TRAM, headsign="Eastend", trip_id=more.pop("trip_id", "E480"), **more,
    )  # fmt: skip


def told(town, *legs: Leg, **how):
    itinerary = Itinerary(legs[0].depart_at, legs[-1].arrive_at, 0, 0, 0.0, 0.0, 0.0, legs)
    return Teller(Stops(town.timetables, None), {ALERT.id: ALERT}, **how).itinerary(itinerary)


def test_a_late_ride_has_both_times_and_its_messages(town):
    planned = {"scheduled_depart_at": EIGHT, "scheduled_arrive_at": EIGHT + timedelta(minutes=4)}
    late = ride("west", "market", 3, **planned, live=SOURCE, alert_ids=("trams:1", "gone"))
    leg = told(town, late).legs[0]
    assert (leg.real_time, leg.start_time, leg.scheduled_start_time) == (True, EIGHT + timedelta(minutes=3), EIGHT)
    assert (leg.from_.departure, leg.from_.scheduled_departure) == (leg.start_time, EIGHT)
    assert [(alert.header_text, alert.effect, alert.severity_level) for alert in leg.alerts] == [("Works", "DETOUR", "UNKNOWN_SEVERITY")]


def test_staying_seated_is_one_ride_or_two_as_wished(town):
    legs = ride("west", "market", 0), ride("market", "east", 5, stay_seated=True, trip_id="E495")
    joined, = told(town, *legs).legs
    assert (joined.from_.stop_id, joined.to.stop_id, joined.trip_id, joined.duration) == ("west", "east", "E480", 9 * 60)
    assert [(stop.stop_id, stop.arrival, stop.departure) for stop in joined.intermediate_stops] == [
        ("market", EIGHT + timedelta(minutes=4), EIGHT + timedelta(minutes=5))
    ]
    assert joined.leg_geometry.length == len(decode(joined.leg_geometry.points)) == 4
    apart = told(town, *legs, join=False).legs
    assert [leg.interline_with_previous_leg for leg in apart] == [None, True]


def test_a_trip_the_timetable_does_not_have_is_told_without_it(town):
    leg = told(town, ride("west", "market", 0, trip_id="extra")).legs[0]
    assert (leg.trip_id, leg.trip_from, leg.direction_id) == ("extra", None, None)


def test_optional_fields_are_left_out_and_moments_are_in_utc(town):
    zone = EIGHT.astimezone(tz=None)
    text = msgspec.json.encode(told(town, msgspec.structs.replace(ride("west", "market", 0), depart_at=zone))).decode()
    assert "null" not in text
    assert '"startTime":"2026-11-24T08:00:00Z"' in text


@given(st.lists(st.tuples(st.integers(-90_000_000, 90_000_000), st.integers(-180_000_000, 180_000_000)), max_size=20))
def test_a_line_comes_back_as_it_was(line):
    made = polylines([line])[0]
    assert decode(made.points) == line
    assert made.length == len(line)


def test_a_line_is_cut_where_steps_begin():
    line = [(0, 0), (0, 5), (0, 9), (4, 9)]
    assert cut(line, [(0, 0), (0, 9)]) == [[(0, 0), (0, 5), (0, 9)], [(0, 9), (4, 9)]]
    assert cut(line, [(0, 5), (7, 7)]) == [[(0, 5)], [(0, 5), (0, 9), (4, 9)]]


@pytest.mark.parametrize(
    "route_type, mode",
    [(0, "TRAM"), (2, "REGIONAL_RAIL"), (3, "BUS"), (109, "SUBURBAN"), (101, "HIGHSPEED_RAIL"), (200, "COACH"), (402, "SUBWAY"), (714, "BUS"),
     (900, "TRAM"), (1000, "FERRY"), (1400, "FUNICULAR"), (1700, "OTHER"), (99, "OTHER")],
)  # fmt: skip
def test_kinds_of_routes(route_type, mode):
    assert transit_mode(route_type) == mode
