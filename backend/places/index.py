"""Building the search index of a city: entries as arrays, and a text index over their names."""
import shutil
from pathlib import Path

import tantivy

from backend.places.entries import Entries
from backend.places.gather import gather
from backend.places.words import indexed
from routing.atlas import Features, PlaceKind, Places
from routing.store import save
from routing.transit.model import Transit

CELL_DEG = 0.01  # of the cells that make near places come first among very many
WRITER_BYTES = 30_000_000


def build_index(places: Places, transit: Transit | None, folder: Path, features: Features | None = None) -> None:
    """Write the index of a city into a folder of its own, replacing what is there. With `features`, streets are found all along their length."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    entries = gather(places, transit, features)
    save(entries, folder / "entries")
    write_text_index(entries, folder / "text")


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
        document = tantivy.Document()
        document.add_unsigned("entry", i)
        document.add_text("name", " ".join(indexed(texts[entries.name[i]])))
        document.add_text("more", texts[entries.described[i]])
        document.add_text("kind", PlaceKind(int(entries.kind[i])).name.lower())
        document.add_text("near", cell_word(*cell(entries.lat_e7[i] / 1e7, entries.lon_e7[i] / 1e7)))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
