"""Words that many screens share: modes, lines, what a place is. Without Kivy."""

from backend.contract.places import PlaceKind
from backend.contract.trips import Leg, LegMode, TripMode
from mobile.i18n import tr

STREET_MODES = (LegMode.WALK, LegMode.BIKE, LegMode.SCOOTER, LegMode.CAR, LegMode.TAXI, LegMode.ON_DEMAND)
SHARED = {LegMode.BIKE: "SHARED_BIKE", LegMode.CAR: "SHARED_CAR"}  # what is drawn where the vehicle is a shared one

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
    "SCOOTER": lambda: tr("Scooter"),
    "SHARED_BIKE": lambda: tr("Shared bike"),
    "SHARED_CAR": lambda: tr("Shared car"),
    "TAXI": lambda: tr("Taxi"),
    "ON_DEMAND": lambda: tr("On-demand van"),
    "WALK": lambda: tr("Walk"),
    "WHEELCHAIR": lambda: tr("Roll"),
}

TRIP_MODES = {
    TripMode.TRANSIT: ("bus-multiple", lambda: tr("Bus, tram and train")),
    TripMode.WALK: ("walk", lambda: tr("Only on foot")),
    TripMode.BIKE: ("bike", lambda: tr("Own bike all the way")),
    TripMode.BIKE_RIDE: ("bike-fast", lambda: tr("Bike to the stop, then ride")),
    TripMode.CAR: ("car-side", lambda: tr("Own car all the way")),
    TripMode.CAR_PARK: ("garage", lambda: tr("Own car to a car park, then on foot")),
    TripMode.PARK_RIDE: ("parking", lambda: tr("Car to the stop, then ride")),
    TripMode.KISS_RIDE: ("account-arrow-right", lambda: tr("Somebody drives me to the stop")),
    TripMode.SHARED_BIKE: ("bicycle-basket", lambda: tr("Shared bike")),
    TripMode.SHARED_SCOOTER: ("scooter-electric", lambda: tr("Shared scooter")),
    TripMode.SHARED_CAR: ("car-key", lambda: tr("Shared car")),
    TripMode.TAXI: ("taxi", lambda: tr("Taxi")),
    TripMode.ON_DEMAND: ("van-passenger", lambda: tr("Rides that have to be booked")),
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


def drawn_mode(leg: Leg, moves: str) -> str:
    """The mode a leg is drawn and named as."""
    if leg.mode is LegMode.WALK:
        return foot_mode(moves)
    return SHARED.get(leg.mode, str(leg.mode)) if leg.rental else str(leg.mode)


def line_of(leg: Leg) -> str:
    """The name of the line of a ride."""
    return leg.route.short_name or leg.route.long_name
