"""What a computer takes for its camera: pictures, and what it says where there are none."""
import cv2
import numpy as np
import pytest
from kivy.clock import Clock

from mobile.device import viewfinder
from mobile.device.protocols import Frame, Unavailable
from mobile.device.viewfinder import MOST_SIDE, DesktopViewfinder, read_picture, upright


def save(path, blue, green, red, shape=(40, 60)):
    cv2.imwrite(str(path), np.full((*shape, 3), (blue, green, red), np.uint8))


async def frames(camera, count: int) -> list[Frame]:
    seen: list[Frame] = []
    camera.start(seen.append)
    while len(seen) < count:
        Clock.tick()
    camera.stop()
    return seen


async def test_pictures_of_a_folder_stand_in_for_a_camera(tmp_path, monkeypatch):
    monkeypatch.setattr(viewfinder, "PICTURE_S", 0.01)
    save(tmp_path / "a.png", 0, 0, 255)
    save(tmp_path / "b.png", 255, 0, 0)
    (tmp_path / "notes.txt").write_text("no picture")
    monkeypatch.setenv("ALLWAYS_CAMERA", str(tmp_path))
    camera = DesktopViewfinder()
    first, second, third = (await frames(camera, 3))[:3]
    assert (first.width, first.height, first.rgb[:3]) == (60, 40, bytes((255, 0, 0)))
    assert second.rgb[:3] == bytes((0, 0, 255))
    assert third == first
    assert not camera.has_light()


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + b"\x00" * 50])
def test_a_file_that_is_no_picture_says_so(tmp_path, content):
    (tmp_path / "x.png").write_bytes(content)
    with pytest.raises(Unavailable, match="no picture that can be read"):
        read_picture(tmp_path / "x.png")


def test_an_empty_folder_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("ALLWAYS_CAMERA", str(tmp_path))
    with pytest.raises(Unavailable, match="no picture in"):
        DesktopViewfinder().start(lambda frame: None)


def test_a_large_picture_is_made_smaller(tmp_path):
    save(tmp_path / "large.jpg", 1, 2, 3, (1000, 4000))
    frame = read_picture(tmp_path / "large.jpg")
    assert (frame.width, frame.height, len(frame.rgb)) == (MOST_SIDE, 480, MOST_SIDE * 480 * 3)


def test_a_sensor_on_its_side_is_turned_upright():
    """Two pixels beside each other, red then blue; a quarter turn to the right puts red on top."""
    rgba = bytes((255, 0, 0, 255, 0, 0, 255, 255))
    assert upright((2, 1), rgba, 0) == Frame(2, 1, bytes((255, 0, 0, 0, 0, 255)))
    assert upright((2, 1), rgba, -1) == Frame(1, 2, bytes((255, 0, 0, 0, 0, 255)))
