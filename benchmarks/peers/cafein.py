"""cafein: RAPTOR from coordinate to coordinate over OpenStreetMap, legs included; changes take no time of their own."""
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

METRES_PER_SECOND_TO_KMH = 3.6


def is_installed() -> bool:
    try:
        import cafein  # noqa: F401
    except ImportError:
        return False
    return True


@dataclass(frozen=True)
class Cafein:
    """A built network. Walking speed in metres per second."""

    network: object
    walk_speed_mps: float

    @classmethod
    def load(cls, feed: Path, osm: Path, walk_speed_mps: float) -> "Cafein":
        import cafein

        speed = walk_speed_mps * METRES_PER_SECOND_TO_KMH
        return cls(cafein.TransportNetwork.from_gtfs([str(feed)], osm_pbf=str(osm), walking_speed_kmph=speed), walk_speed_mps)

    def add_shortcuts(self) -> None:
        """ULTRA shortcuts: from now on walking between rides knows no list of footpaths (at most 30 minutes each)."""
        self.network.compute_ultra_shortcuts(walking_speed_kmph=self.walk_speed_mps * METRES_PER_SECOND_TO_KMH)

    def plan(self, origin: tuple[float, float], destination: tuple[float, float], departure: datetime, walk_limit_min: int, max_rides: int):
        """Journeys with legs; access, egress and walking all the way up to `walk_limit_min` minutes each."""
        return self.network.route_between_coordinates(
            origin, destination, departure, max_rides=max_rides, max_walking_time=walk_limit_min,
            walking_speed_kmph=self.walk_speed_mps * METRES_PER_SECOND_TO_KMH,
        )  # fmt: skip


def earliest_s(journeys) -> int | None:
    """Earliest arrival in seconds of the service day; None without a journey."""
    return min((int(journey["arrival_s"]) for journey in journeys), default=None)
