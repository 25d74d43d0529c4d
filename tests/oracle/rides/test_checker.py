"""The judge of plans: passes what is right, and sees each single thing that is not."""
import math
from dataclasses import replace

import pytest

from tests.oracle.rides.checker import broken, distance, unserved, wrong_schedule
from tests.oracle.rides.instances import Instance, Node, read_cordeau, read_li_lim

# Two people along one road: 1 wants from 10 to 40, 2 from 20 to 30; dropoffs are 3 and 4. A minute of service at each stop.
ROAD = Instance(
    "road", 2, 2, 200.0, 35.0,
    (Node(0, 0, 0, 0, 0, 500), Node(10, 0, 1, 1, 0, 100), Node(20, 0, 1, 1, 30, 60), Node(40, 0, 1, -1, 0, 500), Node(30, 0, 1, -1, 0, 500)),
    {1: 3, 2: 4}, 0, 0,
)  # fmt: skip
RIGHT = [[1, 2, 4, 3], []]


def test_a_plan_that_keeps_everything_is_passed():
    assert broken(ROAD, RIGHT, locked=[[1, 2]]) == []
    assert distance(ROAD, RIGHT) == pytest.approx(80)
    assert unserved(ROAD, RIGHT) == []


@pytest.mark.parametrize(
    "world, plan, words",
    [
        (replace(ROAD, longest_ride=31.9), RIGHT, "ride is too long"),
        (replace(ROAD, capacity=1), RIGHT, "load 2 of 1"),
        (replace(ROAD, longest_route=83.9), RIGHT, "longer than a route"),
        (ROAD, [[4, 1, 2, 3], []], "4 comes before 2"),
        (ROAD, [[1, 2, 3], [4]], "not in one vehicle"),
        (ROAD, [[1, 3, 2, 4], []], "window"),
        (ROAD, [[1, 2, 4, 3, 3], []], "visited 2 times"),
        (ROAD, [[1, 2, 4, 3], [], []], "3 vehicles"),
        (ROAD, [[1, 3], [2, 4, 9]], "no stop 9"),
    ],
)
def test_one_thing_broken_is_seen(world, plan, words):
    if words == "no stop 9":
        world = replace(world, nodes=world.nodes + tuple([world.nodes[0]] * 5))
    if words == "window":
        world = replace(world, nodes=(*world.nodes[:2], replace(world.nodes[2], latest=60), *world.nodes[3:]))
    assert any(words in said for said in broken(world, plan))


def test_a_waiting_rider_is_picked_up_later_so_that_the_ride_is_short_enough():
    """Picked up at 10 he would ride until 90, when he may get off; picked up at 57 he rides for 32."""
    second = replace(ROAD.nodes[2], latest=80)
    world = replace(ROAD, longest_ride=32.0, nodes=(*ROAD.nodes[:2], second, replace(ROAD.nodes[3], earliest=90), ROAD.nodes[4]))
    assert broken(world, RIGHT) == []
    early = replace(world.nodes[1], latest=56)
    assert broken(replace(world, nodes=(world.nodes[0], early, *world.nodes[2:])), RIGHT) == ["vehicle 0: a ride is too long"]


@pytest.mark.parametrize("locked", [[[2]], [[1, 4]], [[], [1]]])
def test_a_locked_stop_that_moved_is_seen(locked):
    assert any("locked" in said for said in broken(ROAD, RIGHT, locked))


def test_whoever_is_left_out_is_named():
    assert unserved(ROAD, [[1, 3], []]) == [2]
    assert unserved(ROAD, [[], []]) == [1, 2]


def test_a_limit_that_is_just_kept_is_kept():
    """From the end of service at 1, by two stops of a minute each, 32 to the beginning at 3."""
    assert broken(replace(ROAD, longest_ride=32.0), RIGHT) == []
    assert broken(replace(ROAD, longest_route=84.0), RIGHT) == []


@pytest.mark.parametrize(
    "times, words",
    [
        ((0, 10, 61, 72, 83, 124), "outside of its window"),
        ((0, 9, 30, 41, 52, 93), "before anybody can be there"),
        ((0, 10, 30, 41, 52, 93), "rides too long"),
        ((0, 20, 31, 42, 53, 293), "the route is too long"),
    ],
)
def test_times_of_a_driver_are_looked_at_one_by_one(times, words):
    said = wrong_schedule(ROAD, RIGHT[0], times)
    assert any(words in one for one in said)
    assert wrong_schedule(ROAD, RIGHT[0], (9, 19, 30, 41, 52, 93)) == []


def test_files_of_both_kinds_are_read(tmp_path):
    (tmp_path / "a1.txt").write_text("1 2 480 3 30\n 0 0 0 0 0 0 480\n1 3 4 3 1 0 1440\n2 0 4 3 -1 100 115\n3 0 0 0 0 0 480\n")
    (tmp_path / "l1.txt").write_text("25\t200\t1\n0 0 0 0 0 99 0 0 0\n1 3 4 -10 12 67 90 2 0\n2 0 4 10 11 45 90 0 1\n")
    cordeau, li_lim = read_cordeau(tmp_path / "a1.txt"), read_li_lim(tmp_path / "l1.txt")
    assert (cordeau.pairs, cordeau.end, cordeau.longest_ride, cordeau.way(0, 1)) == ({1: 2}, 3, 30, 5.0)
    assert (li_lim.pairs, li_lim.end, li_lim.longest_ride, li_lim.nodes[1].load) == ({2: 1}, 0, math.inf, -10)
