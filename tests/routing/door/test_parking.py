"""By car to a car park and on foot to the destination, against every car park tried one by one, and as whole plans."""
from dataclasses import replace

import numpy as np
import pytest

from routing.atlas import PlaceKind, Places
from routing.closures import Closure
from routing.door.checks import violations
from routing.door.choice import WALK_COST
from routing.door.ends import CAR_PARK_S, find_end
from routing.door.parking import find_parked, find_sites
from routing.door.room import KNOWN_FREE_S
from routing.journey import LegMode
from routing.plan import plan
from routing.query import Point, Query, TripMode
from routing.snapshot import Snapshot
from routing.store import Texts
from routing.streets.graph import Mode
from tests.routing.door.village import EAST, NORTH, WEST, A, B, at, point, village
from tests.routing.streets.ground import E7_PER_METRE, open_network, random_streets
from tests.routing.transit.towns import trip

SPEED, NOW = 1.2, at(7)
NOBODY = frozenset()


def car_parks(*east_north_m: tuple[float, float], kinds=None) -> Places:
    """Named by their number."""
    rows = len(east_north_m)
    at_e7 = np.rint(np.array(east_north_m, float).reshape(rows, 2) * E7_PER_METRE).astype(np.int32)
    columns = {name: np.full(rows, -1, np.int32) for name in ("street", "house_number", "town", "category", "capacity")}
    return Places(
        kind=np.array(kinds or [PlaceKind.PARKING] * rows, np.uint8), lat_e7=at_e7[:, 1], lon_e7=at_e7[:, 0], osm=np.zeros(rows, np.int64),
        name=np.arange(rows, dtype=np.int32), wheelchair=np.zeros(rows, np.uint8), texts=Texts.of([f"P{row}" for row in range(rows)]), **columns,
    )  # fmt: skip


@pytest.fixture(scope="module")
def streets(tmp_path_factory):
    return village(tmp_path_factory.mktemp("village"), [trip(f"{A} at 8:10, {B} at 8:20")])


def with_parks(snapshot, *east_m: float, kinds=None) -> Snapshot:
    return Snapshot.of(replace(snapshot.city, places=car_parks(*((metres, 20.0) for metres in east_m), kinds=kinds)))


def ask(snapshot, origin=WEST, destination=EAST, modes=(TripMode.CAR_PARK,), **rest):
    found = plan(snapshot, Query(point(origin), point(destination), at(8), modes=frozenset(modes), **rest))
    for journey in found.journeys:
        assert violations(journey) == []
    return found


def parked(found):
    return [journey for journey in found.journeys if journey.kind == TripMode.CAR_PARK]


def park_of(found) -> str:
    (journey,) = parked(found)
    return journey.legs[0].end.name


# One by one


@pytest.mark.parametrize("seed", range(12))
def test_it_is_the_best_of_all_car_parks_tried_one_by_one(tmp_path, seed):
    rng = np.random.default_rng(seed)
    _, network = open_network(random_streets(rng), tmp_path)
    kinds = rng.choice([PlaceKind.PARKING, PlaceKind.PARK_RIDE, PlaceKind.SHOP], 12).tolist()
    places = car_parks(*map(tuple, rng.uniform(0, 1000, (12, 2)).tolist()), kinds=kinds)
    full, free = set(rng.choice(12, 3).tolist()), set(rng.choice(12, 4).tolist())
    start, end = (find_end(network, Point(*(rng.uniform(0, 0.009, 2))), set(Mode)) for _ in range(2))
    sites = find_sites(network, places, SPEED)
    for limit_m in (None, 400.0):
        every = tried(network, places, start, end, full, free, limit_m)
        found = find_parked(sites, network, start, end, SPEED, room_of(full, free), limit_m)
        if found is None:
            assert not every
        else:
            cost, drive_s, walk_s = every[found.place]
            assert (found.drive_s, found.walk_s) == (drive_s, walk_s)
            assert cost == min(one for one, _, _ in every.values())


def room_of(full, free):
    def room(place, drive_s, walk_s):
        return np.isin(place, list(full)), np.where(np.isin(place, list(free)), 0, KNOWN_FREE_S)

    return room


def tried(network, places, start, end, full, free, limit_m) -> dict[int, tuple[float, int, int]]:
    """The slow twin: by row of Places the cost, and the seconds of driving there and walking on, each by its own route."""
    found = {}
    for row in np.flatnonzero(np.isin(places.kind, (PlaceKind.PARKING, PlaceKind.PARK_RIDE))).tolist():
        lat, lon = places.lat_e7[row] / 1e7, places.lon_e7[row] / 1e7
        car, foot = network.find_snap(lat, lon, Mode.CAR, 150.0), network.find_snap(lat, lon, Mode.FOOT, 150.0)
        if row in full or car is None or foot is None:
            continue
        drive, walk = network.route(Mode.CAR, start.snaps[Mode.CAR], car), network.route(Mode.FOOT, foot, end.snaps[Mode.FOOT])
        if drive is None or walk is None:
            continue
        drive_s = -(-(drive.duration_ms + start.beeline_ms(Mode.CAR, SPEED)) // 1000)
        walk_s = -(-(walk.duration_ms + round(foot.distance_m / SPEED * 1000) + end.beeline_ms(Mode.FOOT, SPEED)) // 1000)
        if limit_m is None or walk_s * SPEED <= limit_m:
            found[row] = drive_s + (1 + WALK_COST) * walk_s + (0 if row in free else KNOWN_FREE_S), drive_s, walk_s
    return found


# Whole plans


def test_one_drives_parks_and_walks_on(streets):
    (journey,) = parked(ask(with_parks(streets, 3000, 12_400)))
    drive, walk = journey.legs
    assert (drive.mode, walk.mode, drive.end.name) == (LegMode.CAR, LegMode.WALK, "P1")
    assert walk.departure_s - drive.arrival_s == CAR_PARK_S
    assert (journey.departure_s, journey.arrival_s) == (drive.departure_s, walk.arrival_s)
    assert journey.walk_m == pytest.approx(200 + 20, abs=2)


def test_to_arrive_by_a_time_one_is_there_just_then(streets):
    (journey,) = parked(ask(with_parks(streets, 12_400), arrive_by=True))
    assert journey.arrival_s == 8 * 3600


def test_a_car_all_the_way_takes_no_car_park_away(streets):
    found = ask(with_parks(streets, 12_400), modes=(TripMode.CAR, TripMode.CAR_PARK))
    assert {journey.kind for journey in found.journeys} >= {"CAR", "CAR_PARK"}


def test_a_full_one_is_passed_by_and_said_to_be_why(streets):
    snapshot = with_parks(streets, 12_400, 10_000)
    full = snapshot.with_full_car_parks({0}, "parking", NOW)
    found = ask(full)
    assert park_of(found) == "P1"
    (way,) = found.left_out
    assert [(reason.code, reason.leg, reason.about) for reason in way.reasons] == [("car_park_full", 0, "P0")]
    assert park_of(ask(full.without("parking"))) == "P0"
    assert ask(full.without("parking")).left_out == ()
    assert parked(ask(snapshot.with_full_car_parks({0, 1}, "parking", NOW))) == []


def test_one_that_is_known_to_have_room_is_worth_five_minutes(streets):
    snapshot = with_parks(streets, 12_400, 12_300, 10_000)
    known = snapshot.with_full_car_parks(NOBODY, "parking", NOW, free={1})
    assert park_of(ask(snapshot)) == "P0"
    assert park_of(ask(known)) == "P1"
    assert park_of(ask(snapshot.with_full_car_parks(NOBODY, "parking", NOW, free={2}))) == "P0"
    assert park_of(ask(known.without("parking"))) == "P0"


def test_nobody_walks_farther_from_it_than_asked_for(streets):
    snapshot = with_parks(streets, 12_000)
    assert parked(ask(snapshot, max_walk_m=700)) != []
    assert parked(ask(snapshot, max_walk_m=500)) == []


def test_park_and_ride_sites_are_car_parks_too_and_a_city_without_any_has_none(streets):
    assert park_of(ask(with_parks(streets, 7900, kinds=[PlaceKind.PARK_RIDE]), destination=NORTH)) == "P0"
    assert parked(ask(with_parks(streets, 7900, kinds=[PlaceKind.SHOP]), destination=NORTH)) == []


def test_a_closed_street_leads_to_another_car_park(streets):
    snapshot = with_parks(streets, 7900, 12_400)
    closed = snapshot.with_closures([Closure(np.array([3], np.int32), frozenset({Mode.CAR}))], "works", NOW)
    assert park_of(ask(snapshot)) == "P1"
    assert park_of(ask(closed)) == "P0"
