"""Readings are believed or not as they come in."""
import numpy as np

from routing.occupancy.guard import Verdict, guarded, watch
from routing.occupancy.series import Series

B, H, S = Verdict.BELIEVED, Verdict.HELD_BACK, Verdict.STUCK


def verdicts(*occupied: float, every_min: float = 30, usual=None) -> list[Verdict]:
    state, found = None, []
    for number, share in enumerate(occupied):
        state, verdict = watch(state, number * every_min, share, np.nan if usual is None else usual(number * every_min))
        found.append(verdict)
    return found


def test_a_jump_waits_until_the_next_reading_agrees():
    assert verdicts(0.4, 0.9, 0.42) == [B, H, B]
    assert verdicts(0.4, 0.9, 0.88, 0.9) == [B, H, B, B]
    assert verdicts(0.4, 0.9, 0.1, 0.42) == [B, H, H, B]


def test_a_rush_that_is_usual_is_no_jump_and_a_small_jump_against_the_usual_is_one():
    rush = lambda minute: min(1.0, 0.2 + minute / 75)  # noqa: E731
    assert verdicts(0.2, 0.6, 0.95, usual=rush) == [B, B, B]
    assert verdicts(0.2, 0.22, 0.6, usual=rush)[1] == H


def test_the_fourth_of_the_same_at_a_slow_feeds_pace_is_stuck_but_full_stays_full():
    assert verdicts(0.5, 0.5, 0.5, 0.5, 0.52) == [B, B, B, S, B]
    assert verdicts(*[1.0] * 6) == [B] * 6
    assert verdicts(*[0.0] * 6) == [B] * 6


def test_a_fast_feed_is_stuck_only_when_it_should_have_moved():
    assert verdicts(*[0.5] * 60, every_min=5)[-1] == B
    moving = verdicts(*[0.5] * 60, every_min=5, usual=lambda minute: 0.3 + minute / 1000)
    assert (moving[35], moving[-1]) == (B, S)


def test_after_hours_of_silence_what_is_usual_is_believed():
    state, _ = watch(None, 0, 0.1, 0.1)
    assert watch(state, 600, 0.9)[1] == B
    assert watch(state, 600, 0.9, 0.85)[1] == B
    assert watch(state, 600, 0.9, 0.2)[1] == H


def test_a_series_keeps_what_is_believed_and_counts_the_rest():
    series = guarded(Series("one", 100, np.arange(4) * 30.0, np.array([0.4, 0.9, 0.42, 0.43]), {"spike": 2}))
    assert (series.occupied.tolist(), series.dropped) == ([0.4, 0.42, 0.43], {"spike": 2, "guard": 1})
