import math
from collections import defaultdict

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from allways.codes.places import CodedPlace
from allways.codes.slots import Slots
from signing.codes import CodeKind
from signing.tables import APART_M, METRES_PER_DEGREE, MarkerPlace

CODES = st.lists(st.tuples(st.floats(49.38, 49.46), st.floats(8.6, 8.75)) | st.none(), max_size=60)


def place(number, at):
    kind, where = (CodeKind.VEHICLE, (None, None)) if at is None else (CodeKind.STOP, at)
    return CodedPlace(kind, f"{kind}-{number}", f"Place {number}", "", *where)


def metres(one, other):
    north, east = one.lat - other.lat, (one.lon - other.lon) * math.cos(math.radians(one.lat))
    return METRES_PER_DEGREE * math.hypot(north, east)


@settings(deadline=None)
@given(CODES, st.integers(1, 130))
def test_two_of_one_slot_are_far_apart_and_what_moves_has_its_own(wheres, slots):
    given_ = Slots((), slots, len(wheres))
    markers = [marker for number, at in enumerate(wheres) if (marker := given_.give(place(number, at), 160))]
    of_slot = defaultdict(list)
    for marker in markers:
        assert 0 <= marker.slot < slots
        of_slot[marker.slot].append(marker)
    for same in of_slot.values():
        for number, one in enumerate(same):
            for other in same[number + 1 :]:
                assert one.lat is not None
                assert other.lat is not None
                assert metres(one, other) >= APART_M * 0.999


def test_what_hangs_keeps_its_slot_when_more_is_printed():
    first = Slots((), 587, 20)
    before = [first.give(place(number, (49.4 + number / 1000, 8.7)), 160) for number in range(20)]
    again = Slots(tuple(first.places), 587, 25)
    new = [again.give(place(number, (49.4 + number / 1000, 8.71)), 160) for number in range(20, 25)]
    after = [again.give(place(number, (49.4 + number / 1000, 8.7)), 160) for number in range(20)]
    assert after == before
    assert len({marker.slot for marker in (*after, *new)}) == 25
    assert len(again.places) == 25


def test_a_place_that_moved_beside_its_like_gets_another():
    far = MarkerPlace(3, CodeKind.STOP, "far", "Far", 160, 49.5, 8.7)
    near = MarkerPlace(3, CodeKind.STOP, "near", "Near", 160, 49.4, 8.7)
    slots = Slots((far, near), 587, 1)
    assert slots.give(CodedPlace(CodeKind.STOP, "far", "Far", "", 49.4001, 8.7), 160).slot != 3


def test_slots_are_used_again_far_away_before_the_last_ones_go():
    slots = Slots((), 120, 41)
    markers = [slots.give(place(number, (49.0 + number / 50, 8.7)), 160) for number in range(40)]
    assert len({marker.slot for marker in markers}) == 20
    assert slots.give(place(99, None), 200).slot not in {marker.slot for marker in markers}


def test_where_too_many_hang_some_get_none():
    slots = Slots((), 120, 130)
    markers = [slots.give(place(number, (49.4, 8.7 + number / 1e5)), 160) for number in range(130)]
    assert sum(marker is not None for marker in markers) == 120
    assert markers[-1] is None


def test_a_large_city_is_shared_out():
    rng = np.random.default_rng(1)
    wheres = list(zip(rng.uniform(52.3, 52.7, 6000), rng.uniform(13.0, 13.8, 6000), strict=True))
    slots = Slots((), 587, len(wheres))
    assert all(slots.give(place(number, (float(lat), float(lon))), 160) for number, (lat, lon) in enumerate(wheres))
