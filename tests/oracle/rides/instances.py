"""Benchmark instances as their files say them: Cordeau's dial-a-ride (2006) and Li & Lim's pickup and delivery (2001)."""
import json
import math
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Node:
    x: float
    y: float
    service: float
    load: int
    earliest: float
    latest: float


@dataclass(frozen=True)
class Instance:
    """nodes[start] and nodes[end] are the depot; pairs: pickup to dropoff. Distance and time are the same, in floats, never rounded."""

    name: str
    vehicles: int
    capacity: int
    longest_route: float
    longest_ride: float
    nodes: tuple[Node, ...]
    pairs: dict[int, int]
    start: int
    end: int

    def way(self, a: int, b: int) -> float:
        return math.hypot(self.nodes[a].x - self.nodes[b].x, self.nodes[a].y - self.nodes[b].y)


def read_cordeau(path: Path) -> Instance:
    """First line: vehicles, stops, longest route, capacity, longest ride; then id, x, y, service, load, window; often a depot once more."""
    rows = [line.split() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    vehicles, _, longest_route, capacity, longest_ride = (int(word) for word in rows[0])
    nodes = tuple(Node(float(x), float(y), float(service), int(load), float(e), float(l)) for _, x, y, service, load, e, l in rows[1:])
    rides = (len(nodes) - 1) // 2
    end = 2 * rides + 1 if len(nodes) == 2 * rides + 2 else 0
    return Instance(path.stem, vehicles, capacity, longest_route, longest_ride, nodes, {i: rides + i for i in range(1, rides + 1)}, 0, end)


def read_li_lim(path: Path) -> Instance:
    """First line: vehicles, capacity, speed; then id, x, y, demand, window, service, its pickup or 0, its dropoff or 0. No longest ride."""
    rows = [[int(word) for word in line.split()] for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    vehicles, capacity, _ = rows[0]
    nodes = tuple(Node(x, y, service, load, e, l) for _, x, y, load, e, l, service, _, _ in rows[1:])
    pairs = {row[0]: row[8] for row in rows[2:] if row[8]}
    return Instance(path.stem, vehicles, capacity, math.inf, math.inf, nodes, pairs, 0, 0)


def best_known(folder: Path, name: str) -> tuple[int | None, float]:
    """(vehicles if they count, distance); folder: dial_a_ride."""
    if name.startswith("l"):
        found = json.loads((folder / "li_lim_100" / "bks.json").read_text(encoding="utf-8"))[name]
        return found["solved_with_vehicles"], found["best_known_cost"]
    return None, json.loads((folder / "cordeau_2006" / "bks.json").read_text(encoding="utf-8"))[name]


def read(folder: Path, name: str) -> Instance:
    if name.startswith("l"):
        return read_li_lim(folder / "li_lim_100" / f"{name}.txt")
    return read_cordeau(folder / "cordeau_2006" / f"{name}.txt")
