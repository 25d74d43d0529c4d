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
from backend.rides.models import RideShift, RideVehicle, RideZone, TaskKind
from backend.rides.phone_desk import Caller, sealed_at
from backend.rides.service import Rides
from backend.rides.taking import Rider, take
from backend.rides.terms import ZoneTerms
from tests.backend.rides.world import EIGHT
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
    rides: Rides = state.rides
    ridden, driven = [await opened_zone(rides, key) for key in (RIDDEN, DRIVEN)]
    for number in range(VANS):
        await added_van(rides, ridden, f"Van {number}")
    for number, person in enumerate(people):
        await ride(state, ridden, person, number)
        person.ids["ride_shift"] = str(await added_van(rides, driven, f"Van of {number}", person.account_id))


async def opened_zone(rides: Rides, key: str) -> UUID:
    zone_id = uuid4()
    async with rides.database.writing() as session:
        terms = msgspec.to_builtins(ZoneTerms())
        session.add(RideZone(id=zone_id, key=key, name="Elm rides", operator_id="tram", operator_name="Trams", terms=terms))
    return zone_id


async def added_van(rides: Rides, zone_id: UUID, name: str, driver_id: UUID | None = None) -> UUID:
    vehicle, shift, begins, (lat, lon) = uuid4(), uuid4(), datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1), at(*DEPOT)
    day = begins.astimezone(rides.days.streets.zone).date()
    async with rides.database.writing() as session:
        session.add(RideVehicle(id=vehicle, zone_id=zone_id, name=name, plate="EL M 1", rooms=EIGHT))
        await session.flush()
        row = len(list(await session.scalars(select(RideShift.id).where(RideShift.zone_id == zone_id))))
        ends = {"start_lat": lat, "start_lon": lon, "end_lat": lat, "end_lon": lon, "breaks": [], "driver_id": driver_id}
        session.add(RideShift(
            id=shift, vehicle_id=vehicle, zone_id=zone_id, day=day, row=row, starts_at=begins, ends_at=begins + timedelta(hours=7), **ends
        ))  # fmt: skip
        await rides.days.tell(session, zone_id, day)
    return shift


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
