"""Rules at places of whole cities: the demonstration city, and Heidelberg."""
import json
from itertools import pairwise
from pathlib import Path

import pytest

from backend.bodies.areas import read_areas
from backend.bodies.deciding import check_tests, decide, list_untested
from backend.bodies.ground import CityGround
from backend.bodies.reading import read_table
from backend.bodies.seeding import AREAS_FILE, FOLDER, RULES_FILE, SeedUnusable, check_seed, read_seed
from routing.city import City

HEIDELBERG = Path(__file__).parent / "heidelberg.toml"
# Rough borders: the city, and the old town between the river and the hill.
BORDERS = {
    "hd-city": [[8.58, 49.36], [8.72, 49.35], [8.80, 49.41], [8.76, 49.44], [8.68, 49.45], [8.60, 49.43], [8.58, 49.36]],
    "hd-altstadt": [[8.6945, 49.4085], [8.7220, 49.4095], [8.7220, 49.4140], [8.6945, 49.4128], [8.6945, 49.4085]],
}


@pytest.fixture(scope="module")
def demo(demo_folder) -> City:
    return City.open(demo_folder)


@pytest.fixture(scope="module")
def heidelberg(heidelberg_folder) -> CityGround:
    return CityGround(City.open(heidelberg_folder))


def borders():
    features = [
        {"type": "Feature", "properties": {"code": code, "name": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for code, ring in BORDERS.items()
    ]  # fmt: skip
    return read_areas({"type": "FeatureCollection", "features": features})


def test_the_demonstration_city_answers_by_its_own_rules(demo):
    check_seed(demo)
    seed = read_seed(demo.folder)
    areas, table = read_areas(seed.areas), read_table(seed.rules, demo.manifest.timezone)
    assert list_untested(table, areas, CityGround(demo)) == []
    assert {"river", "old-town", "village-east"} <= set(areas.by_code)
    assert len(table.bodies) == 12


def test_a_mistake_in_the_files_of_a_city_is_told_when_it_is_built(demo, tmp_path):
    (tmp_path / FOLDER).mkdir()
    text = (demo.folder / FOLDER / RULES_FILE).read_text(encoding="utf-8").replace('area = "river"', 'area = "lake"')
    (tmp_path / FOLDER / RULES_FILE).write_text(text, encoding="utf-8")
    (tmp_path / FOLDER / AREAS_FILE).write_bytes((demo.folder / FOLDER / AREAS_FILE).read_bytes())

    class Moved:
        folder, manifest, network, streets = tmp_path, demo.manifest, demo.network, demo.streets

    with pytest.raises(SeedUnusable, match="no area 'lake'"):
        check_seed(Moved())


def test_rules_of_heidelberg_at_real_places(heidelberg):
    areas = borders()
    table = read_table(HEIDELBERG.read_text(encoding="utf-8"), areas=frozenset(areas.by_code))
    assert check_tests(table, areas, heidelberg) == []
    assert list_untested(table, areas, heidelberg) == []


@pytest.mark.parametrize("lat, lon, kind, ref", [
    (49.41222, 8.69800, "primary", "B 37"), (49.40935, 8.69268, "primary", "B 3"), (49.42236, 8.62624, "motorway", "A 656"),
    (49.37688, 8.68760, "primary", "B 3"),
])  # fmt: skip
def test_roads_of_heidelberg_have_their_numbers(heidelberg, lat, lon, kind, ref):
    road = heidelberg.road_at(lat, lon)
    assert (road.kind, road.ref) == (kind, ref)


def test_far_from_any_road_there_is_none(heidelberg):
    assert heidelberg.road_at(49.5, 9.5) is None
    assert heidelberg.stop_m(49.41005, 8.69290) < 60


def test_the_city_at_the_border_of_its_old_town_asks_both(heidelberg):
    areas = borders()
    table = read_table(HEIDELBERG.read_text(encoding="utf-8"))
    found = decide(table, areas, heidelberg, "litter", (49.4105, 8.69455))
    assert (found.target, set(found.asked)) == (None, {"hd-altstadt", "hd-tiefbau"})


def test_areas_of_the_demonstration_city_are_rfc_7946(demo):
    told = json.loads((demo.folder / FOLDER / AREAS_FILE).read_text(encoding="utf-8"))
    for feature in told["features"]:
        assert set(feature) == {"type", "properties", "geometry"}
        assert "crs" not in feature["geometry"]
        outer = feature["geometry"]["coordinates"][0]
        turned = sum((b[0] - a[0]) * (b[1] + a[1]) for a, b in pairwise(outer))
        assert turned < 0, "outer rings run against the clock"
