"""What hangs where a marker is seen, by the signed table of the city: the only way from a slot to a place."""
from dataclasses import dataclass

from mobile.scan.detect import SeenMarker
from mobile.scan.family import OPEN_FAMILY
from signing.tables import MarkerPlace, MarkerTable


@dataclass(frozen=True)
class SeenPlace:
    """distance_m, bearing_deg: from the camera, as in SeenMarker, for the side the table tells."""

    place: MarkerPlace
    distance_m: float
    bearing_deg: float
    elevation_deg: float


def places_of(
    seen: list[SeenMarker], table: MarkerTable, at: tuple[float, float] | None, accuracy_m: float = 0.0
) -> tuple[list[SeenPlace], list[SeenMarker]]:
    """The places in view, nearest first, and the markers nobody may be led by: not of this city, not near here, or one of several.

    at: lat, lon of the phone, good to accuracy_m; None where it is not known.
    """
    places, unknown = [], []
    for marker in seen:
        twice = sum(other.slot == marker.slot for other in seen) > 1
        place = None if twice or table.family != OPEN_FAMILY else table.find(marker.slot, at, accuracy_m)
        if place is None:
            unknown.append(marker)
        else:
            # What looks the same is twice as far where it is twice as large.
            distance_m = marker.distance_m * place.side_mm / marker.side_mm
            places.append(SeenPlace(place, distance_m, marker.bearing_deg, marker.elevation_deg))
    return sorted(places, key=lambda place: place.distance_m), unknown
