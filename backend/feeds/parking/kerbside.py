"""Bays and stretches at the side of streets, as German cities publish them: single bays for badge holders, and stretches that were surveyed.

The survey counts in metres of UTM zone 32 on the ellipsoid GRS 80 (EPSG:25832). Its coordinates name no system, so a survey of another zone would lie
elsewhere; nothing else in it says so.
"""
import math
from typing import Any

from backend.feeds.entries import Entry

MERIDIAN_DEG, SCALE, FALSE_EAST_M = 9.0, 0.9996, 500_000.0
AXIS_M, FLATTENING = 6_378_137.0, 1 / 298.257222101
EAST_M, NORTH_M = (100_000.0, 900_000.0), (1_000_000.0, 9_000_000.0)
BADGE, RESIDENTS = "Behindertenparkplatz", "nur_Bewohner"


def is_bay(told: dict[str, Any]) -> bool:
    return told.get("PARKPLATZ_") == "Behinderte"


def bay_of(feature: Entry, told: dict[str, Any]) -> Entry:
    """One bay, for badge holders. Its sign, with hours in words, is not read."""
    lon, lat = point_of(feature.members.get("geometry"))
    flat = {
        "uid": feature.members.get("id"), "name": told.get("BEZEICHNUN"), "operator_name": told.get("BETREIBER"), "lat": lat, "lon": lon,
        "type": "ON_STREET", "capacity": 1, "capacity_disabled": 1, "badge_only": True,
    }  # fmt: skip
    return Entry(flat, feature.log)


def is_stretch(told: dict[str, Any]) -> bool:
    return "Parkwinkel" in told and "Segment" in told


def stretch_of(feature: Entry, told: dict[str, Any]) -> Entry:
    """A stretch with its spaces; one where nobody may park, or residents alone, has no place, and is counted with those."""
    spaces, allowed = number(told.get("Kapazität")), str(told.get("Erlaubnis") or "")
    place = point_of(feature.members.get("geometry")) if spaces and RESIDENTS not in allowed else (None, None)
    lon, lat = from_utm(*place)
    capacity = int(spaces) if spaces and spaces.is_integer() else None
    flat = {
        "uid": f"{told.get('Segment')}/{told.get('Straßense')}/{told.get('Abstand1')}", "name": told.get("Straßenna"), "lat": lat, "lon": lon,
        "type": "ON_STREET", "capacity": capacity, "badge_only": BADGE in allowed, "has_realtime_data": False,
    }  # fmt: skip
    return Entry(flat, feature.log)


def number(told: Any) -> float | None:
    try:
        return float(told)
    except (TypeError, ValueError):
        return None


def point_of(geometry: Any) -> tuple[Any, Any]:
    """The place of a point, the middle one of a line; as it is written."""
    told = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if isinstance(told, list) and told and isinstance(told[0], list):
        told = told[len(told) // 2]
    return (told[0], told[1]) if isinstance(told, list) and len(told) >= 2 else (None, None)


def from_utm(east_m: Any, north_m: Any) -> tuple[float | None, float | None]:
    """Longitude and latitude in degrees, by the series of Krüger to the fourth order: exact to millimetres. None: no such place."""
    east, north = number(east_m), number(north_m)
    if east is None or north is None or not (EAST_M[0] <= east <= EAST_M[1] and NORTH_M[0] <= north <= NORTH_M[1]):
        return None, None
    n = FLATTENING / (2 - FLATTENING)
    radius_m = AXIS_M / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    beta = (n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96, n**2 / 48 + n**3 / 15, 17 * n**3 / 480)
    delta = (2 * n - 2 * n**2 / 3 - 2 * n**3, 7 * n**2 / 3 - 8 * n**3 / 5, 56 * n**3 / 15)
    xi, eta = north / (SCALE * radius_m), (east - FALSE_EAST_M) / (SCALE * radius_m)
    turns = list(enumerate(beta, 1))
    xi, eta = (
        xi - sum(b * math.sin(2 * j * xi) * math.cosh(2 * j * eta) for j, b in turns),
        eta - sum(b * math.cos(2 * j * xi) * math.sinh(2 * j * eta) for j, b in turns),
    )
    chi = math.asin(math.sin(xi) / math.cosh(eta))
    lat = chi + sum(d * math.sin(2 * j * chi) for j, d in enumerate(delta, 1))
    return MERIDIAN_DEG + math.degrees(math.atan2(math.sinh(eta), math.cos(xi))), math.degrees(lat)
