"""May somebody in a wheelchair board a trip here and leave it there? From `stops.txt` and `trips.txt` alone."""
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.oracle.walls.judge import NOTHING, Findings, Limits
from tests.oracle.walls.stations import Stations, read_stations, rows

NO = Findings(frozenset({"wheelchair"}), frozenset())
UNTOLD = Findings(frozenset(), frozenset({"wheelchair"}))
SAYS = {"1": NOTHING, "2": NO}


@dataclass(frozen=True)
class Rides:
    """trips: `wheelchair_accessible` of each."""

    stations: Stations
    trips: Mapping[str, str]

    def objections(self, trip_id: str, board: str, alight: str, limits: Limits) -> frozenset[str]:
        if not limits.get("wheelchair"):
            return frozenset()
        told = [SAYS.get(self.trips[trip_id], UNTOLD), self.of_stop(board), self.of_stop(alight)]
        return frozenset().union(*(one.against(limits) for one in told))

    def of_stop(self, stop_id: str) -> Findings:
        """A stop that says nothing says what its station says."""
        stops = self.stations.stops
        while stops[stop_id].wheelchair in ("", "0") and stops[stop_id].parent:
            stop_id = stops[stop_id].parent
        return SAYS.get(stops[stop_id].wheelchair, UNTOLD)


def read_rides(path: Path) -> Rides:
    with zipfile.ZipFile(path) as archive:
        trips = {row["trip_id"]: row.get("wheelchair_accessible", "") for row in rows(archive, "trips.txt")}
    return Rides(read_stations(path), trips)
