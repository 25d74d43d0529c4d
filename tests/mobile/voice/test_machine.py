from hypothesis import given
from hypothesis import strategies as st

from mobile.voice.gestures import GestureMachine


def played(*steps):
    """Kinds of the gestures that (what, finger, x, y, t) lead to."""
    machine = GestureMachine()
    found = []
    for what, *values in steps:
        found += getattr(machine, what)(*values)
    return [gesture.kind for gesture in found]


def stroke(dx, dy, lasts=0.1):
    return played(("down", 1, 200, 400, 0), ("move", 1, 200 + dx, 400 + dy, lasts / 2), ("up", 1, 200 + dx, 400 + dy, lasts), ("tick", 9))


def test_flicks():
    assert stroke(80, 10) == ["flick_right"]
    assert stroke(-80, 10) == ["flick_left"]
    assert stroke(5, 80) == ["flick_up"]
    assert stroke(5, -80) == ["flick_down"]
    assert stroke(25, 0) == []


def test_two_taps_anywhere_are_one_gesture_and_a_single_tap_explores_later():
    first = [("down", 1, 200, 400, 0), ("up", 1, 200, 400, 0.05)]
    assert played(*first, ("down", 2, 60, 90, 0.2), ("up", 2, 60, 90, 0.25), ("tick", 9)) == ["double_tap"]
    assert played(*first, ("tick", 0.2)) == []
    assert played(*first, ("tick", 0.5)) == ["explore"]
    assert played(*first, ("down", 2, 60, 90, 2), ("up", 2, 60, 90, 2.05)) == ["explore"]


def test_three_taps_act_once():
    taps = [(what, finger, 200, 400, finger * 0.2 + (0.05 if what == "up" else 0)) for finger in range(3) for what in ("down", "up")]
    assert played(*taps, ("tick", 9)) == ["double_tap", "explore"]


def test_a_finger_that_stays_explores_and_does_nothing_else():
    rests = [("down", 1, 200, 400, 0), ("tick", 0.1), ("tick", 0.3)]
    assert played(*rests, ("move", 1, 200, 300, 0.4), ("up", 1, 200, 300, 0.5), ("tick", 9)) == ["explore", "explore"]


def test_two_fingers():
    down = [("down", 1, 150, 300, 0), ("down", 2, 250, 300, 0.02)]
    assert played(*down, ("up", 1, 150, 300, 0.1), ("up", 2, 250, 300, 0.12), ("tick", 9)) == ["two_tap"]
    up = [("move", 1, 150, 400, 0.1), ("move", 2, 250, 400, 0.1), ("up", 1, 150, 400, 0.15), ("up", 2, 250, 400, 0.16)]
    assert played(*down, *up) == ["two_up"]
    drag = [("move", 1, 150, 340, 0.2), ("move", 2, 250, 340, 0.35), ("move", 1, 150, 360, 0.4), ("up", 1, 150, 360, 0.6), ("up", 2, 250, 340, 0.6)]
    assert played(*down, *drag) == ["scroll", "scroll"]


def test_scrolling_loses_no_way():
    machine = GestureMachine()
    machine.down(1, 100, 100, 0)
    machine.down(2, 200, 100, 0)
    found = []
    for step in range(1, 11):
        for finger, x in ((1, 100), (2, 200)):
            found += machine.move(finger, x, 100 + step * 10, step * 0.1)
    assert sum(gesture.dy for gesture in found) == 100


def test_three_fingers_mean_nothing():
    steps = [("down", finger, finger * 90, 300, 0) for finger in (1, 2, 3)] + [("up", finger, finger * 90, 300, 0.1) for finger in (1, 2, 3)]
    assert played(*steps, ("tick", 9)) == []


TOUCHES = st.lists(st.tuples(st.sampled_from(["down", "move", "up"]), st.integers(1, 3), st.integers(0, 411), st.integers(0, 914)), max_size=40)


@given(TOUCHES)
def test_any_order_of_touches_is_survived(touches):
    machine = GestureMachine()
    for t, (what, finger, x, y) in enumerate(touches):
        getattr(machine, what)(finger, x, y, t * 0.1)
        machine.tick(t * 0.1)
    for finger in (1, 2, 3):
        machine.up(finger, 0, 0, 100)
    machine.tick(200)
    assert [gesture.kind for gesture in machine.down(9, 5, 5, 300) + machine.up(9, 105, 5, 300.1)] == ["flick_right"]
