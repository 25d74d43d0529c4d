"""A way on the map, wherever one is shown."""

from backend.contract.trips import Itinerary, Leg
from mobile.map.widget import MapPin, RouteLine
from mobile.polyline import decode
from mobile.words import drawn_mode, line_of


def ways_of(itinerary: Itinerary, moves: str) -> list[RouteLine]:
    """Its legs, without those that have no line to draw."""
    shapes = ((leg, decode(leg.geometry)) for leg in itinerary.legs)
    return [way_of(leg, shape, moves) for leg, shape in shapes if len(shape) >= 2]


def way_of(leg: Leg, shape: list[tuple[float, float]], moves: str) -> RouteLine:
    line = (line_of(leg), (leg.route.colour, leg.route.text_colour)) if leg.route else ()
    return RouteLine(shape, drawn_mode(leg, moves), True, *line)


def goal_pin(itinerary: Itinerary, name: str) -> MapPin:
    end = itinerary.legs[-1].to
    return MapPin(end.lat, end.lon, "destination", name, "destination", True)
