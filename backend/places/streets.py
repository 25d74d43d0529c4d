"""Streets and the addresses on them, matched by name and nearness."""
from collections import defaultdict

import numpy as np
import shapely
from scipy.spatial import cKDTree

from backend.places.words import street_key
from routing.atlas import Features, LabelKind, Layer, PlaceKind, Places
from routing.earth import METRES_PER_DEGREE

ADDRESS_REACH_M = 2500.0  # from a street's middle to its addresses
ALONG_STEP_DEG = 0.0004  # between two points of a street, about 40 m


def plane(lat_e7: np.ndarray, lon_e7: np.ndarray, at_lat_deg: float) -> np.ndarray:
    """float64[n, 2], metres east and north around one latitude."""
    scale = METRES_PER_DEGREE * 1e-7
    return np.column_stack([np.asarray(lon_e7) * (scale * np.cos(np.radians(at_lat_deg))), np.asarray(lat_e7) * scale])


def group_addresses(places: Places, rows: list) -> tuple[np.ndarray, np.ndarray, list[list[int]]]:
    """Which street each address is on.

    rows     gather.Row of what can be found, streets among them
    returns  int64[a] addresses, int64[a] the row of each one's street (-1 none), and groups of addresses whose street is no named way
    """
    addresses = np.flatnonzero((places.kind == PlaceKind.ADDRESS) & (places.street >= 0) & (places.house_number >= 0))
    street_of = np.full(len(addresses), -1, np.int64)
    if not len(addresses):
        return addresses, street_of, []
    middle_deg = float(places.lat_e7[addresses].mean()) / 1e7
    streets: dict[str, list[int]] = defaultdict(list)
    for i, row in enumerate(rows):
        if row.kind == PlaceKind.STREET:
            streets[street_key(row.name)].append(i)
    keys = {int(number): street_key(places.texts[number]) for number in np.unique(places.street[addresses])}
    at = plane(places.lat_e7[addresses], places.lon_e7[addresses], middle_deg)
    for number, key in keys.items():
        candidates = np.array(streets.get(key, ()), np.int64)
        if not len(candidates):
            continue
        members = np.flatnonzero(places.street[addresses] == number)
        middles = plane(np.array([rows[i].lat_e7 for i in candidates]), np.array([rows[i].lon_e7 for i in candidates]), middle_deg)
        distance_m, nearest = cKDTree(middles).query(at[members], distance_upper_bound=ADDRESS_REACH_M)
        near = np.isfinite(distance_m)
        street_of[members[near]] = candidates[nearest[near]]
    return addresses, street_of, leftovers(places, addresses[street_of < 0], keys)


def leftovers(places: Places, addresses: np.ndarray, keys: dict[int, str]) -> list[list[int]]:
    """Addresses without a named way, grouped by street name and town."""
    groups: dict[tuple[str, int], list[int]] = defaultdict(list)
    for address in addresses:
        groups[keys[int(places.street[address])], int(places.town[address])].append(int(address))
    return list(groups.values())


def along_streets(features: Features | None, rows: list) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points along named streets: row int32[r], lat_e7 int32[r], lon_e7 int32[r]. Without features, the middle of each street."""
    by_name: dict[str, list[int]] = defaultdict(list)
    for i, row in enumerate(rows):
        if row.kind == PlaceKind.STREET:
            by_name[row.name].append(i)
    streets = [i for members in by_name.values() for i in members]
    owner = [np.array(streets, np.int32)]
    lat_e7, lon_e7 = [np.array([rows[i].lat_e7 for i in streets])], [np.array([rows[i].lon_e7 for i in streets])]
    for name, points in named_lines(features) if features is not None else ():
        candidates = by_name.get(name)
        if not candidates:
            continue
        middle = points[len(points) // 2]
        nearest = min(candidates, key=lambda i: np.hypot(rows[i].lon_e7 - middle[0], rows[i].lat_e7 - middle[1]))
        owner.append(np.full(len(points), nearest))
        lat_e7.append(points[:, 1])
        lon_e7.append(points[:, 0])
    return np.concatenate(owner).astype(np.int32), np.concatenate(lat_e7).astype(np.int32), np.concatenate(lon_e7).astype(np.int32)


def named_lines(features: Features):
    """Name and points (float64[n, 2], longitude and latitude in 1e-7 degrees, about every 40 m) of each line that bears a street's name."""
    for feature in np.flatnonzero((features.layer == Layer.LABEL) & (features.kind >= LabelKind.STREET_MAIN)):
        first, last = features.point_first[features.ring_first[feature]], features.point_first[features.ring_first[feature + 1]]
        line = shapely.linestrings(np.column_stack([features.lon_e7[first:last], features.lat_e7[first:last]]).astype(np.float64))
        yield features.names[features.name[feature]], shapely.get_coordinates(shapely.segmentize(line, ALONG_STEP_DEG * 1e7))
