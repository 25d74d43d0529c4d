"""Bookings hear of a use in the transaction of the upload."""
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from backend.bookings.desk import Desk
from backend.bookings.models import BookingLeg, Ticket
from backend.contract.accounts import Role
from backend.outbox.models import OutboxEntry
from backend.tickets.reporting import AFTER_KILL, telling
from payments.states import LegState, TicketState
from tests.backend.tickets.world import Holder, checked, kill, sell, send


async def begun(world):
    world.tickets.on_used = telling(Desk())
    ann = await world.sign_in("ann@example.org")
    ida = await world.sign_in("ida@example.org", Role.INSPECTOR)
    ticket, phone = await sell(world.database, await world.account_id("ann@example.org")), Holder()
    return ida, ticket, phone, await phone.held(world, ann, ticket.id)


async def states(world, ticket: Ticket) -> tuple[str, str]:
    async with world.database.reading() as session:
        leg = await session.get_one(BookingLeg, ticket.leg_id)
        return leg.state, (await session.get_one(Ticket, ticket.id)).state


async def test_a_use_makes_the_leg_used(world):
    ida, ticket, phone, held = await begun(world)
    (answer,) = await send(world, ida, checked(phone.shows(held)))
    assert answer["outcome"] == "COUNTED"
    assert await states(world, ticket) == (LegState.USED, TicketState.USED)


async def test_the_next_inspector_changes_nothing(world):
    ida, ticket, phone, held = await begun(world)
    await send(world, ida, checked(phone.shows(held)))
    later = datetime.now(UTC) + timedelta(minutes=3)
    (answer,) = await send(world, ida, checked(phone.shows(held, later), later))
    assert answer["outcome"] == "REPEATED"
    assert await states(world, ticket) == (LegState.USED, TicketState.USED)


async def test_a_use_after_the_kill_is_shown_to_a_person(world):
    ida, ticket, phone, held = await begun(world)
    await kill(world.database, ticket, datetime.now(UTC) - timedelta(minutes=1))
    (answer,) = await send(world, ida, checked(phone.shows(held)))
    assert answer["outcome"] == "AFTER_KILL"
    assert await states(world, ticket) == (LegState.CONFIRMED, TicketState.KILLED)
    async with world.database.reading() as session:
        told = [entry.payload["about"] for entry in await session.scalars(select(OutboxEntry)) if "bookingId" in entry.payload]
    assert told == [AFTER_KILL]
