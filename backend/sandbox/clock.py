"""The sandbox's own time: it runs with the world's, ahead of it, or stands still."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

DAY_S = 86_400
FURTHEST_S = 10 * 366 * DAY_S


class Clock:
    """Unix seconds. Never runs back: what has lapsed has lapsed."""

    def __init__(self, ahead_s: int = 0, frozen_at: int | None = None):
        self.ahead_s, self.frozen_at = ahead_s, frozen_at
        self._moment: int | None = None

    def now(self) -> int:
        if self._moment is not None:
            return self._moment
        return self.frozen_at if self.frozen_at is not None else int(time.time()) + self.ahead_s

    def advance_to(self, moment: int) -> None:
        """Raises ValueError for a moment that has passed or lies over ten years ahead."""
        if not self.now() <= moment <= self.now() + FURTHEST_S:
            raise ValueError("The clock goes forward only, and ten years at most.")
        if self.frozen_at is not None:
            self.frozen_at = moment
        else:
            self.ahead_s += moment - self.now()

    def freeze(self) -> None:
        self.frozen_at = self.now()

    def run(self) -> None:
        if self.frozen_at is not None:
            self.ahead_s, self.frozen_at = self.frozen_at - int(time.time()), None

    @contextmanager
    def at(self, moment: int) -> Iterator[None]:
        """Work that was due at a moment happens at that moment, however late it is done."""
        before, self._moment = self._moment, moment
        try:
            yield
        finally:
            self._moment = before
