"""Many come to one event: everybody who can be served is, each space is held for one, and who gets none is told why."""
import asyncio
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from backend.accounts.models import Account
from backend.contract.gatherings import WhyNot, WishState
from backend.contract.parking import Vehicle
from backend.outbox.entries import Entry
from backend.outbox.models import OutboxEntry
from backend.outbox.worker import GiveUp
from backend.paying.refusals import ProviderRefused
from backend.reservations.gathering import GatheringOver, GatheringTurned, WishStands, WishTaken
from backend.reservations.gathering_letters import OFFER_MAIL, OfferLetters
from backend.reservations.gathering_models import ParkingGathering
from backend.reservations.gathering_rounds import LEASE, Rounds
from backend.service.errors import NotFound
from payments.deadlines import MORE_FOR_THE_BANK
from payments.states import BookingState
from tests.backend.reservations.events import HOLD_MIN, Evening
from tests.backend.reservations.world import HOUR, VAN
from tests.worlds.town import at as place

# What no database decides is asked of one.
one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
async def evening(world):
    opened = Evening(world)
    await opened.declare()
    return opened


@one_database
async def test_a_plan_changes_nothing_and_shows_what_it_beats(evening):
    """Three spaces: two at the hall, which first come, first served gives to those who would walk, and none is left for who would not."""
    world = evening.world
    cars = [(await evening.wish())[0] for _ in range(2)]
    near = (await evening.wish(max_walk_m=200))[0]
    plan = await evening.plan()
    assert (plan.waiting, plan.at_once.served, plan.in_turn.served) == (3, 3, 2)
    assert plan.at_once.walks_m == tuple(sorted(plan.at_once.walks_m))
    assert plan.at_once.walk_p90_m >= plan.at_once.walk_mean_m
    assert [one.number for one in plan.differ] == [2, 3] or [one.number for one in plan.differ] == [1, 3]
    last = plan.differ[-1]
    assert (last.in_turn, last.at_once.space_id) == (None, world.places.pool)
    assert await evening.held() == 0
    assert [(await evening.stands(one)).state for one in (*cars, near)] == [WishState.WAITING] * 3


async def test_each_is_offered_a_space_that_is_held_and_paid_like_any_other(evening):
    world = evening.world
    first, second = [(await evening.wish())[0] for _ in range(2)]
    assert await evening.rounds.sweep() == 0, "not before the declared hour"
    assert await evening.next_round() == 2
    offer = (await evening.stands(first)).offer
    assert (offer.hold_until - world.clock() > timedelta(minutes=HOLD_MIN - 1), await evening.held()) == (True, 2)
    evening.forward(timedelta(minutes=HOLD_MIN - 2))
    await world.work()
    await world.pay(offer.booking_id)
    await world.look(offer.booking_id)
    await world.work()
    assert await world.state(offer.booking_id) == BookingState.CONFIRMED
    assert (await evening.stands(first)).state == WishState.TAKEN
    with pytest.raises(WishTaken):
        await evening.withdraw(first)
    await evening.lapse()
    assert ((await evening.stands(second)).state, await evening.held()) == (WishState.LAPSED, 1)
    counted = await evening.counts()
    assert (counted.taken, counted.gone, counted.waiting, counted.offered, counted.rounds) == (1, 1, 0, 0, 1)
    assert await world.proof() == []


async def test_a_bank_that_asks_gets_its_time_after_a_long_hold_and_a_refused_card_takes_none(evening):
    world = evening.world
    actor = (await evening.wish())[0]
    await evening.next_round()
    offer = (await evening.stands(actor)).offer
    await world.work()
    evening.forward(timedelta(minutes=HOLD_MIN - 5))
    with pytest.raises(ProviderRefused):
        await world.pay(offer.booking_id, "pm_card_visa_chargeDeclined")
    await world.look(offer.booking_id)
    assert (await evening.stands(actor)).offer.hold_until == offer.hold_until
    await world.pay(offer.booking_id, "pm_card_threeDSecure2Required")
    evening.forward(timedelta(minutes=5, seconds=1))
    await world.bookings.timers.sweep()
    assert (await evening.stands(actor)).offer.hold_until == offer.hold_until + MORE_FOR_THE_BANK
    assert await world.state(offer.booking_id) == BookingState.HELD


@one_database
async def test_who_is_offered_a_space_hears_of_it_once_and_not_of_one_that_is_gone(evening):
    world, sent = evening.world, []

    class Way:
        async def send(self, mail):
            sent.append(mail)

    first, second = [(await evening.wish())[0] for _ in range(2)]
    await evening.next_round()
    await evening.withdraw(second)
    letters = OfferLetters(world.database, Way(), ZoneInfo(world.parking.zone))
    async with world.database.reading() as session:
        waiting = list(await session.scalars(select(OutboxEntry).where(OutboxEntry.kind == OFFER_MAIL)))
        email = await session.scalar(select(Account.email).where(Account.id == first.id))
    assert len(waiting) == 2
    for one in waiting:
        await letters.send(Entry(one.id, one.id, one.kind, one.key, one.payload, 1))
    (mail,) = sent
    stands = await evening.stands(first)
    offer = stands.offer
    assert (mail.recipient, "The choir sings" in mail.subject) == (email, True)
    assert f"{offer.total_minor / 100:.2f} EUR" in mail.text
    assert f"{offer.walk_m} m" in mail.text
    held = next(one for one in waiting if one.payload["wishId"] == str(stands.wish_id))
    with pytest.raises(GiveUp):
        await OfferLetters(world.database, None, letters.zone).send(Entry(held.id, held.id, held.kind, held.key, held.payload, 1))


async def test_what_lapses_is_given_to_the_next_in_the_next_round(evening):
    people = [(await evening.wish())[0] for _ in range(4)]
    assert await evening.next_round() == 3
    states = {actor.id: (await evening.stands(actor)) for actor in people}
    (left,) = [one for one in states.values() if one.state is WishState.WAITING]
    assert (left.why, left.help.walk_m, left.help.price_minor) == (WhyNot.FULL, None, None)
    assert left.next_at > evening.world.clock()
    await evening.lapse()
    assert await evening.next_round() == 1
    assert [(await evening.stands(actor)).state for actor in people].count(WishState.OFFERED) == 1
    assert await evening.held() == 1


@one_database
async def test_who_gets_nothing_is_told_why_and_what_would_help(evening):
    wide = Vehicle(height_mm=1500, width_mm=1800, length_mm=4200, weight_kg=1400, wants_charging=True)
    reasons = {
        "dear": (await evening.wish(max_price_minor=10))[0], "fee": (await evening.wish(max_price_minor=400))[0],
        "plug": (await evening.wish(vehicle=wide))[0], "van": (await evening.wish(vehicle=VAN))[0],
    }  # fmt: skip
    await evening.next_round()
    told = {name: await evening.stands(actor) for name, actor in reasons.items()}
    fee = sum(evening.gatherings.pricing.fares.fees.values())
    assert fee > 0
    assert (told["dear"].why, told["dear"].help.price_minor) == (WhyNot.TOO_DEAR, 400 + fee)
    assert told["fee"].why == WhyNot.TOO_DEAR, "without what is taken for the booking it would do"
    assert told["plug"].why is WhyNot.VEHICLE
    assert told["plug"].help.notes
    assert told["van"].why is WhyNot.VEHICLE
    lat, lon = place(2400, 0)
    await evening.declare(lat=lat, lon=lon, name="Far out")
    actor, _ = await evening.wish(max_walk_m=50)
    await evening.next_round()
    far = await evening.stands(actor)
    assert (far.why, far.help.walk_m > 50) == (WhyNot.TOO_FAR, True)


async def test_who_is_told_to_pay_first_keeps_his_place_in_the_line(evening):
    world, actor = evening.world, await evening.world.person()
    for days in (1, 2, 3):
        await world.reserve(world.wish(world.places.bay, begins=24 * days), actor=actor)
    await evening.wish(actor)
    await evening.next_round()
    told = await evening.stands(actor)
    assert (told.state, told.why) == (WishState.WAITING, WhyNot.UNPAID)


async def test_a_wish_that_is_withdrawn_in_the_midst_of_a_round_holds_nothing(evening):
    people = [(await evening.wish())[0] for _ in range(2)]

    class Late(Rounds):
        async def give(self, gathering_id, given, until):
            if given.wish.account_id == people[0].id:
                await evening.withdraw(people[0])
            return await super().give(gathering_id, given, until)

    evening.rounds = Late(evening.gatherings, evening.world.database)
    assert await evening.next_round() == 1
    assert [(await evening.stands(one)).state for one in people] == [WishState.WITHDRAWN, WishState.OFFERED]
    assert await evening.held() == 1
    assert (await evening.withdraw(people[1])).state == WishState.WITHDRAWN
    await evening.world.quiesce()
    assert await evening.held() == 0
    assert await evening.world.proof() == []


async def test_what_was_not_done_when_a_process_died_another_one_does(evening):
    people = [(await evening.wish())[0] for _ in range(3)]

    class Died(BaseException):
        """Nothing catches it, as nothing catches a kill."""

    class Dying(Rounds):
        async def give(self, gathering_id, given, until):
            if given.wish.number == 2:
                raise Died
            return await super().give(gathering_id, given, until)

    world, whole = evening.world, evening.rounds
    evening.rounds = Dying(evening.gatherings, world.database)
    with pytest.raises(Died):
        await evening.next_round()
    assert await evening.held() == 1
    assert await whole.sweep() == 0, "the lease of the dead one lasts"
    evening.forward(LEASE + timedelta(seconds=1))
    assert await whole.sweep() == 2
    assert [(await evening.stands(one)).state for one in people] == [WishState.OFFERED] * 3
    assert await evening.held() == 3


async def test_two_processes_never_give_one_space_to_two(evening):
    """Both believe to have the round: their leases ran out at once."""
    people = [(await evening.wish())[0] for _ in range(5)]
    at = evening.world.clock() + timedelta(hours=1)
    evening.forward(timedelta(hours=1))
    made = await asyncio.gather(evening.rounds.round(evening.id, at), evening.rounds.round(evening.id, at))
    assert (sum(made), await evening.held()) == (3, 3)
    assert [(await evening.stands(one)).state for one in people].count(WishState.OFFERED) == 3


@one_database
async def test_one_wish_of_one_person_and_only_within_the_event(evening):
    actor, _ = await evening.wish()
    with pytest.raises(WishStands):
        await evening.wish(actor)
    for begins, hours in ((-1, 2), (5, 2), (1, -1)):
        with pytest.raises(GatheringTurned):
            await evening.wish(begins=begins, hours=hours)
    async with evening.world.database.writing() as session:
        await evening.gatherings.call_off(session, evening.id)
        assert (await evening.gatherings.list_open(session)).gatherings == ()
    with pytest.raises(GatheringOver):
        await evening.wish()
    assert ((await evening.stands(actor)).state, await evening.rounds.sweep()) == (WishState.OVER, 0)


@one_database
async def test_events_that_make_no_sense_are_refused(world):
    evening = Evening(world)
    for wrong in (
        {"ends_at": evening.starts_at}, {"ends_at": evening.starts_at + timedelta(days=8)}, {"assign_at": evening.starts_at + 7 * HOUR},
    ):  # fmt: skip
        with pytest.raises(GatheringTurned):
            await evening.declare(**wrong)
    for site in (uuid4(), world.places.driveway_site):
        with pytest.raises(NotFound):
            await evening.declare(site_ids=(site,))
    async with world.database.writing() as session:
        with pytest.raises(NotFound):
            await evening.gatherings.call_off(session, uuid4())
        assert await session.scalar(select(func.count()).select_from(ParkingGathering)) == 0
