"""What kind of place the tags of an object make it, and the OSM value that says so."""
from routing.atlas import PlaceKind

Tags = dict[str, str]

AMENITIES = {
    PlaceKind.FOOD: "restaurant cafe fast_food bar pub ice_cream biergarten food_court",
    PlaceKind.HEALTH: "hospital clinic doctors dentist pharmacy veterinary nursing_home",
    PlaceKind.EDUCATION: "school kindergarten university college music_school language_school driving_school childcare",
    PlaceKind.CULTURE: "theatre cinema arts_centre library community_centre events_venue nightclub planetarium",
    PlaceKind.OFFICE: "townhall police courthouse post_office embassy fire_station",
    PlaceKind.TOILETS: "toilets",
    PlaceKind.BENCH: "bench",
    PlaceKind.WORSHIP: "place_of_worship",
    PlaceKind.MONEY: "bank atm bureau_de_change",
    PlaceKind.OTHER: "fuel charging_station bicycle_parking bicycle_rental bicycle_repair_station drinking_water post_box taxi ferry_terminal "
    "shelter recycling car_rental car_sharing marketplace fountain social_facility parcel_locker bus_station grave_yard",
}
AMENITY = {value: kind for kind, values in AMENITIES.items() for value in values.split()}
TOURISM = {
    **dict.fromkeys(("hotel", "hostel", "guest_house", "motel", "apartment", "chalet", "camp_site", "caravan_site"), PlaceKind.LODGING),
    **dict.fromkeys(("museum", "gallery", "attraction", "zoo", "theme_park", "aquarium", "viewpoint"), PlaceKind.CULTURE),
}
LEISURE = (
    "park", "playground", "sports_centre", "stadium", "swimming_pool", "swimming_area", "garden", "pitch", "fitness_centre", "fitness_station",
    "golf_course", "miniature_golf", "marina", "ice_rink",
)  # fmt: skip
UNNAMED_LEISURE = ("playground", "sports_centre", "swimming_area", "fitness_station")  # worth finding even without a name
SETTLEMENTS = ("city", "town", "village", "suburb", "quarter", "neighbourhood", "hamlet", "isolated_dwelling", "locality")
HISTORIC = ("castle", "monument", "memorial", "ruins", "fort", "city_gate", "archaeological_site")
NOT_OPEN = ("no", "vacant", "disused", "abandoned")
CLOSED_TO_VISITORS = ("private", "no", "permit", "residents")


def place_of(tags: Tags) -> tuple[PlaceKind, str] | None:
    """Kind and category; None for what is no place of its own. Addresses and named streets are told apart elsewhere."""
    if tags.get("amenity") == "parking":
        return parking_of(tags)
    return amenity_of(tags) or named_of(tags) or other_of(tags)


def parking_of(tags: Tags) -> tuple[PlaceKind, str] | None:
    """Car parks that strangers may use."""
    category = tags.get("parking", "parking")
    if tags.get("park_ride", "no") != "no":
        return PlaceKind.PARK_RIDE, category
    return None if tags.get("access") in (*CLOSED_TO_VISITORS, "customers") else (PlaceKind.PARKING, category)


def amenity_of(tags: Tags) -> tuple[PlaceKind, str] | None:
    amenity = tags.get("amenity", "")
    if amenity in AMENITY:
        private = amenity in ("toilets", "bicycle_parking") and tags.get("access") in CLOSED_TO_VISITORS
        return None if private else (AMENITY[amenity], amenity)
    if tags.get("shop", "no") not in NOT_OPEN:
        return PlaceKind.SHOP, tags["shop"]
    if tags.get("tourism") in TOURISM:
        return TOURISM[tags["tourism"]], tags["tourism"]
    if tags.get("healthcare", "no") != "no":
        return PlaceKind.HEALTH, tags["healthcare"]
    leisure = tags.get("leisure", "")
    if leisure in LEISURE and (tags.get("name") or leisure in UNNAMED_LEISURE) and tags.get("access") not in CLOSED_TO_VISITORS:
        return PlaceKind.LEISURE, leisure
    if tags.get("emergency") == "defibrillator":
        return PlaceKind.OTHER, "defibrillator"
    return None


def named_of(tags: Tags) -> tuple[PlaceKind, str] | None:
    """What is a place only by its name."""
    if not tags.get("name"):
        return None
    if tags.get("place") in SETTLEMENTS:
        return PlaceKind.SETTLEMENT, tags["place"]
    if tags.get("place") == "square":
        return PlaceKind.OTHER, "square"
    if tags.get("landuse") == "cemetery":
        return PlaceKind.OTHER, "cemetery"
    if tags.get("natural") == "water":
        return PlaceKind.LEISURE, "water"
    if tags.get("historic") in HISTORIC:
        return PlaceKind.CULTURE, tags["historic"]
    for key, kind in (("office", PlaceKind.OFFICE), ("craft", PlaceKind.SHOP)):
        if tags.get(key, "no") not in NOT_OPEN:
            return kind, tags[key]
    return None


def other_of(tags: Tags) -> tuple[PlaceKind, str] | None:
    """Any other amenity or building that bears a name."""
    if not tags.get("name"):
        return None
    if tags.get("amenity", "no") not in NOT_OPEN and tags["amenity"] != "parking_space":
        return PlaceKind.OTHER, tags["amenity"]
    return (PlaceKind.OTHER, "building") if tags.get("building", "no") != "no" else None
