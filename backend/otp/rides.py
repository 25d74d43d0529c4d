"""Rides from one place to another without a change, in the form that the planner gives its legs."""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from backend.contract.trips import IntermediateStop, LegMode, LegPlace
from backend.contract.trips import Leg as Planned
from backend.otp.calls import Asked, Calls, calls_at, calls_of_trip
from backend.otp.distances import away_m
from backend.otp.sight import Sight
from backend.service.errors import Unprocessable
from backend.trips.polyline import encode_lines

DAY_S = 86_400
SEARCH_COST = 100
MOST_LEGS = 20
NOT_AVAILABLE = 1  # drop_off_type


@dataclass(frozen=True)
class Rides:
    """starts, goals: rows of stops."""

    sight: Sight
    starts: np.ndarray
    goals: np.ndarray

    def around(self, moment: datetime, most: int, later: bool, but: tuple[int, int]) -> list[tuple[Planned, bool]]:
        """Rides within a day after or before the moment, nearest to it first, and whether their times are live. but: a trip and its day.

        Raises Unprocessable.
        """
        if not 0 <= most <= MOST_LEGS:
            raise Unprocessable(f"Ask for 0 to {MOST_LEGS} legs.", "numberOfLegs")
        self.sight.budget.spend(SEARCH_COST)
        at_s = int(moment.timestamp())
        asked = Asked(at_s, at_s + DAY_S, True, False) if later else Asked(at_s - DAY_S, at_s, True, False)
        calls = calls_at(self.sight.catalogue, self.sight.view.snapshot.live, self.starts, asked)
        found: list[tuple[Planned, bool]] = []
        for trip, position, day in self.rows(calls, later):
            if len(found) == most:
                break
            goal = self.goal(trip, position)
            if goal is not None and (trip, day) != but:
                found.append(self.ride(trip, day, position, goal))
        return found

    def rows(self, calls: Calls, later: bool) -> Iterator[tuple[int, int, int]]:
        """(trip, position, day)."""
        order = slice(None) if later else slice(None, None, -1)
        return zip(*(column[order].tolist() for column in (calls.trip, calls.position, calls.day)))

    def goal(self, trip: int, position: int) -> int | None:
        """The position at which one gets off."""
        transit = self.sight.catalogue.transit
        pattern = int(transit.trip_pattern[trip])
        first, end = int(transit.pattern_first[pattern]), int(transit.pattern_first[pattern + 1])
        later = np.arange(first + position + 1, end)
        fits = np.isin(transit.pattern_stop[later], self.goals) & (transit.pattern_drop_off[later] != NOT_AVAILABLE)
        return int(later[fits][0]) - first if fits.any() else None

    def ride(self, trip: int, day: int, start: int, goal: int) -> tuple[Planned, bool]:
        catalogue = self.sight.catalogue
        names, zone = catalogue.names, catalogue.timetables.zone
        calls = calls_of_trip(catalogue, self.sight.view.snapshot.live, trip, day)

        def at(seconds: np.ndarray, position: int) -> datetime:
            return datetime.fromtimestamp(int(calls.origin[position] + seconds[position]), zone)

        pattern = int(catalogue.transit.trip_pattern[trip])
        stops = catalogue.stops_of(pattern).tolist()
        route = names.route(int(catalogue.transit.trip_route[trip]))
        lat, lon = (np.array(degrees, np.int64) for degrees in catalogue.line_e7(pattern, start, goal))
        passed = [
            IntermediateStop(
                names.stop_name(stops[one]), *names.place_of(stops[one]), names.stop_id(stops[one]), at(calls.expected.arrival_s, one),
                at(calls.expected.departure_s, one),
            )
            for one in range(start + 1, goal) if not calls.expected.gone[one]
        ]  # fmt: skip
        added = bool(calls.expected.added[start])
        told = Planned(
            mode=LegMode(route.mode),
            from_=self.place(stops[start]),
            to=self.place(stops[goal]),
            depart_at=at(calls.expected.departure_s, start),
            arrive_at=at(calls.expected.arrival_s, goal),
            distance_m=length_m(lat, lon),
            geometry=encode_lines([(lat, lon)])[0],
            route=route,
            headsign=names.headsign(trip, start),
            trip_id=names.trip_id(trip),
            intermediate_stops=tuple(passed),
            service_day=date.fromordinal(day),
            scheduled_depart_at=None if added else at(calls.scheduled_departure_s, start),
            scheduled_arrive_at=None if added else at(calls.scheduled_arrival_s, goal),
            added=added,
        )
        return told, bool(calls.expected.told[start])

    def place(self, stop: int) -> LegPlace:
        names = self.sight.catalogue.names
        lat, lon = names.place_of(stop)
        return LegPlace(names.stop_name(stop), lat or 0.0, lon or 0.0, names.stop_id(stop))


def length_m(lat_e7: np.ndarray, lon_e7: np.ndarray) -> float:
    if not len(lat_e7):
        return 0.0
    lat, lon = lat_e7 / 1e7, lon_e7 / 1e7
    return round(float(away_m(float(lat[0]), 0.0, lat[0] + np.diff(lat), np.diff(lon)).sum()), 1)
