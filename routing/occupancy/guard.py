"""Whether a reading may be believed as it comes in, when nobody knows yet what comes after it."""
from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np

from routing.occupancy.series import Series

JUMP, JUMP_OFF_USUAL, AGREE = 0.30, 0.20, 0.10
REMEMBERED_MIN = 180  # after so long without a word anything may be true that is usual
ALMOST_EMPTY, ALMOST_FULL = 0.02, 0.97  # a car park may well stay empty or full
SLOW_FEED_MIN, MOST_SAME = 20, 3
STUCK_MIN, LEAST_MOVE = 180, 0.10


class Verdict(IntEnum):
    BELIEVED, HELD_BACK, STUCK = 1, 2, 3


@dataclass(frozen=True)
class Watched:
    """What is remembered of a car park. minute, occupied, usual: the newest reading that was believed, and what was usual then, NaN unknown.

    told, since, usual_since   the value told last, when it was told first and what was usual then
    heard, same                when it was told last and how often it came again at the pace of a slow feed
    held                       a value that waits until the next one agrees
    """

    minute: float
    occupied: float
    usual: float
    told: float
    since: float
    usual_since: float
    heard: float
    same: int = 0
    held: float | None = None


def watch(before: Watched | None, minute: float, occupied: float, usual: float = np.nan) -> tuple[Watched, Verdict]:
    """minute: later than the one before. usual: the share usually occupied then, NaN unknown."""
    if before is None:
        return Watched(minute, occupied, usual, occupied, minute, usual, minute), Verdict.BELIEVED
    if occupied == before.told:
        state = replace(before, same=before.same + (minute - before.heard >= SLOW_FEED_MIN), heard=minute)
    else:
        state = replace(before, told=occupied, since=minute, usual_since=usual, heard=minute, same=0)
    if is_stuck(state, minute, usual):
        return state, Verdict.STUCK
    if jumps(before, minute, occupied, usual) and not (before.held is not None and abs(occupied - before.held) <= AGREE):
        return replace(state, held=occupied), Verdict.HELD_BACK
    return replace(state, minute=minute, occupied=occupied, usual=usual, held=None), Verdict.BELIEVED


def jumps(before: Watched, minute: float, occupied: float, usual: float) -> bool:
    forgotten, known = minute - before.minute > REMEMBERED_MIN, not np.isnan(usual)
    if forgotten:
        return known and abs(occupied - usual) > JUMP
    move = usual - before.usual
    return abs(occupied - before.occupied - move) > JUMP_OFF_USUAL if not np.isnan(move) else abs(occupied - before.occupied) > JUMP


def is_stuck(state: Watched, minute: float, usual: float) -> bool:
    if not ALMOST_EMPTY <= state.told <= ALMOST_FULL:
        return False
    return state.same >= MOST_SAME or (minute - state.since >= STUCK_MIN and abs(usual - state.usual_since) >= LEAST_MOVE)


def guarded(series: Series, usual: np.ndarray | None = None) -> Series:
    """A series without the readings that would not have been believed as they came in. usual: float64[n], at each of them."""
    state, kept = None, np.zeros(len(series.minute), bool)
    known = np.full(len(kept), np.nan) if usual is None else usual
    for row, reading in enumerate(zip(series.minute.tolist(), series.occupied.tolist(), known.tolist())):
        state, verdict = watch(state, *reading)
        kept[row] = verdict is Verdict.BELIEVED
    return Series(series.key, series.capacity, series.minute[kept], series.occupied[kept], {**series.dropped, "guard": int((~kept).sum())})
