"""What a photo says of where and when it was taken: proposals, none of which counts before a tap takes it. Without Kivy."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from mobile.earth import flat_distance_m
from mobile.i18n import spoken as say
from mobile.i18n import tr
from mobile.i18n import written as write
from mobile.screens.report.state import VAGUE_M, PlaceLine
from mobile.screens.requests.words import when_words
from mobile.store.reports import Chosen

JUST_NOW = timedelta(minutes=10)  # as good as now
LONGEST_AGO = timedelta(days=6)  # the city takes seven; a day is left for a phone without a network


@dataclass(frozen=True)
class PhotoSays:
    place: Chosen | None = None
    at: datetime | None = None


def proposed_place(says: PhotoSays, place: PlaceLine | None) -> Chosen | None:
    """The place of the photo, unless the report is there already. `place`: of the report."""
    told = says.place
    if told is None or place is None:
        return told
    off_m = flat_distance_m((place.lat, place.lon), (told.lat, told.lon))
    return None if off_m == 0 or (off_m <= VAGUE_M and not place.warning) else told


def proposed_time(taken: datetime | None, now: datetime) -> datetime | None:
    """One that the city takes, and that is not as good as now."""
    return taken if taken and JUST_NOW < now - taken < LONGEST_AGO else None


def place_words(told: Chosen, units: str) -> tuple[str, str]:
    """Written and spoken."""
    written, spoken = (tr("{place}, about {distance}", place=told.name, distance=form.distance(told.accuracy_m, units)) for form in (write, say))
    return written, spoken


def time_words(at: datetime, now: datetime) -> tuple[str, str]:
    """Written and spoken."""
    return when_words(at, now, write), when_words(at, now, say)
