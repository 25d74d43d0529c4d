"""The proof of long-range markers: a hundred photographs in tests, thousands with ALLWAYS_PROOF=1."""
import math
import os
from dataclasses import replace

import numpy as np
import pytest

from benchmarks import codes
from benchmarks.camera import BEYOND, CONDITIONS, HEIGHT, WIDTH, Condition, photograph, pose, scene
from benchmarks.markers import Try, condition_rows, error_line, family_rows, printed_marker, reach_m, share, tries, without_ours
from mobile.scan.detect import USUAL_SIDE_MM
from mobile.scan.family import OPEN_FAMILY, open_family

FULL = bool(os.environ.get("ALLWAYS_PROOF"))


def test_markers_are_read_at_half_a_metre_to_ten_turned_up_to_sixty_degrees_blurred_and_in_low_light():
    found = list(tries(OPEN_FAMILY, USUAL_SIDE_MM, 2000 if FULL else 60, 21, CONDITIONS, ("ours",)))
    wrong = sum(one.wrong for one in found)
    print(f"PROOF markers_read={share(found):.1%} of {len(found):,}")
    print(f"PROOF markers_wrong_ids={wrong} of {len(found):,}")
    assert wrong == 0
    assert share(found) >= 0.95
    good = [one for one in found if one.read]
    assert np.percentile([one.distance_error for one in good], 95) < 0.1
    assert max(one.bearing_error_deg for one in good) < 0.5


def test_markers_of_others_and_clutter_are_never_taken_for_ours():
    count = 2000 if FULL else 24
    wrong = without_ours(count, 22)
    print(f"PROOF markers_of_others_taken_for_ours={wrong} of {count:,}")
    assert wrong == 0


def test_beyond_what_can_be_read_nothing_wrong_is():
    """Hopelessly blurred and dark: few are read, none as another."""
    worse = (*BEYOND, Condition("lost", motion_px=9, electrons=40, gain=0.2, jpeg=50))
    found = list(tries(OPEN_FAMILY, 60, 500 if FULL else 21, 23, worse, ("ours",)))
    assert sum(one.wrong for one in found) == 0
    assert share(found) < 0.9


def test_codes_of_sheets_are_read_at_arms_length_and_no_other_is_believed():
    found = list(codes.tries(200 if FULL else 12, 24, CONDITIONS[:1]))
    near = [one for one in found if one.distance_m < 0.65]
    assert all(one.read for one in near)
    assert all(len(one.believed) == one.read for one in found)


@pytest.mark.parametrize("distance_m", [1.0, 4.0, 10.0])
def test_a_photograph_is_as_large_as_its_lens_says(distance_m):
    """A white square of 0.2 m on a black wall covers as many pixels as focal length and distance give."""
    stands = replace(pose(np.random.default_rng(1), distance_m, 0.0, 0.0), middle=np.array([0.0, 0.0, distance_m]), turn=np.eye(3))
    sharp = Condition("sharp", lens_px=0.01, electrons=1e9, jpeg=100)
    square = np.pad(np.full((400, 400), 0.8, np.float32), 40)
    picture = photograph(np.random.default_rng(1), square, 0.24, stands, np.zeros((HEIGHT, WIDTH), np.float32), sharp)
    assert picture is not None
    light = (picture / 255.0) ** 2.2
    side = math.sqrt(light.sum() / 0.8)
    assert side == pytest.approx(1440 * 0.2 / distance_m, rel=0.03)
    rows, columns = np.indices(light.shape)
    assert (columns * light).sum() / light.sum() == pytest.approx((WIDTH - 1) / 2, abs=0.1)
    assert (rows * light).sum() / light.sum() == pytest.approx((HEIGHT - 1) / 2, abs=0.1)


def test_a_photograph_is_blurred_and_dark_as_told():
    stands = pose(np.random.default_rng(2), 3.0, 0.0)
    marker = printed_marker(open_family(), 5)

    def taken(condition):
        return photograph(np.random.default_rng(3), marker, 0.2, stands, scene(1), condition).astype(float)

    def sharpness(picture):
        return np.abs(np.diff(picture, axis=1)).mean()

    clear, moved, lost, dark = (taken(condition) for condition in (CONDITIONS[0], CONDITIONS[1], BEYOND[1], CONDITIONS[3]))
    assert sharpness(clear) > sharpness(moved) > sharpness(lost)
    assert dark.mean() < 0.75 * clear.mean()


def test_a_print_that_is_not_wholly_in_the_picture_is_no_photograph():
    stands = replace(pose(np.random.default_rng(2), 1.0, 0.0), middle=np.array([5.0, 0.0, 1.0]))
    assert photograph(np.random.default_rng(3), printed_marker(open_family(), 5), 0.2, stands, scene(1), CONDITIONS[0]) is None


def made(distance_m, read=True, wrong=0, turned_deg=10.0):
    return Try("36h11", 160, "ours", "clear", distance_m, turned_deg, read, wrong, 0.05, 0.01 if read else math.nan, 0.1 if read else math.nan)


def test_the_reach_ends_where_a_metre_is_read_too_seldom():
    found = [made(0.7 + step / 10) for step in range(90)]
    assert reach_m(found) == 10.0
    assert reach_m([*found, made(5.2, read=False)]) == 4.5
    assert reach_m([made(0.6, read=False)]) == 0.0


def test_the_tables_say_what_was_read():
    found = [made(1.0), made(2.0), made(3.0, read=False), made(8.0, wrong=1, turned_deg=50.0)]
    assert family_rows(found)[2] == "| 36h11 | 160 | ours | 75.0% of 4 | 1 | 2.5 m | 0.0 m | 50 |"
    assert condition_rows(found)[2] == "| clear | 75.0% | 67% | – | – | – | – | – | – | – | 100% |"
    assert error_line(found) == "Distance within 1.0% in half, 1.0% in 95 %; bearing within 0.10° and 0.10°, of 3 read."
