"""The best day: exactly for few errands; for more the order of the first matrix, timed with real journeys, asked for again, mended."""
from collections.abc import Iterator

from routing.tours.day import Day, DayPlan, Tour, Ways
from routing.tours.exact import best_order
from routing.tours.first_order import best_on_matrix
from routing.tours.reasons import find_left_out, find_without
from routing.tours.timing import earliest, with_slack, without_waiting

EXACT_ERRANDS = 6
ROUNDS = 4
# Orders that are timed with real journeys after the first ones: bounds the work of a day of eight errands.
MOST_TRIED = 90


def best_day(day: Day, ways: Ways) -> DayPlan:
    """What can be done of the day, as early as it can end; what is left out, and why."""
    exact = len(day.errands) <= EXACT_ERRANDS
    tour = best_order(day, ways) if exact else mended(day, ways, first_tour(day, ways))
    left_out = find_left_out(day, ways, tour)
    if tour is None:
        return DayPlan(None, left_out, proven=exact)
    without = find_without(day, ways, tour)
    return DayPlan(with_slack(day, ways, without_waiting(day, ways, tour)), left_out, without, exact)


def first_tour(day: Day, ways: Ways) -> Tour | None:
    """The best of a few rounds: order the matrix, time the order, put what its ways really took into the matrix."""
    times, best, seen = matrix_of(day, ways), None, set()
    for _ in range(ROUNDS):
        order = best_on_matrix(day, times)
        if order is None or order in seen:
            break
        seen.add(order)
        tour = earliest(day, ways, order)
        if best is not None and tour is not None and better(day, best, tour) is best:
            break
        best = better(day, best, tour)
        learn(day, ways, order, times)
    return best


def matrix_of(day: Day, ways: Ways) -> dict[tuple[int, int], int]:
    """Seconds from place to place, leaving when the first one could be done; pairs without a way are not in it."""
    free = [day.start_s, *((errand.begin_s(day.start_s) or day.start_s) + errand.duration_s for errand in day.errands)]
    times = {}
    for origin, free_s in enumerate(free):
        for destination in range(1, day.end + 1):
            way = None if destination == origin else ways.leaving(origin, destination, min(free_s, day.latest_end_s))
            if way is not None:
                times[origin, destination] = way.duration_s
    return times


def learn(day: Day, ways: Ways, order: tuple[int, ...], times: dict[tuple[int, int], int]) -> None:
    """What the ways of an order took with waiting for them, as far as one gets along it."""
    at, free_s = 0, day.start_s
    for place in [*(number + 1 for number in order), day.end]:
        way = ways.leaving(at, place, free_s)
        if way is None:
            times.pop((at, place), None)
            return
        times[at, place] = way.arrival_s - free_s
        if place == day.end:
            return
        begin_s = day.errands[place - 1].begin_s(way.arrival_s)
        if begin_s is None:
            return
        at, free_s = place, begin_s + day.errands[place - 1].duration_s


def mended(day: Day, ways: Ways, tour: Tour | None) -> Tour | None:
    """Another errand put in, one moved, two exchanged, as long as the day becomes better by it."""
    best, tried, seen = tour or earliest(day, ways, ()), 0, set()
    while best is not None:
        for order in neighbours(day, best.order):
            if order in seen or tried >= MOST_TRIED:
                continue
            seen.add(order)
            tried += 1
            # Of as much worth, it has to end as early: the rest of an order that does not is not asked for.
            by_s = best.end_s if day.worth(order) <= day.worth(best.order) else None
            found = better(day, best, earliest(day, ways, order, by_s))
            if found is not best:
                best = found
                break
        else:
            return best
    return None


def neighbours(day: Day, order: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Those that do more first; none that breaks what comes before what."""
    found = []
    for number in sorted(set(range(len(day.errands))) - set(order), key=lambda one: -day.worth((one,))):
        found += [(*order[:place], number, *order[place:]) for place in range(len(order) + 1)]
        found += [(*order[:place], number, *order[place + 1 :]) for place in range(len(order)) if day.worth((number,)) > day.worth((order[place],))]
    for place, number in enumerate(order):
        rest = (*order[:place], *order[place + 1 :])
        found += [(*rest[:other], number, *rest[other:]) for other in range(len(order)) if other != place]
    for first in range(len(order)):
        for second in range(first + 2, len(order)):
            found.append((*order[:first], order[second], *order[first + 1 : second], order[first], *order[second + 1 :]))
    return (one for one in dict.fromkeys(found) if day.in_order(one))


def better(day: Day, one: Tour | None, other: Tour | None) -> Tour | None:
    if one is None or other is None:
        return one or other
    return other if other.key(day) < one.key(day) else one
