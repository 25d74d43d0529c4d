"""What is made over a timetable once and asked again and again: over that of the city, and over the newest one with added trips behind it."""
from collections.abc import Callable
from typing import Generic, TypeVar

from routing.transit.model import Transit

T = TypeVar("T")


class Newest(Generic[T]):
    """May be asked from many threads: whoever still has an older timetable has it made once more."""

    def __init__(self, built: Transit, of_built: T, make: Callable[[Transit], T]):
        self._built, self._of_built, self._make = built, of_built, make
        self._last: tuple[Transit, T] | None = None

    def over(self, transit: Transit) -> T:
        if transit is self._built:
            return self._of_built
        last = self._last
        if last is None or last[0] is not transit:
            last = self._last = transit, self._make(transit)
        return last[1]
