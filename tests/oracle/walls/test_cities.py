"""Random ways for every profile, cautious and strict, and for limits nobody thought of: drawn by the engine, checked against the raw files.

Nothing of what the engine keeps is looked at but its answer: the line, and the ids of the ways it says it goes over.
"""
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from routing.city import City
from tests.oracle.walls.asked import Asker, drawn, made_up, of_profiles, random_route, ways_of
from tests.oracle.walls.check import Checker
from tests.oracle.walls.extract import read_extract
from tests.oracle.walls.stations import read_stations
from tests.oracle.walls.terrain import Terrain
from tests.oracle.walls.trace import Map

ROUTES = 10_000 if os.environ.get("ALLWAYS_PROOF") else 200
MADE_UP = 30 if os.environ.get("ALLWAYS_PROOF") else 6
SEED = 2026
# What each limit alone finds on ways of somebody without limits: the least that the demonstration city is sure to have.
ALONE = {
    "steps": {"steps": False}, "max_kerb_m": {"max_kerb_m": 0.03}, "min_width_m": {"min_width_m": 2.0},
    "surfaces": {"surfaces": ("asphalt", "other_paved")}, "smoothness": {"smoothness": "good"}, "crossings": {"crossings": ("signals",)},
    "max_incline_up_pct": {"max_incline_up_pct": 2.0}, "max_incline_down_pct": {"max_incline_down_pct": 2.0}, "barrier": {"min_width_m": 2.0},
    "max_incline_up_pct by terrain": {"max_incline_up_pct": 2.0},
}  # fmt: skip


@dataclass(frozen=True)
class World:
    city: City
    on: Map
    terrain: Terrain | None

    @property
    def nodes(self) -> list[int]:
        return list(self.on.extract.meeting)


@pytest.fixture(scope="module")
def demo(demo_folder) -> World:
    files = demo_folder.parent / "inputs"
    on = Map(read_extract(files / "city.osm.pbf"), read_stations(files / "gtfs.zip"))
    return World(City.open(demo_folder), on, Terrain(files / "elevation.tif"))


@pytest.fixture(scope="module")
def heidelberg(shared_data, heidelberg_folder) -> World:
    files = shared_data / "heidelberg"
    on = Map(read_extract(files / "heidelberg.osm.pbf"), read_stations(files / "vrn_gtfs_cut.zip"))
    return World(City.open(heidelberg_folder), on, None)


@dataclass
class Count:
    asked: int = 0
    found: int = 0
    stretches: int = 0


def rounds(askers: list[Asker], counts: dict[str, Count]) -> Iterator[tuple[Asker, int]]:
    """Everybody asks for an equal share; what those leave over who find no way goes to those who do."""
    share = -(-ROUTES // len(askers))
    yield from ((asker, share) for asker in askers)
    while (left := ROUTES - sum(count.found for count in counts.values())) > 0:
        finders = [asker for asker in askers if counts[asker.name].found]
        yield from ((asker, -(-left // len(finders))) for asker in finders)


def check_routes(world: World) -> tuple[dict[str, Count], Counter, list]:
    rng = np.random.default_rng(SEED)
    askers = [*of_profiles(), *made_up(rng, MADE_UP)]
    counts, wrong, examples, nodes = {asker.name: Count() for asker in askers}, Counter(), [], world.nodes
    ready = {asker.name: (asker.on(world.city.network), Checker(world.on, asker.limits, world.terrain)) for asker in askers}
    for asker, share in rounds(askers, counts):
        (network, checker), count = ready[asker.name], counts[asker.name]
        for _ in range(share):
            count.asked += 1
            path = random_route(world.on, nodes, network, rng)
            if path is None or sum(one.found for one in counts.values()) == ROUTES:
                continue
            count.found += 1
            line = drawn(path)
            count.stretches += len(line) - 1
            objections = checker.objections(line, ways_of(path))
            wrong.update(objection.what for objection in objections)
            examples += [(asker.name, objection) for objection in objections]
    return counts, wrong, examples


@pytest.mark.parametrize("city", ["demo", "heidelberg"])
def test_nobody_is_led_over_a_wall(city, request):
    counts, wrong, examples = check_routes(request.getfixturevalue(city))
    asked, found, stretches = (sum(getattr(count, name) for count in counts.values()) for name in ("asked", "found", "stretches"))
    some = sum(count.found > 0 for count in counts.values())
    print(f"PROOF accessible_routes_{city}={found:,} ways of {asked:,} asked for, {stretches:,} stretches, {wrong.total()} objections")
    print(f"PROOF accessible_askers_{city}={some} of {len(counts)} found ways: all profiles, cautious and strict, and {MADE_UP} made up")
    assert found == ROUTES
    assert not wrong, f"{dict(wrong)}, such as {examples[:5]}"
    cautious = [name for name in counts if name.endswith(" cautious")]
    assert all(counts[name].found for name in cautious), "whoever is cautious finds ways"


def test_ways_of_somebody_without_limits_are_found_to_be_full_of_walls(demo):
    """The checker that finds nothing wrong with the ways above is able to."""
    rng, nodes = np.random.default_rng(SEED), demo.nodes
    paths = [path for _ in range(60) if (path := random_route(demo.on, nodes, demo.city.network, rng)) is not None]
    assert len(paths) > 40
    for name, limits in ALONE.items():
        checker = Checker(demo.on, limits, demo.terrain)
        found = Counter(objection.what for path in paths for objection in checker.objections(drawn(path), ways_of(path)))
        assert found[name] > 0, f"{name}: none among {found}"
        assert set(found) <= {one for one, alone in ALONE.items() if set(alone) == set(limits)} | {f"{name} by terrain"}, name


def test_limits_a_little_stricter_than_those_asked_with_are_broken(demo):
    """A wall that stands a little too far away would be seen."""
    rng, nodes = np.random.default_rng(SEED), demo.nodes
    asked, stricter = {"min_width_m": 1.5, "max_kerb_m": 0.06}, {"min_width_m": 1.8, "max_kerb_m": 0.05}
    network = Asker("", asked, 1.2).on(demo.city.network)
    paths = [path for _ in range(60) if (path := random_route(demo.on, nodes, network, rng)) is not None]
    for limits, some in ((asked, False), (stricter, True)):
        checker = Checker(demo.on, limits, demo.terrain)
        found = Counter(objection.what for path in paths for objection in checker.objections(drawn(path), ways_of(path)))
        assert bool(found["min_width_m"]) == bool(found["max_kerb_m"]) == some, found
