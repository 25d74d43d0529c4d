"""GTFS-Flex feeds and declared zones become rides on demand; what is wrong with them is counted with file and line."""
import json
from datetime import date

import pytest

from routing.build.declaration import read_declaration
from routing.build.flex import build_on_demand
from routing.build.gtfs import build_transit
from routing.build.problems import BuildError, Problems
from routing.flex.model import MEAN, SAFE, OnDemand
from routing.flex.rules import BookingRule, BookingType
from routing.flex.running import rules_of
from routing.store import StoreError
from tests.routing.build.feed_world import write_feed

HEAD = ("trip_id,arrival_time,departure_time,stop_id,stop_sequence,location_id,location_group_id,start_pickup_drop_off_window,"
        "end_pickup_drop_off_window,pickup_type,drop_off_type,pickup_booking_rule_id\n")  # fmt: skip
RULES = ("booking_rule_id,booking_type,prior_notice_duration_min,prior_notice_last_day,prior_notice_last_time,prior_notice_service_id,phone_number,"
         "message\nsoon,1,30,,,,555 1,Call us\nbefore,2,,1,17:00:00,week,,\n")  # fmt: skip


def square(west: float, east: float, **rest) -> dict:
    ring = [[west, 49.3], [east, 49.3], [east, 49.5], [west, 49.5], [west, 49.3]]
    return {"type": "Feature", "properties": {"stop_name": "Zone"}, "geometry": {"type": "Polygon", "coordinates": [ring]}, **rest}


def locations(*features) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def read(folder, times: str, **files: str | None) -> tuple[OnDemand, Problems, object]:
    """stop_times.txt, and other files of the tiny feed; `geojson` is locations.geojson."""
    places = files.pop("geojson", locations(square(8.5, 8.62, id="zone")))
    changes = {"stop_times.txt": times, "booking_rules.txt": RULES, "locations.geojson": places}
    path = write_feed(folder / "feed.zip", changes | {f"{name}.txt": content for name, content in files.items()})
    problems = Problems()
    transit, _ = build_transit([path], Problems(), silent)
    return build_on_demand([path], [], transit, "Europe/Berlin", problems), problems, transit


def silent(step: str, share: float) -> None:
    """Progress nobody looks at."""


def example(problems: Problems, code: str) -> tuple[str, int]:
    first = problems.as_manifest()[code]["examples"][0]
    return first["file"], first["line"]


def within(sequence: int, *ids: str, trip: str = "t1", hours: str = "08:00:00,18:00:00", rest: str = "2,2,soon") -> str:
    return f"{trip},,,{','.join(('', str(sequence), *ids))},{hours},{rest}\n"


ZONE, GROUP = ("zone", ""), ("", "group")


def test_a_zone_a_group_and_a_stop_are_areas_and_each_later_call_is_a_ride(tmp_path):
    times = HEAD + within(1, *ZONE) + within(2, *GROUP) + "t1,10:00:00,10:00:00,d,3,,,,,0,0,\n"
    groups = "location_group_id,location_group_name\ngroup,Hospitals\n"
    found, problems, transit = read(tmp_path, times, location_groups=groups, location_group_stops="location_group_id,stop_id\ngroup,a\ngroup,c\n")
    assert len(problems) == 0
    assert [(area.id, area.name, area.shape is not None, area.stops) for area in found.areas] == [
        ("zone", "Zone", True, ()), ("group", "Hospitals", False, (0, 2)), ("d", "Dora", False, (3,)),
    ]  # fmt: skip
    assert [(ride.pickup, ride.drop_off, ride.pickup_s, ride.drop_off_s) for ride in found.rides] == [
        (0, 1, (28800, 64800), (28800, 64800)), (0, 2, (28800, 64800), (36000, 36000)), (1, 2, (28800, 64800), (36000, 36000)),
    ]  # fmt: skip
    (run,) = found.runs
    assert (run.operator, run.line, run.timezone, transit.service_id[run.service], run.wheelchair) == ("RNV", "5", "Europe/Berlin", "week", 0)
    assert (found.rides[0].mean, found.rides[0].safe) == (MEAN, SAFE)


def test_where_one_may_not_get_in_or_out_there_is_no_ride(tmp_path):
    times = HEAD + within(1, *ZONE, rest="1,2,soon") + within(2, *ZONE, rest="2,1,soon") + within(3, *ZONE, rest="1,2,soon")
    found, problems, _ = read(tmp_path, times)
    assert (len(found.rides), len(problems)) == (1, 0)
    none, problems, _ = read(tmp_path, HEAD + within(1, *ZONE, rest="1,1,soon") + within(2, *ZONE))
    assert (none.rides, example(problems, "flex_trip_without_rides")) == ((), ("feed.zip/stop_times.txt", 2))


def test_booking_rules_and_their_days_of_notice(tmp_path):
    found, problems, transit = read(tmp_path, HEAD + within(1, *ZONE) + within(2, *ZONE, rest="2,2,before"))
    (ride,) = found.rides
    assert found.bookings_of(ride)[0].rule == BookingRule(BookingType.SAME_DAY, notice_min=30)
    assert (found.bookings[0].phone, found.bookings[0].message) == ("555 1", "Call us")
    assert found.bookings[1].rule == BookingRule(BookingType.PRIOR_DAYS, last_day=1, last_time_s=61200)
    assert transit.service_id[found.bookings[1].notice_service] == "week"
    assert [calendar is None for _, calendar in rules_of(found, transit, ride)] == [True]
    assert len(problems) == 0


def test_ids_of_a_second_feed_are_its_own(tmp_path):
    """Rows of stops, routes and services count on through all feeds."""
    times = HEAD + within(1, *GROUP, rest="2,2,before") + within(2, *ZONE)
    group = "location_group_id,stop_id\ngroup,b\n"
    changes = {"stop_times.txt": times, "booking_rules.txt": RULES, "locations.geojson": locations(square(8.5, 8.62, id="zone"))}
    paths = [write_feed(tmp_path / name, changes | {"location_group_stops.txt": group}) for name in ("one.zip", "two.zip")]
    transit, _ = build_transit(paths, Problems(), silent)
    found = build_on_demand(paths, [], transit, "Europe/Berlin", Problems())
    first, second = found.rides
    assert [transit.stop_feed[found.areas[ride.pickup].stops[0]] for ride in (first, second)] == [0, 1]
    assert [transit.route_feed[found.runs[ride.run].route] for ride in (first, second)] == [0, 1]
    notices = [found.bookings_of(ride)[0].notice_service for ride in (first, second)]
    assert [transit.service_feed[row] for row in notices] == [0, 1]
    assert found.runs_on(found.runs[1], transit, date(2026, 11, 24))
    assert not found.runs_on(found.runs[1], transit, date(2026, 11, 28))


OLD = "trip_id,stop_id,stop_sequence,start_pickup_drop_off_window,end_pickup_drop_off_window,pickup_type,drop_off_type,mean_duration_factor,"
OLD += "mean_duration_offset,safe_duration_factor,safe_duration_offset\n"


def test_older_feeds_name_areas_as_stops_and_write_offsets_in_minutes(tmp_path):
    times = OLD + "".join(f"t1,{place},{number},08:00:00,09:00:00,2,2,1,9.00,1.5,20\n" for number, place in ((1, "zone"), (2, "both"), (3, "b")))
    found, problems, _ = read(tmp_path, times, areas="area_id,area_name\nboth,Both\n", stop_areas="area_id,stop_id\nboth,zone\nboth,d\n")
    assert len(problems) == 0
    assert [(area.id, area.name, area.shape is not None, area.stops) for area in found.areas] == [
        ("zone", "Zone", True, ()), ("both", "Both", True, (3,)), ("b", "Bert", False, (1,)),
    ]  # fmt: skip
    assert {(ride.mean, ride.safe) for ride in found.rides} == {((1.0, 540.0), (1.5, 1200.0))}


def test_durations_of_a_trip_count_before_those_of_its_calls_and_are_in_seconds(tmp_path):
    trips = "route_id,service_id,trip_id,safe_duration_factor,safe_duration_offset,mean_duration_factor,mean_duration_offset\n"
    trips += "5,week,t1,1,60,1.3,1200\n"
    found, problems, _ = read(tmp_path, HEAD + within(1, *ZONE) + within(2, *ZONE), trips=trips)
    (ride,) = found.rides
    assert (ride.mean, ride.safe) == ((1.3, 1200.0), (1.3, 1200.0))
    assert example(problems, "safe_duration_below_mean") == ("feed.zip/stop_times.txt", 2)


@pytest.mark.parametrize(
    ("times", "code", "line"),
    [
        (within(1, "nowhere", "") + within(2, *ZONE) + within(3, *ZONE), "unknown_location", 2),
        (within(1, *ZONE) + within(2, *ZONE, hours="08:00:00,") + within(3, *ZONE), "window_incomplete", 3),
        (within(1, *ZONE, hours="09:00:00,08:00:00") + within(2, *ZONE) + within(3, *ZONE), "window_runs_backwards", 2),
        (within(1, *ZONE, hours="8 Uhr,18:00:00") + within(2, *ZONE) + within(3, *ZONE), "unreadable_time", 2),
        (within(1, *ZONE, rest="2,2,never") + within(2, *ZONE), "unknown_booking_rule", 2),
        (within(1, *ZONE, rest="9,2,soon") + within(2, *ZONE), "unreadable_number", 2),
        (within(1, *ZONE) + within(2, *ZONE) + within(1, *ZONE, trip="t9"), "unknown_trip", 0),
        (within(1, *ZONE) + within(2, *ZONE) + "t1,,,,,zone,,08:00:00,09:00:00,2,2,soon\n", "missing_value", 4),
    ],
)
def test_what_is_wrong_with_a_row_is_counted_and_the_others_count(tmp_path, times, code, line):
    found, problems, _ = read(tmp_path, HEAD + times)
    assert len(found.rides) == 1
    assert example(problems, code) == ("feed.zip/stop_times.txt", line)


def test_a_rule_that_says_too_little_or_too_much_is_counted_and_obeyed(tmp_path):
    rules = "booking_rule_id,booking_type,prior_notice_duration_min,prior_notice_last_day,prior_notice_service_id\n"
    rules += "soon,2,30,1,nobody\nodd,7,,,\n,1,5,,\n"
    found, problems, _ = read(tmp_path, HEAD + within(1, *ZONE) + within(2, *ZONE), booking_rules=rules)
    (booking,) = found.bookings
    assert booking.rule == BookingRule(BookingType.PRIOR_DAYS, notice_min=30, last_day=1)
    assert booking.notice_service == -1
    lines = {code: example(problems, code) for code in problems.as_manifest()}
    assert lines == {
        "booking_rule_beyond_its_type": ("feed.zip/booking_rules.txt", 2), "booking_rule_incomplete": ("feed.zip/booking_rules.txt", 2),
        "unknown_service": ("feed.zip/booking_rules.txt", 2), "unreadable_number": ("feed.zip/booking_rules.txt", 3),
        "missing_value": ("feed.zip/booking_rules.txt", 4),
    }  # fmt: skip


BOW_TIE = {"type": "Polygon", "coordinates": [[[8.5, 49.3], [8.7, 49.5], [8.7, 49.3], [8.5, 49.5], [8.5, 49.3]]]}


@pytest.mark.parametrize("feature", [
    None, 7, {}, square(8.5, 8.6), {"id": "x", "geometry": {"type": "Point", "coordinates": [8.5, 49.4]}},
    {"id": "x", "geometry": {"type": "Polygon", "coordinates": [[["a", "b"]]]}}, {"id": "x", "geometry": {"type": "Polygon", "coordinates": 3}},
    square(8.5, 200.0, id="x"), {"id": "x", "geometry": {"type": "Polygon", "coordinates": []}}, {"id": [], "geometry": BOW_TIE},
])  # fmt: skip
def test_a_location_that_cannot_be_used_is_counted_and_the_others_count(tmp_path, feature):
    times = HEAD + within(1, *ZONE) + within(2, *ZONE)
    found, problems, _ = read(tmp_path, times, geojson=locations(feature, square(8.5, 8.62, id="zone")))
    assert len(found.rides) == 1
    assert problems.count("unreadable_location") == len(problems) == 1


def test_an_outline_that_crosses_itself_is_mended_and_the_same_id_counts_once(tmp_path):
    mended = {"type": "Feature", "id": "zone", "properties": None, "geometry": BOW_TIE}
    found, problems, _ = read(tmp_path, HEAD + within(1, *ZONE) + within(2, *ZONE), geojson=locations(mended, square(8.5, 8.6, id="zone")))
    assert found.areas[0].shape.is_valid
    assert found.areas[0].shape.area > 0
    assert set(problems.as_manifest()) == {"repaired_location", "duplicate_id"}


@pytest.mark.parametrize("text", ["", "{}", "[]", "{", '{"features": 3}', "[" * 100_000])
def test_a_file_of_locations_that_is_none_leaves_the_locations_unknown(tmp_path, text):
    found, problems, _ = read(tmp_path, HEAD + within(1, *ZONE) + within(2, *ZONE), geojson=text)
    assert found.rides == ()
    assert problems.count("unknown_location") == 2


def test_it_is_kept_with_the_city_and_opened_again(tmp_path):
    found, _, _transit = read(tmp_path, HEAD + within(1, *ZONE) + within(2, *ZONE))
    found.save(tmp_path)
    opened = OnDemand.open(tmp_path)
    assert (opened.bookings, opened.runs, opened.rides) == (found.bookings, found.runs, found.rides)
    assert opened.areas[0].shape.equals(found.areas[0].shape)
    assert opened.holding(49.4, 8.6) == {0}
    assert opened.holding(49.4, 8.7) == frozenset()
    assert OnDemand.open(tmp_path / "elsewhere") == OnDemand()
    (tmp_path / "on_demand.json").write_text('{"areas": [{}]}', encoding="utf-8")
    with pytest.raises(StoreError, match="Build the city again"):
        OnDemand.open(tmp_path)


# Zones that a city declares itself

DECLARED = """
name = "Town"
osm = "town.osm.pbf"
[[on_demand]]
id = "night"
name = "Night shuttle"
operator = "City Lines"
area = "night.geojson"
hours = [{ days = ["friday", "saturday"], from = "22:00", until = "27:00" }]
booking = { notice_min = 30 }
wheelchair_places = 1
phone = "555 2"
price = "night"
"""


def declare(folder, text: str = DECLARED, area: str | None = None):
    (folder / "town.osm.pbf").write_bytes(b"")
    (folder / "night.geojson").write_text(json.dumps(square(8.5, 8.6)) if area is None else area, encoding="utf-8")
    (folder / "city.toml").write_text(text, encoding="utf-8")
    return read_declaration(folder / "city.toml")


def test_a_zone_is_declared_with_its_hours_its_rule_and_its_wheelchair_places(tmp_path):
    declared = list(declare(tmp_path).on_demand)
    transit, _ = build_transit([], Problems(), silent)
    found = build_on_demand([], declared, transit, "Europe/Berlin", Problems())
    (run,), (ride,) = found.runs, found.rides
    assert (run.operator, run.line, run.phone, run.price, run.wheelchair, run.wheelchair_places) == (
        "City Lines", "Night shuttle", "555 2", "night", 1, 1,
    )  # fmt: skip
    assert (ride.pickup_s, found.bookings_of(ride)[0].rule) == ((79200, 97200), BookingRule(BookingType.SAME_DAY, notice_min=30))
    assert [day for day in range(23, 30) if found.runs_on(run, transit, date(2026, 11, day))] == [27, 28]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('id = "night"\n', "", "on_demand 1: id is missing"),
        ('phone = "555 2"', "phone = 5", "phone must be a text"),
        ('price = "night"', 'fare = "night"', "fare is not known here"),
        ('hours = [{ days = ["friday", "saturday"], from = "22:00", until = "27:00" }]\n', "", "hours is missing"),
        ('until = "27:00"', 'until = "21:00"', "the first before the second"),
        ('until = "27:00"', 'until = "27 Uhr"', "until must be a time"),
        ('"friday"', '"freitag"', "days must be a list of some of monday"),
        ("notice_min = 30", "notice_min = -1", "notice_min must be a whole number"),
        ("wheelchair_places = 1", "wheelchair_places = true", "wheelchair_places must be a whole number"),
        ('area = "night.geojson"', 'area = "day.geojson"', "cannot be read"),
        ("booking = { notice_min = 30 }", "booking = 3", "booking must be a table"),
        ("[[on_demand]]", "[on_demand]", "on_demand must be a list of tables"),
    ],
)
def test_a_declaration_that_cannot_be_used_says_what_to_do(tmp_path, old, new, told):
    assert DECLARED.count(old) == 1
    with pytest.raises(BuildError, match=told):
        declare(tmp_path, DECLARED.replace(old, new))


@pytest.mark.parametrize("area", ["{", "[]", '{"features": []}', '{"type": "Point", "coordinates": [8, 49]}', '{"features": 3}'])
def test_an_area_without_a_polygon_says_so(tmp_path, area):
    with pytest.raises(BuildError, match=r"on_demand 1: area = .*night.geojson: "):
        declare(tmp_path, area=area)
