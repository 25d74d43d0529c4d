"""Who polls, or does whatever else one process does for all: for as long as it says so again in time.

A row that runs out by the clock of the database, and by no other: neither a process that hangs, nor one that is cut off, nor one whose clock is wrong
keeps it. Each new holder has the next term, and whoever writes under an older one is refused (`messages.py`): Kleppmann, "How to do distributed
locking", 2016.
"""
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import URL, DateTime, case, func, or_, update
from sqlalchemy.dialects.postgresql import insert

from backend.database.database import Database
from backend.feeds.models import FeedLease

POLLER = "poller"


class Lease:
    """Of one process, over a connection of its own: requests that wait for the others must not cost the lease."""

    def __init__(self, url: URL, name: str = POLLER):
        self.holder, self.name = uuid4(), name
        self._database = Database(url)

    async def ask(self, lasting_s: float) -> int | None:
        """The term where this process holds it now, for so long; None while another does. Raises what the database raises."""
        now = func.clock_timestamp(type_=DateTime(timezone=True))
        asked = insert(FeedLease).values(name=self.name, holder=self.holder, term=1, expires_at=now + timedelta(seconds=lasting_s))
        asked = asked.on_conflict_do_update(
            index_elements=["name"],
            set_={
                "holder": asked.excluded.holder, "expires_at": asked.excluded.expires_at, "updated_at": asked.excluded.updated_at,
                "term": FeedLease.term + case((FeedLease.holder == asked.excluded.holder, 0), else_=1),
            },
            where=or_(FeedLease.holder == asked.excluded.holder, FeedLease.expires_at <= now),
        )  # fmt: skip
        async with self._database.writing() as session:
            return (await session.execute(asked.returning(FeedLease.term))).scalar_one_or_none()

    async def give_back(self) -> None:
        """Another may have it at once."""
        mine = (FeedLease.name == self.name) & (FeedLease.holder == self.holder)
        async with self._database.writing() as session:
            await session.execute(update(FeedLease).where(mine).values(expires_at=func.clock_timestamp(type_=DateTime(timezone=True))))

    async def close(self) -> None:
        await self._database.close()
