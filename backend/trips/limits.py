"""Limits of a question for the engine, and what is known of the way in its answer."""
import numpy as np

from backend.contract.limits import Accessibility, Blocked, FactName, Knowledge, StepFact, Wall
from backend.contract.limits import Limits as LimitsMessage
from routing import journey as engine
from routing.journey import LegMode, StreetLeg, TransitLeg
from routing.limits import Attribute, Limits, Unknown
from routing.snapshot import Snapshot
from routing.streets.facts import Fact, Stretch, facts_of, stretch_of
from routing.streets.model import CrossingKind, Kind, Smoothness, Surface, Tri
from routing.streets.network import StreetNetwork

NAMES = {
    Attribute.STEPS: FactName.STEPS, Attribute.ESCALATOR: FactName.ESCALATOR, Attribute.LIFT: FactName.LIFT,
    Attribute.INCLINE_UP: FactName.INCLINE_UP, Attribute.INCLINE_DOWN: FactName.INCLINE_DOWN, Attribute.KERB: FactName.KERB,
    Attribute.WIDTH: FactName.WIDTH, Attribute.SURFACE: FactName.SURFACE, Attribute.SMOOTHNESS: FactName.SMOOTHNESS,
    Attribute.CROSSING: FactName.CROSSING, Attribute.BARRIER: FactName.BARRIER, Attribute.WHEELCHAIR: FactName.WHEELCHAIR,
}  # fmt: skip
TEXTS = {
    Attribute.STEPS: "There are steps{street}.", Attribute.ESCALATOR: "There is an escalator{street}.", Attribute.LIFT: "There is a lift{street}.",
    Attribute.INCLINE_UP: "It goes up too steeply{street}{value}.", Attribute.INCLINE_DOWN: "It goes down too steeply{street}{value}.",
    Attribute.KERB: "There is a kerb{street}{value}.", Attribute.WIDTH: "It is too narrow{street}{value}.",
    Attribute.SURFACE: "The surface cannot be passed{street}{value}.", Attribute.SMOOTHNESS: "It is too rough{street}{value}.",
    Attribute.CROSSING: "The street is crossed in another way than wanted{street}{value}.", Attribute.BARRIER: "There is a barrier{street}.",
    Attribute.WHEELCHAIR: "It is not for wheelchairs{street}.",
}  # fmt: skip
UNITS = {Attribute.INCLINE_UP: " %", Attribute.INCLINE_DOWN: " %", Attribute.KERB: " m", Attribute.WIDTH: " m"}


def limits_of(told: LimitsMessage | None) -> Limits | None:
    """None where nobody is kept from anything."""
    if told is None:
        return None
    limits = Limits(
        max_incline_up_pct=told.max_incline_up_pct,
        max_incline_down_pct=told.max_incline_down_pct,
        max_kerb_m=told.max_kerb_m,
        min_width_m=told.min_width_m,
        steps=told.steps,
        escalators=told.escalators,
        lifts=told.lifts,
        surfaces=None if told.surfaces is None else frozenset(Surface[one.name] for one in told.surfaces),
        smoothness=None if told.smoothness is None else Smoothness[told.smoothness.name],
        crossings=None if told.crossings is None else frozenset(CrossingKind[one.name] for one in told.crossings),
        wheelchair=told.wheelchair,
        unknown=Unknown(told.unknown.value),
    )
    return limits if limits.asked else None


class Access:
    """What is told of the ways of one answer to somebody with limits."""

    def __init__(self, snapshot: Snapshot, limits: Limits, network: StreetNetwork):
        self.snapshot, self.limits, self.network, self.streets = snapshot, limits, network, network.kept.streets

    def of_steps(self, leg: StreetLeg) -> list[tuple[StepFact, ...]]:
        """Of every step of the turn list; nothing for a way that is not walked."""
        if leg.mode is not LegMode.WALK:
            return [() for _ in leg.path.steps]
        return [tuple(fact_message(fact) for fact in self.facts(stretch)) for stretch in self.stretches(leg)]

    def stretches(self, leg: StreetLeg) -> list[Stretch]:
        begins = [step.first_edge for step in leg.path.steps]
        return [stretch_of(self.streets, leg.path.edges, leg.path.forward, *ends) for ends in zip(begins, [*begins[1:], len(leg.path.edges)])]

    def facts(self, stretch: Stretch) -> tuple[Fact, ...]:
        return facts_of(self.streets, self.limits, self.network.walls, stretch)

    def of_journey(self, journey: engine.Journey) -> Accessibility:
        walked = [leg for leg in journey.legs if isinstance(leg, StreetLeg) and leg.mode is LegMode.WALK]
        rides = [leg for leg in journey.legs if isinstance(leg, TransitLeg)]
        edges = [(int(edge), bool(ahead)) for leg in walked for edge, ahead in zip(leg.path.edges, leg.path.forward)]
        kinds = [Kind(int(self.streets.edge_kind[edge])) for edge, _ in edges]
        unknown = [self.unknown(edge, ahead) for edge, ahead in edges]
        facts = [fact for leg in walked for stretch in self.stretches(leg) for fact in self.facts(stretch)]
        return Accessibility(
            step_free=Kind.STEPS not in kinds and Kind.ESCALATOR not in kinds,
            lifts=sum(self.lifts_on(leg) for leg in walked),
            unknown_m=round(sum(int(self.streets.edge_length_cm[edge]) for (edge, _), bits in zip(edges, unknown) if bits) / 100),
            unknown_crossings=sum(kind is Kind.CROSSING and bool(bits) for kind, bits in zip(kinds, unknown)),
            unknown_stops=self.unknown_stops(rides),
            steepest_up_pct=worst(facts, Attribute.INCLINE_UP),
            steepest_down_pct=worst(facts, Attribute.INCLINE_DOWN),
            highest_kerb_m=worst(facts, Attribute.KERB),
            narrowest_m=worst(facts, Attribute.WIDTH, least=True),
        )

    def unknown(self, edge: int, ahead: bool) -> int:
        walls = self.network.walls
        return int((walls.unknown_forward if ahead else walls.unknown_backward)[edge])

    def lifts_on(self, leg: StreetLeg) -> int:
        """One that goes past several floors, or is a point on the way, is one lift all the same."""
        edges, streets = leg.path.edges, self.streets
        at_point = (streets.vertex_elevator[streets.edge_tail[edges]] | streets.vertex_elevator[streets.edge_head[edges]]) > 0
        inside = (streets.edge_kind[edges] == Kind.ELEVATOR) | at_point
        return int((np.diff(inside.astype(np.int8), prepend=0) > 0).sum())

    def unknown_stops(self, rides: list[TransitLeg]) -> int:
        if not self.limits.wheelchair:
            return 0
        transit = self.snapshot.transit
        stops = {leg.start.stop for leg in rides} | {leg.end.stop for leg in rides}
        silent = sum(int(transit.stop_wheelchair[stop]) == Tri.UNKNOWN for stop in stops)
        return silent + sum(int(transit.trip_wheelchair[leg.trip]) == Tri.UNKNOWN for leg in rides)


def worst(facts: list[Fact], attribute: Attribute, least: bool = False) -> float | None:
    known = [fact.value for fact in facts if fact.attribute is attribute and isinstance(fact.value, float)]
    return (min if least else max)(known) if known else None


def fact_message(fact: Fact) -> StepFact:
    return StepFact(NAMES[fact.attribute], fact.value, Knowledge(fact.knowledge.value))


def blocked_message(found: engine.Blocked | None, help_phone: str) -> Blocked | None:
    if found is None:
        return None
    at = found.at
    lat, lon = (None, None) if at is None else (at.lat, at.lon)
    return Blocked(lat, lon, round(found.distance_m, 1), tuple(map(wall_message, found.walls)), help_phone or None)


def wall_message(wall: engine.Wall) -> Wall:
    value = "" if wall.value is None else f" ({str(wall.value).replace('_', ' ')}{UNITS.get(wall.attribute, '')})"
    text = TEXTS[wall.attribute].format(street=f" in {wall.name}" if wall.name else "", value=value)
    return Wall(NAMES[wall.attribute], wall.value, wall.lat, wall.lon, wall.name, text)
