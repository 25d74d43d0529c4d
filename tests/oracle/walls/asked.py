"""The one file here that knows the engine: it asks for ways with somebody's limits, and takes the answer as a phone would, drawn."""
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from accessibility.profiles import PROFILES
from routing.limits import Limits, Unknown
from routing.streets.graph import Mode
from routing.streets.model import CrossingKind, Smoothness, Surface
from routing.streets.network import StreetNetwork
from routing.streets.path import StreetPath
from tests.oracle.walls.extract import Place
from tests.oracle.walls.kinds import MATERIALS, SMOOTHNESSES
from tests.oracle.walls.trace import Map

FIELDS = (
    "max_incline_up_pct", "max_incline_down_pct", "max_kerb_m", "min_width_m", "steps", "escalators", "lifts", "surfaces", "smoothness", "crossings",
    "wheelchair", "unknown",
)  # fmt: skip
NEAR_M = 150.0
ROUGH = ("gravel", "dirt", "grass", "sand", "other_unpaved")


@dataclass(frozen=True)
class Asker:
    name: str
    limits: Mapping[str, Any]  # as judge.Limits
    speed_mps: float

    def on(self, network: StreetNetwork) -> StreetNetwork:
        return network.with_walker(self.speed_mps, engine_limits(self.limits))


def engine_limits(limits: Mapping[str, Any]) -> Limits:
    given = {name: value for name, value in limits.items() if value is not None}
    for name, names in (("surfaces", Surface), ("crossings", CrossingKind)):
        if name in given:
            given[name] = frozenset(names[value.upper()] for value in given[name])
    if "smoothness" in given:
        given["smoothness"] = Smoothness[given["smoothness"].upper()]
    if "unknown" in given:
        given["unknown"] = Unknown(given["unknown"])
    return Limits(**given)


def of_profiles() -> Iterator[Asker]:
    """Every profile, where it is cautious and where it is strict."""
    for profile in PROFILES.values():
        for unknown in ("cautious", "strict"):
            limits = {name: getattr(profile, name) for name in FIELDS} | {"unknown": unknown}
            yield Asker(f"{profile.id} {unknown}", limits, profile.speed_mps)


def made_up(rng: np.random.Generator, count: int) -> Iterator[Asker]:
    """Limits nobody thought of, in any combination."""
    even = tuple(name for name in MATERIALS if name not in ROUGH)
    choices: dict[str, tuple] = {
        "max_incline_up_pct": (None, 2.0, 4.0, 6.0, 12.0), "max_incline_down_pct": (None, 2.0, 4.0, 6.0, 12.0),
        "max_kerb_m": (None, 0.0, 0.02, 0.03, 0.06, 0.1, 0.15, 0.25), "min_width_m": (None, 0.5, 0.9, 1.2, 2.0, 2.5), "steps": (False, True),
        "escalators": (False, True), "lifts": (False, True, True), "surfaces": (None, even, ("asphalt", "concrete", "other_paved")),
        "smoothness": (None, *SMOOTHNESSES[1:5]), "crossings": (None, ("signals",), ("signals", "marked")), "wheelchair": (False, True),
        "unknown": ("cautious", "cautious", "strict"),
    }  # fmt: skip
    for number in range(count):
        yield Asker(f"made up {number}", {name: some[rng.integers(len(some))] for name, some in choices.items()}, 1.0)


def random_route(on: Map, nodes: list[int], network: StreetNetwork, rng: np.random.Generator) -> StreetPath | None:
    """Between streets near two nodes of the extract; None where the engine finds no way for these limits."""
    places = [on.extract.at[nodes[rng.integers(len(nodes))]] for _ in range(2)]
    ends = [network.find_snap(lat / 1e7, lon / 1e7, Mode.FOOT, NEAR_M) for lat, lon in places]
    return None if None in ends else network.route(Mode.FOOT, *ends)


def drawn(path: StreetPath) -> list[Place]:
    return list(zip(path.lat_e7.tolist(), path.lon_e7.tolist()))


def ways_of(path: StreetPath) -> set[int]:
    return {way for step in path.steps for way in step.way_ids}
