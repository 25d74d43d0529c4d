"""Saved trips: kept on the phone, so they open without network."""

from dataclasses import dataclass
from datetime import date

from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.store.people import People, asks_otherwise


@dataclass(frozen=True)
class SavedRow:
    title: str
    detail: str
    spoken: str
    trip_id: str
    outdated: bool = False  # asked for with limits that are others now


def rows_of(trips, today: date, people: People | None = None) -> tuple[SavedRow, ...]:
    """As the store lists them, newest first. `people` are those who would ask now."""
    return tuple(row_of(trip, today, people is not None and asks_otherwise(trip.asked, people)) for trip in trips)


def row_of(trip, today: date, outdated: bool = False) -> SavedRow:
    itinerary = trip.itinerary
    day = write.day(itinerary.depart_at.date(), today)
    title = tr("{origin} to {destination}", origin=trip.origin, destination=trip.destination)
    detail = f"{day}, {write.span(itinerary.depart_at, itinerary.arrive_at)} · {write.duration(itinerary.duration_s)}"
    times = tr("{start} to {end}", start=say.clock(itinerary.depart_at), end=say.clock(itinerary.arrive_at))
    spoken = f"{title}, {day}, {times}"
    if outdated:
        needs = tr("asked for with other needs")
        detail, spoken = f"{detail} · {needs}", f"{spoken}, {needs}"
    return SavedRow(title, detail, spoken, trip.id, outdated)


def describe(rows: tuple[SavedRow, ...]) -> list[str]:
    """What can be heard of it, in reading order."""
    return [row.spoken for row in rows] or [tr("No saved trips yet")]
