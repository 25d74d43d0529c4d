"""When spaces are given out: at the declared hour, then in rounds. One process at a time, and each space in a transaction of its own.

A space is offered as a booking that waits for its payment, made in the transaction that notes it in the wish: whoever is killed in between leaves
neither without the other, and what was not done is done once the lease has run out. What nobody pays is let go by the timers of bookings.
"""
import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
import structlog
from sqlalchemy import or_, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings import quoting, selling
from backend.bookings.booked import Booking
from backend.bookings.selling import HoldLimit, PayFirst, QuoteChanged
from backend.contract.bookings import Accepted, BookingRequest
from backend.contract.gatherings import WhyNot, WishHelp
from backend.contract.quotes import QuoteRequest
from backend.contract.reservations import ParkingWish
from backend.database.database import Database
from backend.identity.actor import Actor, ActorKind
from backend.outbox.entries import enqueue
from backend.reservations import gathering_plan
from backend.reservations.gathering import Gatherings, lock_account
from backend.reservations.gathering_letters import OFFER_MAIL
from backend.reservations.gathering_looking import Option
from backend.reservations.gathering_models import GatheringWish, ParkingGathering, WishRow
from backend.reservations.gathering_plan import Given
from backend.service.errors import ServiceError
from payments.states import BookingState

EVERY_S = 5.0
# Another process goes on with a round of which nothing was heard for so long.
LEASE = timedelta(minutes=2)
MOST_TRIES = 5
log = structlog.get_logger("allways.gatherings")


class TooDear(Exception):
    """With what is added for the whole booking it costs more than this one pays."""

    def __init__(self, total_minor: int):
        super().__init__()
        self.total_minor = total_minor


@dataclass(frozen=True)
class Rounds:
    gatherings: Gatherings
    database: Database

    async def run(self, every_s: float = EVERY_S) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.sweep()
            except (SQLAlchemyError, OSError) as error:
                log.warning("gatherings_not_swept", error=type(error).__name__)
            await asyncio.sleep(every_s * random.uniform(0.75, 1.25))

    async def sweep(self) -> int:
        """How many offers were made."""
        at = self.gatherings.desk.clock()
        async with self.database.reading() as session:
            due = list(await session.scalars(is_due(select(ParkingGathering.id), at).order_by(ParkingGathering.next_at)))
        made = 0
        for gathering_id in due:
            if await self.claim(gathering_id, at):
                made += await self.round(gathering_id, at)
        return made

    async def claim(self, gathering_id: UUID, at: datetime) -> bool:
        mine = is_due(update(ParkingGathering).where(ParkingGathering.id == gathering_id), at)
        async with self.database.writing() as session:
            return (await session.execute(mine.values(leased_until=at + LEASE))).rowcount == 1

    async def round(self, gathering_id: UUID, at: datetime) -> int:
        async with self.database.reading() as session:
            gathering = await session.get_one(ParkingGathering, gathering_id)
            found = await gathering_plan.plan(session, self.gatherings.parking, self.gatherings.pricing.fares.fees, gathering, at)
        until = at + timedelta(minutes=gathering.hold_min)
        made = 0
        for given in (one for one in found.given if one.to is not None):
            made += await self.give(gathering_id, given, until)
        await self.tell_why([one for one in found.given if one.to is None])
        await self.end_round(gathering_id, at, gathering.round_min)
        return made

    async def give(self, gathering_id: UUID, given: Given, until: datetime) -> bool:
        """One that makes trouble keeps no other one waiting: it is looked at again in the next round."""
        try:
            async with self.database.writing() as session:
                held = await self.offer(session, gathering_id, given, until)
                lease = update(ParkingGathering).where(ParkingGathering.id == gathering_id)
                await session.execute(lease.values(leased_until=self.gatherings.desk.clock() + LEASE))
                return held
        except SQLAlchemyError as error:
            log.warning("space_not_offered", error=type(error).__name__)
            return False

    async def offer(self, session: AsyncSession, gathering_id: UUID, given: Given, until: datetime) -> bool:
        """The space of the plan; where somebody was quicker, the best that is left."""
        assert given.to is not None
        await lock_account(session, given.wish.account_id)
        row = await session.scalar(still_waits(given.wish.id).with_for_update(of=GatheringWish))
        if row is None:
            return False
        others = [one for one in given.options if one is not given.to]
        why, help = WhyNot.FULL, WishHelp()
        for option in [given.to, *others][:MOST_TRIES]:
            try:
                booking_id = await self.hold(session, given, option, until)
            except TooDear as dear:
                why, help = WhyNot.TOO_DEAR, WishHelp(price_minor=min(help.price_minor or dear.total_minor, dear.total_minor))
                continue
            except (HoldLimit, PayFirst):
                why, help = WhyNot.UNPAID, WishHelp()
                break
            if booking_id is not None:
                row.state, row.booking_id, row.space_id, row.walk_m = WishRow.OFFERED, booking_id, option.at.space.id, option.at.walk_m
                row.why = row.help = None
                await enqueue(session, OFFER_MAIL, {"wishId": str(row.id)}, f"{OFFER_MAIL}:{row.id}")
                return True
        row.why, row.help = why, msgspec.to_builtins(help)
        return False

    async def hold(self, session: AsyncSession, given: Given, option: Option, until: datetime) -> UUID | None:
        """The booking; None where somebody was quicker, or it is not sold by now. Raises HoldLimit, PayFirst, TooDear."""
        wish, desk, pricing = given.wish, self.gatherings.desk, self.gatherings.pricing
        actor, at = Actor(ActorKind.ACCOUNT, wish.account_id), desk.clock()
        asked = QuoteRequest((), (), (ParkingWish(option.at.space.id, wish.starts_at, wish.ends_at, wish.vehicle),))
        try:
            async with session.begin_nested():
                offer = await quoting.price(session, pricing, actor.id, asked, at, desk.spaces)
                if wish.max_price_minor is not None and offer.quote.total_minor > wish.max_price_minor:
                    raise TooDear(offer.quote.total_minor)
                quote = await quoting.keep(session, actor.id, asked, offer, at)
                request = BookingRequest(quote.id, Accepted(quote.total_minor, quoting.shown(quote).terms_fingerprint))
                booking_id = await selling.book(session, desk, pricing, actor, request)
                await keep_until(session, booking_id, until)
                return booking_id
        except (HoldLimit, PayFirst):
            raise
        except (ServiceError, QuoteChanged):
            return None

    async def tell_why(self, without: Sequence[Given]) -> None:
        async with self.database.writing() as session:
            for one in without:
                mine = (GatheringWish.id == one.wish.id) & (GatheringWish.state == WishRow.WAITING)
                await session.execute(update(GatheringWish).where(mine).values(why=one.why, help=msgspec.to_builtins(one.help)))

    async def end_round(self, gathering_id: UUID, at: datetime, round_min: int) -> None:
        done = update(ParkingGathering).where(ParkingGathering.id == gathering_id)
        next_at = at + timedelta(minutes=round_min)
        async with self.database.writing() as session:
            await session.execute(done.values(leased_until=None, next_at=next_at, rounds=ParkingGathering.rounds + 1))


def is_due(query, at: datetime):
    free = or_(ParkingGathering.leased_until.is_(None), ParkingGathering.leased_until <= at)
    return query.where(ParkingGathering.next_at <= at, ParkingGathering.ends_at > at, ParkingGathering.called_off_at.is_(None), free)


def still_waits(wish_id: UUID):
    """Of an event that was not called off."""
    open_ones = select(GatheringWish).join(ParkingGathering).where(ParkingGathering.called_off_at.is_(None))
    return open_ones.where(GatheringWish.id == wish_id, GatheringWish.state == WishRow.WAITING).execution_options(populate_existing=True)


async def keep_until(session: AsyncSession, booking_id: UUID, until: datetime) -> None:
    """It waits for its payment for as long as the event says."""
    row = await session.get_one(Booking, booking_id)
    if row.state == BookingState.HELD:
        row.hold_until = until
        await session.flush()


@asynccontextmanager
async def giving_out(gatherings: Gatherings, database: Database) -> AsyncIterator[Gatherings]:
    """For as long as the service lives; where nothing can be paid nothing is given out."""
    if gatherings.paid is None:
        yield gatherings
        return
    time = asyncio.create_task(Rounds(gatherings, database).run(), name="gatherings")
    try:
        yield gatherings
    finally:
        time.cancel()
        await asyncio.gather(time, return_exceptions=True)
