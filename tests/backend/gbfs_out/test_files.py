"""What is republished: valid by the official rules, true to what was told, and gone with what is stale."""
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from urllib.parse import quote

import pytest
from gbfs_validator.feed import GBFS
from gbfs_validator.fetch import FetchError
from hypothesis import given
from hypothesis import strategies as st

from backend.feeds.gbfs.decode import decode
from backend.feeds.gbfs.facts import PricingPlan, RentalLinks, SharedSystem, Station, SystemAlert, Vehicle, VehicleType
from backend.feeds.problems import ProblemLog
from tests.backend.gbfs_out.conftest import AT, serving

VERSIONS = {"3.0": "", "2.3": "2.3/"}


class ByClient:
    """Fetches for the validator from the service itself."""

    def __init__(self, client):
        self.client = client

    def get_json(self, url: str) -> object:
        answer = self.client.get(url)
        if answer.status_code != 200:
            raise FetchError(url, "refused")
        return answer.json()


def faults(client, feed: str, version: str) -> list:
    url = f"http://localhost/gbfs/{feed}/{VERSIONS[version]}gbfs.json"
    report = GBFS(url, fetcher=ByClient(client)).validation()
    assert report["summary"]["version"]["detected"] == version
    assert sum(bool(file["exists"]) for file in report["files"]) >= 5
    return [
        (file["file"], part.get("errors")) for file in report["files"] if file.get("hasErrors") for part in file.get("languages", [file])
    ]


def bodies(client, feed: str, version: str) -> dict[str, bytes]:
    """All files that gbfs.json lists."""
    told = client.get(f"/gbfs/{feed}/{VERSIONS[version]}gbfs.json").json()["data"]
    feeds = told["feeds"] if "feeds" in told else next(iter(told.values()))["feeds"]
    return {entry["name"]: client.get(entry["url"]).content for entry in feeds}


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("feed", ["bikes", "scooters"])
def test_the_official_rules_find_no_fault(client, feed, version):
    assert faults(client, feed, version) == []


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("feed", ["bikes", "scooters"])
def test_whoever_reads_it_knows_what_we_know(client, systems, feed, version):
    told, again = systems[feed], decode(bodies(client, feed, version))
    assert again.observed == AT
    assert [station.id for station in again.stations] == [station.id for station in told.stations]
    assert [s.vehicles_by_type for s in again.stations] == [s.vehicles_by_type for s in told.stations]
    assert [s.docks_by_type for s in again.stations] == [s.docks_by_type for s in told.stations]
    assert again.vehicles == told.vehicles
    assert again.plans == told.plans
    assert [(kind.id, kind.form_factor, kind.propulsion) for kind in again.vehicle_types] == [
        (kind.id, kind.form_factor, kind.propulsion) for kind in told.vehicle_types
    ]
    assert again.problems.total == 0


def test_zones_keep_their_shape_in_both_versions(client, systems):
    lat, lon = systems["scooters"].vehicles[0].lat, systems["scooters"].vehicles[0].lon
    for version in VERSIONS:
        again = decode(bodies(client, "scooters", version))
        for zone, told in zip(again.zones, systems["scooters"].zones, strict=True):
            assert zone.area.contains(lat, lon) == told.area.contains(lat, lon)
            assert [rule.ride_end_allowed for rule in zone.rules] == [rule.ride_end_allowed for rule in told.rules]


def test_a_system_that_is_not_live_is_not_there(systems):
    with serving({"bikes": systems["bikes"]}) as client:
        for path in ("scooters/gbfs.json", "scooters/vehicle_status.json", "scooters/2.3/gbfs.json", "bikes/geofencing_zones.json", "bikes/gbfs"):
            answer = client.get(f"/gbfs/{path}")
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        listed = client.get("/gbfs/manifest.json").json()["data"]["datasets"]
        assert [entry["system_id"] for entry in listed] == [systems["bikes"].id]


def test_a_city_without_systems_lists_none():
    with serving({}) as client:
        assert client.get("/gbfs/manifest.json").json()["data"] == {"datasets": []}


def sparse() -> SharedSystem:
    """An old system that tells as little as it may."""
    station = Station("s", "", 49.4, 8.7, None, False, "nowhere", None, RentalLinks("", "app://s", ""), vehicles_available=3, is_installed=True)
    vehicle = Vehicle("v", 49.4, 8.7, "", "", False, False, None, None, None, "unknown-plan", RentalLinks())
    moped = Vehicle("m", 49.4, 8.7, "moped", "", True, False, None, None, datetime(2026, 11, 24, 9, tzinfo=UTC), "", RentalLinks())
    types = (VehicleType("", "", "bicycle", "human"), VehicleType("moped", "", "scooter", "other", None, 12.5, 2, "", "gone", ("gone",)))
    alerts = (SystemAlert("a", "STRANGE", "Closed", "", "", ((None, None), (AT, None)), ("s",), ()),)
    yen = PricingPlan("p", "", "", "JPY", Decimal(150), taxed=True)
    return SharedSystem(
        "", "", "", ("DE_de", "de-DE"), "", "", RentalLinks(), types, (station,), (vehicle, moped), (yen,), (), (), (("r", ""),), alerts,
        AT, 0, 3, ProblemLog().problems(),
    )  # fmt: skip


@pytest.mark.parametrize("version", VERSIONS)
def test_a_system_that_tells_little_is_still_valid(version):
    with serving({"old": sparse()}) as client:
        assert faults(client, "old", version) == []


def test_what_nobody_told_is_not_offered():
    with serving({"old": sparse()}) as client:
        station = client.get("/gbfs/old/station_status.json").json()["data"]["stations"][0]
        assert (station["num_vehicles_available"], station["is_renting"], station["num_docks_available"]) == (3, False, 0)
        assert [one["count"] for one in station["vehicle_types_available"]] == [0, 0]
        assert "rental_uris" not in client.get("/gbfs/old/station_information.json").json()["data"]["stations"][0]
        moped = client.get("/gbfs/old/vehicle_status.json").json()["data"]["vehicles"][1]
        assert (moped["current_range_meters"], moped["available_until"]) == (0.0, "2026-11-24T09:00:00Z")
        information = client.get("/gbfs/old/system_information.json").json()["data"]
        assert (information["system_id"], information["timezone"]) == ("old", "Europe/Berlin")
        assert information["opening_hours"].endswith("unknown")
        assert client.get("/gbfs/old/system_pricing_plans.json").json()["data"]["plans"][0]["price"] == 150


def test_ttl_and_moment_are_ours_and_theirs(systems):
    seen = datetime(2026, 11, 24, 7, 29, 12, tzinfo=UTC)
    with serving({"bikes": systems["bikes"]}, told={"bikes": seen}) as client:
        answer = client.get("/gbfs/bikes/station_status.json")
        assert answer.json()["last_updated"] == "2026-11-24T07:29:12Z"
        assert answer.headers["cache-control"] == f"public, max-age={answer.json()['ttl']}"
        assert client.get("/gbfs/bikes/2.3/station_status.json").json()["last_updated"] == int(seen.timestamp())


@given(st.text(min_size=1, max_size=80), st.text(min_size=1, max_size=80))
def test_no_address_makes_it_fail(client, feed, file):
    for path in (f"/gbfs/{quote(feed, safe='')}/{quote(file, safe='')}", f"/gbfs/bikes/{quote(file, safe='')}"):
        assert client.get(path).status_code in (404, 400, 405)


def test_a_virtual_station_takes_any_number():
    whole = sparse()
    virtual = replace(whole, stations=(replace(whole.stations[0], is_virtual=True),))
    with serving({"old": virtual}) as client:
        assert "num_docks_available" not in client.get("/gbfs/old/station_status.json").json()["data"]["stations"][0]
