"""An operator lets a traveller down: another way is booked for them at no price, or is offered, or a person is asked; and the books stay right."""
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from backend.bookings import answers, cancelling, substituting
from backend.bookings.models import Booking, BookingLeg
from backend.contract.trips import Itinerary, Leg, LegPlace, PlanResponse
from backend.ledger.reading import get_balance
from backend.operators.operator import Standing
from backend.outbox.models import OutboxEntry
from payments import events
from payments.states import BookingState, LegState
from tests.backend.bookings.world import leg

LATER = timedelta(minutes=15)

@pytest.fixture
def database_url(sqlite_url):
    """What both databases have to refuse is tried in test_real_parts.py."""
    return sqlite_url



class Planner:
    """Knows one ride per operator, some minutes later each. asked: what it was asked for."""

    def __init__(self, *operators: str):
        self.operators, self.asked, self.later = operators, [], LATER

    async def __call__(self, request):
        self.asked.append(request)
        ways = [ride(name, request.depart_at + self.later * number) for number, name in enumerate(self.operators, 1)]
        return PlanResponse(tuple(ways), (), request.depart_at, "v1")


def ride(operator: str, at) -> Itinerary:
    told = leg(operator, at)
    ends = (LegPlace(place.name, place.lat, place.lon) for place in (told.from_, told.to))
    ridden = Leg(told.mode, *ends, told.depart_at, told.arrive_at, 100.0, "", trip_id=operator, service_day=told.service_day)
    return Itinerary(told.depart_at, told.arrive_at, 1200, 0, 0.0, 0.0, 0.0, (ridden,))


@pytest.fixture
def planner(world):
    found = Planner("bus")
    world.bookings = replace(world.bookings, plan=found)
    return found


async def substitutes(world, booking_id) -> list[UUID]:
    async with world.database.reading() as session:
        return list(await session.scalars(select(Booking.id).where(Booking.substitute_of == booking_id).order_by(Booking.id)))


async def for_people(world) -> list[str]:
    async with world.database.reading() as session:
        return list(await session.scalars(select(OutboxEntry.last_error).where(OutboxEntry.dead_at.is_not(None))))


async def spent(world) -> int:
    async with world.database.reading() as session:
        return await get_balance(session, "disruption", "eur")


async def test_another_way_is_booked_for_nothing_and_is_ours_to_pay_once_it_is_used(world, planner):
    booking_id = await world.confirmed("tram")
    await world.apply(booking_id, events.Disrupted(1))
    await world.quiesce()
    (instead,) = await substitutes(world, booking_id)
    found = await world.rows(instead)
    assert (found.booking.state, found.booking.shown_minor, found.booking.substitute_legs) == (BookingState.CONFIRMED, 0, [1])
    assert (found.payment.state, found.payment.intent_id) == ("captured", None)
    assert (found.legs[0].price_minor, found.legs[0].cost_minor) == (0, 190)
    assert await world.tickets(instead) == ["live"]
    assert await world.notices(booking_id) >= {"disrupted", "substituted"}
    assert world.operators.get("bus").held == 1
    assert await spent(world) == 0

    await world.apply(instead, events.Used(1))
    await world.quiesce()
    assert await world.state(instead) == BookingState.SETTLED
    assert await spent(world) == 190
    assert (await world.payment(booking_id)).captured_minor == 0, "what was let down costs nothing, not even the fee"
    assert await for_people(world) == []
    assert await world.proof() == []


async def test_whoever_waits_for_news_of_the_trip_hears_of_it(world, planner):
    booking_id = await world.confirmed("tram")
    await world.apply(booking_id, events.Disrupted(1))
    version = (await world.rows(booking_id)).booking.version
    await world.quiesce()
    found = await world.rows(booking_id)
    assert found.booking.version > version
    async with world.database.reading() as session:
        told = await answers.whole(session, found)
    assert told.substitutes == tuple(map(str, await substitutes(world, booking_id)))


async def test_who_does_not_want_it_gives_it_back_for_nothing(world, planner):
    booking_id = await world.confirmed("tram", starts_in=timedelta(minutes=5))
    await world.apply(booking_id, events.Disrupted(1))
    await world.quiesce()
    (instead,) = await substitutes(world, booking_id)
    async with world.database.writing() as session:
        priced = await cancelling.quote(session, world.desk, await world.rows(instead), None)
        assert priced.priced.fee_minor == 0
        await cancelling.cancel(session, world.desk, instead, priced.quote_id)
    await world.quiesce()
    assert await world.state(instead) == BookingState.SETTLED
    assert world.operators.get("bus").held == 0
    assert await substitutes(world, booking_id) == [instead], "nobody is given another one that they did not want either"
    assert await spent(world) == 0
    assert await world.proof() == []


async def test_an_operator_that_refuses_is_followed_by_another_try_and_at_last_by_a_person(world, planner):
    world.operators.get("bus").answer = Standing.REFUSED
    booking_id = await world.confirmed("tram")
    await world.apply(booking_id, events.Disrupted(1))
    await world.quiesce()
    assert [await world.state(one) for one in await substitutes(world, booking_id)] == [BookingState.RELEASED] * 3
    assert "substitute_wanted" in await for_people(world)
    assert "substituted" not in await world.notices(booking_id)
    assert await world.proof() == []


async def test_what_is_too_dear_is_offered_and_shown_to_a_person(world, planner):
    world.shop.prices["bus"] = 3 * 280 + 1
    booking_id = await world.confirmed("tram")
    await world.apply(booking_id, events.Disrupted(1))
    await world.quiesce()
    assert await substitutes(world, booking_id) == []
    assert "substitute_offered" in await world.notices(booking_id)
    assert await for_people(world) == ["substitute_costs_more_1"]
    assert await world.proof() == []


async def test_without_any_way_a_person_is_asked_at_once(world, planner):
    planner.operators = ()
    booking_id = await world.confirmed("tram")
    await world.apply(booking_id, events.Disrupted(1))
    await world.work()
    assert await for_people(world) == ["substitute_wanted"]


async def test_what_cannot_be_caught_any_more_is_let_go_with_it(world, planner):
    """The way arrives after the bicycle was to be taken: it is led on to where the trip goes, and the bicycle costs nothing."""
    booking_id = await world.confirmed("tram", "bike")
    world.shop.prices["bus"], planner.later = 500, timedelta(hours=1)
    await world.apply(booking_id, events.Disrupted(1))
    await world.quiesce()
    found = await world.rows(booking_id)
    assert [one.state for one in found.legs] == [LegState.DISRUPTED, LegState.DISRUPTED]
    (instead,) = await substitutes(world, booking_id)
    assert (await world.rows(instead)).booking.substitute_legs == [1, 2]
    assert world.operators.get("bike").held == 0
    assert await for_people(world) == []
    assert await world.proof() == []


async def test_a_lost_payment_gives_nobody_a_free_ride(world, planner):
    booking_id = await world.confirmed("tram")
    world.control(f"payment_intents/{(await world.payment(booking_id)).intent_id}/cancel")
    await world.look(booking_id)
    await world.quiesce()
    assert await substitutes(world, booking_id) == []
    assert planner.asked == []
    assert await for_people(world) == ["substitute_wanted"]


async def test_a_substitute_of_a_substitute_is_found_and_the_chain_ends(world, planner):
    booking_id = await world.confirmed("tram")
    seen = booking_id
    async with world.database.reading() as session:
        assert await substituting.worth_minor(session, await world.rows(seen), [1]) == 280
    for _ in range(3):
        await world.apply(seen, events.Disrupted(1))
        await world.quiesce()
        (seen,) = await substitutes(world, seen)
    async with world.database.reading() as session:
        assert await substituting.worth_minor(session, await world.rows(seen), [1]) == 280, "what was bought at first, however long the chain"
    await world.apply(seen, events.Disrupted(1))
    await world.quiesce()
    assert await substitutes(world, seen) == []
    assert await for_people(world) == ["substitute_wanted"]
    async with world.database.reading() as session:
        costs = list(await session.scalars(select(BookingLeg.cost_minor).where(BookingLeg.booking_id != booking_id)))
    assert costs == [190] * 3
    assert await spent(world) == 0
    assert await world.proof() == []


async def test_an_operator_with_an_account_is_sent_what_a_substitute_costs(world, planner):
    world.bookings = replace(world.bookings, desk=replace(world.desk, destination=lambda name: {"bus": "acct_bus"}.get(name)))
    booking_id = await world.confirmed("tram")
    await world.apply(booking_id, events.Disrupted(1))
    await world.quiesce()
    (instead,) = await substitutes(world, booking_id)
    await world.apply(instead, events.Used(1))
    await world.quiesce()
    async with world.database.reading() as session:
        kinds = list(await session.scalars(select(OutboxEntry.kind).where(OutboxEntry.key.startswith(str(instead)))))
    assert "booking.transfer.create" in kinds
    assert await world.proof() == []
