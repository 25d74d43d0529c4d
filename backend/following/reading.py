"""From the ids and moments of a message to a trip in rows of the city; what the city does not know is refused, naming the field."""
from collections import defaultdict
from datetime import datetime
from functools import cached_property
from itertools import pairwise

from shapely import LineString

from backend.city.service import CityBox
from backend.contract.following import FollowedLeg, FollowedPlace, FollowedRental, FollowRequest
from backend.contract.live import Rental
from backend.contract.trips import Itinerary, LegMode
from backend.contract.trips import Leg as LegMessage
from backend.following.expected import moment_of
from backend.following.lines import LineUnreadable, decode_line
from backend.following.streets import line_between
from backend.following.trip import STREET, End, Hire, Leg, Ride, Trip
from backend.service.errors import Unprocessable
from backend.service.moments import checked_moment
from backend.stops.names import Names
from routing.city import City

# A stop that is called at twice is told apart by the time; one this far off is another run.
FARTHEST_OFF_S = 6 * 3600


class UnknownTrip(Unprocessable):
    code = "unknown_trip"


class UnknownStop(Unprocessable):
    code = "unknown_stop"


class RideIncomplete(Unprocessable):
    code = "ride_incomplete"


class TimesRunBack(Unprocessable):
    code = "times_run_back"


class GeometryUnreadable(Unprocessable):
    code = "geometry_unreadable"


class Reader:
    """Of one city; may be asked from many threads."""

    def __init__(self, city: City, names: Names):
        self.city, self.names = city, names
        self.box = CityBox(city.manifest)

    @cached_property
    def trips(self) -> dict[str, list[int]]:
        """Rows by outside id; runs by frequency share one."""
        found = defaultdict(list)
        for row in range(len(self.city.transit.trip_id)):
            found[self.names.trip_id(row)].append(row)
        return found

    def make_ready(self) -> None:
        """So that nobody who asks waits for the index of trips."""
        len(self.trips)

    def trip(self, request: FollowRequest) -> Trip:
        """Raises UnknownTrip, UnknownStop, RideIncomplete, TimesRunBack, GeometryUnreadable, OffsetMissing, TimeOutOfRange, OutsideCity."""
        legs = tuple(self.leg(leg, f"legs[{number}]") for number, leg in enumerate(request.legs))
        for number, (before, after) in enumerate(pairwise(legs), 1):
            if after.depart_at < before.depart_at:
                raise TimesRunBack("A leg begins before the one before it. Send the legs in order.", f"legs[{number}].departAt")
        arrive_by = checked_moment(request.arrive_by, "arriveBy")
        return Trip(legs, request.modes, request.max_transfers, request.max_walk_m, arrive_by)

    def leg(self, leg: FollowedLeg, field: str) -> Leg:
        depart_at, arrive_at = checked_moment(leg.depart_at, f"{field}.departAt"), checked_moment(leg.arrive_at, f"{field}.arriveAt")
        assert depart_at is not None
        assert arrive_at is not None
        if arrive_at < depart_at:
            raise TimesRunBack("The leg ends before it begins.", f"{field}.arriveAt")
        start, end = self.end(leg.from_, f"{field}.from"), self.end(leg.to, f"{field}.to")
        ride = None if leg.mode in STREET else self.ride(leg, start, end, field)
        line = None
        if leg.mode in STREET:
            line = self.line(leg.geometry, f"{field}.geometry") or line_between(self.city, STREET[leg.mode], start, end)
        return Leg(leg.mode, start, end, depart_at, arrive_at, ride, leg.stay_seated, hire_of(leg), line)

    def end(self, place: FollowedPlace, field: str) -> End:
        self.box.check(place.lat, place.lon, field)
        if place.stop_id is None:
            return End(place.lat, place.lon, place.name)
        stop = self.names.find_stop(place.stop_id)
        if stop is None:
            raise UnknownStop("There is no stop of this id. Send the leg as POST /v1/plan gave it.", f"{field}.stopId")
        return End(place.lat, place.lon, place.name, stop)

    def ride(self, leg: FollowedLeg, start: End, end: End, field: str) -> Ride:
        if leg.trip_id is None or leg.service_day is None or start.stop < 0 or end.stop < 0:
            raise RideIncomplete("A ride needs tripId, serviceDay and the stopId of both ends. Send the leg as POST /v1/plan gave it.", field)
        rows = self.trips.get(leg.trip_id)
        if not rows:
            raise UnknownTrip("There is no trip of this id. Plan again: the timetable may be a new one.", f"{field}.tripId")
        wanted = checked_moment(leg.scheduled_depart_at, f"{field}.scheduledDepartAt") or leg.depart_at
        candidates = [ride for row in rows for ride in self.calls(row, leg, start.stop, end.stop)]
        if not candidates:
            raise UnknownStop("This trip does not go from the one stop to the other. Send the leg as POST /v1/plan gave it.", f"{field}.to.stopId")
        best = min(candidates, key=lambda ride: self.off_s(ride, wanted))
        if self.off_s(best, wanted) > FARTHEST_OFF_S:
            raise UnknownTrip("This trip does not run at that time of that day. Send the leg as POST /v1/plan gave it.", f"{field}.serviceDay")
        return best

    def calls(self, trip: int, leg: FollowedLeg, board_stop: int, alight_stop: int) -> list[Ride]:
        """Every way of riding a trip from the one stop to the other: a stop may come twice."""
        transit = self.city.transit
        pattern = int(transit.trip_pattern[trip])
        stops = transit.pattern_stop[transit.pattern_first[pattern] : transit.pattern_first[pattern + 1]].tolist()
        boards = [position for position, stop in enumerate(stops) if stop == board_stop]
        alights = [position for position, stop in enumerate(stops) if stop == alight_stop]
        assert leg.service_day is not None
        return [Ride(trip, leg.service_day, board, alight) for board in boards for alight in alights if board < alight]

    def off_s(self, ride: Ride, wanted: datetime) -> float:
        transit = self.city.transit
        planned = int(transit.departure_s[int(transit.time_first[ride.trip]) + ride.board])
        return abs((moment_of(self.city, ride, planned) - wanted).total_seconds())

    def line(self, geometry: str, field: str) -> LineString | None:
        try:
            points = decode_line(geometry)
        except LineUnreadable as error:
            raise GeometryUnreadable("This is no encoded polyline with six decimals. Send the geometry as POST /v1/plan gave it.", field) from error
        return LineString([(lon, lat) for lat, lon in points]) if len(points) > 1 else None


def hire_of(leg: FollowedLeg) -> Hire | None:
    rental = leg.rental
    if rental is None or leg.mode is LegMode.WALK:
        return None
    return Hire(rental.system_id, rental.vehicle, rental.electric, rental.pick_up_station_id, rental.drop_off_station_id)


def request_of(itinerary: Itinerary, **asked) -> FollowRequest:
    """What a client sends to follow an itinerary. asked: the other fields of FollowRequest."""
    return FollowRequest(tuple(followed_leg(leg) for leg in itinerary.legs), **asked)


def followed_leg(leg: LegMessage) -> FollowedLeg:
    start, end = (FollowedPlace(place.lat, place.lon, place.name, place.stop_id) for place in (leg.from_, leg.to))
    return FollowedLeg(
        leg.mode, start, end, leg.depart_at, leg.arrive_at, leg.scheduled_depart_at, leg.scheduled_arrive_at,
        leg.geometry if leg.mode in STREET else "", leg.trip_id, leg.service_day, leg.stay_seated, followed_rental(leg.rental),
    )  # fmt: skip


def followed_rental(rental: Rental | None) -> FollowedRental | None:
    if rental is None:
        return None
    left = None if rental.drop_off is None else rental.drop_off.station_id
    return FollowedRental(rental.system_id, rental.vehicle, rental.electric, rental.pick_up.station_id, left)
