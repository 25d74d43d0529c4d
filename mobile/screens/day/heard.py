"""When an errand can be done, from a few words: "until 18:30, 5 min", "um 16 Uhr", "de 9:00 a 14:00", "10분". Without Kivy."""

import re
from dataclasses import replace

from mobile.store.day import DAY_MIN, ErrandWish

MINUTES = re.compile(r"(\d{1,3})\s*(?:min(?:ut\w*)?\b|분)", re.IGNORECASE)
HOURS = re.compile(r"(\d{1,2})\s*(?:h(?:ours?)?\b|stunden?\b|horas?\b|시간)", re.IGNORECASE)
HALVES = {"am": 0, "a.m.": 0, "pm": 12, "p.m.": 12, "오전": 0, "오후": 12}
CLOCK = re.compile(
    r"(?P<before>오전|오후)?\s*(?<!\d)(?P<hour>[01]?\d|2[0-4])"
    r"(?:(?:[:.]|h|\s?uhr\s|시\s?)(?P<minute>[0-5]\d)(?:분|\s?uhr)?|\s?(?:uhr\b|o'clock|시(?!간))|(?=\s?[ap]\.?m\b))"
    r"\s?(?P<after>[ap]\.?m\.?)?",
    re.IGNORECASE,
)
UNTIL = re.compile(r"\b(?:until|till?|closes|before|bis|schließt|vor|hasta|cierra|antes)\b|까지|전에", re.IGNORECASE)
LONGEST_MIN = 720


def understood(words: str, errand: ErrandWish) -> ErrandWish | None:
    """The errand with what the words say of it; None where they say nothing that is understood."""
    clocks = [minute for found in CLOCK.finditer(words) if (minute := minute_of(found)) is not None]
    rest = CLOCK.sub(" ", words)
    minutes = minutes_in(rest)
    if not clocks and minutes is None:
        return None
    if minutes is not None:
        errand = replace(errand, minutes=min(minutes, LONGEST_MIN))
    if len(clocks) >= 2:
        return replace(errand, opens=clocks[0], closes=clocks[1], at=None)
    if clocks and UNTIL.search(words):
        return replace(errand, opens=0, closes=clocks[0], at=None)
    return replace(errand, opens=None, closes=None, at=clocks[0]) if clocks else errand


def minute_of(found: re.Match) -> int | None:
    """The minute of the day, its last one for its end; None for a clock that does not exist."""
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    half = (found["before"] or found["after"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + HALVES.get(half, 12 if half.startswith("p") else 0)
    return min(hour * 60 + minute, DAY_MIN - 1) if hour * 60 + minute <= DAY_MIN else None


def minutes_in(words: str) -> int | None:
    hours, minutes = HOURS.search(words), MINUTES.search(words)
    if hours is None and minutes is None:
        return None
    return (int(hours[1]) * 60 if hours else 0) + (int(minutes[1]) if minutes else 0)
