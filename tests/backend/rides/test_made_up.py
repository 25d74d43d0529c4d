"""Drivers nobody is keep every word that was given, along the streets."""
from datetime import timedelta

import numpy as np
import pytest

from backend.contract.rides import RideState
from backend.rides.made_up import MadeUpDrivers, along
from backend.rides.models import RideShift, ShiftState
from tests.backend.rides.world import DAY, opened_town
from tests.worlds.town import at


async def shift_of(town, shift_id) -> RideShift:
    async with town.database.reading() as session:
        return await session.get_one(RideShift, shift_id)


async def drive_until(town, drivers, done, minutes: int = 60) -> None:
    for _ in range(minutes * 3):
        await drivers.drive()
        if await done():
            return
        town.clock.forward(seconds=20)
    raise AssertionError("it took longer")


async def test_a_ride_is_driven_as_it_was_promised(town):
    ride_id = await town.ride(town.wish(start=(500, 0), end=(3500, 0), in_min=10))
    promised, drivers, seen = await town.row(ride_id), MadeUpDrivers(town.rides), []

    async def aboard() -> bool:
        seen.append((await shift_of(town, town.shifts[0])).lon)
        return (await town.row(ride_id)).state == RideState.ABOARD

    async def brought() -> bool:
        seen.append((await shift_of(town, town.shifts[0])).lon)
        return (await town.row(ride_id)).state == RideState.BROUGHT

    await drive_until(town, drivers, aboard)
    ride = await town.row(ride_id)
    assert promised.pickup_from <= ride.arrived_at <= promised.pickup_to
    assert seen[-1] == pytest.approx(at(500, 0)[1], abs=1e-3)
    await drive_until(town, drivers, brought)
    ride = await town.row(ride_id)
    assert ride.brought_at <= promised.arrive_by
    assert seen[-1] == pytest.approx(at(3500, 0)[1], abs=1e-3)
    assert len({round(lon, 3) for lon in seen}) > 10, "it was seen on its way"
    assert (await shift_of(town, town.shifts[0])).lat == pytest.approx(at(0, 0)[0], abs=1e-3)
    await town.whole_board()


async def test_who_has_nobody_to_drive_rests_and_goes_home(database):
    town = await opened_town(database, vans=0)
    shift_id = await town.add_van(hours=(6, 9), breaks=((7, 8, 1800),))
    drivers = MadeUpDrivers(town.rides)
    town.clock.now = town.rides.days.streets.day_start(DAY) + timedelta(hours=6)
    await drivers.drive()
    assert (await shift_of(town, shift_id)).state == ShiftState.BEGUN
    for _ in range(19):
        now = town.clock.forward(minutes=10)
        async with town.database.writing() as session:
            await town.rides.happenings.elapsed(session, town.zone_id, DAY, now)
        await drivers.drive()
    shift = await shift_of(town, shift_id)
    assert (shift.state, shift.lat) == (ShiftState.OVER, None)


async def test_somebody_who_really_drives_is_left_alone(database):
    town = await opened_town(database, vans=0)
    driver = await town.person()
    shift_id = await town.add_van(hours=(6, 9), driver_id=driver.id)
    town.clock.now = town.rides.days.streets.day_start(DAY) + timedelta(hours=7)
    await MadeUpDrivers(town.rides).drive()
    assert (await shift_of(town, shift_id)).state == ShiftState.PLANNED


def test_half_of_the_way_is_half_of_its_length():
    lat, lon = np.array([0.0, 0.0, 0.001]), np.array([0.0, 0.003, 0.003])
    assert along(lat, lon, 0.5) == pytest.approx((0.0, 0.002))
    assert along(lat, lon, 1.0) == pytest.approx((0.001, 0.003))
