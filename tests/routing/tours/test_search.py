"""The best day against every order there is, and what is said of what cannot be done."""
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings

from routing.tours.day import Day, Errand, LeftOut, Tour, Way, Why, Without
from routing.tours.exact import best_order
from routing.tours.first_order import best_on_matrix
from routing.tours.search import best_day, first_tour, mended, neighbours
from routing.tours.timing import earliest
from tests.routing.tours.made_up import HOUR, Lines, days, tried

MINUTE = 60


def even(count: int, minutes: int = 10) -> Lines:
    """Every two places as far apart."""
    table = ((minutes * MINUTE,) * (count + 2),) * (count + 2)
    return Lines(table, table)


def holds(day: Day, ways, tour: Tour) -> None:
    """Every leg is a way there is, nobody leaves before being there and done, and every errand lies within a window."""
    at, free_s = 0, day.start_s
    for visit in tour.visits:
        errand, way = day.errands[visit.errand], visit.way
        assert ways.leaving(at, visit.errand + 1, way.departure_s).arrival_s <= way.arrival_s
        assert free_s <= way.departure_s
        assert way.arrival_s <= visit.begin_s
        assert visit.leave_s == visit.begin_s + errand.duration_s
        assert not errand.windows or any(opens <= visit.begin_s and visit.leave_s <= closes for opens, closes in errand.windows)
        assert visit.slack_s >= 0
        at, free_s = visit.errand + 1, visit.leave_s
    assert free_s <= tour.last.departure_s
    assert tour.end_s <= day.latest_end_s
    assert day.in_order(tour.order)


@given(days())
@settings(max_examples=60, deadline=None)
def test_no_order_there_is_does_more_or_the_same_sooner(world):
    day, ways = world
    found, every = best_day(day, ways), tried(day, ways)
    assert (found.tour is None) == (not every)
    if found.tour is not None:
        holds(day, ways, found.tour)
        best = min(tour.key(day) for tour in every)
        # The travel of the answer is that of ways without waiting, which are others.
        assert found.tour.key(day)[:2] == best[:2]
        assert best_order(day, ways).key(day) == best
        assert {one.errand for one in found.left_out} | set(found.tour.order) == set(range(len(day.errands)))


@given(days(still=True))
@settings(max_examples=12, deadline=None)
def test_the_solver_is_never_worse_than_every_order_on_its_matrix(world):
    day, ways = world
    places = range(day.end + 1)
    times = {(one, other): ways.walk_s[one][other] for one in places for other in places if one != other and (one, other) not in ways.cut}
    order, every = best_on_matrix(day, times), tried(day, ways)
    assert (order is None) == (not every)
    if order is not None:
        assert earliest(day, ways, order).key(day) == min(tour.key(day) for tour in every)


@given(days(5, 6))
@settings(max_examples=10, deadline=None)
def test_a_full_day_is_true_and_does_at_least_what_its_first_order_does(world):
    day, ways = world
    first = first_tour(day, ways)
    found = mended(day, ways, first)
    exact = best_order(day, ways)
    assert (found is None) == (exact is None)
    if found is not None:
        holds(day, ways, found)
        assert exact.key(day) <= found.key(day)
        assert first is None or found.key(day) <= first.key(day)


@given(days(most=3))
@settings(max_examples=20, deadline=None)
def test_an_order_is_given_up_only_where_it_ends_too_late(world):
    day, ways = world
    for tour in tried(day, ways):
        assert earliest(day, ways, tour.order, tour.end_s) == tour
        assert earliest(day, ways, tour.order, tour.end_s - 1) is None


def test_no_way_is_asked_for_what_cannot_be_in_time():
    day = Day((Errand((), HOUR), Errand(((0, HOUR),), 10 * MINUTE)), 0, 3 * HOUR)
    nobody_is_asked = None
    assert earliest(day, nobody_is_asked, (0, 1)) is None
    assert earliest(day, even(2), (1, 0)) is not None


def test_eight_errands_by_lines_every_twenty_minutes_are_all_done():
    count = 8
    walk = tuple(tuple(MINUTE * (5 + 7 * ((one * other) % 5)) for other in range(count + 2)) for one in range(count + 2))
    ride = tuple(tuple(MINUTE * (3 + (one + other) % 4) for other in range(count + 2)) for one in range(count + 2))
    windows = [((hour * HOUR, (hour + 2) * HOUR),) for hour in (6, 5, 4, 3, 2, 1, 0, 0)]
    day = Day(tuple(Errand(one, 10 * MINUTE) for one in windows), 0, 12 * HOUR)
    found = best_day(day, Lines(walk, ride, 1200))
    holds(day, Lines(walk, ride, 1200), found.tour)
    assert len(found.tour.order) == count
    assert not found.left_out
    assert not found.proven


def test_the_pharmacy_closes_first_and_the_child_waits_for_nobody():
    pharmacy = Errand(((8 * HOUR, 12 * HOUR), (14 * HOUR, 18 * HOUR + 1800)), 5 * MINUTE)
    post = Errand(((9 * HOUR, 18 * HOUR),), 10 * MINUTE)
    child = Errand(((16 * HOUR, 16 * HOUR),), 0)
    day = Day((pharmacy, post, child), 13 * HOUR + 1800, 19 * HOUR)
    found = best_day(day, even(3))
    assert set(found.tour.order) == {0, 1, 2}
    assert found.proven
    school = next(visit for visit in found.tour.visits if visit.errand == 2)
    assert (school.begin_s, school.slack_s) == (16 * HOUR, 0)
    assert school.way.arrival_s <= 16 * HOUR - day.spare_s


def test_nobody_leaves_home_to_wait():
    day = Day((Errand(((10 * HOUR, 10 * HOUR),), 0),), 8 * HOUR, 12 * HOUR)
    (visit,) = best_day(day, even(1)).tour.visits
    assert visit.way == Way(10 * HOUR - 15 * MINUTE, 10 * HOUR - 5 * MINUTE)


def test_slack_is_what_the_rest_of_the_day_bears():
    late, child = Errand(((0, 10 * HOUR),), 0), Errand(((3 * HOUR, 4 * HOUR),), 0)
    day = Day((late, child), 0, 5 * HOUR, 0)
    found = best_day(day, even(2)).tour
    assert found.order == (0, 1)
    assert [visit.begin_s + visit.slack_s for visit in found.visits] == [4 * HOUR - 10 * MINUTE, 4 * HOUR]


def test_a_window_over_midnight_is_one_window():
    night = Errand(((22 * HOUR, 26 * HOUR),), 30 * MINUTE)
    found = best_day(Day((night,), 25 * HOUR, 28 * HOUR), even(1)).tour
    assert (found.visits[0].begin_s, found.end_s) == (25 * HOUR + 10 * MINUTE, 25 * HOUR + 50 * MINUTE)


@pytest.mark.parametrize(("errands", "cut", "said"), [
    ([Errand((), 0)], {(0, 1)}, LeftOut(0, Why.NO_WAY)),
    ([Errand((), 0)], {(1, 2)}, LeftOut(0, Why.NO_WAY)),
    ([Errand(((0, 600),), 900)], (), LeftOut(0, Why.TOO_SHORT)),
    ([Errand(((0, 900),), 600)], (), LeftOut(0, Why.TOO_LATE, (), 600, -300)),
    ([Errand(((2 * HOUR, 9 * HOUR),), 600)], (), LeftOut(0, Why.END_TOO_LATE, (), 2 * HOUR + 1200)),
    ([Errand(((HOUR, HOUR),), 0, worth=2, must=False), Errand(((HOUR, HOUR + 600),), 600)], (), LeftOut(0, Why.CONFLICT, (1,))),
    ([Errand((), HOUR), Errand((), 1200, must=False), Errand((), 1200, must=False, worth=2)], (), LeftOut(1, Why.NO_ROOM)),
])  # fmt: skip
def test_what_is_left_out_has_the_least_reason_there_is(errands, cut, said):
    found = best_day(Day(tuple(errands), 0, 2 * HOUR), Lines(even(len(errands)).walk_s, even(len(errands)).ride_s, 0, frozenset(cut)))
    assert found.left_out == (said,)


def test_what_must_be_done_comes_before_any_number_of_wishes():
    errands = (Errand(((HOUR, HOUR + 1800),), 1800), *(Errand(((HOUR, HOUR + 600),), 300, must=False, worth=100),) * 2)
    found = best_day(Day(errands, 0, 3 * HOUR), even(3))
    assert found.tour.order == (0,)


def test_leaving_the_post_office_out_is_home_earlier():
    errands = (Errand((), 0), Errand(((2 * HOUR, 3 * HOUR),), 0, must=False))
    found = best_day(Day(errands, 0, 4 * HOUR), even(2))
    assert found.without == Without(1, 2 * HOUR + 10 * MINUTE - 20 * MINUTE)


def test_what_comes_before_does():
    errands = (Errand((), 0, after=frozenset({1})), Errand(((HOUR, 2 * HOUR),), 0))
    assert best_day(Day(errands, 0, 3 * HOUR), even(2)).tour.order == (1, 0)
    circle = tuple(Errand((), 0, after=frozenset({1 - number})) for number in range(2))
    assert len(best_day(Day(circle, 0, 3 * HOUR), even(2)).tour.order) == 1


def test_even_home_out_of_reach_is_said():
    found = best_day(Day((Errand((), 0),), 0, 300), even(1))
    assert found.tour is None
    assert [one.why for one in found.left_out] == [Why.END_TOO_LATE]


@pytest.mark.parametrize("wrong", [
    {"errands": ()}, {"errands": (Errand((), 0),) * 9}, {"latest_end_s": 0}, {"errands": (Errand((), 0, after=frozenset({0})),)},
    {"errands": (Errand((), 0, after=frozenset({4})),)},
])  # fmt: skip
def test_what_is_no_day_is_refused(wrong):
    with pytest.raises(ValueError):
        Day(**{"errands": (Errand((), 0),), "start_s": 0, "latest_end_s": HOUR, **wrong})


def test_orders_next_to_one_keep_what_comes_first():
    day = Day((Errand((), 0), Errand((), 0, after=frozenset({0})), Errand((), 0)), 0, HOUR)
    near = set(neighbours(day, (0, 1)))
    assert near == {order for order in permutations(range(3)) if day.in_order(order) and [one for one in order if one != 2] == [0, 1]}
    assert all(one.index(0) < one.index(1) for one, _ in pairwise([*near, (0, 1)]))
