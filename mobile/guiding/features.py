"""What the city tells of a way on streets, in the words of guidance. What guidance has no word for counts as not known."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from accessibility.guidance import features as f
from accessibility.guidance import route as r
from accessibility.guidance.vocabulary import unknown_word
from backend.contract.guidance import Control, FeatureKind, Known, WayFeature, WaySide
from backend.contract.limits import FactName, Surface
from backend.contract.obstacles import ObstacleKind
from backend.contract.trips import Itinerary

if TYPE_CHECKING:
    from mobile.guiding.route import Piece

LEAST_M = 1.0  # from one kerb to the other, where they are told as one place
ROUGH = {
    Surface.SETT: "cobbles", Surface.COBBLESTONE: "cobbles", Surface.GRAVEL: "gravel", Surface.FINE_GRAVEL: "gravel", Surface.GRASS: "grass",
    Surface.SAND: "sand", Surface.DIRT: "unpaved", Surface.OTHER_UNPAVED: "unpaved",
}  # fmt: skip
ATTRIBUTES = {
    FactName.KERB: "kerb", FactName.INCLINE_UP: "slope", FactName.INCLINE_DOWN: "slope", FactName.WIDTH: "width", FactName.SURFACE: "surface",
    FactName.SMOOTHNESS: "surface", FactName.STEPS: "steps",
}  # fmt: skip
OBSTACLES = {
    ObstacleKind.BLOCKED: "barrier", ObstacleKind.WORKS: "works", ObstacleKind.PARKED_VEHICLE: "parked", ObstacleKind.SCOOTER_BIKE: "parked",
    ObstacleKind.BINS: "bin", ObstacleKind.VEGETATION: "branch", ObstacleKind.HOLE_OR_DAMAGE: "hole", ObstacleKind.FLOODING: "flood",
    ObstacleKind.ICE: "ice",
}  # fmt: skip
SOURCES = {Known.TAGGED: "OpenStreetMap"}


def features_of(piece: "Piece") -> list[f.Feature]:
    """In no order. One that contradicts itself is left out, and the others stay."""
    found = []
    for told in piece.leg.features:
        if told.kind not in MADE or not math.isfinite(told.at_m):
            continue
        feature = MADE[told.kind](told, piece)
        if feature is not None and not unknown_word(feature) and sound(feature):
            found.append(feature)
    return found


def sound(feature: f.Feature) -> bool:
    return all(math.isfinite(value) for value in vars(feature).values() if isinstance(value, float))


def source(told: WayFeature) -> f.Source:
    return f.Source(name=SOURCES.get(told.known, ""))


def length(told: WayFeature, piece: "Piece") -> float:
    return max(0.0, end(told, piece) - piece.at(told.at_m))


def end(told: WayFeature, piece: "Piece") -> float:
    """Where it ends on the whole way: where it begins, if nobody tells."""
    return piece.at(told.until_m if told.until_m is not None and math.isfinite(told.until_m) else told.at_m)


def side(value: WaySide | None) -> str | None:
    """Left or right; of something on both sides neither is said."""
    return value.value if value in (WaySide.LEFT, WaySide.RIGHT) else None


def crossing(told: WayFeature, piece: "Piece") -> f.Feature:
    at = piece.at(told.at_m)
    control = told.control.value if told.control and told.control is not Control.BARRIER else None
    return f.Crossing(
        at, far_s_m=max(at + LEAST_M, end(told, piece)), street=told.name, control=control, sound=told.sound,
        kerb=told.kerb and told.kerb.value, tactile=told.tactile, lanes=told.lanes, island=told.island, traffic=told.traffic and told.traffic.value,
        angle=told.angle and told.angle.value, vibration=told.vibration, source=source(told),
    )  # fmt: skip


def tracks(told: WayFeature, piece: "Piece") -> f.Feature:
    at = piece.at(told.at_m)
    control = told.control.value if told.control and told.control is not Control.ZEBRA else None
    return f.Tracks(at, far_s_m=max(at + LEAST_M, end(told, piece)), control=control, source=source(told))


def cycle_track(told: WayFeature, piece: "Piece") -> f.Feature:
    return f.CycleTrack(piece.at(told.at_m), source=source(told))


def stairs(told: WayFeature, piece: "Piece") -> f.Feature:
    rail = told.handrail_side.value if told.handrail_side else None
    way = told.direction and told.direction.value
    return f.Stairs(piece.at(told.at_m), way=way, steps=told.steps, rail=rail, source=source(told))


def opening(kind: str) -> Callable[[WayFeature, "Piece"], f.Feature]:
    """A lift, escalator, door or gate."""

    def made(told: WayFeature, piece: "Piece") -> f.Feature:
        return f.Lift(piece.at(told.at_m), kind=kind, level=told.level, source=source(told))

    return made


def gradient(told: WayFeature, piece: "Piece") -> f.Feature | None:
    return None if told.pct is None else f.Gradient(piece.at(told.at_m), pct=float(told.pct), length_m=length(told, piece), source=source(told))


def kerb(told: WayFeature, piece: "Piece") -> f.Feature | None:
    """Only its height decides anything."""
    return None if told.kerb_m is None else f.Kerb(piece.at(told.at_m), height_cm=told.kerb_m * 100, source=source(told))


def surface(told: WayFeature, piece: "Piece") -> f.Feature | None:
    """Ground that is smooth is no news."""
    rough = ROUGH.get(told.surface) if told.surface else None
    return None if rough is None else f.Surface(piece.at(told.at_m), kind=rough, length_m=length(told, piece), source=source(told))


def narrow(told: WayFeature, piece: "Piece") -> f.Feature | None:
    return None if told.width_m is None else f.Narrow(piece.at(told.at_m), width_cm=told.width_m * 100, source=source(told))


def unknown(told: WayFeature, piece: "Piece") -> f.Feature | None:
    attribute = ATTRIBUTES.get(told.attribute) if told.attribute else None
    return None if attribute is None else f.Unknown(piece.at(told.at_m), attribute=attribute, source=source(told))


def path_change(told: WayFeature, piece: "Piece") -> f.Feature | None:
    if told.change is None:
        return None
    return f.PathChange(piece.at(told.at_m), change=told.change.value, length_m=length(told, piece) or None, source=source(told))


def area(told: WayFeature, piece: "Piece") -> f.Feature:
    return f.Area(piece.at(told.at_m), out_s_m=end(told, piece), name=told.name, source=source(told))


def station(told: WayFeature, piece: "Piece") -> f.Feature | None:
    return f.Station(piece.at(told.at_m), name=told.name, source=source(told)) if told.name else None


def platform(told: WayFeature, piece: "Piece") -> f.Feature | None:
    return f.Platform(piece.at(told.at_m), platform=told.name, source=source(told)) if told.name else None


def obstacle(told: WayFeature, piece: "Piece") -> f.Feature:
    kind = OBSTACLES.get(told.obstacle, "other") if told.obstacle else "other"
    at = piece.at(told.at_m)
    return f.Obstacle(at, kind=kind, side=side(told.side), confirmed=told.confirmed is True, hazard_id=told.obstacle_id or "")


MADE: dict[FeatureKind, Callable[[WayFeature, "Piece"], f.Feature | None]] = {
    FeatureKind.CROSSING: crossing,
    FeatureKind.TRACKS: tracks,
    FeatureKind.CYCLE_TRACK: cycle_track,
    FeatureKind.STAIRS: stairs,
    FeatureKind.ESCALATOR: opening("escalator"),
    FeatureKind.LIFT: opening("lift"),
    FeatureKind.DOOR: opening("door"),
    FeatureKind.GATE: opening("gate"),
    FeatureKind.GRADIENT: gradient,
    FeatureKind.KERB: kerb,
    FeatureKind.SURFACE: surface,
    FeatureKind.NARROW: narrow,
    FeatureKind.UNKNOWN: unknown,
    FeatureKind.PATH_CHANGE: path_change,
    FeatureKind.AREA: area,
    FeatureKind.STATION: station,
    FeatureKind.PLATFORM: platform,
    FeatureKind.OBSTACLE: obstacle,
}


def landmarks_of(itinerary: Itinerary) -> tuple[r.Landmark, ...]:
    """Named places beside the way; stops are such as well."""
    stops = [place for leg in itinerary.legs if leg.route for place in (leg.from_, leg.to)]
    places = [*itinerary.landmarks, *stops]
    named = {(place.name, round(place.lat, 4), round(place.lon, 4)): r.Landmark(place.name, place.lat, place.lon) for place in places if place.name}
    return tuple(mark for mark in named.values() if math.isfinite(mark.lat) and math.isfinite(mark.lon))


def place_of(itinerary: Itinerary, goal: str) -> r.Place:
    arrival = itinerary.arrival
    return r.Place(goal, side=side(arrival.side), entrance=arrival.entrance) if arrival else r.Place(goal)
