"""Buying a quote: the price is worked out once more, and either the whole trip is held or nothing is."""
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.accounts.models import Account
from backend.bookings import books, holding, quoting
from backend.bookings.booked import Booking, BookingLeg
from backend.bookings.desk import Desk
from backend.bookings.holding import ResourceTaken
from backend.bookings.offered import Quote
from backend.bookings.paid import Payment
from backend.bookings.rides import resource_of
from backend.bookings.rows import Rows
from backend.contract.bookings import BookingRequest
from backend.contract.quotes import QuoteRequest, QuoteResponse
from backend.identity.actor import Actor
from backend.pricing.offer import Offer, SoldLeg
from backend.pricing.service import Pricing
from backend.service.errors import Conflict, RateLimited
from payments import deadlines
from payments import quote as law
from payments.money import too_small_to_charge
from payments.quote import Change, LineKind
from payments.states import BookingState, LegState
from payments.states import Leg as LawLeg
from payments.step import hold

MOST_HELD = 3
MOST_WAIVED = 3  # in a day


class HoldLimit(RateLimited):
    code = "hold_limit"

    def __init__(self) -> None:
        super().__init__(f"{MOST_HELD} trips wait for your payment already. Pay or give up one of them first.", headers={"Retry-After": "60"})


class PayFirst(Conflict):
    code = "pay_first"

    def __init__(self) -> None:
        super().__init__("This price counts on a trip that waits for your payment. Pay it, or give it up, and ask for the price again.")


class TooSmall(Conflict):
    code = "amount_too_small"

    def __init__(self) -> None:
        super().__init__("No card can be charged with so little, and it was free a few times today already. Book it together with another trip.")


class AlreadyBooked(Exception):
    def __init__(self, booking_id: UUID):
        super().__init__()
        self.booking_id = booking_id


class QuoteChanged(Exception):
    """The trip costs more now, or what was accepted is not what was shown. offer None: `shown` is what has to be accepted."""

    def __init__(self, shown: QuoteResponse, asked: QuoteRequest, offer: Offer | None = None, expired: bool = False):
        super().__init__()
        self.shown, self.asked, self.offer, self.expired = shown, asked, offer, expired


async def book(session: AsyncSession, desk: Desk, pricing: Pricing, actor: Actor, request: BookingRequest) -> UUID:
    """The id of a booking that is held. Raises NotFound, AlreadyBooked, QuoteChanged, HoldLimit, PayFirst, ResourceTaken, and what `Pricing.offer`
    raises."""
    at = desk.clock()
    await session.execute(select(Account.id).where(Account.id == actor.id).with_for_update())  # one at a time for each traveller
    quote = await quoting.get(session, actor, request.quote_id, lock=True)
    await check_unbought(session, quote)
    asked, shown = quoting.asked_for(quote), quoting.shown(quote)
    accepted = await quoting.accepted(session, quote)
    if (request.accept.total_minor, request.accept.terms_fingerprint) != (quote.total_minor, accepted.terms_fingerprint):
        raise QuoteChanged(shown, asked)
    await check_room(session, actor, at)
    offer = await quoting.price(session, pricing, actor.id, asked, at, desk.spaces, desk.rides, quoting.promised(shown))
    if at > quote.valid_until:
        raise QuoteChanged(shown, asked, offer, expired=True)
    change = law.change(accepted, offer.quote)
    if change is Change.HIGHER:
        raise QuoteChanged(shown, asked, offer)
    await check_caps_are_paid(session, actor, offer)
    if change is Change.LOWER:
        quote = await quoting.keep(session, actor.id, asked, offer, at, replaces=quote.id)
    return await hold_all(session, desk, actor, quote, offer, request.plate)


async def check_unbought(session: AsyncSession, quote: Quote) -> None:
    """Raises AlreadyBooked, also where it was booked at a lower price."""
    bought = select(Booking.id).join(Quote, Quote.id == Booking.quote_id).where(or_(Quote.id == quote.id, Quote.replaces == quote.id))
    found = await session.scalar(bought)
    if found:
        raise AlreadyBooked(found)


async def check_room(session: AsyncSession, actor: Actor, at: datetime) -> None:
    """Raises HoldLimit."""
    held = select(func.count()).where(Booking.account_id == actor.id, Booking.state == BookingState.HELD)
    if (await session.scalar(held) or 0) >= MOST_HELD:
        raise HoldLimit


async def check_caps_are_paid(session: AsyncSession, actor: Actor, offer: Offer) -> None:
    """What is held counts for a cap, so that two trips bought one after the other cost no more than it. But who never pays the first one would have
    the second for nothing. Raises PayFirst."""
    if not any(line.kind is LineKind.CAP_CREDIT and line.shown_minor for line in offer.quote.lines):
        return
    schemes = {leg.scheme_id for leg in offer.legs if leg.scheme_id is not None}
    unpaid = (
        select(BookingLeg.id).join(Booking, Booking.id == BookingLeg.booking_id)
        .where(Booking.account_id == actor.id, Booking.state == BookingState.HELD, BookingLeg.scheme_id.in_(schemes))
    )  # fmt: skip
    if await session.scalar(unpaid.limit(1)) is not None:
        raise PayFirst


async def is_waived(session: AsyncSession, actor: Actor, quote: Quote, at: datetime) -> bool:
    """No card is charged with so little, so it is free: a few times a day. Raises TooSmall."""
    if not too_small_to_charge(quote.total_minor, quote.currency):
        return False
    free = select(func.count()).select_from(Booking).join(Payment, Payment.booking_id == Booking.id)
    free = free.where(
        Booking.account_id == actor.id, Booking.created_at > at - timedelta(days=1), Booking.state.not_in(quoting.GONE),
        Booking.shown_minor > Payment.shown_minor,
    )  # fmt: skip
    if (await session.scalar(free) or 0) >= MOST_WAIVED:
        raise TooSmall
    return True


async def hold_all(session: AsyncSession, desk: Desk, actor: Actor, quote: Quote, offer: Offer, plate: str | None = None) -> UUID:
    at, fee = desk.clock(), sum(line.shown_minor for line in offer.quote.lines if line.kind is LineKind.BOOKING_FEE)
    booking, effects = hold(
        (LawLeg(leg.leg_no, leg.own, leg.price_minor) for leg in offer.legs), fee_minor=fee, capture_mode=offer.quote.capture_mode,
        waives=await is_waived(session, actor, quote, at),
    )  # fmt: skip
    if sum(leg.price_minor for leg in booking.legs) + booking.fee_minor != quote.total_minor:
        raise ValueError("the legs and the fee do not add up to the total of their quote")
    row = Booking(
        id=uuid7(), quote_id=quote.id, account_id=actor.id, state=booking.state, capture_mode=booking.capture_mode, currency=quote.currency,
        shown_minor=quote.total_minor, fee_shown_minor=fee, state_since=at, created_at=at,
        hold_until=held_until(offer, at) if booking.state is BookingState.HELD else None,
    )  # fmt: skip
    payment = Payment(
        id=uuid7(), booking_id=row.id, state=booking.payment.state, currency=quote.currency, shown_minor=booking.payment.shown_minor, created_at=at
    )
    legs = [leg_row(row.id, leg) for leg in offer.legs]
    session.add_all([row, payment, *legs])
    await session.flush()
    await hold_own(session, desk, legs, offer.legs, actor.id, plate)
    await desk.keep(session, Rows(row, payment, legs), booking, booking, effects, None)
    return row.id


def held_until(offer: Offer, at: datetime) -> datetime:
    """What has to be booked by a moment is paid by then, or it is not booked (rule R14)."""
    return min([deadlines.hold_until(at), *(leg.book_until for leg in offer.legs if leg.book_until is not None)])


def leg_row(booking_id: UUID, leg: SoldLeg) -> BookingLeg:
    leg_id = uuid7()
    return BookingLeg(
        id=leg_id, booking_id=booking_id, leg_no=leg.leg_no, operator_id=leg.operator_id, operator_name=leg.operator_name, kind=leg.kind, own=leg.own,
        state=LegState.HELD, operator_ref=str(leg_id), payee=leg.payee or books.payee_of(leg.operator_id, leg.own),
        starts_at=leg.starts_at, ends_at=leg.ends_at, from_name=leg.from_name[:200], to_name=leg.to_name[:200],
        price_minor=leg.price_minor, resource_id=leg.resource_id if leg.ride is None else resource_of(leg_id), covers=list(leg.covers),
        facts=dict(leg.facts), ladder=[list(step) for step in leg.ladder.steps], through=list(leg.through),
        scheme_id=leg.scheme_id, service_day=leg.service_day, base_minor=leg.base_minor, rights=list(leg.rights),
        **({} if leg.space is None else {"share_bp": leg.space.share_bp, "commission_tax_bp": leg.space.commission_tax_bp}),
    )  # fmt: skip


async def hold_own(
    session: AsyncSession, desk: Desk, rows: Sequence[BookingLeg], legs: Sequence[SoldLeg], account_id: UUID | None, plate: str | None = None
) -> None:
    """Keeps free what is ours alone of new legs, in one order for everybody: spaces, then rides. Raises ResourceTaken, with what is free instead."""
    own = [(row, leg) for row, leg in zip(rows, legs) if row.own and row.resource_id is not None and leg.ride is None]
    for row, leg in sorted(own, key=lambda pair: str(pair[0].resource_id)):
        try:
            await holding.hold(session, row, leg.slots)
        except ResourceTaken as taken:
            if leg.space is None:
                raise
            raise ResourceTaken(f"parking[{leg.parking}]", await desk.spaces.alternatives(session, leg.space.wish, desk.clock())) from taken
        if leg.space is not None:
            await desk.spaces.reserved(session, row, leg, plate)
    driven = [(row, leg) for row, leg in zip(rows, legs) if leg.ride is not None]
    for row, leg in sorted(driven, key=lambda pair: place_of(pair[1])):
        await desk.rides.reserved(session, row, leg, account_id)


def place_of(leg: SoldLeg) -> tuple[datetime, str, int]:
    """By the day whose plan it is a part of."""
    assert leg.ride is not None
    return leg.ride.service_day_start, leg.ride.wish.zone, leg.leg_no
