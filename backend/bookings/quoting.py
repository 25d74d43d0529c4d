"""Quotes as rows: written once with their lines, sealed, and read back as what was accepted."""
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from backend.accounts.consents import require_consent
from backend.bookings.booked import Booking, BookingLeg, PricePeriod
from backend.bookings.offered import Quote, QuoteLine
from backend.bookings.rides import NO_RIDES, OwnRides
from backend.bookings.spaces import NO_SPACES, Spaces
from backend.contract.consents import Purpose
from backend.contract.following import FollowedLeg
from backend.contract.quotes import QuoteRequest, QuoteResponse
from backend.contract.rides import Promised
from backend.database.base import now
from backend.identity.actor import Actor, scope
from backend.pricing.driven import RideForSale
from backend.pricing.errors import LegNotSellable
from backend.pricing.offer import HadBefore, Offer, Period
from backend.pricing.service import Pricing
from backend.pricing.telling import quote_message
from backend.service.errors import NotFound, RateLimited, Unprocessable
from payments import quote as law
from payments.caps import CappedLeg, last_of_month
from payments.quote import Line, LineKind
from payments.states import BookingState, CaptureMode, LegState

# Legs that count for a cap: all that were sold and neither fell through nor were given back.
COUNTS = (LegState.HELD, LegState.ASKED, LegState.CONFIRMED, LegState.USED)
GONE = (BookingState.RELEASING, BookingState.RELEASED)
MOST_QUOTES, WITHIN = 300, timedelta(hours=1)


class QuoteLimit(RateLimited):
    code = "quote_limit"

    def __init__(self) -> None:
        super().__init__("So many prices were asked for that no more are kept now. Wait an hour.", headers={"Retry-After": str(WITHIN.seconds)})


class NothingAsked(Unprocessable):
    def __init__(self) -> None:
        super().__init__("There is nothing to be priced. Give the legs of a trip, or parking, or both.", "legs")


async def check_room(session: AsyncSession, account_id: UUID | None) -> None:
    """A quote is kept for a day: nobody fills the table with those that nobody buys. Raises QuoteLimit."""
    recent = select(func.count()).select_from(Quote).where(Quote.account_id == account_id, Quote.created_at > now() - WITHIN)
    if (await session.scalar(recent) or 0) >= MOST_QUOTES:
        raise QuoteLimit


async def price(
    session: AsyncSession, pricing: Pricing, account_id: UUID | None, asked: QuoteRequest, at: datetime, spaces: Spaces = NO_SPACES,
    rides: OwnRides = NO_RIDES, shown: Mapping[int, Promised] | None = None,
) -> Offer:  # fmt: skip
    """Whoever is signed in has agreed that a right to pay less is kept, or it is not counted. shown: what was promised of rides on demand before, by
    number of the asked leg. Raises ConsentMissing, NothingAsked, and what `Spaces.for_sale`, `driven` and `Pricing.offer` raise."""
    if not asked.legs and not asked.parking:
        raise NothingAsked
    if account_id is not None and asked.entitlements:
        await require_consent(session, account_id, Purpose.CONCESSION)
    found = await spaces.for_sale(session, asked.parking, account_id, at)
    ridden = await driven(session, pricing, rides, asked.legs, at, shown)
    return await pricing.offer(asked.legs, asked.entitlements, account_id, at, had_before(session), found, ridden)


async def driven(
    session: AsyncSession, pricing: Pricing, rides: OwnRides, legs: Sequence[FollowedLeg], at: datetime, shown: Mapping[int, Promised] | None = None
) -> tuple[RideForSale, ...]:
    """What could be promised of the rides on demand of ours among these legs. Raises LegNotSellable, and what `VanDesk.wishes` raises."""
    if all(leg.ride is None for leg in legs):
        return ()
    wishes, before = pricing.vans.wishes(legs, at), shown or {}
    try:
        kept = await rides.for_sale(session, [wish.within(before.get(wish.number)) for wish in wishes], at)
        return tuple(sale.as_shown(before.get(sale.wish.number)) for sale in kept)
    except LegNotSellable:
        if not before:
            raise
    # No van can keep what was shown any more: what could be promised instead is shown anew.
    return await rides.for_sale(session, wishes, at)


def had_before(session: AsyncSession) -> HadBefore:
    """What an account has had that counts for a cap. The row of the period is locked first, so that two that buy at once count for each other."""

    async def had(period: Period) -> tuple[CappedLeg, ...]:
        await lock_period(session, period)
        mine = (
            select(BookingLeg.id, BookingLeg.service_day, BookingLeg.base_minor, BookingLeg.price_minor)
            .join(Booking, Booking.id == BookingLeg.booking_id)
            .where(
                Booking.account_id == period.account_id, Booking.state.not_in(GONE), BookingLeg.state.in_(COUNTS),
                BookingLeg.scheme_id == period.scheme_id, BookingLeg.service_day.between(period.first, period.last),
            )
            .order_by(BookingLeg.id)
        )  # fmt: skip
        return tuple(CappedLeg(str(leg_id), day, base, shown) for leg_id, day, base, shown in await session.execute(mine))

    return had


async def lock_period(session: AsyncSession, period: Period) -> None:
    """Each of its months, the earliest first: two periods that share a week wait for each other."""
    month = period.first
    while month <= period.last:
        await lock_month(session, period, month)
        month = last_of_month(month) + timedelta(days=1)


async def lock_month(session: AsyncSession, period: Period, month: date) -> None:
    insert = postgresql_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    key = {"account_id": period.account_id, "scheme_id": period.scheme_id, "starts_on": month}
    moment = now()
    added = insert(PricePeriod).values(id=uuid7(), created_at=moment, updated_at=moment, **key)
    await session.execute(added.on_conflict_do_nothing(index_elements=list(key)))
    await session.execute(select(PricePeriod.id).filter_by(**key).with_for_update())


async def keep(
    session: AsyncSession, account_id: UUID | None, asked: QuoteRequest, offer: Offer, at: datetime, replaces: UUID | None = None
) -> Quote:
    """Writes a quote down and seals it."""
    quote, quote_id = offer.quote, uuid7()
    row = Quote(
        id=quote_id, account_id=account_id, asked=msgspec.to_builtins(asked), shown=msgspec.to_builtins(quote_message(str(quote_id), offer)),
        currency=quote.currency, total_minor=quote.total_minor, capture_mode=quote.capture_mode, valid_until=quote.valid_until,
        fare_snapshot_id=offer.fare_snapshot_id, terms=quote.terms, fingerprint=quote.fingerprint, replaces=replaces, sealed=False, created_at=at,
        updated_at=at,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    session.add_all(line_row(quote_id, line) for line in quote.lines)
    await session.flush()
    row.sealed = True
    await session.flush()
    return row


def line_row(quote_id: UUID, line: Line) -> QuoteLine:
    return QuoteLine(
        quote_id=quote_id, leg_no=line.leg_no, kind=line.kind, payee_id=line.payee_id, list_minor=line.list_minor, shown_minor=line.shown_minor,
        tax_rate_bp=line.tax_rate_bp, tax_minor=line.tax_minor, concession_ids=list(line.concession_ids),
    )  # fmt: skip


async def get(session: AsyncSession, actor: Actor, quote_id: UUID, lock: bool = False) -> Quote:
    """Raises NotFound, also for one of somebody else."""
    mine: ColumnElement[bool] = scope(actor, Quote)
    query = select(Quote).where(Quote.id == quote_id, mine)
    found = await session.scalar(query.with_for_update() if lock else query)
    if found is None or not found.shown:
        raise NotFound("There is no such quote of yours. POST /v1/quotes gives one.")
    return found


def shown(row: Quote) -> QuoteResponse:
    return msgspec.convert(row.shown, QuoteResponse)


def promised(shown: QuoteResponse) -> dict[int, Promised]:
    """Of the rides on demand in a quote, by number of the asked leg."""
    return {leg.covers[0]: leg.promised for leg in shown.legs if leg.promised is not None and leg.covers}


def asked_for(row: Quote) -> QuoteRequest:
    return msgspec.convert(row.asked, QuoteRequest)


async def accepted(session: AsyncSession, row: Quote) -> law.Quote:
    """As it was worked out."""
    lines = await session.scalars(select(QuoteLine).where(QuoteLine.quote_id == row.id))
    return law.Quote(row.currency, sorted_lines(lines), row.total_minor, CaptureMode(row.capture_mode), row.valid_until, row.terms)


def sorted_lines(rows: Iterable[QuoteLine]) -> tuple[Line, ...]:
    lines = (
        Line(row.leg_no, LineKind(row.kind), row.payee_id, row.list_minor, row.shown_minor, row.tax_rate_bp, row.tax_minor, tuple(row.concession_ids))
        for row in rows
    )
    return tuple(sorted(lines))
