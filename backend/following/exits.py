"""Where a traveller can begin another way: here and now, or, aboard a vehicle, wherever it can be left next."""
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from backend.contract.trips import Leg as LegMessage
from backend.following.assess import Assessment
from backend.following.expected import calls_of, moment_of
from backend.following.hired import apart_from, find_fleets
from backend.following.outline import CHANGE
from backend.following.streets import way
from backend.following.trip import End, Ride, Trip
from backend.live.view import LiveView
from backend.stops.names import Names
from backend.trips.guidance_around import Surroundings
from backend.trips.mapping import to_response
from routing.door.rides import stop_spot, transit_leg
from routing.journey import Hired, Journey, Leg, LegMode, Plan, Spot, StreetLeg
from routing.query import Point
from routing.shared.fleet import LEAVE_S, Fleet
from routing.streets.graph import Mode
from routing.transit.journeys import Ride as RidePart

NEXT_STOPS, NEXT_STATIONS = 5, 3
LEAVE = timedelta(seconds=LEAVE_S)


@dataclass(frozen=True)
class Exit:
    """at: when another way can begin there. lead: the rest of the ride to it; ride: of which trip, to its position there."""

    place: End
    at: datetime
    lead: LegMessage | None = None
    ride: Ride | None = None


class Exits:
    """Of one view. around: of the city, where guidance is asked for."""

    def __init__(self, view: LiveView, names: Names, around: Surroundings | None = None):
        self.view, self.city, self.transit = view, view.snapshot.city, view.snapshot.transit
        self.names, self.around = names.over(self.transit), around
        self.zone = ZoneInfo(self.city.manifest.timezone)

    def of(self, trip: Trip, found: Assessment, now: datetime) -> Iterator[Exit]:
        here, leg = found.here, trip.legs[found.here.leg]
        if here.aboard and leg.ride is not None:
            yield from self.next_stops(leg.ride, now)
        elif here.aboard and leg.hire is not None:
            yield from self.next_stations(trip, found, now)
        else:
            starts = now if found.here.leg or now >= found.legs[0].depart_at else max(now, trip.legs[0].depart_at)
            yield Exit(End(here.lat, here.lon, "" if here.located else leg.start.name), starts)

    def next_stops(self, ride: Ride, now: datetime) -> Iterator[Exit]:
        """The next few, and the one where one meant to get off."""
        ahead = [call for call in calls_of(self.view.snapshot, ride) if call.position > ride.board and call.arrive_at >= now]
        for place, call in enumerate(ahead):
            if place < NEXT_STOPS or call.position == ride.alight:
                whole = replace(ride, board=self.passed(ride, now), alight=call.position)
                yield Exit(self.end_of(call.stop), call.arrive_at + CHANGE, self.ride_leg(whole), whole)

    def passed(self, ride: Ride, now: datetime) -> int:
        """Position of the stop that the vehicle left last."""
        before = [call.position for call in calls_of(self.view.snapshot, ride) if call.position >= ride.board and call.depart_at <= now]
        return max(before, default=ride.board)

    def end_of(self, stop: int) -> End:
        spot = stop_spot(self.transit, stop)
        return End(spot.lat, spot.lon, spot.name, stop)

    def ride_leg(self, ride: Ride) -> LegMessage:
        """A ride as answers have it."""
        transit, live = self.transit, self.view.snapshot.live
        pattern, first = int(transit.trip_pattern[ride.trip]), int(transit.time_first[ride.trip])
        stops = transit.pattern_stop[transit.pattern_first[pattern] :]
        times = int(transit.departure_s[first + ride.board]), int(transit.arrival_s[first + ride.alight])
        row = live.find(ride.trip, ride.day) if live is not None else None
        if live is not None and row is not None:
            begin = int(live.first[row])
            times = int(live.departure_s[begin + ride.board]), int(live.arrival_s[begin + ride.alight])
        part = RidePart(int(stops[ride.board]), int(stops[ride.alight]), pattern, ride.board, ride.alight, ride.trip, 0, *times)
        return self.message(transit_leg(transit, part, ride.day, live), moment_of(self.city, transit, ride, 0))

    def message(self, leg: Leg, origin: datetime) -> LegMessage:
        """origin: second 0 of the leg, in UTC."""
        nowhere = Point(leg.start.lat, leg.start.lon)
        journey = Journey(leg.departure_s, leg.arrival_s, (leg,), 0, 0.0, 0.0, 0.0, "")
        plan = Plan(origin.astimezone(self.zone), origin.date(), (journey,), (), nowhere, nowhere)
        return to_response(self.view, plan, self.names, around=self.around).itineraries[0].legs[0]

    def next_stations(self, trip: Trip, found: Assessment, now: datetime) -> Iterator[Exit]:
        """Stations with room that lie best on the way to where the trip leads."""
        leg, here = trip.legs[found.here.leg], found.here
        assert leg.hire is not None
        for fleet in find_fleets(self.view, leg.hire):
            room = np.flatnonzero(fleet.docks > 0)
            away_m = apart_from(fleet, here.lat, here.lon) + 4 * apart_from(fleet, leg.end.lat, leg.end.lon)  # one walks four times as slowly
            for row in room[np.argsort(away_m[room], kind="stable")][:NEXT_STATIONS].tolist():
                ridden = self.to_station(fleet, leg.hire.take, row, End(here.lat, here.lon, ""), now)
                if ridden is not None:
                    yield ridden

    def to_station(self, fleet: Fleet, take: str | None, row: int, start: End, now: datetime) -> Exit | None:
        snapshot = self.view.snapshot.during(now, now + timedelta(hours=1))
        place = End(float(fleet.lat[row]), float(fleet.lon[row]), fleet.name_of(row))
        path = way(snapshot.network, fleet.mode, start, place, self.city)
        if path is None:
            return None
        mode = LegMode.CAR if fleet.mode is Mode.CAR else LegMode.BIKE
        taken = fleet.spot_id.index(take) if take in fleet.spot_id else row
        begin, end = (Spot(one.lat, one.lon, one.name) for one in (start, place))
        leg = StreetLeg(mode, begin, end, 0, -(-path.duration_ms // 1000), path, Hired(fleet.key, taken, row))
        lead = self.message(leg, now.astimezone(UTC))
        return Exit(place, lead.arrive_at + LEAVE, lead)
