"""What happens on a day, each event alone: who keeps the promise, who is told of another, who is left to people."""
import numpy as np
import pytest

from routing.dispatch.rides.advance import advance
from routing.dispatch.rides.events import broken_down, cancelled, closed, delayed, elapsed, late_connection, no_show, served
from routing.dispatch.rides.model import NEVER, Break, Ride, Vehicle
from routing.dispatch.rides.promise import Terms
from routing.dispatch.rides.repair import Stranded
from routing.dispatch.rides.schedule import find_schedule
from routing.dispatch.rides.verifier import verify
from tests.routing.dispatch.rides.worlds import FOLDING, dispatch, line

STREET = line(0, 100, 200, 1000)
TERMS = Terms(window=300, leeway=200, patience=2000)
FIRST = Ride(1, 2, 100, 400, 800, (1, 0), longest_ride=400)
SECOND = Ride(1, 3, 100, 500, 1500, (0, 1), longest_ride=1300)


VANS = (Vehicle(0, FOLDING), Vehicle(3, FOLDING))


def van(rides=(FIRST, SECOND), routes=((0, 2, 1, 3), ()), vehicles=VANS):
    return dispatch(STREET, list(vehicles), list(rides), [list(route) for route in routes])


def begins(world, vehicle=0) -> list[int]:
    return find_schedule(world, vehicle).begin.tolist()


def routes(world) -> list[list[int]]:
    return [route.tolist() for route in world.plan.routes()]


def test_a_cancelled_ride_is_in_no_route_and_the_others_stay():
    after = cancelled(van(), 0, 0, TERMS)
    assert routes(after.dispatch) == [[2, 3], []]
    assert (after.kept, after.later, after.stranded) == ((), (), ())
    assert after.dispatch.plan.version.tolist() == [1, 0]


def test_a_van_that_was_on_its_way_is_there_first():
    under_way = advance(van((FIRST,), ((0, 1), ())), 50).dispatch
    assert under_way.plan.fixed[0] == 1
    after = cancelled(under_way, 0, 50, TERMS).dispatch
    assert (int(after.fleet.start_place[0]), int(after.fleet.start_at[0]), int(after.plan.fixed[0])) == (1, 100, 0)


def test_who_is_on_board_cannot_cancel():
    with pytest.raises(ValueError, match="on board"):
        cancelled(advance(van(), 150).dispatch, 0, 150, TERMS)


def test_who_did_not_come_costs_the_others_the_wait_only():
    after = no_show(advance(van(), 100).dispatch, 0, 180, TERMS)
    assert routes(after.dispatch) == [[3], []]
    assert after.dispatch.plan.aboard_ride.tolist() == [1]
    assert begins(after.dispatch) == [180 + 900]
    assert verify(after.dispatch) == []


def test_a_van_breaks_down_and_the_other_fetches_all_in_time():
    """Who waits keeps the promise; who sat in the van is fetched first."""
    third = Ride(2, 3, 300, 1400, 2600, (1, 0))
    world = advance(van((FIRST, SECOND, third), ((2, 3), (0, 1, 4, 5)), (Vehicle(0, FOLDING), Vehicle(1, FOLDING))), 120).dispatch
    after = broken_down(world, 0, 1, 130, TERMS)
    assert verify(after.dispatch) == []
    assert routes(after.dispatch)[0] == []
    assert {after.dispatch.plan.vehicle_of(ride) for ride in (0, 1, 2)} == {1}
    assert [(ride, promise.arrive_by) for ride, promise in after.fetched] == [(1, 1500)]
    assert (after.kept, after.later, after.stranded) == ((), (), ())
    assert begins(after.dispatch, 1)[routes(after.dispatch)[1].index(3)] <= 1500


def test_who_cannot_be_fetched_in_time_is_told_when_instead():
    after = broken_down(advance(van(), 150).dispatch, 0, 1, 150, TERMS)
    assert after.stranded == ()
    later = dict(after.later)
    assert later.keys() | dict(after.fetched).keys() == {0, 1}
    assert 0 in later
    assert later[0].arrive_by > FIRST.latest_dropoff
    assert verify(after.dispatch) == []
    assert begins(after.dispatch, 1)[routes(after.dispatch)[1].index(1)] <= later[0].arrive_by


def test_who_nobody_can_fetch_is_handed_back_with_the_reason():
    small = van(vehicles=(Vehicle(0, FOLDING), Vehicle(3, ((4, 0),))))
    after = broken_down(advance(small, 150).dispatch, 0, 1, 150, TERMS)
    assert after.stranded == (Stranded(1, "no_room"),)
    assert after.dispatch.plan.vehicle_of(1) == -1
    alone = broken_down(advance(van(vehicles=(Vehicle(0, FOLDING),), routes=((0, 2, 1, 3),)), 150).dispatch, 0, 1, 150, TERMS)
    assert alone.stranded == (Stranded(0, "no_vehicle"), Stranded(1, "no_vehicle"))
    assert verify(alone.dispatch) == []


def test_the_van_waits_for_a_late_train_where_everybody_else_is_in_time():
    after = late_connection(van(), 1, 350, 0, TERMS)
    assert (after.kept, after.later, after.stranded) == ((1,), (), ())
    assert begins(after.dispatch)[routes(after.dispatch)[0].index(2)] == 350
    assert verify(after.dispatch) == []
    assert after.dispatch.rides.ride(0) == FIRST


def test_a_later_train_moves_the_window_of_who_sits_in_it_only():
    after = late_connection(van(), 1, 700, 0, TERMS)
    assert after.dispatch.rides.ride(0) == FIRST
    assert [ride for ride, _ in after.later] == [1]
    promise = dict(after.later)[1]
    assert (promise.pickup_from, promise.arrive_by) == (700, SECOND.latest_dropoff + 600)
    assert verify(after.dispatch) == []
    assert routes(after.dispatch) == routes(van())
    assert begins(after.dispatch) == [400, 700, 800, 1600]


def test_a_train_in_time_changes_nothing():
    assert late_connection(van(), 1, 100, 0, TERMS).dispatch.plan.version.tolist() == [0, 0]


def test_a_closed_bridge_sends_those_it_concerns_elsewhere():
    """From place 0 nobody gets to the others any more; the van that stands beyond takes over."""
    cut = STREET.copy()
    cut[0, 1:] = NEVER
    after = closed(van(), cut, 0, TERMS)
    assert verify(after.dispatch) == []
    assert routes(after.dispatch)[0] == []
    assert {ride for ride, _ in after.later} | set(after.kept) == {0, 1}


def test_who_is_on_board_when_the_way_ends_is_handed_back():
    cut = STREET.copy()
    cut[:3, 3] = NEVER
    after = closed(advance(van(), 150).dispatch, cut, 150, TERMS)
    assert after.stranded == (Stranded(1, "no_way"),)
    assert routes(after.dispatch) == [[1], []]
    assert verify(after.dispatch) == []


def test_a_longer_way_makes_those_on_board_late_and_they_are_told():
    longer = STREET.copy()
    longer[:3, 3] = 3000
    after = closed(advance(van(), 150).dispatch, longer, 150, TERMS)
    assert after.stranded == ()
    assert dict(after.later)[1].arrive_by == 3000 + 200 + TERMS.leeway
    assert verify(after.dispatch) == []


def test_a_break_that_cannot_be_reached_is_taken_where_the_van_is():
    resting = Vehicle(0, FOLDING, breaks=(Break(3, 0, 5000, 60),))
    cut = STREET.copy()
    cut[:3, 3] = NEVER
    after = closed(van((FIRST,), ((0, 1, -1), ()), (resting, Vehicle(3, FOLDING))), cut, 0, TERMS)
    assert after.late_breaks == (0,)
    assert verify(after.dispatch) == []
    assert -1 in routes(after.dispatch)[0]


def test_a_delay_is_kept_up_with_as_long_as_it_can_be():
    fine = delayed(van(), 0, 250, 0, TERMS)
    assert routes(fine.dispatch) == routes(van())
    late = delayed(van(), 0, 350, 0, TERMS)
    assert verify(late.dispatch) == []
    assert set(late.kept) | {ride for ride, _ in late.later} >= {0}
    assert np.array_equal(late.dispatch.rides.load, van().rides.load)


def test_events_change_nothing_that_was_given_to_them():
    world = advance(van(), 150).dispatch
    before = [column.copy() for column in (world.plan.stop, world.fleet.start_at, world.rides.latest_dropoff, world.plan.aboard_ride)]
    broken_down(world, 0, 1, 150, TERMS)
    closed(world, np.full_like(STREET, NEVER), 150, TERMS)
    after = [world.plan.stop, world.fleet.start_at, world.rides.latest_dropoff, world.plan.aboard_ride]
    assert all(np.array_equal(was, now) for was, now in zip(before, after))


def test_a_driver_says_who_got_in_and_out():
    world = served(van(), 0, 130, TERMS).dispatch
    assert (routes(world)[0], world.plan.aboard_ride.tolist(), world.plan.aboard_since.tolist()) == ([2, 1, 3], [0], [130])
    assert (int(world.fleet.start_place[0]), int(world.fleet.start_at[0])) == (1, 130)
    world = served(served(world, 0, 150, TERMS).dispatch, 0, 260, TERMS).dispatch
    assert (routes(world)[0], world.plan.aboard_ride.tolist()) == ([3], [1])
    assert verify(world) == []
    with pytest.raises(ValueError, match="no stop"):
        served(world, 1, 260, TERMS)


def test_who_is_not_there_yet_is_so_much_later():
    """Nothing is done because it should be: at 300 the van that should have been there at 100 comes at 300 at the earliest."""
    waiting = elapsed(van(), 0, TERMS).dispatch
    assert (begins(waiting)[0], int(waiting.plan.fixed[0])) == (100, 1)
    late = elapsed(waiting, 300, TERMS)
    assert begins(late.dispatch)[:2] == [300, 300]
    assert routes(late.dispatch) == routes(van())
    assert (late.kept, late.later, late.stranded) == ((), (), ())
    later = elapsed(late.dispatch, 450, TERMS)
    assert 0 in dict(later.later) or 0 in later.kept
    assert verify(later.dispatch) == []


def test_who_has_time_waits_where_it_is():
    world = van((Ride(1, 2, 600, 900, 1500, (1, 0)),), ((0, 1), ()))
    then = elapsed(world, 499, TERMS).dispatch
    assert (int(then.fleet.start_at[0]), int(then.plan.fixed[0])) == (499, 0)
    gone = elapsed(world, 510, TERMS).dispatch
    assert (int(gone.fleet.start_at[0]), int(gone.plan.fixed[0]), begins(gone)[0]) == (500, 1, 600)
