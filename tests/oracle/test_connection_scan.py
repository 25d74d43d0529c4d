"""The oracle on a line small enough to work out by hand."""
import zipfile
from datetime import date

import numpy as np
import pytest

from tests.oracle.connection_scan import UNREACHED, ConnectionScan
from tests.oracle.feed import read_feed

DAY = date(2026, 3, 4)  # a Wednesday
FILES = {
    "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\na,A,https://a.example,Europe/Berlin\n",
    "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\nA,A,0,0\nB,B,0,0\nC,C,0,0\nD,D,0,0\n",
    "routes.txt": "route_id,route_short_name,route_type\nr,1,3\n",
    "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"
    "work,1,1,1,1,1,0,0,20260101,20261231\n",
    "calendar_dates.txt": "service_id,date,exception_type\nwork,20260305,2\n",
    "trips.txt": "route_id,service_id,trip_id,block_id\nr,work,early,\nr,work,late,\nr,work,branch,x\nr,work,onward,x\nr,work,night,\n",
    "stop_times.txt": "trip_id,stop_id,arrival_time,departure_time,stop_sequence\n"
    "early,A,08:00:00,08:00:00,1\nearly,B,08:10:00,08:10:00,2\n"
    "late,B,08:11:00,08:11:00,1\nlate,C,08:20:00,08:20:00,2\n"
    "branch,A,09:00:00,09:00:00,1\nbranch,B,09:10:00,09:10:00,2\n"
    "onward,B,09:10:00,09:10:00,1\nonward,D,09:30:00,09:30:00,2\n"
    "night,A,24:30:00,24:30:00,1\nnight,C,25:00:00,25:00:00,2\n",
}
FAR = np.where(np.eye(4, dtype=bool), 0, UNREACHED).astype(np.int64)


@pytest.fixture
def feed(tmp_path):
    path = tmp_path / "feed.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in FILES.items():
            archive.writestr(name, text)
    return read_feed(path, DAY)


def clock(text):
    hours, minutes = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60


@pytest.mark.parametrize("change_s, arrival", [(60, "08:20"), (61, None)])
def test_a_change_takes_its_time(feed, change_s, arrival):
    found = ConnectionScan(feed, FAR, change_s).earliest_arrival(0, 2, clock("07:55"))
    # too late for the bus at 8:11, the rider waits for the night bus, which runs this evening
    assert found == clock(arrival or "25:00")


def test_staying_in_the_vehicle_needs_no_change(feed):
    assert ConnectionScan(feed, FAR, 600).earliest_arrival(0, 3, clock("08:30")) == clock("09:30")


def test_yesterdays_last_bus_runs_after_midnight(feed):
    assert ConnectionScan(feed, FAR, 60).earliest_arrival(0, 2, clock("00:20")) == clock("01:00")


def test_tomorrow_has_no_service(feed):
    assert ConnectionScan(feed, FAR, 60).earliest_arrival(0, 1, clock("23:00")) == UNREACHED


def test_walking_before_between_and_after_rides(feed):
    walk_s = FAR.copy()
    walk_s[3, 0], walk_s[1, 3], walk_s[3, 2] = 120, 30, 900
    walk_s[1, 2] = 930
    scan = ConnectionScan(feed, walk_s, 60)
    assert scan.earliest_arrival(3, 1, clock("07:58")) == clock("08:10")
    assert scan.earliest_arrival(3, 1, clock("07:58") + 1) == clock("09:10")
    assert scan.earliest_arrival(0, 3, clock("07:58")) == clock("08:10") + 30


def test_a_zero_second_hop_is_followed_within_the_second(tmp_path):
    files = dict(FILES)
    files["trips.txt"] = "route_id,service_id,trip_id\nr,work,second\nr,work,first\n"
    files["stop_times.txt"] = (
        "trip_id,stop_id,arrival_time,departure_time,stop_sequence\n"
        "second,B,08:00:00,08:00:00,1\nsecond,C,08:05:00,08:05:00,2\n"
        "first,A,08:00:00,08:00:00,1\nfirst,B,08:00:00,08:00:00,2\n"
    )
    path = tmp_path / "zero.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    assert ConnectionScan(read_feed(path, DAY), FAR, 0).earliest_arrival(0, 2, clock("07:00")) == clock("08:05")
