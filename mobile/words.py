"""Words that many screens share: modes, lines, what a place is. Without Kivy."""

from backend.contract.places import PlaceKind
from backend.contract.trips import TripMode
from mobile.i18n import tr

MODES = {
    "BUS": lambda: tr("Bus"),
    "TROLLEYBUS": lambda: tr("Trolleybus"),
    "TRAM": lambda: tr("Tram"),
    "CABLE_TRAM": lambda: tr("Cable tram"),
    "SUBWAY": lambda: tr("Metro"),
    "MONORAIL": lambda: tr("Monorail"),
    "RAIL": lambda: tr("Train"),
    "FUNICULAR": lambda: tr("Funicular"),
    "FERRY": lambda: tr("Ferry"),
    "AERIAL_LIFT": lambda: tr("Cable car"),
    "BIKE": lambda: tr("Bike"),
    "CAR": lambda: tr("Car"),
    "WALK": lambda: tr("Walk"),
    "WHEELCHAIR": lambda: tr("Roll"),
}

TRIP_MODES = {
    TripMode.TRANSIT: ("bus-multiple", lambda: tr("Bus, tram and train")),
    TripMode.WALK: ("walk", lambda: tr("Only on foot")),
    TripMode.BIKE: ("bike", lambda: tr("Own bike all the way")),
    TripMode.BIKE_RIDE: ("bike-fast", lambda: tr("Bike to the stop, then ride")),
    TripMode.CAR: ("car-side", lambda: tr("Own car all the way")),
    TripMode.PARK_RIDE: ("parking", lambda: tr("Car to the stop, then ride")),
    TripMode.KISS_RIDE: ("account-arrow-right", lambda: tr("Somebody drives me to the stop")),
}

PLACE_ICONS = {
    PlaceKind.ADDRESS: "map-marker-outline",
    PlaceKind.STREET: "road-variant",
    PlaceKind.STOP: "bus-stop",
    PlaceKind.STATION: "train",
    PlaceKind.SETTLEMENT: "city-variant-outline",
    PlaceKind.PARKING: "parking",
    PlaceKind.PARK_RIDE: "parking",
    PlaceKind.SHOP: "shopping-outline",
    PlaceKind.FOOD: "silverware-fork-knife",
    PlaceKind.HEALTH: "hospital-building",
    PlaceKind.EDUCATION: "school-outline",
    PlaceKind.CULTURE: "bank-outline",
    PlaceKind.LEISURE: "pine-tree",
    PlaceKind.OFFICE: "office-building-outline",
    PlaceKind.TOILETS: "human-male-female",
    PlaceKind.BENCH: "bench",
    PlaceKind.WORSHIP: "church-outline",
    PlaceKind.LODGING: "bed-outline",
    PlaceKind.MONEY: "cash",
    PlaceKind.OTHER: "map-marker-outline",
}


def mode_word(mode: str) -> str:
    return MODES[mode]()


def line_word(mode: str, line: str) -> str:
    """As people name it: Bus 12."""
    return f"{mode_word(mode)} {line}".strip()


def foot_mode(moves: str) -> str:
    """The mode drawn for a way on foot: those who roll see their own sign."""
    return "WHEELCHAIR" if moves == "roll" else "WALK"
