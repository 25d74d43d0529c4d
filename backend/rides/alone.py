"""Work that one process does for all. With several it is whoever holds a lease; should two believe so for a moment nothing is lost by it, as
everything is done under the lock of its day."""
import asyncio
import random
from collections.abc import Callable, Coroutine

import structlog

from backend.database.address import is_sqlite
from backend.database.database import Database
from backend.feeds.relay.lease import Lease

LEASE_S, RENEW_S, ANSWER_S = 30.0, 8.0, 5.0
log = structlog.get_logger("allways.rides")


async def alone(database: Database, name: str, work: Callable[[], Coroutine[None, None, None]], renew_s: float = RENEW_S) -> None:
    """Until cancelled. work: runs until it is cancelled; one that ended by a mistake is begun again."""
    lease = None if is_sqlite(database.url) else Lease(database.url, name)
    task: asyncio.Task[None] | None = None
    try:
        while True:
            if lease is not None and not await holds(lease):
                await ended(task)
                task = None
            elif task is None or task.done():
                await ended(task)
                task = asyncio.create_task(work(), name=name)
            await asyncio.sleep(renew_s * random.uniform(0.8, 1.2))
    finally:
        await ended(task)
        if lease is not None:
            await given_back(lease)


async def holds(lease: Lease) -> bool:
    try:
        async with asyncio.timeout(ANSWER_S):
            return await lease.ask(LEASE_S) is not None
    except Exception as error:  # whatever it is, without an answer nothing is held
        log.warning("rides_lease_unanswered", error=type(error).__name__)
        return False


async def given_back(lease: Lease) -> None:
    try:
        async with asyncio.timeout(ANSWER_S):
            await lease.give_back()
    except Exception as error:  # then it runs out
        log.warning("rides_lease_kept", error=type(error).__name__)
    await lease.close()


async def ended(task: asyncio.Task[None] | None) -> None:
    if task is None:
        return
    task.cancel()
    (found,) = await asyncio.gather(task, return_exceptions=True)
    if isinstance(found, Exception):
        log.error("bug", error=type(found).__name__)
