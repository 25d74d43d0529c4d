"""How one fact is written in GBFS 2.3 and in 3.0. https://gbfs.org/documentation/reference/"""
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
import numpy as np

from backend.feeds.closures.geojson import Geometry

V2, V3 = "2.3", "3.0"
LANGUAGE = re.compile(r"^[a-z]{2,3}(-[A-Z]{2})?\Z")
UNTOLD_LANGUAGE = "en"


@dataclass(frozen=True)
class Dialect:
    """version: V2 or V3. language: the one all texts are in."""

    version: str
    language: str

    @classmethod
    def of(cls, version: str, languages: tuple[str, ...]) -> "Dialect":
        told = (language.replace("_", "-") for language in languages)
        return cls(version, next(filter(LANGUAGE.match, told), UNTOLD_LANGUAGE))

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
        return [{"text": words, "language": self.language}] if self.is_3 else words

    def moment(self, moment: datetime) -> Any:
        return moment_text(moment) if self.is_3 else int(moment.timestamp())

    def file(self, updated: datetime, ttl_s: int, content: dict[str, Any]) -> bytes:
        return msgspec.json.encode({"last_updated": self.moment(updated), "ttl": ttl_s, "version": self.version, "data": content})

    def area(self, area: Geometry) -> dict[str, Any]:
        """A MultiPolygon. Version 3 runs outlines against the clock, as RFC 7946 does; before, what is to the right of a ring is inside."""
        polygons = []
        for first, end in zip(area.polygon_first[:-1].tolist(), area.polygon_first[1:].tolist()):
            polygons.append([ring(area, part, (part == first) == self.is_3) for part in range(first, end)])
        return {"type": "MultiPolygon", "coordinates": polygons}


def moment_text(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def ring(area: Geometry, part: int, against_clock: bool) -> list[list[float]]:
    """[longitude, latitude] of each corner."""
    here = slice(int(area.part_first[part]), int(area.part_first[part + 1]))
    lat, lon = area.lat[here], area.lon[here]
    runs_against = float(np.sum(lon[:-1] * lat[1:] - lon[1:] * lat[:-1])) > 0
    corners = np.column_stack([lon, lat])
    return (corners if runs_against == against_clock else corners[::-1]).tolist()


def told(**values: Any) -> dict[str, Any]:
    """The fields somebody said something about."""
    return {name: value for name, value in values.items() if value not in (None, "", (), [], {})}
