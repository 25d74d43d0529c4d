"""`/v1/parking/listings`: driveways and bays that people let. Units as in `backend.contract.parking`; hours are those of clocks in the city."""
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from backend.contract.base import Answer, Latitude, Longitude, Message, Moment
from backend.contract.parking import Kilograms, Millimetres, Plug, SpaceFacts

MOST_HOURS, MOST_PHOTOS, MOST_LISTINGS = 42, 6, 10
TERMS_VERSION = 1
DayMinute = Annotated[int, Meta(ge=0, le=1440)]
Minor = Annotated[int, Meta(ge=0, le=10**7)]
StepMinutes = Annotated[int, Meta(ge=5, le=1440)]


class ListingKind(StrEnum):
    """resident_bay: a bay of one's own in the street or in a shared garage."""

    DRIVEWAY = "driveway"
    YARD = "yard"
    GARAGE = "garage"
    RESIDENT_BAY = "resident_bay"


class Approval(StrEnum):
    """instant: a booking stands at once. ask: the host says so in time, or it falls."""

    INSTANT = "instant"
    ASK = "ask"


class ListingState(StrEnum):
    """paused: found by nobody, what is booked stands. ended: for good."""

    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


class ListingAddress(Message, frozen=True):
    """Told to nobody but whoever has booked. `directions`: how to find it, in the host's words."""

    street: Annotated[str, Meta(min_length=1, max_length=100)]
    house_number: Annotated[str, Meta(max_length=20)] = ""
    directions: Annotated[str, Meta(max_length=300)] = ""


class OpenHours(Message, frozen=True):
    """Open on `day` (0 Monday to 6 Sunday) from minute to minute of the day. `toMin` at or before `fromMin`: on into the next day."""

    day: Annotated[int, Meta(ge=0, le=6)]
    from_min: Annotated[int, Meta(ge=0, le=1439)]
    to_min: DayMinute


class ListingPrice(Message, frozen=True):
    """Each started `stepMin` costs `stepMinor`, a day of the calendar `dayCapMinor` at most. A stay of up to `freeMin` costs nothing; a longer one
    pays from its start."""

    step_min: StepMinutes
    step_minor: Minor
    free_min: Annotated[int, Meta(ge=0, le=240)] = 0
    day_cap_minor: Minor | None = None


class ListingSize(Message, frozen=True):
    """What fits, as the host measured it; null: not known."""

    height_mm: Millimetres | None = None
    width_mm: Millimetres | None = None
    length_mm: Millimetres | None = None
    weight_kg: Kilograms | None = None


class ListingCharger(Message, frozen=True):
    plug: Plug
    power_w: Annotated[int, Meta(ge=500, le=500_000)] | None = None


class NewListing(Message, frozen=True):
    """`termsVersion`: of the terms for hosts that were agreed to. `covered`, `stepFree`: null: not known. `minStayMin`: shorter is not let."""

    kind: ListingKind
    address: ListingAddress
    lat: Latitude
    lon: Longitude
    week: Annotated[tuple[OpenHours, ...], Meta(min_length=1, max_length=MOST_HOURS)]
    price: ListingPrice
    terms_version: Annotated[int, Meta(ge=1, le=1000)]
    size: ListingSize = ListingSize()
    charger: ListingCharger | None = None
    covered: bool | None = None
    step_free: bool | None = None
    door_mm: Millimetres | None = None
    approval: Approval = Approval.INSTANT
    approve_within_min: Annotated[int, Meta(ge=10, le=1440)] = 60
    min_stay_min: Annotated[int, Meta(ge=0, le=1440)] = 0


class ListingChange(Message, frozen=True):
    """What is left out stays. A new price holds for what is booked from now on; hours that are taken away never break what is booked."""

    state: ListingState | UnsetType = UNSET
    week: Annotated[tuple[OpenHours, ...], Meta(min_length=1, max_length=MOST_HOURS)] | UnsetType = UNSET
    price: ListingPrice | UnsetType = UNSET
    size: ListingSize | UnsetType = UNSET
    charger: ListingCharger | UnsetType | None = UNSET
    covered: bool | UnsetType | None = UNSET
    step_free: bool | UnsetType | None = UNSET
    door_mm: Millimetres | UnsetType | None = UNSET
    approval: Approval | UnsetType = UNSET
    approve_within_min: Annotated[int, Meta(ge=10, le=1440)] | UnsetType = UNSET
    min_stay_min: Annotated[int, Meta(ge=0, le=1440)] | UnsetType = UNSET
    directions: Annotated[str, Meta(max_length=300)] | UnsetType = UNSET


class PhotoState(StrEnum):
    """waiting: the staff looks whether a face, a plate or a house number can be seen. Others see only what is shown."""

    WAITING = "waiting"
    SHOWN = "shown"
    REFUSED = "refused"


class ListingPhoto(Answer, frozen=True):
    """`number`: by which its host puts it, from 1."""

    id: UUID
    number: int
    state: PhotoState


class Listing(Answer, frozen=True):
    """As its host sees it. `spaceId`: as whoever looks for a space finds it."""

    id: UUID
    space_id: UUID
    kind: ListingKind
    state: ListingState
    street: str
    house_number: str
    directions: str
    lat: float
    lon: float
    week: tuple[OpenHours, ...]
    price: ListingPrice
    currency: str
    decimals: int
    facts: SpaceFacts
    approval: Approval
    approve_within_min: int
    min_stay_min: int
    photos: tuple[ListingPhoto, ...]


class ListingsResponse(Answer, frozen=True):
    """`termsVersion`: of the terms for hosts, `terms` in words; `shareBp`: of the price, what the host gets, in hundredths of a per cent."""

    listings: tuple[Listing, ...]
    terms_version: int
    terms: str
    share_bp: int


class Stretch(Answer, frozen=True):
    """From a moment until just before another."""

    starts_at: Moment
    ends_at: Moment


class CalendarBlock(Answer, frozen=True):
    """`opens`: open beyond the week, else closed in spite of it."""

    id: UUID
    starts_at: Moment
    ends_at: Moment
    opens: bool


class ListingCalendar(Answer, frozen=True):
    """`open` is what the week and the exceptions make of the time; `booked` lies in it, without whose it is."""

    starts_at: Moment
    ends_at: Moment
    open: tuple[Stretch, ...]
    booked: tuple[Stretch, ...]
    blocks: tuple[CalendarBlock, ...]


class NewBlock(Message, frozen=True):
    """An exception from the week. With `opens` it is open then, else closed. What is booked is never broken: blocking it is refused with 409
    `booked`; with `aroundBookings` the rest of the time is blocked."""

    starts_at: Moment
    ends_at: Moment
    opens: bool = False
    around_bookings: bool = False


class BlockedResponse(Answer, frozen=True):
    """What is an exception now, and what of the time stays booked."""

    blocks: tuple[CalendarBlock, ...]
    booked: tuple[Stretch, ...]


class WaitingPhoto(Answer, frozen=True):
    id: UUID
    space_id: UUID
    sent_at: Moment


class WaitingPhotosResponse(Answer, frozen=True):
    """The oldest first. `total`: how many wait."""

    photos: tuple[WaitingPhoto, ...]
    total: int


class PhotoDecision(Message, frozen=True):
    """`show`: no face, no plate and no house number can be seen."""

    show: bool
    reason: Annotated[str, Meta(min_length=3, max_length=200)]
