"""The demonstration city with its made-up life: whatever is offered there has a seller, and bikes, scooters and taxis are sold as they were shown."""
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

import pytest

from backend.contract.feeds import FeedKind
from backend.contract.quotes import SoldKind
from backend.contract.trips import Place, PlanRequest, TripMode
from backend.demo.gtfs import AGENCIES
from backend.demo.live.catalogue import FEEDS, pages
from backend.demo.live.world import World
from backend.feeds.declaration import FeedDeclaration
from backend.live.service import LiveCity
from backend.pricing.fares import open_fares
from backend.service.errors import ServiceError
from routing.city import City
from routing.snapshot import Snapshot
from tests.backend.demo.live.conftest import eight, town
from tests.backend.pricing.world import Shop

__all__ = ["eight", "town"]
ADDRESS = "http://127.0.0.1:9"


def parts_of(feed, world, at_s):
    """What the simulator publishes of a feed, by the names that its reader knows."""
    here = [(path, page) for path, page in pages().items() if page.feed_id == feed.id]
    if feed.kind != "gbfs":
        return {"message": pages()[feed.path].write(world, at_s, at_s, ADDRESS)}
    folder = PurePosixPath(feed.path).parent
    return {PurePosixPath(path).stem: page.write(world, at_s, at_s, ADDRESS) for path, page in here if PurePosixPath(path).parent == folder}


@pytest.fixture
async def shop(demo_folder, town, eight):
    """At eight on a Tuesday, with shared vehicles and taxis as their feeds tell them."""
    moment, world = datetime.fromtimestamp(eight, UTC), World(town, seed=1)
    live = LiveCity(Snapshot.of(City.open(demo_folder)), now=lambda: moment)
    for feed in FEEDS:
        if feed.kind in ("gbfs", "taxi-json"):
            declared = FeedDeclaration(feed.id, FeedKind(feed.kind), ADDRESS + feed.path, feed.every_s, feed.fresh_s)
            await live.apply(declared, parts_of(feed, world, eight), moment)
    yield Shop(live, open_fares(demo_folder))
    live.close()


def ways(shop, mode, **more):
    """From around the main station to places about two kilometres away."""
    south, west, north, east = shop.live.snapshot.city.manifest.bbox
    lat, lon = (south + north) / 2, (west + east) / 2
    for up, across in ((0.01, 0.02), (-0.01, 0.02), (0.012, -0.01), (-0.006, -0.02)):
        ends = Place(lat, lon, "Home"), Place(lat + up, lon + across, "Work")
        try:
            found = shop.planner.plan(PlanRequest(*ends, depart_at=shop.live.now(), modes=(TripMode.WALK, mode), **more)).itineraries
        except ServiceError:
            continue
        yield from (one for one in found if any(leg.rental or leg.taxi for leg in one.legs))


async def test_everybody_who_offers_something_there_has_a_seller(shop):
    prices, view = shop.fares.prices, shop.live.view
    known = [(SoldKind.TRANSIT, agency) for agency, _ in AGENCIES]
    known += [(SoldKind.RENTAL, system.id) for system in view.systems.values()]
    known += [(SoldKind.TAXI, offer.operator) for offers in view.taxis.values() for offer in offers.offers]
    assert {kind for kind, _ in known} == {SoldKind.TRANSIT, SoldKind.RENTAL, SoldKind.TAXI}
    assert [one for one in known if prices.find_seller(*one) is None] == []


@pytest.mark.parametrize("mode, operator", [(TripMode.SHARED_BIKE, "bikes"), (TripMode.SHARED_SCOOTER, "scooters"), (TripMode.TAXI, "taxis")])
async def test_it_is_sold_as_it_was_shown(shop, mode, operator):
    found = list(ways(shop, mode))
    assert found
    for way in found:
        offer = await shop.offer(way)
        assert {leg.operator_id for leg in offer.legs} == {operator}
        assert offer.quote.total_minor == way.price.amount_minor + way.price.booking_fee_minor
        assert way.price.estimated
        assert offer.legs[0].starts_at >= shop.live.now() - timedelta(minutes=1)
