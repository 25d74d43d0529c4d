"""Trips of every line: when they start, how long they take, and which continue as another line with the riders seated."""
from dataclasses import dataclass

import numpy as np

from .transit import Line, Network, Pattern

SERVICES = {"weekday": (1, 1, 1, 1, 1, 0, 0), "saturday": (0, 0, 0, 0, 0, 1, 0), "sunday": (0, 0, 0, 0, 0, 0, 1), "night": (0, 0, 0, 0, 1, 1, 0)}
STRETCH = {"weekday": 1.0, "saturday": 1.5, "sunday": 2.0}  # of headways
# mode -> (from hour, to hour, headway in minutes)
HEADWAYS = {
    "tram": [(5, 6.5, 15), (6.5, 9, 7.5), (9, 15.5, 10), (15.5, 19, 7.5), (19, 24.5, 15)],
    "bus": [(5, 6.5, 20), (6.5, 9, 10), (9, 15.5, 15), (15.5, 19, 10), (19, 24, 30)],
    "rail": [(5, 23.5, 30)],
    "ferry": [(7, 20, 20)],
}
METRO_BANDS = [
    ("05:00:00", "06:30:00", 600), ("06:30:00", "09:00:00", 240), ("09:00:00", "15:30:00", 360),
    ("15:30:00", "19:00:00", 240), ("19:00:00", "24:30:00", 600),
]
SPEED_MS = {"metro": 15.0, "rail": 22.0, "tram": 7.2, "bus": 7.0, "ferry": 4.2}
DWELL_S = {"metro": 25, "rail": 60, "ferry": 90, "tram": 18, "bus": 18}
STARTING_S = 8  # lost at each stop by braking and starting
# (line, direction) -> (line, direction): its vehicle comes from there, and riders may stay seated.
CONTINUES_FROM = {("17", 1): ("16", 0), ("16", 1): ("17", 0)}
LAYOVER_S = 240
ROUGH_LINE = "18"  # only every fourth stop has a time; the rest is for the reader to interpolate
ROUGH_EVERY = 4
NIGHT_FIRST_S, NIGHT_LAST_S, NIGHT_HEADWAY_S = 24 * 3600 + 1800, 28 * 3600 + 1800, 1800


@dataclass
class Trip:
    id: str
    line: Line
    direction: int
    service: str
    start_s: int
    block_id: str = ""
    came_from: "Trip | None" = None

    @property
    def pattern(self) -> Pattern:
        return self.line.patterns[self.direction]


def clock(seconds: int) -> str:
    """GTFS time; hours go past 24."""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def arrivals_s(line: Line, direction: int) -> list[int]:
    """Seconds from the start of a trip to its arrival at each stop."""
    dwell_s = DWELL_S[line.mode]
    hop_s = np.diff(line.patterns[direction].at_m) / SPEED_MS[line.mode] + STARTING_S
    return np.concatenate([[0], np.cumsum(hop_s + dwell_s) - dwell_s]).astype(int).tolist()


def departures_s(mode: str, stretch: float) -> list[int]:
    found = []
    for first_h, last_h, headway_min in HEADWAYS[mode]:
        found += range(round(first_h * 3600), round(last_h * 3600), round(headway_min * stretch * 60))
    return found


def starts_s(line: Line, number: int, direction: int, service: str) -> list[int]:
    """number: place of the line in the network; it spreads the lines over the minutes."""
    if service == "night":
        return list(range(NIGHT_FIRST_S + direction * 900, NIGHT_LAST_S + 1, NIGHT_HEADWAY_S))
    if line.mode == "metro":
        return [5 * 3600]
    half_hour = 900 if line.id == "R2" else 0
    shift = (120 * number + half_hour + direction * 240) % 900 + half_hour
    return [start + shift for start in departures_s(line.mode, STRETCH[service])]


def make_trips(network: Network) -> list[Trip]:
    """Trips by line, direction and service, in the order of their start."""
    trips: dict[tuple[str, int], list[Trip]] = {}
    for number, line in enumerate(network.lines):
        services = ["night"] if line.id.startswith("N") else list(STRETCH)
        for direction in (0, 1):
            if (line.id, direction) in CONTINUES_FROM:
                continue
            own = trips.setdefault((line.id, direction), [])
            for service in services:
                for n, start_s in enumerate(starts_s(line, number, direction, service), 1):
                    own.append(Trip(f"{line.id}-{service[:2]}-{direction}-{n}", line, direction, service, start_s))
    lines = {line.id: line for line in network.lines}
    for (line_id, direction), feeder in CONTINUES_FROM.items():
        trips[line_id, direction] = continue_trips(trips[feeder], lines[line_id], direction)
    return [trip for _, own in sorted(trips.items()) for trip in own]


def continue_trips(feeders: list[Trip], line: Line, direction: int) -> list[Trip]:
    """One trip for each that arrives, in one block with it."""
    own = []
    for n, feeder in enumerate(feeders, 1):
        start_s = feeder.start_s + arrivals_s(feeder.line, feeder.direction)[-1] + LAYOVER_S
        feeder.block_id = f"block-{feeder.id}"
        own.append(Trip(f"{line.id}-{feeder.service[:2]}-{direction}-{n}", line, direction, feeder.service, start_s, feeder.block_id, feeder))
    return own


def stop_times(trip: Trip) -> list[tuple]:
    """(arrival, departure, stop_id, metres of shape, timepoint) of each call."""
    pattern, arrive_s = trip.pattern, arrivals_s(trip.line, trip.direction)
    last = len(pattern.stops) - 1
    rows = []
    for k, (stop, at_s, at_m) in enumerate(zip(pattern.stops, arrive_s, pattern.at_m)):
        if trip.line.id == ROUGH_LINE and k % ROUGH_EVERY and k != last:
            rows.append(("", "", stop, f"{at_m:.1f}", 0))
            continue
        leave_s = at_s + (DWELL_S[trip.line.mode] if 0 < k < last else 0)
        rows.append((clock(trip.start_s + at_s), clock(trip.start_s + leave_s), stop, f"{at_m:.1f}", 1))
    return rows
