"""Trip updates and vehicle positions in GTFS Realtime 2.0."""
from dataclasses import replace
from datetime import date

import numpy as np
from google.transit import gtfs_realtime_pb2 as rt

from backend.demo.live.hours import hour_of, traffic
from backend.demo.live.positions import Vehicle, vehicles_of
from backend.demo.live.trips import RELIEF_S, TripState
from backend.demo.live.world import World
from routing.transit.model import Transit

OCCUPANCY = (
    (0.1, "EMPTY"), (0.35, "MANY_SEATS_AVAILABLE"), (0.55, "FEW_SEATS_AVAILABLE"), (0.8, "STANDING_ROOM_ONLY"), (0.95, "CRUSHED_STANDING_ROOM_ONLY"),
    (9.0, "FULL"),
)  # fmt: skip


def empty_message(stamp_s: int) -> rt.FeedMessage:
    message = rt.FeedMessage()
    message.header.gtfs_realtime_version = "2.0"
    message.header.incrementality = rt.FeedHeader.FULL_DATASET
    message.header.timestamp = max(0, stamp_s)  # a clock that runs behind may point to before 1970
    return message


def trip_updates(world: World, at_s: int, stamp_s: int) -> bytes:
    """All trips that run or leave within the hour; stops that lie behind are left out. stamp_s: the moment that the message tells."""
    state, message = world.trips.at(at_s), empty_message(stamp_s)
    for row in range(len(state.runs.trip)):
        entity = message.entity.add()
        entity.id = entity_id(world.town.transit, state, row)
        update = entity.trip_update
        update.timestamp = stamp_s
        describe(update.trip, world.town.transit, state, row)
        if not state.cancelled[row]:
            update.vehicle.id = vehicle_id(world.town.transit, state, row)
            add_stops(update, world.town.transit, state, row)
    for row in np.flatnonzero(state.relieved).tolist():
        add_relief(message.entity.add(), world.town.transit, state, row, stamp_s)
    return message.SerializeToString(deterministic=True)


def add_relief(entity, transit: Transit, state: TripState, row: int, stamp_s: int) -> None:
    """A trip that no timetable has: it follows another one two minutes later."""
    entity.id = relief_id(transit, state, row)
    update = entity.trip_update
    update.timestamp = stamp_s
    describe_relief(update.trip, transit, state, row)
    update.vehicle.id = f"vehicle-{entity.id}"
    add_stops(update, transit, state, row, RELIEF_S)
    for stop in update.stop_time_update:
        for event in (stop.arrival, stop.departure):
            event.ClearField("delay")  # from what? nothing was planned


def relief_id(transit: Transit, state: TripState, row: int) -> str:
    return f"{entity_id(transit, state, row)}-relief"


def describe_relief(descriptor, transit: Transit, state: TripState, row: int) -> None:
    """Fill a TripDescriptor."""
    describe(descriptor, transit, state, row)
    descriptor.ClearField("start_time")
    descriptor.trip_id = relief_id(transit, state, row)
    descriptor.schedule_relationship = rt.TripDescriptor.ADDED


def entity_id(transit: Transit, state: TripState, row: int) -> str:
    """Departures by frequency share the id of their trip."""
    start_s = int(transit.trip_start_s[state.runs.trip[row]])
    day = date.fromordinal(int(state.runs.day[row]))
    return f"{day:%Y%m%d}-{transit.trip_id[int(state.runs.trip[row])]}" + (f"-{start_s}" if start_s >= 0 else "")


def vehicle_id(transit: Transit, state: TripState, row: int) -> str:
    return f"vehicle-{entity_id(transit, state, row)}"


def describe(descriptor, transit: Transit, state: TripState, row: int) -> None:
    """Fill a TripDescriptor."""
    trip = int(state.runs.trip[row])
    descriptor.trip_id = transit.trip_id[trip]
    descriptor.route_id = transit.route_id[int(transit.trip_route[trip])]
    descriptor.start_date = f"{date.fromordinal(int(state.runs.day[row])):%Y%m%d}"
    if transit.trip_direction[trip] >= 0:
        descriptor.direction_id = int(transit.trip_direction[trip])
    descriptor.schedule_relationship = rt.TripDescriptor.SCHEDULED
    if (start_s := int(transit.trip_start_s[trip])) >= 0:
        descriptor.start_time = f"{start_s // 3600:02}:{start_s // 60 % 60:02}:{start_s % 60:02}"
        if not transit.trip_exact[trip]:
            descriptor.schedule_relationship = rt.TripDescriptor.UNSCHEDULED
    if state.cancelled[row]:
        descriptor.schedule_relationship = rt.TripDescriptor.CANCELED


def add_stops(update, transit: Transit, state: TripState, row: int, behind_s: int = 0) -> None:
    """From the last stop that the vehicle has left onwards; behind_s: of one that follows it."""
    stops = int(state.runs.stops[row])
    arrival_s, departure_s = ((times[row, :stops] + behind_s).tolist() for times in (state.said.arrival_s, state.said.departure_s))
    late_s = (state.said.arrival_s - state.runs.arrival_s)[row, :stops].tolist()
    later_s = (state.said.departure_s - state.runs.departure_s)[row, :stops].tolist()
    passed = int(np.searchsorted(state.real.departure_s[row, : stops - 1] + behind_s, state.at_s, side="right"))
    for column in range(max(passed - 1, 0), stops):
        stop = update.stop_time_update.add()
        stop.stop_sequence = column + 1  # on a loop the stop alone would not say which call is meant
        stop.stop_id = transit.stop_id[int(state.runs.stop[row, column])]
        if state.skipped[row, column]:
            stop.schedule_relationship = rt.TripUpdate.StopTimeUpdate.SKIPPED
            continue
        if column > 0:
            stop.arrival.time, stop.arrival.delay = arrival_s[column], late_s[column]
        if column < stops - 1:
            stop.departure.time, stop.departure.delay = departure_s[column], later_s[column]


def vehicle_positions(world: World, at_s: int, stamp_s: int) -> bytes:
    """All vehicles on the way, each where the trip updates of the same moment say it must be."""
    state, message, hour = world.trips.at(at_s), empty_message(stamp_s), hour_of(at_s, world.town.zone)
    busy, transit = float(traffic(hour.hour, hour.weekday)), world.town.transit
    for vehicle in vehicles_of(transit, state, world.seed, busy):
        entity = message.entity.add()
        entity.id = vehicle_id(transit, state, vehicle.row)
        fill(entity.vehicle, transit, state, vehicle)
        entity.vehicle.timestamp = stamp_s
    for vehicle in vehicles_of(transit, replace(state, at_s=at_s - RELIEF_S), world.seed, busy / 2):
        if state.relieved[vehicle.row]:
            entity = message.entity.add()
            entity.id = f"vehicle-{relief_id(transit, state, vehicle.row)}"
            fill(entity.vehicle, transit, state, vehicle)
            describe_relief(entity.vehicle.trip, transit, state, vehicle.row)
            entity.vehicle.vehicle.id, entity.vehicle.timestamp = entity.id, stamp_s
    return message.SerializeToString(deterministic=True)


def fill(position, transit: Transit, state: TripState, vehicle: Vehicle) -> None:
    """Fill a VehiclePosition."""
    describe(position.trip, transit, state, vehicle.row)
    position.vehicle.id = vehicle_id(transit, state, vehicle.row)
    position.vehicle.label = transit.route_short_name[int(transit.trip_route[state.runs.trip[vehicle.row]])]
    position.position.latitude, position.position.longitude = vehicle.lat, vehicle.lon
    position.position.bearing, position.position.speed = vehicle.bearing_deg, vehicle.speed_mps
    position.stop_id = transit.stop_id[int(state.runs.stop[vehicle.row, vehicle.column])]
    position.current_status = rt.VehiclePosition.STOPPED_AT if vehicle.standing else rt.VehiclePosition.IN_TRANSIT_TO
    level = next(name for upto, name in OCCUPANCY if vehicle.full <= upto)
    position.occupancy_status = rt.VehiclePosition.OccupancyStatus.Value(level)
