"""What is to be hidden on a photo: parts by name, and what a finger draws."""
from hypothesis import given
from hypothesis import strategies as st

from backend.contract.request_photos import MOST_AREAS, PhotoArea
from mobile.screens.hide.state import LEAST_SIDE, PARTS, HideState, describe, drawn, switched, without_last

GRID = [code for code in PARTS if code not in ("left", "right", "upper", "lower")]
points = st.tuples(st.floats(-0.5, 1.5), st.floats(-0.5, 1.5))


def covers(areas, x: float, y: float) -> bool:
    return any(area.left <= x <= area.right and area.top <= y <= area.bottom for area in areas)


@given(st.floats(0, 1), st.floats(0, 1))
def test_together_the_parts_leave_nothing_out(x, y):
    for parts in (("left", "right"), ("upper", "lower"), tuple(GRID)):
        assert covers(HideState(parts).areas, x, y)


@given(points, points)
def test_what_is_drawn_lies_in_the_picture_whichever_corner_comes_first(one, other):
    state = drawn(HideState(), one, other)
    assert state == drawn(HideState(), other, one)
    for area in state.drawn:
        assert 0 <= area.left < area.right <= 1
        assert 0 <= area.top < area.bottom <= 1


def test_a_finger_that_slipped_draws_nothing_and_the_last_one_can_be_taken_back():
    assert drawn(HideState(), (0.5, 0.5), (0.5 + LEAST_SIDE / 2, 0.9)) == HideState()
    once = drawn(HideState(), (0.2, 0.2), (0.4, 0.6))
    assert once.drawn == (PhotoArea(0.2, 0.2, 0.4, 0.6),)
    assert without_last(drawn(once, (0.5, 0.5), (0.9, 0.9))) == once


def test_parts_are_chosen_and_left_again_and_no_more_than_the_city_takes():
    state = switched(switched(HideState(), "left"), "top")
    assert switched(state, "left").parts == ("top",)
    for _ in range(MOST_AREAS):
        state = drawn(state, (0.1, 0.1), (0.3, 0.3))
    assert (state.full, len(state.areas)) == (True, MOST_AREAS)
    assert switched(state, "upper") == state
    assert switched(state, "left").parts == ("top",), "leaving one is always possible"


def test_it_is_said_what_is_to_be_hidden():
    assert describe(HideState()) == ["Nothing more is to be hidden yet."]
    state = drawn(switched(HideState(), "left"), (0.6, 0.1), (0.9, 0.3))
    assert describe(state) == ["To be hidden: Left half, 1 place drawn by hand"]
