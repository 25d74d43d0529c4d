"""Where an obstacle lies on the streets."""
import numpy as np
import shapely

from backend.contract.obstacles import ObstacleKind
from routing.city import City
from routing.covering import NO_ROWS, lift_edges
from routing.earth import METRES_PER_DEGREE
from routing.ground import BITS, Ground, ground_of
from routing.lifts import LIFT
from routing.streets.graph import Mode
from routing.streets.model import Kind

NEAR_M, FARTHEST_M = 15.0, 50.0
CROSSING_M = 5.0


def edges_at(city: City, kind: ObstacleKind, lat: float, lon: float, accuracy_m: float) -> np.ndarray:
    """int32[0 or 1], the way on foot that is nearest within 15 m, or as far as the place may be off, 50 m at most.

    Only the nearest: the pavement on the other side is the way around. A kerb ramp belongs to the crossing there. A broken lift: all of its edges.
    """
    if kind is ObstacleKind.LIFT_BROKEN:
        return lift_edges(city, "", "", lat, lon, LIFT)
    ground = ground_of(city)
    point = shapely.Point(*ground.metres(lat, lon))
    near = walked_near(ground, point, min(FARTHEST_M, max(NEAR_M, accuracy_m)))
    if not len(near):
        return NO_ROWS
    away_m = shapely.distance(ground.lines[near], point)
    if kind is ObstacleKind.KERB_RAMP_BLOCKED:
        crossing = (ground.streets.edge_kind[near] == Kind.CROSSING) & (away_m <= CROSSING_M)
        if crossing.any():
            near, away_m = near[crossing], away_m[crossing]
    return near[[int(np.argmin(away_m))]].astype(np.int32)


def walked_near(ground: Ground, point: shapely.Point, reach_m: float) -> np.ndarray:
    near = np.sort(ground.tree.query(point, predicate="dwithin", distance=reach_m))
    walked = (ground.streets.edge_access[near] & int(BITS[Mode.FOOT])) != 0
    return near[walked & ground.outdoors[near] & (ground.streets.edge_kind[near] != Kind.LINK)]


def apart_m(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Metres over the map between places of one city."""
    east = (other_lon - lon) * np.cos(np.radians(lat))
    return float(np.hypot(other_lat - lat, east) * METRES_PER_DEGREE)
