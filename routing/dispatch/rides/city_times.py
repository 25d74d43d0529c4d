"""How long a vehicle takes between places of a city: whole seconds by the streets, the one table for insertion, verifier and search.

It grows place by place: a new one costs a search from it and one to it, and whoever holds an older table keeps what it holds. Seconds are rounded up,
so no vehicle is promised faster than the streets are. Getting in and out is not in them.
"""
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from routing.dispatch.rides.model import NEVER
from routing.streets.graph import Mode
from routing.streets.network import StreetNetwork
from routing.streets.snap import Snap
from routing.streets.topology import INF

MOST_PLACES = 6000
FIRST_ROOM = 64


class TooManyPlaces(ValueError):
    """A table of so many places would not fit into memory; whoever asks begins a new one."""


@dataclass(frozen=True)
class CityTimes:
    """travel_ticks int32[room, room] from row to column, NEVER where no street leads and where no place is yet; snaps: the place of each row."""

    network: StreetNetwork
    snaps: tuple[Snap, ...]
    travel_ticks: np.ndarray
    rows: dict[tuple[int, float, int], int] = field(repr=False)

    @classmethod
    def of(cls, network: StreetNetwork, snaps: Sequence[Snap] = ()) -> "CityTimes":
        return cls(network, (), unknown(FIRST_ROOM), {}).with_places(snaps)

    def row(self, snap: Snap) -> int:
        """Raises KeyError for a place that is not in it."""
        return self.rows[spot(snap)]

    def with_places(self, snaps: Sequence[Snap]) -> "CityTimes":
        """With these too, those that are in it already left where they are. Raises TooManyPlaces."""
        new = list({spot(snap): snap for snap in snaps if spot(snap) not in self.rows}.values())
        if not new:
            return self
        old, size = list(self.snaps), len(self.snaps) + len(new)
        if size > MOST_PLACES:
            raise TooManyPlaces(f"a table of travel times has at most {MOST_PLACES} places")
        table = self.travel_ticks.copy() if size <= len(self.travel_ticks) else larger(self.travel_ticks, size)
        begin = len(old)
        table[begin:size, :size] = seconds(self.network.durations(Mode.CAR, new, [*old, *new]))
        if old:
            table[:begin, begin:size] = seconds(self.network.durations(Mode.CAR, old, new))
        rows = {**self.rows, **{spot(snap): begin + k for k, snap in enumerate(new)}}
        return CityTimes(self.network, (*old, *new), table, rows)

    def on(self, network: StreetNetwork) -> "CityTimes":
        """The same places in the same rows on streets of which others are closed."""
        table = unknown(len(self.travel_ticks))
        size = len(self.snaps)
        if size:
            table[:size, :size] = seconds(network.durations(Mode.CAR, list(self.snaps), list(self.snaps)))
        return CityTimes(network, self.snaps, table, self.rows)


def spot(snap: Snap) -> tuple[int, float, int]:
    return snap.edge, snap.position, snap.vertex


def seconds(milliseconds: np.ndarray) -> np.ndarray:
    return np.where(milliseconds >= INF, NEVER, -(-milliseconds.astype(np.int64) // 1000)).astype(np.int32)


def unknown(room: int) -> np.ndarray:
    table = np.full((room, room), NEVER, np.int32)
    np.fill_diagonal(table, 0)
    return table


def larger(table: np.ndarray, size: int) -> np.ndarray:
    room = min(MOST_PLACES, max(size, 2 * len(table)))
    wider = unknown(room)
    wider[: len(table), : len(table)] = table
    return wider
