"""Why an errand is left out, by the least reason that holds; and what leaving out an optional one would save."""
from routing.tours.day import Day, LeftOut, Tour, Ways, Why, Without
from routing.tours.timing import earliest, visited

# Leaving an errand out for less is not worth saying.
LEAST_SAVED_S = 300


def find_left_out(day: Day, ways: Ways, tour: Tour | None) -> tuple[LeftOut, ...]:
    done = () if tour is None else tour.order
    return tuple(left_out(day, ways, number, done) for number in range(len(day.errands)) if number not in done)


def left_out(day: Day, ways: Ways, number: int, done: tuple[int, ...]) -> LeftOut:
    """The errand alone first, then beside each other one, then all together."""
    errand, way = day.errands[number], ways.leaving(0, number + 1, day.start_s)
    if way is None:
        return LeftOut(number, Why.NO_WAY)
    if errand.windows and all(closes - opens < errand.duration_s for opens, closes in errand.windows):
        return LeftOut(number, Why.TOO_SHORT)
    begin_s = errand.begin_s(way.arrival_s)
    if begin_s is None:
        last_s = errand.latest_begin_s(way.arrival_s)
        sooner = None if last_s is None else ways.arriving(0, number + 1, last_s)
        return LeftOut(number, Why.TOO_LATE, (), way.arrival_s, None if sooner is None else sooner.departure_s)
    back = ways.leaving(number + 1, day.end, begin_s + errand.duration_s)
    if back is None:
        return LeftOut(number, Why.NO_WAY)
    if visited(day, ways, 0, number, day.start_s) is None or back.arrival_s > day.latest_end_s:
        return LeftOut(number, Why.END_TOO_LATE, (), back.arrival_s)
    others = tuple(other for other in done if not together(day, ways, number, other))
    return LeftOut(number, Why.CONFLICT, others) if others else LeftOut(number, Why.NO_ROOM)


def together(day: Day, ways: Ways, one: int, other: int) -> bool:
    return any(day.in_order(order) and earliest(day, ways, order) is not None for order in ((one, other), (other, one)))


def find_without(day: Day, ways: Ways, tour: Tour) -> Without | None:
    """The optional errand that costs most time; None where none costs five minutes."""
    saved = []
    for number in tour.order:
        if day.errands[number].must:
            continue
        rest = earliest(day, ways, tuple(other for other in tour.order if other != number))
        if rest is not None and tour.end_s - rest.end_s >= LEAST_SAVED_S:
            saved.append(Without(number, tour.end_s - rest.end_s))
    return max(saved, key=lambda one: one.saved_s, default=None)
