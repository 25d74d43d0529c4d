"""Stop sequences of trips that stand in no timetable: those of a pattern of the same route where there is one, else new ones."""
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from routing.transit.model import Transit

NONE = -1
REGULAR = 0  # pickup_type and drop_off_type


class Ways:
    """Patterns of a timetable and those found behind them, in the order in which they are asked for."""

    def __init__(self, transit: Transit):
        self.built = transit
        self._rows: dict[tuple[int, tuple[int, ...]], int] = {}
        self._shapes: list[tuple[int, list[int]]] = []

    @cached_property
    def _trips(self) -> np.ndarray:
        """Of each pattern."""
        return np.bincount(self.built.trip_pattern, minlength=len(self.built.pattern_route))

    def pattern(self, route: int, stops: tuple[int, ...], like: int = NONE) -> int:
        """Its row. like: row of a trip whose pattern comes first where the stops are the same."""
        if like >= 0 and self.stops_of(int(self.built.trip_pattern[like])) == stops:
            return int(self.built.trip_pattern[like])
        if (route, stops) not in self._rows:
            of_route = np.flatnonzero(self.built.pattern_route == route).tolist()
            same = [row for row in of_route if self.stops_of(row) == stops]
            self._rows[route, stops] = max(same, key=lambda row: self._trips[row]) if same else self._new(of_route, stops)
        return self._rows[route, stops]

    def stops_of(self, pattern: int) -> tuple[int, ...]:
        first, end = self.built.pattern_first[pattern : pattern + 2].tolist()
        return tuple(self.built.pattern_stop[first:end].tolist())

    def _new(self, of_route: list[int], stops: tuple[int, ...]) -> int:
        shapes = (found for row in of_route if (found := self._shape_along(row, stops)) is not None)
        self._shapes.append(next(shapes, (NONE, [NONE] * len(stops))))
        return len(self.built.pattern_route) + len(self._shapes) - 1

    def _shape_along(self, pattern: int, stops: tuple[int, ...]) -> tuple[int, list[int]] | None:
        """The shape of a pattern that calls at these stops one after the other, and where on it they lie."""
        shape, first = int(self.built.pattern_shape[pattern]), int(self.built.pattern_first[pattern])
        if shape < 0:
            return None
        at, places = 0, []
        on_the_way = self.stops_of(pattern)
        for stop in stops:
            if stop not in on_the_way[at:]:
                return None
            at = on_the_way.index(stop, at)
            places.append(int(self.built.pattern_shape_at[first + at]))
            at += 1
        return shape, places

    def transit(self) -> Transit:
        """The timetable with the new patterns."""
        if not self._shapes:
            return self.built
        new = [(route, stops) for (route, stops), row in self._rows.items() if row >= len(self.built.pattern_route)]
        calls = sum(len(stops) for _, stops in new)
        more = {
            "pattern_route": [route for route, _ in new], "pattern_first": self.built.pattern_first[-1] + np.cumsum([len(stops) for _, stops in new]),
            "pattern_stop": [stop for _, stops in new for stop in stops], "pattern_pickup": [REGULAR] * calls, "pattern_drop_off": [REGULAR] * calls,
            "pattern_headsign": [NONE] * calls, "pattern_shape": [shape for shape, _ in self._shapes],
            "pattern_shape_at": [place for _, places in self._shapes for place in places],
        }  # fmt: skip
        return replace(self.built, **{name: behind(getattr(self.built, name), rows) for name, rows in more.items()})


def behind(column: np.ndarray, more) -> Any:
    """A column with more rows, of the same type: kernels are compiled for it."""
    return np.concatenate((column, np.asarray(more, column.dtype)))
