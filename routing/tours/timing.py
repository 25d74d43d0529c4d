"""An order with its journeys: as early as possible, then leaving as late as the same end allows, then how much each errand can slip."""
from collections.abc import Sequence
from dataclasses import replace

from routing.tours.day import Day, Tour, Visit, Way, Ways


def earliest(day: Day, ways: Ways, order: Sequence[int], by_s: int | None = None) -> Tour | None:
    """Every errand of `order` as early as it can be; None where one of them is not reached in time, or the end not by `by_s`, the end of the day."""
    by_s = day.latest_end_s if by_s is None else by_s
    at, free_s, visits = 0, day.start_s, []
    for place, number in enumerate(order):
        if too_late(day, order[place:], free_s, by_s):
            return None
        visit = visited(day, ways, at, number, free_s)
        if visit is None:
            return None
        visits.append(visit)
        at, free_s = number + 1, visit.leave_s
    last = ways.leaving(at, day.end, free_s)
    return None if last is None or last.arrival_s > by_s else Tour(tuple(visits), last)


def too_late(day: Day, order: Sequence[int], free_s: int, by_s: int) -> bool:
    """Whether the rest of an order cannot be done even if no way took any time: no way has to be asked for to know it."""
    for number in order:
        begin_s = day.errands[number].begin_s(free_s)
        if begin_s is None:
            return True
        free_s = begin_s + day.errands[number].duration_s
    return free_s > by_s


def visited(day: Day, ways: Ways, at: int, number: int, free_s: int) -> Visit | None:
    """The errand next, by whoever is free at place `at`."""
    errand, way = day.errands[number], ways.leaving(at, number + 1, free_s)
    begin_s = None if way is None else errand.begin_s(way.arrival_s)
    if way is None or begin_s is None or begin_s + errand.duration_s > day.latest_end_s:
        return None
    return Visit(number, way, begin_s, begin_s + errand.duration_s)


def without_waiting(day: Day, ways: Ways, tour: Tour) -> Tour:
    """The same order with the same end; whatever would be waited for on arrival is left for later, `spare_s` before it is needed."""
    leave_s, visits = tour.last.departure_s, []
    for place in reversed(range(len(tour.visits))):
        visit = later(day, ways, origin_of(tour, place), tour.visits[place], leave_s)
        visits.append(visit)
        leave_s = visit.way.departure_s
    return Tour(tuple(reversed(visits)), tour.last)


def later(day: Day, ways: Ways, origin: int, visit: Visit, leave_s: int) -> Visit:
    """By the last way after which one can still leave at `leave_s`; as it was where that is no later."""
    errand = day.errands[visit.errand]
    latest_s = errand.latest_begin_s(leave_s - errand.duration_s)
    way = None if latest_s is None else ways.arriving(origin, visit.errand + 1, latest_s - day.spare_s)
    begin_s = None if way is None else errand.begin_s(way.arrival_s)
    if way is None or begin_s is None or way.departure_s <= visit.way.departure_s:
        return visit
    return Visit(visit.errand, way, begin_s, begin_s + errand.duration_s)


def with_slack(day: Day, ways: Ways, tour: Tour) -> Tour:
    """How much later each errand could begin, by the last ways that still serve everything after it."""
    leave_s, visits = last_departure(ways.arriving(origin_of(tour, len(tour.visits)), day.end, day.latest_end_s), tour.last), []
    for place in reversed(range(len(tour.visits))):
        visit = tour.visits[place]
        errand = day.errands[visit.errand]
        begin_s = max(visit.begin_s, errand.latest_begin_s(leave_s - errand.duration_s) or 0)
        visits.append(replace(visit, slack_s=begin_s - visit.begin_s))
        leave_s = last_departure(ways.arriving(origin_of(tour, place), visit.errand + 1, begin_s), visit.way)
    return Tour(tuple(reversed(visits)), tour.last)


def origin_of(tour: Tour, place: int) -> int:
    return tour.visits[place - 1].errand + 1 if place else 0


def last_departure(way: Way | None, known: Way) -> int:
    """The way in hand is one that serves, whatever the engine finds."""
    return known.departure_s if way is None else max(way.departure_s, known.departure_s)
