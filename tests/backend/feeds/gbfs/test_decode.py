"""Shared systems of every version, as one."""
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backend.feeds.gbfs.decode import decode
from backend.feeds.gbfs.facts import SharedSystem
from backend.feeds.problems import FeedUnreadable

SQUARE = {"type": "MultiPolygon", "coordinates": [[[[8.6, 49.4], [8.7, 49.4], [8.7, 49.5], [8.6, 49.5], [8.6, 49.4]]]]}
AT = 1_795_521_600  # 2026-11-24 noon UTC
OLD = {
    "system_information": {"system_id": "rad", "name": "Rad", "operator": "Rad GmbH", "language": "de", "timezone": "Europe/Berlin"},
    "vehicle_types": {"vehicle_types": [
        {"vehicle_type_id": "bike", "form_factor": "bicycle", "propulsion_type": "human", "default_pricing_plan_id": "basic"},
        {"vehicle_type_id": "roller", "form_factor": "scooter", "propulsion_type": "electric", "max_range_meters": 40_000, "max_permitted_speed": 18},
    ]},
    "station_information": {"stations": [
        {"station_id": "s1", "name": "Anna", "lat": 49.4, "lon": 8.6, "capacity": 10, "region_id": "r"},
        {"station_id": "s2", "name": "Bert", "lat": 49.41, "lon": 8.61, "is_virtual_station": True, "station_area": SQUARE},
    ]},
    "station_status": {"stations": [
        {"station_id": "s1", "is_installed": True, "is_renting": True, "is_returning": False, "last_reported": AT, "num_bikes_available": 3,
         "num_docks_available": 7, "vehicle_types_available": [{"vehicle_type_id": "bike", "count": 3}],
         "vehicle_docks_available": [{"vehicle_type_ids": ["bike"], "count": 7}]},
        {"station_id": "s2", "is_installed": 1, "is_renting": 1, "is_returning": 1, "last_reported": AT, "num_bikes_available": 0},
    ]},
    "free_bike_status": {"bikes": [
        {"bike_id": "v1", "lat": 49.42, "lon": 8.62, "is_reserved": False, "is_disabled": False, "vehicle_type_id": "roller",
         "current_range_meters": 9000, "current_fuel_percent": 0.4, "pricing_plan_id": "basic",
         "rental_uris": {"web": "https://rad.example/v1", "android": "rad://v1"}},
        {"bike_id": "v2", "station_id": "s1", "is_reserved": True, "is_disabled": False, "vehicle_type_id": "bike"},
    ]},
    "system_pricing_plans": {"plans": [
        {"plan_id": "basic", "name": "Basis", "currency": "EUR", "price": 1.0, "is_taxable": False, "description": "1 € und 25 ct",
         "per_min_pricing": [{"start": 0, "rate": 0.25, "interval": 1}]},
    ]},
    "geofencing_zones": {"geofencing_zones": {"type": "FeatureCollection", "features": [
        {"type": "Feature", "geometry": SQUARE, "properties": {"name": "Altstadt", "rules": [
            {"vehicle_type_id": ["roller"], "ride_allowed": False, "ride_through_allowed": True, "maximum_speed_kph": 18},
        ]}},
    ]}},
    "system_regions": {"regions": [{"region_id": "r", "name": "Mitte"}]},
    "system_alerts": {"alerts": [{"alert_id": "a", "type": "station_closure", "summary": "Zu", "station_ids": ["s1"], "times": [{"start": AT}]}]},
}  # fmt: skip


def text(words: str) -> list[dict]:
    return [{"language": "en", "text": f"{words} in English"}, {"language": "de", "text": words}]


def renewed() -> dict:
    """The same system as version 3 tells it."""
    new = json.loads(json.dumps(OLD))
    new["system_information"] = {
        "system_id": "rad", "name": text("Rad"), "operator": text("Rad GmbH"), "languages": ["de"], "timezone": "Europe/Berlin",
    }  # fmt: skip
    for station in new["station_information"]["stations"]:
        station["name"] = text(station["name"])
    for station in new["station_status"]["stations"]:
        station["num_vehicles_available"] = station.pop("num_bikes_available")
        station["last_reported"] = "2026-11-24T12:00:00Z"
    new["vehicle_status"] = {"vehicles": [{**bike, "vehicle_id": bike["bike_id"]} for bike in new.pop("free_bike_status")["bikes"]]}
    for bike in new["vehicle_status"]["vehicles"]:
        del bike["bike_id"]
    plan, alert = new["system_pricing_plans"]["plans"][0], new["system_alerts"]["alerts"][0]
    plan["name"], plan["description"] = text("Basis"), text("1 € und 25 ct")
    alert["summary"], alert["times"] = text("Zu"), [{"start": "2026-11-24T12:00:00Z"}]
    zone = new["geofencing_zones"]["geofencing_zones"]["features"][0]["properties"]
    zone["name"] = text("Altstadt")
    zone["rules"] = [{
        "vehicle_type_ids": ["roller"], "ride_start_allowed": False, "ride_end_allowed": False, "ride_through_allowed": True, "maximum_speed_kph": 18,
    }]  # fmt: skip
    new["system_regions"]["regions"][0]["name"] = text("Mitte")
    return new


def bodies(files: dict, version: str = "2.3", at: int | str = AT) -> dict[str, bytes]:
    return {name: json.dumps({"last_updated": at, "ttl": 60, "version": version, "data": data}).encode() for name, data in files.items()}


def changed(name: str, key: str, *entries: dict) -> dict[str, bytes]:
    """The system with other entries in one file."""
    return bodies({**OLD, name: {key: list(entries)}})


def kinds(system: SharedSystem) -> dict[str, int]:
    return {problem.kind: problem.count for problem in system.problems}


def story(system: SharedSystem) -> list:
    """Everything but arrays, which are compared as lists."""
    stations = [(repr(station).replace(repr(station.area), ""), area_of(station.area)) for station in system.stations]
    zones = [(zone.name, zone.rules, area_of(zone.area)) for zone in system.zones]
    whole = [system.id, system.name, system.operator, system.languages, system.timezone, system.observed, system.ttl_s, kinds(system)]
    return [whole, stations, zones, system.vehicles, system.plans, system.vehicle_types, system.regions, system.alerts]


def area_of(area) -> list | None:
    return None if area is None else [area.lat.tolist(), area.lon.tolist(), area.part_first.tolist(), area.polygon_first.tolist()]


def test_both_versions_are_the_same_system():
    assert story(decode(bodies(OLD))) == story(decode(bodies(renewed(), "3.0", "2026-11-24T12:00:00+00:00"), ("de-AT", "fr")))


def test_texts_come_in_the_language_wanted_or_the_first():
    new = bodies(renewed(), "3.0")
    assert [decode(new, wanted).name for wanted in (("de",), ("fr", "EN-gb"), ())] == ["Rad", "Rad in English", "Rad in English"]


def test_a_station_says_what_it_has():
    station, virtual = decode(bodies(OLD)).stations
    assert (station.id, station.name, station.capacity, station.region) == ("s1", "Anna", 10, "r")
    assert (station.vehicles_available, station.vehicles_by_type) == (3, (("bike", 3),))
    assert (station.docks_available, station.docks_by_type) == (7, ((("bike",), 7),))
    assert (station.is_installed, station.is_renting, station.is_returning) == (True, True, False)
    assert station.last_reported == datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert virtual.is_virtual
    assert virtual.docks_available is None
    assert virtual.area.contains(49.45, 8.65)
    assert not virtual.area.contains(49.45, 8.75)


def test_a_vehicle_says_what_it_can_and_stands_at_its_station_where_it_has_no_place():
    scooter, bike = decode(bodies(OLD)).vehicles
    assert (scooter.id, scooter.type, scooter.current_range_m, scooter.fuel_share, scooter.plan) == ("v1", "roller", 9000, 0.4, "basic")
    assert (scooter.links.web, scooter.links.android) == ("https://rad.example/v1", "rad://v1")
    assert (bike.lat, bike.lon, bike.station_id, bike.is_reserved) == (49.4, 8.6, "s1", True)


def test_rules_of_zones_in_metres_per_second():
    (zone,) = decode(bodies(OLD)).zones
    (rule,) = zone.rules
    assert (rule.vehicle_types, rule.ride_start_allowed, rule.ride_end_allowed, rule.ride_through_allowed) == (("roller",), False, False, True)
    assert rule.max_speed_mps == pytest.approx(5)


def test_rules_outside_of_all_zones():
    outside = {"ride_start_allowed": True, "ride_end_allowed": False, "ride_through_allowed": True}
    zones = {"geofencing_zones": {"features": []}, "global_rules": [outside]}
    (rule,) = decode(bodies({**OLD, "geofencing_zones": zones}, "3.0")).global_rules
    assert (rule.ride_start_allowed, rule.ride_end_allowed) == (True, False)


def test_it_is_as_old_as_its_oldest_state_and_holds_as_long_as_its_quickest():
    parts = bodies(OLD)
    parts["station_status"] = json.dumps({"last_updated": AT - 90, "ttl": 10, "version": "2.3", "data": OLD["station_status"]}).encode()
    parts["system_information"] = json.dumps({"last_updated": 1, "ttl": 1, "version": "2.3", "data": OLD["system_information"]}).encode()
    system = decode(parts)
    assert (system.observed.timestamp(), system.ttl_s, system.entities) == (AT - 90, 10, 4)


def test_without_types_of_vehicles_they_are_plain_bicycles():
    files = {name: OLD[name] for name in ("system_information", "station_information", "station_status", "free_bike_status")}
    system = decode(bodies(files))
    assert [(kind.form_factor, kind.propulsion) for kind in system.vehicle_types] == [("bicycle", "human")]
    assert {vehicle.type for vehicle in system.vehicles} == {""}


def test_what_nobody_says_is_not_offered():
    system = decode(changed("station_status", "stations", {"station_id": "s1", "num_bikes_available": 3, "is_installed": True}))
    assert (system.stations[0].is_renting, system.stations[1].is_installed, system.stations[1].vehicles_available) == (False, False, None)
    assert kinds(system) == {"no_is_renting": 1, "no_is_returning": 1, "station_without_status": 1}
    bike = {"bike_id": "v", "lat": 49.4, "lon": 8.6, "vehicle_type_id": "bike"}
    assert decode(changed("free_bike_status", "bikes", bike)).vehicles[0].is_disabled


def test_entries_that_cannot_be_used_are_counted():
    free = {"is_reserved": False, "is_disabled": False}
    system = decode(changed(
        "free_bike_status", "bikes", {"bike_id": "a", "lat": 0, "lon": 0, "vehicle_type_id": "bike", **free},
        {"bike_id": "b", "lat": 91, "lon": 8, "vehicle_type_id": "bike", **free},
        {"bike_id": "c", "lat": 49, "lon": 8, "vehicle_type_id": "boat", **free},
        {"lat": 49, "lon": 8, "vehicle_type_id": "bike", **free}, {"bike_id": "d", "lat": 49, "lon": 8, **free},
        {"bike_id": "e", "lat": 49, "lon": 8, "vehicle_type_id": "bike", "current_fuel_percent": 7, **free},
        {"bike_id": "e", "lat": 49, "lon": 8, "vehicle_type_id": "bike", **free},
        {"bike_id": "f", "station_id": "mars", "vehicle_type_id": "bike", **free},
    ))  # fmt: skip
    assert [vehicle.id for vehicle in system.vehicles] == ["e"]
    assert kinds(system) == {
        "vehicle_without_place": 3, "bad_lat": 1, "unknown_vehicle_type": 1, "vehicle_without_id": 1, "vehicle_without_type": 1,
        "bad_current_fuel_percent": 1, "repeated_vehicle": 1, "unknown_station": 1,
    }  # fmt: skip
    assert system.problems.unknown_ids == 2


def test_stations_that_cannot_be_used_are_counted():
    status = OLD["station_status"]["stations"]
    negative = {**status[0], "num_bikes_available": -3, "vehicle_types_available": [{"vehicle_type_id": "boat", "count": 1}]}
    system = decode(changed("station_status", "stations", negative, status[1], status[1], {**status[0], "station_id": "mars"}))
    assert (system.stations[0].vehicles_available, system.stations[0].vehicles_by_type) == (None, ())
    assert kinds(system) == {"bad_num_bikes_available": 1, "unknown_vehicle_type": 1, "repeated_station": 1, "unknown_station": 1}
    nameless = {"name": "?", "lat": 49.4, "lon": 8.6}
    assert kinds(decode(changed("station_information", "stations", nameless, {"station_id": "x", "lat": "north"})))["station_without_id"] == 1


def test_a_capacity_told_by_type_is_told_together():
    place = {"station_id": "s1", "name": "Anna", "lat": 49.4, "lon": 8.6}
    for told, capacity, problems in (
        ({"vehicle_type_capacity": {"bike": 7, "roller": 3}}, 10, 0), ({"vehicle_type_capacity": {"bike": -7}}, None, 1), ({}, None, 0),
        ({"vehicle_docks_capacity": [{"vehicle_type_ids": ["bike"], "count": 4}], "vehicle_types_capacity": [{"count": 2}]}, 6, 0),
    ):  # fmt: skip
        system = decode(changed("station_information", "stations", {**place, **told}))
        assert system.stations[0].capacity == capacity
        assert kinds(system).get("bad_vehicle_type_capacity", 0) == problems


def test_a_broken_file_that_one_can_do_without_is_counted_and_any_other_refuses_the_whole():
    for name in OLD:
        parts = {**bodies(OLD), name: b"<html>"}
        if name in ("system_regions", "system_alerts"):
            assert kinds(decode(parts)) == {"file_unreadable": 1}
        else:
            with pytest.raises(FeedUnreadable):
                decode(parts)


@pytest.mark.parametrize("version, code", [("4.0", "feed_wrong_version"), ("x", "feed_wrong_version"), (2.3, "feed_wrong_version")])
def test_other_versions_are_refused(version, code):
    with pytest.raises(FeedUnreadable) as refused:
        decode(bodies(OLD, version))
    assert refused.value.code == code


def test_a_system_needs_a_name_and_a_state():
    for left_out in (("system_information",), ("station_status", "free_bike_status")):
        with pytest.raises(FeedUnreadable):
            decode(bodies({name: data for name, data in OLD.items() if name not in left_out}))


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.stem: path.read_bytes() for path in folder.glob("*.json")}


def test_a_real_system_is_read_whole(shared_data):
    system = decode(files_in(shared_data / "gbfs" / "bay_wheels_v2"))
    assert (system.id, system.name, system.operator, system.timezone) == ("fgb", "Bay Wheels", "Lyft, Inc", "America/Los_Angeles")
    assert (len(system.stations), len(system.vehicles), len(system.regions)) == (496, 720, 6)
    assert system.observed <= datetime(2022, 9, 16, 2, tzinfo=UTC)
    assert not system.problems
    told = json.loads(files_in(shared_data / "gbfs" / "bay_wheels_v2")["station_status"])["data"]["stations"]
    assert sum(station.vehicles_available for station in system.stations) == sum(entry["num_bikes_available"] for entry in told)
    assert sum(station.is_renting for station in system.stations) == sum(entry["is_renting"] for entry in told)


@pytest.mark.parametrize("folder, problems", [("v2.3", {}), ("v3.0", {"station_without_status": 22, "unknown_vehicle_type": 1})])
def test_the_published_samples_are_read_whole(shared_data, folder, problems):
    parts = files_in(shared_data / "gbfs" / folder)
    told = {name: json.loads(body)["data"] for name, body in parts.items()}
    system = decode(parts, ("en",))
    vehicles = told["free_bike_status"]["bikes"] if folder == "v2.3" else told["vehicle_status"]["vehicles"]
    assert len(system.stations) == len(told["station_information"]["stations"])
    assert len(system.vehicles) == len(vehicles)
    assert len(system.plans) == len(told["system_pricing_plans"]["plans"])
    assert len(system.alerts) == len(told["system_alerts"]["alerts"])
    zones = told["geofencing_zones"]["geofencing_zones"]["features"]
    positions = sum(len(ring) for zone in zones for polygon in zone["geometry"]["coordinates"] for ring in polygon)
    assert (len(system.zones), sum(len(zone.area.lat) for zone in system.zones)) == (len(zones), positions)
    assert kinds(system) == problems
