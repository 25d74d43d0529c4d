import math

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.camera import CONDITIONS, FOCAL_PX, Pose, photograph, scene
from benchmarks.markers import printed_marker
from mobile.scan.detect import MOST_PIXELS, Lens, find_markers
from mobile.scan.family import open_family

CLEAR = CONDITIONS[0]
LENS = Lens(FOCAL_PX)


def photo(slot=42, right_m=0.0, up_m=0.0, ahead_m=3.0, yaw_deg=0.0, roll_deg=0.0, side_mm=160, family="36h11"):
    """A marker on a wall, the camera looking straight ahead."""
    known = open_family(family)
    turn = cv2.Rodrigues(np.array([0.0, math.radians(yaw_deg), 0.0]))[0] @ cv2.Rodrigues(np.array([0.0, 0.0, math.radians(roll_deg)]))[0]
    stands = Pose(turn, np.array([right_m, -up_m, ahead_m]))
    whole = side_mm / 1000 * (known.side + 2) / known.side
    picture = photograph(np.random.default_rng(1), printed_marker(known, slot), whole, stands, scene(3), CLEAR)
    assert picture is not None, "the marker is not in the picture"
    return picture


@pytest.mark.parametrize("ahead_m", [0.5, 1.0, 3.0, 6.0, 10.0])
def test_distance_comes_from_the_size(ahead_m):
    (seen,) = find_markers(photo(ahead_m=ahead_m), LENS)
    assert (seen.slot, seen.side_mm) == (42, 160)
    assert seen.distance_m == pytest.approx(ahead_m, rel=0.06)
    assert seen.bearing_deg == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("right_m, up_m", [(1.0, 0.0), (-1.0, 0.0), (0.5, 0.6), (-0.5, -0.6)])
def test_direction_is_right_and_up_of_where_the_camera_looks(right_m, up_m):
    (seen,) = find_markers(photo(right_m=right_m, up_m=up_m), LENS)
    assert seen.bearing_deg == pytest.approx(math.degrees(math.atan2(right_m, 3)), abs=0.3)
    assert seen.elevation_deg == pytest.approx(math.degrees(math.atan2(up_m, math.hypot(right_m, 3))), abs=0.3)


@pytest.mark.parametrize("yaw_deg", [0, 30, -45, 60])
def test_how_it_is_turned(yaw_deg):
    (seen,) = find_markers(photo(ahead_m=1.5, yaw_deg=yaw_deg), LENS)
    assert seen.turned_deg == pytest.approx(abs(yaw_deg), abs=6)


@pytest.mark.parametrize("roll_deg", [0, 90, 180, 270, 33, 147])
def test_a_marker_may_hang_any_way_round(roll_deg):
    """Its own top left corner comes first however it hangs."""
    (seen,) = find_markers(photo(ahead_m=2, roll_deg=roll_deg), LENS)
    top_left = seen.corners[0] - seen.corners.mean(axis=0)
    assert seen.slot == 42
    assert math.degrees(math.atan2(top_left[1], top_left[0])) % 360 == pytest.approx((225 + roll_deg) % 360, abs=2)


def test_a_larger_marker_is_farther_away_where_one_says_so():
    (usual,) = find_markers(photo(ahead_m=4, side_mm=200), LENS)
    (known,) = find_markers(photo(ahead_m=4, side_mm=200), LENS, {42: 200})
    assert known.distance_m == pytest.approx(4, rel=0.06)
    assert usual.distance_m == pytest.approx(known.distance_m * 160 / 200, rel=0.001)


def test_a_picture_in_colour_is_read_too():
    grey = photo()
    assert [seen.slot for seen in find_markers(np.repeat(grey[:, :, None], 3, axis=2), LENS)] == [42]


def test_the_same_marker_twice_is_seen_twice():
    left, right = photo(right_m=-1.0), photo(right_m=1.0)
    both = np.concatenate([left[:, : left.shape[1] // 2], right[:, right.shape[1] // 2 :]], axis=1)
    assert [seen.slot for seen in find_markers(both, LENS)] == [42, 42]


@pytest.mark.parametrize("family", ["25h9", "16h5", "4x4_250", "5x5_250", "6x6_250", "mip_36h12"])
def test_markers_of_others_are_nothing_to_us(family):
    for slot in range(8):
        assert find_markers(photo(slot=slot, family=family, side_mm=200), LENS) == []


def test_a_mirrored_marker_is_no_marker():
    assert find_markers(np.ascontiguousarray(photo()[:, ::-1]), LENS) == []


def test_an_inverted_marker_is_no_marker():
    assert find_markers(255 - photo(), LENS) == []


@pytest.mark.parametrize("grey", [0, 128, 255])
def test_an_empty_wall_holds_nothing(grey):
    assert find_markers(np.full((480, 640), grey, np.uint8)) == []


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 30))
def test_noise_holds_nothing(seed, grain):
    small = np.random.default_rng(seed).integers(0, 2, (480 // grain + 1, 640 // grain + 1)).astype(np.uint8) * 255
    assert find_markers(np.kron(small, np.ones((grain, grain), np.uint8))[:480, :640].copy()) == []


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((10, 10), np.uint8),
        np.zeros((100, 100), np.float32),
        np.zeros((100, 100, 4), np.uint8),
        np.zeros(100, np.uint8),
        np.zeros((1, MOST_PIXELS + 1), np.uint8),
        np.zeros((5000, 5000), np.uint8),
    ],
)
def test_what_is_no_picture_is_refused(picture):
    with pytest.raises(ValueError, match="a picture"):
        find_markers(picture)
