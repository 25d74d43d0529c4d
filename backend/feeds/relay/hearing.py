"""What the process that polls was told, taken in by every other: the same messages, as of the same moments, and how the feeds fare."""
import asyncio
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from backend.database.database import Database
from backend.feeds.collect import Collected
from backend.feeds.declaration import FeedDeclaration
from backend.feeds.health import FeedsHealth
from backend.feeds.poller import APPLY_S, BUG, SLOW_TO_APPLY, Recipient, log_bug, utc_now
from backend.feeds.problems import FeedUnreadable
from backend.feeds.relay.messages import TOPIC, Heard, Identity, find_parcel, list_heard
from backend.feeds.relay.parcel import ParcelRefused, digest, unpack
from backend.feeds.relay.report import Report, find_report

DAMAGED = "feed_message_damaged"
PAUSE_S = 1.0
log = structlog.get_logger("allways.feeds")


class Hearing:
    """Of one process. A message that it cannot take in turns that feed red here, and is not tried again; everything else goes on."""

    def __init__(
        self, database: Database, feeds: Iterable[FeedDeclaration], recipient: Recipient, health: FeedsHealth, now: Callable[[], datetime] = utc_now
    ):
        self.database, self.recipient, self.health, self.now = database, recipient, health, now
        self.feeds = {feed.id: feed for feed in feeds}
        self.declared = {feed.id: digest(feed) for feed in self.feeds.values()}
        self.own_term: int | None = None  # rows of this term were written here
        self.applied: dict[str, Identity] = {}
        self._refused: dict[str, tuple[Identity, str]] = {}
        self._looking = asyncio.Lock()

    async def run(self) -> None:
        """Until it is cancelled. While the database cannot be asked, what is known stays and ages."""
        async for change in self.database.changes.follow(TOPIC):
            while not await self._looked(self.feeds if change.payload is None else (change.payload,)):
                await asyncio.sleep(PAUSE_S)

    async def look(self, feed_ids: Collection[str]) -> None:
        """Take in what is new of these. Raises what the database raises."""
        async with self._looking:
            async with self.database.reading() as session:
                every = await list_heard(session, feed_ids)
            for heard in every:
                if heard.declared == self.declared.get(heard.feed) and heard.term != self.own_term:
                    await self._take(self.feeds[heard.feed], heard)

    async def find_known(self, feed_id: str) -> tuple[Collected, Identity] | None:
        """The message that was taken in here, as it can be asked about. Raises what the database raises."""
        message = self.applied.get(feed_id)
        packed = await self._parcel(feed_id, message) if message else None
        if message is None or packed is None:
            return None
        try:
            return await asyncio.to_thread(unpack, self.feeds[feed_id], packed, message.sha256), message
        except ParcelRefused:
            return None

    async def _looked(self, feed_ids: Collection[str]) -> bool:
        try:
            await self.look(feed_ids)
        except Exception as error:  # whatever it is, it is tried again: this process would go on with less than the others know
            log.warning("feeds_unheard", error=type(error).__name__)
            return False
        return True

    async def _take(self, feed: FeedDeclaration, heard: Heard) -> None:
        report = find_report(heard.report)
        code = await self._bring(feed, heard.message, report) if heard.message else None
        if report is None:
            log.warning("feed_report_damaged", feed=feed.id)
            return
        known = report.health_of(feed)
        if code:  # of what the process that polls knows now this one has nothing
            known = replace(known, failures=max(1, known.failures), code=code, observed_at=self.health.get(feed.id).observed_at)
        self.health.adopt(known, report.tally())

    async def _bring(self, feed: FeedDeclaration, message: Identity, report: Report | None) -> str | None:
        """The message becomes what is known here, and so does that it was confirmed since; else the code of what is wrong."""
        refused, code = self._refused.get(feed.id, (None, None))
        if refused == message:
            return code
        confirmed_at = report.observed_at if report and report.applied.observed_at is None else None
        seen_at = confirmed_at or (report and report.observed_at) or message.received_at
        if self.now() - seen_at > timedelta(seconds=feed.fresh_s):
            return None
        if self.applied.get(feed.id) == message and (confirmed_at is None or await self.recipient.confirm(feed, confirmed_at)):
            return None
        packed = await self._parcel(feed.id, message)
        if packed is None:
            return None  # there is a newer one, of which this process is about to hear
        return await self._apply(feed, message, packed, confirmed_at or message.received_at)

    async def _apply(self, feed: FeedDeclaration, message: Identity, packed: bytes, at: datetime) -> str | None:
        code = None
        try:
            collected = await asyncio.to_thread(unpack, feed, packed, message.sha256)
            async with asyncio.timeout(APPLY_S):
                await self.recipient.apply(feed, collected.bodies(), at)
        except FeedUnreadable as error:
            code = error.code
        except ParcelRefused:
            code = DAMAGED
        except TimeoutError:
            code = SLOW_TO_APPLY
        except Exception as error:
            log_bug(feed.id, error)
            code = BUG
        if code:
            log.warning("feed_not_followed", feed=feed.id, code=code)
            self._refused[feed.id] = message, code
        else:
            self.applied[feed.id] = message
        return code

    async def _parcel(self, feed_id: str, message: Identity) -> bytes | None:
        async with self.database.reading() as session:
            return await find_parcel(session, feed_id, message)
