"""Messages of feeds, as their sources send them, about the town of tests/worlds/town.py."""
import json
from datetime import date, datetime

from google.transit.gtfs_realtime_pb2 import FeedMessage, TripDescriptor

from backend.contract.feeds import FeedKind
from backend.feeds.declaration import FeedDeclaration
from tests.worlds.town import at

FRESH_S = 120


def feed(id: str, kind: FeedKind) -> FeedDeclaration:
    return FeedDeclaration(id, kind, f"https://feeds.example/{id}", 15, FRESH_S)


def message(moment: datetime) -> FeedMessage:
    made = FeedMessage()
    made.header.gtfs_realtime_version, made.header.timestamp = "2.0", int(moment.timestamp())
    return made


def trips(moment: datetime, day: date, late: dict[str, int] | None = None, cancelled: tuple[str, ...] = ()) -> dict[str, bytes]:
    """late: seconds by trip id, from the first stop on."""
    made = message(moment)
    for trip_id, seconds in [*(late or {}).items(), *((trip_id, None) for trip_id in cancelled)]:
        update = made.entity.add(id=trip_id).trip_update
        update.trip.trip_id, update.trip.start_date = trip_id, f"{day:%Y%m%d}"
        if seconds is None:
            update.trip.schedule_relationship = TripDescriptor.CANCELED
        else:
            update.stop_time_update.add(stop_sequence=0).departure.delay = seconds
    return {"message": made.SerializeToString()}


def added(
    moment: datetime, trip_id: str, *calls: tuple[str, datetime], route_id: str = "T", relation: str = "ADDED", day: date | None = None, **fields
) -> FeedMessage:
    """A trip that no timetable has: stops with the moment at which it calls there."""
    made = message(moment)
    update = made.entity.add(id=f"added-{trip_id}").trip_update
    update.trip.trip_id, update.trip.route_id = trip_id, route_id
    update.trip.start_date = "" if day is None else f"{day:%Y%m%d}"
    update.trip.schedule_relationship = TripDescriptor.ScheduleRelationship.Value(relation)
    update.trip_properties.trip_headsign = fields.get("headsign", "")
    for stop_id, at_stop in calls:
        stop = update.stop_time_update.add(stop_id=stop_id)
        stop.arrival.time = stop.departure.time = int(at_stop.timestamp())
    return made


def as_sent(made: FeedMessage) -> dict[str, bytes]:
    return {"message": made.SerializeToString()}


def alert(moment: datetime, route_id: str, words: str, begin: datetime, end: datetime) -> dict[str, bytes]:
    made = message(moment)
    told = made.entity.add(id="a1").alert
    told.informed_entity.add(route_id=route_id)
    told.active_period.add(start=int(begin.timestamp()), end=int(end.timestamp()))
    for language, text in (("de", f"DE {words}"), ("en", words)):
        told.header_text.translation.add(text=text, language=language)
    return {"message": made.SerializeToString()}


def sharing(moment: datetime, *stations: tuple[str, float, int, int], vehicles: tuple[tuple[str, float, float], ...] = ()) -> dict[str, bytes]:
    """GBFS 2.3. stations: id, metres along Main Street, bikes, docks; vehicles: scooters with their metres and their range."""
    stamp = int(moment.timestamp())

    def file(**told) -> bytes:
        return json.dumps({"last_updated": stamp, "ttl": 30, "version": "2.3", "data": told}).encode()

    places = [dict(zip(("lat", "lon"), at(x, 5))) for _, x, *_ in (*stations, *vehicles)]
    types = [
        {"vehicle_type_id": "bike", "form_factor": "bicycle", "propulsion_type": "human", "name": "Bike", "default_pricing_plan_id": "p"},
        {"vehicle_type_id": "kick", "form_factor": "scooter_standing", "propulsion_type": "electric", "max_range_meters": 30000, "name": "Kick",
         "return_constraint": "free_floating"},
    ]  # fmt: skip
    steps = [{"start": 0, "rate": 0.1, "interval": 1}]
    return {
        "gbfs": file(en={"feeds": []}),
        "system_information": file(system_id="elm", language="en", name="Elm Bikes", timezone="Europe/Berlin", url="https://bikes.example"),
        "vehicle_types": file(vehicle_types=types),
        "system_pricing_plans": file(plans=[
            {"plan_id": "p", "name": "Ride", "currency": "EUR", "price": 1, "is_taxable": False, "description": "", "per_min_pricing": steps},
        ]),
        "station_information": file(stations=[
            {"station_id": id_, "name": f"{id_} dock", "capacity": bikes + docks, **place} for (id_, _, bikes, docks), place in zip(stations, places)
        ]),
        "station_status": file(stations=[
            {"station_id": id_, "num_bikes_available": bikes, "num_docks_available": docks, "is_installed": True, "is_renting": True,
             "is_returning": True, "last_reported": stamp, "vehicle_types_available": [{"vehicle_type_id": "bike", "count": bikes}]}
            for id_, _, bikes, docks in stations
        ]),
        "free_bike_status": file(bikes=[
            {"bike_id": id_, "is_reserved": False, "is_disabled": False, "vehicle_type_id": "kick", "current_range_meters": range_m, **place}
            for (id_, _, range_m), place in zip(vehicles, places[len(stations):])
        ]),
    }  # fmt: skip


def closed(*streets: tuple[str, float, float], modes: tuple[str, ...] = ("foot", "bike", "car")) -> dict[str, bytes]:
    """Works on Main Street: id, from and to in metres."""
    features = [
        {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [at(x, 0)[::-1] for x in (begin, end)]},
         "properties": {"id": id_, "modes": list(modes), "title": "New pipes", "kind": "works"}}
        for id_, begin, end in streets
    ]  # fmt: skip
    return {"message": json.dumps({"type": "FeatureCollection", "features": features}).encode()}
