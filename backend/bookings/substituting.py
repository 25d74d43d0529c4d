"""A substitute: what a traveller is given in place of legs whose operator let them down. A booking of its own that costs them nothing.

What was given back for the legs stays given back. What the substitute costs is ours once it is used (`disruption` in the ledger), as far as
`payments.substituting` lets it. Who does not want it gives it back for nothing, like any booking.
"""
from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.bookings import quoting, rows, selling
from backend.bookings.booked import Booking
from backend.bookings.desk import Desk
from backend.bookings.paid import Payment
from backend.bookings.rows import Rows
from backend.contract.quotes import QuoteRequest
from backend.pricing.offer import Offer, SoldLeg
from payments import events
from payments.quote import LineKind
from payments.states import BookingState, CaptureMode, Report
from payments.states import Leg as LawLeg
from payments.step import hold
from payments.substituting import MOST_TRIES

STANDS = (BookingState.CONFIRMING, BookingState.CONFIRMED, BookingState.SETTLING, BookingState.SETTLED)


async def list_substitutes(session: AsyncSession, booking_id: UUID, leg_no: int) -> list[Booking]:
    """Of one leg, also those that fell through, the oldest first."""
    found = await session.scalars(select(Booking).where(Booking.substitute_of == booking_id).order_by(Booking.id))
    return [booking for booking in found if leg_no in booking.substitute_legs]


async def is_exhausted(session: AsyncSession, booking: Booking, before: Sequence[Booking]) -> bool:
    """Whether so many substitutes fell through, one after the other or one of the other, that only a person helps."""
    depth, of = 0, booking.substitute_of
    while of is not None and depth < MOST_TRIES:
        depth, of = depth + 1, await session.scalar(select(Booking.substitute_of).where(Booking.id == of))
    return depth + len(before) >= MOST_TRIES


async def worth_minor(session: AsyncSession, found: Rows, leg_nos: Collection[int]) -> int:
    """Of legs to their traveller: also of those that a cap made free. Of a substitute what was bought at first is worth, so that no chain of them
    gets dearer and dearer."""
    while found.booking.substitute_of is not None:
        leg_nos, found = found.booking.substitute_legs, await rows.load(session, found.booking.substitute_of, lock=False)
    return sum(max(leg.price_minor, leg.base_minor) for leg in found.legs if leg.leg_no in leg_nos)


def cost_minor(offer: Offer) -> int:
    """Without our own fee, which nobody pays to anybody."""
    return sum(leg.price_minor for leg in offer.legs)


async def substitute(session: AsyncSession, desk: Desk, found: Rows, leg_nos: Sequence[int], asked: QuoteRequest, offer: Offer) -> UUID:
    """Books an offer in place of legs of a booking whose row is locked. Tickets are live at once where no operator has to be asked.

    Raises ResourceTaken.
    """
    at, free = desk.clock(), as_gift(offer)
    quote = await quoting.keep(session, found.booking.account_id, asked, free, at)
    law, effects = hold(LawLeg(leg.leg_no, leg.own, 0, cost_minor=leg.price_minor) for leg in offer.legs)
    row = Booking(
        id=uuid7(), quote_id=quote.id, account_id=found.booking.account_id, state=law.state, capture_mode=law.capture_mode, currency=quote.currency,
        shown_minor=0, fee_shown_minor=0, state_since=at, created_at=at, substitute_of=found.booking.id, substitute_legs=sorted(leg_nos),
    )  # fmt: skip
    payment = Payment(id=uuid7(), booking_id=row.id, state=law.payment.state, currency=quote.currency, shown_minor=0, created_at=at)
    legs = [selling.leg_row(row.id, leg) for leg in free.legs]
    for leg, sold in zip(legs, offer.legs):
        leg.cost_minor = sold.price_minor
    session.add_all([row, payment, *legs])
    await session.flush()
    await selling.hold_own(session, desk, legs, free.legs, found.booking.account_id)
    await desk.keep(session, Rows(row, payment, legs), law, law, effects, None)
    if all(leg.own for leg in legs):
        await desk.apply(session, row.id, events.PaymentRead(Report.CAPTURED))
    return row.id


def as_gift(offer: Offer) -> Offer:
    """The same at no price. It counts for no cap."""
    fares = tuple(line._replace(shown_minor=0, tax_minor=0, concession_ids=()) for line in offer.quote.lines if line.kind is LineKind.FARE)
    quote = replace(offer.quote, lines=fares, total_minor=0, capture_mode=CaptureMode.TRIP_END)
    return replace(offer, quote=quote, legs=tuple(gift(leg) for leg in offer.legs), rights_saved_minor=0)


def gift(leg: SoldLeg) -> SoldLeg:
    return replace(leg, price_minor=0, through=(), scheme_id=None, service_day=None, base_minor=0)
