"""What a sharing system reports, as what can be ridden: nothing is free that nobody says is."""
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from backend.feeds.closures.geojson import Geometry, GeometryKind
from backend.feeds.gbfs.facts import PLAIN_BICYCLE, RentalLinks, SharedSystem, Station, Vehicle, VehicleType, Zone, ZoneRule
from backend.feeds.problems import Problems
from backend.live.fleets import fleets_of
from routing.query import TripMode
from routing.shared.zones import Act

NOW = datetime(2026, 11, 24, 7, tzinfo=UTC)
LINKS = RentalLinks()
BIKE, EBIKE = VehicleType("bike", "Bike", "bicycle", "human"), VehicleType("ebike", "E-bike", "bicycle", "electric_assist", max_range_m=60_000)
KICK = VehicleType("kick", "Kick", "scooter_standing", "electric", max_range_m=30_000, return_constraint="free_floating")
OPEN = {"is_installed": True, "is_renting": True, "is_returning": True}
SQUARE = Geometry(
    GeometryKind.AREA, np.array([0.0, 0, 1, 1, 0]), np.array([0.0, 1, 1, 0, 0]), np.array([0, 5], np.int32), np.array([0, 1], np.int32)
)


def station(id: str = "a", **told) -> Station:
    given = {"vehicles_by_type": (("bike", 2), ("ebike", 1)), "docks_available": 4, **OPEN, **told}
    return Station(id, f"Dock {id}", 0.5, 0.5, 10, False, "", None, LINKS, **{k: v for k, v in given.items() if k != "is_virtual"})


def vehicle(id: str = "v", type: str = "kick", **told) -> Vehicle:
    given = {"station_id": "", "is_reserved": False, "is_disabled": False, "current_range_m": None, "fuel_share": None, "available_until": None}
    return Vehicle(id, 0.5, 0.5, type, plan="", links=LINKS, **{**given, **told})


def system(types=(BIKE, EBIKE), stations=(), vehicles=(), zones=(), global_rules=()) -> SharedSystem:
    return SharedSystem(
        "elm", "Elm Bikes", "", (), "UTC", "", LINKS, tuple(types), tuple(stations), tuple(vehicles), (), tuple(zones), tuple(global_rules), (), (),
        NOW, 30, 0, Problems(),
    )  # fmt: skip


def found(**told):
    return {key.partition(":")[2]: fleet for key, (fleet, _) in fleets_of("feed", system(**told), NOW).items()}


def test_each_type_is_a_fleet_of_its_own_with_the_docks_that_take_it():
    fleets = found(stations=[station(docks_by_type=((("bike",), 3), (("bike", "ebike"), 2)))])
    assert {key: (fleet.vehicles.tolist(), fleet.docks.tolist(), fleet.electric) for key, fleet in fleets.items()} == {
        "bike": ([2], [5], False), "ebike": ([1], [2], True),
    }  # fmt: skip
    assert {fleet.kind for fleet in fleets.values()} == {TripMode.SHARED_BIKE}
    assert fleets["bike"].spot_id == ("a",)


@pytest.mark.parametrize(("told", "vehicles", "docks"), [
    ({}, 2, 4), ({"is_renting": False}, 0, 4), ({"is_returning": False}, 2, 0), ({"docks_available": None}, 2, 0),
])  # fmt: skip
def test_only_what_is_said_to_be_free_is_free(told, vehicles, docks):
    fleet = found(stations=[station(**told)])["bike"]
    assert (fleet.vehicles.tolist(), fleet.docks.tolist()) == ([vehicles], [docks])


def test_a_station_that_does_not_stand_yet_is_none():
    assert found(stations=[station(is_installed=False)]) == {}


def test_a_virtual_station_without_a_number_takes_any():
    fleet = found(stations=[replace(station(docks_available=None), is_virtual=True)])["bike"]
    assert fleet.docks[0] > 100


@pytest.mark.parametrize(("told", "count"), [
    ({}, 1), ({"is_reserved": True}, 0), ({"is_disabled": True}, 0), ({"available_until": NOW + timedelta(minutes=10)}, 0),
    ({"available_until": NOW + timedelta(hours=3)}, 1), ({"station_id": "a"}, 0),
])  # fmt: skip
def test_a_vehicle_on_the_street_can_be_taken_unless_somebody_else_has_it(told, count):
    fleets = found(types=[KICK], vehicles=[vehicle(**told)])
    assert len(fleets["kick"].lat if fleets else []) == count


@pytest.mark.parametrize(("told", "range_m"), [
    ({"current_range_m": 8000.0, "fuel_share": 0.9}, 8000), ({"fuel_share": 0.5}, 15_000), ({}, float("inf")),
])  # fmt: skip
def test_how_far_a_vehicle_goes(told, range_m):
    assert found(types=[KICK], vehicles=[vehicle(**told)])["kick"].range_m.tolist() == [range_m]


def test_stations_come_first_and_are_counted():
    hybrid, docked = replace(KICK, return_constraint="hybrid"), station(vehicles_by_type=(("kick", 2),))
    fleet = found(types=[hybrid], stations=[docked], vehicles=[vehicle()])["kick"]
    assert (fleet.spot_id, fleet.station_count) == (("a", "v"), 1)


def test_a_station_goes_as_far_as_its_best_vehicle():
    standing = [vehicle(f"v{n}", "ebike", station_id="a", current_range_m=range_m) for n, range_m in enumerate((2000.0, 30_000.0))]
    fleet = found(stations=[station()], vehicles=standing)["ebike"]
    assert (fleet.range_m.tolist(), fleet.vehicles.tolist()) == ([30_000], [1])


@pytest.mark.parametrize(("constraint", "stations", "anywhere"), [
    ("free_floating", 1, True), ("hybrid", 1, True), ("any_station", 1, False), ("", 1, False), ("", 0, True),
])  # fmt: skip
def test_where_vehicles_may_be_left(constraint, stations, anywhere):
    kind = replace(KICK, return_constraint=constraint)
    at = [station(vehicles_by_type=(("kick", 1),))] * stations
    assert found(types=[kind], stations=at, vehicles=[vehicle()])["kick"].anywhere == anywhere


def test_what_has_to_go_back_to_where_it_was_is_no_way_to_get_anywhere():
    assert found(types=[replace(KICK, return_constraint="roundtrip_station")], vehicles=[vehicle()]) == {}
    assert found(types=[replace(KICK, form_factor="moped")], vehicles=[vehicle()]) == {}


def test_a_system_without_types_has_plain_bicycles():
    fleets = found(types=[], stations=[station(vehicles_by_type=((PLAIN_BICYCLE, 3),))])
    assert fleets[""].vehicles.tolist() == [3]
    assert (fleets[""].kind, fleets[""].electric) == (TripMode.SHARED_BIKE, False)


def rule(*types: str, start=True, end=True, through=True, station_parking=False) -> ZoneRule:
    return ZoneRule(types, start, end, through, None, station_parking)


@pytest.mark.parametrize(("zone", "act", "inside"), [
    (Zone("z", SQUARE, (rule(end=False),)), Act.END, False), (Zone("z", SQUARE, (rule(end=False),)), Act.START, True),
    (Zone("z", SQUARE, (rule(station_parking=True),)), Act.END, False), (Zone("z", SQUARE, (rule(through=False),)), Act.THROUGH, False),
    (Zone("z", SQUARE, (rule("bike", end=False),)), Act.END, True), (Zone("z", SQUARE, (rule("kick", end=False), rule())), Act.END, False),
    (Zone("z", SQUARE, (rule(end=False),), starts=NOW + timedelta(hours=1)), Act.END, True),
    (Zone("z", SQUARE, (rule(end=False),), ends=NOW), Act.END, True),
])  # fmt: skip
def test_zones_that_hold_now_for_this_type(zone, act, inside):
    zones = found(types=[KICK], vehicles=[vehicle()], zones=[zone])["kick"].zones
    assert zones.allow(act, [0.5, 3.0], [0.5, 3.0]).tolist() == [inside, True]


def test_outside_of_all_zones_the_rules_of_the_system_hold():
    told = {"types": [KICK], "vehicles": [vehicle()], "zones": [Zone("z", SQUARE, (rule(),))], "global_rules": [rule(end=False)]}
    assert found(**told)["kick"].zones.allow(Act.END, [0.5, 3.0], [0.5, 3.0]).tolist() == [True, False]
