"""docs/WALLS.md once more: what forbids a stretch or a point to somebody, and what nobody knows of it. Tags in, words out."""
from collections.abc import Mapping
from typing import Any, NamedTuple

from tests.oracle.walls.extract import Extract, Way
from tests.oracle.walls.kinds import INSIDE, LEVEL, SMOOTHNESS_OF, SMOOTHNESSES, WIDE, find_crossing, find_material
from tests.oracle.walls.values import find_incline_pct, find_metres, first_metres

# By the names of accessibility.profiles.Profile; what is missing or None asks for nothing.
Limits = Mapping[str, Any]
ROUNDED_PCT = 0.051  # slopes may be kept in tenths of a per cent
ROUNDED_M = 0.006  # and lengths in centimetres
WIDE_M = 2.0
KERB_M = {"flush": (0.0, 0.0), "no": (0.0, 0.0), "none": (0.0, 0.0), "lowered": (0.03, 0.03), "rolled": (0.05, 0.05), "yes": (0.0, 0.2)}
RAISED = ("raised", "regular")
RAISED_M, HIGHEST_M = 0.031, 0.2  # more than 0.03, and nobody says how much
TURNS = ("turnstile", "full-height_turnstile")
STILES = ("stile", "horse_stile")
# Barriers whose opening one can judge from their kind; of all others nobody knows how wide they are.
SURE = (
    "bollard", "rising_bollard", "planter", "gate", "swing_gate", "sliding_gate", "wicket_gate", "hampshire_gate", "bump_gate", "sally_port",
    "lift_gate", "kissing_gate", "door", *STILES, *TURNS,
)  # fmt: skip
NO_BARRIER = ("no", "kerb", "entrance")


class Findings(NamedTuple):
    """Names of limits: those that forbid it, and those of which nobody knows."""

    walls: frozenset[str]
    unknown: frozenset[str]

    def against(self, limits: Limits) -> frozenset[str]:
        """What somebody with these limits must not be led over. What is only unknown is marked by a question mark."""
        strict = limits.get("unknown") == "strict"
        return self.walls | frozenset(f"{name}?" for name in self.unknown - self.walls) if strict else self.walls


NOTHING = Findings(frozenset(), frozenset())


class Side(NamedTuple):
    """What one comes from, or goes on with, at a point."""

    street: bool
    crossing: bool


class Collected:
    def __init__(self) -> None:
        self.walls: set[str] = set()
        self.unknown: set[str] = set()

    def beyond(self, name: str, known: bool, wall: bool) -> None:
        if not known:
            self.unknown.add(name)
        elif wall:
            self.walls.add(name)

    def findings(self) -> Findings:
        return Findings(frozenset(self.walls), frozenset(self.unknown)) if self.walls or self.unknown else NOTHING


def judge_stretch(tags: Mapping[str, str], kind: str, forward: bool, limits: Limits, terrain: bool = False) -> Findings:
    """A stretch of a way, a line across a square (kind `square`) or a pathway. terrain: the ground tells its slope."""
    found = Collected()
    if not limits.get("steps", True) and kind == "steps":
        found.walls.add("steps")
    if not limits.get("escalators", True) and kind in ("escalator", "moving_walkway"):
        found.walls.add("escalators")
    if not limits.get("lifts", True) and kind == "elevator":
        found.walls.add("lifts")
    if kind != "steps":
        slopes(found, tags, kind, forward, limits, terrain)
    if limits.get("min_width_m") is not None:
        width_m = first_metres(tags, "width", "est_width")
        wide = kind in WIDE and limits["min_width_m"] <= WIDE_M
        found.beyond("min_width_m", width_m is not None or wide, width_m is not None and width_m < limits["min_width_m"] - ROUNDED_M)
    ground(found, tags, kind, limits)
    if limits.get("wheelchair"):
        told = first_of(tags.get("wheelchair"), ("yes", "designated", "no", "limited", "bad"))
        unsure = told in ("limited", "bad") or (kind == "ferry" and told is None)
        found.beyond("wheelchair", not unsure, told == "no")
    if first_of(tags.get("wheelchair"), ("yes", "designated")):
        found.unknown.clear()
    return found.findings()


def first_of(value: str | None, known: tuple[str, ...]) -> str | None:
    return next((part.strip() for part in (value or "").split(";") if part.strip() in known), None)


def slopes(found: Collected, tags: Mapping[str, str], kind: str, forward: bool, limits: Limits, terrain: bool) -> None:
    told_pct = None if kind == "square" else find_incline_pct(tags.get("incline"))
    up_pct = None if told_pct is None else told_pct if forward else -told_pct
    known = up_pct is not None or kind in LEVEL or terrain
    for name, pct in (("max_incline_up_pct", up_pct or 0.0), ("max_incline_down_pct", -(up_pct or 0.0))):
        if limits.get(name) is not None:
            found.beyond(name, known, pct > limits[name] + ROUNDED_PCT)


def ground(found: Collected, tags: Mapping[str, str], kind: str, limits: Limits) -> None:
    if kind in INSIDE:
        return
    material = find_material(tags, kind)
    if limits.get("surfaces") is not None:
        found.beyond("surfaces", material is not None, material not in limits["surfaces"])
    if limits.get("smoothness") is not None:
        told = worst_of(tags.get("smoothness")) or SMOOTHNESS_OF.get(material or "")
        found.beyond("smoothness", told is not None, told is not None and worse(told, limits["smoothness"]))


def worst_of(value: str | None) -> str | None:
    known = [part.strip() for part in (value or "").split(";") if part.strip() in SMOOTHNESSES]
    return max(known, key=SMOOTHNESSES.index, default=None)


def worse(one: str, other: str) -> bool:
    return SMOOTHNESSES.index(one) > SMOOTHNESSES.index(other)


def judge_crossing(extract: Extract, way: Way, piece: tuple[int, ...], touched: tuple[int, ...], limits: Limits) -> Findings:
    """A crossing way between two junctions, nodes `piece`; touched: those that the line goes over. Its kind, and the kerbs at its ends."""
    found = Collected()
    if limits.get("crossings") is not None:
        told = find_crossing(way.tags)
        told_anywhere = told or next((kind for node in piece if (kind := crossing_at(extract, node))), None)
        met = [told] if told else [kind for node in touched if (kind := crossing_at(extract, node))]
        found.beyond("crossings", told_anywhere is not None, any(kind not in limits["crossings"] for kind in met))
    if limits.get("max_kerb_m") is not None:
        begins, ends = piece[0] in extract.roads, piece[-1] in extract.roads
        silent = not any(kerb_told(extract.points.get(node, {})) for node in piece if node not in extract.roads)
        if silent and not (begins and ends):
            found.unknown.add("max_kerb_m")
    if first_of(way.tags.get("wheelchair"), ("yes", "designated")):
        found.unknown.discard("crossings")
    return found.findings()


def crossing_at(extract: Extract, node: int) -> str | None:
    tags = extract.points.get(node, {})
    return find_crossing(tags) if is_crossing(tags) else None


def is_crossing(tags: Mapping[str, str]) -> bool:
    told = tags.get("highway") == "crossing" or tags.get("railway") in ("crossing", "tram_crossing")
    return told or ("crossing" in tags and "highway" not in tags)


def kerb_told(tags: Mapping[str, str]) -> bool:
    return kerb_of(tags) in (*KERB_M, *RAISED) or find_metres(tags.get("kerb:height")) is not None


def kerb_of(tags: Mapping[str, str]) -> str | None:
    return tags.get("kerb", "yes" if tags.get("barrier") == "kerb" else None)


def judge_point(extract: Extract, node: int, before: Side, after: Side, limits: Limits) -> Findings:
    """A node in the middle of a line, reached on one stretch and left on another."""
    tags = extract.points.get(node)
    if tags is None:
        return NOTHING
    found = Collected()
    if limits.get("max_kerb_m") is not None and kerb_told(tags) and kerb_is_passed(extract, node, before, after):
        least_m, most_m = kerb_heights(tags)
        limit_m = limits["max_kerb_m"]
        found.beyond("max_kerb_m", not least_m <= limit_m < most_m, least_m > limit_m + kerb_slack(tags))
    if limits.get("crossings") is not None and footway_crosses(extract, node, before, after):
        kind = crossing_at(extract, node)
        found.beyond("crossings", True, kind is not None and kind not in limits["crossings"])
    if not limits.get("lifts", True) and tags.get("highway") == "elevator":
        found.walls.add("lifts")
    gates(found, tags, limits)
    return found.findings()


def kerb_heights(tags: Mapping[str, str]) -> tuple[float, float]:
    measured = find_metres(tags.get("kerb:height"))
    if measured is not None:
        return measured, measured
    return (RAISED_M, HIGHEST_M) if kerb_of(tags) in RAISED else KERB_M[kerb_of(tags) or ""]


def kerb_slack(tags: Mapping[str, str]) -> float:
    return ROUNDED_M if find_metres(tags.get("kerb:height")) is not None else 1e-9


def kerb_is_passed(extract: Extract, node: int, before: Side, after: Side) -> bool:
    """A kerb parts a street from what leads off it, and a pavement from a crossing; whoever stays on one side of it does not pass it."""
    ways = extract.meeting[node]
    streets, crossings = [way.driven for way in ways], [way.kind == "crossing" for way in ways]
    if all(streets) and is_crossing(extract.points.get(node, {})):
        return False
    if any(streets) and not all(streets):
        return not (before.street and after.street)
    if any(crossings) and not all(crossings):
        return before.crossing or after.crossing
    return True


def footway_crosses(extract: Extract, node: int, before: Side, after: Side) -> bool:
    """From one footway to another over a street, and no crossing is drawn there."""
    return any(way.driven for way in extract.meeting[node]) and not any((before.street, before.crossing, after.street, after.crossing))


def is_stop(tags: Mapping[str, str]) -> bool:
    """What is said of a stop on a street is said of boarding there, not of going by."""
    rail = tags.get("railway") in ("tram_stop", "stop", "halt", "station")
    return rail or tags.get("highway") == "bus_stop" or tags.get("public_transport", "no") != "no"


def gates(found: Collected, tags: Mapping[str, str], limits: Limits) -> None:
    barrier = tags.get("barrier", "no")
    told = first_of(tags.get("wheelchair"), ("yes", "designated", "no", "limited", "bad"))
    fit = told in ("yes", "designated")
    if limits.get("min_width_m") is not None and barrier not in NO_BARRIER:
        width_m = first_metres(tags, "maxwidth:physical", "opening", "width")
        known = width_m is not None or barrier in SURE or fit
        found.beyond("barrier", known, width_m is not None and width_m < limits["min_width_m"] - ROUNDED_M)
    if limits.get("wheelchair") and not is_stop(tags):
        narrow = barrier in ("kissing_gate", *STILES, *TURNS) and not fit
        found.beyond("barrier", told not in ("limited", "bad"), told == "no" or narrow)
        if narrow:
            found.walls.add("barrier")
    if not limits.get("steps", True) and barrier in STILES:
        found.walls.add("barrier")
