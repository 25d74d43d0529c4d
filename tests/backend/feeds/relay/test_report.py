"""How a feed fares, from one process to the others."""
import json
from datetime import UTC, datetime, timedelta

import pytest

from backend.contract.feeds import FeedKind
from backend.feeds.declaration import FeedDeclaration
from backend.feeds.health import Applied, FeedsHealth
from backend.feeds.relay.report import find_report, report_of, write_report

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TRAMS = FeedDeclaration("trams", FeedKind.TRIP_UPDATES, "https://CANARY.example/", 15, 90)


def test_a_report_says_all_that_is_known_and_no_address():
    health, other = FeedsHealth([TRAMS]), FeedsHealth([TRAMS])
    health.trying("trams", NOON)
    health.succeeded("trams", NOON, Applied(NOON + timedelta(hours=1), 3, 2, 1), ("system_alerts",), 5, 0.25)
    health.failed("trams", "feed_status", 1.0)
    health.waits("trams", NOON + timedelta(seconds=15))
    health.pausing("trams", True)
    written = json.dumps(write_report(report_of(health, "trams")))
    report = find_report(json.loads(written))
    other.adopt(report.health_of(TRAMS), report.tally())
    assert (other.get("trams"), other.tallies) == (health.get("trams"), health.tallies)
    assert "CANARY" not in written
    other.failed("trams", "feed_status", 1.0)
    assert other.tallies["trams"].polls == {"ok": 1, "feed_status": 2}
    assert health.tallies["trams"].polls == {"ok": 1, "feed_status": 1}


@pytest.mark.parametrize("written", [
    None, [], 7, {"failures": "many"}, {"applied": None}, {"observed_at": "noon"}, {"observed_at": "2026-11-24T12:00:00"}, {"polls": ["ok"]},
])  # fmt: skip
def test_what_is_no_report(written):
    assert find_report(written) is None
