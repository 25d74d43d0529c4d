from dataclasses import dataclass

import numpy as np
import pytest

from routing.store import StoreError, Texts, load, save


@dataclass(frozen=True)
class Group:
    numbers: np.ndarray
    words: Texts


def test_arrays_and_texts_come_back_as_they_were(tmp_path):
    save(Group(np.array([3, -1, 2**30], np.int32), Texts.of(["Straße", "", "日本", "a"])), tmp_path)
    opened = load(Group, tmp_path)
    assert opened.numbers.tolist() == [3, -1, 2**30]
    assert opened.numbers.dtype == np.int32
    assert list(opened.words) == ["Straße", "", "日本", "a"]
    assert opened.words[-1] == ""
    assert opened.words.index()["日本"] == 2


def test_opened_arrays_can_be_written_without_touching_the_file(tmp_path):
    save(Group(np.arange(4, dtype=np.int32), Texts.of([])), tmp_path)
    load(Group, tmp_path).numbers[0] = 99
    assert load(Group, tmp_path).numbers[0] == 0


def test_no_texts_at_all(tmp_path):
    save(Group(np.zeros(0, np.int32), Texts.of([])), tmp_path)
    assert len(load(Group, tmp_path).words) == 0


DAMAGES = [lambda path: path.unlink(), lambda path: path.write_bytes(path.read_bytes()[:70]), lambda path: path.write_bytes(b"")]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_says_what_to_do(tmp_path, damage):
    save(Group(np.arange(9, dtype=np.int32), Texts.of(["x"])), tmp_path)
    damage(tmp_path / "numbers.npy")
    with pytest.raises(StoreError, match=r"numbers.npy.*allways city build"):
        load(Group, tmp_path)
