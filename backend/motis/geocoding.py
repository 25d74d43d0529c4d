"""`geocode` and `reverse-geocode`: places by what is typed, and at a point."""
import re

import msgspec
from litestar.openapi.spec.enums import OpenAPIType

from backend.motis import modes
from backend.motis.messages import MotisArea, MotisMatch
from backend.motis.parameters import Asked, Parameter
from backend.motis.stops import Stops
from backend.places.service import FoundPlace, PlaceSearch
from backend.places.words import fold
from backend.service.errors import Unprocessable
from routing.atlas import PlaceKind

INTEGER = OpenAPIType.INTEGER
ADDRESS, PLACE, STOP = TYPES = ("ADDRESS", "PLACE", "STOP")
OF_KIND = {PlaceKind.ADDRESS: ADDRESS, PlaceKind.STREET: ADDRESS, PlaceKind.STOP: STOP, PlaceKind.STATION: STOP}
MOST, LOOKED_AT, LONGEST_TYPED = 50, 200, 200
AROUND_M = 500.0
TOWN = 8.0  # admin_level
WORD = re.compile(r"\w+")

GEOCODE = (
    Parameter("text", "What was typed; slips and beginnings of words are understood.", required=True),
    Parameter("type", "All when left out.", words=TYPES, listed=True),
    Parameter("mode", "Of stops only those where one of these can be boarded.", words=modes.TRANSIT_WORDS, listed=True),
    Parameter("place", "`latitude,longitude`: nearer places come first."),
    Parameter("min", "`latitude,longitude` of a corner of the box in which to look."),
    Parameter("max", "The corner across."),
    Parameter("numResults", "10 when left out.", INTEGER, least=1, most=MOST),
)  # fmt: skip
REVERSE = (
    Parameter("place", "`latitude,longitude` in degrees.", required=True),
    Parameter("type", "All when left out.", words=TYPES, listed=True),
    Parameter("numResults", "5 when left out.", INTEGER, least=1, most=MOST),
)  # fmt: skip


def geocode(places: PlaceSearch, stops: Stops, asked: Asked) -> tuple[MotisMatch, ...]:
    """Best first."""
    typed, count = asked.required("text"), asked.whole("numResults") or 10
    if len(typed) > LONGEST_TYPED:
        raise Unprocessable(f"text is too long. Write at most {LONGEST_TYPED} characters.", "text")
    types = asked.words("type", TYPES)
    kinds = modes.spelt_out(asked.words("mode"))
    corners = asked.point("min"), asked.point("max")
    fitting = []
    for found in places.find(typed, asked.point("place"), LOOKED_AT):
        one = match(found, stops, typed)
        if one.type in types and within(one, *corners) and (not kinds or one.type != STOP or kinds & set(one.modes or ())):
            fitting.append(one)
    return scored(fitting[:count])


def reverse_geocode(places: PlaceSearch, stops: Stops, asked: Asked) -> tuple[MotisMatch, ...]:
    """The place at the point, then the stops around it, nearest first."""
    asked.required("place")
    point, count = asked.point("place"), asked.whole("numResults") or 5
    assert point is not None
    types = asked.words("type", TYPES)
    at = places.reverse(*point)
    found = [] if at is None else [match(at, stops, "")]
    known = {one.id for one in found}
    around = [stop_match(row, stops) for row in stops.near(*point, AROUND_M)[:count]]
    found += [one for one in around if one.id not in known]
    return scored([one for one in found if one.type in types][:count])


def match(found: FoundPlace, stops: Stops, typed: str) -> MotisMatch:
    kind = OF_KIND.get(found.kind, PLACE)
    row = found.stop_idx
    is_stop = kind == STOP and row is not None
    street, number = (found.name.rpartition(" ")[0], found.name.rpartition(" ")[2]) if found.kind == PlaceKind.ADDRESS else (None, None)
    return MotisMatch(
        type=kind,
        tokens=tokens(found.name, typed),
        name=found.name,
        id=stops.names.stop_id(row) if is_stop else found.id,
        lat=found.lat,
        lon=found.lon,
        areas=areas(found.detail),
        score=0.0,
        category=found.category or None,
        street=found.name if found.kind == PlaceKind.STREET else street,
        house_number=number,
        tz=stops.zone,
        modes=stops.modes_at(row) if is_stop else None,
    )


def stop_match(row: int, stops: Stops) -> MotisMatch:
    lat, lon = stops.spot(row) or (0.0, 0.0)
    return MotisMatch(STOP, (), stops.names.stop_name(row), stops.names.stop_id(row), lat, lon, (), 0.0, tz=stops.zone, modes=stops.modes_at(row))


def scored(found: list[MotisMatch]) -> tuple[MotisMatch, ...]:
    """The order of our search as numbers from 1 down, better ones higher."""
    return tuple(msgspec.structs.replace(one, score=round(1 - place / max(1, len(found)), 4)) for place, one in enumerate(found))


def areas(detail: str) -> tuple[MotisArea, ...]:
    """The town: the last part of what our search says of where a place is."""
    town = detail.rpartition(",")[2].strip()
    return (MotisArea(town, TOWN, matched=False, default=True),) if town else ()


def tokens(name: str, typed: str) -> tuple[tuple[int, int], ...]:
    """Beginnings of words of the name that were typed."""
    words = {fold(word) for word in WORD.findall(typed)}
    found = []
    for part in WORD.finditer(name):
        length = max((len(word) for word in words if fold(part.group()).startswith(word)), default=0)
        if length:
            found.append((part.start(), min(length, len(part.group()))))
    return tuple(found)


def within(one: MotisMatch, low: tuple[float, float] | None, high: tuple[float, float] | None) -> bool:
    """Whichever corners they are."""
    if low is None or high is None:
        return True
    return all(min(a, b) <= value <= max(a, b) for value, a, b in zip((one.lat, one.lon), low, high))
