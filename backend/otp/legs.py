"""Legs of an itinerary."""
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from backend.contract.trips import Leg as Planned
from backend.contract.trips import LegPlace
from backend.otp import polyline
from backend.otp.lines import Agency, Geometry, Route
from backend.otp.places import LegTime, Place, Rented
from backend.otp.rides import Rides
from backend.otp.sharing import Network
from backend.otp.sight import Sight
from backend.otp.stops import Stop
from backend.otp.trips import Trip
from backend.otp.turns import Step
from backend.otp.wanted import STREET
from backend.otp.words import BOARDING, epoch_ms, node_id


@dataclass(frozen=True)
class Leg:
    """real_time: its times are as somebody expects them now."""

    sight: Sight
    told: Planned
    real_time: bool

    generalized_cost = accessibility_score = pickup_booking_info = drop_off_booking_info = ride_hailing_estimate = None
    fare_products = ()
    walking_bike = intermediate_place = False

    @property
    def transit_leg(self) -> bool:
        return self.told.route is not None

    @property
    def id(self) -> str | None:
        if self.trip is None:
            return None
        return node_id("Leg", f"{self.trip.gtfs_id};{self.service_date};{self.told.from_.stop_id};{self.told.to.stop_id}")

    @property
    def mode(self) -> str:
        return self.route.mode if self.route else STREET[self.told.mode]

    @property
    def start(self) -> LegTime:
        return self.time(self.told.depart_at, self.told.scheduled_depart_at)

    @property
    def end(self) -> LegTime:
        return self.time(self.told.arrive_at, self.told.scheduled_arrive_at)

    def time(self, expected: datetime, scheduled: datetime | None) -> LegTime:
        return LegTime(scheduled or expected, expected if self.real_time else None)

    @property
    def start_time(self) -> int:
        return epoch_ms(self.told.depart_at)

    @property
    def end_time(self) -> int:
        return epoch_ms(self.told.arrive_at)

    @property
    def departure_delay(self) -> int:
        return int((self.told.depart_at - self.start.scheduled_time).total_seconds())

    @property
    def arrival_delay(self) -> int:
        return int((self.told.arrive_at - self.end.scheduled_time).total_seconds())

    @property
    def duration(self) -> float:
        return (self.told.arrive_at - self.told.depart_at).total_seconds()

    @property
    def distance(self) -> float:
        return self.told.distance_m

    @property
    def realtime_state(self) -> str | None:
        if not self.transit_leg:
            return None
        if self.told.added:
            return "ADDED"
        return "UPDATED" if self.real_time else "SCHEDULED"

    @property
    def rented_bike(self) -> bool:
        return self.told.rental is not None

    @property
    def interline_with_previous_leg(self) -> bool:
        return self.told.stay_seated

    @property
    def day(self) -> date | None:
        return (self.told.service_day or self.told.depart_at.date()) if self.transit_leg else None

    @property
    def service_date(self) -> str | None:
        return f"{self.day:%Y-%m-%d}" if self.day else None

    @property
    def headsign(self) -> str | None:
        return self.told.headsign

    @cached_property
    def route(self) -> Route | None:
        if self.told.route is None:
            return None
        row = self.sight.catalogue.find_route(self.sight.catalogue.gtfs_id(self.told.route.id))
        return None if row is None else Route(self.sight, row)

    @property
    def agency(self) -> Agency | None:
        return self.route.agency if self.route else None

    @cached_property
    def trip(self) -> Trip | None:
        catalogue = self.sight.catalogue
        row = catalogue.find_trip(catalogue.gtfs_id(self.told.trip_id), self.told.added) if self.told.trip_id else None
        return None if row is None else Trip(self.sight, row)

    @cached_property
    def board_position(self) -> int | None:
        """Position in the pattern; of a stop called at twice the first that is followed by where one alights."""
        stop, goal = self.from_.stop, self.to.stop
        if self.trip is None or stop is None or goal is None:
            return None
        rows = self.sight.catalogue.stops_of(self.trip.pattern.row).tolist()
        return next((at for at, row in enumerate(rows) if row == stop.row and goal.row in rows[at + 1 :]), None)

    @property
    def pickup_type(self) -> str | None:
        return self.boarding("pattern_pickup", self.board_position)

    @property
    def dropoff_type(self) -> str | None:
        if self.board_position is None or self.trip is None or self.to.stop is None:
            return None
        rows = self.sight.catalogue.stops_of(self.trip.pattern.row).tolist()
        return self.boarding("pattern_drop_off", rows.index(self.to.stop.row, self.board_position + 1))

    def boarding(self, column: str, position: int | None) -> str | None:
        if self.trip is None or position is None:
            return None
        transit = self.sight.catalogue.transit
        return BOARDING[int(getattr(transit, column)[int(transit.pattern_first[self.trip.pattern.row]) + position]) % len(BOARDING)]

    @cached_property
    def from_(self) -> Place:
        return Place(self.sight, self.told.from_, self.start, self.start, self.rented(self.told.from_, taking=True))

    @cached_property
    def to(self) -> Place:
        return Place(self.sight, self.told.to, self.end, self.end, self.rented(self.told.to, taking=False))

    def rented(self, place: LegPlace, taking: bool) -> Rented | None:
        rental = self.told.rental
        system = self.sight.view.systems.get(rental.source.feed) if rental else None
        where = (rental.pick_up if taking else rental.drop_off) if rental else None
        if rental is None or system is None or where is None:
            return None
        return Rented(self.sight, Network(rental.source.feed, system), where.station_id, place, rental.vehicle if taking else "")

    @property
    def intermediate_places(self) -> list[Place] | None:
        if not self.transit_leg:
            return None
        return [
            Place(self.sight, one, self.time(one.arrive_at, None), self.time(one.depart_at, None))
            for one in self.told.intermediate_stops if one.lat is not None and one.lon is not None
        ]  # fmt: skip

    def intermediate_stops(self, include: list[str] | None = None) -> list[Stop] | None:
        places = self.intermediate_places
        if places is None or (include and "STOP" not in include):
            return None if places is None else []
        return [place.stop for place in places if place.stop is not None]

    @property
    def stop_calls(self) -> list[dict[str, Any]]:
        if not self.transit_leg:
            return []
        places = [replace(self.from_, rented=None), *(self.intermediate_places or []), replace(self.to, rented=None)]
        return [stop_call(place) for place in places if place.stop is not None]

    def next_legs(self, number_of_legs: int, **by_station: Any) -> list["Leg"] | None:
        return self.others(number_of_legs, by_station, later=True)

    def previous_legs(self, number_of_legs: int, **by_station: Any) -> list["Leg"] | None:
        return self.others(number_of_legs, by_station, later=False)

    def others(self, most: int, by_station: dict[str, Any], later: bool) -> list["Leg"] | None:
        start, goal = self.from_.stop, self.to.stop
        if self.trip is None or self.day is None or start is None or goal is None:
            return None
        rides = Rides(
            self.sight, start.around if self.mode in (by_station.get("origin_modes_with_parent_station") or ()) else start.inside,
            goal.around if self.mode in (by_station.get("destination_modes_with_parent_station") or ()) else goal.inside,
        )  # fmt: skip
        found = rides.around(self.told.depart_at, most, later, (self.trip.row, self.day.toordinal()))
        return [Leg(self.sight, told, expected) for told, expected in found]

    @property
    def leg_geometry(self) -> Geometry:
        return Geometry(polyline.from_six_decimals(self.told.geometry))

    @property
    def steps(self) -> list[Step] | None:
        return None if self.transit_leg else [Step(one) for one in self.told.steps]

    @property
    def alerts(self) -> list[Any]:
        stops = [stop for stop in (self.from_.stop, self.to.stop) if stop is not None]
        if self.trip is None or self.day is None:
            return []
        return self.sight.alerts.of_ride(self.trip, self.day.toordinal(), stops, self.told.depart_at, self.told.arrive_at)


def stop_call(place: Place) -> dict[str, Any]:
    times = {"arrival": place.arrival, "departure": place.departure}
    scheduled = ArrivalDepartureTime(place.arrival.scheduled_time, place.departure.scheduled_time)
    live = {name: one.estimated for name, one in times.items() if one.estimated}
    return {"stop_location": place.stop, "schedule": {"time": scheduled}, "real_time": {"arrival": None, "departure": None, **live} if live else None}


@dataclass(frozen=True)
class ArrivalDepartureTime:
    arrival: datetime
    departure: datetime
    typename = "ArrivalDepartureTime"
