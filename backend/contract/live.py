"""What is live in an answer: values that were observed, with who says so and how old they are."""
from enum import StrEnum

from backend.contract.base import Answer, Moment


class Source(Answer, frozen=True):
    """A live value was seen by this feed (`GET /v1/feeds`) at this moment. One too old to be called live is not given: the timetable holds."""

    feed: str
    observed_at: Moment
    age_s: int


class RentalPlace(Answer, frozen=True):
    """Where a shared vehicle is taken or left. `stationId` is null on the street; `vehicles` and `docks` are how many are free, null where untold."""

    name: str
    station_id: str | None
    vehicles: int | None
    docks: int | None


class Price(Answer, frozen=True):
    """What the plan of the operator comes to for this ride: an estimate, for the time and way planned. Minor units of the currency (ISO 4217).

    `plan` is its name, empty where it has none.
    """

    amount_minor: int
    currency: str
    plan: str


class Rental(Answer, frozen=True):
    """The shared vehicle of a leg. `vehicle` is the GBFS form factor, e.g. bicycle, scooter_standing, car; `dropOff` null: left on the street."""

    system_id: str
    system: str
    vehicle: str
    vehicle_name: str
    electric: bool
    pick_up: RentalPlace
    drop_off: RentalPlace | None
    price: Price | None
    book_url: str
    source: Source


class LikelyWord(StrEnum):
    """How likely a free space is: 85 % and more, 65, 35, below."""

    VERY_LIKELY = "very_likely"
    LIKELY = "likely"
    UNCERTAIN = "uncertain"
    UNLIKELY = "unlikely"


class LikelyBasis(StrEnum):
    """What a forecast rests on: what was counted just now, or what is usual at this time of the week."""

    COUNTED = "counted"
    USUAL = "usual"


class Likely(Answer, frozen=True):
    """Whether a space will be free at `at`: a forecast and no fact.

    `ageS` of the count that it rests on, null where it says what is usual. `hitPct`: of a hundred times that this word was said lately, how often a
    space was free; null where it was said too seldom to tell. `newHere`: counted for less than a week. `unusualDays`: these days the forecast is
    wrong more often than it is at other times.
    """

    word: LikelyWord
    at: Moment
    basis: LikelyBasis
    age_s: int | None = None
    hit_pct: int | None = None
    new_here: bool = False
    unusual_days: bool = False


class CarPark(Answer, frozen=True):
    """Where a car is left. `free` spaces of `capacity` when it was seen, null where untold. `likely`: on arrival, null where nobody can say.

    Nobody is sent to one that is told to be full, unless it is likely that there is room on arrival, nor to one where that is unlikely.
    """

    name: str
    free: int | None
    capacity: int | None
    source: Source
    likely: Likely | None = None


class TaxiOffer(Answer, frozen=True):
    """The taxi of a leg. `waitS` is from the order until it comes, null where untold: then ten minutes are counted on.

    Ordered at `orderAt` it comes when the leg begins. `price` is estimated from the fare. `operator`, `phone` and `bookUrl` are empty where there is
    none; `bookUrl` may open an app.
    """

    operator: str
    phone: str
    book_url: str
    wait_s: int | None
    order_at: Moment
    price: Price
    source: Source


class AlertSeverity(StrEnum):
    """As in GTFS Realtime."""

    UNKNOWN = "UNKNOWN"
    INFO = "INFO"
    WARNING = "WARNING"
    SEVERE = "SEVERE"


class Alert(Answer, frozen=True):
    """A message of an operator. `effect` is the name GTFS Realtime has for it, e.g. DETOUR; `url` opens only when a person asks for it."""

    id: str
    severity: AlertSeverity
    effect: str
    header: str
    description: str
    url: str
    source: Source
