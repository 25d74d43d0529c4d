"""Public car parks: lots, decks and garages with an entrance on a street, and park and ride at both ends of the metro."""
from dataclasses import dataclass

import numpy as np
import shapely

from .extract import Extract
from .layout import CENTRE, METRO, RADIAL_DEG, draws, from_centre
from .lots import rectangle, sides_of
from .streets import Edge, Streets

COUNT = 25
PARK_RIDE_DEG, PARK_RIDE_M = (222, 271, 24), 2500.0
CAPACITY = {"underground": 240, "multi-storey": 360, "surface": 52}
MAX_HEIGHT_M = {"underground": "2.0", "multi-storey": "2.1"}


@dataclass
class CarPark:
    shape: shapely.Polygon
    front: np.ndarray
    edge: Edge
    face: int
    park_ride: bool
    kind: str = ""
    name: str = ""
    gate: tuple[int, float, int] | None = None  # face, metres along its sidewalk, node

    @property
    def capacity(self) -> int:
        return CAPACITY[self.kind]

    @property
    def max_height_m(self) -> float | None:
        return float(MAX_HEIGHT_M[self.kind]) if self.kind in MAX_HEIGHT_M else None


def plan_car_parks(extract: Extract, streets: Streets, plan, special: dict[int, str], rings, seed: int) -> list[CarPark]:
    rng = draws(seed, 9)
    car_parks = choose_sites(streets, park_ride_wishes(plan), special, rng)
    for car_park in car_parks:
        radius_m = from_centre(car_park.front)
        car_park.kind = ("underground", "multi-storey", "surface")[int(rng.integers(3))] if radius_m < 1400 else "surface"
        car_park.park_ride |= radius_m > 2300
        car_park.name = f"{streets.names.word()} {'Park and Ride' if car_park.park_ride else 'Car Park'}"
        draw_car_park(extract, car_park, rings)
    return car_parks


def park_ride_wishes(plan) -> list[tuple[float, float]]:
    """Both ends of the metro, and roads into town that trams follow."""
    wishes = [METRO[-1], METRO[0]]
    for degrees in PARK_RIDE_DEG:
        road = plan.radials[RADIAL_DEG.index(degrees)]
        wishes.append(road.interpolate(PARK_RIDE_M - from_centre(road.coords[0])).coords[0])
    return wishes


def choose_sites(streets: Streets, wishes: list, special: dict[int, str], rng) -> list[CarPark]:
    """Park and ride first, then places far from each other, denser towards the centre."""
    kinds = ("residential", "tertiary", "unclassified")
    good = [edge for edge in streets.edges if edge.kind in kinds and edge.length > 75 and not edge.over]
    middles = np.array([edge.middle for edge in good])
    radius_m = np.hypot(*(middles - CENTRE).T)
    weight = 1 / (400 + radius_m) ** 1.3 * (radius_m < 3100)
    apart_m = np.full(len(good), 1e9)
    wishes = list(wishes)
    sites: list[CarPark] = []
    while len(sites) < COUNT:
        if wishes:
            pick = int(np.argmin(np.hypot(*(middles - wishes[-1]).T) + 1e6 * (weight == 0)))
        else:
            pick = int(np.argmax(weight * np.minimum(apart_m, 900) * rng.uniform(0.7, 1, len(good))))
        apart_m = np.minimum(apart_m, np.hypot(*(middles - middles[pick]).T))
        weight[pick] = 0
        site = find_site(good[pick], streets, special)
        if site is not None:
            site.park_ride = bool(wishes)
            sites.append(site)
            wishes = wishes[:-1]
    return sites


def find_site(edge: Edge, streets: Streets, special: dict[int, str]) -> CarPark | None:
    for side, face in sides_of(edge):
        corners, front = rectangle(edge, edge.length / 2, side, 13, 46, 34)
        shape = shapely.Polygon(corners)
        if face >= 0 and special.get(face, "field") == "field" and streets.faces[face].buffer(-2).contains(shape):
            return CarPark(shape, front, edge, face, False)
    return None


def draw_car_park(extract: Extract, site: CarPark, rings) -> None:
    road = site.edge.line.interpolate(site.edge.length / 2)
    road_node = extract.node(road.x, road.y)
    site.edge.inserts.append((site.edge.length / 2, road_node))
    max_height_m = MAX_HEIGHT_M.get(site.kind, "")
    about = {"capacity": site.capacity, "capacity__disabled": max(2, site.capacity // 40), "capacity__charging": site.capacity // 20}
    about |= {"fee": "no" if site.park_ride else "yes", "access": "yes", "maxheight": max_height_m, "name": site.name}
    extract.line(site.shape.exterior.coords, amenity="parking", parking=site.kind, park_ride="yes" if site.park_ride else "no", **about)
    entrance = extract.node(*site.front, amenity="parking_entrance", maxheight=max_height_m, barrier="" if site.park_ride else "lift_gate")
    drive = [road_node, entrance]
    if site.face in rings:
        ring = rings[site.face]
        along_m = ring.project(road)
        crossing = ring.interpolate(along_m)
        drive.insert(1, extract.node(crossing.x, crossing.y))
        site.gate = (site.face, along_m, drive[1])
    extract.way(drive, highway="service", service="parking_aisle", surface="asphalt")
