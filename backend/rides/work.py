"""What goes on by itself for rides: time passes, and better plans are looked for. In one process of all, for as long as the service lives."""
import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from backend.following.reading import Reader
from backend.rides.alone import alone
from backend.rides.clock import RideClock
from backend.rides.connecting import Connections
from backend.rides.made_up import MadeUpDrivers
from backend.rides.reoptimising import Reoptimiser
from backend.rides.service import Rides

LEASE = "rides"


@asynccontextmanager
async def going_on(rides: Rides, reader: Reader, made_up: bool = False) -> AsyncIterator[None]:
    """reader: of the city, for the trips that people come with. made_up: drivers nobody is drive what nobody else does."""
    work = asyncio.create_task(alone(rides.database, LEASE, lambda: everything(rides, reader, made_up)), name="rides")
    try:
        yield
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)


async def everything(rides: Rides, reader: Reader, made_up: bool) -> None:
    """Until cancelled."""
    live, better = rides.days.streets.live, Reoptimiser(rides.database, rides.days, clock=rides.clock)
    connections = Connections(rides.database, rides.happenings, reader, lambda: live.view, rides.clock)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(RideClock(rides.database, rides.happenings, connections, rides.clock).run())
            group.create_task(better.run())
            if made_up:
                group.create_task(MadeUpDrivers(rides).run())
    finally:
        await better.close()
