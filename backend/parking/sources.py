"""Who says how many spaces are free, how old that is, and how long it may be called live."""
from collections.abc import Mapping
from datetime import datetime

from backend.around.sources import Sources
from backend.live.view import LiveView


class LiveSources(Sources):
    """fresh_s: by feed."""

    def __init__(self, view: LiveView, now: datetime, fresh_s: Mapping[str, int]):
        super().__init__(view, now)
        self.fresh_s = fresh_s
