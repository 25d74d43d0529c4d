"""Streets and the addresses on them, matched by name and nearness."""
from collections import defaultdict

import numpy as np
import shapely
from scipy.spatial import cKDTree

from backend.places.words import street_key
from routing.atlas import Features, LabelKind, Layer, PlaceKind, Places

ADDRESS_REACH_M = 2500.0  # from a street's middle to its addresses
ALONG_STEP_DEG = 0.0004  # between two points of a street, about 40 m
METRES_PER_DEGREE = 111_195.0


def plane(lat_e7: np.ndarray, lon_e7: np.ndarray, at_lat_deg: float) -> np.ndarray:
    """float64[n, 2], metres east and north around one latitude."""
    scale = METRES_PER_DEGREE * 1e-7
    return np.column_stack([np.asarray(lon_e7) * (scale * np.cos(np.radians(at_lat_deg))), np.asarray(lat_e7) * scale])


def group_addresses(places: Places, name: list[int], kind: list[int], lat_e7: list[int], lon_e7: list[int], texts: list[str]) -> tuple:
    """Rows of addresses, int64[a]; the entry of each one's street, int64[a], -1 none; and groups of rows whose street is no named way."""
    rows = np.flatnonzero((places.kind == PlaceKind.ADDRESS) & (places.street >= 0) & (places.house_number >= 0))
    entry = np.full(len(rows), -1, np.int64)
    if not len(rows):
        return rows, entry, []
    middle_deg = float(places.lat_e7[rows].mean()) / 1e7
    streets: dict[str, list[int]] = defaultdict(list)
    for i, which in enumerate(kind):
        if which == PlaceKind.STREET:
            streets[street_key(texts[name[i]])].append(i)
    keys = {int(number): street_key(places.texts[number]) for number in np.unique(places.street[rows])}
    at = plane(places.lat_e7[rows], places.lon_e7[rows], middle_deg)
    for number, key in keys.items():
        candidates = np.array(streets.get(key, ()), np.int64)
        if not len(candidates):
            continue
        members = np.flatnonzero(places.street[rows] == number)
        middles = plane(np.array(lat_e7)[candidates], np.array(lon_e7)[candidates], middle_deg)
        distance_m, nearest = cKDTree(middles).query(at[members], distance_upper_bound=ADDRESS_REACH_M)
        near = np.isfinite(distance_m)
        entry[members[near]] = candidates[nearest[near]]
    return rows, entry, leftovers(places, rows[entry < 0], keys)


def leftovers(places: Places, rows: np.ndarray, keys: dict[int, str]) -> list[list[int]]:
    """Addresses without a named way, grouped by street name and town."""
    groups: dict[tuple[str, int], list[int]] = defaultdict(list)
    for row in rows:
        groups[keys[int(places.street[row])], int(places.town[row])].append(int(row))
    return list(groups.values())


def along_streets(features: Features | None, arrays: dict[str, np.ndarray], texts: list[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points along named streets: entry int32[r], lat_e7 int32[r], lon_e7 int32[r]. Without features, the middle of each street."""
    entries = np.flatnonzero(arrays["kind"] == PlaceKind.STREET)
    if features is None or not len(entries):
        return entries.astype(np.int32), arrays["lat_e7"][entries], arrays["lon_e7"][entries]
    by_name: dict[str, list[int]] = defaultdict(list)
    for entry in entries:
        by_name[texts[arrays["name"][entry]]].append(int(entry))
    owner, lat_e7, lon_e7 = [entries], [arrays["lat_e7"][entries]], [arrays["lon_e7"][entries]]
    for feature in np.flatnonzero((features.layer == Layer.LABEL) & (features.kind >= LabelKind.STREET_MAIN)):
        candidates = by_name.get(features.names[features.name[feature]])
        if not candidates:
            continue
        a, b = features.point_first[features.ring_first[feature]], features.point_first[features.ring_first[feature + 1]]
        line = shapely.linestrings(np.column_stack([features.lon_e7[a:b], features.lat_e7[a:b]]).astype(np.float64))
        points = shapely.get_coordinates(shapely.segmentize(line, ALONG_STEP_DEG * 1e7))
        middle = points[len(points) // 2]
        nearest = min(candidates, key=lambda e: np.hypot(arrays["lon_e7"][e] - middle[0], arrays["lat_e7"][e] - middle[1]))
        owner.append(np.full(len(points), nearest))
        lat_e7.append(points[:, 1])
        lon_e7.append(points[:, 0])
    return np.concatenate(owner).astype(np.int32), np.concatenate(lat_e7).astype(np.int32), np.concatenate(lon_e7).astype(np.int32)
