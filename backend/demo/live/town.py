"""What the simulator knows of a built city: its timetable and streets, and where bikes, cars, lifts and works have their places."""
import json
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from backend.demo.live import survey
from backend.demo.live.places import CarPark, Lift, RentalStation, Zone
from routing.city import City
from routing.earth import METRES_PER_DEGREE
from routing.streets.model import Streets
from routing.transit.model import Transit

BIKE_SEED, PARKING_SEED = "gbfs_seed.json", "parking_seed.json"


class SeedError(Exception):
    """A file of seeds that cannot be read; the message says what to do."""


@dataclass(frozen=True)
class Town:
    """Nothing here changes while a simulation runs."""

    name: str
    language: str
    zone: ZoneInfo
    bbox: tuple[float, float, float, float]  # south, west, north, east
    centre: tuple[float, float]  # lat, lon: where most vehicles of public transport call
    transit: Transit
    streets: Streets
    lifts: tuple[Lift, ...]
    car_parks: tuple[CarPark, ...]
    stations: tuple[RentalStation, ...]
    scooters: int
    zones: tuple[Zone, ...]  # where scooters may not be left or must go slowly
    service_area: tuple[tuple[float, float], ...]  # ring of (lon, lat)
    roads: np.ndarray  # int32, rows of Streets' edges on which works are possible
    spots: np.ndarray  # float64[n, 2], lat and lon where a scooter may stand

    @classmethod
    def open(cls, folder: Path, seeds: Path | None = None, seed: int = 1) -> "Town":
        """Read a built city. seeds: folder of the seed files of the demonstration city (default: beside the city; needed for nothing).

        Raises StoreError when the folder is no built city, SeedError when a seed file is damaged.
        """
        city = City.open(folder)
        centre = survey.centre_of(city.transit, city.manifest.bbox)
        beside = seeds or folder.parent
        bikes, parking = read_seed(beside / BIKE_SEED), read_seed(beside / PARKING_SEED)
        zones = survey.zones_of_seed(bikes) if bikes else survey.zones_of_map(city.features, centre)
        return cls(
            name=city.manifest.name,
            language=city.manifest.language or "en",
            zone=ZoneInfo(city.manifest.timezone),
            bbox=city.manifest.bbox,
            centre=centre,
            transit=city.transit,
            streets=city.streets,
            lifts=survey.lifts_of(city.streets, city.transit),
            car_parks=survey.car_parks_of_seed(parking) if parking else survey.car_parks_of_map(city.places),
            stations=survey.stations_of_seed(bikes) if bikes else survey.stations_of_map(city, centre, seed),
            scooters=len(bikes["vehicles"]) if bikes else survey.SCOOTERS,
            zones=(*zones, survey.slow_centre(centre)),  # the first zone that fits counts
            service_area=survey.service_area(bikes, centre),
            roads=survey.roads_of(city.streets),
            spots=survey.spots_of(city.streets, centre, zones, seed),
        )

    def metres(self, lat, lon) -> tuple[np.ndarray, np.ndarray]:
        """East and north of the centre in metres; exact enough for a city."""
        return survey.metres(lat, lon, self.centre)

    def degrees(self, east_m: float, north_m: float) -> tuple[float, float]:
        """Latitude and longitude of a place in metres from the centre."""
        lat = self.centre[0] + north_m / METRES_PER_DEGREE
        return float(lat), float(self.centre[1] + east_m / METRES_PER_DEGREE / np.cos(np.radians(self.centre[0])))

    def trip_rows(self) -> dict[str, list[int]]:
        """Rows of each trip id; departures by frequency share one."""
        rows: dict[str, list[int]] = {}
        for row, trip_id in enumerate(self.transit.trip_id):
            rows.setdefault(trip_id, []).append(row)
        return rows


def read_seed(path: Path) -> dict | None:
    """None where there is no such file. Raises SeedError."""
    if not path.is_file():
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SeedError(f"{path}: cannot be read ({error}). Write it again with `allways city demo`, or move it away.") from error
    wanted = ("stations", "vehicles", "geofencing_zones", "service_area") if path.name == BIKE_SEED else ("sites",)
    if not isinstance(found, dict) or any(not isinstance(found.get(key), list) for key in wanted):
        raise SeedError(f"{path}: has not the lists {', '.join(wanted)}. Write it again with `allways city demo`, or move it away.")
    return found
