"""A walk from a file: GPX with and without times, plain lines, and files that are no track."""
import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mobile.device import linux
from mobile.device.protocols import Unavailable
from mobile.device.track import MOST_BYTES, WALKS_MPS, TrackLocation, fix_at, points_of, track_of

GPX = """<?xml version="1.0"?><gpx version="1.1"><trk><trkseg>
<trkpt lat="49.4000" lon="8.7000"><ele>1</ele><time>2026-11-27T08:00:00Z</time></trkpt>
<trkpt lat="49.4009" lon="8.7000"><time>2026-11-27T08:01:40Z</time></trkpt>
<trkpt lon='8.7014' lat='49.4009'><time>2026-11-27T08:03:20Z</time></trkpt>
</trkseg></trk></gpx>"""


def test_a_track_with_times_is_gone_at_its_own_pace():
    points = points_of(GPX)
    assert [point.t_s for point in points] == [0, 100, 200]
    half = fix_at(points, 50)
    assert (half.lat, half.lon) == pytest.approx((49.40045, 8.7))
    assert half.speed_mps == pytest.approx(1.0, abs=0.01)
    assert half.heading_deg == pytest.approx(0)
    assert fix_at(points, 150).heading_deg == pytest.approx(90)


def test_at_the_end_one_stands_there():
    end = fix_at(points_of(GPX), 999)
    assert (end.lat, end.lon, end.speed_mps, end.heading_deg) == (49.4009, 8.7014, 0, None)


@pytest.mark.parametrize("text", [
    "49.4,8.7\n49.4009,8.7\n", '<gpx><rtept lat="49.4" lon="8.7"/><rtept lat="49.4009" lon="8.7"></rtept></gpx>',
    GPX.replace("08:01:40", "07:00:00"), GPX.replace("2026-11-27T08:01:40Z", "some day"),
])  # fmt: skip
def test_without_times_that_go_on_one_walks(text):
    points = points_of(text)
    assert points[1].t_s == pytest.approx(100.07 / WALKS_MPS, rel=0.01)


def test_points_that_are_nowhere_are_left_out():
    assert len(points_of("49.4,8.7\n99,8\nnan,8\n\nwords\n49.5,inf\n49.41,8.7")) == 2


@pytest.mark.parametrize(("content", "why"), [("", "no track"), ("49.4,8.7", "no track"), (None, "could not be read")])
def test_no_track_says_what_to_do(tmp_path, content, why):
    path = tmp_path / "walk.gpx"
    if content is not None:
        path.write_text(content)
    with pytest.raises(Unavailable, match=why):
        track_of(path)


def test_a_huge_file_is_not_read(tmp_path):
    path = tmp_path / "walk.gpx"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(Unavailable, match="too large"):
        track_of(path)


@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda raw: raw.decode("latin-1")))
def test_any_text_gives_points_in_order_of_time(text):
    points = points_of(text + "\n49.4,8.7\n49.41,8.7")
    assert all(a.t_s < b.t_s for a, b in pairwise(points))
    assert all(math.isfinite(point.lat) and math.isfinite(point.lon) for point in points)


def test_a_computer_walks_along_the_track_it_is_given(monkeypatch, tmp_path):
    path = tmp_path / "walk.gpx"
    path.write_text(GPX)
    monkeypatch.setenv("ALLWAYS_TRACK", str(path))
    location, fixes = linux.DesktopLocation(), []
    location.start(fixes.append, lambda why: None)
    location.stop()
    assert (fixes[0].lat, fixes[0].lon) == (49.4, 8.7)


def test_asked_for_again_it_goes_on_where_it_is():
    walk, fixes = TrackLocation(points_of(GPX)), []
    walk.start(fixes.append, lambda why: None)
    began = walk._began_s
    walk.stop()
    walk.start(fixes.append, lambda why: None)
    walk.stop()
    assert walk._began_s == began
    assert len(fixes) == 2
