import numpy as np

from routing.dispatch.rides.advance import advance
from routing.dispatch.rides.model import Ride, Vehicle
from routing.dispatch.rides.schedule import find_schedule
from routing.dispatch.rides.verifier import verify
from tests.routing.dispatch.rides.worlds import FOLDING, dispatch, line, random_world

RIDE = Ride(1, 2, 500, 900, 3000, (1, 0), longest_ride=400, pickup_service=20)


def van():
    return dispatch(line(0, 100, 200), [Vehicle(0, FOLDING)], [RIDE], [[0, 1]])


def state(now: int) -> tuple:
    """Where it starts and when, what is fixed, what is left, who is on board since when."""
    then = advance(van(), now).dispatch
    plan, fleet = then.plan, then.fleet
    aboard = [*zip(plan.aboard_ride.tolist(), plan.aboard_vehicle.tolist(), plan.aboard_since.tolist())]
    return int(fleet.start_place[0]), int(fleet.start_at[0]), int(plan.fixed[0]), plan.route(0).tolist(), aboard, int(plan.version[0])


def test_a_van_waits_until_it_has_to_leave():
    assert state(0) == (0, 0, 0, [0, 1], [], 0)
    assert state(399) == (0, 399, 0, [0, 1], [], 0)
    assert state(400) == (0, 400, 1, [0, 1], [], 1)
    assert state(499) == (0, 400, 1, [0, 1], [], 1)


def test_who_got_in_is_on_board_until_the_dropoff():
    assert state(500) == (1, 520, 0, [1], [(0, 0, 520)], 1)
    assert state(520) == (1, 520, 1, [1], [(0, 0, 520)], 1)
    assert state(620) == (2, 620, 0, [], [], 1)
    assert [(one.stop, one.at) for one in advance(van(), 9999).done] == [(0, 500), (1, 620)]


def test_what_is_done_does_not_depend_on_how_often_one_looks():
    """Nor do the times of what is still to come."""
    for seed in range(4):
        rng = np.random.default_rng(seed)
        world = random_world(rng, 8, 3)
        often, done = world, []
        for now in np.sort(rng.integers(0, 3000, 8)).tolist():
            step = advance(often, now)
            often, done = step.dispatch, done + [*step.done]
            assert verify(often) == []
            straight = advance(world, now)
            assert sorted(done, key=repr) == sorted(straight.done, key=repr)
            for vehicle in range(3):
                if len(often.plan.route(vehicle)):
                    assert find_schedule(often, vehicle).begin.tolist() == find_schedule(straight.dispatch, vehicle).begin.tolist()
            for column in ("stop", "aboard_ride", "aboard_since", "fixed"):
                assert np.array_equal(getattr(often.plan, column), getattr(straight.dispatch.plan, column)), column


def test_a_fixed_stop_stays_so_while_the_van_is_on_its_way():
    under_way = advance(van(), 450).dispatch
    later = advance(under_way, 470).dispatch
    assert later.plan.version.tolist() == under_way.plan.version.tolist()
    assert later.fleet.start_at.tolist() == [400]
    assert verify(later, before=under_way.plan) == []
