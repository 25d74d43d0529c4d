"""What the tags of an area, a line or a point mean on the map. Values that are not listed are not drawn."""
from routing.atlas import BlockKind, GreenKind, LabelKind, Layer, RailKind, SquareKind, WaterKind, WoodKind
from routing.build.tags_tables import BRIDGE
from routing.build.tags_way import find_kind, is_area
from routing.streets.model import Kind

Look = tuple[int, int]  # layer and kind
Tags = dict[str, str]

LAKE, POOL, WOOD = (Layer.WATER, WaterKind.AREA), (Layer.WATER, WaterKind.POOL), (Layer.WOOD, WoodKind.AREA)
SQUARE, PARKING, ISLAND = (Layer.SQUARE, SquareKind.SQUARE), (Layer.PARKING, 0), (Layer.LAND, 0)
PARK, GRASS, SPORT, CEMETERY, FIELD = ((Layer.GREEN, kind) for kind in GreenKind)
RESIDENTIAL, TRADE, INDUSTRY, CAMPUS, RAILWAY = ((Layer.BLOCK, kind) for kind in BlockKind)
# By key, the first that has a meaning counts.
AREA_LOOKS: dict[str, dict[str, Look]] = {
    "waterway": dict.fromkeys(("riverbank", "dock", "basin", "river", "canal"), LAKE),
    "natural": {
        "water": LAKE, "bay": LAKE, "wood": WOOD, "scrub": GRASS, "heath": GRASS, "grassland": GRASS, "fell": GRASS, "wetland": GRASS,
    },
    "leisure": {
        "swimming_pool": POOL, "park": PARK, "garden": PARK, "dog_park": PARK, "playground": PARK, "pitch": SPORT, "sports_centre": SPORT,
        "stadium": SPORT, "track": SPORT, "golf_course": SPORT, "miniature_golf": SPORT,
    },
    "amenity": {
        "parking": PARKING, "marketplace": SQUARE, "grave_yard": CEMETERY,
        **dict.fromkeys(("school", "university", "college", "kindergarten", "hospital"), CAMPUS),
    },
    "place": {"square": SQUARE, "island": ISLAND, "islet": ISLAND},
    "landuse": {
        "reservoir": LAKE, "basin": LAKE, "forest": WOOD, "village_green": PARK, "recreation_ground": PARK, "grass": GRASS, "allotments": GRASS,
        "flowerbed": GRASS, "greenfield": GRASS, "cemetery": CEMETERY, "farmland": FIELD, "meadow": FIELD, "orchard": FIELD, "vineyard": FIELD,
        "plant_nursery": FIELD, "greenhouse_horticulture": FIELD, "residential": RESIDENTIAL, "retail": TRADE, "commercial": TRADE,
        "industrial": INDUSTRY, "garages": INDUSTRY, "port": INDUSTRY, "farmyard": INDUSTRY, "construction": INDUSTRY, "education": CAMPUS,
        "institutional": CAMPUS, "religious": CAMPUS, "railway": RAILWAY,
    },
}  # fmt: skip
RAILS = {
    "rail": RailKind.RAIL, "narrow_gauge": RailKind.RAIL, "funicular": RailKind.RAIL, "preserved": RailKind.RAIL, "monorail": RailKind.METRO,
    "light_rail": RailKind.METRO, "subway": RailKind.METRO, "tram": RailKind.TRAM,
}  # fmt: skip
SIDINGS = ("siding", "yard", "spur", "crossover")
WATER_LINES = {"river": WaterKind.RIVER, "canal": WaterKind.RIVER, "stream": WaterKind.STREAM, "ditch": WaterKind.STREAM, "drain": WaterKind.STREAM}
SETTLEMENTS = {
    "city": LabelKind.CITY, "town": LabelKind.TOWN, "village": LabelKind.VILLAGE, "suburb": LabelKind.QUARTER, "quarter": LabelKind.QUARTER,
    "neighbourhood": LabelKind.QUARTER, "hamlet": LabelKind.LOCALITY, "isolated_dwelling": LabelKind.LOCALITY, "locality": LabelKind.LOCALITY,
    "square": LabelKind.PLACE,
}  # fmt: skip
LANDMARKS = {
    "amenity": ("hospital", "library", "theatre", "townhall", "university"),
    "tourism": ("attraction", "museum", "zoo"),
    "historic": ("castle", "monument"),
}
STREET_LABELS = {
    LabelKind.STREET_MAIN: (Kind.MOTORWAY, Kind.TRUNK, Kind.PRIMARY, Kind.SECONDARY),
    LabelKind.STREET_MIDDLE: (Kind.TERTIARY, Kind.MOTORWAY_LINK, Kind.TRUNK_LINK, Kind.PRIMARY_LINK, Kind.SECONDARY_LINK, Kind.TERTIARY_LINK),
    LabelKind.STREET_SMALL: (Kind.UNCLASSIFIED, Kind.RESIDENTIAL, Kind.LIVING_STREET, Kind.PEDESTRIAN, Kind.SERVICE, Kind.OTHER),
    LabelKind.STREET_PATH: (Kind.TRACK, Kind.FOOTWAY, Kind.PATH, Kind.CYCLEWAY, Kind.BRIDLEWAY, Kind.STEPS),
}
STREET_LABEL = {kind: label for label, kinds in STREET_LABELS.items() for kind in kinds}


def area_look(tags: Tags) -> Look | None:
    if tags.get("building", "no") != "no":
        return (Layer.BUILDING, 0)
    if is_area(tags, closed=True):
        found = find_kind(tags)
        return (Layer.SQUARE, SquareKind.PLATFORM if found and found[0] is Kind.PLATFORM else SquareKind.SQUARE)
    if tags.get("amenity") == "parking" and tags.get("parking") == "underground":
        return None
    return next((looks[tags[key]] for key, looks in AREA_LOOKS.items() if tags.get(key) in looks), None)


def line_look(tags: Tags, closed: bool) -> Look | None:
    if is_area(tags, closed):
        return None
    found = find_kind(tags)
    if found is not None:
        return (Layer.FERRY, 0) if found[0] is Kind.FERRY else (Layer.STREET, found[0])
    if tags.get("railway") in RAILS:
        return (Layer.RAIL, RailKind.SIDING if tags.get("service") in SIDINGS else RAILS[tags["railway"]])
    if tags.get("waterway") in WATER_LINES and tags.get("tunnel", "no") == "no":
        return (Layer.WATER, WATER_LINES[tags["waterway"]])
    return None


def point_look(tags: Tags) -> Look | None:
    """A tree, or a name that stands at a point."""
    if tags.get("natural") == "tree":
        return (Layer.WOOD, WoodKind.TREE)
    if not tags.get("name"):
        return None
    if tags.get("place") in SETTLEMENTS:
        return (Layer.LABEL, SETTLEMENTS[tags["place"]])
    if tags.get("railway") in ("station", "halt") and tags.get("station") != "miniature":
        return (Layer.LABEL, LabelKind.STATION)
    return (Layer.LABEL, LabelKind.PLACE) if any(tags.get(key) in values for key, values in LANDMARKS.items()) else None


def bridge_of(tags: Tags) -> int:
    """0 none, 1 bridge, 2 tunnel."""
    return next((code for key, code in BRIDGE if tags.get(key, "no") != "no"), 0)
