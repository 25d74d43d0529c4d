"""Finding places by what people type, and naming the place at a point."""
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tantivy

from backend.places import house_numbers, rank
from backend.places.entries import Entries, Origin
from backend.places.nearest import Nearest
from backend.places.query import Query, text_query, understand
from backend.places.words import street_key
from routing.atlas import PlaceKind
from routing.store import StoreError, load

CANDIDATES = 250
ENOUGH = 0.45  # a text score below which a result is not worth showing
SAME_M, SAME_IN_TOWN_M = 400.0, 1200.0  # parts of one street or park, in another or in the same town
ONE_PER_NAME = (PlaceKind.STREET, PlaceKind.LEISURE, PlaceKind.SETTLEMENT)
ONE_PER_NAME_CATEGORIES = ("square", "cemetery", "water")
ADDRESS_BONUS, NEAREST_NUMBER_BONUS = 0.25, 0.12
OSM_ID = re.compile(r"[0-9]{1,18}\Z")
PREFIX = {Origin.NODE: "node", Origin.WAY: "way", Origin.RELATION: "relation", Origin.STOP: "stop"}


@dataclass(frozen=True)
class FoundPlace:
    """A place to show in a list and to travel to."""

    id: str  # node/…, way/…, relation/… of OpenStreetMap, or stop/… of the timetable; of an address followed by #number
    kind: PlaceKind
    name: str  # never empty: without a name, what it is
    detail: str  # street and town
    lat: float
    lon: float
    stop_idx: int | None  # into Transit
    distance_m: float | None  # from where the search was asked
    category: str = ""  # OSM value such as `supermarket`
    asked_number: str | None = None  # the house number typed, where it is not known and this is the nearest one or the street
    capacity: int | None = None  # of a car park
    wheelchair: int = 0  # streets.model.Wheelchair


@dataclass(frozen=True)
class Scored:
    score: float
    place: FoundPlace


class PlaceSearch:
    """Opened over a folder written by `build_index`; may be asked from many threads."""

    def __init__(self, entries: Entries, index: tantivy.Index):
        self.entries, self.schema = entries, index.schema
        self.searcher = index.searcher()
        self.nearest = Nearest(entries)

    @classmethod
    def open(cls, folder: Path) -> "PlaceSearch":
        """Raises StoreError when the folder is no search index."""
        entries = load(Entries, folder / "entries")
        try:
            index = tantivy.Index.open(str(folder / "text"))
        except ValueError as error:
            raise StoreError(f"{folder / 'text'}: cannot be opened ({error}). Build the city again with `allways city build`.") from error
        return cls(entries, index)

    def find(self, query: str, near: tuple[float, float] | None = None, limit: int = 10) -> list[FoundPlace]:
        """Best first. Tolerates slips, beginnings of words, any order of words, and garbage (an empty list)."""
        asked = understand(query)
        if not asked.words or limit < 1:
            return []
        found = self._addresses(asked, near) if asked.number else []
        if len(found) < limit or max(s.score for s in found) < 1.0:
            found += self._named(asked.words, near)
        if asked.number and not found:
            found = self._named(asked.street_words, near)
        found.sort(key=lambda scored: (-scored.score, scored.place.id))
        return self._without_repeats(found, limit)

    def reverse(self, lat: float, lon: float, limit_m: float = 150.0) -> FoundPlace | None:
        """The address, place or street at a point; None when nothing with a name lies within limit_m."""
        hit = self.nearest.at(lat, lon, limit_m)
        if hit is None:
            return None
        entry, address, distance_m = hit
        return self._address(entry, address, (lat, lon), None) if address >= 0 else self._place(entry, distance_m)

    def find_id(self, place_id: str) -> FoundPlace | None:
        """The place that was told by this id; None: there is none (any more)."""
        kind, _, rest = place_id.partition("/")
        number, _, house = rest.partition("#")
        origin = next((origin for origin, prefix in PREFIX.items() if prefix == kind), None)
        entries = self.entries
        if origin == Origin.STOP:
            stops = np.flatnonzero(entries.origin == Origin.STOP)
            found = [int(stop) for stop in stops if entries.texts[entries.outside_id[stop]] == rest]
            return self._place(found[0], None) if found else None
        if origin is None or not OSM_ID.match(number):
            return None
        if house:
            at = np.flatnonzero((entries.address_osm == int(number)) & (entries.address_origin == origin))
            found = [int(address) for address in at if entries.texts[entries.address_number[address]] == house]
            return self._address(int(self.nearest.address_entry[found[0]]), found[0], None, None) if found else None
        known = np.flatnonzero((entries.number == int(number)) & (entries.origin == origin))
        return self._place(int(known[0]), None) if len(known) else None

    def _hits(self, words: tuple[str, ...], near: tuple[float, float] | None, kind: PlaceKind | None) -> list[int]:
        """Entries that may fit: with all words, else with one word less."""
        for missing in range(min(len(words), 2)):
            query = text_query(self.schema, words, near, kind, missing)
            addresses = [address for _, address in self.searcher.search(query, limit=CANDIDATES, count=False).hits]
            if addresses:
                return self.searcher.fast_field_values("entry", addresses)
        return []

    def _named(self, words: tuple[str, ...], near: tuple[float, float] | None) -> list[Scored]:
        scored = []
        for entry in self._hits(words, near, None):
            text = self._text_score(entry, words)
            if text >= ENOUGH:
                place = self._place(entry, self._distance(entry, near))
                scored.append(Scored(rank.total_score(text, place.kind, float(self.entries.weight[entry]), place.distance_m), place))
        return scored

    def _addresses(self, asked: Query, near: tuple[float, float] | None) -> list[Scored]:
        """The house number on each street that fits, else the nearest number known, else the street."""
        scored = []
        for entry in self._hits(asked.street_words, near, PlaceKind.STREET):
            text = self._text_score(entry, asked.street_words)
            if text < ENOUGH:
                continue
            first, last = self.entries.address_first[entry : entry + 2]
            numbers = [self.entries.texts[number] for number in self.entries.address_number[first:last]]
            at, exact = house_numbers.choose(asked.number, numbers)
            if at < 0:
                place, bonus = self._place(entry, self._distance(entry, near), asked.number), 0.0
            else:
                place = self._address(entry, int(first) + at, near, None if exact else asked.number)
                bonus = ADDRESS_BONUS if exact else NEAREST_NUMBER_BONUS
            scored.append(Scored(rank.total_score(text, PlaceKind.STREET, 0.0, place.distance_m) + bonus, place))
        return scored

    def _text_score(self, entry: int, words: tuple[str, ...]) -> float:
        entries = self.entries
        return rank.text_score(words, entries.texts[entries.folded[entry]].split(), entries.texts[entries.described[entry]].split())

    def _distance(self, entry: int, near: tuple[float, float] | None) -> float | None:
        return None if near is None else rank.distance_m(*near, self.entries.lat_e7[entry] / 1e7, self.entries.lon_e7[entry] / 1e7)

    def _place(self, entry: int, distance_m: float | None, asked_number: str | None = None) -> FoundPlace:
        entries = self.entries
        origin, number = Origin(int(entries.origin[entry])), int(entries.number[entry])
        category = entries.texts[entries.category[entry]]
        kind = PlaceKind(int(entries.kind[entry]))
        is_stop = origin == Origin.STOP
        return FoundPlace(
            id=f"{PREFIX[origin]}/{entries.texts[entries.outside_id[entry]] if is_stop else number}",
            kind=kind,
            name=entries.texts[entries.name[entry]] or described(kind, category),
            detail=entries.texts[entries.detail[entry]],
            lat=float(entries.lat_e7[entry] / 1e7),
            lon=float(entries.lon_e7[entry] / 1e7),
            stop_idx=number if is_stop else None,
            distance_m=distance_m,
            category=category,
            asked_number=asked_number,
            capacity=int(entries.capacity[entry]) if entries.capacity[entry] >= 0 else None,
            wheelchair=int(entries.wheelchair[entry]),
        )

    def _address(self, entry: int, address: int, near: tuple[float, float] | None, asked_number: str | None) -> FoundPlace:
        entries = self.entries
        lat, lon = float(entries.address_lat_e7[address] / 1e7), float(entries.address_lon_e7[address] / 1e7)
        number = entries.texts[entries.address_number[address]]
        return FoundPlace(
            id=f"{PREFIX[Origin(int(entries.address_origin[address]))]}/{entries.address_osm[address]}#{number}",
            kind=PlaceKind.ADDRESS,
            name=f"{entries.texts[entries.name[entry]]} {number}",
            detail=entries.texts[entries.town[entry]],
            lat=lat,
            lon=lon,
            stop_idx=None,
            distance_m=None if near is None else rank.distance_m(*near, lat, lon),
            asked_number=asked_number,
            wheelchair=int(entries.address_wheelchair[address]),
        )

    @staticmethod
    def _without_repeats(found: list[Scored], limit: int) -> list[FoundPlace]:
        """One of each id, and of parts of one street, park or square near each other only the first."""
        kept: list[FoundPlace] = []
        for scored in found:
            place = scored.place
            if any(place.id == other.id or repeats(place, other) for other in kept):
                continue
            kept.append(place)
            if len(kept) == limit:
                break
        return kept


def repeats(place: FoundPlace, other: FoundPlace) -> bool:
    parts = place.kind in ONE_PER_NAME or place.category in ONE_PER_NAME_CATEGORIES
    if not parts or place.kind != other.kind or street_key(place.name) != street_key(other.name):
        return False
    reach_m = SAME_IN_TOWN_M if place.detail == other.detail else SAME_M
    return rank.distance_m(place.lat, place.lon, other.lat, other.lon) < reach_m


def described(kind: PlaceKind, category: str) -> str:
    """What a place without a name is called."""
    if kind in (PlaceKind.PARKING, PlaceKind.PARK_RIDE):
        return "Park and ride" if kind == PlaceKind.PARK_RIDE else "Car park"
    return (category or kind.name.lower()).replace("_", " ").capitalize()
