"""A Mac: speech by `say`, sounds by `afplay`. Not run on a Mac yet."""

import shutil

from mobile.device import linux
from mobile.device.dictation import NoDictation
from mobile.device.pictures import ProgramPictures
from mobile.device.protocols import Device, Unavailable
from mobile.device.spoken import ProgramSpeech
from mobile.i18n import tr

VOICES = {"en": "Samantha", "de": "Anna", "es": "Mónica", "ko": "Yuna"}


def speech_command(language: str, rate: int) -> list[str]:
    program = shutil.which("say")
    if program is None:
        raise Unavailable(tr("This computer cannot speak."))
    return [program, "-v", VOICES.get(language, "Samantha"), "-r", str(linux.USUAL_WPM * rate // 100), "-f", "-"]


class MacSound(linux.ProgramSound):
    """afplay comes with the system."""

    players = ("afplay",)


def device() -> Device:
    return Device(
        linux.DesktopLocation(), ProgramSpeech(speech_command), linux.NoHaptics(), MacSound(), linux.NoCamera(), linux.NoSecureStore(),
        linux.DesktopNotifications(), linux.DesktopShare(), linux.BrowserLinks(), linux.NoCompass(), linux.DesktopCondition(),
        ProgramPictures(), linux.DesktopViewfinder(), NoDictation(),
    )  # fmt: skip
