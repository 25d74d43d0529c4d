"""What peers are asked for by the static benchmark, and that what they answer is a plan of the instance."""
import importlib

import pytest

from benchmarks.rides_static import LI_LIM, OR_TOOLS, OURS, Result, Task, cell, page, tasks_of
from tests.conftest import shared_folder
from tests.oracle.rides.checker import broken, distance, unserved
from tests.oracle.rides.instances import Instance, Node

# Two pairs on one line, of which one vehicle brings both on its way out: 2 times 4 there and back.
LINE = (Node(0, 0, 0, 0, 0, 100), Node(1, 0, 1, 1, 0, 50), Node(2, 0, 1, 1, 0, 50), Node(3, 0, 1, -1, 0, 60), Node(4, 0, 1, -1, 0, 60))


def line(vehicles: int = 3) -> Instance:
    return Instance("line", vehicles, 2, float("inf"), float("inf"), LINE, {1: 3, 2: 4}, 0, 0)


@pytest.mark.parametrize(("name", "asked"), [("pyvrp", (0.2, 1)), ("vroom", (1.0,))])
def test_a_peer_finds_the_one_vehicle(name, asked):
    pytest.importorskip(name)
    plan = importlib.import_module(f"benchmarks.peers.{name}").plan
    routes = plan(line(), *asked)
    assert len(routes) == 1
    assert broken(line(), routes) == unserved(line(), routes) == []
    assert distance(line(), routes) == 8


def test_peers_without_a_longest_ride_are_asked_for_no_passengers():
    assert {task.method for task in tasks_of("a4-48", (1,), range(1, 6))} == {"ours", "OR-Tools"}
    assert len([task for task in tasks_of("a4-48", (1, 10), range(1, 6)) if task.method == OURS]) == 10


def test_who_is_not_served_comes_first(tmp_path):
    folder = shared_folder()
    if folder is None:
        pytest.skip("the instances are not here")
    data = folder / "data" / "dial_a_ride"
    task = Task(LI_LIM[0], OR_TOOLS, 1, 1)
    good, worse, late = (Result(task, out, 0, used, far, 1.0, 1.0) for out, used, far in ((0, 10, 828.94), (0, 11, 800.0), (1, 9, 700.0)))
    assert cell([late, worse, good], data) == "11v -3.49 % / (1, 0) 9v -15.55 %"
    assert f"| lc101 (10 / 828.94) | OR-Tools | {cell([good], data)} |" in page(data, [good], (1,))
