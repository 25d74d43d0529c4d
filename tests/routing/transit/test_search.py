"""Limits and kinds of a search, in plain words; that all searches are exact is the business of test_agreement.py."""
import threading

import numpy as np
import pytest

from routing.transit import search_api
from routing.transit.day import build_day
from routing.transit.search_api import Ends, TransitSearch
from routing.transit.workspace import INF
from tests.routing.transit.check import MAX_RIDES, WINDOW, random_trial
from tests.routing.transit.feeds import DAY, ZONE, Feed
from tests.routing.transit.networks import BASE_S, random_network
from tests.routing.transit.towns import arrival, ask, clock, options, said, town, trip
from tests.routing.transit.twin import make_slow

# A slow bus all the way, or two quick trams with a change at 1.
TWO_WAYS = Feed(3, [trip("0 at 8:00, 2 at 9:00"), trip("0 at 8:00, 1 at 8:10"), trip("1 at 8:20, 2 at 8:30")])
EVERY_TEN = Feed(2, [trip(f"0 at 8:{m:02}, 1 at 8:{m + 5:02}") for m in (0, 10, 20, 30)])


def test_each_number_of_rides_has_its_own_earliest_arrival():
    journeys = ask(town(TWO_WAYS), 0, 2, "7:50")
    assert [(journey.boardings, said(journey.arrival_s)) for journey in journeys] == [(1, "9:00"), (2, "8:30")]


def test_no_more_rides_than_allowed():
    assert arrival(town(TWO_WAYS), 0, 2, "7:50", max_rides=1) == "9:00"
    assert arrival(town(TWO_WAYS), 0, 2, "7:50", max_rides=2) == "8:30"


def test_a_search_may_allow_more_rides_than_the_one_before():
    search = town(Feed(6, [trip(f"{i} at 8:{i}0, {i + 1} at 8:{i}5") for i in range(5)]))
    assert arrival(search, 0, 5, "8:00", max_rides=4) is None
    assert arrival(search, 0, 5, "8:00", max_rides=5) == "8:45"


def test_no_journey_longer_than_allowed():
    assert arrival(town(TWO_WAYS), 0, 2, "8:00", max_rides=1, max_duration_s=3600) == "9:00"
    assert arrival(town(TWO_WAYS), 0, 2, "8:00", max_rides=1, max_duration_s=3599) is None


def test_a_ride_has_to_be_quicker_than_going_directly():
    assert [journey.boardings for journey in ask(town(TWO_WAYS), 0, 2, "8:00", direct_s=3600)] == [2]
    assert ask(town(TWO_WAYS), 0, 2, "8:00", direct_s=1800) == []


def test_walks_between_rides_may_be_of_any_length():
    feed = Feed(4, [trip("0 at 8:00, 1 at 8:10"), trip("2 at 12:00, 3 at 12:10")])
    assert arrival(town(feed, {(1, 2): 3 * 3600}), 0, 3, "8:00") == "12:10"
    assert arrival(town(feed, {(1, 2): 4 * 3600}), 0, 3, "8:00") is None


def test_a_walk_goes_the_way_it_is_open():
    feed = Feed(4, [trip("0 at 8:00, 1 at 8:10"), trip("2 at 8:20, 3 at 8:30")])
    assert arrival(town(feed, {(2, 1): 60}), 0, 3, "8:00") is None


def test_of_two_ways_to_the_same_stop_the_shorter_counts():
    access, egress = Ends.of([(0, 900), (0, 300)]), Ends.of([(1, 500), (1, 40)])
    (journey,) = town(EVERY_TEN).earliest(access, egress, clock("7:54"), options=options())
    assert (journey.access_index, journey.egress_index) == (1, 1)
    assert (journey.departure_s, journey.arrival_s) == (clock("7:55"), clock("8:05:40"))


def test_the_latest_departure_that_is_still_in_time():
    search, ends = town(EVERY_TEN), (Ends.of([(0, 60)]), Ends.of([(1, 60)]))
    (journey,) = search.latest(*ends, clock("8:26"), options=options())
    assert (journey.departure_s, journey.arrival_s) == (clock("8:19"), clock("8:26"))
    (journey,) = search.latest(*ends, clock("8:25:59"), options=options())
    assert journey.departure_s == clock("8:09")


def test_a_window_holds_all_its_departures_latest_first():
    search, ends = town(EVERY_TEN), (Ends.of([(0, 60)]), Ends.of([(1, 0)]))
    found = search.range(*ends, clock("7:59"), clock("8:28"), options=options())
    assert [said(journey.departure_s) for journey in found] == ["8:19", "8:09", "7:59"]


def test_a_window_of_arrivals_holds_them_earliest_first():
    search, ends = town(EVERY_TEN), (Ends.of([(0, 0)]), Ends.of([(1, 60)]))
    found = search.range_arrive_by(*ends, clock("8:10"), clock("8:26"), options=options())
    assert [said(journey.arrival_s) for journey in found] == ["8:16", "8:26"]


def test_less_walking_is_worth_a_later_arrival():
    feed = Feed(4, [trip("0 at 8:00, 1 at 8:10"), trip("2 at 8:25, 3 at 8:30"), trip("1 at 8:20, 3 at 8:45")])
    search, ends = town(feed, {(1, 2): 600}), (Ends.of([(0, 30)]), Ends.of([(3, 0)]))
    found = search.pareto_walk(*ends, clock("7:50"), options=options())
    assert {(said(journey.arrival_s), journey.walk_ms) for journey in found} == {("8:30", 630_000), ("8:45", 30_000)}
    (journey,) = search.pareto_walk(*ends, clock("7:50"), max_walk_ms=629_999, options=options())
    assert said(journey.arrival_s) == "8:45"
    assert search.pareto_walk(*ends, clock("7:50"), max_walk_ms=29_999, options=options()) == []


def test_only_the_part_on_foot_of_a_way_to_the_stop_is_walking():
    by_bike = Ends(np.array([0], np.int32), np.array([600], np.int32), np.array([45_000], np.int32))
    (journey,) = town(EVERY_TEN).pareto_walk(by_bike, Ends.of([(1, 10)]), clock("7:50"), options=options())
    assert journey.walk_ms == 55_000


def test_arriving_by_weighs_walking_too():
    feed = Feed(4, [trip("0 at 8:00, 1 at 8:10"), trip("2 at 8:10, 3 at 8:30"), trip("0 at 7:00, 3 at 8:20")])
    found = town(feed, {(0, 2): 540}).pareto_walk_arrive_by(Ends.of([(0, 0), (2, 540)]), Ends.of([(3, 0)]), clock("8:30"), options=options())
    assert {(said(journey.departure_s), journey.walk_ms) for journey in found} == {("8:01", 540_000), ("7:00", 0)}


@pytest.mark.parametrize("access, egress", [([], [(1, 0)]), ([(0, 0)], [])])
def test_without_a_stop_in_reach_there_is_no_journey(access, egress):
    search, ends = town(EVERY_TEN), (Ends.of(access), Ends.of(egress))
    assert search.earliest(*ends, clock("8:00"), options=options()) == []
    assert search.range(*ends, clock("8:00"), clock("9:00"), options=options()) == []
    assert search.pareto_walk(*ends, clock("8:00"), options=options()) == []


def test_a_city_without_trips_has_no_journey():
    search = town(Feed(2, [trip("0 at 8:00, 1 at 8:10", days=(3,))]))
    assert ask(search, 0, 1, "8:00") == []
    assert search.range(Ends.of([(0, 0)]), Ends.of([(1, 0)]), 0, 86_400, options=options()) == []


def random_searches(numbers):
    """Searches with a question each, as the long proof asks them."""
    for number in numbers:
        rng = np.random.default_rng(number)
        network = random_network(rng)
        search = TransitSearch.of_timetable(network.transit, network.walks, build_day(network.transit, DAY, ZONE))
        yield search, random_trial(rng, network, make_slow(network, 60), 60)


def answers(search, trial):
    ends = trial.access, trial.egress
    return [
        search.earliest(*ends, BASE_S, trial.direct_s, trial.options),
        search.latest(*ends, BASE_S + 3600, trial.direct_s, trial.options),
        search.range(*ends, *WINDOW, trial.direct_s, trial.options),
        search.pareto_walk(*ends, BASE_S, options=trial.options),
    ]


def test_threads_share_one_search():
    for search, trial in random_searches(range(500, 512)):
        expected, found = answers(search, trial), [[], []]

        def work(mine):
            mine += [answers(search, trial) for _ in range(5)]  # noqa: B023 (joined before the next turn of the loop)

        threads = [threading.Thread(target=work, args=(mine,)) for mine in found]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [[expected] * 5] * 2


def test_a_question_leaves_nothing_behind():
    """The same arrays serve one question after the other."""
    for search, trial in random_searches(range(600, 612)):
        first = answers(search, trial)
        search.earliest(trial.egress, trial.access, BASE_S, INF, options(max_rides=2))
        search.range(trial.egress, trial.access, *WINDOW, INF, options(max_rides=MAX_RIDES, step_s=600))
        assert answers(search, trial) == first


def test_a_pool_of_labels_that_runs_full_grows(monkeypatch):
    for search, trial in random_searches(range(700, 706)):
        expected = answers(search, trial)[-1]
        monkeypatch.setattr(search_api, "FIRST_LABELS", 512)
        small = TransitSearch(search.tt, search.walks, search.rule_rows, 0)
        assert answers(small, trial)[-1] == expected
        assert len(small.forward.bags().time_s) > 512
        monkeypatch.undo()
