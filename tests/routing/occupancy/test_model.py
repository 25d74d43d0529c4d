"""What was learned is kept as bytes, and bytes that are no model are said to be none."""
import io
from dataclasses import replace

import numpy as np
import pytest

from routing.occupancy.learning import STEP, widened
from routing.occupancy.model import ModelUnusable, TooLittleHistory, learn_model, pack, unpack
from routing.occupancy.questions import all_asked
from routing.occupancy.words import Word, came_true, words_of
from tests.routing.occupancy.world import DAYS, END_MIN, FIRST_DAY, UTC_CLOCK, model, town


def test_it_is_read_as_it_was_written():
    body = pack(model())
    again = unpack(body)
    assert again.keys == model().keys
    np.testing.assert_array_equal(again.weights.point, model().weights.point)
    np.testing.assert_array_equal(again.usual, model().usual)
    assert pack(again) == body


@pytest.mark.parametrize("spoil", [lambda body: b"", lambda body: body[:1000], lambda body: b"PK" + body[2:500], lambda body: b"\x00" * 500])
def test_bytes_that_are_no_model(spoil):
    with pytest.raises(ModelUnusable):
        unpack(spoil(pack(model())))


@pytest.mark.parametrize("change", [
    {"version": np.array(99)}, {"capacity": np.ones(2)}, {"weights_widen": np.ones(1)}, {"keys": np.array(["x" * 500] * 4)},
    {"usual": np.array([{}], dtype=object)},
])  # fmt: skip
def test_parts_that_do_not_belong_together(change):
    with np.load(io.BytesIO(pack(model()))) as found:
        parts = {name: found[name] for name in found.files} | change
    target = io.BytesIO()
    np.savez_compressed(target, **parts)
    with pytest.raises(ModelUnusable):
        unpack(target.getvalue())


def test_a_few_days_are_too_little_to_learn_from():
    young = [series.between(END_MIN - 6 * 1440, END_MIN) for series in town()]
    with pytest.raises(TooLittleHistory, match="two weeks"):
        learn_model(young, UTC_CLOCK, END_MIN)
    with pytest.raises(TooLittleHistory):
        learn_model([], UTC_CLOCK, END_MIN)


def test_a_car_park_without_readings_is_learned_with_the_others():
    silent = replace(town()[0], key="silent", minute=np.zeros(0), occupied=np.zeros(0))
    found = learn_model([*town()[1:], silent], UTC_CLOCK, END_MIN)
    assert (found.keys[-1], int(found.days[-1])) == ("silent", 0)
    assert np.isnan(found.usual[-1]).all()


def test_bands_that_hold_too_little_grow_and_go_back_but_never_below_what_was_learned():
    asked = all_asked(town(), UTC_CLOCK, FIRST_DAY, DAYS, step=5)
    said = asked.now
    narrow = replace(model().weights, shape=model().weights.shape * 0.05)
    wide = replace(model().weights, shape=model().weights.shape * 20, widen=np.full(6, 1.05))
    assert widened(narrow, asked, said, END_MIN)[:5] == pytest.approx(STEP)
    assert (widened(wide, asked, said, END_MIN)[:5] == 1).all()


def test_words_have_their_bounds_and_are_judged_when_said_often_enough():
    assert words_of(np.array([0.0, 0.349, 0.35, 0.65, 0.849, 0.85, 1.0])).tolist() == [0, 0, 1, 2, 2, 3, 3]
    chance, free = np.repeat([0.9, 0.5], (40, 10)), np.repeat([True, False, True], (36, 4, 10))
    assert came_true(chance, free).tolist() == [-1, -1, -1, 90]
    assert len(Word) == 4
