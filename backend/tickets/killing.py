"""The kill list: made from tickets each time and never from messages, so nothing that happened before a crash is missing after it."""
import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bookings.models import Ticket
from backend.database.database import Database
from backend.tickets.keys import TicketKeys
from backend.tickets.models import KillListVersion, TicketIssue
from payments.states import TicketState
from signing.kill_lists import MOST_KILLED, digests_of, write_kill_list

KEPT_S = 20.0  # with as much again in caches on the way, a killed ticket is listed within a minute
SIGNED_ANEW_S = 600.0  # a list that did not change stays the same this long, so that asking for it again costs nothing
STILL_LISTED = timedelta(hours=24)  # after a ticket is over: clocks of those who check are wrong


@dataclass(frozen=True)
class PublishedList:
    """digest: of what stands in it. etag quoted, as it goes over HTTP."""

    version: int
    digest: bytes
    issued_at: datetime
    token: bytes

    @property
    def etag(self) -> str:
        return f'"{sha256(self.token).hexdigest()[:32]}"'


class KillLists:
    """Of one worker process. All of them number their lists in one row, so a version is one content everywhere."""

    def __init__(self, keys: TicketKeys):
        self.keys = keys
        self._lock = asyncio.Lock()
        self._looked_at: datetime | None = None
        self._now: PublishedList | None = None

    async def find(self, database: Database) -> PublishedList:
        """As of at most 20 seconds ago. Raises TicketsNotSetUp."""
        async with self._lock:
            now = datetime.now(UTC)
            if self._now is None or self._looked_at is None or not 0 <= (now - self._looked_at).total_seconds() < KEPT_S:
                self._now = await self.look(database, now)
                self._looked_at = now
            return self._now

    async def look(self, database: Database, now: datetime) -> PublishedList:
        keys = self.keys.at(now)
        async with database.reading() as session:
            digests = await killed(session, now)
            digest = sha256(digests).digest()
            version = await session.scalar(select(KillListVersion.version).where(KillListVersion.digest == digest))
        if version is None:
            async with database.writing() as session:
                digests = await killed(session, now)
                digest = sha256(digests).digest()
                version = await number(session, digest)
        held = self._now
        if held and held.version == version and held.digest == digest and 0 <= (now - held.issued_at).total_seconds() < SIGNED_ANEW_S:
            return held
        return PublishedList(version, digest, now, write_kill_list(digests, version, keys.keys, keys.kill_list, now))


async def killed(session: AsyncSession, now: datetime) -> bytes:
    """Digests of all issues of tickets that do not count any more although they are signed and in time."""
    dead = or_(Ticket.state == TicketState.KILLED, TicketIssue.ended_at.is_not(None))
    chosen = select(TicketIssue.id).join(Ticket, Ticket.id == TicketIssue.ticket_id).where(dead, Ticket.valid_until > now - STILL_LISTED)
    # One too many is not written: better no list than one that leaves something out.
    return digests_of(await session.scalars(chosen.limit(MOST_KILLED + 1)))


async def number(session: AsyncSession, digest: bytes) -> int:
    """The version of a list with this content; one more than the last where it is another one."""
    row = (await session.scalars(select(KillListVersion).with_for_update())).one()
    if row.digest != digest:
        row.version, row.digest = row.version + 1, digest
    return row.version
