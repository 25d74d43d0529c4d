"""`/v1/feeds` and `/metrics` as a client meets them."""
from datetime import UTC, datetime, timedelta

import pytest
from litestar import Litestar
from litestar.di import Provide
from litestar.testing import TestClient
from prometheus_client.parser import text_string_to_metric_families

from backend.contract.feeds import FeedKind
from backend.feeds.controller import FeedsController, MetricsController
from backend.feeds.declaration import FeedDeclaration
from backend.feeds.health import Applied, FeedsHealth
from backend.feeds.metrics import FeedMetrics, MetricsReaders, MetricsSettingError
from backend.service.policies import check_policies
from backend.service.problems import HANDLERS

KEYS = (("X-Key", "ALLWAYS_FEED_CANARY"),)
TRAMS = FeedDeclaration("trams", FeedKind.TRIP_UPDATES, "https://CANARY.example/", 15, 90, licence="CC0", header_env=KEYS)
BIKES = FeedDeclaration("bikes", FeedKind.GBFS, "https://CANARY.example/", 60, 300)


@pytest.fixture
def health():
    now = datetime.now(UTC)
    health = FeedsHealth([TRAMS, BIKES])
    health.trying("trams", now)
    health.succeeded("trams", now, Applied(now - timedelta(seconds=10), 19, 2, 1), (), 4000, 0.25)
    health.waits("trams", now + timedelta(seconds=15))
    health.failed("bikes", "feed_status", 0.5)
    health.failed("bikes", "feed_status", 0.5)
    health.pausing("bikes", True)
    return health


def giving(part):
    return lambda: part


def coming_from(peer: str):
    def middleware(app):
        async def from_there(scope, receive, send):
            await app(scope | {"client": (peer, 50000)}, receive, send)

        return from_there

    return middleware


def ask(health: FeedsHealth, path: str, readers: MetricsReaders, peer: str = "127.0.0.1", **headers: str):
    given = {"feeds_health": health, "feed_metrics": FeedMetrics(health, readers, lambda: True)}
    dependencies = {name: Provide(giving(part), sync_to_thread=False) for name, part in given.items()}
    app = Litestar(
        [FeedsController, MetricsController], dependencies=dependencies, exception_handlers=HANDLERS, middleware=[coming_from(peer)],
        openapi_config=None, logging_config=None,
    )  # fmt: skip
    check_policies(app)
    with TestClient(app, base_url="http://localhost") as client:
        return client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def test_how_the_feeds_fare(health):
    answer = ask(health, "/v1/feeds", MetricsReaders())
    assert answer.status_code == 200, answer.text
    trams, bikes = answer.json()["feeds"]
    assert (trams["id"], trams["kind"], trams["state"], trams["live"], trams["code"]) == ("trams", "gtfs-rt-trip-updates", "FRESH", True, None)
    assert trams["counts"] == {"entities": 19, "unknownIds": 2, "problems": 1}
    assert (trams["fetchMs"], trams["receivedBytes"], trams["licence"]) == (250, 4000, "CC0")
    assert 10 <= trams["ageS"] < 60
    assert datetime.fromisoformat(trams["nextTryAt"]) - datetime.fromisoformat(trams["lastTryAt"]) == timedelta(seconds=15)
    assert (bikes["state"], bikes["live"], bikes["failures"], bikes["code"], bikes["paused"]) == ("FAILING", False, 2, "feed_status", True)
    assert (bikes["ageS"], bikes["observedAt"], bikes["nextTryAt"]) == (None, None, None)
    assert "CANARY" not in answer.text


def test_a_city_without_feeds_has_none():
    assert ask(FeedsHealth([]), "/v1/feeds", MetricsReaders()).json()["feeds"] == []


def test_figures_for_prometheus(health):
    answer = ask(health, "/metrics", MetricsReaders())
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/plain; version=1.0.0; charset=utf-8")
    samples = [sample for family in text_string_to_metric_families(answer.text) for sample in family.samples]
    order = ("feed", "kind", "code")
    found = {(one.name, *(one.labels[label] for label in order if label in one.labels)): one.value for one in samples}
    assert found["allways_feed_poller",] == 1
    assert found["allways_feed_live", "trams", "gtfs-rt-trip-updates"] == 1
    assert found["allways_feed_live", "bikes", "gbfs"] == 0
    assert found["allways_feed_failures", "bikes", "gbfs"] == 2
    assert found["allways_feed_polls_total", "bikes", "gbfs", "feed_status"] == 2
    assert found["allways_feed_polls_total", "trams", "gtfs-rt-trip-updates", "ok"] == 1
    assert found["allways_feed_fetch_seconds_sum", "bikes", "gbfs"] == 1
    assert found["allways_feed_received_bytes_total", "trams", "gtfs-rt-trip-updates"] == 4000
    assert 10 <= found["allways_feed_age_seconds", "trams", "gtfs-rt-trip-updates"] < 60
    assert ("allways_feed_age_seconds", "bikes", "gbfs") not in found, "what was never seen has no age"
    assert "CANARY" not in answer.text
    assert {label for one in samples for label in one.labels} == set(order)


@pytest.mark.parametrize("peer, headers, setting, answered", [
    ("127.0.0.1", {}, "", True),
    ("::1", {}, "", True),
    ("93.184.216.34", {}, "", False),
    ("10.0.0.9", {}, "", False),
    ("10.0.0.9", {}, "10.0.0.0/8", True),
    ("fd00::9", {}, "10.0.0.0/8, fd00::/8", True),
    ("93.184.216.34", {}, "10.0.0.0/8", False),
    ("127.0.0.1", {"x_forwarded_for": "93.184.216.34"}, "", False),
    ("127.0.0.1", {"x_forwarded_for": "127.0.0.1"}, "", False),
    ("10.0.0.5", {"x_forwarded_for": "93.184.216.34"}, "10.0.0.0/8", False),
    ("10.0.0.5", {"x_forwarded_for": "127.0.0.1, 93.184.216.34"}, "10.0.0.0/8", False),
    ("10.0.0.5", {"x_forwarded_for": "10.0.0.9"}, "10.0.0.0/8", True),
    ("testclient", {}, "10.0.0.0/8", False),
])  # fmt: skip
def test_figures_are_for_this_machine_and_whoever_is_named(health, peer, headers, setting, answered):
    answer = ask(health, "/metrics", MetricsReaders.read(setting, frozenset({"10.0.0.5"})), peer, **headers)
    assert answer.status_code == (200 if answered else 404)
    assert answered or answer.json()["code"] == "not_found"


@pytest.mark.parametrize("text", ["everybody", "10.0.0.0/40", "10.0.0.1/8"])
def test_a_setting_that_cannot_be_understood(text):
    with pytest.raises(MetricsSettingError, match="ALLWAYS_METRICS_FOR"):
        MetricsReaders.read(text)
