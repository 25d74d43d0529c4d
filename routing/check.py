"""Is a built city sound? Every index in range, every list in order, every geometry joined to its ends."""
from collections.abc import Iterator

import numpy as np

from routing.city import City
from routing.streets.model import Streets
from routing.transit.model import Transit


def check_city(city: City) -> list[str]:
    """Sentences about what is wrong; empty for a sound city."""
    return [*check_streets(city.streets), *check_transit(city.transit), *check_drawn(city)]


def check_streets(streets: Streets) -> Iterator[str]:
    n, m = len(streets.vertex_lat_e7), len(streets.edge_tail)
    yield from lengths(streets, {"vertex_": n, "edge_": m})
    yield from indices("edge ends", np.concatenate([streets.edge_tail, streets.edge_head]), n)
    yield from indices("edge names", streets.edge_name, len(streets.names), lowest=-1)
    yield from rows("street geometry", streets.geometry_first, m, len(streets.geometry_lat_e7))
    yield from indices("turn restrictions", np.concatenate([streets.turn_from_edge, streets.turn_to_edge, streets.turn_via_edge]), m)
    yield from indices("pins", streets.pin_vertex, n)
    if (streets.edge_length_cm < 1).any():
        yield "edges shorter than a centimetre"
    for end, which in ((streets.edge_tail, streets.geometry_first[:-1]), (streets.edge_head, streets.geometry_first[1:] - 1)):
        apart = (streets.geometry_lat_e7[which] != streets.vertex_lat_e7[end]) | (streets.geometry_lon_e7[which] != streets.vertex_lon_e7[end])
        if apart.any():
            yield f"{int(apart.sum())} edges whose geometry does not meet their vertices"


def check_transit(transit: Transit) -> Iterator[str]:
    stops, trips, patterns = len(transit.stop_kind), len(transit.trip_route), len(transit.pattern_route)
    yield from lengths(transit, {"stop_": stops, "route_": len(transit.route_id), "trip_": trips})
    yield from indices("pattern stops", transit.pattern_stop, stops)
    yield from indices("trip routes", transit.trip_route, len(transit.route_id))
    yield from indices("trip services", transit.trip_service, len(transit.service_id))
    yield from indices("trip patterns", transit.trip_pattern, patterns)
    yield from indices("transfers", np.concatenate([transit.transfer_from, transit.transfer_to]), stops)
    yield from rows("patterns", transit.pattern_first, patterns, len(transit.pattern_stop))
    yield from rows("times", transit.time_first, trips, len(transit.arrival_s))
    if trips and (np.diff(transit.time_first) != np.diff(transit.pattern_first)[transit.trip_pattern]).any():
        yield "trips with another number of times than their pattern has stops"
    if (transit.arrival_s > transit.departure_s).any():
        yield "stop times that depart before they arrive"
    same_trip = np.ones(max(0, len(transit.arrival_s) - 1), bool)
    same_trip[transit.time_first[1:-1] - 1] = False
    if (np.diff(transit.departure_s)[same_trip] < 0).any() or (transit.arrival_s[1:] < transit.departure_s[:-1])[same_trip].any():
        yield "trips whose times run backwards"


def check_drawn(city: City) -> Iterator[str]:
    features, places = city.features, city.places
    yield from rows("feature rings", features.ring_first, len(features.layer), len(features.ring_inner))
    yield from rows("feature points", features.point_first, len(features.ring_inner), len(features.lat_e7))
    yield from indices("feature names", features.name, len(features.names), lowest=-1)
    yield from indices("place names", places.name, len(places.texts), lowest=-1)


def lengths(group, wanted: dict[str, int]) -> Iterator[str]:
    for name, array in vars(group).items():
        for prefix, length in wanted.items():
            if name.startswith(prefix) and len(array) != length:
                yield f"{name} has {len(array)} rows instead of {length}"


def indices(what: str, values: np.ndarray, size: int, lowest: int = 0) -> Iterator[str]:
    outside = int(((values < lowest) | (values >= size)).sum())
    if outside:
        yield f"{what}: {outside} point outside their table"


def rows(what: str, first: np.ndarray, count: int, total: int) -> Iterator[str]:
    if len(first) != count + 1 or first[0] != 0 or first[-1] != total or (np.diff(first) < 0).any():
        yield f"{what}: the list of rows does not fit"
