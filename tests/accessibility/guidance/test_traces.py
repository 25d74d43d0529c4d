"""Two walks in full, word for word."""
import pytest

from tests.accessibility.guidance.walking import heard, replay, trace

WALKS = ("corner_and_signal_crossing", "poor_position_missed_turn")


@pytest.mark.parametrize("name", WALKS)
def test_a_walk_is_told_word_for_word(name):
    told = trace(name)
    said = heard(replay(told))
    assert [(one.id, one.shown) for one in said] == [(name, text) for _, _, name, text in told["expect"]]
    for one, (low, high, *_) in zip(said, told["expect"]):
        assert low <= one.t_s <= high, one


@pytest.mark.parametrize("name", WALKS)
def test_silence_is_kept_and_what_must_not_be_said_is_not(name):
    told = trace(name)
    said = heard(replay(told))
    for low, high in told.get("silent", []):
        assert not [one for one in said if low <= one.t_s < high]
    assert not {one.id for one in said} & set(told.get("never_ids", ()))
