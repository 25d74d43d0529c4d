"""transfers.txt: walks between neighbouring stops, one that is impossible, one that waits, and riders who stay seated."""
import numpy as np

from .ground import to_xy
from .timetable import Trip

HEADER = ["from_stop_id", "to_stop_id", "from_route_id", "to_route_id", "from_trip_id", "to_trip_id", "transfer_type", "min_transfer_time"]
RECOMMENDED, TIMED, NEEDS_TIME, IMPOSSIBLE, IN_SEAT, IN_SEAT_FORBIDDEN = range(6)
RECOMMENDED_M, NEIGHBOUR_M = 30.0, 130.0
BASE_S, S_A_METRE = 60, 1.3


def transfer_rows(boarding: list[dict], trips: list[Trip]) -> list[tuple]:
    return neighbour_rows(boarding) + timed_rows() + in_seat_rows(trips)


def neighbour_rows(boarding: list[dict]) -> list[tuple]:
    """Stops close by, not of one station, whose pathways tell more. Of the longest walk one end is behind a fence: impossible."""
    xy = np.array([to_xy(float(stop["stop_lon"]), float(stop["stop_lat"])) for stop in boarding])
    pairs = []
    for i, a in enumerate(boarding):
        away_m = np.hypot(*(xy - xy[i]).T)
        for j in np.flatnonzero(away_m < NEIGHBOUR_M).tolist():
            b = boarding[j]
            if i == j or (a.get("parent_station") and a.get("parent_station") == b.get("parent_station")):
                continue
            pairs.append((float(away_m[j]), a["stop_id"], b["stop_id"]))
    fenced = max(pairs)
    rows = []
    for pair in pairs:
        away_m, a, b = pair
        if pair == fenced:
            rows.append((a, b, "", "", "", "", IMPOSSIBLE, ""))
        elif away_m < RECOMMENDED_M:
            rows.append((a, b, "", "", "", "", RECOMMENDED, ""))
        else:
            rows.append((a, b, "", "", "", "", NEEDS_TIME, BASE_S + round(away_m * S_A_METRE)))
    return rows


def timed_rows() -> list[tuple]:
    """The slow train waits for the fast one."""
    return [("main_p1", "main_p2", "R1", "R2", "", "", TIMED, ""), ("main_p4", "main_p3", "R1", "R2", "", "", TIMED, "")]


def in_seat_rows(trips: list[Trip]) -> list[tuple]:
    """Riders stay seated where a vehicle continues as another line; not on its last trip of the day."""
    followers = [trip for trip in trips if trip.came_from is not None]
    last_of_day = {(trip.line.id, trip.direction, trip.service): trip.id for trip in followers}
    rows = []
    for trip in followers:
        feeder = trip.came_from
        is_last = last_of_day[trip.line.id, trip.direction, trip.service] == trip.id
        kind = IN_SEAT_FORBIDDEN if is_last else IN_SEAT
        rows.append((feeder.pattern.stops[-1], trip.pattern.stops[0], "", "", feeder.id, trip.id, kind, ""))
    return rows
