"""Where limits make another way: steps of a built city."""
import numpy as np

from routing.city import City
from routing.limits import Limits
from routing.streets.graph import Mode
from routing.streets.model import Kind

AROUND_CM = 5000


def ends_of_steps_worth_taking(city: City, limits: Limits) -> tuple[tuple[float, float], tuple[float, float]]:
    """(lat, lon) in degrees of both ends of the longest steps on the quickest way between them, around which limits lead 50 m and more."""
    streets, limited = city.streets, city.network.with_walker(1.0, limits)
    steps = np.flatnonzero((streets.edge_kind == Kind.STEPS) & (streets.edge_way > 0))
    for edge in steps[np.argsort(-streets.edge_length_cm[steps].astype(np.int64))].tolist():
        ends = [int(streets.edge_tail[edge]), int(streets.edge_head[edge])]
        places = [(streets.vertex_lat_e7[v] / 1e7, streets.vertex_lon_e7[v] / 1e7) for v in ends]
        one, other = (
            [network.find_snap(*place, Mode.FOOT, 20.0) for place in places] for network in (city.network, limited)
        )
        if None in one or None in other:
            continue
        quick, around = city.network.route(Mode.FOOT, *one), limited.route(Mode.FOOT, *other)
        if quick is not None and around is not None and edge in quick.edges and around.length_cm > quick.length_cm + AROUND_CM:
            return places[0], places[1]
    raise AssertionError("There are no such steps.")
