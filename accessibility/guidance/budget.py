"""How much may be said: silence is what a person listens to the street with."""
from collections import deque
from typing import NamedTuple

WINDOW_S = 60.0
MOST_SHARE = 0.35
MOST_POLITE = 6
AFTER_POLITE_S = 2.0
AMBIENT_EVERY_S = 20.0
SAME_WORDS_S = 8.0


class Spoken(NamedTuple):
    start_s: float
    end_s: float
    kind: str
    text: str


class Budget:
    def __init__(self) -> None:
        self._spoken: deque[Spoken] = deque(maxlen=200)

    def note(self, start_s: float, end_s: float, kind: str, text: str) -> None:
        self._spoken.append(Spoken(start_s, end_s, kind, text))

    def cut(self, now_s: float) -> None:
        """The last words ended before their end."""
        if self._spoken and self._spoken[-1].end_s > now_s:
            self._spoken.append(self._spoken.pop()._replace(end_s=now_s))

    def allows(self, kind: str, now_s: float, say_s: float) -> bool:
        """Assertive words and answers always; polite and ambient ones as far as there is room."""
        if kind in "AU":
            return True
        recent = [one for one in self._spoken if one.end_s > now_s - WINDOW_S]
        if any(one.kind == "P" and now_s - one.end_s < AFTER_POLITE_S for one in recent):
            return False
        if kind == "P" and sum(1 for one in recent if one.kind == "P" and one.start_s > now_s - WINDOW_S) >= MOST_POLITE:
            return False
        if kind == "M" and any(one.kind == "M" and one.start_s > now_s - AMBIENT_EVERY_S for one in recent):
            return False
        return self._share(recent, now_s + say_s, say_s) <= MOST_SHARE * WINDOW_S

    @staticmethod
    def _share(recent: list[Spoken], until_s: float, say_s: float) -> float:
        """Seconds of speech in the minute that ends with these words."""
        since = until_s - WINDOW_S
        return say_s + sum(one.end_s - max(one.start_s, since) for one in recent if one.kind != "U" and one.end_s > since)

    def repeats(self, text: str, now_s: float) -> bool:
        return any(one.text == text and now_s - one.end_s < SAME_WORDS_S for one in self._spoken)
