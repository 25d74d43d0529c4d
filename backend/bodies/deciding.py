"""Whose a request is, by the rules alone: priority first, then the rule that says most, then the smaller area. Pure."""
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fnmatch import fnmatchcase
from math import inf

from backend.bodies.areas import Areas
from backend.bodies.ground import Ground, Road
from backend.bodies.table import Rule, Table

BORDER_M = 15.0
UNCOVERED, TWO_EQUAL, BORDER, CLOSED = "uncovered", "two_equal", "border", "closed"


@dataclass(frozen=True)
class Facts:
    """What rules look at. areas: those that hold the place. at: when, None: nobody asks for hours."""

    category: str
    areas: tuple[str, ...] = ()
    road: Road | None = None
    stop_m: float = inf
    contexts: frozenset[str] = frozenset()
    at: datetime | None = None


@dataclass(frozen=True)
class Target:
    body: str
    service: str


@dataclass(frozen=True)
class Decision:
    """target None: for triage, `rule` says why, and `asked` whom it may concern."""

    target: Target | None
    rule: str
    asked: tuple[str, ...] = ()


def decide(
    table: Table, areas: Areas, ground: Ground, category: str, place: tuple[float, float] | None, contexts: Collection[str] = (),
    at: datetime | None = None, silent: Collection[str] = (),
) -> Decision:  # fmt: skip
    """place: (lat, lon). silent: bodies that take nothing now."""
    facts = facts_at(table, areas, ground, category, place, contexts, at)
    here = apply(table, areas, facts, silent)
    if place is None:
        return here
    bodies = dict.fromkeys(whom(here))
    for codes in areas.beyond(*place, BORDER_M):
        bodies.update(dict.fromkeys(whom(apply(table, areas, replace(facts, areas=codes), silent))))
    if here.target is None:
        return replace(here, asked=tuple(bodies))
    return here if len(bodies) == 1 else Decision(None, BORDER, tuple(bodies))


def whom(decision: Decision) -> tuple[str, ...]:
    return (decision.target.body,) if decision.target else decision.asked


def facts_at(
    table: Table, areas: Areas, ground: Ground, category: str, place: tuple[float, float] | None, contexts: Collection[str], at: datetime | None,
) -> Facts:  # fmt: skip
    """The ground is asked only where a rule for this category speaks of it."""
    facts = Facts(category, contexts=frozenset(contexts), at=at)
    if place is None:
        return facts
    mine = [rule for rule in table.rules if not rule.categories or category in rule.categories]
    road = ground.road_at(*place) if any(rule.road_refs or rule.road_kinds for rule in mine) else None
    stop_m = ground.stop_m(*place) if any(rule.stop_m for rule in mine) else inf
    return replace(facts, areas=areas.holding(*place), road=road, stop_m=stop_m)


def apply(table: Table, areas: Areas, facts: Facts, silent: Collection[str]) -> Decision:
    best = strongest(table, areas, facts)
    if not best:
        return Decision(None, UNCOVERED)
    targets = {target: rule.id for rule in best for target in [target_of(rule, facts.category, silent)] if target}
    if not targets:
        return Decision(None, CLOSED, tuple(dict.fromkeys(rule.body for rule in best)))
    if len(targets) > 1:
        return Decision(None, TWO_EQUAL, tuple(dict.fromkeys(target.body for target in targets)))
    return Decision(*next(iter(targets.items())))


def strongest(table: Table, areas: Areas, facts: Facts) -> list[Rule]:
    """Of those that fit: first by priority, of these those that say most, of these those of the smallest area; several where that is equal."""
    fitting = [rule for rule in table.rules if fits(rule, facts, table)]
    order = {rule.id: (rule.priority, -rule.conditions, size_of(rule, areas, facts)) for rule in fitting}
    first = min(order.values(), default=None)
    return [rule for rule in fitting if order[rule.id] == first]


def size_of(rule: Rule, areas: Areas, facts: Facts) -> float:
    return min((areas.sizes[code] for code in rule.areas if code in facts.areas), default=inf)


def target_of(rule: Rule, category: str, silent: Collection[str]) -> Target | None:
    body = next((body for body in (rule.body, rule.else_body) if body and body not in silent), None)
    return None if body is None else Target(body, rule.service.replace("{category}", category))


def fits(rule: Rule, facts: Facts, table: Table) -> bool:
    return all(test(rule, facts, table) for test in TESTS)


def fits_category(rule: Rule, facts: Facts, table: Table) -> bool:
    return not rule.categories or facts.category in rule.categories


def fits_area(rule: Rule, facts: Facts, table: Table) -> bool:
    return not rule.areas or any(code in facts.areas for code in rule.areas)


def fits_road(rule: Rule, facts: Facts, table: Table) -> bool:
    if not rule.road_refs and not rule.road_kinds:
        return True
    if facts.road is None or (rule.road_kinds and facts.road.kind not in rule.road_kinds):
        return False
    numbers = [one.strip() for one in facts.road.ref.split(";")]
    return not rule.road_refs or any(fnmatchcase(number, wanted) for number in numbers for wanted in rule.road_refs)


def fits_stop(rule: Rule, facts: Facts, table: Table) -> bool:
    """Whoever is at a stop or in a vehicle is near one, whatever their phone says of the place."""
    return rule.stop_m is None or facts.stop_m <= rule.stop_m or "stop" in facts.contexts


def fits_context(rule: Rule, facts: Facts, table: Table) -> bool:
    return not rule.contexts or any(one in facts.contexts for one in rule.contexts)


def fits_hours(rule: Rule, facts: Facts, table: Table) -> bool:
    if rule.hours == "any" or facts.at is None:
        return rule.hours == "any"
    return table.bodies[rule.body].hours.is_open(facts.at) == (rule.hours == "open")


TESTS: tuple[Callable[[Rule, Facts, Table], bool], ...] = (fits_category, fits_context, fits_area, fits_stop, fits_road, fits_hours)


def check_tests(table: Table, areas: Areas, ground: Ground) -> list[str]:
    """What does not come out as the tests of the table want, `line 12: …`; and that there are any where there are rules."""
    if table.rules and not table.tests:
        return ["tests: there is none; write [[tests]] with at, category and want for places you know"]
    problems = []
    for test in table.tests:
        found = decide(table, areas, ground, test.category, test.at, test.contexts, test.hour)
        got = found.target.body if found.target else "triage"
        if got != test.want:
            named = f" ({found.rule}: {', '.join(found.asked)})" if found.asked else f" ({found.rule})"
            problems.append(f"line {test.line}: tests: {test.category} is wanted at {test.want} and goes to {got}{named}")
    return problems


def list_untested(table: Table, areas: Areas, ground: Ground) -> list[str]:
    """Rules that decide none of the tests: nobody has looked whether they do what was meant."""
    used = {decide(table, areas, ground, test.category, test.at, test.contexts, test.hour).rule for test in table.tests}
    return [rule.id for rule in table.rules if rule.id not in used]


def contexts_of(ids: Mapping[str, object]) -> frozenset[str]:
    """The words of rules for what one was at: `stop_id`, `vehicle_id`, `trip_id`, `route_id`, `lift_id`, `bay_id`, those that are known."""
    named = {"stop_id": "stop", "vehicle_id": "vehicle", "trip_id": "vehicle", "route_id": "vehicle", "lift_id": "lift", "bay_id": "bay"}
    return frozenset(word for key, word in named.items() if ids.get(key))
