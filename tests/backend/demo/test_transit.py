"""The timetable is a valid feed, and its stops, stations and shapes lie where the map says."""
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
import pytest
import shapely

from .written import by, metres, seconds, stop_metres

BOARDING, STATION, ENTRANCE, GENERIC_NODE = "0", "1", "2", "3"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# (file, column, file it points into, column there)
REFERENCES = [
    ("routes", "agency_id", "agency", "agency_id"), ("trips", "route_id", "routes", "route_id"), ("trips", "service_id", "calendar", "service_id"),
    ("trips", "shape_id", "shapes", "shape_id"), ("stop_times", "trip_id", "trips", "trip_id"), ("stop_times", "stop_id", "stops", "stop_id"),
    ("stops", "parent_station", "stops", "stop_id"), ("stops", "level_id", "levels", "level_id"), ("frequencies", "trip_id", "trips", "trip_id"),
    ("calendar_dates", "service_id", "calendar", "service_id"), ("pathways", "from_stop_id", "stops", "stop_id"),
    ("pathways", "to_stop_id", "stops", "stop_id"), ("transfers", "from_stop_id", "stops", "stop_id"),
    ("transfers", "to_stop_id", "stops", "stop_id"), ("transfers", "from_trip_id", "trips", "trip_id"),
    ("transfers", "to_trip_id", "trips", "trip_id"), ("stop_areas", "stop_id", "stops", "stop_id"),
    ("stop_areas", "area_id", "areas", "area_id"), ("route_networks", "route_id", "routes", "route_id"),
    ("route_networks", "network_id", "networks", "network_id"), ("fare_leg_rules", "fare_product_id", "fare_products", "fare_product_id"),
    ("fare_products", "rider_category_id", "rider_categories", "rider_category_id"),
    ("fare_products", "fare_media_id", "fare_media", "fare_media_id"),
]
KEYS = [("stops", "stop_id"), ("routes", "route_id"), ("trips", "trip_id"), ("pathways", "pathway_id"), ("calendar", "service_id")]


@pytest.fixture(scope="module")
def stop_of(feed):
    return {row["stop_id"]: row for row in feed["stops"]}


@pytest.fixture(scope="module")
def runs(feed):
    """Calls by trip in their order, without rides on demand."""
    return by([row for row in feed["stop_times"] if row["stop_id"]], "trip_id")


@pytest.fixture(scope="module")
def shapes(feed):
    found = {}
    for shape, rows in by(feed["shapes"], "shape_id").items():
        found[shape] = shapely.LineString(metres([row["shape_pt_lon"] for row in rows], [row["shape_pt_lat"] for row in rows]))
    return found


@pytest.mark.parametrize(("table", "column", "other", "key"), REFERENCES, ids=lambda value: value)
def test_every_reference_is_known(feed, table, column, other, key):
    known = {row[key] for row in feed[other]}
    used = {row[column] for row in feed[table]} - {""}
    assert used
    assert used <= known


@pytest.mark.parametrize(("table", "key"), KEYS)
def test_keys_are_unique(feed, table, key):
    assert len({row[key] for row in feed[table]}) == len(feed[table])


def test_it_is_a_network_of_eighteen_lines_of_five_kinds(feed):
    fixed = {row["route_id"]: row["route_type"] for row in feed["routes"] if row["route_id"] != "D1"}
    assert len(fixed) == 18
    assert set(fixed.values()) == {"0", "1", "2", "3", "4"}
    assert len(feed["trips"]) > 4000


def test_service_covers_today_and_the_months_after(feed, first_day):
    for offset in (0, 1, 5, 6, 30, 200, 399):
        when = first_day + timedelta(days=offset)
        assert running_on(feed, when), when


def running_on(feed, when: date) -> set[str]:
    day = when.strftime("%Y%m%d")
    running = {row["service_id"] for row in feed["calendar"] if row[WEEKDAYS[when.weekday()]] == "1" and row["start_date"] <= day <= row["end_date"]}
    for row in feed["calendar_dates"]:
        if row["date"] == day:
            running = running | {row["service_id"]} if row["exception_type"] == "1" else running - {row["service_id"]}
    return running


def test_a_holiday_runs_as_on_sunday(feed):
    holidays = {row["date"] for row in feed["calendar_dates"] if row["exception_type"] == "1"}
    assert holidays
    for day in holidays:
        assert "sunday" in running_on(feed, date(int(day[:4]), int(day[4:6]), int(day[6:])))


def test_times_never_run_back(runs):
    for trip, rows in runs.items():
        assert [int(row["stop_sequence"]) for row in rows] == sorted({int(row["stop_sequence"]) for row in rows}), trip
        assert rows[0]["departure_time"], trip
        assert rows[-1]["arrival_time"], trip
        clock = [seconds(row[key]) for row in rows if row["arrival_time"] for key in ("arrival_time", "departure_time")]
        assert clock == sorted(clock), trip
        along_m = [float(row["shape_dist_traveled"]) for row in rows]
        assert all(before < after for before, after in pairwise(along_m)), trip


def test_speeds_are_those_of_vehicles(feed, runs):
    limits_kmh = {"0": (12, 30), "1": (25, 60), "2": (40, 110), "3": (12, 35), "4": (6, 20)}
    kind = {row["route_id"]: row["route_type"] for row in feed["routes"]}
    for trip in feed["trips"]:
        rows = runs.get(trip["trip_id"])
        if rows:
            ridden_s = seconds(rows[-1]["arrival_time"]) - seconds(rows[0]["departure_time"])
            kmh = float(rows[-1]["shape_dist_traveled"]) / ridden_s * 3.6
            low, high = limits_kmh[kind[trip["route_id"]]]
            assert low < kmh < high, trip["trip_id"]


def test_stops_on_the_street_are_beside_a_way_to_walk(osm, feed):
    outside = [row for row in feed["stops"] if row["location_type"] in (BOARDING, ENTRANCE) and row.get("level_id", "") in ("", "L0")]
    points = shapely.points(stop_metres(outside))
    lines = [osm.line(way) for way in osm.walkable]
    _, away_m = shapely.STRtree(lines).query_nearest(points, return_distance=True, all_matches=False)
    assert len(outside) > 200
    assert away_m.max() < 30, outside[int(away_m.argmax())]


def test_shapes_pass_their_stops(feed, runs, shapes, stop_of):
    checked = set()
    for trip in feed["trips"]:
        shape = trip["shape_id"]
        if shape in checked or not shape:
            continue
        checked.add(shape)
        for row in runs[trip["trip_id"]]:
            x, y = stop_metres([stop_of[row["stop_id"]]])[0]
            assert shapes[shape].distance(shapely.Point(x, y)) < 30, (shape, row["stop_id"])
            told = shapes[shape].interpolate(float(row["shape_dist_traveled"]))
            assert told.distance(shapely.Point(x, y)) < 60, (shape, row["stop_id"])
    assert len(checked) == 36


def test_no_shape_turns_back_on_itself(shapes):
    """A vehicle that turns round on the spot or wanders would show as a long detour."""
    for shape, line in shapes.items():
        step = np.diff(np.array(line.coords), axis=0)
        heading = np.unwrap(np.arctan2(step[:, 1], step[:, 0]))
        assert np.abs(np.diff(heading)).max() < np.radians(150), shape


def test_everybody_gets_from_every_entrance_to_every_platform_without_steps(feed, stop_of):
    station_of = {stop: row["parent_station"] for stop, row in stop_of.items() if row["parent_station"]}
    for station in {row["stop_id"] for row in feed["stops"] if row["location_type"] == STATION}:
        lifts = [row for row in feed["pathways"] if station_of[row["from_stop_id"]] == station and row["pathway_mode"] in ("1", "5")]
        reached = {stop for stop, row in stop_of.items() if row["parent_station"] == station and row["location_type"] == ENTRANCE}
        step_free_doors = {stop for stop in reached if stop_of[stop]["wheelchair_boarding"] == "1"}
        assert step_free_doors, station
        reached = step_free_doors
        for _ in lifts:
            for row in lifts:
                if {row["from_stop_id"], row["to_stop_id"]} & reached:
                    reached = reached | {row["from_stop_id"], row["to_stop_id"]}
        platforms = {stop for stop, row in stop_of.items() if row["parent_station"] == station and row["location_type"] == BOARDING}
        assert platforms <= reached, station


def test_pathways_have_lifts_escalators_and_stairs(feed):
    modes = [row["pathway_mode"] for row in feed["pathways"]]
    assert all(modes.count(mode) > 10 for mode in "1245")
    assert {row["level_index"] for row in feed["levels"]} == {"0", "-1", "-2"}


def test_transfers_of_every_kind(feed):
    assert {row["transfer_type"] for row in feed["transfers"]} == set("012345")
    for row in feed["transfers"]:
        assert (row["transfer_type"] == "2") == (row["min_transfer_time"] != "")


def test_frequencies_do_not_overlap(feed):
    assert feed["frequencies"]
    for rows in by(feed["frequencies"], "trip_id").values():
        bands = sorted((seconds(row["start_time"]), seconds(row["end_time"])) for row in rows)
        assert all(end <= start for (_, end), (start, _) in pairwise(bands))
        assert all(60 <= int(row["headway_secs"]) <= 3600 for row in rows)


def test_known_places_are_stops(feed):
    assert {"Main Station", "University", "Hospital", "Old Town"} <= {row["stop_name"] for row in feed["stops"]}
