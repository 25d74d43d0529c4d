"""Saved trips: the whole itinerary as it was answered, offsets of its times included, so that it opens without network."""

import time
import uuid
from dataclasses import dataclass
from datetime import datetime

import msgspec

from backend.contract.trips import Itinerary
from mobile.store.database import Store
from mobile.store.people import Asked


class TripNotFound(Exception):
    """There is no saved trip of this id."""


@dataclass(frozen=True)
class SavedTrip:
    id: str
    origin: str
    destination: str
    itinerary: Itinerary
    asked: Asked | None = None  # none of older apps


class Trips:
    """Removed ones stay until the next one is removed, so that a removal can be taken back."""

    def __init__(self, store: Store):
        self.store = store

    def save(self, origin: str, destination: str, itinerary: Itinerary, when: datetime | None = None, asked: Asked | None = None) -> str:
        """Keep a trip, and with whose needs it was asked for; answers its id. The same trip saved twice is one."""
        body, whose = msgspec.json.encode(itinerary), asked and msgspec.json.encode(asked)
        row = self.store.find_row("SELECT id FROM saved_trip WHERE itinerary = ? AND origin = ? AND destination = ?", (body, origin, destination))
        if row:
            self.store.write("UPDATE saved_trip SET removed = 0, asked = ? WHERE id = ?", (whose, row[0]))
            return row[0]
        trip_id = uuid.uuid4().hex
        self.store.write(
            "INSERT INTO saved_trip (id, origin, destination, saved_at, itinerary, asked) VALUES (?, ?, ?, ?, ?, ?)",
            (trip_id, origin, destination, when.timestamp() if when else time.time(), body, whose),
        )
        return trip_id

    def list_trips(self) -> list[SavedTrip]:
        """Newest first. One that an older app wrote in a shape no longer understood is left out, not lost."""
        rows = self.store.list_rows("SELECT id, origin, destination, itinerary, asked FROM saved_trip WHERE NOT removed ORDER BY saved_at DESC, id")
        return [trip for row in rows if (trip := read(row))]

    def get(self, trip_id: str) -> SavedTrip:
        row = self.store.find_row("SELECT id, origin, destination, itinerary, asked FROM saved_trip WHERE id = ?", (trip_id,))
        trip = read(row) if row else None
        if trip is None:
            raise TripNotFound(trip_id)
        return trip

    def delete(self, trip_id: str) -> None:
        with self.store.together():
            self.store.write("DELETE FROM saved_trip WHERE removed")
            self.store.write("UPDATE saved_trip SET removed = 1 WHERE id = ?", (trip_id,))

    def restore(self, trip_id: str) -> None:
        self.store.write("UPDATE saved_trip SET removed = 0 WHERE id = ?", (trip_id,))


def read(row: tuple) -> SavedTrip | None:
    try:
        itinerary = msgspec.json.decode(row[3], type=Itinerary)
    except msgspec.MsgspecError:
        return None
    try:
        asked = msgspec.json.decode(row[4], type=Asked) if row[4] else None
    except msgspec.MsgspecError:
        asked = None
    return SavedTrip(*row[:3], itinerary, asked)
