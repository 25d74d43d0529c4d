"""What the tags of one node on a street say about its vertex, and who gets past it."""
from typing import NamedTuple

from routing.build.tags_access import MODES, Rule, find_rule, is_open
from routing.build.tags_tables import BARRIER, KERB, WHEELCHAIR
from routing.build.tags_value import Reading, find_metres
from routing.build.tags_way import crossing_of, island_of
from routing.streets.model import UNKNOWN_I16, Access, Barrier, CrossingKind, Kerb, Tri, Wheelchair

EVERYBODY = 63  # all modes, both directions
CROSSINGS = ("crossing",)
RAIL_CROSSINGS = ("crossing", "tram_crossing")


class NodeFacts(NamedTuple):
    """One node; names as in the vertex columns. `passable`: Access bits of those who get past it; `elevation_dm` as tagged."""

    elevation_dm: int
    kerb: int
    kerb_height_cm: int
    barrier: int
    barrier_width_cm: int
    crossing: int
    signal_sound: int
    signal_vibration: int
    tactile: int
    signals: int
    island: int
    elevator: int
    entrance: int
    wheelchair: int
    passable: int


def find_node_facts(reading: Reading) -> NodeFacts | None:
    """None for a node that says nothing about streets."""
    tags = reading.tags
    highway = tags.get("highway", "")
    kerb = KERB.get(tags.get("kerb", "yes" if tags.get("barrier") == "kerb" else ""), Kerb.UNKNOWN)
    height_cm = reading.centimetres("kerb:height")
    is_kerb = "kerb" in tags or tags.get("barrier") == "kerb" or height_cm != UNKNOWN_I16
    barrier, defaults = barrier_of(tags)
    is_crossing = crosses(tags)
    signals, elevator = highway == "traffic_signals", highway == "elevator"
    entrance = tags.get("entrance", "no") != "no" or tags.get("railway") == "subway_entrance"
    tactile, elevation_dm = reading.tri("tactile_paving"), elevation_of(reading)
    wheelchair = Wheelchair.UNKNOWN if is_stop(tags) else reading.of("wheelchair", WHEELCHAIR, Wheelchair.UNKNOWN)
    unfit = wheelchair in (Wheelchair.NO, Wheelchair.LIMITED)
    facts = (unfit, is_kerb, barrier, is_crossing, signals, elevator, entrance, tactile != Tri.UNKNOWN, elevation_dm != UNKNOWN_I16)
    if not any(facts):
        return None
    return NodeFacts(
        elevation_dm=elevation_dm, kerb=kerb, kerb_height_cm=height_cm if is_kerb else UNKNOWN_I16, barrier=barrier,
        barrier_width_cm=reading.centimetres("maxwidth:physical", "opening", "width") if barrier else UNKNOWN_I16,
        crossing=crossing_of(reading) if is_crossing else CrossingKind.UNKNOWN,
        signal_sound=reading.tri("traffic_signals:sound"), signal_vibration=reading.tri("traffic_signals:vibration"),
        tactile=tactile, signals=int(signals), island=island_of(reading), elevator=int(elevator), entrance=int(entrance),
        wheelchair=wheelchair, passable=passable_of(reading, defaults) if barrier else EVERYBODY,
    )  # fmt: skip


def crosses(tags: dict[str, str]) -> bool:
    """Whether it is the crossing of a street, whatever is told of its kind."""
    highway = tags.get("highway", "")
    return highway in CROSSINGS or tags.get("railway") in RAIL_CROSSINGS or ("crossing" in tags and not highway)


def is_stop(tags: dict[str, str]) -> bool:
    """What is said of a stop on a street is said of boarding there, not of going by."""
    rail = tags.get("railway") in ("tram_stop", "stop", "halt", "station")
    return rail or tags.get("highway") == "bus_stop" or tags.get("public_transport", "no") != "no"


def barrier_of(tags: dict[str, str]) -> tuple[Barrier, str]:
    """What stands there, and the modes that get past it when nothing else is tagged. A barrier nobody knows stops cars only."""
    value = tags.get("barrier", "no")
    if value in ("no", "kerb", "entrance"):
        return Barrier.NONE, "fbc"
    return BARRIER.get(value, (Barrier.OTHER, "fb"))


def passable_of(reading: Reading, defaults: str) -> int:
    passable = Access(0)
    if reading.get("locked") == "yes":
        defaults = ""
    for mode, (_, forward_bit, backward_bit) in MODES.items():
        usable = mode[0] in defaults
        found = find_rule(reading, mode)
        if found is not None:
            tag, rule = found
            usable = rule is not Rule.NO and is_open(rule, mode) and (usable or tag != "access")
        if usable:
            passable |= forward_bit | backward_bit
    return int(passable)


def elevation_of(reading: Reading) -> int:
    """`ele` in metres, as decimetres."""
    value = reading.get("ele")
    if value is None:
        return UNKNOWN_I16
    sign = -1 if value.strip().startswith("-") else 1
    metres = find_metres(value.strip().removeprefix("-"))
    if metres is None or metres > 3200:  # int16 decimetres
        reading.bad("ele")
        return UNKNOWN_I16
    return round(sign * metres * 10)
