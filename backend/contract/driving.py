"""`/v1/driving`: what somebody who drives one of the city's own vans needs: shifts, the run sheet, and the way to say what happens.

What happens is told in batches of events, also minutes or hours later and in the order in which it happened. Each has an id that the phone made, and
counts once, however often it is sent. Nobody's name is told to a driver: a code, places in the van, and what is needed.
"""
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from backend.contract.base import Answer, Latitude, Longitude, Message, Moment
from backend.contract.rides import RideLoad, RidePlace
from backend.contract.tickets import Shown

MOST_EVENTS, LONGEST_WAIT_S, LONGEST_DELAY_S = 50, 25, 4 * 3600


class ShiftState(StrEnum):
    """planned. begun: by its driver. over. broken: the vehicle drives no more today."""

    PLANNED = "planned"
    BEGUN = "begun"
    OVER = "over"
    BROKEN = "broken"


class DrivenShift(Answer, frozen=True):
    """A van from `startsAt` to `endsAt`. `vehicle` is painted on it, `plate` its registration; at `lat`, `lon` it stands before the shift."""

    id: UUID
    zone: str
    zone_name: str
    vehicle: str
    plate: str
    starts_at: Moment
    ends_at: Moment
    lat: float
    lon: float
    state: ShiftState
    begun_at: Moment | None = None
    over_at: Moment | None = None


class DrivenShiftsResponse(Answer, frozen=True):
    """Own shifts that are not over for long, up to the end of tomorrow, the soonest first."""

    as_of: Moment
    shifts: tuple[DrivenShift, ...]


class StopKind(StrEnum):
    PICKUP = "pickup"
    DROPOFF = "dropoff"
    BREAK = "break"


class Need(StrEnum):
    """What the driver does: ramp (out, and the wheelchair fastened), child_seat (mounted), guide_dog (room on the floor)."""

    RAMP = "ramp"
    CHILD_SEAT = "child_seat"
    GUIDE_DOG = "guide_dog"


class DrivenRide(Answer, frozen=True):
    """Who gets in or out. `code` is what they say where no ticket can be shown; `tickets` are the ids in the codes that their phones show.

    `arrivedAt`: since when the van is at the pickup. `noShowAt`: from then on it may leave without them; null before it is there.
    """

    id: UUID
    code: str
    load: RideLoad
    needs: tuple[Need, ...] = ()
    tickets: tuple[UUID, ...] = ()
    arrived_at: Moment | None = None
    no_show_at: Moment | None = None


class DrivenStop(Answer, frozen=True):
    """`at`: foreseen now. `earliest`, `latest`: what was promised, or when a break may begin; a dropoff has no `earliest`.

    `fixed`: it stays the next. `breakNo` and `breakS`: which break of the shift, from 0, and how long it is; `begunAt`: since when it is.
    """

    kind: StopKind
    place: RidePlace
    at: Moment
    latest: Moment
    earliest: Moment | None = None
    fixed: bool = False
    ride: DrivenRide | None = None
    break_no: int | None = None
    break_s: int | None = None
    begun_at: Moment | None = None


class Aboard(Answer, frozen=True):
    """Who is on board now, as places in the van."""

    seats: int = 0
    wheelchairs: int = 0
    child_seats: int = 0
    guide_dogs: int = 0


class RunSheet(Answer, frozen=True):
    """What is to be done, in order. `aboard` is what is on board now. `graceS` seconds the van waits for somebody who is not there.

    `version` is another whenever something on it is: it is the `ETag`. `seenAt`: when this van last said where it is.
    """

    as_of: Moment
    version: str
    shift: DrivenShift
    stops: tuple[DrivenStop, ...]
    aboard: Aboard
    grace_s: int
    seen_at: Moment | None = None


class DrivingKind(StrEnum):
    """arrived: at the pickup of `ride`. boarded: with `shown` (the code of a ticket as it was scanned) or `code` (as it was told).
    brought: they are out. no_show: nobody came, with `lat` and `lon` of the van. break_begun and break_over: `breakNo`.
    broken_down: the van drives no more, with `lat` and `lon`. delayed: it is `seconds` later than foreseen. position: where it is, rounded to four
    decimals (11 m) before it is kept; only the last one is.
    """

    ARRIVED = "arrived"
    BOARDED = "boarded"
    BROUGHT = "brought"
    NO_SHOW = "no_show"
    BREAK_BEGUN = "break_begun"
    BREAK_OVER = "break_over"
    BROKEN_DOWN = "broken_down"
    DELAYED = "delayed"
    POSITION = "position"


class DrivingEvent(Message, frozen=True):
    """Something that happened at `at` by the clock of the phone. What a kind needs stands at `DrivingKind`; nothing else is looked at."""

    id: UUID
    kind: DrivingKind
    at: Moment
    ride: UUID | None = None
    shown: Shown | None = None
    code: Annotated[str, Meta(min_length=1, max_length=8)] | None = None
    break_no: Annotated[int, Meta(ge=0, le=20)] | None = None
    seconds: Annotated[int, Meta(ge=0, le=LONGEST_DELAY_S)] | None = None
    lat: Latitude | None = None
    lon: Longitude | None = None


class DrivingUpload(Message, frozen=True):
    """In the order in which they happened."""

    events: Annotated[tuple[DrivingEvent, ...], Meta(min_length=1, max_length=MOST_EVENTS)]


class EventRefusal(StrEnum):
    """Why an event changed nothing. clock_wrong: `at` is no moment of this shift, or in the future. incomplete: it lacks what its kind needs.
    not_begun: the shift is not under way. other_van: the ride is driven by another. over: the ride is brought, cancelled or was left.
    not_aboard: they did not get in. wrong_code. other_ticket: it is for another ride. ticket: it does not count, `ticket` says why.
    not_there: nobody said that the van had arrived. too_soon: possible from `possibleAt` on. too_far: the van is not at the pickup."""

    CLOCK_WRONG = "clock_wrong"
    INCOMPLETE = "incomplete"
    NOT_BEGUN = "not_begun"
    OTHER_VAN = "other_van"
    OVER = "over"
    NOT_ABOARD = "not_aboard"
    WRONG_CODE = "wrong_code"
    OTHER_TICKET = "other_ticket"
    TICKET = "ticket"
    NOT_THERE = "not_there"
    TOO_SOON = "too_soon"
    TOO_FAR = "too_far"


class EventTaken(Answer, frozen=True):
    """`refusal` null: it counts. `ticket`: why a ticket does not count, in the words of `POST /v1/inspections`."""

    id: UUID
    refusal: EventRefusal | None = None
    possible_at: Moment | None = None
    ticket: str | None = None


class DrivingResponse(Answer, frozen=True):
    """In the order of the upload, and how the run sheet is now. Forget the events named here."""

    taken: tuple[EventTaken, ...]
    sheet: RunSheet
