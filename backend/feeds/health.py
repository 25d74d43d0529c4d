"""How the feeds fare: what each last told, when, and what went wrong. It holds no address and no key, so it may be shown."""
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Annotated

from msgspec import Meta

from backend.contract.feeds import FeedState
from backend.feeds.declaration import FeedDeclaration

CLOCK_TOLERANCE = timedelta(seconds=60)
GOT, UNCHANGED = "ok", "unchanged"


@dataclass(frozen=True)
class Applied:
    """What became of a message. observed_at: when its source says it saw this, with an offset; None where it does not say."""

    observed_at: datetime | None
    entities: int = 0
    unknown_ids: int = 0
    problems: int = 0


NOTHING = Applied(None)


def believed_time(said: datetime | None, received_at: datetime) -> datetime:
    """When a message was true. Nothing is observed after it was received: what is dated into the future counts from its receipt."""
    return received_at if said is None else min(said, received_at)


def clock_ahead_s(said: datetime | None, received_at: datetime) -> int | None:
    """Seconds by which the clock of a source is wrong for sure."""
    return int((said - received_at).total_seconds()) if said is not None and said - received_at > CLOCK_TOLERANCE else None


AwareMoment = Annotated[datetime, Meta(tz=True)]  # for whoever reads it back from JSON


@dataclass(frozen=True)
class Fared:
    """How a feed fared, as of its last attempt. Moments carry their offset; None: not yet, or, for code and clock_ahead_s, nothing wrong."""

    paused: bool = False
    last_try_at: AwareMoment | None = None
    last_ok_at: AwareMoment | None = None
    next_try_at: AwareMoment | None = None
    observed_at: AwareMoment | None = None
    failures: int = 0
    code: str | None = None
    clock_ahead_s: int | None = None
    left_out: tuple[str, ...] = ()
    applied: Applied = NOTHING
    received_bytes: int = 0
    fetch_s: float = 0.0


@dataclass(frozen=True)
class FeedHealth(Fared):
    feed: FeedDeclaration = field(kw_only=True)

    def age_s(self, now: datetime) -> float | None:
        return None if self.observed_at is None else max(0.0, (now - self.observed_at).total_seconds())

    def is_live(self, now: datetime) -> bool:
        age_s = self.age_s(now)
        return age_s is not None and age_s <= self.feed.fresh_s

    def state(self, now: datetime) -> FeedState:
        if self.failures:
            return FeedState.FAILING
        age_s = self.age_s(now)
        if age_s is None:
            return FeedState.NEVER
        if age_s > self.feed.fresh_s:
            return FeedState.STALE
        return FeedState.LATE if age_s > self.feed.fresh_s / 2 else FeedState.FRESH


@dataclass
class Tally:
    """What has been counted since the start, for metrics."""

    polls: Counter[str] = field(default_factory=Counter)  # by how they ended: ok, unchanged, or the code
    received_bytes: int = 0
    fetch_s: float = 0.0


class FeedsHealth:
    """Written by the poller, or after the poller of another process, in one thread; may be read from any: each feed is one value that is swapped."""

    def __init__(self, feeds: Iterable[FeedDeclaration]):
        self._known = {feed.id: FeedHealth(feed=feed) for feed in feeds}
        self.tallies = {feed_id: Tally() for feed_id in self._known}

    def get(self, feed_id: str) -> FeedHealth:
        """Raises KeyError for a feed that is not declared."""
        return self._known[feed_id]

    def list_all(self) -> tuple[FeedHealth, ...]:
        return tuple(self._known.values())

    def is_live(self, feed_id: str, now: datetime) -> bool:
        """Whether facts of a feed may be called live; never those of a feed that is not declared."""
        known = self._known.get(feed_id)
        return known is not None and known.is_live(now)

    def adopt(self, known: FeedHealth, tally: Tally) -> None:
        """How a feed fares with the process that polls it."""
        self._known[known.feed.id] = known
        self.tallies[known.feed.id] = tally

    def trying(self, feed_id: str, at: datetime) -> None:
        self._swap(feed_id, last_try_at=at)

    def succeeded(self, feed_id: str, at: datetime, applied: Applied, left_out: tuple[str, ...], received_bytes: int, fetch_s: float) -> None:
        """A new message was applied. at: when it came in."""
        self._swap(
            feed_id, last_ok_at=at, observed_at=believed_time(applied.observed_at, at), failures=0, code=None, applied=applied,
            clock_ahead_s=clock_ahead_s(applied.observed_at, at), left_out=left_out, received_bytes=received_bytes, fetch_s=fetch_s,
        )  # fmt: skip
        self._count(feed_id, GOT, received_bytes, fetch_s)

    def unchanged(self, feed_id: str, at: datetime, left_out: tuple[str, ...], received_bytes: int, fetch_s: float) -> None:
        """The message before still holds. Without a time of its own it is as new as this confirmation; with one it goes on ageing."""
        known = self._known[feed_id]
        observed_at = at if known.applied.observed_at is None else known.observed_at
        self._swap(feed_id, last_ok_at=at, observed_at=observed_at, failures=0, code=None, left_out=left_out, fetch_s=fetch_s)
        self._count(feed_id, UNCHANGED, received_bytes, fetch_s)

    def failed(self, feed_id: str, code: str, fetch_s: float) -> None:
        """What was known stays and ages."""
        self._swap(feed_id, failures=self._known[feed_id].failures + 1, code=code, fetch_s=fetch_s)
        self._count(feed_id, code, 0, fetch_s)

    def waits(self, feed_id: str, until: datetime | None) -> None:
        self._swap(feed_id, next_try_at=until)

    def pausing(self, feed_id: str, paused: bool) -> None:
        self._swap(feed_id, paused=paused)

    def _swap(self, feed_id: str, **changes) -> None:
        self._known[feed_id] = replace(self._known[feed_id], **changes)

    def _count(self, feed_id: str, code: str, received_bytes: int, fetch_s: float) -> None:
        tally = self.tallies[feed_id]
        tally.polls[code] += 1
        tally.received_bytes += received_bytes
        tally.fetch_s += fetch_s
