"""What a city declares is there once, however often it is brought in; a day that was booked stays as it was."""
from datetime import timedelta

from sqlalchemy import func, select

from backend.demo.rides import rides_toml
from backend.rides.declared import Declared, read_declared
from backend.rides.models import RideShift, RideVehicle, RideZone
from backend.rides.roster import DAYS_AHEAD, bring_in
from tests.backend.rides.world import DAY

ZONE = "Europe/Brussels"


def declared(tmp_path, text: str = "") -> Declared:
    path = tmp_path / "rides.toml"
    path.write_text(text or rides_toml(), encoding="utf-8")
    return read_declared(path)


async def counted(database) -> tuple[int, int, int]:
    async with database.reading() as session:
        return tuple([await session.scalar(select(func.count()).select_from(table)) for table in (RideZone, RideVehicle, RideShift)])


async def test_the_same_twice_is_the_same_once(database, tmp_path):
    for _ in range(2):
        await bring_in(database, declared(tmp_path), ZONE, DAY)
    weekdays = sum((DAY + timedelta(days=ahead)).weekday() < 5 for ahead in range(DAYS_AHEAD))
    assert await counted(database) == (1, 4, 6 * weekdays)


async def test_shifts_are_where_and_when_they_were_declared(database, tmp_path):
    await bring_in(database, declared(tmp_path), ZONE, DAY)
    async with database.reading() as session:
        first = await session.scalar(select(RideShift).where(RideShift.day == DAY, RideShift.row == 0))
        vehicle = await session.get_one(RideVehicle, first.vehicle_id)
    assert (first.starts_at.isoformat(), first.ends_at.isoformat()) == ("2026-12-02T04:40:00+00:00", "2026-12-02T13:10:00+00:00")
    assert (vehicle.name, first.breaks[0]["lengthS"], first.start_lat) == ("Van 1", 1800, first.end_lat)


async def test_what_is_declared_no_more_is_sold_no_more_and_days_that_stand_stay(database, tmp_path):
    await bring_in(database, declared(tmp_path), ZONE, DAY)
    before = await counted(database)
    fewer = rides_toml().split("\n[[zones.vehicles]]\n")
    await bring_in(database, declared(tmp_path, "\n[[zones.vehicles]]\n".join(fewer[:3])), ZONE, DAY)
    async with database.reading() as session:
        active = set(await session.scalars(select(RideVehicle.name).where(RideVehicle.active)))
    assert active == {"Van 1", "Van 2"}
    assert await counted(database) == before
