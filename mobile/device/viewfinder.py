"""What a camera sees, through Kivy's own; on a computer also from pictures, for trying things out. Not run with a camera or on a phone yet."""

import os
from contextlib import suppress
from pathlib import Path

from mobile.device.protocols import Frame, Unavailable
from mobile.i18n import tr

PICTURES = "ALLWAYS_CAMERA"
ENDINGS = (".png", ".jpg", ".jpeg")
WIDTH, HEIGHT = 1280, 720
MOST_SIDE = 1920
EVERY_S, PICTURE_S = 0.15, 0.5
QUARTER_TURNS = -1  # the sensor of a phone lies on its side


class KivyViewfinder:
    """The first camera that Kivy finds. turns: quarter turns to the left until its picture is upright."""

    def __init__(self, turns: int = 0):
        self._turns = turns
        self._camera = self._ticking = None

    def start(self, on_frame) -> None:
        from kivy.clock import Clock
        from kivy.core.camera import Camera

        try:
            self._camera = Camera(index=0, resolution=(WIDTH, HEIGHT), stopped=True)
            self._camera.start()
        except Exception as error:  # each provider raises what it likes, and there may be no provider at all
            self._camera = None
            raise Unavailable(tr("There is no camera here. Choose a picture of the code instead.")) from error
        self._ticking = Clock.schedule_interval(lambda _: self._tell(on_frame), EVERY_S)

    def _tell(self, on_frame) -> None:
        texture = self._camera.texture
        if texture is not None:
            on_frame(upright(texture.size, texture.pixels, self._turns))

    def stop(self) -> None:
        if self._camera:
            self._ticking.cancel()
            self._camera.stop()
            self._camera = self._ticking = None

    def has_light(self) -> bool:
        return False

    def light(self, on: bool) -> None:
        pass


def upright(size: tuple[int, int], rgba: bytes, turns: int) -> Frame:
    import numpy as np

    picture = np.frombuffer(rgba, np.uint8).reshape(size[1], size[0], 4)[:, :, :3]
    picture = np.rot90(picture, turns)
    return Frame(picture.shape[1], picture.shape[0], picture.tobytes())


class PictureViewfinder:
    """Pictures of a folder one after the other, or one picture again and again. Raises Unavailable where there is none."""

    def __init__(self, path: Path):
        self.path = path
        self._ticking = None

    def start(self, on_frame) -> None:
        from kivy.clock import Clock

        files = sorted(file for file in self.path.iterdir() if file.suffix.lower() in ENDINGS) if self.path.is_dir() else [self.path]
        frames = [read_picture(file) for file in files]
        if not frames:
            raise Unavailable(tr("There is no picture in {folder}.", folder=self.path))
        shown = 0

        def tell(_):
            nonlocal shown
            on_frame(frames[shown % len(frames)])
            shown += 1

        self._ticking = Clock.schedule_interval(tell, PICTURE_S)

    def stop(self) -> None:
        if self._ticking:
            self._ticking.cancel()
            self._ticking = None


def read_picture(path: Path) -> Frame:
    """Made smaller where it is large. Raises Unavailable for what is no picture."""
    import cv2

    picture = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if picture is None or min(picture.shape[:2]) < 1:
        raise Unavailable(tr("This file is no picture that can be read. Take PNG or JPEG."))
    shrink = MOST_SIDE / max(picture.shape[:2])
    if shrink < 1:
        picture = cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    picture = cv2.cvtColor(picture, cv2.COLOR_BGR2RGB)
    return Frame(picture.shape[1], picture.shape[0], picture.tobytes())


class DesktopViewfinder:
    """The camera of a computer. For trying things out, ALLWAYS_CAMERA, a picture or a folder of pictures, takes its place."""

    def __init__(self):
        self._source = None

    def start(self, on_frame) -> None:
        path = os.environ.get(PICTURES, "")
        source = PictureViewfinder(Path(path)) if path else KivyViewfinder()
        source.start(on_frame)
        self._source = source

    def stop(self) -> None:
        if self._source:
            self._source.stop()
            self._source = None

    def has_light(self) -> bool:
        return False

    def light(self, on: bool) -> None:
        pass


class AndroidViewfinder(KivyViewfinder):
    """The main camera; the person is asked by the system when it is first used."""

    def __init__(self):
        super().__init__(QUARTER_TURNS)

    def start(self, on_frame) -> None:
        from android.permissions import Permission, check_permission, request_permissions

        if not check_permission(Permission.CAMERA):
            request_permissions([Permission.CAMERA])
            raise Unavailable(tr("Allow the camera, then tap Try again."))
        super().start(on_frame)

    def has_light(self) -> bool:
        return self._camera is not None

    def light(self, on: bool) -> None:
        from jnius import JavaException

        if not self.has_light():
            return
        camera = self._camera._android_camera
        with suppress(JavaException):  # a camera without a light refuses: then it stays dark
            values = camera.getParameters()
            values.setFlashMode("torch" if on else "off")
            camera.setParameters(values)
