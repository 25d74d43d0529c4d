"""What must hold of every answer, in production too (rule R05): time never runs back, nothing is faster than physically possible."""
import math
from itertools import pairwise

from routing.earth import METRES_PER_DEGREE
from routing.journey import Journey, Leg, LegMode, StreetLeg, TransitLeg

# Faster than anything that carries people in a city, metres per second.
FASTEST_MPS = {LegMode.WALK: 4.0, LegMode.BIKE: 20.0, LegMode.CAR: 75.0, LegMode.SCOOTER: 20.0, LegMode.TAXI: 75.0, LegMode.ON_DEMAND: 75.0}
FASTEST_RIDE_MPS = 100.0
# Timetables are often written in whole minutes: two stops apart by one rounding each.
ROUNDING_S = 120
STREET_SLACK_S = 5


def distance_m(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Metres between two points of one city (equirectangular)."""
    north = (other_lat - lat) * METRES_PER_DEGREE
    east = (other_lon - lon) * METRES_PER_DEGREE * math.cos(math.radians((lat + other_lat) / 2))
    return math.hypot(north, east)


def violations(journey: Journey) -> list[str]:
    """Everything about a journey that cannot be true; empty for a sound one."""
    found = []
    if not journey.legs:
        return ["a journey without legs"]
    if journey.departure_s != journey.legs[0].departure_s or journey.arrival_s != journey.legs[-1].arrival_s:
        found.append("departure or arrival differ from the first or last leg")
    for number, leg in enumerate(journey.legs):
        if leg.arrival_s < leg.departure_s:
            found.append(f"leg {number} arrives before it departs")
        if too_fast(leg):
            found.append(f"leg {number} is faster than physically possible")
    for number, (leg, following) in enumerate(pairwise(journey.legs)):
        if following.departure_s < leg.arrival_s:
            found.append(f"leg {number + 1} departs before leg {number} arrives")
        # A vehicle may move on to another platform with its riders seated.
        seated = isinstance(following, TransitLeg) and following.stay_seated
        if not seated and (leg.end.lat, leg.end.lon) != (following.start.lat, following.start.lon):
            found.append(f"leg {number + 1} does not begin where leg {number} ends")
    return found


def too_fast(leg: Leg) -> bool:
    fastest, slack_s = (FASTEST_MPS[leg.mode], STREET_SLACK_S) if isinstance(leg, StreetLeg) else (FASTEST_RIDE_MPS, ROUNDING_S)
    apart = distance_m(leg.start.lat, leg.start.lon, leg.end.lat, leg.end.lon)
    return apart > fastest * (leg.arrival_s - leg.departure_s + slack_s)
