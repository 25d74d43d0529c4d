"""Made-up ways for tests: lines that leave now and then, walks that always do; and the slow, obvious twin that tries every order."""
from dataclasses import dataclass
from itertools import permutations

from hypothesis import strategies as st

from routing.tours.day import Day, Errand, Tour, Way
from routing.tours.timing import earliest

HOUR = 3600


@dataclass(frozen=True)
class Lines:
    """walk_s, ride_s: seconds of each pair of places; every_s: a ride leaves at its multiples, 0 where none does; cut: pairs without any way."""

    walk_s: tuple[tuple[int, ...], ...]
    ride_s: tuple[tuple[int, ...], ...]
    every_s: int = 0
    cut: frozenset[tuple[int, int]] = frozenset()

    def leaving(self, origin: int, destination: int, at_s: int) -> Way | None:
        if (origin, destination) in self.cut:
            return None
        found = [Way(at_s, at_s + self.walk_s[origin][destination])]
        if self.every_s:
            leaves = -(-at_s // self.every_s) * self.every_s
            found.append(Way(leaves, leaves + self.ride_s[origin][destination]))
        return min(found, key=lambda way: (way.arrival_s, -way.departure_s))

    def arriving(self, origin: int, destination: int, by_s: int) -> Way | None:
        if (origin, destination) in self.cut:
            return None
        found = [Way(by_s - self.walk_s[origin][destination], by_s)]
        if self.every_s:
            leaves = (by_s - self.ride_s[origin][destination]) // self.every_s * self.every_s
            found.append(Way(leaves, leaves + self.ride_s[origin][destination]))
        return max(found, key=lambda way: (way.departure_s, -way.arrival_s))


def tried(day: Day, ways) -> list[Tour]:
    """Every order of every choice of errands that can be done, as early as possible."""
    count = len(day.errands)
    orders = (order for size in range(count + 1) for order in permutations(range(count), size) if day.in_order(order))
    return [tour for tour in (earliest(day, ways, order) for order in orders) if tour is not None]


@st.composite
def errands(draw, number: int, count: int) -> Errand:
    opens = draw(st.integers(0, 8)) * 1800
    first = (opens, opens + draw(st.integers(1, 8)) * 1200)
    second = (first[1] + 900, first[1] + 900 + draw(st.integers(1, 6)) * 1200)
    windows = draw(st.sampled_from([(), (first,), (first,), (first, second)]))
    after = draw(st.sampled_from([frozenset(), frozenset(), frozenset({(number + 1) % count} - {number})]))
    return Errand(windows, draw(st.integers(0, 5)) * 300, draw(st.booleans()), draw(st.integers(1, 3)), after)


@st.composite
def days(draw, least: int = 1, most: int = 4, still: bool = False) -> tuple[Day, Lines]:
    """still: ways take as long whenever one leaves."""
    count = draw(st.integers(least, most))
    seconds = st.integers(1, 30).map(lambda minutes: minutes * 60)
    table = st.tuples(*[st.tuples(*[seconds] * (count + 2))] * (count + 2))
    every_s = 0 if still else draw(st.sampled_from([0, 600, 1200, 3600]))
    cut = draw(st.frozensets(st.tuples(st.integers(0, count), st.integers(1, count)), max_size=2))
    day = Day(tuple(draw(errands(number, count)) for number in range(count)), 0, draw(st.integers(1, 8)) * HOUR, draw(st.sampled_from([0, 300])))
    return day, Lines(draw(table), draw(table), every_s, cut)
