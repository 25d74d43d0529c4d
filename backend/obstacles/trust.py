"""How far an obstacle is believed. Pure: voices in, a verdict out; docs/OBSTACLES.md says the same in words.

A voice says "there" or "gone" and counts 1 when it is fresh, half after each half-life of the kind. Of one network only the newest voice on each side
counts, whatever number of passes it got itself. Passes cost nothing at any age, so an older one is believed no more than a new one.
"""
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

# More than one fresh voice: two unrelated ones, and half a life later no more.
CONFIRMED_ABOVE = 1.0
DENIAL_COUNTS = 0.5
DENIALS_TO_END = 2


@dataclass(frozen=True)
class Voice:
    """network: who shares it may be one person; None: nothing is known, it stands for itself."""

    there: bool
    at: datetime
    network: bytes | None = None


@dataclass(frozen=True)
class Verdict:
    """confirmed_until: None where it is not confirmed; then by the passing of time it never is. reports, denials: unrelated voices."""

    reports: int
    denials: int
    confirmed_until: datetime | None
    denied: bool


def judge(voices: Sequence[Voice], half_life: timedelta) -> Verdict:
    there, gone = unrelated(voice for voice in voices if voice.there), unrelated(voice for voice in voices if not voice.there)
    return Verdict(len(there), len(gone), confirmed_until(there, gone, half_life), is_denied(there, gone))


def unrelated(voices: Iterable[Voice]) -> list[Voice]:
    newest: dict[object, Voice] = {}
    for number, voice in enumerate(voices):
        key = number if voice.network is None else voice.network
        if key not in newest or voice.at > newest[key].at:
            newest[key] = voice
    return list(newest.values())


def confirmed_until(there: Sequence[Voice], gone: Sequence[Voice], half_life: timedelta) -> datetime | None:
    """All voices fade alike, so the moment at which the score falls to the limit is known from the beginning."""
    if not there:
        return None
    newest = max(voice.at for voice in (*there, *gone))
    score = sum(weight(voice, newest, half_life) for voice in there) - DENIAL_COUNTS * sum(weight(voice, newest, half_life) for voice in gone)
    return newest + half_life * math.log2(score / CONFIRMED_ABOVE) if score > CONFIRMED_ABOVE else None


def weight(voice: Voice, now: datetime, half_life: timedelta) -> float:
    return 0.5 ** ((now - voice.at) / half_life)


def is_denied(there: Sequence[Voice], gone: Sequence[Voice]) -> bool:
    """Two say that it is gone since it was last seen, or whoever reported it does and nobody else ever saw it."""
    if not there:
        return bool(gone)
    seen = max(voice.at for voice in there)
    return sum(voice.at > seen for voice in gone) >= DENIALS_TO_END
