"""Whether there is room in car parks: what is told of now, and how likely it is on arrival."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Set

# One that is known to have room is worth so much more of time and walking than one of which nothing is known.
KNOWN_FREE_S = 300
# What it costs to find a car park full: once round it, and on to another one.
MISSED_S = 900
# Into one that is full now is driven only with a good chance; with hardly any chance into none.
FULL_BUT_LIKELY, UNLIKELY = 0.65, 0.35


@dataclass(frozen=True, eq=False)
class Ahead:
    """Chances of a free space in the time ahead.

    place   int32[n], rows of Places
    at_s    float64[k], Unix seconds, growing
    chance  float32[n, k], NaN where nobody can say
    """

    place: np.ndarray
    at_s: np.ndarray
    chance: np.ndarray

    def at(self, place: np.ndarray, at_s: np.ndarray) -> np.ndarray:
        """float64[m] for places and moments; NaN unknown, and beyond the time ahead."""
        found = np.full(len(place), np.nan)
        if not len(self.place) or not len(self.at_s):
            return found
        order = np.argsort(self.place)
        row = order[np.minimum(np.searchsorted(self.place[order], place), len(order) - 1)]
        when = np.maximum(at_s, self.at_s[0])
        known = (self.place[row] == place) & (when <= self.at_s[-1])
        column = np.clip(np.searchsorted(self.at_s, when, side="right") - 1, 0, max(0, len(self.at_s) - 2))
        after = np.minimum(column + 1, len(self.at_s) - 1)
        span = np.maximum(self.at_s[after] - self.at_s[column], 1)
        share = np.clip((when - self.at_s[column]) / span, 0, 1)
        one, other = self.chance[row, column], self.chance[row, after]
        found[known] = ((1 - share) * one + share * other)[known]
        return found


class KnownRoom:
    """The part of a Snapshot that is about car parks; its fields and its sources are those of the snapshot."""

    full: Mapping[str, frozenset[int]]
    free: Mapping[str, frozenset[int]]
    ahead: Mapping[str, Ahead]

    def _of_car_parks(self, source: str, observed: datetime, **changes: Any) -> Any:
        raise NotImplementedError

    def with_full_car_parks(self, places: "Set[int]", source: str, observed: datetime, free: "Set[int]" = frozenset()) -> Any:
        """The same moment with the car parks (rows of Places) of which a source now says that no space is free, in place of those before.

        free: those of which it says that there is room
        """
        known = {"full": MappingProxyType({**self.full, source: frozenset(places)}), "free": MappingProxyType({**self.free, source: frozenset(free)})}
        return self._of_car_parks(source, observed, **known)

    def with_room_ahead(self, ahead: Ahead, source: str, observed: datetime) -> Any:
        """The same moment with what is now expected of the car parks of a source. observed: when it saw what that rests on."""
        return self._of_car_parks(source, observed, ahead=MappingProxyType({**self.ahead, source: ahead}))

    @property
    def full_car_parks(self) -> frozenset[int]:
        """Rows of Places, of all sources; free_car_parks: likewise."""
        return frozenset().union(*self.full.values())

    @property
    def free_car_parks(self) -> frozenset[int]:
        return frozenset().union(*self.free.values())

    def chance_of_room(self, place: np.ndarray, at_s: np.ndarray) -> np.ndarray:
        """float64[m], at Unix seconds; NaN where no source knows."""
        found = np.full(len(place), np.nan)
        for ahead in self.ahead.values():
            found = np.where(np.isnan(found), ahead.at(place, at_s), found)
        return found

    def no_room(self, place: np.ndarray, chance: np.ndarray) -> np.ndarray:
        """bool[m]: nobody is sent there. chance: as chance_of_room gives it."""
        return (np.isin(place, list(self.full_car_parks)) & ~(chance >= FULL_BUT_LIKELY)) | (chance < UNLIKELY)

    def doubt_s(self, place: np.ndarray, chance: np.ndarray) -> np.ndarray:
        """float64[m]: seconds that not being sure of room is worth, more than of one that is known to have it now."""
        known = np.isin(place, list(self.free_car_parks))
        return np.where(np.isnan(chance), np.where(known, 0, KNOWN_FREE_S), (1 - np.nan_to_num(chance)) * MISSED_S)


def room_everywhere(place: np.ndarray, drive_s: np.ndarray, then_s: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where nothing is known of any car park."""
    return np.zeros(len(place), bool), np.zeros(len(place))
