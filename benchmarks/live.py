"""How soon what is live reaches an answer, and what a plan of all modes costs over a living city.

`python -m benchmarks.live --city FOLDER` measures one built city. Trip updates go through the decoder as a feed sends them; closures and shared
vehicles are those of a seeded random city.
"""
import argparse
import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from google.transit.gtfs_realtime_pb2 import FeedMessage

from backend.feeds.gtfs_rt.decode import decode
from backend.feeds.gtfs_rt.index import TransitIndex
from routing.city import City
from routing.closures import Closure
from routing.plan import CLOSED_S, plan
from routing.query import Point, Query, TripMode
from routing.shared.fleet import Fleet
from routing.snapshot import DEFAULT_WALK_MPS, Snapshot
from routing.streets.graph import Mode
from routing.warm import service_time, warm

ROOT = Path(__file__).parent.parent
UPDATES, UPDATES_TARGET_MS = 10_000, 150
CLOSURE_TARGET_S, PLAN_TARGET_MS = 1.0, 25
PLANS, ROUNDS, SEED = 200, 5, 20_260


def measure(folder: Path) -> dict:
    """decode_ms, updates_ms and closure_ms (medians), updates (how many), plan_ms and plan_p95_ms of all modes over the living city."""
    city = City.open(folder)
    plain, now, rng = Snapshot.of(city), service_time(city), np.random.default_rng(SEED)
    warm(plain)
    living = plain.with_fleets(random_fleets(rng, city), "sharing", now)
    for kind in (TripMode.SHARED_BIKE, TripMode.SHARED_SCOOTER):
        living.standings(kind, DEFAULT_WALK_MPS)
    told = trip_updates(living, now)
    closed = closures(living, rng, now)
    living = living.with_closures([Closure(rng.integers(0, len(city.streets.edge_tail), 100).astype(np.int32))], "works", now)
    return {**told, **closed, **plans(living, rng, now)}


def trip_updates(snapshot: Snapshot, now: datetime) -> dict:
    """From the bytes of a message to a timetable that can be searched."""
    city = snapshot.city
    index = TransitIndex(city.transit, city.manifest.timezone)
    body, count = message(city, now)
    decode(body, index, now)
    decoding, applying = [], []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        updates = decode(body, index, now).updates
        decoded = time.perf_counter()
        snapshot.with_trip_updates(updates, "trips", now).search_on(now.date())
        decoding.append(decoded - begin)
        applying.append(time.perf_counter() - decoded)
    return {"updates": count, "decode_ms": statistics.median(decoding) * 1000, "updates_ms": statistics.median(applying) * 1000}


def message(city: City, now: datetime) -> tuple[bytes, int]:
    """So many trips of the days around now late by some minutes, each told at its first stop; a small city has fewer trips."""
    transit, made = city.transit, FeedMessage()
    made.header.gtfs_realtime_version, made.header.timestamp = "2.0", int(now.timestamp())
    first = int(transit.first_day[0])
    for ahead in range(14):
        day = now.date() + timedelta(days=ahead)
        column = day.toordinal() - first
        if not 0 <= column < transit.service_days.shape[1]:
            continue
        for trip in np.flatnonzero(transit.service_days[transit.trip_service, column] == 1).tolist():
            if len(made.entity) == UPDATES:
                return made.SerializeToString(), UPDATES
            update = made.entity.add(id=str(len(made.entity))).trip_update
            update.trip.trip_id, update.trip.start_date = transit.trip_id[trip], f"{day:%Y%m%d}"
            update.stop_time_update.add(stop_id=transit.stop_id[int(transit.pattern_stop[transit.pattern_first[transit.trip_pattern[trip]]])])
            update.stop_time_update[0].departure.delay = 60 * (trip % 9)
    return made.SerializeToString(), len(made.entity)


def closures(snapshot: Snapshot, rng: np.random.Generator, now: datetime) -> dict:
    """From one closed street to the first answer that obeys it, in every mode."""
    spent, edges = [], len(snapshot.city.streets.edge_tail)
    for _ in range(ROUNDS):
        edge = np.array([rng.integers(0, edges)], np.int32)
        begin = time.perf_counter()
        closed = snapshot.with_closures([Closure(edge)], "works", now).during(now, now + timedelta(seconds=CLOSED_S))
        closed.search_on(now.date())
        closed.hubs_at(DEFAULT_WALK_MPS)
        for kind in (TripMode.SHARED_BIKE, TripMode.SHARED_SCOOTER):
            closed.standings(kind, DEFAULT_WALK_MPS)
        for mode in Mode:
            ends = [closed.network.vertex_snap(int(vertex)) for vertex in rng.integers(0, len(snapshot.city.streets.vertex_lat_e7), 2)]
            closed.network.durations(mode, ends[:1], ends[1:])
        spent.append(time.perf_counter() - begin)
    return {"closure_ms": statistics.median(spent) * 1000}


def plans(snapshot: Snapshot, rng: np.random.Generator, now: datetime) -> dict:
    streets, spent = snapshot.city.streets, []
    for number in range(PLANS + 20):
        rows = rng.integers(0, len(streets.vertex_lat_e7), 2)
        ends = [Point(float(streets.vertex_lat_e7[row]) / 1e7, float(streets.vertex_lon_e7[row]) / 1e7) for row in rows]
        begin = time.perf_counter()
        plan(snapshot, Query(*ends, now, modes=frozenset(TripMode)))
        if number >= 20:
            spent.append(time.perf_counter() - begin)
    return {"plan_ms": statistics.median(spent) * 1000, "plan_p95_ms": float(np.percentile(spent, 95)) * 1000}


def random_fleets(rng: np.random.Generator, city: City) -> list[Fleet]:
    """Bikes and e-bikes at 200 stations each, 700 scooters on the streets."""

    def fleet(key: str, kind: TripMode, count: int, anywhere: bool) -> Fleet:
        vertices = rng.integers(0, len(city.streets.vertex_lat_e7), count)
        degrees = city.streets.vertex_lat_e7[vertices] / 1e7, city.streets.vertex_lon_e7[vertices] / 1e7
        vehicles = np.ones(count, np.int32) if anywhere else rng.integers(0, 5, count).astype(np.int32)
        docks = np.zeros(count, np.int32) if anywhere else rng.integers(0, 5, count).astype(np.int32)
        range_m = rng.uniform(5000, 40_000, count) if anywhere else np.full(count, np.inf)
        return Fleet(key, kind, *degrees, vehicles, docks, range_m, anywhere, stations=0 if anywhere else None)

    stations = [fleet(key, TripMode.SHARED_BIKE, 200, False) for key in ("bike", "ebike")]
    return [*stations, fleet("scooter", TripMode.SHARED_SCOOTER, 700, True)]


def lines(name: str, found: dict) -> list[str]:
    """As the page of results says it."""

    def verdict(holds: bool) -> str:
        return "met" if holds else "missed"

    whole_ms = found["decode_ms"] + found["updates_ms"]
    updates, closure, plan_ms = found["updates_ms"], found["closure_ms"], found["plan_ms"]
    return [
        f"- {name}, living: {found['updates']:,} trip updates in {whole_ms:.0f} ms, of which {found['decode_ms']:.0f} ms read the message and find "
        f"the trips and {updates:.0f} ms lay out the timetable anew (target for these {UPDATES_TARGET_MS} ms: "
        f"{verdict(updates <= UPDATES_TARGET_MS)}); a closure obeyed in every mode after {closure:.0f} ms (target {CLOSURE_TARGET_S:.0f} s: "
        f"{verdict(closure <= 1000 * CLOSURE_TARGET_S)}); a plan of all modes with 400 stations, 700 scooters and 100 closed streets in "
        f"{plan_ms:.1f} / {found['plan_p95_ms']:.1f} ms, median and 95th percentile (target {PLAN_TARGET_MS} ms median: "
        f"{verdict(plan_ms <= PLAN_TARGET_MS)}).",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.live")
    parser.add_argument("--city", type=Path, default=ROOT / ".var" / "demo" / "built", help="a built city (default: that of make run)")
    options = parser.parse_args()
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC")
    print("\n".join(lines(City.open(options.city).manifest.name, measure(options.city))))


if __name__ == "__main__":
    main()
