"""From the legs of a trip to one price that can be bought."""
import asyncio
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from backend.contract.fares import FareNames
from backend.contract.following import FollowedLeg, FollowRequest
from backend.contract.quotes import NotSellable
from backend.contract.trips import LegMode
from backend.following.reading import Reader
from backend.following.trip import Leg
from backend.live.service import LiveCity
from backend.pricing.driven import RideForSale
from backend.pricing.driving import VanDesk, own_ride, promise_shown
from backend.pricing.errors import LegNotSellable, MixedCurrency
from backend.pricing.fares import CityFares
from backend.pricing.offer import HadBefore, Offer, Period, SoldLeg, nothing_before
from backend.pricing.parts import Part
from backend.pricing.prices import Prices, SellerTable
from backend.pricing.published import PublishedFares
from backend.pricing.rides import RideDesk
from backend.pricing.right_names import names_of
from backend.pricing.spaces import SpaceForSale, own_of, space_parts, terms_shown
from backend.pricing.vehicles import VehicleDesk
from payments.caps import CappedLeg, CapScheme, last_of_month, last_of_week, service_day
from payments.concessions import Concession
from payments.quote import OURS, CapUse, Line, LineKind, PricedLeg, Quote, Terms, make_quote

OUR_NAME = "Allways"


class Pricing:
    """Of one city. The same question over the same tables, live ones too, at the same moment gives the same offer.

    is_bookable: whether an operator, by its id, can be asked to confirm a leg
    """

    def __init__(self, live: LiveCity, reader: Reader, fares: CityFares, is_bookable: Callable[[str], bool] = lambda operator_id: True):
        self.live, self.reader, self.fares, self.is_bookable = live, reader, fares, is_bookable
        self.zone = ZoneInfo(live.snapshot.city.manifest.timezone)

    @cached_property
    def published(self) -> PublishedFares:
        return PublishedFares.of(self.fares, self.reader.names)

    def right_names(self, entitlement: str) -> FareNames:
        """What people call a right, as the city says or as it is known everywhere."""
        return names_of(entitlement, self.fares.prices.names if self.fares.prices else {})

    @property
    def legal(self) -> Mapping[str, SellerTable]:
        """Who sells for the law, by the id of the operator, `us.` for the city."""
        return self.fares.prices.legal if self.fares.prices else {}

    @property
    def vans(self) -> VanDesk:
        """Of one question about rides on demand of ours."""
        return VanDesk(self.live.view, self.reader, self.fares.prices)

    async def offer(
        self, legs: Sequence[FollowedLeg], entitlements: Iterable[str], account_id: UUID | None, at: datetime, had: HadBefore = nothing_before,
        spaces: Sequence[SpaceForSale] = (), rides: Sequence[RideForSale] = (),
    ) -> Offer:  # fmt: skip
        """had: what an account has had before that counts for caps; nobody is asked about a trip without an account. spaces: booked with the legs.
        rides: one for each leg with `ride`, as `vans.wishes` asked for them.

        Raises LegNotSellable, SpaceNotSellable, OperatorSilent, MixedCurrency, and what `Reader.trip` raises.
        """
        held = frozenset(entitlements)
        parts = await asyncio.to_thread(self.parts, tuple(legs), held, at, tuple(spaces), tuple(rides))
        before = {}
        for scheme, days in self.schemes(parts).items():
            before[scheme] = () if account_id is None else await had(Period(account_id, scheme, *around(days)))
        return self.made(parts, held, before, at)

    def parts(
        self, legs: tuple[FollowedLeg, ...], entitlements: frozenset[str], at: datetime, spaces: tuple[SpaceForSale, ...] = (),
        rides: tuple[RideForSale, ...] = (),
    ) -> list[Part]:  # fmt: skip
        """In the order in which they begin."""
        prices = self.fares.prices
        if prices is None:
            raise LegNotSellable(None, NotSellable.NO_SELLER)
        booked = [*space_parts(spaces, prices, at), *self.vans.parts(rides, at)]
        ridden = self.leg_parts(legs, entitlements, prices, at, bool(booked)) if legs or not booked else []
        return sorted([*ridden, *booked], key=lambda part: (part.starts_at, part.covers))

    def leg_parts(
        self, legs: tuple[FollowedLeg, ...], entitlements: frozenset[str], prices: Prices, at: datetime, with_own: bool
    ) -> list[Part]:
        """with_own: a space or a ride of ours is booked with them, so that they may cost nothing by themselves."""
        view = self.live.view
        trip = self.reader.trip(FollowRequest(legs), view.snapshot)
        rides = RideDesk(view, self.reader.names.over(view.snapshot.transit), self.fares, prices, entitlements)
        vehicles = VehicleDesk(view, prices)
        others = (vehicles.find_part(number, leg, at) for number, leg in enumerate(trip.legs))
        found = [part for part in others if part is not None] + rides.parts(trip.legs, at)
        if not found and not with_own:
            raise nothing_to_sell(trip.legs)
        for part in found:
            if not self.is_bookable(part.seller.operator_id):
                raise LegNotSellable(part.covers[0], NotSellable.NO_SELLER)
        check_currency(found, prices)
        return found

    def schemes(self, parts: Sequence[Part]) -> dict[str, list[date]]:
        """The service days on which legs count, by the cap they count for."""
        days: dict[str, list[date]] = {}
        for part in parts:
            if part.seller.cap is not None:
                days.setdefault(part.seller.cap.scheme_id, []).append(service_day(part.starts_at, self.zone))
        return days

    def made(self, parts: Sequence[Part], entitlements: frozenset[str], before: Mapping[str, tuple[CappedLeg, ...]], at: datetime) -> Offer:
        prices = self.fares.prices
        assert prices is not None
        priced = [self.priced(number, part, before) for number, part in enumerate(parts, 1)]
        fee_minor = 0 if all(part.space is not None and part.space.extends for part in parts) else prices.fee_minor
        quote, ordinary = (
            make_quote(priced, Terms(held, fee_minor=fee_minor, fee_rate_bp=prices.fee_rate_bp), at) for held in (entitlements, frozenset())
        )
        saved_minor = max(0, ordinary.total_minor - quote.total_minor)
        names = {OURS: OUR_NAME} | {part.seller.operator_id: part.seller.name for part in parts}
        sold = tuple(self.sold(number, parts, quote) for number in range(1, len(parts) + 1))
        agreed = {str(leg.leg_no): quote.terms[str(leg.leg_no)] | agreed_to(leg) for leg in sold if leg.own}
        return Offer(replace(quote, terms={**quote.terms, **agreed}), sold, self.snapshot_id(parts), names, saved_minor)

    def priced(self, number: int, part: Part, before: Mapping[str, tuple[CappedLeg, ...]]) -> PricedLeg:
        seller = part.seller
        return PricedLeg(
            number, seller.operator_id, part.starts_at, part.ends_at, part.currency, part.list_minor, part.product_minor, seller.tax_rate_bp,
            seller.ladder, concessions_of(part), self.cap_use(seller.cap, before), part.sold_until,
        )  # fmt: skip

    def find_cap(self, scheme_id: str) -> CapScheme | None:
        return self.fares.prices.find_cap(scheme_id) if self.fares.prices else None

    def cap_use(self, cap: CapScheme | None, before: Mapping[str, tuple[CappedLeg, ...]]) -> CapUse | None:
        return None if cap is None else CapUse(cap, self.zone, before.get(cap.scheme_id, ()))

    def sold(self, number: int, parts: Sequence[Part], quote: Quote) -> SoldLeg:
        part, cap = parts[number - 1], parts[number - 1].seller.cap
        lines = [line for line in quote.lines if line.leg_no == number]
        return SoldLeg(
            leg_no=number,
            operator_id=part.seller.operator_id,
            operator_name=part.seller.name,
            kind=part.seller.kind,
            starts_at=part.starts_at,
            ends_at=part.ends_at,
            from_name=part.start.name,
            to_name=part.end.name,
            price_minor=sum(line.shown_minor for line in lines),
            covers=part.covers,
            ladder=part.seller.ladder,
            facts=part.facts,
            through=tuple(other for other, one in enumerate(parts, 1) if one.bundle == part.bundle and other != number),
            scheme_id=None if cap is None else cap.scheme_id,
            service_day=None if cap is None else service_day(part.starts_at, self.zone),
            base_minor=fare_of(lines).shown_minor,
            rights=rights_of(part, fare_of(lines)),
            **own_of(part), **own_ride(part),
        )

    def snapshot_id(self, parts: Iterable[Part]) -> str:
        """SHA-256 of the tables of the city and of what was live of those that the price was worked out from."""
        live = sorted({part.table for part in parts if part.table})
        return hashlib.sha256("\0".join((self.fares.digest, *live)).encode()).hexdigest()


def agreed_to(leg: SoldLeg) -> dict[str, Any]:
    """Beside the price, of what is ours."""
    return ({} if leg.space is None else terms_shown(leg.space)) | ({} if leg.ride is None else promise_shown(leg.ride))


def fare_of(lines: Iterable[Line]) -> Line:
    return next(line for line in lines if line.kind is LineKind.FARE)


def concessions_of(part: Part) -> tuple[Concession, ...]:
    """Of the operator's own fares first, then of the city."""
    return part.seller.concessions if part.concession is None else (part.concession, *part.seller.concessions)


def rights_of(part: Part, fare: Line) -> tuple[str, ...]:
    """Words of the rights that made it cheaper; those that somebody has beside them are nobody's business."""
    found = (one.entitlement for id in fare.concession_ids for one in concessions_of(part) if one.concession_id == id)
    return tuple(dict.fromkeys(found))


def around(days: Iterable[date]) -> tuple[date, date]:
    """From the first to the last day of all months that the weeks of these days touch: where a month ends within a week both count."""
    every = sorted(days)
    monday = date.fromordinal(every[0].toordinal() - every[0].weekday())
    return monday.replace(day=1), last_of_month(last_of_week(every[-1]))


def check_currency(parts: Sequence[Part], prices: Prices) -> None:
    """Raises MixedCurrency, or LegNotSellable where all is in one that the city does not sell in."""
    if len({part.currency for part in parts}) > 1:
        raise MixedCurrency()
    if parts and parts[0].currency != prices.currency:
        raise LegNotSellable(parts[0].covers[0], NotSellable.NO_SELLER)


def nothing_to_sell(legs: Sequence[Leg]) -> LegNotSellable:
    """A car is left somewhere, and that cannot be paid here."""
    driven = next((number for number, leg in enumerate(legs) if leg.mode is LegMode.CAR), None)
    return LegNotSellable(driven, NotSellable.NOTHING if driven is None else NotSellable.PARKING)
