"""What the app asks of a phone or computer. Nothing here blocks the caller; `Unavailable` carries a sentence that says what to do instead."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol


class Unavailable(Exception):
    """This device cannot do it, now or ever. The text is for the person."""


@dataclass(frozen=True)
class Fix:
    """Where the device is. `accuracy_m`: two times out of three the truth is within; `heading_deg` clockwise from north: where it moves to.

    What the device does not know is None.
    """

    lat: float
    lon: float
    accuracy_m: float
    heading_deg: float | None
    at: datetime
    speed_mps: float | None = None


@dataclass(frozen=True)
class Heading:
    """Where the device points, clockwise from true north as well as it knows. It tells of the person only while it is held `flat`."""

    heading_deg: float
    error_deg: float
    flat: bool


class Location(Protocol):
    def start(self, on_fix: Callable[[Fix], None], on_error: Callable[[str], None]) -> None:
        """Tell each position until stopped, on the thread of the app. Raises Unavailable."""

    def stop(self) -> None: ...


class Compass(Protocol):
    def start(self, on_heading: Callable[[Heading], None]) -> None:
        """Tell where it points a few times a second until stopped, on the thread of the app. Raises Unavailable."""

    def stop(self) -> None: ...


class Condition(Protocol):
    """How the device itself stands. None: it does not say."""

    def battery_pct(self) -> float | None: ...

    def headset(self) -> bool | None:
        """Whether sound comes out at one person's ears."""


class Speech(Protocol):
    def say(self, text: str, *, language: str, rate: int, on_done: Callable[[], None] | None = None) -> None:
        """Speak, cutting what is spoken now. `rate` is percent of the usual speed. `on_done` comes from any thread. Raises Unavailable."""

    def stop(self) -> None:
        """Be silent at once."""


class Haptics(Protocol):
    def buzz(self, pattern_ms: tuple[int, ...]) -> None:
        """Vibrate, pause, vibrate … in milliseconds. Does nothing where there is no motor."""


class Sound(Protocol):
    def play(self, path: Path) -> None:
        """Play a short WAV file. Raises Unavailable."""


class Camera(Protocol):
    def can_take(self) -> bool: ...

    def take(self, path: Path, on_done: Callable[[bool], None]) -> None:
        """Take one picture into a file. Raises Unavailable."""


class Pictures(Protocol):
    async def choose(self) -> Path | None:
        """A picture that the person chooses; None where they choose none. Raises Unavailable."""


class Dictation(Protocol):
    """Speech turned into text on the device itself."""

    def can_listen(self) -> bool: ...

    async def listen(self, language: str) -> str:
        """What somebody says until they pause. Raises Unavailable."""


@dataclass(frozen=True)
class Frame:
    """One picture of a camera: `rgb` has three bytes for each pixel, top row first."""

    width: int
    height: int
    rgb: bytes


class Viewfinder(Protocol):
    """What the camera sees while one looks for a code. No picture is kept."""

    def start(self, on_frame: Callable[[Frame], None]) -> None:
        """Tell some pictures a second until stopped, on the thread of the app. Raises Unavailable."""

    def stop(self) -> None: ...

    def has_light(self) -> bool: ...

    def light(self, on: bool) -> None: ...


class SecureStore(Protocol):
    """Secrets, kept by the system itself. All raise Unavailable."""

    def find(self, name: str) -> str | None: ...

    def keep(self, name: str, value: str) -> None: ...

    def remove(self, name: str) -> None: ...


class Notifications(Protocol):
    def ask(self) -> None:
        """To be called when somebody wants them. Raises Unavailable while the system has to ask the person, and does."""

    def show(self, title: str, text: str) -> None:
        """Tell something while the app may be hidden. Raises Unavailable."""


class Share(Protocol):
    """Both answer a sentence that says what was done, empty where the system shows it itself. Both raise Unavailable."""

    def text(self, subject: str, text: str) -> str: ...

    def file(self, path: Path, mime: str) -> str: ...


class Links(Protocol):
    def open(self, address: str) -> None:
        """Show a page in the browser. Raises Unavailable."""

    def can_dial(self) -> bool: ...

    def dial(self, number: str) -> None:
        """Show a number, ready to be called; the person calls. Raises Unavailable."""


@dataclass(frozen=True)
class Device:
    """All adapters of the device that the app runs on."""

    location: Location
    speech: Speech
    haptics: Haptics
    sound: Sound
    camera: Camera
    secure: SecureStore
    notifications: Notifications
    share: Share
    links: Links
    compass: Compass
    condition: Condition
    pictures: Pictures
    viewfinder: Viewfinder
    dictation: Dictation
