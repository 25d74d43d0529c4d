"""Cards refused from one network within a day, in the memory of each process: whoever tries out stolen ones has many accounts, but few addresses."""
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from math import ceil

from backend.paying.failures import CardAttempts
from backend.service.limits import LOOPBACK_FACTOR, is_loopback, network_of

MOST = 20
DAY_S = 86_400.0
NETWORKS_KEPT = 20_000


class Networks:
    def __init__(self, clock: Callable[[], float] = time.monotonic):
        self.clock = clock
        self._kept: OrderedDict[str, deque[float]] = OrderedDict()

    def check(self, address: str) -> None:
        """Raises CardAttempts."""
        times = self._kept.get(network_of(address), deque())
        while times and times[0] <= self.clock() - DAY_S:
            times.popleft()
        if len(times) >= most_of(address):
            wait_s = max(1, ceil(times[0] + DAY_S - self.clock()))
            raise CardAttempts("Too many cards were refused from this network. Wait, or use another one.", headers={"Retry-After": str(wait_s)})

    def note(self, address: str) -> None:
        self._kept.setdefault(network_of(address), deque(maxlen=most_of(address))).append(self.clock())
        self._kept.move_to_end(network_of(address))
        if len(self._kept) > NETWORKS_KEPT:
            self._kept.popitem(last=False)


def most_of(address: str) -> int:
    return MOST * (LOOPBACK_FACTOR if is_loopback(address) else 1)
