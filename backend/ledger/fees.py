"""What the payment service takes for itself and pays out to our bank is booked from its own lines, every hour."""
import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from backend.database.base import now
from backend.database.database import Database
from backend.ledger.provider import book_lines
from backend.paying.refusals import ProviderRefused, ProviderSilent
from backend.paying.seen import BalanceLine

FIRST_S, EVERY_S = 60.0, 3600.0
# Far longer than any pause of ours that nobody notices. Each line is booked once, however often it is looked at.
BACK = timedelta(days=14)
AT_ONCE = 100
log = structlog.get_logger("allways.ledger")


class Lines(Protocol):
    async def balance_transactions(self, since: datetime | None = None, until: datetime | None = None) -> list[BalanceLine]: ...


async def book_fees(database: Database, provider: Lines, since: datetime | None = None) -> int:
    """How many were new. since: the last fortnight where it is left out. Raises ProviderSilent, ProviderRefused."""
    lines = sorted(await provider.balance_transactions(since=since or now() - BACK), key=lambda line: (line.made_at, line.line_id))
    booked = 0
    for start in range(0, len(lines), AT_ONCE):
        async with database.writing() as session:
            booked += await book_lines(session, lines[start : start + AT_ONCE])
    return booked


@asynccontextmanager
async def booking_fees(database: Database, provider: Lines | None) -> AsyncIterator[None]:
    """For as long as this lasts, hourly. provider None: nothing can be paid here."""
    task = asyncio.create_task(keep_booking(database, provider), name="fees") if provider else None
    try:
        yield
    finally:
        if task:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def keep_booking(database: Database, provider: Lines) -> None:
    await asyncio.sleep(FIRST_S)
    while True:
        try:
            await book_fees(database, provider)
        except (ProviderSilent, ProviderRefused) as error:
            log.info("fees_not_read", code=error.code)
        except Exception as error:  # the next hour may be better; what is missing is named by `allways ledger prove`
            log.error("fees_not_booked", error=type(error).__name__)
        await asyncio.sleep(EVERY_S)
