"""What stands at each address now: written when somebody asks, and kept while it would be written the same."""
import gzip
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from backend.demo.live.catalogue import Page, pages
from backend.demo.live.clock import SimulatedClock
from backend.demo.live.faults import Faults
from backend.demo.live.world import World


@dataclass(frozen=True)
class Published:
    page: Page
    body: bytes
    packed: bytes  # gzip of the body
    etag: str
    last_modified: str  # RFC 9110 date


class Publisher:
    """One copy of each page is kept, the newest; base_url: http://host:port, for the links of GBFS."""

    def __init__(self, world: World, clock: SimulatedClock, faults: Faults, base_url: str):
        self.world, self.clock, self.faults, self.base_url = world, clock, faults, base_url
        self.pages = pages()
        self._kept: dict[str, tuple[tuple[int, int, int], Published]] = {}

    def get(self, page: Page) -> Published:
        now_s = self.faults.frozen_at(page.feed_id)
        now_s = self.clock.now_s() if now_s is None else now_s
        journal = self.world.journal
        # What was ordered is published at once, not only when the page is due.
        at_s = max(now_s // page.renewed_s * page.renewed_s, journal.last_s(now_s))
        stamp_s = at_s + self.faults.skew_s(page.feed_id)
        kept = self._kept.get(page.path)
        if kept is None or kept[0] != (at_s, stamp_s, journal.revision):
            kept = ((at_s, stamp_s, journal.revision), self.written(page, at_s, stamp_s))
            self._kept[page.path] = kept
        return kept[1]

    def written(self, page: Page, at_s: int, stamp_s: int) -> Published:
        body = page.write(self.world, at_s, stamp_s, self.base_url)
        etag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
        date = f"{datetime.fromtimestamp(stamp_s, UTC):%a, %d %b %Y %H:%M:%S GMT}"
        return Published(page, body, gzip.compress(body, 6, mtime=0), etag, date)
