"""Where one changes from a vehicle of one's own to transit: streets at stops for bikes and cars, and park and ride sites."""
from dataclasses import dataclass

import numpy as np

from routing.atlas import PlaceKind, Places
from routing.door.closure import INF
from routing.streets.graph import Mode
from routing.streets.network import StreetNetwork
from routing.streets.reach import Places as Ready
from routing.streets.snap import Snap
from routing.transit.model import Transit

# A vehicle is left at the nearest street to a stop within this distance; stops farther from one are reached by walking on from others.
KERBSIDE_M = 120.0
SITE_SNAP_M = 150.0


@dataclass(frozen=True)
class Hubs:
    """Stops with a street for bikes (cars) beside them, with the extra seconds on foot; park and ride sites with the walk to every stop.

    site_walk_s   int32[sites, n_stops], INF where there is no way
    """

    bike_stops: np.ndarray
    bike_snaps: list[Snap]
    bike_extra_s: np.ndarray
    car_stops: np.ndarray
    car_snaps: list[Snap]
    car_extra_s: np.ndarray
    site_places: np.ndarray
    site_car_snaps: list[Snap]
    site_foot_snaps: list[Snap]
    site_walk_s: np.ndarray
    bike_places: Ready
    car_places: Ready

    def kerb_places(self, mode: Mode) -> Ready:
        """The streets of `kerbs`, ready to be searched."""
        return self.bike_places if mode is Mode.BIKE else self.car_places

    def kerbs(self, mode: Mode) -> tuple[np.ndarray, list[Snap], np.ndarray]:
        """Stops with a street for the mode beside them, those streets, and the extra seconds on foot."""
        if mode is Mode.BIKE:
            return self.bike_stops, self.bike_snaps, self.bike_extra_s
        return self.car_stops, self.car_snaps, self.car_extra_s


def find_hubs(network: StreetNetwork, transit: Transit, places: Places, walk_speed_mps: float) -> Hubs:
    """Look at every served stop and every park and ride site of a city once."""
    served = np.unique(transit.pattern_stop)
    bikes = kerbside(network, transit, served, Mode.BIKE, walk_speed_mps)
    cars = kerbside(network, transit, served, Mode.CAR, walk_speed_mps)
    bike_stops, bike_snaps, bike_extra_s = bikes
    car_stops, car_snaps, car_extra_s = cars
    site_places, site_car_snaps, site_foot_snaps, site_walk_s = car_park_sites(network, transit, places, walk_speed_mps)
    return Hubs(
        bike_stops, bike_snaps, bike_extra_s, car_stops, car_snaps, car_extra_s, site_places, site_car_snaps, site_foot_snaps, site_walk_s,
        bike_places=network.places(Mode.BIKE, bike_snaps), car_places=network.places(Mode.CAR, car_snaps),
    )  # fmt: skip


def kerbside(
    network: StreetNetwork, transit: Transit, stops: np.ndarray, mode: Mode, walk_speed_mps: float
) -> tuple[np.ndarray, list[Snap], np.ndarray]:
    found, snaps, extra_s = [], [], []
    for stop in stops.tolist():
        lat, lon = float(transit.stop_lat[stop]), float(transit.stop_lon[stop])
        if np.isnan(lat) or (snap := network.find_snap(lat, lon, mode, KERBSIDE_M)) is None:
            continue
        found.append(stop)
        snaps.append(snap)
        extra_s.append(int(np.ceil(snap.distance_m / walk_speed_mps)))
    return np.array(found, np.int32), snaps, np.array(extra_s, np.int32)


def car_park_sites(
    network: StreetNetwork, transit: Transit, places: Places, walk_speed_mps: float
) -> tuple[np.ndarray, list[Snap], list[Snap], np.ndarray]:
    rows, car_snaps, foot_snaps, walks_s = [], [], [], []
    for row in np.flatnonzero(places.kind == PlaceKind.PARK_RIDE).tolist():
        lat, lon = places.lat_e7[row] / 1e7, places.lon_e7[row] / 1e7
        car, foot = network.find_snap(lat, lon, Mode.CAR, SITE_SNAP_M), network.find_snap(lat, lon, Mode.FOOT, SITE_SNAP_M)
        if car is None or foot is None:
            continue
        stops, milliseconds = network.near_stops(Mode.FOOT, foot, False)
        seconds = np.full(len(transit.stop_kind), INF, np.int32)
        # rounded up once, as the leg that is drawn
        seconds[stops] = (milliseconds + round(foot.distance_m / walk_speed_mps * 1000) + 999) // 1000
        rows.append(row)
        car_snaps.append(car)
        foot_snaps.append(foot)
        walks_s.append(seconds)
    table = np.array(walks_s, np.int32).reshape(len(rows), len(transit.stop_kind))
    return np.array(rows, np.int32), car_snaps, foot_snaps, table
