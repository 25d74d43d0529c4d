"""What somebody means who says what is in the way in words of their own, typed or dictated to the keyboard. Without Kivy.

It is a proposal: the page shows and reads back what was understood before anything is sent, and what was chosen by hand stays.
"""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from backend.contract.obstacles import HowLong, ObstacleKind
from mobile.requests.kinds import Kind, Kinds
from mobile.screens.report.phrases import KINDS, LASTING, Said

NO_LETTERS = re.compile(r"[^\w]+|_+")
SHORT = 4  # letters
OF_GROUP, MOST_WORDS = 1.6, 3  # a word of a group counts more than one word of the city, and less than two that follow each other


class Heard(NamedTuple):
    """None for what was not said, or not in words that are known. `kind`: what stands in the way on foot."""

    kind: ObstacleKind | None
    how_long: HowLong | None


def understand(words: str, language: str) -> Heard:
    """The kind most of whose words were said; of several the one that was named first. Languages without phrases understand nothing."""
    said = plain(words)
    found = [(-len(groups), min(places), kind) for kind, groups in KINDS.get(language, ()) if (places := where(said, groups))]
    kind = min(found, key=lambda one: one[:2])[2] if found else None
    how_long = next((value for value, phrases in LASTING.get(language, ()) if where(said, (phrases,))), None)
    return Heard(kind, how_long)


def find_kind(words: str, language: str, kinds: Kinds) -> Kind | None:
    """The kind that the words stand for: the one of which most was said, by what stands in the way or by the words of the city for it."""
    said, found = plain(words), []
    for obstacle, groups in KINDS.get(language, ()):
        if (places := where(said, groups)) and (kind := kinds.of_obstacle(obstacle)):
            found.append((-OF_GROUP * len(groups), min(places), kind))
    for kind in kinds.offered():
        for keyword in kind.keywords:
            phrase = plain(keyword).strip()
            if phrase and (match := pattern(phrase).search(said)):
                found.append((-min(MOST_WORDS, len(phrase.split())), match.start(), kind))
    return min(found, key=lambda one: one[:2])[2] if found else None


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
