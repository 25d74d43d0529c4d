"""What is hidden cannot be brought back, and nothing else changes."""
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.pictures.boxes import best, grown, grown_by_shorter, joined, whole_pixels
from backend.pictures.hiding import Area, PictureUnreadable, bits_apart, boxes_of, dhash, hide, hide_but, read, write
from backend.pictures.plates import Pass, texts
from tests.backend.pictures.drawn import jpeg, street

boxes = st.tuples(st.integers(0, 60), st.integers(0, 40), st.integers(4, 30), st.integers(4, 30))


def noise(seed: int, high: int = 80, wide: int = 100) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (high, wide, 3), dtype=np.uint8)


@settings(max_examples=40)
@given(boxes, st.integers(0, 99))
def test_only_the_box_changes_and_four_colours_are_left_of_it(place, seed):
    left, top, wide, high = place
    wide, high = 2 * (wide // 2), 2 * (high // 2)
    picture = noise(seed)
    hidden = hide(picture, [(left, top, left + wide, top + high)])
    outside = np.ones(picture.shape[:2], bool)
    outside[top : top + high, left : left + wide] = False
    assert (hidden[outside] == picture[outside]).all()
    # Whatever else has the same means of its four quarters comes to the same.
    other, chance = picture.copy(), np.random.default_rng(seed)
    for rows in (slice(top, top + high // 2), slice(top + high // 2, top + high)):
        for columns in (slice(left, left + wide // 2), slice(left + wide // 2, left + wide)):
            cell = other[rows, columns].reshape(-1, 3)
            other[rows, columns] = chance.permutation(cell).reshape(other[rows, columns].shape)
    assert np.abs(hide(other, [(left, top, left + wide, top + high)]).astype(int) - hidden.astype(int)).max() <= 1


def test_hiding_twice_shows_no_more_than_once():
    picture = noise(1)
    once = hide(picture, [(10, 10, 50, 40)])
    twice = hide(once, [(10, 10, 50, 40), (20, 20, 60, 50)])
    assert twice[10:40, 10:50].std() <= once[10:40, 10:50].std() + 1


def test_a_sign_is_shown_again_and_a_face_in_it_is_not():
    picture, sign, face, marked = noise(2), (20, 20, 60, 50), (40, 30, 52, 44), (22, 22, 30, 30)
    hidden = hide_but(picture, [(10, 10, 80, 60)], [sign], [face, marked])
    kept = np.zeros(picture.shape[:2], bool)
    kept[20:50, 20:60] = True
    for left, top, right, bottom in (face, marked):
        kept[top:bottom, left:right] = False
        assert hidden[top:bottom, left:right].std() < picture[top:bottom, left:right].std() / 2
    assert (hidden[kept] == picture[kept]).all()
    rest = np.zeros(picture.shape[:2], bool)
    rest[10:60, 10:80] = True
    rest[20:50, 20:60] = False
    assert hidden[rest].std() < picture[rest].std() / 2


def test_what_is_no_picture_is_refused():
    for bad in (b"", b"\xff\xd8\xff", b"hello"):
        with pytest.raises(PictureUnreadable):
            read(bad)


def test_a_picture_is_written_without_metadata():
    made = write(read(jpeg(street())))
    assert made.startswith(b"\xff\xd8\xff\xe0")
    assert b"Exif" not in made
    assert read(made).shape == (600, 800, 3)


def test_the_same_picture_has_much_the_same_hash():
    one, other = read(jpeg(street())), noise(3, 600, 800)
    assert bits_apart(dhash(one), dhash(read(write(one)))) <= 3
    assert bits_apart(dhash(one), dhash(other)) > 10


def test_areas_are_shares_of_the_picture():
    found = boxes_of([Area(0.25, 0.5, 0.5, 1.0)], noise(1))
    assert whole_pixels(found, 100, 80) == [(25, 40, 50, 80)]


def test_boxes_grow_and_are_cut_to_the_picture():
    box = np.float32([[10, 10, 30, 20, 1]])
    assert grown(box, 0.5, 0.5)[0, :4].tolist() == [0, 5, 40, 25]
    assert grown_by_shorter(box, 0.5)[0, :4].tolist() == [5, 5, 35, 25]
    assert whole_pixels(np.float32([[-5, -5, 3.2, 2.1, 1], [90, 90, 95, 95, 1]]), 50, 50) == [(0, 0, 4, 3)]
    assert len(best(np.float32([[0, 0, 10, 10, 0.5], [1, 1, 10, 10, 0.9], [30, 30, 40, 40, 0.4]]), 0.4)) == 2
    assert joined([]).shape == (0, 5)


SHAPES = {"plate": (60, 14, 1), "two lines": (26, 18, 1), "a line of text": (150, 6, 0), "a scratch": (60, 2, 0)}


@pytest.mark.parametrize("wide, high, found", SHAPES.values(), ids=SHAPES)
def test_text_of_the_shape_of_a_plate_may_be_one(wide, high, found):
    text = np.zeros((100, 200), np.float32)
    text[40 : 40 + high, 20 : 20 + wide] = 0.8
    assert len(texts(text, Pass(200, 0.2, 0.3))) == found
    assert len(texts(text / 10, Pass(200, 0.2, 0.3))) == 0
