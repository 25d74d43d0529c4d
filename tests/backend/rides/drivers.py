"""Somebody who drives a van of the town, and what they say of their day."""
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select

from backend.accounts.secrets import decode
from backend.bookings.models import BookingLeg, Payment, Ticket
from backend.contract.driving import DrivingEvent, DrivingKind, EventTaken, RunSheet
from backend.identity.actor import Actor, ActorKind
from backend.rides import driving
from backend.rides.driving_events import Dispatcher
from backend.tickets.keys import Passing, TicketKeys
from backend.tickets.service import Tickets
from payments.states import PaymentState, TicketState
from signing.showing import HolderKey, show
from tests.backend.rides.world import Town
from tests.worlds.town import at as degrees


async def heard_nothing(session, use) -> None:
    """Bookings hear of rides when they are over."""
    raise AssertionError("bookings were told of a use")


@dataclass
class Driver:
    town: Town
    account_id: UUID
    shift_id: UUID
    tickets: Tickets

    @property
    def dispatcher(self) -> Dispatcher:
        return Dispatcher(self.town.database, self.town.rides, self.tickets, self.account_id, self.shift_id)

    def event(self, kind: DrivingKind, at: datetime | None = None, place: tuple[float, float] | None = None, **facts) -> DrivingEvent:
        """place: metres of the town."""
        where = dict(zip(("lat", "lon"), degrees(*place))) if place else {}
        return DrivingEvent(uuid4(), kind, at or self.town.clock.now, **where, **facts)

    async def says(self, *events: DrivingEvent) -> tuple[EventTaken, ...]:
        return await self.dispatcher.take(events)

    async def does(self, kind: DrivingKind, **facts) -> EventTaken:
        return (await self.says(self.event(kind, **facts)))[0]

    async def sheet(self) -> RunSheet:
        async with self.town.database.reading() as session:
            return await driving.sheet(session, self.town.rides, self.account_id, self.shift_id, self.town.clock.now)

    async def begins(self) -> RunSheet:
        async with self.town.database.writing() as session:
            return await driving.begin(session, self.town.rides, self.account_id, self.shift_id, self.town.clock.now)

    async def ends(self) -> RunSheet:
        async with self.town.database.writing() as session:
            return await driving.end(session, self.town.rides, self.account_id, self.shift_id, self.town.clock.now)


async def driver_of(town: Town, **van) -> Driver:
    """With a van and a shift of their own."""
    person = await town.person()
    shift_id = await town.add_van(driver_id=person.id, **van)
    return Driver(town, person.id, shift_id, Tickets(TicketKeys(Passing(town.clock.now).read), heard_nothing))


@dataclass
class Ticketed:
    """A phone with the ticket of a ride."""

    tickets: Tickets
    key: HolderKey
    token: bytes

    def shows(self, at: datetime) -> str:
        return show(self.token, self.key, at)


async def ticket_for(driver: Driver, ride_id: UUID) -> Ticketed:
    """As bookings make it when a ride is paid for, and as a phone holds it."""
    town, key = driver.town, HolderKey.new()
    ride = await town.row(ride_id)
    async with town.database.writing() as session:
        leg = await session.get_one(BookingLeg, ride.leg_id)
        payment = Payment(booking_id=leg.booking_id, state=PaymentState.AUTHORISED, currency="eur", shown_minor=0, authorised_minor=0)
        session.add(payment)
        await session.flush()
        session.add(Ticket(
            booking_id=leg.booking_id, leg_id=leg.id, payment_id=payment.id, state=TicketState.LIVE, valid_from=town.clock.now,
            valid_until=ride.arrive_by,
        ))  # fmt: skip
    async with town.database.writing() as session:
        ticket_id = (await session.scalars(select(Ticket.id).where(Ticket.leg_id == ride.leg_id))).one()
        held = await driver.tickets.hold(session, Actor(ActorKind.ACCOUNT, ride.account_id), ticket_id, key.public, town.clock.now)
    return Ticketed(driver.tickets, key, decode(held.token))
