"""Building a whole, tiny city into a folder, and what is left behind when that fails."""
from dataclasses import replace
from pathlib import Path

import pytest

from routing.build.city import build_city
from routing.build.declaration import Declaration, FeedFile
from routing.build.problems import BuildError
from routing.check import check_city
from routing.city import City
from routing.manifest import Manifest
from tests.routing.build.feed_world import write_feed
from tests.routing.build.osm_world import OsmWorld


def silent(step: str, share: float) -> None:
    """Progress nobody looks at."""


def declared(folder: Path) -> Declaration:
    """A street with a house, a car park and two of the stops of the tiny feed."""
    world = OsmWorld(a=(0, 0), b=(400, 0), c=(800, 0), d=(400, 300), h=(20, 20), i=(40, 20), j=(40, 40))
    world.way("a b c", highway="residential", name="Elm Street")
    world.way("b d", highway="footway")
    world.way("h i j h", building="yes", addr__street="Elm Street", addr__housenumber="1", addr__city="Town")
    world.node("p", 700, 20, amenity="parking", capacity="many")
    feed = write_feed(folder / "trams.zip", {})
    return Declaration("Town", world.write(folder / "town.osm.pbf"), (FeedFile(feed, "CC BY 4.0", "Trams"),), language="en")


@pytest.fixture(scope="module")
def inputs(tmp_path_factory) -> Declaration:
    return declared(tmp_path_factory.mktemp("inputs"))


@pytest.fixture(scope="module")
def town(inputs, tmp_path_factory) -> City:
    out = tmp_path_factory.mktemp("city") / "built"
    build_city(inputs, out, silent)
    return City.open(out)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_city_is_whole_and_sound(town):
    assert names_in(town.folder) == ["features", "manifest.json", "network", "places", "streets", "transit"]
    assert names_in(town.folder.parent) == ["built"]
    assert check_city(town) == []


def test_the_manifest_says_what_it_is_made_of(town, inputs):
    manifest = town.manifest
    assert [(entry.role, entry.file, entry.licence) for entry in manifest.inputs] == [
        ("osm", "town.osm.pbf", "ODbL 1.0"),
        ("gtfs", inputs.feeds[0].path.name, "CC BY 4.0"),
    ]
    assert manifest.inputs[0].bytes == inputs.osm.stat().st_size
    assert manifest.attribution == "© OpenStreetMap contributors; Trams"
    assert (manifest.timezone, manifest.language) == ("Europe/Berlin", "en")
    assert (manifest.valid_from, manifest.valid_to) == ("2026-11-23", "2026-11-27")
    assert manifest.counts["trips"] == len(town.transit.trip_route)
    assert manifest.counts["addresses"] == manifest.counts["named_streets"] == manifest.counts["places"] == 1
    assert manifest.problems["bad_capacity"]["count"] == 1
    south, west, north, east = manifest.bbox
    assert south == min(town.streets.geometry_lat_e7) / 1e7
    assert west < east
    assert north > south
    assert set(manifest.seconds) == {"inputs", "timetable", "streets", "map and places", "network", "on demand"}


def test_the_version_is_that_of_the_inputs(inputs, town, tmp_path):
    assert build_city(inputs, tmp_path / "again", silent).version == town.manifest.version
    assert build_city(replace(inputs, name="Other"), tmp_path / "again", silent).version != town.manifest.version
    assert build_city(replace(inputs, feeds=()), tmp_path / "again", silent).version != town.manifest.version
    (tmp_path / "prices.toml").write_text('currency = "EUR"\n')
    priced = build_city(replace(inputs, prices=tmp_path / "prices.toml"), tmp_path / "again", silent)
    assert priced.version != town.manifest.version
    assert [entry.role for entry in priced.inputs] == ["osm", "gtfs"]  # terms of sale are nobody's data


def test_a_city_without_a_timetable(inputs, tmp_path):
    manifest = build_city(replace(inputs, feeds=()), tmp_path / "built", silent)
    assert (manifest.timezone, manifest.valid_from, manifest.counts["trips"]) == ("UTC", "", 0)
    assert manifest.problems["timezone_unknown"]["count"] == 1
    assert check_city(City.open(tmp_path / "built")) == []
    assert build_city(replace(inputs, feeds=(), timezone="Asia/Tokyo"), tmp_path / "built", silent).timezone == "Asia/Tokyo"


def test_what_else_belongs_into_the_city_is_made_before_it_is_in_service(inputs, tmp_path):
    out = tmp_path / "built"
    seen = []

    def finish(folder: Path) -> None:
        seen.append((folder != out, City.open(folder).manifest.name, out.exists()))
        (folder / "search").mkdir()

    manifest = build_city(inputs, out, silent, finish)
    assert seen == [(True, "Town", False)]
    assert "search" in names_in(out)
    assert Manifest.open(out) == manifest
    assert "finish" in manifest.seconds


def test_a_new_city_takes_the_place_of_the_old_one(inputs, tmp_path):
    out = tmp_path / "built"
    build_city(inputs, out, silent, lambda folder: (folder / "search").mkdir())
    build_city(replace(inputs, name="New Town"), out, silent)
    assert Manifest.open(out).name == "New Town"
    assert "search" not in names_in(out)
    assert names_in(tmp_path) == ["built"]


def test_a_link_to_a_city_stays_a_link(inputs, tmp_path):
    build_city(inputs, tmp_path / "real" / "built", silent)
    (tmp_path / "link").symlink_to(tmp_path / "real" / "built")
    build_city(replace(inputs, name="New Town"), tmp_path / "link", silent)
    assert (tmp_path / "link").is_symlink()
    assert Manifest.open(tmp_path / "real" / "built").name == "New Town"
    assert names_in(tmp_path / "real") == ["built"]


@pytest.mark.parametrize("error", [BuildError("bad input"), RuntimeError("a bug"), KeyboardInterrupt()])
def test_a_failed_build_leaves_the_old_city_and_nothing_else(inputs, tmp_path, error):
    out = tmp_path / "built"
    before = build_city(inputs, out, silent)

    def fail(folder: Path) -> None:
        raise error

    with pytest.raises(type(error)):
        build_city(replace(inputs, name="New Town"), out, silent, fail)
    assert Manifest.open(out) == before
    assert names_in(tmp_path) == ["built"]


def test_a_failure_on_the_way_leaves_nothing(inputs, tmp_path):
    bad = tmp_path / "bad.osm.pbf"
    bad.write_bytes(b"nothing of use")
    with pytest.raises(BuildError, match=r"bad\.osm\.pbf"):
        build_city(replace(inputs, osm=bad), tmp_path / "out" / "built", silent)
    assert names_in(tmp_path / "out") == []


def test_a_folder_with_other_things_is_not_overwritten(inputs, tmp_path):
    (tmp_path / "holiday.txt").write_text("photos")
    with pytest.raises(BuildError, match="something else than a built city"):
        build_city(inputs, tmp_path, silent)
    assert names_in(tmp_path) == ["holiday.txt"]
    (tmp_path / "empty").mkdir()
    build_city(inputs, tmp_path / "empty", silent)
    assert Manifest.open(tmp_path / "empty").name == "Town"


def test_progress_names_each_step_and_never_runs_back(inputs, tmp_path):
    steps: dict[str, list[float]] = {}
    build_city(inputs, tmp_path / "built", lambda step, share: steps.setdefault(step, []).append(share))
    assert {"timetable", "streets", "map and places", "network"} <= set(steps)
    for shares in steps.values():
        assert shares == sorted(shares)
        assert 0 <= shares[0] <= shares[-1] <= 1
