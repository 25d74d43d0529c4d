"""From the ids and moments of a message to a trip in rows of the city; what the city does not know is refused, naming the field."""
from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise

from msgspec.structs import replace as replace_message
from shapely import LineString

from backend.city.service import CityBox
from backend.contract.following import FollowedLeg, FollowedPlace, FollowedRental, FollowRequest
from backend.contract.live import Rental
from backend.contract.on_demand import OnDemandRide
from backend.contract.rides import FollowedRide
from backend.contract.trips import Itinerary, LegMode
from backend.contract.trips import Leg as LegMessage
from backend.following.expected import moment_of
from backend.following.lines import LineUnreadable, decode_line
from backend.following.streets import line_between
from backend.following.trip import GONE, STREET, UNHEARD, End, Hire, Leg, Ride, Trip
from backend.service.errors import Unprocessable
from backend.service.moments import checked_moment
from backend.stops.names import Names
from backend.stops.newest import Newest
from backend.trips.limits import limits_of
from routing.city import City
from routing.snapshot import Snapshot
from routing.transit.model import Transit

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
        self._added = Newest[dict[str, list[int]]](city.transit, {}, lambda longer: rows_by_id(names.over(longer), len(city.transit.trip_id)))
        self.box = CityBox(city.manifest)

    @cached_property
    def trips(self) -> dict[str, list[int]]:
        """Rows of the timetable by outside id; runs by frequency share one."""
        return rows_by_id(self.names, 0)

    def make_ready(self) -> None:
        """So that nobody who asks waits for the index of trips."""
        len(self.trips)

    def trip(self, request: FollowRequest, snapshot: Snapshot | None = None) -> Trip:
        """snapshot: which has the added trips; without one those that were known when the request was sealed are GONE until they are `placed`.

        Raises UnknownTrip, UnknownStop, RideIncomplete, TimesRunBack, GeometryUnreadable, OffsetMissing, TimeOutOfRange, OutsideCity.
        """
        legs = tuple(self.leg(leg, f"legs[{number}]", snapshot) for number, leg in enumerate(request.legs))
        for number, (before, after) in enumerate(pairwise(legs), 1):
            if after.depart_at < before.depart_at:
                raise TimesRunBack("A leg begins before the one before it. Send the legs in order.", f"legs[{number}].departAt")
        arrive_by = checked_moment(request.arrive_by, "arriveBy")
        limits = limits_of(request.limits)
        return Trip(
            legs, request.modes, request.max_transfers, request.max_walk_m, arrive_by, request.limits, limits and limits.stepped(), request.guidance
        )

    def placed(self, trip: Trip, snapshot: Snapshot, now: datetime, cancelled_leg: int | None = None) -> Trip:
        """With added trips in the rows of this snapshot. cancelled_leg: one that was told not to come."""
        legs = [leg if leg.ride is None or not leg.ride.added else self.placed_leg(leg, leg.ride, snapshot) for leg in trip.legs]
        for number, leg in enumerate(legs):
            if leg.ride is not None and leg.ride.trip == GONE and now >= leg.depart_at and number != cancelled_leg:
                legs[number] = replace(leg, ride=replace(leg.ride, trip=UNHEARD))
        return replace(trip, legs=tuple(legs))

    def placed_leg(self, leg: Leg, ride: Ride, snapshot: Snapshot) -> Leg:
        asked = ride.added, ride.day, leg.start.stop, leg.end.stop
        found = self.added_runs(*asked, snapshot) or [run for run in self.runs(*asked) if is_planned(self.city.transit, run)]
        best = min(found, key=lambda run: self.off_s(run, leg.depart_at, snapshot.transit), default=None)
        near = best is not None and self.off_s(best, leg.depart_at, snapshot.transit) <= FARTHEST_OFF_S
        return replace(leg, ride=replace(best, added=ride.added) if best is not None and near else replace(ride, trip=GONE))

    def leg(self, leg: FollowedLeg, field: str, snapshot: Snapshot | None) -> Leg:
        depart_at, arrive_at = checked_moment(leg.depart_at, f"{field}.departAt"), checked_moment(leg.arrive_at, f"{field}.arriveAt")
        assert depart_at is not None
        assert arrive_at is not None
        if arrive_at < depart_at:
            raise TimesRunBack("The leg ends before it begins.", f"{field}.arriveAt")
        start, end = self.end(leg.from_, f"{field}.from"), self.end(leg.to, f"{field}.to")
        ride = None if leg.mode in STREET else self.ride(leg, start, end, field, snapshot)
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

    def ride(self, leg: FollowedLeg, start: End, end: End, field: str, snapshot: Snapshot | None) -> Ride:
        if leg.trip_id is None or leg.service_day is None or start.stop < 0 or end.stop < 0:
            raise RideIncomplete("A ride needs tripId, serviceDay and the stopId of both ends. Send the leg as POST /v1/plan gave it.", field)
        if leg.added and snapshot is None:
            return Ride(GONE, leg.service_day, 0, 0, leg.trip_id)
        if leg.trip_id not in self.trips and (snapshot is None or leg.trip_id not in self._added.over(snapshot.transit)):
            raise UnknownTrip("There is no trip of this id. Plan again: the timetable may be a new one.", f"{field}.tripId")
        wanted = checked_moment(leg.scheduled_depart_at, f"{field}.scheduledDepartAt") or leg.depart_at
        asked = leg.trip_id, leg.service_day, start.stop, end.stop
        planned, added = self.runs(*asked), self.added_runs(*asked, snapshot)
        # Whatever the timetable has is scheduled.
        candidates = added or planned if leg.added or leg.scheduled_depart_at is None else planned or added
        if not candidates:
            raise UnknownStop("This trip does not go from the one stop to the other. Send the leg as POST /v1/plan gave it.", f"{field}.to.stopId")
        transit = self.city.transit if snapshot is None else snapshot.transit
        best = min(candidates, key=lambda ride: self.off_s(ride, wanted, transit))
        if self.off_s(best, wanted, transit) > FARTHEST_OFF_S:
            raise UnknownTrip("This trip does not run at that time of that day. Send the leg as POST /v1/plan gave it.", f"{field}.serviceDay")
        return best

    def runs(self, trip_id: str, day: date, board_stop: int, alight_stop: int) -> list[Ride]:
        """Every way of riding a trip of the timetable from the one stop to the other."""
        return [ride for row in self.trips.get(trip_id, ()) for ride in calls(self.city.transit, Ride(row, day, 0, 0), board_stop, alight_stop)]

    def added_runs(self, trip_id: str, day: date, board_stop: int, alight_stop: int, snapshot: Snapshot | None) -> list[Ride]:
        """Every way of riding one that no timetable has; it may share its id with the one in whose place it runs."""
        if snapshot is None or snapshot.live is None:
            return []
        rows = [row for row in self._added.over(snapshot.transit).get(trip_id, ()) if snapshot.live.find(row, day) is not None]
        return [ride for row in rows for ride in calls(snapshot.transit, Ride(row, day, 0, 0, trip_id), board_stop, alight_stop)]

    def off_s(self, ride: Ride, wanted: datetime, transit: Transit) -> float:
        planned = int(transit.departure_s[int(transit.time_first[ride.trip]) + ride.board])
        return abs((moment_of(self.city, transit, ride, planned) - wanted).total_seconds())

    def line(self, geometry: str, field: str) -> LineString | None:
        try:
            points = decode_line(geometry)
        except LineUnreadable as error:
            raise GeometryUnreadable("This is no encoded polyline with six decimals. Send the geometry as POST /v1/plan gave it.", field) from error
        return LineString([(lon, lat) for lat, lon in points]) if len(points) > 1 else None


def rows_by_id(names: Names, first: int) -> dict[str, list[int]]:
    """Rows of trips from the first on."""
    found = defaultdict(list)
    for row in range(first, len(names.transit.trip_id)):
        found[names.trip_id(row)].append(row)
    return found


def calls(transit: Transit, ride: Ride, board_stop: int, alight_stop: int) -> list[Ride]:
    """A stop may come twice."""
    pattern = int(transit.trip_pattern[ride.trip])
    stops = transit.pattern_stop[transit.pattern_first[pattern] : transit.pattern_first[pattern + 1]].tolist()
    boards = [position for position, stop in enumerate(stops) if stop == board_stop]
    alights = [position for position, stop in enumerate(stops) if stop == alight_stop]
    return [replace(ride, board=board, alight=alight) for board in boards for alight in alights if board < alight]


def is_planned(transit: Transit, ride: Ride) -> bool:
    """Whether the timetable has it on its day."""
    column = ride.day.toordinal() - int(transit.first_day[0])
    days = transit.service_days[int(transit.trip_service[ride.trip])]
    return 0 <= column < len(days) and bool(days[column])


def hire_of(leg: FollowedLeg) -> Hire | None:
    rental = leg.rental
    if rental is None or leg.mode is LegMode.WALK:
        return None
    return Hire(rental.system_id, rental.vehicle, rental.electric, rental.pick_up_station_id, rental.drop_off_station_id)


def request_of(itinerary: Itinerary, **asked) -> FollowRequest:
    """What a client sends to follow an itinerary. asked: the other fields of FollowRequest."""
    return FollowRequest(tuple(followed_leg(leg) for leg in itinerary.legs), **asked)


def marked(request: FollowRequest, trip: Trip) -> FollowRequest:
    """With the rides named that no timetable has, for whoever reads it when they are gone."""
    pairs = zip(request.legs, trip.legs)
    legs = tuple(replace_message(told, added=leg.ride is not None and bool(leg.ride.added)) for told, leg in pairs)
    return replace_message(request, legs=legs)


def followed_leg(leg: LegMessage) -> FollowedLeg:
    start, end = (FollowedPlace(place.lat, place.lon, place.name, place.stop_id) for place in (leg.from_, leg.to))
    return FollowedLeg(
        leg.mode, start, end, leg.depart_at, leg.arrive_at, leg.scheduled_depart_at, leg.scheduled_arrive_at,
        leg.geometry if leg.mode in STREET else "", leg.trip_id, leg.service_day, leg.stay_seated, followed_rental(leg.rental), leg.added,
        followed_ride(leg.on_demand),
    )  # fmt: skip


def followed_ride(ride: OnDemandRide | None) -> FollowedRide | None:
    return None if ride is None or ride.offer is None else FollowedRide(ride.offer.zone, ride.offer.load)


def followed_rental(rental: Rental | None) -> FollowedRental | None:
    if rental is None:
        return None
    left = None if rental.drop_off is None else rental.drop_off.station_id
    return FollowedRental(rental.system_id, rental.vehicle, rental.electric, rental.pick_up.station_id, left)
