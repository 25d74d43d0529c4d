"""What kind of way an object of OpenStreetMap is, who may use it, and what it is made of: read once more, from the tags alone."""
DRIVEN = (
    "motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary", "secondary_link", "tertiary", "tertiary_link",
    "unclassified", "residential", "living_street", "service", "road",
)  # fmt: skip
NOT_WALKED = ("motorway", "motorway_link", "trunk", "trunk_link", "busway", "bus_guideway")
FOOTPATHS = ("footway", "path", "cycleway", "bridleway", "pedestrian", "track", "steps", "corridor", "elevator", "platform")
GONE = ("construction", "proposed", "planned", "razed", "abandoned", "disused")
# As docs/WALLS.md lists them: wide enough whatever nobody measured, and paved where nobody says otherwise.
CAR_STREETS = tuple(kind for kind in DRIVEN if kind not in ("motorway", "motorway_link", "service", "road"))
WIDE = (*CAR_STREETS, "service", "track", "pedestrian", "square", "platform", "ferry")
PAVED = (*CAR_STREETS, "pedestrian", "sidewalk", "crossing", "steps", "platform", "ferry")
INSIDE = ("corridor", "elevator", "escalator", "moving_walkway", "fare_gate", "exit_gate", "station_walkway")
LEVEL = (*INSIDE, "ferry")
OPEN = (
    "yes", "designated", "permissive", "official", "public", "allowed", "discouraged", "destination", "customers", "agricultural", "forestry",
)  # fmt: skip
CLOSED = (
    "no", "private", "delivery", "permit", "military", "emergency", "restricted", "residents", "employees", "staff", "students", "use_sidepath",
    "dismount", "psv", "bus", "taxi", "hov", "emergency_vehicles",
)  # fmt: skip
TRADE = ("agricultural", "forestry")
MATERIALS = {
    "asphalt": "asphalt chipseal tartan",
    "concrete": "concrete concrete:plates concrete:lanes",
    "paving_stones": "paving_stones paving_stones:lanes bricks brick tiles",
    "sett": "sett cobblestone:flattened",
    "cobblestone": "cobblestone unhewn_cobblestone",
    "compacted": "compacted",
    "fine_gravel": "fine_gravel",
    "gravel": "gravel pebblestone",
    "dirt": "dirt earth ground mud soil",
    "grass": "grass",
    "sand": "sand",
    "wood": "wood",
    "metal": "metal metal_grid",
    "other_paved": "paved rubber acrylic",
    "other_unpaved": "unpaved rock stone woodchips grass_paver",
}
MATERIAL = {value: name for name, values in MATERIALS.items() for value in values.split()}
SMOOTHNESSES = ("excellent", "good", "intermediate", "bad", "very_bad", "horrible", "very_horrible", "impassable")  # best first
SMOOTHNESS_OF = {
    "asphalt": "good", "concrete": "good", "paving_stones": "good", "metal": "good", "other_paved": "intermediate", "wood": "intermediate",
    "sett": "intermediate", "compacted": "intermediate", "fine_gravel": "bad", "cobblestone": "bad", "other_unpaved": "bad", "gravel": "very_bad",
    "dirt": "very_bad", "grass": "very_bad", "sand": "horrible",
}  # fmt: skip
CROSSINGS = {
    "traffic_signals": "signals", "toucan": "signals", "pelican": "signals", "puffin": "signals", "marked": "marked", "uncontrolled": "marked",
    "zebra": "marked", "unmarked": "unmarked", "informal": "unmarked", "no": "no",
}  # fmt: skip
CONVEYED = ("yes", "forward", "backward", "reversible")


def find_kind(tags: dict[str, str]) -> str | None:
    """The value of `highway`, with pavements, crossings and what moves told apart; None for what is no way."""
    highway = tags.get("highway", "")
    moves = tags.get("conveying") in CONVEYED
    if highway == "steps":
        return "escalator" if moves else "steps"
    if highway in DRIVEN or highway in FOOTPATHS or highway in NOT_WALKED:
        if moves and highway in ("footway", "pedestrian", "corridor"):
            return "moving_walkway"
        if highway in ("footway", "path", "cycleway") and "crossing" in (tags.get("footway"), tags.get("path"), tags.get("cycleway")):
            return "crossing"
        return "sidewalk" if highway == "footway" and tags.get("footway") == "sidewalk" else highway
    if highway in GONE:
        return None
    if "platform" in (tags.get("railway"), tags.get("public_transport")):
        return "platform"
    if tags.get("route") == "ferry":
        return "ferry"
    if tags.get("man_made") == "pier":
        return "pier"
    return "corridor" if tags.get("indoor") == "corridor" else None


def is_area(tags: dict[str, str], kind: str) -> bool:
    """Of a closed way: is it crossed rather than gone round?"""
    by_itself = kind in ("platform", "elevator") or tags.get("man_made") == "pier" or tags.get("indoor") == "corridor"
    return tags.get("area") != "no" and (by_itself or tags.get("area") == "yes")


def find_answer(tags: dict[str, str], keys: tuple[str, ...], suffix: str) -> tuple[str, str] | None:
    """The first key that says something of access, and the most generous of its values."""
    for key in keys:
        for tag in (key + suffix, key):
            values = [value.strip() for value in tags.get(tag, "").split(";")]
            known = [value for value in values if value in OPEN] + [value for value in values if value in CLOSED]
            if known:
                return tag, known[0]
    return None


def may_walk(tags: dict[str, str], kind: str, forward: bool) -> bool:
    if kind in ("escalator", "moving_walkway") and tags.get("conveying") in ("forward", "backward"):
        if (tags["conveying"] == "forward") != forward:
            return False
    one_way = tags.get("oneway:foot") or (tags.get("oneway") if kind in ("escalator", "moving_walkway") else None)
    if (one_way in ("yes", "true", "1") and not forward) or (one_way in ("-1", "reverse") and forward):
        return False
    usual = kind not in NOT_WALKED or (kind in ("trunk", "trunk_link") and has_pavement(tags))
    usual &= tags.get("motorroad") != "yes"
    found = find_answer(tags, ("foot", "access"), ":forward" if forward else ":backward")
    if found is None:
        return usual
    tag, value = found
    return value in OPEN and (usual or not tag.startswith("access"))


def has_pavement(tags: dict[str, str]) -> bool:
    return tags.get("sidewalk") in ("both", "left", "right") or "yes" in (tags.get(f"sidewalk:{side}") for side in ("both", "left", "right"))


def is_driven(tags: dict[str, str], kind: str) -> bool:
    """May cars use it, in one direction at least? That makes it a street beside pavements and crossings."""
    if kind == "ferry" or tags.get("oneway") == "reversible":
        return False
    for suffix in (":forward", ":backward"):
        found = find_answer(tags, ("motorcar", "motor_vehicle", "vehicle", "access"), suffix)
        usual = kind in DRIVEN
        if found is None and usual:
            return True
        if found is not None and found[1] in OPEN and found[1] not in TRADE and (usual or not found[0].startswith("access")):
            return True
    return False


def find_material(tags: dict[str, str], kind: str) -> str | None:
    """As docs/WALLS.md names it; of several the worst. On paved kinds of ways something paved where nobody says."""
    known = [MATERIAL[value.strip()] for value in tags.get("surface", "").split(";") if value.strip() in MATERIAL]
    if known:
        return max(known, key=lambda name: SMOOTHNESSES.index(SMOOTHNESS_OF[name]))
    return "other_paved" if kind in PAVED else None


def find_crossing(tags: dict[str, str]) -> str | None:
    """The kind of a crossing, of its way or of its point."""
    if tags.get("crossing:signals") == "yes":
        return "signals"
    for value in tags.get("crossing", "").split(";"):
        if value.strip() in CROSSINGS:
            return CROSSINGS[value.strip()]
    if "crossing:markings" in tags:
        return "unmarked" if tags["crossing:markings"] == "no" else "marked"
    return "marked" if tags.get("crossing_ref") else None
