"""Short tones and pulses that say what words are too slow for. The tones are made here, once, as WAV files."""
import math
import sys
import wave
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from mobile.device.protocols import Unavailable

SAMPLES_S = 22_050
LOUDNESS = 0.35  # of full scale: below the voice
FADE_S = 0.006  # at both ends of a note, or it clicks

# name: notes of (hertz, seconds)
TONES = {
    "tick": ((1320, 0.03),),
    "edge": ((220, 0.09),),
    "click": ((880, 0.025), (1320, 0.04)),
    "error": ((330, 0.1), (220, 0.16)),
    "open": ((523, 0.06), (784, 0.09)),
    "close": ((784, 0.06), (523, 0.09)),
    # On the way: one below 400 ms each. None falls by a third like a cuckoo or ticks on like a signal: nobody takes them for the road's own.
    "up": ((440, 0.07), (587, 0.07), (880, 0.11)),
    "down": ((880, 0.07), (587, 0.07), (440, 0.11)),
    "bell": ((1047, 0.11), (1319, 0.22)),
    "wood": ((392, 0.05), (0, 0.04), (392, 0.05), (0, 0.04), (392, 0.05)),
    "level": ((262, 0.09), (392, 0.09), (262, 0.13)),
    "chime": ((659, 0.09), (831, 0.09), (988, 0.18)),
    "gong": ((196, 0.38),),
    "fog": ((233, 0.14), (220, 0.14)),
    "end": ((784, 0.1), (494, 0.1), (392, 0.17)),
}
PULSES_MS = {"tick": 15, "edge": 60, "click": 30}
SHORT_MS, LONG_MS, PAUSE_MS = 60, 250, 100
# Pulses on the way, as shakes and pauses in turn.
PATTERNS_MS = {
    "1": (SHORT_MS,),
    "2": (SHORT_MS, PAUSE_MS, SHORT_MS),
    "L": (LONG_MS,),
    "LL": (LONG_MS, PAUSE_MS, LONG_MS),
    "LLL": (LONG_MS, PAUSE_MS, LONG_MS, PAUSE_MS, LONG_MS),
    "short-long": (SHORT_MS, PAUSE_MS, LONG_MS),
    "long-short": (LONG_MS, PAUSE_MS, SHORT_MS),
}


class Earcons:
    """Tones by name, played through `play(path)`. They are made in `folder` when first needed; `enabled` switches them off."""

    def __init__(self, folder: Path, play: Callable[[Path], None]):
        self.folder, self.play, self.enabled = Path(folder), play, True

    def sound(self, name: str) -> None:
        """Play one of TONES. Where nothing can be played it is tried once only."""
        if not self.enabled:
            return
        try:
            self.play(self.file(name))
        except (Unavailable, OSError):
            self.enabled = False

    def file(self, name: str) -> Path:
        """The WAV file of a tone, made now if it is not there."""
        path = self.folder / f"{name}.wav"
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(".part")
            write_tone(unfinished, TONES[name])
            unfinished.replace(path)
        return path


class Buzzer(Protocol):
    """What shakes the phone."""

    def buzz(self, pattern_ms: tuple[int, ...]) -> None: ...


class Pulses:
    """Short pulses by the names of the tones, and the patterns of PATTERNS_MS; `enabled` switches them off."""

    def __init__(self, buzzer: Buzzer):
        self.buzzer, self.enabled = buzzer, True

    def give(self, name: str) -> None:
        """What the name stands for, when it has any."""
        pattern = PATTERNS_MS.get(name) or ((PULSES_MS[name],) if name in PULSES_MS else ())
        if self.enabled and pattern:
            self.buzzer.buzz(pattern)


def write_tone(path: Path, notes: tuple[tuple[float, float], ...]) -> None:
    """Write notes of (hertz, seconds) one after another as a mono WAV file of 16 bit."""
    samples = array("h")
    for hertz, seconds in notes:
        count = int(seconds * SAMPLES_S)
        fade = int(FADE_S * SAMPLES_S)
        for sample in range(count):
            strength = min(1.0, sample / fade, (count - 1 - sample) / fade)
            samples.append(int(32_767 * LOUDNESS * strength * math.sin(2 * math.pi * hertz * sample / SAMPLES_S)))
    if sys.byteorder == "big":
        samples.byteswap()
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLES_S)
        file.writeframes(samples.tobytes())
