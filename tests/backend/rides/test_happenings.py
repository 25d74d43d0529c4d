"""What drivers, riders and the streets bring about: the plan follows, nobody's promise is broken without a word, and nobody is left without one."""
from datetime import timedelta

import pytest
from sqlalchemy import select

from backend.contract.driving import StopKind
from backend.contract.rides import ChangeReason, RideState
from backend.outbox.models import OutboxEntry
from backend.rides.happenings import NotNext, RideBegun, TooSoon
from backend.rides.models import RideShift, RideTask, ShiftState, TaskKind
from tests.backend.rides.world import ONE, opened_town
from tests.worlds.town import at

MINUTE = timedelta(minutes=1)


async def happens(town, name, *of, **more):
    async with town.database.writing() as session:
        return await getattr(town.rides.happenings, name)(session, *of, **more)


async def tasks_of(town, *kinds):
    async with town.database.reading() as session:
        return list(await session.scalars(select(RideTask).where(RideTask.kind.in_(kinds or list(TaskKind))).order_by(RideTask.id)))


async def work_of(town, prefix="ride."):
    async with town.database.reading() as session:
        return [row.kind for row in await session.scalars(select(OutboxEntry).where(OutboxEntry.kind.startswith(prefix)).order_by(OutboxEntry.id))]


async def test_a_ride_from_the_door_to_the_door(town):
    ride_id = await town.ride()
    shift_id = town.shifts[0]
    promised = await town.row(ride_id)
    town.clock.now = promised.pickup_from + MINUTE
    await happens(town, "arrived", ride_id, town.clock.now)
    await happens(town, "arrived", ride_id, town.clock.now + MINUTE)  # said twice
    assert (await town.row(ride_id)).arrived_at == town.clock.now
    await happens(town, "served", ride_id, town.clock.forward(minutes=1))
    row = await town.row(ride_id)
    assert (row.state, row.boarded_at, row.shift_id) == (RideState.ABOARD, town.clock.now, shift_id)
    await happens(town, "served", ride_id, town.clock.now, StopKind.PICKUP)  # said twice
    with pytest.raises(RideBegun):
        await happens(town, "cancelled", ride_id, town.clock.now)
    await happens(town, "served", ride_id, town.clock.forward(minutes=6))
    row = await town.row(ride_id)
    assert (row.state, row.brought_at) == (RideState.BROUGHT, town.clock.now)
    assert row.changes == []
    board = await town.whole_board()
    assert len(board.dispatch.plan.stop) == 0
    assert board.dispatch.fleet.start_at[0] == board.tick(town.clock.now)
    assert await work_of(town) == ["ride.used"]
    assert await tasks_of(town) == []
    with pytest.raises(NotNext):
        await happens(town, "served", ride_id, town.clock.now, StopKind.PICKUP)


async def test_nobody_is_left_behind_before_the_grace_is_over(town):
    ride_id = await town.ride()
    row = await town.row(ride_id)
    with pytest.raises(TooSoon) as error:
        await happens(town, "no_show", ride_id, row.pickup_to)
    assert error.value.possible_at is None
    there = row.pickup_from - 2 * MINUTE
    town.clock.now = there
    await happens(town, "arrived", ride_id, there)
    with pytest.raises(TooSoon) as error:
        await happens(town, "no_show", ride_id, there + 4 * MINUTE)
    assert error.value.possible_at == row.pickup_from + 3 * MINUTE
    await happens(town, "no_show", ride_id, error.value.possible_at)
    assert (await town.row(ride_id)).state == RideState.NO_SHOW
    assert await work_of(town) == ["ride.used", "ride.task_due"]
    (task,) = await tasks_of(town)
    assert (task.kind, task.ride_id) == (TaskKind.NO_SHOW, ride_id)
    assert len((await town.whole_board()).dispatch.plan.stop) == 0


async def test_who_gets_in_before_somebody_else_is_in(database):
    """Two wait; the driver takes the second first, and there is room for one only: the first gets in once the second is out."""
    town = await opened_town(database, rooms=ONE)
    first, second = await town.ride(town.wish((0, 0), (1000, 0))), await town.ride(town.wish((2000, 0), (3000, 0), in_min=60))
    town.clock.now = (await town.row(first)).pickup_from
    await happens(town, "served", second, town.clock.now, StopKind.PICKUP)
    board = await town.whole_board()
    rows = [board.ride_ids.index(ride_id) for ride_id in (first, second)]
    assert board.dispatch.plan.aboard_ride.tolist() == rows[1:]
    assert board.dispatch.plan.route(0).tolist() == [2 * rows[1] + 1, 2 * rows[0], 2 * rows[0] + 1]
    assert (await town.row(first)).state == RideState.BOOKED


async def test_a_van_breaks_down_and_another_fetches_who_was_in_it(database):
    town = await opened_town(database, vans=2)
    inside, waiting = await town.ride(), await town.ride(town.wish((500, 0), (3500, 0), in_min=35))
    shift_id = (await town.row(inside)).shift_id
    town.clock.now = (await town.row(inside)).pickup_from
    await happens(town, "served", inside, town.clock.now)
    town.clock.forward(minutes=1)
    await happens(town, "broken_down", shift_id, *at(1500, 0), town.clock.now)
    await happens(town, "broken_down", shift_id, *at(1500, 0), town.clock.now)  # said twice
    rows = [await town.row(inside), await town.row(waiting)]
    assert {row.state for row in rows} == {RideState.BOOKED}
    assert all(row.shift_id not in (None, shift_id) for row in rows)
    assert rows[0].boarded_at is None
    assert [change["reason"] for change in rows[0].changes] == [ChangeReason.BREAKDOWN]
    async with database.reading() as session:
        assert (await session.get_one(RideShift, shift_id)).state == ShiftState.BROKEN
    (task,) = await tasks_of(town)
    assert (task.kind, task.due_at - town.clock.now) == (TaskKind.BROKEN, 2 * MINUTE)
    await town.whole_board()


async def test_without_another_van_everybody_is_a_task_within_two_minutes(town):
    inside, waiting = await town.ride(), await town.ride(town.wish((500, 0), (3500, 0), in_min=35))
    town.clock.now = (await town.row(inside)).pickup_from
    await happens(town, "served", inside, town.clock.now)
    await happens(town, "broken_down", town.shifts[0], *at(1500, 0), town.clock.forward(minutes=1))
    stranded = await tasks_of(town, TaskKind.STRANDED)
    assert {task.ride_id: task.reason for task in stranded} == {inside: "aboard", waiting: "no_vehicle"}
    assert all(task.due_at <= town.clock.now + 2 * MINUTE for task in stranded)
    for ride_id in (inside, waiting):
        row = await town.row(ride_id)
        assert (row.state, row.shift_id, row.pickup_at) == (RideState.STRANDED, None, None)
    assert (await work_of(town)).count("ride.let_down") == 2
    assert (await work_of(town)).count("ride.task_due") == 3
    await happens(town, "cancelled", inside, town.clock.now)  # gives up what nobody can do any more
    assert (await town.row(inside)).state == RideState.CANCELLED


async def test_a_late_van_keeps_what_it_can_and_tells_the_rest(town):
    ride_id = await town.ride()
    before = await town.row(ride_id)
    town.clock.now = before.pickup_from - MINUTE
    await happens(town, "delayed", town.shifts[0], 5 * 60, town.clock.now)
    row = await town.row(ride_id)
    assert (row.pickup_to, row.arrive_by, row.changes) == (before.pickup_to, before.arrive_by, [])
    assert row.pickup_at > before.pickup_at
    await happens(town, "delayed", town.shifts[0], 20 * 60, town.clock.now)
    row = await town.row(ride_id)
    assert row.pickup_to > before.pickup_to
    (change,) = row.changes
    assert (change["reason"], change["to"]) == (ChangeReason.TRAFFIC, before.pickup_to.isoformat())
    assert await work_of(town) == ["ride.told"]
    await town.whole_board()


async def test_the_van_waits_for_a_late_train(town):
    ride_id, other = await town.ride(), await town.ride(town.wish((1000, 0), (3500, 0), in_min=32))
    before, theirs = await town.row(ride_id), await town.row(other)
    ready_at = before.pickup_from + 4 * MINUTE
    await happens(town, "late", ride_id, ready_at, town.clock.now)
    row = await town.row(ride_id)
    assert (row.ready_at, row.pickup_from) == (ready_at, ready_at)
    assert (row.pickup_to, row.arrive_by, row.changes) == (before.pickup_to, before.arrive_by, [])
    await happens(town, "late", ride_id, before.pickup_from + 25 * MINUTE, town.clock.now)
    row, others = await town.row(ride_id), await town.row(other)
    assert row.state == RideState.BOOKED
    assert [change["reason"] for change in row.changes] == [ChangeReason.CONNECTION]
    assert (others.pickup_to, others.arrive_by) == (theirs.pickup_to, theirs.arrive_by)
    await town.whole_board()


async def test_time_passes_without_a_word(town):
    ride_id = await town.ride()
    before, version = await town.row(ride_id), (await town.board()).version
    await happens(town, "elapsed", town.zone_id, before.day, town.clock.forward(minutes=2))
    assert (await town.board()).version == version  # the van only waits
    town.clock.now = before.pickup_to + 4 * MINUTE
    await happens(town, "elapsed", town.zone_id, before.day, town.clock.now)
    row = await town.row(ride_id)
    assert row.pickup_to >= town.clock.now
    assert len(row.changes) == 1
    await town.whole_board()


async def test_a_break_takes_its_time_and_no_more(database):
    town = await opened_town(database, vans=0)
    shift_id = await town.add_van(breaks=((7.0, 7.5, 1800),))
    ride_id = await town.ride(town.wish((2500, 0), (3500, 0), in_min=120, within_min=90))
    begins = town.rides.days.streets.day_start((await town.row(ride_id)).day) + timedelta(hours=7)
    for minutes in (1, 15, 29):
        town.clock.now = begins + minutes * MINUTE
        board = await happens(town, "elapsed", town.zone_id, (await town.row(ride_id)).day, town.clock.now)
        assert board.dispatch.plan.route(0)[0] == -1
    town.clock.now = begins + 70 * MINUTE
    board = await happens(town, "elapsed", town.zone_id, (await town.row(ride_id)).day, town.clock.now)
    assert -1 not in board.dispatch.plan.route(0)
    assert (await town.row(ride_id)).changes == []
    await happens(town, "rested", shift_id, 0, town.clock.now)  # it is over already
