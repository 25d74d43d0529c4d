"""What is forgotten of rides, and when; and that whoever deletes the account is in none of them."""
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import func, select, update

from backend.accounts.belongings import remove
from backend.contract.driving import DrivingKind
from backend.contract.rides import RideState
from backend.database.base import Base
from backend.database.database import Database
from backend.rides import keeping
from backend.rides.models import DrivenEvent, Ride, RideDay, RideDecision, RideShift, RideTask, TaskKind
from payments.states import LegState
from tests.backend.rides.world import DAY, Hands, opened_town

DUE = datetime(2026, 12, 2, tzinfo=UTC)
PLACES = ("from_lat", "from_lon", "to_lat", "to_lon")


async def purged(town, at) -> None:
    real, keeping.now = keeping.now, lambda: at
    try:
        async with town.database.writing() as session:
            while await keeping.purge(session):
                pass
    finally:
        keeping.now = real


async def test_where_somebody_rode_is_forgotten_after_ninety_days(sqlite_url):
    database = Database.open(sqlite_url)
    town = await opened_town(database)
    ride_id, driver = await town.ride(), await town.person()
    async with database.writing() as session:
        session.add(RideTask(
            zone_id=town.zone_id, kind=TaskKind.STRANDED, ride_id=ride_id, reason="no_way", due_at=DUE, note="in Oak", created_at=town.clock.now
        ))  # fmt: skip
        await session.execute(update(RideDecision).values(snapshot=b"all of it", created_at=town.clock.now))
        await session.execute(update(RideShift).values(lat=49.4, lon=8.6, seen_at=town.clock.now, driver_id=driver.id))
        session.add(DrivenEvent(id=uuid4(), shift_id=town.shifts[0], ride_id=ride_id, kind=DrivingKind.ARRIVED, at=DUE, created_at=town.clock.now))
    async with database.reading() as session:
        ends_at = (await session.scalars(select(RideShift.ends_at))).one()
    await purged(town, ends_at + timedelta(minutes=59))
    async with database.reading() as session:
        assert (await session.scalars(select(RideShift.lat))).one() == 49.4, "perhaps it still drives"
    await purged(town, ends_at + timedelta(minutes=61))
    async with database.reading() as session:
        assert (await session.scalars(select(RideShift.lat))).one() is None
    await purged(town, town.clock.now + timedelta(days=30))
    assert (await town.row(ride_id)).from_name == "Oak Lane"
    async with database.reading() as session:
        assert (await session.scalars(select(RideDecision.snapshot))).one() is None
        assert (await session.scalars(select(RideShift.driver_id))).one() is not None
    await purged(town, town.clock.now + timedelta(days=100))
    ride = await town.row(ride_id)
    assert [getattr(ride, name) for name in PLACES] == [0, 0, 0, 0]
    assert (ride.account_id, ride.load, ride.from_name, ride.to_name, ride.state) == (None, [], "", "", RideState.BOOKED)
    async with database.reading() as session:
        assert [await session.scalar(select(func.count()).select_from(table)) for table in (RideDay, RideDecision, DrivenEvent)] == [0, 0, 0]
        assert (await session.scalars(select(RideShift.driver_id))).one() is None
        assert (await session.scalars(select(RideTask.note))).one() == ""
    await town.leg_becomes(ride_id, LegState.CANCELLED)  # long after its plan is gone
    assert (await town.row(ride_id)).state == RideState.CANCELLED
    await database.close()


async def test_a_deleted_account_leaves_a_ride_of_nobody_from_nowhere(sqlite_url):
    database = Database.open(sqlite_url)
    town = await opened_town(database, clock=Hands())
    person = await town.person()
    ride_id = await town.ride(person=person)
    async with database.writing() as session:
        await remove(session, person.id, Base.metadata)
    ride = await town.row(ride_id)
    assert (ride.account_id, ride.load, ride.from_name, ride.to_name, ride.day) == (None, [], "", "", DAY)
    assert [getattr(ride, name) for name in PLACES] == [0, 0, 0, 0]
    async with database.reading() as session:
        assert (await session.scalars(select(Ride.code))).one() == ride.code
    await database.close()
