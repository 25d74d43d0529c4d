"""What a city is, said once."""
import msgspec

from backend.contract.city import Box, Centre, CityResponse, Health, Licence, Validity
from backend.contract.trips import TripMode
from backend.stops.names import transit_mode
from routing.city import City
from routing.streets.model import Part

RIDDEN = (TripMode.TRANSIT, TripMode.PARK_RIDE, TripMode.KISS_RIDE, TripMode.BIKE_RIDE)
DIRECT = {TripMode.WALK: Part.FOOT, TripMode.BIKE: Part.BIKE, TripMode.CAR: Part.CAR}


class CityFacts:
    """Made when the city is opened: it does not change while it is."""

    def __init__(self, city: City):
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
    )


def modes(city: City) -> tuple[TripMode, ...]:
    """Ways of moving the streets allow, and those that need a timetable where there is one."""
    direct = {mode for mode, part in DIRECT.items() if (city.streets.edge_part & part).any()}
    needs = {TripMode.TRANSIT: TripMode.WALK, TripMode.PARK_RIDE: TripMode.CAR, TripMode.KISS_RIDE: TripMode.CAR, TripMode.BIKE_RIDE: TripMode.BIKE}
    ridden = [mode for mode in RIDDEN if len(city.transit.trip_id) and needs[mode] in direct]
    return (*(mode for mode in DIRECT if mode in direct), *ridden)
