"""What a city keeps of its fares is enough to price its rides without the feeds."""
import zipfile

import pytest

from payments.fares.price import read_fares
from routing.build.declaration import Declaration, FeedFile
from routing.build.fares import keep_fares
from routing.build.problems import Problems

FARES = {
    "routes.txt": "route_id,agency_id\nT,town\n", "stops.txt": "stop_id,zone_id\na,1\nb,2\n",
    "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\ntown,Town,https://town.example,Europe/Berlin\n",
    "fare_attributes.txt": "fare_id,price,currency_type\nride,2.50,EUR\n", "trips.txt": "route_id,service_id,trip_id\nT,day,1\n",
    "shapes.txt": "shape_id\n", "fare_notes.pdf": "none",
}  # fmt: skip


def feed(path, files, folder=""):
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(folder + name, text)
    return FeedFile(path)


def declare(tmp_path, *feeds, **more):
    return Declaration("Town", tmp_path / "town.osm.pbf", feeds, **more)


def test_the_files_fares_refer_to_are_kept_by_the_number_of_the_feed(tmp_path):
    plain = feed(tmp_path / "plain.zip", {name: text for name, text in FARES.items() if not name.startswith("fare_")})
    priced = feed(tmp_path / "priced.zip", FARES, "gtfs/")
    keep_fares(declare(tmp_path, plain, priced), tmp_path / "city")
    kept = tmp_path / "city" / "fares" / "1"
    assert [folder.name for folder in (tmp_path / "city" / "fares").iterdir()] == ["1"]
    assert {path.name for path in kept.iterdir()} == {"routes.txt", "stops.txt", "agency.txt", "fare_attributes.txt", "trips.txt"}
    assert (kept / "trips.txt").read_text().count("\n") == 1


def test_without_fares_and_prices_nothing_is_kept(tmp_path):
    keep_fares(declare(tmp_path), tmp_path / "city")
    assert not (tmp_path / "city").exists()


def test_what_a_city_names_for_the_service_is_kept(tmp_path):
    (tmp_path / "terms.toml").write_text('currency = "EUR"\n')
    named = dict.fromkeys(("prices", "parking", "requests", "areas", "rides"), tmp_path / "terms.toml")
    keep_fares(declare(tmp_path, **named), tmp_path / "city")
    for kept in ("fares/prices.toml", "parking/parking.toml", "requests/requests.toml", "requests/areas.geojson", "rides/rides.toml"):
        assert (tmp_path / "city" / kept).read_text() == 'currency = "EUR"\n'


@pytest.mark.parametrize("name", ["FlexExample--various.zip", "ctran-flex.zip"])
def test_fares_read_from_what_is_kept_are_those_of_the_feed(shared_data, tmp_path, name):
    path = shared_data / "gtfs_flex" / name
    keep_fares(declare(tmp_path, FeedFile(path)), tmp_path)
    of_feed, of_city = (read_fares(source, Problems()) for source in (path, tmp_path / "fares" / "0"))
    assert of_feed.v1 or of_feed.v2
    assert of_city == of_feed
