"""The day that is put together, as the phone keeps it."""
import msgspec
import pytest

from mobile.store.database import Store
from mobile.store.day import NAME, DayWish, ErrandWish, KeptDay, KeptSpot, load_day, save_day

HOME, POST, SCHOOL = (KeptSpot(name, 55.49, 3.5) for name in ("Home", "Post", "School"))
WISH = DayWish("2026-11-24", start=HOME, errands=(ErrandWish(POST, opens=540, closes=1080), ErrandWish(SCHOOL, at=960, after=(0,))))


@pytest.fixture
def store(tmp_path):
    store = Store(tmp_path / "allways.db")
    yield store
    store.close()


def test_it_is_there_again(store):
    assert load_day(store) == KeptDay()
    save_day(store, KeptDay(WISH))
    assert load_day(store).wish == WISH


@pytest.mark.parametrize("change", [
    {"leave": 1440}, {"leave": "9"}, {"around": "SHIP"}, {"errands": [{"spot": {"name": "", "lat": 91, "lon": 0}}]},
    {"errands": [{"spot": {"name": "", "lat": 1, "lon": 0}, "after": [3]}]}, {"errands": [{"spot": {"name": "", "lat": 1, "lon": 0}}] * 9},
])  # fmt: skip
def test_what_makes_no_sense_is_as_at_first(store, change):
    store.keep(NAME, msgspec.json.encode({"wish": change}))
    assert load_day(store) == KeptDay()


def test_what_is_no_json_is_as_at_first(store):
    store.keep(NAME, b"{")
    assert load_day(store) == KeptDay()


def test_one_is_taken_away_and_what_comes_before_what_stays():
    three = WISH.with_errand(ErrandWish(POST, after=(1, 0)))
    assert [one.after for one in three.without(0).errands] == [(), (0,)]
    assert [one.after for one in three.without(1).errands] == [(), (0,)]


def test_there_are_never_more_than_eight():
    wish = WISH
    for _ in range(9):
        wish = wish.with_errand(ErrandWish(POST))
    assert len(wish.errands) == 8


def test_no_place_is_ever_printed():
    assert "55.49" not in repr(WISH) + repr(KeptDay(WISH)) + repr(HOME)
    assert "Post" not in repr(WISH)
