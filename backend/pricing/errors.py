"""Why there is no price to book by."""
from backend.contract.quotes import NotSellable
from backend.service.errors import ServiceError, Unprocessable

SENTENCES = {
    NotSellable.FARE_UNKNOWN: "No fare of the operator covers this ride. Buy its ticket from the operator.",
    NotSellable.NO_SELLER: "Nobody sells this leg here. Book it with its operator, and ask for the others.",
    NotSellable.PRICE_NOT_FIXED: "The price of this leg is known only afterwards. Book it with its operator, and ask for the others.",
    NotSellable.NO_OFFER: "Nothing is offered there now. Plan again.",
    NotSellable.PARKING: "Car parks cannot be booked here yet. Pay there, and ask for the others.",
    NotSellable.LEFT: "This leg has begun. Plan again.",
    NotSellable.NOTHING: "No leg of this trip costs anything. There is nothing to book.",
}


class LegNotSellable(Unprocessable):
    """leg: index of the asked leg, None: of all of them."""

    code = "leg_not_sellable"

    def __init__(self, leg: int | None, reason: NotSellable):
        super().__init__(SENTENCES[reason], None if leg is None else f"legs[{leg}]")
        self.leg, self.reason = leg, reason
        self.more = {"leg": leg, "reason": reason.value}


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
