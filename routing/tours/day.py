"""What is asked of a day, and what is answered. All times are whole seconds of one clock that never jumps (POSIX).

Places are numbered: 0 is the start, errand k stands at k + 1, and the end is one more than the last errand.
"""
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

MOST_ERRANDS = 8


@dataclass(frozen=True)
class Errand:
    """Something to be done at a place, begun and ended within one of its windows.

    windows     (opens, closes), in order and apart; none: at any time
    duration_s  how long it takes
    must        left out only where the day cannot be done with it
    worth       of an optional one, 1 to 100: of those that cannot all be done the more worthy are
    after       errands (from 0) that come before this one, as far as they are done at all
    """

    windows: tuple[tuple[int, int], ...]
    duration_s: int
    must: bool = True
    worth: int = 1
    after: frozenset[int] = frozenset()

    def begin_s(self, ready_s: int) -> int | None:
        """When it can begin for somebody there at `ready_s`; None: not any more."""
        if not self.windows:
            return ready_s
        return next((max(opens, ready_s) for opens, closes in self.windows if max(opens, ready_s) + self.duration_s <= closes), None)

    def latest_begin_s(self, limit_s: int) -> int | None:
        """The last moment up to `limit_s` at which it can begin; None: there is none."""
        if not self.windows:
            return limit_s
        fits = (min(closes - self.duration_s, limit_s) for opens, closes in reversed(self.windows) if opens <= min(closes - self.duration_s, limit_s))
        return next(fits, None)


@dataclass(frozen=True)
class Day:
    """One person's day. Raises ValueError for what cannot be a day.

    start_s       not left before
    latest_end_s  at the end by then
    spare_s       how long before an appointment one wants to be there, where that costs nothing but waiting
    """

    errands: tuple[Errand, ...]
    start_s: int
    latest_end_s: int
    spare_s: int = 300

    def __post_init__(self) -> None:
        if not 1 <= len(self.errands) <= MOST_ERRANDS:
            raise ValueError(f"a day has 1 to {MOST_ERRANDS} errands")
        if self.latest_end_s <= self.start_s:
            raise ValueError("a day ends after it begins")
        if any(not 0 <= other < len(self.errands) or other == number for number, one in enumerate(self.errands) for other in one.after):
            raise ValueError("an errand comes after one that is not there, or after itself")

    @property
    def end(self) -> int:
        """The number of the place where the day ends."""
        return len(self.errands) + 1

    def worth(self, done: Sequence[int]) -> int:
        """What must be done counts for more than everything that need not be."""
        more = 1 + sum(one.worth for one in self.errands if not one.must)
        return sum(more if self.errands[number].must else self.errands[number].worth for number in done)

    def in_order(self, order: Sequence[int]) -> bool:
        return not any(later in self.errands[number].after for place, number in enumerate(order) for later in order[place + 1 :])


@dataclass(frozen=True)
class Way:
    """From one place to another. journey: what planned it knows of it; None: one is there already."""

    departure_s: int
    arrival_s: int
    journey: object = None

    @property
    def duration_s(self) -> int:
        return self.arrival_s - self.departure_s


class Ways(Protocol):
    """Where ways come from. Whoever leaves later arrives no earlier (first in, first out), as far as the search is to be exact."""

    def leaving(self, origin: int, destination: int, at_s: int) -> Way | None:
        """The way that is there first, leaving at `at_s` or later."""

    def arriving(self, origin: int, destination: int, by_s: int) -> Way | None:
        """The way that leaves last and is there by `by_s`."""


@dataclass(frozen=True)
class Visit:
    """One errand done. slack_s: how much later it could begin with everything after it still done in time."""

    errand: int
    way: Way
    begin_s: int
    leave_s: int
    slack_s: int = 0


@dataclass(frozen=True)
class Tour:
    """Visits in order and the way to the end."""

    visits: tuple[Visit, ...]
    last: Way

    @property
    def order(self) -> tuple[int, ...]:
        return tuple(visit.errand for visit in self.visits)

    @property
    def travel_s(self) -> int:
        return sum(visit.way.duration_s for visit in self.visits) + self.last.duration_s

    @property
    def end_s(self) -> int:
        return self.last.arrival_s

    def key(self, day: Day) -> tuple[int, int, int]:
        """The less, the better: what is not done, when it ends, how long one is on the way."""
        return -day.worth(self.order), self.end_s, self.travel_s


class Why(StrEnum):
    """Why an errand is left out. The first four hold for it alone; CONFLICT: it goes together with none of `others`; NO_ROOM: all are too much."""

    NO_WAY = "no_way"
    TOO_SHORT = "too_short"
    TOO_LATE = "too_late"
    END_TOO_LATE = "end_too_late"
    CONFLICT = "conflict"
    NO_ROOM = "no_room"


@dataclass(frozen=True)
class LeftOut:
    """reached_s: when one could be there, or for END_TOO_LATE back. leave_by_s: until when one would have had to leave."""

    errand: int
    why: Why
    others: tuple[int, ...] = ()
    reached_s: int | None = None
    leave_by_s: int | None = None


@dataclass(frozen=True)
class Without:
    """What leaving out an optional errand saves: the day ends so much earlier."""

    errand: int
    saved_s: int


@dataclass(frozen=True)
class DayPlan:
    """tour: None where not even the bare way to the end can be made. proven: no other order does more, or the same sooner, by the same ways."""

    tour: Tour | None
    left_out: tuple[LeftOut, ...] = ()
    without: Without | None = None
    proven: bool = True
