"""Waymarks of the engine as the message of a client has them. What nobody knows is left out."""
from collections.abc import Callable
from typing import Any

from backend.contract.guidance import Angle, Control, Direction, FeatureKind, KerbKind, Known, PathChange, WayFeature, WaySide
from backend.contract.limits import Surface
from backend.trips.limits import NAMES
from routing.streets import waymarks_kinds as marks
from routing.streets.model import CrossingKind, Kerb, Tri

CONTROLS = {
    CrossingKind.SIGNALS: Control.SIGNALS, CrossingKind.MARKED: Control.ZEBRA, CrossingKind.UNMARKED: Control.NONE, CrossingKind.NO: Control.NONE,
}  # fmt: skip
KERBS = {
    Kerb.FLUSH: KerbKind.FLUSH, Kerb.NO_KERB: KerbKind.FLUSH, Kerb.LOWERED: KerbKind.LOWERED, Kerb.ROLLED: KerbKind.RAISED,
    Kerb.RAISED: KerbKind.RAISED,
}  # fmt: skip
SIDES = {
    marks.Sides.LEFT: WaySide.LEFT, marks.Sides.RIGHT: WaySide.RIGHT, marks.Sides.LEFT | marks.Sides.RIGHT: WaySide.BOTH,
}  # fmt: skip
SAID = {Tri.YES: True, Tri.NO: False}
DIRECTIONS = {Tri.YES: Direction.UP, Tri.NO: Direction.DOWN}


def feature_of(mark: marks.Waymark, station: str, before_m: float = 0.0) -> WayFeature | None:
    """None where there is no name for what needs one. station: of which the way leads into or out; before_m: what is walked before the street."""
    kind, facts = MADE[type(mark)](mark)
    if isinstance(mark, marks.Inside):
        if not station:
            return None
        facts = {"name": station}
    until_m = round(before_m + mark.until_m, 1) if mark.until_m > mark.at_m else None
    return WayFeature(kind, round(before_m + mark.at_m, 1), until_m, Known.TAGGED if mark.tagged else Known.DERIVED, **facts)


Made = tuple[FeatureKind, dict[str, Any]]


def crossing(mark: marks.Crossing) -> Made:
    return FeatureKind.CROSSING, {
        "name": mark.street or None, "control": CONTROLS.get(mark.kind), "sound": SAID.get(mark.sound), "vibration": SAID.get(mark.vibration),
        "tactile": SAID.get(mark.tactile), "island": SAID.get(mark.island), "kerb": KERBS.get(mark.kerb), "kerb_m": mark.kerb_m,
        "far_kerb": KERBS.get(mark.far_kerb), "traffic": SIDES.get(mark.traffic),
        "angle": None if mark.slanted is None else Angle.SLANTED if mark.slanted else Angle.STRAIGHT,
    }  # fmt: skip


def stairs(mark: marks.Stairs) -> Made:
    facts = {"direction": DIRECTIONS.get(mark.up), "steps": mark.steps, "handrail": SAID.get(mark.handrail), "ramp": SAID.get(mark.ramp)}
    return FeatureKind.ESCALATOR if mark.conveyed else FeatureKind.STAIRS, facts


MADE: dict[type, Callable[[Any], Made]] = {
    marks.Crossing: crossing,
    marks.CycleTrack: lambda mark: (FeatureKind.CYCLE_TRACK, {}),
    marks.Tracks: lambda mark: (FeatureKind.TRACKS, {"tracks": mark.count, "control": CONTROLS.get(mark.kind)}),
    marks.Stairs: stairs,
    marks.Lift: lambda mark: (FeatureKind.LIFT, {"direction": DIRECTIONS.get(mark.up)}),
    marks.Passage: lambda mark: (FeatureKind.GATE if mark.gate else FeatureKind.DOOR, {"width_m": mark.width_m}),
    marks.Gradient: lambda mark: (FeatureKind.GRADIENT, {"pct": round(mark.pct, 1)}),
    marks.KerbStone: lambda mark: (FeatureKind.KERB, {"kerb": KERBS.get(mark.kerb), "kerb_m": mark.height_m}),
    marks.Material: lambda mark: (FeatureKind.SURFACE, {"surface": Surface[mark.surface.name]}),
    marks.Narrow: lambda mark: (FeatureKind.NARROW, {"width_m": mark.width_m}),
    marks.Untold: lambda mark: (FeatureKind.UNKNOWN, {"attribute": NAMES[mark.attribute]}),
    marks.PathChange: lambda mark: (FeatureKind.PATH_CHANGE, {"change": PathChange(mark.change.value)}),
    marks.Square: lambda mark: (FeatureKind.AREA, {"name": mark.name or None}),
    marks.Inside: lambda mark: (FeatureKind.STATION, {}),
}
