"""Reading a city.toml: what is understood, and what is said about mistakes."""
from pathlib import Path

import pytest

from routing.build.declaration import OSM_ATTRIBUTION, OSM_LICENCE, Declaration, FeedFile, check, read_declaration
from routing.build.problems import BuildError

LEAST = 'name = "Town"\nosm = "town.osm.pbf"\n'


def written(folder: Path, text: str) -> Path:
    (folder / "town.osm.pbf").write_bytes(b"")
    (folder / "feed.zip").write_bytes(b"")
    (folder / "city.toml").write_text(text, encoding="utf-8")
    return folder / "city.toml"


def test_the_least_there_is(tmp_path):
    read = read_declaration(written(tmp_path, LEAST))
    assert read == Declaration("Town", tmp_path / "town.osm.pbf", osm_licence=OSM_LICENCE, osm_attribution=OSM_ATTRIBUTION)


def test_every_key(tmp_path):
    (tmp_path / "heights.tif").write_bytes(b"")
    text = LEAST + (
        'timezone = "Europe/Berlin"\nlanguage = "de"\nattribution = "All"\nosm_attribution = "Mappers"\nosm_licence = "L"\n'
        'help_phone = "+44 1632 960123"\nelevation = "heights.tif"\nelevation_licence = "E"\nelevation_attribution = "Land"\n[[gtfs]]\n'
        'path = "feed.zip"\nlicence = "CC BY 4.0"\nattribution = "Trams"\n'
        "[demo]\nfirst_day = 2026-10-27\nseeds = [1, 2]\n"
    )
    read = read_declaration(written(tmp_path, text))
    assert read.feeds == (FeedFile(tmp_path / "feed.zip", "CC BY 4.0", "Trams"),)
    assert (read.timezone, read.language, read.attribution, read.osm_attribution, read.osm_licence) == ("Europe/Berlin", "de", "All", "Mappers", "L")
    assert (read.elevation, read.elevation_licence, read.elevation_attribution) == (tmp_path / "heights.tif", "E", "Land")
    assert (read.demo, read.help_phone) == ({"first_day": "2026-10-27", "seeds": [1, 2]}, "+44 1632 960123")


@pytest.mark.parametrize("number", ["112", "06221 58 0", "+4962215800", "+44 1632 960123"])
def test_a_telephone_number_is_kept_as_it_is_written(tmp_path, number):
    assert read_declaration(written(tmp_path, f'{LEAST}help_phone = "{number}"\n')).help_phone == number


@pytest.mark.parametrize("number", ["12", "help", "+44 1632  960", "0800-123", "+", " 112", "112 ", "tel:112", "112;1", "1" * 21, "٠١٢٣", "11\\n2"])
def test_what_cannot_be_dialled_is_refused(tmp_path, number):
    with pytest.raises(BuildError, match=r"help_phone is no telephone number\. Write a"):
        read_declaration(written(tmp_path, f'{LEAST}help_phone = "{number}"\n'))


def test_the_demonstration_city_can_be_read(tmp_path):
    from backend.demo.city import CITY_TOML

    for name in ("city.osm.pbf", "gtfs.zip", "elevation.tif", "prices.toml", "parking.toml", "requests.toml", "areas.geojson", "rides.toml"):
        (tmp_path / name).write_bytes(b"")
    read = read_declaration(written(tmp_path, CITY_TOML.format(first_day="2026-10-27")))
    assert [feed.path.name for feed in read.feeds] == ["gtfs.zip"]
    assert (read.demo, read.prices) == ({"first_day": "2026-10-27"}, tmp_path / "prices.toml")
    assert (read.requests, read.areas) == (tmp_path / "requests.toml", tmp_path / "areas.geojson")
    assert read.rides == tmp_path / "rides.toml"


@pytest.mark.parametrize(
    "text, said",
    [
        ('osm = "town.osm.pbf"\n', "name is missing"),
        ('name = "Town"\n', "osm is missing"),
        ('name = " "\nosm = "town.osm.pbf"\n', "name is empty"),
        ('name = 7\nosm = "town.osm.pbf"\n', "name must be a text"),
        ('name = "Town"\nosm = "other.osm.pbf"\n', r"osm = .*other\.osm\.pbf: no such file"),
        (LEAST + 'gtfs = "feed.zip"\n', r"\[\[gtfs\]\]"),
        (LEAST + "[[gtfs]]\n", "gtfs 1: path is missing"),
        (LEAST + '[[gtfs]]\npath = "feed.zip"\n[[gtfs]]\npath = "none.zip"\n', r"gtfs 2 = .*none\.zip: no such file"),
        (LEAST + '[[gtfs]]\npath = "feed.zip"\nlicense = "CC0"\n', "gtfs 1: license is not a key"),
        (LEAST + 'elevation = "none.tif"\n', r"elevation = .*none\.tif: no such file"),
        (LEAST + "elevation = true\n", "elevation must be a text"),
        (LEAST + 'prices = "none.toml"\n', r"prices = .*none\.toml: no such file"),
        (LEAST + 'parking = "none.toml"\n', r"parking = .*none\.toml: no such file"),
        (LEAST + 'timezone = "Europe/Atlantis"\n', "Europe/Atlantis.*no such time zone"),
        (LEAST + 'timezone = "../etc/passwd"\n', "no such time zone"),
        (LEAST + 'demo = "yes"\n', "demo must be a table"),
        (LEAST + 'colour = "red"\n', "colour is not a key"),
        ("name = Town\n", "no TOML"),
    ],
)
def test_mistakes_name_the_file_and_the_key(tmp_path, text, said):
    with pytest.raises(BuildError, match=said) as error:
        read_declaration(written(tmp_path, text))
    assert str(error.value).startswith(f"{tmp_path / 'city.toml'}: ")


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(BuildError, match=r"city\.toml: cannot be read"):
        read_declaration(tmp_path / "city.toml")
    (tmp_path / "city.toml").write_bytes(b'name = "\xff"')
    with pytest.raises(BuildError, match="no TOML in UTF-8"):
        read_declaration(tmp_path / "city.toml")


def test_options_of_the_command_line_are_checked_too(tmp_path):
    written(tmp_path, LEAST)
    declaration = Declaration("Town", tmp_path / "town.osm.pbf", (FeedFile(tmp_path / "feed.zip"),))
    assert check(declaration) is declaration
    with pytest.raises(BuildError, match=r"^osm = "):
        check(Declaration("Town", tmp_path))
