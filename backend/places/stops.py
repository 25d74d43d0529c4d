"""Stops as people know them: platforms of one station, and stops of one name near each other, are one place."""
import re
from dataclasses import dataclass

import numpy as np

from backend.places.words import fold
from routing.atlas import PlaceKind
from routing.earth import METRES_PER_DEGREE
from routing.transit.model import Transit

SAME_STOP_M = 400.0
# The part of a name that only tells the platform.
PLATFORM = re.compile(r"[\s,]+(bstg|bussteig|steig|gleis|gl\.|platform|stand|bay|stop|quai|voie)\.?\s+\w{1,3}$", re.IGNORECASE)


@dataclass(frozen=True)
class StopPlace:
    """A stop or station to be found by name. `weight` is 0 to 1 by how many patterns serve it."""

    stop_idx: int
    name: str
    lat: float
    lon: float
    kind: PlaceKind
    weight: float
    wheelchair: int


def stop_places(transit: Transit) -> list[StopPlace]:
    """One place per station or group of stops; stops without a place or a name are left out."""
    rail, served = service_of(transit)
    groups: dict[int, list[int]] = {}
    for stop in range(len(transit.stop_kind)):
        if transit.stop_kind[stop] in (0, 1):
            groups.setdefault(root_of(transit, stop), []).append(stop)
    known = [root for root in groups if np.isfinite(transit.stop_lat[root] + transit.stop_lon[root]) and transit.stop_name[root].strip()]
    return collapsed([place_of(transit, root, groups[root], rail, served) for root in known])


def root_of(transit: Transit, stop: int) -> int:
    """The station of a stop, or the stop itself."""
    for _ in range(4):
        parent = int(transit.stop_parent[stop])
        if parent < 0:
            return stop
        stop = parent
    return stop


def service_of(transit: Transit) -> tuple[np.ndarray, np.ndarray]:
    """bool[s] served by trains or metros, int64[s] number of patterns that call."""
    count = len(transit.stop_kind)
    pattern = np.repeat(np.arange(len(transit.pattern_route)), np.diff(transit.pattern_first))
    types = transit.route_type[transit.pattern_route[pattern]] if len(pattern) else np.zeros(0, np.int16)
    is_rail = np.isin(types, (1, 2)) | ((types >= 100) & (types < 200)) | ((types >= 400) & (types < 406))
    rail = np.zeros(count, bool)
    rail[transit.pattern_stop[is_rail]] = True
    return rail, np.bincount(transit.pattern_stop, minlength=count)


def place_of(transit: Transit, root: int, members: list[int], rail: np.ndarray, served: np.ndarray) -> StopPlace:
    weight = min(1.0, float(np.log1p(served[members].sum())) / 5.0)
    kind = PlaceKind.STATION if rail[members].any() else PlaceKind.STOP
    name = PLATFORM.sub("", transit.stop_name[root].strip()) or transit.stop_name[root].strip()
    return StopPlace(root, name, float(transit.stop_lat[root]), float(transit.stop_lon[root]), kind, weight, int(transit.stop_wheelchair[root]))


def collapsed(found: list[StopPlace]) -> list[StopPlace]:
    """Of places with one name near each other the most important: a station before stops, then the busier one."""
    kept: dict[str, list[StopPlace]] = {}
    for place in sorted(found, key=lambda p: (p.kind != PlaceKind.STATION, -p.weight, p.stop_idx)):
        same = kept.setdefault(fold(place.name), [])
        if all(metres(place, other) > SAME_STOP_M for other in same):
            same.append(place)
    return sorted((place for same in kept.values() for place in same), key=lambda p: p.stop_idx)


def metres(a: StopPlace, b: StopPlace) -> float:
    return METRES_PER_DEGREE * float(np.hypot(a.lat - b.lat, (a.lon - b.lon) * np.cos(np.radians(a.lat))))
