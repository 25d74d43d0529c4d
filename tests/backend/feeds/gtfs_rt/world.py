"""A tiny built city and messages about it: a tram from Anna by Bert to Carl or Dora, a bus round by frequency, a ring line."""
from datetime import UTC, date, datetime
from pathlib import Path

from google.transit.gtfs_realtime_pb2 import FeedEntity, FeedMessage, TripUpdate

from backend.feeds.gtfs_rt.decode import decode
from backend.feeds.gtfs_rt.facts import TransitFacts
from backend.feeds.gtfs_rt.index import TransitIndex
from routing.transit.day import service_origin
from routing.transit.live import LiveTrips
from routing.transit.model import Transit
from tests.routing.build.feed_world import AGENCY, build

ZONE = "Europe/Berlin"
DAY = date(2026, 11, 24)
STOPS = """stop_id,stop_name,stop_lat,stop_lon,location_type,parent_station
hbf,Central,49.40,8.60,1,
a,Central 1,49.40,8.60,0,hbf
a2,Central 2,49.4001,8.60,0,hbf
b,Bert,49.40,8.61,0,
c,Carl,49.40,8.63,0,
d,Dora,49.40,8.64,0,
"""
ROUTES = "route_id,agency_id,route_short_name,route_long_name,route_type\n5,rnv,5,Line five,0\n33,rnv,33,Round,3\n"
TRIPS = """route_id,service_id,trip_id,direction_id
5,week,t1,0
5,week,t2,0
5,week,back,1
5,week,night,0
33,week,often,0
33,week,exactly,0
33,week,ring,0
"""
STOP_TIMES = """trip_id,arrival_time,departure_time,stop_id,stop_sequence
t1,08:00:00,08:00:00,a,1
t1,08:05:00,08:06:00,b,2
t1,08:10:00,08:10:00,c,3
t2,09:00:00,09:00:00,a,1
t2,09:05:00,09:06:00,b,2
t2,09:10:00,09:10:00,d,3
back,09:00:00,09:00:00,d,1
back,09:10:00,09:10:00,a,2
night,24:30:00,24:30:00,a,1
night,24:50:00,24:50:00,c,2
often,00:00:00,00:00:00,a,1
often,00:06:00,00:06:00,b,2
exactly,00:00:00,00:00:00,b,1
exactly,00:06:00,00:06:00,a,2
ring,10:00:00,10:00:00,a,1
ring,10:10:00,10:10:00,b,2
ring,10:30:00,10:30:00,a,3
ring,10:40:00,10:40:00,c,4
"""
FREQUENCIES = "trip_id,start_time,end_time,headway_secs,exact_times\noften,06:00:00,07:00:00,1200,0\nexactly,06:00:00,07:00:00,1200,1\n"


def town(folder: Path, **changes: str) -> TransitIndex:
    files = {"stops": STOPS, "routes": ROUTES, "trips": TRIPS, "stop_times": STOP_TIMES, "frequencies": FREQUENCIES, "agency": AGENCY}
    return TransitIndex(build(folder, **{**files, **changes}).transit, ZONE)


def at(clock: str, day: date = DAY) -> int:
    """POSIX seconds of a time of a service day."""
    hours, minutes = clock.split(":")
    return int(service_origin(day, ZONE).timestamp()) + int(hours) * 3600 + int(minutes) * 60


def message(*entities: FeedEntity, clock: str = "8:00", version: str = "2.0") -> bytes:
    feed = FeedMessage(entity=entities)
    feed.header.gtfs_realtime_version = version
    feed.header.timestamp = at(clock)
    for number, entity in enumerate(feed.entity):
        entity.id = entity.id or str(number)
    return feed.SerializeToString()


def update(trip: dict | str, *stops: dict, **fields) -> FeedEntity:
    """trip: an id, or the fields of a TripDescriptor."""
    told = TripUpdate(trip={"trip_id": trip} if isinstance(trip, str) else trip, stop_time_update=stops, **fields)
    return FeedEntity(id="", trip_update=told)


def late(stop_id: str, seconds: int) -> dict:
    return {"stop_id": stop_id, "arrival": {"delay": seconds}}


def read(index: TransitIndex, *entities: FeedEntity, clock: str = "8:00") -> TransitFacts:
    return decode(message(*entities, clock=clock), index, datetime.fromtimestamp(at(clock), UTC))


def row(transit: Transit, trip_id: str, nth: int = 0) -> int:
    return [number for number, text in enumerate(transit.trip_id) if text == trip_id][nth]


def told(index: TransitIndex, facts: TransitFacts) -> dict[tuple[str, int], list[tuple] | None]:
    """(trip, days after DAY) → (position, relation, arrival delay, departure delay) of each stop; None for cancelled."""
    updates, found = facts.updates, {}
    for number, (trip, day) in enumerate(zip(updates.trip.tolist(), updates.day.tolist())):
        span = slice(updates.first[number], updates.first[number + 1])
        columns = (updates.position, updates.relation, updates.arrival_delay_s, updates.departure_delay_s)
        stops = list(zip(*(column[span].tolist() for column in columns)))
        found[index.transit.trip_id[trip], day - DAY.toordinal()] = None if updates.cancelled[number] else stops
    return found


def expected(index: TransitIndex, facts: TransitFacts, trip_id: str, nth: int = 0, day: date = DAY) -> list[str]:
    """Departures of a run as the timetable then expects them."""
    live = LiveTrips.of(index.transit, facts.updates)
    found = live.find(row(index.transit, trip_id, nth), day)
    assert found is not None
    times = live.departure_s[live.first[found] : live.first[found + 1]].tolist()
    return [f"{seconds // 3600}:{seconds // 60 % 60:02}" + (f":{seconds % 60:02}" if seconds % 60 else "") for seconds in times]
