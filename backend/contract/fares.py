"""`GET /v1/fares`: what the city sells at which terms, and which rights to pay less its prices know. Nothing of it is about a traveller.

Amounts are whole minor units of `currency` (ISO 4217 such as EUR, `decimals` places).
"""
from enum import StrEnum

from backend.contract.base import Answer
from backend.contract.quotes import SoldKind


class FareEffectKind(StrEnum):
    """free: it costs nothing · factor: `factorBp` hundredths of a per cent of the price · amount: `amountMinor` instead of the price
    own_fare: the operators have fares of their own for it."""

    FREE = "free"
    FACTOR = "factor"
    AMOUNT = "amount"
    OWN_FARE = "own_fare"


class FareEffect(Answer, frozen=True):
    """What a right does with some operators, by their ids. `concessionId` stands among `concessions` of the lines of a quote that it made cheaper."""

    concession_id: str
    kind: FareEffectKind
    operators: tuple[str, ...]
    factor_bp: int | None = None
    amount_minor: int | None = None


class FareNames(Answer, frozen=True):
    """In each language. What only the city has a name for is called the same in all of them."""

    en: str
    de: str
    es: str
    ko: str


class FareRight(Answer, frozen=True):
    """`entitlement` is the bare word that `POST /v1/quotes` takes. The lowest price counts of all that somebody has a right to."""

    entitlement: str
    names: FareNames
    effects: tuple[FareEffect, ...]


class FareOperator(Answer, frozen=True):
    id: str
    name: str
    kind: SoldKind


class FareRide(Answer, frozen=True):
    """A service on demand of the city's own, by its key in a plan's `offer`. A ride costs `baseMinor` and `perKmMinor` for each kilometre of the way
    that a car takes, and `perFurtherPersonMinor` for everybody but the first; a wheelchair is a person like any other."""

    zone: str
    operator_id: str
    base_minor: int
    per_km_minor: int
    per_further_person_minor: int


class FareCap(Answer, frozen=True):
    """The most that rides with these operators cost together; null: without end. A day begins at 4:00, a week on Monday."""

    id: str
    operators: tuple[str, ...]
    day_minor: int | None
    week_minor: int | None
    month_minor: int | None


class FaresResponse(Answer, frozen=True):
    """`currency` is null where nothing is sold. `bookingFeeMinor` is ours, once per booking."""

    currency: str | None
    decimals: int
    booking_fee_minor: int
    booking_fee_tax_rate_bp: int
    operators: tuple[FareOperator, ...]
    rights: tuple[FareRight, ...]
    caps: tuple[FareCap, ...]
    rides: tuple[FareRide, ...] = ()
