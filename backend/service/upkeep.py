"""Forgetting what has run out: each worker process now and then, a part at a time, so that no request waits for it."""
import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.accounts import keeping as accounts
from backend.bookings import keeping as bookings
from backend.console import sessions as console
from backend.database.database import Database
from backend.following import rows as followed_trips
from backend.idempotency import records
from backend.identity import devices
from backend.obstacles import keeping as obstacles
from backend.occupancy import rows as occupancy
from backend.outbox import entries
from backend.parking import keeping as parking
from backend.paying import service as paying
from backend.requests import keeping as requests
from backend.requests.duplicates import keeping as duplicates
from backend.requests.photos import keeping as request_photos
from backend.requests.telling import keeping as notices
from backend.reservations import keeping as reservations
from backend.rides import keeping as rides
from backend.tickets import keeping as tickets

EVERY_S = 600.0
DONE_KEPT = timedelta(days=7)
Purge = Callable[[AsyncSession], Awaitable[int]]
PURGES: tuple[Purge, ...] = (
    records.purge, devices.purge, followed_trips.purge, obstacles.purge, occupancy.purge, accounts.purge, paying.purge, bookings.purge, tickets.purge,
    reservations.purge, requests.purge, notices.purge, request_photos.purge, duplicates.purge,
    console.purge, parking.purge, rides.purge, partial(entries.purge, older_than=DONE_KEPT),
)  # fmt: skip
log = structlog.get_logger("allways.service")


async def keep_up(database: Database, every_s: float = EVERY_S) -> None:
    """Until cancelled. Processes that started together do not purge together."""
    while True:
        await asyncio.sleep(every_s * random.uniform(0.5, 1.5))
        for purge in PURGES:
            await purge_all(database, purge)


async def purge_all(database: Database, purge: Purge) -> None:
    try:
        while True:
            async with database.writing() as session:
                if await purge(session) == 0:
                    return
    except (SQLAlchemyError, OSError) as error:
        log.warning("not_purged", error=type(error).__name__)
