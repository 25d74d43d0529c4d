"""What is sold is in the plan, once, and what is given back is out of it. 200 at once for one last place with ALLWAYS_PROOF=1."""
import asyncio
import os
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError, TimeoutError

from backend.bookings.booked import Booking, BookingLeg
from backend.bookings.holding import ResourceTaken
from backend.contract.quotes import NotSellable
from backend.contract.rides import RideLoad, RideState
from backend.database.database import Database
from backend.pricing.errors import LegNotSellable
from backend.rides.happenings import RideBegun
from backend.rides.models import Ride
from backend.rides.terms import ZoneTerms
from payments.states import LegState
from tests.backend.rides.world import DAY, ONE, opened_town

MANY = 200 if os.environ.get("ALLWAYS_PROOF") == "1" else 16


async def refusal(town, wish) -> NotSellable:
    with pytest.raises(LegNotSellable) as refused:
        await town.for_sale(wish)
    assert refused.value.leg == wish.number
    return refused.value.reason


async def count(town, model) -> int:
    async with town.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(model))


async def test_a_ride_that_is_bought_is_in_the_plan_as_it_was_promised(town):
    sale = await town.for_sale(town.wish())
    person = await town.person()
    ride_id = await town.book(sale, person)
    ride, board = await town.row(ride_id), await town.whole_board()
    assert (ride.state, ride.row, ride.leg_id, ride.shift_id, ride.account_id) == (RideState.HELD, 0, ride_id, town.shifts[0], person.id)
    assert (ride.pickup_from, ride.pickup_to, ride.arrive_by) == (sale.pickup_from, sale.pickup_to, sale.arrive_by)
    assert sale.pickup_from <= ride.pickup_at <= sale.pickup_to
    assert ride.pickup_at + timedelta(seconds=sale.direct_s) < ride.dropoff_at <= sale.arrive_by
    assert (ride.load, ride.from_name, ride.code.isdigit(), len(ride.code)) == ([1, 0, 0, 0], "Oak Lane", True, 4)
    assert (board.version, board.ride_ids, board.dispatch.plan.vehicle_of(0)) == (1, (ride_id,), 0)
    await town.leg_becomes(ride_id, LegState.CONFIRMED)
    assert (await town.row(ride_id)).state == RideState.BOOKED


@pytest.mark.parametrize(("leg", "ride"), [
    (LegState.RELEASED, RideState.RELEASED), (LegState.CANCELLED, RideState.CANCELLED), (LegState.DISRUPTED, RideState.STRANDED),
])  # fmt: skip
async def test_what_is_given_back_can_be_had_by_others(sqlite_url, leg, ride):
    database = Database.open(sqlite_url)
    town = await opened_town(database, rooms=ONE)
    ride_id = await town.book(await town.for_sale(town.wish(within_min=10)))
    assert await refusal(town, town.wish(within_min=10)) is NotSellable.FULL
    await town.leg_becomes(ride_id, leg)
    await town.leg_becomes(ride_id, leg)  # told twice
    assert (await town.row(ride_id)).state == ride
    other = await town.ride(town.wish(within_min=10))
    assert (await town.whole_board()).dispatch.plan.stop.tolist() == [2, 3]
    assert (await town.row(other)).state == RideState.BOOKED
    await database.close()


async def test_whoever_sits_in_the_van_is_brought_whatever_becomes_of_the_leg(town):
    ride_id = await town.ride()
    async with town.database.writing() as session:
        await town.rides.happenings.served(session, ride_id, (await town.row(ride_id)).pickup_from)
    with pytest.raises(RideBegun):
        await town.leg_becomes(ride_id, LegState.CANCELLED)
    await town.leg_becomes(ride_id, LegState.DISRUPTED)
    assert ((await town.row(ride_id)).state, (await town.whole_board()).dispatch.plan.stop.tolist()) == (RideState.ABOARD, [1])


async def test_one_of_many_gets_the_last_place(database):
    """Through two engines where the database is for several processes."""
    town = await opened_town(database, rooms=ONE)
    shared = database.url.get_backend_name() != "sqlite"
    other = Database.open(database.url.render_as_string(hide_password=False)) if shared else database
    sale, people = await town.for_sale(town.wish()), [await town.person() for _ in range(MANY)]
    sellers = (town, town.beside(other))

    async def insist(number: int) -> str:
        """Whoever is told that the service is busy asks again."""
        while True:
            with suppress(TimeoutError, OperationalError):
                try:
                    await sellers[number % 2].book(sale, people[number])
                    return "booked"
                except ResourceTaken:
                    return "taken"

    outcomes = Counter(await asyncio.gather(*(insist(number) for number in range(MANY))))
    assert outcomes == {"booked": 1, "taken": MANY - 1}
    assert [await count(town, model) for model in (Ride, Booking)] == [1, 1]
    assert len((await town.whole_board()).ride_ids) == 1
    print(f"PROOF last_place_{database.url.get_backend_name()}={MANY} at once, 1 booked, {MANY - 1} told that it is taken")
    if shared:
        await other.close()


async def test_a_route_that_became_another_keeps_the_promise_or_it_is_not_sold(town):
    """Between the price and the booking others come in. Nobody, neither they nor this rider, gets another promise by it."""
    sales = [await town.for_sale(town.wish(start=(500 * n, 0), end=(3500 - 500 * n, 300), in_min=20 + 2 * n)) for n in range(4)]
    assert {sale.plan_version for sale in sales} == {0}
    sold, taken = [], 0
    for sale in [*sales, *sales]:
        try:
            sold.append((await town.book(sale), sale))
        except ResourceTaken:
            taken += 1
        await town.whole_board()
        for ride_id, kept in sold:
            row = await town.row(ride_id)
            assert (row.pickup_from, row.pickup_to, row.arrive_by) == (kept.pickup_from, kept.pickup_to, kept.arrive_by)
            assert row.pickup_from <= row.pickup_at <= row.pickup_to
            assert row.dropoff_at <= row.arrive_by
    assert len(sold) >= 3
    assert len(sold) + taken == 8


async def test_a_promise_that_is_asked_for_again_is_not_a_later_one(town):
    sale = await town.for_sale(town.wish())
    await town.ride(town.wish(start=(3000, 300), end=(500, 0)))
    again = await town.for_sale(sale.wish.within(sale.promised))
    assert (again.as_shown(sale.promised).promised, again.direct_s, again.direct_m) == (sale.promised, sale.direct_s, sale.direct_m)


async def test_two_rides_of_one_booking_count_with_each_other(sqlite_url):
    database = Database.open(sqlite_url)
    town = await opened_town(database, rooms=ONE)
    out, back = town.wish(), town.wish(start=(3900, 0), end=(0, 0), in_min=120, number=1)
    async with database.reading() as session:
        sales = await town.rides.selling.for_sale(session, (out, back), town.clock.now)
        assert [sale.wish for sale in sales] == [out, back]
        assert [sale.plan_version for sale in sales] == [0, 1]
        with pytest.raises(LegNotSellable) as refused:
            await town.rides.selling.for_sale(session, (out, town.wish(within_min=10, number=1)), town.clock.now)
    assert (refused.value.leg, refused.value.reason) == (1, NotSellable.FULL)
    for sale in sales:
        await town.book(sale)
    assert len((await town.whole_board()).ride_ids) == 2
    await database.close()


async def test_two_who_give_back_rides_of_the_same_two_days_do_not_wait_for_each_other(town):
    tomorrow = DAY + timedelta(days=1)
    await town.add_van(day=tomorrow)
    mine, yours = [[await town.ride(town.wish(in_min=minutes)) for minutes in (30, 30 + 24 * 60)] for _ in range(2)]
    assert [(await town.row(ride_id)).day for ride_id in mine] == [DAY, tomorrow]
    selling = replace(town.rides.selling, happenings=Slow(town.rides.happenings))

    async def give_back(rides) -> None:
        async with town.database.writing() as session:
            legs = [await session.get_one(BookingLeg, ride_id) for ride_id in rides]
            for leg in legs:
                leg.state = LegState.CANCELLED
            await selling.moved(session, legs, town.clock.now)

    await asyncio.gather(give_back(mine), give_back(yours[::-1]))
    assert {(await town.row(ride_id)).state for ride_id in (*mine, *yours)} == {RideState.CANCELLED}


class Slow:
    """Holds what was locked for a while, so that another comes in between."""

    def __init__(self, happenings):
        self.happenings = happenings

    async def cancelled(self, *asked) -> None:
        await self.happenings.cancelled(*asked)
        await asyncio.sleep(0.3)


async def test_why_nothing_is_promised_is_told(sqlite_url):
    database = Database.open(sqlite_url)
    town = await opened_town(database)
    assert await refusal(town, town.wish(load=RideLoad(seats=0, wheelchairs=3))) is NotSellable.NO_OFFER  # no van has so many
    assert await refusal(town, town.wish(within_min=2, number=3)) is NotSellable.NO_OFFER  # nobody drives so fast
    assert await refusal(town, town.wish(start=(0, 90_000))) is NotSellable.NO_OFFER  # no street
    assert await refusal(town, town.wish(end=(0, 0))) is NotSellable.NO_OFFER  # where one is already
    assert await refusal(town, town.wish(in_min=20 * 60)) is NotSellable.NO_OFFER  # at night nobody drives
    assert await refusal(town, town.wish(in_min=-90)) is NotSellable.LEFT
    assert await refusal(town, town.wish(start=(3900, 0), end=(0, 0), in_min=0, within_min=6)) is NotSellable.FULL  # the van is too far away
    there = await town.for_sale(town.wish(load=RideLoad(seats=1, wheelchairs=2)))
    assert there.arrive_by > there.pickup_from + timedelta(seconds=there.direct_s + 2 * 120)
    town.clock.now = there.pickup_to + timedelta(minutes=1)
    with pytest.raises(ResourceTaken):  # nobody waited that long before paying
        await town.book(there)
    await database.close()


async def test_a_night_belongs_to_the_evening_before(sqlite_url):
    database = Database.open(sqlite_url)
    town = await opened_town(database, vans=0, terms=ZoneTerms(offer_s=300))
    night = await town.add_van(hours=(20, 27))
    sale = await town.for_sale(town.wish(in_min=19 * 60))  # at two, of the third of December
    assert sale.service_day_start == town.rides.days.streets.day_start(DAY)
    assert sale.valid_until == town.clock.now + timedelta(minutes=5)
    ride = await town.row(await town.book(sale))
    assert (ride.day, ride.shift_id) == (DAY, night)
    await database.close()
