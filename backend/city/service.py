"""What a city is, said once."""
import math

import msgspec
import numpy as np

from backend.contract.city import Box, Centre, CityResponse, Health, Licence, Validity
from backend.contract.trips import TripMode
from backend.service.errors import Unprocessable
from backend.stops.names import transit_mode
from routing.city import City
from routing.door.parking import CAR_PARKS
from routing.earth import METRES_PER_DEGREE
from routing.manifest import Manifest
from routing.streets.model import Part

RIDDEN = (TripMode.TRANSIT, TripMode.PARK_RIDE, TripMode.KISS_RIDE, TripMode.BIKE_RIDE)
DIRECT = {TripMode.WALK: Part.FOOT, TripMode.BIKE: Part.BIKE, TripMode.CAR: Part.CAR}

# A little outside, a trip still begins or ends at the edge of the city; farther out it is another city.
MARGIN_M = 2000.0


class OutsideCity(Unprocessable):
    code = "outside_city"


class CityBox:
    """The box of a city with a margin around it."""

    def __init__(self, manifest: Manifest):
        south, west, north, east = manifest.bbox
        up = MARGIN_M / METRES_PER_DEGREE
        across = up / max(0.01, math.cos(math.radians((south + north) / 2)))
        self.name, self.sides = manifest.name, (south - up, west - across, north + up, east + across)

    def check(self, lat: float, lon: float, field: str) -> None:
        """Raises OutsideCity, which names the field."""
        south, west, north, east = self.sides
        if not (south <= lat <= north and west <= lon <= east):
            raise OutsideCity(f"This place is not in {self.name}. Choose one within the bbox of GET /v1/city.", field)


class CityFacts:
    """Made when the city is opened: it does not change while it is."""

    def __init__(self, city: City):
        self.box = CityBox(city.manifest)
        self.response = describe(city)
        self.health = Health("ok", city.manifest.version)


def describe(city: City) -> CityResponse:
    manifest = city.manifest
    south, west, north, east = manifest.bbox
    dated = bool(manifest.valid_from and manifest.valid_to)
    return CityResponse(
        name=manifest.name,
        version=manifest.version,
        bbox=Box(south, west, north, east),
        centre=Centre((south + north) / 2, (west + east) / 2),
        timezone=manifest.timezone,
        language=manifest.language,
        validity=msgspec.convert({"firstDay": manifest.valid_from, "lastDay": manifest.valid_to}, Validity) if dated else None,
        attribution=manifest.attribution,
        licences=tuple(Licence(entry.role, entry.file, entry.licence, entry.attribution) for entry in manifest.inputs),
        counts=manifest.counts,
        modes=modes(city),
        transit_modes=tuple(sorted({transit_mode(int(kind)) for kind in city.transit.route_type.tolist()})),
        help_phone=manifest.help_phone or None,
    )


def modes(city: City) -> tuple[TripMode, ...]:
    """Ways of moving the streets allow, and those that need a timetable where there is one."""
    direct = {mode for mode, part in DIRECT.items() if (city.streets.edge_part & part).any()}
    needs = {TripMode.TRANSIT: TripMode.WALK, TripMode.PARK_RIDE: TripMode.CAR, TripMode.KISS_RIDE: TripMode.CAR, TripMode.BIKE_RIDE: TripMode.BIKE}
    ridden = [mode for mode in RIDDEN if len(city.transit.trip_id) and needs[mode] in direct]
    parked = [TripMode.CAR_PARK] if TripMode.CAR in direct and np.isin(city.places.kind, CAR_PARKS).any() else []
    booked = [TripMode.ON_DEMAND] if TripMode.CAR in direct and city.on_demand.rides else []
    return (*(mode for mode in DIRECT if mode in direct), *parked, *ridden, *booked)
