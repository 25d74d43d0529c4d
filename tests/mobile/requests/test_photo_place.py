"""Where a photo was taken is read from it, and only where that can be true."""
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from mobile.requests.photo_place import place_of

DMS = (IFDRational(55), IFDRational(29), IFDRational(2292, 100))


def taken(path, **tags):
    """A photo whose GPS folder holds these; None takes one away."""
    told = {1: "N", 2: DMS, 3: "E", 4: (IFDRational(3), IFDRational(30), IFDRational(0)), **{int(name[1:]): value for name, value in tags.items()}}
    picture, exif = Image.new("RGB", (12, 8)), Image.Exif()
    exif.get_ifd(0x8825).update({number: value for number, value in told.items() if value is not None})
    picture.save(path, "JPEG", exif=exif)
    return path


def test_the_place_is_what_the_camera_wrote(tmp_path):
    found = place_of(taken(tmp_path / "a.jpg"))
    assert (round(found.lat, 5), round(found.lon, 5), found.accuracy_m) == (55.48970, 3.5, 15.0)
    south_west = place_of(taken(tmp_path / "b.jpg", _1="S", _3="W", _31=IFDRational(4)))
    assert (round(south_west.lat, 5), south_west.lon, south_west.accuracy_m) == (-55.4897, -3.5, 4.0)


@pytest.mark.parametrize("tags", [
    {"_2": None}, {"_4": None}, {"_1": None}, {"_2": (IFDRational(95), IFDRational(0), IFDRational(0))}, {"_2": (IFDRational(1, 0),) * 3},
    {"_2": (IFDRational(0),) * 3, "_4": (IFDRational(0),) * 3}, {"_2": DMS[:2]},
])  # fmt: skip
def test_what_cannot_be_is_no_place(tmp_path, tags):
    assert place_of(taken(tmp_path / "a.jpg", **tags)) is None


def test_a_photo_without_a_place_and_a_file_that_is_none_say_nothing(tmp_path):
    Image.new("RGB", (4, 4)).save(tmp_path / "plain.png")
    (tmp_path / "text.jpg").write_text("no picture")
    assert [place_of(tmp_path / name) for name in ("plain.png", "text.jpg", "gone.jpg")] == [None, None, None]


@settings(max_examples=30)
@given(st.binary(max_size=80), st.integers(0, 60))
def test_a_damaged_photo_stops_nothing(tmp_path_factory, noise, at):
    path = taken(tmp_path_factory.mktemp("photo") / "a.jpg")
    whole = path.read_bytes()
    path.write_bytes(whole[: 20 + at] + noise + whole[20 + at + len(noise) :])
    found = place_of(path)
    assert found is None or (abs(found.lat) <= 90 and abs(found.lon) <= 180)
