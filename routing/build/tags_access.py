"""Who may use a way, and in which direction: OSM's access tags, the most specific first, then the one-way rules."""
from enum import Enum

from routing.build.tags_value import Reading
from routing.streets.model import Access

FORWARD, BACKWARD = ":forward", ":backward"
MODES = {
    "foot": (("foot", "access"), Access.FOOT_F, Access.FOOT_B),
    "bike": (("bicycle", "vehicle", "access"), Access.BIKE_F, Access.BIKE_B),
    "car": (("motorcar", "motor_vehicle", "vehicle", "access"), Access.CAR_F, Access.CAR_B),
}
CONDITIONAL_KEYS = tuple(f"{key}:conditional" for key in ("foot", "bicycle", "motorcar", "motor_vehicle", "vehicle", "access", "oneway"))
EITHER_WAY, ONLY_FORWARD, ONLY_BACKWARD, NEITHER = (True, True), (True, False), (False, True), (False, False)
ONEWAY = {
    "yes": ONLY_FORWARD, "true": ONLY_FORWARD, "1": ONLY_FORWARD, "-1": ONLY_BACKWARD, "reverse": ONLY_BACKWARD,
    "no": EITHER_WAY, "false": EITHER_WAY, "0": EITHER_WAY, "alternating": EITHER_WAY, "reversible": NEITHER,
}  # fmt: skip
SHORT_SERVICE = ("driveway", "parking_aisle", "drive-through", "emergency_access")


class Rule(Enum):
    YES, DESTINATION, TRADE, NO = range(4)  # TRADE: farmers and foresters; a wall for cars only


RULES = {
    "yes": Rule.YES, "designated": Rule.YES, "permissive": Rule.YES, "official": Rule.YES, "public": Rule.YES, "allowed": Rule.YES,
    "discouraged": Rule.YES, "destination": Rule.DESTINATION, "customers": Rule.DESTINATION, "agricultural": Rule.TRADE, "forestry": Rule.TRADE,
    "no": Rule.NO, "private": Rule.NO, "delivery": Rule.NO, "permit": Rule.NO, "military": Rule.NO, "emergency": Rule.NO, "restricted": Rule.NO,
    "residents": Rule.NO, "employees": Rule.NO, "staff": Rule.NO, "students": Rule.NO, "use_sidepath": Rule.NO, "dismount": Rule.NO, "psv": Rule.NO,
    "bus": Rule.NO, "taxi": Rule.NO, "hov": Rule.NO, "emergency_vehicles": Rule.NO,
}  # fmt: skip


def find_rule(reading: Reading, mode: str, suffix: str = "", specific_only: bool = False) -> tuple[str, Rule] | None:
    """The most specific access key that says something, and what. Of several values the most generous counts."""
    keys = MODES[mode][0]
    for key in keys[:-1] if specific_only else keys:
        for tag in (key + suffix, key) if suffix else (key,):
            value = reading.get(tag)
            if value is None:
                continue
            rules = [RULES[part.strip()] for part in value.split(";") if part.strip() in RULES]
            if rules:
                return tag, min(rules, key=lambda rule: rule.value)
            if value not in ("unknown", "fixme", "variable"):
                reading.bad(tag)
    return None


def is_open(rule: Rule, mode: str) -> bool:
    return rule in (Rule.YES, Rule.DESTINATION) or (rule is Rule.TRADE and mode != "car")


def way_access(reading: Reading, defaults: str, oneway_implied: bool, one_way_on_foot: tuple[bool, bool]) -> Access:
    """Access of a way in both directions.

    defaults: initials of the modes (foot, bike, car) that may use this kind of way when nothing is tagged
    one_way_on_foot: (forward, backward) that the way itself permits on foot: an escalator runs one way
    """
    if any(key in reading.tags for key in CONDITIONAL_KEYS):
        key = next(key for key in CONDITIONAL_KEYS if key in reading.tags)
        reading.problems.add("conditional_access", f"{reading.what}: {key}={reading.tags[key]} is left out of account", reading.file)
    if reading.get("motorroad") == "yes":
        defaults = defaults.replace("f", "").replace("b", "")
    directions = {"foot": one_way_on_foot, "bike": bike_directions(reading, oneway_implied), "car": car_directions(reading, oneway_implied)}
    access, destination = Access(0), reading.get("service") in SHORT_SERVICE
    for mode, (_, forward_bit, backward_bit) in MODES.items():
        for suffix, bit, runs in ((FORWARD, forward_bit, directions[mode][0]), (BACKWARD, backward_bit, directions[mode][1])):
            usable = mode[0] in defaults
            found = find_rule(reading, mode, suffix)
            if found is not None:
                tag, rule = found
                # A general `access=yes` does not invite cars onto a footway.
                usable = is_open(rule, mode) and (usable or not tag.startswith("access"))
                runs = runs or (tag.endswith(suffix) and is_open(rule, mode))
                destination |= mode == "car" and rule is Rule.DESTINATION
            if usable and runs:
                access |= bit
    if access & (Access.CAR_F | Access.CAR_B) and destination:
        access |= Access.DESTINATION
    return access


def oneway_of(reading: Reading, key: str) -> tuple[bool, bool] | None:
    value = reading.get(key)
    if value is None:
        return None
    if value not in ONEWAY:
        reading.bad(key)
        return None
    if ONEWAY[value] == NEITHER:
        reading.problems.add("reversible_way", f"{reading.what}: {key}={value}, no vehicle is led over it", reading.file)
    return ONEWAY[value]


def car_directions(reading: Reading, implied: bool) -> tuple[bool, bool]:
    for key in ("oneway:motorcar", "oneway:motor_vehicle", "oneway:vehicle", "oneway"):
        found = oneway_of(reading, key)
        if found is not None:
            return found
    return ONLY_FORWARD if implied else EITHER_WAY


def bike_directions(reading: Reading, implied: bool) -> tuple[bool, bool]:
    own = oneway_of(reading, "oneway:bicycle")
    if own is not None:
        return own
    tags = reading.tags
    general = ONEWAY.get(tags.get("oneway", ""), ONLY_FORWARD if implied else EITHER_WAY)
    lanes = [tags.get(key, "") for key in ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")]
    against = any(lane.startswith("opposite") for lane in lanes)
    # On a one-way street a lane that runs the other way, or both ways.
    against |= any(tags.get(f"cycleway:{side}:oneway") in ("no", "-1") for side in ("left", "right"))
    return EITHER_WAY if against and general != NEITHER else general


def foot_directions(reading: Reading, conveyed: bool) -> tuple[bool, bool]:
    """On foot a one-way street has two directions, unless the tag names pedestrians or the way moves by itself."""
    conveying = reading.get("conveying")
    if conveyed and conveying in ("forward", "backward"):
        return ONLY_FORWARD if conveying == "forward" else ONLY_BACKWARD
    own = oneway_of(reading, "oneway:foot")
    if own is None and conveyed:
        own = oneway_of(reading, "oneway")
    return own or EITHER_WAY
