"""The Washington Metro: every entrance and platform of every station, as the files have it and as the engine does, with each lift out of order."""
from collections import defaultdict
from dataclasses import dataclass
from itertools import product

import numpy as np
import pytest

from routing.build.gtfs import build_transit
from routing.build.problems import Problems
from routing.ground import Ground
from routing.lifts import Rides
from routing.store import load, save
from routing.streets.graph import Mode
from routing.streets.model import Streets
from routing.streets.network import StreetNetwork
from routing.streets.topology import INF
from tests.oracle.walls.asked import engine_limits
from tests.oracle.walls.stations import Stations, reached, read_stations
from tests.routing.build.osm_world import LAT, LON, METRES_PER_DEGREE, NARROW, OsmWorld

STEP_FREE = {"steps": False, "escalators": False}
ASKED = {"anybody": {}, "step-free": STEP_FREE, "neither steps nor lifts": {**STEP_FREE, "lifts": False}, "no steps": {"steps": False}}


ELSEWHERE = (38.7, -76.6), (39.2, -77.6)  # far from every station on both sides of them, or their ways would lead out of the streets


def metres(lat: float, lon: float) -> tuple[float, float]:
    """From the corner of tiny worlds."""
    return (lon - LON) * NARROW * METRES_PER_DEGREE, (lat - LAT) * METRES_PER_DEGREE


@dataclass(frozen=True)
class Metro:
    """The stations alone: the only street is far away, so that nobody leaves one entrance and comes back by another."""

    stations: Stations
    doors: dict[str, list[str]]  # entrances of each station
    platforms: dict[str, list[str]]
    network: StreetNetwork
    rides: Rides
    vertex: dict[str, int]  # of each stop

    def engine_pairs(self, network: StreetNetwork, station: str) -> set[tuple[str, str]]:
        """Pairs of an entrance and a platform, either first, between which the engine finds a way."""
        doors, platforms = self.doors[station], self.platforms[station]
        found = set()
        for one, other in ((doors, platforms), (platforms, doors)):
            ends = [[network.vertex_snap(self.vertex[stop]) for stop in stops] for stops in (one, other)]
            rows = np.argwhere(network.durations(Mode.FOOT, *ends) < INF)
            found |= {(one[i], other[j]) for i, j in rows.tolist()}
        return found

    def file_pairs(self, limits: dict, station: str, without: frozenset[str] = frozenset()) -> set[tuple[str, str]]:
        leaving, found = self.stations.leaving(), set()
        for one, other in ((self.doors[station], self.platforms[station]), (self.platforms[station], self.doors[station])):
            for start in one:
                there = reached(self.stations, leaving, start, limits, without)
                found |= {(start, end) for end in other if end in there}
        return found

    @property
    def pairs(self) -> int:
        return sum(2 * len(self.doors[station]) * len(self.platforms[station]) for station in self.doors)


@pytest.fixture(scope="module")
def metro(shared_data, tmp_path_factory) -> Metro:
    source, folder = shared_data / "pathways" / "wmata_gtfs.zip", tmp_path_factory.mktemp("metro")
    transit, pins = build_transit([source], Problems(), lambda step, share: None)
    (x, y), (u, v) = (metres(*place) for place in ELSEWHERE)
    elsewhere = OsmWorld(a=(x, y), b=(x + 500, y), c=(u, v), d=(u + 500, v))
    elsewhere.way("a b", highway="residential")
    elsewhere.way("c d", highway="residential")
    save(elsewhere.build(folder, pins).streets, folder / "streets")
    streets = load(Streets, folder / "streets")
    StreetNetwork.build(streets, folder / "network")
    stations = read_stations(source)
    doors, platforms = defaultdict(list), defaultdict(list)
    for stop in stations.stops.values():
        if stop.type in ("2", "0", ""):
            (doors if stop.type == "2" else platforms)[stations.station_of(stop.id)].append(stop.id)
    both = [station for station in doors if platforms[station]]
    vertex = {stop: int(row) for stop, row in zip(transit.stop_id, streets.pin_vertex)}
    return Metro(
        stations, {station: doors[station] for station in both}, {station: platforms[station] for station in both},
        StreetNetwork.open(folder / "streets", folder / "network"), Rides.of(Ground.of(streets), transit), vertex,
    )  # fmt: skip


def shafts(stations: Stations) -> list[frozenset[str]]:
    """Lifts that share a stop are one lift with several floors: ids of their pathways."""
    groups: list[tuple[set[str], set[str]]] = []
    for pathway in stations.pathways:
        if pathway.kind == "elevator":
            touching = [group for group in groups if {pathway.start, pathway.end} & group[1]]
            groups = [group for group in groups if group not in touching]
            ids, stops = {pathway.id}.union(*(group[0] for group in touching)), {pathway.start, pathway.end}.union(*(group[1] for group in touching))
            groups.append((ids, stops))
    return [frozenset(ids) for ids, _ in groups]


@pytest.mark.parametrize("who", ASKED)
def test_every_entrance_and_platform_as_the_files_have_it(metro, who):
    limits = ASKED[who]
    network = metro.network.with_walker(1.2, engine_limits(limits))
    wrong, open_pairs = [], 0
    for station in metro.doors:
        expected, found = metro.file_pairs(limits, station), metro.engine_pairs(network, station)
        open_pairs += len(expected)
        wrong += [(station, pair) for pair in expected ^ found]
    same = f"{metro.pairs - len(wrong)} of {metro.pairs} as the files have it"
    print(f"PROOF metro_pairs_{who.replace(' ', '_')}={same}, {open_pairs} with a way")
    assert not wrong, wrong[:5]
    assert (open_pairs > 0.99 * metro.pairs) == (who == "anybody")


def test_every_lift_out_of_order(metro):
    """One lift after the other stands still; what is left is what the files leave."""
    network, by_id = metro.network.with_walker(1.2, engine_limits(STEP_FREE)), {pathway.id: pathway for pathway in metro.stations.pathways}
    wrong, cut_off, lifts = [], 0, shafts(metro.stations)
    before = {station: metro.file_pairs(STEP_FREE, station) for station in metro.doors}
    for lift in lifts:
        one = by_id[min(lift)]
        station = metro.stations.station_of(one.start)
        if station not in metro.doors:
            continue
        rows = metro.rides.find(f"pathway-{one.start}-{one.end}", "lift", "", None)
        assert rows, one.id
        left = metro.file_pairs(STEP_FREE, station, lift)
        cut_off += len(before[station] - left) > 0
        wrong += [(min(lift), pair) for pair in left ^ metro.engine_pairs(network.closed(metro.rides.edges(rows)), station)]
    differ = len({lift for lift, _ in wrong})
    print(f"PROOF metro_lifts_out_of_order={len(lifts)} one by one, {differ} otherwise than the files, {cut_off} of them cut somebody off")
    assert not wrong, wrong[:5]
    assert 0 < cut_off < len(lifts)


def test_the_reference_follows_one_way_gates_and_lifts(metro):
    """It can say no: of all pairs some have no step-free way, and without any lift hardly one is left."""
    pairs = {who: sum(len(metro.file_pairs(limits, station)) for station in metro.doors) for who, limits in ASKED.items()}
    assert pairs["neither steps nor lifts"] < pairs["step-free"] < pairs["anybody"]
    station = max(metro.doors, key=lambda one: len(metro.doors[one]))
    assert all({one, other} <= {*metro.doors[station], *metro.platforms[station]} for one, other in metro.file_pairs({}, station))
    assert len(set(product(metro.doors[station], metro.platforms[station])) & metro.file_pairs({}, station)) > 0
