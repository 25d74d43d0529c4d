"""All that a voice needs to lead along the ways of one answer, put into its itineraries. docs/WAYMARKS.md says where each fact comes from."""
import math
from typing import NamedTuple

import numpy as np
from msgspec.structs import replace

from backend.contract.guidance import Arrival, FeatureKind, Known, WayFeature, WaySide
from backend.contract.obstacles import ObstacleState
from backend.contract.trips import Itinerary, LegPlace, ObstacleOnWay, Step
from backend.contract.trips import Leg as LegMessage
from backend.stops.names import Names
from backend.trips.guidance_around import Surroundings
from backend.trips.guidance_features import feature_of
from routing.earth import METRES_PER_E7
from routing.journey import Journey, LegMode, Plan, Spot, StreetLeg, TransitLeg
from routing.streets.model import Kind, Streets
from routing.streets.waymarks import forks, waymarks
from routing.streets.waymarks_walked import Walked

RIDDEN = frozenset({LegMode.BIKE, LegMode.SCOOTER})
LED = RIDDEN | {LegMode.WALK}
MOST_FEATURES = 500  # of one leg
DIRECTION_M = 8.0  # of a line, from which its direction is taken
BESIDE_M = 3.0  # from the line, less is on it
AHEAD = 20.0  # degrees from straight on, within which something is not at a side


class Passed(NamedTuple):
    """On a leg; forked: of each of its steps, whether another way leaves nearly as it does."""

    features: list[WayFeature]
    forked: list[bool]


class Guidance:
    """Of one plan."""

    def __init__(self, around: Surroundings, plan: Plan, names: Names):
        self.around, self.plan, self.names, self.transit = around, plan, names, names.transit
        self._passed: dict[tuple, Passed] = {}  # ways of one answer have legs in common

    def led(self, journey: Journey, itinerary: Itinerary) -> Itinerary:
        """The itinerary of a journey, with what guidance asks for."""
        legs = []
        for number, (leg, told) in enumerate(zip(journey.legs, itinerary.legs)):
            passed = [one for one in itinerary.obstacles if one.leg == number]
            legs.append(self.on_street(leg, told, passed) if isinstance(leg, StreetLeg) else self.ridden(leg, told))
        lines = [(leg.path.lat_e7 / 1e7, leg.path.lon_e7 / 1e7) for leg in journey.legs if isinstance(leg, StreetLeg) and leg.mode is LegMode.WALK]
        return replace(itinerary, legs=tuple(legs), landmarks=self.around.landmarks(lines), arrival=self.arrival(journey))

    def on_street(self, leg: StreetLeg, told: LegMessage, obstacles: list[ObstacleOnWay]) -> LegMessage:
        told = replace(told, from_=self.place(told.from_, leg.start), to=self.place(told.to, leg.end))
        if leg.mode not in LED:
            return told
        passed = self.passed(leg)
        features = [*passed.features, *(obstacle(leg, one) for one in obstacles)]
        features.sort(key=lambda one: one.at_m)
        return replace(told, features=tuple(features[:MOST_FEATURES]), steps=self.steps(told.steps, passed.forked))

    def passed(self, leg: StreetLeg) -> Passed:
        path = leg.path
        key = leg.mode, leg.start.stop, leg.end.stop, path.edges.tobytes(), path.length_cm, path.lat_e7[0], path.lat_e7[-1]
        if key not in self._passed:
            walked = Walked.of(self.around.meeting, path)
            self._passed[key] = Passed(self.features(leg, walked), forks(walked, [step.first_edge for step in path.steps]))
        return self._passed[key]

    def features(self, leg: StreetLeg, walked: Walked) -> list[WayFeature]:
        network, on_foot = self.plan.network, leg.mode is LegMode.WALK
        walls = network.walls if on_foot and network is not None and network.limits is not None else None
        station = self.station(leg)
        found = waymarks(walked, self.around.rails, walls, ridden=leg.mode in RIDDEN)
        before_m = to_street_m(leg)
        features = [told for mark in found if (told := feature_of(mark, station, before_m)) is not None]
        code = self.platform(leg.end.stop)
        if code is not None and on_foot:
            features.append(WayFeature(FeatureKind.PLATFORM, platform_m(leg, self.around.city.streets), name=code))
        return features

    def station(self, leg: StreetLeg) -> str:
        """The one that the leg leads into or out of, or ''."""
        for spot in (leg.end, leg.start):
            if spot.stop >= 0:
                stop = spot.stop
                while self.transit.stop_parent[stop] >= 0:
                    stop = int(self.transit.stop_parent[stop])
                return self.names.stop_name(stop)
        return ""

    def steps(self, told: tuple[Step, ...], forked: list[bool]) -> tuple[Step, ...]:
        if not told:
            return told
        corners = self.around.at_corners(np.array([step.lat for step in told]), np.array([step.lon for step in told]))
        return tuple(replace(step, landmark=landmark, fork=fork) for step, landmark, fork in zip(told, corners, forked))

    def ridden(self, leg: TransitLeg, told: LegMessage) -> LegMessage:
        return replace(told, from_=self.place(told.from_, leg.start), to=self.place(told.to, leg.end), next_stop=self.next_stop(leg))

    def place(self, told: LegPlace, spot: Spot) -> LegPlace:
        return replace(told, platform=self.platform(spot.stop))

    def platform(self, stop: int) -> str | None:
        return (self.transit.stop_platform[stop] or None) if stop >= 0 else None

    def next_stop(self, leg: TransitLeg) -> LegPlace | None:
        """The one after where to get off, as the timetable has it."""
        transit = self.transit
        row = int(transit.pattern_first[leg.pattern]) + leg.alight_position + 1
        if row >= int(transit.pattern_first[leg.pattern + 1]):
            return None
        stop = int(transit.pattern_stop[row])
        lat, lon = self.names.place_of(stop)
        if lat is None or lon is None:
            return None
        return LegPlace(self.names.stop_name(stop), lat, lon, self.names.stop_id(stop), self.platform(stop))

    def arrival(self, journey: Journey) -> Arrival | None:
        last, goal = journey.legs[-1] if journey.legs else None, self.plan.end
        if not isinstance(last, StreetLeg) or last.mode not in LED:
            return None
        pieces = last.path.pieces  # up to where one leaves the street
        side = side_of(pieces.lat, pieces.lon, len(pieces.lat) - 1, goal.lat, goal.lon)
        entrance = self.around.door(goal.lat, goal.lon)
        if entrance is not None and entrance.casefold() in goal.name.casefold():
            entrance = None
        return None if side is None and entrance is None else Arrival(side, entrance)


def platform_m(leg: StreetLeg, streets: Streets) -> float:
    """Where the platform begins on which a leg ends, else its end."""
    pieces, length_m = leg.path.pieces, leg.path.length_cm / 100
    on = streets.edge_kind[pieces.edge] == Kind.PLATFORM
    last = len(on)
    while last > 0 and on[last - 1]:
        last -= 1
    return round(length_m - float(pieces.length_cm[last:].sum()) / 100, 1)


def obstacle(leg: StreetLeg, one: ObstacleOnWay) -> WayFeature:
    side = side_of(leg.path.lat_e7, leg.path.lon_e7, None, one.lat, one.lon)
    return WayFeature(
        FeatureKind.OBSTACLE, one.at_m, known=Known.REPORTED, side=side, obstacle=one.kind, obstacle_id=str(one.id),
        confirmed=one.state is ObstacleState.CONFIRMED, seen_at=one.last_seen,
    )  # fmt: skip


def to_street_m(leg: StreetLeg) -> float:
    """From where a leg begins to the street: it counts in its length, and is drawn, but is no part of a street."""
    path, pieces = leg.path, leg.path.pieces
    if not len(pieces.lat) or not len(path.lat_e7):
        return 0.0
    north, east = int(pieces.lat[0]) - int(path.lat_e7[0]), int(pieces.lon[0]) - int(path.lon_e7[0])
    return math.hypot(north, east * math.cos(math.radians(int(pieces.lat[0]) / 1e7))) * METRES_PER_E7


def side_of(lat_e7: np.ndarray, lon_e7: np.ndarray, row: int | None, lat: float, lon: float) -> WaySide | None:
    """On which side of a line a point in degrees is: seen from the point of the line in that row, or (None) from where it is nearest."""
    narrow = math.cos(math.radians(lat))
    north = (lat_e7 - round(lat * 1e7)) * METRES_PER_E7
    east = (lon_e7 - round(lon * 1e7)) * METRES_PER_E7 * narrow
    if len(north) < 2:
        return None
    end = nearest(north, east) if row is None else row
    begin = end - 1
    while begin > 0 and math.hypot(north[end] - north[begin], east[end] - east[begin]) < DIRECTION_M:
        begin -= 1
    ahead_north, ahead_east = north[end] - north[begin], east[end] - east[begin]
    length = math.hypot(ahead_north, ahead_east)
    if length == 0:
        return None
    # To the point from the end of that stretch: it lies at the origin.
    right_m = (ahead_north * -east[end] - ahead_east * -north[end]) / length
    on_m = (ahead_north * -north[end] + ahead_east * -east[end]) / length
    if abs(right_m) < BESIDE_M or (row is not None and math.degrees(math.atan2(abs(right_m), on_m)) < AHEAD):
        return None
    return WaySide.RIGHT if right_m > 0 else WaySide.LEFT


def nearest(north: np.ndarray, east: np.ndarray) -> int:
    """End of the straight part of a line that is nearest to the origin; at least 1."""
    ahead_north, ahead_east = np.diff(north), np.diff(east)
    squares = np.maximum(ahead_north**2 + ahead_east**2, 1e-9)
    share = np.clip(-(north[:-1] * ahead_north + east[:-1] * ahead_east) / squares, 0, 1)
    return int(np.argmin((north[:-1] + share * ahead_north) ** 2 + (east[:-1] + share * ahead_east) ** 2)) + 1
