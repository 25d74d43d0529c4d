"""Windows: speech by System.Speech through PowerShell, which reads the text from its input. Not run on Windows yet."""

import shutil

from mobile.device import linux
from mobile.device.dictation import NoDictation
from mobile.device.pictures import ProgramPictures
from mobile.device.protocols import Device, Unavailable
from mobile.device.spoken import ProgramSpeech
from mobile.i18n import tr

CULTURES = {"en": "en-US", "de": "de-DE", "es": "es-ES", "ko": "ko-KR"}
SCRIPT = (
    "Add-Type -AssemblyName System.Speech; [Console]::InputEncoding = [Text.Encoding]::UTF8; "
    "$s = New-Object System.Speech.Synthesis.SpeechSynthesizer; "
    "$s.Rate = {rate}; try {{ $s.SelectVoiceByHints(0, 0, 0, [Globalization.CultureInfo]'{culture}') }} catch {{}}; "
    "$s.Speak([Console]::In.ReadToEnd())"
)


def speech_command(language: str, rate: int) -> list[str]:
    program = shutil.which("powershell")
    if program is None:
        raise Unavailable(tr("This computer cannot speak."))
    steps = max(-10, min(10, round((rate - 100) / 20)))
    return [program, "-NoProfile", "-Command", SCRIPT.format(rate=steps, culture=CULTURES.get(language, "en-US"))]


class WindowsSound:
    def play(self, path) -> None:
        import winsound

        winsound.PlaySound(str(path), winsound.SND_FILENAME | winsound.SND_ASYNC)


def device() -> Device:
    return Device(
        linux.DesktopLocation(), ProgramSpeech(speech_command), linux.NoHaptics(), WindowsSound(), linux.NoCamera(), linux.NoSecureStore(),
        linux.DesktopNotifications(), linux.DesktopShare(), linux.BrowserLinks(), linux.NoCompass(), linux.DesktopCondition(),
        ProgramPictures(), linux.DesktopViewfinder(), NoDictation(),
    )  # fmt: skip
