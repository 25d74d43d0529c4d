"""`POST /v1/days`: a day of errands, and the best order with the ways between."""
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from backend.contract.base import Answer, Message, Moment
from backend.contract.limits import Limits
from backend.contract.live import Alert
from backend.contract.trips import Itinerary, Place, TripMode


class Opening(Message, frozen=True):
    """Open from then until then; over midnight is one opening. Both have to be on this day, or the night after it."""

    opens_at: Moment
    closes_at: Moment


class Errand(Message, frozen=True):
    """Something to be done at a place: `durationMin` minutes, begun and ended within one of `openings` (none: at any time).

    `beginAt`: it begins at that moment, not earlier and not later, in place of `openings`. An `optional` one is left out where the day is too short,
    those of least `worth` first. `after`: numbers of errands (from 0) that come before it, as far as they are done.
    """

    place: Place
    duration_min: Annotated[int, Meta(ge=0, le=720)] = 0
    openings: Annotated[tuple[Opening, ...], Meta(max_length=6)] = ()
    begin_at: Moment | None = None
    optional: bool = False
    worth: Annotated[int, Meta(ge=1, le=100)] = 1
    after: Annotated[tuple[Annotated[int, Meta(ge=0, le=7)], ...], Meta(max_length=7)] = ()


class DayRequest(Message, frozen=True):
    """From `start`, not before `leaveAt`, to `end` (null: back to the start) by `endBy`, at most 24 hours later.

    `modes`: BIKE or CAR stand alone (or with WALK, which they do not use): one's own vehicle goes along all day. PARK_RIDE, BIKE_RIDE, KISS_RIDE and
    CAR_PARK would leave it somewhere and are refused. `spareMin`: how early one wants to be there, where that costs nothing but waiting.
    `guidance` asks for all that a voice needs to lead along the ways.
    """

    start: Place
    leave_at: Moment
    end_by: Moment
    errands: Annotated[tuple[Errand, ...], Meta(min_length=1, max_length=8)]
    end: Place | None = None
    modes: Annotated[tuple[TripMode, ...], Meta(min_length=1, max_length=13)] = (TripMode.WALK, TripMode.TRANSIT)
    max_transfers: Annotated[int, Meta(ge=0, le=6)] = 3
    max_walk_m: Annotated[float, Meta(ge=0, le=100_000)] | None = None
    spare_min: Annotated[int, Meta(ge=0, le=60)] = 5
    limits: Limits | None = None
    guidance: bool = False


class Visit(Answer, frozen=True):
    """Errand number `errand` (from 0). `itinerary` leads there; null where one is there already.

    Later than `latestBeginAt` it, or something after it, would be missed; `tight` says that this is less than ten minutes later.
    """

    errand: int
    itinerary: Itinerary | None
    begin_at: Moment
    leave_at: Moment
    latest_begin_at: Moment
    tight: bool


class LeftOutReason(StrEnum):
    """Why an errand cannot be done. The first four hold for it alone. CONFLICT: it goes together with none of `others`. NO_ROOM: all are too much."""

    NO_WAY = "no_way"
    TOO_SHORT = "too_short"
    TOO_LATE = "too_late"
    END_TOO_LATE = "end_too_late"
    CONFLICT = "conflict"
    NO_ROOM = "no_room"


class LeftOutErrand(Answer, frozen=True):
    """`others` are numbers of errands. `reachedAt` is when one could be there (END_TOO_LATE: at the end of the day), leaving at `leaveAt` of the
    question; `leaveBy` until when one would have to leave for it."""

    errand: int
    reason: LeftOutReason
    text: str
    others: tuple[int, ...] = ()
    reached_at: Moment | None = None
    leave_by: Moment | None = None


class WithoutErrand(Answer, frozen=True):
    """Without this optional errand the day ends `savedS` seconds earlier."""

    errand: int
    saved_s: int


class DayResponse(Answer, frozen=True):
    """Visits in their order, and the way to the end (`last`; null where one is there already).

    `leaveAt` and `endAt` are null where not even the bare way to the end can be made in time. `proven`: with these ways no other order does more, or
    ends earlier; of days with more than six errands the best one that was found is told. Errands of `leftOut` are those that are not done.
    """

    visits: tuple[Visit, ...]
    last: Itinerary | None
    leave_at: Moment | None
    end_at: Moment | None
    travel_s: int
    waiting_s: int
    left_out: tuple[LeftOutErrand, ...]
    without: WithoutErrand | None
    proven: bool
    as_of: Moment
    city_version: str
    alerts: tuple[Alert, ...] = ()
