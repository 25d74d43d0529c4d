"""`allways draw`: a picture of a city from the very tiles the app gets, with a trip on it."""
import math
from argparse import Namespace

from allways.errors import CommandError
from allways.places import find_point, read_time
from backend.map.picture import Pin, RouteLine, draw
from backend.map.service import MapTiles
from routing.city import City
from routing.earth import METRES_PER_DEGREE
from routing.journey import Journey, StreetLeg
from routing.plan import plan
from routing.query import Query
from routing.snapshot import Snapshot

MARGIN = 1.25
STREET_COLOURS = {"WALK": "#1D3183", "BIKE": "#0A6638", "CAR": "#464E65"}
TRANSIT_COLOUR = "#B3261E"


def run(options: Namespace) -> int:
    city = City.open(options.city)
    journey = best_journey(city, options)
    lines = journey_lines(city, journey) if journey else []
    lat, lon, width_m = frame(city, options, lines)
    tiles, attribution = MapTiles.open(city.folder), city.manifest.attribution
    image = draw(tiles, lat, lon, width_m, options.pixels, theme=options.theme, lines=lines, pins=pins(lines), attribution=attribution)
    image.save(options.out)
    print(f"{options.out}: {image.width} × {image.height} pixels, {width_m:.0f} m across")
    return 0


def best_journey(city: City, options: Namespace) -> Journey | None:
    if not options.origin and not options.destination:
        return None
    if not (options.origin and options.destination):
        raise CommandError("Give both --from and --to to draw a trip.")
    answer = plan(Snapshot.of(city), Query(find_point(city, options.origin), find_point(city, options.destination), read_time(city, options.depart)))
    if not answer.journeys:
        raise CommandError("No way was found: " + " ".join(notice.text for notice in answer.notices))
    return answer.journeys[0]


def journey_lines(city: City, journey: Journey) -> list[RouteLine]:
    """The way of every leg in its colour."""
    lines = []
    for leg in journey.legs:
        if isinstance(leg, StreetLeg):
            lat, lon, colour, dotted = leg.path.lat_e7, leg.path.lon_e7, STREET_COLOURS[leg.mode], leg.mode == "WALK"
        else:
            own = int(city.transit.route_colour[city.transit.trip_route[leg.trip]])
            lat, lon, colour, dotted = leg.lat_e7, leg.lon_e7, f"#{own:06X}" if own >= 0 else TRANSIT_COLOUR, False
        if len(lat) > 1:
            lines.append(RouteLine(lat / 1e7, lon / 1e7, colour, dotted))
    return lines


def pins(lines: list[RouteLine]) -> list[Pin]:
    """Where the trip begins (A) and ends (B)."""
    if not lines:
        return []
    return [Pin(float(lines[0].lat[0]), float(lines[0].lon[0]), "A"), Pin(float(lines[-1].lat[-1]), float(lines[-1].lon[-1]), "B")]


def frame(city: City, options: Namespace, lines: list[RouteLine]) -> tuple[float, float, float]:
    """Centre and width of the picture: what was asked, else the trip, else the city."""
    south, west, north, east = city.manifest.bbox
    if lines:
        south, north = min(float(line.lat.min()) for line in lines), max(float(line.lat.max()) for line in lines)
        west, east = min(float(line.lon.min()) for line in lines), max(float(line.lon.max()) for line in lines)
    lat, lon = (south + north) / 2, (west + east) / 2
    if options.at:
        centre = find_point(city, options.at)
        lat, lon = centre.lat, centre.lon
    metres = max(north - south, (east - west) * math.cos(math.radians(lat))) * METRES_PER_DEGREE
    return lat, lon, options.width_m or max(300.0, metres * (MARGIN if lines else 1.0))
