"""Random small networks, full of ties, and the obvious slow search on them.

Coarse times, zero-second hops, stops sharing a vertex or off the map, loops, islands, overtaking trips, blocks, stops without boarding
or alighting, frequencies, service of yesterday past midnight and of tomorrow, transfer rules, uneven walks in both directions.
"""
from dataclasses import dataclass

import numpy as np

from routing.transit.seats import IN_SEAT, NOT_IN_SEAT
from routing.walks import Walks
from tests.routing.transit.feeds import Feed, Transfer, Trip, make_transit

FAR = 2**60
BASE_S = 25 * 3600  # begin of the busy time: after midnight, so that three service days meet there
VERTICES = 20


@dataclass
class Network:
    feed: Feed
    walk_ms: np.ndarray  # int64[vertices, vertices], shortest walks; FAR if none
    vertex: np.ndarray  # int32[stops], -1 off the map
    walks: Walks

    def __post_init__(self):
        self.transit = make_transit(self.feed)


def random_network(rng) -> Network:
    stops = int(rng.integers(5, 16))
    vertex = rng.integers(0, VERTICES, stops).astype(np.int32)
    if rng.random() < 0.2:
        vertex[rng.integers(0, stops)] = -1
    arc_ms = random_streets(rng)
    walk_ms = shortest(arc_ms)
    trips = random_trips(rng, stops)
    feed = Feed(stops, trips, *random_rules(rng, stops, trips))
    if rng.random() < 0.5:
        arc_ms = core_arcs(arc_ms, vertex)
    return Network(feed, walk_ms, vertex, make_walks(arc_ms, vertex))


def random_streets(rng) -> np.ndarray:
    """Milliseconds of arcs, FAR where there is none: a tree and some more, sometimes broken into islands, sometimes uphill."""
    arc_ms = np.full((VERTICES, VERTICES), FAR)
    pairs = [(i, int(rng.integers(0, i))) for i in range(1, VERTICES)] + [tuple(rng.integers(0, VERTICES, 2)) for _ in range(12)]
    keep = 0.75 if rng.random() < 0.3 else 1.0
    odd, uphill = rng.random() < 0.3, rng.random() < 0.3
    for a, b in pairs:
        if rng.random() < keep and a != b:
            weight = int(rng.integers(0, 12)) * 60_000 + (int(rng.integers(0, 60_000)) if odd else 0)
            arc_ms[a, b] = min(arc_ms[a, b], weight)
            arc_ms[b, a] = min(arc_ms[b, a], weight + (int(rng.integers(0, 3)) * 60_000 if uphill else 0))
    return arc_ms


def shortest(arc_ms) -> np.ndarray:
    walk_ms = arc_ms.copy()
    np.fill_diagonal(walk_ms, 0)
    for via in range(len(walk_ms)):
        walk_ms = np.minimum(walk_ms, walk_ms[:, via, None] + walk_ms[None, via])
    return np.minimum(walk_ms, FAR)


def core_arcs(arc_ms, vertex) -> np.ndarray:
    """The same distances between stops with the other vertices bypassed."""
    arc_ms = arc_ms.copy()
    for v in set(range(VERTICES)) - set(vertex.tolist()):
        arc_ms = np.minimum(arc_ms, arc_ms[:, v, None] + arc_ms[None, v])
        arc_ms[v, :] = arc_ms[:, v] = FAR
    np.fill_diagonal(arc_ms, FAR)
    return np.where(arc_ms >= FAR, FAR, arc_ms)


def make_walks(arc_ms, vertex) -> Walks:
    def csr(table):
        tails, heads = np.nonzero(table < FAR)
        first = np.concatenate([[0], np.cumsum(np.bincount(tails, minlength=len(table)))]).astype(np.int32)
        return first, heads.astype(np.int32), table[tails, heads].astype(np.int32)

    stops = np.flatnonzero(vertex >= 0)
    stops = stops[np.argsort(vertex[stops], kind="stable")].astype(np.int32)
    first = np.concatenate([[0], np.cumsum(np.bincount(vertex[stops], minlength=VERTICES))]).astype(np.int32)
    return Walks(*csr(arc_ms), *csr(arc_ms.T), vertex, vertex, first, stops, first, stops)


def random_trips(rng, stops: int) -> list[Trip]:
    trips = []
    blocks = int(rng.integers(2, 5)) if rng.random() < 0.6 else 0
    for route in range(int(rng.integers(2, 9))):
        length = int(rng.integers(2, min(stops, 6) + 1))
        path = rng.choice(stops, length, replace=rng.random() < 0.2).tolist()
        if trips and rng.random() < 0.5:
            path[0] = trips[-1].calls[-1][0]  # a vehicle may go on
        overtaking, by_frequency = rng.random() < 0.3, rng.random() < 0.2
        no_pickup = tuple(i for i in range(length) if rng.random() < 0.08)
        no_drop_off = tuple(i for i in range(length) if rng.random() < 0.08)
        day = int(rng.integers(-1, 2)) if rng.random() < 0.4 else 0
        hop, dwell = rng.integers(0, 4, length), rng.integers(0, 2, length)
        for _ in range(int(rng.integers(1, 6))):
            if overtaking:
                hop, dwell = rng.integers(0, 5, length), rng.integers(0, 2, length)
            arrival = np.cumsum(hop) + np.concatenate([[0], np.cumsum(dwell)[:-1]]) + rng.integers(0, 40)
            arrival_s = arrival * 60 + BASE_S - day * 86_400
            calls = list(zip(path, arrival_s.tolist(), (arrival_s + dwell * 60).tolist()))
            block = int(rng.integers(0, blocks)) if blocks else -1
            trips.append(Trip(calls, (day,), block, route, no_pickup, no_drop_off, start_s=calls[0][2] if by_frequency else -1))
    return trips


def random_rules(rng, stops: int, trips: list[Trip]) -> tuple[list[Transfer], dict[int, int]]:
    rows, change = [], {}
    if rng.random() < 0.4:
        for _ in range(int(rng.integers(1, 6))):
            rows.append(Transfer(*rng.integers(0, stops, 2).tolist(), int(rng.integers(0, 4)), int(rng.integers(0, 8)) * 60))
        rows = list({(row.source, row.target): row for row in rows if row.source != row.target}.values())
        if rng.random() < 0.5:
            change[int(rng.integers(0, stops))] = int(rng.integers(0, 6)) * 60
    if rng.random() < 0.3:
        for _ in range(int(rng.integers(1, 8))):
            a, b = rng.integers(0, len(trips), 2).tolist()
            kind = IN_SEAT if rng.random() < 0.7 else NOT_IN_SEAT
            rows.append(Transfer(trips[a].calls[-1][0], trips[b].calls[0][0], kind, from_trip=a, to_trip=b))
    return rows, change


def following(feed: Feed) -> dict[int, list[int]]:
    """Which trips each trip becomes, by the plain wording of GTFS. Every trip runs on one day here."""
    pairs = set()
    for a, one in enumerate(feed.trips):
        # Departures of a frequency share a block without being one vehicle after the other.
        if one.block < 0 or one.start_s >= 0:
            continue
        mates = [b for b, other in enumerate(feed.trips) if other.block == one.block and other.days == one.days and other.start_s < 0]
        mates.sort(key=lambda b: order_key(feed, b))
        place = mates.index(a) + 1
        if place < len(mates) and feed.trips[mates[place]].calls[0][0] == one.calls[-1][0]:
            pairs.add((a, mates[place]))
    pairs |= {(row.from_trip, row.to_trip) for row in feed.transfers if row.kind == IN_SEAT}
    pairs -= {(row.from_trip, row.to_trip) for row in feed.transfers if row.kind == NOT_IN_SEAT}
    result: dict[int, list[int]] = {}
    for a, b in sorted(pairs):
        one, other = feed.trips[a], feed.trips[b]
        if one.days == other.days and other.calls[0][-1] >= one.calls[-1][1] and order_key(feed, a) < order_key(feed, b):
            result.setdefault(a, []).append(b)
    return result


def order_key(feed: Feed, trip: int) -> tuple[int, int, int]:
    calls = feed.trips[trip].calls
    return calls[0][-1], calls[-1][1], trip
