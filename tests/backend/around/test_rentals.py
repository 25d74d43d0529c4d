"""Stations and single vehicles, as they can be taken now."""
from dataclasses import replace
from datetime import timedelta

import pytest

from backend.around.area import MOST
from backend.contract.around import LiveLayer, VehicleCount
from backend.contract.feeds import FeedKind
from backend.feeds.gbfs.facts import SharedSystem, VehicleType
from tests.backend.around.world import NOW, World
from tests.backend.live.messages import sharing
from tests.backend.motis.sharing import scooter, station, system
from tests.worlds.town import at

CITY_BIKE = VehicleType("city", "City bike", "bicycle", "human", return_constraint="any_station")
KICK = VehicleType("kick", "Kick", "scooter_standing", "electric", 30_000.0, return_constraint="free_floating")
VAN = VehicleType("van", "Van", "car", "combustion", return_constraint="roundtrip_station")
MILL = station("Mill", 250, 10, 4, 6)


def mixed(*stations, kinds=(CITY_BIKE,), vehicles=()) -> SharedSystem:
    return replace(system("elm", kinds[0], stations, vehicles), vehicle_types=tuple(kinds))


def ask(world, told: SharedSystem, **more):
    world.show(systems={"bikes": told})
    return world.ask(LiveLayer.RENTALS, **more)


async def test_what_a_system_tells_stands_on_the_map_with_its_age(world):
    message = sharing(NOW - timedelta(seconds=20), ("a", 300.0, 2, 3), ("b", 2000.0, 0, 5), vehicles=(("k", 900.0, 7000),))
    await world.hear("bikes", FeedKind.GBFS, message)
    found = world.ask()
    first, second = sorted(found.stations, key=lambda one: one.station_id)
    assert (first.system_id, first.system, first.station_id, first.name) == ("elm", "Elm Bikes", "a", "a dock")
    assert (first.lat, first.lon) == at(300.0, 5)
    assert (first.vehicles, first.docks, first.renting, first.returning) == ((VehicleCount("bicycle", False, 2),), 3, True, True)
    assert (second.vehicles, second.docks) == ((), 5)
    assert (first.source.feed, first.source.observed_at, first.source.age_s) == ("bikes", NOW - timedelta(seconds=20), 20)
    (kick,) = found.rental_vehicles
    assert (kick.vehicle, kick.vehicle_name, kick.electric, kick.range_m) == ("scooter_standing", "Kick", True, 7000)
    assert found.omitted == 0


async def test_a_system_that_is_too_old_is_gone(world):
    await world.hear("bikes", FeedKind.GBFS, sharing(NOW, ("a", 300.0, 2, 3)))
    assert len(world.ask().stations) == 1
    world.wait(timedelta(minutes=10))
    await world.live.let_go()
    assert world.ask().stations == ()


def test_types_that_are_alike_are_counted_together(world):
    kinds = (CITY_BIKE, replace(CITY_BIKE, id="old", name="Old bike"), replace(CITY_BIKE, id="e", propulsion="electric_assist"), VAN)
    told = replace(MILL, vehicles_available=9, vehicles_by_type=(("city", 3), ("old", 2), ("e", 0), ("van", 4)))
    (found,) = ask(world, mixed(told, kinds=kinds)).stations
    assert found.vehicles == (VehicleCount("bicycle", False, 5), VehicleCount("car", False, 4)), "a van that has to come back is on the map as well"


@pytest.mark.parametrize("kinds, expected", [
    ((CITY_BIKE, replace(CITY_BIKE, id="old")), ("bicycle", False)),
    ((CITY_BIKE, KICK), ("other", False)),
])  # fmt: skip
def test_vehicles_whose_type_nobody_tells_are_counted_all_the_same(world, kinds, expected):
    told = replace(MILL, vehicles_available=3, vehicles_by_type=())
    (found,) = ask(world, mixed(told, kinds=kinds)).stations
    assert found.vehicles == (VehicleCount(*expected, 3),)


@pytest.mark.parametrize("change, vehicles, docks", [
    ({"is_renting": False}, 0, 6),
    ({"is_returning": False}, 4, 0),
    ({"is_installed": False}, 0, 0),
    ({"docks_available": None, "docks_by_type": ()}, 4, None),
    ({"docks_available": None, "docks_by_type": ((("city",), 2), (("kick",), 3))}, 4, 5),
])  # fmt: skip
def test_what_is_not_open_gives_and_takes_nothing(world, change, vehicles, docks):
    (found,) = ask(world, mixed(replace(MILL, **change))).stations
    assert (sum(one.count for one in found.vehicles), found.docks) == (vehicles, docks)
    assert (found.renting, found.returning) == (change.get("is_renting", True) and change.get("is_installed", True),
                                                change.get("is_returning", True) and change.get("is_installed", True))  # fmt: skip


def test_only_vehicles_that_stand_on_their_own_and_are_free(world):
    free = scooter("free", 300, 0, current_range_m=None, fuel_share=0.5)
    soon, later = (scooter(name, 500, 0, available_until=NOW + timedelta(minutes=minutes)) for name, minutes in (("soon", 5), ("later", 90)))
    taken = (scooter("r", 310, 0, is_reserved=True), scooter("d", 320, 0, is_disabled=True), scooter("docked", 330, 0, station_id="mill"))
    found = ask(world, mixed(kinds=(KICK,), vehicles=(free, soon, later, *taken))).rental_vehicles
    assert {(one.lat, one.lon) for one in found} == {at(300, 0), at(500, 0)}
    assert sorted(one.range_m for one in found) == [9000.0, 15_000.0]


def test_a_range_that_nobody_tells_is_not_told(world):
    (found,) = ask(world, mixed(kinds=(replace(KICK, max_range_m=None),), vehicles=(scooter("k", 300, 0, current_range_m=None),))).rental_vehicles
    assert found.range_m is None


def test_an_id_stays_while_the_vehicle_stands_and_says_nothing_after_a_ride(world):
    def id_of(vehicle, world=world):
        (found,) = ask(world, mixed(kinds=(KICK,), vehicles=(vehicle,))).rental_vehicles
        return found.vehicle_id

    parked, round_trip = scooter("plate-123", 300, 0), scooter("plate-123", 300, 0, current_range_m=8100.0)
    first = id_of(parked)
    assert first == id_of(replace(parked))
    assert len({first, id_of(scooter("plate-123", 310, 0)), id_of(round_trip), id_of(scooter("plate-124", 300, 0))}) == 4
    assert "plate" not in first
    assert first != id_of(parked, World()), "it cannot be made again without the secret of the process"


def test_the_nearest_stations_are_shown_and_the_others_counted(world):
    told = mixed(*(station(f"S{number}", 4 * number, 10, 1, 1) for number in range(MOST + 25)))
    found = ask(world, told, within=(0, 0, 4 * (MOST + 25), 100))
    assert (len(found.stations), found.omitted) == (MOST, 25)
    middle = 2 * (MOST + 25)
    shown = {int(one.name[1:]) for one in found.stations}
    left_out = set(range(MOST + 25)) - shown
    assert max(abs(4 * number - middle) for number in shown) <= min(abs(4 * number - middle) for number in left_out) + 4
    near = ask(world, told, within=(0, 0, 100, 100))
    assert ({int(one.name[1:]) for one in near.stations}, near.omitted) == (set(range(26)), 0)


def test_stations_far_from_here_are_not_told(world):
    assert ask(world, mixed(MILL), within=(1000, -100, 4000, 400)).stations == ()
