"""What this process polls, kept for all: after each poll how the feed fares, and its message when that is a new one."""
import asyncio
import hashlib
from datetime import datetime

import structlog
from sqlalchemy.exc import SQLAlchemyError

from backend.database.database import Database
from backend.feeds.collect import Collected
from backend.feeds.declaration import FeedDeclaration
from backend.feeds.poller import Poller
from backend.feeds.relay.hearing import Hearing
from backend.feeds.relay.messages import Identity, Parcel, keep
from backend.feeds.relay.parcel import pack
from backend.feeds.relay.report import report_of, write_report

PAUSE_S = 0.5
log = structlog.get_logger("allways.feeds")


class Keeping:
    """What is kept is always the newest: a database that is slow for a while is not followed by a queue."""

    def __init__(self, database: Database, poller: Poller, hearing: Hearing):
        self.database, self.poller, self.hearing = database, poller, hearing
        self._kept_at: dict[str, datetime] = {}
        self._polled: dict[str, None] = {}
        self._woken = asyncio.Event()

    def note(self, feed_id: str) -> None:
        """It was polled."""
        self._polled[feed_id] = None
        self._woken.set()

    def begin(self, kept_at: dict[str, datetime]) -> None:
        """kept_at: which messages are in the database already, by when they came in."""
        self._kept_at = kept_at
        self._polled.clear()

    async def run(self, term: int) -> None:
        """Until it is cancelled. Raises LeaseLost."""
        while True:
            self._woken.clear()
            for feed_id in list(self._polled):
                del self._polled[feed_id]
                try:
                    await self._keep(feed_id, term)
                except (SQLAlchemyError, OSError, TimeoutError) as error:
                    log.warning("feed_not_kept", feed=feed_id, error=type(error).__name__)
                    self.note(feed_id)
                    await asyncio.sleep(PAUSE_S)
            await self._woken.wait()

    async def _keep(self, feed_id: str, term: int) -> None:
        known, report = self.poller.find_known(feed_id), write_report(report_of(self.poller.health, feed_id))
        parcel = None
        if known and known[1] != self._kept_at.get(feed_id):
            parcel = await asyncio.to_thread(parcel_of, self.hearing.feeds[feed_id], *known)
        async with self.database.writing() as session:
            await keep(session, feed_id, self.hearing.declared[feed_id], term, report, parcel)
        if parcel:
            self._kept_at[feed_id] = parcel.message.received_at
            self.hearing.applied[feed_id] = parcel.message


def parcel_of(feed: FeedDeclaration, known: Collected, received_at: datetime) -> Parcel:
    packed = pack(feed, known)
    return Parcel(Identity(received_at, hashlib.sha256(packed).digest()), packed)
