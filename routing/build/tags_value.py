"""Numbers and yes/no facts from OSM tag values. A value that cannot be read is unknown and counted with the id of what carries it."""
import re
from collections.abc import Callable
from dataclasses import dataclass
from math import inf, radians, tan
from typing import Any

from routing.build.problems import Problems
from routing.streets.model import UNKNOWN_I16, Tri

NUMBER = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*(.*)", re.DOTALL)
FEET = re.compile(r"(\d+(?:\.\d+)?)\s*(?:'|ft|feet)\s*(?:(\d+(?:\.\d+)?)\s*(?:\"|in|''))?")
METRES_PER_UNIT = dict.fromkeys(("", "m", "metre", "metres", "meter", "meters"), 1.0)
METRES_PER_UNIT |= {"cm": 0.01, "mm": 0.001, "km": 1000.0, "in": 0.0254, '"': 0.0254}
KMH_PER_UNIT = {"": 1.0, "km/h": 1.0, "kmh": 1.0, "kph": 1.0, "mph": 1.609344, "knots": 1.852}
# Speeds given as a word, or as the last part of a zone such as `DE:urban`. A walking pace is 7 km/h in court decisions.
KMH_OF_WORD = {"walk": 7, "living_street": 7, "bicycle_road": 30, "urban": 50, "rural": 100, "trunk": 100, "motorway": 130, "none": 130}
NO_NUMBER = ("signals", "variable", "fixme", "unknown")
UNSURE = ("", "unknown", "fixme", "undefined")
MEASURE_LIMIT = 32_000  # of an int16


@dataclass(frozen=True)
class Reading:
    """The tags of one OSM object, and where to count what cannot be read."""

    tags: dict[str, str]
    what: str  # "way 4711"
    file: str
    problems: Problems

    def get(self, key: str) -> str | None:
        return self.tags.get(key)

    def bad(self, key: str) -> None:
        self.problems.add("bad_" + key.replace(":", "_"), f"{self.what}: {key}={self.tags[key]} cannot be read", self.file)

    def of(self, key: str, table: dict[str, Any], default: Any) -> Any:
        """The value's meaning in a table; of several values the first with a meaning. Values not in the table are unknown, not wrong."""
        for value in self.tags.get(key, "").split(";"):
            if value.strip() in table:
                return table[value.strip()]
        return default

    def worst_of(self, key: str, table: dict[str, Any], badness: Callable[[Any], int], default: Any) -> Any:
        """Of several values the worst: a way that is asphalt and gravel is no better than gravel."""
        known = [table[value.strip()] for value in self.tags.get(key, "").split(";") if value.strip() in table]
        return max(known, key=badness, default=default)

    def tri(self, *keys: str) -> Tri:
        """The first of the keys that is answered; any answer but no (`steel`, `limited`, `dedicated`) says that it is there."""
        for key in keys:
            value = self.tags.get(key, "")
            if value not in UNSURE:
                return Tri.NO if value in ("no", "none", "incorrect") else Tri.YES
        return Tri.UNKNOWN

    def centimetres(self, *keys: str) -> int:
        """The first of the keys that holds a length."""
        for key in keys:
            value = self.tags.get(key)
            if value is None:
                continue
            metres = find_metres(value)
            if metres is not None and 0 <= metres * 100 <= MEASURE_LIMIT:
                return round(metres * 100)
            if value not in UNSURE:
                self.bad(key)
        return UNKNOWN_I16

    def whole(self, key: str) -> int:
        """A count above zero."""
        value = self.tags.get(key)
        if value is None:
            return UNKNOWN_I16
        if value.strip().isdecimal() and 0 < int(value) <= MEASURE_LIMIT:
            return int(value)
        self.bad(key)
        return UNKNOWN_I16


def find_metres(value: str) -> float | None:
    """`2`, `2.5 m`, `1,5`, `90 cm`, `6 ft`, `6'6"`; of a list the smallest."""
    if ";" in value:
        parts = [find_metres(part) for part in value.split(";")]
        return None if None in parts else min(part for part in parts if part is not None)
    value = value.strip().lower().lstrip("~<>")
    feet = FEET.fullmatch(value)
    if feet:
        return float(feet[1]) * 0.3048 + float(feet[2] or 0) * 0.0254
    number = NUMBER.fullmatch(value)
    if number is None or number[2].strip() not in METRES_PER_UNIT:
        return None
    return float(number[1].replace(",", ".")) * METRES_PER_UNIT[number[2].strip()]


def find_kmh(value: str) -> float | None:
    """`50`, `30 mph`, `walk`, `DE:urban`, `DE:zone30`, `zone:20`; of a list the lowest. None where there is no number to know."""
    if ";" in value:
        parts = [found for found in map(find_kmh, value.split(";")) if found is not None]
        return min(parts) if parts else None
    value = value.strip()
    word = value.rsplit(":", 1)[-1].lower()
    if word in KMH_OF_WORD:
        return KMH_OF_WORD[word]
    number = NUMBER.fullmatch(word.removeprefix("zone"))
    if number is None or number[2].strip().lower() not in KMH_PER_UNIT:
        return None
    kmh = float(number[1].replace(",", ".")) * KMH_PER_UNIT[number[2].strip().lower()]
    return kmh if kmh > 0 else None


def find_incline(value: str) -> tuple[int | None, int]:
    """`5%`, `-3,5 %`, `10°`, `1:12`, `up`, `down` -> (permille or None, 1 up, -1 down, 0 unknown). Raises ValueError."""
    value = value.strip().lower()
    if value in ("up", "down"):
        return None, 1 if value == "up" else -1
    if value in ("yes", "up/down", "steep", "unknown", "fixme"):
        return None, 0
    ratio = re.fullmatch(r"([+-]?)1\s*:\s*(\d+(?:\.\d+)?)", value)
    number = NUMBER.fullmatch(value)
    if ratio and float(ratio[2]) > 0:
        permille = 1000 / float(ratio[2]) * (-1 if ratio[1] == "-" else 1)
    elif number and number[2].strip() in ("%", "°", "deg", ""):
        permille = permille_of(float(number[1].replace(",", ".")), number[2].strip())
    else:
        raise ValueError(value)
    if abs(permille) > 3000:  # steeper than any ladder
        raise ValueError(value)
    return round(permille), (permille > 0) - (permille < 0)


def permille_of(number: float, unit: str) -> float:
    if unit in ("°", "deg"):
        return tan(radians(number)) * 1000 if abs(number) < 80 else inf
    return number * 10


def find_levels(value: str) -> list[float]:
    """Floors of `level` and `layer`: `0`, `-1;0`, `0-2`, `0.5`. Raises ValueError."""
    levels: list[float] = []
    for part in value.split(";"):
        span = re.fullmatch(r"\s*(-?\d+)\s*-\s*(-?\d+)\s*", part)
        if span:
            low, high = sorted((int(span[1]), int(span[2])))
            levels.extend(range(low, min(high, low + 200) + 1))
        else:
            levels.append(float(part))
    return levels
