"""A timetable of trips, page by page: all that leave within a span of time (or arrive in it), found by planning again just after the first to leave.

Moments are counted in seconds that grow away from the moment asked: departures as they are, arrivals backwards, so that both are read alike.
"""
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from backend.contract.trips import Itinerary

# Trips leaving at or after a moment and no later than so many minutes after it; arriving before it where arrival was asked for.
Options = Callable[[datetime, int], list[Itinerary]]

# Plans for one page. A page that would take more ends early, at a moment that its cursor names.
MOST_PLANS = 24
FIRST_BACK_S, SHORTEST_BACK_S = 900, 60
# Where nothing beats going without a ride, this far is looked ahead for what does.
AHEAD_MIN = 720
LONGEST_PAGE_S = 24 * 3600


@dataclass(frozen=True)
class Page:
    """Itineraries in order of departure. What lies at `onward` or beyond is in the page after, what lies before `back` in the page before."""

    itineraries: list[Itinerary]
    onward: datetime
    back: datetime


class Reader:
    """Reads one page. keeps: whether a trip is wanted, of those that there are."""

    def __init__(self, options: Options, keeps: Callable[[Itinerary], bool], arrive_by: bool):
        self._options, self._keeps, self._sign, self._left = options, keeps, -1 if arrive_by else 1, MOST_PLANS

    def position(self, itinerary: Itinerary) -> int:
        return self._sign * int((itinerary.arrive_at if self._sign < 0 else itinerary.depart_at).timestamp())

    def moment(self, position: int) -> datetime:
        return datetime.fromtimestamp(self._sign * position, UTC)

    def best(self, at: datetime) -> Page:
        """Only the best from a moment on: waiting counts."""
        begin = self._sign * int(at.timestamp())
        new, found = self._options(at, 0) or self._options(at, AHEAD_MIN), Found(self._keeps)
        found.add(new)
        return self._page(found.best, max((self.position(one) for one in new), default=begin + AHEAD_MIN * 60) + 1, begin)

    def onward(self, at: datetime, window_s: int, enough: int, most: int | None) -> Page:
        begin = self._sign * int(at.timestamp())
        found, end = self._walk(begin, begin + window_s, enough, most)
        return self._page(found, end, begin)

    def back(self, at: datetime, window_s: int, enough: int) -> Page:
        """What lies before the moment, the nearest of it, in spans that grow until there is enough."""
        begin = end = self._sign * int(at.timestamp())
        span, found = max(FIRST_BACK_S, window_s), Found(self._keeps)
        while len(found.best) < enough and end - begin < LONGEST_PAGE_S and self._left > 0:
            more, reached = self._walk(begin - span, begin, 0, None)
            if reached < begin and span > SHORTEST_BACK_S:  # too much in so long a span to plan it all
                span, self._left = span // 4, self._left or MOST_PLANS // 3
                continue
            found.add(one for one in more if self.position(one) < begin)
            begin, span = begin - span, span * 2
        positions = sorted(self.position(one) for one in found.best)
        begin = positions[-enough] if len(positions) > enough else begin
        return self._page([one for one in found.best if self.position(one) >= begin], end, begin)

    def _walk(self, begin: int, until: int, enough: int, most: int | None) -> tuple[list[Itinerary], int]:
        """All from `begin` to the position returned, which is `until` or beyond unless there was too much."""
        found = Found(self._keeps)
        at = begin
        while self._left > 0 and at - begin < LONGEST_PAGE_S:
            self._left -= 1
            new = self._options(self.moment(at), 0) or self._options(self.moment(at), AHEAD_MIN)
            found.add(new)
            at = min((self.position(one) for one in new), default=at + AHEAD_MIN * 60) + 1
            within, ready = self._before(until, found), self._before(at, found)
            if most is not None and len(ready) >= most:
                return ready, at
            if at >= until and len(ready) >= enough:
                return (within, until) if len(within) >= enough else (ready, at)
        return self._before(at, found), at

    def _before(self, position: int, found: "Found") -> list[Itinerary]:
        return [one for one in found.best if self.position(one) < position]

    def _page(self, found: list[Itinerary], onward: int, back: int) -> Page:
        return Page(sorted(found, key=lambda one: (one.depart_at, one.arrive_at)), self.moment(onward), self.moment(back))


class Found:
    """Trips that are wanted, without those that another one of the same vehicles beats in every respect."""

    def __init__(self, keeps: Callable[[Itinerary], bool]):
        self._keeps = keeps
        self._known: set[tuple] = set()
        self.best: list[Itinerary] = []

    def add(self, trips: Iterable[Itinerary]) -> None:
        for one in trips:
            known = signature(one) in self._known
            self._known.add(signature(one))
            if known or not self._keeps(one) or any(beats(other, one) for other in self.best):
                continue
            self.best = [other for other in self.best if not beats(one, other)] + [one]


def signature(one: Itinerary) -> tuple:
    return (one.depart_at, one.arrive_at, *((leg.mode, leg.trip_id, leg.from_.stop_id, leg.to.stop_id, leg.rental is None) for leg in one.legs))


def beats(one: Itinerary, other: Itinerary) -> bool:
    gains = (
        (one.depart_at - other.depart_at).total_seconds(),
        (other.arrive_at - one.arrive_at).total_seconds(),
        other.transfers - one.transfers,
        other.walk_m - one.walk_m,
    )
    return vehicles(one) <= vehicles(other) and min(gains) >= 0 and max(gains) > 0


def vehicles(one: Itinerary) -> frozenset[tuple[str, bool]]:
    """What is driven on the streets, and whether it is shared."""
    return frozenset((leg.mode, leg.rental is not None) for leg in one.legs if leg.route is None and leg.mode != "WALK")
