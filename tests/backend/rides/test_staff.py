"""The desk: the plan of a day as it stands, vans that stand still, extra shifts, tasks; and rides by phone, of the same stock as all others."""
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from backend.contract.quotes import NotSellable
from backend.contract.ride_staff import DeskBooking, DeskPlace, DeskWish, ExtraShift, StandsStill
from backend.contract.rides import RideLoad, RideState
from backend.database.sealing import Vault
from backend.identity.actor import STAFF
from backend.pricing.errors import LegNotSellable
from backend.rides.phone_desk import PhoneDesk, PromiseGone
from backend.rides.service import Rides
from backend.rides.staff import NoDriver, NoSuchRideThing, RideStaff, ShiftOver, ShiftsOverlap, TaskIsDone
from backend.service.errors import Unprocessable
from routing.dispatch.rides import events
from routing.dispatch.rides.repair import Mended
from tests.backend.live.conftest import EIGHT
from tests.backend.pricing.driven_world import shop_with
from tests.backend.rides.world import DAY, DEPOT, KEY, ONE, Hands, Town, town_live
from tests.worlds.town import at

NINE = EIGHT + timedelta(hours=1)


@pytest.fixture
def staff(town) -> RideStaff:
    return RideStaff(town.rides.days, town.rides.happenings, town.clock)


async def day_of(town, staff):
    async with town.database.reading() as session:
        return await staff.get_day(session, KEY, DAY)


async def test_the_day_as_it_stands(town, staff):
    ride_id = await town.ride()
    async with town.database.reading() as session:
        (zone,) = (await staff.list_zones(session)).zones
        with pytest.raises(NoSuchRideThing, match="no such zone"):
            await staff.get_day(session, "oak", DAY)
    plan = await day_of(town, staff)
    (shift,), (ride,) = plan.shifts, plan.rides
    assert (zone.key, zone.vehicles[0].rooms[1].wheelchairs, shift.state) == (KEY, 1, "planned")
    told = [(stop.kind, stop.ride_id, stop.place.name) for stop in shift.stops]
    assert told == [("pickup", ride_id, "Oak Lane"), ("dropoff", ride_id, "Mill Lane")]
    assert ride.promised.pickup_from <= shift.stops[0].at <= shift.stops[0].by == ride.promised.pickup_to
    assert (ride.state, ride.shift_id, ride.by_phone) == (RideState.BOOKED, shift.id, False)


async def test_an_extra_shift_can_be_promised_at_once(database):
    town = Town(database, (await town_without_vans(database)).rides, Hands())
    await town.add_zone()
    await town.add_van(ONE, hours=(6, 7))
    staff = RideStaff(town.rides.days, town.rides.happenings, town.clock)
    vehicle = (await day_of(town, staff)).shifts[0].vehicle
    with pytest.raises(LegNotSellable):
        await town.for_sale(town.wish(in_min=120))
    starts, (lat, lon) = town.clock.now + timedelta(hours=1), at(*DEPOT)
    asked = ExtraShift(KEY, vehicle, DAY, starts, starts + timedelta(hours=5), lat, lon)
    async with database.writing() as session:
        plan = await staff.add_shift(session, asked)
    assert len(plan.shifts) == 2
    assert (await town.for_sale(town.wish(in_min=120))).vehicle == 1
    for wrong, said in (({"starts_at": starts, "ends_at": starts}, "after it begins"), ({"day": DAY + timedelta(days=2)}, "on its service day")):
        with pytest.raises(Unprocessable, match=said):
            async with database.writing() as session:
                await staff.add_shift(session, ExtraShift(**{**{name: getattr(asked, name) for name in asked.__struct_fields__}, **wrong}))
    with pytest.raises(ShiftsOverlap):
        async with database.writing() as session:
            await staff.add_shift(session, asked)


async def town_without_vans(database) -> Town:
    hands = Hands()
    return Town(database, Rides.of(database, town_live(hands), hands), hands)


async def test_a_van_that_stands_still_leaves_a_task_and_nobody_without_a_word(town, staff):
    ride_id = await town.ride()
    shift_id = town.shifts[0]
    async with town.database.writing() as session:
        await staff.stands_still(session, shift_id, StandsStill())
    with pytest.raises(ShiftOver):
        async with town.database.writing() as session:
            await staff.stands_still(session, shift_id, StandsStill())
    assert (await town.row(ride_id)).state == RideState.STRANDED
    async with town.database.writing() as session:
        tasks = (await staff.list_tasks(session)).tasks
        assert {(one.kind, one.overdue) for one in tasks} == {("stranded", False), ("broken", False)}
        (stranded,) = (one for one in tasks if one.kind == "stranded")
        assert (stranded.ride_id, stranded.due_at) == (ride_id, town.clock.now + timedelta(minutes=2))
        told = await staff.finish_task(session, STAFF, stranded.id, "taxi sent, there at 7:10")
        assert (told.note, told.done_at) == ("taxi sent, there at 7:10", town.clock.now)
        with pytest.raises(TaskIsDone):
            await staff.finish_task(session, STAFF, stranded.id, "again")
        with pytest.raises(NoSuchRideThing):
            await staff.finish_task(session, STAFF, uuid4(), "nothing")
    town.clock.forward(minutes=3)
    async with town.database.reading() as session:
        (first, *_) = (await staff.list_tasks(session)).tasks
    assert (first.kind, first.overdue) == ("broken", True)


async def test_a_van_that_no_plan_can_do_without_is_seen_to_by_a_person(town, staff, monkeypatch):
    ride_id = await town.ride()
    monkeypatch.setattr(events, "broken_down", lambda dispatch, *_: Mended(replace(dispatch, plan=dispatch.plan.with_route(0, [0], 0))))
    async with town.database.writing() as session:
        plan = await staff.stands_still(session, town.shifts[0], StandsStill())
        (task,) = (await staff.list_tasks(session)).tasks
    assert (task.kind, task.reason, task.shift_id, plan.shifts[0].state) == ("broken", "not_in_plan", town.shifts[0], "planned")
    assert (await town.row(ride_id)).shift_id == town.shifts[0]


async def test_only_drivers_are_named(town, staff):
    citizen = await town.person()
    with pytest.raises(NoDriver):
        async with town.database.writing() as session:
            await staff.name_driver(session, town.shifts[0], citizen.id)


@pytest.fixture
async def desk(database, tmp_path):
    """One van with one seat, at eight."""
    clock = Hands(EIGHT)
    shop = shop_with(clock, tmp_path)
    rides = Rides.of(database, shop.live, clock)
    town = Town(database, rides, clock)
    await town.add_zone()
    await town.add_van(ONE, EIGHT.date(), (6, 22), (0.0, 0.0))
    yield PhoneDesk(rides.selling, shop.pricing, Vault((b"k" * 32,)), clock), town
    shop.live.close()


def call(ready_at=NINE, begin=0.0, end=3900.0) -> DeskWish:
    return DeskWish(KEY, DeskPlace(*at(begin, 10), "Home"), DeskPlace(*at(end, 10), "Work"), ready_at, load=RideLoad())


async def told_to(desk, town, wish: DeskWish):
    async with town.database.reading() as session:
        return await desk.offer(session, wish)


def booking(wish: DeskWish, offer) -> DeskBooking:
    promised = offer.promised
    return DeskBooking(wish, promised.pickup_from, promised.pickup_to, promised.arrive_by, "Mrs Elm", "+44 1632 960123")


async def test_a_ride_by_phone_is_promised_and_driven_like_any_other(desk):
    desk, town = desk
    offer = await told_to(desk, town, call())
    assert (offer.currency, offer.decimals) == ("EUR", 2)
    assert 380 <= offer.price_minor <= 410, "2.00 and 0.50 for each of 3.9 km"
    async with town.database.writing() as session:
        made = await desk.book(session, booking(call(), offer))
    row = await town.row(made.ride.id)
    assert (row.state, row.leg_id, row.account_id) == (RideState.BOOKED, None, None)
    assert (row.pickup_from, row.arrive_by, len(row.code)) == (offer.promised.pickup_from, offer.promised.arrive_by, 4)
    assert b"Elm" not in row.caller
    assert b"960123" not in row.caller
    async with town.database.reading() as session:
        known = await desk.get(session, made.ride.id)
        assert (known.name, known.phone, known.ride.by_phone) == ("Mrs Elm", "+44 1632 960123", True)
        with pytest.raises(NoSuchRideThing):
            await desk.get(session, uuid4())
    await town.whole_board(EIGHT.date())


async def test_what_others_took_meanwhile_is_not_promised_again(desk):
    desk, town = desk
    offer = await told_to(desk, town, call())
    async with town.database.writing() as session:
        await desk.book(session, booking(call(), offer))
    with pytest.raises((PromiseGone, LegNotSellable)):
        async with town.database.writing() as session:
            await desk.book(session, booking(call(), offer))


async def test_the_caller_does_not_come_and_the_place_is_free_again(desk):
    desk, town = desk
    offer = await told_to(desk, town, call())
    async with town.database.writing() as session:
        made = await desk.book(session, booking(call(), offer))
        assert (await desk.cancel(session, made.ride.id)).ride.state is RideState.CANCELLED
    assert (await told_to(desk, town, call())).promised == offer.promised


@pytest.mark.parametrize(
    "wish, why",
    [
        (call(EIGHT + timedelta(minutes=5)), NotSellable.TOO_LATE),
        (call(EIGHT + timedelta(days=3)), NotSellable.TOO_EARLY),
    ],
)
async def test_by_phone_it_is_booked_in_time_as_well(desk, wish, why):
    desk, town = desk
    with pytest.raises(LegNotSellable) as refused:
        await told_to(desk, town, wish)
    assert refused.value.reason is why
