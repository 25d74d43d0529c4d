"""What a traveller is offered: one price, and the legs that operators are booked for."""
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from backend.contract.quotes import SoldKind
from backend.pricing.driven import RideForSale
from backend.pricing.spaces import SpaceForSale
from payments.cancelling import Ladder
from payments.caps import CappedLeg
from payments.quote import Quote


class Period(NamedTuple):
    """Legs that count for a cap: of one account and scheme, on service days from the first to the last."""

    account_id: UUID
    scheme_id: str
    first: date
    last: date


# What an account has had before, chargeable legs only; asked once for each scheme that a trip touches.
HadBefore = Callable[[Period], Awaitable[tuple[CappedLeg, ...]]]


async def nothing_before(period: Period) -> tuple[CappedLeg, ...]:
    return ()


@dataclass(frozen=True)
class SoldLeg:
    """leg_no: from 1, 0 being the whole trip. price_minor: what is paid for it, after all that is taken off.

    facts        what its operator needs, JSON: ids and names of stops, trip, system, station; nothing of the traveller
    covers       indexes of the asked legs
    through      numbers of the other legs that share one product with this one
    scheme_id    of the cap it counts for, on `service_day` with `base_minor`; None: it counts for none
    own, resource_id   of what is sold by us alone, such as a space in a car park; a ride has its own place in the plan of a day instead of one
    slots        of a space that may be any of several: the ids of those
    payee        who earns it, as an account of the ledger; None: its operator
    space, parking, ride, book_until   as in `Part`
    rights       words of the rights that made it cheaper, to be proved when somebody looks at the ticket
    """

    leg_no: int
    operator_id: str
    operator_name: str
    kind: SoldKind
    starts_at: datetime
    ends_at: datetime
    from_name: str
    to_name: str
    price_minor: int
    covers: tuple[int, ...]
    ladder: Ladder
    facts: Mapping[str, Any] = field(default_factory=dict)
    through: tuple[int, ...] = ()
    scheme_id: str | None = None
    service_day: date | None = None
    base_minor: int = 0
    own: bool = False
    resource_id: str | None = None
    slots: tuple[str, ...] = ()
    payee: str | None = None
    space: SpaceForSale | None = None
    parking: int | None = None
    ride: RideForSale | None = None
    book_until: datetime | None = None
    rights: tuple[str, ...] = ()


@dataclass(frozen=True)
class Offer:
    """fare_snapshot_id: of every table that the price was worked out from; the same one and the same question give the same bytes.

    names: of the payees of its lines
    rights_saved_minor: how much more the same would cost the same traveller without the rights that were told
    """

    quote: Quote
    legs: tuple[SoldLeg, ...]
    fare_snapshot_id: str
    names: Mapping[str, str]
    rights_saved_minor: int = 0
