"""A stay that goes on: in the same space where nobody else has it afterwards, for what the whole stay costs more; else in another one.

What is added is a booking of its own, which begins where the stay ends so far. It is held while it is paid, and once it is, its pass lets in and out
all the time.
"""
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings import quoting
from backend.bookings.booked import Booking, HoldState, ResourceHold
from backend.bookings.desk import Desk
from backend.bookings.holding import ResourceTaken
from backend.bookings.offered import Quote
from backend.contract.parking import Vehicle
from backend.contract.quotes import NotSellable, QuoteRequest
from backend.contract.reservation_care import OtherSpace
from backend.contract.reservations import ParkingWish
from backend.parking.service import Parking
from backend.pricing.errors import SpaceNotSellable
from backend.pricing.service import Pricing
from backend.pricing.spaces import SpaceForSale
from backend.reservations import elsewhere, stays
from backend.reservations.rows import Reserved, chosen, list_reserved
from backend.reservations.stays import Stay
from backend.service.errors import Conflict, Unprocessable
from backend.service.moments import checked_moment
from payments.parking.tariff import Tariff, price

GONE_BY_THEN = (NotSellable.CLOSED, NotSellable.NO_OFFER)


class NotLonger(Unprocessable):
    def __init__(self) -> None:
        super().__init__("The stay ends then already, or later. Give a later end.", "until")


class StayOver(Conflict):
    code = "stay_over"

    def __init__(self) -> None:
        super().__init__("This stay is over, given back, or not paid. Only one that is paid and not over can go on.")


class NextBooking(Conflict):
    """free_until: how long it could go on, None: not at all."""

    code = "next_booking"

    def __init__(self, free_until: datetime | None, alternatives: tuple[OtherSpace, ...]):
        super().__init__("Somebody else has this space afterwards. Take another one from then on, or leave in time.", "until")
        self.more = {"freeUntil": msgspec.to_builtins(free_until), "alternatives": msgspec.to_builtins(alternatives)}


async def quote(
    session: AsyncSession, desk: Desk, pricing: Pricing, parking: Parking, account_id: UUID, part: Reserved, until: datetime
) -> Quote:  # fmt: skip
    """What going on costs, to be bought like any quote. It holds nothing. Raises StayOver, NotLonger, NextBooking, QuoteLimit, and what pricing
    raises."""
    at, stay = desk.clock(), await stays.find(session, part)
    wish = wish_of(stay, checked_moment(until, "until"), at)
    await quoting.check_room(session, account_id)
    asked = QuoteRequest(parking=(wish,))
    try:
        offer = await quoting.price(session, pricing, account_id, asked, at, desk.spaces)
    except (ResourceTaken, SpaceNotSellable) as error:
        if isinstance(error, SpaceNotSellable) and error.reason not in GONE_BY_THEN:
            raise
        others = await elsewhere.near(session, parking, part, stay.ends_at, wish.end, at)
        raise NextBooking(await free_until(session, stay), others) from error
    return await quoting.keep(session, account_id, asked, offer, at)


def wish_of(stay: Stay, until: datetime, at: datetime) -> ParkingWish:
    """Raises StayOver, NotLonger."""
    if not stay.is_paid or stay.left_at is not None or stay.ends_at <= at:
        raise StayOver
    if until <= stay.ends_at:
        raise NotLonger
    return ParkingWish(stay.first.row.space_id, stay.ends_at, until, msgspec.convert(stay.first.row.vehicle, Vehicle), stay.last.booking.id)


async def free_until(session: AsyncSession, stay: Stay) -> datetime | None:
    """As long as nobody else comes to the bay, where that is longer than the stay."""
    comes = await next_begins(session, stay)
    return comes if comes is not None and comes > stay.ends_at else None


async def next_begins(session: AsyncSession, stay: Stay) -> datetime | None:
    """When the next one comes to a bay; nobody knows it of one of many places that are all the same."""
    spot = stay.last.spot
    if spot is None or spot.label is None:
        return None
    later = select(func.min(ResourceHold.starts_at)).where(
        ResourceHold.resource_id == str(spot.id), ResourceHold.state != HoldState.FREED, ResourceHold.starts_at >= stay.ends_at
    )
    return await session.scalar(later)


async def continued(session: AsyncSession, number: int, space: SpaceForSale, wish: ParkingWish, account_id: UUID | None) -> SpaceForSale:
    """At what the whole stay costs more, by the tariff and the terms that it began with. number: of the asked space. Raises SpaceNotSellable."""
    stay = await of_wish(session, wish, account_id)
    if stay is None:
        raise SpaceNotSellable(number, NotSellable.NO_OFFER)
    more = costs_more(await stays.tariff_of(session, stay), stay.starts_at, stay.ends_at, wish.end)
    return replace(space, price_minor=more, tariff_id=str(stay.first.row.tariff_id), terms=stay.terms, extends=str(wish.extends))


def costs_more(tariff: Tariff, start: datetime, ends_at: datetime, until: datetime) -> int | None:
    """The whole stay less what it costs so far; None: it is closed then."""
    whole, so_far = price(tariff, start, until), price(tariff, start, ends_at)
    return None if whole is None or so_far is None else max(0, whole - so_far)


async def of_wish(session: AsyncSession, wish: ParkingWish, account_id: UUID | None) -> Stay | None:
    """One's own stay in this space that ends when the wish begins."""
    mine = chosen().where(Booking.id == wish.extends, Booking.account_id == account_id)
    for part in await list_reserved(session, mine):
        stay = await stays.find(session, part)
        if part.row.space_id == wish.space_id and stay.is_paid and stay.ends_at == wish.start and stay.last.booking.id == wish.extends:
            return stay
    return None
