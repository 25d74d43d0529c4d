"""A wheelchair user who takes no steps and no risk gets from the station to the old town."""
import numpy as np
import pytest
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

SMOOTH = {"excellent", "good", "intermediate"}
PAVED = {"asphalt", "paving_stones", "concrete", "compacted", "paved", "wood"}
HILL_TOP = (-40, 276)
STEEPEST, HIGHEST_KERB_M, NARROWEST_M = 0.06, 0.03, 0.9


def passable(tags: dict[str, str]) -> bool:
    """Nothing is assumed: an unknown surface or smoothness is refused, an untold incline is level ground."""
    if tags["highway"] == "steps" or tags.get("surface") not in PAVED or tags.get("smoothness") not in SMOOTH:
        return False
    incline = tags.get("incline", "0%")
    if not incline.endswith("%") or abs(float(incline[:-1])) / 100 > STEEPEST:
        return False
    return float(tags.get("width", 2.0)) >= NARROWEST_M


def blocked(tags: dict[str, str]) -> bool:
    if "kerb" in tags and float(tags.get("kerb:height", 1.0)) > HIGHEST_KERB_M:
        return True
    clear_m = float(tags.get("maxwidth:physical", 2.0))
    return tags.get("barrier") in ("gate", "bollard", "cycle_barrier", "lift_gate") and clear_m < NARROWEST_M


class StepFree:
    """Nodes of the map that a strict wheelchair user can pass, as a graph."""

    def __init__(self, osm):
        bad = {node for node, tags in osm.node_tags.items() if blocked(tags)}
        pairs = []
        for way in osm.walkable:
            if passable(way.tags):
                pairs += [(a, b) for a, b in zip(way.nodes, way.nodes[1:], strict=False) if not {a, b} & bad]
        self.ids, ends = np.unique(np.array(pairs), return_inverse=True)
        ends = ends.reshape(-1, 2)
        self.xy = np.array([osm.xy[node] for node in self.ids.tolist()])
        length_m = np.hypot(*(self.xy[ends[:, 0]] - self.xy[ends[:, 1]]).T) + 0.01
        self.graph = coo_matrix((length_m, ends.T), shape=(len(self.ids), len(self.ids))).tocsr()
        self.tree = cKDTree(self.xy)

    def nearest(self, xy) -> tuple[np.ndarray, np.ndarray]:
        """Metres away and index of the nearest passable node."""
        return self.tree.query(xy)

    def walk_m(self, origin: int) -> np.ndarray:
        return dijkstra(self.graph, directed=False, indices=origin)


@pytest.fixture(scope="module")
def step_free(osm) -> StepFree:
    return StepFree(osm)


@pytest.fixture(scope="module")
def from_station_m(osm, step_free) -> np.ndarray:
    lift = next(node for node, tags in osm.node_tags.items() if tags.get("name") == "Main Station North Lift")
    away_m, origin = step_free.nearest(osm.xy[lift])
    assert away_m < 1
    return step_free.walk_m(int(origin))


def old_town_doors(osm) -> np.ndarray:
    """The nearest place to walk before every old-town house with an address, float[n, 2], be it steps or not."""
    homes = [way for way in osm.buildings if way.tags["building"] == "yes" and "addr:street" in way.tags]
    fronts = [np.mean([osm.xy[node] for node in way.nodes[:2]], axis=0) for way in homes]
    nodes = sorted({node for way in osm.walkable for node in way.nodes})
    xy = np.array([osm.xy[node] for node in nodes])
    return xy[cKDTree(xy).query(fronts)[1]]


def are_reached(doors: np.ndarray, step_free: StepFree, walk_m: np.ndarray) -> np.ndarray:
    away_m, nearest = step_free.nearest(doors)
    return (away_m < 0.1) & np.isfinite(walk_m[nearest])


def test_the_square_at_the_top_is_reached(osm, step_free, from_station_m):
    outlines = {name: np.array([osm.xy[node] for node in nodes]) for name, nodes in osm.squares.items()}
    assert len(outlines) >= 7
    top = min(outlines.values(), key=lambda outline: np.hypot(*(outline.mean(axis=0) - HILL_TOP)))
    near = step_free.tree.query_ball_point(top, 0.5)
    reached = {node for nodes in near for node in nodes if np.isfinite(from_station_m[node])}
    assert reached
    assert from_station_m[list(reached)].min() < 5000


def test_most_old_town_houses_are_reached(osm, step_free, from_station_m):
    reached = are_reached(old_town_doors(osm), step_free, from_station_m)
    assert len(reached) > 800
    assert reached.mean() > 0.6


def test_not_every_house_is_easy(osm, step_free, from_station_m):
    """Without steps and setts the city would prove nothing."""
    stairs = [way for way in osm.walkable if way.tags["highway"] == "steps" and "indoor" not in way.tags]
    assert len(stairs) > 15
    assert are_reached(old_town_doors(osm), step_free, from_station_m).mean() < 0.98
