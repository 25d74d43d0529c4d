"""The feeds as figures for Prometheus, read from their health when asked. Labels are id, kind and code of a feed, never an address.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""
import ipaddress
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric, SummaryMetricFamily
from prometheus_client.registry import Collector

from backend.feeds.addresses import Network, find_address
from backend.feeds.health import FeedHealth, FeedsHealth
from backend.feeds.poller import utc_now
from backend.service.limits import client_address, is_loopback

LABELS = ("feed", "kind")
LABELS_WITH_CODE = (*LABELS, "code")
GAUGES: tuple[tuple[str, str, Callable[[FeedHealth, datetime], float | None]], ...] = (
    ("allways_feed_live", "1 while the facts of the feed may be called live.", lambda known, now: float(known.is_live(now))),
    ("allways_feed_age_seconds", "Since the facts were observed.", lambda known, now: known.age_s(now)),
    ("allways_feed_failures", "Failed polls in a row.", lambda known, now: float(known.failures)),
    ("allways_feed_paused", "1 while the feed is paused.", lambda known, now: float(known.paused)),
    ("allways_feed_entities", "Entries of the last message.", lambda known, now: float(known.applied.entities)),
    ("allways_feed_unknown_ids", "Ids of the last message that the city does not know.", lambda known, now: float(known.applied.unknown_ids)),
    ("allways_feed_problems", "Entries of the last message that could not be used.", lambda known, now: float(known.applied.problems)),
    ("allways_feed_left_out", "Parts that could not be fetched while the rest could.", lambda known, now: float(len(known.left_out))),
)


class MetricsSettingError(Exception):
    """The message says what to write."""


@dataclass(frozen=True)
class MetricsReaders:
    """Who is answered: programs on this machine, and addresses in networks; proxies are those whose X-Forwarded-For is believed."""

    networks: tuple[Network, ...] = ()
    proxies: frozenset[str] = frozenset()

    @classmethod
    def read(cls, text: str, proxies: frozenset[str] = frozenset()) -> "MetricsReaders":
        """text: networks separated by commas. Raises MetricsSettingError."""
        try:
            return cls(tuple(ipaddress.ip_network(word.strip()) for word in text.split(",") if word.strip()), proxies)
        except ValueError as error:
            raise MetricsSettingError("ALLWAYS_METRICS_FOR has a word that is no network: write 10.0.0.0/8 or the like, with commas.") from error

    def may(self, peer: str, forwarded: str) -> bool:
        """peer: who connected; forwarded: its X-Forwarded-For. A proxy nobody declared makes the world look like this machine: it is refused."""
        if forwarded and peer not in self.proxies:
            return False
        reader = client_address(peer, forwarded, self.proxies)
        address = find_address(reader)
        return is_loopback(reader) or any(address in network for network in self.networks if address and address.version == network.version)


class FeedFigures(Collector):
    """Asked by the registry; holds nothing of its own. All but `allways_feed_poller` are the same in every process: take one, not the sum."""

    def __init__(self, health: FeedsHealth, polls: Callable[[], bool], now: Callable[[], datetime]):
        self.health, self.polls, self.now = health, polls, now

    def describe(self) -> list[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        now, feeds = self.now(), self.health.list_all()
        yield GaugeMetricFamily("allways_feed_poller", "1 while this process asks the feeds; the others follow what it is told.", float(self.polls()))
        for name, meaning, figure in GAUGES:
            gauge = GaugeMetricFamily(name, meaning, labels=LABELS)
            for known in feeds:
                value = figure(known, now)
                if value is not None:
                    gauge.add_metric(labels_of(known), value)
            yield gauge
        yield from self._counted(feeds)

    def _counted(self, feeds: tuple[FeedHealth, ...]) -> Iterator[Metric]:
        polls = CounterMetricFamily("allways_feed_polls", "Polls by how they ended: ok, unchanged, or a code.", labels=LABELS_WITH_CODE)
        received = CounterMetricFamily("allways_feed_received_bytes", "Bytes as they came over the wire.", labels=LABELS)
        spent = SummaryMetricFamily("allways_feed_fetch_seconds", "Time from request to last byte.", labels=LABELS)
        for known in feeds:
            tally, labels = self.health.tallies[known.feed.id], labels_of(known)
            for code, count in tally.polls.items():
                polls.add_metric([*labels, code], count)
            received.add_metric(labels, tally.received_bytes)
            spent.add_metric(labels, tally.polls.total(), tally.fetch_s)
        yield from (polls, received, spent)


class FeedMetrics:
    """readers: who may have them. polls: whether this process asks the feeds. To be rendered in the thread of the poller, which counts."""

    def __init__(self, health: FeedsHealth, readers: MetricsReaders, polls: Callable[[], bool], now: Callable[[], datetime] = utc_now):
        self.readers = readers
        self.registry = CollectorRegistry()
        self.registry.register(FeedFigures(health, polls, now))

    def render(self) -> bytes:
        return generate_latest(self.registry)


def labels_of(known: FeedHealth) -> list[str]:
    return [known.feed.id, str(known.feed.kind)]
