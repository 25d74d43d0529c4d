"""A device for tests: it records what was asked of it, and moves where it is told to."""

from datetime import UTC, datetime

from mobile.device.protocols import Device, Fix, Unavailable


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

    def move(self, lat: float, lon: float, accuracy_m: float = 8, heading_deg: float | None = None) -> None:
        if self.on_fix:
            self.on_fix(Fix(lat, lon, accuracy_m, heading_deg, datetime.now(UTC)))


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


class FakeSecureStore:
    def __init__(self):
        self.kept: dict[str, str] = {}

    def find(self, name: str) -> str | None:
        return self.kept.get(name)

    def keep(self, name: str, value: str) -> None:
        self.kept[name] = value

    def remove(self, name: str) -> None:
        self.kept.pop(name, None)


def fake_device(why_no_location: str = "") -> Device:
    recorders = (Recorder() for _ in range(3))
    return Device(FakeLocation(why_no_location), FakeSpeech(), Recorder(), Recorder(), Recorder(), FakeSecureStore(), *recorders)
