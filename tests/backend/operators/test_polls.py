"""When one looks at an operator that leaves no tombstones."""
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from backend.operators.polls import next_poll, polls_after_release

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)


def minutes(*of: float) -> tuple[datetime, ...]:
    return tuple(NOON + timedelta(minutes=number) for number in of)


def test_looks_come_after_1_5_15_and_60_minutes_and_when_the_leg_starts():
    assert polls_after_release(NOON, NOON + timedelta(hours=3)) == minutes(1, 5, 15, 60, 180)
    assert polls_after_release(NOON, NOON + timedelta(minutes=10)) == minutes(1, 5, 10, 15, 60)


def test_a_leg_that_has_started_adds_no_look_and_none_comes_twice():
    assert polls_after_release(NOON, NOON - timedelta(minutes=1)) == polls_after_release(NOON, NOON) == minutes(1, 5, 15, 60)
    assert polls_after_release(NOON, NOON + timedelta(minutes=5)) == minutes(1, 5, 15, 60)


@given(st.integers(-600, 600), st.lists(st.integers(0, 4000), max_size=6))
def test_whenever_one_looks_the_next_look_lies_ahead_until_there_is_none(starts_after, delays):
    starts_at, looked_at = NOON + timedelta(minutes=starts_after), NOON
    for delay in (0, *delays):
        coming = next_poll(NOON, starts_at, looked_at)
        if coming is None:
            assert looked_at >= max(starts_at, NOON + timedelta(hours=1))
            break
        assert looked_at < coming <= max(starts_at, NOON + timedelta(hours=1))
        looked_at = coming + timedelta(seconds=delay)
