"""One thing at a time is broken in a plan that is good, and the verifier has to say which."""
from dataclasses import replace

import numpy as np
import pytest

from routing.dispatch.rides.model import NEVER, Break, Dispatch, Plan, Ride, Vehicle
from routing.dispatch.rides.verifier import verify
from tests.routing.dispatch.rides.worlds import FOLDING, dispatch, line

ALONG = line(0, 100, 200, 300)
RIDES = [
    Ride(0, 2, 0, 300, 900, (2, 0), longest_ride=400), Ride(1, 3, 0, 400, 900, (0, 1), longest_ride=400), Ride(3, 0, 0, 5000, 9000, (1, 0)),
]  # fmt: skip
VANS = [Vehicle(0, FOLDING, end_place=0, end_by=5000, breaks=(Break(3, 300, 1500, 100),)), Vehicle(3, ((3, 0),))]
GOOD = [[0, 2, 1, 3, -1], [4, 5]]


def good(routes=GOOD, **changes) -> Dispatch:
    return replace(dispatch(ALONG, VANS, RIDES, routes), **changes)


def words(world: Dispatch, before: Plan | None = None) -> str:
    return "; ".join(broken.words for broken in verify(world, before))


def with_ride(row: int, **values: int) -> Dispatch:
    return good(rides=good().rides.changed(row, **values))


def with_van(vehicle: int, **values: int) -> Dispatch:
    return good(fleet=good().fleet.changed(vehicle, **values))


def test_a_good_plan_has_nothing_to_say():
    assert verify(good()) == []
    assert verify(good(), before=good().plan) == []
    assert verify(good([[-1], []])) == []


@pytest.mark.parametrize(
    ("world", "said"),
    [
        (with_ride(1, latest_pickup=99), "the pickup of ride 1 would be at 100, 99 at the latest"),
        (with_ride(0, latest_dropoff=199), "the dropoff of ride 0 would be at 200, 199 at the latest"),
        (with_ride(0, longest_ride=199), "ride 0 would be on board for longer than 199"),
        (with_ride(1, pickup_service=201), "ride 0 would be on board for longer than 400"),
        (with_van(0, start_at=301), "the pickup of ride 0 would be at 301, 300 at the latest"),
        (with_van(0, end_by=699), "the shift of vehicle 0 would be at 700, 699 at the latest"),
        (with_van(0, longest_route=699), "vehicle 0 would be away for longer than 699"),
        (good([[0, 2, 1, 3, -1], [4]]), "ride 2 is picked up and never dropped off"),
        (good([[0, 2, 1, 3, -1], [5]]), "ride 2 is dropped off without having been picked up"),
        (good([[0, 2, 1, 3, -1], [5, 4]]), "ride 2 is dropped off before it is picked up"),
        (good([[0, 2, 1, 3, 4, -1], [5]]), "ride 2 is picked up by one vehicle and dropped off by another"),
        (good([[0, 2, 1, 3, -1], [4, 5, 4]]), "the pickup of ride 2 stands twice"),
        (good([[0, 2, 1, 3], [4, 5, -1]]), "break 0 is one of another vehicle"),
        (good([[0, 2, 1, 3, -1], [4, 5, 6]]), "stop 6 is of no ride and no break"),
        (good([[0, 2, 1, 3, -1], [4, 5, -2]]), "stop -2 is of no ride and no break"),
        (good([[0, 2, 1, -1, 3], [4, 5]]), "ride 1 is on board in break 0"),
        (good([[0, 1, -1], [4, 2, 5, 3]]), "vehicle 1 cannot hold the load behind the pickup of ride 1"),
        (good(rides=good().rides.changed(0, load=(3, 0))), "vehicle 0 cannot hold the load behind the pickup of ride 1"),
    ],
)
def test_each_broken_thing_is_named(world, said):
    assert said in words(world)


def test_a_way_that_is_gone_is_named():
    cut = ALONG.copy()
    cut[0, 1] = NEVER
    assert words(good(travel_ticks=cut)) == "no street leads to the pickup of ride 1"


def test_each_stop_can_be_as_late_as_the_limits_and_no_later():
    assert verify(with_ride(1, latest_pickup=100)) == []
    assert verify(with_ride(0, longest_ride=200)) == []
    assert verify(with_van(0, end_by=700, longest_route=700)) == []


def aboard(since: int, vehicle: int = 0) -> Dispatch:
    """Ride 0 is in a van since some time."""
    plan = replace(
        Plan.of([[1, 2, 3, -1], [4, 5]]), aboard_ride=np.array([0], np.int32), aboard_vehicle=np.array([vehicle], np.int32),
        aboard_since=np.array([since], np.int32),
    )  # fmt: skip
    return good(plan=plan)


def test_who_is_on_board_stays_and_has_sat_there_all_the_time():
    assert verify(aboard(since=-200)) == []
    assert words(aboard(since=-201)) == "the dropoff of ride 0 would be at 200, 199 at the latest"
    assert words(aboard(since=0, vehicle=1)) == "ride 0 is on board of vehicle 1 and dropped off by another"
    gone = replace(aboard(0), plan=aboard(0).plan.with_route(0, [2, 3, -1]))
    assert words(gone) == "ride 0 is on board and never dropped off"
    again = replace(aboard(0), plan=aboard(0).plan.with_route(0, [0, 1, 2, 3, -1]))
    assert words(again) == "ride 0 is on board and picked up again"


def test_a_new_plan_keeps_what_is_fixed_and_leaves_nobody_out():
    held = replace(good().plan, fixed=np.array([2, 0], np.int32))
    assert verify(good(plan=held.with_route(0, [0, 2, 3, 1, -1])), before=held) == []
    assert "the first 2 stops of vehicle 0 are fixed and were changed" in words(good(plan=held.with_route(0, [2, 0, 1, 3, -1])), held)
    assert "the pickup of ride 2 was left out" in words(good(plan=held.with_route(1, [])), held)
    assert "break 0 was left out" in words(good(plan=held.with_route(0, [0, 2, 1, 3])), held)
    freed = replace(held, fixed=np.array([0, 0], np.int32))
    assert "are fixed and were changed" in words(good(plan=freed), held)
    assert words(aboard(0), before=aboard(1).plan) == "who is on board since when was changed"
