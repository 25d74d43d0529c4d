"""What a change of a plan means for whoever has booked: told once, at no price where we do not keep it, and with another way or a person."""
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from backend.accounts.letters import Letters
from backend.accounts.mail import Mail
from backend.accounts.models import Account
from backend.bodies.models import Body, Duty
from backend.bookings.models import BookingLeg, BookingNotice, Ticket
from backend.contract.rides import RideState
from backend.outbox.models import OutboxEntry
from backend.outbox.worker import Entry, GiveUp
from backend.rides import consequences, tasks
from backend.rides.models import Ride, RideTask, RideZone, TaskKind
from backend.rides.substitutes import FREE, NotReady, RideWork, link
from backend.rides.task_letters import KINDS, MAILS, RUNG
from payments.states import BookingState, LegState
from routing.dispatch.rides.promise import Promise
from routing.dispatch.rides.repair import Mended, Stranded
from tests.backend.bookings.test_substituting import Planner, substitutes
from tests.routing.dispatch.search.worlds import world as plan_of

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


# Who has to be told what


def board(dispatch):
    return SimpleNamespace(dispatch=dispatch)


def test_each_ride_is_told_of_once():
    dispatch, _ = plan_of(301, rides=8, vehicles=3)
    on_way = sorted({stop // 2 for stop in dispatch.plan.stop.tolist() if stop >= 0})
    first, second, third = on_way[:3]
    other = (dispatch.plan.vehicle_of(second) + 1) % 3
    theirs = dispatch.plan.vehicle_of(second)
    plan = dispatch.plan.with_route(theirs, [stop for stop in dispatch.plan.route(theirs) if stop // 2 != second])
    plan = plan.with_route(other, [*plan.route(other), 2 * second, 2 * second + 1])
    after = replace(dispatch, plan=plan, rides=dispatch.rides.changed(first, latest_pickup=9999))
    was = consequences.promise_of(board(dispatch), first)
    same = (third, Promise(0, 0, 0))
    mended = Mended(after, kept=(second,), later=((first, Promise(0, 9999, 0)), same), stranded=(Stranded(third, "no_time"),))
    found = consequences.of(board(dispatch), board(after), mended)
    assert found.later == ((first, was),)
    assert found.moved == (second,)
    assert found.stranded == ((third, "no_time"),)
    assert found.rows == {first, second, third}


# What it means for a booking


@pytest.fixture
def database_url(sqlite_url):
    """What both databases have to keep is tried in test_happenings.py."""
    return sqlite_url


async def ride_of(world, booking_id, state=RideState.BOOKED) -> UUID:
    """A ride in a van that the only leg of a booking is for."""
    at = world.clock()
    async with world.database.writing() as session:
        leg = (await session.scalars(select(BookingLeg).where(BookingLeg.booking_id == booking_id))).one()
        zone_id = uuid4()
        session.add(RideZone(id=zone_id, key=f"z{zone_id.hex[:8]}", name="Z", operator_id="bus", operator_name="Bus", terms={}))
        await session.flush()
        session.add(Ride(
            id=leg.id, zone_id=zone_id, day=date(2026, 12, 2), row=0, leg_id=leg.id, account_id=world.actor.id, state=state, load=[1, 0, 0, 0],
            from_name="a", from_lat=0.0, from_lon=0.0, to_name="b", to_lat=0.0, to_lon=0.1, pickup_from=leg.starts_at,
            pickup_to=leg.starts_at + 10 * MINUTE, arrive_by=leg.ends_at, code="4711", boarded_at=at if state == RideState.ABOARD else None,
        ))  # fmt: skip
        return leg.id


async def become(world, ride_id, **values):
    async with world.database.writing() as session:
        ride = await session.get_one(Ride, ride_id)
        for name, value in values.items():
            setattr(ride, name, value)


async def does(world, kind, **payload):
    work = RideWork(world.desk, world.database)
    told = {name: str(value) if isinstance(value, UUID) else value for name, value in payload.items()}
    finish = await work.handlers[kind](Entry(uuid4(), uuid4(), kind, "key", told, 1))
    if finish:
        async with world.database.writing() as session:
            await finish(session)


async def leg_of(world, booking_id) -> BookingLeg:
    return (await world.rows(booking_id)).legs[0]


async def test_new_times_are_told_and_go_with_leg_and_ticket(world):
    booking_id = await world.confirmed("bus")
    ride_id, before = await ride_of(world, booking_id), await leg_of(world, booking_id)
    await become(world, ride_id, arrive_by=before.ends_at + 2 * HOUR)
    await does(world, consequences.TOLD, rideId=ride_id, code="ride_later")
    await does(world, consequences.TOLD, rideId=ride_id, code="ride_later")
    leg = await leg_of(world, booking_id)
    assert (leg.ends_at, leg.ladder) == (before.ends_at + 2 * HOUR, FREE)
    async with world.database.reading() as session:
        assert await session.scalar(select(Ticket.valid_until).where(Ticket.leg_id == leg.id)) > leg.ends_at
        assert list(await session.scalars(select(BookingNotice.code).where(BookingNotice.code == "ride_later"))) == ["ride_later"]
    await world.advance(before.ends_at + HOUR - world.clock())  # when it would have been over by what was bought
    await world.bookings.timers.sweep()
    assert (await leg_of(world, booking_id)).state == LegState.CONFIRMED


async def test_who_is_cut_off_from_the_van_gives_it_back_for_nothing(world):
    booking_id = await world.confirmed("bus")
    before = await leg_of(world, booking_id)
    await does(world, consequences.TOLD, rideId=await ride_of(world, booking_id), code="ride_cut_off")
    leg = await leg_of(world, booking_id)
    assert (leg.state, leg.ends_at, leg.ladder) == (LegState.CONFIRMED, before.ends_at, FREE)
    assert "ride_cut_off" in await world.notices(booking_id)


async def test_a_ride_we_do_not_keep_costs_nothing_and_another_way_is_booked(world):
    world.bookings = replace(world.bookings, plan=Planner("tram"))
    booking_id = await world.confirmed("bike")
    ride_id = await ride_of(world, booking_id, RideState.STRANDED)
    at = world.clock()
    async with world.database.writing() as session:
        ride = await session.get_one(Ride, ride_id)
        task = await tasks.make(session, TaskKind.STRANDED, "no_time", ride.zone_id, at, ride_id=ride_id)
        assert (await tasks.make(session, TaskKind.STRANDED, "no_time", ride.zone_id, at, ride_id=ride_id)).id == task.id
        assert task.due_at == at + 2 * MINUTE
    await does(world, consequences.LET_DOWN, rideId=ride_id, aboard=False)
    await does(world, consequences.LET_DOWN, rideId=ride_id, aboard=False)
    await world.quiesce()
    assert (await leg_of(world, booking_id)).state == LegState.DISRUPTED
    assert await world.notices(booking_id) >= {"disrupted", "ride_stranded", "substituted"}
    (instead,) = await substitutes(world, booking_id)
    assert await world.state(instead) == BookingState.CONFIRMED
    async with world.database.writing() as session:
        assert await link(session) == 1
        assert await link(session) == 0
        row = await session.get_one(RideTask, task.id)
        assert (row.done_at is not None, row.note) == (True, "substituted")
    await does(world, tasks.OVERDUE, taskId=task.id)
    await world.quiesce()
    assert (await world.payment(booking_id)).captured_minor == 0
    assert await world.proof() == []


async def test_who_sat_in_the_van_pays_nothing_and_is_left_to_a_person(world):
    booking_id = await world.confirmed("bike")
    ride_id = await ride_of(world, booking_id, RideState.ABOARD)
    await become(world, ride_id, state=RideState.STRANDED)
    await does(world, consequences.LET_DOWN, rideId=ride_id, aboard=True)
    await world.quiesce()
    leg = await leg_of(world, booking_id)
    assert (leg.state, leg.due_minor) == (LegState.USED, 0)
    assert "ride_stranded" in await world.notices(booking_id)
    assert await world.proof() == []


async def test_one_that_is_not_paid_yet_is_given_up_and_one_that_is_being_confirmed_a_moment_later(world):
    booking_id = await world.held("bike")
    ride_id = await ride_of(world, booking_id, RideState.STRANDED)
    await does(world, consequences.LET_DOWN, rideId=ride_id, aboard=False)
    await world.quiesce()
    found = await world.rows(booking_id)
    assert (found.booking.state, found.booking.reason) == (BookingState.RELEASED, "operator_refused")

    world.operators.get("tram").answer = None
    waiting = await world.held("tram")
    await world.pay(waiting)
    await world.look(waiting)
    ride_id = await ride_of(world, waiting, RideState.STRANDED)
    with pytest.raises(NotReady):
        await does(world, consequences.LET_DOWN, rideId=ride_id, aboard=False)


async def test_who_did_not_come_pays_as_agreed(world):
    booking_id = await world.confirmed("bike")
    ride_id = await ride_of(world, booking_id, RideState.NO_SHOW)
    await does(world, "ride.used", rideId=ride_id, shown=False)
    await does(world, "ride.used", rideId=ride_id, shown=False)
    leg = await leg_of(world, booking_id)
    assert (leg.state, leg.due_minor) == (LegState.USED, leg.price_minor)
    assert await world.tickets(booking_id) == ["expired"]


async def test_what_nobody_has_seen_to_stands_where_the_staff_look(world):
    booking_id = await world.confirmed("bike")
    ride_id = await ride_of(world, booking_id, RideState.STRANDED)
    async with world.database.writing() as session:
        ride = await session.get_one(Ride, ride_id)
        task = await tasks.make(session, TaskKind.STRANDED, "no_time", ride.zone_id, world.clock(), ride_id=ride_id)
        body, address = Body(code="office", name="City office", zone="Europe/Berlin", triage=True, channel="inbox"), "duty@example.org"
        person = Account(email=address, email_key=address, locale="de")
        session.add_all([body, person])
        await session.flush()
        session.add(Duty(body_id=body.id, rank=1, account_id=person.id))
    for _ in range(2):
        with pytest.raises(GiveUp, match="ride_task_overdue_stranded"):
            await does(world, tasks.OVERDUE, taskId=task.id)
    async with world.database.reading() as session:
        (payload,) = await session.scalars(select(OutboxEntry.payload).where(OutboxEntry.kind == RUNG))
    assert payload == {"taskId": str(task.id), "body": "office", "accountId": str(person.id)}
    with pytest.raises(GiveUp, match="mail_not_set_up"):
        await does(world, RUNG, **payload)
    post = Post()
    work = RideWork(world.bookings.desk, world.database, Letters(world.database, post, "https://city.example.org"))
    entry = Entry(uuid4(), uuid4(), RUNG, "key", payload, 1)
    await work.handlers[RUNG](entry)
    (mail,) = post.sent
    assert (mail.recipient, mail.subject) == (address, "DRINGEND: jemand kommt nicht weiter")
    assert "https://city.example.org/console/rides" in mail.text
    async with world.database.writing() as session:
        (await session.get_one(RideTask, task.id)).done_at = world.clock()
    await work.handlers[RUNG](entry)
    assert len(post.sent) == 1, "nobody is called for what is done"


def test_every_task_has_words_in_every_language():
    assert KINDS.keys() == MAILS.keys()
    assert all(words.keys() == set(TaskKind) for words in KINDS.values())


@dataclass
class Post:
    """A way of mails that keeps them."""

    sent: list[Mail] = field(default_factory=list)

    async def send(self, mail: Mail) -> None:
        self.sent.append(mail)
