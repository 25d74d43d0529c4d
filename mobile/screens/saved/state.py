"""Saved trips: kept on the phone, so they open without network."""

from dataclasses import dataclass
from datetime import date

from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write


@dataclass(frozen=True)
class SavedRow:
    title: str
    detail: str
    spoken: str
    trip_id: str


def rows_of(trips, today: date) -> tuple[SavedRow, ...]:
    """As the store lists them, newest first."""
    return tuple(row_of(trip, today) for trip in trips)


def row_of(trip, today: date) -> SavedRow:
    itinerary = trip.itinerary
    day = write.day(itinerary.depart_at.date(), today)
    title = tr("{origin} to {destination}", origin=trip.origin, destination=trip.destination)
    detail = f"{day}, {write.span(itinerary.depart_at, itinerary.arrive_at)} · {write.duration(itinerary.duration_s)}"
    times = tr("{start} to {end}", start=say.clock(itinerary.depart_at), end=say.clock(itinerary.arrive_at))
    return SavedRow(title, detail, f"{title}, {day}, {times}", trip.id)


def describe(rows: tuple[SavedRow, ...]) -> list[str]:
    """What can be heard of it, in reading order."""
    return [row.spoken for row in rows] or [tr("No saved trips yet")]
