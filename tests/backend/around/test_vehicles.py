"""Vehicles of the timetable: where they are, what they are, how late they are."""
from datetime import timedelta

import pytest
from google.transit.gtfs_realtime_pb2 import FeedMessage, TripDescriptor, TripUpdate

from backend.contract.around import LiveLayer
from backend.contract.feeds import FeedKind
from backend.contract.trips import LegMode
from tests.backend.around.world import CITY, DAY, NOW, seen, trip_of, vehicle
from tests.backend.live.messages import message, trips
from tests.worlds.town import at

MARKET, BRIDGE = (list(CITY.transit.stop_id).index(stop) for stop in ("market", "bridge"))
EIGHT = "E480"  # leaves West at 8:00, Market at 8:04, Bridge at 8:08


def ask(world, **by_feed):
    world.show(transit={feed: seen(*vehicles) for feed, vehicles in by_feed.items()})
    return world.ask(LiveLayer.VEHICLES).vehicles


def test_a_tram_on_its_trip_is_told_as_riders_know_it(world):
    (tram,) = ask(world, trams=[vehicle("v7", 700, label="Tram 7", bearing_deg=90.0, occupancy="FULL", **trip_of(EIGHT))])
    assert (tram.vehicle_id, tram.label, tram.mode, tram.route.long_name, tram.route.colour) == ("v7", "Tram 7", LegMode.TRAM, "Tram one", "#1D3183")
    assert (tram.headsign, tram.trip_id, tram.service_day, tram.bearing_deg, tram.occupancy) == ("Eastend", EIGHT, DAY, 90.0, "FULL")
    assert (tram.lat, tram.lon) == at(700, 5)
    assert tram.delay_s is None, "nobody says"
    assert (tram.source.feed, tram.source.observed_at, tram.source.age_s) == ("trams", NOW, 0)


def test_one_on_no_trip_is_told_by_its_line_or_by_nothing(world):
    bus = list(CITY.transit.route_id).index("B")
    extra, lost = sorted(ask(world, trams=[vehicle("extra", 700, route=bus), vehicle("lost", 900)]), key=lambda one: one.vehicle_id)
    assert (extra.mode, extra.route.short_name, extra.trip_id, extra.service_day, extra.headsign) == (LegMode.BUS, "10", None, None, "")
    assert (lost.mode, lost.route, lost.delay_s) == (None, None, None)


@pytest.mark.parametrize("said", [{"stop": MARKET, "status": "IN_TRANSIT_TO"}, {"stop": MARKET, "status": "STOPPED_AT"}, {}])
async def test_it_is_as_late_as_it_is_expected_at_the_coming_stop(world, said):
    await world.hear("trips", FeedKind.TRIP_UPDATES, trips(NOW, DAY, late={EIGHT: 90}))
    (tram,) = ask(world, trams=[vehicle("v7", 700, **trip_of(EIGHT), **said)])
    assert tram.delay_s == 90


async def test_a_cancelled_trip_is_not_late(world):
    await world.hear("trips", FeedKind.TRIP_UPDATES, trips(NOW, DAY, cancelled=(EIGHT,)))
    (tram,) = ask(world, trams=[vehicle("v7", 700, **trip_of(EIGHT))])
    assert (tram.delay_s, tram.headsign) == (None, "Eastend")


async def test_a_stop_that_is_left_out_is_not_the_coming_one(world):
    made = trips(NOW, DAY, late={EIGHT: 60})
    told = FeedMessage.FromString(made["message"])
    update = told.entity[0].trip_update
    update.stop_time_update.add(stop_sequence=1, schedule_relationship=TripUpdate.StopTimeUpdate.SKIPPED)
    update.stop_time_update.add(stop_sequence=2).arrival.delay = 200
    await world.hear("trips", FeedKind.TRIP_UPDATES, {"message": told.SerializeToString()})
    (tram,) = ask(world, trams=[vehicle("v7", 700, stop=MARKET, status="IN_TRANSIT_TO", **trip_of(EIGHT))])
    assert tram.delay_s == 200


def extra_trip() -> dict[str, bytes]:
    """A relief tram that no timetable has: Market at 8:03, Bridge at 8:07."""
    made = message(NOW)
    update = made.entity.add(id="x").trip_update
    update.trip.trip_id, update.trip.route_id, update.trip.start_date = "relief", "T", f"{DAY:%Y%m%d}"
    update.trip.schedule_relationship = TripDescriptor.ADDED
    for stop_id, minutes in (("market", 1), ("bridge", 5)):
        call = update.stop_time_update.add(stop_id=stop_id)
        call.arrival.time = call.departure.time = int((NOW + timedelta(minutes=minutes)).timestamp())
    return {"message": made.SerializeToString()}


async def test_one_on_an_added_trip_is_told_as_any_other_but_never_late(world):
    on_it = vehicle("v9", 700, route=list(CITY.transit.route_id).index("T"), added="relief", day=DAY.toordinal())
    (unknown,) = ask(world, trams=[on_it])
    assert (unknown.mode, unknown.trip_id, unknown.headsign) == (LegMode.TRAM, None, "")
    await world.hear("trips", FeedKind.TRIP_UPDATES, extra_trip())
    (tram,) = world.ask(LiveLayer.VEHICLES).vehicles
    assert (tram.mode, tram.trip_id, tram.service_day, tram.headsign, tram.delay_s) == (LegMode.TRAM, "relief", DAY, "Bridge", None)


def test_of_two_feeds_that_see_one_vehicle_the_newer_counts(world):
    ten_s_ago = NOW - timedelta(seconds=10)
    (tram,) = ask(world, old=[vehicle("v7", 700, observed=ten_s_ago, **trip_of(EIGHT))], new=[vehicle("other id", 800, **trip_of(EIGHT))])
    assert tram.source.feed == "new"
    (tram,) = ask(world, old=[vehicle("v7", 700, observed=ten_s_ago)], new=[vehicle("v7", 800, **trip_of(EIGHT))])
    assert (tram.source.feed, tram.trip_id) == ("new", EIGHT)


def test_the_halves_of_a_train_are_two_and_so_are_two_on_different_trips(world):
    halves = [vehicle("front", 700, **trip_of(EIGHT)), vehicle("rear", 680, **trip_of(EIGHT))]
    assert len(ask(world, trams=halves)) == 2
    assert len(ask(world, one=[vehicle("a", 700, **trip_of(EIGHT))], other=[vehicle("b", 900, **trip_of("W480"))])) == 2


def test_one_that_has_not_been_heard_of_for_long_is_nowhere(world):
    world.live.fresh_s["trams"] = 90
    long_ago = NOW - timedelta(minutes=30)
    (tram,) = ask(world, trams=[vehicle("parked", 100, observed=long_ago), vehicle("v7", 700)])
    assert tram.vehicle_id == "v7"


def test_one_that_does_not_say_when_is_as_old_as_its_message(world):
    (tram,) = ask(world, trams=[vehicle("v7", 700, observed=None)])
    world.wait(timedelta(seconds=30))
    (later,) = world.ask(LiveLayer.VEHICLES).vehicles
    assert (tram.source.age_s, later.source.age_s, later.source.observed_at) == (0, 30, NOW)


def test_a_clock_that_is_ahead_sees_nothing_before_it_is(world):
    (tram,) = ask(world, trams=[vehicle("v7", 700, observed=NOW + timedelta(minutes=3))])
    assert (tram.source.observed_at, tram.source.age_s) == (NOW, 0)
