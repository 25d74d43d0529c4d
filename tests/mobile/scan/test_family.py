import numpy as np
import pytest

from mobile.scan.family import OPEN_FAMILY, open_family


def test_ours_has_587_slots_each_far_from_every_other_however_turned():
    family = open_family()
    inner = family.cells[:, 1:-1, 1:-1]
    assert (family.name, family.slots, family.side) == (OPEN_FAMILY, 587, 8)
    flat = inner.reshape(587, 36).astype(int)
    for turn in range(4):
        turned = np.rot90(inner, turn, (1, 2)).reshape(587, 36).astype(int)
        apart = (flat[:, None, :] != turned[None, :, :]).sum(axis=2)
        if turn == 0:
            np.fill_diagonal(apart, 36)
        assert apart.min() >= 10 if turn else apart.min() >= 11


def test_every_border_is_black():
    cells = open_family().cells
    for border in (cells[:, 0], cells[:, -1], cells[:, :, 0], cells[:, :, -1]):
        assert not border.any()


def test_a_pattern_fits_itself_alone():
    patterns = open_family().patterns
    fits = patterns[::4] @ patterns.T
    own = fits[np.arange(587), np.arange(587) * 4]
    assert own == pytest.approx(1.0, abs=1e-5)
    fits[np.arange(587), np.arange(587) * 4] = -1
    assert fits.max() < 0.6


def test_an_unknown_family_is_refused():
    with pytest.raises(KeyError):
        open_family("7x7")
