"""Ways walked to their end: kept on the phone, no more of one than are needed, and forgotten on wish."""

import pytest

from accessibility.guidance.familiar import Walked
from mobile.store.database import Store
from mobile.store.walks import MOST, NAME, Walks

HOME_TO_WORK = Walked(("Mill Road", "High Street"), (55.4897, 3.5036), (55.4921, 3.5036))


@pytest.fixture
def walks(tmp_path):
    return Walks(Store(tmp_path / "allways.db"))


def elsewhere(number: int) -> Walked:
    return Walked((f"Street {number}",), (50.0 + number / 100, 3.0), (50.0 + number / 100, 3.1))


def test_walks_are_there_after_the_next_start_and_gone_when_forgotten(walks):
    assert walks.list_walks() == []
    assert walks.add(HOME_TO_WORK) == [HOME_TO_WORK]
    again = Walks(walks.store)
    assert again.list_walks() == [HOME_TO_WORK]
    again.forget()
    assert walks.list_walks() == []


def test_a_way_walked_every_day_is_asked_about_on_one_of_them_only(walks):
    assert [len(walks.add(HOME_TO_WORK)) for _ in range(8)] == [1, 2, 3, 4, 4, 4, 4, 4]


def test_the_oldest_ways_go_first(walks):
    for number in range(MOST + 3):
        walks.add(elsewhere(number))
    assert walks.list_walks() == [elsewhere(number) for number in range(3, MOST + 3)]


@pytest.mark.parametrize("raw", [b"nonsense", b"{}", b"[1, {}]", b'[{"streets": ["A"], "start": [1, 2], "end": ["x", 3]}]'])
def test_what_makes_no_sense_is_left_out(walks, raw):
    walks.store.keep(NAME, raw)
    assert walks.list_walks() == []
    assert walks.add(HOME_TO_WORK) == [HOME_TO_WORK]
