"""The engine against an independent connection scan on a real city, to the second: streets, stop buckets, transfers and timetable together."""
import os
from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from routing.city import City
from routing.streets.graph import Mode
from routing.streets.model import Access, Streets
from routing.streets.network import StreetNetwork
from routing.transit.model import Transit
from routing.transit.search_api import Ends, Options, TransitSearch
from tests.oracle.connection_scan import UNREACHED, ConnectionScan
from tests.oracle.feed import read_feed

QUERIES = 500 if os.environ.get("ALLWAYS_PROOF") else 40
TIMEZONE = "Europe/Berlin"
WALK_MPS = 1.2
CHANGE_S = 60
FAR_S = 2**29
# The oracle counts neither rides nor hours.
OPTIONS = Options(max_rides=12, change_s=CHANGE_S, max_duration_s=2 * 86_400)


@dataclass(frozen=True)
class World:
    streets: Streets
    transit: Transit
    network: StreetNetwork
    day: date
    search: TransitSearch
    scan: ConnectionScan
    oracle_row: np.ndarray  # of each row of Transit


def busiest_day(transit: Transit) -> date:
    trips = np.bincount(transit.trip_service, minlength=len(transit.service_days)) @ transit.service_days.astype(np.int64)
    return date.fromordinal(int(transit.first_day[0]) + int(np.argmax(trips)))


@pytest.fixture(scope="module")
def heidelberg(shared_data, heidelberg_folder) -> World:
    city = City.open(heidelberg_folder)
    streets, transit, network = city.streets, city.transit, city.network
    day = busiest_day(transit)
    feed = read_feed(shared_data / "heidelberg" / "vrn_gtfs_cut.zip", day)
    row = {stop: i for i, stop in enumerate(feed.stop_ids)}
    oracle_row = np.array([row[stop] for stop in transit.stop_id])
    walk_s = np.full((len(feed.stop_ids),) * 2, UNREACHED, np.int64)
    walk_s[np.ix_(oracle_row, oracle_row)] = walking_seconds(streets)
    search = TransitSearch.of_day(transit, network.walks(streets.pin_vertex), day, TIMEZONE)
    return World(streets, transit, network, day, search, ConnectionScan(feed, walk_s, CHANGE_S), oracle_row)


def walking_seconds(streets: Streets) -> np.ndarray:
    """Dijkstra over every edge that may be walked, from every stop: int64[stops, stops], one rounding up for each walk."""
    fixed_ms = streets.edge_time_s.astype(np.int64) * 1000
    by_length_ms = np.maximum(1, np.rint(streets.edge_length_cm / (WALK_MPS * 100) * 1000)).astype(np.int64)
    edge_ms = np.where(streets.edge_time_s >= 0, fixed_ms, by_length_ms)
    forwards, backwards = (np.flatnonzero(streets.edge_access & bit) for bit in (Access.FOOT_F, Access.FOOT_B))
    tail = np.concatenate([streets.edge_tail[forwards], streets.edge_head[backwards]])
    head = np.concatenate([streets.edge_head[forwards], streets.edge_tail[backwards]])
    weight = np.concatenate([edge_ms[forwards], edge_ms[backwards]])
    order = np.lexsort((weight, head, tail))
    tail, head, weight = tail[order], head[order], weight[order]
    shortest = np.r_[True, (np.diff(tail) != 0) | (np.diff(head) != 0)]  # of parallel edges; a sparse matrix would add them up
    n = len(streets.vertex_lat_e7)
    graph = csr_matrix((weight[shortest].astype(np.float64), (tail[shortest], head[shortest])), (n, n))
    found_ms = np.stack([dijkstra(graph, indices=int(vertex))[streets.pin_vertex] for vertex in streets.pin_vertex])
    return np.where(np.isinf(found_ms), UNREACHED, np.ceil(found_ms / 1000)).astype(np.int64)


def ask_engine(world: World, origin: int, destination: int, departure_s: int) -> int:
    """Earliest second at the destination, by the way the planner goes: buckets for both ends, hierarchy for the direct walk, then the search."""
    snaps = [world.network.vertex_snap(int(world.streets.pin_vertex[stop])) for stop in (origin, destination)]
    access, egress = (near(world.network, snap, stop, towards) for snap, stop, towards in zip(snaps, (origin, destination), (False, True)))
    direct_ms = int(world.network.durations(Mode.FOOT, snaps[:1], snaps[1:])[0, 0])
    direct_s = FAR_S if direct_ms >= FAR_S else -(-direct_ms // 1000)
    journeys = world.search.earliest(access, egress, departure_s, direct_s, OPTIONS)
    best_s = min([journey.arrival_s for journey in journeys] + [departure_s + direct_s])
    return best_s if best_s < FAR_S else UNREACHED


def near(network: StreetNetwork, snap, stop: int, towards: bool) -> Ends:
    stops, milliseconds = network.near_stops(Mode.FOOT, snap, towards)
    times = dict(zip(stops.tolist(), ((milliseconds.astype(np.int64) + 999) // 1000).tolist()))
    return Ends.of(sorted((times | {stop: 0}).items()))


def test_earliest_arrivals_agree_with_the_oracle_to_the_second(heidelberg):
    world, rng = heidelberg, np.random.default_rng(2022)
    served = np.unique(world.search.tt.pattern_stop)
    wrong, rode = [], 0
    for _ in range(QUERIES):
        origin, destination = (int(stop) for stop in rng.choice(served, 2, replace=False))
        departure_s = int(rng.integers(4 * 3600, 25 * 3600))
        ours_s = ask_engine(world, origin, destination, departure_s)
        start, end = (int(world.oracle_row[stop]) for stop in (origin, destination))
        expected_s = world.scan.earliest_arrival(start, end, departure_s)
        rode += expected_s < departure_s + world.scan.walk_s[start, end]
        if ours_s != expected_s:
            wrong.append((origin, destination, departure_s, ours_s, expected_s))
    print(f"PROOF oracle_queries_equal_to_the_second={QUERIES - len(wrong)} of {QUERIES}, {rode} of them with rides, {world.day}")
    assert not wrong, f"origin, destination, departure, ours, oracle: {wrong[:5]}"
    assert rode > QUERIES // 2
