"""Places of one's own, and those looked for lately."""

import time
import uuid
from dataclasses import dataclass

from mobile.earth import flat_distance_m
from mobile.store.database import Store

MOST_RECENT = 20
SAME_M = 30
ICONS = {"home": "home-outline", "work": "briefcase-outline"}


@dataclass(frozen=True)
class SavedPlace:
    """`key` is home, work, or one made up."""

    key: str
    name: str
    lat: float
    lon: float


@dataclass(frozen=True)
class RecentPlace:
    name: str
    lat: float
    lon: float


def icon_of(key: str) -> str:
    return ICONS.get(key, "star-outline")


class Places:
    """All of them live in the store."""

    def __init__(self, store: Store):
        self.store = store

    def save(self, name: str, lat: float, lon: float, key: str | None = None) -> SavedPlace:
        """Keep a place; one with the same key is replaced."""
        place = SavedPlace(key or uuid.uuid4().hex, name, lat, lon)
        self.store.write(
            "INSERT INTO saved_place VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (key) DO UPDATE SET name = excluded.name, lat = excluded.lat, lon = excluded.lon",
            (place.key, name, lat, lon, time.time()),
        )
        return place

    def find_saved(self, key: str) -> SavedPlace | None:
        row = self.store.find_row("SELECT key, name, lat, lon FROM saved_place WHERE key = ?", (key,))
        return SavedPlace(*row) if row else None

    def list_saved(self) -> list[SavedPlace]:
        """Home first, then work, then the others as they were made."""
        rows = self.store.list_rows("SELECT key, name, lat, lon FROM saved_place ORDER BY key != 'home', key != 'work', made_at, key")
        return [SavedPlace(*row) for row in rows]

    def remove(self, key: str) -> None:
        self.store.write("DELETE FROM saved_place WHERE key = ?", (key,))

    def add_recent(self, name: str, lat: float, lon: float) -> None:
        """The newest goes first; the same place is kept once, and twenty at most."""
        with self.store.together():
            for row_id, other, other_lat, other_lon in self.store.list_rows("SELECT id, name, lat, lon FROM recent_place"):
                if other == name and flat_distance_m((lat, lon), (other_lat, other_lon)) <= SAME_M:
                    self.store.write("DELETE FROM recent_place WHERE id = ?", (row_id,))
            self.store.write("INSERT INTO recent_place (name, lat, lon) VALUES (?, ?, ?)", (name, lat, lon))
            self.store.write("DELETE FROM recent_place WHERE id NOT IN (SELECT id FROM recent_place ORDER BY id DESC LIMIT ?)", (MOST_RECENT,))

    def list_recent(self) -> list[RecentPlace]:
        return [RecentPlace(*row) for row in self.store.list_rows("SELECT name, lat, lon FROM recent_place ORDER BY id DESC")]

    def clear_recent(self) -> None:
        self.store.write("DELETE FROM recent_place")
