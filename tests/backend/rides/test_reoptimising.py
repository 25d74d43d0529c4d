"""Better plans are taken over where nothing is broken by it; a search that is killed, or comes too late, costs nothing."""
import asyncio
import os
import signal
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from sqlalchemy import select

from backend.rides.days import Decided
from backend.rides.models import DecisionKind, RideDecision
from backend.rides.reoptimising import Effort, Reoptimiser
from backend.rides.replaying import judged
from routing.dispatch.search.swap import Outcome
from tests.backend.rides.world import DAY, opened_town

EFFORT = Effort(iterations=200, or_tools_s=0.0, budget_s=240.0, locked_s=60, least=2)


@pytest.fixture
def database_url(sqlite_url):
    """The lock of a day, and what is kept under it, are tried on both in test_days.py."""
    return sqlite_url


@asynccontextmanager
async def better(town, effort=EFFORT):
    found = Reoptimiser(town.database, town.rides.days, effort, town.clock)
    try:
        assert await asyncio.get_running_loop().run_in_executor(found._thread, found.search.is_ready, 240.0)
        yield found
    finally:
        await found.close()


async def decisions(town) -> list[RideDecision]:
    async with town.database.reading() as session:
        query = select(RideDecision).where(RideDecision.kind.in_((DecisionKind.SWAPPED, DecisionKind.KEPT))).order_by(RideDecision.id)
        return list(await session.scalars(query))


async def crossed(town) -> None:
    """Two rides that one van could drive one after the other, each in a van of its own, in the wrong one: as after many changes."""
    east = await town.ride(town.wish((3000, 0), (3900, 0), in_min=60, within_min=90))
    west = await town.ride(town.wish((500, 0), (0, 0), in_min=60, within_min=90))
    async with town.database.writing() as session:
        row, before = await town.rides.days.get(session, town.zone_id, DAY)
        rows = [before.ride_ids.index(ride_id) for ride_id in (east, west)]
        plan = before.dispatch.plan
        for vehicle, ride in ((0, rows[1]), (1, rows[0])):
            plan = plan.with_route(vehicle, [2 * ride, 2 * ride + 1])
        await town.rides.days.keep(session, row, before, before.with_dispatch(replace(before.dispatch, plan=plan)), Decided(DecisionKind.EVENT))


async def test_a_better_plan_is_taken_over_and_comes_out_again(database):
    town = await opened_town(database, vans=0)
    await town.add_van(depot=(3500, 0))
    await town.add_van(depot=(200, 0))
    await crossed(town)
    before = await town.whole_board()
    async with better(town) as found:
        decision = await found.look(town.zone_id, DAY)
        assert decision.outcome is Outcome.TAKEN, decision.words
        after = await town.whole_board()
        assert (after.version, after.dispatch.cost_ticks() < before.dispatch.cost_ticks()) == (before.version + 1, True)
        assert (await town.row(after.ride_ids[0])).shift_id != (await town.row(before.ride_ids[1])).shift_id
        again = await found.look(town.zone_id, DAY)
        assert again is None or again.outcome is Outcome.NOTHING_BETTER
        assert await found.look(town.zone_id, DAY) is None  # it was looked for in vain
    kept = await decisions(town)
    assert kept[0].kind == DecisionKind.SWAPPED
    assert [judged(row) for row in kept] == [[] for _ in kept]
    assert kept[0].snapshot is not None


async def test_a_killed_search_costs_nothing(database):
    town = await opened_town(database, vans=2)
    await town.ride()
    await town.ride(town.wish((500, 0), (3500, 0), in_min=40))
    before = await town.whole_board()
    async with better(town, replace(EFFORT, iterations=10**9)) as found:
        looking = asyncio.create_task(found.look(town.zone_id, DAY))
        await asyncio.sleep(0.5)
        os.kill(found.search.child.pid, signal.SIGKILL)
        decision = await looking
        assert decision.outcome is Outcome.LATE
        assert (await town.whole_board()).version == before.version
        await town.ride(town.wish((1000, 0), (3000, 0), in_min=50))  # sold as ever
        assert await asyncio.get_running_loop().run_in_executor(found._thread, found.search.is_ready, 240.0)  # another child
    (row,) = await decisions(town)
    assert (row.kind, row.facts["outcome"], judged(row)) == (DecisionKind.KEPT, "late", [])


async def test_what_was_made_for_another_plan_is_not_taken_over(database):
    town = await opened_town(database, vans=0)
    await town.add_van(depot=(3500, 0))
    await town.add_van(depot=(200, 0))
    await crossed(town)
    async with better(town) as found:
        asked = found.asked(await town.board())
        proposal = found.propose(asked, 1)
        board = (await town.board()).with_dispatch(asked)
        async with database.writing() as session:
            await town.rides.happenings.cancelled(session, board.ride_ids[0], town.clock.now)
        now = await town.whole_board()
        async with database.writing() as session:
            decision = await found.decide(session, board, proposal)
        assert decision.outcome is Outcome.MOVED_ON
        assert (await town.whole_board()).version == now.version
    assert [judged(row) for row in await decisions(town)] == [[]]
