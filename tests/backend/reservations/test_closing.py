"""A car park is shut: everybody who booked there is given another space, all of them together, or their money."""
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from backend.contract.closings import SiteClosing
from backend.contract.parking import (
    FitVerdict,
    ParkingSpace,
    PriceState,
    SpaceFacts,
    SpaceFit,
    SpaceKind,
    SpacePrice,
    SpaceWalk,
)
from backend.parking import closings
from backend.parking.selling import NotSellable
from backend.reservations.closing import Closing, ClosingTurned, Moving, pairs_of
from backend.reservations.taken import Replacing
from backend.service.errors import NotFound
from payments.states import BookingState, LegState
from routing.dispatch.assignment import assign, greedy
from tests.backend.reservations.test_leaving import go_to, part_of
from tests.backend.reservations.world import CAR, HOUR

REASON = "water in the cellar"


def closing_of(wish, carry_out: bool = True) -> SiteClosing:
    return SiteClosing(wish.start - HOUR, wish.end + HOUR, REASON, carry_out)


async def shut(world, site: UUID, asked: SiteClosing):
    await world.parking.kept.look()
    async with world.database.writing() as session:
        return await Closing(Replacing(world.parking, world.bookings.pricing, world.desk)).close(session, site, asked)


async def test_another_space_at_no_price_and_nobody_can_book_there_meanwhile(world):
    """Within ten minutes on foot there is bay 7 alone."""
    places, wish = world.places, world.wish(world.places.pool, begins=3)
    first, second = await world.parked(wish), await world.parked(wish)
    planned = await shut(world, places.pool, closing_of(wish, carry_out=False))
    assert (planned.closing_id, planned.at_once.given, planned.in_turn.given) == (None, 1, 1)
    assert await world.state(first) == BookingState.CONFIRMED, "a plan changes nothing"
    done = await shut(world, places.pool, closing_of(wish))
    assert sorted(str(one.to_space_id) for one in done.moved) == sorted([str(places.bay), "None"])
    assert {(one.starts_at, one.ends_at) for one in done.moved} == {(wish.start, wish.end)}
    assert (done.inside, done.left) == (0, 0)
    await world.quiesce()
    for booking_id in (first, second):
        assert (await world.leg(booking_id)).state == LegState.DISRUPTED
        assert (await world.payment(booking_id)).captured_minor == 0
    assert {"substituted", "space_refunded"} <= {*await world.notices(first), *await world.notices(second)}
    with pytest.raises(NotSellable):
        await sellable(world, places.pool, wish.start, wish.end)
    later = wish.end + 2 * HOUR
    assert await sellable(world, places.pool, later, later + HOUR)
    assert await world.proof() == []


async def sellable(world, space, start, end):
    async with world.database.reading() as session:
        return await world.parking.sellable(session, space, start, end, CAR, world.clock())


async def test_the_same_closing_twice_is_one_and_reopened_it_is_let_again(world):
    places, wish = world.places, world.wish(world.places.pool, begins=3)
    done = await shut(world, places.pool, closing_of(wish))
    assert done == await shut(world, places.pool, closing_of(wish))
    async with world.database.writing() as session:
        (known,) = (await closings.list_closings(session, world.clock())).closings
        assert (known.closing_id, known.site_id, known.reason) == (done.closing_id, places.pool, REASON)
        await closings.reopen(session, known.closing_id)
        with pytest.raises(NotFound):
            await closings.reopen(session, known.closing_id)
    assert await sellable(world, places.pool, wish.start, wish.end)


async def test_who_has_not_paid_is_let_go_and_who_stands_inside_stays(world):
    places, wish = world.places, world.wish(world.places.pool, begins=0)
    inside = await world.parked(wish)
    held = await world.reserve(wish)
    await go_to(world, wish.start + timedelta(minutes=5))
    async with world.database.writing() as session:
        (await part_of(session, inside)).row.entered_at = world.clock()
    done = await shut(world, places.pool, closing_of(wish))
    assert (done.moved, done.inside) == ((), 1)
    await world.quiesce()
    assert (await world.state(held), (await world.leg(inside)).state) == (BookingState.RELEASED, LegState.CONFIRMED)
    assert await world.proof() == []


async def test_where_nothing_is_left_the_money_goes_back_and_it_is_told(world):
    places, wish = world.places, world.wish(world.places.pool, begins=3)
    booked = [await world.parked(type(wish)(space, wish.start, wish.end, CAR)) for space in (places.bay, places.driveway, places.pool)]
    done = await shut(world, places.pool, closing_of(wish))
    assert [one.to_space_id for one in done.moved] == [None]
    assert done.at_once.given == done.in_turn.given == 0
    await world.quiesce()
    assert await world.state(booked[2]) == BookingState.SETTLED
    assert "space_refunded" in await world.notices(booked[2])
    assert (await world.payment(booked[2])).captured_minor == 0
    assert await world.proof() == []


async def test_what_makes_no_sense_is_refused(world):
    wish = world.wish(world.places.pool, begins=3)
    with pytest.raises(ClosingTurned):
        await shut(world, world.places.pool, SiteClosing(wish.end, wish.start, REASON))
    for site in (uuid4(), world.places.driveway_site):
        with pytest.raises(NotFound):
            await shut(world, site, closing_of(wish))


def space(number: int, free: int, walk_s: int, minor: int = 200) -> ParkingSpace:
    return ParkingSpace(
        space_id=UUID(int=number), kind=SpaceKind.GARAGE, name=f"garage {number}", lat=55.0, lon=3.0, exact=True, walk=SpaceWalk(walk_s, walk_s),
        price=SpacePrice(PriceState.BOOKED, minor, "EUR", 2), fit=SpaceFit(FitVerdict.FITS, ()), facts=SpaceFacts(), live=None, likely=None,
        free=free, refusals=(), terms=None, photos=(), operator="", park_and_ride=False,
    )  # fmt: skip


def test_the_only_space_that_suits_one_is_not_taken_by_another_who_could_stand_elsewhere():
    """Free for the first are both; the second fits only into the nearer one."""
    near, far = space(1, 1, 60), space(2, 1, 300)
    pairs, spaces = pairs_of([Moving(None, None, [near, far]), Moving(None, None, [near])])
    assert [spaces[row].space_id for row in assign(pairs).site] == [far.space_id, near.space_id]
    assert greedy(pairs).site.tolist() == [0, -1]


def test_of_a_space_as_many_are_given_as_are_free_for_whoever_finds_fewest():
    """Two look at the same garage at other times: it has room for three of one time and for one of the other."""
    pairs, _ = pairs_of([Moving(None, None, [space(1, 3, 60)]), Moving(None, None, [space(1, 1, 60)])])
    assert assign(pairs).served == 1
