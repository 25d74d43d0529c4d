"""A Linux computer: speech by espeak-ng, sounds by whatever plays WAV, sharing into the folder for downloads."""

import os
import shutil
import subprocess
import webbrowser
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from mobile.device.dictation import NoDictation
from mobile.device.pictures import ProgramPictures
from mobile.device.protocols import Device, Fix, Unavailable
from mobile.device.secret_service import find_secret_service
from mobile.device.spoken import ProgramSpeech
from mobile.device.track import TRACK, TrackLocation, track_of
from mobile.device.viewfinder import DesktopViewfinder
from mobile.i18n import tr

VOICES = {"en": "en", "de": "de", "es": "es", "ko": "ko"}
USUAL_WPM, LEAST_WPM, MOST_WPM = 175, 80, 450
PLAYERS = ("paplay", "pw-play", "aplay")
POSITION = "ALLWAYS_POSITION"
HERE = ("localhost", "127.0.0.1")


def speech_command(language: str, rate: int) -> list[str]:
    program = shutil.which("espeak-ng")
    if program is None:
        raise Unavailable(tr("This computer cannot speak yet. Install espeak-ng, then start the app again."))
    words_per_minute = max(LEAST_WPM, min(MOST_WPM, USUAL_WPM * rate // 100))
    return [program, "-v", VOICES.get(language, "en"), "-s", str(words_per_minute), "-b", "1", "--stdin"]


class DesktopLocation:
    """A computer does not know where it is. For trying things out, ALLWAYS_POSITION="lat,lon" says so, or ALLWAYS_TRACK, a file, plays a walk."""

    def __init__(self):
        self._track: TrackLocation | None = None

    def start(self, on_fix, on_error) -> None:
        if path := os.environ.get(TRACK, ""):
            if self._track is None:
                self._track = TrackLocation(track_of(Path(path)))
            self._track.start(on_fix, on_error)
            return
        given = os.environ.get(POSITION, "")
        try:
            lat, lon = (float(part) for part in given.split(","))
            inside = -90 <= lat <= 90 and -180 <= lon <= 180
        except ValueError:
            inside = False
        if not inside:
            raise Unavailable(tr("This computer does not know where it is. Search, or tap the map."))
        on_fix(Fix(lat, lon, 10, None, datetime.now(UTC)))

    def stop(self) -> None:
        if self._track:
            self._track.stop()


class NoCompass:
    def start(self, on_heading) -> None:
        raise Unavailable(tr("This computer does not know where it points."))

    def stop(self) -> None:
        pass


class DesktopCondition:
    """The battery of a laptop as the system tells it; where its sound comes out nobody knows."""

    def battery_pct(self) -> float | None:
        for path in sorted(Path("/sys/class/power_supply").glob("BAT*/capacity")):
            try:
                return float(path.read_text())
            except (OSError, ValueError):
                continue
        return None

    def headset(self) -> bool | None:
        return None


class NoHaptics:
    def buzz(self, pattern_ms: tuple[int, ...]) -> None:
        pass


class ProgramSound:
    """The first player that is installed."""

    players = PLAYERS

    def play(self, path: Path) -> None:
        player = next((found for name in self.players if (found := shutil.which(name))), None)
        if player is None:
            raise Unavailable(tr("This computer has no program that plays sounds."))
        subprocess.Popen([player, str(path)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 our own file


class NoCamera:
    def can_take(self) -> bool:
        return False

    def take(self, path: Path, on_done) -> None:
        raise Unavailable(tr("There is no camera here. Choose a picture instead."))


class NoSecureStore:
    """A file of ours would not be secret: it is refused instead."""

    def find(self, name: str) -> str | None:
        return None

    def keep(self, name: str, value: str) -> None:
        raise Unavailable(tr("This computer has no safe place for it."))

    remove = find


class DesktopNotifications:
    def ask(self) -> None:
        """A desktop lets all programs show them."""

    def show(self, title: str, text: str) -> None:
        program = shutil.which("notify-send")
        if program is None:
            raise Unavailable(tr("This computer shows no notices."))
        subprocess.Popen([program, "--", title, text], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603


class DesktopShare:
    """Text goes to the clipboard, files to the folder for downloads; nothing there is overwritten."""

    def text(self, subject: str, text: str) -> str:
        from kivy.core.clipboard import Clipboard

        Clipboard.copy(text)
        return tr("Copied. Paste it into a message.")

    def file(self, path: Path, mime: str) -> str:
        folder = downloads()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            target = free_name(folder / path.name)
            shutil.copyfile(path, target)
        except OSError as error:
            raise Unavailable(tr("The file could not be written into {folder}.", folder=folder)) from error
        return tr("Saved as {file}", file=target)


class BrowserLinks:
    """Only https, or a city that runs on this computer: nothing else that an operator writes into a message is opened."""

    def open(self, address: str) -> None:
        if not (address.startswith("https://") or is_here(address)):
            raise Unavailable(tr("This page cannot be opened safely."))
        try:
            opened = webbrowser.open(address)
        except webbrowser.Error:
            opened = False
        if not opened:
            raise Unavailable(tr("There is no browser here. The address is {address}", address=address))

    def can_dial(self) -> bool:
        return False

    def dial(self, number: str) -> None:
        raise Unavailable(tr("There is no telephone here. The number is {number}", number=number))


def is_here(address: str) -> bool:
    """A page of a city that runs on this very computer, for trying things out: nobody can read along."""
    try:
        parts = urlsplit(address)
        return parts.scheme == "http" and parts.hostname in HERE and parts.username is None
    except ValueError:
        return False


def downloads() -> Path:
    return Path(os.environ.get("XDG_DOWNLOAD_DIR") or Path.home() / "Downloads")


def free_name(path: Path) -> Path:
    """The path itself, or with a number when there is a file of that name."""
    number, target = 2, path
    while target.exists():
        target, number = path.with_name(f"{path.stem}-{number}{path.suffix}"), number + 1
    return target


def device() -> Device:
    return Device(
        DesktopLocation(),
        ProgramSpeech(speech_command),
        NoHaptics(),
        ProgramSound(),
        NoCamera(),
        find_secret_service() or NoSecureStore(),
        DesktopNotifications(),
        DesktopShare(),
        BrowserLinks(),
        NoCompass(),
        DesktopCondition(),
        ProgramPictures(),
        DesktopViewfinder(),
        NoDictation(),
    )
