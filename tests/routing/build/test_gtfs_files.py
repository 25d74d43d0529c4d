"""What may be wrong with the files themselves, and what is forgiven."""
import csv
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from routing.build.gtfs import build_transit
from routing.build.gtfs_csv import careful_rows, fast_rows, parse_csv
from routing.build.problems import BuildError, Problems
from tests.routing.build.feed_world import CALENDAR, FILES, STOP_TIMES, STOPS, TRIPS, build, write_feed


def silent(step, share):
    pass


def test_a_sound_feed_has_no_problems(tmp_path):
    built = build(tmp_path)
    assert built.problems.as_manifest() == {}
    assert list(built.transit.trip_id) == ["t1", "t2"]
    assert built.stops_of(0) == ["a", "b", "c"]
    assert built.times(0) == [(28800, 28800), (29100, 29160), (29400, 29400)]
    assert built.transit.feed_name[0] == "feed.zip"
    assert built.transit.feed_timezone[0] == "Europe/Berlin"


def test_byte_order_marks_line_ends_spaces_blank_lines_and_blank_columns_are_forgiven(tmp_path):
    stops = STOPS.replace("stop_lon\n", "stop_lon,\n").replace("a,Anna,49.40,8.60\n", " a , Anna ,49.40, 8.60,\n\n,,,,\n")
    stops = "\ufeff" + stops.replace("\n", "\r\n")
    built = build(tmp_path, stops=stops, stop_times=STOP_TIMES + "\n\n")
    assert built.problems.as_manifest() == {}
    assert (built.transit.stop_id[0], built.transit.stop_name[0]) == ("a", "Anna")
    assert list(built.transit.stop_id) == ["a", "b", "c", "d"]


def test_line_numbers_count_line_breaks_inside_quotes_and_blank_lines(tmp_path):
    stops = STOPS.replace("Anna", '"An\nna"') + "\ne,Emil,91,8.60\n"
    built = build(tmp_path, stops=stops)
    assert built.transit.stop_name[0] == "An\nna"
    assert built.example("unreadable_number") == ("feed.zip/stops.txt", 8)


def test_rows_of_other_length_are_counted_and_read_as_far_as_they_go(tmp_path):
    built = build(tmp_path, stops=STOPS + "e,Emil,49.4,8.6,more\nf,Fred\n")
    assert built.example("row_too_long") == ("feed.zip/stops.txt", 6)
    assert built.example("row_too_short") == ("feed.zip/stops.txt", 7)
    assert "e" in built.stop
    assert "f" in built.stop


def test_of_two_columns_with_one_name_the_first_counts(tmp_path):
    built = build(tmp_path, trips="route_id,service_id,trip_id,trip_id\n5,week,t1,x\n5,week,t2,y\n")
    assert built.problems.count("duplicate_column") == 1
    assert list(built.transit.trip_id) == ["t1", "t2"]


def test_files_may_lie_in_one_folder_of_the_zip(tmp_path):
    path = write_feed(tmp_path / "feed.zip", {}, "export/2026/")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("__MACOSX/export/trips.txt", "x")
    transit, _ = build_transit([path], Problems(), silent)
    assert len(transit.trip_route) == 2


def test_a_folder_is_a_feed_too(tmp_path):
    folder = tmp_path / "feed"
    folder.mkdir()
    for name, content in FILES.items():
        (folder / name).write_text(content)
    transit, _ = build_transit([folder], Problems(), silent)
    assert len(transit.trip_route) == 2


def test_two_feeds_in_one_zip_are_refused(tmp_path):
    path = write_feed(tmp_path / "feed.zip", {}, "one/")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("two/trips.txt", TRIPS)
    with pytest.raises(BuildError, match=r"feed\.zip: trips\.txt stands in several folders"):
        build_transit([path], Problems(), silent)


@pytest.mark.parametrize("content,message", [
    (b"", "the file is empty"), (b"<html>not found</html>", "not a zip"), (None, "no such file"),
])  # fmt: skip
def test_what_is_no_zip_is_an_error_that_names_the_file(tmp_path, content, message):
    path = tmp_path / "feed.zip"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BuildError, match=f"feed.zip.*{message}"):
        build_transit([path], Problems(), silent)


def test_a_zip_cut_short_or_damaged_inside_is_an_error(tmp_path):
    path = write_feed(tmp_path / "feed.zip", {})
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BuildError, match="not a zip, or cut short"):
        build_transit([path], Problems(), silent)
    path.write_bytes(whole.replace(b"t1,08:05:00", b"t1,08:99:99"))
    with pytest.raises(BuildError, match=r"feed\.zip/stop_times\.txt: the file is damaged"):
        build_transit([path], Problems(), silent)


def test_an_empty_zip_and_a_zip_of_something_else_are_errors(tmp_path):
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("photo.jpg", b"x")
    for name, message in (("empty.zip", "the zip is empty"), ("other.zip", "no trips.txt")):
        with pytest.raises(BuildError, match=f"{name}.*{message}"):
            build_transit([tmp_path / name], Problems(), silent)


@pytest.mark.parametrize("name", ["agency", "stops", "routes", "stop_times"])
@pytest.mark.parametrize("content,message", [(None, "missing or empty"), ("", "missing or empty"), ("HEADER", "no rows")])
def test_a_required_file_that_is_missing_or_empty_is_an_error(tmp_path, name, content, message):
    header = FILES[f"{name}.txt"].split("\n")[0]
    with pytest.raises(BuildError, match=rf"feed\.zip/{name}\.txt: the file .*{message}"):
        build(tmp_path, **{name: header if content == "HEADER" else content})


@pytest.mark.parametrize("name,column", [
    ("agency", "agency_timezone"), ("stops", "stop_id"), ("routes", "route_type"), ("trips", "service_id"), ("stop_times", "arrival_time"),
    ("stop_times", "stop_sequence"), ("calendar", "sunday"),
])  # fmt: skip
def test_a_missing_required_column_is_an_error_that_names_it(tmp_path, name, column):
    with pytest.raises(BuildError, match=rf"feed\.zip/{name}\.txt line 1: the column {column} is missing"):
        build(tmp_path, **{name: FILES[f"{name}.txt"].replace(column, "other")})


def test_text_that_is_not_utf_8_is_an_error_with_its_line(tmp_path):
    with pytest.raises(BuildError, match=r"feed\.zip/stops\.txt line 3: the text is not UTF-8"):
        build(tmp_path, stops=STOPS.replace("Bert", "Bärt").encode("latin-1"))
    with pytest.raises(BuildError, match=r"feed\.zip/stops\.txt line 1: the text is not UTF-8"):
        build(tmp_path, stops=STOPS.encode("utf-16"))


def test_a_quote_that_is_never_closed_is_an_error_with_its_line(tmp_path):
    with pytest.raises(BuildError, match=r"feed\.zip/stops\.txt line 3: a quote is opened and never closed"):
        build(tmp_path, stops=STOPS.replace("Bert", '"Bert'))


def test_when_nothing_can_be_used_the_error_tells_the_most_frequent_reason(tmp_path):
    times = STOP_TIMES.replace("08:00:00", "8 o'clock").replace("09:00:00", "9 o'clock")
    with pytest.raises(BuildError, match=r"no trip of the feed can be used.*feed\.zip/stop_times\.txt line 2.*8 o'clock"):
        build(tmp_path, stop_times=times)


def test_both_calendars_missing_is_an_error(tmp_path):
    with pytest.raises(BuildError, match=r"calendar\.txt and calendar_dates\.txt are both missing"):
        build(tmp_path, calendar=None)
    assert len(build(tmp_path, calendar=CALENDAR, calendar_dates="").transit.trip_id) == 2


def test_two_feeds_of_one_name_are_refused(tmp_path):
    (tmp_path / "other").mkdir()
    paths = [write_feed(folder / "feed.zip", {}) for folder in (tmp_path, tmp_path / "other")]
    with pytest.raises(BuildError, match=r"feed\.zip: two feeds have this name"):
        build_transit(paths, Problems(), silent)


fields = st.text(st.sampled_from('ab ",\n'), max_size=4)


@given(st.lists(st.lists(fields, min_size=1, max_size=3), min_size=1, max_size=6), st.sampled_from(["\n", "\r\n"]))
def test_the_fast_reader_reads_what_the_careful_one_reads(rows, line_end):
    out = io.StringIO()
    csv.writer(out, lineterminator=line_end).writerows(rows)
    body = out.getvalue().encode().rstrip(b"\r\n")
    fast = fast_rows(body, 3, 2)
    if fast is not None:
        problems = Problems()
        assert fast.rows() == careful_rows(body, ["x", "y", "z"], 2, "f", problems).rows()
        assert problems.as_manifest() == {}  # whatever is to be told of, the fast reader leaves to the careful one


def test_a_short_row_is_told_of_however_plain_the_file_is():
    problems = Problems()
    assert parse_csv(b"a,b\n1,2\n3\n", "f", problems).rows() == [("1", "2", 2), ("3", "", 3)]
    assert problems.as_manifest()["row_too_short"]["examples"][0]["line"] == 3


@given(st.lists(st.lists(fields, min_size=2, max_size=2), max_size=6))
def test_whatever_was_written_is_read(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([["x", "y"], *rows])
    wanted = [tuple(field.strip() for field in row) for row in rows if any(field.strip() for field in row)]
    assert parse_csv(out.getvalue().encode(), "f", Problems()).select("x", "y").rows() == wanted
