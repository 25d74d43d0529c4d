"""The best order of few errands: labels over (errands done, the last of them), every one extended by a real journey.

Held, Karp (1962) with times; of labels with the same errands and the same last one those stay that are free earlier, or were less on the way.
"""
from dataclasses import dataclass

from routing.tours.day import Day, Tour, Visit, Ways
from routing.tours.timing import visited

# Of one set and last errand; those that are free first are never among what is dropped, so that the end of the day stays the earliest one.
MOST_LABELS = 4


@dataclass(frozen=True)
class Label:
    """free_s: when the last errand is done; travel_s: on the way until then."""

    visits: tuple[Visit, ...]
    free_s: int
    travel_s: int

    @property
    def at(self) -> int:
        return self.visits[-1].errand + 1 if self.visits else 0


def best_order(day: Day, ways: Ways) -> Tour | None:
    """The tour of the least key, as early as possible; None where not even the bare way to the end is in time."""
    layers: list[dict[frozenset[int], list[Label]]] = [{frozenset(): [Label((), day.start_s, 0)]}]
    for _ in day.errands:
        layers.append(grown(day, ways, layers[-1]))
    found = {done: labels for layer in layers for done, labels in layer.items()}
    for worth in sorted({day.worth(tuple(done)) for done in found}, reverse=True):
        ended = [ended_tour(day, ways, label) for done, labels in found.items() if day.worth(tuple(done)) == worth for label in labels]
        tours = [tour for tour in ended if tour is not None]
        if tours:
            return min(tours, key=lambda tour: (tour.key(day), tour.order))
    return None


def grown(day: Day, ways: Ways, layer: dict[frozenset[int], list[Label]]) -> dict[frozenset[int], list[Label]]:
    """All labels with one errand more."""
    kept: dict[tuple[frozenset[int], int], list[Label]] = {}
    for done, labels in layer.items():
        for number in range(len(day.errands)):
            if number in done or any(number in day.errands[other].after for other in done):
                continue
            for label in labels:
                visit = visited(day, ways, label.at, number, label.free_s)
                if visit is not None:
                    more = Label((*label.visits, visit), visit.leave_s, label.travel_s + visit.way.duration_s)
                    keep(kept.setdefault((done | {number}, number), []), more)
    grouped: dict[frozenset[int], list[Label]] = {}
    for (done, _), labels in kept.items():
        grouped.setdefault(done, []).extend(labels)
    return grouped


def keep(labels: list[Label], new: Label) -> None:
    """Adds it unless another one is at least as good in both; drops those that it is as good as, and what is free last of too many."""
    if any(one.free_s <= new.free_s and one.travel_s <= new.travel_s for one in labels):
        return
    labels[:] = [one for one in labels if not (new.free_s <= one.free_s and new.travel_s <= one.travel_s)]
    labels.append(new)
    labels.sort(key=lambda one: one.free_s)
    del labels[MOST_LABELS:]


def ended_tour(day: Day, ways: Ways, label: Label) -> Tour | None:
    last = ways.leaving(label.at, day.end, label.free_s)
    return None if last is None or last.arrival_s > day.latest_end_s else Tour(label.visits, last)
