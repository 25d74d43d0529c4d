"""What is written in GTFS Realtime, read back with the public bindings."""
from collections import Counter

import pytest
from google.transit import gtfs_realtime_pb2 as rt

from backend.demo.live.journal import Entry, Order
from backend.demo.live.survey import metres
from backend.demo.live.trips import RELIEF_S
from backend.demo.live.world import World
from backend.demo.live.write_alerts import alerts
from backend.demo.live.write_gtfs_rt import trip_updates, vehicle_positions

HOUR_S = 3600
SKIPPED = rt.TripUpdate.StopTimeUpdate.SKIPPED


def read(body: bytes) -> rt.FeedMessage:
    message = rt.FeedMessage()
    message.ParseFromString(body)
    assert message.IsInitialized()
    assert message.header.gtfs_realtime_version == "2.0"
    ids = Counter(entity.id for entity in message.entity)
    assert max(ids.values(), default=1) == 1
    return message


def of_timetable(message: rt.FeedMessage) -> list[rt.FeedEntity]:
    """Those about trips of the timetable."""
    return [entity for entity in message.entity if entity.trip_update.trip.schedule_relationship != rt.TripDescriptor.ADDED]


def stops_of_trips(transit) -> dict[str, list[str]]:
    found = {}
    for row, trip_id in enumerate(transit.trip_id):
        pattern = int(transit.trip_pattern[row])
        calls = transit.pattern_stop[transit.pattern_first[pattern] : transit.pattern_first[pattern + 1]]
        found[trip_id] = [transit.stop_id[int(stop)] for stop in calls]
    return found


def test_updates_name_only_trips_and_stops_of_the_city_with_times_in_order(world, town, eight):
    known, routes = stops_of_trips(town.transit), set(town.transit.route_id)
    seen = Counter()
    for hour in (-8, -1, 0, 9, 15):
        message = read(trip_updates(world, eight + hour * HOUR_S, eight + hour * HOUR_S))
        for entity in of_timetable(message):
            update = entity.trip_update
            assert update.trip.route_id in routes
            stops = [one.stop_id for one in update.stop_time_update]
            wanted = known[update.trip.trip_id]
            assert stops == wanted[len(wanted) - len(stops) :]  # to the end of the trip
            cancelled = update.trip.schedule_relationship == rt.TripDescriptor.CANCELED
            assert cancelled == (not stops)
            moments = [event.time for one in update.stop_time_update for event in (one.arrival, one.departure) if event.time]
            assert moments == sorted(moments)
            skipped = sum(one.schedule_relationship == SKIPPED for one in update.stop_time_update)
            seen.update(cancelled=cancelled, running=not cancelled, skipped=skipped)
    assert seen["running"] > 300
    assert seen["cancelled"] > 0
    assert seen["skipped"] > 0


def test_time_and_delay_of_an_update_agree_with_the_timetable(world, town, eight):
    transit, state = town.transit, world.trips.at(eight)
    planned = {}
    for row in range(len(state.runs.trip)):
        stops = int(state.runs.stops[row])
        planned[transit.trip_id[int(state.runs.trip[row])]] = state.runs.arrival_s[row, :stops].tolist()
    for entity in of_timetable(read(trip_updates(world, eight, eight))):
        if transit.trip_start_s[world.trips.rows_of(entity.trip_update.trip.trip_id)[0]] >= 0:
            continue
        arrivals = planned[entity.trip_update.trip.trip_id]
        updates = entity.trip_update.stop_time_update
        for arrival_s, one in zip(arrivals[len(arrivals) - len(updates) :], updates):
            if one.HasField("arrival"):
                assert one.arrival.time - one.arrival.delay == arrival_s


def test_departures_by_frequency_are_told_apart(elmstead):
    world = World(elmstead, 1)
    at_s = 1_795_500_600  # 2026-11-24 07:10 in Berlin
    told = [entity.trip_update for entity in read(trip_updates(world, at_s - 1800, at_s - 1800)).entity if entity.trip_update.trip.trip_id == "bus"]
    assert [update.trip.start_time for update in told] == ["06:40:00"]
    assert {update.trip.start_date for update in told} == {"20261124"}
    assert {update.trip.schedule_relationship for update in told} == {rt.TripDescriptor.UNSCHEDULED}


def test_vehicles_are_within_the_city_and_agree_with_the_updates(world, town, eight):
    south, west, north, east = town.bbox
    running = {entity.trip_update.vehicle.id: entity.trip_update for entity in read(trip_updates(world, eight, eight)).entity}
    positions = read(vehicle_positions(world, eight, eight)).entity
    assert len(positions) > 30
    for entity in positions:
        vehicle = entity.vehicle
        assert south <= vehicle.position.latitude <= north
        assert west <= vehicle.position.longitude <= east
        assert 0 <= vehicle.position.bearing < 360
        assert 0 <= vehicle.position.speed < 45
        update = running[vehicle.vehicle.id]
        assert update.trip == vehicle.trip
        assert vehicle.stop_id in {one.stop_id for one in update.stop_time_update}


def test_the_fullest_vehicles_are_followed_by_one_that_no_timetable_has(world, town, eight):
    state, known = world.trips.at(eight), set(town.transit.trip_id)
    message = read(trip_updates(world, eight, eight))
    told = {entity.id: entity.trip_update for entity in message.entity}
    extra = [entity for entity in message.entity if entity.trip_update.trip.schedule_relationship == rt.TripDescriptor.ADDED]
    assert 0 < len(extra) == state.relieved.sum() < 0.1 * len(message.entity)
    for entity in extra:
        update, before = entity.trip_update, told[entity.id.removesuffix("-relief")]
        assert update.trip.trip_id not in known
        assert update.trip.route_id == before.trip.route_id
        assert update.stop_time_update[-1].arrival.time - before.stop_time_update[-1].arrival.time == RELIEF_S
        assert not any(event.HasField("delay") for one in update.stop_time_update for event in (one.arrival, one.departure))
    vehicles = read(vehicle_positions(world, eight, eight)).entity
    assert {entity.vehicle.trip.trip_id for entity in vehicles if entity.vehicle.trip.schedule_relationship == rt.TripDescriptor.ADDED} <= {
        entity.trip_update.trip.trip_id for entity in extra
    }  # fmt: skip


def test_alerts_speak_of_what_the_city_has(town, eight):
    world = World(town, 1)
    stops, routes, trips = set(town.transit.stop_id), set(town.transit.route_id), set(town.transit.trip_id)
    lift = next(lift for lift in town.lifts if lift.stop_id)
    world.journal.add(Entry(eight, Order.BREAK_LIFT, lift.id))
    effects = Counter()
    for hour in range(12):
        for entity in read(alerts(world, eight + hour * HOUR_S, eight + hour * HOUR_S)).entity:
            alert = entity.alert
            assert alert.header_text.translation[0].text
            assert alert.active_period
            for one in alert.informed_entity:
                assert one.stop_id in stops or one.route_id in routes or one.trip.trip_id in trips
            effects[rt.Alert.Effect.Name(alert.effect)] += 1
    assert set(effects) == {"NO_SERVICE", "SIGNIFICANT_DELAYS", "ACCESSIBILITY_ISSUE"}


@pytest.mark.parametrize("write", [trip_updates, vehicle_positions, alerts])
def test_the_header_tells_the_moment_asked_for(world, eight, write):
    assert read(write(world, eight, eight - 600)).header.timestamp == eight - 600


def test_vehicles_drive_by_their_stops(world, town, eight):
    """Whoever stands at a stop is there."""
    place = {stop_id: row for row, stop_id in enumerate(town.transit.stop_id)}
    standing = [e.vehicle for e in read(vehicle_positions(world, eight, eight)).entity if e.vehicle.current_status == rt.VehiclePosition.STOPPED_AT]
    assert standing
    for vehicle in standing:
        stop = place[vehicle.stop_id]
        east, north = metres(vehicle.position.latitude, vehicle.position.longitude, (town.transit.stop_lat[stop], town.transit.stop_lon[stop]))
        assert (east**2 + north**2) ** 0.5 < 60
