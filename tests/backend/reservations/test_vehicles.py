"""Another vehicle comes: it is looked at by the same rule as when the space was sold."""
import pytest

from backend.contract.reservations import VehicleChange
from backend.pricing.errors import VehicleDoesNotFit
from backend.reservations.service import NoSuchReservation, ReservationOver
from tests.backend.reservations.world import CAR, VAN


async def change(world, booking_id, vehicle, actor=None):
    async with world.database.writing() as session:
        return await world.reservations.change_vehicle(session, actor or world.actor, booking_id, VehicleChange(vehicle))


async def test_what_fits_takes_its_place_and_what_does_not_changes_nothing(world):
    booking_id = await world.reserve(world.wish(world.places.bay), world.wish(world.places.driveway))
    low = CAR.__class__(height_mm=1400, width_mm=1800)
    assert (await change(world, booking_id, low)).vehicle == low
    with pytest.raises(VehicleDoesNotFit) as caught:
        await change(world, booking_id, VAN)
    assert caught.value.more["notes"][0]["about"] == "heightMm"
    assert (await world.shown(booking_id)).vehicle == low


async def test_only_who_booked_and_only_while_it_is_booked(world):
    booking_id = await world.reserve(world.wish(world.places.bay))
    with pytest.raises(NoSuchReservation):
        await change(world, booking_id, CAR, await world.person())
    await world.give_up(booking_id)
    with pytest.raises(ReservationOver):
        await change(world, booking_id, CAR)
