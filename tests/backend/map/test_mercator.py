"""Web Mercator there and back."""
import numpy as np
import pytest

from backend.map.mercator import metres_per_world, project
from tests.backend.map.ground import unproject


def test_known_points():
    assert project(0.0, 0.0) == (0.5, 0.5)
    x, y = project(85.0511287798, -180.0)
    assert (float(x), float(y)) == (pytest.approx(0.0), pytest.approx(0.0, abs=1e-9))
    # Tile 12/2146/1399 holds the old town of Heidelberg (OpenStreetMap slippy map formula).
    x, y = project(49.41, 8.70)
    assert (int(x * 4096), int(y * 4096)) == (2146, 1399)


def test_there_and_back():
    lat, lon = np.random.default_rng(3).uniform([[-80], [-179]], [[80], [179]], (2, 500))
    back = unproject(*project(lat, lon))
    assert np.abs(back[0] - lat).max() < 1e-9
    assert np.abs(back[1] - lon).max() < 1e-9


def test_scale_shrinks_towards_the_poles():
    assert metres_per_world(0.0) == pytest.approx(40_075_016.7, rel=1e-6)
    assert metres_per_world(60.0) == pytest.approx(metres_per_world(0.0) / 2)
