"""The way of an itinerary as guidance leads along it: one line through all legs, with streets, turns, what lies on it and rides.

An itinerary comes from a server, so nothing in it is taken for granted: what makes no sense is left out, and a way that cannot be led along
raises RouteUnusable. Without Kivy.
"""

import math
from dataclasses import dataclass, replace
from itertools import pairwise

from accessibility.guidance.features import Area, Crossing, Feature, Lift, Rack, Stairs, Turn
from accessibility.guidance.geometry import Line, Plane, apart
from accessibility.guidance.route import MOST_FEATURES, MOST_POINTS, Route, RouteUnusable, Stretch
from backend.contract.trips import Itinerary, Leg, LegMode, Step
from mobile.guiding.features import features_of, landmarks_of, place_of
from mobile.guiding.rides import codes_of, rides_of
from mobile.guiding.turning import turns_at
from mobile.polyline import decode

CYCLED = (LegMode.BIKE, LegMode.SCOOTER)
DRIVEN = (LegMode.CAR, LegMode.TAXI, LegMode.ON_DEMAND)
INDOOR = ("corridor", "elevator", "escalator", "moving_walkway", "fare_gate", "exit_gate")  # kinds of steps inside of a station
ROADS = ("trunk", "primary", "secondary", "tertiary", "unclassified", "residential", "living_street", "service", "road")  # kinds of steps
AROUND_M = 40.0  # of where a step should begin by its metres, its corner is looked for on the line
CROSSES_M = 8.0  # how far over a road it is, where nobody tells


@dataclass(frozen=True)
class Piece:
    """A leg on the line of the whole way, from `begin_m` to `end_m`."""

    leg: Leg
    begin_m: float
    end_m: float

    @property
    def length_m(self) -> float:
        return self.end_m - self.begin_m

    def at(self, along_m: float, whole_m: float = 0.0) -> float:
        """Metres along the whole way of a place that is `along_m` along this leg, as the city measures it."""
        whole_m = whole_m or self.leg.distance_m
        scale = self.length_m / whole_m if whole_m > 0 and math.isfinite(whole_m) else 1.0
        along_m = along_m * scale if math.isfinite(along_m) else 0.0
        return self.begin_m + max(0.0, min(self.length_m, along_m))


def route_of(itinerary: Itinerary, goal: str = "") -> Route:
    """`goal` is the destination as the person named it. Raises RouteUnusable."""
    legs = itinerary.legs
    if not legs or any(leg.mode in DRIVEN for leg in legs):
        raise RouteUnusable("only ways on foot, on wheels, by bike and in public transport are led along")
    points, pieces = line_of(legs)
    plane = Plane(points[0])
    line = Line([plane.xy(*point) for point in points])
    features: list[Feature] = []
    stretches: list[Stretch] = []
    for piece in pieces:
        if piece.leg.route is not None:
            stretches.append(Stretch(piece.begin_m, None, "ride"))
        else:
            starts = step_starts(piece, line, plane)
            stretches += streets(piece, starts)
            features += on_street(piece, starts, line)
    rides = rides_of(pieces, line, plane)
    return Route(
        points=tuple(points),
        stretches=first_at_zero(stretches),
        place=place_of(itinerary, goal or legs[-1].to.name),
        features=in_order(features, line.length_m),
        rides=rides,
        landmarks=landmarks_of(itinerary),
        codes=codes_of(rides),
    )


def line_of(legs: tuple[Leg, ...]) -> tuple[list[tuple[float, float]], list[Piece]]:
    """All points, and each leg from where to where on them. A leg without a line is taken to lead straight."""
    points: list[tuple[float, float]] = []
    ends: list[int] = []
    for leg in legs:
        points += shape_of(leg) or [(leg.from_.lat, leg.from_.lon), (leg.to.lat, leg.to.lon)]
        ends.append(len(points) - 1)
    if not all(math.isfinite(part) for point in points for part in point):
        raise RouteUnusable("a point of the way is nowhere")
    points, ends = thinned(points, ends)
    plane = Plane(points[0])
    reached = [0.0]
    for one, other in pairwise(plane.xy(*point) for point in points):
        reached.append(reached[-1] + apart(one, other))
    begins = [0, *ends[:-1]]
    return points, [Piece(leg, reached[begin], reached[end]) for leg, begin, end in zip(legs, begins, ends)]


def thinned(points: list[tuple[float, float]], ends: list[int]) -> tuple[list[tuple[float, float]], list[int]]:
    """At most as many points as guidance takes: every second one goes, as often as needed; ends of legs stay."""
    while len(points) > MOST_POINTS:
        kept = [at for at in range(len(points)) if at % 2 == 0 or at in set(ends) or at - 1 in set(ends)]
        if len(kept) == len(points):
            raise RouteUnusable("the way has too many legs")
        where = {at: number for number, at in enumerate(kept)}
        points, ends = [points[at] for at in kept], [where[at] for at in ends]
    return points, ends


def shape_of(leg: Leg) -> list[tuple[float, float]]:
    try:
        shape = decode(leg.geometry)
    except ValueError:
        return []
    return shape if len(shape) > 1 else []


def step_starts(piece: Piece, line: Line, plane: Plane) -> list[float]:
    """Where each step of a leg on streets begins on the whole way: its corner, near where its metres put it."""
    steps = piece.leg.steps
    whole = sum(step.distance_m for step in steps if math.isfinite(step.distance_m))
    starts, gone = [], 0.0
    for step in steps:
        about = piece.at(gone, whole)
        low, high = max(piece.begin_m, starts[-1] if starts else 0.0, about - AROUND_M), min(piece.end_m, about + AROUND_M)
        near = about
        if math.isfinite(step.lat) and math.isfinite(step.lon) and low < high:
            found = line.nearest(plane.xy(step.lat, step.lon), low, high)
            near = found.s_m if found.x_m <= AROUND_M else about
        starts.append(max(near, starts[-1] if starts else piece.begin_m))
        gone += step.distance_m if math.isfinite(step.distance_m) else 0.0
    return starts


def on_road(step: Step) -> bool:
    """Whether it goes along something with a carriageway, pavements included where the map does not draw them."""
    return step.kind.removesuffix("_link") in ROADS


def streets(piece: Piece, starts: list[float]) -> list[Stretch]:
    manner = "cycle" if piece.leg.mode in CYCLED else "foot"
    found = [Stretch(at, step.name or None, "indoor" if step.kind in INDOOR else manner, on_road(step)) for at, step in zip(starts, piece.leg.steps)]
    return found or [Stretch(piece.begin_m, None, manner)]


def on_street(piece: Piece, starts: list[float], line: Line) -> list[Feature]:
    """Turns, and what is on the way: as the city tells, else as far as the steps tell."""
    told = features_of(piece)
    kinds = {type(one) for one in told}
    found: list[Feature] = list(told)
    ends = [*starts[1:], piece.end_m]
    for number, (step, at) in enumerate(zip(piece.leg.steps, starts)):
        if number and turns_at(line, at, step):
            found.append(Turn(at, street=step.name or None, landmark=step.landmark, fork=step.fork, road=on_road(step)))
        if (thing := thing_of(step, at, ends[number])) and type(thing) not in kinds:
            found.append(thing)
    rental = piece.leg.rental
    if rental and rental.drop_off:
        found.append(Rack(piece.end_m, name=rental.drop_off.name or piece.leg.to.name, free=rental.drop_off.docks))
    return found


def thing_of(step: Step, at: float, end_m: float) -> Feature | None:
    """What the manoeuvre alone tells; all about it that it does not tell is unknown."""
    if step.manoeuvre in ("steps", "steps_up", "steps_down"):
        return Stairs(at, way={"steps_up": "up", "steps_down": "down"}.get(step.manoeuvre))
    if step.manoeuvre in ("elevator", "escalator"):
        return Lift(at, kind="lift" if step.manoeuvre == "elevator" else "escalator")
    if step.manoeuvre == "cross":
        return Crossing(at, far_s_m=max(at + 1.0, min(end_m, at + CROSSES_M)), street=step.name or None)
    if step.manoeuvre == "enter_square":
        return Area(at, out_s_m=max(end_m, at), name=step.name or None)
    return None


def first_at_zero(stretches: list[Stretch]) -> tuple[Stretch, ...]:
    ordered = sorted(stretches, key=lambda one: one.s_m)
    return (replace(ordered[0], s_m=0.0), *ordered[1:])


def in_order(features: list[Feature], length_m: float) -> tuple[Feature, ...]:
    inside = [one for one in features if 0 <= one.s_m <= length_m]
    return tuple(sorted(inside, key=lambda one: one.s_m)[:MOST_FEATURES])


def guidable(itinerary: Itinerary) -> bool:
    """Whether anybody can be led along it."""
    try:
        route_of(itinerary)
    except RouteUnusable:
        return False
    return True
