"""The two ends of a trip on the street network, for every way of moving that is asked for."""
from dataclasses import dataclass

from routing.query import Point
from routing.streets.graph import Mode
from routing.streets.network import StreetNetwork
from routing.streets.snap import Snap

# Farther from any street than this, a point is not in the city as far as the network goes.
SNAP_LIMIT_M = 750.0
# From a closed street one may cross to another one so much farther from the point asked for.
BESIDE_CLOSED_M = 60.0
# Getting into and out of a vehicle: unlock or lock a bike, walk from a car to the kerb, find a space and walk out of a car park.
BIKE_PARK_S = 60
CAR_PARK_S = 180
DROP_OFF_S = 60


@dataclass(frozen=True)
class Beeline:
    """The unmapped metres between a point asked for and the street, walked straight."""

    point: Point
    metres: float
    ms: int

    @classmethod
    def of(cls, point: Point, metres: float, walk_speed_mps: float) -> "Beeline":
        return cls(point, metres, round(metres / walk_speed_mps * 1000))


@dataclass(frozen=True)
class End:
    """Where the trip begins or ends: the point asked for, and the nearest usable edge by mode."""

    point: Point
    snaps: dict[Mode, Snap]
    closed: bool = False  # streets here are closed for a mode, and the next open one is out of reach

    def beeline(self, mode: Mode, walk_speed_mps: float) -> Beeline:
        return Beeline.of(self.point, self.snaps[mode].distance_m, walk_speed_mps)

    def beeline_ms(self, mode: Mode, walk_speed_mps: float) -> int:
        """Time on foot between the point and the street, where nothing is mapped."""
        return self.beeline(mode, walk_speed_mps).ms


def find_end(network: StreetNetwork, point: Point, modes: set[Mode], opened: StreetNetwork | None = None) -> End:
    """Snap a point for each mode; a mode without a street within reach is left out.

    opened: the same streets without closures. Nobody is led straight over the map from a closed street to one farther away.
    """
    found = {mode: network.find_snap(point.lat, point.lon, mode, SNAP_LIMIT_M) for mode in sorted(modes)}
    known = {mode: snap for mode, snap in found.items() if snap is not None}
    if opened is None:
        return End(point, known)
    plain = find_end(opened, point, modes)
    reached = {mode: snap for mode, snap in known.items() if snap.distance_m <= plain.snaps[mode].distance_m + BESIDE_CLOSED_M}
    return End(point, reached, closed=len(reached) < len(plain.snaps))
