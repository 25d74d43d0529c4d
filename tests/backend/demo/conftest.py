"""The demonstration city, written once."""
from datetime import date
from pathlib import Path

import pytest

from backend.demo.city import write_city

from .written import Osm, read_gtfs, read_osm

FIRST_DAY = date(2026, 3, 2)


@pytest.fixture(scope="session")
def city_folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("demo_city")
    write_city(folder, FIRST_DAY)
    return folder


@pytest.fixture(scope="session")
def osm(city_folder) -> Osm:
    return read_osm(city_folder / "city.osm.pbf")


@pytest.fixture(scope="session")
def feed(city_folder) -> dict[str, list[dict[str, str]]]:
    return read_gtfs(city_folder / "gtfs.zip")
