"""From many possible journeys to at most five that a person can tell apart: none dominated, none a near duplicate."""
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from routing.query import TripMode
from routing.transit.journeys import TransitJourney

if TYPE_CHECKING:
    from routing.door.access import Access
    from routing.door.between_taxi import Driven
    from routing.door.hire import Hire
    from routing.door.on_demand_way import OnDemandWay
    from routing.door.parking import Parked
    from routing.shared.taxis import TaxiZone

# What a minute of riding is worth: a transfer costs five minutes, a minute on foot counts once more.
TRANSFER_COST_S = 300
WALK_COST = 1.0
# A way that costs more than this beside the best one is no alternative: who waits an hour for it could have taken the best one over and over.
WORTH_TIMES, WORTH_EXTRA_S = 2.0, 1800
MOST_RUNS = 3
# Vehicles that a way needs; a way that needs less may replace one that needs more, never the other way round.
NEEDS = {
    TripMode.WALK: frozenset(),
    TripMode.TRANSIT: frozenset(),
    TripMode.BIKE: frozenset({"bike"}),
    TripMode.BIKE_RIDE: frozenset({"bike"}),
    TripMode.CAR: frozenset({"car"}),
    TripMode.PARK_RIDE: frozenset({"car"}),
    TripMode.KISS_RIDE: frozenset({"driver"}),
    TripMode.SHARED_BIKE: frozenset({"shared bike"}),
    TripMode.SHARED_SCOOTER: frozenset({"shared scooter"}),
    TripMode.SHARED_CAR: frozenset({"shared car"}),
    TripMode.TAXI: frozenset({"taxi"}),
    # Going all the way by car leaves open where the car is left: it replaces no way that says it.
    TripMode.CAR_PARK: frozenset({"parked car"}),
    TripMode.ON_DEMAND: frozenset({"booked ride"}),
}


@dataclass(frozen=True)
class Between:
    """Rides, a shared vehicle or a taxi, and rides again; how one gets to the first and on from the last."""

    first: TransitJourney
    access: "Access"
    vehicle: "Hire | Driven"
    second: TransitJourney
    egress: "Access"


@dataclass(frozen=True)
class Candidate:
    """A journey before its legs are drawn. `line` is what a person would call it: the routes ridden, in order, a taxi as -1, a ride on demand as -2.

    departure_s, arrival_s  seconds of the plan; rides boarded; walk_s seconds on foot; drive_s seconds in one's own car or a taxi
    source, ends            the rides, and how one gets to the first stop and on from the last; None where nothing is ridden
    hire, between           the shared vehicle that goes all the way, the vehicle between rides
    taxi, parked            the taxi that goes all the way; the car park where the car is left for good
    on_demand               the ride on demand, with what is ridden before and after it
    """

    kind: TripMode
    departure_s: int
    arrival_s: int
    rides: int
    walk_s: int
    drive_s: int
    line: tuple
    source: TransitJourney | None = None
    ends: "tuple[Access, Access] | None" = field(default=None, compare=False)
    hire: "Hire | None" = field(default=None, compare=False)
    between: "Between | None" = field(default=None, compare=False)
    taxi: "TaxiZone | None" = field(default=None, compare=False)
    parked: "Parked | None" = field(default=None, compare=False)
    on_demand: "OnDemandWay | None" = field(default=None, compare=False)

    @property
    def duration_s(self) -> int:
        return self.arrival_s - self.departure_s


def dominates(one: Candidate, other: Candidate) -> bool:
    """Whether `one` is at least as good in every respect and better in some, and asks for no vehicle that `other` does without."""
    worse = one.departure_s < other.departure_s or one.arrival_s > other.arrival_s or one.rides > other.rides
    if worse or one.walk_s > other.walk_s or one.drive_s > other.drive_s or not NEEDS[one.kind] <= NEEDS[other.kind]:
        return False
    return figures(one) != figures(other)


def undominated(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates that no other one dominates; of exact ties the first stays."""
    kept: list[Candidate] = []
    for candidate in candidates:
        if any(dominates(other, candidate) or equal(other, candidate) for other in kept):
            continue
        kept = [other for other in kept if not dominates(candidate, other)]
        kept.append(candidate)
    return kept


def equal(one: Candidate, other: Candidate) -> bool:
    return one.kind == other.kind and figures(one) == figures(other)


def figures(candidate: Candidate) -> tuple[int, int, int, int, int]:
    return candidate.departure_s, candidate.arrival_s, candidate.rides, candidate.walk_s, candidate.drive_s


def cost_s(candidate: Candidate, at_s: int, arrive_by: bool) -> float:
    """Generalised cost seen from the asked time: waiting at the start counts as much as riding."""
    elapsed = at_s - candidate.departure_s if arrive_by else candidate.arrival_s - at_s
    walk = 0 if candidate.kind is TripMode.WALK else candidate.walk_s
    return elapsed + TRANSFER_COST_S * max(0, candidate.rides - 1) + WALK_COST * walk


def choose(candidates: list[Candidate], at_s: int, arrive_by: bool, limit: int) -> list[Candidate]:
    """At most `limit` clearly different ones of undominated journeys: the best of every line, the best of every kind first, then by cost.

    The result is ordered by arrival (by departure, latest first, for arrive-by).
    """
    ranked = sorted(candidates, key=lambda c: (cost_s(c, at_s, arrive_by), c.rides, c.walk_s))
    distinct: dict[tuple, Candidate] = {}
    for candidate in ranked:
        distinct.setdefault((candidate.kind, candidate.line), candidate)
    costs = {candidate: cost_s(candidate, at_s, arrive_by) for candidate in distinct.values()}
    best = first_of_each_kind(list(costs))
    ranked = [candidate for candidate in costs if candidate in best or worth_showing(candidate, best, costs)]
    champions = [*first_of_each_kind(ranked), *extremes(ranked, arrive_by)]
    ordered = list(dict.fromkeys([*champions, *ranked]))[:limit]
    return sorted(ordered, key=lambda c: (-c.departure_s, c.arrival_s, c.rides) if arrive_by else (c.arrival_s, -c.departure_s, c.rides))


def worth_showing(candidate: Candidate, best: list[Candidate], costs: dict[Candidate, float]) -> bool:
    """Whether it is near enough to the best way for which a person needs no more vehicles. `best`: of each kind."""
    least = min(costs[other] for other in best if NEEDS[other.kind] <= NEEDS[candidate.kind])
    return costs[candidate] <= max(WORTH_TIMES * least, least + WORTH_EXTRA_S)


def other_runs(chosen: Candidate, candidates: list[Candidate], arrive_by: bool) -> tuple[int, ...]:
    """Departures of the same line among undominated journeys: after the chosen one, earliest first; before it, latest first, to arrive by a time."""
    if chosen.rides == 0:
        return ()
    same = {other.departure_s for other in candidates if (other.kind, other.line) == (chosen.kind, chosen.line)}
    if arrive_by:
        return tuple(sorted((at for at in same if at < chosen.departure_s), reverse=True)[:MOST_RUNS])
    return tuple(sorted(at for at in same if at > chosen.departure_s)[:MOST_RUNS])


def first_of_each_kind(ranked: list[Candidate]) -> list[Candidate]:
    best: dict[TripMode, Candidate] = {}
    for candidate in ranked:
        best.setdefault(candidate.kind, candidate)
    return list(best.values())


def extremes(ranked: list[Candidate], arrive_by: bool) -> list[Candidate]:
    """The quickest, the one with fewest rides, the one with least walking: each answers a different wish."""
    transit = [c for c in ranked if c.rides > 0]
    if not transit:
        return []
    soonest = max(transit, key=lambda c: c.departure_s) if arrive_by else min(transit, key=lambda c: c.arrival_s)
    return [soonest, min(transit, key=lambda c: (c.rides, c.walk_s)), min(transit, key=lambda c: (c.walk_s, c.rides))]
