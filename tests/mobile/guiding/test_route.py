"""From what a server says to what guidance leads along: turns, streets, rides, facts; and nothing odd ever ends it."""
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accessibility.guidance import features as f
from accessibility.guidance import route as r
from backend.contract.guidance import Arrival, Control, Direction, FeatureKind, KerbKind, Known, Landmark, PathChange, WayFeature, WaySide
from backend.contract.limits import FactName, Surface
from backend.contract.obstacles import ObstacleKind
from backend.contract.trips import LegMode
from mobile.guiding.route import RouteUnusable, guidable, route_of
from tests.mobile.guiding.ways import CORNER, at, on_foot, place, ride, step, tram_trip, trip
from tests.mobile.share.trip import a_trip


def test_a_corner_is_a_turn_and_each_street_a_stretch():
    route = route_of(trip(CORNER), "the library")
    (turn,) = route.features
    assert (type(turn), turn.street, round(turn.s_m)) == (f.Turn, "Mill Road", 80)
    streets = [(stretch.street, round(stretch.s_m), stretch.manner) for stretch in route.stretches]
    assert streets == [("Station Street", 0, "foot"), ("Mill Road", 80, "foot")]
    assert route.place == r.Place("the library")


def test_where_nothing_turns_a_step_is_no_turn_unless_it_is_a_fork():
    straight = step("Mill Road", 0, 80, 60, "left")
    leg = on_foot([(0, 0), (0, 80), (0, 140)], (step("Station Street", 0, 0, 80, "depart"), straight))
    assert route_of(trip(leg)).features == ()
    forked = msgspec.structs.replace(leg, steps=(leg.steps[0], msgspec.structs.replace(straight, fork=True, landmark="Bakery")))
    (turn,) = route_of(trip(forked)).features
    assert (turn.fork, turn.landmark) == (True, "Bakery")


def test_a_ride_has_its_stops_where_they_lie_on_the_way():
    route = route_of(tram_trip(), "Office")
    (tram,) = route.rides
    assert [(stop.name, round(stop.s_m)) for stop in tram.stops] == [("Market", 140), ("Old Town", 640), ("Bridge", 1140)]
    assert (tram.line, tram.kind, tram.headsign, tram.platform, tram.after.name, round(tram.after.s_m)) == ("4", "tram", "Depot", "B", "Port", 1640)
    assert [stretch.manner for stretch in route.stretches] == ["foot", "foot", "ride", "foot"]
    assert {mark.name for mark in route.landmarks} == {"Market", "Bridge"}


def test_one_who_stays_seated_is_on_one_ride():
    first = ride([(0, 0, "Market"), (500, 0, "Bridge")])
    on = ride([(500, 0, "Bridge"), (900, 0, "Port")], begin=12, end=15, stay_seated=True, trip_id="t2")
    (tram,) = route_of(trip(first, on)).rides
    assert (tram.trip_id, [stop.name for stop in tram.stops]) == ("t1", ["Market", "Bridge", "Port"])


def test_a_stop_between_without_a_place_stands_between_its_neighbours():
    tram = ride([(0, 0, "Market"), (300, 0, "Old Town"), (900, 0, "Bridge")])
    (between,) = tram.intermediate_stops
    lost = msgspec.structs.replace(tram, intermediate_stops=(msgspec.structs.replace(between, lat=None, lon=None),))
    assert round(route_of(trip(lost)).rides[0].stops[1].s_m) == 450


FACTS = (
    (WayFeature(FeatureKind.CROSSING, 30, 38, name="Park Lane", control=Control.SIGNALS, sound=True, kerb=KerbKind.LOWERED, tactile=True, lanes=2,
                traffic=WaySide.BOTH),
     f.Crossing(30, far_s_m=38, street="Park Lane", control="signals", sound=True, kerb="lowered", tactile=True, lanes=2, traffic="both")),
    (WayFeature(FeatureKind.CROSSING, 30, control=Control.BARRIER), f.Crossing(30, far_s_m=31)),
    (WayFeature(FeatureKind.TRACKS, 30, 33, control=Control.BARRIER), f.Tracks(30, far_s_m=33, control="barrier")),
    (WayFeature(FeatureKind.STAIRS, 30, 40, direction=Direction.UP, steps=12, handrail_side=WaySide.LEFT),
     f.Stairs(30, way="up", steps=12, rail="left")),
    (WayFeature(FeatureKind.STAIRS, 30, handrail=True), f.Stairs(30)),
    (WayFeature(FeatureKind.LIFT, 30, level="-1"), f.Lift(30, kind="lift", level="-1")),
    (WayFeature(FeatureKind.GATE, 30), f.Lift(30, kind="gate")),
    (WayFeature(FeatureKind.GRADIENT, 30, 70, pct=-5.0), f.Gradient(30, pct=-5.0, length_m=40)),
    (WayFeature(FeatureKind.KERB, 30, kerb_m=0.06), f.Kerb(30, height_cm=6.0)),
    (WayFeature(FeatureKind.SURFACE, 30, 50, surface=Surface.SETT), f.Surface(30, kind="cobbles", length_m=20)),
    (WayFeature(FeatureKind.NARROW, 30, width_m=0.8), f.Narrow(30, width_cm=80.0)),
    (WayFeature(FeatureKind.UNKNOWN, 30, attribute=FactName.WIDTH), f.Unknown(30, attribute="width")),
    (WayFeature(FeatureKind.PATH_CHANGE, 30, 60, change=PathChange.SHARED), f.PathChange(30, change="shared", length_m=30)),
    (WayFeature(FeatureKind.AREA, 30, 60, name="Market Square"), f.Area(30, out_s_m=60, name="Market Square")),
    (WayFeature(FeatureKind.PLATFORM, 30, name="3B"), f.Platform(30, platform="3B")),
)  # fmt: skip


def rounded(feature: f.Feature) -> dict:
    return {name: round(value, 1) if isinstance(value, float) else value for name, value in vars(feature).items() if name != "source"}


@pytest.mark.parametrize(("told", "known"), FACTS, ids=lambda value: getattr(value, "kind", None))
def test_each_fact_in_the_words_of_guidance(told, known):
    leg = msgspec.structs.replace(CORNER, features=(told,))
    (feature,) = (one for one in route_of(trip(leg)).features if not isinstance(one, f.Turn))
    assert type(feature) is type(known)
    assert rounded(feature) == rounded(known)
    assert feature.source.name == "OpenStreetMap"


@pytest.mark.parametrize("told", [
    WayFeature(FeatureKind.SURFACE, 30, 50, surface=Surface.ASPHALT), WayFeature(FeatureKind.GRADIENT, 30), WayFeature(FeatureKind.KERB, 30),
    WayFeature(FeatureKind.NARROW, 30), WayFeature(FeatureKind.UNKNOWN, 30, attribute=FactName.CROSSING), WayFeature(FeatureKind.STATION, 30),
    WayFeature(FeatureKind.GRADIENT, 30, pct=float("inf")), WayFeature(FeatureKind.CROSSING, float("nan")),
])  # fmt: skip
def test_what_says_nothing_is_not_told(told):
    leg = msgspec.structs.replace(CORNER, features=(told,))
    assert [type(one) for one in route_of(trip(leg)).features] == [f.Turn]


def test_an_obstacle_is_confirmed_only_when_it_is_said_so():
    works = WayFeature(FeatureKind.OBSTACLE, 30, known=Known.REPORTED, obstacle=ObstacleKind.WORKS, obstacle_id="o1", confirmed=True)
    told = (works, msgspec.structs.replace(works, confirmed=None))
    found = [route_of(trip(msgspec.structs.replace(CORNER, features=(one,)))).features[0] for one in told]
    assert [(one.kind, one.confirmed, one.hazard_id) for one in found] == [("works", True, "o1"), ("works", False, "o1")]


def test_facts_of_the_city_replace_what_only_steps_tell():
    stairs = (step("", 0, 0, 40, "depart"), step("", 0, 40, 10, "steps_up"), step("", 0, 50, 30, "continue"))
    leg = on_foot([(0, 0), (0, 40), (0, 50), (0, 80)], stairs)
    (plain,) = route_of(trip(leg)).features
    assert (plain.way, plain.steps) == ("up", None)
    told = WayFeature(FeatureKind.STAIRS, 40, 50, direction=Direction.UP, steps=14)
    (known,) = route_of(trip(msgspec.structs.replace(leg, features=(told,)))).features
    assert known.steps == 14


def test_metres_of_the_city_are_put_onto_the_line_of_the_phone():
    """The city measures on its own ground: what it says lies at half the way lies at half the way."""
    leg = msgspec.structs.replace(CORNER, distance_m=440, features=(WayFeature(FeatureKind.CROSSING, 220, 236),))
    crossing = next(one for one in route_of(trip(leg)).features if isinstance(one, f.Crossing))
    assert (round(crossing.s_m), round(crossing.far_s_m)) == (110, 118)


def test_where_the_destination_lies_and_what_is_around():
    told = trip(CORNER, landmarks=(Landmark("Bakery", *at(5, 40)),), arrival=Arrival(WaySide.LEFT, "12"))
    route = route_of(told, "the library")
    assert route.place == r.Place("the library", side="left", entrance="12")
    assert [mark.name for mark in route.landmarks] == ["Bakery"]


def test_a_bike_is_cycled_and_its_dock_told():
    leg = msgspec.structs.replace(CORNER, mode=LegMode.BIKE)
    assert {stretch.manner for stretch in route_of(trip(leg)).stretches} == {"cycle"}


@pytest.mark.parametrize("mode", [LegMode.CAR, LegMode.TAXI])
def test_nobody_is_led_who_drives(mode):
    assert not guidable(trip(msgspec.structs.replace(CORNER, mode=mode)))


def test_a_way_without_lines_leads_straight():
    route = route_of(a_trip())
    assert len(route.points) == 6
    assert [type(feature) for feature in route.features] in ([], [f.Turn])


def test_a_way_of_no_legs_is_none():
    with pytest.raises(RouteUnusable):
        route_of(msgspec.structs.replace(trip(CORNER), legs=()))


def test_a_line_of_too_many_points_is_thinned_and_its_ends_stay():
    points = [(0, y / 100) for y in range(50_000)]
    long = on_foot(points, (step("Long Street", 0, 0, 500, "depart"),))
    end = on_foot([(0, 500), (50, 500)], (step("Side Street", 0, 500, 50, "depart"),))
    route = route_of(trip(long, end))
    assert len(route.points) <= r.MOST_POINTS
    assert round(route.stretches[1].s_m) == 500


odd = st.floats(allow_nan=True, allow_infinity=True)
features = st.builds(
    WayFeature, kind=st.sampled_from(FeatureKind), at_m=odd, until_m=st.none() | odd, control=st.none() | st.sampled_from(Control),
    kerb=st.none() | st.sampled_from(KerbKind), pct=st.none() | odd, width_m=st.none() | odd, kerb_m=st.none() | odd,
    name=st.none() | st.text(max_size=5),
    lanes=st.none() | st.integers(-5, 500), steps=st.none() | st.integers(-5, 500), surface=st.none() | st.sampled_from(Surface),
    attribute=st.none() | st.sampled_from(FactName), direction=st.none() | st.sampled_from(Direction), side=st.none() | st.sampled_from(WaySide),
    traffic=st.none() | st.sampled_from(WaySide), handrail_side=st.none() | st.sampled_from(WaySide),
)  # fmt: skip
steps = st.builds(
    lambda lat, lon, metres, manoeuvre, name: replace_step(lat, lon, metres, manoeuvre, name), odd, odd, odd,
    st.sampled_from(["left", "sharp_right", "steps", "cross", "enter_square", "elevator", "?", ""]), st.text(max_size=4),
)  # fmt: skip


def replace_step(lat, lon, metres, manoeuvre, name):
    return msgspec.structs.replace(step(name, 0, 0, 1, manoeuvre), lat=lat, lon=lon, distance_m=metres)


@settings(max_examples=300, deadline=None)
@given(st.lists(features, max_size=6), st.lists(steps, max_size=6), odd, st.text(max_size=30), st.tuples(odd, odd))
def test_whatever_a_server_says_there_is_a_way_or_a_clear_no(told, turns, metres, geometry, end):
    last = msgspec.structs.replace(place(140, 80, "x"), lat=end[0], lon=end[1])
    leg = msgspec.structs.replace(CORNER, features=tuple(told), steps=tuple(turns), distance_m=metres, geometry=geometry, to=last)
    try:
        route = route_of(trip(CORNER, leg, ride([(140, 80, "A"), (200, 80, "B")])))
    except RouteUnusable:
        return
    assert route.features == tuple(sorted(route.features, key=lambda one: one.s_m))
    assert replace(route) == route
