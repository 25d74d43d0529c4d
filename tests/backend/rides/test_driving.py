"""A driver and the plan: what is said happens once, whatever the network does, and what is not so is refused with the reason."""
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from backend.bookings.models import Booking
from backend.contract.driving import DrivingKind, EventRefusal, Need, ShiftState, StopKind
from backend.contract.rides import RideLoad, RideState
from backend.outbox.models import OutboxEntry
from backend.rides import occurring
from backend.rides.answers import ride_answer
from backend.rides.driving import NoSuchShift, ShiftEnded, ShiftNotDone, ShiftTooEarly
from backend.rides.happenings import TooSoon
from backend.rides.models import DrivenEvent, RideShift, RideTask
from backend.rides.own import get_own
from backend.tickets.models import Inspection
from routing.dispatch.rides import events
from routing.dispatch.rides.repair import Mended
from tests.backend.rides.drivers import driver_of, ticket_for
from tests.backend.rides.world import opened_town

ARRIVED, BOARDED, BROUGHT, NO_SHOW = DrivingKind.ARRIVED, DrivingKind.BOARDED, DrivingKind.BROUGHT, DrivingKind.NO_SHOW
PICKUP = (0.0, 0.0)


@pytest.fixture
async def driver(database):
    """The town has no other van."""
    return await driver_of(await opened_town(database, vans=0))


def kinds(sheet) -> list[StopKind]:
    return [stop.kind for stop in sheet.stops]


async def test_a_day_from_the_first_stop_to_the_end(driver):
    town, clock = driver.town, driver.town.clock
    with pytest.raises(NoSuchShift):
        await driver_with(driver, (await town.person()).id).sheet()
    ride_id = await town.ride(town.wish(load=RideLoad(seats=1, wheelchairs=1)))
    row, sheet = await town.row(ride_id), await driver.begins()
    assert (sheet.shift.state, kinds(sheet)) == (ShiftState.BEGUN, [StopKind.PICKUP, StopKind.DROPOFF])
    pickup, dropoff = sheet.stops
    assert (pickup.place.name, pickup.earliest, pickup.latest, pickup.at) == ("Oak Lane", row.pickup_from, row.pickup_to, row.pickup_at)
    assert (dropoff.place.name, dropoff.latest, dropoff.earliest) == ("Mill Lane", row.arrive_by, None)
    assert (pickup.ride.code, pickup.ride.load, pickup.ride.needs) == (row.code, RideLoad(seats=1, wheelchairs=1), (Need.RAMP,))
    clock.now = row.pickup_at
    assert (await driver.does(BROUGHT, ride=ride_id)).refusal is EventRefusal.NOT_ABOARD
    await driver.does(ARRIVED, ride=ride_id)
    clock.forward(minutes=1)
    assert (await driver.does(BOARDED, ride=ride_id, code="none")).refusal is EventRefusal.WRONG_CODE
    assert (await driver.does(BOARDED, ride=ride_id, code=row.code)).refusal is None
    sheet = await driver.sheet()
    assert (kinds(sheet), sheet.aboard.seats, sheet.aboard.wheelchairs) == ([StopKind.DROPOFF], 1, 1)
    with pytest.raises(ShiftNotDone):
        await driver.ends()
    clock.forward(minutes=8)
    await driver.does(BROUGHT, ride=ride_id)
    row = await town.row(ride_id)
    assert (row.state, row.brought_at, (await driver.sheet()).stops) == (RideState.BROUGHT, clock.now, ())
    assert (await town.whole_board()).dispatch.plan.stop.size == 0
    with pytest.raises(ShiftNotDone):  # somebody may still be promised this van
        await driver.ends()
    clock.now = sheet.shift.ends_at
    await driver.does(DrivingKind.POSITION, place=PICKUP)
    assert (await driver.sheet()).seen_at == clock.now
    assert (await driver.ends()).shift.state is ShiftState.OVER
    async with town.database.reading() as session:
        shift = await session.get_one(RideShift, driver.shift_id)
    assert (shift.lat, shift.lon, shift.seen_at) == (None, None, None), "where the van was is nobody's business after the shift"
    assert (await driver.does(DrivingKind.POSITION, place=PICKUP)).refusal is EventRefusal.NOT_BEGUN
    assert (await driver.ends()).shift.over_at == clock.now, "twice is once"
    with pytest.raises(ShiftEnded):
        await driver.begins()


def driver_with(driver, account_id):
    return type(driver)(driver.town, account_id, driver.shift_id, driver.tickets)


async def test_a_shift_begins_when_its_hour_is_near(driver):
    driver.town.clock.now = (await driver.sheet()).shift.starts_at - timedelta(minutes=46)
    with pytest.raises(ShiftTooEarly):
        await driver.begins()
    driver.town.clock.forward(minutes=1)
    assert (await driver.begins()).shift.begun_at == driver.town.clock.now


async def test_what_was_said_without_a_network_counts_later_once_and_in_its_order(driver):
    town, clock = driver.town, driver.town.clock
    ride_id = await town.ride()
    row = await town.row(ride_id)
    await driver.begins()
    there = row.pickup_at
    said = [
        driver.event(ARRIVED, there, ride=ride_id), driver.event(BOARDED, there + timedelta(minutes=1), ride=ride_id, code=row.code),
        driver.event(BROUGHT, there + timedelta(minutes=8), ride=ride_id),
    ]  # fmt: skip
    clock.now = there + timedelta(minutes=20)
    first = await driver.says(*said)
    assert [taken.refusal for taken in first] == [None, None, None]
    version = (await town.board()).version
    assert await driver.says(*said) == first, "sent again as the answer was lost"
    assert (await town.board()).version == version
    row = await town.row(ride_id)
    assert (row.arrived_at, row.boarded_at, row.brought_at) == (there, there + timedelta(minutes=1), there + timedelta(minutes=8))
    async with town.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(DrivenEvent)) == 3


async def test_nobody_is_left_before_the_grace_is_over_nor_from_afar(driver):
    town, clock = driver.town, driver.town.clock
    ride_id = await town.ride()
    row = await town.row(ride_id)
    await driver.begins()
    clock.now = row.pickup_from - timedelta(minutes=5)
    assert (await driver.does(NO_SHOW, ride=ride_id, place=PICKUP)).refusal is EventRefusal.NOT_THERE
    await driver.does(ARRIVED, ride=ride_id)
    leaves_at = row.pickup_from + timedelta(seconds=180)  # promised from then on, so an early van waits
    clock.now = leaves_at - timedelta(seconds=1)
    refused = await driver.does(NO_SHOW, ride=ride_id, place=PICKUP)
    assert (refused.refusal, refused.possible_at) == (EventRefusal.TOO_SOON, leaves_at)
    assert (await driver.sheet()).stops[0].ride.no_show_at == leaves_at
    clock.now = leaves_at
    assert (await driver.does(NO_SHOW, ride=ride_id)).refusal is EventRefusal.INCOMPLETE
    assert (await driver.does(NO_SHOW, ride=ride_id, place=(500.0, 0.0))).refusal is EventRefusal.TOO_FAR
    assert (await driver.does(NO_SHOW, ride=ride_id, place=(60.0, 0.0))).refusal is None
    assert ((await town.row(ride_id)).state, (await driver.sheet()).stops) == (RideState.NO_SHOW, ())
    assert (await driver.does(BOARDED, ride=ride_id, code=row.code)).refusal is EventRefusal.OVER
    async with town.database.reading() as session:
        proof = (await session.scalars(select(DrivenEvent.proof).where(DrivenEvent.kind == NO_SHOW, DrivenEvent.refusal.is_(None)))).one()
    assert proof == {"waitedS": 480, "distanceM": 60}


async def test_all_say_the_same_of_when_a_van_leaves_without_somebody_who_comes_later(driver):
    town, clock = driver.town, driver.town.clock
    person = await town.person()
    ride_id = await town.ride(person=person)
    row = await town.row(ride_id)
    await driver.begins()
    ready_at = row.pickup_from + timedelta(minutes=4)
    async with town.database.writing() as session:
        await town.rides.happenings.late(session, ride_id, ready_at, clock.now)
    clock.now = row.pickup_from
    await driver.does(ARRIVED, ride=ride_id)
    leaves_at = ready_at + timedelta(seconds=180)
    async with town.database.reading() as session:
        assert ride_answer(await get_own(session, person, ride_id), clock.now).waits_until == leaves_at
    assert (await driver.sheet()).stops[0].ride.no_show_at == leaves_at
    refused = await driver.does(NO_SHOW, at=row.pickup_from + timedelta(minutes=2), ride=ride_id, place=PICKUP)
    assert (refused.refusal, refused.possible_at) == (EventRefusal.TOO_SOON, leaves_at)
    with pytest.raises(TooSoon) as error:
        async with town.database.writing() as session:
            await town.rides.happenings.no_show(session, ride_id, leaves_at - timedelta(seconds=1))
    assert error.value.possible_at == leaves_at


async def test_a_phone_that_puts_its_clock_back_has_not_waited_longer(driver):
    town, clock = driver.town, driver.town.clock
    one, other = await town.ride(town.wish(in_min=30)), await town.ride(town.wish(start=(500, 0), in_min=40))
    await driver.begins()
    rows = [await town.row(one), await town.row(other)]
    clock.now = rows[0].pickup_at
    await driver.says(driver.event(ARRIVED, ride=one), driver.event(BOARDED, ride=one, code=rows[0].code))
    boarded_at = clock.now
    clock.now = max(rows[1].pickup_from, boarded_at) + timedelta(minutes=2)
    await driver.does(ARRIVED, at=boarded_at - timedelta(minutes=10), ride=other)
    assert (await town.row(other)).arrived_at == boarded_at


async def test_a_ticket_is_checked_and_only_that_of_the_ride_opens_the_door(driver):
    town, clock = driver.town, driver.town.clock
    one, other = await town.ride(), await town.ride(town.wish(in_min=32))
    phones = [await ticket_for(driver, ride_id) for ride_id in (one, other)]
    await driver.begins()
    clock.now = (await town.row(one)).pickup_at
    sheet = await driver.sheet()
    assert all(len(stop.ride.tickets) == 1 for stop in sheet.stops if stop.kind is StopKind.PICKUP)
    await driver.does(ARRIVED, ride=one)
    assert (await driver.does(BOARDED, ride=one, shown=phones[1].shows(clock.now))).refusal is EventRefusal.OTHER_TICKET
    old = await driver.does(BOARDED, ride=one, shown=phones[0].shows(clock.now - timedelta(minutes=5)))
    assert (old.refusal, old.ticket) == (EventRefusal.TICKET, "suffix_expired")
    assert (await driver.does(BOARDED, ride=one, shown="hello")).refusal is EventRefusal.TICKET
    assert (await driver.does(BOARDED, ride=one, shown=phones[0].shows(clock.now))).refusal is None
    await driver.does(BOARDED, ride=other, code=(await town.row(other)).code)
    async with town.database.reading() as session:
        assert await session.scalar(select(func.count()).select_from(Inspection)) == 2, "a told code uses the ticket as well"
        assert await session.scalar(select(func.count()).select_from(Booking)) == 2


async def test_a_break_a_delay_and_a_breakdown(database):
    town = await opened_town(database, vans=0)
    driver = await driver_of(town, breaks=((7.25, 8.0, 600),))
    other = await driver_of(town)
    ride_id = await town.ride(town.wish(in_min=90, within_min=120))
    mine = driver if (await town.row(ride_id)).shift_id == driver.shift_id else other
    assert (await driver.does(DrivingKind.BREAK_BEGUN, break_no=0)).refusal is EventRefusal.NOT_BEGUN
    sheet = await driver.begins()
    await other.begins()
    assert (sheet.stops[0].kind, sheet.stops[0].break_no, sheet.stops[0].break_s) == (StopKind.BREAK, 0, 600)
    begun_at = town.clock.now
    await driver.does(DrivingKind.BREAK_BEGUN, break_no=0)
    assert (await driver.sheet()).stops[0].begun_at == begun_at
    town.clock.forward(minutes=10)
    await driver.does(DrivingKind.BREAK_OVER, break_no=0)
    assert StopKind.BREAK not in kinds(await driver.sheet())
    before = (await mine.sheet()).stops[0].at
    await mine.does(DrivingKind.DELAYED, seconds=1200)
    assert (await mine.sheet()).stops[0].at >= before
    await mine.does(DrivingKind.BROKEN_DOWN, place=(2000.0, 0.0))
    sheet = await mine.sheet()
    assert (sheet.shift.state, sheet.stops) == (ShiftState.BROKEN, ())
    assert (await town.row(ride_id)).shift_id == (other if mine is driver else driver).shift_id, "the other van fetches them"


async def test_a_break_that_the_clock_has_ended_may_be_said_to_be_over_late(database):
    town = await opened_town(database, vans=0)
    driver = await driver_of(town, breaks=((7.0, 7.5, 600),))
    await town.ride(town.wish((2500, 0), (3500, 0), in_min=120, within_min=90))
    sheet = await driver.begins()
    town.clock.now = sheet.stops[0].earliest
    await driver.does(DrivingKind.BREAK_BEGUN, break_no=0)
    town.clock.forward(minutes=45)  # longer than it is, and nobody has looked at the plan meanwhile
    for _ in range(2):
        assert (await driver.does(DrivingKind.BREAK_OVER, break_no=0)).refusal is None
        assert kinds(await driver.sheet()) == [StopKind.PICKUP, StopKind.DROPOFF]
    assert (await driver.does(DrivingKind.BREAK_OVER, break_no=1)).refusal is EventRefusal.INCOMPLETE
    await town.whole_board()


async def test_what_happened_counts_though_no_plan_follows_from_it(driver, monkeypatch):
    """A mistake of ours makes nonsense of the plan; who is on board is on board, and what comes after it goes on."""
    town, clock = driver.town, driver.town.clock
    one, other = await town.ride(), await town.ride(town.wish((1000, 0), (3500, 0), in_min=35))
    await driver.begins()
    clock.now = (await town.row(one)).pickup_at
    version = (await town.board()).version

    def upside_down(dispatch, vehicle, stop, at, terms):
        return Mended(replace(dispatch, plan=dispatch.plan.with_route(vehicle, dispatch.plan.route(vehicle)[::-1], 0)))

    said = [
        driver.event(BOARDED, ride=one, code=(await town.row(one)).code), driver.event(BROUGHT, clock.now + timedelta(minutes=8), ride=one),
        driver.event(ARRIVED, clock.now + timedelta(minutes=9), ride=other),
    ]  # fmt: skip
    with monkeypatch.context() as broken:
        broken.setattr(occurring, "served", upside_down)
        first = await driver.says(said[0])
        row = await town.row(one)
        assert (row.state, row.boarded_at, (await town.board()).version) == (RideState.ABOARD, clock.now, version)
        clock.forward(minutes=10)
        taken = [*first, *await driver.says(*said[1:])]
    assert [each.refusal for each in taken] == [None, None, None]
    assert [each.refusal for each in await driver.says(*said)] == [None, None, None], "sent again it is the same"
    rows = [await town.row(one), await town.row(other)]
    assert (rows[0].state, rows[0].brought_at, rows[1].state, rows[1].arrived_at) == (RideState.BROUGHT, said[1].at, RideState.BOOKED, said[2].at)
    assert {stop.ride.id for stop in (await driver.sheet()).stops} == {other}, "nobody waits because of somebody who is out"
    assert (await town.whole_board()).dispatch.plan.vehicle_of(rows[0].row) == -1
    async with town.database.reading() as session:
        tasks = list(await session.scalars(select(RideTask)))
        used = list(await session.scalars(select(OutboxEntry.kind).where(OutboxEntry.kind == "ride.used")))
    assert [(task.kind, task.reason, task.ride_id, task.shift_id) for task in tasks] == [("broken", "not_in_plan", one, driver.shift_id)]
    assert used == ["ride.used"]


async def test_a_breakdown_that_no_plan_follows_from_is_seen_to_by_a_person(driver, monkeypatch):
    town = driver.town
    ride_id = await town.ride()
    await driver.begins()
    monkeypatch.setattr(events, "broken_down", lambda dispatch, *_: Mended(replace(dispatch, plan=dispatch.plan.with_route(0, [0], 0))))
    assert (await driver.does(DrivingKind.BROKEN_DOWN, place=PICKUP)).refusal is None
    async with town.database.reading() as session:
        (task,) = await session.scalars(select(RideTask))
        shift = await session.get_one(RideShift, driver.shift_id)
    assert (task.reason, task.shift_id, shift.state, shift.seen_at) == ("not_in_plan", driver.shift_id, ShiftState.BEGUN, town.clock.now)
    assert (await town.row(ride_id)).shift_id == driver.shift_id


async def test_of_positions_the_last_is_kept_roughly_and_no_other(driver):
    town, clock = driver.town, driver.town.clock
    assert (await driver.does(DrivingKind.POSITION, place=PICKUP)).refusal is EventRefusal.NOT_BEGUN
    await driver.begins()
    seen_at = clock.now
    await driver.does(DrivingKind.POSITION, place=(123.4567, 0.0))
    await driver.does(DrivingKind.POSITION, at=clock.now - timedelta(minutes=1), place=(900.0, 0.0))
    clock.forward(minutes=1)
    assert (await driver.does(DrivingKind.POSITION, at=clock.now + timedelta(hours=1), place=PICKUP)).refusal is EventRefusal.CLOCK_WRONG
    async with town.database.reading() as session:
        shift = await session.get_one(RideShift, driver.shift_id)
        assert (shift.seen_at, shift.lon) == (seen_at, round(shift.lon, 4))
        assert await session.scalar(select(func.count()).select_from(DrivenEvent)) == 0
