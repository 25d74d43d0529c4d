"""Building the search index of a city: entries as arrays, and a text index over their names."""
import shutil
from collections import defaultdict
from pathlib import Path

import numpy as np
import tantivy

from backend.places.entries import Entries, Origin, TextPool
from backend.places.stops import stop_places
from backend.places.streets import along_streets, group_addresses
from backend.places.synonyms import SYNONYMS
from backend.places.words import indexed, split, written_out
from routing.atlas import Features, PlaceKind, Places
from routing.store import save
from routing.transit.model import Transit

CELL_DEG = 0.01  # of the cells that make near places come first among very many
WRITER_BYTES = 30_000_000
ADDRESS_COLUMNS = {
    "address_number": np.int32, "address_lat_e7": np.int32, "address_lon_e7": np.int32, "address_origin": np.uint8, "address_osm": np.int64,
    "address_wheelchair": np.uint8,
}  # fmt: skip


def build_index(places: Places, transit: Transit | None, folder: Path, features: Features | None = None) -> None:
    """Write the index of a city into a folder of its own, replacing what is there. With `features`, streets are found all along their length."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    gathering = Gathering(places)
    gathering.add_stops(transit)
    gathering.add_places()
    entries = gathering.entries(features)
    save(entries, folder / "entries")
    write_text_index(entries, folder / "text")


class Gathering:
    """Entries while they are gathered, one row each."""

    def __init__(self, places: Places):
        self.places = places
        self.pool = TextPool()
        self.rows: dict[str, list] = defaultdict(list)

    def add(self, kind: int, lat_e7: int, lon_e7: int, name: str, detail: str, town: str, category: str, origin: int, number: int, **more) -> None:
        pool = self.pool
        row = {
            "kind": int(kind), "lat_e7": int(lat_e7), "lon_e7": int(lon_e7), "name": pool.number(name), "detail": pool.number(detail), "town": pool.number(town),
            "category": pool.number(category), "folded": pool.number(" ".join(written_out(word) for word in split(name))), "origin": int(origin), "number": int(number),
            "outside_id": -1, "weight": 0.0, "capacity": -1, "wheelchair": 0, **more,
        }  # fmt: skip
        for column, value in row.items():
            self.rows[column].append(value)

    def add_stops(self, transit: Transit | None) -> None:
        for stop in stop_places(transit) if transit is not None else ():
            outside = self.pool.number(transit.stop_id[stop.stop_idx])
            self.add(
                stop.kind, round(stop.lat * 1e7), round(stop.lon * 1e7), stop.name, "", "", "", Origin.STOP, stop.stop_idx,
                outside_id=outside, weight=stop.weight, wheelchair=stop.wheelchair,
            )  # fmt: skip

    def add_places(self) -> None:
        places = self.places
        for i in np.flatnonzero(places.kind != PlaceKind.ADDRESS):
            name, category, town = places.texts[places.name[i]], places.texts[places.category[i]], places.texts[places.town[i]]
            self.add(
                places.kind[i], places.lat_e7[i], places.lon_e7[i], name, self.detail(i), town, category, places.osm[i] % 4, places.osm[i] // 4,
                capacity=int(places.capacity[i]), wheelchair=int(places.wheelchair[i]),
            )  # fmt: skip

    def detail(self, i: int) -> str:
        """Street with number, and town, as far as known."""
        places = self.places
        street = f"{places.texts[places.street[i]]} {places.texts[places.house_number[i]]}".strip() if places.street[i] >= 0 else ""
        return ", ".join(part for part in (street, places.texts[places.town[i]]) if part)

    def entries(self, features: Features | None) -> Entries:
        addresses = self.addresses()
        columns = {"weight": np.float32, "number": np.int64, "kind": np.uint8, "origin": np.uint8, "wheelchair": np.uint8}
        arrays = {name: np.array(values, columns.get(name, np.int32)) for name, values in self.rows.items()}
        if not arrays:
            arrays = {name: np.zeros(0, columns.get(name, np.int32)) for name in Entries.__annotations__ if not name.startswith(("address", "along", "texts"))}
        counts = np.bincount(addresses["entry"], minlength=len(arrays["kind"]))
        order = np.argsort(addresses["entry"], kind="stable")
        along = along_streets(features, arrays, list(self.pool.numbers))
        return Entries(
            **arrays,
            address_first=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            **{name: np.array(addresses[name], kind)[order] for name, kind in ADDRESS_COLUMNS.items()},
            along_entry=along[0],
            along_lat_e7=along[1],
            along_lon_e7=along[2],
            texts=self.pool.texts(),
        )

    def addresses(self) -> dict[str, np.ndarray]:
        """Addresses with the entry of their street; streets that have addresses but no way of that name get an entry."""
        places = self.places
        rows, entry, unnamed = group_addresses(places, self.rows["name"], self.rows["kind"], self.rows["lat_e7"], self.rows["lon_e7"], list(self.pool.numbers))
        for members in unnamed:
            middle = members[len(members) // 2]
            street, town = places.texts[places.street[middle]], places.texts[places.town[middle]]
            entry[np.isin(rows, members)] = len(self.rows["kind"])
            self.add(PlaceKind.STREET, places.lat_e7[middle], places.lon_e7[middle], street, town, town, "", places.osm[middle] % 4, places.osm[middle] // 4)
        return {
            "entry": entry,
            "address_number": np.array([self.pool.number(places.texts[places.house_number[row]]) for row in rows], np.int32),
            "address_lat_e7": places.lat_e7[rows],
            "address_lon_e7": places.lon_e7[rows],
            "address_origin": places.osm[rows] % 4,
            "address_osm": places.osm[rows] // 4,
            "address_wheelchair": places.wheelchair[rows],
        }


def text_schema() -> tantivy.Schema:
    """`name` holds the folded words of the name, `more` what else describes it, `near` the cell on the ground."""
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("entry", stored=False, fast=True)
    for field in ("name", "more", "kind", "near"):
        builder.add_text_field(field, stored=False, tokenizer_name="whitespace", index_option="basic")
    return builder.build()


def cell(lat: float, lon: float) -> tuple[int, int]:
    return int(lat // CELL_DEG), int(lon // CELL_DEG)


def cell_word(row: int, column: int) -> str:
    return f"{row}:{column}"


def write_text_index(entries: Entries, folder: Path) -> None:
    folder.mkdir(parents=True)
    index = tantivy.Index(text_schema(), path=str(folder))
    writer = index.writer(heap_size=WRITER_BYTES, num_threads=1)
    texts = entries.texts
    for i in range(len(entries.kind)):
        category = texts[entries.category[i]]
        kind = PlaceKind(int(entries.kind[i])).name.lower()
        more = " ".join((texts[entries.detail[i]], category.replace("_", " "), SYNONYMS.get(category, ""), SYNONYMS.get(kind, "")))
        document = tantivy.Document()
        document.add_unsigned("entry", i)
        document.add_text("name", " ".join(indexed(texts[entries.name[i]])))
        document.add_text("more", " ".join(indexed(more)))
        document.add_text("kind", kind)
        document.add_text("near", cell_word(*cell(entries.lat_e7[i] / 1e7, entries.lon_e7[i] / 1e7)))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
