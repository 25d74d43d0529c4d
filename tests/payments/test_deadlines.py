from datetime import UTC, datetime, timedelta

from payments.deadlines import capture_now, confirm_by, hold_until, settle_by

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_a_hold_lasts_ten_minutes_and_what_was_stayed_already_is_paid_within_three_days():
    assert hold_until(NOON) == NOON + timedelta(minutes=10)
    assert hold_until(NOON, overstay=True) == NOON + timedelta(days=3)


def test_the_slowest_promise_counts_within_a_minute_and_five():
    for promises, seconds in (([], 60), ([20], 60), ([90, 30], 90), ([900], 300)):
        assert confirm_by(NOON, [timedelta(seconds=each) for each in promises]) == NOON + timedelta(seconds=seconds)


def test_a_trip_is_settled_after_it_or_a_day_before_the_hold_ends():
    week = NOON + timedelta(days=7)
    assert settle_by(NOON, week) == NOON + timedelta(hours=2)
    assert settle_by(NOON + timedelta(days=6), week) == week - timedelta(days=1)
    assert [capture_now(NOON + timedelta(days=5, hours=22, seconds=second), week) for second in (0, 1)] == [False, True]
