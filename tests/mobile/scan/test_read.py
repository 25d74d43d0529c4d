from datetime import timedelta

import cv2
import numpy as np
import pytest
import segno

from benchmarks.codes import NOW, coded_stop, small_city
from mobile.scan.read import MOST_TEXTS, read_texts
from signing.codes import read_code


def qr(text: str, scale=6) -> np.ndarray:
    modules = np.array(segno.make(text, error="m", micro=False).matrix, dtype=bool)
    return np.kron(np.where(np.pad(modules, 4), 0, 255), np.ones((scale, scale))).astype(np.uint8)


def test_a_code_of_the_city_is_read_and_believed():
    ring, key = small_city()
    coded = coded_stop(ring, key, 7)
    (text,) = read_texts(qr(coded.text))
    assert read_code(text, ring, NOW + timedelta(hours=1)).id == coded.place.id


def test_a_small_code_is_looked_at_closer():
    ring, key = small_city()
    code = qr(coded_stop(ring, key, 7).text, scale=4)
    far = cv2.GaussianBlur(cv2.resize(code, None, fx=0.42, fy=0.42, interpolation=cv2.INTER_AREA), (0, 0), 0.5)
    assert read_texts(np.pad(far, 200, constant_values=128)) == [coded_stop(ring, key, 7).text]


def test_several_codes_are_read_once_each():
    one, two = qr("ONE"), qr("TWO")
    assert sorted(read_texts(np.concatenate([one, two, one], axis=1))) == ["ONE", "TWO"]


def test_too_long_a_text_is_left_out():
    assert read_texts(qr("A" * 601, scale=3)) == []
    assert read_texts(qr("A" * 600, scale=3)) == ["A" * 600]


def test_a_wall_of_codes_is_cut_short():
    row = np.concatenate([qr(f"CODE {n}", scale=4) for n in range(5)], axis=1)
    other = np.concatenate([qr(f"CODE {n}", scale=4) for n in range(5, 10)], axis=1)
    assert len(read_texts(np.concatenate([row, other]))) == MOST_TEXTS


def test_nothing_is_read_on_an_empty_wall():
    assert read_texts(np.full((300, 300), 200, np.uint8)) == []


def test_what_is_no_picture_is_refused():
    with pytest.raises(ValueError, match="a picture"):
        read_texts(np.zeros((5, 5), np.uint8))
