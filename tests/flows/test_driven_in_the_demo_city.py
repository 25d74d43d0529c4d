"""By taxi and by one's own car through the demonstration city, with the offers and the free spaces that its simulator makes up (rule J02)."""
import asyncio
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import permutations
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from backend.contract.feeds import FeedKind
from backend.contract.trips import LegMode, Place, PlanRequest, TripMode
from backend.demo.live import write_json
from backend.demo.live.town import Town
from backend.demo.live.world import World
from backend.feeds.declaration import FeedDeclaration
from backend.live.service import LiveCity
from backend.trips.service import TripPlanner
from routing.city import City
from routing.snapshot import Snapshot
from tests.flows.test_living_city import HOSPITAL, STATION, UNIVERSITY

FRESH_S = 600
PAIRS = list(permutations((STATION, UNIVERSITY, HOSPITAL), 2))
FEEDS = {"taxis": (FeedKind.TAXI_JSON, write_json.taxis), "parking": (FeedKind.PARKAPI, write_json.parking_sites)}


@pytest.fixture
def town(demo_folder) -> Iterator[SimpleNamespace]:
    """Eight o'clock on a Tuesday."""
    city = City.open(demo_folder)
    first = datetime.fromisoformat(city.manifest.valid_from).replace(hour=8, tzinfo=ZoneInfo(city.manifest.timezone))
    eight = first + timedelta(days=7 + (1 - first.weekday()) % 7)
    world = World(Town.open(demo_folder, demo_folder.parent / "inputs"), seed=1)
    told = {name: json.loads(write(world, int(eight.timestamp()), int(eight.timestamp()))) for name, (_, write) in FEEDS.items()}
    clock = SimpleNamespace(now=eight)
    live = LiveCity(Snapshot.of(city), dict.fromkeys(FEEDS, FRESH_S), now=lambda: clock.now)
    found = SimpleNamespace(eight=eight, clock=clock, live=live, told=told, planner=TripPlanner(live))
    for name in FEEDS:
        say(found, name)
    yield found
    live.close()


def say(town, name: str) -> None:
    feed = FeedDeclaration(name, FEEDS[name][0], f"https://feeds.example/{name}", 60, FRESH_S)
    asyncio.run(town.live.apply(feed, {"message": json.dumps(town.told[name]).encode()}, town.clock.now))


def ask(town, *modes: TripMode, begin=STATION, end=HOSPITAL, arrive=False):
    when = {"arrive_by" if arrive else "depart_at": town.eight}
    return town.planner.plan(PlanRequest(Place(*begin), Place(*end), modes=modes, **when))


def kinds(itinerary) -> list[str]:
    return ["RIDE" if leg.route else str(leg.mode) for leg in itinerary.legs]


def by(answer, mode: LegMode):
    return [leg for itinerary in answer.itineraries for leg in itinerary.legs if leg.mode is mode]


@pytest.mark.parametrize("arrive", [False, True])
@pytest.mark.parametrize(("begin", "end"), PAIRS)
def test_every_trip_can_be_made_by_taxi_and_with_a_car_park(town, begin, end, arrive):
    answer = ask(town, TripMode.TAXI, TripMode.CAR_PARK, begin=begin, end=end, arrive=arrive)
    (taxi,) = by(answer, LegMode.TAXI)
    assert taxi.taxi.price.amount_minor > 0
    assert taxi.taxi.order_at + timedelta(seconds=taxi.taxi.wait_s) == taxi.depart_at
    assert taxi.taxi.order_at == town.eight if not arrive else taxi.arrive_at == town.eight
    (car,) = by(answer, LegMode.CAR)
    assert car.car_park.free > 0
    assert ["CAR", "WALK"] in [kinds(itinerary) for itinerary in answer.itineraries]


@pytest.mark.parametrize("arrive", [False, True])
def test_a_taxi_leads_to_the_first_stop_or_on_from_the_last(town, arrive):
    found = [ask(town, TripMode.TRANSIT, TripMode.TAXI, begin=begin, end=end, arrive=arrive) for begin, end in PAIRS]
    shapes = [kinds(itinerary) for answer in found for itinerary in answer.itineraries if "RIDE" in kinds(itinerary)]
    assert [shape for shape in shapes if shape[0] == "TAXI"]
    assert [shape for shape in shapes if shape[-1] == "TAXI"]
    assert all(shape.count("TAXI") <= 1 for shape in shapes)


def test_when_the_car_park_fills_up_another_one_is_taken(town):
    (first,) = by(ask(town, TripMode.CAR_PARK), LegMode.CAR)
    (site,) = [site for site in town.told["parking"]["items"] if site["name"] == first.car_park.name]
    site["realtime_free_capacity"] = 0
    say(town, "parking")
    (other,) = by(ask(town, TripMode.CAR_PARK), LegMode.CAR)
    assert other.to != first.to


def test_outside_of_every_zone_and_from_a_feed_that_died_no_taxi_is_offered(town):
    assert by(ask(town, TripMode.TAXI), LegMode.TAXI)
    everything = town.told["taxis"]["zones"]
    town.told["taxis"]["zones"] = [zone for zone in everything if not holds(zone, STATION)]
    say(town, "taxis")
    assert not by(ask(town, TripMode.TAXI), LegMode.TAXI)
    assert by(ask(town, TripMode.TAXI, begin=HOSPITAL, end=STATION), LegMode.TAXI)
    town.clock.now += timedelta(seconds=FRESH_S + 1)
    asyncio.run(town.live.let_go())
    assert not by(ask(town, TripMode.TAXI, begin=HOSPITAL, end=STATION), LegMode.TAXI)


def holds(zone: dict, place: tuple[float, float]) -> bool:
    """The simulator's zones are squares."""
    lons, lats = zip(*zone["geometry"]["coordinates"][0])
    return min(lats) <= place[0] <= max(lats) and min(lons) <= place[1] <= max(lons)
