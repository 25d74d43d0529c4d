"""Answers of the timetable search: rides between an entry of the access list and one of the egress list."""
from typing import NamedTuple

import numpy as np

from routing.transit.seats import find_chain
from routing.transit.timetable import Timetable


class Ride(NamedTuple):
    """One trip from boarding (or staying seated) to alighting (or staying seated).

    pattern, board_position, alight_position   row of Transit.pattern_route and positions among its stops
    trip           row of Transit.trip_id; day_offset its service day, counted from the day of the timetable
    stay_seated    the rider came in the same vehicle as the ride before
    """

    board_stop: int
    alight_stop: int
    pattern: int
    board_position: int
    alight_position: int
    trip: int
    day_offset: int
    departure_s: int
    arrival_s: int
    stay_seated: bool = False


class TransitJourney(NamedTuple):
    """departure_s: as late as the first ride allows; access_index, egress_index: places in the caller's lists.

    walk_ms  access, transfers and egress on foot in milliseconds, only from searches that weigh walking; else -1
    """

    departure_s: int
    arrival_s: int
    rides: tuple[Ride, ...]
    access_index: int
    egress_index: int
    walk_ms: int = -1

    @property
    def boardings(self) -> int:
        """Vehicles boarded; staying seated is not boarding."""
        return sum(not ride.stay_seated for ride in self.rides)


class Sat(NamedTuple):
    """A trip of the timetable from one position to another, and whether the rider came sitting in the same vehicle."""

    trip: int
    board: int
    alight: int
    stay_seated: bool


def list_rides(tt: Timetable, sat: list[Sat]) -> list[Ride]:
    """All rides of an answer at once."""
    if not sat:
        return []
    trip, board, alight, _ = np.array(sat, np.int64).T
    pattern = tt.trip_pattern[trip]
    columns = (
        tt.stop_at(trip, board), tt.stop_at(trip, alight), tt.source_pattern[pattern], board, alight, tt.trip_row[trip], tt.trip_day[trip],
        tt.departure_at(trip, board), tt.arrival_at(trip, alight),
    )  # fmt: skip
    return [Ride._make((*row, one.stay_seated)) for one, *row in zip(sat, *(column.tolist() for column in columns))]


def sat_in(tt: Timetable, boarded: int, board: int, alighted: int, alight: int) -> list[Sat]:
    """The way from one position to another, one entry per trip that the vehicle does meanwhile."""
    if boarded == alighted:
        return [Sat(boarded, board, alight, False)]
    chain = find_chain(tt.next_first, tt.next_trip, boarded, alighted)
    last = len(chain) - 1
    return [Sat(trip, 0 if i else board, alight if i == last else tt.length(trip) - 1, i > 0) for i, trip in enumerate(chain)]


def read_journeys(tt: Timetable, journeys: np.ndarray, legs: np.ndarray) -> list[TransitJourney]:
    """Arrays of a forward search as objects."""
    rows = journeys.tolist()
    sat = [[one for leg in of_journey[: row[2]] for one in sat_in(tt, *leg)] for row, of_journey in zip(rows, legs.tolist())]
    rides, found, first = list_rides(tt, [one for of_journey in sat for one in of_journey]), [], 0
    for (departure_s, arrival_s, _, access, egress, *walk_ms), of_journey in zip(rows, sat):
        last = first + len(of_journey)
        found.append(TransitJourney(departure_s, arrival_s, tuple(rides[first:last]), access, egress, *walk_ms))
        first = last
    return found


def mirrored_trip(tt: Timetable, trip: int) -> int:
    """The same trip in the mirrored timetable, and back."""
    pattern = tt.trip_pattern[trip]
    return int(tt.trip_first[pattern] + tt.trip_first[pattern + 1] - 1 - trip)


def read_mirrored(tt: Timetable, journeys: np.ndarray, legs: np.ndarray) -> list[TransitJourney]:
    """Arrays of a search in the mirror of `tt` as objects in true time: the last ride found comes first."""
    turned = legs.copy()
    for of_journey, row in zip(turned, journeys):
        for leg, (boarded, board, alighted, alight) in zip(of_journey, reversed(of_journey[: row[2]].tolist())):
            begin, end = mirrored_trip(tt, alighted), mirrored_trip(tt, boarded)
            leg[:] = begin, tt.length(begin) - 1 - alight, end, tt.length(end) - 1 - board
    true = journeys.copy()
    true[:, 0], true[:, 1], true[:, 3], true[:, 4] = -journeys[:, 1], -journeys[:, 0], journeys[:, 4], journeys[:, 3]
    return read_journeys(tt, true, turned)
