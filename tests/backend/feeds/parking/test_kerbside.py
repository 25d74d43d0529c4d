"""Bays for badge holders and surveyed stretches at the side of streets, as a city publishes them."""
import json

import pytest

from backend.feeds.parking.decode import decode
from backend.feeds.parking.kerbside import from_utm

STRETCH = {
    "Segment": "-7", "Straßense": "rechts", "Abstand1": "5.35", "Straßenna": "Lange Zeile", "Parkwinkel": "Parallel", "Kapazität": "3.0",
    "Erlaubnis": "",
}  # fmt: skip
LINE = {"type": "LineString", "coordinates": [[476083.65, 5471796.67], [476081.0, 5471796.0], [476079.0, 5471795.0]]}


def told(**properties):
    feature = {"type": "Feature", "properties": {**STRETCH, **properties}, "geometry": properties.pop("geometry", LINE)}
    return decode(json.dumps({"type": "FeatureCollection", "features": [feature]}).encode())


# Of EPSG:25832, worked out by PROJ 9.
@pytest.mark.parametrize("east, north, lon, lat", [
    (476083.65, 5471796.67, 8.670379950944, 49.398389950012), (300000, 5200000, 6.372998602346, 46.923381220860),
    (700000, 6100000, 12.127582060825, 55.006604102173),
])  # fmt: skip
def test_metres_become_degrees(east, north, lon, lat):
    assert from_utm(east, north) == pytest.approx((lon, lat), abs=1e-7)


@pytest.mark.parametrize("place", [(None, 5e6), (8.6, 49.4), ("x", "y"), (4e5, 1e9)])
def test_what_is_no_place_is_none(place):
    assert from_utm(*place) == (None, None)


def test_a_stretch_has_its_spaces_and_lies_in_its_middle():
    site = told().sites[0]
    assert (site.uid, site.name, site.type, site.capacity, site.badge_only) == ("-7/rechts/5.35", "Lange Zeile", "ON_STREET", 3, False)
    assert (site.lat, site.lon) == pytest.approx((49.39839, 8.67034), abs=1e-4)
    assert told(Erlaubnis="Behindertenparkplatz, Parkschild").sites[0].badge_only


@pytest.mark.parametrize("properties", [{"Kapazität": "0.0"}, {"Kapazität": ""}, {"Erlaubnis": "nur_Bewohner, Parkschild"}, {"geometry": None}])
def test_where_not_everybody_parks_is_counted_and_no_site(properties):
    facts = told(**properties)
    assert (facts.sites, [(problem.kind, problem.count) for problem in facts.problems]) == ((), [("site_without_place", 1)])


def test_the_streets_of_heidelberg(shared_data):
    home = shared_data / "heidelberg" / "parking"
    bays = decode((home / "heidelberg_disabled.geojson").read_bytes())
    assert (bays.entities, len(bays.sites), sum(site.badge_only for site in bays.sites)) == (214, 214, 214)
    stretches = decode((home / "heidelberg_easypark.geojson").read_bytes())
    assert (stretches.entities, len(stretches.sites)) == (250, 69)
    assert sum(site.capacity or 0 for site in stretches.sites) == 233
    assert all(49.3 < site.lat < 49.5 and 8.6 < site.lon < 8.8 for site in stretches.sites)
