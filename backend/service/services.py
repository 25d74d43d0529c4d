"""What the routes of one city work with, opened once per process."""
from dataclasses import dataclass
from pathlib import Path

from backend.around.service import LiveArea
from backend.city.service import CityFacts
from backend.live.service import LiveCity
from backend.map.service import MapTiles
from backend.places.service import PlaceSearch
from backend.pricing.fares import open_fares
from backend.stops.near import Surroundings
from backend.stops.service import Timetables
from backend.trips.service import TripPlanner
from routing.city import City
from routing.snapshot import Snapshot


@dataclass(frozen=True)
class Services:
    live: LiveCity
    planner: TripPlanner
    timetables: Timetables
    surroundings: Surroundings
    places: PlaceSearch
    tiles: MapTiles
    facts: CityFacts
    live_area: LiveArea

    @classmethod
    def open(cls, folder: Path) -> "Services":
        """Raises StoreError when the folder is no built city, and PricesUnusable."""
        return cls.of(City.open(folder), PlaceSearch.open(folder / "search"))

    @classmethod
    def of(cls, city: City, places: PlaceSearch) -> "Services":
        live, timetables = LiveCity(Snapshot.of(city)), Timetables(city)
        planner, surroundings = TripPlanner(live, open_fares(city.folder)), Surroundings(live.snapshot, timetables)
        return cls(live, planner, timetables, surroundings, places, MapTiles(city.features), CityFacts(city), LiveArea(live, timetables))
