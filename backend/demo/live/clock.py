"""Simulated time: it begins at a moment of its own and runs faster or slower than real time, or stands."""
import time
from collections.abc import Callable
from datetime import UTC, datetime

FASTEST = 3600.0
EARLIEST, LATEST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)  # moments that can be simulated


class SimulatedClock:
    """start_s: simulated Unix seconds now. speed: simulated seconds per real second, 0 to FASTEST. real_s: a clock that never runs back."""

    def __init__(self, start_s: float, speed: float = 1.0, real_s: Callable[[], float] = time.monotonic):
        self._real_s = real_s
        self._from_s, self._since_s, self.speed = start_s, real_s(), speed

    def now_s(self) -> int:
        return int(self._from_s + (self._real_s() - self._since_s) * self.speed)

    def set_speed(self, speed: float) -> None:
        """From now on. Raises ValueError outside 0 to FASTEST."""
        if not 0 <= speed <= FASTEST:
            raise ValueError(f"speed: write a number from 0 (stand still) to {FASTEST:.0f}.")
        self.jump(self._from_s + (self._real_s() - self._since_s) * self.speed)
        self.speed = speed

    def jump(self, at_s: float) -> None:
        """Go on from another moment, earlier or later."""
        self._from_s, self._since_s = at_s, self._real_s()
