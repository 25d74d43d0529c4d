"""A small city with two districts, a federal road and a stop; its bodies, rules and tests."""
import math

from backend.bodies.areas import Areas, read_areas
from backend.bodies.ground import Road
from routing.earth import METRES_PER_DEGREE

M = 1 / METRES_PER_DEGREE
LAT, LON = 49.4, 8.7
LON_M = M / math.cos(math.radians(LAT))


def at(x: float, y: float) -> tuple[float, float]:
    """(lat, lon) of a place so many metres east and north of the middle of the city."""
    return LAT + y * M, LON + x * LON_M


def ring(west: float, south: float, east: float, north: float) -> list[list[float]]:
    """In metres from the middle, as GeoJSON."""
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return [[LON + x * LON_M, LAT + y * M] for x, y in corners]


def area(code: str, name: str, level: int, *corners: float) -> dict:
    geometry = {"type": "Polygon", "coordinates": [ring(*corners)]}
    return {"type": "Feature", "properties": {"code": code, "name": name, "level": level}, "geometry": geometry}


AREAS = {"type": "FeatureCollection", "features": [
    area("city", "Elmstead", 8, -2000, -2000, 2000, 2000), area("west", "West End", 10, -2000, -2000, 0, 2000),
    area("park", "Elm Park", 11, 500, 500, 900, 900),
]}  # fmt: skip


class Streets:
    """The road `B 37` along y = 0, lanes elsewhere; one stop at (1000, 1000)."""

    def road_at(self, lat: float, lon: float) -> Road:
        return Road("primary", "B 37;E 52", "Ring") if abs(lat - LAT) < 20 * M else Road("residential", "", "Lane")

    def stop_m(self, lat: float, lon: float) -> float:
        lat_0, lon_0 = at(1000, 1000)
        return math.hypot((lat - lat_0) / M, (lon - lon_0) / LON_M)


def areas() -> Areas:
    return read_areas(AREAS)


def place(x: float, y: float) -> str:
    lat, lon = at(x, y)
    return f"[{lat:.7f}, {lon:.7f}]"


TABLE = f"""\
zone = "Europe/Berlin"
triage = "desk"
emergency_number = "112"

[[bodies]]
code = "desk"
name = "Service desk"
hours = ["Mon-Fri 08:00-16:00"]
holidays = "DE-BW"
escalates_to = "mayor"

[[bodies]]
code = "streets"
name = "City Streets"
hours = ["Mon-Thu 08:00-16:00", "Fri 08:00-16:00"]
holidays = "DE-BW"
levels = [{{ en = "head of streets", de = "Leitung Straßen" }}, {{ en = "director of works", de = "Leitung Tiefbau" }}]
escalates_to = "mayor"

[[bodies]]
code = "state"
name = "State Roads"
channel = "email"
to = "roads@state.example"

[[bodies]]
code = "trams"
name = "City Trams"
hours = ["daily 04:00-24:00"]
alarm = "control@trams.example"

[[bodies]]
code = "mayor"
name = "Mayor's office"

[[bodies]]
code = "parks"
name = "City Parks"

[[rules]]
id = "federal-roads"
priority = 10
category = ["road", "street_light"]
road = {{ ref = "B *" }}
area = "city"
body = "state"
service = "FB-{{category}}"
else_body = "streets"

[[rules]]
id = "stops"
priority = 20
category = "stop_damaged"
stop_m = 30
body = "trams"

[[rules]]
id = "vehicles"
priority = 20
category = "transit"
context = ["vehicle", "lift"]
body = "trams"

[[rules]]
id = "city"
priority = 50
area = "city"
body = "streets"

[[rules]]
id = "park"
priority = 50
area = "park"
body = "parks"

[[rules]]
id = "west"
priority = 40
category = "litter"
area = "west"
body = "parks"

[[tests]]
at = {place(300, 0)}
category = "pothole"
want = "state"

[[tests]]
at = {place(300, 300)}
category = "pothole"
want = "streets"

[[tests]]
at = {place(990, 1000)}
category = "stop_damaged"
want = "trams"

[[tests]]
at = {place(700, 700)}
category = "bench"
want = "parks"

[[tests]]
category = "vehicle_dirty"
context = "vehicle"
want = "trams"

[[tests]]
at = {place(-500, 500)}
category = "litter"
want = "parks"

[[tests]]
at = {place(3000, 0)}
category = "litter"
want = "triage"
"""
