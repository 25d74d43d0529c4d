"""Reports on the phone: kept at once, each under one key; photos without anything but their pixels."""
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from backend.contract.obstacles import HowLong, NewObstacle, ObstacleKind
from backend.contract.requests import NewRequest, RequestPlace
from mobile.store.database import Store
from mobile.store.photos import MOST_PIXELS, Photos, PhotoUnreadable
from mobile.store.reports import About, Chosen, Draft, Reports, ReportState
from signing.codes import CodeKind
from tests.mobile.requests.told import OBSTACLE, a_request

NOON = datetime(2026, 11, 29, 12, tzinfo=UTC)
BODY = NewRequest("way_blocked", RequestPlace(lat=49.41, lon=8.69, accuracy_m=8.0), observed_at=NOON)
STOP = About(CodeKind.STOP, "s-1", "Market Square", 49.42, 8.7)
DRAFT = Draft("ice_road", Chosen("Bridge", 49.42, 8.7), HowLong.TODAY, "in the shade", "a.jpg", STOP, answers=(("hateful", "no"),))


@pytest.fixture
def reports(tmp_path):
    store = Store(tmp_path / "allways.db")
    yield Reports(store)
    store.close()


def reopened(reports: Reports) -> Reports:
    reports.store.close()
    reports.store = Store(reports.store.path)
    return reports


def test_a_report_is_kept_with_its_key_and_its_draft_is_gone(reports):
    reports.keep_draft(DRAFT)
    assert reopened(reports).draft() == DRAFT
    kept = reports.add("http://city", "Mill Lane 3", BODY, "a.jpg")
    assert reopened(reports).draft() == Draft()
    assert reports.list_reports() == reports.list_unsent("http://city") == [kept]
    assert (kept.state, kept.photo, kept.body) == (ReportState.WAITING, "a.jpg", BODY)
    assert reports.add("http://city", "Mill Lane 3", BODY).key != kept.key
    assert reports.list_unsent("http://other") == [], "what one city is told, no other hears"


def test_a_draft_that_could_not_become_a_report_is_still_there(reports, monkeypatch):
    reports.keep_draft(DRAFT)
    monkeypatch.setattr("mobile.store.reports.new_key", lambda: "the same")
    reports.add("http://city", "", BODY)
    reports.keep_draft(DRAFT)
    with pytest.raises(Exception, match="UNIQUE"):
        reports.add("http://city", "", BODY)
    assert reports.draft() == DRAFT


def test_how_it_went_on(reports):
    one, other = (reports.add("c", name, BODY, "p.jpg") for name in ("one", "other"))
    filed = a_request(NOON, obstacle_id=OBSTACLE)
    reports.keep_sent(one.key, filed)
    found = reports.find(one.key)
    assert (found.state, found.filed, found.obstacle_id) == (ReportState.SENT, filed, OBSTACLE)
    assert [report.key for report in reports.list_unsent("c")] == [one.key, other.key], "its photo has still to go"
    assert reports.name_voice(OBSTACLE) == one.key, "whoever reported it speaks of it with the same voice"
    reports.part_with_photo(one.key)
    reports.refuse(other.key, "Look again.")
    assert reports.list_unsent("c") == []
    assert (reports.find(other.key).state, reports.find(other.key).why) == (ReportState.REFUSED, "Look again.")
    reports.delete(one.key)
    assert reports.find(one.key) is None


def test_what_an_older_app_had_still_to_send_is_sent_as_a_request(reports):
    kept = reports.add("c", "Mill Lane 3", BODY)
    old = NewObstacle(ObstacleKind.LIFT_BROKEN, 49.41, 8.69, 8.0, note="since yesterday", how_long=HowLong.DAYS, observed_at=NOON)
    reports.store.write("UPDATE report SET body = ? WHERE key = ?", (msgspec.json.encode(old), kept.key))
    (found,) = reports.list_unsent("c")
    assert (found.body.category, found.body.words, found.body.observed_at) == ("lift", "since yesterday", NOON)
    assert found.body.place == RequestPlace(lat=49.41, lon=8.69, accuracy_m=8.0, address="Mill Lane 3")


def test_the_newest_voice_counts(reports):
    name = uuid4()
    reports.say("c", name, True, NOON)
    (first,) = reports.list_unsaid("c")
    reports.say("c", name, False, NOON + timedelta(minutes=1))
    (second,) = reports.list_unsaid("c")
    assert (first.there, second.there) == (True, False)
    reports.keep_said(first)
    assert reports.list_unsaid("c") == [second], "what was said meanwhile is not lost"
    reports.keep_said(second)
    assert reports.list_unsaid("c") == []


@given(st.binary(max_size=60))
def test_what_cannot_be_read_is_left_out_and_not_lost(tmp_path_factory, body):
    store = Store(tmp_path_factory.mktemp("store") / "allways.db")
    reports = Reports(store)
    good = reports.add("c", "place", BODY)
    bad = reports.add("c", "place", BODY)
    store.write("UPDATE report SET body = ? WHERE key = ?", (body, bad.key))
    store.keep("report draft", body)
    assert [report.key for report in reports.list_reports()] == [good.key]
    assert isinstance(reports.draft(), Draft)
    assert store.find_row("SELECT count(*) FROM report") == (2,)
    store.close()


def marked(path, kind: str, size=(3000, 1000)):
    picture, exif = Image.new("RGB", size, "brown"), Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x9003] = 6, "Camera of Anna", "2026:11:29 12:00:00"
    exif.get_ifd(0x8825)[1] = "N"
    more = {"pnginfo": PngImagePlugin.PngInfo()} if kind == "PNG" else {}
    if more:
        more["pnginfo"].add_text("Author", "Anna")
    picture.save(path, kind, exif=exif, **more)
    return path


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_only_its_pixels_upright_and_not_too_large(tmp_path, kind):
    photos = Photos(tmp_path / "photos")
    name = photos.take_in(marked(tmp_path / "Anna at home", kind))
    with Image.open(photos.path(name)) as kept:
        assert (kept.format, kept.size) == ("JPEG", (683, 2048))
        assert len(kept.getexif()) == 0
        assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive"}
    assert b"Anna" not in photos.read(name)
    assert "Anna" not in name
    assert photos.path(name).stat().st_mode & 0o077 == photos.folder.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"", b"no picture", b"GIF89a" + bytes(40), b"\xff\xd8\xff\xe0" + bytes(30)])
def test_what_is_no_photo_is_refused_with_what_to_do(tmp_path, content):
    photos, source = Photos(tmp_path / "photos"), tmp_path / "x.jpg"
    source.write_bytes(content)
    with pytest.raises(PhotoUnreadable, match="Choose a JPEG, PNG or WebP"):
        photos.take_in(source)
    with pytest.raises(PhotoUnreadable):
        photos.take_in(tmp_path / "gone.jpg")
    assert list(photos.folder.iterdir()) == []


def test_a_picture_that_would_fill_the_memory_is_not_opened(tmp_path):
    source, side = tmp_path / "large.png", int(MOST_PIXELS**0.5) + 1
    Image.new("1", (side, side)).save(source)
    with pytest.raises(PhotoUnreadable, match="too large"):
        Photos(tmp_path / "photos").take_in(source)


def test_photos_that_belong_to_nothing_are_deleted(reports, tmp_path):
    photos, source = Photos(tmp_path / "photos"), marked(tmp_path / "x", "JPEG", (30, 20))
    of_report, of_draft, of_nothing = (photos.take_in(source) for _ in range(3))
    reports.add("c", "", BODY, of_report)
    reports.keep_draft(replace(DRAFT, photo=of_draft))
    photos.tidy(reports.photos())
    assert {path.name for path in photos.folder.iterdir()} == {of_report, of_draft}
    assert photos.read(of_nothing) is None
