"""What somebody means who says what is in the way in words of their own, typed or dictated to the keyboard. Without Kivy.

It is a proposal: the page shows and reads back what was understood before anything is sent, and what was chosen by hand stays.
"""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from backend.contract.obstacles import HowLong, ObstacleKind
from mobile.screens.report.phrases import KINDS, LASTING, Said

NO_LETTERS = re.compile(r"[^\w]+|_+")
SHORT = 4  # letters


class Heard(NamedTuple):
    """None for what was not said, or not in words that are known."""

    kind: ObstacleKind | None
    how_long: HowLong | None


def understand(words: str, language: str) -> Heard:
    """The kind most of whose words were said; of several the one that was named first. Languages without phrases understand nothing."""
    said = plain(words)
    found = [(-len(groups), min(places), kind) for kind, groups in KINDS.get(language, ()) if (places := where(said, groups))]
    kind = min(found, key=lambda one: one[:2])[2] if found else None
    how_long = next((value for value, phrases in LASTING.get(language, ()) if where(said, (phrases,))), None)
    return Heard(kind, how_long)


def plain(words: str) -> str:
    """Small letters without accents, one space between words and at both ends."""
    letters = unicodedata.normalize("NFKD", words.casefold())
    bare = unicodedata.normalize("NFC", "".join(letter for letter in letters if not unicodedata.combining(letter)))
    return f" {NO_LETTERS.sub(' ', bare).strip()} "


def where(said: str, groups: Said) -> list[int]:
    """Where a word of each group stands, or nothing unless every group has one."""
    places = []
    for group in groups:
        found = [match.start() for phrase in group if (match := pattern(phrase).search(said))]
        if not found:
            return []
        places.append(min(found))
    return places


@cache
def pattern(phrase: str) -> re.Pattern[str]:
    """Korean joins words, so a phrase may stand anywhere there."""
    if "가" <= phrase[0] <= "힣":
        return re.compile(phrase)
    return re.compile(rf" {phrase}[sn]? " if len(phrase) <= SHORT else f" {phrase}")
