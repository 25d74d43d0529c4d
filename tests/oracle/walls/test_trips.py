"""Whole trips with somebody's limits, from door to door: every walk against the raw map, every stop and vehicle against the raw timetable."""
import os
import zipfile
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from routing.city import City
from routing.journey import Journey, Label, StreetLeg, TransitLeg
from routing.plan import plan
from routing.query import Point, Query, TripMode
from routing.snapshot import Snapshot
from tests.oracle.walls.asked import Asker, drawn, engine_limits, of_profiles, ways_of
from tests.oracle.walls.check import Checker
from tests.oracle.walls.extract import read_extract
from tests.oracle.walls.rides import Rides, read_rides
from tests.oracle.walls.terrain import Terrain
from tests.oracle.walls.trace import Map

TRIPS = 2_000 if os.environ.get("ALLWAYS_PROOF") else 40
PAIRS = 300 if os.environ.get("ALLWAYS_PROOF") else 20  # each with up to three ways on foot
SEED = 2027
ASIDE = 0.0002  # degrees from a street to a door
STOPS = (
    "stop_id,stop_lat,stop_lon,location_type,parent_station,wheelchair_boarding\n"
    "hall,49,8,1,,1\neast,49,8,0,hall,\nwest,49,8,0,hall,2\nlone,49,8,0,,0\nfit,49,8,0,,1\n"
)  # fmt: skip


@dataclass(frozen=True)
class Trips:
    snapshot: Snapshot
    on: Map
    terrain: Terrain
    rides: Rides

    def ask(self, rng: np.random.Generator, asker: Asker, modes: frozenset[TripMode] | None = None) -> tuple[Query, tuple[Journey, ...]]:
        nodes, city = list(self.on.extract.meeting), self.snapshot.city
        places = [self.on.extract.at[nodes[rng.integers(len(nodes))]] for _ in range(2)]
        start, end = (Point(lat / 1e7 + rng.normal(0, ASIDE), lon / 1e7 + rng.normal(0, ASIDE)) for lat, lon in places)
        day = datetime.fromisoformat(city.manifest.valid_from).replace(tzinfo=ZoneInfo(city.manifest.timezone)) + timedelta(days=30)
        at = day + timedelta(minutes=int(rng.integers(5 * 60, 7 * 1440)))
        query = Query(start, end, at, walk_speed_mps=asker.speed_mps, limits=engine_limits(asker.limits))
        query = query if modes is None else replace(query, modes=modes)
        return query, plan(self.snapshot, query).journeys

    def objections(self, checker: Checker, query: Query, leg: StreetLeg | TransitLeg) -> list[str]:
        """Of a walk without the metres between a door and the street, which no map knows."""
        if isinstance(leg, TransitLeg):
            transit = self.snapshot.city.transit
            board, alight = (transit.stop_id[spot.stop] for spot in (leg.start, leg.end))
            return sorted(self.rides.objections(transit.trip_id[leg.trip], board, alight, checker.limits))
        doors = {(round(point.lat * 1e7), round(point.lon * 1e7)) for point in (query.origin, query.destination)}
        line = drawn(leg.path)
        line = line[line[0] in doors : len(line) - (line[-1] in doors)]
        return [objection.what for objection in checker.objections(line, ways_of(leg.path))]


@pytest.fixture(scope="module")
def trips(demo_folder) -> Trips:
    files = demo_folder.parent / "inputs"
    rides = read_rides(files / "gtfs.zip")
    on = Map(read_extract(files / "city.osm.pbf"), rides.stations)
    return Trips(Snapshot.of(City.open(demo_folder)), on, Terrain(files / "elevation.tif"), rides)


def test_nobody_is_led_over_a_wall_from_door_to_door(trips):
    rng, wrong, legs, found, askers = np.random.default_rng(SEED), Counter(), Counter(), 0, list(of_profiles())
    for asker in askers:
        checker = Checker(trips.on, asker.limits, trips.terrain)
        for _ in range(-(-TRIPS // len(askers))):
            query, journeys = trips.ask(rng, asker)
            found += bool(journeys)
            for journey in journeys:
                for leg in journey.legs:
                    legs[type(leg)] += 1
                    wrong.update(f"{asker.name}: {what}" for what in trips.objections(checker, query, leg))
    walks, rides = legs[StreetLeg], legs[TransitLeg]
    print(f"PROOF accessible_trips={found:,} of {TRIPS:,} questions answered, {walks:,} walks and {rides:,} rides, {wrong.total()} objections")
    assert not wrong, dict(wrong)
    assert found > TRIPS // 2
    assert rides > TRIPS // 4


def test_recommended_shortest_and_safest_ways_keep_the_limits_alike(trips):
    rng, wrong, labels, asked, answered = np.random.default_rng(SEED + 1), Counter(), Counter(), 0, 0
    askers = list(of_profiles())
    for asker in askers:
        checker = Checker(trips.on, asker.limits, trips.terrain)
        for _ in range(-(-PAIRS // len(askers))):
            query, journeys = trips.ask(rng, asker, frozenset({TripMode.WALK}))
            asked, answered = asked + 1, answered + bool(journeys)
            labels.update(label for journey in journeys for label in journey.labels)
            labels["several"] += len(journeys) > 1
            for journey in journeys:
                wrong.update(f"{asker.name}: {what}" for leg in journey.legs for what in trips.objections(checker, query, leg))
    print(f"PROOF ways_on_foot={answered} of {asked} questions answered, {labels['several']} with several ways, {wrong.total()} objections")
    assert not wrong, dict(wrong)
    assert labels[Label.RECOMMENDED] == labels[Label.SHORTEST] == labels[Label.SAFEST] == answered
    assert labels["several"] > asked // 10


def test_trips_of_somebody_without_limits_are_no_trips_for_a_wheelchair(trips):
    rng, found = np.random.default_rng(SEED), Counter()
    checker = Checker(trips.on, {"wheelchair": True, "steps": False, "max_kerb_m": 0.03}, trips.terrain)
    for _ in range(25):
        query, journeys = trips.ask(rng, Asker("", {}, 1.2))
        for journey in journeys:
            assert all(before.arrival_s <= after.departure_s for before, after in pairwise(journey.legs))
            found.update(what for leg in journey.legs for what in trips.objections(checker, query, leg))
    assert {"steps", "max_kerb_m", "wheelchair"} <= set(found), found


@pytest.mark.parametrize(
    "trip, board, alight, expected",
    [
        ("low", "east", "fit", set()),  # the platform says what its station says
        ("low", "west", "fit", {"wheelchair"}),
        ("high", "east", "fit", {"wheelchair"}),
        ("low", "lone", "fit", {"wheelchair?"}),
        ("any", "east", "fit", {"wheelchair?"}),
    ],
)
def test_a_stop_and_a_vehicle_say_whether_they_are_fit(tmp_path, trip, board, alight, expected):
    path = tmp_path / "feed.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("stops.txt", STOPS)
        archive.writestr("trips.txt", "route_id,service_id,trip_id,wheelchair_accessible\nr,s,low,1\nr,s,high,2\nr,s,any,\n")
    rides = read_rides(path)
    assert rides.objections(trip, board, alight, {"wheelchair": True, "unknown": "strict"}) == expected
    assert rides.objections(trip, board, alight, {"wheelchair": True}) == {what for what in expected if not what.endswith("?")}
    assert rides.objections(trip, board, alight, {}) == set()
