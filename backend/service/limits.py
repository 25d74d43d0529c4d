"""How much one client may ask: token buckets per address and rate class, in the memory of each worker process.

With several workers an address gets at most that many times its limit. Programs on this machine (loopback) get a hundredfold:
they are the operator's own, and load tests come from there. Behind a proxy the address is the last one it did not add itself.
"""
import ipaddress
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping

from backend.service.policies import RateClass

ADDRESSES_KEPT = 20_000
LOOPBACK_FACTOR = 100
BURST_S = 20.0  # a bucket holds what comes in over this time


class Buckets:
    """Used from the event loop only, so it needs no lock."""

    def __init__(self, per_minute: Mapping[RateClass, int] | None, clock: Callable[[], float] = time.monotonic):
        self.per_minute, self.clock = per_minute, clock
        self._kept: OrderedDict[tuple[str, RateClass], tuple[float, float]] = OrderedDict()

    def wait_s(self, address: str, rate: RateClass) -> float:
        """Takes one token; 0 when there was one, else the seconds until the next."""
        if self.per_minute is None:
            return 0.0
        per_s = self.per_minute[rate] / 60 * (LOOPBACK_FACTOR if is_loopback(address) else 1)
        full = max(1.0, per_s * BURST_S)
        now, key = self.clock(), (network_of(address), rate)
        tokens, since = self._kept.pop(key, (full, now))
        tokens = min(full, tokens + (now - since) * per_s)
        granted = tokens >= 1
        self._kept[key] = (tokens - granted, now)
        if len(self._kept) > ADDRESSES_KEPT:
            self._kept.popitem(last=False)
        return 0.0 if granted else (1 - tokens) / per_s


def is_loopback(address: str) -> bool:
    return address == "127.0.0.1" or address == "::1"


def network_of(address: str) -> str:
    """What counts as one client: an IPv4 address, a /64 of IPv6."""
    if ":" not in address:
        return address
    try:
        return str(ipaddress.ip_network(f"{address}/64", strict=False))
    except ValueError:
        return address


def client_address(peer: str, forwarded: str, proxies: frozenset[str]) -> str:
    """The address to count: the peer, or, where the peer is a trusted proxy, the right-most foreign hop it forwards for."""
    if peer not in proxies:
        return peer
    for hop in reversed([hop.strip() for hop in forwarded.split(",")]):
        if hop and hop not in proxies:
            return hop
    return peer
