"""What goes on by itself goes on in one process, and in another as soon as that one is gone."""
import asyncio
from contextlib import asynccontextmanager, suppress

from backend.database.address import is_sqlite
from backend.database.database import Database
from backend.following.reading import Reader
from backend.rides.alone import alone
from backend.rides.work import going_on
from backend.trips.service import TripPlanner

SOON_S, LOOK_S = 60.0, 0.05


async def comes(holds) -> None:
    async with asyncio.timeout(SOON_S):
        while not await holds():
            await asyncio.sleep(LOOK_S)


@asynccontextmanager
async def process(url, at_work: list[str], name: str):
    """One that would do the work."""

    async def work() -> None:
        at_work.append(name)
        try:
            await asyncio.Event().wait()
        finally:
            at_work.remove(name)

    database = Database(url)
    task = asyncio.create_task(alone(database, "rides", work, renew_s=LOOK_S))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await database.close()


async def test_one_process_works_and_another_takes_over(database):
    at_work: list[str] = []

    async def somebody() -> bool:
        return bool(at_work)

    async def the_other() -> bool:
        return at_work == ["second"]

    async with process(database.url, at_work, "first"):
        await comes(somebody)
        if not is_sqlite(database.url):  # there is one process only
            async with process(database.url, at_work, "third"):
                await asyncio.sleep(10 * LOOK_S)
                assert at_work == ["first"]
    assert at_work == []
    async with process(database.url, at_work, "second"):
        await comes(the_other)
    assert at_work == []


async def test_time_passes_by_itself(town):
    ride_id = await town.ride()
    promised = (await town.row(ride_id)).pickup_to
    live = town.rides.days.streets.live
    town.clock.now = promised
    town.clock.forward(minutes=3)

    async def is_told() -> bool:
        return (await town.row(ride_id)).pickup_to > promised

    async with going_on(town.rides, Reader(live.snapshot.city, TripPlanner(live).names)):
        await comes(is_told)
    assert len((await town.row(ride_id)).changes) == 1
