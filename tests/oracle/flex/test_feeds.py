"""Every ride on demand of random answers keeps its feed; and the checker rejects a ride with one thing broken."""
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
import shapely

from routing.build.city import build_city
from routing.build.declaration import Declaration, FeedFile
from routing.city import City
from routing.journey import LegMode
from routing.limits import Limits
from routing.plan import plan
from routing.query import Point, Query, TripMode
from routing.snapshot import Snapshot
from tests.oracle.flex.check import Claim, objections
from tests.oracle.flex.raw import RawFeed
from tests.worlds.grid import write_grid

QUERIES = 1000 if os.environ.get("ALLWAYS_PROOF") else 50
SEED, LINES = 2026, 24
MODES = frozenset({TripMode.WALK, TripMode.TRANSIT, TripMode.ON_DEMAND})
# Name of the feed, and the first of some weeks that its calendars hold.
FEEDS = {"ctran-flex.zip": date(2026, 3, 2), "aspen-flex-on-demand.gtfs": date(2021, 7, 5), "FlexExample--various.zip": date(2022, 3, 7)}


@dataclass(frozen=True)
class World:
    snapshot: Snapshot
    feed: RawFeed
    first_day: date


def silent(step: str, share: float) -> None:
    """Progress nobody looks at."""


@pytest.fixture(scope="module")
def demo(demo_folder) -> World:
    city = City.open(demo_folder)
    first_day = date.fromisoformat(city.manifest.valid_from) + timedelta(days=95)
    return World(Snapshot.of(city), RawFeed(demo_folder.parent / "inputs" / "gtfs.zip"), first_day)


@pytest.fixture(scope="module", params=FEEDS)
def example(request, shared_data, tmp_path_factory) -> World:
    path: Path = shared_data / "gtfs_flex" / request.param
    feed, folder = RawFeed(path), tmp_path_factory.mktemp("flex")
    used = {call.get("location_id") or call.get("location_group_id") or call["stop_id"] for calls in feed.calls.values() for call in calls}
    used |= {member for group in used for member in feed.members.get(group, ())}
    points = [shapely.Point(lon, lat) for stop, (lat, lon) in feed.stops.items() if stop in used]
    west, south, east, north = shapely.union_all([feed.shapes[one] for one in used if one in feed.shapes] + points).bounds
    osm = write_grid(folder / "grid.osm.pbf", south, west, north, east, LINES)
    build_city(Declaration(request.param, osm, (FeedFile(path),)), folder / "built", silent)
    return World(Snapshot.of(City.open(folder / "built")), feed, FEEDS[request.param])


def claims(world: World, many: int) -> Iterator[Claim]:
    """Of random questions: places of areas and anywhere, moments of some weeks, now and ahead, with and without a wheelchair."""
    random, city = np.random.default_rng(SEED), world.snapshot.city
    for _ in range(many):
        origin, destination = (Point(*place_in(world, random)) for _ in range(2))
        begin = datetime.combine(world.first_day, datetime.min.time(), ZoneInfo(world.feed.zone)).astimezone(UTC)
        at = begin + timedelta(minutes=int(random.integers(0, 14 * 1440)))
        asked = at - timedelta(minutes=int(random.choice([0, 20, 45, 600, 3000])))
        limits = Limits(wheelchair=True) if random.random() < 0.2 else None
        query = Query(origin, destination, at, bool(random.random() < 0.3), modes=MODES, limits=limits, asked_at=asked)
        found = plan(world.snapshot, query)
        for leg in (leg for journey in found.journeys for leg in journey.legs if getattr(leg, "mode", None) is LegMode.ON_DEMAND):
            run = city.on_demand.runs[city.on_demand.rides[leg.booked.ride].run]
            departs, arrives = (found.origin.astimezone(UTC) + timedelta(seconds=second) for second in (leg.departure_s, leg.arrival_s))
            start, end = (leg.start.lat, leg.start.lon), (leg.end.lat, leg.end.lon)
            yield Claim(run.trip_id, leg.booked.day, start, end, departs, arrives, asked, limits is not None)


def within(shape, random) -> tuple[float, float]:
    west, south, east, north = shape.bounds
    for _ in range(30):
        lon, lat = random.uniform(west, east), random.uniform(south, north)
        if shape.contains(shapely.Point(lon, lat)):
            return float(lat), float(lon)
    spot = shape.representative_point()
    return spot.y, spot.x


def place_in(world: World, random) -> tuple[float, float]:
    """Most of them within an area, or at a stop of one."""
    areas, (south, west, north, east) = world.snapshot.city.on_demand.areas, world.snapshot.city.manifest.bbox
    area = areas[int(random.integers(len(areas)))]
    if area.shape is not None and random.random() < 0.75:
        return within(area.shape, random)
    if area.stops:
        stop, transit = int(random.choice(area.stops)), world.snapshot.transit
        return float(transit.stop_lat[stop]) + 1e-4, float(transit.stop_lon[stop]) + 1e-4
    return float(random.uniform(south, north)), float(random.uniform(west, east))


def test_every_ride_in_the_demonstration_city_keeps_its_feed(demo):
    found = list(claims(demo, QUERIES))
    assert [(claim, wrong) for claim in found if (wrong := objections(demo.feed, claim))] == []
    assert len(found) > QUERIES // 10


def test_every_ride_of_an_example_feed_keeps_it(example):
    found = list(claims(example, QUERIES))
    assert [(claim, wrong) for claim in found if (wrong := objections(example.feed, claim))] == []
    assert found != []


def test_a_ride_with_one_thing_broken_is_rejected(demo):
    """So that no objection above stays away because nobody looks."""
    claim = next(claims(demo, QUERIES))
    assert objections(demo.feed, claim) == []
    day = timedelta(hours=20)
    broken = {
        "there is no such trip": replace(claim, trip_id="nobody"),
        "it does not pick up there": replace(claim, start=(0.0, 0.0)),
        "it does not set down there": replace(claim, end=(0.0, 0.0)),
        "it is too late to book it": replace(claim, asked=claim.departs - timedelta(minutes=29)),
        "picked up outside of the hours": replace(claim, departs=claim.departs - day, arrives=claim.arrives - day, asked=claim.asked - day),
        "it does not run on that day": replace(claim, day=sunday_after(claim.day)),
    }
    for told, wrong in broken.items():
        assert told in objections(demo.feed, wrong), told


def sunday_after(day: date) -> date:
    return day + timedelta(days=6 - day.weekday())
