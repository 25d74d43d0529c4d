"""Work of the outbox where an operator let a traveller down: another way is found, priced and booked for them, or a person is asked to."""
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings import quoting, rows, substituting
from backend.bookings.booked import BookingLeg
from backend.bookings.desk import Desk
from backend.bookings.effects import kind_of, notice
from backend.bookings.linked import touch
from backend.bookings.money_work import booking_of
from backend.bookings.offered import Quote
from backend.bookings.rows import Rows
from backend.bookings.substituting_ways import OPEN, Goal, goals, request_for, worth_pricing
from backend.contract.quotes import QuoteRequest, SoldKind
from backend.contract.trips import PlanRequest, PlanResponse
from backend.database.database import Database
from backend.operators.operator import FactsUnusable
from backend.outbox.worker import Entry, Finish, GiveUp, Handler
from backend.pricing.offer import Offer
from backend.pricing.service import Pricing
from backend.service.errors import Busy, ServiceError
from payments import events
from payments.states import Cause, EffectKind, LegState
from payments.substituting import most_minor

Planner = Callable[[PlanRequest], Awaitable[PlanResponse]]
# Books another space in place of a leg, within the transaction; False where there is none.
Spaces = Callable[[AsyncSession, Rows, BookingLeg], Awaitable[bool]]
Elsewhere = Callable[[Pricing, Desk], Spaces]
WANTED = "substitute_wanted"
MOST_PRICED = 6


class Found(NamedTuple):
    goal: Goal
    asked: QuoteRequest
    offer: Offer


@dataclass(frozen=True)
class SubstituteWork:
    """plan: as the traveller would. spaces: who finds another space to park in; None: nobody."""

    desk: Desk
    database: Database
    pricing: Pricing
    plan: Planner | None = None
    spaces: Spaces | None = None

    @property
    def handlers(self) -> Mapping[str, Handler]:
        return {kind_of(EffectKind.SUBSTITUTE_FIND): self.find}

    async def find(self, entry: Entry) -> Finish | None:
        """Raises GiveUp where only people can help."""
        async with self.database.reading() as session:
            found = await self.look(session, entry)
            leg = found.leg(entry.payload["no"])
            before = await substituting.list_substitutes(session, found.booking.id, leg.leg_no)
            exhausted = await substituting.is_exhausted(session, found.booking, before)
            quote = await session.get_one(Quote, found.booking.quote_id)
            asked = quoting.asked_for(quote) if quote.asked else None
        if any(booking.state in substituting.STANDS for booking in before):
            return None
        # Whose bank let the money go while tickets were open would travel for nothing.
        if leg.state != LegState.DISRUPTED or found.booking.account_id is None or exhausted or asked is None:
            raise GiveUp(WANTED)
        if leg.kind == SoldKind.PARKING:
            return self.space(found, leg)
        ways = await self.ways(found, leg, asked)
        within = [way for way in ways if substituting.cost_minor(way.offer) <= await self.most(found, way)]
        if within:
            return self.booked(found, within[0])
        if ways:
            return self.offered(found, leg)
        raise GiveUp(WANTED)

    async def look(self, session: AsyncSession, entry: Entry) -> Rows:
        try:
            return await rows.load(session, booking_of(entry), lock=False)
        except rows.NoSuchBooking as error:
            raise GiveUp(error.code) from error

    async def most(self, found: Rows, way: Found) -> int:
        ours = any(leg.own and leg.kind == SoldKind.ON_DEMAND for leg in found.legs if leg.leg_no in way.goal.leg_nos)
        async with self.database.reading() as session:
            return most_minor(await substituting.worth_minor(session, found, way.goal.leg_nos), ours)

    async def ways(self, found: Rows, leg: BookingLeg, asked: QuoteRequest) -> list[Found]:
        """All that can be booked, those to where the leg went before those to where the trip goes. Raises Busy."""
        ways: list[Found] = []
        try:
            aims = goals(found, leg, asked, self.desk.clock()) if self.plan else []
        except FactsUnusable:
            aims = []
        for goal in aims:
            ways += await self.priced(found, goal, asked)
        return ways

    async def priced(self, found: Rows, goal: Goal, asked: QuoteRequest) -> list[Found]:
        assert self.plan is not None
        try:
            planned = await self.plan(request_for(goal, asked))
        except Busy:
            raise
        except ServiceError:  # out of the city by now, or of another year
            return []
        gone = [leg for leg in found.legs if leg.state == LegState.DISRUPTED]
        ways = []
        for legs in list(worth_pricing(planned.itineraries, goal, gone))[:MOST_PRICED]:
            request = QuoteRequest(legs, asked.entitlements)
            try:
                ways.append(Found(goal, request, await self.offer(request)))
            except ServiceError:
                continue  # nothing of it costs anything, or nobody sells it
        return ways

    async def offer(self, asked: QuoteRequest) -> Offer:
        """Counting for no cap. Raises ServiceError."""
        at = self.desk.clock()
        async with self.database.reading() as session:
            rides = await quoting.driven(session, self.pricing, self.desk.rides, asked.legs, at)
        return await self.pricing.offer(asked.legs, asked.entitlements, None, at, rides=rides)

    def booked(self, found: Rows, way: Found) -> Finish:
        async def finish(session: AsyncSession) -> None:
            locked = await rows.load(session, found.booking.id)
            instead_of = [leg.leg_no for leg in locked.legs if leg.leg_no in way.goal.leg_nos and leg.state in OPEN]
            await substituting.substitute(session, self.desk, locked, instead_of, way.asked, way.offer)
            await self.let_go(session, locked, way.goal)

        return finish

    async def let_go(self, session: AsyncSession, locked: Rows, goal: Goal) -> None:
        """What is booked after the leg and cannot be caught any more costs nothing either: the substitute is instead of it."""
        missed = [leg.leg_no for leg in locked.legs if leg.leg_no in goal.leg_nos[1:] and leg.state == LegState.CONFIRMED]
        for leg_no in missed:
            await self.desk.apply(session, locked.booking.id, events.Disrupted(leg_no, Cause.TIMER))

    def offered(self, found: Rows, leg: BookingLeg) -> Finish:
        """There is a way, and it is dearer than we may pay for: the traveller sees what it costs, and a person of ours may decide otherwise."""

        async def finish(session: AsyncSession) -> None:
            locked = await rows.load(session, found.booking.id)
            await notice(session, locked.booking.id, "substitute_offered", leg.leg_no, self.desk.clock())
            await touch(session, locked.booking.id, self.desk.clock())
            await self.desk.page(session, locked, f"substitute_costs_more_{leg.leg_no}")

        return finish

    def space(self, found: Rows, leg: BookingLeg) -> Finish:
        async def finish(session: AsyncSession) -> None:
            locked = await rows.load(session, found.booking.id)
            if self.spaces is None or not await self.spaces(session, locked, locked.leg(leg.leg_no)):
                await self.desk.page(session, locked, f"{WANTED}_{leg.leg_no}")

        return finish
