"""A grid of streets anywhere on earth, for feeds of towns whose streets are not here."""
from pathlib import Path

from routing.earth import METRES_PER_DEGREE
from tests.routing.build.osm_world import LAT, LON, NARROW, OsmWorld


def write_grid(path: Path, south: float, west: float, north: float, east: float, lines: int) -> Path:
    """As many streets from south to north as from west to east, over a box in degrees."""
    world = OsmWorld()
    for row in range(lines):
        for column in range(lines):
            lat, lon = south + (north - south) * row / (lines - 1), west + (east - west) * column / (lines - 1)
            world.node(f"{row}/{column}", (lon - LON) * METRES_PER_DEGREE * NARROW, (lat - LAT) * METRES_PER_DEGREE)
    for number in range(lines):
        world.way(" ".join(f"{number}/{other}" for other in range(lines)), highway="residential", name=f"Row {number}")
        world.way(" ".join(f"{other}/{number}" for other in range(lines)), highway="residential", name=f"Column {number}")
    return world.write(path)
