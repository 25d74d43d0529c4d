"""How a feed fares with the process that polls it, as the others read it: as words of JSON, without addresses and keys."""
from collections import Counter
from dataclasses import dataclass, field, fields
from typing import Any

import msgspec

from backend.feeds.declaration import FeedDeclaration
from backend.feeds.health import Fared, FeedHealth, FeedsHealth, Tally


@dataclass(frozen=True)
class Report(Fared):
    """And its Tally: polls by how they ended, and bytes and seconds of all of them."""

    polls: dict[str, int] = field(default_factory=dict)
    bytes_of_all: int = 0
    fetch_s_of_all: float = 0.0

    def health_of(self, feed: FeedDeclaration) -> FeedHealth:
        return FeedHealth(feed=feed, **{name: getattr(self, name) for name in SHARED})

    def tally(self) -> Tally:
        return Tally(Counter(self.polls), self.bytes_of_all, self.fetch_s_of_all)


SHARED = tuple(one.name for one in fields(Fared))


def report_of(health: FeedsHealth, feed_id: str) -> Report:
    known, tally = health.get(feed_id), health.tallies[feed_id]
    fared = {name: getattr(known, name) for name in SHARED}
    return Report(**fared, polls=dict(tally.polls), bytes_of_all=tally.received_bytes, fetch_s_of_all=tally.fetch_s)


def write_report(report: Report) -> dict[str, Any]:
    return msgspec.to_builtins(report)


def find_report(written: object) -> Report | None:
    """None where it is none: of another version, or damaged."""
    try:
        return msgspec.convert(written, Report)
    except msgspec.ValidationError:
        return None
