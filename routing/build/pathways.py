"""Ways inside stations as edges between stops: GTFS pathways."""
import numpy as np

from routing.build.draft import Draft, Table, edge_rows
from routing.build.pins import PathwayMode, Pins
from routing.build.problems import Problems
from routing.build.times import ESCALATOR_MPS, GATE_S, LIFT_LEVEL_S, LIFT_WAIT_S, TIME_LIMIT_S
from routing.earth import METRES_PER_E7
from routing.streets.model import UNKNOWN_I16, Access, Kind, Source

KIND = {
    PathwayMode.WALKWAY: Kind.STATION_WALKWAY, PathwayMode.STAIRS: Kind.STEPS, PathwayMode.MOVING_SIDEWALK: Kind.MOVING_WALKWAY,
    PathwayMode.ESCALATOR: Kind.ESCALATOR, PathwayMode.ELEVATOR: Kind.ELEVATOR, PathwayMode.FARE_GATE: Kind.FARE_GATE,
    PathwayMode.EXIT_GATE: Kind.EXIT_GATE,
}  # fmt: skip
FAR_M = 20_000.0
NARROWEST = 0.3  # a degree of longitude beside one of latitude, where the farthest cities lie
FLOOR_M = 4.0  # between two floors of a station
ESCALATOR_RUN_PER_RISE = 2.0  # 30 degrees, EN 115-1


def add_pathways(draft: Draft, pins: Pins, pin_vertex: np.ndarray, file: str, problems: Problems) -> None:
    """pin_vertex: int32[pins]. Only people on foot use pathways."""
    tail, head = pin_vertex[pins.pathway_from], pin_vertex[pins.pathway_to]
    itself = tail == head
    far = leading_away(draft, pin_vertex, pins)
    if far.any():
        first = int(np.argmax(far))
        message = f"{int(far.sum())} pathways lead more than {FAR_M / 1000:.0f} km out of the streets, the first in row {first}; left out"
        problems.add("pathway_far_away", message, file, count=int(far.sum()))
    if itself.any():
        problems.add("pathway_to_itself", f"{int(itself.sum())} pathways lead from a stop to itself, the first in row {int(np.argmax(itself))}",
                     file, count=int(itself.sum()))  # fmt: skip
    which = np.flatnonzero(~itself & ~far)
    steps, permille = pins.pathway_step_count[which].astype(np.int32), pins.pathway_incline_permille[which]
    counted, sloped = steps != UNKNOWN_I16, permille != UNKNOWN_I16
    from_level = pins.level[pins.pathway_from[which]]
    floor = np.where(np.isnan(from_level), UNKNOWN_I16, np.rint(np.nan_to_num(from_level))).astype(np.int64)
    two_way = pins.pathway_two_way[which] == 1
    kinds = np.zeros(max(KIND) + 1, np.uint8)
    kinds[list(KIND)] = list(KIND.values())
    rows = edge_rows(
        len(which), tail=tail[which], head=head[which], way=-1 - which, kind=kinds[pins.pathway_mode[which]],
        access=np.where(two_way, int(Access.FOOT_F | Access.FOOT_B), int(Access.FOOT_F)),
        name=np.array([draft.names.add(pins.pathway_name[p] or pins.pathway_reversed_name[p]) for p in which.tolist()], np.int64),
        level=floor, layer=np.where(floor == UNKNOWN_I16, 0, np.clip(floor, -128, 127)),
        step_count=np.where(counted, np.abs(steps), UNKNOWN_I16), rise=np.where(counted, np.sign(steps), 0),
        incline_permille=permille, incline_source=np.where(sloped, Source.TAGGED, Source.UNKNOWN), width_cm=pins.pathway_width_cm[which],
    )  # fmt: skip
    added = draft.add_edges(rows)
    given_cm = pins.pathway_length_cm[which]
    draft.edges["length_cm"][added] = np.where(given_cm > 0, given_cm, draft.edges["length_cm"][added])
    draft.edges["time_s"][added] = times_s(draft.edges.take(added), pins, which)


def leading_away(draft: Draft, pin_vertex: np.ndarray, pins: Pins) -> np.ndarray:
    """bool[pathways]. A stop at latitude 0, longitude 0 would stretch everything that is laid out over the city to there."""
    if not len(draft.lines.lat_e7):
        return np.zeros(len(pins.pathway_from), bool)
    outside = np.zeros(len(pin_vertex), bool)
    for values, drawn, unit in ((draft.vertices["lat_e7"], draft.lines.lat_e7, 1.0), (draft.vertices["lon_e7"], draft.lines.lon_e7, NARROWEST)):
        reach = FAR_M / METRES_PER_E7 / unit
        at = values[pin_vertex].astype(np.int64)
        outside |= (at < int(drawn.min()) - reach) | (at > int(drawn.max()) + reach)
    return outside[pins.pathway_from] | outside[pins.pathway_to]


def times_s(edges: Table, pins: Pins, which: np.ndarray) -> np.ndarray:
    """int[k] seconds: as given; else what a lift, an escalator or a gate usually takes; -1 where it depends on the walker."""
    floors = np.abs(pins.level[pins.pathway_to[which]] - pins.level[pins.pathway_from[which]])
    floors = np.where(np.isnan(floors), 1, np.maximum(1, floors))
    run_m = edges["length_cm"] / 100
    # Without a length the straight line between the stops may be far too short: one may stand above the other.
    run_m = np.where(pins.pathway_length_cm[which] > 0, run_m, np.maximum(run_m, floors * FLOOR_M * ESCALATOR_RUN_PER_RISE))
    kind = edges["kind"]
    usual = np.full(len(which), -1.0)
    usual[kind == Kind.ELEVATOR] = (LIFT_WAIT_S + LIFT_LEVEL_S * floors)[kind == Kind.ELEVATOR]
    usual[kind == Kind.ESCALATOR] = np.ceil(run_m / ESCALATOR_MPS)[kind == Kind.ESCALATOR]
    usual[np.isin(kind, (Kind.FARE_GATE, Kind.EXIT_GATE))] = GATE_S
    given = pins.pathway_time_s[which]
    return np.minimum(TIME_LIMIT_S, np.where(given >= 0, given, usual)).astype(np.int64)
