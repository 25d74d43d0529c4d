"""A ride as soon as something about it is new, without holding a transaction open meanwhile."""
import asyncio
import hashlib
from collections.abc import Callable
from contextlib import aclosing, suppress
from datetime import datetime
from uuid import UUID

import msgspec

from backend.contract.rides import RideResponse
from backend.database.database import Database
from backend.identity.actor import Actor
from backend.rides.answers import ride_answer
from backend.rides.days import TOPIC
from backend.rides.own import get_own
from backend.service.etags import is_known


def etag_of(told: RideResponse) -> str:
    """Seconds that count down by themselves are nothing new; that they begin to is."""
    still = msgspec.structs.replace(told, comes_in_s=None if told.comes_in_s is None else 0)
    return f'"{hashlib.sha256(msgspec.json.encode(still)).hexdigest()[:32]}"'


async def look(database: Database, actor: Actor, ride_id: UUID, clock: Callable[[], datetime]) -> tuple[RideResponse, str, str]:
    """(as it stands, its ETag, how changes of the plan it is part of begin). Raises NotFound."""
    async with database.reading() as session:
        found = await get_own(session, actor, ride_id)
        told = ride_answer(found, clock())
    return told, etag_of(told), f"{found.row.zone_id} {found.row.day} "


async def wait_for_news(
    database: Database, actor: Actor, ride_id: UUID, clock: Callable[[], datetime], known: str, wait_s: int
) -> tuple[RideResponse, str]:
    """(as it stands, its ETag), after `wait_s` at the latest. Raises NotFound."""
    told, etag, about = await look(database, actor, ride_id, clock)
    if wait_s == 0 or not is_known(etag, known):
        return told, etag
    with suppress(TimeoutError):
        async with asyncio.timeout(wait_s), aclosing(database.changes.follow(TOPIC)) as following:
            async for change in following:
                if change.payload is None or change.payload.startswith(about):
                    told, etag, about = await look(database, actor, ride_id, clock)
                    if not is_known(etag, known):
                        return told, etag
    told, etag, _ = await look(database, actor, ride_id, clock)
    return told, etag
