"""Values out of one entry of the plain table, each checked: what is wrong is a Mistake that says what to write."""
import re
from collections.abc import Collection, Mapping
from typing import Any

MOST_LISTED = 200


class Mistake(ValueError):
    """key: what of the entry is wrong; empty: the entry as a whole."""

    def __init__(self, words: str, key: str = ""):
        super().__init__(words)
        self.key = key


def refuse_unknown(told: Mapping[str, Any], known: Collection[str]) -> None:
    unknown = sorted(set(told) - set(known))
    if unknown:
        raise Mistake(f"{unknown[0]} is not known here; known are {', '.join(sorted(known))}", unknown[0])


def matching(told: Mapping[str, Any], key: str, pattern: re.Pattern[str], wanted: str, otherwise: str | None = None) -> str:
    """otherwise: where the key is missing; None: it is needed."""
    value = told.get(key, otherwise)
    if not isinstance(value, str) or not pattern.match(value):
        raise Mistake(f"{key}: {wanted}", key)
    return value


def number(told: Mapping[str, Any], key: str, low: float, high: float, wanted: str, otherwise: float | None = None) -> float | None:
    value = told.get(key, otherwise)
    if value is None:
        return None
    if not isinstance(value, int | float) or isinstance(value, bool) or not low <= value <= high:
        raise Mistake(f"{key}: {wanted}", key)
    return value


def texts(told: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """One text or a list of them."""
    value = told.get(key, [])
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or len(listed) > MOST_LISTED or not all(isinstance(one, str) and 0 < len(one) <= 100 for one in listed):
        raise Mistake(f"{key}: a text, or a list of texts", key)
    return tuple(listed)


def one_of(told: Mapping[str, Any], key: str, known: Collection[str], otherwise: str | None = None) -> str:
    value = told.get(key, otherwise)
    if value not in known:
        raise Mistake(f"{key}: one of {', '.join(known)}", key)
    return str(value)


def some_of(told: Mapping[str, Any], key: str, known: Collection[str]) -> tuple[str, ...]:
    found = texts(told, key)
    if not set(found) <= set(known):
        raise Mistake(f"{key}: some of {', '.join(known)}", key)
    return found
