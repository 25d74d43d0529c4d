"""Closures that hold now, drawn along the streets that they close."""
from datetime import timedelta

import numpy as np
import pytest
import shapely

from backend.around.area import MOST
from backend.contract.around import LiveLayer
from backend.contract.feeds import FeedKind
from backend.feeds.lifts.facts import LiftFacts
from backend.feeds.problems import Problems
from routing.closures import Closure
from routing.covering import covered_edges
from routing.earth import METRES_PER_DEGREE
from routing.streets.graph import Mode
from tests.backend.around.world import CITY, NOW, WHOLE_TOWN, box
from tests.backend.live.messages import closed
from tests.backend.trips.test_polyline import decoded
from tests.worlds.town import at


def along(begin: float, end: float, **more) -> Closure:
    """Of Main Street, in metres."""
    return Closure(covered_edges(CITY, shapely.LineString([at(x, 0)[::-1] for x in (begin, end)])), **more)


def ask(world, *closures: Closure, source: str = "staff", within=WHOLE_TOWN):
    world.change(lambda snapshot: snapshot.with_closures(closures, source, NOW))
    return world.ask(LiveLayer.CLOSURES, within=within)


def length_m(text: str) -> float:
    points = np.array(decoded(text))
    east, north = np.diff(points[:, 1]) * np.cos(np.radians(points[0, 0])), np.diff(points[:, 0])
    return float(np.hypot(east, north).sum() * METRES_PER_DEGREE)


def ends(text: str) -> set[tuple[float, float]]:
    """To a metre or so."""
    points = decoded(text)
    return {(round(lat, 5), round(lon, 5)) for lat, lon in (points[0], points[-1])}


def place(x: float, y: float) -> tuple[float, float]:
    lat, lon = at(x, y)
    return round(lat, 5), round(lon, 5)


async def test_works_that_a_feed_tells_are_one_line_along_their_street(world):
    await world.hear("works", FeedKind.CLOSURES_GEOJSON, closed(("pipes", 500, 2000), modes=("bike", "car")))
    (found,) = world.ask().closures
    assert (found.id, found.title, found.modes, found.begins_at, found.ends_at) == ("pipes", "New pipes", ("bike", "car"), None, None)
    assert (found.source.feed, found.source.age_s) == ("works", 0)
    (line,) = found.lines
    assert ends(line) == {place(500, 0), place(2000, 0)}
    assert length_m(line) == pytest.approx(1500, abs=3)


def test_a_closure_of_the_staff_has_no_source(world):
    begins, until = NOW - timedelta(hours=1), NOW + timedelta(hours=1)
    told = along(500, 1000, id="c1", reason="Fair", modes=frozenset((Mode.FOOT,)), starts=begins, ends=until)
    (found,) = ask(world, told).closures
    assert (found.id, found.title, found.modes, found.begins_at, found.ends_at, found.source) == ("c1", "Fair", ("foot",), begins, until, None)


def test_only_those_that_hold_now(world):
    over, coming = along(500, 1000, id="over", ends=NOW), along(1000, 1500, id="coming", starts=NOW + timedelta(minutes=30))
    until = along(2000, 2500, id="until", starts=NOW - timedelta(days=1), ends=NOW + timedelta(seconds=1))
    assert [one.id for one in ask(world, over, coming, until).closures] == ["until"]
    world.wait(timedelta(minutes=30))
    assert [one.id for one in world.ask(LiveLayer.CLOSURES).closures] == ["coming"]


def test_a_lift_out_of_order_is_told_as_a_lift_only(world):
    world.show(lifts={"lifts": LiftFacts(NOW, (), 0, Problems())})
    assert ask(world, along(500, 1000), source="lifts").closures == ()


def test_lines_end_at_the_border_of_the_area(world):
    found = ask(world, along(500, 2000), within=(700, -50, 1100, 50))
    (line,) = found.closures[0].lines
    assert length_m(line) == pytest.approx(400, abs=3)
    area = box(700, -50, 1100, 50)
    assert all(area.south - 1e-6 <= lat <= area.north + 1e-6 and area.west - 1e-6 <= lon <= area.east + 1e-6 for lat, lon in decoded(line))
    assert world.ask(LiveLayer.CLOSURES, within=(2100, -50, 2600, 50)).closures == ()
    assert world.ask(LiveLayer.CLOSURES, within=(700, 20, 1100, 50)).closures == (), "near it lies no closed street"


def test_pieces_that_do_not_hang_together_are_lines_of_their_own(world):
    apart = Closure(np.concatenate((along(500, 1000).edges, along(2000, 2500).edges)), id="apart")
    (found,) = ask(world, apart).closures
    assert sorted(round(length_m(line), -1) for line in found.lines) == [500, 500]


def test_one_that_closes_no_street_is_not_drawn(world):
    assert ask(world, Closure(np.zeros(0, np.int32), id="wheelchair only")).closures == ()


def test_the_nearest_are_shown_and_the_others_counted(world):
    every = [Closure(along(500 * (number % 8), 500 * (number % 8) + 500).edges, id=str(number)) for number in range(MOST + 20)]
    found = ask(world, *every)
    assert (len(found.closures), found.omitted) == (MOST, 20)
    near = ask(world, *every, within=(1600, -50, 1900, 50))
    assert {int(one.id) % 8 for one in near.closures} == {3}


def test_what_is_drawn_once_is_known_when_it_is_told_again(world):
    told = along(500, 1000, id="c1")
    (before,) = ask(world, told).closures
    drawn = world.area._closures.of(world.live.snapshot.closures).drawings
    kept = drawn.of(told)
    assert before in ask(world, told, along(2000, 2500)).closures
    assert drawn.of(told) is kept
