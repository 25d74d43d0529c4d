"""The walls checker's own reading of numbers in OpenStreetMap tags. Shares no code with routing/."""
import math
import re

UNIT_M = {"cm": 0.01, "mm": 0.001, "km": 1000.0, "in": 0.0254, '"': 0.0254} | dict.fromkeys(("", "m", "metre", "metres", "meter", "meters"), 1.0)
LENGTH = re.compile(r"[~<>]*\s*(\d+)(?:[.,](\d+))?\s*([a-z\"]*)")
FEET = re.compile(r"(\d+(?:\.\d+)?)\s*(?:'|ft|feet)\s*(?:(\d+(?:\.\d+)?)\s*(?:\"|in|''))?")
SLOPE = re.compile(r"([+-]?)(\d+)(?:[.,](\d+))?\s*(%|°|deg)?")
RATIO = re.compile(r"([+-]?)1\s*:\s*(\d+(?:\.\d+)?)")
STEEPEST_PCT = 300.0  # more is an error of typing
LONGEST_M = 320.0  # neither a way nor a gate is as wide


def find_metres(text: str | None) -> float | None:
    """`2`, `1,5`, `90 cm`, `6'6"`; of a list the least. None where it is no length."""
    if text is None:
        return None
    if ";" in text:
        parts = [find_metres(part) for part in text.split(";")]
        return None if None in parts else min(parts)
    text = text.strip().lower()
    feet = FEET.fullmatch(text)
    if feet:
        return float(feet[1]) * 0.3048 + float(feet[2] or 0) * 0.0254
    found = LENGTH.fullmatch(text)
    if found is None or found[3] not in UNIT_M:
        return None
    metres = float(f"{found[1]}.{found[2] or 0}") * UNIT_M[found[3]]
    return metres if metres <= LONGEST_M else None


def first_metres(tags: dict[str, str], *keys: str) -> float | None:
    """Of the first key that holds a length."""
    return next((metres for key in keys if (metres := find_metres(tags.get(key))) is not None), None)


def find_incline_pct(text: str | None) -> float | None:
    """Per cent, > 0 up along the way: `6%`, `-3,5`, `5°`, `1:12`. None for `up`, `down`, `steep` and what is no number."""
    if text is None:
        return None
    text = text.strip().lower()
    ratio, slope = RATIO.fullmatch(text), SLOPE.fullmatch(text)
    if ratio and float(ratio[2]) > 0:
        pct, sign = 100 / float(ratio[2]), ratio[1]
    elif slope:
        number, sign = float(f"{slope[2]}.{slope[3] or 0}"), slope[1]
        degrees = slope[4] in ("°", "deg")
        if degrees and number >= 80:
            return None
        pct = math.tan(math.radians(number)) * 100 if degrees else number
    else:
        return None
    if pct > STEEPEST_PCT:
        return None
    return -pct if sign == "-" else pct
