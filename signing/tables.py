"""Which place a long-range marker stands for: a marker holds a small number only, the *slot*; the signed table of the city says what hangs where.

There are fewer slots than places, so a slot is used again far away (`APART_M`), and counts only together with where one is. What moves has a slot of
its own. Everybody can print such a marker: it is a key to look up what the city signed, never a proof, and nothing is unlocked or paid by one.
"""
import math
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from signing import cose
from signing.codes import KINDS, MOST_ID_BYTES, MOST_NAME_BYTES, NUMBERS, CodeKind, readable
from signing.keys import KeyRefused, KeyUse, Ring, SigningKey, utc_day
from signing.refused import CodeRefused, Refusal

PURPOSE = "allways/code-table/1"
MOST_BYTES, MOST_PLACES = 4 * 1024 * 1024, 50_000
MOST_SLOT, LEAST_SIDE_MM, MOST_SIDE_MM = 4095, 20, 2000
APART_M = 1000.0  # two places with one slot are at least so far from each other
SEEN_M = 50.0  # nothing is read from farther away
METRES_PER_DEGREE = 111_195.0
CITY, ISSUED, UNTIL, FAMILY, PLACES = range(1, 6)


@dataclass(frozen=True)
class MarkerPlace:
    """side_mm: of the black square. lat, lon: degrees; None for what moves."""

    slot: int
    kind: CodeKind
    id: str
    name: str
    side_mm: int
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True)
class MarkerTable:
    """family: of the markers, e.g. 36h11. until: the last day on which it may be used."""

    city: str
    issued: date
    until: date
    family: str
    places: tuple[MarkerPlace, ...]

    def find(self, slot: int, at: tuple[float, float] | None, accuracy_m: float = 0.0) -> MarkerPlace | None:
        """The place whose marker can be in view. at: lat, lon of the phone, good to accuracy_m; None where it is not known.

        None where nothing of ours hangs there, and where it could be more than one: better silent than at the wrong stop.
        """
        own = [place for place in self.places if place.slot == slot]
        if at is not None:
            own = [place for place in own if place.lat is None or metres(at, (place.lat, place.lon)) <= SEEN_M + accuracy_m]
        return own[0] if len(own) == 1 else None


def metres(one: tuple[float, float], other: tuple[float, float | None]) -> float:
    north = one[0] - other[0]
    east = (one[1] - (other[1] or 0.0) + 180.0) % 360.0 - 180.0
    return METRES_PER_DEGREE * math.hypot(north, east * math.cos(math.radians(one[0])))


def write_table(places: tuple[MarkerPlace, ...], family: str, until: date, ring: Ring, key: SigningKey, now: datetime) -> bytes:
    """Raises KeyRefused when the ring would not believe it, ValueError for what cannot stand in a table."""
    today = utc_day(now)
    own = ring.find(key.id, KeyUse.CODE)
    if own is None or not own.signs_on(today):
        raise KeyRefused("The ring does not hold this key for codes of today: make a new one with `allways codes key`.")
    if len(places) > MOST_PLACES or not all(possible(place) for place in places):
        raise ValueError(f"a table holds at most {MOST_PLACES} places, each with an id, a slot and a side within bounds")
    rows = [row_of(place) for place in places]
    return cose.sign({CITY: ring.city, ISSUED: cose.day_number(today), UNTIL: cose.day_number(until), FAMILY: family, PLACES: rows}, key, PURPOSE)


def read_table(token: bytes, ring: Ring, now: datetime, even_old: bool = False) -> MarkerTable:
    """even_old: past its last day too, to write the next one from it. Raises CodeRefused: a table is refused as a code is."""
    if len(token) > MOST_BYTES:
        raise CodeRefused(Refusal.NOT_OURS)
    today = utc_day(now)
    value, key = cose.open_signed(token, ring, KeyUse.CODE, PURPOSE, today)
    table = marker_table(value)
    if table.city != ring.city:
        raise CodeRefused(Refusal.OTHER_CITY)
    cose.check_days(table.issued, key, today)
    if today > table.until and not even_old:
        raise CodeRefused(Refusal.OUT_OF_DATE)
    return table


def marker_table(value: Any) -> MarkerTable:
    match value:
        case {1: str() as city, 2: int() as issued, 3: int() as until, 4: str() as family, 5: list() as rows, **others} if not others:
            if len(rows) <= MOST_PLACES:
                return MarkerTable(city, cose.day_of(issued), cose.day_of(until), family, tuple(marker_place(row) for row in rows))
    raise CodeRefused(Refusal.DAMAGED)


def row_of(place: MarkerPlace) -> list:
    where = [] if place.lat is None or place.lon is None else [round(place.lat * 1e6), round(place.lon * 1e6)]
    return [place.slot, NUMBERS[place.kind], place.id, place.name, place.side_mm, *where]


def marker_place(row: Any) -> MarkerPlace:
    match row:
        case [int() as slot, int() as kind, str() as id, str() as name, int() as side_mm, *where] if kind in KINDS:
            lat, lon = (number / 1e6 if isinstance(number, int) else math.nan for number in where) if len(where) == 2 else (None, None)
            place = MarkerPlace(slot, KINDS[kind], id, name, side_mm, lat, lon)
            if len(where) in (0, 2) and possible(place):
                return place
    raise CodeRefused(Refusal.DAMAGED)


def possible(place: MarkerPlace) -> bool:
    somewhere = place.lat is None or (place.lon is not None and abs(place.lat) <= 90 and abs(place.lon) <= 180)
    named = readable(place.id, MOST_ID_BYTES) and (not place.name or readable(place.name, MOST_NAME_BYTES))
    return somewhere and named and 0 <= place.slot <= MOST_SLOT and LEAST_SIDE_MM <= place.side_mm <= MOST_SIDE_MM
