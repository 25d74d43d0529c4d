"""When a photo was taken is read from it, and only what can be a time."""
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from PIL import Image

from mobile.requests.photo_time import time_of

BERLIN = ZoneInfo("Europe/Berlin")


def taken(path, written="2026:11:28 14:05:09", offset=None):
    picture, exif = Image.new("RGB", (12, 8)), Image.Exif()
    told = {0x9003: written, 0x9011: offset}
    exif.get_ifd(0x8769).update({number: value for number, value in told.items() if value is not None})
    picture.save(path, "JPEG", exif=exif)
    return path


@pytest.mark.parametrize(("offset", "hour"), [(None, 13), ("+01:00", 13), ("-05:00", 19), ("Z", 14)])
def test_the_time_is_what_the_camera_wrote_by_its_clock_or_that_of_the_city(tmp_path, offset, hour):
    found = time_of(taken(tmp_path / "a.jpg", offset=offset), BERLIN)
    assert found.astimezone(UTC) == datetime(2026, 11, 28, hour, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize("tags", [
    {"written": None}, {"written": "0000:00:00 00:00:00"}, {"written": "yesterday"}, {"offset": "+99:00"}, {"written": "2026:11:28"},
])  # fmt: skip
def test_what_cannot_be_is_no_time(tmp_path, tags):
    assert time_of(taken(tmp_path / "a.jpg", **tags), BERLIN) is None


def test_a_file_that_is_no_photo_says_nothing(tmp_path):
    (tmp_path / "text.jpg").write_text("no picture")
    assert [time_of(tmp_path / name, UTC) for name in ("text.jpg", "gone.jpg")] == [None, None]
