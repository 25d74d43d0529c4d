"""Modes by the names MOTIS has for them."""
from collections.abc import Iterable

from backend.contract.trips import TripMode

TRANSIT, RAIL = "TRANSIT", "RAIL"
OF_RAIL = frozenset({"HIGHSPEED_RAIL", "LONG_DISTANCE", "NIGHT_RAIL", "REGIONAL_RAIL", "SUBURBAN", "SUBWAY"})
OF_TRANSIT = OF_RAIL | {"TRAM", "FERRY", "AIRPLANE", "BUS", "COACH", "FUNICULAR", "AERIAL_LIFT", "ODM", "RIDE_SHARING", "OTHER"}
OLD_NAMES = {"METRO": "SUBURBAN", "AREAL_LIFT": "AERIAL_LIFT", "CABLE_CAR": "AERIAL_LIFT", "REGIONAL_FAST_RAIL": "REGIONAL_RAIL"}
TRANSIT_WORDS = (TRANSIT, *sorted({RAIL, *OF_TRANSIT, *OLD_NAMES}))

BASIC = {
    0: "TRAM", 1: "SUBWAY", 2: "REGIONAL_RAIL", 3: "BUS", 4: "FERRY", 5: "TRAM", 6: "AERIAL_LIFT", 7: "FUNICULAR", 11: "BUS", 12: "SUBWAY",
}  # fmt: skip
TRAINS = {101: "HIGHSPEED_RAIL", 102: "LONG_DISTANCE", 105: "NIGHT_RAIL", 109: "SUBURBAN"}
# Extended types by their hundreds.
FAMILIES = {
    1: "REGIONAL_RAIL", 2: "COACH", 3: "SUBURBAN", 4: "SUBWAY", 5: "SUBWAY", 6: "SUBWAY", 7: "BUS", 8: "BUS", 9: "TRAM", 10: "FERRY", 11: "AIRPLANE",
    12: "FERRY", 13: "AERIAL_LIFT", 14: "FUNICULAR",
}  # fmt: skip

WALK, BIKE, CAR, RENTAL = "WALK", "BIKE", "CAR", "RENTAL"
CAR_PARKING, CAR_DROPOFF = "CAR_PARKING", "CAR_DROPOFF"
DIRECT_MODES = (WALK, BIKE, CAR, RENTAL)
BEFORE_MODES = (WALK, BIKE, CAR, CAR_PARKING, CAR_DROPOFF, RENTAL)
AFTER_MODES = (WALK, RENTAL)
# One's own car is left where it may be left: nobody can drive it on.
TO_STOPS = {BIKE: TripMode.BIKE_RIDE, CAR: TripMode.PARK_RIDE, CAR_PARKING: TripMode.PARK_RIDE, CAR_DROPOFF: TripMode.KISS_RIDE}
ALL_THE_WAY = {WALK: TripMode.WALK, BIKE: TripMode.BIKE, CAR: TripMode.CAR}
FORM_FACTORS = {
    "BICYCLE": TripMode.SHARED_BIKE, "CARGO_BICYCLE": TripMode.SHARED_BIKE, "SCOOTER_STANDING": TripMode.SHARED_SCOOTER,
    "SCOOTER_SEATED": TripMode.SHARED_SCOOTER, "CAR": TripMode.SHARED_CAR, "MOPED": None, "OTHER": None,
}  # fmt: skip
SCOOTER, UNNAMED = "scooter", "OTHER"


def transit_mode(route_type: int) -> str:
    """Of a GTFS route_type, basic or extended."""
    if route_type < 100:
        return BASIC.get(route_type, "OTHER")
    return TRAINS.get(route_type) or FAMILIES.get(route_type // 100, "OTHER")


def spelt_out(words: Iterable[str]) -> frozenset[str]:
    """The single kinds of public transport behind names that stand for several or are old."""
    found: set[str] = set()
    for word in words:
        found |= OF_TRANSIT if word == TRANSIT else OF_RAIL if word == RAIL else {OLD_NAMES.get(word, word)}
    return frozenset(found)


def form_factor(told: str) -> str:
    """From the word of GBFS, which once had one word for all scooters."""
    word = "SCOOTER_STANDING" if told == SCOOTER else told.upper()
    return word if word in FORM_FACTORS else UNNAMED
