"""Where things are meant to be: the few decisions about the town that are taken by hand."""
import numpy as np
from shapely.geometry import box

from .ground import HALF_M, river_y

BOX = box(-HALF_M, -HALF_M, HALF_M, HALF_M)
CENTRE = np.array([0.0, 40.0])
OPEN_FRAME_M = 350  # along the frame lie fields, so that no quarter is cut off by it
STATION_X = 230
STATION = (230, -1150)
RADIAL_DEG = (24, 57, 92, 126, 158, 222, 247, 271, 303, 334)
# Motorways out of the map, where no radial road is near.
SPUR_DEG = (8, 182)
# name -> (x, y, radius)
VILLAGES = {"north": (-2300, 3350, 430), "east": (3500, 1500, 420), "south": (1200, -3560, 400), "west": (-3620, -2100, 420)}
# name -> (x, y, radius): blocks inside are left whole
PLACES = {
    "park_city": (950, 420, 330), "park_river": (-1250, -720, 300), "park_forest": (-2100, 1500, 420), "park_south": (500, -2150, 300),
    "university": (-1050, 900, 260), "hospital": (1700, 1250, 230), "stadium": (2000, -2000, 230), "cemetery": (-2300, 300, 200),
    "school_1": (300, 1250, 120), "school_2": (-1700, -150, 120), "school_3": (1250, -750, 120), "school_4": (-1250, -1900, 120),
    "school_5": (2300, 600, 120), "school_6": (-1100, 2250, 120), "school_7": (500, 2350, 120), "school_8": (1700, -1750, 120),
    "allotments": (-900, -2500, 200), "sports": (1500, 2300, 150),
}
METRO = [(-1650, 1950), (-1330, 1350), (-980, 740), (-330, 560), (60, -20), (230, -1130), (620, -1800), (1250, -2350)]
METRO_NAMES = ("Park and Ride North", "", "University", "Old Town", "River Bank", "Main Station", "", "")
RAIL_X = (-3650, -1750, STATION_X, 1900, 3600)
MAIN_RAIL_STATION = 2  # its place in RAIL_X
FERRY = ((-2300, 1), (-1350, -1), (-330, 1), (1150, 1), (2350, -1))  # x, bank (+1 north)
BRIDGES = ((-120, "pedestrian"), (900, "tertiary"), (-1050, "tertiary"), (2450, "tertiary"))


def draws(seed: int, step: int) -> np.random.Generator:
    """The random numbers of one step; steps do not disturb each other."""
    return np.random.default_rng((seed, step))


def from_centre(point) -> float:
    return float(np.hypot(point[0] - CENTRE[0], point[1] - CENTRE[1]))


def is_industrial(x: float, y: float) -> bool:
    return bool(x > 1250 and river_y(x) - 1150 < y < river_y(x) + 330)


def find_place(x: float, y: float) -> str | None:
    """The name of the park, campus or school whose core holds a point."""
    return next((name for name, (px, py, radius) in PLACES.items() if np.hypot(x - px, y - py) < radius * 0.75), None)


def in_village(x: float, y: float) -> bool:
    return any(np.hypot(x - px, y - py) < radius for px, py, radius in VILLAGES.values())


def wanted_block_m2(x: float, y: float, settled: float) -> float:
    """Wanted block size at a place: small in the centre, fields outside. settled: noise in -1..1, low in a green wedge."""
    radius_m = from_centre((x, y))
    if max(abs(x), abs(y)) > HALF_M - OPEN_FRAME_M:
        return 420_000
    if radius_m > 1950 and settled < -0.1:
        return 130_000
    if in_village(x, y):
        return 15_000
    if radius_m > 3300 and not (settled > 0.3 and radius_m < 4100):
        return 420_000
    if is_industrial(x, y):
        return 42_000
    return float(np.interp(radius_m, [500, 1200, 2000, 2700, 3400], [8_500, 11_000, 15_500, 21_000, 34_000]))
