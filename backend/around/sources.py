"""Who says so, and how old it is."""
from datetime import datetime

from backend.contract.live import Source
from backend.live.view import LiveView


class Sources:
    """Of one answer, over feeds that the view holds."""

    def __init__(self, view: LiveView, now: datetime):
        self.view, self.now = view, now
        self._of_feeds: dict[str, Source] = {}

    def of(self, feed: str) -> Source:
        found = self._of_feeds.get(feed)
        if found is None:
            found = self._of_feeds[feed] = self.seen(feed, self.view.told[feed])
        return found

    def seen(self, feed: str, observed: datetime) -> Source:
        """For what says itself when it was seen. Clocks that are ahead see nothing before it is."""
        observed = min(observed, self.now)
        return Source(feed, observed, int((self.now - observed).total_seconds()))
