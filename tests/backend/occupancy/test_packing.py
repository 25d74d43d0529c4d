"""A day of readings in bytes."""
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.occupancy.models import BYTES_OF_SLOT, SLOTS
from backend.occupancy.packing import Reading, put, taken_out

DAY = 20_000


def reading(minute_of_day: float, free: int, capacity: int = 100) -> Reading:
    return Reading("feed", "one", DAY * 1440 + minute_of_day, free, capacity)


def test_the_first_of_each_quarter_of_an_hour_stays():
    packed = put(put(None, [reading(61.5, 40), reading(70, 39)]), [reading(62, 1), reading(75, 38, 90)])
    minute, free, capacity = taken_out(DAY, packed)
    assert ((minute - DAY * 1440).tolist(), free.tolist(), capacity.tolist()) == ([61.5, 75], [40, 38], [100, 90])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1439.999), st.integers(0, 100_000)), max_size=40))
def test_what_is_put_in_comes_out_to_the_second(told):
    packed = put(None, [reading(minute, free, 100_000) for minute, free in told])
    minute, free, _ = taken_out(DAY, packed)
    first = {}
    for at, spaces in told:
        first.setdefault(int(at // 15), (at, spaces))
    assert len(packed) == SLOTS * BYTES_OF_SLOT
    assert free.tolist() == [first[slot][1] for slot in sorted(first)]
    np.testing.assert_allclose(minute - DAY * 1440, [first[slot][0] for slot in sorted(first)], atol=1.01 / 60)
