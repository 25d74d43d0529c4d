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
    """Where the device is. `accuracy_m`: two times out of three the truth is within; `heading_deg` clockwise from north, None when unknown."""

    lat: float
    lon: float
    accuracy_m: float
    heading_deg: float | None
    at: datetime


class Location(Protocol):
    def start(self, on_fix: Callable[[Fix], None], on_error: Callable[[str], None]) -> None:
        """Tell each position until stopped, on the thread of the app. Raises Unavailable."""

    def stop(self) -> None: ...


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
    def take(self, path: Path, on_done: Callable[[bool], None]) -> None:
        """Take one picture into a file. Raises Unavailable."""


class SecureStore(Protocol):
    """Secrets, kept by the system itself. All raise Unavailable."""

    def find(self, name: str) -> str | None: ...

    def keep(self, name: str, value: str) -> None: ...

    def remove(self, name: str) -> None: ...


class Notifications(Protocol):
    def show(self, title: str, text: str) -> None:
        """Tell something while the app may be hidden. Raises Unavailable."""


class Share(Protocol):
    """Both answer a sentence that says what was done, empty where the system shows it itself. Both raise Unavailable."""

    def text(self, subject: str, text: str) -> str: ...

    def file(self, path: Path, mime: str) -> str: ...


class Links(Protocol):
    def open(self, address: str) -> None:
        """Show a page in the browser. Raises Unavailable."""


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
