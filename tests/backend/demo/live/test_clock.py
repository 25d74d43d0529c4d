"""Simulated time."""
import pytest

from backend.demo.live.clock import SimulatedClock


class Hand:
    """A clock that is moved by hand."""

    def __init__(self):
        self.at_s = 100.0

    def __call__(self) -> float:
        return self.at_s


def test_time_runs_at_its_speed_and_can_be_changed_without_a_jump():
    hand = Hand()
    clock = SimulatedClock(1000, 60, hand)
    hand.at_s += 2
    assert clock.now_s() == 1120
    clock.set_speed(0.5)
    hand.at_s += 10
    assert clock.now_s() == 1125
    clock.set_speed(0)
    hand.at_s += 1000
    assert clock.now_s() == 1125
    clock.jump(5000)
    assert clock.now_s() == 5000


@pytest.mark.parametrize("speed", [-1, 3601, float("inf"), float("nan")])
def test_other_speeds_are_refused(speed):
    clock = SimulatedClock(1000, 1, Hand())
    with pytest.raises(ValueError, match="speed"):
        clock.set_speed(speed)
    assert clock.speed == 1
