"""ferrobus: access by a search of its own per point, then RAPTOR. Its walking speed is fixed, so arrivals are not compared."""
import zipfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path

WALK_LIMIT_S = 1200
STOPS_PER_POINT = 50


def is_installed() -> bool:
    try:
        import ferrobus  # noqa: F401
    except ImportError:
        return False
    return True


@dataclass(frozen=True)
class Ferrobus:
    """A built model of one day."""

    model: object

    @classmethod
    def load(cls, feed: Path, osm: Path, day: date, work: Path) -> "Ferrobus":
        import ferrobus

        with zipfile.ZipFile(feed) as archive:
            archive.extractall(work)
        return cls(ferrobus.create_transit_model(str(osm), [str(work)], day, WALK_LIMIT_S))

    def plan(self, origin: tuple[float, float], destination: tuple[float, float], departure_s: int, max_rides: int):
        """The whole question: both points joined to the network, then a journey with its legs as GeoJSON. ValueError off the network."""
        import ferrobus

        start = ferrobus.create_transit_point(*origin, self.model, WALK_LIMIT_S, STOPS_PER_POINT)
        end = ferrobus.create_transit_point(*destination, self.model, WALK_LIMIT_S, STOPS_PER_POINT)
        return ferrobus.detailed_journey(self.model, start, end, departure_s, max_rides - 1)
