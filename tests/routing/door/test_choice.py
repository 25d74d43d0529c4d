from hypothesis import given
from hypothesis import strategies as st

from routing.door.choice import Candidate, choose, dominates, undominated
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
    assert set(choose([car, candidate()], 0, False, 5)) == {car, candidate()}


def test_one_itinerary_per_line_sequence():
    early, late = candidate(departure=0, arrival=600), candidate(departure=300, arrival=900)
    assert choose([early, late], 0, False, 5) == [early]
    assert choose([early, late], 1000, True, 5) == [late]


def test_the_direct_ride_survives_a_crowd_of_faster_ones():
    crowd = [candidate(arrival=500 + i, rides=3, walk=50, line=("a", "b", str(i))) for i in range(9)]
    direct = candidate(arrival=2000, rides=1, walk=60)
    assert direct in choose([*crowd, direct], 0, False, 5)


@given(st.lists(candidates, max_size=30))
def test_chosen_journeys_are_few_different_and_undominated(found):
    chosen = choose(found, 0, False, 5)
    assert len(chosen) <= 5
    assert len({(c.kind, c.line) for c in chosen}) == len(chosen)
    assert not any(dominates(a, b) for a in found for b in chosen)
    assert [c.arrival_s for c in chosen] == sorted(c.arrival_s for c in chosen)
    assert {c.kind for c in undominated(found)} == {c.kind for c in chosen} or len({c.kind for c in undominated(found)}) > 5
