"""How often one address may try, over an hour, in the memory of each worker process. What is counted per minute is in `backend/service/limits.py`."""
import time
from collections import OrderedDict
from collections.abc import Callable
from math import ceil

from backend.service.errors import RateLimited
from backend.service.limits import LOOPBACK_FACTOR, is_loopback, network_of

NETWORKS_KEPT = 20_000
HOUR_S = 3600.0


class Hourly:
    """A bucket per network that fills up again within an hour. most None: no limit."""

    def __init__(self, most: int | None, clock: Callable[[], float] = time.monotonic):
        self.most, self.clock = most, clock
        self._kept: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def check(self, address: str) -> None:
        """Raises RateLimited when nothing is left."""
        if self.most is None:
            return
        left, full = self._left(address)
        if left < 1:
            seconds = ceil((1 - left) / (full / HOUR_S))
            raise RateLimited(f"Too many tries from this address. Wait {seconds} s.", headers={"Retry-After": str(seconds)})

    def take(self, address: str) -> None:
        if self.most is None:
            return
        left, _ = self._left(address)
        self._kept[network_of(address)] = (max(0.0, left - 1), self.clock())
        self._kept.move_to_end(network_of(address))
        if len(self._kept) > NETWORKS_KEPT:
            self._kept.popitem(last=False)

    def _left(self, address: str) -> tuple[float, float]:
        full = float(self.most or 0) * (LOOPBACK_FACTOR if is_loopback(address) else 1)
        left, since = self._kept.get(network_of(address), (full, self.clock()))
        return min(full, left + (self.clock() - since) * full / HOUR_S), full
