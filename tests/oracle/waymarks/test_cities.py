"""Random ways in whole cities: what is told of them against what the raw files say. More of them with ALLWAYS_PROOF=1."""
import os
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pytest

from routing.city import City
from routing.streets import waymarks_kinds as marks
from routing.streets.graph import Mode
from routing.streets.model import CrossingKind, Tri
from routing.streets.path import StreetPath
from routing.streets.waymarks import waymarks
from routing.streets.waymarks_kinds import Waymark
from routing.streets.waymarks_tracks import Rails
from routing.streets.waymarks_walked import Meeting, Walked
from tests.oracle.walls.asked import NEAR_M as SNAPPED_M
from tests.oracle.walls.asked import drawn, ways_of
from tests.oracle.walls.extract import read_extract
from tests.oracle.walls.kinds import DRIVEN, MATERIAL
from tests.oracle.waymarks.passed import Reading, read_names

ROUTES, SEED = 200 if os.environ.get("ALLWAYS_PROOF") else 120, 7
LEAST_M = 1.0  # of a crossing that is only touched at its end nobody needs to hear
NEAR_M = 0.75  # between metres here and there, over a few kilometres
CROSSED = (marks.Crossing, marks.CycleTrack, marks.Tracks)


@dataclass(frozen=True)
class World:
    city: City
    reading: Reading
    roads: dict[int, set[str]]
    cycleways: dict[int, set[str]]
    meeting: Meeting
    rails: Rails

    @classmethod
    def of(cls, folder, file) -> "World":
        city = City.open(folder)
        roads, cycleways = read_names(file, DRIVEN), read_names(file, ("cycleway",))
        return cls(city, Reading.of(read_extract(file)), roads, cycleways, Meeting(city.streets), Rails(city.features))

    @cached_property
    def routes(self) -> list[tuple[StreetPath, list[Waymark]]]:
        """Ways, and what is told of each."""
        rng, extract, network, ways = np.random.default_rng(SEED), self.reading.extract, self.city.network, []
        nodes = list(extract.meeting)
        while len(ways) < ROUTES:
            places = [extract.at[nodes[rng.integers(len(nodes))]] for _ in range(2)]
            ends = [network.find_snap(lat / 1e7, lon / 1e7, Mode.FOOT, SNAPPED_M) for lat, lon in places]
            path = None if None in ends else network.route(Mode.FOOT, *ends)
            if path is not None and len(path.edges):
                ways.append((path, waymarks(Walked.of(self.meeting, path), self.rails)))
        return ways


@pytest.fixture(scope="module", params=["demo", "heidelberg"])
def world(request) -> World:
    if request.param == "demo":
        folder = request.getfixturevalue("demo_folder")
        return World.of(folder, folder.parent / "inputs" / "city.osm.pbf")
    file = request.getfixturevalue("shared_data") / "heidelberg" / "heidelberg.osm.pbf"
    return World.of(request.getfixturevalue("heidelberg_folder"), file)


def covering(told: list[Waymark], kinds, begin_m: float, end_m: float) -> list[Waymark]:
    middle = (begin_m + end_m) / 2
    return [mark for mark in told if isinstance(mark, kinds) and mark.at_m - NEAR_M <= middle <= mark.until_m + NEAR_M]


def test_every_crossing_is_told_once_with_its_tags(world):
    wrong, checked, points = Counter(), 0, 0
    for path, told in world.routes:
        line, crossed = drawn(path), {}
        for stretch in world.reading.along(line, path.length_cm / 100, "crossing"):
            if stretch.end_m - stretch.begin_m < LEAST_M:
                continue
            checked += 1
            found = [mark for mark in covering(told, CROSSED, stretch.begin_m, stretch.end_m) if mark.tagged]
            if len(found) != 1:
                wrong[f"way {stretch.way.id} told {len(found)} times"] += 1
            elif isinstance(found[0], marks.Crossing):
                crossed.setdefault(found[0], []).append(stretch)
        for mark, stretches in crossed.items():
            wrong.update(told_wrongly(world, mark, stretches))
        for point in world.reading.crossing_points(line, path.length_cm / 100, ways_of(path)):
            points += 1
            if len(covering(told, marks.Crossing, point.at_m, point.at_m)) != 1:
                wrong[f"point {point.tags} at {point.at_m:.0f} m"] += 1
    assert not wrong
    assert checked + points >= 20


def told_wrongly(world: World, mark: marks.Crossing, stretches) -> list[str]:
    ways = [stretch.way.id for stretch in stretches]
    kinds = set().union(*(world.reading.kind_at(stretch) for stretch in stretches))
    sounds = {stretch.way.tags.get("traffic_signals:sound") for stretch in stretches}
    found = []
    if mark.kind is not CrossingKind.UNKNOWN and mark.kind.name.lower() not in kinds:
        found.append(f"{ways} is told as {mark.kind.name}, and the file says {kinds}")
    if mark.kind is CrossingKind.UNKNOWN and kinds and all(stretch.whole for stretch in stretches):
        found.append(f"{ways} is told as unknown, and the file says {kinds}")
    if (sounds == {"yes"} and mark.sound is not Tri.YES) or ("no" in sounds and mark.sound is not Tri.NO):
        found.append(f"the sound of {ways} is told as {mark.sound.name}, and the file says {sounds}")
    return found


def test_every_flight_is_told_once_with_its_steps_and_rail(world):
    wrong, checked = Counter(), 0
    for path, told in world.routes:
        flights: dict[marks.Stairs, list] = {}
        for stretch in world.reading.along(drawn(path), path.length_cm / 100, "steps"):
            checked += 1
            found = covering(told, marks.Stairs, stretch.begin_m, stretch.end_m)
            if len(found) != 1:
                wrong[f"way {stretch.way.id} told {len(found)} times"] += 1
            else:
                flights.setdefault(found[0], []).append(stretch)
        for mark, stretches in flights.items():
            wrong.update(stairs_wrongly(mark, stretches))
    assert not wrong
    assert checked > 10


def stairs_wrongly(mark: marks.Stairs, stretches) -> list[str]:
    tags = [stretch.way.tags for stretch in stretches]
    counts = [one.get("step_count", "") for one in tags]
    found = []
    if mark.steps is not None and (not all(count.isdigit() for count in counts) or mark.steps != sum(map(int, counts))):
        found.append(f"{mark.steps} steps are told, and the file says {counts}")
    if mark.steps is None and all(count.isdigit() for count in counts) and all(stretch.whole for stretch in stretches):
        found.append(f"no number of steps is told, and the file says {counts}")
    rails = [{one[key] for key in one if key.startswith("handrail")} for one in tags]
    invented, denied = not all(rail - {"no"} for rail in rails), not any("no" in rail for rail in rails)
    if (mark.handrail is Tri.YES and invented) or (mark.handrail is Tri.NO and denied):
        found.append(f"the rail is told as {mark.handrail.name}, and the file says {rails}")
    if len(stretches) == 1 and tags[0].get("incline") in ("up", "down"):
        up = (tags[0]["incline"] == "up") == stretches[0].ahead
        if mark.up is not (Tri.YES if up else Tri.NO):
            found.append(f"way {stretches[0].way.id} is told to lead the other way")
    return found


def test_nothing_is_told_that_the_file_does_not_have(world):
    wrong, seen = Counter(), Counter()
    for path, told in world.routes:
        parts = world.reading.walked(drawn(path), path.length_cm / 100)
        for mark in told:
            seen[type(mark).__name__] += 1
            if complaint := invented(world, mark, parts):
                wrong[f"{type(mark).__name__} {complaint} at {mark.at_m:.0f} m"] += 1
    assert not wrong
    assert len(seen) >= 5


def invented(world: World, mark: Waymark, parts) -> str:
    """Why there is nothing in the file of what is told, or ''."""
    extract = world.reading.extract
    slack_m = -NEAR_M if mark.until_m - mark.at_m > 3 * NEAR_M else NEAR_M  # inside of a stretch, around a point
    low, high = mark.at_m - slack_m, mark.until_m + slack_m
    here = [(ways, pair) for begin, end, ways, pair in parts if end > low and begin < high]
    tags = [way.tags for ways, _ in here for way, _ in ways]
    nodes = {node for _, pair in here for node in pair}
    points = [extract.points.get(node, {}) for node in nodes]
    if not here:
        return ""  # across a square, or inside of a station
    if isinstance(mark, marks.Stairs):
        return "" if any(one.get("highway") == "steps" for one in tags) else "without steps"
    if isinstance(mark, marks.Crossing) and not mark.tagged:
        names = set().union(*(world.roads.get(node, ()) for node in nodes))
        return "" if mark.street in names else f"of {mark.street!r} among {names}"
    if isinstance(mark, marks.Material):
        return "" if any(MATERIAL.get(one.get("surface", "")) == mark.surface.name.lower() for one in tags) else f"of {mark.surface.name}"
    if isinstance(mark, marks.Narrow):
        return "" if any("width" in key for one in (*tags, *points) for key in one) else "without a width"
    if isinstance(mark, marks.KerbStone):
        return "" if any("kerb" in key or one[key] == "kerb" for one in points for key in one) else "without a kerb"
    if isinstance(mark, marks.Passage):
        return "" if any({"barrier", "entrance", "railway"} & set(one) for one in points) else "without a door"
    if isinstance(mark, marks.CycleTrack):
        return "" if nodes & world.cycleways.keys() else "without a cycle track"
    return ""
