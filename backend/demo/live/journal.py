"""What was ordered from outside, with the simulated moment from which it holds: the world is replayed with it."""
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MOST_ENTRIES = 1000


class Order(StrEnum):
    """What can be ordered."""

    CANCEL_TRIP = "cancel-trip"
    DELAY_TRIP = "delay-trip"
    RELIEVE_TRIP = "relieve-trip"
    EMPTY_STATION = "empty-station"
    FILL_STATION = "fill-station"
    CLOSE_STREET = "close-street"
    OPEN_STREET = "open-street"
    BREAK_LIFT = "break-lift"
    MEND_LIFT = "mend-lift"


class JournalFull(Exception):
    """More was ordered than a journal keeps."""


@dataclass(frozen=True)
class Entry:
    at_s: int  # simulated Unix seconds
    order: Order
    subject: str  # id of a trip, station, street works or facility
    day: date | None = None  # service day of a trip
    seconds: int = 0  # delay of a trip; how long a street stays closed, 0: until opened
    edge: int = -1  # of a closed street


class Journal:
    """Entries in the order they came. `revision` changes with every entry, so that what was worked out before is known to be old."""

    def __init__(self):
        self._entries: list[Entry] = []
        self._cleared_s = 0
        self.revision = 0

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, entry: Entry) -> None:
        """Raises JournalFull."""
        if len(self._entries) >= MOST_ENTRIES:
            raise JournalFull(f"{MOST_ENTRIES} orders are as many as are kept: POST /control/reset begins anew.")
        self._entries.append(entry)
        self.revision += 1

    def clear(self, at_s: int) -> None:
        """Forget everything, at a moment that is told as that of an order would be: no page may look older than the one before it."""
        self._entries.clear()
        self._cleared_s = at_s
        self.revision += 1

    def until(self, at_s: int, *orders: Order) -> list[Entry]:
        """What was ordered up to a moment, earliest first; of one second, in the order it came."""
        return sorted((entry for entry in self._entries if entry.at_s <= at_s and entry.order in orders), key=lambda entry: entry.at_s)

    def last_s(self, at_s: int) -> int:
        """When something was last ordered or forgotten up to at_s; 0 where nothing was."""
        return max((moment for moment in (self._cleared_s, *(entry.at_s for entry in self._entries)) if moment <= at_s), default=0)
