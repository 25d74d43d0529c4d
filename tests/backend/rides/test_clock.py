"""Time, trains, streets and silent drivers: whatever happens to a day, everybody is served, waits, is told new times, or is another's to see to."""
import os
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

import numpy as np
import pytest
import shapely
from sqlalchemy import select

from backend.contract.following import FollowedLeg, FollowedPlace
from backend.contract.rides import ChangeReason, RideLoad, RideState
from backend.contract.trips import LegMode
from backend.following.reading import Reader
from backend.outbox.models import OutboxEntry
from backend.pricing.errors import LegNotSellable
from backend.rides.clock import ASKED_AFTER, GIVEN_UP_AFTER, RideClock
from backend.rides.connecting import Connections
from backend.rides.happenings import ON, NotNext, RideBegun, TooSoon
from backend.rides.models import Ride, RideShift, RideTask, ShiftState, TaskKind
from backend.trips.service import TripPlanner
from payments.states import LegState
from routing.closures import Closure
from routing.covering import covered_edges
from routing.dispatch.rides.verifier import verify
from routing.streets.graph import Mode
from routing.transit.live import TripUpdates
from tests.backend.rides.world import DAY, Hands, opened_town
from tests.worlds.town import at

MINUTE = timedelta(minutes=1)
WALKS = 12 if os.environ.get("ALLWAYS_PROOF") else 1


def clock_of(town, connections=None) -> RideClock:
    return RideClock(town.database, town.rides.happenings, connections, town.clock)


async def tasks_of(town, *kinds) -> list[RideTask]:
    async with town.database.reading() as session:
        return list(await session.scalars(select(RideTask).where(RideTask.kind.in_(kinds)).order_by(RideTask.id)))


async def closed_between(town, begin: float, end: float, y: float = 0) -> None:
    """Main Street, or Back Street, for cars."""
    live = town.rides.days.streets.live
    line = shapely.LineString([at(x, y)[::-1] for x in (begin, end)])
    await live.set_closures("staff", (Closure(covered_edges(live.snapshot.city, line), frozenset({Mode.CAR}), id=f"works {begin} {y}"),))


async def test_a_driver_who_says_nothing_is_asked_after_and_then_given_up(database):
    town = await opened_town(database, vans=2)
    ride_id = await town.ride()
    silent = (await town.row(ride_id)).shift_id
    ticking = clock_of(town)
    town.clock.now = (await town.row(ride_id)).pickup_at
    await ticking.sweep()
    assert await tasks_of(town, TaskKind.BROKEN) == []
    town.clock.now += ASKED_AFTER
    await ticking.sweep()
    await ticking.sweep()
    (task,) = await tasks_of(town, TaskKind.BROKEN)
    assert (task.shift_id, task.reason, task.due_at) == (silent, "silent", town.clock.now + 2 * MINUTE)
    while (await town.row(ride_id)).shift_id == silent and town.clock.now < task.due_at + 2 * GIVEN_UP_AFTER:
        town.clock.forward(minutes=2)
        await ticking.sweep()
    row = await town.row(ride_id)
    assert (row.state, row.shift_id != silent, row.pickup_to > town.clock.now) == (RideState.BOOKED, True, True)
    async with database.reading() as session:
        assert (await session.get_one(RideShift, silent)).state == ShiftState.BROKEN
    await town.whole_board()


async def test_a_driver_who_is_heard_of_again_is_let_be(town):
    ride_id = await town.ride()
    ticking, row = clock_of(town), await town.row(ride_id)
    for moment in (row.pickup_at, row.pickup_at + ASKED_AFTER):
        town.clock.now = moment
        await ticking.sweep()
    async with town.database.writing() as session:
        await town.rides.happenings.served(session, ride_id, town.clock.now)
    await ticking.sweep()
    (task,) = await tasks_of(town, TaskKind.BROKEN)
    assert (task.done_at, task.note) == (town.clock.now, "over by itself")


async def test_a_closed_street_is_driven_around_or_told(town):
    near, far = await town.ride(town.wish((0, 0), (3900, 0), in_min=40)), await town.ride(town.wish((1000, 300), (2000, 300), in_min=90))
    before, ticking = [await town.row(near), await town.row(far)], clock_of(town)
    await ticking.sweep()
    version = (await town.board()).version
    await closed_between(town, 2500, 3500)
    await ticking.sweep()
    assert (await town.board()).version == version + 1
    after = [await town.row(near), await town.row(far)]
    for was, row in zip(before, after):
        assert row.state == RideState.BOOKED
        assert (row.arrive_by == was.arrive_by) == (row.changes == [])
        assert {change["reason"] for change in row.changes} <= {ChangeReason.CLOSURE}
    assert after[0].dropoff_at > before[0].dropoff_at
    await ticking.sweep()
    assert (await town.board()).version == version + 1  # nothing new since
    await town.whole_board()


# Late trains


def tram(clock: Hands, minutes: int) -> tuple[FollowedLeg, int]:
    """From West to Bridge, some minutes from now on a quarter; with the number that the timetable has of it."""
    leaves, (lat, lon), (to_lat, to_lon) = clock.now + minutes * MINUTE, at(0, 10), at(2600, 10)
    local = 60 + leaves.hour * 60 + leaves.minute  # winter in Berlin
    ends = FollowedPlace(lat, lon, "West", "west"), FollowedPlace(to_lat, to_lon, "Bridge", "bridge")
    return FollowedLeg(LegMode.TRAM, *ends, leaves, leaves + 8 * MINUTE, trip_id=f"E{local}", service_day=DAY), local


def is_late(town, row: int, minutes: int, cancelled: bool = False) -> None:
    """The tram, a row of the timetable, is so late at Bridge, or does not run at all."""
    live = town.rides.days.streets.live
    told = TripUpdates(
        np.array([row], np.int32), np.array([DAY.toordinal()], np.int32), np.array([cancelled]), np.array([0, 1], np.int64), np.array([2], np.int32),
        np.array([0], np.uint8), np.array([minutes * 60], np.int32), np.array([minutes * 60], np.int32),
    )  # fmt: skip
    snapshot = live.snapshot.with_trip_updates(told, "trams", town.clock.now)
    live.swap(replace(live.view, snapshot=snapshot, told={"trams": town.clock.now}))


async def test_the_van_waits_for_a_late_tram_by_itself(town):
    """Somebody in a wheelchair comes by tram; who rides with them is promised the same as before."""
    live = town.rides.days.streets.live
    leg, local = tram(town.clock, 30)
    wish = town.wish((2600, 0), (3900, 0), in_min=40, load=RideLoad(seats=0, wheelchairs=1))
    ride_id = await town.book(await town.for_sale(wish), before=(leg,))
    await town.leg_becomes(ride_id, LegState.CONFIRMED)
    other = await town.ride(town.wish((3000, 0), (3500, 0), in_min=45))
    before, theirs = await town.row(ride_id), await town.row(other)
    reader = Reader(live.snapshot.city, TripPlanner(live).names)
    connections = Connections(town.database, town.rides.happenings, reader, lambda: live.view, town.clock)
    ticking, row_of = clock_of(town, connections), reader.trips[f"E{local}"][0]
    assert await connections.look() == 0
    is_late(town, row_of, 7)
    await ticking.sweep()
    row = await town.row(ride_id)
    assert (row.ready_at, row.pickup_to, row.changes) == (leg.arrive_at + 7 * MINUTE, before.pickup_to, [])
    assert await connections.look() == 0
    is_late(town, row_of, 25)
    assert await connections.look() == 1
    row = await town.row(ride_id)
    assert row.pickup_from == leg.arrive_at + 25 * MINUTE
    assert [change["reason"] for change in row.changes] == [ChangeReason.CONNECTION]
    others = await town.row(other)
    assert (others.state, others.pickup_to, others.arrive_by, others.changes) == (RideState.BOOKED, theirs.pickup_to, theirs.arrive_by, [])
    await town.whole_board()
    async with town.database.reading() as session:
        told = await session.scalars(select(OutboxEntry.payload).where(OutboxEntry.kind == "ride.told"))
        assert [one["code"] for one in told] == ["ride_waits"]


async def test_who_cannot_come_by_a_tram_that_does_not_run_is_told_once_and_the_van_still_comes(town):
    live = town.rides.days.streets.live
    leg, local = tram(town.clock, 30)
    ride_id = await town.book(await town.for_sale(town.wish((2600, 0), (3900, 0), in_min=40)), before=(leg,))
    await town.leg_becomes(ride_id, LegState.CONFIRMED)
    before, version = await town.row(ride_id), (await town.board()).version
    reader = Reader(live.snapshot.city, TripPlanner(live).names)
    connections = Connections(town.database, town.rides.happenings, reader, lambda: live.view, town.clock)
    is_late(town, reader.trips[f"E{local}"][0], 0, cancelled=True)
    assert [await connections.look() for _ in range(2)] == [1, 0]
    row = await town.row(ride_id)
    assert (row.state, row.pickup_from, row.ready_at, row.shift_id) == (RideState.BOOKED, before.pickup_from, None, before.shift_id)
    assert (await town.board()).version == version
    async with town.database.reading() as session:
        (told,) = await session.scalars(select(OutboxEntry.payload).where(OutboxEntry.kind == "ride.told"))
    assert told == {"rideId": str(ride_id), "code": "ride_cut_off"}


# Anything in any order


@dataclass
class Walk:
    """A day on which everything happens. promised: what each ride was promised at first."""

    town: object
    dice: np.random.Generator
    ticking: RideClock
    rides: list[UUID] = field(default_factory=list)
    happened: list[str] = field(default_factory=list)

    async def step(self) -> None:
        often = {self.sell: 0.34, self.drive: 0.36, self.give_up: 0.05, self.wait: 0.13, self.delay: 0.04, self.come_late: 0.04, self.close: 0.02,
                 self.break_down: 0.02}  # fmt: skip
        act = self.dice.choice(list(often), p=list(often.values()))
        self.happened.append(act.__name__)
        await act()
        await self.nobody_is_lost()

    async def happens(self, name: str, *of) -> None:
        try:
            async with self.town.database.writing() as session:
                await getattr(self.town.rides.happenings, name)(session, *of, self.town.clock.now)
        except (NotNext, RideBegun, TooSoon):
            self.happened[-1] += " refused"

    async def sell(self) -> None:
        a, b = self.dice.choice(np.arange(0, 4000, 250), 2, replace=False).tolist()
        wish = self.town.wish((a, 0), (b, 300), in_min=int(self.dice.integers(5, 60)))
        try:
            self.rides.append(await self.town.ride(wish))
        except LegNotSellable:
            self.happened[-1] += " full"

    async def drive(self) -> None:
        """A driver does the next thing, at the time that is foreseen or a little later."""
        board = await self.town.board()
        vehicle = int(self.dice.integers(len(board.shift_ids)))
        route = board.dispatch.plan.route(vehicle).tolist()
        if not route:
            return
        ride_id = board.ride_ids[route[0] // 2]
        row = await self.town.row(ride_id)
        due = row.dropoff_at if route[0] % 2 else row.pickup_at
        if due is not None and due - self.town.clock.now < 20 * MINUTE:
            self.town.clock.now = max(self.town.clock.now, due) + int(self.dice.integers(0, 90)) * timedelta(seconds=1)
            await self.ticking.sweep()
            if not route[0] % 2:
                await self.happens("arrived", ride_id)
            if self.dice.random() < 0.1 and not route[0] % 2:
                self.town.clock.forward(minutes=13)
                await self.happens("no_show", ride_id)
            else:
                await self.happens("served", ride_id)

    async def wait(self) -> None:
        self.town.clock.forward(minutes=int(self.dice.integers(1, 8)))
        await self.ticking.sweep()

    async def give_up(self) -> None:
        if self.rides:
            await self.happens("cancelled", self.rides[int(self.dice.integers(len(self.rides)))])

    async def come_late(self) -> None:
        if self.rides:
            ride_id = self.rides[int(self.dice.integers(len(self.rides)))]
            ready_at = (await self.town.row(ride_id)).pickup_from + int(self.dice.integers(1, 25)) * MINUTE
            await self.happens("late", ride_id, ready_at)

    async def delay(self) -> None:
        await self.happens("delayed", self.town.shifts[int(self.dice.integers(len(self.town.shifts)))], int(self.dice.integers(60, 1500)))

    async def break_down(self) -> None:
        await self.happens("broken_down", self.town.shifts[int(self.dice.integers(len(self.town.shifts)))], *at(float(self.dice.integers(4000)), 0))

    async def close(self) -> None:
        begin = float(self.dice.integers(0, 7) * 500)
        await closed_between(self.town, begin, begin + 500, float(self.dice.choice([0, 300])))
        await self.ticking.sweep()

    async def nobody_is_lost(self) -> None:
        board = await self.town.board()
        assert verify(board.dispatch) == [], self.happened
        driven = {board.ride_ids[stop // 2] for stop in board.dispatch.plan.stop.tolist() if stop >= 0}
        async with self.town.database.reading() as session:
            rows = {row.id: row for row in await session.scalars(select(Ride))}
            seen_to = set(await session.scalars(select(RideTask.ride_id).where(RideTask.kind == TaskKind.STRANDED)))
            helped = {row.payload["rideId"] for row in await session.scalars(select(OutboxEntry).where(OutboxEntry.kind == "ride.let_down"))}
        for ride_id in self.rides:
            row = rows[ride_id]
            assert (row.state in ON) == (ride_id in driven), (self.happened, row.state)
            if row.state == RideState.STRANDED:
                assert ride_id in seen_to, self.happened
                assert str(ride_id) in helped, self.happened
            elif row.state in ON:
                vehicle = board.dispatch.plan.vehicle_of(row.row)
                assert row.shift_id == board.shift_ids[vehicle], self.happened
                assert row.arrive_by == board.moment(int(board.dispatch.rides.latest_dropoff[row.row])), self.happened


@pytest.mark.parametrize("seed", range(WALKS))
async def test_nobody_is_lost_whatever_happens(database, seed):
    town = await opened_town(database, vans=3)
    walk = Walk(town, np.random.default_rng(seed), clock_of(town))
    for _ in range(300 if WALKS > 1 else 45):
        await walk.step()
    assert len(walk.rides) > 5
    kind = database.url.get_backend_name()
    print(f"PROOF walk_{seed}_{kind}={len(walk.happened)} events, {len(walk.rides)} riders, 0 without a van or a person to see to them")
