"""A ticket on the screen of one phone, read by the camera of another at arm's length."""
import cv2
import numpy as np
import pytest

from benchmarks.camera import CONDITIONS, Pose, photograph, scene
from mobile.scan.read import read_texts
from tests.mobile.scan.test_read import qr
from tests.signing.city import TRAM, City, Traveller

SCREEN_M = 0.065  # the code with the white around it, on a phone


def photographed(text: str, away_m: float, turned: float, condition) -> np.ndarray:
    lit = (0.04 + 0.8 * qr(text, 8) / 255).astype(np.float32)
    stands = Pose(cv2.Rodrigues(np.array([0.0, turned, 0.1]))[0], np.array([0.0, 0.0, away_m]))
    picture = photograph(np.random.default_rng(1), lit, SCREEN_M, stands, scene(3), condition)
    assert picture is not None, "it is not wholly in the picture"
    return picture


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda condition: condition.name)
@pytest.mark.parametrize("legs", [1, 4])
def test_it_is_read_from_12_to_33_centimetres(condition, legs):
    text = Traveller().shows(City(), legs=(TRAM,) * legs)
    for away_m, turned in ((0.12, 0.3), (0.25, 0.0), (0.33, 0.15)):
        assert text in read_texts(photographed(text, away_m, turned, condition)), away_m
