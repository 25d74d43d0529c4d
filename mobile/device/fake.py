"""A device for tests: it records what was asked of it, and moves where it is told to."""

from datetime import UTC, datetime

from mobile.device.protocols import Device, Fix, Frame, Heading, Unavailable


class FakeLocation:
    """`why` is the sentence with which it refuses."""

    def __init__(self, why: str = ""):
        self.why = why
        self.on_fix = self.on_error = None

    def start(self, on_fix, on_error) -> None:
        if self.why:
            raise Unavailable(self.why)
        self.on_fix, self.on_error = on_fix, on_error

    def stop(self) -> None:
        self.on_fix = self.on_error = None

    def move(self, lat: float, lon: float, accuracy_m: float = 8, heading_deg: float | None = None, speed_mps: float | None = None) -> None:
        if self.on_fix:
            self.on_fix(Fix(lat, lon, accuracy_m, heading_deg, datetime.now(UTC), speed_mps))


class FakeCompass:
    def __init__(self):
        self.on_heading = None

    def start(self, on_heading) -> None:
        self.on_heading = on_heading

    def stop(self) -> None:
        self.on_heading = None

    def turn(self, heading_deg: float, error_deg: float = 10.0, flat: bool = True) -> None:
        if self.on_heading:
            self.on_heading(Heading(heading_deg, error_deg, flat))


class FakeCondition:
    """What is set is what is told."""

    def __init__(self):
        self.battery: float | None = None
        self.worn: bool | None = None

    def battery_pct(self) -> float | None:
        return self.battery

    def headset(self) -> bool | None:
        return self.worn


class FakeSpeech:
    def __init__(self):
        self.said: list[tuple[str, str, int]] = []
        self.stopped = 0

    def say(self, text: str, *, language: str, rate: int, on_done=None) -> None:
        self.said.append((text, language, rate))
        if on_done:
            on_done()

    def stop(self) -> None:
        self.stopped += 1


class Recorder:
    """Any other adapter: every call is kept as (name, values)."""

    def __init__(self):
        self.calls: list[tuple] = []

    def __getattr__(self, name: str):
        if name.startswith("__"):
            raise AttributeError(name)

        def call(*values):
            self.calls.append((name, *values))
            return ""

        return call


class FakeLinks(Recorder):
    """`dials`: whether it is a telephone."""

    def __init__(self):
        super().__init__()
        self.dials = True

    def can_dial(self) -> bool:
        return self.dials


class FakeViewfinder:
    """`why` is the sentence with which it refuses. It has a light."""

    def __init__(self, why: str = ""):
        self.why = why
        self.on_frame = None
        self.lit = False

    def start(self, on_frame) -> None:
        if self.why:
            raise Unavailable(self.why)
        self.on_frame = on_frame

    def stop(self) -> None:
        self.on_frame, self.lit = None, False

    def has_light(self) -> bool:
        return True

    def light(self, on: bool) -> None:
        self.lit = on

    def show(self, width: int, height: int, rgb: bytes) -> None:
        if self.on_frame:
            self.on_frame(Frame(width, height, rgb))


class FakeSecureStore:
    def __init__(self):
        self.kept: dict[str, str] = {}

    def find(self, name: str) -> str | None:
        return self.kept.get(name)

    def keep(self, name: str, value: str) -> None:
        self.kept[name] = value

    def remove(self, name: str) -> None:
        self.kept.pop(name, None)


class FakePictures:
    """`path` is what the person chooses; `why` the sentence with which the device refuses."""

    def __init__(self):
        self.path, self.why = None, ""

    async def choose(self):
        if self.why:
            raise Unavailable(self.why)
        return self.path


class FakeDictation:
    """`said` is what the person says next; `why` the sentence with which the device refuses. Without either it cannot listen."""

    def __init__(self):
        self.said = self.why = ""

    def can_listen(self) -> bool:
        return bool(self.said or self.why)

    async def listen(self, language: str) -> str:
        if self.why:
            raise Unavailable(self.why)
        return self.said


def fake_device(why_no_location: str = "") -> Device:
    recorders = (Recorder(), Recorder(), FakeLinks())
    return Device(
        FakeLocation(why_no_location), FakeSpeech(), Recorder(), Recorder(), Recorder(), FakeSecureStore(), *recorders, FakeCompass(),
        FakeCondition(), FakePictures(), FakeViewfinder(), FakeDictation(),
    )  # fmt: skip
