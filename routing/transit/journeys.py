"""Answers of the timetable search: rides between an entry of the access list and one of the egress list."""
from dataclasses import dataclass

import numpy as np

from routing.transit.seats import find_chain
from routing.transit.timetable import Timetable


@dataclass(frozen=True)
class Ride:
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


@dataclass(frozen=True)
class TransitJourney:
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


def one_ride(tt: Timetable, trip: int, board: int, alight: int, stay_seated: bool) -> Ride:
    return Ride(
        board_stop=tt.stop_at(trip, board),
        alight_stop=tt.stop_at(trip, alight),
        pattern=int(tt.source_pattern[tt.trip_pattern[trip]]),
        board_position=board,
        alight_position=alight,
        trip=int(tt.trip_row[trip]),
        day_offset=int(tt.trip_day[trip]),
        departure_s=tt.departure_at(trip, board),
        arrival_s=tt.arrival_at(trip, alight),
        stay_seated=stay_seated,
    )


def rides_of_leg(tt: Timetable, boarded: int, board: int, alighted: int, alight: int) -> list[Ride]:
    """The ride from one position to another, one entry per trip that the vehicle does meanwhile."""
    chain = [boarded] if boarded == alighted else find_chain(tt.next_first, tt.next_trip, boarded, alighted)
    last = len(chain) - 1
    return [
        one_ride(tt, trip, 0 if i else board, alight if i == last else tt.length(trip) - 1, i > 0)
        for i, trip in enumerate(chain)
    ]


def read_journeys(tt: Timetable, journeys: np.ndarray, legs: np.ndarray) -> list[TransitJourney]:
    """Arrays of a forward search as objects."""
    found = []
    for row, leg_rows in zip(journeys.tolist(), legs.tolist()):
        departure_s, arrival_s, count, access, egress, *walk_ms = row
        rides: list[Ride] = []
        for boarded, board, alighted, alight in leg_rows[:count]:
            rides += rides_of_leg(tt, boarded, board, alighted, alight)
        found.append(TransitJourney(departure_s, arrival_s, tuple(rides), access, egress, *walk_ms))
    return found


def mirrored_trip(tt: Timetable, trip: int) -> int:
    """The same trip in the mirrored timetable, and back."""
    pattern = tt.trip_pattern[trip]
    return int(tt.trip_first[pattern] + tt.trip_first[pattern + 1] - 1 - trip)


def read_mirrored(tt: Timetable, journeys: np.ndarray, legs: np.ndarray) -> list[TransitJourney]:
    """Arrays of a search in the mirror of `tt` as objects in true time: the last ride found comes first."""
    found = []
    for row, leg_rows in zip(journeys.tolist(), legs.tolist()):
        departure_s, arrival_s, count, access, egress, *walk_ms = row
        rides: list[Ride] = []
        for boarded, board, alighted, alight in reversed(leg_rows[:count]):
            begin, end = mirrored_trip(tt, alighted), mirrored_trip(tt, boarded)
            rides += rides_of_leg(tt, begin, tt.length(begin) - 1 - alight, end, tt.length(end) - 1 - board)
        found.append(TransitJourney(-arrival_s, -departure_s, tuple(rides), egress, access, *walk_ms))
    return found
