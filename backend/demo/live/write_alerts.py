"""Service alerts in GTFS Realtime 2.0: trouble on routes, stops that are passed, trips that do not run, lifts out of order."""
from google.transit import gtfs_realtime_pb2 as rt

from backend.demo.live.gbfs_words import WRITTEN_IN
from backend.demo.live.trips import TripState
from backend.demo.live.world import World
from backend.demo.live.write_gtfs_rt import describe, empty_message, entity_id

ANNOUNCED_S = 3600  # before it begins


def alerts(world: World, at_s: int, stamp_s: int) -> bytes:
    state, message = world.trips.at(at_s), empty_message(stamp_s)
    add_disruptions(message, world, state)
    add_closed_stops(message, world, state)
    add_cancellations(message, world, state)
    add_lifts(message, world, at_s)
    return message.SerializeToString(deterministic=True)


def add_alert(message: rt.FeedMessage, alert_id: str, cause: str, effect: str, header: str, text: str) -> rt.Alert:
    entity = message.entity.add()
    entity.id = alert_id
    alert = entity.alert
    alert.cause, alert.effect = rt.Alert.Cause.Value(cause), rt.Alert.Effect.Value(effect)
    for field, words in ((alert.header_text, header), (alert.description_text, text)):
        translation = field.translation.add()
        translation.text, translation.language = words, WRITTEN_IN
    return alert


def set_period(alert: rt.Alert, from_s: int, until_s: int | None) -> None:
    period = alert.active_period.add()
    period.start = from_s
    if until_s is not None:
        period.end = until_s


def add_disruptions(message: rt.FeedMessage, world: World, state: TripState) -> None:
    """Nobody knows of a disruption before it begins."""
    transit = world.town.transit
    for one in state.disruptions:
        if one.from_s <= state.at_s < one.to_s:
            line = transit.route_short_name[one.route] or transit.route_long_name[one.route]
            text = "A technical fault slows vehicles down. Please allow more time."
            alert = add_alert(message, one.id, "TECHNICAL_PROBLEM", "SIGNIFICANT_DELAYS", f"Delays on line {line}", text)
            alert.severity_level = rt.Alert.WARNING
            set_period(alert, one.from_s, one.to_s)
            alert.informed_entity.add().route_id = transit.route_id[one.route]


def add_closed_stops(message: rt.FeedMessage, world: World, state: TripState) -> None:
    transit = world.town.transit
    for one in state.closed_stops:
        if one.from_s - ANNOUNCED_S <= state.at_s < one.to_s:
            name = transit.stop_name[one.stop]
            text = "Vehicles pass without stopping because of works. Trips that begin or end here are not affected."
            alert = add_alert(message, one.id, "CONSTRUCTION", "NO_SERVICE", f"{name}: stop closed", text)
            alert.severity_level = rt.Alert.WARNING
            set_period(alert, one.from_s, one.to_s)
            alert.informed_entity.add().stop_id = transit.stop_id[one.stop]


def add_cancellations(message: rt.FeedMessage, world: World, state: TripState) -> None:
    transit = world.town.transit
    for row in state.cancelled.nonzero()[0].tolist():
        line = transit.route_short_name[int(transit.trip_route[state.runs.trip[row]])]
        alert_id = f"cancelled-{entity_id(transit, state, row)}"
        alert = add_alert(message, alert_id, "OTHER_CAUSE", "NO_SERVICE", f"Line {line}: a trip is cancelled", "Please take the next one.")
        alert.severity_level = rt.Alert.WARNING
        set_period(alert, int(state.runs.departure_s[row, 0]), int(state.runs.arrival_s[row, -1]))
        describe(alert.informed_entity.add().trip, transit, state, row)


def add_lifts(message: rt.FeedMessage, world: World, at_s: int) -> None:
    """Of those that the timetable knows; one alert for each way through a station that is closed."""
    for facility in world.lifts.at(at_s):
        if facility.state == "unavailable" and facility.lift.stop_id:
            kind = facility.lift.kind
            header = f"{facility.lift.name or 'Station'}: {kind} out of service"
            alert = add_alert(message, f"facility-{facility.lift.id}", "MAINTENANCE", "ACCESSIBILITY_ISSUE", header, f"Reason: {facility.reason}.")
            alert.severity_level = rt.Alert.WARNING if kind == "lift" else rt.Alert.INFO
            set_period(alert, facility.since_s or at_s, facility.until_s)
            alert.informed_entity.add().stop_id = facility.lift.stop_id
