"""The demonstration city as it was written to be built."""
from datetime import date
from pathlib import Path

import pytest

from .written import Osm, read_gtfs, read_osm


@pytest.fixture(scope="session")
def city_folder(demo_folder) -> Path:
    return demo_folder.parent / "inputs"


@pytest.fixture(scope="session")
def osm(city_folder) -> Osm:
    return read_osm(city_folder / "city.osm.pbf")


@pytest.fixture(scope="session")
def feed(city_folder) -> dict[str, list[dict[str, str]]]:
    return read_gtfs(city_folder / "gtfs.zip")


@pytest.fixture(scope="session")
def first_day(feed) -> date:
    return date.fromisoformat(feed["feed_info"][0]["feed_start_date"])
