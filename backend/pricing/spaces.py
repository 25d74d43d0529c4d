"""Spaces to park in as parts of a price: for exactly the time they are booked for, with what was agreed."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from backend.contract.parking import SpaceFit, SpaceTerms, Vehicle
from backend.contract.quotes import NotSellable, SoldKind
from backend.contract.reservations import ParkingWish
from backend.following.trip import End
from backend.pricing.errors import SpaceNotSellable
from backend.pricing.parts import Part, place_facts
from backend.pricing.prices import Prices, Seller
from payments.cancelling import FeeStep, Ladder
from payments.money import BASIS

HOST = "host-"  # and the id of the site: an account is nobody's business


@dataclass(frozen=True)
class SpaceForSale:
    """A space from starts_at to ends_at for one vehicle, as it can be booked now. price_minor None: nobody knows.

    slots         ids of the places of a car park that are all the same, one of which is held; none for a bay, which is held itself
    operator_id   of who runs it, None: somebody lets it
    payee         who earns it, as an account of the ledger: share_bp of it, the rest is our commission with commission_tax_bp of tax in it
    tax_rate_bp   None: the one of our own fee
    fit           how the vehicle fits, which it does as far as is known
    extends       id of the booking whose stay goes on; the price is then what the whole stay costs more, and nothing is charged for booking it
    """

    space_id: str
    site_id: str
    slots: tuple[str, ...]
    name: str
    lat: float
    lon: float
    starts_at: datetime
    ends_at: datetime
    vehicle: Vehicle
    fit: SpaceFit
    currency: str
    price_minor: int | None
    tariff_id: str
    terms: SpaceTerms
    operator_id: str | None
    operator_name: str
    payee: str
    share_bp: int = BASIS
    commission_tax_bp: int = 0
    tax_rate_bp: int | None = None
    extends: str | None = None

    @property
    def seller_id(self) -> str:
        return self.operator_id or HOST + self.site_id

    @property
    def wish(self) -> ParkingWish:
        return ParkingWish(UUID(self.space_id), self.starts_at, self.ends_at, self.vehicle)

    @property
    def ladder(self) -> Ladder:
        return Ladder((FeeStep(self.terms.free_until_min * 60, 0, 0),))


def space_parts(spaces: Sequence[SpaceForSale], prices: Prices, at: datetime) -> list[Part]:
    """One for each asked space, in their order. Raises SpaceNotSellable."""
    return [space_part(number, space, prices, at) for number, space in enumerate(spaces)]


def space_part(number: int, space: SpaceForSale, prices: Prices, at: datetime) -> Part:
    if space.price_minor is None:
        raise SpaceNotSellable(number, NotSellable.FARE_UNKNOWN)
    if space.ends_at <= at:
        raise SpaceNotSellable(number, NotSellable.LEFT)
    if space.currency.lower() != prices.currency:
        raise SpaceNotSellable(number, NotSellable.NO_SELLER)
    place = End(space.lat, space.lon, space.name, None)
    tax_rate_bp = prices.fee_rate_bp if space.tax_rate_bp is None else space.tax_rate_bp
    return Part(
        seller=Seller(space.seller_id, space.operator_name, SoldKind.PARKING, tax_rate_bp, True, space.ladder, (), None),
        covers=(), starts_at=space.starts_at, ends_at=space.ends_at, start=place, end=place, currency=space.currency.lower(),
        list_minor=space.price_minor, product_minor=space.price_minor, facts=facts_of(space, place), bundle=f"space {number}",
        table=f"{space.tariff_id} {space.price_minor}", space=space, parking=number,
    )  # fmt: skip


def facts_of(space: SpaceForSale, place: End) -> dict[str, Any]:
    """siteId and spaceId are what a ticket says: which gate opens, and which bay is taken."""
    ends = {"from": place_facts(place, siteId=space.site_id), "to": place_facts(place, siteId=space.space_id)}
    return ends | {"tariffId": space.tariff_id, "graceMin": space.terms.grace_min}


def own_of(part: Part) -> dict[str, Any]:
    """What a sold leg says of a space, which nobody has to confirm as the database keeps it. Nothing of others."""
    space = part.space
    if space is None:
        return {}
    return {"own": True, "resource_id": space.space_id, "slots": space.slots, "payee": space.payee, "space": space, "parking": part.parking}


def terms_shown(space: SpaceForSale) -> dict[str, Any]:
    """What is agreed to beside the price, as the fingerprint of what was shown has it."""
    moments = {"endsAt": space.ends_at.astimezone(UTC).isoformat(), "spaceId": space.space_id, "tariffId": space.tariff_id}
    return moments | {"space": msgspec.to_builtins(space.terms)}
