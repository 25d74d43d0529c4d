"""From places and timetable to the rows that can be found: stops, named places, and streets with their house numbers."""
from dataclasses import dataclass

import numpy as np

from backend.places.entries import Entries, Origin, TextPool
from backend.places.stops import stop_places
from backend.places.streets import along_streets, group_addresses
from backend.places.synonyms import SYNONYMS
from backend.places.words import indexed, split, written_out
from routing.atlas import Features, PlaceKind, Places
from routing.transit.model import Transit

NUMBERS = {
    "kind": np.uint8, "lat_e7": np.int32, "lon_e7": np.int32, "origin": np.uint8, "number": np.int64, "weight": np.float32, "capacity": np.int32,
    "wheelchair": np.uint8,
}  # fmt: skip
TEXTS = ("name", "detail", "town", "category", "folded", "described", "outside_id")


@dataclass(frozen=True)
class Row:
    """One entry before it becomes part of arrays. Fields as in Entries."""

    kind: PlaceKind
    lat_e7: int
    lon_e7: int
    name: str
    origin: Origin
    number: int
    detail: str = ""
    town: str = ""
    category: str = ""
    outside_id: str = ""
    weight: float = 0.0
    capacity: int = -1
    wheelchair: int = 0

    @property
    def folded(self) -> str:
        return " ".join(written_out(word) for word in split(self.name))

    @property
    def described(self) -> str:
        category, kind = SYNONYMS.get(self.category, ""), SYNONYMS.get(self.kind.name.lower(), "")
        return " ".join(indexed(f"{self.detail} {self.category.replace('_', ' ')} {category} {kind}"))


def gather(places: Places, transit: Transit | None, features: Features | None) -> Entries:
    """All that can be found of a city, as arrays."""
    rows = stop_rows(transit) + place_rows(places)
    addresses, street_of, unnamed = group_addresses(places, rows)
    for members in unnamed:
        street_of[np.isin(addresses, members)] = len(rows)
        rows.append(row_of_unnamed(places, members))
    order = np.argsort(street_of, kind="stable")
    pool = TextPool()
    columns = {name: np.array([getattr(row, name) for row in rows], kind) for name, kind in NUMBERS.items()}
    columns |= {name: np.array([pool.number(getattr(row, name)) for row in rows], np.int32) for name in TEXTS}
    columns |= address_columns(places, addresses[order], pool)
    columns["address_first"] = np.concatenate([[0], np.cumsum(np.bincount(street_of, minlength=len(rows)))]).astype(np.int64)
    columns |= dict(zip(("along_entry", "along_lat_e7", "along_lon_e7"), along_streets(features, rows)))
    return Entries(**columns, texts=pool.texts())


def stop_rows(transit: Transit | None) -> list[Row]:
    if transit is None:
        return []
    return [
        Row(
            kind=stop.kind,
            lat_e7=round(stop.lat * 1e7),
            lon_e7=round(stop.lon * 1e7),
            name=stop.name,
            origin=Origin.STOP,
            number=stop.stop_idx,
            outside_id=transit.stop_id[stop.stop_idx],
            weight=stop.weight,
            wheelchair=stop.wheelchair,
        )
        for stop in stop_places(transit)
    ]


def place_rows(places: Places) -> list[Row]:
    """Everything but addresses, which are found through their street."""
    texts = places.texts
    return [
        Row(
            kind=PlaceKind(int(places.kind[i])),
            lat_e7=int(places.lat_e7[i]),
            lon_e7=int(places.lon_e7[i]),
            name=texts[places.name[i]],
            origin=Origin(int(places.osm[i] % 4)),
            number=int(places.osm[i] // 4),
            detail=detail_of(places, i),
            town=texts[places.town[i]],
            category=texts[places.category[i]],
            capacity=int(places.capacity[i]),
            wheelchair=int(places.wheelchair[i]),
        )
        for i in np.flatnonzero(places.kind != PlaceKind.ADDRESS)
    ]


def detail_of(places: Places, i: int) -> str:
    """Street with number, and town, as far as known."""
    street = f"{places.texts[places.street[i]]} {places.texts[places.house_number[i]]}".strip() if places.street[i] >= 0 else ""
    return ", ".join(part for part in (street, places.texts[places.town[i]]) if part)


def row_of_unnamed(places: Places, members: list[int]) -> Row:
    """A street known only by its addresses stands at the middle one of them."""
    middle = members[len(members) // 2]
    town = places.texts[places.town[middle]]
    return Row(
        kind=PlaceKind.STREET,
        lat_e7=int(places.lat_e7[middle]),
        lon_e7=int(places.lon_e7[middle]),
        name=places.texts[places.street[middle]],
        origin=Origin(int(places.osm[middle] % 4)),
        number=int(places.osm[middle] // 4),
        detail=town,
        town=town,
    )


def address_columns(places: Places, addresses: np.ndarray, pool: TextPool) -> dict[str, np.ndarray]:
    return {
        "address_number": np.array([pool.number(places.texts[number]) for number in places.house_number[addresses]], np.int32),
        "address_lat_e7": places.lat_e7[addresses],
        "address_lon_e7": places.lon_e7[addresses],
        "address_origin": (places.osm[addresses] % 4).astype(np.uint8),
        "address_osm": (places.osm[addresses] // 4).astype(np.int64),
        "address_wheelchair": places.wheelchair[addresses],
    }
