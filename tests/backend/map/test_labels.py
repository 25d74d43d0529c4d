"""Anchors of names along lines."""
import numpy as np
import pytest

from backend.map import labels


def test_a_straight_line_bears_its_name_in_the_middle():
    ((x, y, angle, room),) = labels.along(np.array([[0.0, 0.0], [3000.0, 3000.0]]), "Elm Street")
    assert (x, y, angle) == (pytest.approx(1500), pytest.approx(1500), pytest.approx(45.0))
    assert room <= np.hypot(3000, 3000)


def test_names_are_never_upside_down():
    for degrees in range(0, 360, 15):
        far = np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))]) * 4000
        ((_, _, angle, _),) = labels.along(np.array([[0.0, 0.0], far]), "Elm Street")
        assert -90 < angle <= 90 + 1e-9
        assert abs(np.sin(np.radians(angle - degrees))) < 1e-6


def test_a_short_or_winding_line_stays_without_a_name():
    assert labels.along(np.array([[0.0, 0.0], [100.0, 0.0]]), "Elm Street") == []
    zigzag = np.array([[100.0 * i, 700.0 * (i % 2)] for i in range(20)])
    assert labels.along(zigzag, "Elm Street") == []


def test_the_straight_part_of_a_bent_line_is_chosen():
    bent = np.array([[0.0, 0.0], [1700.0, 0.0], [1750.0, 600.0], [1800.0, 0.0], [1850.0, 600.0], [3000.0, 600.0]])
    ((x, _, angle, _),) = labels.along(bent, "Elm Street")
    assert x < 1700 or x > 1850
    assert abs(angle) < 1


def test_a_long_line_repeats_its_name():
    anchors = labels.along(np.array([[0.0, 0.0], [60_000.0, 0.0]]), "Elm Street")
    gaps = np.diff([x for x, *_ in anchors])
    assert len(anchors) == 9
    assert gaps.min() > labels.REPEAT_PIXELS * 16
