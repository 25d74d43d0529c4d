"""What each way of an answer is best at."""
from collections.abc import Callable
from dataclasses import replace

from routing.door.choice import TRANSFER_COST_S, WALK_COST
from routing.journey import Journey, Label
from routing.query import Query, TripMode


def labelled(journeys: list[Journey], query: Query, at_s: int) -> list[Journey]:
    """Exactly one is recommended; where all are equally good at something, nothing is said of it, but of ways on foot, which are told by it."""
    best: dict[int, list[Label]] = {row: [] for row in range(len(journeys))}
    on_foot = [row for row, journey in enumerate(journeys) if journey.comparison is not None]
    ridden = [row for row, journey in enumerate(journeys) if journey.rides > 0]

    def give(label: Label, rows: list[int], worth: Callable[[Journey], tuple], always: bool = False) -> None:
        worths = {row: worth(journeys[row]) for row in rows}
        if worths and (always or len(set(worths.values())) > 1):
            best[min(rows, key=worths.__getitem__)].append(label)

    every = list(best)
    if every:
        best[recommended(journeys, query, at_s)].append(Label.RECOMMENDED)
    give(Label.FASTEST, every, lambda it: (-it.departure_s if query.arrive_by else it.arrival_s,))
    give(Label.SHORTEST, on_foot, lambda it: (round(it.walk_m),), always=True)
    give(Label.SAFEST, on_foot, lambda it: (round(it.danger_m, 1),), always=True)
    give(Label.FEWEST_TRANSFERS, ridden, lambda it: (it.rides,))
    give(Label.LEAST_WALKING, ridden, lambda it: (round(it.walk_m),))
    return [replace(journey, labels=tuple(best[row])) for row, journey in enumerate(journeys)]


def recommended(journeys: list[Journey], query: Query, at_s: int) -> int:
    """The one that costs least, as candidates are ranked; of ways on foot the first, whatever it takes longer than the quickest."""
    first_on_foot = next((row for row, journey in enumerate(journeys) if journey.comparison is not None), None)
    rows = [row for row, journey in enumerate(journeys) if journey.comparison is None or row == first_on_foot]
    return min(rows, key=lambda row: cost_s(journeys[row], query, at_s))


def cost_s(journey: Journey, query: Query, at_s: int) -> float:
    elapsed = (at_s - journey.departure_s if query.arrive_by else journey.arrival_s - at_s) - journey.beyond_quickest_s
    walk_s = 0.0 if journey.kind == TripMode.WALK else journey.walk_m / query.walk_speed_mps
    return elapsed + TRANSFER_COST_S * max(0, journey.rides - 1) + WALK_COST * walk_s
