"""What the tags of one way say about its edges."""
from typing import NamedTuple

from routing.build.draft import Names
from routing.build.tags_access import foot_directions, way_access
from routing.build.tags_tables import (
    BRIDGE,
    CONVEYED,
    CROSSING,
    CYCLEWAY,
    DEFAULT_KMH,
    HIGHWAYS,
    NOT_BUILT,
    SIDEWALK,
    SMOOTHNESS,
    SURFACE,
    WHEELCHAIR,
)  # fmt: skip
from routing.build.tags_value import NO_NUMBER, Reading, find_incline, find_kmh, find_levels
from routing.build.times import LIFT_LEVEL_S, LIFT_WAIT_S, find_duration_s
from routing.streets.model import UNKNOWN_I16, CrossingKind, Kind, Sidewalk, Source, Tri
from routing.streets.walls import SMOOTHNESS_OF

SHARE_OF_LIMIT = 0.9  # of the speed limit that traffic reaches
SAYS_NOTHING = ("", "no", "bus_stop")  # values of `highway` next to which other tags tell the kind of way
OUTLINE_KINDS = (Kind.PLATFORM, Kind.ELEVATOR)  # a closed way of these is an area without saying so


class WayFacts(NamedTuple):
    """One way; names as in the edge columns. `total_s` is the time for the whole way, -1: by length."""

    access: int
    kind: int
    speed_kmh: int
    name: int
    ref: int
    layer: int
    level: int
    bridge: int
    roundabout: int
    incline_permille: int
    incline_source: int
    rise: int
    step_count: int
    surface: int
    smoothness: int
    width_cm: int
    wheelchair: int
    tactile: int
    lit: int
    crossing: int
    signal_sound: int
    signal_vibration: int
    island: int
    handrail: int
    ramp: int
    sidewalk: int
    cycleway: int
    total_s: int


def find_kind(tags: dict[str, str]) -> tuple[Kind, str] | None:
    """The kind of way and the modes it is for when nothing else is tagged (f, b, c); None if it is no way for anyone."""
    highway = tags.get("highway", "")
    if highway in HIGHWAYS:
        kind, defaults = HIGHWAYS[highway]
        if kind is Kind.FOOTWAY and tags.get("footway") == "sidewalk":
            kind = Kind.SIDEWALK
        if "crossing" in (tags.get("footway"), tags.get("path"), tags.get("cycleway")) and kind in (Kind.FOOTWAY, Kind.PATH, Kind.CYCLEWAY):
            kind = Kind.CROSSING
        if tags.get("conveying", "no") in CONVEYED:
            kind = Kind.ESCALATOR if kind is Kind.STEPS else Kind.MOVING_WALKWAY if defaults == "f" else kind
        if kind in (Kind.TRUNK, Kind.TRUNK_LINK) and sidewalk_of(tags) in (Sidewalk.LEFT, Sidewalk.RIGHT, Sidewalk.BOTH):
            defaults += "f"
        return kind, defaults
    if highway in NOT_BUILT and highway not in SAYS_NOTHING:
        return None
    if tags.get("railway") == "platform" or tags.get("public_transport") == "platform":
        return Kind.PLATFORM, "f"
    if tags.get("route") == "ferry":
        return Kind.FERRY, "fb"
    if tags.get("man_made") == "pier":
        return Kind.OTHER, "f"
    if tags.get("indoor") == "corridor":
        return Kind.CORRIDOR, "f"
    return None


def is_street(tags: dict[str, str]) -> bool:
    """Also of `highway` values that nobody knows, so that they can be counted."""
    return find_kind(tags) is not None or tags.get("highway", "no") not in NOT_BUILT


def is_area(tags: dict[str, str], closed: bool) -> bool:
    found = find_kind(tags)
    if found is None or not closed or tags.get("area") == "no":
        return False
    by_kind = found[0] in OUTLINE_KINDS or tags.get("man_made") == "pier" or tags.get("indoor") == "corridor"
    return tags.get("area") == "yes" or by_kind


def find_way_facts(reading: Reading, names: Names) -> WayFacts | None:
    """None for a way that is not a street."""
    tags = reading.tags
    found = find_kind(tags)
    if found is None:
        reading.problems.add("unknown_highway", f"{reading.what}: highway={tags.get('highway')} is not known", reading.file)
        return None
    kind, defaults = found
    roundabout = tags.get("junction") in ("roundabout", "circular")
    oneway_implied = roundabout or kind in (Kind.MOTORWAY, Kind.MOTORWAY_LINK)
    floors, heights = levels_of(reading, "level"), levels_of(reading, "layer")
    levels, layers = floors or heights, heights or floors
    permille, source, rise = incline_of(reading)
    crossing = crossing_of(reading) if kind is Kind.CROSSING else CrossingKind.UNKNOWN
    conveyed = kind in (Kind.ESCALATOR, Kind.MOVING_WALKWAY)
    return WayFacts(
        access=int(way_access(reading, defaults, oneway_implied, foot_directions(reading, conveyed))),
        kind=kind, speed_kmh=speed_of(reading, kind),
        name=names.add(tags.get("name") or tags.get("ref")), ref=names.add(tags.get("ref")),
        layer=as_layer(layers), level=int(min(levels)) if levels else UNKNOWN_I16,
        bridge=bridge_of(reading), roundabout=int(roundabout),
        incline_permille=permille, incline_source=source, rise=rise,
        step_count=reading.whole("step_count") if kind in (Kind.STEPS, Kind.ESCALATOR) else UNKNOWN_I16,
        surface=reading.worst_of("surface", SURFACE, SMOOTHNESS_OF.__getitem__, 0), smoothness=reading.worst_of("smoothness", SMOOTHNESS, int, 0),
        width_cm=reading.centimetres("width", "est_width"),
        wheelchair=reading.of("wheelchair", WHEELCHAIR, 0), tactile=reading.tri("tactile_paving"), lit=reading.tri("lit"),
        crossing=crossing, signal_sound=reading.tri("traffic_signals:sound"), signal_vibration=reading.tri("traffic_signals:vibration"),
        island=island_of(reading), handrail=reading.tri("handrail", "handrail:both", "handrail:left", "handrail:right", "handrail:center"),
        ramp=ramp_of(reading), sidewalk=sidewalk_of(tags), cycleway=cycleway_of(reading, kind), total_s=total_s_of(reading, kind, levels),
    )  # fmt: skip


def levels_of(reading: Reading, key: str) -> list[float]:
    value = reading.get(key)
    if value is None:
        return []
    try:
        return find_levels(value)
    except ValueError:
        reading.bad(key)
        return []


def as_layer(levels: list[float]) -> int:
    return int(max(-128, min(127, min(levels)))) if levels else 0


def incline_of(reading: Reading) -> tuple[int, Source, int]:
    value = reading.get("incline")
    if value is None:
        return UNKNOWN_I16, Source.UNKNOWN, 0
    try:
        permille, rise = find_incline(value)
    except ValueError:
        reading.bad("incline")
        return UNKNOWN_I16, Source.UNKNOWN, 0
    return (UNKNOWN_I16, Source.UNKNOWN, rise) if permille is None else (permille, Source.TAGGED, rise)


def speed_of(reading: Reading, kind: Kind) -> int:
    """What a car is to expect: most of the limit, and no more than is usual where the kind of way sets the pace."""
    slow = reading.get("service") is not None and kind is Kind.SERVICE
    usual = 10 if slow else DEFAULT_KMH.get(kind, 15)
    limits = []
    for key in ("maxspeed", "maxspeed:forward", "maxspeed:backward"):
        value = reading.get(key)
        if value is None or value in NO_NUMBER:
            continue
        kmh = find_kmh(value)
        if kmh is None:
            reading.bad(key)
        else:
            limits.append(kmh)
            break
    if not limits:
        return usual
    expected = max(5, round(limits[0] * SHARE_OF_LIMIT))
    return min(expected, usual) if kind in (Kind.SERVICE, Kind.TRACK, Kind.LIVING_STREET) else min(expected, 255)


def bridge_of(reading: Reading) -> int:
    for key, code in BRIDGE:
        if reading.get(key) not in (None, "no"):
            return code
    return 0


def crossing_of(reading: Reading) -> CrossingKind:
    if reading.get("crossing:signals") == "yes":
        return CrossingKind.SIGNALS
    found = reading.of("crossing", CROSSING, CrossingKind.UNKNOWN)
    markings = reading.get("crossing:markings")
    if found is CrossingKind.UNKNOWN and markings is not None:
        return CrossingKind.UNMARKED if markings == "no" else CrossingKind.MARKED
    return CrossingKind.MARKED if found is CrossingKind.UNKNOWN and reading.get("crossing_ref") else found


def island_of(reading: Reading) -> Tri:
    if reading.get("crossing") == "island" or "island" in reading.tags.get("traffic_calming", ""):
        return Tri.YES
    return reading.tri("crossing:island")


def ramp_of(reading: Reading) -> Tri:
    answers = [reading.tri(key) for key in ("ramp:wheelchair", "ramp:stroller")]
    if Tri.YES in answers:
        return Tri.YES
    if Tri.NO in answers:
        return Tri.NO
    only_bicycle = reading.get("ramp:bicycle") == "yes"  # a rail at the side, no way for wheels with a person on them
    return Tri.UNKNOWN if only_bicycle else reading.tri("ramp")


def sidewalk_of(tags: dict[str, str]) -> Sidewalk:
    plain = tags.get("sidewalk") or tags.get("sidewalk:both")
    if plain is not None:
        both = {"yes": Sidewalk.BOTH} if tags.get("sidewalk") is None else {}
        return (SIDEWALK | both).get(plain, Sidewalk.UNKNOWN)
    left, right = (tags.get(f"sidewalk:{side}") for side in ("left", "right"))
    if "separate" in (left, right):
        return Sidewalk.SEPARATE
    if left == "yes" or right == "yes":
        return Sidewalk.BOTH if left == right else Sidewalk.LEFT if left == "yes" else Sidewalk.RIGHT
    return Sidewalk.NONE if left == right == "no" else Sidewalk.UNKNOWN


def cycleway_of(reading: Reading, kind: Kind) -> int:
    """Of two sides the better one."""
    if kind is Kind.CYCLEWAY or (kind is Kind.PATH and reading.get("bicycle") == "designated"):
        return 1
    found = [CYCLEWAY[value] for key in ("cycleway", "cycleway:both", "cycleway:left", "cycleway:right") if (value := reading.get(key)) in CYCLEWAY]
    return min(found, default=0)


def total_s_of(reading: Reading, kind: Kind, levels: list[float]) -> int:
    if kind is Kind.ELEVATOR:
        span = max(levels) - min(levels) if levels else 1
        return round(LIFT_WAIT_S + LIFT_LEVEL_S * max(1, span))
    if kind is not Kind.FERRY or reading.get("duration") is None:
        return -1
    seconds = find_duration_s(reading.tags["duration"])
    if seconds is None:
        reading.bad("duration")
        return -1
    return seconds
