"""What is spoken, in which order, and what was: one voice, one utterance at a time."""
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from mobile.device.protocols import Unavailable

KEPT = 200  # utterances of the transcript
WAITING = 5  # utterances that wait at most; the oldest goes first


class Voice(Protocol):
    """The speech of a device. Neither call blocks."""

    def say(self, text: str, *, language: str, rate: int, on_done: Callable[[], None] | None = None) -> None:
        """Speak; `on_done` may come from any thread, also after stop(). Raises Unavailable."""

    def stop(self) -> None:
        """Be silent at once."""


@dataclass(frozen=True)
class Utterance:
    """What was handed over to be spoken. Assertive words cut those before them."""

    text: str
    assertive: bool = False
    key: str = ""
    on_done: Callable[[], None] | None = None


class Speaker:
    """A queue in front of a voice.

    Polite words wait for the ones before them; newer polite words with the same key replace those that still wait. Assertive words cut
    what is being said and go first. `language`, `rate` (percent of the usual speed) and `enabled` may change at any time. `transcript` has all
    that was handed over, also while not enabled. A device that cannot speak sets `enabled` to False and `trouble` to why. `post` brings a
    call to the thread of the app.
    """

    def __init__(self, voice: Voice, post: Callable[[Callable[[], None]], None] | None = None):
        self.voice = voice
        self.language, self.rate, self.enabled = "en", 100, True
        self.trouble = ""
        self.transcript: deque[Utterance] = deque(maxlen=KEPT)
        self._post = post or (lambda call: call())
        self._waiting: deque[Utterance] = deque()
        self._speaking: Utterance | None = None
        self._turn = 0

    @property
    def speaking(self) -> bool:
        return self._speaking is not None

    def say(self, text: str, assertive: bool = False, key: str = "", on_done: Callable[[], None] | None = None) -> None:
        """Hand words over. `on_done` comes once they were said in full, never when they were cut or the voice is off."""
        if not text:
            return
        utterance = Utterance(text, assertive, key, on_done)
        self.transcript.append(utterance)
        if not self.enabled:
            return
        if assertive:
            self._cut()
            self._waiting.appendleft(utterance)
        else:
            self._wait(utterance)
        self._next()

    def _wait(self, utterance: Utterance) -> None:
        same = [other for other in self._waiting if (utterance.key and other.key == utterance.key) or other.text == utterance.text]
        for other in same:
            self._waiting.remove(other)
        self._waiting.append(utterance)
        if len(self._waiting) > WAITING:
            self._waiting.popleft()

    def _next(self) -> None:
        if self._speaking or not self._waiting:
            return
        self._speaking = self._waiting.popleft()
        self._turn += 1
        turn = self._turn
        try:
            self.voice.say(self._speaking.text, language=self.language, rate=self.rate, on_done=lambda: self._post(lambda: self._done(turn)))
        except Unavailable as error:
            self.trouble, self.enabled, self._speaking = str(error), False, None
            self._waiting.clear()

    def _done(self, turn: int) -> None:
        if turn != self._turn or not self._speaking:  # the end of something that was cut
            return
        said, self._speaking = self._speaking, None
        if said.on_done:
            said.on_done()
        self._next()

    def _cut(self) -> None:
        if self._speaking:
            self._speaking = None
            self._turn += 1
            self.voice.stop()

    def repeat(self) -> None:
        """Say the last words again."""
        if self.transcript:
            self.say(self.transcript[-1].text, assertive=True)

    def stop(self) -> None:
        """Be silent, and forget what waits."""
        self._waiting.clear()
        self._cut()
