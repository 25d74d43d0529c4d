"""What was found in a picture, in one shape for codes and markers: the page shows it, guidance takes `code_seen` of it."""
from dataclasses import dataclass

from mobile.scan.detect import SeenMarker
from signing.codes import CodeKind, code_id_of

ARM_M = 0.5  # a QR code is read no farther than at arm's length; how large it was printed it does not say


@dataclass(frozen=True)
class Find:
    """A place that the city signed. distance_m: None where only its QR code was read. bearing_deg: to the right of where the camera looks.
    lat, lon: degrees, where the table knows them.
    """

    kind: CodeKind
    id: str
    name: str
    distance_m: float | None
    bearing_deg: float
    lat: float | None = None
    lon: float | None = None

    @property
    def code_id(self) -> str:
        return code_id_of(self.kind, self.id)

    @property
    def near_m(self) -> float:
        return ARM_M if self.distance_m is None else self.distance_m


def code_seen(found: Find | SeenMarker) -> tuple[str, float, float, bool]:
    """(code_id, distance_m, bearing_deg, trusted) for the event CodeSeen. A marker for which the table has no place is never trusted."""
    if isinstance(found, Find):
        return found.code_id, found.near_m, found.bearing_deg, True
    return f"marker:{found.slot}", found.distance_m, found.bearing_deg, False
