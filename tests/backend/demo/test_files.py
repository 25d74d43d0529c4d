"""The folder: the same bytes again, a declaration that names its files, and seeds of the live side that fit the map."""
import hashlib
import json
import subprocess
import sys
import tomllib

import numpy as np
import shapely
from scipy.spatial import cKDTree

from .written import metres

FILES = {"city.osm.pbf", "gtfs.zip", "elevation.tif", "parking_seed.json", "gbfs_seed.json", "prices.toml", "parking.toml", "city.toml",
         "requests.toml", "areas.geojson", "rides.toml"}
AGAIN = "import sys; from datetime import date; from pathlib import Path; from backend.demo.city import write_city; " \
        "write_city(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]))"


def digests(folder) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_another_process_writes_the_same_bytes(city_folder, first_day, tmp_path):
    subprocess.run([sys.executable, "-c", AGAIN, str(tmp_path), first_day.isoformat()], check=True, env={"PYTHONHASHSEED": "1", "PYTHONPATH": "."})
    assert set(digests(city_folder)) == FILES
    assert digests(tmp_path) == digests(city_folder)


def test_the_declaration_names_what_is_there(city_folder, first_day):
    told = tomllib.loads((city_folder / "city.toml").read_text())
    assert {told["osm"], told["elevation"], *(entry["path"] for entry in told["gtfs"])} <= FILES
    assert told["demo"]["first_day"] == first_day
    assert told["timezone"] == "Europe/Brussels"


def test_car_parks_and_bikes_lie_at_streets(osm, city_folder):
    streets = shapely.STRtree([osm.line(way) for way in osm.walkable])
    parking = json.loads((city_folder / "parking_seed.json").read_text())
    bikes = json.loads((city_folder / "gbfs_seed.json").read_text())
    for rows, most_m in ((parking["sites"], 30), (parking["driveways"], 20), (bikes["stations"], 15)):
        places = shapely.points(metres([row["lon"] for row in rows], [row["lat"] for row in rows]))
        _, away_m = streets.query_nearest(places, return_distance=True, all_matches=False)
        assert away_m.max() < most_m
    assert len(parking["driveways"]) >= 200
    assert len(bikes["stations"]) == 50


def test_park_and_ride_is_near_stations_outside_the_centre(city_folder, feed):
    parking = json.loads((city_folder / "parking_seed.json").read_text())
    sites = [site for site in parking["sites"] if site["park_ride"]]
    stops = [row for row in feed["stops"] if row["location_type"] == "0"]
    tree = cKDTree(metres([row["stop_lon"] for row in stops], [row["stop_lat"] for row in stops]))
    xy = metres([site["lon"] for site in sites], [site["lat"] for site in sites])
    assert len(sites) >= 3
    assert (np.hypot(*xy.T) > 1500).all()
    assert np.count_nonzero(tree.query(xy)[0] < 450) >= 3
