"""Writes the demonstration city into a folder."""
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from .__main__ import build

CITY_TOML = """\
name = "Selwen"
timezone = "Europe/Brussels"
language = "en"
attribution = "Invented data of the Allways demonstration city"
osm = "city.osm.pbf"
elevation = "elevation.tif"

[[gtfs]]
path = "gtfs.zip"

[demo]
first_day = {first_day}
"""


@dataclass(frozen=True)
class CitySummary:
    """What was written, as counts."""

    nodes: int
    ways: int
    relations: int
    addresses: int
    stop_places: int
    lines: int
    bike_stations: int
    car_parks: int
    driveways: int
    seconds: float


def write_city(folder: Path, first_day: date, seed: int = 7, progress: Callable[[str, float], None] | None = None) -> CitySummary:
    """Write city.osm.pbf, gtfs.zip, elevation.tif, parking_seed.json, gbfs_seed.json and city.toml."""
    counts = build(folder, first_day)
    (folder / "city.toml").write_text(CITY_TOML.format(first_day=first_day.isoformat()))
    return CitySummary(*(counts[key] for key in ("nodes", "ways", "relations", "addresses", "stop_places", "lines", "bike_stations", "car_parks", "driveways", "total_s")))
