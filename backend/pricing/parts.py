"""The parts of a trip that cost something, each with one operator, before they are one price."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from backend.following.trip import End
from backend.pricing.prices import Seller
from payments.concessions import Concession

if TYPE_CHECKING:
    from backend.pricing.driven import RideForSale
    from backend.pricing.spaces import SpaceForSale


@dataclass(frozen=True)
class Part:
    """covers: indexes of the asked legs. list_minor, product_minor: as in PricedLeg, in `currency`. concession: of the operator's own fares.

    facts   what the operator needs, as `LegFacts` reads it
    bundle  the same for parts that share a product, another one for every other part
    table   what the price was worked out from beside the tables of the city: a plan or fare that is live
    space, parking   of a space that is ours to hold: what it is, and its number among those asked for, from 0
    ride, book_until   of a ride that is ours to promise: what is promised, and the last moment to book it
    """

    seller: Seller
    covers: tuple[int, ...]
    starts_at: datetime
    ends_at: datetime
    start: End
    end: End
    currency: str
    list_minor: int
    product_minor: int
    facts: Mapping[str, Any]
    bundle: str
    concession: Concession | None = None
    table: str = ""
    space: "SpaceForSale | None" = None
    parking: int | None = None
    ride: "RideForSale | None" = None
    book_until: datetime | None = None

    @property
    def sold_until(self) -> datetime | None:
        """None where what it was worked out from does not expire by itself."""
        return None if self.ride is None or self.book_until is None else min(self.ride.valid_until, self.book_until)


def place_facts(end: End, **named: str | None) -> dict[str, Any]:
    """named: ids of the place, those that are None left out."""
    return {"lat": end.lat, "lon": end.lon, "name": end.name} | {key: value for key, value in named.items() if value is not None}
