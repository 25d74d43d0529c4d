from hypothesis import given
from hypothesis import strategies as st

from routing.door.choice import Candidate, choose, dominates, other_runs, undominated
from routing.query import TripMode


def candidate(kind=TripMode.TRANSIT, departure=0, arrival=600, rides=1, walk=100, drive=0, line=("5",)):
    return Candidate(kind, departure, arrival, rides, walk, drive, line)


candidates = st.builds(
    Candidate,
    kind=st.sampled_from(list(TripMode)),
    departure_s=st.integers(0, 20),
    arrival_s=st.integers(20, 40),
    rides=st.integers(0, 3),
    walk_s=st.integers(0, 5),
    drive_s=st.integers(0, 2),
    line=st.sampled_from([("5",), ("5", "7"), ()]),
)


def test_a_slower_ride_with_more_walking_is_dominated():
    fast, slow = candidate(arrival=500), candidate(arrival=600, walk=200)
    assert dominates(fast, slow)
    assert undominated([slow, fast]) == [fast]


def test_walking_all_the_way_replaces_a_ride_that_gains_nothing():
    walk = candidate(TripMode.WALK, rides=0, walk=80, line=())
    assert undominated([candidate(), walk]) == [walk]


def test_a_car_never_hides_the_bus():
    car = candidate(TripMode.CAR, arrival=200, rides=0, walk=0, drive=200, line=())
    assert set(choose(undominated([car, candidate()]), 0, False, 5)) == {car, candidate()}


def test_one_itinerary_per_line_sequence():
    early, late = candidate(departure=0, arrival=600), candidate(departure=300, arrival=900)
    assert choose(undominated([early, late]), 0, False, 5) == [early]
    assert choose(undominated([early, late]), 1000, True, 5) == [late]


def test_nobody_waits_an_hour_for_a_ride_while_better_ones_leave_every_few_minutes():
    runs = [candidate(departure=at, arrival=at + 540) for at in range(60, 3600, 240)]
    at_the_edge = candidate(departure=3590, arrival=4900, line=("12",))  # only because the window ends, no later run of the best beats it
    assert choose(undominated([*runs, at_the_edge]), 0, False, 5) == [runs[0]]
    soon = candidate(departure=50, arrival=1300, walk=0, line=("12",))
    assert choose(undominated([*runs, soon]), 0, False, 5) == [runs[0], soon]
    only_bike = candidate(TripMode.BIKE, departure=3590, arrival=5000, rides=0, line=())
    assert only_bike in choose(undominated([*runs, only_bike]), 0, False, 5)


def test_the_other_runs_of_a_line_are_the_next_ones_or_those_before():
    runs = [candidate(departure=at, arrival=at + 540) for at in range(0, 3600, 600)]
    other = candidate(departure=700, arrival=1200, line=("7",))
    walk = candidate(TripMode.WALK, rides=0, line=(), walk=4000, arrival=4000)
    late = candidate(departure=1300, arrival=9000)  # dominated by the run after it
    found = undominated([*runs, other, walk, late])
    assert other_runs(runs[0], found, False) == (600, 1200, 1800)
    assert other_runs(runs[3], found, True) == (1200, 600, 0)
    assert other_runs(runs[5], found, False) == ()
    assert other_runs(walk, found, False) == ()


def test_the_direct_ride_survives_a_crowd_of_faster_ones():
    crowd = [candidate(arrival=500 + i, rides=3, walk=50, line=("a", "b", str(i))) for i in range(9)]
    direct = candidate(arrival=2000, rides=1, walk=60)
    assert direct in choose(undominated([*crowd, direct]), 0, False, 5)


@given(st.lists(candidates, max_size=30))
def test_chosen_journeys_are_few_different_and_undominated(found):
    chosen = choose(undominated(found), 0, False, 5)
    assert len(chosen) <= 5
    assert len({(c.kind, c.line) for c in chosen}) == len(chosen)
    assert not any(dominates(a, b) for a in found for b in chosen)
    assert [c.arrival_s for c in chosen] == sorted(c.arrival_s for c in chosen)
    assert {c.kind for c in undominated(found)} == {c.kind for c in chosen} or len({c.kind for c in undominated(found)}) > 5
