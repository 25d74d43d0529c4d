"""From fixes to a position, a place on the route, and hush at a kerb."""
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accessibility.guidance.events import HeadingSeen, PositionSeen
from accessibility.guidance.facing import Facing, compass, hour, sector
from accessibility.guidance.features import Crossing
from accessibility.guidance.geometry import Line, Plane, apart, bearing, turned
from accessibility.guidance.kerbs import Kerbs
from accessibility.guidance.progress import Progress
from accessibility.guidance.tracking import Tracker
from tests.accessibility.guidance.walking import LAT, LON, at


def tracking(way="walk") -> Tracker:
    return Tracker(Plane((LAT, LON)), way)


def fix(t_s, x=0.0, y=0.0, accuracy_m=6.0, speed=None, course=None) -> PositionSeen:
    return PositionSeen(t_s, *at(x, y), accuracy_m, speed, course)


def take(tracker: Tracker, seen: PositionSeen, patience_s: float = 10) -> bool:
    tracker.tick(seen.t_s, patience_s)
    return tracker.take(seen, vehicle=False)


def test_old_vague_and_impossible_fixes_are_dropped():
    tracker = tracking()
    assert take(tracker, fix(10))
    tracker.tick(20, 30)
    assert not tracker.take(fix(16), vehicle=False)
    assert not take(tracker, fix(21, accuracy_m=101), 30)
    assert not take(tracker, fix(22, y=400), 30)
    assert not take(tracker, PositionSeen(23, float("nan"), LON, 5), 30)
    assert take(tracker, fix(24, y=10), 30)


def test_a_worse_band_counts_at_once_a_better_one_after_three_fixes():
    tracker = tracking()
    bands = []
    for t, accuracy in enumerate([8, 25, 25, 25, 25, 9, 9, 9, 9, 9, 9]):
        take(tracker, fix(t, accuracy_m=accuracy))
        bands.append(tracker.band)
    assert bands == ["A", "C", "C", "C", "C", "C", "C", "C", "C", "A", "A"]


def test_a_band_that_still_holds_keeps_its_wording():
    tracker = tracking()
    for t, accuracy in enumerate([25, 9, 9, 9]):
        take(tracker, fix(t, accuracy_m=accuracy))
    assert (tracker.band, tracker.a_m) == ("B", 10.01)


def test_the_position_is_lost_after_ten_seconds_and_found_at_the_third_fix():
    tracker = tracking()
    take(tracker, fix(0))
    tracker.tick(9.9, 10)
    assert not tracker.lost
    tracker.tick(10, 10)
    assert tracker.lost
    found = []
    for t in (20, 21, 22, 23):
        take(tracker, fix(t))
        found.append(tracker.found())
    assert found == [False, False, True, False]


def test_pace_is_the_median_while_moving_within_what_people_do():
    tracker = tracking()
    assert tracker.pace_mps == 1.0
    for t in range(10):
        take(tracker, fix(t, y=1.6 * t, speed=1.6, course=0))
    assert tracker.pace_mps == 1.6
    assert tracking("cycle").pace_mps == 4.0


def test_facing_is_the_course_then_the_head_then_a_flat_device_then_unknown():
    tracker, facing = tracking(), Facing()
    take(tracker, fix(0))
    facing.take(HeadingSeen(0, 90, 20))
    assert facing.now(tracker) == (90, 20)
    facing.take(HeadingSeen(0, 45, 10, "head"))
    assert facing.now(tracker) == (45, 10)
    facing.take(HeadingSeen(0, 45, 40, "head"))
    facing.take(HeadingSeen(0, 90, 20, flat=False))
    assert facing.now(tracker) is None
    for t in range(1, 6):
        take(tracker, fix(t, x=t, speed=1.0, course=90))
    assert facing.now(tracker) == (90, 10.0)


@pytest.mark.parametrize("facing, way, said, clock", [(0, 10, "ahead", 12), (0, 90, "right", 3), (90, 270, "behind", 6), (350, 260, "left", 9)])
def test_directions_are_those_of_the_person(facing, way, said, clock):
    assert (sector(facing, way), hour(facing, way)) == (said, clock)
    assert compass(way) in ("north", "east", "west")


points = st.lists(st.tuples(st.integers(-200, 200), st.integers(-200, 200)), min_size=2, max_size=8)


@given(points, st.tuples(st.integers(-300, 300), st.integers(-300, 300)))
def test_the_nearest_place_on_a_line_is_as_near_as_any(points, p):
    line = Line(points)
    match = line.nearest(p, 0.0, line.length_m)
    nearest = min(apart(p, line.at(line.length_m * k / 200)) for k in range(201))
    assert match.x_m <= nearest + 0.02
    assert apart(p, line.at(match.s_m)) == pytest.approx(match.x_m, abs=0.05)


@given(st.floats(0, 360), st.floats(0, 360))
def test_turning_from_one_direction_to_another(before, after):
    change = turned(before, after)
    assert -180 <= change <= 180
    assert (before + change - after) % 360 == pytest.approx(0, abs=1e-6) or (before + change - after) % 360 == pytest.approx(360, abs=1e-6)


def test_bearings_are_from_north_clockwise():
    assert [bearing((0, 0), p) for p in ((0, 1), (1, 0), (0, -1), (-1, 0))] == [0, 90, 180, 270]


def walked(knots, accuracy_m=6.0):
    """A tracker and its progress after fixes at (x, y), one a second."""
    tracker, progress = tracking(), Progress(Line([(0, 0), (0, 100), (100, 100)]))
    for t, ((x, y), (x1, y1)) in enumerate(pairwise(knots)):
        far = apart((x, y), (x1, y1))
        take(tracker, fix(t, x, y, accuracy_m, far, bearing((x, y), (x1, y1)) if far > 0.3 else None))
        progress.take(tracker)
    return tracker, progress


def test_progress_does_not_step_back_by_little():
    _, progress = walked([(0, y) for y in range(30)] + [(0, 29 - y) for y in range(6)])
    assert progress.s_m == pytest.approx(29, abs=0.1)


def test_off_the_route_needs_distance_time_and_walking():
    _, straight_on = walked([(0, y) for y in range(128)])
    assert straight_on.off
    _, standing = walked([(0, y) for y in range(100)] + [(30, 100 + 16)] * 20)
    assert not standing.off
    _, vague = walked([(0, y) for y in range(128)], accuracy_m=60)
    assert not vague.off


def test_the_wrong_way_is_told_after_five_seconds():
    _, progress = walked([(0, y) for y in range(40)] + [(0, 40 - y) for y in range(30)])
    assert progress.wrong
    assert not progress.off


def kerb_walk(knots):
    line, tracker = Line([(0, 0), (0, 200)]), tracking()
    kerbs, states = Kerbs([Crossing(50, 58, "Park Lane", "signals")], line), []
    progress = Progress(line)
    told = False
    for t, (y, y1) in enumerate(pairwise(knots)):
        take(tracker, fix(t, 0, y, 6, abs(y1 - y), (0 if y1 > y else 180) if y1 != y else None))
        progress.take(tracker)
        if progress.s_m >= 44 and not told:
            kerbs.cue_ended(0, progress.s_m, t)
            told = True
        kerbs.take(progress.s_m, tracker)
        states.append((y, kerbs.hush is not None, kerbs.on_road))
    return states


def test_it_is_quiet_from_the_kerb_to_the_far_side_however_long_one_waits():
    states = kerb_walk([*range(50), *[49] * 200, *range(50, 80)])
    assert all(hushed for y, hushed, _ in states if 46 <= y <= 62)
    assert not any(hushed for y, hushed, _ in states if y > 64)
    assert all(road for y, _, road in states if 51 <= y <= 62)
    assert not states[100][2]


def test_away_from_the_kerb_the_hush_ends_by_itself():
    states = kerb_walk([*range(45), *range(45, 25, -1), *[25] * 90])
    assert states[50][1]
    assert not states[-1][1]
