"""All spaces that anybody can be shown: those that are booked here and those of which feeds tell, each once, with their places as arrays."""
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

import numpy as np

from backend.feeds.parking.facts import ParkingFacts, ParkingSiteFacts
from backend.parking.gates import told_spaces
from backend.parking.spaces import Catalogue, Space
from routing.earth import METRES_PER_DEGREE


@dataclass(frozen=True)
class Known:
    """A space with what a feed tells of its site now."""

    space: Space
    feed: str | None = None
    told: ParkingSiteFacts | None = None


@dataclass(frozen=True)
class AllKnown:
    rows: tuple[Known, ...] = ()
    by_id: Mapping[UUID, Known] = field(default_factory=dict)

    @classmethod
    def of(cls, catalogue: Catalogue, told: Mapping[str, ParkingFacts], zone: str, currency: str) -> "AllKnown":
        of_feeds = {(one.feed, one.facts.uid): one for one in told_spaces(told, zone, currency)}
        rows = []
        for space in catalogue.spaces:
            key = (space.site.feed_id or "", space.site.uid or "")
            live = of_feeds.get(key)
            rows.append(Known(space, live.feed, live.facts) if live else Known(space))
        rows += [Known(one.space, one.feed, one.facts) for key, one in of_feeds.items() if key not in catalogue.by_feed]
        return cls(tuple(rows), {row.space.id: row for row in rows})

    @cached_property
    def places(self) -> tuple[np.ndarray, np.ndarray]:
        """Degrees, float64[n] each."""
        return tuple(np.array([getattr(row.space.site, axis) for row in self.rows], np.float64) for axis in ("lat", "lon"))  # type: ignore[return-value]

    def near(self, lat: float, lon: float, within_m: float, most: int) -> tuple[list[Known], int]:
        """The nearest as the crow flies, and how many more there are so near."""
        lats, lons = self.places
        apart_m = np.hypot(lats - lat, (lons - lon) * np.cos(np.radians(lat))) * METRES_PER_DEGREE
        rows = np.flatnonzero(apart_m <= within_m)
        rows = rows[np.argsort(apart_m[rows], kind="stable")]
        return [self.rows[row] for row in rows[:most].tolist()], max(0, len(rows) - most)
