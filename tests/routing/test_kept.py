"""What is worked out once: bounded, taken over in parts, and made by one for all who ask at once."""
import threading
from functools import partial

from routing.kept import Kept


def test_the_oldest_of_a_kind_goes_and_other_kinds_stay():
    kept = Kept({"few": 2}, 3)
    for number in range(4):
        kept.get(("few", number), partial(int, number))
        kept.get(("many", number), partial(int, number))
    assert list(kept) == [("many", 1), ("few", 2), ("many", 2), ("few", 3), ("many", 3)]


def test_what_no_longer_holds_is_made_anew_and_nothing_is_made_twice():
    kept, made = Kept({}, 5), []

    def make():
        made.append(len(made))
        return made[-1]

    assert [kept.get(("a",), make) for _ in range(3)] == [0, 0, 0]
    assert kept.get(("a",), make, lambda known: known > 0) == 1
    assert kept.get(("a",), make) == 1


def test_a_part_is_taken_over_and_changes_of_one_are_not_seen_by_the_other():
    kept = Kept({}, 5)
    kept.get(("a", 1), lambda: 1)
    kept.get(("b", 1), lambda: 1)
    taken = kept.only({"a"})
    taken.get(("a", 2), lambda: 2)
    assert list(kept) == [("a", 1), ("b", 1)]
    assert list(taken) == [("a", 1), ("a", 2)]
    taken.drop(lambda key: key[1] == 1)
    assert list(taken) == [("a", 2)]


def test_one_makes_it_for_all_who_ask_at_once_and_others_do_not_wait():
    kept, begun, free, made = Kept({}, 5), threading.Event(), threading.Event(), []

    def slowly():
        made.append(1)
        begun.set()
        assert free.wait(10)
        return "slow"

    found: list[str] = []
    askers = [threading.Thread(target=lambda: found.append(kept.get(("slow",), slowly))) for _ in range(3)]
    for asker in askers:
        asker.start()
    assert begun.wait(10)
    assert kept.get(("quick",), lambda: "quick") == "quick"
    free.set()
    for asker in askers:
        asker.join(10)
    assert found == ["slow"] * 3
    assert made == [1]


def test_making_one_thing_may_need_another():
    kept = Kept({}, 5)
    assert kept.get(("outer",), lambda: kept.get(("inner",), lambda: 1) + 1) == 2
