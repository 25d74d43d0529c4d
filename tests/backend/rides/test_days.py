"""The plan of a day in its row: made when it is first wanted, changed by one at a time, told to all, and shown by its rides."""
import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from backend.rides.board import Board, foreseen
from backend.rides.days import Decided, NoSuchZone, PlanMoved
from backend.rides.models import DecisionKind, Ride, RideDay, RideDecision
from backend.rides.streets import OffStreet
from payments.states import LegState
from routing.dispatch.rides import events
from routing.dispatch.rides.model import Dispatch
from tests.backend.rides.world import DAY, Town

EVENT = Decided(DecisionKind.EVENT, {"event": "nothing"})


async def count(town: Town, model) -> int:
    async with town.database.reading() as session:
        return await session.scalar(select(func.count()).select_from(model))


async def shown_as_foreseen(town: Town) -> Board:
    """Rows of rides say what the plan says."""
    board = await town.whole_board()
    seen = foreseen(board.dispatch, range(len(board.shift_ids)))
    async with town.database.reading() as session:
        for ride in await session.scalars(select(Ride)):
            at, rides = seen.get(ride.row), board.dispatch.rides
            assert board.ride_ids[ride.row] == ride.id
            if at is None:
                assert (ride.shift_id, ride.pickup_at, ride.dropoff_at) == (None, None, None)
                continue
            assert (ride.shift_id, ride.dropoff_at) == (board.shift_ids[at.vehicle], board.moment(at.dropoff_at))
            assert ride.pickup_at == (None if at.pickup_at is None else board.moment(at.pickup_at))
            windows = [int(column[ride.row]) for column in (rides.earliest_pickup, rides.latest_pickup, rides.latest_dropoff)]
            assert [board.tick(moment) for moment in (ride.pickup_from, ride.pickup_to, ride.arrive_by)] == windows
    return board


async def test_a_day_is_written_when_it_is_first_wanted_and_once(town):
    async with town.database.reading() as session:
        row, board = await town.rides.days.get(session, town.zone_id, DAY, lock=False)
    assert (row.version, board.shift_ids, await count(town, RideDay)) == (0, tuple(town.shifts), 0)

    async def want() -> int:
        async with town.database.writing() as session:
            return (await town.rides.days.get(session, town.zone_id, DAY))[0].version

    assert await asyncio.gather(*(want() for _ in range(4))) == [0] * 4
    assert await count(town, RideDay) == 1
    async with town.database.reading() as session:
        with pytest.raises(NoSuchZone):
            await town.rides.days.get(session, uuid4(), DAY, lock=False)


async def test_whoever_did_not_lock_a_day_changes_nothing_that_has_moved(town):
    async with town.database.reading() as session:
        row, board = await town.rides.days.get(session, town.zone_id, DAY, lock=False)
    ride_id = await town.ride()
    async with town.database.writing() as session:
        row, now = await town.rides.days.get(session, town.zone_id, DAY, lock=False)
        with pytest.raises(PlanMoved):
            await town.rides.days.keep(session, row, board, board, EVENT)
    assert (await town.board()).ride_ids == now.ride_ids == (ride_id,)


async def test_rides_say_what_the_plan_says_whatever_is_sold_and_given_back(town):
    await town.add_van(hours=(6, 9))
    sold = []
    for minutes, end in ((20, (3900, 0)), (22, (2500, 300)), (25, (3400, 0)), (60, (500, 300)), (28, (3000, 300))):
        sold.append(await town.ride(town.wish(end=end, in_min=minutes)))
        await shown_as_foreseen(town)
    await town.leg_becomes(sold[1], LegState.CANCELLED)
    board = await shown_as_foreseen(town)
    town.clock.forward(minutes=22)
    await town.ride(town.wish(start=(500, 0), end=(3900, 0), in_min=1))
    board = await shown_as_foreseen(town)
    assert board.version == 8, "when the fifth was taken on, another van was better for somebody"
    async with town.database.reading() as session:
        made = list(await session.scalars(select(RideDecision).order_by(RideDecision.before)))
    assert [(one.before, one.after) for one in made] == [(version, version + 1) for version in range(8)]
    assert [one.kind for one in made] == [*["committed"] * 5, "swapped", "event", "committed"]
    assert all(len(one.digest) == 64 for one in made)
    assert not any(word in str([one.facts for one in made]) for word in ("Oak", "49."))


async def test_whoever_was_in_a_van_is_shown_with_it_and_a_promise_that_changed_is_shown(town):
    ride_id = await town.ride(town.wish(in_min=20))
    on = (await town.row(ride_id)).pickup_from + timedelta(minutes=1)

    async def keep(event) -> None:
        async with town.database.writing() as session:
            row, before = await town.rides.days.get(session, town.zone_id, DAY)
            await town.rides.days.keep(session, row, before, before.with_dispatch(event(before)), EVENT)

    def served(board: Board) -> Dispatch:
        return events.served(board.dispatch, 0, board.tick(on), board.terms.engine).dispatch

    await keep(served)
    aboard = await town.row(ride_id)
    assert (aboard.shift_id, aboard.pickup_at) == (town.shifts[0], None)
    assert aboard.dropoff_at > on
    later = (await town.board()).tick(aboard.arrive_by + timedelta(minutes=9))
    await keep(lambda board: replace(board.dispatch, rides=board.dispatch.rides.changed(0, latest_dropoff=later)))
    assert (await town.row(ride_id)).arrive_by == aboard.arrive_by + timedelta(minutes=9)
    await keep(served)
    brought = await town.row(ride_id)
    assert (brought.shift_id, brought.dropoff_at) == (town.shifts[0], None)


async def test_a_van_that_is_declared_later_drives_too(town):
    await town.ride()
    late = await town.add_van()
    async with town.database.writing() as session:
        _, board = await town.rides.days.get(session, town.zone_id, DAY)
    assert board.shift_ids == (town.shifts[0], late)
    await town.ride(town.wish(number=0))
    assert (await town.whole_board()).shift_ids == board.shift_ids
    await town.add_van(depot=(0, 90_000))
    with pytest.raises(OffStreet):
        await town.board()
