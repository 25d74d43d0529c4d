"""A booking as soon as something about it is new, without holding a transaction open meanwhile."""
import asyncio
from contextlib import aclosing
from uuid import UUID

from backend.bookings import answers
from backend.bookings.effects import TOPIC
from backend.contract.bookings import BookingResponse
from backend.database.database import Database
from backend.identity.actor import Actor
from backend.service.etags import is_known


async def look(database: Database, actor: Actor, booking_id: UUID) -> tuple[BookingResponse, str]:
    """(as it stands, its ETag). Raises NotFound."""
    async with database.reading() as session:
        found = await answers.get(session, actor, booking_id)
        return await answers.whole(session, found), answers.etag_of(found.booking)


async def wait_for_news(database: Database, actor: Actor, booking_id: UUID, known: str, wait_s: int) -> tuple[BookingResponse, str]:
    """As `look`, after `wait_s` at the latest. Raises NotFound."""
    now = await look(database, actor, booking_id)
    if wait_s == 0 or not is_known(now[1], known):
        return now
    try:
        async with asyncio.timeout(wait_s), aclosing(database.changes.follow(TOPIC)) as following:
            async for change in following:
                if change.payload in (None, str(booking_id)):
                    now = await look(database, actor, booking_id)
                    if not is_known(now[1], known):
                        return now
    except TimeoutError:
        return now
    return now
