"""Questions made from a built city, the same on every machine: numbers drawn from a seed, places and times taken from the city."""
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from routing.atlas import PlaceKind, Places
from routing.streets.model import Access, Part, Streets
from routing.transit.model import Transit

SEED = 2_026


@dataclass(frozen=True)
class StopQueries:
    """From a stop to a stop: rows of Transit, int32[k]; leaving in seconds of the service day, int32[k], on the minute."""

    origin: np.ndarray
    destination: np.ndarray
    departure_s: np.ndarray


@dataclass(frozen=True)
class DoorQueries:
    """From a point to a point in degrees, float64[k, 2] as (lat, lon); leaving in seconds of the service day, int32[k]."""

    origin: np.ndarray
    destination: np.ndarray
    departure_s: np.ndarray

    def __len__(self) -> int:
        return len(self.departure_s)


def busiest_day(transit: Transit) -> date:
    """The service day with most trips; the first of them."""
    trips_of_service = np.bincount(transit.trip_service, minlength=len(transit.service_days))
    trips_on_day = trips_of_service @ transit.service_days.astype(np.int64)
    return date.fromordinal(int(transit.first_day[0]) + int(np.argmax(trips_on_day)))


def trips_on(transit: Transit, day: date) -> np.ndarray:
    """Rows of the trips that run on a service day."""
    column = day.toordinal() - int(transit.first_day[0])
    return np.flatnonzero(transit.service_days[transit.trip_service, column])


def served_stops(transit: Transit, day: date) -> np.ndarray:
    """Rows of the stops at which something halts on that day."""
    patterns = np.unique(transit.trip_pattern[trips_on(transit, day)])
    halts = [transit.pattern_stop[transit.pattern_first[p] : transit.pattern_first[p + 1]] for p in patterns]
    return np.unique(np.concatenate(halts)) if halts else np.empty(0, np.int32)


def departures(transit: Transit, day: date, count: int, rng: np.random.Generator) -> np.ndarray:
    """Seconds on the minute, spread over the hours of service (between the 5th and 90th percentile of the trips' starts) within the day."""
    starts_s = transit.departure_s[transit.time_first[trips_on(transit, day)]]
    first_s, last_s = np.percentile(starts_s, [5, 90]) if len(starts_s) else (8 * 3600, 18 * 3600)
    return (rng.integers(int(first_s), max(int(last_s), int(first_s) + 1), count) // 60 * 60).astype(np.int32)


def stop_queries(transit: Transit, day: date, stops: np.ndarray, count: int, seed: int = SEED) -> StopQueries:
    """Pairs of different stops out of `stops`, rows of Transit."""
    rng = np.random.default_rng(seed)
    origin = rng.choice(stops, count)
    destination = rng.choice(stops, count)
    again = origin == destination
    while again.any():
        destination[again] = rng.choice(stops, int(again.sum()))
        again = origin == destination
    return StopQueries(origin.astype(np.int32), destination.astype(np.int32), departures(transit, day, count, rng))


def door_queries(places: Places, streets: Streets, transit: Transit, day: date, count: int, seed: int = SEED) -> DoorQueries:
    """Pairs of addresses of the city; of points on streets for people on foot where it has too few addresses."""
    rng = np.random.default_rng(seed)
    lat_e7, lon_e7 = addresses(places)
    if len(lat_e7) < 1_000:
        lat_e7, lon_e7 = street_points(streets)
    pairs = rng.integers(0, len(lat_e7), (2, count))
    points = np.stack([lat_e7[pairs] / 1e7, lon_e7[pairs] / 1e7], axis=-1)
    return DoorQueries(points[0], points[1], departures(transit, day, count, rng))


def addresses(places: Places):
    here = places.kind == PlaceKind.ADDRESS
    return places.lat_e7[here], places.lon_e7[here]


def street_points(streets: Streets):
    """The middle geometry point of every edge that can be walked."""
    walked = np.flatnonzero((streets.edge_access & (Access.FOOT_F | Access.FOOT_B) > 0) & (streets.edge_part & Part.FOOT > 0))
    middle = (streets.geometry_first[walked] + streets.geometry_first[walked + 1]) // 2
    return streets.geometry_lat_e7[middle], streets.geometry_lon_e7[middle]


def write_csv(queries: DoorQueries, day: date, path: Path) -> None:
    """The same questions as a file for `allways bench`."""
    lines = ["from_lat,from_lon,to_lat,to_lon,departure"]
    for (from_lat, from_lon), (to_lat, to_lon), departure_s in zip(queries.origin, queries.destination, queries.departure_s.tolist()):
        clock = f"{departure_s // 3600:02d}:{departure_s // 60 % 60:02d}:{departure_s % 60:02d}"
        lines.append(f"{from_lat:.7f},{from_lon:.7f},{to_lat:.7f},{to_lon:.7f},{day.isoformat()}T{clock}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
