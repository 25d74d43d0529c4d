"""The trip somebody is on, so that it goes on when the app was closed. One at most; once it has ended nothing of it is left."""

from dataclasses import dataclass

import msgspec

from backend.contract.following import Advice, TripBreak, TripNow
from backend.contract.trips import Itinerary
from mobile.asking import Ask
from mobile.polyline import decode
from mobile.store.database import Store


@dataclass(frozen=True, repr=False)
class Thread:
    """By what a city knows the trip. `shares`: it may hold a position. `key` is that of the first question, should its answer have been lost."""

    key: str = ""
    trip_id: str = ""
    last_event_id: str = ""
    shares: bool = False


@dataclass(frozen=True, repr=False)
class Progress:
    """How far it had come: the last words of the city, the break and the advice that were heard, metres gone of a leg on streets."""

    thread: Thread = Thread()
    told: TripNow | None = None
    broken: TripBreak | None = None
    said: tuple[str, Advice] | None = None
    leg: int = 0
    gone_m: float = 0.0


@dataclass(frozen=True, repr=False)
class KeptTrip:
    """`city` is the address of the service in whose city it is made."""

    city: str
    itinerary: Itinerary
    ask: Ask
    progress: Progress


class TripUnderway:
    """The one row. One that cannot be read is set aside until the next trip has ended."""

    def __init__(self, store: Store):
        self.store = store

    def keep(self, kept: KeptTrip) -> None:
        encode = msgspec.json.encode
        self.store.write(
            "INSERT OR REPLACE INTO trip_underway VALUES ('now', ?, ?, ?, ?)",
            (kept.city, encode(kept.itinerary), encode(kept.ask), encode(kept.progress)),
        )

    def keep_progress(self, progress: Progress) -> None:
        self.store.write("UPDATE trip_underway SET progress = ? WHERE state = 'now'", (msgspec.json.encode(progress),))

    def find(self) -> KeptTrip | None:
        """None where no trip is under way, or only one that is damaged."""
        row = self.store.find_row("SELECT city, itinerary, ask, progress FROM trip_underway WHERE state = 'now'")
        if row is None:
            return None
        try:
            return read(*row)
        except (msgspec.MsgspecError, TypeError, ValueError):
            self.store.write("UPDATE OR REPLACE trip_underway SET state = 'damaged' WHERE state = 'now'")
            return None

    def forget(self) -> None:
        self.store.write("DELETE FROM trip_underway")


def read(city: str, itinerary: bytes, ask: bytes, progress: bytes) -> KeptTrip:
    """Raises MsgspecError, TypeError or ValueError for what is no trip."""
    trip = msgspec.json.decode(itinerary, type=Itinerary)
    if not isinstance(city, str) or not trip.legs:
        raise ValueError("no trip")
    for leg in trip.legs:
        decode(leg.geometry)
    times = [moment for leg in trip.legs for moment in (leg.depart_at, leg.arrive_at)]
    if any(moment.tzinfo is None for moment in (trip.depart_at, trip.arrive_at, *times)):
        raise ValueError("a time without its zone")
    return KeptTrip(city, trip, msgspec.json.decode(ask, type=Ask), msgspec.json.decode(progress, type=Progress))
