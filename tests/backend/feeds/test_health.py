"""What is said of a feed, and when its facts may be called live."""
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.feeds import FeedKind, FeedState
from backend.feeds.declaration import FeedDeclaration
from backend.feeds.health import Applied, FeedsHealth, believed_time, clock_ahead_s

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
TRAMS = FeedDeclaration("trams", FeedKind.TRIP_UPDATES, "https://trams.example/", 15, 90)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


@pytest.fixture
def health():
    return FeedsHealth([TRAMS])


def take(health: FeedsHealth, at: datetime, observed_at: datetime | None, **counts) -> None:
    health.succeeded("trams", at, Applied(observed_at, **counts), (), 100, 0.1)


def test_nothing_is_live_before_the_first_message(health):
    assert health.get("trams").state(NOON) is FeedState.NEVER
    assert health.get("trams").age_s(NOON) is None
    assert not health.is_live("trams", NOON)
    assert not health.is_live("undeclared", NOON)
    health.failed("trams", "feed_timeout", 20.0)
    assert health.get("trams").state(NOON) is FeedState.FAILING
    assert not health.is_live("trams", NOON)


@pytest.mark.parametrize("age_s, state, live", [
    (0, FeedState.FRESH, True), (45, FeedState.FRESH, True), (46, FeedState.LATE, True), (90, FeedState.LATE, True), (90.001, FeedState.STALE, False),
    (86_400, FeedState.STALE, False),
])  # fmt: skip
def test_facts_age_until_they_are_no_longer_live(health, age_s, state, live):
    take(health, NOON, NOON)
    assert (health.get("trams").state(after(age_s)), health.is_live("trams", after(age_s))) == (state, live)


def test_a_message_that_was_old_when_it_came_is_not_live(health):
    take(health, NOON, after(-100))
    assert (health.get("trams").state(NOON), health.get("trams").age_s(NOON)) == (FeedState.STALE, 100)


def test_a_feed_that_fails_keeps_its_facts_until_they_are_too_old(health):
    take(health, NOON, NOON, entities=19, unknown_ids=2, problems=1)
    for count in (1, 2):
        health.failed("trams", "feed_unreadable", 0.1)
        assert (health.get("trams").failures, health.get("trams").code) == (count, "feed_unreadable")
    known = health.get("trams")
    assert (known.state(after(30)), known.is_live(after(30)), known.is_live(after(91))) == (FeedState.FAILING, True, False)
    assert (known.last_ok_at, known.applied) == (NOON, Applied(NOON, 19, 2, 1))
    take(health, after(60), after(60))
    assert (health.get("trams").code, health.get("trams").failures, health.get("trams").state(after(60))) == (None, 0, FeedState.FRESH)


def test_what_still_holds_is_as_new_as_its_confirmation_unless_it_is_dated(health):
    take(health, NOON, None)
    health.unchanged("trams", after(80), (), 0, 0.1)
    assert health.is_live("trams", after(100))
    take(health, after(100), after(100))
    health.unchanged("trams", after(180), (), 0, 0.1)
    assert (health.get("trams").last_ok_at, health.get("trams").age_s(after(191))) == (after(180), 91)
    assert not health.is_live("trams", after(191))


@pytest.mark.parametrize("ahead_s, told", [(-5, None), (0, None), (60, None), (61, 61), (10**9, 10**9)])
def test_a_clock_that_is_ahead_makes_nothing_newer(health, ahead_s, told):
    take(health, NOON, after(ahead_s))
    assert health.get("trams").observed_at == min(NOON, after(ahead_s))
    assert health.get("trams").clock_ahead_s == told
    assert not health.is_live("trams", after(91))


MOMENTS = st.integers(-10**8, 10**8).map(after)


@given(st.none() | MOMENTS, MOMENTS, MOMENTS)
def test_older_than_its_limit_is_never_live(said, received_at, now):
    health = FeedsHealth([TRAMS])
    take(health, received_at, said)
    true_since = received_at if said is None else min(said, received_at)
    assert believed_time(said, received_at) == true_since
    assert health.is_live("trams", now) == (now - true_since <= timedelta(seconds=90))
    assert (clock_ahead_s(said, received_at) is not None) == (said is not None and said > received_at + timedelta(seconds=60))


def test_polls_are_counted_by_how_they_ended(health):
    take(health, NOON, NOON)
    health.unchanged("trams", NOON, ("system_alerts",), 7, 0.5)
    health.failed("trams", "feed_status", 0.25)
    tally = health.tallies["trams"]
    assert tally.polls == {"ok": 1, "unchanged": 1, "feed_status": 1}
    assert (tally.received_bytes, tally.fetch_s) == (107, pytest.approx(0.85))
    assert health.get("trams").left_out == ("system_alerts",)
