"""Plays what guidance gives: words to the voice, a tone, a pulse. Without Kivy.

One voice for all: a platform's own screen reader gets the words as announcements instead, and ours is silent.
"""

from collections.abc import Callable
from typing import Protocol

from accessibility.guidance.item import Utterance
from mobile.voice.earcons import Earcons, Pulses
from mobile.voice.speaker import Speaker

KEY = "guidance"


class Announcer(Protocol):
    """Who tells the screen reader of the platform."""

    def __call__(self, text: str, assertive: bool) -> None: ...


class Player:
    """`speaks`: the person wants to hear words while they go. `others` tells a screen reader of the platform, while there is one.

    A voice that cannot speak is tried once only; `on_trouble` hears why. The words then still stand on the screen.
    """

    def __init__(self, speaker: Speaker, earcons: Earcons, pulses: Pulses, on_trouble: Callable[[str], None] = lambda why: None):
        self.speaker, self.earcons, self.pulses, self.on_trouble = speaker, earcons, pulses, on_trouble
        self.speaks = True
        self.others: Announcer | None = None
        self._mute = False

    def play(self, said: Utterance, on_done: Callable[[], None]) -> None:
        """`on_done` comes when the words were said in full, or at once where none are said aloud; never for words that were cut."""
        if said.id == "stop":
            self.stop()
            return
        if said.sound:
            self.earcons.sound(said.sound)
        if said.haptic:
            self.pulses.give(said.haptic)
        if not said.spoken:
            return
        if self.others is not None:
            self.others(said.shown, said.kind == "A")
        elif self.speaks and not self._mute:
            self._speak(said, on_done)

    def _speak(self, said: Utterance, on_done: Callable[[], None]) -> None:
        """Also while the app does not speak its screens: these words were asked for by setting out."""
        speaker = self.speaker
        screens = speaker.enabled
        speaker.enabled = True
        speaker.say(said.spoken, assertive=said.cuts, key=KEY, on_done=on_done)
        if not speaker.enabled:
            self._mute, why, speaker.trouble = True, speaker.trouble, ""
            self.on_trouble(why)
        speaker.enabled = screens and not self._mute

    def stop(self) -> None:
        self.speaker.stop()
