"""What the map of a trip in progress has to show: the traveller, and where they go to next. Without Kivy."""

from backend.contract.trips import Itinerary
from mobile.device.protocols import Fix
from mobile.polyline import decode
from mobile.screens.underway.along import DEGREE_M, Path, Point
from mobile.screens.underway.progress import BOARD
from mobile.screens.underway.trip import Trip

NEAR_M = 2000


def in_sight(trip: Trip, kind: str, number: int, paths: tuple[Path | None, ...], fix: Fix | None) -> list[Point]:
    """For what is to be done (`kind`) on leg `number`; the whole way where nobody knows where the traveller is, or they are nowhere near it."""
    whole = whole_way(trip.itinerary)
    if fix is None or not is_near(whole, fix):
        return whole
    leg, path, along = trip.itinerary.legs[number], paths[number], trip.along
    if kind == BOARD:
        return [(fix.lat, fix.lon), (leg.from_.lat, leg.from_.lon)]
    ahead = path.ahead(along.share_left if along and along.leg == number else 1.0) if path else []
    return [(fix.lat, fix.lon), *ahead, (leg.to.lat, leg.to.lon)]


def whole_way(itinerary: Itinerary) -> list[Point]:
    points = [point for leg in itinerary.legs for point in decode(leg.geometry)]
    return [*points, *((place.lat, place.lon) for leg in itinerary.legs for place in (leg.from_, leg.to))]


def is_near(points: list[Point], fix: Fix) -> bool:
    """Whether somebody is in the box around the points, or not far beside it."""
    around, lats, lons = NEAR_M / DEGREE_M, [lat for lat, _ in points], [lon for _, lon in points]
    return min(lats) - around <= fix.lat <= max(lats) + around and min(lons) - 2 * around <= fix.lon <= max(lons) + 2 * around
