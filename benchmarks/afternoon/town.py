"""Where the afternoon happens: car parks, ways in, places people go to, and the ways between them on the streets of a built city."""
from dataclasses import dataclass

import numpy as np

from backend.feeds.parking.facts import ParkingSiteFacts
from routing.earth import METRES_PER_DEGREE
from routing.streets.graph import Mode
from routing.streets.model import Kind
from routing.streets.network import StreetNetwork
from routing.streets.snap import Snap

WAYS_IN, IN_M, NEAR_RING_M, TRIES = 6, 2200.0, 400.0, 5
MAIN = (Kind.TRUNK, Kind.PRIMARY, Kind.SECONDARY)
GOALS, DRIVEWAYS, CENTRE_M = 80, 120, 900.0
SNAP_M = 300.0
# Speeds of the map are those of an empty street.
TRAFFIC = 1.35


@dataclass(frozen=True)
class Town:
    """Sites are the car parks first, then driveways of one space each. Whole arrays in seconds and metres.

    room       int32[s]
    busy       float[garages], the part of each that was taken when it was looked at
    drive_s    float[ways in + sites, sites], drive_m the same in metres: from each way in, then from each site
    walk_s     float[sites, goals]
    """

    room: np.ndarray
    busy: np.ndarray
    drive_s: np.ndarray
    drive_m: np.ndarray
    walk_s: np.ndarray

    @property
    def garages(self) -> int:
        return len(self.busy)

    @property
    def goals(self) -> int:
        return self.walk_s.shape[1]

    def direct_s(self, way_in: int, site: int) -> float:
        return float(self.drive_s[way_in, site])


def find_town(network: StreetNetwork, sites: tuple[ParkingSiteFacts, ...], seed: int = 1) -> Town:
    """Car parks with a known place, size and count; everything else is put on the streets around their middle."""
    told = [site for site in sites if site.capacity and site.free is not None and site.purpose == "CAR"]
    cars, feet = both_snaps(network, [(site.lat, site.lon) for site in told])
    kept = [row for row, (car, foot) in enumerate(zip(cars, feet)) if car is not None and foot is not None]
    if len(kept) < 3:
        raise SystemExit("There are too few car parks with a count to make an afternoon of them.")
    middle = np.mean([(told[row].lat, told[row].lon) for row in kept], axis=0)
    dice = np.random.default_rng(seed)
    ways_in = main_roads(network, middle)
    homes_car, homes_foot = around(network, middle, DRIVEWAYS, dice)
    _, goals = around(network, middle, GOALS, dice)
    all_cars, all_feet = [cars[row] for row in kept] + homes_car, [feet[row] for row in kept] + homes_foot
    drive_s, drive_m = driven(network, ways_in + all_cars, all_cars)
    return Town(
        room=np.array([told[row].capacity for row in kept] + [1] * len(homes_car), np.int32),
        busy=np.array([1 - told[row].free / told[row].capacity for row in kept]),
        drive_s=drive_s,
        drive_m=drive_m,
        walk_s=network.durations(Mode.FOOT, all_feet, goals) / 1000,
    )


def both_snaps(network: StreetNetwork, places: list[tuple[float, float]]) -> tuple[list[Snap | None], list[Snap | None]]:
    found = [[network.find_snap(lat, lon, mode, SNAP_M) for lat, lon in places] for mode in (Mode.CAR, Mode.FOOT)]
    return found[0], found[1]


def moved(middle: np.ndarray, north_m: float, east_m: float) -> tuple[float, float]:
    lat = middle[0] + north_m / METRES_PER_DEGREE
    return float(lat), float(middle[1] + east_m / (METRES_PER_DEGREE * np.cos(np.radians(lat))))


def main_roads(network: StreetNetwork, middle: np.ndarray) -> list[Snap]:
    """In each of six directions the main road that is nearest to as far out; a direction without one has no way in."""
    streets = network.kept.streets
    ends = np.unique(streets.edge_head[np.isin(streets.edge_kind, MAIN)])
    lat, lon = streets.vertex_lat_e7[ends] / 1e7, streets.vertex_lon_e7[ends] / 1e7
    north, east = (lat - middle[0]) * METRES_PER_DEGREE, (lon - middle[1]) * METRES_PER_DEGREE * np.cos(np.radians(middle[0]))
    off = np.abs(np.hypot(north, east) - IN_M)
    sector = (np.degrees(np.arctan2(east, north)) % 360 // (360 / WAYS_IN)).astype(int)
    found = []
    for direction in range(WAYS_IN):
        rows = np.flatnonzero((sector == direction) & (off < NEAR_RING_M))
        nearest = rows[np.argsort(off[rows], kind="stable")][:TRIES].tolist()
        snaps = (network.find_snap(float(lat[row]), float(lon[row]), Mode.CAR, SNAP_M) for row in nearest)
        found += [snap for snap in snaps if snap is not None][:1]
    if not found:
        raise SystemExit("No main road leads into this town.")
    return found


def around(network: StreetNetwork, middle: np.ndarray, count: int, dice: np.random.Generator) -> tuple[list[Snap], list[Snap]]:
    """Places with a street for cars and one for walkers, more of them near the middle."""
    cars: list[Snap] = []
    feet: list[Snap] = []
    while len(cars) < count:
        car, foot = both_snaps(network, [moved(middle, *dice.normal(0, CENTRE_M / 2, 2))])
        if car[0] is not None and foot[0] is not None:
            cars.append(car[0])
            feet.append(foot[0])
    return cars, feet


def driven(network: StreetNetwork, starts: list[Snap], ends: list[Snap]) -> tuple[np.ndarray, np.ndarray]:
    """Seconds in traffic, and metres of the same ways at the mean speed of a sample of them that was laid out in full."""
    seconds = network.durations(Mode.CAR, starts, ends) / 1000
    sample = [(row, column) for row in range(0, len(starts), 7) for column in range(0, len(ends), 11)]
    paths = [(network.route(Mode.CAR, starts[row], ends[column]), seconds[row, column]) for row, column in sample]
    laid = [(path.length_cm / 100, path.duration_ms / 1000) for path, _ in paths if path is not None and path.duration_ms]
    speed = sum(metres for metres, _ in laid) / sum(duration for _, duration in laid)
    return seconds * TRAFFIC, seconds * speed
