"""Why there is no price to book by."""
from collections.abc import Iterable

import msgspec

from backend.contract.parking import FitNote
from backend.contract.quotes import NotSellable
from backend.service.errors import ServiceError, Unprocessable

SENTENCES = {
    NotSellable.FARE_UNKNOWN: "No fare of the operator covers this ride. Buy its ticket from the operator.",
    NotSellable.NO_SELLER: "Nobody sells this leg here. Book it with its operator, and ask for the others.",
    NotSellable.PRICE_NOT_FIXED: "The price of this leg is known only afterwards. Book it with its operator, and ask for the others.",
    NotSellable.NO_OFFER: "Nothing is offered there now. Plan again.",
    NotSellable.PARKING: "No space to park in was asked for. Name one in `parking`, or pay at the car park, and ask for the others.",
    NotSellable.LEFT: "This leg has begun. Plan again.",
    NotSellable.NOTHING: "No leg of this trip costs anything. There is nothing to book.",
    NotSellable.CLOSED: "The space is not open all of this time. Choose another time or another space.",
    NotSellable.TAKEN: "The space is taken for some of this time. Choose another one.",
    NotSellable.TOO_SHORT: "The space is let for a longer time only. Choose a later end.",
    NotSellable.TOO_LONG: "The space is not let for so long. Choose an earlier end.",
    NotSellable.TOO_FAR_AHEAD: "The space is not sold so far ahead. Try again nearer to the day.",
    NotSellable.FULL: "No van can without breaking a promise to somebody else. Try half an hour later.",
    NotSellable.TOO_LATE: "It is too late to book this ride. Plan again for a later one.",
    NotSellable.TOO_EARLY: "This ride can be booked only nearer to its time. Plan again then.",
    NotSellable.APPROVAL: "Who lets this space wants to be asked first: POST /v1/reservations/requests, and ask for the price once it is agreed.",
}


class LegNotSellable(Unprocessable):
    """leg: index of the asked leg, None: of all of them."""

    code = "leg_not_sellable"

    def __init__(self, leg: int | None, reason: NotSellable):
        super().__init__(SENTENCES[reason], None if leg is None else f"legs[{leg}]")
        self.leg, self.reason = leg, reason
        self.more = {"leg": leg, "reason": reason.value}


class SpaceNotSellable(Unprocessable):
    """parking: number of the asked space, from 0."""

    code = "leg_not_sellable"

    def __init__(self, parking: int, reason: NotSellable):
        super().__init__(SENTENCES[reason], f"parking[{parking}]")
        self.parking, self.reason = parking, reason
        self.more = {"leg": None, "parking": parking, "reason": reason.value}


class VehicleDoesNotFit(Unprocessable):
    """notes: why, and what the space takes at most."""

    code = "vehicle_does_not_fit"

    def __init__(self, parking: int, notes: Iterable[FitNote]):
        words = "This vehicle does not fit there, or more has to be known of it. `notes` says what. Choose another space."
        super().__init__(words, f"parking[{parking}]")
        self.more = {"parking": parking, "notes": [msgspec.to_builtins(note) for note in notes]}


class MixedCurrency(Unprocessable):
    code = "mixed_currency"

    def __init__(self) -> None:
        super().__init__("The legs are paid in several currencies. Ask for one price for the legs of each.", "legs")


class OperatorSilent(ServiceError):
    """leg: index of the asked leg."""

    status, code = 503, "operator_silent"

    def __init__(self, leg: int) -> None:
        super().__init__("The operator of this leg does not answer. Try again in a moment.", f"legs[{leg}]", {"Retry-After": "10"})
        self.leg = leg
