"""Everybody rides in a van, has another ride in the place of that, called for a third, and drives a van of their own."""
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import select

from backend.bookings.booked import BookingLeg
from backend.contract.rides import RideLoad, RideState
from backend.following.trip import End
from backend.pricing.driven import RideWish
from backend.rides import tasks
from backend.rides.models import TaskKind
from backend.rides.phone_desk import Caller, sealed_at
from backend.rides.service import Rides
from backend.rides.taking import Rider, take
from tests.backend.rides.world import EIGHT, Town
from tests.security.people import Person, canary
from tests.worlds.town import at

# Where everybody rides, and where everybody drives: whoever drives is told who rides.
RIDDEN, DRIVEN = "D1", "D2"
VANS = 6
# In the street beside the one that is closed in the walk: nobody is stranded by that.
DEPOT = (150, 300)
AHEAD, FOR = timedelta(hours=3), timedelta(hours=1)


async def drive(state, people: list[Person]) -> None:
    """state: of the app, which serves by now."""
    ridden, driven = [Town(state.rides.database, state.rides, state.rides.clock) for _ in range(2)]
    await ridden.add_zone(key=RIDDEN)
    await driven.add_zone(key=DRIVEN)
    for number in range(VANS):
        await added_van(ridden, f"Van {number}")
    for number, person in enumerate(people):
        await ride(state, ridden.zone_id, person, number)
        person.ids["ride_shift"] = str(await added_van(driven, f"Van of {number}", person.account_id))


async def added_van(town: Town, name: str, driver_id: UUID | None = None) -> UUID:
    """It has driven for an hour."""
    streets, begins = town.rides.days.streets, town.clock() - timedelta(hours=1)
    day = begins.astimezone(streets.zone).date()
    since_h = (begins - streets.day_start(day)) / timedelta(hours=1)
    return await town.add_van(EIGHT, day, (since_h, since_h + 7), DEPOT, driver_id, name=name)


async def ride(state, zone_id: UUID, person: Person, number: int) -> None:
    """With the second leg of their booking. ids: of the ride in its place, which they may give up, and of the one they called for."""
    rides: Rides = state.rides
    instead, called, at_hand = uuid4(), uuid4(), rides.clock()
    whom = Caller(canary(person.name, "caller"), f"+44 1632 9601{number:02}")
    sealed = state.phone_desk.vault.seal(msgspec.json.encode(whom), sealed_at(called))
    async with rides.database.writing() as session:
        of_booking = BookingLeg.booking_id == UUID(person.ids["booking"])
        leg_id = (await session.scalars(select(BookingLeg.id).where(of_booking, BookingLeg.leg_no == 2))).one()
        for ride_id, rider in (
            (leg_id, Rider(person.account_id, leg_id)), (instead, Rider(person.account_id, instead_of=leg_id)), (called, Rider(caller=sealed)),
        ):  # fmt: skip
            (sale,) = await rides.selling.for_sale(session, [wish_of(person, number)], at_hand)
            row = await take(session, rides.days, zone_id, sale, ride_id, rider, RideState.BOOKED, at_hand)
        done = await tasks.make(session, TaskKind.STRANDED, "full", zone_id, at_hand, ride_id=leg_id)
        done.done_at, done.note = at_hand, canary(person.name, "seento")
        task = await tasks.make(session, TaskKind.CALL, "ride_later", zone_id, at_hand + AHEAD, ride_id=called)
    person.ids |= {"ride": str(instead), "phone_ride": str(called), "ride_task": str(task.id), "ride_day": row.day.isoformat()}


def wish_of(person: Person, number: int) -> RideWish:
    """From and to places that nobody else rides from and to."""
    ends = [End(*at(x + 40 * number, 300.37 + 2 * number), canary(person.name, what)) for x, what in ((300, "pickup"), (3000, "dropoff"))]
    ready_at = datetime.now(UTC) + AHEAD
    return RideWish(0, RIDDEN, *ends, ready_at, ready_at + FOR, RideLoad())
