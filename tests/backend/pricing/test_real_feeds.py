"""Prices of rides in two real feeds, worked out by hand from their fare files, through the whole desk: rights, tickets, fees, caps."""
import shutil
import zipfile
from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from backend.contract.following import FollowedLeg, FollowedPlace
from backend.contract.quotes import NotSellable
from backend.contract.trips import LegMode
from backend.live.service import LiveCity
from backend.pricing.errors import LegNotSellable
from backend.pricing.fares import open_fares
from payments.quote import LineKind
from routing.build.declaration import Declaration, FeedFile
from routing.build.fares import keep_fares
from routing.build.gtfs import build_transit
from routing.build.problems import Problems
from routing.city import City
from routing.snapshot import Snapshot
from tests.backend.pricing.world import Shop
from tests.worlds.town import open_town, silent

PRICES = """\
currency = "USD"

[[operators]]
id = "operator"
name = "Operator"
kind = "transit"
agencies = ["{agency}"]
tax_rate_bp = 0

[[riders]]
entitlement = "senior"
category = "{senior}"
"""


def sell(folder, feed, agency, senior, timezone):
    """The feed's own timetable and fares on the streets of another town: rides need no streets."""
    transit, _ = build_transit([feed], Problems(), silent)
    prices = folder / "terms.toml"
    prices.write_text(PRICES.format(agency=agency, senior=senior))
    keep_fares(Declaration("Real", feed, (FeedFile(feed),), prices=prices), folder)
    town = open_town().live.snapshot.city
    manifest = replace(town.manifest, timezone=timezone, bbox=(-60, -180, 80, 180), valid_from="2000-01-01", valid_to="2099-12-31")
    city = City(folder, manifest, town.streets, transit, town.places, town.features, town.network)
    return Shop(LiveCity(Snapshot.of(city)), open_fares(folder))


class Rides:
    """Rides of the timetable by route and stops, on a day on which they run."""

    def __init__(self, shop):
        self.transit, self.names = shop.live.snapshot.transit, shop.planner.names
        self.zone = ZoneInfo(shop.live.snapshot.city.manifest.timezone)
        self.first = int(self.transit.first_day[0])

    def find(self, route: str, board: str, alight: str, day: date, after_s: int = 0) -> FollowedLeg:
        """The first one that leaves at `after_s` of the day or later."""
        transit, runs = self.transit, []
        for trip in np.flatnonzero(transit.service_days[transit.trip_service, day.toordinal() - self.first]).tolist():
            if transit.route_id[int(transit.trip_route[trip])] != route:
                continue
            pattern, first = int(transit.trip_pattern[trip]), int(transit.time_first[trip])
            of_pattern = slice(transit.pattern_first[pattern], transit.pattern_first[pattern + 1])
            stops = [transit.stop_id[stop] for stop in transit.pattern_stop[of_pattern].tolist()]
            if board in stops and alight in stops[stops.index(board) + 1 :]:
                begin = stops.index(board)
                end = stops.index(alight, begin + 1)
                runs.append((int(transit.departure_s[first + begin]), int(transit.arrival_s[first + end]), trip, begin, end))
        departs, arrives, trip, *_ = min(run for run in runs if run[0] >= after_s)
        midnight = datetime.combine(day, time(), self.zone).timestamp()
        ends = (self.place(board), self.place(alight))
        moments = (datetime.fromtimestamp(midnight + second, self.zone) for second in (departs, arrives))
        return FollowedLeg(LegMode.BUS, *ends, *moments, trip_id=self.names.trip_id(trip), service_day=day)

    def place(self, stop_id: str) -> FollowedPlace:
        row = self.names.find_stop(stop_id)
        return FollowedPlace(float(self.transit.stop_lat[row]), float(self.transit.stop_lon[row]), stop_id, stop_id)


async def fares_of(shop, *legs, entitlements=()):
    at = min(leg.depart_at for leg in legs)
    offer = await shop.pricing.offer(legs, entitlements, None, at.replace(hour=0, minute=0))
    return [(line.list_minor, line.shown_minor, line.concession_ids) for line in offer.quote.lines if line.kind is LineKind.FARE], offer


@pytest.fixture(scope="module")
def brockton(shared_data, tmp_path_factory):
    """Fares v1: by route, and by zones on route 12 (3219). Category 2 are seniors."""
    return sell(tmp_path_factory.mktemp("brockton"), shared_data / "gtfs_flex" / "FlexExample--various.zip", "444", "2", "America/New_York")


TUESDAY = date(2022, 11, 8)


async def test_brockton_by_zones_and_for_seniors(brockton):
    rides, day = Rides(brockton), TUESDAY
    to_ashmont = rides.find("3219", "799180", "799770", day)
    assert (await fares_of(brockton, to_ashmont))[0] == [(225, 225, ())]
    assert (await fares_of(brockton, to_ashmont, entitlements=("senior",)))[0] == [(225, 110, ("2",))]


def after(leg, rides):
    """Seconds of its day at which a ride arrives."""
    return int((leg.arrive_at - datetime.combine(leg.service_day, time(), rides.zone)).total_seconds())


@pytest.mark.parametrize("route, alight, fares, tickets", [
    ("2934", "799265", [(300, 150, ())], [(0, 1)]),  # one transfer is included, for an hour
    ("3219", "799770", [(150, 150, ()), (225, 225, ())], [(0,), (1,)]),  # the bus's fare is not one of route 12
])  # fmt: skip
async def test_brockton_s_transfers(brockton, route, alight, fares, tickets):
    rides = Rides(brockton)
    there = rides.find("2933", "799209", "799180", TUESDAY, 9 * 3600)
    found, offer = await fares_of(brockton, there, rides.find(route, "799180", alight, TUESDAY, after(there, rides)))
    assert found == fares
    assert [leg.covers for leg in offer.legs] == tickets


async def test_a_route_of_brockton_without_a_fare_is_not_sold(brockton):
    ride = Rides(brockton).find("18785", "799180", "799576", TUESDAY)
    with pytest.raises(LegNotSellable) as caught:
        await fares_of(brockton, ride)
    assert (caught.value.reason, caught.value.leg) == (NotSellable.FARE_UNKNOWN, 0)


CURRENT = "2bc6804f-9e24-4b91-8947-c73a2363e7b6"
ROSE_VILLAGE = ("stop_id__09a24d02-a63c-4fa4-b625-c9ba13efd2c0", "stop_id__16862db1-27e2-42f5-84ca-76388efb4509")


@pytest.fixture(scope="module")
def c_tran(shared_data, tmp_path_factory):
    """Fares v2 of an operator that only drives on demand: its stops, routes and fares with a bus that it does not have, there and back all day."""
    folder = tmp_path_factory.mktemp("ctran")
    with zipfile.ZipFile(shared_data / "gtfs_flex" / "ctran-flex.zip") as archive:
        archive.extractall(folder / "feed")
    for name in ("location_groups.txt", "location_group_stops.txt", "locations.geojson", "booking_rules.txt"):
        (folder / "feed" / name).unlink()
    trips, times = ["route_id,service_id,trip_id"], ["trip_id,arrival_time,departure_time,stop_id,stop_sequence"]
    for minute in range(6 * 60, 20 * 60, 30):
        trips.append(f"{CURRENT},ci_1,t{minute}")
        for number, (stop, later) in enumerate(((ROSE_VILLAGE[0], 0), (ROSE_VILLAGE[1], 10), (ROSE_VILLAGE[0], 20))):
            clock = f"{(minute + later) // 60:02}:{(minute + later) % 60:02}:00"
            times.append(f"t{minute},{clock},{clock},{stop},{number}")
    (folder / "feed" / "trips.txt").write_text("\n".join(trips) + "\n")
    (folder / "feed" / "stop_times.txt").write_text("\n".join(times) + "\n")
    shutil.make_archive(str(folder / "bus"), "zip", folder / "feed")
    agency = "a8b6ef46-7d4d-45f8-8200-cf4f5ce9d5a6"
    return sell(folder, folder / "bus.zip", agency, "HONORED_CITIZEN", "US/Pacific")


@pytest.mark.parametrize("hours, entitlements, fares", [
    ((8,), (), [(125, 125, ())]),
    ((8,), ("senior",), [(125, 60, ("HONORED_CITIZEN",))]),
    ((8,), ("youth",), [(125, 0, ("YOUTH",))]),
    ((8, 9), (), [(250, 125, ())]),  # a free transfer: one ticket
    ((8, 12), (), [(125, 125, ()), (125, 125, ())]),  # more than two and a half hours
    ((8, 9), ("senior",), [(250, 60, ("HONORED_CITIZEN",))]),
])  # fmt: skip
async def test_c_tran_by_category_and_with_its_free_transfers(c_tran, hours, entitlements, fares):
    rides, day = Rides(c_tran), date(2026, 11, 24)
    legs = [rides.find(CURRENT, *ROSE_VILLAGE, day, hour * 3600) for hour in hours]
    found, offer = await fares_of(c_tran, *legs, entitlements=entitlements)
    assert found == fares
    assert offer.quote.currency == "usd"
