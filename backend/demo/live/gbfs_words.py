"""How one fact is written in GBFS 2.3 and in 3.0."""
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import msgspec

from backend.demo.live.places import Ring

V2, V3 = "2.3", "3.0"
WRITTEN_IN = "en"  # all texts of the simulator
VERSIONS = (V2, V3)


@dataclass(frozen=True)
class Dialect:
    """version: V2 or V3."""

    version: str

    @property
    def is_3(self) -> bool:
        return self.version == V3

    @property
    def vehicle_file(self) -> str:
        return "vehicle_status" if self.is_3 else "free_bike_status"

    @property
    def vehicles(self) -> str:
        """How vehicles are called in names of fields."""
        return "vehicles" if self.is_3 else "bikes"

    def text(self, words: str) -> Any:
        return [{"text": words, "language": WRITTEN_IN}] if self.is_3 else words

    def moment(self, at_s: int) -> Any:
        return f"{datetime.fromtimestamp(at_s, UTC):%Y-%m-%dT%H:%M:%SZ}" if self.is_3 else at_s

    def file(self, stamp_s: int, ttl_s: int, content: dict[str, Any]) -> bytes:
        return msgspec.json.encode({"last_updated": self.moment(stamp_s), "ttl": ttl_s, "version": self.version, "data": content})

    def polygon(self, rings: tuple[Ring, ...]) -> list:
        """Coordinates of one polygon. Until 3.0 a ring that runs clockwise means what lies inside; 3.0 follows RFC 7946, the other way."""
        return [list(ring if (signed_area(ring) > 0) == self.is_3 else ring[::-1]) for ring in rings]


def signed_area(ring: Ring) -> float:
    """Above 0: counterclockwise."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring)) / 2
