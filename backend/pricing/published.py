"""The terms of a city for people to read, out of the same tables that its prices are worked out from."""
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from re import fullmatch

import msgspec

from backend.contract.fares import FareCap, FareEffect, FareEffectKind, FareOperator, FareRide, FareRight, FaresResponse
from backend.contract.quotes import ENTITLEMENT, SoldKind
from backend.pricing.fares import CityFares
from backend.pricing.prices import Prices, Seller
from backend.pricing.right_names import names_of
from backend.pricing.tickets import categories_in
from backend.stops.names import Names
from payments.concessions import Concession
from payments.money import decimals

NOTHING_SOLD = FaresResponse(None, 0, 0, 0, (), (), ())


@dataclass(frozen=True)
class PublishedFares:
    """etag: quoted, as it is sent."""

    response: FaresResponse
    etag: str

    @classmethod
    def of(cls, fares: CityFares, names: Names) -> "PublishedFares":
        """names: of the timetable that the fares belong to."""
        response = NOTHING_SOLD if fares.prices is None else told(fares, fares.prices, names)
        return cls(response, f'"{sha256(msgspec.json.encode(response)).hexdigest()[:32]}"')


def told(fares: CityFares, prices: Prices, names: Names) -> FaresResponse:
    sellers = sellers_of(prices)
    return FaresResponse(
        currency=prices.currency.upper(),
        decimals=decimals(prices.currency),
        booking_fee_minor=prices.fee_minor,
        booking_fee_tax_rate_bp=prices.fee_rate_bp,
        operators=tuple(FareOperator(seller.operator_id, seller.name, seller.kind) for seller in sellers),
        rights=tuple(rights_of(fares, prices, names, sellers)),
        caps=tuple(caps_of(sellers)),
        rides=tuple(
            FareRide(zone, fare.operator_id, fare.base_minor, fare.per_km_minor, fare.per_further_minor)
            for zone, fare in sorted(prices.ride_fares.items())
        ),
    )


def sellers_of(prices: Prices) -> list[Seller]:
    """Each once: who runs lines and drives on demand as well is told by the lines."""
    found: dict[str, Seller] = {}
    for (kind, _), seller in prices.sellers.items():
        if kind is not SoldKind.ON_DEMAND or seller.operator_id not in found:
            found[seller.operator_id] = seller
    return sorted(found.values(), key=lambda seller: seller.operator_id)


def rights_of(fares: CityFares, prices: Prices, names: Names, sellers: list[Seller]) -> Iterator[FareRight]:
    """Each with what it does; one that opens nothing here is none."""
    effects: dict[str, list[FareEffect]] = {}
    for concession, operators in of_the_city(sellers):
        effects.setdefault(concession.entitlement, []).append(effect_of(concession, operators))
    for category, operators in of_the_feeds(fares, prices, names).items():
        for entitlement in openers(category, prices):
            effects.setdefault(entitlement, []).append(FareEffect(category, FareEffectKind.OWN_FARE, operators))
    for entitlement in sorted(effects):
        yield FareRight(entitlement, names_of(entitlement, prices.names), tuple(effects[entitlement]))


def of_the_city(sellers: Iterable[Seller]) -> list[tuple[Concession, tuple[str, ...]]]:
    """Each concession with whom it holds at."""
    operators: dict[Concession, list[str]] = {}
    for seller in sellers:
        for concession in seller.concessions:
            operators.setdefault(concession, []).append(seller.operator_id)
    return [(concession, tuple(ids)) for concession, ids in operators.items()]


def of_the_feeds(fares: CityFares, prices: Prices, names: Names) -> dict[str, tuple[str, ...]]:
    """Rider categories that not everybody belongs to, with the operators of their feeds."""
    found: dict[str, set[str]] = {}
    for number, feed in fares.feeds.items():
        agencies = {names.outside_id(number, agency) for agency in feed.network.agency.values()}
        sellers = (prices.find_seller(SoldKind.TRANSIT, agency) for agency in agencies)
        operators = {seller.operator_id for seller in sellers if seller is not None}
        ordinary = feed.v2.default_categories if feed.v2 is not None else frozenset()
        for category in categories_in(feed) - ordinary if operators else ():
            found.setdefault(category, set()).update(operators)
    return {category: tuple(sorted(found[category])) for category in sorted(found)}


def openers(category: str, prices: Prices) -> list[str]:
    """The entitlements that open a category: those the city names for it, else the word it is written with where that can be asked for."""
    named = sorted(entitlement for entitlement, categories in prices.categories.items() if category in categories)
    return named or ([category.lower()] if fullmatch(ENTITLEMENT, category.lower()) else [])


def effect_of(concession: Concession, operators: tuple[str, ...]) -> FareEffect:
    name, factor_bp, amount_minor = concession.concession_id, concession.factor_bp, concession.fixed_minor
    if 0 in (factor_bp, amount_minor):
        return FareEffect(name, FareEffectKind.FREE, operators)
    if factor_bp is not None:
        return FareEffect(name, FareEffectKind.FACTOR, operators, factor_bp=factor_bp)
    return FareEffect(name, FareEffectKind.AMOUNT, operators, amount_minor=amount_minor)


def caps_of(sellers: Iterable[Seller]) -> Iterator[FareCap]:
    capped = [(seller.cap, seller.operator_id) for seller in sellers if seller.cap is not None]
    for cap in dict.fromkeys(cap for cap, _ in capped):
        yield FareCap(cap.scheme_id, tuple(name for one, name in capped if one == cap), cap.day_minor, cap.week_minor, cap.month_minor)
