"""Several feeds become one timetable; real feeds build whole."""
from dataclasses import fields
from datetime import date

import numpy as np
import pytest

from routing.build.gtfs import build_transit
from routing.build.problems import Problems
from routing.check import check_transit
from routing.earth import METRES_PER_DEGREE
from routing.store import Texts
from routing.transit.day import build_day
from routing.transit.model import Transit
from tests.oracle.feed import read_feed
from tests.routing.build.feed_world import AGENCY, CALENDAR, LEVELS, STATION, TRIPS, write_feed
from tests.routing.transit.feeds import Feed, Trip, make_transit

TRANSFERS = "from_stop_id,to_stop_id,transfer_type,min_transfer_time,from_route_id,from_trip_id,to_trip_id\nhbf,c,2,60,5,,\n,,4,,,t1,t2\nc,c,2,9,,,\n"
SHAPES = "shape_id,shape_pt_lat,shape_pt_lon,shape_pt_sequence\ns,49.4,8.59,1\ns,49.4,8.65,2\n"
PATHWAYS = "pathway_id,from_stop_id,to_stop_id,pathway_mode,is_bidirectional\np,in,a,1,1\nq,in,b,1,1\n"
RICH = {
    "agency.txt": AGENCY.replace("Europe/Berlin", "America/New_York"), "stops.txt": STATION, "levels.txt": LEVELS, "transfers.txt": TRANSFERS,
    "shapes.txt": SHAPES, "pathways.txt": PATHWAYS, "calendar.txt": CALENDAR.replace("20261123", "20261116"),
    "trips.txt": "route_id,service_id,trip_id,shape_id,trip_headsign,block_id\n5,week,t1,s,Zoo,1\n5,week,t2,,,1\n",
}  # fmt: skip


def read(paths) -> tuple:
    return build_transit(paths, Problems(), lambda step, share: None)


def test_each_feed_keeps_its_rows_and_what_they_point_to(tmp_path):
    """Every column of the joined timetable, followed to the outside ids, says what the feed alone says."""
    paths = [write_feed(tmp_path / "one.zip", RICH), write_feed(tmp_path / "two.zip", {}), write_feed(tmp_path / "three.zip", RICH)]
    joined, pins = read(paths)
    assert list(check_transit(joined)) == []
    assert list(joined.feed_name) == ["one.zip", "two.zip", "three.zip"]
    assert list(joined.feed_timezone) == ["America/New_York", "Europe/Berlin", "America/New_York"]
    for number, path in enumerate(paths):
        alone, alone_pins = read([path])
        assert story(joined, pins, number) == story(alone, alone_pins, 0)


def story(t: Transit, pins, feed: int) -> list:
    """A feed's part of a timetable in words, without any row number."""
    stops = np.flatnonzero(t.stop_feed == feed)
    trips = [row for row in range(len(t.trip_route)) if t.route_feed[t.trip_route[row]] == feed]
    told: list = [(t.stop_id[s], t.stop_id[int(t.stop_parent[s])], float(t.stop_lat[s]), int(t.stop_change_s[s]), int(pins.joins[s])) for s in stops]
    for row in trips:
        p = int(t.trip_pattern[row])
        span, times = slice(t.pattern_first[p], t.pattern_first[p + 1]), slice(t.time_first[row], t.time_first[row + 1])
        shape = int(t.pattern_shape[p])
        drawn = t.shape_lon_e7[t.shape_first[shape] : t.shape_first[shape + 1]].tolist() if shape >= 0 else []
        days = np.flatnonzero(t.service_days[t.trip_service[row]]) + int(t.first_day[0])
        told.append((
            t.trip_id[row], t.route_id[int(t.trip_route[row])], t.agency_name[int(t.route_agency[t.trip_route[row]])],
            t.service_id[int(t.trip_service[row])], days.tolist(), t.headsigns[int(t.trip_headsign[row])], int(t.trip_block[row]),
            [t.stop_id[int(s)] for s in t.pattern_stop[span]], t.departure_s[times].tolist(), t.pattern_shape_at[span].tolist(), drawn,
        ))  # fmt: skip
    for x in range(len(t.transfer_from)):
        if t.stop_feed[t.transfer_from[x]] == feed:
            ends = [t.stop_id[int(t.transfer_from[x])], t.stop_id[int(t.transfer_to[x])], t.route_id[int(t.transfer_from_route[x])]]
            told.append((*ends, t.trip_id[int(t.transfer_from_trip[x])], t.trip_id[int(t.transfer_to_trip[x])], int(t.transfer_type[x])))
    for w in range(len(pins.pathway_from)):
        if t.stop_feed[pins.pathway_from[w]] == feed:
            told.append((t.stop_id[int(pins.pathway_from[w])], t.stop_id[int(pins.pathway_to[w])]))
    return told


def test_no_feed_at_all_is_an_empty_timetable():
    transit, pins = read([])
    assert list(check_transit(transit)) == []
    assert (len(transit.trip_id), len(pins)) == (0, 0)
    assert date.fromordinal(int(transit.first_day[0]))


@pytest.mark.parametrize("feeds", [0, 1, 2])
def test_columns_have_the_types_that_the_engine_compiles_for(tmp_path, feeds):
    """Another dtype would compile every kernel a second time, or fail."""
    transit, pins = read([write_feed(tmp_path / f"{number}.zip", RICH) for number in range(feeds)])
    wanted = make_transit(Feed(2, [Trip([(0, 0), (1, 60)])]))
    for field in fields(Transit):
        ours, theirs = getattr(transit, field.name), getattr(wanted, field.name)
        if not isinstance(theirs, Texts):
            assert (field.name, ours.dtype, ours.flags.c_contiguous) == (field.name, theirs.dtype, True)
            assert ours.ndim == theirs.ndim
    types = {"lat": float, "lon": float, "joins": np.uint8, "level": np.float32, "pathway_from": np.int32, "pathway_to": np.int32,
             "pathway_mode": np.uint8, "pathway_two_way": np.uint8, "pathway_length_cm": np.int32, "pathway_time_s": np.int32,
             "pathway_step_count": np.int16, "pathway_incline_permille": np.int16, "pathway_width_cm": np.int16}  # fmt: skip
    assert {name: getattr(pins, name).dtype for name in types} == {name: np.dtype(kind) for name, kind in types.items()}


def test_a_second_build_gives_the_same_arrays(tmp_path):
    path = write_feed(tmp_path / "feed.zip", RICH)
    for first, second in zip(read([path]), read([path])):
        for field in fields(first):
            ours, again = getattr(first, field.name), getattr(second, field.name)
            assert list(ours) == list(again) if isinstance(ours, Texts) else np.array_equal(ours, again, equal_nan=ours.dtype.kind == "f")


def test_progress_goes_from_nothing_to_all(tmp_path):
    shares: list[float] = []
    paths = [write_feed(tmp_path / f"{number}.zip", {"trips.txt": TRIPS}) for number in range(2)]
    build_transit(paths, Problems(), lambda step, share: shares.append(share))
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


REAL = ["heidelberg/vrn_gtfs_cut.zip", "gtfs_rt/ct.zip", "gtfs_flex/ctran-flex.zip", "gtfs_flex/FlexExample--various.zip",
        "gtfs_flex/aspen-flex-on-demand.gtfs", "pathways/wmata_gtfs.zip"]  # fmt: skip


@pytest.mark.parametrize("name", REAL)
def test_real_feeds_build_whole(shared_data, name):
    transit, pins = read([shared_data / name])
    assert list(check_transit(transit)) == []
    assert len(pins) == len(transit.stop_id)
    at = transit.pattern_shape_at
    drawn = np.repeat(transit.pattern_shape >= 0, np.diff(transit.pattern_first))
    assert (at[drawn] >= 0).all()
    inside = np.ones(max(0, len(at) - 1), bool)
    inside[transit.pattern_first[1:-1] - 1] = False
    assert (np.diff(at)[inside & drawn[1:]] > 0).all(), "stops follow each other along the shape"


def test_stops_lie_near_their_points_of_the_shape(shared_data):
    transit, _ = read([shared_data / "pathways" / "wmata_gtfs.zip"])
    shape = np.repeat(transit.pattern_shape, np.diff(transit.pattern_first))
    point = transit.shape_first[shape] + transit.pattern_shape_at
    lat = transit.stop_lat[transit.pattern_stop]
    north_m = (transit.shape_lat_e7[point] / 1e7 - lat) * METRES_PER_DEGREE
    east_m = (transit.shape_lon_e7[point] / 1e7 - transit.stop_lon[transit.pattern_stop]) * METRES_PER_DEGREE * np.cos(np.radians(lat))
    assert np.quantile(np.hypot(north_m, east_m), 0.99) < 100


@pytest.mark.parametrize("day", [date(2022, 6, 27), date(2022, 7, 2), date(2022, 10, 29), date(2022, 10, 30), date(2022, 12, 10)])
def test_heidelberg_runs_the_trips_that_another_reader_finds(shared_data, day):
    path = shared_data / "heidelberg" / "vrn_gtfs_cut.zip"
    transit, _ = read([path])
    ours, theirs = build_day(transit, day, "Europe/Berlin"), read_feed(path, day)
    assert len(ours.trip_row) == len(theirs.next_trip) > 0
    row = {stop: i for i, stop in enumerate(transit.stop_id)}
    expected = sorted((c.departure_s, c.arrival_s, row[theirs.stop_ids[c.from_stop]], row[theirs.stop_ids[c.to_stop]]) for c in theirs.connections)
    found = []
    for trip in range(len(ours.trip_row)):
        for i in range(ours.length(trip) - 1):
            found.append((ours.departure_at(trip, i), ours.arrival_at(trip, i + 1), ours.stop_at(trip, i), ours.stop_at(trip, i + 1)))
    assert sorted(found) == expected
