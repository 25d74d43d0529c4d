"""Who answers what people report in the demonstration city: bodies, areas, rules, and tests of the rules at places of this city. All invented."""
import json
from pathlib import Path

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from .ground import HALF_M, river_y, to_lonlat
from .layout import BOX, VILLAGES
from .plan import Plan
from .streets import Streets

RULES_FILE, AREAS_FILE = "requests.toml", "areas.geojson"
APART_M = 60.0  # of a place for a test from what else is near
DECIMALS = 7
TABLE = """\
# Bodies, rules and tests. What a rule says has to be so; the lowest priority comes first, then the rule that says most.
triage = "desk"
emergency_number = "112"

[[bodies]]
code = "desk"
name = "City Service Desk"
hours = ["Mon-Fri 08:00-18:00"]
holidays = "DEMO"
escalates_to = "mayor"

[[bodies]]
code = "roads-east"
name = "City Roads East"
hours = ["Mon-Thu 07:30-16:00", "Fri 07:30-13:00"]
holidays = "DEMO"
levels = [{ en = "head of City Roads", de = "Leitung Straßen", es = "jefatura de vías", ko = "도로 책임자" }]
escalates_to = "mayor"

[[bodies]]
code = "roads-west"
name = "City Roads West"
hours = ["Mon-Thu 07:30-16:00", "Fri 07:30-13:00"]
holidays = "DEMO"
levels = [{ en = "head of City Roads", de = "Leitung Straßen", es = "jefatura de vías", ko = "도로 책임자" }]
escalates_to = "mayor"

[[bodies]]
code = "state-roads"
name = "State Roads"
hours = ["Mon-Fri 08:00-16:00"]
holidays = "DEMO"
levels = [{ en = "state road authority", de = "Landesstraßenbehörde", es = "autoridad de carreteras", ko = "국도 관리청" }]

[[bodies]]
code = "lights"
name = "City Lights"
hours = ["Mon-Sat 07:00-19:00"]
holidays = "DEMO"
escalates_to = "mayor"

[[bodies]]
code = "lines"
name = "City Lines"
hours = ["daily 05:00-24:00"]
levels = [{ en = "head of operations", de = "Betriebsleitung", es = "jefatura de operaciones", ko = "운영 책임자" }]
escalates_to = "mayor"

[[bodies]]
code = "lifts"
name = "City Lines, lifts"
hours = ["daily 05:00-24:00"]
levels = [{ en = "head of lifts", de = "Leitung Aufzüge", es = "jefatura de ascensores", ko = "엘리베이터 책임자" }]
escalates_to = "lines"

[[bodies]]
code = "cleaning"
name = "City Cleaning"
hours = ["Mon-Sat 06:00-14:00"]
holidays = "DEMO"
escalates_to = "mayor"

[[bodies]]
code = "parks"
name = "Parks and Trees"
hours = ["Mon-Fri 07:00-15:30"]
holidays = "DEMO"
escalates_to = "mayor"

[[bodies]]
code = "water"
name = "River and Drains"
hours = ["Mon-Fri 07:00-15:30"]
holidays = "DEMO"
escalates_to = "mayor"

[[bodies]]
code = "parking"
name = "Parking Office"
hours = ["Mon-Sat 08:00-20:00"]
holidays = "DEMO"
escalates_to = "mayor"

[[bodies]]
code = "mayor"
name = "Mayor's Office"
hours = ["Mon-Fri 09:00-17:00"]
holidays = "DEMO"

[[rules]]
id = "motorways"
priority = 10
category = ["road", "pavement", "street_light", "cycle_way"]
road = { kind = ["motorway", "motorway_link"] }
body = "state-roads"
else_body = "desk"

[[rules]]
id = "on-the-river"
priority = 20
category = ["water", "litter", "fly_tipping", "dead_animal"]
area = "river"
body = "water"

[[rules]]
id = "lifts"
priority = 20
category = ["lift", "escalator"]
body = "lifts"

[[rules]]
id = "buses-and-trams"
priority = 30
category = "transit"
body = "lines"

[[rules]]
id = "lights"
priority = 30
category = "light"
area = "city"
body = "lights"

[[rules]]
id = "cleaning"
priority = 30
category = "waste"
area = "city"
body = "cleaning"

[[rules]]
id = "green"
priority = 30
category = "green"
area = "city"
body = "parks"

[[rules]]
id = "drains"
priority = 30
category = "water"
area = "city"
body = "water"

[[rules]]
id = "parking"
priority = 30
category = ["parking", "shared_vehicle", "abandoned_bike"]
area = "city"
body = "parking"

[[rules]]
id = "roads-east"
priority = 40
category = ["road", "pavement", "cycle_way"]
area = "east"
body = "roads-east"

[[rules]]
id = "roads-west"
priority = 40
category = ["road", "pavement", "cycle_way"]
area = "west"
body = "roads-west"

[[rules]]
id = "rest"
priority = 90
area = "city"
body = "desk"
"""


def write_requests(folder: Path, plan: Plan, streets: Streets) -> None:
    """requests.toml and areas.geojson."""
    (folder / RULES_FILE).write_text(TABLE + "\n".join(entries(plan, streets)), encoding="utf-8")
    features = [feature(*area) for area in areas(plan)]
    told = {"type": "FeatureCollection", "features": features}
    (folder / AREAS_FILE).write_text(json.dumps(told, separators=(",", ":")), encoding="utf-8")


def areas(plan: Plan) -> list[tuple[str, str, int, BaseGeometry]]:
    """Code, name, level, shape in metres."""
    west, east = (shapely.box(*corners) for corners in ((-HALF_M, -HALF_M, 0, HALF_M), (0, -HALF_M, HALF_M, HALF_M)))
    found = [("city", "Selwenhaven", 8, BOX), ("west", "West", 9, west), ("east", "East", 9, east), ("river", "The river", 10, plan.river)]
    if plan.old_town is not None:
        found.append(("old-town", "Old Town", 10, plan.old_town))
    for name, (x, y, radius) in VILLAGES.items():
        found.append((f"village-{name}", f"Village {name.title()}", 10, shapely.Point(x, y).buffer(radius, quad_segs=6).intersection(BOX)))
    return found


def feature(code: str, name: str, level: int, shape: BaseGeometry) -> dict:
    def turn(metres):
        lon, lat = to_lonlat(metres[:, 0], metres[:, 1])
        return np.column_stack((lon, lat)).round(DECIMALS)

    degrees = shapely.orient_polygons(shapely.transform(shape, turn))
    properties = {"code": code, "name": name, "level": level}
    return {"type": "Feature", "properties": properties, "geometry": json.loads(shapely.to_geojson(degrees))}


def entries(plan: Plan, streets: Streets) -> list[str]:
    east, west = (lane(plan, streets, side) for side in (1, -1))
    motorway = plan.motorway.interpolate(0.3, normalized=True)
    river = (1500.0, float(river_y(1500.0)))
    return [
        entry(east, "pothole", "roads-east"), entry(west, "broken_paving", "roads-west"), entry(east, "street_light", "lights"),
        entry((motorway.x, motorway.y), "pothole", "state-roads"), entry(river, "litter", "water"), entry(west, "litter", "cleaning"),
        entry(east, "overgrown", "parks"), entry(west, "drain_blocked", "water"), entry(east, "parked_in_way", "parking"),
        entry(west, "noise", "desk"),
        entry(None, "lift", "lifts", "lift"), entry(None, "vehicle_dirty", "lines", "vehicle"), entry((0.0, 2000.0), "pothole", "triage"),
        entry((HALF_M + 500.0, 0.0), "pothole", "triage"),
    ]  # fmt: skip


def entry(place: tuple[float, float] | None, category: str, want: str, context: str = "") -> str:
    lines = ["", "[[tests]]"]
    if place is not None:
        lon, lat = to_lonlat(*place)
        lines.append(f"at = [{lat:.6f}, {lon:.6f}]")
    lines += [f'category = "{category}"', f'want = "{want}"', *([f'context = "{context}"'] if context else []), ""]
    return "\n".join(lines)


def lane(plan: Plan, streets: Streets, side: int) -> tuple[float, float]:
    """The middle of a street where people live, on that side of the city and apart from river, motorway and the line between the sides."""
    kept_apart = shapely.union_all([plan.river, plan.motorway, *plan.spurs]).buffer(APART_M)
    shapely.prepare(kept_apart)
    lanes = (edge.middle for edge in streets.edges if edge.kind == "residential" and edge.middle[0] * side > APART_M)
    return next(place for place in lanes if not kept_apart.intersects(shapely.Point(place)))
