"""`/v1/parking/spaces`: where a vehicle can be left from one moment to another, what exactly that costs, and whether the vehicle fits.

Lengths of vehicles and spaces in millimetres, weights in kilograms, power in watts, ways in metres, amounts in minor units of one currency
(ISO 4217 such as EUR, `decimals` places). Stays are half-open: one that ends at noon and one that begins at noon do not meet. null: not known.
"""
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from backend.contract.base import Answer, Latitude, Longitude, Message, Moment
from backend.contract.limits import Limits
from backend.contract.live import Likely, Source

MOST_SPACES = 100
Millimetres = Annotated[int, Meta(ge=100, le=30_000)]
Kilograms = Annotated[int, Meta(ge=50, le=60_000)]


class VehicleKind(StrEnum):
    CAR = "car"
    MOTORCYCLE = "motorcycle"
    VAN = "van"
    CAMPER = "camper"


class Plug(StrEnum):
    """What a vehicle is charged by, or a space has."""

    TYPE2 = "type2"
    CCS2 = "ccs2"
    CHADEMO = "chademo"
    SCHUKO = "schuko"
    TYPE1 = "type1"


class Vehicle(Message, frozen=True):
    """Bare facts of a vehicle; null: not known, which may keep it from spaces that need to know.

    `heightMm` with what is on the roof, `widthMm` with mirrors, `plug` what it charges by. `badge`: its driver has one for disabled people.
    `gas`: it runs on gas, which some covered places forbid.
    """

    kind: VehicleKind = VehicleKind.CAR
    height_mm: Millimetres | None = None
    width_mm: Millimetres | None = None
    length_mm: Millimetres | None = None
    weight_kg: Kilograms | None = None
    plug: Plug | None = None
    wants_charging: bool = False
    badge: bool = False
    trailer: bool = False
    gas: bool | None = None


class SpaceKind(StrEnum):
    """garage: a car park · street: a stretch of a street · private: a driveway or a bay that somebody lets."""

    GARAGE = "garage"
    STREET = "street"
    PRIVATE = "private"


class SpaceFilter(Message, frozen=True):
    """What is asked of a space; of a fact that is not known nothing is promised, so such a space is left out. `badgeBay`: for holders of a badge."""

    badge_bay: bool = False
    covered: bool = False
    step_free: bool = False
    min_door_mm: Millimetres | None = None
    max_price_minor: Annotated[int, Meta(ge=0, le=10**9)] | None = None
    bookable: bool = False


class ParkingSearch(Message, frozen=True):
    """Where to go to on foot, from when until when the vehicle stands, and what it is. `maxWalkM`: from the space to there.

    `limits`: of whoever walks, as for planning a trip; they are used for this answer and not kept.
    """

    lat: Latitude
    lon: Longitude
    starts_at: Moment
    ends_at: Moment
    vehicle: Vehicle = Vehicle()
    filters: SpaceFilter = SpaceFilter()
    limits: Limits | None = None
    max_walk_m: Annotated[int, Meta(ge=50, le=5000)] = 1000
    limit: Annotated[int, Meta(ge=1, le=MOST_SPACES)] = 40


class FitVerdict(StrEnum):
    """unsure: it may be booked, but something is not known, and that is the driver's own risk. ask: a fact of the vehicle has to be given first."""

    FITS = "fits"
    UNSURE = "unsure"
    ASK = "ask"
    NO = "no"


class FitAbout(StrEnum):
    """What of a vehicle is compared with what of a space. KIND: some kinds of vehicle may not stand there."""

    HEIGHT = "heightMm"
    WIDTH = "widthMm"
    LENGTH = "lengthMm"
    WEIGHT = "weightKg"
    PLUG = "plug"
    BADGE = "badge"
    KIND = "kind"
    TRAILER = "trailer"
    GAS = "gas"


class FitNote(Answer, frozen=True):
    """Why it is not simply `fits`. `most` is what the space takes, margins taken off, null where that is not known or is no number."""

    about: FitAbout
    verdict: FitVerdict
    most: int | None = None


class SpaceFit(Answer, frozen=True):
    """`verdict` is the worst of the `notes`; without any it fits. `chargingW`: what the vehicle charges with there, null where it does not or that is
    not known."""

    verdict: FitVerdict
    notes: tuple[FitNote, ...] = ()
    charging_w: int | None = None


class PriceState(StrEnum):
    """booked: what is paid here, for exactly this time. gate: what the machine there asks for by its tariff. free: nothing is asked for.

    unknown: nobody says. closed: it is not open all of the time.
    """

    BOOKED = "booked"
    GATE = "gate"
    FREE = "free"
    UNKNOWN = "unknown"
    CLOSED = "closed"


class SpacePrice(Answer, frozen=True):
    """For exactly the time asked for. `totalMinor` is null where it is unknown or closed."""

    state: PriceState
    total_minor: int | None
    currency: str
    decimals: int


class SpaceFacts(Answer, frozen=True):
    """What is known of a space. `heightMm` and its like: of the space itself, a little more than what fits. `doorMm`: of the door to the street.

    `badgeOnly`: for holders of a badge. `forbids`: kinds of vehicle, and `trailer` or `gas`. `chargingKind`: ac or dc.
    """

    height_mm: int | None = None
    width_mm: int | None = None
    length_mm: int | None = None
    weight_kg: int | None = None
    plug: Plug | None = None
    power_w: int | None = None
    charging_kind: str | None = None
    covered: bool | None = None
    step_free: bool | None = None
    door_mm: int | None = None
    badge_only: bool = False
    badge_bays: int | None = None
    forbids: tuple[str, ...] = ()


class SpaceLive(Answer, frozen=True):
    """As its feed saw it, with the age in `source`. A feed that is too old to be called live is not given."""

    free: int | None
    capacity: int | None
    open: bool | None
    badge_free: int | None
    source: Source


class SpaceWalk(Answer, frozen=True):
    """From the space to where one wants to be, along streets that this person can pass. `rounded`: the place of the space is, so this is too."""

    distance_m: int
    duration_s: int
    rounded: bool = False


class SpaceRefusal(StrEnum):
    """Why a space cannot be booked. VEHICLE: it does not fit; ASK: a fact of the vehicle is missing."""

    NOT_SOLD = "not_sold"
    CLOSED = "closed"
    TAKEN = "taken"
    NO_PRICE = "no_price"
    VEHICLE = "vehicle"
    ASK = "ask"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_SOON = "too_soon"
    TOO_FAR_AHEAD = "too_far_ahead"
    PAUSED = "paused"


class SpaceTerms(Answer, frozen=True):
    """What is agreed to by booking. Leaving up to `graceMin` late costs nothing; later each started `overstayStepMin` costs `overstayStepMinor`, and
    `overstayFeeMinor` once, `overstayMostMinor` together at most. `freeUntilMin` before it begins it is given back for nothing.

    `instant`: it stands at once; else who lets it says within `approveWithinMin`. `earlyLeave`: time that is not used is paid back.
    """

    grace_min: int
    overstay_step_min: int
    overstay_step_minor: int
    overstay_fee_minor: int
    overstay_most_minor: int
    min_stay_min: int
    free_until_min: int
    early_leave: bool
    instant: bool
    approve_within_min: int | None = None


class ParkingSpace(Answer, frozen=True):
    """`spaceId` is what is booked. `exact`: false where the place is rounded to about 100 m, until it is booked. `name`: at most the street's, then.

    `free` is how many of it nobody has for this time, `refusals` why none can be booked. `terms` null: it is not booked here. `likely`: whether one
    finds room without booking. `photos` are ids, of which `GET /v1/parking/spaces/{spaceId}/photos/{id}` is the picture.
    """

    space_id: UUID
    kind: SpaceKind
    name: str
    lat: float
    lon: float
    exact: bool
    walk: SpaceWalk | None
    price: SpacePrice
    fit: SpaceFit
    facts: SpaceFacts
    live: SpaceLive | None
    likely: Likely | None
    free: int
    refusals: tuple[SpaceRefusal, ...]
    terms: SpaceTerms | None
    photos: tuple[UUID, ...] = ()
    operator: str = ""
    park_and_ride: bool = False


class ParkingSpacesResponse(Answer, frozen=True):
    """What fits comes by itself, best first; then what may; then the nearest that do not, and why. `missing` are facts of the vehicle that would
    tell more. `omitted` counts what is within reach but not shown."""

    as_of: Moment
    starts_at: Moment
    ends_at: Moment
    fits: tuple[ParkingSpace, ...]
    unsure: tuple[ParkingSpace, ...]
    unfit: tuple[ParkingSpace, ...]
    missing: tuple[FitAbout, ...]
    omitted: int
